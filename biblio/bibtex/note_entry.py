"""The entry of a `.bib` that a note is: kept in the note's `fields`, so that it can be exported as it was written.

Sets (``@set``) are no works: they are kept with one of their members.
"""

from __future__ import annotations

from collections.abc import Iterable

from biblio.model.dates import MONTHS
from biblio.model.entry import Entry
from biblio.model.note import Note

__all__ = ["BIB_LAYOUT", "entry_of_note", "fields_of_note", "may_have_macros", "sets_of_note"]

BIB_LAYOUT = "bibfile"
"""The layout whose notes are entries."""

_TYPE, _MACROS, _SETS = "entrytype", "entrymacros", "entrysets"


def fields_of_note(entry: Entry, sets: Iterable[Entry] = ()) -> tuple[tuple[str, str], ...]:
    """Return `entry` as the `fields` of a note: its type, the names of fields that are macros if any, its fields.

    `sets` are kept with it.
    """
    from biblio.bibtex.entry_text import format_entry

    macros = ((_MACROS, " ".join(sorted(entry.macros))),) if entry.macros else ()
    texts = "\n".join(map(format_entry, sets))
    return ((_TYPE, entry.type), *macros, *(((_SETS, texts),) if texts else ()), *entry.fields)


def entry_of_note(note: Note) -> Entry | None:
    """Return the entry that a note is, with its key; None for a note that does not come from a `.bib`."""
    if note.layout != BIB_LAYOUT or not note.fields or note.fields[0][0] != _TYPE:
        return None
    (_, entry_type), *fields = note.fields
    macros = frozenset[str]()
    if fields and fields[0][0] == _MACROS:
        macros = frozenset(fields.pop(0)[1].split())
    if fields and fields[0][0] == _SETS:
        fields.pop(0)
    return Entry(entry_type, note.citekey, tuple(fields), macros)


def may_have_macros(note: Note) -> bool:
    """Return whether the entry that a note is has macros besides a month."""
    if len(note.fields) < 2 or note.fields[1][0] != _MACROS:
        return False
    return note.fields[1][1] != "month" or dict(note.fields).get("month") not in MONTHS


def sets_of_note(note: Note) -> list[Entry]:
    """Return the sets that are kept with the entry of a note."""
    text = dict(note.fields[:3]).get(_SETS, "") if note.layout == BIB_LAYOUT else ""
    if not text:
        return []
    from biblio.bibtex.entry_text import parse_entry
    from biblio.bibtex.scanner import BlockKind, scan

    return [parse_entry(text[block.start : block.end]) for block in scan(text) if block.kind is BlockKind.ENTRY]
