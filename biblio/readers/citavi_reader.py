"""Layout "citavi": projects of Citavi: exported as XML, a backup (a zip file of that), or the project's database."""

from __future__ import annotations

import io
import lzma
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from biblio.errors import Problem
from biblio.formats.citavi import CitaviProject, citavi_entries, is_citavi, read_citavi
from biblio.formats.library_entry import ExportPart
from biblio.readers.base import Document, ReadItem
from biblio.readers.library_reader import items_of_export
from biblio.text import whole_number

__all__ = ["CITAVI_SUFFIXES", "READER", "CitaviReader"]

CITAVI_SUFFIXES = frozenset({".ctv5", ".ctv6", ".ctv5bak", ".ctv6bak"})
_DATABASE, _ZIP = b"SQLite format 3\x00", b"PK\x03\x04"
_LARGEST_PROJECT = 500_000_000  # bytes
# What the library raises: for archives, for what is packed in them, and for those that are encrypted.
_BROKEN_ARCHIVE = (zipfile.BadZipFile, OSError, EOFError, zlib.error, lzma.LZMAError, struct.error, RuntimeError)
_FORMAT_OF_JOURNAL = slice(18, 20)  # in the header of a database: 2 if another file has what was written last


@dataclass(frozen=True, slots=True)
class CitaviReader:
    """Reads projects as the module describes."""

    layout: str = "citavi"

    def recognises(self, document: Document) -> bool:
        """Return whether the file is a project of Citavi's."""
        return document.suffix in CITAVI_SUFFIXES if document.data else is_citavi(document.text)

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield a note for every reference, in order, and a `Problem` for what cannot be read."""
        yield from items_of_export(_parts(document), document, self.layout)


READER = CitaviReader()


def _parts(document: Document) -> Iterator[ExportPart]:
    data, hint = document.data, "export the project from Citavi again (as XML)"
    try:
        if data.startswith(_DATABASE):
            yield from citavi_entries(_of_database(data))
            return
        text = _unpacked(data).decode("utf-8-sig", "replace") if data else document.text
    except (*_BROKEN_ARCHIVE, sqlite3.Error, ValueError) as error:
        yield Problem(document.path, 1, f"this project of Citavi cannot be read: {error}", hint)
        return
    if not is_citavi(text):
        yield Problem(document.path, 1, "this is no project of Citavi", hint)
        return
    yield from read_citavi(text.replace("\r\n", "\n").replace("\r", "\n"), document.path)


def _unpacked(data: bytes) -> bytes:
    """Return the XML in a backup; other data as it is. Raises `ValueError` if there is none."""
    if not data.startswith(_ZIP):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            if entry.filename.lower().endswith((".xml", ".ctv5", ".ctv6")) and entry.file_size <= _LARGEST_PROJECT:
                return archive.read(entry)
    raise ValueError("the archive has no project")


def _of_database(data: bytes) -> CitaviProject:
    """Return the project in a database. Raises `sqlite3.Error` if it is damaged or lacks the tables."""
    project = CitaviProject()
    whole = bytearray(data)
    whole[_FORMAT_OF_JOURNAL] = b"\x01\x01"
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(bytes(whole))
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for row in _rows(database, "Reference"):
            project.references.append((row, 1, 1))
        for table in project.tables():
            if table not in tables:
                continue
            link = table.removeprefix("Reference")
            for row in _rows(database, table):
                if not table.startswith("Reference"):
                    project.rows[table][row.get("ID", "")] = row
                else:
                    own, other, *_ = row.values()
                    project.links[link].setdefault(own, []).append(other)
    return project


def _rows(database: sqlite3.Connection, table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table with texts as values, ids in hexadecimal; rows of links in their order."""
    cursor = database.execute(f"SELECT * FROM [{table}]")  # noqa: S608 - the names are ours
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, map(_text, row), strict=True)) for row in cursor]
    yield from sorted(rows, key=lambda row: whole_number(row["Index"]) or 0) if "Index" in names else rows


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return "" if value is None else str(value)
