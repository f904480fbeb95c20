"""Find the work of every note: decide, ask what the decision still needs, decide again, until nothing is left.

The rounds run over all notes at once, so that what can be asked together is. What is known from earlier runs is
used first: a decision for the same words, then stored answers, then the catalogue; services come last.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from types import MappingProxyType

import msgspec

from biblio.app.asking import Asker
from biblio.app.progress import Progress
from biblio.evidence.query import query_of
from biblio.match.consolidate import consolidate
from biblio.match.decide import RULES, decide
from biblio.match.person import is_complete, settled
from biblio.match.plan import Limits, next_questions
from biblio.model.match import Decision, Query, Status
from biblio.model.note import Note
from biblio.model.record import Kind, Record
from biblio.ports import Question
from biblio.store.decisions import Decisions
from biblio.store.library import AnswerStore, DecisionStore

__all__ = ["Asked", "Resolver", "Seeds", "digest_of", "query_for"]

Seeds = Mapping[str, tuple[Record, ...]]
_DAY = 86400.0
_SEED = "known|before"


def query_for(note: Note, decisions: Decisions, kind_tags: Mapping[str, Kind]) -> Query:
    """Return what the note says about its work, with what the person decided put over it."""
    query = query_of(note, kind_tags=kind_tags)
    if kind := decisions.kinds.get(note.id):
        query = replace(query, kind=kind, sure_kind=kind is not Kind.PAPER, grounds=("you said so",))
    if chosen := decisions.accepted.get(note.id):
        pinned = note.id in decisions.pinned
        query = replace(query, chosen=chosen, identifiers=(chosen,), sure_kind=False, pinned=pinned)
    if note.id in decisions.refused:
        query = replace(query, refused=True)
    if rejected := decisions.rejected.get(note.id):
        kept = tuple(one for one in query.identifiers if one not in rejected)
        query = replace(query, rejected=tuple(sorted(rejected)), identifiers=kept)
    return query


def digest_of(query: Query) -> str:
    """Return a digest of all that decides for a note, without the note's own id: equal words, equal decision."""
    return blake2b(msgspec.json.encode((RULES, replace(query, note=""))), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that was asked for a note: of whom, for what, when (seconds since 1970; None: just now)."""

    service: str
    what: str
    at: float | None
    records: tuple[Record, ...]


@dataclass(slots=True)
class _Case:
    query: Query
    decision: Decision
    answers: dict[str, tuple[Record, ...]] = field(default_factory=dict)
    unasked: dict[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolver:
    """Decides for queries. `context` names the services and the catalogue; ages of answers are in days."""

    asker: Asker
    answers: AnswerStore
    decisions: DecisionStore
    context: str
    found_days: float
    missing_days: float
    clock: Callable[[], float] = time.time

    def known(self, queries: Sequence[Query]) -> dict[str, Decision]:
        """Return what earlier runs decided, by digest, as far as it still holds; asks nothing."""
        now = self.clock()
        able = set(self.context.splitlines())
        stored = self.decisions.get(map(digest_of, queries))
        return {
            digest: one.decision
            for digest, one in stored.items()
            if one.decision.status is Status.ACCEPTED
            or (able <= set(one.context.splitlines()) and now - one.decided_at < self.missing_days * _DAY)
        }

    def resolve(
        self, queries: Sequence[Query], progress: Progress, *, seeds: Seeds = MappingProxyType({})
    ) -> dict[str, Decision]:
        """Return a decision for every query, by digest.

        `seeds` are records that are known to have to do with a query, by its digest: what a person chose from needs
        not be asked for again.
        """
        decided = self.known(queries)
        retry = {digest for digest, one in decided.items() if one.unasked and not self._all_down(one)}
        unique = {digest_of(query): query for query in queries}
        todo = {digest: query for digest, query in unique.items() if digest not in decided or digest in retry}
        cases = {digest: self._case(query, seeds.get(digest, ())) for digest, query in todo.items()}
        self._run(cases, progress)
        fresh = {digest: case.decision for digest, case in cases.items()}
        self.decisions.put(fresh, context=self.context, now=self.clock())
        return {**decided, **fresh}

    def reconsider(self, queries: Sequence[Query], progress: Progress, *, seeds: Seeds) -> dict[str, Decision]:
        """Return what would be decided now, by digest, whatever was decided before; nothing of it is stored."""
        cases = {digest_of(query): self._case(query, seeds.get(digest_of(query), ())) for query in queries}
        self._run(cases, progress)
        return {digest: case.decision for digest, case in cases.items()}

    def explain(self, query: Query, progress: Progress) -> tuple[Asked, ...]:
        """Return what was asked for a query and what it gave, in order; questions that were never asked are left out.

        Only the catalogue is asked again, so use it with a resolver whose services are closed.
        """
        case = self._case(query, ())
        self._run({digest_of(query): case}, progress)
        times = self.answers.times(case.answers)
        return tuple(_asked(key, query, times.get(key), records) for key, records in case.answers.items())

    def _case(self, query: Query, seeds: tuple[Record, ...]) -> _Case:
        answers = {_SEED: seeds} if seeds else {}
        return _Case(query, self._decide(query, answers, {}, done=False), answers)

    def _run(self, cases: Mapping[str, _Case], progress: Progress) -> None:
        """Decide all cases, asking round by round until none has a question left."""
        open_cases = dict(cases)
        while open_cases:
            wanted = self._plan(open_cases)
            if not wanted:
                break
            progress.stage(self._stage(wanted.values()), len(wanted))
            given = self.asker.ask(wanted.values(), progress.step)
            for case in open_cases.values():
                for question in case.questions:
                    if question.key in given:
                        case.answers[question.key] = given[question.key]

    def _stage(self, questions: Iterable[Question]) -> str:
        """Return what a round does, in words: whom it asks, and in how many requests."""
        names = dict.fromkeys(question.service for question in questions)
        requests = self.asker.cost(questions)
        many = f" in {requests} requests" if requests > 1 else ""
        return f"Asking {', '.join(names)}{many}"

    def _plan(self, cases: dict[str, _Case]) -> dict[str, Question]:
        """Bring every case as far as stored answers go; drop the finished ones; return what must be asked."""
        wanted: dict[str, Question] = {}
        for digest, case in list(cases.items()):
            self._advance(case)
            if case.questions:
                wanted.update((question.key, question) for question in case.questions)
            else:
                del cases[digest]
        return wanted

    def _recall(self, case: _Case) -> None:
        """Take what services that cannot be asked now answered before."""
        while True:
            case.decision = self._decide(case.query, case.answers, case.unasked, done=False)
            every = self.asker.names | self.asker.down.keys()
            wanted = next_questions(case.query, case.answers, case.decision, Limits(every))
            ages = {"found_for": self.found_days * _DAY, "missing_for": self.missing_days * _DAY}
            stored = self.answers.get((question.key for question in wanted), now=self.clock(), **ages)
            if not stored:
                break
            case.answers.update(stored)

    def _advance(self, case: _Case) -> None:
        if self.asker.down:
            self._recall(case)
        now = self.clock()
        while True:
            case.decision = self._decide(case.query, case.answers, case.unasked, done=False)
            able = self.asker.names - self.asker.down.keys()
            for service, reason in self.asker.down.items():
                wanted = next_questions(case.query, case.answers, case.decision, Limits(able | {service}))
                if any(question.service == service for question in wanted):
                    case.unasked[service] = reason
            case.questions = next_questions(case.query, case.answers, case.decision, Limits(able))
            stored = self.answers.get(
                (question.key for question in case.questions if question.service != "catalogue"),
                now=now,
                found_for=self.found_days * _DAY,
                missing_for=self.missing_days * _DAY,
            )
            if not stored:
                break
            case.answers.update(stored)
        if is_complete(case.query, case.decision):
            case.questions, case.unasked = (), {}
        if not case.questions:
            case.decision = self._decide(case.query, case.answers, case.unasked, done=True)

    def _decide(
        self, query: Query, answers: Mapping[str, tuple[Record, ...]], unasked: Mapping[str, str], *, done: bool
    ) -> Decision:
        records = [record for found in answers.values() for record in found]
        works = consolidate(records, prefer_venue=query.venue)
        reasons = [f"{service} ({reason})" for service, reason in unasked.items()]
        return settled(query, decide(query, works, unasked=reasons, exhausted=done))

    def _all_down(self, decision: Decision) -> bool:
        return all(one.partition(" (")[0] in self.asker.down for one in decision.unasked)


def _asked(key: str, query: Query, at: float | None, records: tuple[Record, ...]) -> Asked:
    """Return what a question's key tells: "service|id|identifier", or "service|title|…" for the note's title."""
    service, _, rest = key.partition("|")
    kind, _, value = rest.partition("|")
    what = f"title {query.titles[0]!r}" if kind == "title" and query.titles else f"{kind} {value}".removeprefix("id ")
    return Asked(service, what, at, records)
