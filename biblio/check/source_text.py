"""A file's text with its lines, and the entries of a `.bib` for the rules: spans, read one at a time."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Set

from biblio.bibtex.scanner import Block, BlockKind, FieldSpan, blocks_with_strings, scan, scan_fields
from biblio.bibtex.untyped_entries import UNREADABLE_TYPE, untyped_entries
from biblio.check.finding import Span
from biblio.errors import BibtexError

__all__ = ["BibEntry", "SourceText", "entry_of_block", "read_entries"]

_ENTRY_HEAD = re.compile(r"[^{(]*[{(]\s*")
_ENTRY_BLOCKS = frozenset({BlockKind.ENTRY, BlockKind.BROKEN})
_BARE_QUOTE = re.compile(r'^[^{}]*"|\}[^{}]*"[^{}]*(?:\{|$)')


class SourceText:
    """The text of one file with unchanged line ends, and its path as the user gave it."""

    __slots__ = ("_line_starts", "_macros", "entry_count", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._line_starts: array[int] | None = None
        self._macros: dict[str, int] | None = None
        self.entry_count = 0
        """The number of entries in a `.bib`, once `read_entries` has read all of them."""

    def span(self, start: int, end: int) -> Span:
        """Return the span of ``text[start:end]``. Lines are counted once, when the first span is requested."""
        if self._line_starts is None:
            newline = "\n" if "\n" in self.text else "\r"
            self._line_starts = array("q", [0])
            position = 0
            while position := self.text.find(newline, position) + 1:
                self._line_starts.append(position)
        line, column = _line_and_column(self._line_starts, start)
        end_line, end_column = _line_and_column(self._line_starts, max(start, end))
        return Span(self.path, line, column, end_line, end_column, start, max(start, end))

    def macros(self) -> dict[str, int]:
        """Return the ``@string`` macros that a `.bib` defines: lower-case name → offset of the first definition."""
        if self._macros is None:
            self._macros = {}
            for block in blocks_with_strings(self.text):
                if block.kind is BlockKind.STRING and block.key:
                    self._macros.setdefault(block.key.lower(), block.start)
        return self._macros


def _line_and_column(line_starts: array[int], offset: int) -> tuple[int, int]:
    line = bisect_right(line_starts, offset)
    return line, offset - line_starts[line - 1] + 1


_Content = tuple[FieldSpan, bool, int, int]
"""A field, whether its value is plain (no macro, no concatenation), and the range of its content."""


class BibEntry:
    """A block of a `.bib` that is an entry or should be one.

    If the entry cannot be read, `error` says why and `error_offset` where, and there are no `fields`. Nothing of it is
    changed; a frozen dataclass takes four times as long to make, and a file has so many of them.
    """

    __slots__ = ("_by_name", "_contents", "block", "error", "error_offset", "fields", "source")

    def __init__(
        self,
        source: SourceText,
        block: Block,
        fields: tuple[FieldSpan, ...] = (),
        error: str = "",
        error_offset: int = 0,
    ) -> None:
        self.source = source
        self.block = block
        self.fields = fields
        self.error = error
        self.error_offset = error_offset
        # The fields by where their values begin; worked out once, as every family of rules asks.
        self._contents: dict[int, _Content] = {}
        self._by_name: dict[str, _Content] = {}

    @property
    def key(self) -> str:
        """The citation key as written."""
        return self.block.key

    def field(self, name: str) -> FieldSpan | None:
        """Return the first field with that name: the one that BibTeX uses."""
        if not self._contents:
            self._read_contents()
        found = self._by_name.get(name)
        return found[0] if found else None

    def has_any(self, names: Set[str]) -> bool:
        """Whether the entry has a field with one of the names."""
        if not self._contents:
            self._read_contents()
        return not names.isdisjoint(self._by_name)

    def contents(self) -> Iterable[_Content]:
        """Return every field, whether its value is plain (`is_plain`), and the range of its content."""
        if not self._contents:
            self._read_contents()
        return self._contents.values()

    def content_range(self, field: FieldSpan) -> tuple[int, int]:
        """Return the offsets of a value without its braces or quotes; of a macro or a concatenation, all of it."""
        return self._content(field)[2:]

    def _content(self, field: FieldSpan) -> _Content:
        if not self._contents:
            self._read_contents()
        return self._contents[field.value_start]

    def _read_contents(self) -> None:
        text, contents, by_name = self.source.text, self._contents, self._by_name
        find = text.find
        for field in self.fields:
            name, _, _, start, end = field
            if text[start] == "{" and text[end - 1] == "}" and find("#", start, end) < 0:
                content = (field, True, start + 1, end - 1)  # most values; nothing can be joined in them
            elif self._is_plain(field):
                content = (field, True, start + 1, end - 1) if text[start] in '{"' else (field, True, start, end)
            else:
                content = (field, False, start, end)
            contents[start] = content
            if name not in by_name:
                by_name[name] = content

    def is_plain(self, field: FieldSpan) -> bool:
        """Whether a value is a text in braces or quotes, or a number: not a macro, not a concatenation."""
        return self._content(field)[1]

    def _is_plain(self, field: FieldSpan) -> bool:
        text = self.source.text
        first = text[field.value_start]
        if first == "{":
            return _closes_at(text, field.value_start, field.value_end)
        if first == '"':
            content = text[field.value_start + 1 : field.value_end - 1]
            return text[field.value_end - 1] == '"' and ('"' not in content or not _BARE_QUOTE.search(content))
        return text[field.value_start : field.value_end].isdecimal()

    def value(self, name: str) -> str:
        """Return the text of a field as TeX source, or an empty string if it is missing or has a macro in it."""
        if not self._contents:
            self._read_contents()
        found = self._by_name.get(name)
        if found is None:
            return ""
        _, is_plain, start, end = found
        return self.source.text[start:end].strip() if is_plain else ""

    def key_span(self) -> Span:
        """Return the span of the key, or of the entry's head if it has none."""
        head = _ENTRY_HEAD.match(self.source.text, self.block.start, self.block.end)
        start = head.end() if head else self.block.start
        if not self.block.key:
            return self.source.span(self.block.start, start)
        return self.source.span(start, start + len(self.block.key))

    def value_span(self, field: FieldSpan) -> Span:
        """Return the span of a field's value."""
        return self.source.span(field.value_start, field.value_end)

    def field_span(self, name: str) -> Span:
        """Return the span of the value of a field, or of the key if the entry has no such field."""
        field = self.field(name)
        return self.value_span(field) if field else self.key_span()


def _closes_at(text: str, start: int, end: int) -> bool:
    """Whether the brace at `start` is closed by the one before `end`."""
    if text[end - 1] != "}":
        return False
    if text.find("#", start, end) < 0:
        return True
    depth = 0
    for index in range(start, end):
        char = text[index]
        depth += (char == "{") - (char == "}")
        if not depth:
            return index == end - 1
    return False


def read_entries(source: SourceText) -> Iterator[BibEntry]:
    """Yield the entries of a `.bib` in order, also broken ones; one at a time, so that a file can have any size."""
    text = source.text
    count = 0
    for block in scan(text):
        count += block.kind in _ENTRY_BLOCKS
        if block.kind is BlockKind.ENTRY:
            yield entry_of_block(source, block)
        elif block.kind is BlockKind.BROKEN:
            yield BibEntry(source, block, (), "the entry is not closed", block.start)
        elif block.kind is BlockKind.TEXT:
            for untyped in untyped_entries(text, block):
                count += 1
                yield BibEntry(source, untyped, (), UNREADABLE_TYPE, untyped.start)
    source.entry_count = count


def entry_of_block(source: SourceText, block: Block) -> BibEntry:
    """Return the entry of a block that `scan` found in the text of `source`."""
    try:
        return BibEntry(source, block, scan_fields(source.text, block))
    except BibtexError as error:
        offset = block.start if error.offset is None else error.offset
        return BibEntry(source, block, (), error.message.partition(": ")[2], offset)
