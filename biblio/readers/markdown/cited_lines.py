"""Part lines that cite a work from the text around them, as in the minutes of a journal club and in plans of courses.

::

    Discussed:
    [Lamps at sea](https://arxiv.org/abs/…) (Roe et al., 06-2025)
    - Their fog is thick.
    [Fog at noon](https://arxiv.org/abs/…) (Poe & Moe, 2025)

For Markdown, each such line continues the paragraph or the item above it; for whoever wrote it, a work begins. So it
is where hard breaks end the lines of paragraphs and several lines of a page, up to their breaks, are references.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from biblio.readers.markdown.citation import citation_on_page
from biblio.readers.markdown.outline_blocks import ListBlock, ListItem, OutlineBlock, Paragraph
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.plain_reference import FARTHEST, may_be_reference

__all__ = ["with_cited_lines"]

_CITED = re.compile(
    r"[*_]{0,2}\[[^\[\]\n]{8,300}\]\(https?://[^\s()]+\)[*_]{0,2},?\s*"
    r"\([^\W\d_a-z][^()\d\n]{1,120},?\s(?:[^()\n]{0,15}[\s/-])?(?:19|20)\d\d\)\W*"
)
# A linked title that begins a line of several such lines: "[Lamps at sea](https://…), Jane Roe"
_LINKED_TITLE = re.compile(
    r"\s*(?:[*_]{1,2}|\d{1,3}[.)]\s|[-–•→]\s)?(?:\[(?:[^\[\]\s]+\s++){2}[^\[\]]++(?<!\n)\]\(https?://"
    r"|<a(?=\s)(?:(?!\shref=)[^<>])*\shref=[\"']?https?://[^<>]*+>(?:[^<>\s]+\s++){2}[^<>]++</a>)",
    re.IGNORECASE,
)
_ENDS_IN_BREAK = re.compile(r"(?:(?<! ) {2,}|\\|<br\s*/?>\s*)$")
_SEVERAL, _FEWEST_REFERENCES = 2, 4


def with_cited_lines(page: MarkdownPage, blocks: Iterable[OutlineBlock]) -> list[OutlineBlock]:
    """Return the blocks of a page, with a paragraph for each line within one that cites a linked title."""
    blocks = list(blocks)
    rows = set(_rows_of_references(page, blocks))
    if "](http" in page.masked or "<a " in page.masked:
        rows |= {row for row, line in enumerate(page.masked_lines) if "](http" in line and _CITED.fullmatch(line)}
        blocks = [_as_list(page, block) if isinstance(block, Paragraph) else block for block in blocks]
    return [part for block in blocks for part in _parted(page, block, rows)] if rows else blocks


def _rows_of_references(page: MarkdownPage, blocks: Iterable[OutlineBlock]) -> list[int]:
    """Return the rows in which references begin within paragraphs whose lines breaks end, if a page has several."""
    starts: list[int] = []
    for block in blocks:
        if isinstance(block, Paragraph) and block.end - block.start >= _SEVERAL:
            starts.extend(_references_between_breaks(page, block))
    return starts if len(starts) >= _FEWEST_REFERENCES else []


def _references_between_breaks(page: MarkdownPage, block: Paragraph) -> list[int]:
    """Return the rows of references that follow a hard break, unless other lines of the paragraph are such, too."""

    def begins_reference(row: int) -> bool:
        line = _up_to_break(page, row, block.end)
        return may_be_reference(line) and citation_on_page(page, line, row).is_reference

    after_break, after_stop = [block.start], []
    for row in range(block.start + 1, block.end):
        above = page.lines[row - 1]
        if not above or _ENDS_IN_BREAK.search(above):
            after_break.append(row)
        elif above.endswith("."):
            after_stop.append(row)
    starts = list(filter(begins_reference, after_break))
    return [] if starts and any(map(begins_reference, after_stop)) else starts


def _up_to_break(page: MarkdownPage, row: int, end: int) -> str:
    """Return the lines of a paragraph from `row` up to a hard break, as far as a reference can go."""
    lines: list[str] = []
    left = FARTHEST
    for number in range(row, end):
        if len(page.lines[number]) >= left:
            lines.append(page.masked_lines[number][:left])
            break
        left -= len(page.lines[number]) + 1
        lines.append(_ENDS_IN_BREAK.sub("", page.masked_lines[number]).strip())
        if _ENDS_IN_BREAK.search(page.lines[number]):
            break
    return "\n".join(lines)


def _as_list(page: MarkdownPage, block: Paragraph) -> Paragraph | ListBlock:
    """Return a paragraph each line of which begins with a linked title as a list of these lines."""
    lines = page.masked_lines[block.start : block.end]
    if len(lines) < _SEVERAL or not all(map(_LINKED_TITLE.match, lines)):
        return block
    items = [
        ListItem(row, row + 1, [Paragraph(row, row + 1, line.strip())]) for row, line in enumerate(lines, block.start)
    ]
    return ListBlock(block.start, block.end, items)


def _parted(page: MarkdownPage, block: OutlineBlock, rows: set[int]) -> Iterator[OutlineBlock]:
    if not any(row in rows for row in range(block.start + 1, block.end)):
        yield block
    elif isinstance(block, Paragraph):
        yield from _paragraphs(page, block.start, block.end, rows)
    elif isinstance(block, ListBlock):
        items: list[ListItem] = []
        for item in block.items:
            row = next((row for row in range(item.start + 1, item.end) if row in rows), None)
            if row is None or any(child.start > row for child in item.items):
                items.append(item)
                continue
            yield replace(block, start=(items or [item])[0].start, end=row, items=[*items, _before(page, item, row)])
            yield from _paragraphs(page, row, item.end, rows)
            items = []
        if items:
            yield replace(block, start=items[0].start, items=items)
    else:
        yield block


def _paragraphs(page: MarkdownPage, start: int, end: int, rows: set[int]) -> Iterator[Paragraph]:
    starts = [start, *(row for row in range(start + 1, end) if row in rows)]
    for first, last in zip(starts, [*starts[1:], end], strict=True):
        lines = [line.strip() for line in page.masked_lines[first:last]]
        yield Paragraph(first, last, "\n".join(lines).rstrip())


def _before(page: MarkdownPage, item: ListItem, row: int) -> ListItem:
    """Return what an item, with the items below it, has before a row."""
    paragraphs = [
        paragraph
        if paragraph.end <= row
        else replace(paragraph, end=row, text="\n".join(paragraph.text.split("\n")[: row - paragraph.start]))
        for paragraph in item.paragraphs
        if paragraph.start < row
    ]
    return replace(
        item, end=min(item.end, row), paragraphs=paragraphs, items=[_before(page, child, row) for child in item.items]
    )
