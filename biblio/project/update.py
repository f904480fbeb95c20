"""Look for changes of known works: preprints that were published, records that were corrected, retractions.

Answers are stored as they arrive, separately from those that decisions are made from. So an update that is killed, or
whose changes are not applied, repeats no request and changes nothing. Applying an update puts the updated works into
the decisions, and replaces the old answers with the new ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from biblio.export.export_index import known_keys
from biblio.lookup.cache import AnswerCache, DecisionCache, digest_of
from biblio.lookup.cost import RequestPlan
from biblio.lookup.questions import AllowedServices
from biblio.lookup.service import Question
from biblio.lookup.update_questions import follow_up_questions, refresh_questions
from biblio.matching.works.changes import WorkChange, refresh_work
from biblio.model.decision import DecidedNote, Decision, Status
from biblio.model.record import NoticeKind, Record, Work
from biblio.project.last_run import forget_last_run
from biblio.project.project import Project

__all__ = [
    "NoteChange",
    "UpdateAnswers",
    "UpdateResult",
    "apply_update",
    "find_changes",
    "plan_update",
    "updated_decision",
]

_PREFIX = "update "  # precedes the keys of answers whose changes have not been applied yet
_DAY = 86400.0
Answers = dict[str, tuple[Record, ...]]


@dataclass(frozen=True, slots=True)
class NoteChange:
    """A change of a work, with the work's citation key (may be empty), its title, and the ids of its notes."""

    change: WorkChange
    key: str
    title: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """What an update found: the number of works checked, changes, changes held back, services that could not be asked.

    `decisions` (by digest) are stored when the update is applied; `questions` are the keys of the answers that it is
    based on.
    """

    works: int = 0
    changes: tuple[NoteChange, ...] = ()
    held: tuple[NoteChange, ...] = ()
    asked: Mapping[str, int] = field(default_factory=dict)
    unasked: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict, repr=False)
    questions: tuple[str, ...] = ()


class UpdateAnswers:
    """Answers about known works: first those of an update that was not applied, then those of any run."""

    def __init__(self, project: Project, days: float, now: float) -> None:
        self._store = AnswerCache(project.state)
        self._age, self._now = days * _DAY, now

    def get(self, questions: Iterable[Question]) -> Answers:
        """Return the answers that are recent enough, by question key."""
        keys = [question.key for question in questions]
        plain = self._read(keys)
        newer = self._read(f"{_PREFIX}{key}" for key in keys)
        return plain | {key.removeprefix(_PREFIX): records for key, records in newer.items()}

    def was_asked(self, question: Question) -> bool:
        """Return whether any run has an answer to `question`, of any age."""
        return bool(self._store.get([question.key], now=self._now, found_for=math.inf, missing_for=math.inf))

    def is_young(self, time: float) -> bool:
        """Return whether `time` (seconds since 1970) is recent enough."""
        return self._now - time < self._age

    def _read(self, keys: Iterable[str]) -> Answers:
        return self._store.get(keys, now=self._now, found_for=self._age, missing_for=self._age)

    def keep(self, answers: Mapping[str, tuple[str, tuple[Record, ...]]]) -> None:
        """Store answers of this update."""
        self._store.put({f"{_PREFIX}{key}": value for key, value in answers.items()}, now=self._now)


class _UpdateRun:
    """One update: the accepted notes, the services to ask, and what is remembered."""

    def __init__(self, project: Project, decided: Iterable[DecidedNote], *, days: float, now: float) -> None:
        self.project = project
        self.memory = UpdateAnswers(project, days, now)
        self.dispatcher = project.update_dispatcher(self.memory.keep)
        self.limits = AllowedServices(self.dispatcher.available, self.dispatcher.lookup_only)
        self.notes: dict[str, list[DecidedNote]] = {}
        for decided_note in decided:
            if decided_note.decision.status is Status.ACCEPTED and decided_note.decision.work is not None:
                self.notes.setdefault(digest_of(decided_note.query), []).append(decided_note)
        self.works = {digest: _work(group[0]) for digest, group in self.notes.items()}
        stored = DecisionCache(project.state).get(self.works)
        self.recent = {
            digest for digest, stored_decision in stored.items() if self.memory.is_young(stored_decision.decided_at)
        }
        self.answers: Answers = {}

    def unanswered(self, questions_by_digest: Mapping[str, tuple[Question, ...]]) -> dict[str, Question]:
        """Return the questions about the works (given by digest) that no recent run answered."""
        self.answers |= self.memory.get(
            question for questions in questions_by_digest.values() for question in questions
        )
        return {
            question.key: question
            for digest, questions in questions_by_digest.items()
            for question in questions
            if question.key not in self.answers and not self._has_spoken(digest, question)
        }

    def _has_spoken(self, digest: str, question: Question) -> bool:
        """Return whether the service described the work recently, when the work was found by its title."""
        has_described = any(record.source == question.service for record in self.works[digest].records)
        return digest in self.recent and has_described and not self.memory.was_asked(question)

    def first_questions(self) -> dict[str, tuple[Question, ...]]:
        """Return the first questions about each work, by digest."""
        return {digest: refresh_questions(work, self.limits) for digest, work in self.works.items()}

    def further_questions(self, first: Mapping[str, tuple[Question, ...]]) -> dict[str, tuple[Question, ...]]:
        """Return the questions that follow from the first answers, by digest."""
        return {
            digest: follow_up_questions(self.works[digest], self.records(questions), self.limits)
            for digest, questions in first.items()
        }

    def records(self, questions: Iterable[Question]) -> list[Record]:
        """Return all records in the answers to `questions`."""
        return [record for question in questions for record in self.answers.get(question.key, ())]

    def ask_questions(self, questions: Mapping[str, Question]) -> None:
        """Ask the questions, if there are any."""
        if not questions:
            return
        plan = self.dispatcher.plan([tuple(questions.values())])
        self.project.progress.request_plan(plan)
        self.project.progress.stage(f"Asking {', '.join(plan.services)}", len(questions))
        self.answers |= self.dispatcher.ask(questions.values(), self.project.progress.step)


def _work(decided_note: DecidedNote) -> Work:
    assert decided_note.decision.work is not None
    return decided_note.decision.work


def plan_update(project: Project, decided: Iterable[DecidedNote], *, days: float, now: float) -> RequestPlan:
    """Return what `find_changes` would ask first. Does not use the network."""
    run = _UpdateRun(project, decided, days=days, now=now)
    return run.dispatcher.plan([tuple(run.unanswered(run.first_questions()).values())])


def find_changes(project: Project, decided: Iterable[DecidedNote], *, days: float, now: float) -> UpdateResult:
    """Ask about the accepted works of `decided` that were not checked for `days`; return the unapplied changes.

    `now` is in seconds since 1970.
    """
    run = _UpdateRun(project, decided, days=days, now=now)
    first = run.first_questions()
    forget_last_run(project.state)  # its summary says what an update should look at
    run.ask_questions(run.unanswered(first))
    further = run.further_questions(first)
    run.ask_questions(run.unanswered(further))
    keys = known_keys(project.config.exports.path)
    changes: dict[WorkChange, NoteChange] = {}
    decisions: dict[str, Decision] = {}
    for digest, notes in run.notes.items():
        old, query = run.works[digest], notes[0].query
        records = run.records((*first[digest], *further[digest]))
        new, differences = refresh_work(old, records, prefer_venue=query.venue, rejected=query.rejected)
        if query.pinned:
            grave = (change for change in differences if change.field in set(NoticeKind))
            differences = tuple(replace(decided_note, held="you pinned it") for decided_note in grave)
        elif new is not old:
            decisions[digest] = updated_decision(notes[0].decision, old, new)
        for change in differences:
            ids = tuple(decided_note.note.id for decided_note in notes)
            before = changes.get(change)
            key = keys.key_of(old) or ""
            changes[change] = NoteChange(change, key, old.best.title, (*(before.notes if before else ()), *ids))
    ordered_changes = sorted(changes.values(), key=lambda note_change: note_change.change.field not in set(NoticeKind))
    return UpdateResult(
        works=len({work.id for work in run.works.values()}),
        changes=tuple(note_change for note_change in ordered_changes if not note_change.change.held),
        held=tuple(note_change for note_change in ordered_changes if note_change.change.held),
        asked=run.dispatcher.question_counts,
        unasked=dict(run.dispatcher.down) if not project.config.services.offline else {},
        decisions=decisions,
        questions=tuple(run.answers),
    )


def updated_decision(decision: Decision, old: Work, new: Work) -> Decision:
    """Return a decision for `old` as one for what that work is now."""
    candidates = tuple(
        replace(candidate, work=new) if candidate.work.id == old.id else candidate for candidate in decision.candidates
    )
    return replace(decision, work=new, kind=new.best.kind, candidates=candidates)


def apply_update(project: Project, update: UpdateResult, *, now: float) -> None:
    """Apply an update: store the updated works in the decisions, and the answers where decisions use them.

    The decisions are stored last, so an update that is killed before that can be found and applied again.
    """
    forget_last_run(project.state)
    AnswerCache(project.state).rename({f"{_PREFIX}{key}": key for key in update.questions})
    DecisionCache(project.state).put(update.decisions, context=project.context, now=now)
