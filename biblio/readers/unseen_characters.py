"""Take characters that nobody sees out of what names a note: its tags, names and citation key.

They come from web pages, PDFs and editors, and would make two tags, names or keys of one; in a title, only controls are
left out. What the user wrote, the summary and the comment, stays as it is. See `biblio.unseen`.
"""

from __future__ import annotations

import re

from biblio.model.note import Note
from biblio.text import unique_words
from biblio.unseen import without_unseen

__all__ = ["without_unseen_characters"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def without_unseen_characters(note: Note) -> Note:
    """Return `note` without such characters; the same object if it has none."""
    texts = (note.title or "", *note.other_titles, *note.authors, note.venue, note.citekey or "", *note.tags)
    if all(text.isprintable() for text in texts):
        return note
    return note.replace(
        title=_CONTROL.sub("", note.title) if note.title else note.title,
        other_titles=tuple(_CONTROL.sub("", title) for title in note.other_titles),
        authors=tuple(filter(None, map(without_unseen, note.authors))),
        venue=_CONTROL.sub("", note.venue),
        citekey=without_unseen(note.citekey) if note.citekey else note.citekey,
        tags=unique_words(tag for tag in map(without_unseen, note.tags) if tag),
    )
