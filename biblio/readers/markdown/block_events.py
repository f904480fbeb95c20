"""Turn the events of pulldown-cmark (the package pyromark) into the blocks of an outline.

The events come in the order of the text, with offsets in its UTF-8 bytes. The words of a tight list item have no
paragraph of their own there, and definitions of link targets are no events at all: both become paragraphs here.

https://docs.rs/pulldown-cmark/latest/pulldown_cmark/enum.Event.html
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import starmap
from typing import Any, NamedTuple

from biblio.readers.markdown.outline_blocks import (
    Heading,
    ListBlock,
    ListItem,
    OutlineBlock,
    Paragraph,
    Table,
    TableRow,
    without_attributes,
)

__all__ = ["Blocks", "read_blocks"]

_CLOSING_SIGNS = re.compile(r"(?:^|(?<![ \t])[ \t]+)#+[ \t]*$")
_OPENING_SIGNS = re.compile(r"^ *#{1,6}[ \t]*")
_SPACE = re.compile(rb"\s*")
_LINE_END = re.compile(rb"\n")
_MAY_DEFINE = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)
# Blocks whose inner events are no blocks.
_SIMPLE_LEAVES = frozenset({"Paragraph", "Heading", "CodeBlock", "HtmlBlock"})
_LEAVES = _SIMPLE_LEAVES | {"Table"}
_BLOCKS = _LEAVES | {"List", "Item", "BlockQuote", "TableHead", "TableRow", "TableCell"}


class Blocks(NamedTuple):
    """The blocks of a text outside quotes, in order, and the line ranges of its code and comments."""

    blocks: tuple[OutlineBlock, ...]
    hidden: tuple[tuple[int, int], ...]


def read_blocks(text: str) -> Blocks:
    """Return the blocks of a Markdown text, whose lines end in line feeds."""
    return _BlockReader(text).read()


_DEEPEST = 50  # items within items; deeper ones are read as if they were at this depth


@lru_cache(maxsize=1)
def _parser() -> tuple[Any, Any]:
    import pyromark

    return pyromark, pyromark.Options.ENABLE_TABLES


def _name(value: str | Mapping[str, object]) -> str:
    """Return the name of the element that begins or ends: "Paragraph", or the only key of ``{"Heading": …}``."""
    return value if isinstance(value, str) else next(iter(value), "")


class _BlockReader:
    """Reads the events of one text; see `read`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._data = text.encode("utf-8", "replace")
        self._line_starts = [0, *(match.end() for match in _LINE_END.finditer(self._data))]
        self._blocks: list[OutlineBlock] = []
        self._hidden: list[tuple[int, int]] = []
        self._quotes = 0
        self._lists: list[ListBlock] = []
        self._items: list[ListItem] = []
        self._is_in_leaf = False
        self._words: tuple[int, int] | None = None  # the offsets of words in a tight item
        self._table: Table | None = None
        self._rows: list[TableRow] = []
        self._cells: list[str] = []

    def read(self) -> Blocks:
        parser, options = _parser()
        text = self._data.decode("utf-8")
        leaf = ""  # the block whose words and marks are passed over
        for event, place in parser.events_with_range(text, options=options):
            # An event is a name ("Rule") or a mapping with one key ({"Start": {"Heading": …}}, {"End": "Paragraph"}).
            if leaf:
                if "End" in event and _name(event["End"]) == leaf:
                    self._close(leaf)
                    leaf = ""
            elif "Start" in event and (name := _name(event["Start"])) in _BLOCKS:
                self._open(name, event["Start"], place["start"], place["end"])
                leaf = name if name in _SIMPLE_LEAVES else ""
            elif "End" in event and (name := _name(event["End"])) in _BLOCKS:
                self._close(name)
            elif self._items and not self._is_in_leaf and not self._quotes and event != "Rule":
                self._add_words(place["start"], place["end"])
        if "]:" in text and _MAY_DEFINE.search(text):
            self._add_definitions(parser.reference_definitions(text, options=options))
        return Blocks(tuple(self._blocks), tuple(self._hidden))

    # -- places ------------------------------------------------------------------------------------------------
    def _line(self, offset: int) -> int:
        return bisect_right(self._line_starts, offset) - 1

    def _lines(self, start: int, end: int) -> tuple[int, int]:
        """Return the lines of a block: the first, and the one after the last."""
        last = max(start, end - 1)
        if self._data[start : start + 1].isspace():
            space = _SPACE.match(self._data, start, end)
            start = min(space.end() if space else start, last)
        starts = self._line_starts
        first = bisect_right(starts, start)
        is_one_line = first == len(starts) or last < starts[first]
        return first - 1, first if is_one_line else bisect_right(starts, last, first)

    def _source(self, start: int, end: int) -> str:
        return self._data[start:end].decode("utf-8", "replace")

    def _paragraph(self, start: int, end: int) -> Paragraph:
        first, last = self._lines(start, end)
        source = self._source(start, end).rstrip("\n")
        if "\n" not in source:
            return Paragraph(first, last, source.strip())
        # The indentation of the item that a paragraph is in is no part of it; any other white space is.
        indent = len(self._source(self._line_starts[first], start))
        head, *others = source.split("\n")
        lines = (line[min(indent, len(line) - len(line.lstrip(" \t"))) :] for line in others)
        return Paragraph(first, last, "\n".join((head, *lines)).strip())

    # -- events ------------------------------------------------------------------------------------------------
    def _open(self, name: str, value: Any, start: int, end: int) -> None:
        if self._words is not None:
            self._flush_words()
        self._is_in_leaf = self._is_in_leaf or name in _LEAVES
        match name:
            case "Paragraph" | "Item" | "List" if self._quotes:
                return
            case "Paragraph":
                self._add(self._paragraph(start, end))
            case "Item" if self._lists:
                item = ListItem(*self._lines(start, end))
                above = self._items[min(len(self._items), _DEEPEST) - 1] if self._items else self._lists[0]
                above.items.append(item)
                self._items.append(item)
            case "List":
                self._lists.append(ListBlock(*self._lines(start, end), []))
            case "BlockQuote":
                self._quotes += 1
            case "CodeBlock":
                first, last = self._lines(start, end)
                info = value[name]
                if isinstance(info, Mapping) and info.get("Fenced", "").startswith("ad-"):
                    # Obsidian's Admonition plugin writes boxes as fences, but their content is text.
                    self._hidden += [(first, first + 1), (last - 1, last)]
                else:
                    self._hidden.append((first, last))
            case "HtmlBlock":
                if self._source(start, end).lstrip().startswith("<!--"):
                    self._hidden.append(self._lines(start, end))
            case _ if self._quotes:
                return
            case "Heading":
                self._add_heading(int(value[name]["level"][1]), start, end)
            case "Table":
                self._table, self._rows = Table(*self._lines(start, end), (), ()), []
            case "TableHead" | "TableRow":
                self._cells = []
                self._rows.append(TableRow(self._line(start), ()))
            case "TableCell":
                self._cells.append(self._source(start, end).strip().strip("|").strip().replace("\\|", "|"))

    def _close(self, name: str) -> None:
        if self._words is not None:
            self._flush_words()
        if name in _LEAVES:
            self._is_in_leaf = False
        match name:
            case "BlockQuote":
                self._quotes -= 1
            case _ if self._quotes:
                return
            case "Item" if self._items:
                self._items.pop()
            case "List":
                block = self._lists.pop()
                if not self._lists:
                    last = block.items[-1].end if block.items else block.end
                    self._blocks.append(ListBlock(block.start, last, block.items))
            case "TableHead" | "TableRow" if self._rows:
                self._rows[-1] = TableRow(self._rows[-1].start, tuple(self._cells))
            case "Table":
                if self._table and not self._items:
                    header, *rows = self._rows or [TableRow(self._table.start, ())]
                    self._blocks.append(Table(self._table.start, self._table.end, header.cells, tuple(rows)))
                self._table = None

    def _add(self, paragraph: Paragraph) -> None:
        if self._items:
            self._items[-1].paragraphs.append(paragraph)
        elif not self._lists:
            self._blocks.append(paragraph)

    def _add_heading(self, level: int, start: int, end: int) -> None:
        first, last = self._lines(start, end)
        source = self._source(start, end).strip("\n")
        if source.lstrip(" ").startswith("#"):
            text = _CLOSING_SIGNS.sub("", _OPENING_SIGNS.sub("", source)).strip()
        else:  # underlined
            text = "\n".join(line.strip(" \t") for line in source.split("\n")[:-1])
        if self._items:
            self._items[-1].paragraphs.append(Paragraph(first, last, text))
        elif not self._lists:
            self._blocks.append(Heading(first, last, level, without_attributes(text)))

    def _add_words(self, start: int, end: int) -> None:
        if self._words is None:
            # The event of an escaped character begins behind its backslash.
            start -= self._data[start - 1 : start] == b"\\"
            self._words = start, end
        else:
            self._words = self._words[0], max(self._words[1], end)

    def _flush_words(self) -> None:
        if self._words is not None and self._items:
            self._items[-1].paragraphs.append(self._paragraph(*self._words))
        self._words = None

    def _add_definitions(self, definitions: Mapping[str, Mapping[str, Any]]) -> None:
        """Add definitions of link targets outside all blocks as paragraphs, those on neighbouring lines as one."""
        spans = sorted((row["span"]["start"], row["span"]["end"]) for row in definitions.values())
        taken = [(block.start, block.end) for block in self._blocks]
        new = [
            paragraph
            for paragraph in starmap(self._paragraph, _joined(spans, self._data))
            if not any(start <= paragraph.start < end for start, end in taken)
        ]
        if new:
            self._blocks = sorted([*self._blocks, *new], key=lambda block: block.start)


def _joined(spans: list[tuple[int, int]], data: bytes) -> Iterator[tuple[int, int]]:
    """Yield spans, with those that only one line end separates joined."""
    current: tuple[int, int] | None = None
    for start, end in spans:
        if (
            current
            and start >= current[1]
            and not data[current[1] : start].strip()
            and data.count(b"\n", current[1], start) < 2
        ):
            current = current[0], end
            continue
        if current:
            yield current
        current = start, end
    if current:
        yield current
