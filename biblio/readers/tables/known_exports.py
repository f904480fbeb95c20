"""The tables that known programs and sites write, in which columns do not mean what their names say elsewhere.

Each is known by two of its columns. Whatever has no entry here is read by the names of its columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from biblio.model.record import Kind

__all__ = ["IMPRINT", "REMARKS", "KnownExport", "export_with"]

REMARKS = "remarks"
"""The name of a column with what the person wrote about a work."""
IMPRINT = "imprint"
"""The name of a column with publisher, year and binding: "Lamp Press (1979), Paperback"."""


class KnownExport(NamedTuple):
    """What the columns of a table are: names by headers in small letters; "" is a field that is called as its header.

    `shelves` are tags that only say how far a work is read.
    """

    signs: frozenset[str]
    columns: Mapping[str, str]
    kind_hint: str = ""
    shelves: frozenset[str] = frozenset()


_BOOK = Kind.BOOK.value
_EXPORTS = (
    # Goodreads
    KnownExport(
        frozenset({"bookshelves", "exclusive shelf"}),
        {"bookshelves": "tags", "additional authors": "authors", "author l-f": "", "isbn": "", "isbn13": "isbn"},
        _BOOK,
        frozenset({"to-read", "currently-reading", "read"}),
    ),
    # LibraryThing; its "Summary" repeats title and author, its subjects are headings of libraries.
    KnownExport(
        frozenset({"primary author", "work id"}),
        {"primary author": "authors", "secondary author": "authors", "publication": IMPRINT, "date": "year",
         "private comment": REMARKS, "summary": "title-and-author", "subjects": "subject-headings",
         "isbns": "isbn", "source": "record-source",
         "entry date": "created"},
        _BOOK,
    ),
    # BookWyrm
    KnownExport(
        frozenset({"author_text", "remote_id"}),
        {"author_text": "authors", "remote_id": "", "review_content": REMARKS, "shelf_date": "created"},
        _BOOK,
    ),
    # Inventaire
    KnownExport(
        frozenset({"edition title", "authors labels"}),
        {"edition title": "title", "authors labels": "authors", "edition isbn-13": "isbn", "shelves": "tags",
         "edition publication date": "published", "item notes": REMARKS, "item created": "created",
         "publisher label": "publisher", "item url": "", "edition url": "", "works urls": "", "authors urls": "",
         "translators urls": "", "series urls": "", "genres urls": "", "subjects urls": "", "publisher urls": ""},
        _BOOK,
    ),
    # Calibre; its comments are what the publisher says.
    KnownExport(frozenset({"author_sort", "title_sort"}), {"comments": "summary", "author_sort": "", "title_sort": ""}),
    # OpenAlex
    KnownExport(
        frozenset({"authorships.author.display_name", "publication_year"}),
        {"authorships.author.display_name": "authors", "primary_location.source.display_name": "venue",
         "keywords.display_name": "tags"},
    ),
    # RefWorks
    KnownExport(
        frozenset({"periodical full", "title primary"}),
        {"title primary": "title", "authors, primary": "authors", "periodical full": "venue", "pub year": "year"},
    ),
    # The Cochrane Library
    KnownExport(frozenset({"central id", "cochrane review group code"}), {"source": "venue"}),
)  # fmt: skip


def export_with(header: Sequence[str]) -> KnownExport | None:
    """Return the export that has the columns of a header, if it is a known one."""
    names = frozenset(name.strip().casefold() for name in header)
    return next((export for export in _EXPORTS if export.signs <= names), None)
