"""Read a page in Markdown whose works are blocks with a title: foldings, admonitions, callouts, cards.

    <details><summary>A primer on lamps</summary>       !!! note "A primer on lamps"        > [!quote] A primer on lamps
                                                                                            > Jane Roe, 2017
    Jane Roe, 2017. [Paper](https://…)                      Jane Roe, 2017
    </details>                                                                              :::{card} A primer on lamps

Each title becomes a heading, and what the block holds the section below it. So the page is read only if there are
several, and most of their titles turn out to be works. Else the works may stand in the blocks, whatever these are
called ("Reading", "Note"): then the page is read as if it had no blocks.

https://squidfunk.github.io/mkdocs-material/reference/admonitions/, https://help.obsidian.md/callouts,
https://mystmd.org/guide/directives, https://docs.github.com/en/get-started/writing-on-github
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.markdown.front_matter import read_front_matter
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.markdown.title_links import leads_to_pdf
from biblio.readers.other_markup.markdown_translation import MarkdownTranslation, read_translation

__all__ = ["has_blocks", "has_titled_blocks", "read_titled_blocks", "read_without_blocks"]

_SUMMARY = re.compile(
    r"[ \t]*(?:<details\b[^<>]*>\s*)?<summary\b[^<>]*>(?P<title>[^\n]{1,600}?)</summary>[ \t]*(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
_OF_FOLDING = re.compile(r"<(?:details|summary)\b", re.IGNORECASE)
_DETAILS = re.compile(r"(?:(?<![ \t])[ \t]+)?</?details\b[^<>]*>[ \t]*", re.IGNORECASE)
_ADMONITION = re.compile(
    r"(?:!!!|\?\?\?\+?)[ \t]++[\w -]{1,40}?(?<![ \t])(?:[ \t]+\"(?P<title>[^\"\n]{1,400})\")?[ \t]*"
)
_CALLOUT = re.compile(r">[ \t]?\[![\w -]{1,40}(?:\|[\w -]{1,40})?\][+-]?[ \t]*(?P<title>\S[^\n]{0,400})?")
_FENCE = re.compile(
    r"(?P<fence>:{3,10})[ \t]*(?:\{[^{}\n]{1,100}\}|[\w-]{1,40})[ \t]*(?:(?<=[ \t])(?P<title>[^\s:{][^\n]{0,400}))?"
)
_ATTRIBUTES = re.compile(r"\{:[ \t]*[.#][^{}\n]{1,100}\}[ \t]*")  # "{: .note }" above a quotation
_OPTION = re.compile(r":(?P<key>[\w-]{1,20}):[ \t]+(?P<value>[^\n]{1,500})")
_CODE = re.compile(r"[ \t>]*(?:```|~~~)")
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]")
_EMPHASIS = re.compile(r"</?(?:b|strong|em|i|h\d|font|span|u|big)\b[^<>]*>", re.IGNORECASE)
_MAY_HAVE = re.compile(
    r"<summary\b|^(?:!!!|\?\?\?)|^>[ \t]?\[!|^:::|^\{:[^{}\n]{1,100}\}[ \t]*\n>", re.IGNORECASE | re.MULTILINE
)
_EXAMPLE = re.compile(r"\b(?:examples?|code|beispiel|exemple|ejemplo)\b", re.IGNORECASE)
_FEWEST, _DEEPEST, _MOSTLY = 2, 6, 0.6


class _Block(NamedTuple):
    """A block: its title, the row of that, its lines with their rows, and the first row behind it."""

    title: str
    row: int
    lines: list[tuple[str, int]]
    end: int


class _Part(NamedTuple):
    """A line of a page, or a block that begins there."""

    row: int
    line: str
    is_code: bool
    block: _Block | None


def has_blocks(text: str) -> bool:
    """Return whether a page may have a block, with a title or without."""
    return _MAY_HAVE.search(text) is not None


def has_titled_blocks(text: str) -> bool:
    """Return whether a page may have such blocks."""
    return len(_MAY_HAVE.findall(text)) >= _FEWEST


def read_titled_blocks(document: Document) -> list[ReadItem]:
    """Return what the page gives with its blocks as sections; nothing unless most of several are works."""
    translation = MarkdownTranslation()
    titles: list[int] = []
    level = 1
    for part in _parts(document, lambda block, line: bool(block.title)):
        if part.block is None:
            if not part.is_code and (heading := _HEADING.match(part.line)):
                level = len(heading["marks"])
            translation.add_line(part.line, part.row + 1)
            continue
        titles.append(part.block.row + 1)
        translation.add_line("", part.row + 1)
        translation.add_line(f"{'#' * min(level + 1, _DEEPEST)} {part.block.title}", part.block.row + 1)
        _add_lines(translation, part.block.row, part.block)
    if len(titles) < _FEWEST:
        return []
    items = list(read_translation(document, translation, "markdown"))
    note_lines = {item.line for item in items if isinstance(item, Note)}
    return items if sum(line in note_lines for line in titles) >= _MOSTLY * len(titles) else []


def read_without_blocks(document: Document) -> list[ReadItem]:
    """Return what the page gives with the lines in its blocks as lines of the page, but for its examples.

    The works in the blocks must have authors, a file or an identifier: goods have linked names, too.
    """
    translation = MarkdownTranslation()
    rows: set[int] = set()
    for part in _parts(document, lambda block, line: not _EXAMPLE.search(line)):
        if part.block is None:
            translation.add_line(part.line, part.row + 1)
            continue
        rows.update(range(part.row + 1, part.block.end + 1))
        _add_lines(translation, part.row, part.block)
    items = list(read_translation(document, translation, "markdown"))
    in_blocks = [item for item in items if isinstance(item, Note) and item.line in rows]
    return items if all(map(_is_of_work, in_blocks)) else []


def _parts(document: Document, is_read: Callable[[_Block, str], bool]) -> Iterator[_Part]:
    """Yield the lines of a page, and its blocks that are read; `is_read` is asked with the first line of each."""
    start = read_front_matter(document.text, document.path).end
    lines = document.text.split("\n")
    row, is_code = 0, False
    while row < len(lines):
        is_code = is_code != (_CODE.match(lines[row]) is not None)
        block = _block_at(lines, row) if row >= start and not is_code else None
        block = block if block and is_read(block, lines[row]) else None
        yield _Part(row, lines[row], is_code, block)
        row = block.end if block else row + 1


def _add_lines(translation: MarkdownTranslation, row: int, block: _Block) -> None:
    """Add the lines of a block, apart from those around it; the blank one before them is that of `row`."""
    translation.add_line("", row + 1)
    for text, origin in block.lines:
        translation.add_line(text, origin + 1)
    translation.add_line("", block.end)


def _is_of_work(note: Note) -> bool:
    own = [link.url for link in note.links if link.role is LinkRole.OWN]
    return bool(note.authors) or any(identifier_of(url) or leads_to_pdf(url) for url in own)


def _block_at(lines: Sequence[str], row: int) -> _Block | None:
    """Return the block that begins at `row`, or None."""
    line = lines[row]
    if _OF_FOLDING.search(line):
        return _details(lines, row)
    if match := _ADMONITION.fullmatch(line):
        body = list(_until(lines, row + 1, lambda text: bool(text.strip()) and not text.startswith(("    ", "\t"))))
        unindented = [(_unindented(text), at) for text, at in body]
        return _Block(match["title"] or "", row, unindented, row + 1 + len(body))
    callout = _CALLOUT.fullmatch(line)
    if callout or (_ATTRIBUTES.fullmatch(line) and lines[row + 1 : row + 2] and lines[row + 1].startswith(">")):
        body = list(_until(lines, row + 1, lambda text: not text.startswith(">")))
        title = (callout["title"] or "") if callout else ""
        return _Block(title, row, [(text[1:].removeprefix(" "), at) for text, at in body], row + 1 + len(body))
    if match := _FENCE.fullmatch(line):
        close = re.compile(rf"{match['fence']}[ \t]*")
        body = list(_until(lines, row + 1, lambda text: close.fullmatch(text) is not None))
        end = row + 1 + len(body)
        return _Block(match["title"] or "", row, [(_option(text), at) for text, at in body], min(end + 1, len(lines)))
    return None


def _details(lines: Sequence[str], row: int) -> _Block | None:
    """Return the folding that begins at `row`; its summary may stand on the next line."""
    first = row + 1 if _DETAILS.fullmatch(lines[row]) and row + 1 < len(lines) else row
    match = _SUMMARY.fullmatch(lines[first])
    if match is None:
        return None
    title = _EMPHASIS.sub("", match["title"]).strip()
    if not title:
        return None
    body = list(_until(lines, first + 1, lambda text: "</details" in text.lower() or "<summary" in text.lower()))
    end = first + 1 + len(body)
    is_closed = end < len(lines) and _DETAILS.fullmatch(lines[end]) is not None
    rest = [(match["rest"], first)] if match["rest"].strip() else []
    return _Block(title, first, [*rest, *((_DETAILS.sub("", text), at) for text, at in body)], end + is_closed)


def _until(lines: Sequence[str], start: int, is_end: Callable[[str], bool]) -> Iterator[tuple[str, int]]:
    """Yield the lines with their rows from `start` up to the one that ends a block."""
    for row in range(start, len(lines)):
        if is_end(lines[row]):
            return
        yield lines[row], row


def _unindented(line: str) -> str:
    return line[1:] if line.startswith("\t") else line.removeprefix("    ")


def _option(line: str) -> str:
    """Return an option of a directive as Markdown: of those, only the address of a card says something of its work."""
    match = _OPTION.fullmatch(line)
    if match is None:
        return line
    return f"<{match['value'].strip()}>" if match["key"] == "link" and "://" in match["value"] else ""
