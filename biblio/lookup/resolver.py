"""Find the work of every note: decide, ask what the decision still needs, decide again, until nothing is left.

The rounds run over all notes at once, so that what can be asked together is. What is known from earlier runs is
used first: a decision for the same words, then stored answers, then the catalogue; services come last.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from biblio.lookup.cache import AnswerCache, DecisionCache, StoredDecision, digest_of
from biblio.lookup.cost import RequestPlan
from biblio.lookup.dispatcher import Dispatcher
from biblio.lookup.note_state import NoteState, new_note_state
from biblio.lookup.progress import Progress
from biblio.lookup.question_planner import REGISTERING, forecast, next_questions
from biblio.lookup.questions import AllowedServices, said_of
from biblio.lookup.service import Question
from biblio.matching.untitled.encoder import Encoder
from biblio.matching.user_decision import has_pinned_version
from biblio.matching.works.merge_records import INDEXES
from biblio.model.decision import DecidedBy, Decision, Query, Status, Unasked
from biblio.model.record import CATALOGUE, Record

__all__ = ["AskedQuestion", "KnownRecords", "Resolver"]

KnownRecords = Mapping[str, tuple[Record, ...]]
_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question that was asked for a note: of whom, for what, when (seconds since 1970; None: just now)."""

    service: str
    what: str
    at: float | None
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Resolver:
    """Decides for queries. `context` names the services and the catalogue; ages of answers are in days.

    `encoder` compares texts by meaning, where the extra is installed.
    """

    dispatcher: Dispatcher
    answers: AnswerCache
    decisions: DecisionCache
    context: str
    found_days: float
    missing_days: float
    encoder: Encoder | None = None
    clock: Callable[[], float] = time.time

    def stored_decisions(self, queries: Sequence[Query]) -> dict[str, Decision]:
        """Return what earlier runs decided, by digest, as far as it still holds; asks nothing."""
        stored = self.decisions.get(map(digest_of, queries))
        return {digest: one.decision for digest, one in stored.items() if self._holds(one)}

    def pending_decisions(self, queries: Sequence[Query]) -> dict[str, Decision]:
        """Return a pending decision for every query, by digest; with candidates where an earlier run found some."""
        stored = self.decisions.get(map(digest_of, queries))
        decisions = {}
        for query in queries:
            digest = digest_of(query)
            decisions[digest] = _waiting(query.note, stored[digest].decision if digest in stored else None)
        return decisions

    def _holds(self, one: StoredDecision) -> bool:
        """Tell whether a decision holds: those that took no work, until more can be asked or they are old."""
        if one.decision.status is Status.ACCEPTED:
            return True
        asked_all = set(self.context.splitlines()) <= set(one.context.splitlines())
        return asked_all and self.clock() - one.decided_at < self.missing_days * _DAY

    def resolve(
        self, queries: Sequence[Query], progress: Progress, *, known_records: KnownRecords = MappingProxyType({})
    ) -> dict[str, Decision]:
        """Return a decision for every query, by digest.

        `seeds` are records that are known to have to do with a query, by its digest: what a person chose from needs
        not be asked for again.
        """
        decided, cases = self._begin(queries, known_records)
        self._run(cases, progress)
        fresh = {digest: case.decision for digest, case in cases.items()}
        self.decisions.put(fresh, context=self.context, now=self.clock())
        return {**decided, **fresh}

    def reconsider(
        self, queries: Sequence[Query], progress: Progress, *, known_records: KnownRecords
    ) -> dict[str, Decision]:
        """Return what would be decided now, by digest, whatever was decided before; nothing of it is stored."""
        cases = {digest_of(query): new_note_state(query, known_records.get(digest_of(query), ())) for query in queries}
        self._run(cases, progress)
        return {digest: case.decision for digest, case in cases.items()}

    def explain(self, query: Query, progress: Progress) -> tuple[AskedQuestion, ...]:
        """Return what was asked for a query and what it gave, in order; questions that were never asked are left out.

        Only the catalogue is asked again, so use it with a resolver whose services are closed.
        """
        case = new_note_state(query)
        self._run({digest_of(query): case}, progress)
        times = self.answers.times(case.answers)
        return tuple(
            AskedQuestion(*said_of(key, query), times.get(key), records) for key, records in case.answers.items()
        )

    def _run(self, cases: Mapping[str, NoteState], progress: Progress) -> None:
        """Decide all cases, asking round by round until none has a question left."""
        open_cases = dict(cases)
        while wanted := self._ask_catalogue(open_cases, progress):
            plan = self._foresee(open_cases)
            progress.request_plan(plan)
            progress.stage(_stage(plan), len(wanted))
            self._ask(wanted, open_cases, progress)

    def plan(self, queries: Sequence[Query], progress: Progress) -> RequestPlan:
        """Return what `resolve` would ask of the services; asks nobody but the catalogue."""
        _, cases = self._begin(queries)
        self._ask_catalogue(cases, progress)
        return self._foresee(cases)

    def _begin(
        self, queries: Sequence[Query], known_records: KnownRecords = MappingProxyType({})
    ) -> tuple[dict[str, Decision], dict[str, NoteState]]:
        """Return what is decided already, and a case for every query that is not, or not for good; by digest."""
        decided = self.stored_decisions(queries)
        retry = {digest for digest, one in decided.items() if one.unasked and not self._all_down(one)}
        unique = {digest_of(query): query for query in queries}
        todo = {digest: query for digest, query in unique.items() if digest not in decided or digest in retry}
        return decided, {digest: new_note_state(query, known_records.get(digest, ())) for digest, query in todo.items()}

    def _ask_catalogue(self, cases: dict[str, NoteState], progress: Progress) -> dict[str, Question]:
        """Go as far as the catalogue, meaning and stored answers lead; return what must be asked of others."""
        while True:
            wanted = self._wanted(cases)
            here = {key: question for key, question in wanted.items() if question.service == CATALOGUE}
            if here:
                progress.stage("catalogue", len(here))
                self._ask(here, cases, progress)
            elif not self._weigh(cases.values(), progress):
                return wanted

    def _ask(self, wanted: Mapping[str, Question], cases: Mapping[str, NoteState], progress: Progress) -> None:
        given = self.dispatcher.ask(wanted.values(), progress.step)
        for case in cases.values():
            for question in case.questions:
                if question.key in given:
                    case.add_answer(question.key, given[question.key], self.dispatcher.rarity.get(question.key, {}))

    def _weigh(self, cases: Iterable[NoteState], progress: Progress) -> bool:
        """Compare by meaning where words did not decide; return whether there was any."""
        todo = [case for case in cases if case.needs_meaning]
        if self.encoder is None or not todo:
            return False
        progress.stage("Comparing by meaning", len(todo))
        for case in todo:
            case.compare_meaning(self.encoder)
            progress.step(1)
        return True

    def _foresee(self, cases: Mapping[str, NoteState]) -> RequestPlan:
        limits = self._limits(self.dispatcher.available)
        rounds = forecast(((case.query, case.answers, case.decision) for case in cases.values()), limits)
        stored = self._stored(question for questions in rounds for question in questions)
        return self.dispatcher.plan([one for one in questions if one.key not in stored] for questions in rounds)

    def _wanted(self, cases: dict[str, NoteState]) -> dict[str, Question]:
        """Bring every case as far as stored answers go; drop the finished ones; return what must be asked."""
        wanted: dict[str, Question] = {}
        for digest, case in list(cases.items()):
            self._advance(case)
            if not case.questions and case.fall_back_to_clues():
                self._advance(case)
            if case.questions:
                wanted.update((question.key, question) for question in case.questions)
            elif self.encoder is None or not case.needs_meaning:
                case.finish()
                del cases[digest]
        return wanted

    def _stored(self, questions: Iterable[Question]) -> dict[str, tuple[Record, ...]]:
        """Return the answers of earlier runs that are young enough, by question key; never the catalogue's."""
        return self.answers.get(
            (question.key for question in questions if question.service != CATALOGUE),
            now=self.clock(),
            found_for=self.found_days * _DAY,
            missing_for=self.missing_days * _DAY,
        )

    def _recall(self, case: NoteState) -> None:
        """Take what services that cannot be asked now answered before, each when its turn came."""
        every = AllowedServices(self.dispatcher.services | self.dispatcher.down.keys(), self.dispatcher.lookup_only)
        while True:
            case.decide(done=False)
            stored = self._stored(next_questions(case.query, case.answers, case.decision, every))
            if not stored:
                break
            case.answers.update(stored)

    def _advance(self, case: NoteState) -> None:
        if self.dispatcher.down:
            self._recall(case)
        while True:
            case.decide(done=False)
            able = self.dispatcher.available
            case.unasked.clear()  # what was missed and is not needed any more is not missed
            for service, reason in self.dispatcher.down.items():
                wanted = next_questions(case.query, case.answers, case.decision, self._limits(able | {service}))
                if any(question.service == service for question in wanted):
                    case.unasked.append(Unasked(service, reason))
            case.questions = next_questions(case.query, case.answers, case.decision, self._limits(able))
            stored = self._stored(case.questions)
            if not stored:
                break
            case.answers.update(stored)
        if has_pinned_version(case.query, case.decision):
            case.questions, case.unasked = (), []
        if not case.questions:
            case.decide(done=True)

    def _limits(self, services: Collection[str]) -> AllowedServices:
        lookup_only = self.dispatcher.lookup_only
        if self.dispatcher.down.keys() & set(REGISTERING):
            lookup_only |= INDEXES  # they do not speak for those who could not be asked
        return AllowedServices(services, lookup_only)

    def _all_down(self, decision: Decision) -> bool:
        return all(unasked.service in self.dispatcher.down for unasked in decision.unasked)


def _waiting(note: str, before: Decision | None) -> Decision:
    if before is None:
        return Decision(note, Status.PENDING, DecidedBy.NONE, "not asked yet")
    if before.status is Status.PENDING:
        return before
    return Decision(note, Status.PENDING, DecidedBy.NONE, "not asked everywhere yet", candidates=before.candidates)


def _stage(plan: RequestPlan) -> str:
    """Return what a round does, in words: whom it asks, and in how many requests."""
    loads = plan.rounds[0] if plan.rounds else ()
    requests = sum(load.requests for load in loads)
    many = f" in {requests} requests" if requests > 1 else ""
    return f"Asking {', '.join(load.service for load in loads)}{many}"
