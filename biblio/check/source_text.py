"""A file's text with its lines, and the entries of a `.bib` as the rules see them: spans, read one at a time."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from biblio.bibtex.scanner import Block, BlockKind, FieldSpan, scan, scan_fields
from biblio.check.finding import Span
from biblio.errors import BibtexError

__all__ = ["BibEntry", "SourceText", "entries"]


class SourceText:
    """The text of one file, its line ends as they are, and its path as the person gave it."""

    __slots__ = ("_macros", "_starts", "entry_count", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts: array[int] | None = None
        self._macros: dict[str, int] | None = None
        self.entry_count = 0
        """How many entries a `.bib` has, once `entries` went over all of them."""

    def span(self, start: int, end: int) -> Span:
        """Return the place ``text[start:end]``. Lines are counted once, when the first place is asked for."""
        if self._starts is None:
            newline = "\n" if "\n" in self.text else "\r"
            self._starts = array("q", [0])
            self._starts.extend(found.end() for found in re.finditer(newline, self.text))
        line, column = self._place(start)
        end_line, end_column = self._place(max(start, end))
        return Span(self.path, line, column, end_line, end_column, start, max(start, end))

    def macros(self) -> dict[str, int]:
        """Return the ``@string`` macros that a `.bib` defines: lower-case name → offset of the first definition."""
        if self._macros is None:
            self._macros = {}
            if _STRING.search(self.text):
                for block in scan(self.text):
                    if block.kind is BlockKind.STRING and block.key:
                        self._macros.setdefault(block.key.lower(), block.start)
        return self._macros

    def _place(self, offset: int) -> tuple[int, int]:
        assert self._starts is not None
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


_STRING = re.compile(r"@\s*string\b", re.IGNORECASE)
_NAMED = re.compile(r"[^{(]*[{(]\s*")


@dataclass(frozen=True, slots=True)
class BibEntry:
    """One block of a `.bib` that is an entry or should be one.

    `fields` are empty where `error` says why they cannot be read (`place`: the offset of the trouble).
    """

    source: SourceText
    block: Block
    fields: tuple[FieldSpan, ...] = ()
    error: str = ""
    place: int = 0

    @property
    def key(self) -> str:
        """The citation key as written."""
        return self.block.key

    def field(self, name: str) -> FieldSpan | None:
        """Return the first field of that name: the one that BibTeX takes."""
        for span in self.fields:
            if span.name == name:
                return span
        return None

    def inner(self, span: FieldSpan) -> tuple[int, int]:
        """Return where the value without its braces or quotes stands; of a macro or a concatenation all of it."""
        text = self.source.text
        start, end = span.value_start, span.value_end
        if self.is_plain(span) and text[start] in '{"':
            return start + 1, end - 1
        return start, end

    def is_plain(self, span: FieldSpan) -> bool:
        """Tell whether a value is one text in braces or quotes, or a number: no macro and no concatenation."""
        text = self.source.text
        first = text[span.value_start]
        if first == "{":
            return _closes_at(text, span.value_start, span.value_end)
        if first == '"':
            inner = text[span.value_start + 1 : span.value_end - 1]
            return text[span.value_end - 1] == '"' and ('"' not in inner or not _BARE_QUOTE.search(inner))
        return text[span.value_start : span.value_end].isdecimal()

    def value(self, name: str) -> str:
        """Return the text of a field as TeX source, empty where it is missing or has a macro in it."""
        span = self.field(name)
        if span is None or not self.is_plain(span):
            return ""
        start, end = self.inner(span)
        return self.source.text[start:end].strip()

    def key_span(self) -> Span:
        """Return where the key stands; of an entry without one, its head."""
        head = _NAMED.match(self.source.text, self.block.start, self.block.end)
        start = head.end() if head else self.block.start
        if not self.block.key:
            return self.source.span(self.block.start, start)
        return self.source.span(start, start + len(self.block.key))

    def span_of(self, span: FieldSpan) -> Span:
        """Return where a field's value stands."""
        return self.source.span(span.value_start, span.value_end)

    def span_of_field(self, name: str) -> Span:
        """Return where the value of a field stands, the key where the entry has no such field."""
        found = self.field(name)
        return self.span_of(found) if found else self.key_span()


_ENTRIES = frozenset({BlockKind.ENTRY, BlockKind.BROKEN})
_BARE_QUOTE = re.compile(r'^[^{}]*"|\}[^{}]*"[^{}]*(?:\{|$)')


def _closes_at(text: str, start: int, end: int) -> bool:
    """Tell whether the brace at `start` is closed by the one before `end`."""
    if text[end - 1] != "}":
        return False
    if "#" not in text[start:end]:
        return True
    depth = 0
    for index in range(start, end):
        char = text[index]
        depth += (char == "{") - (char == "}")
        if not depth:
            return index == end - 1
    return False


def entries(source: SourceText) -> Iterator[BibEntry]:
    """Yield the entries of a `.bib` in order, those that are broken too; one at a time, so that any size will do."""
    text = source.text
    count = 0
    for block in scan(text):
        count += block.kind in _ENTRIES
        if block.kind is BlockKind.ENTRY:
            try:
                yield BibEntry(source, block, scan_fields(text, block))
            except BibtexError as error:
                place = block.start if error.offset is None else error.offset
                yield BibEntry(source, block, (), error.message.partition(": ")[2], place)
        elif block.kind is BlockKind.BROKEN:
            yield BibEntry(source, block, (), "the entry is not closed", block.start)
    source.entry_count = count
