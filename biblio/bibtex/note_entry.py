"""The entry of a `.bib` that a note is: kept in the note's `fields`, so that it can be exported as it was written."""

from __future__ import annotations

from biblio.model.entry import Entry
from biblio.model.note import Note

__all__ = ["BIB_LAYOUT", "entry_of_note", "fields_of_note"]

BIB_LAYOUT = "bibfile"
"""The layout whose notes are entries."""

_TYPE, _MACROS = "entrytype", "entrymacros"


def fields_of_note(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return `entry` as the `fields` of a note: its type, the names of fields that are macros if any, its fields."""
    macros = ((_MACROS, " ".join(sorted(entry.macros))),) if entry.macros else ()
    return ((_TYPE, entry.type), *macros, *entry.fields)


def entry_of_note(note: Note) -> Entry | None:
    """Return the entry that a note is, with its key; None for a note that does not come from a `.bib`."""
    if note.layout != BIB_LAYOUT or not note.fields or note.fields[0][0] != _TYPE:
        return None
    (_, entry_type), *fields = note.fields
    macros = frozenset[str]()
    if fields and fields[0][0] == _MACROS:
        macros = frozenset(fields.pop(0)[1].split())
    return Entry(entry_type, note.citekey, tuple(fields), macros)
