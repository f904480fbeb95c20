"""Format "dblp": DBLP's XML, https://dblp.org/xml/ (``dblp.xml.gz``, ``dblp.dtd``), https://dblp.org/faq/16154937.

A very long list of shallow records. Each is cut out of the stream and parsed by itself, so that reading can continue
anywhere and the DTD is never read: of its entities, only letters (``&uuml;``) have a meaning here, and the parser
expands none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.entities import name2codepoint
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
from biblio.lookup.catalogue.formats.row_values import drop_empty
from biblio.lookup.catalogue.formats.streams import DamagedStreamError, StreamBuffer, read_sample
from biblio.lookup.catalogue.row_format import IDENTIFIER_KEYS
from biblio.lookup.services.dblp_entry import corr_number, title_without_stop, venue_without_volume
from biblio.model.dates import MONTHS
from biblio.model.identifiers import Identifier, doi
from biblio.text import whole_number

if TYPE_CHECKING:
    from lxml import etree
__all__ = ["FORMAT", "DblpFormat"]

# Home pages of people and volumes of proceedings are records as well, but not works.
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
_NAMESAKE_NUMBER = re.compile(r"(?<!\s)\s+\d{4}$")  # distinguishes namesakes, https://dblp.org/faq/1474779.html
_LINKED_SCHEMES = frozenset({"doi", "arxiv", "acl", "openreview"})
_DOI_ORG = "https://doi.org/"
# XML itself has five named entities; those for letters are in the DTD.
_LETTERS = {
    name.encode(): b"&#%d;" % code
    for name, code in name2codepoint.items()
    if name not in ("amp", "lt", "gt", "quot", "apos")
}
_HINT = "it was skipped; download the file again"


class DblpFormat:
    """Reads DBLP's records; see the module."""

    name = "dblp"

    def recognises(self, sample: FileSample) -> bool:
        """Whether the root element is DBLP's."""
        return sample.first.startswith(b"<") and b"<dblp" in sample.head

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        """Yield a row per record; see `biblio.lookup.catalogue.formats.format_base.CatalogueFormat.rows`."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
        start = RowPosition.read(position)
        try:
            declared = _ENCODING.match(read_sample(file.path).head)
        except DamagedStreamError as error:
            yield error.problem(1)
            return
        encoding = declared[1].decode() if declared else "utf-8"
        buffer = StreamBuffer(file, start)
        if start == START and not _find_first_record(buffer):
            damage = buffer.damage
            yield damage.problem(1) if damage else Problem(file.path, 1, "the file has no records", _HINT)
            return
        for line, piece in _records(buffer):
            if not _START.match(piece):
                yield Problem(file.path, line, "this is not a record", _HINT)
                continue
            try:
                element = etree.fromstring(_without_entities(piece, encoding), parser)
            except (etree.XMLSyntaxError, UnicodeDecodeError, LookupError) as error:
                reason = _PLACE.sub("", str(error))  # lines and columns are relative to the record
                yield Problem(file.path, line, f"the record that begins here is not XML: {reason}", _HINT)
                continue
            if element.tag not in _NOT_WORKS:
                fields = _fields(element)
                yield CatalogueRow(buffer.position, fields, encode_row(fields))
        if buffer.damage is not None:
            yield buffer.damage.problem(buffer.line)
        elif buffer.data[buffer.place :].strip() not in (b"", b"</dblp>"):
            message = "the file ends in the middle of a record, or has no records after this line"
            yield Problem(file.path, buffer.line, message, _HINT)


FORMAT = DblpFormat()


def _find_first_record(buffer: StreamBuffer) -> bool:
    """Move past the head (XML declaration, DTD, root element) to the first record; return whether there is one."""
    while not (match := _START.search(buffer.data)):
        if not buffer.read_more() or len(buffer.data) > 2**20:
            return False
    buffer.take(match.start())
    return True


def _records(buffer: StreamBuffer) -> Iterator[tuple[int, bytes]]:
    """Yield the first line of every record, and the record; it is removed from the buffer."""
    while True:
        while not (end := _END.search(buffer.data, buffer.place)):
            if len(buffer.data) - buffer.place > buffer.sizes.item or not buffer.read_more():
                return
        if space := _SPACE.match(buffer.data, buffer.place):
            buffer.take(space.end())
        # If a second record begins before the end, the first has no end: it becomes a separate, broken piece.
        starts = [match.start() for match in _START.finditer(buffer.data, buffer.place, end.end())]
        line = buffer.line
        if len(starts) > 1:
            yield line, buffer.take(starts[-1])
            line = buffer.line
        yield line, buffer.take(end.end())


def _without_entities(piece: bytes, encoding: str) -> bytes | str:
    if b"&" in piece:
        piece = _ENTITY.sub(lambda match: _LETTERS.get(match[1], match[0]), piece)
    return piece if piece.isascii() else piece.decode(encoding)


def _fields(record: etree._Element) -> dict[str, object]:
    values: dict[str, list[str]] = {}
    for child in record:
        value = "".join(child.itertext()) if len(child) else child.text
        if value:
            values.setdefault(child.tag, []).append(" ".join(value.split()))

    def get(name: str) -> str:
        texts = values.get(name)
        return texts[0] if texts else ""

    marks = (record.get("publtype") or "").split()
    work_type = "preprint" if "informal" in marks else _TYPES.get(record.tag, "")
    if "software" in marks:
        work_type = "software"
    venue = venue_without_volume(get("journal") or get("booktitle"))
    is_preprint = work_type == "preprint"
    row: dict[str, object] = {
        "title": title_without_stop(get("title")),
        "authors": [_NAMESAKE_NUMBER.sub("", name) for name in values.get("author", ())],
        "editors": [_NAMESAKE_NUMBER.sub("", name) for name in values.get("editor", ())],
        "type": work_type,
        "venue": "" if is_preprint else venue,
        "venue_short": "" if is_preprint else venue,
        "series": get("series"),
        "year": whole_number(get("year")) or 0,
        "month": _month(get("month")),
        "volume": "" if is_preprint else get("volume"),
        "number": "" if is_preprint else get("number"),
        "pages": get("pages"),
        "publisher": get("publisher") or get("school"),
        "isbn": get("isbn") if work_type == "book" else "",
        "url": get("ee"),
        "dblp": record.get("key"),
        "retracted": "withdrawn" in marks,
    }
    for identifier in _identifiers(values.get("ee", ())):
        if identifier.scheme in _LINKED_SCHEMES:
            row.setdefault(IDENTIFIER_KEYS[identifier.scheme], identifier.value)
    if number := corr_number(venue, get("volume")):
        row.setdefault("arxiv", number)
    return drop_empty(row)


def _month(text: str) -> int:
    return MONTHS.index(text[:3].lower()) + 1 if text[:3].lower() in MONTHS else 0


def _identifiers(links: Iterable[str]) -> Iterator[Identifier]:
    for link in links:
        is_plain = link.startswith(_DOI_ORG) and "%" not in link
        if identifier := doi(link[len(_DOI_ORG) :]) if is_plain else identifier_in_url(link):
            yield identifier
