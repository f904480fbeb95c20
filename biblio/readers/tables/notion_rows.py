"""Join the rows of a Notion database with the pages exported beside it: row and page are one note.

Notion exports a database as "Papers <id>.csv" (and "Papers <id>_all.csv" with the rows that the view hides), and the
page of each row as "Papers <id>/<Title> <id>.md", or in a folder "Papers" without the id.
https://www.notion.com/help/export-your-content
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from biblio.model.note import Note
from biblio.text import fold, unique_words

__all__ = ["join_notion_rows", "with_row"]

_ID = r"[0-9a-f]{32}"
_DATABASE = re.compile(rf"(?P<folder>(?:.*/)?)(?P<name>[^/]+?) (?P<id>{_ID})(?:_all)?\.csv$")
_PAGE = re.compile(rf"(?P<folder>.*)/(?P<title>[^/]+) {_ID}\.md$")


def join_notion_rows(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Return `notes`, in their order, with each row of a Notion database joined to its page, or to its first copy.

    A page keeps what it says and gains what only the row says. A row without a page that is a note stays as it is.
    """
    if not any(note.layout == "table" and _DATABASE.match(note.source) for note in notes):
        return tuple(notes)
    pages = _pages(notes)
    joined: dict[str, Note] = {}
    dropped: set[int] = set()
    rows_seen: set[tuple[str, str]] = set()
    for number, note in enumerate(notes):
        database = _DATABASE.match(note.source) if note.layout == "table" else None
        if not database:
            continue
        folders = (
            f"{database['folder']}{database['name']} {database['id']}",
            f"{database['folder']}{database['name']}",
        )
        titles = [fold(note.title or ""), fold((note.title or "")[:50])]
        page = next((pages[folder, title] for folder in folders for title in titles if (folder, title) in pages), None)
        row_key = (folders[0], note.id)
        if page is not None:
            place = page.source
            joined[place] = with_row(joined.get(place, page), note)
            dropped.add(number)
        elif row_key in rows_seen:
            dropped.add(number)
        rows_seen.add(row_key)
    return tuple(joined.get(note.source, note) for number, note in enumerate(notes) if number not in dropped)


def _pages(notes: Iterable[Note]) -> dict[tuple[str, str], Note]:
    """Return the notes that are exported pages, by their folder and title; the name of a file is cut at 50 letters."""
    pages: dict[tuple[str, str], Note] = {}
    for note in notes:
        page = _PAGE.match(note.source) if note.line == 1 and note.layout != "table" else None
        if page:
            for title in (note.title or "", page["title"]):
                pages.setdefault((page["folder"], fold(title)), note)
    return pages


def with_row(page: Note, row: Note) -> Note:
    """Return a page's note with what only its row in the database says."""
    known = {link.url for link in page.links}
    names = {name.casefold() for name, _ in page.fields}
    # The lines of a row are those of another file.
    added_links = (link for link in row.links if link.url not in known)
    return page.replace(
        title=row.title or page.title,
        authors=page.authors or row.authors,
        et_al=page.et_al if page.authors else row.et_al,
        venue=page.venue or row.venue,
        year=page.year or row.year,
        month=page.month or row.month,
        date=page.date or row.date,
        tags=unique_words([*page.tags, *row.tags]),
        summary=page.summary or row.summary,
        comment=page.comment or row.comment,
        links=(*page.links, *(type(link)(link.url, link.role, link.label, page.line) for link in added_links)),
        citekey=page.citekey or row.citekey,
        kind_hint=page.kind_hint or row.kind_hint,
        fields=(*page.fields, *(pair for pair in row.fields if pair[0].casefold() not in names)),
    )
