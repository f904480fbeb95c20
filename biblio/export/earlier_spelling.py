"""Entries as earlier versions spelt them in the biblatex dialect, to recognise them in an export.

What was written last time is in the state, which may be gone (a clone of the repository on another machine). The index
has digests only; if an entry in the earlier spelling has the digest, its text is known again, and the user's edits can
be told from what changed its spelling.
"""

from __future__ import annotations

import re
from dataclasses import replace

from biblio.bibtex.date_fields import date_parts, iso_date
from biblio.bibtex.entry_table import KIND_WORDS, OLD_KIND_WORDS, TYPE_CODES, keeps_day, kind_of_words
from biblio.model.entry import Entry
from biblio.model.record import Kind

__all__ = ["in_earlier_spelling", "with_date_field"]

_BRACED_NAME = re.compile(r"\{([^\W\d_](?:[^\W\d_]|['’-])+)\}")
_NAMES = {"school": "institution", "eprinttype": "archiveprefix", "eprintclass": "primaryclass"}
_CODES = {entry_type: code for code, entry_type in TYPE_CODES.items()}
_TYPES = {"phdthesis": "thesis", "mastersthesis": "thesis", "techreport": "report"}
_OLD_WORDS = {
    kind: next((word for word, meaning in OLD_KIND_WORDS.items() if meaning is kind), word)
    for kind, word in {**KIND_WORDS, Kind.THESIS: "Thesis"}.items()
}


def _unbraced(match: re.Match[str]) -> str:
    """Return a word without braces if its only capital is the first letter: names had none."""
    return match[1] if match[1][0].isupper() and match[1][1:].islower() else match[0]


def with_date_field(entry: Entry) -> Entry:
    """Return an entry of ours as it was while `date` was written for the types that biblatex alone has."""
    if entry.type == "misc" or not keeps_day(entry.type) or not entry.get("year"):
        return entry
    fields = [("date", iso_date(entry)) if name == "year" else (name, value) for name, value in entry.fields]
    fields = [field for field in fields if field[0] not in ("month", "day")]
    return replace(entry, fields=tuple(fields), macros=entry.macros - {"month"})


def in_earlier_spelling(entry: Entry) -> Entry:
    """Return an entry of ours (biblatex dialect) as an earlier version wrote it from the same data."""
    fields: list[tuple[str, str]] = []
    macros = entry.macros
    for name, value in entry.fields:
        if name == "date":
            parts = date_parts(value)
            fields += [(part, parts[part]) for part in ("year", "month") if part in parts]
            macros |= {"month"} & parts.keys()
        elif name == "eprinttype" and value == "arxiv":
            fields.append(("archiveprefix", "arXiv"))
        elif name == "entrysubtype" and (kind := kind_of_words(value)):
            fields.append((name, kind.value))
        elif name == "howpublished":
            kind = kind_of_words(value)
            fields.append((name, _OLD_WORDS.get(kind, value) if kind else value.removesuffix(" preprint")))
        elif name == "title":
            fields.append((name, _BRACED_NAME.sub(_unbraced, value)))
        elif name != "day" and not (name == "doi" and value.startswith("10.48550/arXiv.")):
            fields.append((_NAMES.get(name, name) if value != "pubmed" else name, value))
    if code := _CODES.get(entry.type):
        place = next((index for index, (name, _) in enumerate(fields) if name == "institution"), len(fields) - 1)
        fields.insert(place + 1, ("type", code))
    return replace(entry, type=_TYPES.get(entry.type, entry.type), fields=tuple(fields), macros=macros)
