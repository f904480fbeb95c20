"""The decisions file as something that several runs may change at once, and whose every change can be taken back."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from biblio.decisions.decision_text import Statement, with_statements
from biblio.decisions.decisions import parse_decisions
from biblio.decisions.journal import DecisionJournal, JournalEntry, Step, digest_of_text, hunks_between, undo_entry
from biblio.errors import DecisionsError, StoreError
from biblio.files import explain_os_error, read_text, write_atomic

__all__ = ["DecisionFile", "UndoResult"]

_PATIENCE = 10.0  # seconds to wait for another run that writes
_TRIES = 20


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What an undo did: what had been said, and the lines that are not as they were written and were left alone."""

    said: tuple[str, ...]
    left: tuple[str, ...] = ()


class DecisionFile:
    """The decisions file at `path` with its journal (and lock) in the folder `beside`."""

    def __init__(self, path: Path, beside: Path, *, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self.journal = DecisionJournal(beside / "journal.jsonl")
        self._lock_path = beside / "decisions.lock"
        self._clock = clock

    def record(
        self,
        statements: Sequence[Statement],
        *,
        command: str,
        said: Sequence[str],
        names: Mapping[str, str] | None = None,
        step: int | None = None,
        expect: Sequence[Statement] | None = None,
    ) -> JournalEntry | None:
        """Write `statements` in one go, and how to take them back; None where the file says so already.

        `said` are the words for the journal; `names` the present ids of notes that lines name by former ones; `step`
        is the one to go on with. With `expect`, the lines there are about the note of the first statement, the file
        is not changed where it has others by now. Raises `StoreError`, or `DecisionsError` where the file cannot be
        read.
        """
        with self._locked():
            for _ in range(_TRIES):
                before = read_text(self.path) or ""
                decisions = parse_decisions(before, str(self.path)).renamed(names or {})
                if expect is not None:
                    self._check(decisions.about(statements[0].subject), expect)
                after = with_statements(before, statements, names=names)
                if after == before:
                    return None
                parse_decisions(after, str(self.path))
                entry = self._entry(before, after, command=command, said=said, step=step)
                # An editor knows nothing of our lock: what it has saved meanwhile is read again.
                if (read_text(self.path) or "") == before:
                    self.journal.append(entry)
                    write_atomic(self.path, after)
                    return entry
        raise StoreError(f"{self.path}: is being changed all the time", hint="close what writes it and try again")

    def steps(self) -> list[Step]:
        """Return all steps, the latest first."""
        return self.journal.steps()

    def undo(self, numbers: Sequence[int]) -> UndoResult:
        """Take the changes with these entry numbers back, the latest first. Raises `StoreError`."""
        with self._locked():
            entries, undone, _ = self.journal.read()
            wanted = [entry for entry in entries if entry.number in numbers and entry.number not in undone]
            before = text = read_text(self.path) or ""
            said: list[str] = []
            left: list[str] = []
            for entry in reversed(wanted):
                text, missing = undo_entry(text, entry)
                said += entry.said
                left += missing
            if text != before:
                self._check_whole(text)
                if text:
                    write_atomic(self.path, text)
                else:
                    self.path.unlink(missing_ok=True)
            self.journal.mark_undone([entry.number for entry in wanted], at=self._clock())
        return UndoResult(tuple(said), tuple(left))

    def _check_whole(self, text: str) -> None:
        try:
            parse_decisions(text, str(self.path))
        except DecisionsError as error:
            hint = "take back the later step first: biblio undo --list shows them"
            what = f"{self.path}: this cannot be taken back, what was decided since stands against it"
            raise StoreError(f"{what}: {error.problems[0].what}", hint=hint) from error

    def _check(self, found: Sequence[Statement], expected: Sequence[Statement]) -> None:
        new = [one for one in found if one not in expected]
        if new or len(found) != len(expected):
            where = f"line {new[0].line}: {new[0].verb} {new[0].value}" if new else "a decision was taken out"
            raise StoreError(f"{self.path}: this note was decided elsewhere meanwhile ({where})")

    def _entry(self, before: str, after: str, *, command: str, said: Sequence[str], step: int | None) -> JournalEntry:
        entries, _, _ = self.journal.read()
        number = max((entry.number for entry in entries), default=0) + 1
        if step is None:
            step = max((entry.step for entry in entries), default=0) + 1
        hunks = hunks_between(before, after)
        return JournalEntry(number, step, self._clock(), command, tuple(said), hunks, digest_of_text(after))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        try:
            self._lock_path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._lock_path, timeout=_PATIENCE)
            lock.acquire()
        except Timeout as error:
            raise StoreError(f"{self.path}: another biblio is writing it", hint="try again in a moment") from error
        except OSError as error:
            what, hint = explain_os_error(error)
            raise StoreError(f"{self._lock_path}: cannot be written: {what}", hint=hint) from error
        try:
            yield
        finally:
            lock.release()
