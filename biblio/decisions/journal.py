"""What was changed in a person's file, step by step, so that it can be taken back.

One JSON object a line, only ever appended to: a change, or which changes were taken back. An entry is written before
the change it tells of, so a run that is killed between the two leaves an entry without a change, which is then found
to be undone already. The journal stands beside the state and is no part of it: the state can be built again, this
cannot. Deleting it costs the way back, nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import blake2b
from pathlib import Path

import msgspec

from biblio.errors import StoreError
from biblio.files import explain_os_error

__all__ = ["DecisionJournal", "Hunk", "JournalEntry", "Step", "digest_of_text", "hunks_between", "undo_entry"]


@dataclass(frozen=True, slots=True)
class Hunk:
    """Rows that took the place of others: `line` is the index of the first (from 0) in the text after the change."""

    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One change: of which step (one run of `command`), when (seconds since 1970), and what was said, in words.

    `digest` is the file's after the change: where it still is, the change is taken back to the byte.
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
    """All entries of one run, in order; `undone` where all were taken back."""

    number: int
    entries: tuple[JournalEntry, ...]
    undone: bool

    @property
    def said(self) -> tuple[str, ...]:
        """What was decided in it."""
        return tuple(text for entry in self.entries for text in entry.said)


class _Line(msgspec.Struct, omit_defaults=True):
    entry: JournalEntry | None = None
    undone: tuple[int, ...] = ()
    at: float = 0.0


class DecisionJournal:
    """The journal at `path`. Whoever writes holds the lock of the file it tells of."""

    _line = msgspec.json.Decoder(_Line)

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> tuple[list[JournalEntry], frozenset[int], list[int]]:
        """Return all entries, the numbers of those taken back, and the lines that cannot be read."""
        try:
            body = self.path.read_bytes()
        except FileNotFoundError:
            return [], frozenset(), []
        except OSError as error:
            what, hint = explain_os_error(error)
            raise StoreError(f"{self.path}: cannot be read: {what}", hint=hint) from error
        entries: list[JournalEntry] = []
        undone: set[int] = set()
        unreadable = []
        for number, row in enumerate(body.splitlines(), 1):
            try:
                line = self._line.decode(row)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                unreadable.append(number)  # the last line of a run that was cut off while it wrote
                continue
            undone.update(line.undone)
            if line.entry is not None:
                entries.append(line.entry)
        return entries, frozenset(undone), unreadable

    def steps(self) -> list[Step]:
        """Return all steps, the latest first; of a step that was taken back in part only what still holds."""
        entries, undone, _ = self.read()
        grouped: dict[int, list[JournalEntry]] = {}
        for entry in entries:
            grouped.setdefault(entry.step, []).append(entry)
        steps = []
        for number, group in grouped.items():
            left = tuple(entry for entry in group if entry.number not in undone)
            steps.append(Step(number, left or tuple(group), not left))
        return sorted(steps, key=lambda step: -step.number)

    def append(self, entry: JournalEntry) -> None:
        """Write down a change that is about to be made. Raises `StoreError`."""
        self._append(_Line(entry=entry))

    def mark_undone(self, numbers: Sequence[int], *, at: float) -> None:
        """Write down that changes were taken back. Raises `StoreError`."""
        self._append(_Line(undone=tuple(numbers), at=at))

    def _append(self, line: _Line) -> None:
        body = msgspec.json.encode(line) + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as stream:
                if stream.seek(0, os.SEEK_END):
                    stream.seek(-1, os.SEEK_END)
                    if stream.read(1) != b"\n":
                        body = b"\n" + body
                stream.write(body)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            what, hint = explain_os_error(error)
            raise StoreError(f"{self.path}: cannot be written: {what}", hint=hint) from error


def digest_of_text(text: str) -> str:
    """Return a digest of a file's text."""
    return blake2b(text.encode(), digest_size=12).hexdigest()


def hunks_between(before: str, after: str) -> tuple[Hunk, ...]:
    """Return the rows that differ between two texts."""
    left, right = before.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return tuple(
        Hunk(there, tuple(left[start:end]), tuple(right[there:stop]))
        for tag, start, end, there, stop in matcher.get_opcodes()
        if tag != "equal"
    )


def undo_entry(text: str, entry: JournalEntry) -> tuple[str, tuple[str, ...]]:
    """Return `text` without the change of `entry`, and the rows of it that are no longer there as they were written.

    Where the file has changed since, its rows are looked for one by one: rows that were added are taken out,
    those that were removed are put back in their place, and whatever else stands there now is left alone.
    """
    rows = text.splitlines(keepends=True)
    missing: list[str] = []
    is_same = digest_of_text(text) == entry.digest
    for hunk in reversed(entry.hunks):
        if is_same:
            rows[hunk.line : hunk.line + len(hunk.after)] = hunk.before
            continue
        at = min(hunk.line, len(rows))
        added = [row for row in hunk.after if row not in hunk.before and _tells(row)]
        found = [row for row in added if row in rows]
        missing += [row.strip() for row in added if row not in found]
        for row in found:
            at = rows.index(row)
            del rows[at]
        if found or not added:
            rows[at:at] = [row for row in hunk.before if row not in rows]
    return "".join(rows), tuple(missing)


def _tells(row: str) -> bool:
    """Tell whether a row says something: comments and blank rows may stay."""
    return bool(row.strip()) and not row.lstrip().startswith("#")
