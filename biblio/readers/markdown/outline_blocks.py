"""The blocks of a Markdown page as values; lines count from 0, `end` is the first line after a block."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = ["Heading", "ListBlock", "ListItem", "OutlineBlock", "Paragraph", "Table", "TableRow", "without_attributes"]

# "## Lamps {#lamps}", "## Lamps {.unnumbered #sec-lamps}"
_ATTRIBUTES = re.compile(r"(?<!\s)\s+\{:?\s?[#.][^{}\n]{0,100}\}$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; lines count from 0, `end` is the first line after it."""

    start: int
    end: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its lines, and its text without the indentation."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class ListItem:
    """A list item: its own paragraphs, and the items of the lists within it."""

    start: int
    end: int
    paragraphs: list[Paragraph] = field(default_factory=list)
    items: list[ListItem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list that is not inside another one."""

    start: int
    end: int
    items: list[ListItem]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: its line and its cells."""

    start: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its lines, its header and its rows."""

    start: int
    end: int
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]


OutlineBlock: TypeAlias = Heading | Paragraph | ListBlock | Table


def without_attributes(heading: str) -> str:
    """Return the words of a heading without the identifier and classes that Pandoc and kramdown read behind it."""
    return _ATTRIBUTES.sub("", heading) or heading if heading.endswith("}") else heading
