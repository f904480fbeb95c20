"""Parse the block structure of a Markdown text: headings, lists, tables and paragraphs with their lines.

markdown-it-py parses the blocks (CommonMark and tables). Code and comments are blanked character by character, so that
nothing in them is read as a tag or a link and everything else keeps its position.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
__all__ = [
    "Heading",
    "ListBlock",
    "ListItem",
    "Outline",
    "OutlineBlock",
    "Paragraph",
    "Table",
    "TableRow",
    "blank_hidden",
    "mask",
    "parse_outline",
]


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


@dataclass(frozen=True, slots=True)
class Outline:
    """The blocks of a text outside quotes, in order, and the line ranges of its code and comments."""

    blocks: tuple[OutlineBlock, ...]
    hidden: tuple[tuple[int, int], ...]


# The line under a table's header, and rows after it that begin with an empty cell, written as blanks.
_RULE = re.compile(r"^ {0,3}\|?[ ]*:?-{3,}[ :|-]*$", re.MULTILINE)
_BLANK_CELL = re.compile(r"[ \t]{4,}(?=[^\n]*\|)")
_ADMONITION = re.compile(r"^(?:\?{3}\+?|!{3}|={3}\+?)[ \t]+[\"\w]", re.MULTILINE)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Definitions of link targets stay paragraphs, because `inline.find_definitions` reads them there.
    return MarkdownIt("commonmark", {"maxNesting": 60}).enable("table").disable("reference")


def parse_outline(text: str) -> Outline:
    """Return the block structure of `text`, whose lines must end in line feeds."""
    parser = _parser()
    if "|" in text:
        text = _with_indented_rows(text)
    if _ADMONITION.search(text):
        text = _with_open_admonitions(text)
    tokens: list[Token] = []
    parser.block.parse(text, parser, {}, tokens)
    return Outline(tuple(_blocks(tokens)), tuple(_hidden(tokens)))


def _with_indented_rows(text: str) -> str:
    """Return `text` with the rows of its tables not indented: GitHub reads them on, the parser would stop there."""
    rules = [text.count("\n", 0, match.start()) for match in _RULE.finditer(text) if "|" in match[0]]
    if not rules:
        return text
    lines = text.split("\n")
    for rule in rules:
        for number in range(rule + 1, len(lines)):
            if "|" not in lines[number]:
                break
            lines[number] = _BLANK_CELL.sub("", lines[number], count=1) if lines[number][:1] in " \t" else lines[number]
    return "\n".join(lines)


def _with_open_admonitions(text: str) -> str:
    """Return `text` with the contents of MkDocs' boxes (``??? note "…"``), which are indented like code, dedented."""
    lines = text.split("\n")
    is_inside = False
    for number, line in enumerate(lines):
        if _ADMONITION.match(lines[number]):
            is_inside = True
        elif is_inside and line.startswith("    "):
            lines[number] = line[4:]
        elif line.strip():
            is_inside = False
    return "\n".join(lines)


def _span(token: Token) -> tuple[int, int]:
    return (token.map[0], token.map[1]) if token.map else (0, 0)


def _blocks(tokens: Sequence[Token]) -> Iterator[OutlineBlock]:
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = _closing(tokens, index) if token.nesting == 1 else index
        start, stop = _span(token)
        match token.type:
            case "heading_open":
                yield Heading(start, stop, int(token.tag[1]), tokens[index + 1].content)
            case "paragraph_open":
                yield Paragraph(start, stop, tokens[index + 1].content)
            case "bullet_list_open" | "ordered_list_open":
                yield ListBlock(start, stop, _items(tokens[index : end + 1]))
            case "table_open":
                yield _table(tokens[index : end + 1])
        index = end + 1


def _closing(tokens: Sequence[Token], index: int) -> int:
    level = tokens[index].level
    for end in range(index + 1, len(tokens)):
        if tokens[end].nesting == -1 and tokens[end].level == level:
            return end
    return len(tokens) - 1


def _items(tokens: Sequence[Token]) -> list[ListItem]:
    """Return the items of the list in `tokens`, with the lists within them."""
    items: list[ListItem] = []
    open_items: list[ListItem] = []
    quoted = 0
    for index, token in enumerate(tokens):
        match token.type:
            case "blockquote_open":
                quoted += 1
            case "blockquote_close":
                quoted -= 1
            case "list_item_open" if not quoted:
                item = ListItem(*_span(token))
                (open_items[-1].items if open_items else items).append(item)
                open_items.append(item)
            case "list_item_close" if not quoted:
                open_items.pop()
            case "paragraph_open" | "heading_open" if not quoted and open_items:
                open_items[-1].paragraphs.append(Paragraph(*_span(token), tokens[index + 1].content))
    return items


def _table(tokens: Sequence[Token]) -> Table:
    rows: list[TableRow] = []
    cells: list[str] = []
    line = 0
    for index, token in enumerate(tokens):
        if token.type == "tr_open":
            cells, line = [], _span(token)[0]
        elif token.type in ("th_open", "td_open"):
            cells.append(tokens[index + 1].content)
        elif token.type == "tr_close":
            rows.append(TableRow(line, tuple(cells)))
    start, end = _span(tokens[0])
    return Table(start, end, rows[0].cells if rows else (), tuple(rows[1:]))


def _hidden(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    for token in tokens:
        start, end = _span(token)
        if token.type == "fence" and token.info.startswith("ad-"):
            # Obsidian's Admonition plugin writes boxes as fences, but their content is text.
            yield from ((start, start + 1), (end - 1, end))
            continue
        is_comment = token.type == "html_block" and token.content.lstrip().startswith("<!--")
        if is_comment or token.type in ("fence", "code_block"):
            yield start, end


def blank_hidden(text: str, outline: Outline) -> str:
    """Return `text` with its code and comments blanked; lines and columns are unchanged."""
    if outline.hidden:
        lines = text.split("\n")
        for start, end in outline.hidden:
            lines[start:end] = [" " * len(line) for line in lines[start:end]]
        text = "\n".join(lines)
    return mask(text)


_TRIGGER = re.compile(r"(?<!\\)`+|<!--|(?<![%\d])%%(?!%)|!\[")
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,300})\](\((?:[^()\n]|\([^()\n]*\))*\))")
_VISIBLE = re.compile(r"[^\n]")


def mask(text: str) -> str:
    """Return `text` with inline code, comments and the addresses of images blanked; columns are unchanged."""
    if "`" not in text and "![" not in text and "<!--" not in text and "%%" not in text:
        return text
    parts: list[str] = []
    masked_to = 0
    # Length of a run of backticks → the offset up to which it has no partner, so that the text is not searched again.
    unpaired: dict[int, int] = {}
    for match in _TRIGGER.finditer(text):
        start = match.start()
        if start < masked_to:
            continue
        stop = _span_end(text, match, unpaired)
        if stop > start:
            parts.append(text[masked_to:start])
            image = _IMAGE.match(text, start, stop)
            parts.append(f"  {image[1]} {' ' * len(image[2])}" if image else _VISIBLE.sub(" ", text[start:stop]))
            masked_to = stop
    parts.append(text[masked_to:])
    return "".join(parts)


def _span_end(text: str, match: re.Match[str], unpaired: dict[int, int]) -> int:
    """Return the end of the span that `match` opens; -1 if it opens none."""
    sign, start, end = match[0], match.start(), match.end()
    if sign == "![":
        image = _IMAGE.match(text, start)
        return image.end() if image else -1
    if sign in ("<!--", "%%"):
        close = "-->" if sign == "<!--" else "%%"
        closing = text.find(close, end)
        return closing + len(close) if closing >= 0 else -1
    if unpaired.get(len(sign), -1) >= start:
        return -1
    border = text.find("\n\n", end)
    border = len(text) if border < 0 else border
    partner = re.compile(rf"(?<!`)`{{{len(sign)}}}(?!`)").search(text, end, border)
    if partner:
        return partner.end()
    unpaired[len(sign)] = border
    return -1
