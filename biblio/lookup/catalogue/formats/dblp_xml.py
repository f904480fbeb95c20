"""Format "dblp": DBLP's XML, https://dblp.org/xml/ (``dblp.xml.gz``, ``dblp.dtd``), https://dblp.org/faq/16154937.

A very long list of shallow records. Each is cut out of the stream and parsed by itself, so that reading can go on
anywhere and the DTD is never read: of entities only those of its letters (``&uuml;``) mean anything, none is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.entities import name2codepoint
from pathlib import Path
from typing import TYPE_CHECKING

from biblio.errors import Problem
from biblio.extract.identifiers_in_text import identifier_in_url
from biblio.lookup.catalogue.formats.format_base import (
    START,
    CatalogueRow,
    FileSample,
    RowPosition,
    SourceFile,
    encode_row,
)
from biblio.lookup.catalogue.formats.json_values import drop_empty
from biblio.lookup.catalogue.formats.streams import MAX_ITEM_BYTES, DamagedStreamError, StreamBuffer, read_sample
from biblio.model.dates import MONTHS
from biblio.model.identifiers import Identifier, doi

if TYPE_CHECKING:
    from lxml import etree
__all__ = ["FORMAT", "DblpFormat"]

# Home pages of people and volumes of proceedings are records too, and no works.
_NOT_WORKS = frozenset({"www", "person", "proceedings"})
_TYPES = {
    "article": "journal-article",
    "inproceedings": "proceedings-article",
    "incollection": "book-chapter",
    "book": "book",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "data": "dataset",
}
_RECORD = "article|inproceedings|proceedings|book|incollection|phdthesis|mastersthesis|www|person|data"
_START = re.compile(rf"<(?:{_RECORD})\s".encode())
_END = re.compile(rf"</(?:{_RECORD})>".encode())
_SPACE = re.compile(rb"\s++")
_ENTITY = re.compile(rb"&([A-Za-z]\w*);")
_ENCODING = re.compile(rb"<\?xml[^>]*\bencoding=[\"']([\w-]+)")
_PLACE = re.compile(r",? line \d+(?:, column \d+)?| \(<string>.*")
_NUMBER = re.compile(r"\s+\d{4}$")  # tells namesakes apart, https://dblp.org/faq/1474779.html
_COUNT = re.compile(r"\s*\((?:\d+|[IVX]+)\)$")  # "ECCV (3)": the third volume
_KEYS = {"doi": "doi", "arxiv": "arxiv", "acl": "anthology_id", "openreview": "openreview"}
_DOI_ORG = "https://doi.org/"
# XML knows five names by itself; those of letters are in the DTD.
_LETTERS = {
    name.encode(): b"&#%d;" % code
    for name, code in name2codepoint.items()
    if name not in ("amp", "lt", "gt", "quot", "apos")
}
_HINT = "it was left out; get the file again"


class DblpFormat:
    """Reads DBLP's records; the module says how."""

    name = "dblp"

    def recognises(self, sample: FileSample) -> bool:
        """Tell whether the root element is DBLP's."""
        return sample.first.startswith(b"<") and b"<dblp" in sample.head

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        """Yield a row a record; see `biblio.lookup.catalogue.formats.format_base.Source.rows`."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
        place = RowPosition.read(position)
        try:
            found = _ENCODING.match(read_sample(Path(file.path)).head)
        except DamagedStreamError as error:
            yield error.problem(1)
            return
        encoding = found[1].decode() if found else "utf-8"
        buffer = StreamBuffer(file.path, place)
        if place == START and not _enter(buffer):
            yield buffer.cut.problem(1) if buffer.cut else Problem(file.path, 1, "there is no record in it", _HINT)
            return
        for line, piece in _records(buffer):
            if not _START.match(piece):
                yield Problem(file.path, line, "here is something that is no record", _HINT)
                continue
            try:
                element = etree.fromstring(_prepared(piece, encoding), parser)
            except (etree.XMLSyntaxError, UnicodeDecodeError, LookupError) as error:
                why = _PLACE.sub("", str(error))  # lines and columns of the record
                yield Problem(file.path, line, f"the record that begins here is no XML: {why}", _HINT)
                continue
            if element.tag not in _NOT_WORKS:
                fields = _fields(element)
                yield CatalogueRow(buffer.position, fields, encode_row(fields))
        if buffer.cut is not None:
            yield buffer.cut.problem(buffer.line)
        elif buffer.data[buffer.place :].strip() not in (b"", b"</dblp>"):
            what = "the file ends in the middle of a record, or has no more from here on"
            yield Problem(file.path, buffer.line, what, _HINT)


FORMAT = DblpFormat()


def _enter(buffer: StreamBuffer) -> bool:
    """Go behind the head (XML declaration, DTD, root element), to the first record."""
    while not (found := _START.search(buffer.data)):
        if not buffer.more() or len(buffer.data) > 2**20:
            return False
    buffer.take(found.start())
    return True


def _records(buffer: StreamBuffer) -> Iterator[tuple[int, bytes]]:
    """Yield every record, taken from the buffer, and its first line."""
    while True:
        while not (end := _END.search(buffer.data, buffer.place)):
            if len(buffer.data) - buffer.place > MAX_ITEM_BYTES or not buffer.more():
                return
        if space := _SPACE.match(buffer.data, buffer.place):
            buffer.take(space.end())
        # Where a second record begins before the end, the first has none: it is a piece of its own, and broken.
        starts = [found.start() for found in _START.finditer(buffer.data, buffer.place, end.end())]
        line = buffer.line
        if len(starts) > 1:
            yield line, buffer.take(starts[-1])
            line = buffer.line
        yield line, buffer.take(end.end())


def _prepared(piece: bytes, encoding: str) -> bytes | str:
    if b"&" in piece:
        piece = _ENTITY.sub(lambda found: _LETTERS.get(found[1], found[0]), piece)
    return piece if piece.isascii() else piece.decode(encoding)


def _fields(record: etree._Element) -> dict[str, object]:
    values: dict[str, list[str]] = {}
    for child in record:
        value = "".join(child.itertext()) if len(child) else child.text
        if value:
            values.setdefault(child.tag, []).append(" ".join(value.split()))

    def get(name: str) -> str:
        found = values.get(name)
        return found[0] if found else ""

    marks = (record.get("publtype") or "").split()
    kind = "preprint" if "informal" in marks else _TYPES.get(record.tag, "")
    if "software" in marks:
        kind = "software"
    venue = _COUNT.sub("", get("journal") or get("booktitle"))
    is_preprint = kind == "preprint"
    row: dict[str, object] = {
        "title": _title(get("title")),
        "authors": [_NUMBER.sub("", name) for name in values.get("author", ())],
        "editors": [_NUMBER.sub("", name) for name in values.get("editor", ())],
        "type": kind,
        "venue": "" if is_preprint else venue,
        "venue_short": "" if is_preprint else venue,
        "series": get("series"),
        "year": int(get("year")) if get("year").isdecimal() else 0,
        "month": _month(get("month")),
        "volume": "" if is_preprint else get("volume"),
        "number": "" if is_preprint else get("number"),
        "pages": get("pages"),
        "publisher": get("publisher") or get("school"),
        "isbn": get("isbn") if kind == "book" else "",
        "url": get("ee"),
        "dblp": record.get("key"),
        "retracted": "withdrawn" in marks,
    }
    for identifier in _identifiers(values.get("ee", ())):
        if identifier.scheme in _KEYS:
            row.setdefault(_KEYS[identifier.scheme], identifier.value)
    if venue == "CoRR" and (number := get("volume").removeprefix("abs/")):
        row.setdefault("arxiv", number)
    return drop_empty(row)


def _title(title: str) -> str:
    """Return a title without the full stop that DBLP puts behind every one."""
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


def _month(text: str) -> int:
    return MONTHS.index(text[:3].lower()) + 1 if text[:3].lower() in MONTHS else 0


def _identifiers(links: Iterable[str]) -> Iterator[Identifier]:
    for link in links:
        is_plain = link.startswith(_DOI_ORG) and "%" not in link
        if found := doi(link[len(_DOI_ORG) :]) if is_plain else identifier_in_url(link):
            yield found
