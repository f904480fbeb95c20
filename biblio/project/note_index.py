"""The notes of the last run as it left them, in the state: who needs some of them reads no others.

The index has each note as readers gave it, after everything that notes of other files say about it. It holds as long as
nothing has changed since that run (see `last_run`). Notes whose files have changed are read again and take the place of
the earlier ones, if nothing in them could matter to notes of other files; if it could, there is no index.

A note without a title takes it from its copy, which may be in any file but was written on the same day. So the index
also knows the days of such notes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import msgspec

from biblio.errors import StateDamaged
from biblio.model.decision import DecidedBy, DecidedNote, Status
from biblio.model.note import Note
from biblio.text import fold

if TYPE_CHECKING:
    from biblio.readers.discovery import FileListing
    from biblio.readers.neighbours import Neighbours
    from biblio.state import State

__all__ = ["IndexedNote", "NoteIndex", "head_of", "with_note"]

_encode = msgspec.json.Encoder().encode
_COUNT = "notes in the index"  # names in the state
_NEIGHBOURS = "neighbours"
_NOTES_AT_ONCE = 1000
_HEADS_AT_ONCE = 500
_SEPARATOR = "\x1f"  # of tags in a column


@dataclass(frozen=True, slots=True)
class IndexedNote:
    """What a note is found by: its number in the index, its file (absolute), its place there, and what may name it.

    `is_item` says that it is one of several on a page in Markdown, `spans` are the line ranges of the note and of its
    copies; `title` and `tags` are folded; `names` are those of the work that is exported for it, or may be.
    `day` is when the note was written, empty if it does not say; `citekey` is the citation key that it gives, without
    capitals. `status`, `by` and `confidence` are those of the decision; `is_decided` says that the user decided
    something about the note.
    """

    number: int
    file: str
    position: int
    id: str
    source: str
    is_item: bool
    spans: tuple[tuple[int, int], ...]
    title: str
    tags: tuple[str, ...]
    names: tuple[str, ...]
    day: str
    citekey: str
    status: Status
    by: DecidedBy
    confidence: float | None
    is_decided: bool


def head_of(decided: DecidedNote, number: int, file: str, position: int) -> IndexedNote:
    """Return what a decided note is found by; see `IndexedNote`."""
    from biblio.decisions.find_note import DecidedName

    name = DecidedName(decided)
    return IndexedNote(
        number=number,
        file=file,
        names=tuple(name.names),
        status=name.status,
        by=name.by,
        confidence=name.confidence,
        is_decided=name.is_decided,
        **_of_note(decided.note, position),
    )


def with_note(head: IndexedNote, note: Note, position: int) -> IndexedNote:
    """Return the head of a note that has changed, while its work and the decision have not."""
    return replace(head, **_of_note(note, position))


def _of_note(note: Note, position: int) -> dict[str, Any]:
    """Return what a head says of the note itself, at a place in its file."""
    return {
        "position": position,
        "id": note.id,
        "source": note.source,
        "is_item": note.layout == "markdown" and note.line != 1,
        "spans": ((note.line, note.end_line), *note.copies),
        "title": fold(note.title or ""),
        "tags": tuple(map(fold, note.tags)),
        "day": str(note.date) if note.date is not None else "",
        "citekey": note.citekey.casefold(),
    }


class NoteIndex:
    """The index in the state, in the order of the files of a listing.

    `write` replaces it; who reads it knows that it holds, and gets what `change` and `remove` have changed.
    """

    _heads = msgspec.json.Decoder(IndexedNote)
    _notes = msgspec.json.Decoder(Note)

    def __init__(self, state: State, listing: FileListing) -> None:
        self._state = state
        self._listing = listing
        self._changed: dict[int, tuple[IndexedNote, Note] | None] = {}
        self._neighbours: Neighbours | None = None

    def is_whole(self) -> bool:
        """Return whether the index has as many notes as were stored. Raises `StateDamaged` if rows were lost."""
        count = self._state.rows("SELECT count(*) FROM note_heads")[0][0]
        if self._stored_count == count:
            return True
        if damage := self._state.find_damage():
            raise StateDamaged(self._state.path, damage, self._state.identity)
        return False

    @property
    def _stored_count(self) -> int:
        return int(self._state.recall(_COUNT) or -1)

    def every(self) -> list[IndexedNote]:
        """Return what all notes are found by, in the order of the notes."""
        return self._select("", ())

    def in_turn(self) -> Iterator[list[IndexedNote]]:
        """Yield what all notes are found by, in the order of the notes, some hundred at a time."""
        ranks, changed = self.ranks, self._changed
        rows = self._state.each_row("SELECT number, file, position FROM note_heads")
        places = [(ranks.get(file, -1), at, number) for number, file, at in rows if number not in changed]
        heads = (entry[0] for entry in changed.values() if entry is not None)
        places += ((ranks.get(head.file, -1), head.position, head.number) for head in heads)
        rest = iter(sorted(places))
        while numbers := [number for _, _, number in islice(rest, _HEADS_AT_ONCE)]:
            stored = self._state.rows_with("SELECT number, head FROM note_heads WHERE number IN", numbers)
            by_number = {number: self._heads.decode(head) for number, head in stored}
            yield [entry[0] if (entry := changed.get(number)) else by_number[number] for number in numbers]

    def ids_among(self, ids: Collection[str]) -> set[str]:
        """Return those of `ids` that notes have."""
        rows = {head for (head,) in self._state.rows_with("SELECT head FROM note_heads WHERE id IN", ids)}
        return {head.id for head in self._with_changes(map(self._heads.decode, rows)) if head.id in ids}

    def with_id(self, text: str) -> list[IndexedNote]:
        """Return at least the notes whose ids begin or end with `text`."""
        length = len(text)
        return self._select("WHERE substr(id, 1, ?) = ? OR substr(id, ?) = ?", (length, text, -length, text))

    def with_names(self, names: Collection[str]) -> list[IndexedNote]:
        """Return at least the notes whose works have one of `names`."""
        rows = self._state.rows_with("SELECT number FROM note_names WHERE name IN", names)
        return self._with_numbers({number for (number,) in rows})

    def in_file(self, path: str) -> list[IndexedNote]:
        """Return at least the notes whose files, as given, end with `path`."""
        return self._select("WHERE substr(source, ?) = ?", (-len(path), path))

    def with_words(self, words: Collection[str]) -> list[IndexedNote]:
        """Return at least the notes in whose folded titles all `words` are."""
        condition = " AND ".join("instr(title, ?)" for _ in words)
        return self._select(f"WHERE {condition}", tuple(words)) if words else []

    def with_tag(self, tag: str) -> list[IndexedNote]:
        """Return at least the notes with a folded tag."""
        return self._select("WHERE instr(tags, ?)", (f"{_SEPARATOR}{tag}{_SEPARATOR}",))

    def written_on(self, days: Collection[str]) -> list[IndexedNote]:
        """Return at least the notes that were written on one of `days`."""
        rows = self._state.rows_with("SELECT number FROM note_heads WHERE day IN", days)
        return self._with_numbers({number for (number,) in rows})

    def decided_by_user(self, ids: Collection[str]) -> list[IndexedNote]:
        """Return the notes about which the user had decided something, and those with one of `ids`."""
        rows = self._state.rows("SELECT number FROM note_heads WHERE is_decided")
        rows += self._state.rows_with("SELECT number FROM note_heads WHERE id IN", ids)
        heads = self._with_numbers({number for (number,) in rows})
        return [head for head in heads if head.is_decided or head.id in ids]

    def with_citekeys(self, keys: Collection[str]) -> set[int]:
        """Return the numbers of the notes, as they were in the last run, that give one of `keys`, without capitals."""
        return {number for (number,) in self._state.rows_with("SELECT number FROM note_heads WHERE citekey IN", keys)}

    def files_with(self, status: Status | None = None) -> set[str]:
        """Return the files with notes, or with notes of a status."""
        condition, values = ("WHERE status = ?", (status.value,)) if status is not None else ("", ())
        rows = self._state.rows(f"SELECT number, file FROM note_heads {condition}", values)  # noqa: S608 (our own text)
        files = {file for number, file in rows if number not in self._changed}
        changed = (entry[0] for entry in self._changed.values() if entry is not None)
        return files | {head.file for head in changed if status in (None, head.status)}

    def files_of_works(self) -> set[str]:
        """Return the files, as they were in the last run, with a note that is no item of a page in Markdown."""
        # Quotation marks within values are escaped.
        rows = self._state.rows("SELECT DISTINCT file FROM note_heads WHERE instr(head, ?)", (b'"is_item":false',))
        return {file for (file,) in rows}

    def notes(self, heads: Iterable[IndexedNote]) -> list[Note]:
        """Return the notes with these heads, in their order."""
        heads = list(heads)
        numbers = [head.number for head in heads if head.number not in self._changed]
        bodies = dict(self._state.rows_with("SELECT number, note FROM note_bodies WHERE number IN", numbers))
        return [
            entry[1] if (entry := self._changed.get(head.number)) else self._notes.decode(bodies[head.number])
            for head in heads
        ]

    def of_file(self, file: str) -> list[tuple[IndexedNote, Note]]:
        """Return the heads and notes of a file (by its absolute path), as they were in the last run."""
        rows = self._state.rows(
            "SELECT head, note FROM note_heads JOIN note_bodies USING (number) WHERE file = ? ORDER BY position",
            (file,),
        )
        return [(self._heads.decode(head), self._notes.decode(note)) for head, note in rows]

    def digests_of_files(self, digest: Callable[[Iterable[bytes]], bytes]) -> dict[str, bytes]:
        """Return, by the absolute paths of files, the `digest` of their notes in their order, each as it is stored."""
        query = "SELECT file, note FROM note_heads JOIN note_bodies USING (number) ORDER BY file, position"
        by_file = groupby(self._state.each_row(query), key=itemgetter(0))
        return {file: digest(body for _, body in rows) for file, rows in by_file}

    def sharing_works(self, names: Iterable[str]) -> list[IndexedNote]:
        """Return the heads, as they were in the last run, of the notes whose works may be those that have `names`.

        Two notes whose works share a name may be about one work, and so may those that share one with either of them.
        """
        known: set[str] = set()
        found: dict[int, IndexedNote] = {}
        new = set(names)
        while new:
            known |= new
            rows = self._state.rows_with("SELECT number FROM note_names WHERE name IN", new)
            numbers = {number for (number,) in rows} - found.keys()
            rows = self._state.rows_with("SELECT head FROM note_heads WHERE number IN", numbers)
            heads = [self._heads.decode(head) for (head,) in rows]
            found |= {head.number: head for head in heads}
            new = {name for head in heads for name in head.names} - known
        return list(found.values())

    def ordered(self, heads: Iterable[IndexedNote]) -> list[IndexedNote]:
        """Return heads in the order of their notes."""
        return sorted(heads, key=lambda head: (self.ranks.get(head.file, -1), head.position))

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """The order of the files, by their absolute paths."""
        return {file.location: rank for rank, (file, _) in enumerate(self._listing.files)}

    @property
    def neighbours(self) -> Neighbours:
        """What of the notes can matter to those of other files."""
        if self._neighbours is None:
            from biblio.readers.neighbours import Neighbours

            stored = self._state.recall(_NEIGHBOURS)
            self._neighbours = msgspec.json.decode(stored, type=Neighbours) if stored else Neighbours()
        return self._neighbours

    @property
    def unstored(self) -> Set[int]:
        """The numbers of the notes that are not as they are stored."""
        return self._changed.keys()

    def next_number(self) -> int:
        """Return a number that no note has; those above it are free as well."""
        last = self._state.rows("SELECT max(number) FROM note_heads")[0][0]
        return max((-1 if last is None else last, *self._changed)) + 1

    def change(self, notes: Iterable[tuple[IndexedNote, Note]], neighbours: Neighbours | None = None) -> None:
        """Take `notes` in place of those with the same numbers, or as new ones; `save` stores them."""
        self._changed.update((entry[0].number, entry) for entry in notes)
        self._neighbours = neighbours or self._neighbours

    def remove(self, numbers: Iterable[int]) -> None:
        """Leave out the notes with these numbers; `save` removes them."""
        self._changed.update(dict.fromkeys(numbers))

    def save(self) -> None:
        """Store what has changed, within the running transaction."""
        if self._neighbours is not None:  # also where no note is another one: an item that leads to a note is none
            self._state.remember(_NEIGHBOURS, _encode(self._neighbours))
        if not self._changed:
            return
        changed = ((number,) for number in self._changed)
        self._state.connection.executemany("UPDATE note_searched SET keys = NULL WHERE number = ?", changed)
        with_names = self._state.rows_with("SELECT number, head FROM note_heads WHERE number IN", self._changed)
        before = {number: self._heads.decode(head) for number, head in with_names}
        execute = self._state.connection.executemany
        old_names = [(name, head.number) for head in before.values() for name in set(head.names)]
        execute("DELETE FROM note_names WHERE name = ? AND number = ?", old_names)
        for table in ("note_heads", "note_bodies"):
            execute(f"DELETE FROM {table} WHERE number = ?", ((number,) for number in self._changed))  # noqa: S608
        now = [entry for entry in self._changed.values() if entry is not None]
        self._insert(now)
        self._state.remember(_COUNT, str(self._stored_count + len(now) - len(before)).encode())
        self._changed.clear()

    def write(self, notes: Iterable[tuple[IndexedNote, Note]], neighbours: Neighbours) -> None:
        """Store the notes of a run instead of the earlier ones, within the running transaction."""
        for table in ("note_heads", "note_bodies", "note_names", "note_searched"):
            self._state.rows(f"DELETE FROM {table}")  # noqa: S608 (our own names)
        count, rest = 0, iter(notes)
        while some := list(islice(rest, _NOTES_AT_ONCE)):
            self._insert(some)
            count += len(some)
        self._state.remember(_COUNT, str(count).encode())
        self._state.remember(_NEIGHBOURS, _encode(neighbours))

    def _insert(self, notes: Sequence[tuple[IndexedNote, Note]]) -> None:
        insert = self._state.connection.executemany
        insert("INSERT INTO note_heads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (_row(head) for head, _ in notes))
        insert("INSERT INTO note_bodies VALUES (?, ?)", ((head.number, _encode(note)) for head, note in notes))
        names = ((name, head.number) for head, _ in notes for name in set(head.names))
        insert("INSERT INTO note_names VALUES (?, ?)", names)

    def _with_numbers(self, numbers: Collection[int]) -> list[IndexedNote]:
        rows = self._state.rows_with("SELECT head FROM note_heads WHERE number IN", numbers)
        return self._with_changes(self._heads.decode(head) for (head,) in rows)

    def _select(self, condition: str, values: Sequence[object]) -> list[IndexedNote]:
        rows = self._state.rows(f"SELECT head FROM note_heads {condition}", values)  # noqa: S608 (our own text)
        return self._with_changes(self._heads.decode(head) for (head,) in rows)

    def _with_changes(self, heads: Iterable[IndexedNote]) -> list[IndexedNote]:
        """Return `heads`, and those of all notes that have changed since, in the order of the notes."""
        unchanged = (head for head in heads if head.number not in self._changed)
        changed = (entry[0] for entry in self._changed.values() if entry is not None)
        return self.ordered((*unchanged, *changed))


def _row(head: IndexedNote) -> tuple[object, ...]:
    tags = f"{_SEPARATOR}{_SEPARATOR.join(head.tags)}{_SEPARATOR}" if head.tags else ""
    return (
        head.number,
        head.file,
        head.position,
        head.id,
        head.source,
        head.title,
        tags,
        head.day,
        head.citekey,
        head.status.value,
        head.is_decided,
        _encode(head),
    )
