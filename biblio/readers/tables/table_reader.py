"""Layout "table": a CSV or TSV table with one work per row, such as a reading list from a spreadsheet.

The header says which cells have the title, the authors, the link and so on, in several languages; cells under any other
header are fields of the note. A row is a note if the table is about works (it has a column of authors, venues or
identifiers besides titles), or if the row has an identifier or a link that leads to a work. Exports of Goodreads are
about books.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from biblio.errors import Problem
from biblio.formats.export_values import html_to_text
from biblio.formats.rayyan import split_rayyan_notes
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.markdown.column_contents import names_by_contents
from biblio.readers.markdown.column_names import is_title_in_other_language
from biblio.readers.markdown.front_matter import Property, Value
from biblio.readers.markdown.property_names import is_name_of_remarks
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.section_names import is_list_title
from biblio.readers.markdown.shelf_names import is_column_of_books
from biblio.readers.saved_links import day_of_timestamp, is_folder_of_program
from biblio.readers.skipped import Skipped, SkipReason
from biblio.readers.tables.author_columns import authors_of_row, is_of_affiliations, with_names_apart
from biblio.readers.tables.identifier_columns import (
    IDENTIFIERS,
    identifier_in_cell,
    identifies_rows,
    with_identifiers,
)
from biblio.readers.tables.known_exports import IMPRINT, REMARKS, KnownExport, export_with
from biblio.readers.tables.place_columns import place_in_row, with_source_lines
from biblio.readers.tables.row_note import RowPlace, note_of_row
from biblio.readers.tables.service_replies import publisher_of
from biblio.readers.tables.table_text import (
    TABLE_SUFFIXES,
    TextRow,
    TextTable,
    column_of_references,
    listed_values,
    read_text_table,
)
from biblio.text import unique_words

__all__ = ["READER", "TableReader"]

_TITLES = ("title", "paper", "name")
_OF_WORKS = frozenset(
    "authors venue doi arxiv pmid pmcid isbn acl openreview s2 dblp citekey published summary".split()
)
# A link of Notion to another page: "Ada Example (https://www.notion.so/Ada-…)", "Ada Example (People%20…/Ada.md)".
_NOTION_LINK = re.compile(
    r"(?:(?<!\s)\s+)?\((?:https://(?:www\.)?notion\.so/|\S{1,400}?[0-9a-f]{32}\.md)[^()\s]{0,400}\)"
)
_NOTION_FILE = re.compile(r" [0-9a-f]{32}(?:_all)?\.csv$")
_WORDS_OF_LINKS = frozenset(
    {"text", "label", "anchor", "link text", "texte", "intitulé", "libellé", "texto", "linktext"}
)
_BETWEEN_TAGS = re.compile(r"[,;、，；|\n](?![^()\n]{0,80}\))")  # "cyst (diagnosis, surgery)" is one
_WHOLE_NUMBER = re.compile(r"\d+\.0+")
_LONGEST_DAY = 8  # digits: 20240501 is a day, 1714521600 a number of seconds
_EMPTY = re.compile(r"[\s\-–—/✗✘×.]*|n/?a|nan|none|null|tbd|unknown|\[?no abstract available\.?\]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableReader:
    """Reads tables as the module describes."""

    layout: str = "table"

    def recognises(self, document: Document) -> bool:
        """Return whether a file named as a table has a header with a title or identifier, and another known column."""
        return document.suffix in TABLE_SUFFIXES and _table(document) is not None

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield a note for every row about a work, a `Problem` for a broken row, and what the other rows lack."""
        table = _table(document)
        if table is None:
            what = "the table has no header with a title and another known column"
            yield Problem(document.path, 1, what, "name its columns: title, authors, year, doi, url, tags …")
            return
        is_about_works = document.is_forced or _is_about_works(table, document)
        export = export_with(table.header)
        used_ids: set[str] = set()
        for row in table.rows:
            if isinstance(row, Problem):
                yield row
                continue
            note = _note(row, table, export, document.path, used_ids, is_about_works=is_about_works)
            if note is None:
                words = list(filter(None, row.cells))
                if len(words) > 1 or any(re.search(r"[^\W\d_]{2}", word) for word in words):  # not only its number
                    yield Skipped(document.path, SkipReason.NO_WORK, row.line, ", ".join(words)[:60])
                continue
            used_ids.add(note.id)
            yield note


READER = TableReader()


def _table(document: Document) -> TextTable | None:
    table = read_text_table(document.text, document.path)
    if table and not {*_TITLES} & {*table.columns} and _NOTION_FILE.search(document.name or document.path):
        table = replace(table, columns=("name", *table.columns[1:]))  # Notion's first column has the titles of pages
    if table and not {"title", "doi"} & {*table.columns} and (number := column_of_references(table)) is not None:
        columns = ["" if name == "paper" else name for name in table.columns]
        table = replace(table, columns=(*columns[:number], "paper", *columns[number + 1 :]))
    if table is None:
        return None
    if export := export_with(table.header):
        columns = [
            export.columns.get(header.strip().casefold(), name)
            for header, name in zip(table.header, table.columns, strict=True)
        ]
        table = replace(table, columns=tuple(columns))
    rows = [row.cells for row in table.rows if isinstance(row, TextRow)]
    table = replace(table, columns=names_by_contents(table.columns, table.header, rows))
    table = with_identifiers(replace(table, columns=_with_one_title(_with_words_of_links(_with_books(table)))))
    table = with_source_lines(with_names_apart(table))
    if any(name in table.columns for name in (*_TITLES, "doi", "arxiv", "isbn", "url")):
        return table
    return table if identifies_rows(table) else None


def _with_books(table: TextTable) -> TextTable:
    """Return a table whose column of books has its titles, if no other has."""
    books = next((number for number, header in enumerate(table.header) if is_column_of_books(header)), None)
    if books is None or {*_TITLES} & {*table.columns}:
        return table
    columns = [name if number != books else "title" for number, name in enumerate(table.columns)]
    return replace(table, columns=tuple(columns))


def _with_words_of_links(table: TextTable) -> TextTable:
    """Return a table of links whose column "text" has their titles, if no other has."""
    if "url" not in table.columns or {*_TITLES} & {*table.columns}:
        return table
    words = next((number for number, header in enumerate(table.header) if header.casefold() in _WORDS_OF_LINKS), None)
    columns = ["title" if number == words else name for number, name in enumerate(table.columns)]
    return replace(table, columns=tuple(columns))


def _with_one_title(table: TextTable) -> tuple[str, ...]:
    """Return the columns with one title: of titles in two languages, the first or that called the title."""
    columns = list(table.columns)
    titles = [number for number, name in enumerate(columns) if name == "title"]
    others = [number for number, header in enumerate(table.header) if is_title_in_other_language(header)]
    if not titles and others and not {*_TITLES} & set(columns):
        columns[others[0]] = "title"
    for number in titles[1:]:
        columns[number] = "aliases"
    return tuple(columns)


def _is_about_works(table: TextTable, document: Document) -> bool:
    columns = set(table.columns)
    if {"title", "paper"} & columns and (_OF_WORKS & columns or {"year", "url"} <= columns):
        return True
    if "name" in columns and ("authors" in columns or len(_OF_WORKS & columns) > 1):
        return True
    return is_list_title((document.name or document.path).rpartition("/")[2].replace("_", " ").replace("-", " "))


def _note(
    row: TextRow, table: TextTable, export: KnownExport | None, path: str, used_ids: set[str], *, is_about_works: bool
) -> Note | None:
    """Return the note in a row, or None if the row is not about a work."""
    properties, comments = _properties(row, table, export)
    title_column = next((name for name in _TITLES if name in table.columns), "")
    return note_of_row(
        properties,
        comments,
        RowPlace(path, row.line, row.end_line, "table"),
        used_ids,
        title=(title_column, _cell(row, table, title_column)),
        is_about_works=is_about_works,
        # Tables of saved links have the titles of pages.
        is_page_title=not _OF_WORKS & set(table.columns),
        kind_hint=export.kind_hint if export else "",
    )


def _properties(row: TextRow, table: TextTable, export: KnownExport | None) -> tuple[list[Property], list[str]]:
    """Return the cells of a row as properties, and those with the user's remarks."""
    properties: list[Property] = []
    comments: list[str] = []
    columns_of_authors: list[tuple[str, str]] = []
    known = export.columns if export else {}
    shelves = export.shelves if export else frozenset()
    place, places = place_in_row(table.header, row.cells)
    properties += (Property(name, text, row.line) for name, text in place.items())
    for number, (header, column, cell) in enumerate(zip(table.header, table.columns, row.cells, strict=False)):
        if number in places:
            continue
        name = known.get(header.strip().casefold(), column)
        text = _NOTION_LINK.sub("", "; ".join(listed_values(cell)) or cell).strip()
        if not header or _EMPTY.fullmatch(text):
            continue
        if name == REMARKS or (header.strip().casefold() not in known and is_name_of_remarks(header)):
            remark, labels, decisions = split_rayyan_notes(html_to_text(text))
            comments += filter(None, [remark])
            properties += [Property("tags", [*labels], row.line)] * bool(labels)
            properties += (Property(key, value, row.line) for key, value in decisions)
            continue
        key = name or header
        if name in ("pmid", "year", "published") and _WHOLE_NUMBER.fullmatch(text):
            text = text.partition(".")[0]  # a spreadsheet's or pandas' number
        if name == IMPRINT:
            properties.append(Property("publisher", publisher_of(text), row.line))
        elif name == IDENTIFIERS:
            if identifier := identifier_in_cell(text):
                properties.append(Property(identifier.scheme, identifier.value, row.line))
        elif header.casefold() == "folder" and not is_folder_of_program(text):
            properties.append(Property("tags", [text], row.line))
        elif name == "isbn" and export and export.kind_hint:  # of a book, not of the volume that a paper is in
            numbers: Value = [number for number in re.split(r"[,;|]", text) if number.strip()]
            properties.append(Property(name, numbers, row.line))
        elif name == "created" and (day := day_of_timestamp(text) if len(text) > _LONGEST_DAY else None):
            properties.append(Property(name, str(day), row.line))
        elif name == "tags":
            parts = _BETWEEN_TAGS.split(text)
            tags = unique_words(part.strip().lstrip("#") for part in parts if part.strip())
            own_tags: Value = [tag for tag in tags if tag not in shelves]
            properties.append(Property(key, own_tags, row.line))
        elif name == "authors" and not is_of_affiliations(header):
            columns_of_authors.append((header, text))
        elif name == "authors":
            properties.append(Property("affiliation", text, row.line))
        else:
            properties.append(Property(key, plain_value(text) if name in _TITLES else text, row.line))
    if columns_of_authors:
        properties.append(Property("authors", authors_of_row(columns_of_authors), row.line))
    return properties, comments


def _cell(row: TextRow, table: TextTable, name: str) -> str:
    return next((cell for column, cell in zip(table.columns, row.cells, strict=False) if column == name), "")
