"""What a check remembers of earlier runs: answers with their age, and no decisions.

Look references up, as the notes are: their identifiers first, then their titles, all together, and judge them.

Identifier and title are asked apart, so that one never vouches for the other. Answers are taken from earlier runs for
a month; decisions never are, since a work's life is what is asked about.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from biblio.check.check_files import Lookups
from biblio.check.file_references import bib_references, csl_references
from biblio.check.files_to_check import TextFile
from biblio.check.finding import Attribution, Finding
from biblio.check.registry_lookups import RegistryLookups
from biblio.check.rules.reference.coverage import is_indexed_venue
from biblio.check.rules.reference.identity import Meant, identify
from biblio.check.rules.reference.judgement import Judgement, judge_reference, open_names
from biblio.check.rules.reference.reference import NamedWork, Reference, ReferenceState
from biblio.check.rules.reference.venue_agreement import published_records
from biblio.lookup.cache import AnswerCache, DecisionCache, StoredDecision
from biblio.lookup.questions import AllowedServices
from biblio.lookup.refresh import follow_up_questions, refresh_questions
from biblio.lookup.resolver import Resolver
from biblio.lookup.service import Question
from biblio.matching.works.changes import refresh_work
from biblio.matching.works.merge_records import merge_works
from biblio.model.decision import OFFLINE, Decision, Query, Status
from biblio.model.identifiers import Identifier
from biblio.model.record import CATALOGUE, NOT_PAPERS, Medium, Record, Work
from biblio.project.project import Project
from biblio.state import State

__all__ = ["AnswerCacheWithAge", "NoDecisionCache", "ReferenceLookup"]


class NoDecisionCache(DecisionCache):
    """Remembers no decision: what was accepted a year ago may be retracted by now."""

    def get(self, digests: Iterable[str]) -> dict[str, StoredDecision]:
        """Return none."""
        return {}

    def put(self, decisions: Mapping[str, Decision], *, context: tuple[str, ...], now: float) -> None:
        """Store nothing."""


class AnswerCacheWithAge(AnswerCache):
    """Answers that remember how old they were when they were taken."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.asked_at: dict[Record, float] = {}
        """Record → when its answer was given (seconds since 1970); only of answers that earlier runs got."""

    def get(
        self, keys: Iterable[str], *, now: float, found_for: float, missing_for: float
    ) -> dict[str, tuple[Record, ...]]:
        """Return the answers that are young enough, and remember when they were given."""
        found = super().get(keys, now=now, found_for=found_for, missing_for=missing_for)
        for key, asked_at in self.times(found).items():
            self.asked_at.update((record, asked_at) for record in found[key])
        return found


_CHUNK = 1000  # references at a time: what bounds the memory of a file of any size
_FRESH_DAYS = 30.0
_DAY = 86400.0
_AUTHORITIES: Mapping[str, frozenset[str]] = {
    "doi": frozenset({"crossref", "datacite", "doi"}),
    "arxiv": frozenset({"arxiv"}),
}
_LOOKED_UP = frozenset({"doi", "arxiv", "acl", "openreview", "pmid", "pmcid"})
_SEARCHED = (CATALOGUE, "arxiv", "dblp", "crossref", "openreview", "semanticscholar", "openalex")
_WANTS_VENUE = frozenset({Medium.JOURNAL, Medium.PROCEEDINGS, Medium.COLLECTION, Medium.UNKNOWN})


@dataclass(slots=True)
class PendingReference:
    """A reference while it is looked up."""

    reference: Reference
    named: list[NamedWork] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    accepted: Work | None = None
    unasked: dict[str, str] = field(default_factory=dict)
    registrants: dict[str, bool] = field(default_factory=dict)
    venues: dict[str, bool] = field(default_factory=dict)


class ReferenceLookup:
    """Looks up the entries of files, and `more` references. `wanted` narrows them (path, first line, last line)."""

    def __init__(
        self,
        project: Project,
        *,
        today: date,
        wanted: Callable[[str, int, int], bool] | None = None,
        more: Iterable[Reference] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._project = project
        self._today = today
        self._wanted = wanted
        self._more = more
        self._clock = clock
        self._names = RegistryLookups(project, clock)
        answers = AnswerCacheWithAge(project.state)
        self._answers = answers
        resolver = project.resolver()
        fresh = min(_FRESH_DAYS, resolver.found_days)
        self._resolver: Resolver = replace(
            resolver, answers=answers, decisions=NoDecisionCache(project.state), found_days=fresh, clock=clock
        )

    def __call__(self, bibliographies: Sequence[TextFile], csl: Sequence[TextFile]) -> Lookups:
        """Look up every entry of the files and return what there is to say about them."""
        findings: list[Finding] = []
        left: dict[str, int] = {}
        unseen: dict[str, int] = {}
        asked = 0
        clean: list[tuple[str, str]] = []
        confirmed = 0
        references = self._references(bibliographies, csl)
        while chunk := list(islice(references, _CHUNK)):
            for judgement in self._judged(chunk):
                asked += 1
                findings += judgement.findings
                confirmed += judgement.is_confirmed
                if judgement.is_clean:
                    clean.append((judgement.reference.place.path, judgement.reference.key))
                if judgement.left:
                    left[judgement.left] = left.get(judgement.left, 0) + 1
                for part in judgement.unseen:
                    unseen[part] = unseen.get(part, 0) + 1
            self._answers.asked_at.clear()
        down = {**self._resolver.dispatcher.down, **self._names.down}
        unasked = {name: why for name, why in down.items() if why != OFFLINE}
        return Lookups(tuple(findings), asked - sum(left.values()), tuple(clean), confirmed, unasked, left, unseen)

    def _references(self, bibliographies: Sequence[TextFile], csl: Sequence[TextFile]) -> Iterator[Reference]:
        for file in bibliographies:
            yield from (one for one in bib_references(file) if self._is_wanted(one))
        for file in csl:
            yield from (one for one in csl_references(file) if self._is_wanted(one))
        yield from (one for one in self._more if self._is_wanted(one))

    def _is_wanted(self, reference: Reference) -> bool:
        if self._wanted is None:
            return True
        place = reference.place
        if reference.entry is not None:
            block = reference.entry.block
            place = reference.entry.source.span(block.start, block.end)
        return self._wanted(place.path, place.line, place.end_line)

    def _judged(self, references: Sequence[Reference]) -> Iterator[Judgement]:
        cases = [PendingReference(reference) for reference in references]
        self._by_identifier(cases)
        self._by_title(cases)
        self._by_title_alone(cases)
        self._unite(cases)
        self._life(cases)
        for one in cases:
            meant = identify(self._case(one))
            self._by_name(one, meant)
            yield judge_reference(self._case(one), meant)

    # -- rounds ----------------------------------------------------------------------------------------------

    def _by_identifier(self, cases: Sequence[PendingReference]) -> None:
        queries: dict[Identifier, Query] = {}
        for one in cases:
            for identifier in one.reference.record.identifiers:
                if identifier.scheme in _LOOKED_UP:
                    queries[identifier] = Query("", identifiers=(identifier,))
        decisions = dict(zip(queries, self._resolve(queries.values()), strict=True))
        able = self._resolver.dispatcher.available
        for one in cases:
            for identifier in one.reference.record.identifiers:
                if identifier not in queries:
                    continue
                decision = decisions[identifier]
                if decision.status is Status.ACCEPTED and decision.work is not None:
                    one.named.append(NamedWork(identifier, decision.work, is_certain=True))
                elif decision.status is Status.UNRESOLVED:
                    one.named.append(NamedWork(identifier, None, is_certain=self._is_unknown(identifier, able)))
                else:
                    one.unasked.update(_reasons(decision))

    def _is_unknown(self, identifier: Identifier, able: Collection[str]) -> bool:
        """Tell whether an identifier that nobody could tell a work for surely is not registered."""
        authorities = _AUTHORITIES.get(identifier.scheme)
        if authorities is None or not authorities <= set(able):
            return False
        return identifier.scheme != "doi" or self._names.is_doi(identifier.value) is False

    def _by_title(self, cases: Sequence[PendingReference]) -> None:
        wanted = [(one, query) for one in cases if (query := self._title_query(one)) is not None]
        decisions = self._resolve(query for _, query in wanted)
        for (one, _), decision in zip(wanted, decisions, strict=True):
            self._take(one, decision)

    def _title_query(self, one: PendingReference) -> Query | None:
        """Return what to ask about a reference beside its identifiers; None where they settle it."""
        record = one.reference.record
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
        meant = identify(self._case(one)) if one.named else None
        if meant is None:
            return query
        if published_records(meant.work) or not record.venue or record.medium not in _WANTS_VENUE:
            return None
        # The work is known, and the publication that the reference names is not yet.
        known = tuple(named.identifier for named in one.named if named.work is meant.work)
        return replace(query, identifiers=known) if is_indexed_venue(record.venue) else None

    def _by_title_alone(self, cases: Sequence[PendingReference]) -> None:
        """Ask for the title without the authors: they may be the ones that are wrong."""
        wanted = []
        for one in cases:
            record = one.reference.record
            is_open = one.accepted is None and record.title and record.kind not in NOT_PAPERS and record.authors
            if is_open and identify(self._case(one)) is None:
                wanted.append((one, Query("", titles=(record.title,))))
        decisions = self._resolve(query for _, query in wanted)
        for (one, _), decision in zip(wanted, decisions, strict=True):
            self._take(one, decision)

    def _life(self, cases: Sequence[PendingReference]) -> None:
        """Ask what became of the works that are meant, as `biblio update` does: notices, and publications since."""
        asker = self._resolver.dispatcher
        limits = AllowedServices(asker.available - {CATALOGUE}, asker.lookup_only)
        if not limits.services:
            return
        meant = [(one, found.work) for one in cases if (found := identify(self._case(one))) and found.by != "near"]
        first = [refresh_questions(work, limits) for _, work in meant]
        answers = self._asked(question for questions in first for question in questions)
        further = [
            follow_up_questions(work, _records(questions, answers), limits)
            for (_, work), questions in zip(meant, first, strict=True)
        ]
        answers |= self._asked(question for questions in further for question in questions)
        for (one, old), *questions in zip(meant, first, further, strict=True):
            records = [record for some in questions for record in _records(some, answers)]
            new, _ = refresh_work(old, records, prefer_venue=one.reference.record.venue)
            one.named = [replace(named, work=new) if named.work is old else named for named in one.named]
            one.works = [new if work is old else work for work in one.works]
            one.accepted = new if one.accepted is old else one.accepted

    def _asked(self, questions: Iterable[Question]) -> dict[str, tuple[Record, ...]]:
        """Return the answers to some questions, by key, asking only what is not remembered."""
        wanted = {question.key: question for question in questions}
        fresh = self._resolver.found_days * _DAY
        known = self._answers.get(wanted, now=self._clock(), found_for=fresh, missing_for=fresh)
        rest = [question for key, question in wanted.items() if key not in known]
        if not rest:
            return known
        self._project.progress.stage("Asking what became of the works", len(rest))
        return known | self._resolver.dispatcher.ask(rest, self._project.progress.step)

    def _by_name(self, one: PendingReference, meant: Meant | None) -> None:
        """Ask whether DOI prefixes are anybody's, and whether venues are any."""
        prefixes, venues = open_names(self._case(one), meant)
        for prefix in prefixes:
            if (known := self._names.is_registrant(prefix)) is not None:
                one.registrants[prefix] = known
        for venue in venues:
            if (known := self._names.is_venue(venue)) is not None:
                one.venues[venue] = known

    def _resolve(self, queries: Iterable[Query]) -> list[Decision]:
        ordered = list(queries)
        return self._resolver.resolve(ordered, self._project.progress) if ordered else []

    def _take(self, one: PendingReference, decision: Decision) -> None:
        works = [candidate.work for candidate in decision.candidates]
        if decision.status is Status.ACCEPTED and decision.work is not None:
            one.accepted = one.accepted or decision.work
            works.insert(0, decision.work)
        one.works += works
        if decision.status is Status.PENDING:
            one.unasked.update(_reasons(decision))

    # -- cases -----------------------------------------------------------------------------------------------

    def _unite(self, cases: Sequence[PendingReference]) -> None:
        """Make one work of what identifier and title found, where both found the same."""
        for one in cases:
            works = [*one.works, *(named.work for named in one.named if named.work is not None)]
            if len(works) < 2:
                continue
            united = merge_works(works)
            one.named = [
                replace(named, work=_in(united, named.work)) if named.work is not None else named for named in one.named
            ]
            one.works = list({work.id: work for work in (_in(united, old) for old in one.works)}.values())
            one.accepted = _in(united, one.accepted) if one.accepted is not None else None

    def _case(self, one: PendingReference) -> ReferenceState:
        asker = self._resolver.dispatcher
        able = asker.available - asker.lookup_only
        return ReferenceState(
            reference=one.reference,
            today=self._today,
            named=tuple(one.named),
            candidates=tuple(one.works),
            accepted=one.accepted,
            sought=tuple(name for name in _SEARCHED if name in able),
            unasked=one.unasked,
            registrants=one.registrants,
            venues=one.venues,
            describe=self._describe,
        )

    def _describe(self, record: Record) -> Attribution:
        built_at = self._project.catalogue_built_at if record.source == CATALOGUE else None
        asked_at = built_at or self._answers.asked_at.get(record)
        age = max(0.0, self._clock() - asked_at) / _DAY if asked_at is not None else 0.0
        address = next((found for one in record.identifiers if (found := one.address)), record.url)
        return Attribution(record.source, address, round(age, 1))


def _reasons(decision: Decision) -> Iterator[tuple[str, str]]:
    for unasked in decision.unasked:
        yield unasked.service, unasked.reason


def _records(questions: Iterable[Question], answers: Mapping[str, tuple[Record, ...]]) -> list[Record]:
    return [record for question in questions for record in answers.get(question.key, ())]


def _in(works: Sequence[Work], old: Work) -> Work:
    """Return the one of united works that an old one has become."""
    names = {old.id, *old.identifiers}
    return next((work for work in works if work.id in names or names & set(work.identifiers)), old)
