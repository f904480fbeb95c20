"""Join the rows of a table or data file with the pages beside it that are notes on the same works.

Programs write an index of a vault as JSON or CSV, and people keep a table of what they have read beside their notes.
Each work would stand there twice. Row and page are one note: what the page says, and what only the row says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from biblio.model.note import LinkRole, Note
from biblio.readers.tables.notion_rows import with_row
from biblio.text import fold

__all__ = ["ROW_LAYOUTS", "join_index_rows"]

_LONG_TITLE = 16  # characters; "Introduction" may be anything

ROW_LAYOUTS = frozenset({"table", "data"})
"""Layouts whose notes are rows, which may become part of a page's note."""


def join_index_rows(notes: Sequence[Note], sources: Mapping[str, object]) -> tuple[Note, ...]:
    """Return `notes`, in their order, with each row joined to the page of its source that is about the same work.

    `sources` has what the user named as a source, by the paths of its files. A page is a file with one note. Row and
    page have an address of the work in common, or their title if neither has another address or year.
    """
    if not any(note.layout in ROW_LAYOUTS for note in notes):
        return tuple(notes)
    counts = Counter(note.source for note in notes)
    pages = [note for note in notes if counts[note.source] == 1 and note.layout not in ROW_LAYOUTS]
    places: dict[tuple[object, str], Note | None] = {}  # None where several pages have the same
    for page in pages:
        for sign in dict.fromkeys((*_addresses(page), fold(page.title or ""))):
            key = (sources.get(page.source), sign)
            places[key] = None if key in places else page
    joined: dict[str, Note] = {}
    dropped: set[int] = set()
    for number, note in enumerate(notes):
        if note.layout not in ROW_LAYOUTS:
            continue
        source = sources.get(note.source)
        by_address = (places.get((source, address)) for address in _addresses(note))
        place = next((found for found in by_address if found), None)
        of_title = places.get((source, fold(note.title or ""))) if note.title else None
        if place is None and of_title is not None and _may_be_one_work(note, of_title):
            place = of_title
        if place is not None:
            joined[place.source] = _with_all_of_row(joined.get(place.source, place), note)
            dropped.add(number)
    return tuple(joined.get(note.source, note) for number, note in enumerate(notes) if number not in dropped)


def _addresses(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is LinkRole.OWN]


def _may_be_one_work(row: Note, page: Note) -> bool:
    """Whether a row and a page with one title are about one work: no year or address is another, the title is long."""
    if row.year and page.year:
        return row.year == page.year
    own, others = set(_addresses(row)), set(_addresses(page))
    return len(row.title or "") >= _LONG_TITLE and not (own and others and own.isdisjoint(others))


def _with_all_of_row(page: Note, row: Note) -> Note:
    title, comment = page.title or row.title, page.comment
    if row.comment and fold(row.comment) not in fold(f"{page.summary} {page.comment}"):
        comment = f"{page.comment}\n\n{row.comment}".strip()
    others = [name for name in (row.title,) if name and fold(name) != fold(title or "")]
    joined = with_row(page, row)
    return joined.replace(
        title=title, comment=comment, other_titles=tuple(dict.fromkeys((*page.other_titles, *others)))
    )
