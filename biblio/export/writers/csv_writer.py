"""A table for spreadsheets: comma-separated values, a row for each work (RFC 4180).

It begins with a byte order mark: without one, Excel reads UTF-8 as the old encoding of its country. A cell that a
spreadsheet would run as a formula has an apostrophe before it, which means "text" there
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from biblio.export.export_formats import KeyedWork, PiecewiseExporter
from biblio.export.writers.item import Item
from biblio.model.people import Person

__all__ = ["COLUMNS", "EXPORTER"]

COLUMNS = (
    "key", "type", "title", "authors", "editors", "translators", "year", "date", "venue", "series", "volume", "number",
    "pages", "edition", "version", "publisher", "place", "event", "doi", "arxiv", "pmid", "pmcid", "isbn", "issn",
    "url", "accessed", "language", "genre", "tags", "note", "abstract",
)  # fmt: skip
"""The columns, in their order. New ones come at the end."""

_BOM = "\ufeff"
_FORMULA = re.compile(r"(?!-\d+\Z)[=+\-@\t\r＝＋－＠]")  # a number is none
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MOST_CHARACTERS = 32_767  # in a cell of Excel


class CsvTable(PiecewiseExporter):
    """The exporter of the table: a line of names, then a line for each work."""

    name = "csv"
    suffix = ".csv"

    def piece(self, work: KeyedWork) -> str:
        """Return a work as a row."""
        values = _values(work.item)
        return _row(values[name] for name in COLUMNS)

    def assemble(self, pieces: Sequence[str], heading: str) -> str:
        """Return the whole file."""
        return _BOM + _row(COLUMNS) + "".join(pieces)


EXPORTER = CsvTable()


def _row(values: Iterable[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow(map(_cell, values))
    return stream.getvalue()


def _cell(text: str) -> str:
    """Return a text as a cell that is text to every spreadsheet."""
    if _FORMULA.match(text):
        text = f"'{text}"
    text = _CONTROL.sub(" ", text)
    return text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 1]}…"


def _values(item: Item) -> dict[str, str]:
    first = item.date.first if item.date else None
    return {
        "key": item.key,
        "type": item.type.value,
        "title": item.plain_title,
        "authors": _names(item, "author"),
        "editors": _names(item, "editor"),
        "translators": _names(item, "translator"),
        "year": str(first.year) if first else "",
        "date": item.date.text if item.date else item.status,
        "venue": item.container,
        "series": item.series,
        "volume": item.volume,
        "number": item.number or item.article_number,
        "pages": item.pages,
        "edition": item.edition,
        "version": item.version,
        "publisher": item.publisher,
        "place": item.place or item.event_place,
        "event": item.event,
        "doi": item.doi,
        "arxiv": item.arxiv,
        "pmid": item.pmid,
        "pmcid": item.pmcid,
        "isbn": item.isbn,
        "issn": item.issn,
        "url": item.url,
        "accessed": item.accessed.text if item.accessed else "",
        "language": item.language,
        "genre": item.genre,
        "tags": "; ".join(item.keywords),
        "note": "; ".join(filter(None, (item.note, item.annotation))),
        "abstract": item.abstract,
    }


def _names(item: Item, role: str) -> str:
    names: Iterable[str] = map(_name, item.names(role))
    return "; ".join((*names, *(("et al.",) if role in item.open_lists else ())))


def _name(person: Person) -> str:
    """Return a name with the family name first."""
    if person.literal:
        return ", ".join(filter(None, (person.literal, person.suffix)))
    return ", ".join(filter(None, (person.last, person.given, person.suffix)))
