r"""Paragraphs on a shelf whose lines are its entries.

Each line but the last ends in a break, or the line is a linked author and a linked title::

    Jane Roe - Lamps at Sea \
    Max Poe - Old Glass \
    [Ann Doe](https://…) - [Winter Light](https://…)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from biblio import patterns as re
from biblio.readers.markdown.outline_blocks import ListBlock, ListItem, OutlineBlock, Paragraph
from biblio.readers.markdown.shelf_names import ShelfKind, shelf_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["ENDS_IN_BREAK", "linked_parts", "with_broken_lines"]

ENDS_IN_BREAK = re.compile(r"(?:(?<! ) {2,}|\\|(?:(?<!\s)\s+)?<br\s*/?>\s*)$")
"""The end of a line that Markdown or HTML breaks there: two blanks, a backslash, `<br>`."""
_LINK = r"\[[^\[\]\n]+\]\((?:[^()\s]|\([^()\s]*\))*\)"
_LINKED_PARTS = re.compile(
    rf"(?P<parts>(?P<first>\**{_LINK}\**)\s+[-–—:]\s+(?P<second>\**{_LINK}\**|[^\[\]\n]+?))(?P<rest>(?:,\s[^\n]{{1,200}})?\s*)"
)
_ONE_LINK = re.compile(rf"\**{_LINK}\**")
_DIVIDED = re.compile(rf"\s[-–—/]\s|^\**{_LINK}\**$|\sby\s|[『「《»”]")
_SEVERAL, _MANY = 3, 6
_MOSTLY = 0.6


def linked_parts(text: str) -> re.Match[str] | None:
    """Return how the first line of a text is divided, if it is a linked author and title, in whatever order."""
    return _LINKED_PARTS.fullmatch(ENDS_IN_BREAK.sub("", text.partition("\n")[0]))


def with_broken_lines(blocks: Iterable[OutlineBlock], names: Iterable[str]) -> list[OutlineBlock]:
    """Return the blocks of a page; on one that is named as a shelf of books, such paragraphs become lists.

    Below the title of a paper, such lines are its authors, venue and links.
    """
    if ShelfKind.BOOKS not in map(shelf_kind, names):
        return list(blocks)
    return [_as_list(block) if isinstance(block, Paragraph) else block for block in blocks]


def _as_list(block: Paragraph) -> Paragraph | ListBlock:
    lines = block.text.split("\n")
    bare = [ENDS_IN_BREAK.sub("", line) for line in lines]
    broken = [line != short for line, short in zip(lines, bare, strict=True)]
    divided = sum(_DIVIDED.search(line) is not None for line in bare)
    are_entries = divided >= max(_SEVERAL, _MOSTLY * len(lines)) or len(lines) >= _MANY
    if are_entries and all(broken[:-1]):
        return ListBlock(block.start, block.end, list(_items(block, bare)))
    if all(map(linked_parts, bare)):
        return ListBlock(block.start, block.end, list(_items(block, bare)))
    if broken[0] and (_ONE_LINK.fullmatch(bare[0].strip()) or linked_parts(bare[0])):
        # A linked title, and below it what is said about it.
        return ListBlock(block.start, block.end, [ListItem(block.start, block.end, [block])])
    return block


def _items(block: Paragraph, lines: Sequence[str]) -> Iterator[ListItem]:
    for row, line in enumerate(lines, block.start):
        yield ListItem(row, row + 1, [Paragraph(row, row + 1, line.strip())])
