"""Find the work of every note: decide, ask what the decision still needs, decide again, until nothing is left to ask.

Each round covers all notes, so that questions can share requests. Results of earlier runs are used first: a decision
for the same query, then stored answers, then the catalogue. Services come last.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from biblio.lookup.cache import AnswerCache, digest_of
from biblio.lookup.note_state import NoteState, new_note_state
from biblio.lookup.question_planner import PRIMARY_SOURCES, forecast, next_questions
from biblio.lookup.questions import AllowedServices, describe_question
from biblio.lookup.stored_decisions import StoredDecisions
from biblio.matching.chosen_work import has_pinned_version
from biblio.matching.works.merge_records import INDEXES
from biblio.model.decision import Decision, Query, Unasked
from biblio.model.record import CATALOGUE, Record

if TYPE_CHECKING:
    from biblio.lookup.cost import RequestPlan
    from biblio.lookup.dispatcher import Dispatcher
    from biblio.lookup.progress import Progress
    from biblio.lookup.service import Question
    from biblio.matching.untitled.encoder import Encoder

__all__ = ["AskedQuestion", "KnownRecords", "Resolver"]

logger = logging.getLogger(__name__)

KnownRecords = Mapping[str, tuple[Record, ...]]
"""Digest of a query → records that are known to be related to it."""
_DAY = 86400.0  # seconds


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question that was asked for a note: the service, the question in words, the time, and the records it gave.

    `asked_at` is in seconds since 1970; None means just now.
    """

    service: str
    description: str
    asked_at: float | None
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Resolver:
    """Decides which work each query is about.

    `stored` has the decisions of earlier runs. `found_days` and `missing_days` are how many days stored answers with
    and without records are valid. `encoder` compares texts by meaning, if the extra is installed.
    """

    dispatcher: Dispatcher
    answers: AnswerCache
    stored: StoredDecisions
    found_days: float
    missing_days: float
    encoder: Encoder | None = None
    clock: Callable[[], float] = time.time

    # -- decisions of this run -------------------------------------------------------------------------------

    def resolve(
        self, queries: Sequence[Query], progress: Progress, *, known_records: KnownRecords = MappingProxyType({})
    ) -> list[Decision]:
        """Return a decision for each of `queries`, in their order, and store those that are new.

        `known_records`, from which a user chose, are not asked for again.
        """
        digests = [digest_of(query) for query in queries]
        decisions, states = self._begin(dict(zip(digests, queries, strict=True)), known_records)
        self._run(states, progress)
        new_decisions = {digest: state.decision for digest, state in states.items()}
        logger.info("%d queries: %d decided before, %d now", len(digests), len(decisions), len(new_decisions))
        for decision in new_decisions.values():
            logger.debug("note %s: %s by %s", decision.note, decision.status, decision.by or "nothing")
        self.stored.cache.put(new_decisions, context=self.stored.context, now=self.clock())
        decisions |= new_decisions
        return [decisions[digest] for digest in digests]

    def reconsider(
        self, queries: Sequence[Query], progress: Progress, *, known_records: KnownRecords
    ) -> list[Decision]:
        """Return what would be decided now, ignoring earlier decisions, in the order of `queries`; store nothing."""
        digests = [digest_of(query) for query in queries]
        unique = dict(zip(digests, queries, strict=True))
        states = {digest: new_note_state(query, known_records.get(digest, ())) for digest, query in unique.items()}
        self._run(states, progress)
        return [states[digest].decision for digest in digests]

    def explain(self, query: Query, progress: Progress) -> tuple[AskedQuestion, ...]:
        """Return what was asked for a query and what was found, in order, without questions that were never asked.

        Only the catalogue is asked again, so use a resolver whose services are closed.
        """
        state = new_note_state(query)
        self._run({digest_of(query): state}, progress)
        times = self.answers.times(state.answered)
        return tuple(
            AskedQuestion(question.service, describe_question(question, query), times.get(key), state.answers[key])
            for key, question in state.answered.items()
        )

    def answer(self, questions: Collection[Question], progress: Progress) -> dict[str, tuple[Record, ...]]:
        """Return the answers to `questions` by key, valid stored ones first; an unreachable service gives none."""
        answers = self._stored_answers(questions)
        open_questions = [
            question
            for question in questions
            if question.key not in answers and question.service not in self.dispatcher.down
        ]
        return answers | self.dispatcher.ask(open_questions, progress.step)

    def plan(self, queries: Sequence[Query], progress: Progress) -> RequestPlan:
        """Return what `resolve` would ask the services; ask only the catalogue."""
        _, states = self._begin({digest_of(query): query for query in queries}, {})
        self._ask_catalogue(states, progress)
        return self._foresee(states)

    def _begin(
        self, queries: Mapping[str, Query], known_records: KnownRecords
    ) -> tuple[dict[str, Decision], dict[str, NoteState]]:
        """Return the decisions already made, and a state for each query without a final one, both by digest."""
        decisions = self.stored.valid(queries)
        states = {
            digest: new_note_state(query, known_records.get(digest, ()))
            for digest, query in queries.items()
            if digest not in decisions or self._can_ask_more(decisions[digest])
        }
        return decisions, states

    def _can_ask_more(self, decision: Decision) -> bool:
        """Return whether a service can be asked now that could not be asked when `decision` was made."""
        return any(unasked.service not in self.dispatcher.down for unasked in decision.unasked)

    # -- rounds ----------------------------------------------------------------------------------------------

    def _run(self, states: Mapping[str, NoteState], progress: Progress) -> None:
        """Decide all notes, asking round by round until none has a question left."""
        open_states = dict(states)
        while questions := self._ask_catalogue(open_states, progress):
            plan = self._foresee(open_states)
            progress.request_plan(plan)
            progress.stage(_stage_name(plan), len(questions))
            self._ask(questions.values(), open_states.values(), progress)

    def _ask_catalogue(self, states: dict[str, NoteState], progress: Progress) -> dict[str, Question]:
        """Go as far as the catalogue, meaning and stored answers lead; return the questions left for services, by key.

        Finished notes are removed from `states`.
        """
        while True:
            questions = self._next_questions(states)
            catalogue_questions = [question for question in questions.values() if question.service == CATALOGUE]
            if catalogue_questions:
                progress.stage("catalogue", len(catalogue_questions))
                self._ask(catalogue_questions, states.values(), progress)
            elif not self._compare_meaning(states.values(), progress):
                return questions

    def _ask(self, questions: Collection[Question], states: Iterable[NoteState], progress: Progress) -> None:
        answers = self.dispatcher.ask(questions, progress.step)
        for state in states:
            for question in state.questions:
                if question.key in answers:
                    rarity = self.dispatcher.rarity.get(question.key, {})
                    state.add_answer(question, answers[question.key], rarity)

    def _compare_meaning(self, states: Iterable[NoteState], progress: Progress) -> bool:
        """Compare by meaning if words did not decide; return whether there was anything to compare."""
        undecided = [state for state in states if state.needs_meaning]
        if self.encoder is None or not undecided:
            return False
        progress.stage("Comparing by meaning", len(undecided))
        for state in undecided:
            state.compare_meaning(self.encoder)
            progress.step(1)
        return True

    def _foresee(self, states: Mapping[str, NoteState]) -> RequestPlan:
        open_notes = (state.open_note for state in states.values())
        rounds = forecast(open_notes, self._allowed(self.dispatcher.available))
        stored = self._stored_answers(question for questions in rounds for question in questions)
        unanswered = ([question for question in questions if question.key not in stored] for questions in rounds)
        return self.dispatcher.plan(unanswered)

    def _next_questions(self, states: dict[str, NoteState]) -> dict[str, Question]:
        """Advance every note as far as stored answers lead; return what must be asked next, by key.

        Finished notes are removed from `states`.
        """
        questions: dict[str, Question] = {}
        for digest, state in list(states.items()):
            self._advance(state)
            if not state.questions and state.fall_back_to_clues():
                self._advance(state)
            if state.questions:
                questions.update((question.key, question) for question in state.questions)
            elif self.encoder is None or not state.needs_meaning:
                state.finish()
                del states[digest]
        return questions

    # -- one note --------------------------------------------------------------------------------------------

    def _advance(self, state: NoteState) -> None:
        """Advance a note as far as stored answers lead, and plan what to ask for it next."""
        if self.dispatcher.down:
            self._recall(state)
        while True:
            state.decide(exhausted=False)
            questions = self._questions_for(state, self.dispatcher.available)
            # Listed afresh each time, so that a service that is no longer needed is not reported as missing.
            state.plan(questions, self._unasked(state))
            stored = self._stored_answers(questions)
            if not stored:
                break
            state.add_answers(questions, stored)
        if has_pinned_version(state.query, state.decision):
            state.plan((), ())
        if not state.questions:
            state.decide(exhausted=True)

    def _recall(self, state: NoteState) -> None:
        """Add earlier answers of services that cannot be asked now, as if each were asked in its turn."""
        dispatcher = self.dispatcher
        allowed = AllowedServices(
            dispatcher.services | dispatcher.down.keys(), dispatcher.lookup_only, dispatcher.plugins
        )
        while True:
            state.decide(exhausted=False)
            questions = next_questions(state.open_note, allowed)
            stored = self._stored_answers(questions)
            if not stored:
                break
            state.add_answers(questions, stored)

    def _unasked(self, state: NoteState) -> list[Unasked]:
        """Return the services that are down and would be asked for this note next if they were not."""
        return [
            Unasked(service, reason)
            for service, reason in self.dispatcher.down.items()
            if any(
                question.service == service
                for question in self._questions_for(state, self.dispatcher.available | {service})
            )
        ]

    def _questions_for(self, state: NoteState, services: frozenset[str]) -> tuple[Question, ...]:
        return next_questions(state.open_note, self._allowed(services))

    def _allowed(self, services: frozenset[str]) -> AllowedServices:
        lookup_only = self.dispatcher.lookup_only
        if self.dispatcher.down.keys() & set(PRIMARY_SOURCES):
            lookup_only |= INDEXES  # an index does not make up for a primary source that could not be asked
        return AllowedServices(services, lookup_only, self.dispatcher.plugins)

    def _stored_answers(self, questions: Iterable[Question]) -> dict[str, tuple[Record, ...]]:
        """Return the valid answers of earlier runs, by question key; never the catalogue's."""
        return self.answers.get(
            (question.key for question in questions if question.service != CATALOGUE),
            now=self.clock(),
            found_for=self.found_days * _DAY,
            missing_for=self.missing_days * _DAY,
        )


def _stage_name(plan: RequestPlan) -> str:
    """Return in words what a round does: which services it asks, in how many requests."""
    loads = plan.rounds[0] if plan.rounds else ()
    requests = sum(load.requests for load in loads)
    count = f" in {requests} requests" if requests > 1 else ""
    return f"Asking {', '.join(load.service for load in loads)}{count}"
