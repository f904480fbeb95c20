"""Plan what to ask for a note without a title, or with a misspelt one: words, of services that search for them.

arXiv searches abstracts and takes many sets of words in one request. OpenReview and Crossref rank works by how many
words they have, Crossref mostly by those of titles. Semantic Scholar and OpenAlex know more works, but want every word
to match, and Semantic Scholar takes nine times as long as Crossref for a question. If only the title of a work is still
known after that, its abstract is fetched (many in one request), so that it can be compared with the note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from biblio.extract.venue_names import venues_on_openreview
from biblio.lookup.questions import (
    AllowedServices,
    OpenNote,
    identifier_question,
    sets_question,
    topic_question,
    words_question,
)
from biblio.lookup.service import Question
from biblio.matching.titles.title_words import correctly_spelt_words
from biblio.matching.untitled.clue_match import is_untitled, rank_by_clues
from biblio.matching.untitled.search_terms import rare_sets, topic_words, word_sets
from biblio.matching.word_rarity import information
from biblio.matching.works.merge_records import INDEXES, merge_records
from biblio.model.decision import Query
from biblio.model.people import surname_key
from biblio.model.record import NOT_PAPERS, Record, Work

__all__ = ["abstract_questions", "clue_questions", "misspelt_title_questions"]

_SERVICE_ORDER = ("arxiv", "openreview", "crossref", "semanticscholar", "openalex")
_ABSTRACT_SERVICE = "semanticscholar"
_ABSTRACT_SCHEMES = ("doi", "arxiv", "acl")
_MOST_ABSTRACTS = 8  # of a note
# Bits that the remaining words of a misspelt title need to be worth a search, with an author and without.
_LEAST_BITS_WITH_AUTHOR, _LEAST_BITS = 20.0, 28.0


def misspelt_title_questions(note: OpenNote, allowed: AllowedServices) -> Iterator[Question]:
    """Ask for the correctly spelt words of a title if no service that was asked knows anything like it."""
    query = note.query
    if note.is_accepted or note.decision.candidates or not query.titles:
        return
    words = correctly_spelt_words(query.titles[0])
    author = surname_key(query.authors[0]) if query.authors else ""
    if not words or information(words) < (_LEAST_BITS_WITH_AUTHOR if author else _LEAST_BITS):
        return
    terms = (*words, *filter(None, (author,)))
    undated = replace(query, before=None)  # a title says more than the day of the note
    for service, service_terms in (("arxiv", terms), ("dblp", (" ".join(terms),))):
        question = words_question(service, undated, service_terms)
        if allowed.may_search(service) and question.key not in note.answers:
            yield question
            return


def clue_questions(note: OpenNote, allowed: AllowedServices) -> Iterator[Question]:
    """Ask the next service for the clues of a note without a title: its names, its rare words, or its topic."""
    if note.is_accepted or not is_untitled(note.query):
        return
    for service in _SERVICE_ORDER:
        if allowed.may_search(service):
            for question in _service_questions(service, note.query):
                if question.key not in note.answers:
                    yield question
                    return


def _service_questions(service: str, query: Query) -> Iterator[Question]:
    if service in ("openreview", "crossref"):
        # For a blog post or a talk, some paper on the same topic would always be found.
        words = topic_words(query) if query.kind not in NOT_PAPERS else ()
        if words and (service == "crossref" or _may_be_on_openreview(query)):
            yield topic_question(service, query, words)
        return
    name_sets, rare_word_sets = word_sets(query), rare_sets(query)
    if service == "arxiv":
        yield from (words_question(service, query, words) for words in name_sets[:-1] or name_sets)
        if rare_word_sets:
            yield sets_question(service, query, rare_word_sets)
    elif name_sets:
        yield words_question(service, query, name_sets[-1])
    elif rare_word_sets:
        yield words_question(service, query, tuple(readings[0] for readings in rare_word_sets[0]))


def _may_be_on_openreview(query: Query) -> bool:
    latest = query.before.year + 1 if query.before else 9999
    return not query.venue or bool(venues_on_openreview(query.venue, latest))


def abstract_questions(note: OpenNote, allowed: AllowedServices) -> Iterator[Question]:
    """Ask for the abstracts of the likeliest works that were found by their titles."""
    if note.is_accepted or not is_untitled(note.query) or _ABSTRACT_SERVICE not in allowed.services:
        return
    all_records = tuple(record for records in note.answers.values() for record in records)
    for work in _works_without_abstract(note.query, all_records):
        if question := _abstract_question(work):
            yield question


@lru_cache(maxsize=512)  # asked for several times in every round
def _works_without_abstract(query: Query, records: tuple[Record, ...]) -> tuple[Work, ...]:
    """Return the likeliest works in `records`, by title, for which no record has an abstract.

    The likeliest works are chosen as if no index had given an abstract yet: otherwise the next best ones would move up
    with every abstract that arrives, and would be asked for too.
    """
    works = {work.id: work for work in merge_records(records) if not any(map(_has_own_abstract, work.records))}
    ranked = rank_by_clues([_without_abstracts(work) for work in works.values()], query, {})
    likeliest = [works[work.id] for _, work in ranked[:_MOST_ABSTRACTS]]
    return tuple(work for work in likeliest if not any(record.abstract for record in work.records))


def _has_own_abstract(record: Record) -> bool:
    return bool(record.abstract) and record.source not in INDEXES


def _without_abstracts(work: Work) -> Work:
    return replace(work, records=tuple(replace(record, abstract="") for record in work.records))


def _abstract_question(work: Work) -> Question | None:
    identifiers = (work.best.identifier(scheme) for scheme in _ABSTRACT_SCHEMES)
    identifier = next(filter(None, identifiers), None)
    return identifier_question(_ABSTRACT_SERVICE, identifier) if identifier else None
