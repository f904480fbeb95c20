"""Plan what to ask next for a note, given what was already asked.

Pure: no service is asked here. Asking stops as soon as the work is certain and as complete as the note says it can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from biblio.extract.nicknames import title_by_nickname
from biblio.extract.venue_names import venue_keys, venues_on_openreview
from biblio.lookup.authorities import is_known, next_authority_question
from biblio.lookup.questions import AllowedServices, OpenNote, clues_question, identifier_question, title_question
from biblio.lookup.service import Question
from biblio.lookup.word_questions import abstract_questions, clue_questions, misspelt_title_questions
from biblio.matching.untitled.clue_match import is_untitled, link_titles
from biblio.matching.untitled.search_terms import word_sets
from biblio.matching.works.merge_records import INDEXES
from biblio.model.decision import Query, Status
from biblio.model.record import CATALOGUE, NOT_PAPERS, Medium, Relation
from biblio.text import is_han_or_kana

__all__ = ["PRIMARY_SOURCES", "next_questions"]

PRIMARY_SOURCES = ("arxiv", "dblp", "crossref", "openreview")
"""The services that are searched for titles and that describe what they registered or curated themselves.

In the order of asking, by what a second of it is likely to find: arXiv takes forty titles in three seconds, DBLP ten in
one, Crossref, which has the most works, three (with an address); OpenReview has the papers of few venues.
"""
_TITLE_ORDER = (*PRIMARY_SOURCES, "semanticscholar", "openalex")
_DOI_AGENCIES = frozenset({"crossref", "datacite", "doi"})
_PREPRINT_VENUES = frozenset({"arxiv", "corr", "preprint"})
_OPENREVIEW_VENUES_WITH_DOI = venue_keys("NeurIPS")


def next_questions(note: OpenNote, allowed: AllowedServices) -> tuple[Question, ...]:
    """Return what to ask next; nothing if everything that can be known is known.

    No question goes to a service that is not `allowed`; the caller has to remember that it was left out.
    """
    query, decision = note.query, note.decision
    if decision.status is Status.NOT_A_PAPER and query.sure_kind:
        return ()
    if is_untitled(query) and decision.status is Status.ACCEPTED and decision.work is not None:
        # Now that the title is known, services that can only be searched for titles can say what they know about the
        # work.
        best = decision.work.best
        note = replace(note, query=replace(query, titles=(best.title,), authors=best.authors[:1]))
    for step in _STEPS:
        questions = [question for question in step(note, allowed) if question.key not in note.answers]
        if questions:
            return tuple(dict.fromkeys(questions))
    return ()


def _catalogue_questions(note: OpenNote, allowed: AllowedServices) -> Iterator[Question]:
    query = note.query
    if CATALOGUE not in allowed.services:
        return
    for identifier in query.identifiers:
        yield identifier_question(CATALOGUE, identifier)
    if query.titles:
        yield title_question(CATALOGUE, query)
    if query.clues and not query.identifiers and not note.is_accepted:
        yield clues_question(query)


def _identifier_questions(note: OpenNote, allowed: AllowedServices) -> Iterator[Question]:
    if note.is_accepted:
        return
    has_title = bool(note.query.titles)
    for identifier in note.query.identifiers:
        if not is_known(identifier, note.answers):
            question = next_authority_question(identifier, note.answers, allowed, has_title=has_title)
            if question is not None:
                yield question


def _publication_questions(note: OpenNote, allowed: AllowedServices) -> Iterator[Question]:
    """Ask for the publication that a preprint or an index names, once the work is certain.

    The service that registered a work is asked as well if only an index describes the work.
    """
    if not note.is_accepted or note.decision.work is None:
        return
    records = note.decision.work.records
    is_registered = any(record.source in _DOI_AGENCIES for record in records)  # so its DOI was looked up there
    for record in records:
        identifiers = [identifier for relation, identifier in record.related if relation is not Relation.PREPRINT]
        if record.source == "dblp":
            identifiers += record.identifiers
        for identifier in identifiers:
            is_open_doi = identifier.scheme == "doi" and not is_registered
            is_unknown = identifier.scheme in ("arxiv", "acl") and not is_known(identifier, note.answers)
            if is_open_doi or is_unknown:
                question = next_authority_question(identifier, note.answers, allowed)
                if question is not None:
                    yield question


def _title_questions(note: OpenNote, allowed: AllowedServices) -> Iterator[Question]:
    """Ask the next service for the title, or for a possible title of a note without one."""
    query = note.query
    if not query.titles and is_untitled(query) and query.kind not in NOT_PAPERS:
        query = replace(query, titles=_guessed_titles(query)[:1])
    if not query.titles or not _needs_title_search(note):
        return
    for service in (*_TITLE_ORDER, *sorted(allowed.plugins)):
        is_needless = service in INDEXES and note.is_accepted  # an index registers no publications
        if is_needless or not allowed.may_search(service) or not _may_list_title(service, query):
            continue
        question = title_question(service, query)
        if question.key not in note.answers:
            yield question
            return


def _guessed_titles(query: Query) -> tuple[str, ...]:
    """Return possible titles for a note without one: from a talk's address, and by the summary's rarest name."""
    name_sets = word_sets(query)[-1:]
    named_title = title_by_nickname(name_sets[0][0]) if name_sets else ""
    return (*link_titles(query), *filter(None, (named_title,)))


def _needs_title_search(note: OpenNote) -> bool:
    """Return whether a title search can still add anything.

    A certain work is searched for only to find the publication that the note means, that is, if the note names a venue
    of publications and only the preprint is known so far.
    """
    work, venue = note.decision.work, note.query.venue
    if not note.is_accepted or work is None:
        return True
    if work.best.medium is not Medium.PREPRINT:
        return False
    return bool(venue and venue_keys(venue) - _PREPRINT_VENUES)


def _may_list_title(service: str, query: Query) -> bool:
    """Return whether a service can have the title.

    arXiv and DBLP list titles in Latin script, OpenReview titles at its venues, Crossref titles with a DOI.
    """
    openreview_venues = venues_on_openreview(query.venue, query.year or 9999)
    if service == "openreview":
        return bool(openreview_venues)
    if service == "crossref":
        return query.year is None or not openreview_venues - _OPENREVIEW_VENUES_WITH_DOI
    if service not in ("arxiv", "dblp"):
        return True
    title = query.titles[0]
    latin = sum(char.isascii() and char.isalpha() for char in title)
    return latin >= 4 and not (is_han_or_kana(title) and 2 * latin < len(title))


# In the order of cost and certainty: a step is taken only when the steps before it have nothing left to ask.
_STEPS: tuple[Callable[[OpenNote, AllowedServices], Iterator[Question]], ...] = (
    _catalogue_questions,
    _identifier_questions,
    _publication_questions,
    _title_questions,
    misspelt_title_questions,
    clue_questions,
    abstract_questions,
)
