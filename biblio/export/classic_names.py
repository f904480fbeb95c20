"""The user's own entries in the types and fields that BibTeX's styles print, where biblatex calls them otherwise.

https://ctan.org/pkg/biblatex (2.1.2 and 2.2.5, aliases of types and fields; 2.3.8, dates); btxdoc, 3.
"""

from __future__ import annotations

import re
from dataclasses import replace

from biblio.bibtex.date_fields import date_parts, iso_date
from biblio.bibtex.edtf import start_of_edtf
from biblio.bibtex.entry_table import TYPE_CODES
from biblio.bibtex.field_names import PEOPLE_FIELDS
from biblio.model.entry import Entry

__all__ = ["with_classic_names"]

_CLASSIC = {"journaltitle": "journal", "location": "address", "annotation": "annote"}
_COMMA = re.compile(r",(?![^{}]{0,2000}\})")
_AND = re.compile(r"(?<!\s)\s+and\s+")
_NAME_PARTS = frozenset({"family", "given", "prefix", "suffix", "useprefix"})
_IN_BOOKS = frozenset({"incollection", "inproceedings", "conference"})
_THESES = frozenset({"phdthesis", "mastersthesis"})
_TYPES = {"thesis": "phdthesis", "report": "techreport"}  # classic styles print a `type` in place of their own word


def with_classic_names(entry: Entry) -> Entry:
    """Return `entry` with the names of types and fields that classic styles know, and with `year` and `month`.

    Every value stays: a field whose classic name the entry has too keeps its own, and so does a `date` that says more
    than a year and a month. Only a `type` that the entry type says is left out, and what biblatex does with a prefix.
    """
    entry = _with_classic_type(entry)
    names = dict(entry.fields)
    fields: list[tuple[str, str]] = []
    macros = set(entry.macros)
    for name, value in entry.fields:
        classic = _classic_field(name, entry.type)
        if name == "date" and "year" not in names and name not in entry.macros:
            parts = _classic_date(value)
            fields += [(part, text) for part, text in parts.items() if part not in names]
            macros |= {"month"} & parts.keys() - names.keys()
            if iso_date(Entry("", "", tuple(parts.items()))) == value.strip():
                continue
        if name in PEOPLE_FIELDS and name not in entry.macros:
            value = _with_classic_people(value)
        if classic != name and classic not in names:
            macros = {classic if macro == name else macro for macro in macros}
            name = classic
        fields.append((name, value))
    return replace(entry, fields=tuple(fields), macros=frozenset(macros))


def _classic_field(name: str, entry_type: str) -> str:
    if name == "institution" and entry_type in _THESES:
        return "school"
    if name == "maintitle" and entry_type in _IN_BOOKS:
        return "booktitle"  # of a work in several volumes, where the volume has no title
    return _CLASSIC.get(name, name)


def _with_classic_type(entry: Entry) -> Entry:
    if entry.type not in _TYPES or not entry.get("type"):
        return entry
    code = TYPE_CODES.get(entry.get("type"))
    fields = tuple(field for field in entry.fields if field[0] != "type" or not code)
    return replace(entry, type=code or _TYPES[entry.type], fields=fields)


def _with_classic_people(value: str) -> str:
    """Return a list of people without biblatex's extended names ("family=Berg, prefix=van den"), which styles print."""
    names = _AND.split(value)
    classic = [_classic_name(name) or name for name in names]
    return " and ".join(classic) if classic != names else value


def _classic_name(name: str) -> str:
    """Return one extended name as "von Last, Jr., First", empty for another name and for one that says more."""
    parts = {}
    for part in _COMMA.split(name.strip().strip('"')):
        label, is_part, text = part.partition("=")
        if not is_part or label.strip() not in _NAME_PARTS:
            return ""
        parts[label.strip()] = text.strip()
    last = " ".join(filter(None, (parts.get("prefix"), parts.get("family"))))
    return ", ".join(filter(None, (last, parts.get("suffix"), parts.get("given"))))


def _classic_date(date: str) -> dict[str, str]:
    """Return the year, and the month if it is known, of a date as biblatex has it; what is no date is the year."""
    begin, is_range, end = date.strip().partition("/")
    start, last = start_of_edtf(begin), start_of_edtf(end)
    if not start:
        return {"year": date.strip()} if date.strip() else {}
    parts = date_parts(start)
    parts.pop("day", None)
    if is_range and (last is None or last.year != start.year):
        return {"year": f"{start.year:04}--{last.year if last else ''}"}
    return parts
