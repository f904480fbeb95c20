"""What an entry of a reference manager's library says besides what every work has, as fields of its BibTeX entry.

A place, an edition, a translator and the like come from nobody else: no service gives them. They are added to the
entry of the work, whether it was found or not, and replace nothing there. What only the program needs (its numbers, its
files' names, the words of a database) stays in the note.

The names of the fields are those of biblatex's manual, section 2.2.2 (https://ctan.org/pkg/biblatex), with the classic
ones where both know a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from biblio.bibtex.field_names import names_of_field
from biblio.bibtex.latex_to_text import plain_text
from biblio.bibtex.names import format_names
from biblio.bibtex.text_to_latex import Dialect, to_tex
from biblio.model.entry import Entry
from biblio.model.note import Note
from biblio.model.people import parse_person
from biblio.text import normalise_space

__all__ = ["library_entry", "with_library_fields"]

# Field of a note → field of an entry.
_TEXTS = {
    "edition": "edition", "place": "address", "publisher-place": "address", "location": "address", "type": "type",
    "genre": "type", "section": "chapter", "chapter-number": "chapter", "chapter": "chapter", "volumes": "volumes",
    "number-of-volumes": "volumes", "number-of-pages": "pagetotal", "num-pages": "pagetotal", "page-total": "pagetotal",
    "short-title": "shorttitle", "title-short": "shorttitle", "original-title": "origtitle", "event": "eventtitle",
    "event-title": "eventtitle", "conference-name": "eventtitle", "organization": "organization", "series": "series",
    "volume": "volume", "number": "number", "article-number": "eid", "publisher": "publisher",
}  # fmt: skip
_VERBATIM = {"isbn": "isbn", "book-isbn": "isbn", "issn": "issn"}
_PEOPLE = {"translator": "translator", "editor": "editor", "reviewed-author": "commentator"}
# BibTeX's classic styles know no others; what they do not know they leave out.
_HOUSES = {"phdthesis": "school", "mastersthesis": "school", "thesis": "institution", "techreport": "institution"}


def library_entry(note: Note, entry: Entry, dialect: Dialect) -> Entry | None:
    """Return the fields that `note` has from an export of a reference manager; None if it comes from none.

    `entry` is that of its work: it says what the fields of its type are called. Texts are in the spelling of `dialect`.
    """
    if not any(name == "entrytype" for name, _ in note.fields):
        return None
    fields: dict[str, str] = {}
    for name, value in note.fields:
        text = normalise_space(value)
        if target := _TEXTS.get(name):
            target = _HOUSES.get(entry.type, target) if target == "publisher" else target
            fields.setdefault(target, to_tex(plain_text(text), dialect=dialect))
        elif target := _VERBATIM.get(name):
            fields.setdefault(target, text)
        elif target := _PEOPLE.get(name):
            people = tuple(map(parse_person, _names(text)))
            known = fields.get(target)
            written = format_names(people, dialect=dialect)
            fields[target] = f"{known} and {written}" if known else written
    return Entry(entry.type, entry.key, tuple((name, value) for name, value in fields.items() if value))


def with_library_fields(entry: Entry, notes: Iterable[Note], dialect: Dialect) -> Entry:
    """Return `entry` with every field that exports of reference managers have and it lacks, from the first note on."""
    for note in notes:
        if own := library_entry(note, entry, dialect):
            present = {alias for name, _ in entry.fields for alias in names_of_field(name)}
            missing = tuple(field for field in own.fields if field[0] not in present)
            entry = replace(entry, fields=(*entry.fields, *missing))
    return entry


def _names(text: str) -> Iterable[str]:
    return [name for name in re.split(r"(?<!\s)\s+and\s+|(?:(?<!\s)\s+)?;\s*", text) if name]
