"""The journal of changes to `decisions.txt`, from which they can be undone. Reads and appends to one file.

One JSON object per line: a change, or which changes were undone. An entry is written before the change it describes; a
run that is killed in between leaves an entry without a change, and undoing that entry changes nothing. The journal is
next to the state but not part of it: the state can be rebuilt, the journal cannot. Without the journal the decisions
stay, but cannot be undone.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from biblio.decisions.text_undo import Hunk
from biblio.errors import StoreError
from biblio.files import explain_os_error, file_bytes

__all__ = ["DecisionJournal", "JournalEntry", "Step"]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One change: its step (one run of `command`), its time (seconds since 1970), and the decisions in words.

    `digest` is that of the file after the change (`digest_of_text`).
    """

    number: int
    step: int
    at: float
    command: str
    said: tuple[str, ...]
    hunks: tuple[Hunk, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Step:
    """All entries of one run, in order; `undone` is true if all of them were undone."""

    number: int
    entries: tuple[JournalEntry, ...]
    undone: bool

    @property
    def said(self) -> tuple[str, ...]:
        """The decisions of the run, in words."""
        return tuple(text for entry in self.entries for text in entry.said)


class _Line(msgspec.Struct, omit_defaults=True):
    entry: JournalEntry | None = None
    undone: tuple[int, ...] = ()
    at: float = 0.0


class DecisionJournal:
    """The journal at `path`. A writer must hold the lock of the decisions file."""

    _line = msgspec.json.Decoder(_Line)

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> tuple[list[JournalEntry], frozenset[int], list[int]]:
        """Return all entries, the numbers of the undone ones, and the numbers of lines that cannot be read."""
        try:
            body = file_bytes(self.path)
        except FileNotFoundError:
            return [], frozenset(), []
        except OSError as error:
            message, hint = explain_os_error(error)
            raise StoreError(f"{self.path}: cannot be read: {message}", hint=hint) from error
        entries: list[JournalEntry] = []
        undone: set[int] = set()
        unreadable = []
        for number, row in enumerate(body.splitlines(), 1):
            try:
                line = self._line.decode(row)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                unreadable.append(number)  # the last line of a run that was killed while writing
                continue
            undone.update(line.undone)
            if line.entry is not None:
                entries.append(line.entry)
        return entries, frozenset(undone), unreadable

    def steps(self) -> list[Step]:
        """Return all steps, the latest first; a partly undone step has only the entries that were not undone."""
        entries, undone, _ = self.read()
        by_step: dict[int, list[JournalEntry]] = {}
        for entry in entries:
            by_step.setdefault(entry.step, []).append(entry)
        steps = []
        for number, step_entries in by_step.items():
            remaining = tuple(entry for entry in step_entries if entry.number not in undone)
            steps.append(Step(number, remaining or tuple(step_entries), not remaining))
        return sorted(steps, key=lambda step: -step.number)

    def append(self, entry: JournalEntry) -> None:
        """Log a change before it is made. Raises `StoreError`."""
        self._append(_Line(entry=entry))

    def mark_undone(self, numbers: Sequence[int], *, at: float) -> None:
        """Log that changes were undone. Raises `StoreError`."""
        self._append(_Line(undone=tuple(numbers), at=at))

    def _append(self, line: _Line) -> None:
        body = msgspec.json.encode(line) + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as stream:
                if stream.seek(0, os.SEEK_END):
                    stream.seek(-1, os.SEEK_END)
                    if stream.read(1) != b"\n":  # a run was killed while writing the last line
                        body = b"\n" + body
                stream.write(body)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            message, hint = explain_os_error(error)
            raise StoreError(f"{self.path}: cannot be written: {message}", hint=hint) from error
