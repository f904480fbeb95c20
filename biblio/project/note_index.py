"""The notes of the last run as it left them, in the state: who needs some of them reads no others.

The index has each note as readers gave it, after everything that notes of other files say about it. It holds as long as
nothing has changed since that run (see `last_run`). Notes whose files have changed are read again and take the place of
the earlier ones, if nothing in them could matter to notes of other files; if it could, there is no index.

A note without a title takes it from its copy, which may be in any file but was written on the same day. So the index
also knows the days of such notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from biblio.errors import StateDamaged
from biblio.model.decision import DecidedBy, DecidedNote, Status
from biblio.model.note import Note
from biblio.text import fold

if TYPE_CHECKING:
    from biblio.state import State

__all__ = ["IndexedNote", "NoteIndex", "head_of", "open_days", "with_note"]

_encode = msgspec.json.Encoder().encode
_DAYS = "days of untitled notes"  # the name in the state


@dataclass(frozen=True, slots=True)
class IndexedNote:
    """What a note is found by: its place among all notes, its file (absolute) and the rest of what may name it.

    `spans` are the line ranges of the note and of its copies; `title` and `tags` are folded; `names` are those of the
    work that is exported for it, or may be. `is_joined` says that what other files say changed a note of its file.
    `day` is when the note was written, empty if it does not say. `status`, `by` and `confidence` are those of the
    decision; `is_decided` says that the user decided something about the note.
    """

    place: int
    file: str
    id: str
    source: str
    spans: tuple[tuple[int, int], ...]
    title: str
    tags: tuple[str, ...]
    names: tuple[str, ...]
    is_joined: bool
    day: str
    status: Status
    by: DecidedBy
    confidence: float | None
    is_decided: bool


def open_days(notes: Iterable[Note]) -> frozenset[str]:
    """Return the days on which those of `notes` were written that have no title: other notes of these may have it."""
    return frozenset(str(note.date) for note in notes if not note.title and note.date is not None)


def head_of(decided: DecidedNote, place: int, file: str, *, is_joined: bool) -> IndexedNote:
    """Return what a decided note is found by; see `IndexedNote`."""
    from biblio.decisions.find_note import DecidedName

    name = DecidedName(decided)
    head = IndexedNote(
        place=place,
        file=file,
        id="",
        source="",
        spans=(),
        title="",
        tags=(),
        names=tuple(name.names),
        is_joined=is_joined,
        day="",
        status=name.status,
        by=name.by,
        confidence=name.confidence,
        is_decided=name.is_decided,
    )
    return with_note(head, decided.note)


def with_note(head: IndexedNote, note: Note) -> IndexedNote:
    """Return the head of a note that has changed, while its work and the decision have not."""
    return replace(
        head,
        id=note.id,
        source=note.source,
        spans=((note.line, note.end_line), *note.copies),
        title=fold(note.title or ""),
        tags=tuple(map(fold, note.tags)),
        day=str(note.date) if note.date is not None else "",
    )


class NoteIndex:
    """The index in the state. `write` replaces it; who reads it knows that it holds."""

    _heads = msgspec.json.Decoder(IndexedNote)
    _notes = msgspec.json.Decoder(Note)

    def __init__(self, state: State) -> None:
        self._state = state
        self._changed: dict[int, tuple[IndexedNote, Note]] = {}

    def heads(self) -> list[IndexedNote]:
        """Return what all notes are found by, in the order of the notes."""
        rows = self._state.rows("SELECT head FROM note_heads ORDER BY place")
        heads = list(map(self._heads.decode, (head for (head,) in rows)))
        is_whole = bool(heads) and all(place == head.place for place, head in enumerate(heads))
        if not is_whole and (damage := self._state.find_damage()):
            raise StateDamaged(self._state.path, damage, self._state.identity)  # rows were lost without an error
        for place, (head, _) in self._changed.items():
            heads[place] = head
        return heads

    def notes(self, heads: Sequence[IndexedNote]) -> list[Note]:
        """Return the notes with these heads, in their order."""
        places = [head.place for head in heads if head.place not in self._changed]
        bodies = dict(self._state.rows_with("SELECT place, note FROM note_bodies WHERE place IN", places))
        return [
            self._changed[head.place][1] if head.place in self._changed else self._notes.decode(bodies[head.place])
            for head in heads
        ]

    def of_file(self, file: str) -> list[tuple[IndexedNote, Note]]:
        """Return the heads and notes of a file (by its absolute path), as they were in the last run."""
        rows = self._state.rows(
            "SELECT head, note FROM note_heads JOIN note_bodies USING (place) WHERE file = ? ORDER BY place", (file,)
        )
        return [(self._heads.decode(head), self._notes.decode(note)) for head, note in rows]

    def sharing_works(self, heads: Iterable[IndexedNote]) -> list[IndexedNote]:
        """Return the heads of all notes whose works may be those of `heads`, these among them, in order.

        Two notes whose works share a name may be about one work, and so may those that share one with either of them.
        """
        by_place = {head.place: head for head in heads}
        names: set[str] = set()
        while new := {name for head in by_place.values() for name in head.names} - names:
            names |= new
            rows = self._state.rows_with("SELECT place FROM note_names WHERE name IN", new)
            places = {place for (place,) in rows} - by_place.keys()
            rows = self._state.rows_with("SELECT head FROM note_heads WHERE place IN", places)
            by_place |= {head.place: head for head in map(self._heads.decode, (head for (head,) in rows))}
        return [by_place[place] for place in sorted(by_place)]

    @property
    def open_days(self) -> frozenset[str]:
        """The days of the notes without a title, as they were in the last run."""
        stored = self._state.recall(_DAYS)
        return frozenset(msgspec.json.decode(stored, type=list[str])) if stored else frozenset()

    def change(self, notes: Mapping[int, tuple[IndexedNote, Note]]) -> None:
        """Take `notes`, by their places, instead of those of the last run; `save` stores them."""
        self._changed.update(notes)

    def save(self) -> None:
        """Store what has changed, within the running transaction."""
        for place, (head, note) in self._changed.items():
            self._state.rows("UPDATE note_heads SET head = ? WHERE place = ?", (_encode(head), place))
            self._state.rows("UPDATE note_bodies SET note = ? WHERE place = ?", (_encode(note), place))
        self._changed.clear()

    def write(self, notes: Sequence[tuple[IndexedNote, Note]]) -> None:
        """Store the notes of a run instead of the earlier ones, within the running transaction."""
        for statement in ("DELETE FROM note_heads", "DELETE FROM note_bodies", "DELETE FROM note_names"):
            self._state.rows(statement)
        insert = self._state.connection.executemany
        insert("INSERT INTO note_heads VALUES (?, ?, ?)", ((head.place, head.file, _encode(head)) for head, _ in notes))
        insert("INSERT INTO note_bodies VALUES (?, ?)", ((head.place, _encode(note)) for head, note in notes))
        names = ((name, head.place) for head, _ in notes for name in set(head.names))
        insert("INSERT INTO note_names VALUES (?, ?)", names)
        self._state.remember(_DAYS, _encode(sorted(open_days(note for _, note in notes))))
