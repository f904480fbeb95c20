"""Recognise pages on the people and journals of other notes: "Jane Roe.md" beside a note with `author: Jane Roe`.

Vaults link the names in their notes, so that each gets a page. In a folder of literature such a page would be a note on
a work, whose title is the name.
"""

from __future__ import annotations

from collections.abc import Iterable

from biblio.model.note import LinkRole, Note
from biblio.text import fold

__all__ = ["pages_of_names"]


def pages_of_names(pages: Iterable[Note], notes: Iterable[Note]) -> set[str]:
    """Return the sources of `pages` that say nothing of a work and are called like an author or venue of `notes`."""
    names: set[str] = set()
    for note in notes:
        names.update(map(fold, note.authors))
        names.add(fold(note.venue or ""))
    names.discard("")
    return {page.source for page in pages if _says_nothing(page) and fold(page.title or "") in names}


def _says_nothing(page: Note) -> bool:
    is_named = page.authors or page.year or page.venue or page.citekey
    return page.line == 1 and not is_named and not any(link.role is LinkRole.OWN for link in page.links)
