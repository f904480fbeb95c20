"""Resolve the fields that an entry inherits from others by ``crossref`` and ``xdata``.

Follows the biblatex manual, https://ctan.org/pkg/biblatex (2.4.1, appendix B).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from biblio.model.entry import Entry

__all__ = ["inherit_fields", "parent_keys"]

# A part of a book or an article of a periodical inherits the parent's title as that of the place where it appeared; any
# other entry (an article from an article, an edition from an edition) inherits every field under its own name.
_TITLES = ("title", "subtitle", "titleaddon")
_PARTS = frozenset(
    "inbook incollection inproceedings conference inreference bookinbook suppbook suppcollection".split()
)
_PERIODICALS = frozenset({"periodical", "journal"})
# biber would also pass on what identifies the parent, but a volume's DOI is not that of a paper in it.
_NOT_INHERITED = frozenset(
    """
    crossref xdata xref ids options keywords abstract note annote annotation comment label shorthand entrysubtype
    doi url urldate eprint eprinttype eprintclass archiveprefix primaryclass pmid pmcid file pages pagetotal related
    """.split()
)


def parent_keys(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the keys (case folded) that `entries` refer to in ``crossref`` and ``xdata``."""
    keys = (key for entry in entries for field in ("crossref", "xdata") for key in entry.get(field).split(","))
    return frozenset(key.strip().casefold() for key in keys if key.strip())


def inherit_fields(entry: Entry, known: Mapping[str, Entry]) -> Entry:
    """Return an entry with the fields that it inherits from `known` (case-folded key → entry); its own count first.

    The parents inherit from theirs before. The result stands without its parents: a ``crossref`` or ``xdata`` whose
    entries are all known is left out.
    """
    return _with_inherited(entry, known, frozenset({entry.key.casefold()}))


def _with_inherited(entry: Entry, known: Mapping[str, Entry], children: frozenset[str]) -> Entry:
    fields = dict(entry.fields)
    macros = set(entry.macros)
    for source in ("xdata", "crossref"):
        keys = [key.strip().casefold() for key in entry.get(source).split(",") if key.strip()]
        if source in fields and all(known.get(key, entry) is not entry for key in keys):
            del fields[source]
        for key in keys:
            if key in children or key not in known:
                continue
            parent = _with_inherited(known[key], known, children | {key})
            for name, value in parent.fields:
                child = _inherited_name(name, entry.type, parent.type) if source == "crossref" else name
                if child not in fields and name not in _NOT_INHERITED:
                    fields[child] = value
                    macros |= {child} & {child if name in parent.macros else ""}
    return Entry(entry.type, entry.key, tuple(fields.items()), frozenset(macros))


def _inherited_name(name: str, child_type: str, parent_type: str) -> str:
    """Return the name under which an entry inherits a field by ``crossref``."""
    if name not in _TITLES:
        return name
    if child_type in _PARTS:
        return f"book{name}"
    if parent_type in _PERIODICALS:
        return f"journal{name}"
    return name
