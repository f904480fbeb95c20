"""Read rows from JSON: one object per line (https://jsonlines.org), or all objects in one document.

In a document, the objects of its first array are read: ``[{…}, …]``, ``{"items": [{…}, …]}``, Crossref's ``{"message":
{"items": [{…}, …]}}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from biblio.errors import Problem
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, FileSample, RowPosition, SourceFile, encode_row
from biblio.lookup.catalogue.formats.streams import StreamBuffer, read_lines

__all__ = ["DECODE_ERRORS", "JSON_STRING", "SKIPPED_HINT", "is_document", "rows_from_document", "rows_from_lines"]

Decode = Callable[[bytes], Any]
# None skips an object that is not a work.
FieldsOf = Callable[[Any], Mapping[str, object] | None]
# The exceptions of decoders for bytes that are not JSON.
DECODE_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
SKIPPED_HINT = "it was skipped; correct it, or download the file again"


def rows_from_lines(
    file: SourceFile, position: bytes, decode: Decode, fields_of: FieldsOf
) -> Iterator[CatalogueRow | Problem]:
    """Yield a row for every line after `position`: `decode` reads it, and `fields_of` makes the row."""
    for item in read_lines(file, RowPosition.read(position)):
        if isinstance(item, Problem):
            yield item
            continue
        line, number, next_position = item
        try:
            value = decode(line)
        except DECODE_ERRORS as error:
            if line.strip():
                yield Problem(file.path, number, f"the line is not a JSON object: {error}", SKIPPED_HINT)
            continue
        if fields := fields_of(value):
            yield CatalogueRow(next_position, fields, encode_row(fields))


JSON_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*"'
_DEPTH = 12  # of objects within objects; arrays do not count


def _nested_object(depth: int) -> bytes:
    inner = rb'[^"{}]++|' + JSON_STRING
    pattern = rb"\{(?:" + inner + rb")*\}"
    for _ in range(depth):
        pattern = rb"\{(?:" + inner + rb"|" + pattern + rb")*\}"
    return pattern


_OBJECT = re.compile(_nested_object(_DEPTH), re.DOTALL)
_OBJECT_START = re.compile(rb"\{\s*+" + JSON_STRING + rb"\s*+:", re.DOTALL)
_BETWEEN = re.compile(rb"[\s,]*+")
_ARRAY_START = re.compile(rb'[^"\[]*+(?:' + JSON_STRING + rb'[^"\[]*+)*\[', re.DOTALL)
_DOCUMENT = re.compile(rb'\[|\{\s*(?:$|"(?:items|message|message-type|status)")')


def is_document(sample: FileSample) -> bool:
    """Whether a file is one JSON document, and not one object per line."""
    return bool(_DOCUMENT.match(sample.first))


def rows_from_document(
    file: SourceFile, position: bytes, decode: Decode, fields_of: FieldsOf
) -> Iterator[CatalogueRow | Problem]:
    """Yield a row for every object after `position` in the first array of a JSON document.

    A damaged object is skipped, up to where the next one seems to begin.
    """
    start = RowPosition.read(position)
    buffer = StreamBuffer(file, start)
    if not start.offset and not _enter_array(buffer):
        yield _unfinished(buffer)
        return
    opening = b""  # the opening of an object, as in the one before: `{"indexed":`
    while _find_object(buffer):
        line = buffer.line
        end, value = _read_object(buffer, opening, decode)
        if value is None:
            following = buffer.data.find(opening, buffer.place + 1) if opening else -1
            end = following if following > 0 else end
            if not end:
                break
            buffer.take(end)
            yield Problem(file.path, line, "the object that begins here is damaged", SKIPPED_HINT)
            continue
        piece = buffer.take(end)
        if not opening and (match := _OBJECT_START.match(piece)):
            opening = match[0]
        if fields := fields_of(value):
            yield CatalogueRow(buffer.position, fields, encode_row(fields))
    if buffer.damage is not None or not buffer.data.startswith(b"]", buffer.place):
        yield _unfinished(buffer)


def _unfinished(buffer: StreamBuffer) -> Problem:
    if buffer.damage is not None:
        return buffer.damage.problem(buffer.line)
    message = "the document has no objects after this line, but this is not its end"
    return Problem(buffer.path, buffer.line, message, "download the file again")


def _enter_array(buffer: StreamBuffer) -> bool:
    match = buffer.match(_ARRAY_START)
    if match:
        buffer.take(match.end())
    return match is not None


def _find_object(buffer: StreamBuffer) -> bool:
    """Move to where the next object begins; return whether there is one."""
    while True:
        between = _BETWEEN.match(buffer.data, buffer.place)
        buffer.take(between.end() if between else buffer.place)
        if buffer.place < len(buffer.data):
            return buffer.data.startswith(b"{", buffer.place)
        if not buffer.read_more():
            return False


def _read_object(buffer: StreamBuffer, opening: bytes, decode: Decode) -> tuple[int, Any]:
    """Return (where the object at ``buffer.place`` ends, or 0 without an end; its value, or None if it is damaged).

    The beginning of the next object is guessed from the `opening` of the one before. The guess is right if the piece
    can be decoded, because no valid object is the beginning of another. Otherwise braces are counted, which takes ten
    times as long.
    """
    following = buffer.data.find(opening, buffer.place + 1) if opening else -1
    if following < 0 and opening and buffer.read_more():
        following = buffer.data.find(opening, buffer.place + 1)
    if following > 0:
        end = len(buffer.data[buffer.place : following].rstrip(b", \t\r\n")) + buffer.place
        if (value := _decode_or_none(buffer.data[buffer.place : end], decode)) is not None:
            return end, value
    match = buffer.match(_OBJECT)
    return (match.end(), _decode_or_none(match[0], decode)) if match else (0, None)


def _decode_or_none(piece: bytes, decode: Decode) -> Any:
    try:
        return decode(piece)
    except DECODE_ERRORS:
        return None
