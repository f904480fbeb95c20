"""Rows out of JSON: one object a line (https://jsonlines.org), or all of them in one document.

Of a document the objects of its first array are read: ``[{…}, …]``, ``{"items": [{…}, …]}``, Crossref's
``{"message": {"items": [{…}, …]}}``.
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
# None leaves an object out that is no work.
FieldsOf = Callable[[Any], Mapping[str, object] | None]
# What a decoder raises for something that is not its JSON.
DECODE_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
SKIPPED_HINT = "it was left out; mend it, or get the file again"


def rows_from_lines(
    file: SourceFile, position: bytes, decode: Decode, fields_of: FieldsOf
) -> Iterator[CatalogueRow | Problem]:
    """Yield a row for every line behind `position`: what `fields_of` makes of what `decode` reads."""
    for found in read_lines(file.path, RowPosition.read(position)):
        if isinstance(found, Problem):
            yield found
            continue
        line, number, place = found
        try:
            value = decode(line)
        except DECODE_ERRORS as error:
            if line.strip():
                yield Problem(file.path, number, f"the line is no JSON object: {error}", SKIPPED_HINT)
            continue
        if fields := fields_of(value):
            yield CatalogueRow(place, fields, encode_row(fields))


JSON_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*"'
_DEPTH = 12  # of objects in objects; arrays need not be counted


def _nested(depth: int) -> bytes:
    inner = rb'[^"{}]++|' + JSON_STRING
    pattern = rb"\{(?:" + inner + rb")*\}"
    for _ in range(depth):
        pattern = rb"\{(?:" + inner + rb"|" + pattern + rb")*\}"
    return pattern


_OBJECT = re.compile(_nested(_DEPTH), re.DOTALL)
_BEGIN = re.compile(rb"\{\s*+" + JSON_STRING + rb"\s*+:", re.DOTALL)
_BETWEEN = re.compile(rb"[\s,]*+")
_ARRAY = re.compile(rb'[^"\[]*+(?:' + JSON_STRING + rb'[^"\[]*+)*\[', re.DOTALL)
_DOCUMENT = re.compile(rb'\[|\{\s*(?:$|"(?:items|message|message-type|status)")')


def is_document(sample: FileSample) -> bool:
    """Tell whether a file is one JSON document, and not lines with an object each."""
    return bool(_DOCUMENT.match(sample.first))


def rows_from_document(
    file: SourceFile, position: bytes, decode: Decode, fields_of: FieldsOf
) -> Iterator[CatalogueRow | Problem]:
    """Yield a row for every object behind `position` in the first array of a JSON document.

    A damaged object is left out, up to where the next one seems to begin.
    """
    place = RowPosition.read(position)
    buffer = StreamBuffer(file.path, place)
    if not place.offset and not _enter(buffer):
        yield _unfinished(buffer)
        return
    begin = b""  # of an object, as the one before has it: `{"indexed":`
    while _next(buffer):
        line = buffer.line
        end, value = _end(buffer, begin, decode)
        if value is None:
            following = buffer.data.find(begin, buffer.place + 1) if begin else -1
            end = following if following > 0 else end
            if not end:
                break
            buffer.take(end)
            yield Problem(file.path, line, "the object that begins here is damaged", SKIPPED_HINT)
            continue
        piece = buffer.take(end)
        if not begin and (found := _BEGIN.match(piece)):
            begin = found[0]
        if fields := fields_of(value):
            yield CatalogueRow(buffer.position, fields, encode_row(fields))
    if buffer.cut is not None or not buffer.data.startswith(b"]", buffer.place):
        yield _unfinished(buffer)


def _unfinished(buffer: StreamBuffer) -> Problem:
    if buffer.cut is not None:
        return buffer.cut.problem(buffer.line)
    what = "the document has no more objects from here on, but it is not at its end"
    return Problem(buffer.path, buffer.line, what, "get the file again")


def _enter(buffer: StreamBuffer) -> bool:
    found = buffer.match(_ARRAY)
    if found:
        buffer.take(found.end())
    return found is not None


def _next(buffer: StreamBuffer) -> bool:
    """Go to where the next object begins; tell whether there is one."""
    while True:
        between = _BETWEEN.match(buffer.data, buffer.place)
        buffer.take(between.end() if between else buffer.place)
        if buffer.place < len(buffer.data):
            return buffer.data.startswith(b"{", buffer.place)
        if not buffer.more():
            return False


def _end(buffer: StreamBuffer, begin: bytes, decode: Decode) -> tuple[int, Any]:
    """Return (where the object at ``buffer.place`` ends, what it is); 0 where it has no end, None where it is damaged.

    Where the next object begins is guessed from how the one before begins. The guess is right if the piece can be
    decoded, for no valid object is the beginning of another. Else braces are counted, which takes ten times as long.
    """
    following = buffer.data.find(begin, buffer.place + 1) if begin else -1
    if following < 0 and begin and buffer.more():
        following = buffer.data.find(begin, buffer.place + 1)
    if following > 0:
        end = len(buffer.data[buffer.place : following].rstrip(b", \t\r\n")) + buffer.place
        if (value := _decoded(buffer.data[buffer.place : end], decode)) is not None:
            return end, value
    found = buffer.match(_OBJECT)
    return (found.end(), _decoded(found[0], decode)) if found else (0, None)


def _decoded(piece: bytes, decode: Decode) -> Any:
    try:
        return decode(piece)
    except DECODE_ERRORS:
        return None
