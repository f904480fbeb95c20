"""What to ask next for a note, given what was asked already. Pure: questions out, answers in.

The order is the order of cost and certainty: the catalogue; the identifiers the note gives, each at the authority
that mints it; the publications that the records found point to; the title, first where many titles fit into one
request (arXiv), then in the index with the best published metadata (DBLP), then in the widest (Crossref) or where the
note's venue keeps its papers (OpenReview), then in the indexes that may be searched; last the words of notes without a
title (`plan_words`). Asking stops as soon as the work is certain and as complete as the note itself says it can be.

What a run will ask, as far as that can be known: the next questions, and those after them if nothing is found.

Each answer that finds a work makes most of the later questions needless, so what is foretold is the most that will be
asked; beyond it go only the publications that found preprints name, many of which fit into one request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from biblio.extract.nicknames import title_by_nickname
from biblio.extract.venue_names import venue_keys, venues_on_openreview
from biblio.lookup.questions import AllowedServices, Answers, clues_question, identifier_question, title_question
from biblio.lookup.service import Question
from biblio.lookup.untitled_questions import abstract_questions, spelt_questions, word_questions
from biblio.matching.untitled.clue_match import is_untitled, link_titles
from biblio.matching.untitled.search_terms import word_sets
from biblio.matching.works.merge_records import INDEXES
from biblio.model.decision import Decision, Query, Status
from biblio.model.identifiers import Identifier, make
from biblio.model.record import CATALOGUE, NOT_PAPERS, Medium, Relation
from biblio.text import is_han_or_kana

__all__ = ["REGISTERING", "OpenNote", "authorities", "forecast", "next_questions", "rounds_ahead"]

# Who mints a DOI is not in the DOI; Crossref has most, then DataCite, then the small agencies behind doi.org.
_DOI_AUTHORITIES = ("crossref", "datacite", "doi")
_DATACITE_PREFIXES = ("10.5281/", "10.6084/", "10.17632/", "10.5061/", "10.7910/", "10.13140/", "10.57967/")
_AUTHORITIES: Mapping[str, tuple[str, ...]] = {
    "arxiv": ("arxiv",),
    "openreview": ("openreview",),
    "s2": ("semanticscholar",),
    "pmid": ("semanticscholar",),
    "pmcid": ("semanticscholar",),
}
# Knows works whose agency tells nothing, at times under another's title: asked where there is a title to compare.
_LAST_RESORT = "openalex"
REGISTERING = ("arxiv", "dblp", "crossref", "openreview")
"""The services that are searched for titles and speak of what they registered or looked at, in order."""
_TITLE_ORDER = (*REGISTERING, "semanticscholar", "openalex")
_PREPRINT_VENUES = frozenset({"arxiv", "corr", "preprint"})
_WITH_DOI = venue_keys("NeurIPS")  # the others of them have none


def next_questions(query: Query, answers: Answers, decision: Decision, limits: AllowedServices) -> tuple[Question, ...]:
    """Return what to ask next; nothing when all is known that can be.

    `decision` is what follows from `answers`. Questions for services outside `limits` are not made: the caller
    knows from `limits` that they were left out.
    """
    if decision.status is Status.NOT_A_PAPER and query.sure_kind:
        return ()
    if is_untitled(query) and decision.status is Status.ACCEPTED and decision.work is not None:
        # Now that the title is known, whoever lists titles alone can say what they know of the work.
        best = decision.work.best
        query = replace(query, titles=(best.title,), authors=best.authors[:1])
    steps = (_catalogue, _identifiers, _publications, _titles, spelt_questions, word_questions, abstract_questions)
    for step in steps:
        if wanted := [one for one in step(query, answers, decision, limits) if one.key not in answers]:
            return tuple(dict.fromkeys(wanted))
    return ()


def _catalogue(query: Query, answers: Answers, decision: Decision, limits: AllowedServices) -> Iterator[Question]:
    if CATALOGUE not in limits.services:
        return
    for identifier in query.identifiers:
        yield identifier_question(CATALOGUE, identifier)
    if query.titles:
        yield title_question(CATALOGUE, query)
    if query.clues and not query.identifiers and decision.status is not Status.ACCEPTED:
        yield clues_question(query)


def _identifiers(query: Query, answers: Answers, decision: Decision, limits: AllowedServices) -> Iterator[Question]:
    if decision.status is Status.ACCEPTED:
        return
    for identifier in query.identifiers:
        if not _known(identifier, answers):
            yield from _at_authority(identifier, answers, limits, titled=bool(query.titles))


def _at_authority(
    identifier: Identifier, answers: Answers, limits: AllowedServices, *, titled: bool = False
) -> Iterator[Question]:
    """Yield the next authority to ask for an identifier: the first that was not asked, if those before know nothing."""
    for question in authorities(identifier, titled=titled):
        if question.service not in limits.services:
            continue
        if question.key not in answers:
            yield question
            return
        if answers[question.key]:
            return


def authorities(identifier: Identifier, *, titled: bool = False) -> Iterator[Question]:
    """Yield the questions to those who may have registered `identifier`, the likeliest first.

    With `titled` also to an index whose answer needs a title to be held against.
    """
    services = _AUTHORITIES.get(identifier.scheme, ())
    if identifier.scheme == "doi":
        services = _DOI_AUTHORITIES
        if identifier.value.startswith(_DATACITE_PREFIXES):
            services = ("datacite", "crossref", "doi")
    elif identifier.scheme == "acl":
        # The Anthology registers its DOIs with Crossref, where many go into one request: https://aclanthology.org/faq/doi/
        if registered := make("doi", f"10.18653/v1/{identifier.value}"):
            yield identifier_question("crossref", registered)
        services = ("anthology",)
    for service in services:
        yield identifier_question(service, identifier)
    if titled and identifier.scheme in ("doi", "pmid", "pmcid"):
        yield identifier_question(_LAST_RESORT, identifier)


def _known(identifier: Identifier, answers: Answers) -> bool:
    return any(identifier in record.identifiers for records in answers.values() for record in records)


def _publications(query: Query, answers: Answers, decision: Decision, limits: AllowedServices) -> Iterator[Question]:
    """Ask for the publication that a preprint or an index names, once the work is certain.

    What an index alone says of a work is asked again of those who registered it.
    """
    if decision.status is not Status.ACCEPTED or decision.work is None:
        return
    sources = {record.source for record in decision.work.records}
    for record in decision.work.records:
        for identifier in (
            *(found for relation, found in record.related if relation is not Relation.PREPRINT),
            *(found for found in record.identifiers if record.source == "dblp"),
        ):
            if (identifier.scheme == "doi" and not {"crossref", "datacite", "doi"} & sources) or (
                identifier.scheme in ("arxiv", "acl") and not _known(identifier, answers)
            ):
                yield from _at_authority(identifier, answers, limits)


def _titles(query: Query, answers: Answers, decision: Decision, limits: AllowedServices) -> Iterator[Question]:
    if not query.titles and is_untitled(query) and query.kind not in NOT_PAPERS:
        query = replace(query, titles=_titles_without(query)[:1])
    if not query.titles or not _asks_for_titles(query, decision):
        return
    for service in _TITLE_ORDER:
        is_needless = service in INDEXES and decision.status is Status.ACCEPTED  # it registers no publications
        if is_needless or not limits.may_search(service) or not _can_know(service, query):
            continue
        question = title_question(service, query)
        if question.key not in answers:
            yield question
            return


def _titles_without(query: Query) -> tuple[str, ...]:
    """Return titles for a note that has none: a talk's address, and the work that goes by the summary's rarest name."""
    names = word_sets(query)[-1:]
    known = title_by_nickname(names[0][0]) if names else ""
    return (*link_titles(query), *filter(None, (known,)))


def _asks_for_titles(query: Query, decision: Decision) -> bool:
    """Tell whether a title search can still add anything.

    A certain work is searched for only to find the publication that the note names: its venue is a publication's,
    and so far only the preprint is known.
    """
    if decision.status is not Status.ACCEPTED or decision.work is None:
        return True
    if decision.work.best.medium is not Medium.PREPRINT:
        return False
    named = venue_keys(query.venue) - _PREPRINT_VENUES if query.venue else frozenset[str]()
    return bool(named)


def _can_know(service: str, query: Query) -> bool:
    """Tell whether a service can hold the title.

    arXiv and DBLP list titles in Latin script, OpenReview those of its venues, Crossref what has a DOI.
    """
    there = venues_on_openreview(query.venue, query.year or 9999)
    if service == "openreview":
        return bool(there)
    if service == "crossref":
        return query.year is None or not there - _WITH_DOI
    if service not in ("arxiv", "dblp"):
        return True
    title = query.titles[0]
    latin = sum(c.isascii() and c.isalpha() for c in title)
    return latin >= 4 and not (is_han_or_kana(title) and 2 * latin < len(title))


class OpenNote(NamedTuple):
    """A note that is not decided for good: what it says, what was answered so far, and what follows from that."""

    query: Query
    answers: Answers
    decision: Decision


def rounds_ahead(
    query: Query, answers: Answers, decision: Decision, limits: AllowedServices
) -> Iterator[tuple[Question, ...]]:
    """Yield the questions of one note, round by round, if from now on nothing is found."""
    known = dict(answers)
    while questions := next_questions(query, known, decision, limits):
        yield questions
        known.update((question.key, ()) for question in questions)


def forecast(pending: Iterable[OpenNote], limits: AllowedServices) -> tuple[tuple[Question, ...], ...]:
    """Return the rounds of a run over the notes `pending`: the first is what will be asked now, the later ones at most.

    A question that several notes share stands once, in the round in which it is asked first.
    """
    rounds: list[dict[str, Question]] = []
    for query, answers, decision in pending:
        for number, questions in enumerate(rounds_ahead(query, answers, decision, limits)):
            if number == len(rounds):
                rounds.append({})
            rounds[number].update((question.key, question) for question in questions)
    seen: set[str] = set()
    found = []
    for asked in rounds:
        found.append(tuple(question for key, question in asked.items() if key not in seen))
        seen.update(asked)
    return tuple(filter(None, found))
