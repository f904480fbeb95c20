"""Recognise pages on the people and journals of other notes: "Jane Roe.md" beside a note with `author: Jane Roe`.

Vaults link the names in their notes, so that each gets a page. In a folder of literature such a page would be a note on
a work, whose title is the name.
"""

from __future__ import annotations

from collections.abc import Iterable

from biblio.model.note import Note
from biblio.text import fold

__all__ = ["pages_of_names"]


def pages_of_names(pages: Iterable[Note], notes: Iterable[Note]) -> set[str]:
    """Return the sources of `pages` that say nothing of a work and are called like an author or venue of `notes`."""
    names: set[str] = set()
    for note in notes:
        names.update(map(fold, note.authors))
        names.add(fold(note.venue or ""))
    names.discard("")
    return {page.source for page in pages if page.line == 1 and page.says_nothing and fold(page.title or "") in names}
