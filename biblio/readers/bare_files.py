"""Decide which files are notes only by the name of their folder, where the notes around them have citation keys.

What tells the shapes of titles apart is loaded only for a file that shows nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from biblio.model.note import Note
from biblio.readers.folders_of_files import FEW, folders_of
from biblio.readers.markdown.kind_words import is_literature_word

__all__ = ["bare_among_cited", "may_be_bare"]

# The share of the notes of a folder with citation keys, from which a page without any sign is something else.
_CITED = 0.8


def bare_among_cited(notes: Mapping[str, Note]) -> set[str]:
    """Return the files that nothing but the name of their folder makes notes, where the others have citation keys.

    `notes` are those that fill files of their own, by path. Among the notes that a reference manager wrote into
    "Readings", a page "Assignment 2" is no reading.
    """
    cited: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    bare = {path for path, note in notes.items() if _is_bare(note)}
    for path, note in notes.items():
        if path not in bare:
            sizes.update(folders_of(path))
            cited.update(folders_of(path) if note.citekey else ())
    nearest = {path: next((at for at in folders_of(path) if sizes[at] >= FEW), "") for path in bare}
    return {path for path, at in nearest.items() if sizes[at] >= FEW and cited[at] >= _CITED * sizes[at]}


def may_be_bare(note: Note) -> bool:
    """Return whether nothing but the shape of its title, or the name of its folder, can make a file a note."""
    return not (
        note.layout != "markdown"
        or note.line != 1
        or (note.authors or note.year or note.venue or note.citekey or note.kind_hint)
        or note.has_own_link
        or any(map(is_literature_word, note.tags))
    )


def _is_bare(note: Note) -> bool:
    if not may_be_bare(note):
        return False
    from biblio.readers.markdown.title_shape import TitleShape, title_shape

    return title_shape(note.title or "") not in {TitleShape.WORK, TitleShape.SYSTEM}
