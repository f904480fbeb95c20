"""Read titles in bold type on lines of their own as the headings of what is below them.

    **A primer on lamps**
    Jane Roe, Max Moe. Lamps 2017. [pdf](https://…)

    What it says about wicks.

Where several such lines look like titles, and works are linked below most of them, they are headings without the sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from biblio.readers.markdown.identifier_lines import own_links_by_line
from biblio.readers.markdown.outline_blocks import Heading, OutlineBlock, Paragraph
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.section_names import is_generic
from biblio.readers.markdown.title_shape import TitleShape, title_shape

__all__ = ["with_bold_headings"]

_BOLD_LINE = re.compile(
    r"(?P<mark>\*\*|__)(?:\d{1,3}[.)]\s+)?(?P<title>[^\n*\[\]]{8,300}|\[[^\n*\[\]]{8,300}\]\([^\s()]+\))(?P=mark)[.:]?"
)
_LEVEL = 6
_FEWEST, _MOSTLY = 2, 0.6


def with_bold_headings(page: MarkdownPage, blocks: Sequence[OutlineBlock]) -> list[OutlineBlock]:
    """Return the blocks of a page, with titles in bold type on lines of their own as headings."""
    if "**" not in page.body and "__" not in page.body:
        return list(blocks)
    found: dict[int, re.Match[str]] = {}
    for index, block in enumerate(blocks):
        first = block.text.partition("\n")[0].strip() if isinstance(block, Paragraph) else ""
        match = _BOLD_LINE.fullmatch(first)
        if match and not is_generic(match["title"]):
            found[index] = match
    titles = [index for index in found if title_shape(plain_value(found[index]["title"])) is TitleShape.WORK]
    if len(titles) < max(_FEWEST, _MOSTLY * len(found)):
        return list(blocks)
    above = sum(_has_work_below(page, blocks, index, found) for index in found)
    if above < max(_FEWEST, _MOSTLY * len(found)):
        return list(blocks)
    headed: list[OutlineBlock] = []
    for index, block in enumerate(blocks):
        if index not in found or not isinstance(block, Paragraph):
            headed.append(block)
            continue
        rest = block.text.partition("\n")[2]
        headed.append(Heading(block.start, block.start + 1, _LEVEL, f"**{found[index]['title'].strip()}**"))
        if rest:
            headed.append(Paragraph(block.start + 1, block.end, rest))
    return headed


def _has_work_below(
    page: MarkdownPage, blocks: Sequence[OutlineBlock], index: int, titles: dict[int, re.Match[str]]
) -> bool:
    """Return whether an address of a work stands on a line of its own between a title and the next one."""
    following = range(index + 1, len(blocks))
    after = next((other for other in following if other in titles or isinstance(blocks[other], Heading)), None)
    end = blocks[after].start if after is not None else len(page.lines)
    return bool(own_links_by_line(page, blocks[index].start + 1, end))
