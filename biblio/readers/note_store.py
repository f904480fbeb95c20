"""The notes in the state, by the file from which they were read, and what is known about each file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import msgspec

from biblio.errors import Problem, StateDamaged
from biblio.model.note import Note
from biblio.readers.skipped import Skipped
from biblio.state import State

__all__ = ["KnownFile", "NoteStore"]

_encode = msgspec.json.Encoder().encode
_FILES_AT_ONCE = 500
_LATEST = 2**63 - 1  # nanoseconds, in the year 2262: SQLite has no larger number


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of notes when it was read: its size in bytes, its times in nanoseconds since the epoch.

    `forced_layout` is the layout that the configuration set for it, or empty. A file without notes has its reason in
    `skipped`, with the line 0.
    """

    size: int
    mtime: int
    read_at: int
    forced_layout: str
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...] = ()

    def is_same(self, size: int, mtime: int) -> bool:
        """Return whether the file is certainly unchanged.

        A file written less than two seconds before it was read may have been written again without its time changing:
        FAT stores times with a resolution of two seconds. Git calls such an entry "racily clean" and looks again; so
        do we.
        """
        return self.size == size and self.mtime == mtime and mtime + 2_000_000_000 < self.read_at


class NoteStore:
    """Stores and returns notes by file; a GitHub repository counts as one file."""

    _notes = msgspec.json.Decoder(Note)
    _problems = msgspec.json.Decoder(tuple[Problem, ...])
    _skipped = msgspec.json.Decoder(tuple[Skipped, ...])

    def __init__(self, state: State) -> None:
        self._state = state

    def files(self) -> dict[str, KnownFile]:
        """Return all files that were read, by path."""
        rows = self._state.rows("SELECT path, size, mtime, read_at, layout, problems, skipped FROM files")
        problems_of, skipped_of = self._problems.decode, self._skipped.decode
        return {
            path: KnownFile(size, mtime, read_at, layout, problems_of(problems), skipped_of(skipped))
            for path, size, mtime, read_at, layout, problems, skipped in rows
        }

    def notes(self, paths: Iterable[str]) -> Iterator[Note]:
        """Yield the stored notes of `paths`, file by file in the order given."""
        rest = iter(paths)
        while some := list(islice(rest, _FILES_AT_ONCE)):  # the bodies of all of a library's notes are large
            bodies: dict[str, dict[int, bytes]] = {}
            rows = self._state.rows_with("SELECT path, position, body FROM notes WHERE path IN", some)
            for path, position, body in rows:
                bodies.setdefault(path, {})[position] = body
            self._check_empty_files([path for path in some if path not in bodies])
            for path in some:
                yield from (self._notes.decode(body) for _, body in sorted(bodies.get(path, {}).items()))

    def _check_empty_files(self, paths: Collection[str]) -> None:
        """Raise `StateDamaged` if files have neither notes nor a reason for that.

        A damaged page of the database may look as if it had no rows, or as if they were those of other files. What is
        no file (its time is 0: a repository, a library) may have no notes and no reason.
        """
        for mtime, skipped in self._state.rows_with("SELECT mtime, skipped FROM files WHERE path IN", paths):
            if mtime and not any(not one.line for one in self._skipped.decode(skipped)):
                raise StateDamaged(self._state.path, "a file has lost its notes", self._state.identity)

    def put(self, path: str, file: KnownFile, notes: Iterable[Note]) -> None:
        """Replace the notes of a file."""
        self.put_all([(path, file, tuple(notes))])

    def put_all(self, files: Iterable[tuple[str, KnownFile, Collection[Note]]]) -> None:
        """Replace the notes of several files, by path, at once."""
        with self._state.transaction() as db:
            for path, file, notes in files:
                db.execute("DELETE FROM notes WHERE path = ?", (path,))
                rows = ((path, position, note.id, _encode(note)) for position, note in enumerate(notes))
                db.executemany("INSERT INTO notes VALUES (?, ?, ?, ?)", rows)
                lists = (_encode(file.problems), _encode(file.skipped))
                values = (path, file.size, min(file.mtime, _LATEST), file.read_at, file.forced_layout, *lists)
                db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def bookmark(self, source: str) -> bytes | None:
        """Return where the last fetch of `source` ended, as given to `put_bookmark`; None before the first."""
        return self._state.recall(f"bookmark {source}")

    def put_bookmark(self, source: str, bookmark: bytes) -> None:
        """Remember where a fetch of `source` ended, for the next one."""
        self._state.remember(f"bookmark {source}", bookmark)
