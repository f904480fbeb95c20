"""Recognise the author of the notes: a person may write their own name into every file, which is no sign of a work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher

from biblio.model.note import LinkRole, Note
from biblio.readers.markdown.kind_words import is_literature_word
from biblio.text import fold

__all__ = ["has_only_an_author", "is_same_person", "own_author"]

_LEAST = 4
_OWN_AUTHOR = 0.5
_ALIKE = 0.9


def own_author(notes: Iterable[Note]) -> str:
    """Return the folded name that a person writes as the author of all their notes, or an empty text.

    `notes` are those of one source. A name counts if it is the only author of at least half of the notes that show
    nothing but an author, and of four at least.
    """
    authors = Counter(fold(note.authors[0]) for note in notes if has_only_an_author(note))
    if not authors:
        return ""
    name, number = authors.most_common(1)[0]
    number = sum(count for author, count in authors.items() if is_same_person(author, name))
    return name if number >= max(_LEAST, _OWN_AUTHOR * authors.total()) else ""


def is_same_person(author: str, owner: str) -> bool:
    """Return whether a folded name is `owner`, maybe with a slip of the pen."""
    return author == owner or SequenceMatcher(None, author, owner).ratio() > _ALIKE


def has_only_an_author(note: Note) -> bool:
    """Return whether one author is all that shows that a whole file in Markdown is about a work."""
    return (
        note.layout == "markdown"
        and note.line == 1
        and len(note.authors) == 1
        and not (note.et_al or note.year or note.venue or note.citekey or note.kind_hint)
        and not any(link.role is LinkRole.OWN for link in note.links)
        and not any(map(is_literature_word, note.tags))
    )
