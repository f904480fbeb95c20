"""Resolve the fields that an entry inherits from others by ``crossref`` and ``xdata``.

Follows the biblatex manual, https://ctan.org/pkg/biblatex (2.4.1, appendix B).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from biblio.model.entry import Entry

__all__ = ["inherit_fields", "parent_keys"]

# Fields keep their names, except that the parent's title is where the child appeared, not the child's own title.
_RENAMED = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
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

    The result stands without its parents: a ``crossref`` or ``xdata`` whose entries are all known is left out.
    """
    fields = dict(entry.fields)
    macros = set(entry.macros)
    for source in ("xdata", "crossref"):
        keys = [key.strip().casefold() for key in entry.get(source).split(",")]
        if source in fields and all(known.get(key, entry) is not entry for key in keys):
            del fields[source]
        for key in keys:
            parent = known.get(key)
            if parent is None or parent is entry:
                continue
            for name, value in parent.fields:
                child = _RENAMED.get(name, name) if source == "crossref" else name
                if child not in fields and name not in _NOT_INHERITED:
                    fields[child] = value
                    macros |= {child} & {child if name in parent.macros else ""}
    return Entry(entry.type, entry.key, tuple(fields.items()), frozenset(macros))
