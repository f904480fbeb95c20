"""What the state holds, as values: notes by file, answers with their age, decisions by what a note says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from biblio.errors import Problem
from biblio.model.match import Decision
from biblio.model.note import Note
from biblio.model.record import Record
from biblio.store.state import State

__all__ = ["AnswerStore", "DecisionStore", "KnownFile", "NoteStore", "StoredDecision", "TextStore"]

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of notes as it was when it was read: its size in bytes, its times in nanoseconds."""

    size: int
    mtime: int
    read_at: int
    layout: str
    problems: tuple[Problem, ...]

    def is_same(self, size: int, mtime: int) -> bool:
        """Tell whether the file is surely unchanged.

        A file written within two seconds before it was read could have been written once more without its time
        changing (FAT keeps two seconds); git calls such an entry racily clean and looks again, and so do we.
        """
        return self.size == size and self.mtime == mtime and mtime + 2_000_000_000 < self.read_at


T = TypeVar("T")


def _decoded(decoder: msgspec.json.Decoder[T], body: bytes) -> T | None:
    """Return a stored value, or None where another version stored it in another shape: it is then made anew."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        return None


class NoteStore:
    """Notes by file."""

    _notes = msgspec.json.Decoder(Note)
    _problems = msgspec.json.Decoder(tuple[Problem, ...])

    def __init__(self, state: State) -> None:
        self._state = state

    def files(self) -> dict[str, KnownFile]:
        """Return every file that was read, by path."""
        rows = self._state.rows("SELECT path, size, mtime, read_at, layout, problems FROM files")
        decode = self._problems.decode
        return {
            path: KnownFile(size, mtime, read_at, layout, decode(problems))
            for path, size, mtime, read_at, layout, problems in rows
        }

    def notes(self, paths: Iterable[str]) -> Iterator[Note]:
        """Yield the stored notes of `paths`, file by file in the order given."""
        wanted = list(paths)
        found: dict[str, list[bytes]] = {}
        if len(wanted) > 200:
            rows = self._state.rows("SELECT path, body FROM notes ORDER BY path, position")
            for path, body in rows:
                found.setdefault(path, []).append(body)
        else:
            for path in wanted:
                query = "SELECT body FROM notes WHERE path = ? ORDER BY position"
                found[path] = [body for (body,) in self._state.rows(query, (path,))]
        for path in wanted:
            yield from map(self._notes.decode, found.get(path, ()))

    def put(self, path: str, known: KnownFile, notes: Iterable[Note]) -> None:
        """Store a file's notes in place of those it had."""
        with self._state.transaction() as db:
            db.execute("DELETE FROM notes WHERE path = ?", (path,))
            rows = ((path, position, note.id, _encode(note)) for position, note in enumerate(notes))
            db.executemany("INSERT INTO notes VALUES (?, ?, ?, ?)", rows)
            values = (path, known.size, known.mtime, known.read_at, known.layout, _encode(known.problems))
            db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", values)

    def forget(self, paths: Iterable[str]) -> None:
        """Forget files that are no longer there."""
        with self._state.transaction() as db:
            for path in paths:
                db.execute("DELETE FROM notes WHERE path = ?", (path,))
                db.execute("DELETE FROM files WHERE path = ?", (path,))


class AnswerStore:
    """Answers of services by question, negative ones too, with the time they were given (seconds since 1970)."""

    _records = msgspec.json.Decoder(tuple[Record, ...])

    def __init__(self, state: State) -> None:
        self._state = state

    def get(
        self, keys: Iterable[str], *, now: float, found_for: float, missing_for: float
    ) -> dict[str, tuple[Record, ...]]:
        """Return the answers among `keys` that are young enough: ages in seconds, for found and for "nothing"."""
        answers = {}
        query = "SELECT asked_at, records FROM answers WHERE key = ?"
        for key in keys:
            for asked_at, body in self._state.rows(query, (key,)):
                records = _decoded(self._records, body)
                if records is not None and now - asked_at < (found_for if records else missing_for):
                    answers[key] = records
        return answers

    def times(self, keys: Iterable[str]) -> dict[str, float]:
        """Return when the answers among `keys` were given."""
        found = {}
        for key in keys:
            for (asked_at,) in self._state.rows("SELECT asked_at FROM answers WHERE key = ?", (key,)):
                found[key] = asked_at
        return found

    def put(self, answers: Mapping[str, tuple[str, tuple[Record, ...]]], *, now: float) -> None:
        """Store answers: question key → (service, records)."""
        with self._state.transaction() as db:
            rows = ((key, service, now, _encode(records)) for key, (service, records) in answers.items())
            db.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", rows)

    def rename(self, keys: Mapping[str, str]) -> None:
        """Put the answers under `keys` (old → new) in the place of those that are there; they keep their age."""
        with self._state.transaction() as db:
            rows = ((new, old) for old, new in keys.items())
            db.executemany("UPDATE OR REPLACE answers SET key = ? WHERE key = ?", rows)


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision, when it was made (seconds since 1970), and what could be asked then (see `DecisionStore.put`)."""

    decision: Decision
    decided_at: float
    context: str


class DecisionStore:
    """Decisions by the digest of what the note says about its work."""

    _decisions = msgspec.json.Decoder(Decision)

    def __init__(self, state: State) -> None:
        self._state = state

    def get(self, digests: Iterable[str]) -> dict[str, StoredDecision]:
        """Return those that are known, by digest."""
        wanted = set(digests)
        rows = self._state.rows("SELECT query, decided_at, context, body FROM decisions")
        return {
            query: StoredDecision(decision, decided_at, context)
            for query, decided_at, context, body in rows
            if query in wanted and (decision := _decoded(self._decisions, body)) is not None
        }

    def put(self, decisions: Mapping[str, Decision], *, context: str, now: float) -> None:
        """Store decisions by digest; `context` names the services and the catalogue they were made with, one a line."""
        with self._state.transaction() as db:
            rows = ((digest, now, context, _encode(decision)) for digest, decision in decisions.items())
            db.executemany("INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?)", rows)


class TextStore:
    """The texts of exported entries as we last wrote them, by digest; the exports' index says where each stands."""

    def __init__(self, state: State) -> None:
        self._state = state

    def get(self) -> dict[str, str]:
        """Return all texts by digest."""
        return dict(self._state.rows("SELECT digest, text FROM texts"))

    def put(self, texts: Mapping[str, str]) -> None:
        """Store `texts` in place of all that were stored."""
        with self._state.transaction() as db:
            db.execute("DELETE FROM texts")
            db.executemany("INSERT INTO texts VALUES (?, ?)", texts.items())
