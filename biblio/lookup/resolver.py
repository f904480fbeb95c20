"""Find the work of every note: decide, ask what the decision still needs, decide again, until nothing is left to ask.

Results of earlier runs are used first: a decision for the same query, then stored answers, then the catalogue. Services
come last, each at its own pace: a note goes on as soon as its own answers are there. What is decided depends on what
was answered, never on when, because a note's answers count in the order of its questions.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from biblio.lookup.cache import AnswerCache, digest_of
from biblio.lookup.forecast import Experience, Past, forecast
from biblio.lookup.note_state import NoteState, new_note_state
from biblio.lookup.progress import SilentProgress
from biblio.lookup.question_planner import PRIMARY_SOURCES, next_questions
from biblio.lookup.questions import AllowedServices, OpenNote, describe_question
from biblio.lookup.stored_decisions import StoredDecisions
from biblio.matching.chosen_work import has_pinned_version
from biblio.matching.works.merge_records import INDEXES
from biblio.model.decision import Decision, Query, Status, Unasked
from biblio.model.record import CATALOGUE, Record, Work

if TYPE_CHECKING:
    from biblio.lookup.cost import RequestPlan
    from biblio.lookup.dispatcher import Asking, Dispatcher, Replies
    from biblio.lookup.progress import Progress
    from biblio.lookup.service import Question
    from biblio.matching.untitled.encoder import Encoder

__all__ = ["AskedQuestion", "KnownRecords", "Resolver", "shortened"]

logger = logging.getLogger(__name__)

KnownRecords = Mapping[str, tuple[Record, ...]]
"""Digest of a query → records that are known to be related to it."""
_DAY = 86400.0  # seconds
_PEOPLE = frozenset({"you", "note"})  # sources of claims that are no services
_FIRST_LOOK = 8  # answered notes after which a run is foretold anew, and again whenever there are twice as many


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
    and without records are valid. `encoder` compares texts by meaning, if the extra is installed. The catalogue is
    asked about `notes_at_once`, and what that decides is stored. `before_replacing` is called before a stored decision
    is replaced: what an earlier run said of its notes holds no longer.
    """

    dispatcher: Dispatcher
    answers: AnswerCache
    stored: StoredDecisions
    found_days: float
    missing_days: float
    encoder: Encoder | None = None
    clock: Callable[[], float] = time.time
    notes_at_once: int = 5_000
    before_replacing: Callable[[], None] = lambda: None

    def resolve(
        self,
        queries: Sequence[Query],
        progress: Progress,
        *,
        known_records: KnownRecords = MappingProxyType({}),
        whole: Collection[str] | None = None,
        before_first: Callable[[], None] = lambda: None,
    ) -> list[Decision]:
        """Return a decision for each of `queries`, in their order, and store those that are new.

        `known_records`, from which a user chose, are not asked for again. A decision that accepted a work comes without
        its candidates and the claims of services, which are stored, unless `whole` is None or has its query's digest.
        `before_first` is called if any of the queries is to be decided, before an answer or a decision is stored.
        """
        digests = [digest_of(query) for query in queries]
        unique = dict(zip(digests, queries, strict=True))
        decisions: dict[str, Decision] = {}
        for start in range(0, len(digests), self.notes_at_once):
            stored = self.stored.valid(digests[start : start + self.notes_at_once])
            decisions |= shortened(stored, whole)
        undecided = [digest for digest in unique if self._is_open(decisions.get(digest))]
        logger.info("%d queries: %d decided before, %d now", len(digests), len(decisions), len(undecided))
        if undecided:
            before_first()
        waiting: dict[str, NoteState] = {}
        with self.dispatcher.start() as asking:
            run = _Run(self, asking, tuple(decisions.values()))
            # A few at a time: what is known of a note takes more room than its decision, which a later run can use.
            for start in range(0, len(undecided), self.notes_at_once):
                some = undecided[start : start + self.notes_at_once]
                states = {digest: new_note_state(unique[digest], known_records.get(digest, ())) for digest in some}
                still_open = set(map(id, run.go_on(states.values(), progress)))
                waiting |= {digest: state for digest, state in states.items() if id(state) in still_open}
                decisions |= shortened(self._stored_now(states.keys() - waiting.keys(), states), whole)
            run.ask_services(waiting.values(), progress)
        self.dispatcher.note_failures(asking.failures)
        decisions |= shortened(self._stored_now(waiting, waiting), whole)
        return [decisions[digest] for digest in digests]

    def _stored_now(self, digests: Collection[str], states: Mapping[str, NoteState]) -> dict[str, Decision]:
        """Store and return the decisions about some of `states`."""
        decisions = {digest: state.decision for digest, state in states.items() if digest in digests}
        for decision in decisions.values():
            logger.debug("note %s: %s by %s", decision.note, decision.status, decision.by or "nothing")
        if decisions:
            if self.stored.cache.contexts(decisions):
                self.before_replacing()
            self.stored.cache.put(decisions, context=self.stored.context, now=self.clock())
        return decisions

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
        answers = self.stored_answers(questions)
        open_questions = [
            question
            for question in questions
            if question.key not in answers and question.service not in self.dispatcher.down
        ]
        return answers | self.dispatcher.ask(open_questions, progress.step)

    def plan(self, queries: Sequence[Query], progress: Progress) -> RequestPlan:
        """Return what `resolve` would ask the services; ask only the catalogue."""
        unique = {digest_of(query): query for query in queries}
        decisions = self.stored.valid(unique)
        states = [new_note_state(unique[digest]) for digest in unique if self._is_open(decisions.get(digest))]
        with self.dispatcher.start() as asking:
            run = _Run(self, asking, decisions.values())
            return run.foresee(run.go_on(states, progress))

    def _is_open(self, decision: Decision | None) -> bool:
        """Return whether there is no decision yet, or a service can be asked that could not be when it was made."""
        if decision is None:
            return True
        return any(unasked.service not in self.dispatcher.down for unasked in decision.unasked)

    def _run(self, states: Mapping[str, NoteState], progress: Progress) -> None:
        """Decide all notes, asking until none has a question left."""
        with self.dispatcher.start() as asking:
            _Run(self, asking).decide(states.values(), progress)
        self.dispatcher.note_failures(asking.failures)

    def stored_answers(self, questions: Iterable[Question]) -> dict[str, tuple[Record, ...]]:
        """Return the valid answers of earlier runs, by question key; never the catalogue's."""
        return self.answers.get(
            (question.key for question in questions if question.service != CATALOGUE),
            now=self.clock(),
            found_for=self.found_days * _DAY,
            missing_for=self.missing_days * _DAY,
        )


class _Run:
    """One run over notes: which of them wait for which answers."""

    def __init__(self, resolver: Resolver, asking: Asking, earlier: Collection[Decision] = ()) -> None:
        self._resolver = resolver
        self._dispatcher = resolver.dispatcher
        self._encoder = resolver.encoder
        self._asking = asking
        self._has_earlier_answers = not resolver.answers.is_empty
        self._waiting: dict[str, list[NoteState]] = {}
        """Key of a question that is being asked → the notes that wait for its answer."""
        self._missing: dict[int, int] = {}
        """Identity of a note's state → how many answers it still waits for."""
        unknown = sum(decision.status is Status.UNRESOLVED for decision in earlier)
        self._experience = Experience((len(earlier), unknown))

    def decide(self, states: Collection[NoteState], progress: Progress) -> None:
        """Decide all notes, asking until none has a question left."""
        self.ask_services(self.go_on(states, progress), progress)

    def ask_services(self, open_states: Collection[NoteState], progress: Progress) -> None:
        """Ask the services about notes with questions for them, until none has a question left."""
        if not open_states:
            return
        plan = self.foresee(open_states)
        progress.request_plan(plan)
        progress.stage(f"Asking {', '.join(plan.services)}", len(open_states))
        self._ask(open_states)
        left = {id(state): state for state in open_states}
        planned = len(left)
        replies, next_look = 0, _FIRST_LOOK
        answered: deque[NoteState] = deque()
        while answered or not self._asking.is_over:
            # One note at a time: what services need next must not wait until many others are compared.
            answered += self._answered_notes(self._asking.wait(block=not answered))
            if answered:
                state = answered.popleft()
                still_open = self.go_on([state], SilentProgress())
                self._ask(still_open)
                if not still_open:
                    del left[id(state)]
                    progress.step(1)
                self._experience.note(id(state), _past(state, is_open=bool(still_open)))
                replies += 1
            is_known_better = replies >= next_look and (not answered or replies >= 2 * next_look)
            if left and (2 * len(left) <= planned or is_known_better):
                planned, next_look = len(left), max(next_look, 2 * replies)
                progress.request_plan(self.foresee(left.values()))

    def go_on(self, states: Iterable[NoteState], progress: Progress) -> list[NoteState]:
        """Go as far as the catalogue, meaning and stored answers lead; return the notes with questions for services."""
        todo, waiting = list(states), []
        while todo:
            asking, comparing = [], []
            for state in todo:
                self._advance(state)
                if not state.questions and state.fall_back_to_clues():
                    self._advance(state)
                if any(question.service == CATALOGUE for question in state.questions):
                    asking.append(state)
                elif self._encoder is not None and state.needs_meaning:
                    comparing.append(state)
                elif state.questions:
                    waiting.append(state)
                else:
                    state.finish()
            self._ask_catalogue(asking, progress)
            self._compare_meaning(comparing, progress)
            todo = asking + comparing
        return waiting

    def foresee(self, states: Iterable[NoteState]) -> RequestPlan:
        """Return what notes with questions will ask the services."""
        notes = ((state.open_note, _past(state, is_open=True)) for state in states)
        rounds, chances = forecast(notes, self._allowed(self._down), self._experience.chances())
        stored = self._known_answers(question for questions in rounds for question in questions)
        unanswered = ([question for question in questions if question.key not in stored] for questions in rounds)
        return self._dispatcher.plan(unanswered, chances)

    def _ask(self, states: Iterable[NoteState]) -> None:
        """Ask the services the questions of notes."""
        new: list[Question] = []
        for state in states:
            keys = {question.key for question in state.questions}
            self._missing[id(state)] = len(keys)
            new += (question for question in state.questions if question.key not in self._waiting)
            for key in keys:
                self._waiting.setdefault(key, []).append(state)
        self._asking.add(new)

    def _answered_notes(self, replies: Replies) -> list[NoteState]:
        """Return the notes that do not wait for anything any more, with their answers."""
        notes = []
        for key in (*replies.answers, *replies.unasked):
            for state in self._waiting.pop(key, ()):
                self._missing[id(state)] -= 1
                if not self._missing[id(state)]:
                    notes.append(state)
        for state in notes:
            state.add_answers(state.questions, self._asking.answers)
            self._note_unasked(state, state.questions)
        return notes

    def _ask_catalogue(self, states: Sequence[NoteState], progress: Progress) -> None:
        questions = {question.key: question for state in states for question in state.questions}
        if not questions:
            return
        progress.stage("catalogue", len(questions))
        answers = self._dispatcher.ask(questions.values(), progress.step)
        for state in states:
            for question in state.questions:
                if question.key in answers:
                    rarity = self._dispatcher.rarity.get(question.key, {})
                    state.add_answer(question, answers[question.key], rarity)

    def _compare_meaning(self, states: Sequence[NoteState], progress: Progress) -> None:
        """Compare by meaning, because words did not decide."""
        if self._encoder is None or not states:
            return
        progress.stage("Comparing by meaning", len(states))
        for state in states:
            state.compare_meaning(self._encoder)
            progress.step(1)

    # -- one note --------------------------------------------------------------------------------------------

    def _advance(self, state: NoteState) -> None:
        """Advance a note as far as stored answers lead, and plan what to ask for it next."""
        if (self._has_earlier_answers or self._asking.answers) and self._down:
            self._recall(state)
        while True:
            state.decide(exhausted=False)
            # Planned afresh each time, so that a service that is no longer needed is not reported as missing.
            questions, unasked = self._next_questions(state)
            state.plan(questions, unasked)
            known = self._known_answers(questions)
            state.add_answers(questions, known)
            if not known and not self._note_unasked(state, questions):
                break
        if has_pinned_version(state.query, state.decision):
            state.plan((), ())
        if not state.questions:
            state.decide(exhausted=True)

    def _recall(self, state: NoteState) -> None:
        """Add earlier answers of services that cannot be asked now, as if each were asked in its turn."""
        allowed = self._allowed({})
        while True:
            state.decide(exhausted=False)
            questions = next_questions(state.open_note, allowed)
            known = self._known_answers(questions)
            if not known:
                break
            state.add_answers(questions, known)

    def _next_questions(self, state: NoteState) -> tuple[tuple[Question, ...], list[Unasked]]:
        """Return what to ask next for a note, and the services that would be asked next if that were possible.

        An index does not make up for a primary source that could not be asked.
        """
        note = state.open_note
        down = {**self._down, **state.closed}
        of_all = next_questions(note, self._allowed({}))
        if CATALOGUE not in down and all(question.service == CATALOGUE for question in of_all):
            return of_all, []  # nobody is missed where nobody would be asked: most notes, each for every service
        allowed = self._allowed(down)
        without_indexes = allowed.without(INDEXES)
        missing = [name for name in down if _would_ask(name, note, without_indexes)]
        if any(name in PRIMARY_SOURCES for name in missing):
            allowed = without_indexes
        else:
            indexes = [name for name in down if name in INDEXES and name not in missing]
            missing += [name for name in indexes if _would_ask(name, note, allowed)]
        return next_questions(note, allowed), [Unasked(name, down[name]) for name in missing]

    @property
    def _down(self) -> dict[str, str]:
        """The services that cannot be asked about any note, with the reason."""
        return {**self._dispatcher.down, **{name: self._asking.failures[name] for name in self._asking.closed}}

    def _allowed(self, down: Collection[str]) -> AllowedServices:
        dispatcher = self._dispatcher
        names = (dispatcher.services | dispatcher.down.keys()) - set(down)
        return AllowedServices(names, dispatcher.lookup_only, dispatcher.plugins)

    def _note_unasked(self, state: NoteState, questions: Iterable[Question]) -> bool:
        """Note which services could not be asked one of `questions` in this run; return whether there are any."""
        failed = [question for question in questions if question.key in self._asking.unasked]
        state.closed |= {question.service: self._asking.unasked[question.key] for question in failed}
        return bool(failed)

    def _known_answers(self, questions: Iterable[Question]) -> dict[str, tuple[Record, ...]]:
        """Return the answers of this run, and the valid ones of earlier runs, by question key."""
        by_key = {question.key: question for question in questions}
        known = {key: self._asking.answers[key] for key in by_key if key in self._asking.answers}
        return known | self._resolver.stored_answers(by_key[key] for key in by_key.keys() - known.keys())


def shortened(decisions: Mapping[str, Decision], whole: Collection[str] | None) -> dict[str, Decision]:
    """Return decisions (by digest) without the reasons for accepted works, but for those that are to be `whole`."""
    if whole is None:
        return dict(decisions)
    return {
        digest: decision if digest in whole or decision.work is None else _without_reasons(decision, decision.work)
        for digest, decision in decisions.items()
    }


def _without_reasons(decision: Decision, work: Work) -> Decision:
    claims = tuple(claim for claim in work.claims if claim.source in _PEOPLE)  # exports let these have their way
    best = work.records[0] if work.records and work.best == work.records[0] else work.best  # so it is kept once
    return replace(decision, work=Work(work.id, best, work.records, claims), candidates=())


def _past(state: NoteState, *, is_open: bool) -> Past:
    """Return what was asked for a note so far; `is_open` says that there is more to ask."""
    is_found = state.decision.status is Status.ACCEPTED or not (is_open or state.decision.status is Status.UNRESOLVED)
    return Past.of(state.answered.values(), state.query, is_found=is_found)


def _would_ask(service: str, note: OpenNote, allowed: AllowedServices) -> bool:
    """Return whether a service that cannot be asked would be asked next for `note` if it could."""
    return any(question.service == service for question in next_questions(note, allowed.with_service(service)))
