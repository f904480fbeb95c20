"""BibTeX as a stream: its entries one after the other, and the row of an entry. Several formats are made of it.

Structure is ASCII in every encoding that is read here, so that the scanner sees one character a byte; an entry's
text is decoded when it is complete.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.scanner import Block, BlockKind, scan, scan_fields, split_value
from biblio.errors import BibtexError, Problem
from biblio.lookup.catalogue.formats.format_base import START, CatalogueRow, RowPosition, SourceFile, encode_row
from biblio.lookup.catalogue.formats.json_values import drop_empty, inverted_name
from biblio.lookup.catalogue.formats.streams import StreamBuffer
from biblio.lookup.work_types import catalogue_type
from biblio.model.entry import Entry
from biblio.model.people import Person

__all__ = ["entry_fields", "parse_entry_fast", "rows_from_bibtex"]

_WINDOW = 1024 * 1024  # bytes that are scanned at once
_LONGEST = 1024 * 1024  # bytes of an entry: where one has more, a brace is missing
_STRING = re.compile(r"@\s*+string\s*+[{(]\s*+([^\s=]+)\s*+=\s*+(.*)[})]", re.IGNORECASE | re.DOTALL)
# What CP1252 has that texts in the languages it is for do not have: odd signs, three accented letters in a row.
_NOT_WESTERN = re.compile(rb"[\x80-\x90\x98-\x9f]|[\x80-\xff]{3}")
# The key of a row under which an identifier stands; others follow from the address.
_KEYS = {
    "doi": "doi", "acl": "anthology_id", "arxiv": "arxiv", "openreview": "openreview", "dblp": "dblp", "pmid": "pmid",
    "pmcid": "pmcid", "isbn": "isbn",
}  # fmt: skip
_DBLP = "DBLP:"  # before the record's key, in the keys of DBLP's entries
_NEVER = frozenset({"xdata", "set", "control"})
_HINT = "mend the entry"


def rows_from_bibtex(
    file: SourceFile, position: bytes, is_work: Callable[[Entry], bool] = lambda entry: True
) -> Iterator[CatalogueRow | Problem]:
    """Yield a row for every entry behind `position` that `is_work` takes for one."""
    place = RowPosition.read(position)
    strings = _strings_before(file, place)
    buffer = StreamBuffer(file.path, place)
    for block, raw in _blocks(buffer):
        if block.kind is BlockKind.STRING:
            _define(strings, raw)
        elif block.kind is BlockKind.BROKEN:
            what = f"the @{block.type} entry {block.key!r} is not closed"
            yield Problem(file.path, block.line, what, "a closing brace is missing")
        elif block.kind is BlockKind.ENTRY and block.type not in _NEVER:
            try:
                entry = parse_entry_fast(_decoded(raw, block.line), block, strings)
            except BibtexError as error:
                yield Problem(file.path, block.line, f"entry {block.key!r} cannot be read: {error}", _HINT)
                continue
            if is_work(entry):
                found = entry_fields(entry)
                yield CatalogueRow(buffer.position, found, encode_row(found))
    if buffer.cut is not None:
        yield buffer.cut.problem(buffer.line)


def _blocks(buffer: StreamBuffer) -> Iterator[tuple[Block, bytes]]:
    """Yield every block of the rest of a file, each taken from the buffer, with its bytes and its line in the file."""
    wanted = _WINDOW
    while True:
        while len(buffer.data) - buffer.place < wanted and buffer.more():
            pass
        text = buffer.data[buffer.place :].decode("latin-1")
        if not text:
            return
        end = len(text) if buffer.ended else _window(text)
        begun = buffer.place
        for block in scan(text[:end]):
            if _is_open(block, text) and end - block.start < _LONGEST and not buffer.ended:
                break  # it may go on behind the window
            line = buffer.line
            yield replace(block, line=line), buffer.take(begun + block.end)
        # Where nothing could be taken twice as much is looked at.
        wanted = _WINDOW if buffer.place > begun else 2 * max(wanted, len(text))
        if buffer.ended and buffer.place == begun:
            return


def _window(text: str) -> int:
    """Return where to stop in a text that goes on: before a line that seems to begin an entry.

    Where there is no such line for long (all entries stand on one) it is behind a brace.
    """
    end = max(text.rfind("\n@"), text.rfind("\r@")) + 1
    return end if end or len(text) < _LONGEST else text.rfind("}") + 1 or len(text)


def _is_open(block: Block, text: str) -> bool:
    if block.kind is BlockKind.COMMENT:
        return text[block.end - 1] not in "})"
    return block.kind is BlockKind.BROKEN


def _decoded(raw: bytes, line: int) -> str:
    """Return an entry's text, which is UTF-8, or else CP1252 where it looks like that."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        if _NOT_WESTERN.search(raw):
            raise BibtexError(f"line {line}: it is neither UTF-8 nor Latin-1") from None
        return raw.decode("cp1252")


def _define(strings: dict[str, str], raw: bytes) -> None:
    found = _STRING.fullmatch(raw.decode(errors="replace"))
    if found and (value := _joined(found[2].strip(), strings)) is not None:
        strings[found[1].lower()] = value


def _strings_before(file: SourceFile, place: RowPosition) -> dict[str, str]:
    """Return the macros that are defined before `place`."""
    strings: dict[str, str] = {}
    if place == START:
        return strings
    buffer = StreamBuffer(file.path, START)
    for block, raw in _blocks(buffer):
        if RowPosition.read(buffer.position).offset > place.offset:
            break
        if block.kind is BlockKind.STRING:
            _define(strings, raw)
    return strings


def parse_entry_fast(text: str, block: Block, strings: Mapping[str, str]) -> Entry:
    """Return the entry that `text` is, as `biblio.bibtex.codec.parse_entry` does, at thirty times its speed.

    `block` is its block; a field that stands twice counts once, as in BibTeX. Raises `BibtexError` where it is none.
    """
    values: dict[str, str] = {}
    macros: set[str] = set()
    for span in scan_fields(text, replace(block, start=0, end=len(text))):
        if span.name in values:
            continue
        source = text[span.value_start : span.value_end]
        value = _joined(source, strings)
        if value is None:
            macros.add(span.name)
        values[span.name] = source.lower() if value is None else _tidy(value)
    return Entry(block.type, block.key, tuple(values.items()), frozenset(macros))


def _joined(source: str, strings: Mapping[str, str]) -> str | None:
    """Return the text of a value, None where it has a macro that `strings` lack."""
    if source[0] in '{"' and "#" not in source:
        return source[1:-1]
    parts = []
    for piece in split_value(source):
        if piece[0] in '{"':
            parts.append(piece[1:-1])
        elif piece.isdecimal():
            parts.append(piece)
        elif (known := strings.get(piece.lower())) is not None:
            parts.append(known)
        else:
            return None
    return "".join(parts)


def _tidy(value: str) -> str:
    return "\n".join(map(str.strip, value.strip().splitlines())) if "\n" in value else value.strip()


def entry_fields(entry: Entry) -> dict[str, object]:
    """Return what an entry says, in the form of a row."""
    record = from_entry(entry)
    row: dict[str, object] = {
        "title": record.title,
        "authors": [_written(one) for one in record.authors],
        "truncated": record.truncated,
        "editors": [_written(one) for one in record.editors],
        "type": catalogue_type(record.kind, record.medium),
        "venue": record.venue,
        "series": record.series,
        "year": record.date.year if record.date else 0,
        "month": record.date.month if record.date else 0,
        "volume": record.volume,
        "number": record.number,
        "pages": record.pages,
        "publisher": record.publisher,
        "url": record.url,
        "language": record.language,
        "note": record.note,
        "abstract": record.abstract,
    }
    if entry.key.startswith(_DBLP):
        row["dblp"] = entry.key.removeprefix(_DBLP)
    for identifier in reversed(record.identifiers):  # the first of a scheme counts
        if identifier.scheme in _KEYS:
            row[_KEYS[identifier.scheme]] = identifier.value
    return drop_empty(row)


def _written(person: Person) -> str:
    """Return a name as `biblio.model.people.parse_person` reads it back."""
    if person.literal or not person.given:
        return f"{{{person.last}}}"
    family = f"{person.particle} {person.family}" if person.particle else person.family
    return inverted_name(family, person.given, person.suffix)
