"""Look references up in rounds: identifiers, titles, and later notices and publications; then judge them.

Identifier and title are looked up separately, so that one never vouches for the other. Each round looks up all
references together, so that they share requests. Answers of earlier runs are used for a month.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from biblio.check.check_files import LineFilter, LookupReport
from biblio.check.existence_lookups import RegistryLookups
from biblio.check.files_to_check import TextFile
from biblio.check.finding import Attribution, Finding
from biblio.check.reference_sources import bib_references, csl_references, export_references
from biblio.check.rules.reference.coverage import is_indexed_venue
from biblio.check.rules.reference.judgement import judge_reference, unverified_names
from biblio.check.rules.reference.reference import (
    IdentifiedBy,
    IdentifiedWork,
    NamedWork,
    Reference,
    ReferenceState,
)
from biblio.check.rules.reference.reference_state import merge_state_works, replace_work, with_works
from biblio.check.rules.reference.venue_agreement import published_records
from biblio.check.verdicts import Verdict, VerdictStore
from biblio.lookup.cache import AnswerCache, DecisionCache, StoredDecision
from biblio.lookup.progress import Progress
from biblio.lookup.questions import AllowedServices
from biblio.lookup.resolver import Resolver
from biblio.lookup.service import Question
from biblio.lookup.update_questions import follow_up_questions, refresh_questions
from biblio.matching.author_list_diff import AuthorListLevel
from biblio.matching.titles.title_match import TitleLevel
from biblio.matching.works.changes import refresh_work
from biblio.model.decision import OFFLINE, Decision, Query, Status
from biblio.model.identifiers import Identifier
from biblio.model.record import CATALOGUE, NOT_PAPERS, Medium, Record, Work
from biblio.state import State

__all__ = ["AnswerCacheWithAge", "NoDecisionCache", "ReferenceLookup"]

_CHUNK = 1000  # references that are looked up together, which limits memory use whatever the size of a file
_MOST_DAYS = 30.0  # an older answer is not used
_SECONDS_A_DAY = 86400.0
_AUTHORITIES: Mapping[str, frozenset[str]] = {
    "doi": frozenset({"crossref", "datacite", "doi"}),
    "arxiv": frozenset({"arxiv"}),
}
_LOOKED_UP_SCHEMES = frozenset({"doi", "arxiv", "acl", "openreview", "pmid", "pmcid"})
_SEARCHED_SERVICES = (CATALOGUE, "arxiv", "dblp", "crossref", "openreview", "semanticscholar", "openalex")
_MEDIA_WITH_VENUE = frozenset({Medium.JOURNAL, Medium.PROCEEDINGS, Medium.COLLECTION, Medium.UNKNOWN})
_States = Sequence[ReferenceState]


class NoDecisionCache(DecisionCache):
    """Remembers no decision, because a work that was accepted a year ago may have been retracted since."""

    def __init__(self) -> None:
        """Make a cache that needs no store."""

    def get(self, digests: Iterable[str]) -> dict[str, StoredDecision]:
        """Return nothing."""
        return {}

    def contexts(self, digests: Iterable[str]) -> dict[str, tuple[float, frozenset[str]]]:
        """Return nothing."""
        return {}

    def put(self, decisions: Mapping[str, Decision], *, context: tuple[str, ...], now: float) -> None:
        """Store nothing."""


class AnswerCacheWithAge(AnswerCache):
    """An answer cache that remembers when the answers were given."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.asked_at: dict[Record, float] = {}
        """Record → time of its answer (seconds since 1970), for answers of earlier runs."""

    def get(
        self, keys: Iterable[str], *, now: float, found_for: float, missing_for: float
    ) -> dict[str, tuple[Record, ...]]:
        """Return the answers that are recent enough, and remember when they were given."""
        answers = super().get(keys, now=now, found_for=found_for, missing_for=missing_for)
        for key, asked_at in self.times(answers).items():
            self.asked_at.update((record, asked_at) for record in answers[key])
        return answers


class ReferenceLookup:
    """Looks up the references in files, and `more_references`; `line_filter` leaves some of them out.

    `verdicts` are those of runs before: references that are still the same are not looked up again. `answers` is the
    cache that `resolver` uses; `catalogue_built_at` is when its catalogue was built (seconds since 1970), None if it
    has none.
    """

    def __init__(
        self,
        resolver: Resolver,
        answers: AnswerCacheWithAge,
        registries: RegistryLookups,
        verdicts: VerdictStore,
        progress: Progress,
        *,
        today: date,
        catalogue_built_at: float | None = None,
        line_filter: LineFilter | None = None,
        more_references: Iterable[Reference] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._resolver: Resolver = replace(
            resolver,
            answers=answers,
            stored=replace(resolver.stored, cache=NoDecisionCache(), clock=clock),
            found_days=min(_MOST_DAYS, resolver.found_days),
            clock=clock,
        )
        self._answers = answers
        self._registries = registries
        self._verdicts = verdicts
        self._progress = progress
        self._today = today
        self._catalogue_built_at = catalogue_built_at
        self._line_filter = line_filter
        self._more_references = more_references
        self._clock = clock

    def __call__(self, bibliographies: Sequence[TextFile], csl: Sequence[TextFile]) -> LookupReport:
        """Look up the entries in the files and return the findings about them."""
        tally = _Tally()
        references = self._references(bibliographies, csl)
        while chunk := list(islice(references, _CHUNK)):
            known = self._verdicts.get(chunk, now=self._clock())
            unknown = [reference for reference, verdict in zip(chunk, known, strict=True) if verdict is None]
            new = list(self._judge(unknown)) if unknown else []
            self._verdicts.put(
                ((reference, verdict) for reference, (verdict, is_final) in zip(unknown, new, strict=True) if is_final),
                now=self._clock(),
            )
            judged = (verdict for verdict, _ in new)
            for reference, verdict in zip(chunk, known, strict=True):
                tally.add(reference, verdict or next(judged))
            self._answers.asked_at.clear()
        return tally.report(self._failures())

    def _failures(self) -> dict[str, str]:
        """Return why services could not be asked, but for the user's wish."""
        down = {**self._resolver.dispatcher.down, **self._registries.down}
        return {name: reason for name, reason in down.items() if reason != OFFLINE}

    def _references(self, bibliographies: Sequence[TextFile], csl: Sequence[TextFile]) -> Iterator[Reference]:
        for file in bibliographies:
            yield from filter(self._is_included, bib_references(file.source))
        for file in csl:
            references = export_references(file.source) if file.is_export else csl_references(file.source)
            yield from filter(self._is_included, references)
        yield from filter(self._is_included, self._more_references)

    def _is_included(self, reference: Reference) -> bool:
        if self._line_filter is None:
            return True
        span = reference.key_span
        if reference.entry is not None:
            block = reference.entry.block
            span = reference.entry.source.span(block.start, block.end)
        return self._line_filter(span.path, span.line, span.end_line)

    def _judge(self, references: Sequence[Reference]) -> Iterator[tuple[Verdict, bool]]:
        """Yield the verdict on each of `references`, and whether all were asked that are to be asked."""
        states: _States = [
            ReferenceState(reference, self._today, attribution=self._attribution) for reference in references
        ]
        states = self._look_up_identifiers_and_titles(states)
        states = self._look_up_named_publications(states)
        states = self._look_up_titles_alone(states)
        states = [merge_state_works(state) for state in states]
        states = self._refresh_works(states)
        dispatcher = self._resolver.dispatcher
        searchable = dispatcher.available - dispatcher.lookup_only
        searched = tuple(name for name in _SEARCHED_SERVICES if name in searchable)
        for state in states:
            verdict = Verdict.of(judge_reference(self._look_up_names(replace(state, searched=searched))))
            yield verdict, not self._failures()

    # -- rounds: each takes the states of all references and returns them with its results -----------------------

    def _look_up_identifiers_and_titles(self, states: _States) -> _States:
        """Look up the identifiers, and at the same time the titles of references without one."""
        queries = {
            identifier: Query("", identifiers=(identifier,))
            for state in states
            for identifier in _looked_up_identifiers(state)
        }
        titles = [None if _looked_up_identifiers(state) else _title_query(state) for state in states]
        found = iter(self._resolve([*queries.values(), *filter(None, titles)]))
        decisions = dict(zip(queries, islice(found, len(queries)), strict=True))
        return [
            _add_candidates(state, next(found)) if title else self._add_named_works(state, decisions)
            for state, title in zip(states, titles, strict=True)
        ]

    def _add_named_works(self, state: ReferenceState, decisions: Mapping[Identifier, Decision]) -> ReferenceState:
        named: list[NamedWork] = []
        for identifier in state.reference.record.identifiers:
            decision = decisions.get(identifier)
            if decision is None:
                continue
            if decision.status is Status.ACCEPTED and decision.work is not None:
                named.append(NamedWork(identifier, decision.work, is_certain=True))
            elif decision.status is Status.UNRESOLVED:
                named.append(NamedWork(identifier, None, is_certain=self._is_surely_unregistered(identifier)))
            else:
                state = _add_unasked(state, decision)
        return with_works(state, named=named) if named else state

    def _is_surely_unregistered(self, identifier: Identifier) -> bool:
        """Whether an identifier for which no service knows a work is certainly not registered."""
        authorities = _AUTHORITIES.get(identifier.scheme)
        if authorities is None or not authorities <= self._resolver.dispatcher.available:
            return False
        return identifier.scheme != "doi" or self._registries.knows_doi(identifier.value) is False

    def _look_up_named_publications(self, states: _States) -> _States:
        """Look up the titles of references whose identifiers did not suffice."""
        return self._search(states, lambda state: _title_query(state) if _looked_up_identifiers(state) else None)

    def _look_up_titles_alone(self, states: _States) -> _States:
        """Look up titles without the authors, because the authors may be wrong."""
        return self._search(states, _title_alone_query)

    def _search(self, states: _States, query_for: Callable[[ReferenceState], Query | None]) -> _States:
        queries = [query_for(state) for state in states]
        decisions = iter(self._resolve(query for query in queries if query is not None))
        return [
            state if query is None else _add_candidates(state, next(decisions))
            for state, query in zip(states, queries, strict=True)
        ]

    def _resolve(self, queries: Iterable[Query]) -> list[Decision]:
        """Return the decision for every query, in their order."""
        ordered = list(queries)
        return self._resolver.resolve(ordered, self._progress) if ordered else []

    def _refresh_works(self, states: _States) -> _States:
        """Look for notices and later publications of the works, as `biblio update` does."""
        dispatcher = self._resolver.dispatcher
        limits = AllowedServices(dispatcher.available - {CATALOGUE}, dispatcher.lookup_only)
        if not limits.services:
            return states
        works = [_certain_work(state) for state in states]
        first = [refresh_questions(work, limits) if work else () for work in works]
        answers = self._ask(question for questions in first for question in questions)
        further = [
            follow_up_questions(work, _records(questions, answers), limits) if work else ()
            for work, questions in zip(works, first, strict=True)
        ]
        answers |= self._ask(question for questions in further for question in questions)
        return [
            _refresh(state, work, _records((*first_round, *second_round), answers)) if work else state
            for state, work, first_round, second_round in zip(states, works, first, further, strict=True)
        ]

    def _ask(self, questions: Iterable[Question]) -> dict[str, tuple[Record, ...]]:
        """Return the answers to some questions by key, asking only those without a stored answer."""
        by_key = {question.key: question for question in questions}
        most_seconds = self._resolver.found_days * _SECONDS_A_DAY
        remembered = self._answers.get(by_key, now=self._clock(), found_for=most_seconds, missing_for=most_seconds)
        new = [question for key, question in by_key.items() if key not in remembered]
        if not new:
            return remembered
        self._progress.stage("Looking for later versions and notices", len(new))
        return remembered | self._resolver.dispatcher.ask(new, self._progress.step)

    def _look_up_names(self, state: ReferenceState) -> ReferenceState:
        """Ask whether DOI prefixes and venues are registered, if that decides about a reference."""
        prefixes, venues = unverified_names(state)
        return replace(
            state,
            registered_prefixes=_known_answers(prefixes, self._registries.knows_prefix),
            registered_venues=_known_answers(venues, self._registries.knows_venue),
        )

    def _attribution(self, record: Record) -> Attribution:
        built_at = self._catalogue_built_at if record.source == CATALOGUE else None
        asked_at = built_at or self._answers.asked_at.get(record)
        age = max(0.0, self._clock() - asked_at) / _SECONDS_A_DAY if asked_at is not None else 0.0
        address = next((address for identifier in record.identifiers if (address := identifier.address)), record.url)
        return Attribution(record.source, address, round(age, 1))


def _looked_up_identifiers(state: ReferenceState) -> list[Identifier]:
    return [one for one in state.reference.record.identifiers if one.scheme in _LOOKED_UP_SCHEMES]


def _title_query(state: ReferenceState) -> Query | None:
    """Return what to look up besides the identifiers of a reference, or None if they suffice."""
    record, identified = state.reference.record, state.identified
    if not record.title or record.kind in NOT_PAPERS:
        return None
    query = Query(
        "",
        titles=(record.title,),
        authors=record.authors,
        complete_authors=bool(record.authors) and not record.truncated,
        venue=record.venue,
        year=record.date.year if record.date else None,
    )
    if identified is None or _disagrees(identified):
        return query  # another record of the work, such as that of its preprint, may say what the reference says
    if published_records(identified.work) or not record.venue or record.medium not in _MEDIA_WITH_VENUE:
        return None
    # The work is known, but the publication that the reference names is not yet.
    known = tuple(named.identifier for named in state.named if named.work is identified.work)
    return replace(query, identifiers=known) if is_indexed_venue(record.venue) else None


def _disagrees(identified: IdentifiedWork) -> bool:
    """Whether a reference has the title or the authors of a work in another form than the records found so far."""
    if identified.title in (TitleLevel.CLOSE, TitleLevel.NEAR, TitleLevel.DIFFERENT):
        return True
    return AuthorListLevel.EXTRA <= identified.authors.level < AuthorListLevel.SAME


def _title_alone_query(state: ReferenceState) -> Query | None:
    record = state.reference.record
    if state.accepted is not None or state.identified is not None:
        return None
    if not record.title or record.kind in NOT_PAPERS or not record.authors:
        return None
    return Query("", titles=(record.title,))


def _add_candidates(state: ReferenceState, decision: Decision) -> ReferenceState:
    works = [candidate.work for candidate in decision.candidates]
    accepted = decision.work if decision.status is Status.ACCEPTED else None
    if accepted is not None:
        works.insert(0, accepted)
    if works:
        state = with_works(state, candidates=(*state.candidates, *works), accepted=accepted)
    return _add_unasked(state, decision) if decision.status is Status.PENDING else state


def _add_unasked(state: ReferenceState, decision: Decision) -> ReferenceState:
    reasons = {unasked.service: unasked.reason for unasked in decision.unasked}
    return replace(state, unasked={**state.unasked, **reasons})


def _certain_work(state: ReferenceState) -> Work | None:
    """Return the work that a reference describes without an error in its title."""
    identified = state.identified
    return identified.work if identified and identified.by is not IdentifiedBy.NEAR_TITLE else None


def _refresh(state: ReferenceState, work: Work, records: Sequence[Record]) -> ReferenceState:
    """Return a state updated with what the sources of a work say now."""
    refreshed, _ = refresh_work(work, records, prefer_venue=state.reference.record.venue)
    return replace_work(state, work, refreshed)


def _records(questions: Iterable[Question], answers: Mapping[str, tuple[Record, ...]]) -> list[Record]:
    return [record for question in questions for record in answers.get(question.key, ())]


def _known_answers(names: Iterable[str], ask: Callable[[str], bool | None]) -> dict[str, bool]:
    answers = ((name, ask(name)) for name in names)
    return {name: answer for name, answer in answers if answer is not None}


@dataclass(slots=True)
class _Tally:
    """The verdicts of a run, counted."""

    findings: list[Finding] = field(default_factory=list)
    references: int = 0
    confirmed: int = 0
    clean_entries: list[tuple[str, str]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    unverified: Counter[str] = field(default_factory=Counter)

    def add(self, reference: Reference, verdict: Verdict) -> None:
        self.findings += verdict.findings
        self.references += 1
        self.confirmed += verdict.is_confirmed
        if verdict.is_clean:
            self.clean_entries.append((reference.key_span.path, reference.key))
        if verdict.skip_reason:
            self.skipped[verdict.skip_reason] += 1
        self.unverified.update(verdict.unverified)

    def report(self, could_not_ask: Mapping[str, str]) -> LookupReport:
        return LookupReport(
            findings=tuple(self.findings),
            looked_up=self.references - self.skipped.total(),
            clean_entries=tuple(self.clean_entries),
            confirmed=self.confirmed,
            could_not_ask=could_not_ask,
            not_looked_up=dict(self.skipped),
            parts_not_looked_up=dict(self.unverified),
        )
