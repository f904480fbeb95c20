"""The parts of a page of works that gave no note although they may name works, so that none goes missing unseen.

Prose beside the works, and lists of plain words, are no such parts: a line needs a link, a year or a marked title.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from biblio.readers.markdown.listed_works import ListedWork
from biblio.readers.markdown.outline_blocks import Heading, ListBlock, ListItem, OutlineBlock, Paragraph, Table
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_values import plain_value

__all__ = ["unread_parts"]

_LINK = re.compile(r"\]\(\s*<?(?:https?:|[^()\s#]+\.pdf)|\]\[[^\[\]]*\]|<a\s[^<>]*href|https?://", re.IGNORECASE)
_YEAR = re.compile(r"[(\[\s,](?:1[6-9]|20)\d\d\b")
# A title in quotation marks, emphasis or bold type.
_MARKED = re.compile(
    r"[\"“„«「『《][^\"“”„«»「」『』《》\n]{8,}[\"”»」』》]|(?<![\w*_])(\*\*|__|[*_])\S[^*_\n]{8,}?\1(?!\w)"
)
_OPENS = re.compile(r"\s*(?:[\[<\"“„«「『《]|\*|_\w|https?:)")
_IMAGE = re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)|<img\b[^<>]*>", re.IGNORECASE)
_FEWEST_WORDS = 4
_LONGEST = 60  # characters of the words that tell which part it is


def unread_parts(page: MarkdownPage, works: Sequence[ListedWork], known: Collection[int]) -> list[tuple[int, str]]:
    """Return the line (in the body, from 0) and the first words of every part that may name works and gave no note.

    `works` are the notes of the page, `known` the lines of parts that are accounted for already. Lines of one list,
    table or run of paragraphs are one part.
    """
    read = {row for work in works for row in range(work.start, work.end)}
    parts: list[tuple[int, str]] = []
    for block in _blocks_to_read(page.outline.blocks, known):
        if any(row in known for row in range(block.start, block.end)):
            continue
        rows = [(row, text) for row, text in _lines(block) if row not in read and _may_name_work(text, block)]
        if rows:
            row, text = rows[0]
            words = " ".join(plain_value(text).split())[:_LONGEST]
            parts.append((row, f"{words} (and {len(rows) - 1} more)" if len(rows) > 1 else words))
    return parts


def _blocks_to_read(blocks: Sequence[OutlineBlock], known: Collection[int]) -> Iterator[OutlineBlock]:
    """Yield the blocks that are not below a heading whose whole section is known."""
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            if level and block.level > level:
                continue
            level = block.level if block.start in known else 0
        elif not level:
            yield block


def _lines(block: OutlineBlock) -> Iterator[tuple[int, str]]:
    if isinstance(block, ListBlock):
        for item in block.items:
            yield from _lines_of_item(item)
    elif isinstance(block, Table):
        yield from ((row.start, " | ".join(row.cells)) for row in block.rows)
    elif isinstance(block, Paragraph):
        yield block.start, block.text


def _lines_of_item(item: ListItem) -> Iterator[tuple[int, str]]:
    yield from ((paragraph.start, paragraph.text) for paragraph in item.paragraphs)
    for child in item.items:
        yield from _lines_of_item(child)


def _may_name_work(text: str, block: OutlineBlock) -> bool:
    words = _IMAGE.sub("", text)
    is_linked, is_dated, is_marked = (pattern.search(words) is not None for pattern in (_LINK, _YEAR, _MARKED))
    count = len(plain_value(words).split())
    if isinstance(block, Paragraph):  # prose may lead somewhere, or give a year
        return (is_linked or is_dated) and (is_marked or _OPENS.match(words) is not None) and count > 1
    return (is_linked and count > 1) or (is_dated and count >= _FEWEST_WORDS) or is_marked
