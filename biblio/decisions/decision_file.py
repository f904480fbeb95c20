"""The decisions file on disk: read it, change it under a lock, undo changes. Several runs may write to it at once."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from biblio.decisions.decision_text import HEADER, Statement, add_statements
from biblio.decisions.decisions import Decisions, parse_decisions
from biblio.errors import DecisionsError, StoreError
from biblio.files import ATTEMPTS_TO_CHANGE, explain_os_error, file_bytes, keeps_changing, read_text, write_atomic
from biblio.text import digest_of_text

if TYPE_CHECKING:
    from biblio.decisions.journal import JournalEntry, Step

__all__ = ["DecisionFile", "UndoResult", "is_emptied", "read_decisions"]

_LOCK_TIMEOUT = 10.0  # seconds to wait for another run that is writing
_JOURNAL = "journal.jsonl"
_SMALLEST = 65_536  # bytes; a file above that has more than zeros


def read_decisions(path: Path) -> Decisions:
    """Read a decisions file; a missing file means no decisions. Raises `DecisionsError` with every bad line."""
    text = read_text(path)
    return parse_decisions(text, str(path)) if text else Decisions()


def is_emptied(path: Path, state_folder: Path) -> bool:
    """Return whether the decisions file is there without any decision in it, although some were written to it.

    It is empty, or ends within the comment that biblio begins it with. Nobody empties a file who does not want its
    decisions: that would remove it. A crash of a disk or a program does.
    """
    try:
        if path.stat().st_size > _SMALLEST:
            return False
        text, whole = file_bytes(path).strip(b"\0\r\n\t "), HEADER.strip().encode()
        if text == whole or not whole.startswith(text):  # who takes out line after line leaves the whole comment
            return False
        return (state_folder / _JOURNAL).stat().st_size > 0
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class UndoResult:
    """The decisions that were undone, in words; `missing` are lines that were edited in between and left alone."""

    undone: tuple[str, ...]
    missing: tuple[str, ...] = ()


class DecisionFile:
    """The decisions file at `path`, with its journal and lock in `state_folder`."""

    def __init__(self, path: Path, state_folder: Path, *, clock: Callable[[], float] = time.time) -> None:
        from biblio.decisions.journal import DecisionJournal  # which only deciding commands need

        self.path = path
        self.journal = DecisionJournal(state_folder / _JOURNAL)
        self._lock_path = state_folder / "decisions.lock"
        self._clock = clock

    def read(self) -> Decisions:
        """Return the decisions that are on disk now. Raises `DecisionsError` with every bad line."""
        return read_decisions(self.path)

    def record(
        self,
        statements: Sequence[Statement],
        *,
        command: str,
        descriptions: Sequence[str],
        new_ids: Mapping[str, str] | None = None,
        step: int | None = None,
        expected: Sequence[Statement] | None = None,
    ) -> JournalEntry | None:
        """Write `statements` in one change, and return its journal entry; None if the file already has them.

        `descriptions` are the decisions in words, for the journal. `new_ids` gives the present id of notes that lines
        name by a former id. `step` is the step to continue; None begins a new one. With `expected`, nothing is written
        if the lines about the first statement's note are different ones. Raises `StoreError`, or `DecisionsError` if
        the file cannot be read.
        """
        with self._locked():
            for _ in range(ATTEMPTS_TO_CHANGE):
                before = read_text(self.path) or ""
                decisions = parse_decisions(before, str(self.path)).renamed(new_ids or {})
                if expected is not None:
                    self._check_unchanged(decisions.statements_about(statements[0].subject), expected)
                after = add_statements(before, statements, new_ids=new_ids)
                if after == before:
                    return None
                parse_decisions(after, str(self.path))
                entry = self._entry(before, after, command=command, descriptions=descriptions, step=step)
                # An editor does not know our lock: if it has saved the file since, start again from there.
                if (read_text(self.path) or "") == before:
                    self.journal.append(entry)
                    write_atomic(self.path, after)
                    return entry
        raise keeps_changing(self.path)

    def steps(self) -> list[Step]:
        """Return all steps, the latest first."""
        return self.journal.steps()

    def undo(self, numbers: Sequence[int]) -> UndoResult:
        """Undo the changes with these entry numbers, the latest first. Raises `StoreError`."""
        from biblio.decisions.text_undo import undo_hunks

        with self._locked():
            every_entry, already_undone, _ = self.journal.read()
            entries = [entry for entry in every_entry if entry.number in numbers and entry.number not in already_undone]
            for _ in range(ATTEMPTS_TO_CHANGE):
                before = text = read_text(self.path) or ""
                undone: list[str] = []
                missing: list[str] = []
                for entry in reversed(entries):
                    text, missing_lines = undo_hunks(text, entry.hunks, entry.digest)
                    undone += entry.said
                    missing += missing_lines
                if text != before:
                    self._check_readable(text)
                    if (read_text(self.path) or "") != before:
                        continue  # as in `record`
                    if text:
                        write_atomic(self.path, text)
                    else:
                        self.path.unlink(missing_ok=True)
                self.journal.mark_undone([entry.number for entry in entries], at=self._clock())
                return UndoResult(tuple(undone), tuple(missing))
        raise keeps_changing(self.path)

    def _check_readable(self, text: str) -> None:
        try:
            parse_decisions(text, str(self.path))
        except DecisionsError as error:
            hint = "undo the later step first; `biblio undo --list` shows the steps"
            message = f"{self.path}: this step cannot be undone, because a later decision conflicts with it"
            raise StoreError(f"{message}: {error.problems[0].what}", hint=hint) from error

    def _check_unchanged(self, statements: Sequence[Statement], expected: Sequence[Statement]) -> None:
        new = [statement for statement in statements if statement not in expected]
        if new or len(statements) != len(expected):
            change = f"line {new[0].line}: {new[0].verb} {new[0].value}" if new else "a decision was removed"
            raise StoreError(f"{self.path}: this note has been decided elsewhere ({change})")

    def _entry(
        self, before: str, after: str, *, command: str, descriptions: Sequence[str], step: int | None
    ) -> JournalEntry:
        from biblio.decisions.journal import JournalEntry
        from biblio.decisions.text_undo import hunks_between

        entries, _, _ = self.journal.read()
        number = max((entry.number for entry in entries), default=0) + 1
        if step is None:
            step = max((entry.step for entry in entries), default=0) + 1
        hunks = hunks_between(before, after)
        return JournalEntry(number, step, self._clock(), command, tuple(descriptions), hunks, digest_of_text(after))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        try:
            self._lock_path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._lock_path, timeout=_LOCK_TIMEOUT)
            lock.acquire()
        except Timeout as error:
            message = f"{self.path}: another biblio process is writing to it"
            raise StoreError(message, hint="try again in a moment") from error
        except OSError as error:
            message, hint = explain_os_error(error)
            raise StoreError(f"{self._lock_path}: cannot be written: {message}", hint=hint) from error
        try:
            yield
        finally:
            lock.release()
