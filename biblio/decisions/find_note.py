"""Find the note that the user names, and read the identifier of a work that they type. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from biblio.decisions.decision_text import read_identifier
from biblio.errors import UsageError
from biblio.export.export_index import CitationKeys
from biblio.export.exported_works import work_of
from biblio.extract.identifiers_in_text import find_identifiers, identifier_in_url
from biblio.matching.works.versions import stable_identifier
from biblio.model.decision import Candidate, DecidedNote
from biblio.model.identifiers import Identifier, arxiv, doi
from biblio.model.note import Note
from biblio.text import fold, is_han_or_kana

__all__ = ["find_note", "find_notes", "identifier_from_input"]

_MAX_IDS_LISTED = 8


def find_notes(decided: Sequence[DecidedNote], name: str, keys: CitationKeys) -> list[DecidedNote]:
    """Return the notes that `name` names: an id, a citation key, "path:line", a path, the beginning of an id or of a
    key, the digits at the end of an id, or words of a title.

    These are tried in this order, and the first that finds a note counts. A note that is in two files is returned
    twice.
    """
    matches = [decided_note for decided_note in decided if decided_note.note.id == name]
    matches = matches or [decided_note for decided_note in decided if name in _keys_of(decided_note, keys)]
    if matches:
        return matches
    path, colon, line = name.rpartition(":")
    if colon and line.isdigit():
        matches = [decided_note for decided_note in decided if _is_at(decided_note.note, path, int(line))]
        if matches:
            return matches
    matches = [decided_note for decided_note in decided if _is_in(decided_note.note, name)]
    matches = matches or [decided_note for decided_note in decided if decided_note.note.id.startswith(name)]
    matches = matches or [
        decided_note for decided_note in decided if any(key.startswith(name) for key in _keys_of(decided_note, keys))
    ]
    matches = matches or [decided_note for decided_note in decided if decided_note.note.id.endswith(f"-{name}")]
    if matches:
        return matches
    words = fold(name).split()
    return [
        decided_note for decided_note in decided if words and _has_words(fold(decided_note.note.title or ""), words)
    ]


def _keys_of(decided_note: DecidedNote, keys: CitationKeys) -> Collection[str]:
    work = work_of(decided_note, unresolved=True, pending=True)
    return keys.keys_of(work) if work is not None else ()


def _has_words(title: str, words: Sequence[str]) -> bool:
    """Return whether a folded title has `words`; scripts without blanks between words may have them anywhere."""
    title_words = set(title.split())
    return all(word in title_words or (is_han_or_kana(word) and word in title) for word in words)


def _is_in(note: Note, path: str) -> bool:
    return note.source == path or note.source.endswith(f"/{path}")


def _is_at(note: Note, path: str, line: int) -> bool:
    return _is_in(note, path) and any(
        first <= line <= last for first, last in ((note.line, note.end_line), *note.copies)
    )


def find_note(decided: Sequence[DecidedNote], name: str, keys: CitationKeys) -> list[DecidedNote]:
    """Return the one note that `name` names, once for every place where it is.

    Raises `UsageError` if there is none, or if there are several.
    """
    matches = find_notes(decided, name, keys)
    if not matches:
        raise UsageError(f"there is no note {name!r}", hint="`biblio notes` lists the notes with their ids")
    note_ids = list(dict.fromkeys(decided_note.note.id for decided_note in matches))
    if len(note_ids) > 1:
        more = f" and {len(note_ids) - _MAX_IDS_LISTED} more" if len(note_ids) > _MAX_IDS_LISTED else ""
        names = ", ".join(note_ids[:_MAX_IDS_LISTED])
        raise UsageError(f"{name!r} matches several notes: {names}{more}", hint="type more of the id")
    return matches


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
