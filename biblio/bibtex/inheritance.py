"""Resolve the fields that an entry inherits from others by ``crossref`` and ``xdata``.

Follows the biblatex manual, https://ctan.org/pkg/biblatex (2.4.1, appendix B).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from biblio.model.entry import Entry
from biblio.text import whole_number

__all__ = ["entries_by_name", "inherit_fields", "names_of_entry", "parent_keys"]

# biblatex.def: a part of a book inherits the title of the book as that of the place where it appeared, a volume and its
# parts that of the work in several volumes as `maintitle`, an article that of its periodical; any other entry (an
# article from an article, an edition from an edition) inherits every field under its own name.
_TITLES = ("title", "subtitle", "titleaddon")
_TITLES_OF_ITS_OWN = frozenset({"shorttitle", "sorttitle", "indextitle", "indexsorttitle"})
_PARTS_OF_BOOKS = frozenset({"inbook", "bookinbook", "suppbook"})
_PARTS = _PARTS_OF_BOOKS | frozenset("incollection inproceedings conference inreference suppcollection".split())
_VOLUMES = frozenset({"book", "collection", "proceedings", "reference"})
_PERIODICALS = frozenset({"periodical", "journal"})
_DATES = frozenset({"date", "year", "month", "day"})
# biber would also pass on what identifies the parent, but a volume's DOI is not that of a paper in it.
_NOT_INHERITED = frozenset(
    """
    crossref xdata xref ids entryset entrysubtype execute label options presort related relatedoptions relatedstring
    relatedtype shorthand shorthandintro sortkey
    keywords abstract note annote annotation comment doi url urldate eprint eprinttype eprintclass archiveprefix
    primaryclass pmid pmcid file pages pagetotal
    """.split()
)
# Data for many entries, unlike the field of a parent: all of them are meant for each.
_NOT_SHARED = frozenset({"crossref", "xdata", "ids"})
# One value, or one name or item of a list, of an entry of data: "xdata=KEY-FIELD-NUMBER".
_SHARED_VALUE = re.compile(
    r"xdata\s*=\s*(?P<key>[^\s,{}]{1,200})-(?P<field>[a-z]+)(?:-(?P<number>\d+))?", re.IGNORECASE
)
_MOST_STEPS, _MOST_SHARED = 5, 100_000  # a value that names itself, or that many name, must not grow without end
_MOST_LEVELS = 20  # of parents above an entry
_BETWEEN_ITEMS = re.compile(r"(?<!\s)\s+and\s+", re.IGNORECASE)


def names_of_entry(entry: Entry) -> tuple[str, ...]:
    """Return the case-folded keys by which other entries may name this one: its own, and those in ``ids``."""
    return entry.key.casefold(), *(key.strip().casefold() for key in entry.get("ids").split(",") if key.strip())


def entries_by_name(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return entries by the names of `names_of_entry`; a key goes before another entry's alias."""
    found = {entry.key.casefold(): entry for entry in entries}
    for entry in tuple(found.values()):
        for name in names_of_entry(entry):
            found.setdefault(name, entry)
    return found


def parent_keys(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the names (case folded) of the entries that `entries` have fields, or values of fields, from."""
    keys: set[str] = set()
    for entry in entries:
        for name, value in entry.fields:
            if name in ("crossref", "xdata"):
                keys.update(key.strip().casefold() for key in value.split(","))
            elif "xdata" in value.lower():
                keys.update(match["key"].casefold() for match in _SHARED_VALUE.finditer(value))
    return frozenset(keys - {""})


def inherit_fields(entry: Entry, known: Mapping[str, Entry]) -> Entry:
    """Return an entry with the fields that it inherits from `known` (see `entries_by_name`); its own count first.

    The parents inherit from theirs before. The result stands without its parents: a ``crossref`` or ``xdata`` whose
    entries are all known is left out. Parents more than twenty levels above it count for nothing.
    """
    return _with_inherited(entry, known, frozenset({entry.key.casefold()}), {})


def _with_inherited(
    entry: Entry, known: Mapping[str, Entry], children: frozenset[str], parents: dict[str, Entry]
) -> Entry:
    """See `inherit_fields`; `parents` keeps what they inherit, as several ways may lead to one."""
    fields = {name: _with_shared_values(value, known) for name, value in entry.fields}
    macros = set(entry.macros)
    for source in ("xdata", "crossref"):
        keys = [key.strip().casefold() for key in entry.get(source).split(",") if key.strip()]
        if source in fields and all(key in known or key in children for key in keys):
            del fields[source]
        for key in keys:
            if key in children or key not in known or len(children) > _MOST_LEVELS:
                continue
            if key not in parents:
                parents[key] = _with_inherited(known[key], known, children | {key}, parents)
            parent = parents[key]
            is_parent = source == "crossref"
            names_in_child = {name: _inherited_names(name, entry.type, parent.type) for name, _ in parent.fields}
            is_of_another_year = is_parent and _is_of_another_year(fields, parent)
            for name, value in parent.fields:
                if is_of_another_year and name in _DATES:
                    continue
                for child in names_in_child[name] if is_parent else (name,) if name not in _NOT_SHARED else ():
                    if child not in fields:
                        fields[child] = value
                        macros |= {child} & {child if name in parent.macros else ""}
    return Entry(entry.type, entry.key, tuple(fields.items()), frozenset(macros))


def _inherited_names(name: str, child_type: str, parent_type: str) -> tuple[str, ...]:
    """Return the names under which an entry inherits a field by ``crossref``; none if it does not."""
    prefix = _title_prefix(child_type, parent_type)
    if name in _NOT_INHERITED or (prefix and name in _TITLES_OF_ITS_OWN):
        return ()
    if name == "author" and child_type in _PARTS_OF_BOOKS and parent_type in ("book", "mvbook"):
        return "author", "bookauthor"
    if name in _TITLES and prefix:
        return (f"{prefix}{name}",)
    return (name,)


def _title_prefix(child_type: str, parent_type: str) -> str:
    if parent_type.startswith("mv") and child_type in _PARTS | _VOLUMES:
        return "main"
    if child_type in _PARTS:
        return "book"
    return "journal" if parent_type in _PERIODICALS else ""


def _is_of_another_year(fields: Mapping[str, str], parent: Entry) -> bool:
    own = fields.get("date") or fields.get("year") or ""
    others = parent.get("date") or parent.get("year")
    return bool(own and others) and own[:4] != others[:4]


def _with_shared_values(value: str, known: Mapping[str, Entry]) -> str:
    """Return a value with what it takes from entries of data; a reference that leads nowhere stays."""
    if "xdata" not in value.lower():
        return value
    left = _MOST_SHARED

    def shared(reference: re.Match[str]) -> str:
        nonlocal left
        text = _shared_value(reference, known)
        left -= len(text)
        return text if left > 0 else reference[0]

    return _SHARED_VALUE.sub(shared, value)


def _shared_value(reference: re.Match[str], known: Mapping[str, Entry]) -> str:
    """Return what a reference leads to, over a few others at most; as it is written if that is nothing."""
    found = reference
    for _ in range(_MOST_STEPS):
        of_data = known.get(found["key"].casefold())
        text = of_data.get(found["field"].lower()) if of_data else ""
        if number := whole_number(found["number"] or ""):
            text = next(islice(_BETWEEN_ITEMS.split(text), number - 1, None), "")
        following = _SHARED_VALUE.fullmatch(text.strip())
        if following is None:
            return text or reference[0]
        found = following
    return reference[0]
