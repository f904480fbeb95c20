"""Recognise the pages that are notes although nothing on them tells that they are about a work.

Whether they are is decided by the pages around them (`vault_conventions`).
"""

from __future__ import annotations

from biblio.model.note import LinkRole, Note
from biblio.readers.markdown.kind_words import is_book_word, is_literature_word

__all__ = ["FEWEST_PAGES", "may_be_doubtful"]

FEWEST_PAGES = 20
"""In a smaller vault every page is judged by itself."""


def may_be_doubtful(note: Note) -> bool:
    """Return whether a whole page shows nothing but a title, a year, or links that lead to no work.

    What its folder is called, and what its text says, is not looked at.
    """
    return (
        note.layout == "markdown"
        and note.line == 1
        and not (note.authors or note.venue or note.citekey or note.kind_hint)
        and not any(is_literature_word(tag) or is_book_word(tag) for tag in note.tags)
        and not any(link.role is LinkRole.OWN and _leads_to_work(link.url) for link in note.links)
    )


def _leads_to_work(url: str) -> bool:
    # What reads files; a run that only asks for their stored notes does not need it.
    from biblio.readers.markdown.title_links import leads_to_known_work

    return leads_to_known_work(url)
