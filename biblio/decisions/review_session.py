"""A review: the user goes through the notes that need a decision, decides, undoes; independent of any terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from biblio.decisions.decision_session import DecisionSession, DecisionVerb, UserChoice
from biblio.decisions.find_note import NamedNote
from biblio.errors import StoreError, UsageError
from biblio.matching.works.versions import stable_identifier
from biblio.model.decision import Candidate, DecidedBy, DecidedNote, Query, Status
from biblio.model.record import Kind
from biblio.text import fold, shorten

__all__ = ["ReviewFilter", "ReviewItem", "ReviewSession", "may_need_review", "review_queue"]

_DECIDED_BY_RULES = (DecidedBy.IDENTIFIER, DecidedBy.RULE)


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which notes to go through: those with one of `statuses`, and those whose decision has a conflict.

    Notes accepted with a confidence (0..1) under `below` are added. If `tag` is given, only notes with it count. If
    `notes` has ids, the review has only these notes.
    """

    statuses: Collection[Status] = (Status.AMBIGUOUS,)
    below: float = 0.0
    tag: str = ""
    notes: Collection[str] = ()


def review_queue(
    decided: Iterable[DecidedNote], conflicts: Mapping[str, str], criteria: ReviewFilter
) -> list[DecidedNote]:
    """Return the notes to go through, each once, in order; `conflicts` are contradicted decisions, by note id."""
    queue = {
        decided_note.note.id: decided_note for decided_note in decided if _is_wanted(decided_note, conflicts, criteria)
    }
    return list(queue.values())


def may_need_review(note: NamedNote, criteria: ReviewFilter) -> bool:
    """Return whether a note may be in the queue, by what it is found by; whoever is asked for by name is."""
    if criteria.tag and fold(criteria.tag) not in note.tags:
        return False
    if note.is_decided or note.status in criteria.statuses:  # new evidence may contradict the user
        return True
    return note.confidence is not None and note.confidence < criteria.below


def _is_wanted(decided_note: DecidedNote, conflicts: Mapping[str, str], criteria: ReviewFilter) -> bool:
    if criteria.notes:
        return decided_note.note.id in criteria.notes
    if criteria.tag and fold(criteria.tag) not in map(fold, decided_note.note.tags):
        return False
    decision = decided_note.decision
    if decided_note.note.id in conflicts:
        return True
    if decision.status in criteria.statuses and decision.by is not DecidedBy.PERSON:
        return True
    is_by_rules = decision.by in _DECIDED_BY_RULES
    return is_by_rules and decision.confidence is not None and decision.confidence < criteria.below


@dataclass(slots=True)
class ReviewItem:
    """One note of the queue: its present decision, the results of a search, and what the user did ("": nothing yet).

    `conflict` is what contradicts an earlier decision of the user. `heading` is shown above `search_results`.
    """

    decided: DecidedNote
    conflict: str = ""
    search_results: tuple[Candidate, ...] | None = None
    outcome: str = ""
    heading: str = ""

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The works to choose from: the results of the last search, or else the candidates of the decision."""
        return self.search_results if self.search_results is not None else self.decided.decision.candidates


class ReviewSession:
    """A walk through a queue. Every decision is written immediately, so nothing is lost if the user leaves."""

    def __init__(self, session: DecisionSession, queue: Sequence[DecidedNote], conflicts: Mapping[str, str]) -> None:
        self._session = session
        self.items = [self._new_item(decided_note, conflicts.get(decided_note.note.id, "")) for decided_note in queue]
        self.position = 0
        self._history: list[list[tuple[int, DecidedNote]]] = []
        """The decisions of this run, each with the notes as they were; several notes may be decided in one step."""

    @property
    def item(self) -> ReviewItem | None:
        """The current note; None after the last one."""
        return self.items[self.position] if self.position < len(self.items) else None

    @property
    def decided_count(self) -> int:
        """The number of notes that have been decided."""
        return sum(bool(item.outcome) for item in self.items)

    def accept(self, number: int) -> str:
        """Accept candidate `number` (from 1) and go to the next note; return in words what was done.

        Raises `UsageError` if there is no such candidate or it has no identifier, `StoreError` if the decision cannot
        be written.
        """
        item = self._current_item()
        if not 1 <= number <= len(item.candidates):
            raise UsageError(f"there is no candidate {number}")
        work = item.candidates[number - 1].work
        identifier = stable_identifier(work)
        if identifier is None:
            raise UsageError("this work has no identifier to write down: press i and type one that it has elsewhere")
        choice = UserChoice(DecisionVerb.ACCEPT, identifier, records=work.records)
        return self._decide(choice, f"accepted {identifier}: {work.best.title}")

    def accept_first(self, positions: Sequence[int]) -> str:
        """Accept the first candidate of each note at `positions` as one step; return in words what was done.

        Raises `StoreError` if a decision cannot be written, or if a note was decided elsewhere in the meantime; the
        decisions before it stay, and are one step.
        """
        step: list[tuple[int, DecidedNote]] = []
        try:
            for position in positions:
                item = self.items[position]
                work = item.decided.decision.candidates[0].work
                choice = UserChoice(DecisionVerb.ACCEPT, stable_identifier(work), records=work.records)
                self._decide_item(position, choice, f"accepted {choice.identifier}: {work.best.title}", step)
        finally:
            if step:
                self._history.append(step)
            self._go_to_undecided()
        return f"accepted {len(step)} works"

    def reject_all(self) -> str:
        """Decide that none of the known works is right, and go to the next note."""
        return self._decide(UserChoice(DecisionVerb.NONE), "none of these")

    def set_kind(self, kind: Kind) -> str:
        """Decide that the note is not about a paper but about a `kind`, and go to the next note."""
        return self._decide(UserChoice(DecisionVerb.KIND, kind=kind), f"not a paper but a {kind}")

    def skip(self) -> None:
        """Leave the note undecided and go on to the next one."""
        self.position = min(self.position + 1, len(self.items))

    def previous(self) -> None:
        """Go to the previous note."""
        self.position = max(self.position - 1, 0)

    def undo(self) -> str:
        """Undo the last decision of this run and go to its note; return in words what was undone."""
        if not self._history:
            return "there is nothing to undo in this session"
        step, outcome = self._history.pop(), ""
        lost: list[str] = []
        for position, before in reversed(step):
            result = self._session.undo_last()
            lost += result.missing if result else ()
            item = self.items[position]
            outcome, item.outcome, item.search_results = item.outcome, "", None
            item.decided = self._session.refresh([before])[0]
            self.position = position
        missing = f"; no longer in the file: {'; '.join(lost)}" if lost else ""
        return f"undone: {outcome if len(step) == 1 else f'accepted {len(step)} works'}{missing}"

    def show_results(self, item: ReviewItem, results: Iterable[Candidate], heading: str) -> None:
        """Let the user choose from the results of a search."""
        item.search_results, item.heading = tuple(results), heading

    def show_candidates(self, item: ReviewItem) -> None:
        """Let the user choose from the candidates of the decision again."""
        item.search_results, item.heading = None, ""

    def search_query(self, item: ReviewItem) -> Query:
        """Return what the note says about its work, to compare the results of a search with."""
        return item.decided.queries.with_rejections

    def _new_item(self, decided_note: DecidedNote, conflict: str) -> ReviewItem:
        if not conflict:
            return ReviewItem(decided_note)
        candidates = decided_note.decision.candidates
        work_ids = {candidate.work.id for candidate in candidates}
        by_rules = self._session.decide_by_rules(decided_note).candidates
        rivals = (candidate for candidate in by_rules if candidate.work.id not in work_ids)
        return ReviewItem(decided_note, conflict, (*candidates, *rivals))

    def _current_item(self) -> ReviewItem:
        if self.item is None:
            raise UsageError("that was the last note")
        return self.item

    def _decide(self, choice: UserChoice, outcome: str) -> str:
        item, step = self._current_item(), list[tuple[int, DecidedNote]]()
        self._decide_item(self.position, choice, outcome, step)
        if step:
            self._history.append(step)
        self.position += 1
        self._go_to_undecided()
        return item.outcome

    def _decide_item(
        self, position: int, choice: UserChoice, outcome: str, step: list[tuple[int, DecidedNote]]
    ) -> None:
        """Decide one note, and add it as it was to `step` if a decision was written."""
        item = self.items[position]
        before, change_count = item.decided, self._session.change_count
        item.search_results = item.candidates  # the new decision may have no candidates, and the user may come back
        try:
            item.decided = self._session.decide([(item.decided, choice)], only_if_unchanged=True)[0]
        except StoreError:
            item.decided = self._session.refresh([item.decided])[0]  # show the decision made elsewhere
            raise
        if self._session.change_count > change_count:
            step.append((position, before))
        item.outcome = shorten(outcome, 100)

    def _go_to_undecided(self) -> None:
        while self.item is not None and self.item.outcome:
            self.position += 1
