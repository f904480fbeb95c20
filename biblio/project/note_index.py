"""The notes of the last run as it left them, in the state: who needs some of them reads no others.

The index has each note as readers gave it, after everything that notes of other files say about it. It holds as long as
nothing has changed since that run (see `last_run`). Notes whose files have changed are read again and take the place of
the earlier ones, if nothing in them could matter to notes of other files; if it could, there is no index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from biblio.model.note import Note
from biblio.text import fold

if TYPE_CHECKING:
    from biblio.state import State

__all__ = ["IndexedNote", "NoteIndex", "can_be_indexed", "head_of"]

_encode = msgspec.json.Encoder().encode
_MANY = 200  # from this many notes on, reading the whole table is faster than looking up each one


@dataclass(frozen=True, slots=True)
class IndexedNote:
    """What a note is found by: its place among all notes, its file (absolute) and the rest of what may name it.

    `spans` are the line ranges of the note and of its copies; `title` and `tags` are folded; `names` are those of the
    work that is exported for it, or may be. `is_joined` says that what other files say changed a note of its file.
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


def can_be_indexed(notes: Iterable[Note]) -> bool:
    """Return whether each of `notes` can be read without the others.

    A note without a title may take it from its copy, which may be in any file written on the same day.
    """
    return all(note.title or note.date is None for note in notes)


def head_of(note: Note, place: int, file: str, names: Sequence[str], *, is_joined: bool) -> IndexedNote:
    """Return what a note is found by; see `IndexedNote`."""
    return IndexedNote(
        place=place,
        file=file,
        id=note.id,
        source=note.source,
        spans=((note.line, note.end_line), *note.copies),
        title=fold(note.title or ""),
        tags=tuple(map(fold, note.tags)),
        names=tuple(names),
        is_joined=is_joined,
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
        rows = self._state.rows("SELECT head FROM library ORDER BY place")
        heads = list(map(self._heads.decode, (head for (head,) in rows)))
        for place, (head, _) in self._changed.items():
            heads[place] = head
        return heads

    def notes(self, heads: Sequence[IndexedNote]) -> list[Note]:
        """Return the notes with these heads, in their order."""
        if len(heads) > _MANY:
            bodies = dict(self._state.rows("SELECT place, note FROM library"))
            changed = {place: note for place, (_, note) in self._changed.items()}
            return [changed.get(head.place) or self._notes.decode(bodies[head.place]) for head in heads]
        select = "SELECT note FROM library WHERE file = ? AND place = ?"
        return [
            self._changed[head.place][1]
            if head.place in self._changed
            else self._notes.decode(self._state.rows(select, (head.file, head.place))[0][0])
            for head in heads
        ]

    def of_file(self, file: str) -> list[tuple[IndexedNote, Note]]:
        """Return the heads and notes of a file (by its absolute path), as they were in the last run."""
        rows = self._state.rows("SELECT head, note FROM library WHERE file = ? ORDER BY place", (file,))
        return [(self._heads.decode(head), self._notes.decode(note)) for head, note in rows]

    def change(self, notes: Mapping[int, tuple[IndexedNote, Note]]) -> None:
        """Take `notes`, by their places, instead of those of the last run; `save` stores them."""
        self._changed.update(notes)

    def save(self) -> None:
        """Store what has changed, within the running transaction."""
        for head, note in self._changed.values():
            values = (_encode(head), _encode(note), head.file, head.place)
            self._state.rows("UPDATE library SET head = ?, note = ? WHERE file = ? AND place = ?", values)
        self._changed.clear()

    def write(self, notes: Sequence[tuple[IndexedNote, Note]]) -> None:
        """Store the notes of a run instead of the earlier ones, within the running transaction."""
        self._state.rows("DELETE FROM library")
        rows = ((head.file, head.place, _encode(head), _encode(note)) for head, note in notes)
        self._state.connection.executemany("INSERT INTO library VALUES (?, ?, ?, ?)", rows)
