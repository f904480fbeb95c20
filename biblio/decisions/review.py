"""A person's way through the notes that need them: what is next, what was decided, and the way back.

Knows nothing of terminals or files of text: both go through it, so both do the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from biblio.decisions.deciding import DecisionSession, DecisionVerb, UserChoice
from biblio.decisions.user_decisions import strip_user_decision
from biblio.errors import StoreError, UsageError
from biblio.matching.works.versions import stable_identifier
from biblio.model.decision import Candidate, DecidedBy, DecidedNote, Query, Status
from biblio.model.record import Kind
from biblio.project.sync import NoteLibrary
from biblio.text import fold, shorten

__all__ = ["ReviewFilter", "ReviewItem", "ReviewSession", "review_queue"]

_DECIDING = (DecidedBy.IDENTIFIER, DecidedBy.RULE)


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which notes to go through: the ambiguous ones and those whose decision is opposed, and by wish others.

    `below` is a probability (0..1) under which accepted ones are looked at too. Where `notes` has ids, only those.
    """

    statuses: Collection[Status] = (Status.AMBIGUOUS,)
    below: float = 0.0
    tag: str = ""
    notes: Collection[str] = ()


def review_queue(library: NoteLibrary, wanted: ReviewFilter) -> list[DecidedNote]:
    """Return the notes to go through, every one once, in the order in which they stand."""
    found = {one.note.id: one for one in library.decided if _is_wanted(library, one, wanted)}
    return list(found.values())


def _is_wanted(library: NoteLibrary, one: DecidedNote, wanted: ReviewFilter) -> bool:
    if wanted.notes:
        return one.note.id in wanted.notes
    if wanted.tag and fold(wanted.tag) not in map(fold, one.note.tags):
        return False
    decision = one.decision
    if one.note.id in library.opposed:
        return True
    if decision.status in wanted.statuses and decision.by is not DecidedBy.PERSON:
        return True
    return decision.by in _DECIDING and decision.confidence is not None and decision.confidence < wanted.below


@dataclass(slots=True)
class ReviewItem:
    """One note of the queue: as it is decided, what a search found for it, what the person did ("" nothing yet).

    `opposed` is what speaks against an earlier decision of the person.
    """

    decided: DecidedNote
    opposed: str = ""
    found: tuple[Candidate, ...] | None = None
    done: str = ""
    heading: str = ""

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The works to choose from: those of the last search, else those of the decision."""
        return self.found if self.found is not None else self.decided.decision.candidates


class ReviewSession:
    """A run through a queue. Every decision is written at once; leaving at any moment loses nothing."""

    def __init__(self, desk: DecisionSession, library: NoteLibrary, notes: Sequence[DecidedNote]) -> None:
        self._desk = desk
        self.items = [self._item(one, library.opposed.get(one.note.id, "")) for one in notes]
        self.position = 0
        self._past: list[tuple[int, DecidedNote]] = []

    @property
    def item(self) -> ReviewItem | None:
        """The present note; None behind the last one."""
        return self.items[self.position] if self.position < len(self.items) else None

    @property
    def done(self) -> int:
        """How many notes were decided."""
        return sum(bool(one.done) for one in self.items)

    def accept(self, number: int) -> str:
        """Accept the candidate with that number (from 1) and go on; return what was done, in words.

        Raises `UsageError` where there is none or it cannot be named, `StoreError` where it cannot be written.
        """
        item = self._present()
        if not 1 <= number <= len(item.candidates):
            raise UsageError(f"there is no candidate {number}")
        work = item.candidates[number - 1].work
        name = stable_identifier(work)
        if name is None:
            raise UsageError("this work has no identifier that could be written down: type one of its own")
        return self._settle(
            UserChoice(DecisionVerb.ACCEPT, name, records=work.records), f"accepted {name}: {work.best.title}"
        )

    def refuse(self) -> str:
        """Say that none of the works known is right, and go on."""
        return self._settle(UserChoice(DecisionVerb.NONE), "none of these")

    def call(self, kind: Kind) -> str:
        """Say that the note is about no paper but a `kind`, and go on."""
        return self._settle(UserChoice(DecisionVerb.KIND, kind=kind), f"no paper, a {kind}")

    def skip(self) -> None:
        """Leave the note as it is and go on to the next one."""
        self.position = min(self.position + 1, len(self.items))

    def back(self) -> None:
        """Go to the note before."""
        self.position = max(self.position - 1, 0)

    def undo(self) -> str:
        """Take the last decision of this run back and go to its note; return what was taken back, in words."""
        if not self._past:
            return "there is nothing to take back in this session"
        taken = self._desk.take_back()
        at, before = self._past.pop()
        item = self.items[at]
        said, item.done, item.found = item.done, "", None
        item.decided = self._desk.look([before])[0]
        self.position = at
        left = f"; left as it is: {'; '.join(taken.left)}" if taken and taken.left else ""
        return f"taken back: {said}{left}"

    def show(self, item: ReviewItem, found: Iterable[Candidate], heading: str) -> None:
        """Show other works to choose from for a note."""
        item.found, item.heading = tuple(found), heading

    def reset(self, item: ReviewItem) -> None:
        """Show the works of the decision again."""
        item.found, item.heading = None, ""

    def question(self, item: ReviewItem) -> Query:
        """Return what the note says about its work, as a search compares with it."""
        return strip_user_decision(item.decided.query, self._desk.plain(item.decided))

    def _item(self, one: DecidedNote, opposed: str) -> ReviewItem:
        if not opposed:
            return ReviewItem(one)
        own = one.decision.candidates
        rivals = (
            other for other in self._desk.opinion(one).candidates if other.work.id not in {c.work.id for c in own}
        )
        return ReviewItem(one, opposed, (*own, *rivals))

    def _present(self) -> ReviewItem:
        if self.item is None:
            raise UsageError("that was the last note")
        return self.item

    def _settle(self, choice: UserChoice, words: str) -> str:
        item = self._present()
        before, count = item.decided, self._desk.count
        item.found = item.candidates  # a decision may have none of its own: who comes back still has these
        try:
            item.decided = self._desk.settle([(item.decided, choice)], alone=True)[0]
        except StoreError:
            item.decided = self._desk.look([item.decided])[0]  # as it was decided elsewhere, to be looked at
            raise
        if self._desk.count > count:
            self._past.append((self.position, before))
        item.done = shorten(words, 100)
        self.position += 1
        while self.item is not None and self.item.done:
            self.position += 1
        return item.done
