"""Read BibTeX as a stream: its entries one by one, and the row for an entry. Several formats use it.

Structure is ASCII in every encoding read here, so the scanner sees one character per byte. An entry's text is decoded
when it is complete.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from biblio.bibtex.entry_text import is_joined, parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.scanner import Block, BlockKind, scan, scan_fields, split_value
from biblio.errors import BibtexError, Problem
from biblio.lookup.catalogue.formats.format_base import START, CatalogueRow, RowPosition, SourceFile, encode_row
from biblio.lookup.catalogue.formats.row_values import drop_empty, inverted_name
from biblio.lookup.catalogue.formats.streams import StreamBuffer
from biblio.lookup.catalogue.row_format import IDENTIFIER_KEYS
from biblio.lookup.work_types import catalogue_type
from biblio.model.entry import Entry
from biblio.model.people import Person

__all__ = ["entry_fields", "parse_entry_fast", "rows_from_bibtex"]

Scan = Callable[[str], Iterator[Block]]
_STRING = re.compile(r"@\s*+string\s*+[{(]\s*+([^\s=]+)\s*+=\s*+(.*)[})]", re.IGNORECASE | re.DOTALL)
# What CP1252 can write but its languages do not contain: odd signs, three accented letters in a row.
_NOT_WESTERN = re.compile(rb"[\x80-\x90\x98-\x9f]|[\x80-\xff]{3}")
_LONGEST_MACRO, _LONGEST_VALUE = 10_000, 1_000_000  # characters that macros may make together
_DBLP = "DBLP:"  # before the record's key, in the keys of DBLP's entries
_NOT_WORKS = frozenset({"xdata", "set", "control"})


def rows_from_bibtex(
    file: SourceFile,
    position: bytes,
    is_work: Callable[[Entry], bool] = lambda entry: True,
    *,
    scan_text: Scan = scan,
) -> Iterator[CatalogueRow | Problem]:
    """Yield a row for every entry after `position` that `is_work` accepts."""
    start = RowPosition.read(position)
    strings = _strings_before(file, start)
    buffer = StreamBuffer(file, start)
    for block, raw in _blocks(buffer, scan_text):
        if block.kind is BlockKind.STRING:
            _define_string(strings, raw)
        elif block.kind is BlockKind.BROKEN:
            message = f"the @{block.type} entry {block.key!r} is not closed"
            yield Problem(file.path, block.line, message, "a closing brace is missing")
        elif block.kind is BlockKind.ENTRY and block.type not in _NOT_WORKS:
            try:
                entry = parse_entry_fast(_decode(raw, block.line), block, strings)
            except BibtexError as error:
                message = f"entry {block.key!r} cannot be read: {error}"
                yield Problem(file.path, block.line, message, "correct the entry")
                continue
            if is_work(entry):
                fields = entry_fields(entry)
                yield CatalogueRow(buffer.position, fields, encode_row(fields))
    if buffer.damage is not None:
        yield buffer.damage.problem(buffer.line)


def _blocks(buffer: StreamBuffer, scan_text: Scan) -> Iterator[tuple[Block, bytes]]:
    """Yield every block in the rest of a file, removed from the buffer, with its bytes and its line in the file."""
    window, longest = buffer.sizes.window, buffer.sizes.entry
    size = window
    while True:
        while len(buffer.data) - buffer.place < size and buffer.read_more():
            pass
        text = buffer.data[buffer.place :].decode("latin-1")
        if not text:
            return
        end = len(text) if buffer.has_ended else _window_end(text, longest)
        place_before = buffer.place
        for block in scan_text(text[:end]):
            if _is_open(block, text) and end - block.start < longest and not buffer.has_ended:
                break  # it may continue after the window
            line = buffer.line
            yield block._replace(line=line), buffer.take(place_before + block.end)
        # If nothing could be taken, twice as much is scanned.
        size = window if buffer.place > place_before else 2 * max(size, len(text))
        if buffer.has_ended and buffer.place == place_before:
            return


def _window_end(text: str, longest: int) -> int:
    """Return where to stop in an incomplete text: before a line on which an entry seems to begin.

    If there is no such line for a long stretch (all entries are on one line), that is after a brace.
    """
    end = max(text.rfind("\n@"), text.rfind("\r@")) + 1
    return end if end or len(text) < longest else text.rfind("}") + 1 or len(text)


def _is_open(block: Block, text: str) -> bool:
    if block.kind is BlockKind.COMMENT:
        return text[block.end - 1] not in "})"
    return block.kind is BlockKind.BROKEN


def _decode(raw: bytes, line: int) -> str:
    """Return an entry's text, decoded as UTF-8, or as CP1252 if it looks like that."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        if _NOT_WESTERN.search(raw):
            raise BibtexError(f"line {line}: the entry is neither UTF-8 nor Latin-1") from None
        return raw.decode("cp1252")


def _define_string(strings: dict[str, str], raw: bytes) -> None:
    match = _STRING.fullmatch(raw.decode(errors="replace"))
    if match and (value := _join_value(match[2].strip(), strings, longest=_LONGEST_MACRO)) is not None:
        strings[match[1].lower()] = value


def _strings_before(file: SourceFile, position: RowPosition) -> dict[str, str]:
    """Return the macros that are defined before `position`."""
    strings: dict[str, str] = {}
    if position == START:
        return strings
    buffer = StreamBuffer(file, START)
    for block, raw in _blocks(buffer, scan):
        if RowPosition.read(buffer.position).offset > position.offset:
            break
        if block.kind is BlockKind.STRING:
            _define_string(strings, raw)
    return strings


def parse_entry_fast(text: str, block: Block, strings: Mapping[str, str]) -> Entry:
    """Return the entry in `text` as `biblio.bibtex.entry_text.parse_entry` does, without looking for its end again.

    `block` is its block. Of a field that is set twice the first one counts, as in BibTeX, but for those
    of which all do. Raises `BibtexError` if
    `text` is not an entry.
    """
    values: dict[str, str] = {}
    macros: set[str] = set()
    for span in scan_fields(text, block._replace(start=0, end=len(text))):
        if span.name in values:
            if is_joined(span.name):
                return parse_entry(text, strings=strings)
            continue
        source = text[span.value_start : span.value_end]
        value = _join_value(source, strings)
        if value is None:
            macros.add(span.name)
        values[span.name] = source.lower() if value is None else _tidy(value)
    return Entry(block.type, block.key, tuple(values.items()), frozenset(macros))


def _join_value(source: str, strings: Mapping[str, str], *, longest: int = _LONGEST_VALUE) -> str | None:
    """Return the text of a value, None if it has a macro that is not in `strings`, or if it becomes too long."""
    if source[0] in '{"' and "#" not in source:
        return source[1:-1]
    parts = []
    for piece in split_value(source):
        if piece[0] in '{"':
            parts.append(piece[1:-1])
        elif piece.isdecimal():
            parts.append(piece)
        elif (text := strings.get(piece.lower())) is not None:
            parts.append(text)
        else:
            return None
    return "".join(parts) if sum(map(len, parts)) <= longest else None


def _tidy(value: str) -> str:
    return "\n".join(map(str.strip, value.strip().splitlines())) if "\n" in value else value.strip()


def entry_fields(entry: Entry) -> dict[str, object]:
    """Return what an entry says, in the form of a row."""
    record = from_entry(entry)
    row: dict[str, object] = {
        "title": record.title,
        "authors": [_written_name(author) for author in record.authors],
        "truncated": record.truncated,
        "editors": [_written_name(editor) for editor in record.editors],
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
    for identifier in reversed(record.identifiers):  # the first one in a scheme counts
        if identifier.scheme in IDENTIFIER_KEYS:
            row[IDENTIFIER_KEYS[identifier.scheme]] = identifier.value
    return drop_empty(row)


def _written_name(person: Person) -> str:
    """Return a name in a form that `biblio.model.people.parse_person` reads back."""
    if person.literal or not person.given:
        return f"{{{person.last}}}"
    family = f"{person.particle} {person.family}" if person.particle else person.family
    return inverted_name(family, person.given, person.suffix)
