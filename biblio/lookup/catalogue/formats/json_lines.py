"""Format "jsonlines": our own JSON lines, as `biblio.lookup.catalogue.row_format` describes them (https://jsonlines.org)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from biblio.errors import Problem
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, FileSample, RowPosition, SourceFile
from biblio.lookup.catalogue.formats.json_objects import DECODE_ERRORS, SKIPPED_HINT
from biblio.lookup.catalogue.formats.streams import read_lines

__all__ = ["FORMAT", "JsonLinesFormat"]

_DECODER = msgspec.json.Decoder(dict[str, object])


class JsonLinesFormat:
    """Reads our own lines; each is kept byte for byte."""

    name = "jsonlines"

    def recognises(self, sample: FileSample) -> bool:
        """Whether an object begins on the first line, and objects have titles."""
        return sample.first.startswith(b"{") and b"title" in sample.keys

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        """Yield a row per line; see `biblio.lookup.catalogue.formats.format_base.CatalogueFormat.rows`."""
        decode = _DECODER.decode
        for item in read_lines(file, RowPosition.read(position)):
            if isinstance(item, Problem):
                yield item
                continue
            line, number, next_position = item
            raw = line.strip()
            if not raw:
                continue
            try:
                fields = decode(raw)
            except DECODE_ERRORS as error:
                yield Problem(file.path, number, f"the line is not a JSON object: {error}", SKIPPED_HINT)
                continue
            yield CatalogueRow(next_position, fields, raw)


FORMAT = JsonLinesFormat()
