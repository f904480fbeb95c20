"""Find the work of every note: decide, ask what the decision still needs, decide again, until nothing is left.

The rounds run over all notes at once, so that what can be asked together is. What is known from earlier runs is
used first: a decision for the same words, then stored answers, then the catalogue; services come last.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

import msgspec

from biblio.app.asking import Asker
from biblio.app.estimate import RequestPlan
from biblio.app.progress import Progress
from biblio.evidence.query import query_of
from biblio.match.consolidate import INDEXES, consolidate
from biblio.match.decide import RULES, decide
from biblio.match.forecast import forecast
from biblio.match.plan import REGISTERING, Limits, next_questions
from biblio.model.match import Decision, Query, Status
from biblio.model.note import Note
from biblio.model.record import Kind, Record
from biblio.ports import Question
from biblio.store.decisions import Decisions
from biblio.store.library import AnswerStore, DecisionStore

__all__ = ["Resolver", "digest_of", "query_for"]

_DAY = 86400.0


def query_for(note: Note, decisions: Decisions, kind_tags: Mapping[str, Kind]) -> Query:
    """Return what the note says about its work, with what the person decided put over it."""
    query = query_of(note, kind_tags=kind_tags)
    if kind := decisions.kinds.get(note.id):
        query = replace(query, kind=kind, sure_kind=True, grounds=("you said so",))
    if chosen := decisions.accepted.get(note.id):
        query = replace(query, chosen=chosen, identifiers=(chosen,), sure_kind=False)
    if rejected := decisions.rejected.get(note.id):
        kept = tuple(one for one in query.identifiers if one not in rejected)
        query = replace(query, rejected=tuple(sorted(rejected)), identifiers=kept)
    return query


def digest_of(query: Query) -> str:
    """Return a digest of all that decides for a note, without the note's own id: equal words, equal decision."""
    return blake2b(msgspec.json.encode((RULES, replace(query, note=""))), digest_size=16).hexdigest()


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

    def resolve(self, queries: Sequence[Query], progress: Progress) -> dict[str, Decision]:
        """Return a decision for every query, by digest."""
        decided, cases = self._begin(queries)
        open_cases = dict(cases)
        while wanted := self._ask_catalogue(open_cases, progress):
            plan = self._foresee(open_cases)
            progress.plan(plan)
            progress.stage(_stage(plan), len(wanted))
            self._ask(wanted, open_cases, progress)
        fresh = {digest: case.decision for digest, case in cases.items()}
        self.decisions.put(fresh, context=self.context, now=self.clock())
        return {**decided, **fresh}

    def plan(self, queries: Sequence[Query], progress: Progress) -> RequestPlan:
        """Return what `resolve` would ask of the services; asks nobody but the catalogue."""
        _, cases = self._begin(queries)
        self._ask_catalogue(cases, progress)
        return self._foresee(cases)

    def _begin(self, queries: Sequence[Query]) -> tuple[dict[str, Decision], dict[str, _Case]]:
        """Return what is decided already, and a case for every query that is not, or not for good; by digest."""
        decided = self.known(queries)
        retry = {digest for digest, one in decided.items() if one.unasked and not self._all_down(one)}
        unique = {digest_of(query): query for query in queries}
        todo = {digest: query for digest, query in unique.items() if digest not in decided or digest in retry}
        cases = {digest: _Case(query, self._decide(query, {}, {}, done=False)) for digest, query in todo.items()}
        return decided, cases

    def _ask_catalogue(self, cases: dict[str, _Case], progress: Progress) -> dict[str, Question]:
        """Go as far as the catalogue and stored answers lead; return what must be asked of others."""
        while wanted := self._wanted(cases):
            here = {key: question for key, question in wanted.items() if question.service == "catalogue"}
            if not here:
                break
            progress.stage("catalogue", len(here))
            self._ask(here, cases, progress)
        return wanted

    def _ask(self, wanted: Mapping[str, Question], cases: Mapping[str, _Case], progress: Progress) -> None:
        given = self.asker.ask(wanted.values(), progress.step)
        for case in cases.values():
            for question in case.questions:
                if question.key in given:
                    case.answers[question.key] = given[question.key]

    def _foresee(self, cases: Mapping[str, _Case]) -> RequestPlan:
        limits = self._limits(self.asker.names - self.asker.down.keys())
        rounds = forecast(((case.query, case.answers, case.decision) for case in cases.values()), limits)
        stored = self._stored(question for questions in rounds for question in questions)
        return self.asker.plan([one for one in questions if one.key not in stored] for questions in rounds)

    def _wanted(self, cases: dict[str, _Case]) -> dict[str, Question]:
        """Bring every case as far as stored answers go; drop the finished ones; return what must be asked."""
        wanted: dict[str, Question] = {}
        for digest, case in list(cases.items()):
            self._advance(case)
            if case.questions:
                wanted.update((question.key, question) for question in case.questions)
            else:
                del cases[digest]
        return wanted

    def _stored(self, questions: Iterable[Question]) -> dict[str, tuple[Record, ...]]:
        """Return the answers of earlier runs that are young enough, by question key; never the catalogue's."""
        return self.answers.get(
            (question.key for question in questions if question.service != "catalogue"),
            now=self.clock(),
            found_for=self.found_days * _DAY,
            missing_for=self.missing_days * _DAY,
        )

    def _advance(self, case: _Case) -> None:
        while True:
            case.decision = self._decide(case.query, case.answers, case.unasked, done=False)
            able = self.asker.names - self.asker.down.keys()
            case.unasked.clear()  # what was missed and is not needed any more is not missed
            for service, reason in self.asker.down.items():
                wanted = next_questions(case.query, case.answers, case.decision, self._limits(able | {service}))
                if any(question.service == service for question in wanted):
                    case.unasked[service] = reason
            case.questions = next_questions(case.query, case.answers, case.decision, self._limits(able))
            stored = self._stored(case.questions)
            if not stored:
                break
            case.answers.update(stored)
        if not case.questions:
            case.decision = self._decide(case.query, case.answers, case.unasked, done=True)

    def _limits(self, services: Collection[str]) -> Limits:
        unsearched = self.asker.unsearched
        if self.asker.down.keys() & set(REGISTERING):
            unsearched |= INDEXES  # they do not speak for those who could not be asked
        return Limits(services, unsearched)

    def _decide(
        self, query: Query, answers: Mapping[str, tuple[Record, ...]], unasked: Mapping[str, str], *, done: bool
    ) -> Decision:
        records = [record for found in answers.values() for record in found]
        works = consolidate(records, prefer_venue=query.venue)
        reasons = [f"{service} ({reason})" for service, reason in unasked.items()]
        return decide(query, works, unasked=reasons, exhausted=done)

    def _all_down(self, decision: Decision) -> bool:
        return all(one.partition(" (")[0] in self.asker.down for one in decision.unasked)


def _stage(plan: RequestPlan) -> str:
    """Return what a round does, in words: whom it asks, and in how many requests."""
    loads = plan.rounds[0] if plan.rounds else ()
    requests = sum(load.requests for load in loads)
    many = f" in {requests} requests" if requests > 1 else ""
    return f"Asking {', '.join(load.service for load in loads)}{many}"
