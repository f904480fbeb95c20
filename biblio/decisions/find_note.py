"""Find the note that the user names, and read the identifier of a work that they type. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from biblio.decisions.decision_text import read_identifier
from biblio.errors import UsageError
from biblio.export.export_index import CitationKeys
from biblio.export.exported_works import work_of
from biblio.export.work_names import work_names
from biblio.extract.identifiers_in_text import find_identifiers, identifier_in_url
from biblio.matching.works.versions import stable_identifier
from biblio.model.decision import Candidate, DecidedBy, DecidedNote, Status
from biblio.model.identifiers import Identifier, arxiv, doi
from biblio.text import fold, is_han_or_kana

__all__ = [
    "DecidedName",
    "NamedNote",
    "find_note",
    "find_notes",
    "identifier_from_input",
    "places_named",
    "places_of_one",
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
    """Return the notes that `name` names; see `places_named`."""
    return [decided[place] for place in places_named(list(map(DecidedName, decided)), name, keys)]


def places_named(notes: Sequence[NamedNote], name: str, keys: CitationKeys) -> list[int]:
    """Return the places of the notes that `name` names: an id, a citation key, "path:line", a path, the beginning of an
    id or of a key, the digits at the end of an id, or words of a title.

    These are tried in this order, and the first that finds a note counts. A note that is in two files is returned
    twice.
    """

    def places(is_named: Callable[[NamedNote], bool]) -> list[int]:
        return [place for place, note in enumerate(notes) if is_named(note)]

    found = places(lambda note: note.id == name) or places(lambda note: name in keys.keys_of_names(note.names))
    if found:
        return found
    path, colon, line = name.rpartition(":")
    if colon and line.isdigit() and (found := places(lambda note: _is_at(note, path, int(line)))):
        return found
    found = (
        places(lambda note: _is_in(note, name))
        or places(lambda note: note.id.startswith(name))
        or places(lambda note: any(key.startswith(name) for key in keys.keys_of_names(note.names)))
        or places(lambda note: note.id.endswith(f"-{name}"))
    )
    words = fold(name).split()
    return found or places(lambda note: bool(words) and _has_words(note.title, words))


def _has_words(title: str, words: Sequence[str]) -> bool:
    """Return whether a folded title has `words`; scripts without blanks between words may have them anywhere."""
    title_words = set(title.split())
    return all(word in title_words or (is_han_or_kana(word) and word in title) for word in words)


def _is_in(note: NamedNote, path: str) -> bool:
    return note.source == path or note.source.endswith(f"/{path}")


def _is_at(note: NamedNote, path: str, line: int) -> bool:
    return _is_in(note, path) and any(first <= line <= last for first, last in note.spans)


def find_note(decided: Sequence[DecidedNote], name: str, keys: CitationKeys) -> list[DecidedNote]:
    """Return the one note that `name` names, once for every place where it is.

    Raises `UsageError` if there is none, or if there are several.
    """
    names = list(map(DecidedName, decided))
    return [decided[place] for place in places_of_one(names, name, keys)]


def places_of_one(notes: Sequence[NamedNote], name: str, keys: CitationKeys) -> list[int]:
    """Return the places of the one note that `name` names. Raises `UsageError` if there is none, or several."""
    places = places_named(notes, name, keys)
    if not places:
        raise UsageError(f"there is no note {name!r}", hint="`biblio notes` lists the notes with their ids")
    note_ids = list(dict.fromkeys(notes[place].id for place in places))
    if len(note_ids) > 1:
        more = f" and {len(note_ids) - _MAX_IDS_LISTED} more" if len(note_ids) > _MAX_IDS_LISTED else ""
        names = ", ".join(note_ids[:_MAX_IDS_LISTED])
        raise UsageError(f"{name!r} matches several notes: {names}{more}", hint="type more of the id")
    return places


def identifier_from_input(text: str, candidates: Sequence[Candidate] = ()) -> Identifier:
    """Return the identifier that the user typed: "arxiv:2304.02643", an address, a bare DOI or arXiv number.

    A number of one or two digits means one of `candidates`, from 1. Raises `UsageError` if `text` is none of these.
    """
    text = text.strip()
    if text.isdecimal() and len(text) < 3:
        if not 1 <= int(text) <= len(candidates):
            available = f"candidates 1 to {len(candidates)}" if candidates else "no candidates"
            raise UsageError(
                f"there is no candidate {text}: the note has {available}", hint="`biblio show` lists the candidates"
            )
        identifier = stable_identifier(candidates[int(text) - 1].work)
        if identifier is None:
            raise UsageError(
                f"candidate {text} has no identifier to write down", hint="type another identifier of the work"
            )
        return identifier
    if text.startswith(("http://", "https://")):
        identifier = identifier_in_url(text)
        if identifier is None:
            hint = "if the page is not a paper: biblio reject NOTE --kind webpage (or blogpost, software …)"
            raise UsageError(f"{text}: this address contains no identifier of a work", hint=hint)
        return identifier
    try:
        return read_identifier(text)
    except ValueError:
        in_text = (match.identifier for match in find_identifiers(text))
        identifier = arxiv(text) or doi(text) or next(in_text, None)
        if identifier is None:
            hint = "for example arxiv:2304.02643, doi:10.1038/nature14539, an address, or the number of a candidate"
            raise UsageError(f"{text!r} is not an identifier that biblio knows", hint=hint) from None
        return identifier
