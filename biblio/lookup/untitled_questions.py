"""What to ask for a note that has no title, or a misspelt one: its words, where they may be known.

arXiv searches abstracts and takes many sets of words in one request; Semantic Scholar and OpenAlex know more works and
want every word; OpenReview and Crossref rank by how many words a work has, Crossref by those of titles mostly. What is
known by its title alone in the end has its abstract fetched, many in one request, before anything is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from biblio.extract.venue_names import venues_on_openreview
from biblio.lookup.questions import (
    AllowedServices,
    Answers,
    identifier_question,
    sets_question,
    topic_question,
    words_question,
)
from biblio.lookup.service import Question
from biblio.matching.titles.title_words import spelt_words
from biblio.matching.untitled.clue_match import is_untitled, rank_by_clues
from biblio.matching.untitled.search_terms import rare_sets, topic_words, word_sets
from biblio.matching.word_rarity import information
from biblio.matching.works.merge_records import INDEXES, consolidate
from biblio.model.decision import Decision, Query, Status
from biblio.model.people import surname_key
from biblio.model.record import NOT_PAPERS, Record, Work

__all__ = ["abstract_questions", "spelt_questions", "word_questions"]

_WORDS_ORDER = ("arxiv", "openreview", "semanticscholar", "openalex", "crossref")
_ABSTRACTS = "semanticscholar"
_ABSTRACTS_BY = ("doi", "arxiv", "acl")
_READ = 8  # works of a note
_TELLING, _TELLING_ALONE = 20.0, 28.0  # bits of the words that are left of a misspelt title, with its author or without


def spelt_questions(query: Query, answers: Answers, decision: Decision, limits: AllowedServices) -> Iterator[Question]:
    """Ask for the words of a title that are spelt right, where all were asked for it and know nothing like it."""
    if decision.status is Status.ACCEPTED or decision.candidates or not query.titles:
        return
    words = spelt_words(query.titles[0])
    author = surname_key(query.authors[0]) if query.authors else ""
    if not words or information(words) < (_TELLING if author else _TELLING_ALONE):
        return
    terms = (*words, *filter(None, (author,)))
    undated = replace(query, before=None)  # a title tells more than the day of the note
    for service, asked in (("arxiv", terms), ("dblp", (" ".join(terms),))):
        question = words_question(service, undated, asked)
        if limits.may_search(service) and question.key not in answers:
            yield question
            return


def word_questions(query: Query, answers: Answers, decision: Decision, limits: AllowedServices) -> Iterator[Question]:
    """Ask for a note's clues, one service after the other: for its names, what is rare, or its topic."""
    if decision.status is Status.ACCEPTED or not is_untitled(query):
        return
    for service in _WORDS_ORDER:
        if limits.may_search(service):
            for question in _questions_to(service, query):
                if question.key not in answers:
                    yield question
                    return


def _questions_to(service: str, query: Query) -> Iterator[Question]:
    if service in ("openreview", "crossref"):
        # What a blog post or a talk is about, some paper is about too.
        words = topic_words(query) if query.kind not in NOT_PAPERS else ()
        if words and (service == "crossref" or _may_be_on_openreview(query)):
            yield topic_question(service, query, words)
        return
    named, rare = word_sets(query), rare_sets(query)
    if service == "arxiv":
        yield from (words_question(service, query, words) for words in named[:-1] or named)
        if rare:
            yield sets_question(service, query, rare)
    elif words := named[-1] if named else tuple(word[0] for word in (*rare, ())[0]):
        yield words_question(service, query, words)


def _may_be_on_openreview(query: Query) -> bool:
    latest = query.before.year + 1 if query.before else 9999
    return not query.venue or bool(venues_on_openreview(query.venue, latest))


def abstract_questions(
    query: Query, answers: Answers, decision: Decision, limits: AllowedServices
) -> Iterator[Question]:
    """Ask for the abstracts of the likeliest works that were found by their titles."""
    if decision.status is Status.ACCEPTED or not is_untitled(query) or _ABSTRACTS not in limits.services:
        return
    records = tuple(record for found in answers.values() for record in found)
    for work in _unread(query, records):
        if question := _abstract_question(work):
            yield question


@lru_cache(maxsize=512)  # asked for some times in every round
def _unread(query: Query, records: tuple[Record, ...]) -> tuple[Work, ...]:
    """Return those works of `records` whose titles fit best, as far as only their titles are known.

    What an index said of a work since does not count, so that the next best do not move up and are asked for in turn.
    """
    works = {work.id: work for work in consolidate(records) if not any(map(_has_own_abstract, work.records))}
    best = [work.id for _, work in rank_by_clues([_titles_of(one) for one in works.values()], query, {})[:_READ]]
    return tuple(works[one] for one in best if not any(record.abstract for record in works[one].records))


def _has_own_abstract(record: Record) -> bool:
    return bool(record.abstract) and record.source not in INDEXES


def _titles_of(work: Work) -> Work:
    return replace(work, records=tuple(replace(record, abstract="") for record in work.records))


def _abstract_question(work: Work) -> Question | None:
    named = (work.best.identifier(scheme) for scheme in _ABSTRACTS_BY)
    identifier = next(filter(None, named), None)
    return identifier_question(_ABSTRACTS, identifier) if identifier else None
