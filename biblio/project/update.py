"""Ask again about what may have changed: preprints since published, records since mended, works since retracted.

The answers are stored as they come, apart from those that decisions are made from: a run that is killed, or whose
changes are not taken, costs no request twice, and changes nothing. Taking the changes puts the renewed works into the
decisions, and the answers in the place of the older ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from biblio.export.export_index import known_keys
from biblio.lookup.cache import AnswerCache, DecisionCache, digest_of
from biblio.lookup.cost import RequestPlan
from biblio.lookup.questions import AllowedServices
from biblio.lookup.refresh import follow_up_questions, refresh_questions
from biblio.lookup.service import Question
from biblio.matching.works.changes import WorkChange, refresh_work
from biblio.model.decision import DecidedNote, Decision, Status
from biblio.model.record import NoticeKind, Record, Work
from biblio.project.project import Project
from biblio.project.sync import forget_last_run

__all__ = ["NoteChange", "UpdateResult", "find_changes", "foresee", "take"]

_PREFIX = "update "  # before the keys of answers whose changes were not taken yet
_DAY = 86400.0
Answers = dict[str, tuple[Record, ...]]


@dataclass(frozen=True, slots=True)
class NoteChange:
    """A change of the work of some notes: its citation key (empty where it has none), its title, the notes' ids."""

    change: WorkChange
    key: str
    title: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """What an update found: how many works were looked at, what changed, what is held back, who could not be asked.

    `decisions` (by digest) are what taking it stores, `questions` the keys of those whose answers it stands on.
    """

    works: int = 0
    changes: tuple[NoteChange, ...] = ()
    held: tuple[NoteChange, ...] = ()
    asked: Mapping[str, int] = field(default_factory=dict)
    unasked: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict, repr=False)
    questions: tuple[str, ...] = ()


class _Memory:
    """The answers about known works: those of an update that was not taken first, then those of any run."""

    def __init__(self, project: Project, days: float, now: float) -> None:
        self._store = AnswerCache(project.state)
        self._age, self._now = days * _DAY, now

    def get(self, questions: Iterable[Question]) -> Answers:
        """Return the answers that are younger than the update's age, by question key."""
        keys = [question.key for question in questions]
        plain = self._read(keys)
        newer = self._read(f"{_PREFIX}{key}" for key in keys)
        return plain | {key.removeprefix(_PREFIX): records for key, records in newer.items()}

    def was_asked(self, question: Question) -> bool:
        """Tell whether any run has an answer to `question`, however old."""
        return bool(self._store.get([question.key], now=self._now, found_for=math.inf, missing_for=math.inf))

    def is_young(self, time: float) -> bool:
        """Tell whether `time` (seconds since 1970) is within the update's age."""
        return self._now - time < self._age

    def _read(self, keys: Iterable[str]) -> Answers:
        return self._store.get(keys, now=self._now, found_for=self._age, missing_for=self._age)

    def keep(self, answers: Mapping[str, tuple[str, tuple[Record, ...]]]) -> None:
        """Store answers of this update."""
        self._store.put({f"{_PREFIX}{key}": value for key, value in answers.items()}, now=self._now)


class _Run:
    """One update: the accepted notes, whom to ask, what is remembered."""

    def __init__(self, project: Project, decided: Iterable[DecidedNote], *, days: float, now: float) -> None:
        self.project = project
        self.memory = _Memory(project, days, now)
        self.asker = project.asker(self.memory.keep)
        self.limits = AllowedServices(self.asker.available, self.asker.lookup_only)
        self.notes: dict[str, list[DecidedNote]] = {}
        for one in decided:
            if one.decision.status is Status.ACCEPTED and one.decision.work is not None:
                self.notes.setdefault(digest_of(one.query), []).append(one)
        self.works = {digest: _work(group[0]) for digest, group in self.notes.items()}
        stored = DecisionCache(project.state).get(self.works)
        self.recent = {digest for digest, one in stored.items() if self.memory.is_young(one.decided_at)}
        self.answers: Answers = {}

    def open_questions(self, found: Mapping[str, tuple[Question, ...]]) -> dict[str, Question]:
        """Return those of the works' questions (by digest) that no recent run answered."""
        self.answers |= self.memory.get(question for questions in found.values() for question in questions)
        return {
            question.key: question
            for digest, questions in found.items()
            for question in questions
            if question.key not in self.answers and not self._has_spoken(digest, question)
        }

    def _has_spoken(self, digest: str, question: Question) -> bool:
        """Tell whether a service described the work lately, when it was found by its title."""
        spoke = any(record.source == question.service for record in self.works[digest].records)
        return digest in self.recent and spoke and not self.memory.was_asked(question)

    def first(self) -> dict[str, tuple[Question, ...]]:
        """Return the first questions about every work, by digest."""
        return {digest: refresh_questions(work, self.limits) for digest, work in self.works.items()}

    def further(self, first: Mapping[str, tuple[Question, ...]]) -> dict[str, tuple[Question, ...]]:
        """Return the questions that the first answers lead to, by digest."""
        return {
            digest: follow_up_questions(self.works[digest], self.records(questions), self.limits)
            for digest, questions in first.items()
        }

    def records(self, questions: Iterable[Question]) -> list[Record]:
        """Return all records that some questions gave."""
        return [record for question in questions for record in self.answers.get(question.key, ())]

    def ask(self, wanted: Mapping[str, Question]) -> None:
        """Ask what is wanted; nothing where nothing is."""
        if not wanted:
            return
        plan = self.asker.plan([tuple(wanted.values())])
        self.project.progress.request_plan(plan)
        self.project.progress.stage(f"Asking {', '.join(plan.services)}", len(wanted))
        self.answers |= self.asker.ask(wanted.values(), self.project.progress.step)


def _work(one: DecidedNote) -> Work:
    assert one.decision.work is not None
    return one.decision.work


def foresee(project: Project, decided: Iterable[DecidedNote], *, days: float, now: float) -> RequestPlan:
    """Return what `find_changes` would ask first; ask nothing."""
    run = _Run(project, decided, days=days, now=now)
    return run.asker.plan([tuple(run.open_questions(run.first()).values())])


def find_changes(project: Project, decided: Iterable[DecidedNote], *, days: float, now: float) -> UpdateResult:
    """Ask about the accepted works of `decided` what was not asked for `days`; return what changed, changing nothing.

    `now` is in seconds since 1970.
    """
    run = _Run(project, decided, days=days, now=now)
    first = run.first()
    run.ask(run.open_questions(first))
    further = run.further(first)
    run.ask(run.open_questions(further))
    keys = known_keys(project.config.exports.path)
    changes: dict[WorkChange, NoteChange] = {}
    decisions: dict[str, Decision] = {}
    for digest, notes in run.notes.items():
        old, query = run.works[digest], notes[0].query
        found = run.records((*first[digest], *further[digest]))
        new, differences = refresh_work(old, found, prefer_venue=query.venue, rejected=query.rejected)
        if query.pinned:
            grave = (one for one in differences if one.field in set(NoticeKind))
            differences = tuple(replace(one, held="you pinned it") for one in grave)
        elif new is not old:
            decisions[digest] = _renewed(notes[0].decision, old, new)
        for change in differences:
            ids = tuple(one.note.id for one in notes)
            before = changes.get(change)
            key = keys.key_of(old) or ""
            changes[change] = NoteChange(change, key, old.best.title, (*(before.notes if before else ()), *ids))
    shown = sorted(changes.values(), key=lambda one: one.change.field not in set(NoticeKind))
    return UpdateResult(
        works=len({work.id for work in run.works.values()}),
        changes=tuple(one for one in shown if not one.change.held),
        held=tuple(one for one in shown if one.change.held),
        asked=run.asker.question_counts,
        unasked=dict(run.asker.down) if not project.config.services.offline else {},
        decisions=decisions,
        questions=tuple(run.answers),
    )


def _renewed(decision: Decision, old: Work, new: Work) -> Decision:
    candidates = tuple(replace(one, work=new) if one.work.id == old.id else one for one in decision.candidates)
    return replace(decision, work=new, kind=new.best.kind, candidates=candidates)


def take(project: Project, update: UpdateResult, *, now: float) -> None:
    """Put the renewed works into the decisions, and the answers where decisions are made from.

    The decisions come last: an update that is killed before them is found again as it was.
    """
    AnswerCache(project.state).rename({f"{_PREFIX}{key}": key for key in update.questions})
    forget_last_run(project)
    DecisionCache(project.state).put(update.decisions, context=project.context, now=now)
