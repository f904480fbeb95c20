"""Find the note that the user names. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from biblio.errors import UsageError
from biblio.export.export_index import CitationKeys
from biblio.export.exported_works import work_of
from biblio.export.work_names import work_names
from biblio.model.decision import DecidedBy, DecidedNote, Status
from biblio.text import fold, is_han_or_kana, whole_number

__all__ = [
    "DecidedName",
    "FoundNote",
    "ListedNotes",
    "NamedNote",
    "NotesByName",
    "find_notes",
    "notes_named",
    "notes_tagged",
    "one_note",
]

_MAX_IDS_LISTED = 8


class NamedNote(Protocol):
    """What a note is found by."""

    @property
    def id(self) -> str:
        """The id of the note."""
        ...

    @property
    def source(self) -> str:
        """The file of the note, as given."""
        ...

    @property
    def spans(self) -> Sequence[tuple[int, int]]:
        """The lines of the note and of its copies."""
        ...

    @property
    def title(self) -> str:
        """The title of the note, folded."""
        ...

    @property
    def tags(self) -> Sequence[str]:
        """The tags of the note, folded."""
        ...

    @property
    def names(self) -> Sequence[str]:
        """The names of the work that is exported for the note, or may be."""
        ...

    @property
    def status(self) -> Status:
        """The status of the decision about the note."""
        ...

    @property
    def by(self) -> DecidedBy:
        """Who or what decided."""
        ...

    @property
    def confidence(self) -> float | None:
        """The confidence of the decision (0..1)."""
        ...

    @property
    def is_decided(self) -> bool:
        """Whether the user decided anything about the note."""
        ...


FoundNote = TypeVar("FoundNote", bound=NamedNote)
"""The notes of a `NotesByName`."""
_Found = TypeVar("_Found", bound=NamedNote, covariant=True)


class NotesByName(Protocol[_Found]):
    """All notes of a project. Each method returns, in the order of the notes, at least those that it describes."""

    def every(self) -> Sequence[_Found]:
        """Return all notes."""
        ...

    def with_id(self, text: str) -> Sequence[_Found]:
        """Return the notes whose ids begin or end with `text`."""
        ...

    def with_names(self, names: Collection[str]) -> Sequence[_Found]:
        """Return the notes whose works have one of `names`."""
        ...

    def in_file(self, path: str) -> Sequence[_Found]:
        """Return the notes whose files, as given, end with `path`."""
        ...

    def with_words(self, words: Collection[str]) -> Sequence[_Found]:
        """Return the notes in whose folded titles all `words` are."""
        ...

    def with_tag(self, tag: str) -> Sequence[_Found]:
        """Return the notes with a folded tag."""
        ...


class ListedNotes(Generic[_Found]):
    """All notes as a list: whoever asks for some looks at all of them."""

    def __init__(self, notes: Iterable[_Found]) -> None:
        self._notes = list(notes)

    def every(self) -> Sequence[_Found]:
        """Return all notes."""
        return self._notes

    def with_id(self, text: str) -> Sequence[_Found]:
        """Return all notes."""
        return self._notes

    def with_names(self, names: Collection[str]) -> Sequence[_Found]:
        """Return all notes."""
        return self._notes

    def in_file(self, path: str) -> Sequence[_Found]:
        """Return all notes."""
        return self._notes

    def with_words(self, words: Collection[str]) -> Sequence[_Found]:
        """Return all notes."""
        return self._notes

    def with_tag(self, tag: str) -> Sequence[_Found]:
        """Return all notes."""
        return self._notes


@dataclass(frozen=True, slots=True)
class DecidedName:
    """A decided note as a `NamedNote`; what is seldom needed is made when it is asked for."""

    decided: DecidedNote

    @property
    def id(self) -> str:
        """The id of the note."""
        return self.decided.note.id

    @property
    def source(self) -> str:
        """The file of the note, as given."""
        return self.decided.note.source

    @property
    def spans(self) -> Sequence[tuple[int, int]]:
        """The lines of the note and of its copies."""
        note = self.decided.note
        return ((note.line, note.end_line), *note.copies)

    @property
    def title(self) -> str:
        """The title of the note, folded."""
        return fold(self.decided.note.title or "")

    @property
    def tags(self) -> Sequence[str]:
        """The tags of the note, folded."""
        return tuple(map(fold, self.decided.note.tags))

    @property
    def names(self) -> Sequence[str]:
        """The names of the work that is exported for the note, or may be."""
        work = work_of(self.decided, unresolved=True, pending=True)
        return (work.id, *work_names(work)) if work is not None else ()

    @property
    def status(self) -> Status:
        """The status of the decision about the note."""
        return self.decided.decision.status

    @property
    def by(self) -> DecidedBy:
        """Who or what decided."""
        return self.decided.decision.by

    @property
    def confidence(self) -> float | None:
        """The confidence of the decision (0..1)."""
        return self.decided.decision.confidence

    @property
    def is_decided(self) -> bool:
        """Whether the user decided anything about the note."""
        return self.decided.queries.has_user_decision


def find_notes(decided: Sequence[DecidedNote], name: str, keys: CitationKeys) -> list[DecidedNote]:
    """Return the notes that `name` names; see `notes_named`."""
    return [note.decided for note in notes_named(ListedNotes(map(DecidedName, decided)), name, keys)]


def notes_named(notes: NotesByName[FoundNote], name: str, keys: CitationKeys) -> list[FoundNote]:
    """Return the notes that `name` names: an id, a citation key, "path:line", a path, an id without its digits, the
    beginning of an id or of a key, the digits at the end of an id, or words of a title.

    These are tried in this order, and the first that finds a note counts. A note that is in two files is returned
    twice.
    """

    def those(notes_given: Iterable[FoundNote], is_named: Callable[[FoundNote], bool]) -> list[FoundNote]:
        return list(filter(is_named, notes_given))

    with_id = notes.with_id(name)
    if matches := those(with_id, lambda note: note.id == name) or those(
        notes.with_names(keys.names_of(name)), lambda note: name in keys.keys_of_names(note.names)
    ):
        return matches
    path, colon, line = name.rpartition(":")
    number = whole_number(line) if colon else None
    if number is not None and (matches := those(notes.in_file(path), lambda note: _is_at(note, path, number))):
        return matches
    if matches := (
        those(notes.in_file(name), lambda note: _is_in(note, name))
        or those(with_id, lambda note: note.id.rpartition("-")[0] == name)
        or those(with_id, lambda note: note.id.startswith(name))
    ):
        return matches
    if matches := those(
        notes.with_names(keys.names_of(name, is_beginning=True)),
        lambda note: any(key.startswith(name) for key in keys.keys_of_names(note.names)),
    ) or those(with_id, lambda note: note.id.endswith(f"-{name}")):
        return matches
    words = fold(name).split()
    return those(notes.with_words(words), lambda note: bool(words) and _has_words(note.title, words))


def _has_words(title: str, words: Sequence[str]) -> bool:
    """Return whether a folded title has `words`; scripts without blanks between words may have them anywhere."""
    title_words = set(title.split())
    return all(word in title_words or (is_han_or_kana(word) and word in title) for word in words)


def _is_in(note: NamedNote, path: str) -> bool:
    return note.source == path or note.source.endswith(f"/{path}")


def _is_at(note: NamedNote, path: str, line: int) -> bool:
    return _is_in(note, path) and any(first <= line <= last for first, last in note.spans)


def one_note(notes: NotesByName[FoundNote], name: str, keys: CitationKeys) -> list[FoundNote]:
    """Return the one note that `name` names, once for every place where it is. Raises `UsageError` if there is none, or
    several.
    """
    found = notes_named(notes, name, keys)
    if not found:
        raise UsageError(f"there is no note {name!r}", hint="`biblio notes` lists the notes with their ids")
    note_ids = list(dict.fromkeys(note.id for note in found))
    if len(note_ids) > 1:
        more = f" and {len(note_ids) - _MAX_IDS_LISTED} more" if len(note_ids) > _MAX_IDS_LISTED else ""
        names = ", ".join(note_ids[:_MAX_IDS_LISTED])
        raise UsageError(f"{name!r} matches several notes: {names}{more}", hint="type more of the id")
    return found


def notes_tagged(notes: NotesByName[FoundNote], tag: str) -> list[FoundNote]:
    """Return the notes with a tag, which is compared folded."""
    folded = fold(tag)
    return [note for note in notes.with_tag(folded) if folded in note.tags]
