"""Whether an entry is written for biblatex: it has a type or a field that BibTeX's styles do not know."""

from __future__ import annotations

from biblio.check.source_text import BibEntry

__all__ = ["is_of_biblatex"]

_TYPES = frozenset({"online", "thesis", "report", "software", "dataset", "collection", "periodical", "patent"})
_FIELDS = frozenset({"date", "journaltitle", "eprinttype", "langid", "location"})


def is_of_biblatex(entry: BibEntry) -> bool:
    """Return whether only biblatex knows the type of `entry`, or one of its fields."""
    return entry.block.type in _TYPES or entry.has_any(_FIELDS)
