"""Layout "readwise-csv": Readwise's export of highlights as a table; all highlights of a document are one note.

The columns are Highlight, Book Title, Book Author, Note, Tags (of the highlight), Location, Highlighted at and Document
tags, which are the note's tags. The highlights are its comment, as quotes, each with the user's remark below it.
https://help.readwise.io/article/108
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from biblio.errors import Problem
from biblio.extract.links import find_links
from biblio.model.dates import PartialDate
from biblio.model.note import Link, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.markdown.front_matter import Property
from biblio.readers.markdown.properties import interpret_properties
from biblio.readers.markdown.property_values import parse_property_date
from biblio.readers.note_ids import note_id, unique_id
from biblio.readers.skipped import Skipped, SkipReason
from biblio.readers.tables.table_text import TABLE_SUFFIXES, TextRow, TextTable, read_text_table
from biblio.text import unique_words

__all__ = ["READER", "ReadwiseReader"]

_HEADER = ("highlight", "book title")
# Readwise collects the posts of a person under one title.
_POSTS = ("tweets from ", "posts from ")


@dataclass(slots=True)
class _Highlights:
    """The highlights of one document, in the order of the table."""

    rows: list[TextRow] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    dates: list[PartialDate] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReadwiseReader:
    """Reads Readwise's tables as the module describes."""

    layout: str = "readwise-csv"

    def recognises(self, document: Document) -> bool:
        """Return whether the table has a column of highlights and one of titles."""
        return document.suffix in TABLE_SUFFIXES and _table(document) is not None

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield a note for every document, in the order of their first highlights, and a `Problem` for a broken row."""
        table = _table(document)
        if table is None:
            what = "the table has no columns named Highlight and Book Title"
            yield Problem(document.path, 1, what, "export it again at readwise.io/export")
            return
        documents: dict[tuple[str, str], _Highlights] = {}
        for row in table.rows:
            if isinstance(row, Problem):
                yield row
                continue
            title = _cell(row, table, "book title")
            if not title or title.casefold().startswith(_POSTS):
                reason = SkipReason.NO_WORK if title else SkipReason.NO_TITLE
                yield Skipped(document.path, reason, row.line, title)
                continue
            _add(row, table, documents.setdefault((title, _cell(row, table, "book author")), _Highlights()))
        used_ids: set[str] = set()
        for (title, author), highlights in documents.items():
            note = _note(title, author, highlights, table, document.path, used_ids)
            used_ids.add(note.id)
            yield note


READER = ReadwiseReader()


def _table(document: Document) -> TextTable | None:
    head = document.text[:2_000].casefold()
    if not all(name in head for name in _HEADER):
        return None
    table = read_text_table(document.text, document.path)
    return table if table and set(_HEADER) <= {header.casefold() for header in table.header} else None


def _cell(row: TextRow, table: TextTable, name: str) -> str:
    pairs = zip(table.header, row.cells, strict=False)
    return next((" ".join(cell.split()) for header, cell in pairs if header.casefold() == name), "")


def _add(row: TextRow, table: TextTable, highlights: _Highlights) -> None:
    pairs = dict(zip((header.casefold() for header in table.header), row.cells, strict=False))
    highlights.rows.append(row)
    quote = "\n".join(f"> {line}" if line.strip() else ">" for line in pairs.get("highlight", "").strip().split("\n"))
    remark = pairs.get("note", "").strip()
    highlights.texts.append("\n\n".join(filter(None, (quote if quote != ">" else "", remark))))
    highlights.tags += (tag.strip() for tag in pairs.get("document tags", "").split(",") if tag.strip())
    try:
        if date := parse_property_date(pairs.get("highlighted at", "")):
            highlights.dates.append(date)
    except ValueError:
        pass  # a date that does not exist is no date of the note


def _note(
    title: str, author: str, highlights: _Highlights, table: TextTable, path: str, used_ids: Sequence[str] | set[str]
) -> Note:
    first, last = highlights.rows[0], highlights.rows[-1]
    properties = [Property("title", title, first.line), Property("author", author, first.line)]
    properties += (
        Property(name, address, first.line)
        for name in ("url", "source url", "isbn")
        if (address := _cell(first, table, name))
    )
    metadata = interpret_properties(properties, path)
    comment = "\n\n".join(filter(None, highlights.texts))
    links = [*metadata.links, *(Link(link.url, link.role, link.label, first.line) for link in find_links(comment))]
    return Note(
        id=unique_id(note_id("readwise", title, author, title=title), used_ids),
        source=path,
        line=first.line,
        end_line=max(first.end_line, first.line) if len(highlights.rows) == 1 else max(last.end_line, first.line),
        layout=READER.layout,
        title=metadata.title or None,  # "https://…" is a link
        authors=metadata.authors,
        et_al=metadata.et_al,
        date=min(highlights.dates, key=lambda date: (date.year, date.month, date.day), default=None),
        tags=unique_words(highlights.tags),
        comment=comment,
        links=tuple(dict.fromkeys(links)),
        fields=metadata.fields,
    )
