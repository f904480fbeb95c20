"""Read titles on lines of their own, in bold type or behind numbers, as the headings of what is below them.

    **A primer on lamps**
    Jane Roe, Max Moe. Lamps 2017. [pdf](https://…)

    What it says about wicks.

    2. Wicks and what they are worth
    Ada Poe and others
    https://…

    What it says about lamps.

Where such lines look like titles, and works are linked below most of them, they are headings without the sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from biblio.readers.markdown.identifier_lines import own_links_by_line
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.markdown.note_header import is_deposit
from biblio.readers.markdown.outline_blocks import Heading, ListBlock, OutlineBlock, Paragraph
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.section_names import is_generic
from biblio.readers.markdown.title_links import leads_to_pdf
from biblio.readers.markdown.title_shape import TitleShape, title_shape

__all__ = ["with_titles_as_headings"]

_LINKED = r"\[[^\n*\[\]]{8,300}\]\((?P<url>[^\s()]+)\)"
_BOLD_LINE = re.compile(
    rf"(?P<mark>\*\*|__)(?:\d{{1,3}}[.)]\s+)?(?P<title>[^\n*\[\]]{{8,300}}|{_LINKED})(?P=mark)[.:]?"
)
_BOLD_BEFORE_LINKS = re.compile(r"(?P<mark>\*\*|__)[^\n*]{8,300}(?P=mark)\s{0,9}\[")
_NUMBERED_LINE = re.compile(rf"\d{{1,3}}[.)]\s+(?P<title>[^\n*\[\]]{{8,300}}|{_LINKED})")
_LEVEL = 6
_SEVERAL, _NEAR, _MOSTLY = 2, 2, 0.6
_LONGEST_INTRODUCTION = 200  # characters


class _TitleLine(NamedTuple):
    title: str  # as it is written
    url: str | None  # that it is linked to

    @property
    def is_of_a_work(self) -> bool:
        return title_shape(plain_value(self.title)) is TitleShape.WORK


def with_titles_as_headings(page: MarkdownPage, blocks: Sequence[OutlineBlock]) -> list[OutlineBlock]:
    """Return the blocks of a page, with titles in bold type, or behind numbers, on lines of their own as headings."""
    for titles in (_bold_titles(page, blocks), _numbered_titles(page, blocks)):
        if sum(title.is_of_a_work for title in titles.values()) < max(1, _MOSTLY * len(titles)):
            continue
        above = sum(_has_work_below(page, blocks, index, titles) for index in titles)
        if above >= max(1, _MOSTLY * len(titles)):
            return list(_with_headings(blocks, titles))
    return list(blocks)


def _bold_titles(page: MarkdownPage, blocks: Sequence[OutlineBlock]) -> dict[int, _TitleLine]:
    """Return the titles in bold type that paragraphs begin with, by the index of the paragraph."""
    found: dict[int, _TitleLine] = {}
    others = 0  # that have their links beside them: a list of another form
    if "**" not in page.body and "__" not in page.body:
        return found
    for index, block in enumerate(blocks):
        first = block.text.partition("\n")[0].strip() if isinstance(block, Paragraph) else ""
        match = _BOLD_LINE.fullmatch(first)
        if match and not is_generic(match["title"]):
            found[index] = _TitleLine(match["title"].strip(), match["url"])
        elif _BOLD_BEFORE_LINKS.match(first):
            others += 1
    return found if len(found) > others else {}


def _numbered_titles(page: MarkdownPage, blocks: Sequence[OutlineBlock]) -> dict[int, _TitleLine]:
    """Return the first lines of numbered lists of one item each, as text that is not indented parts them.

    Other numbered lists are what they are.
    """
    found: dict[int, _TitleLine] = {}
    for index, block in enumerate(blocks):
        if not isinstance(block, ListBlock) or not page.lines[block.start][:1].isdigit():
            continue
        match = _NUMBERED_LINE.fullmatch(page.lines[block.start].rstrip())
        if len(block.items) > 1 or not match or is_generic(match["title"]):
            return {}
        found[index] = _TitleLine(match["title"], match["url"])
    return found


def _with_headings(blocks: Sequence[OutlineBlock], titles: Mapping[int, _TitleLine]) -> Iterator[OutlineBlock]:
    for index, block in enumerate(blocks):
        if index not in titles:
            yield block
            continue
        yield Heading(block.start, block.start + 1, _LEVEL, f"**{titles[index].title}**")
        item = block.items[0] if isinstance(block, ListBlock) else None
        paragraphs = item.paragraphs if item else [block] if isinstance(block, Paragraph) else []
        for number, paragraph in enumerate(paragraphs):
            first, _, rest = paragraph.text.partition("\n")
            if number:
                yield paragraph
            elif first and rest:
                yield Paragraph(paragraph.start + 1, paragraph.end, rest)
        if item and item.items:
            yield ListBlock(item.items[0].start, item.end, item.items)


def _has_work_below(
    page: MarkdownPage, blocks: Sequence[OutlineBlock], index: int, titles: Mapping[int, _TitleLine]
) -> bool:
    """Return whether an address of a work is in a title, or on a line of its own between it and the next one.

    A single title has little above it, and the address in its lines or in the two blocks below: people, then that.
    """
    following = range(index + 1, len(blocks))
    after = next((other for other in following if other in titles or isinstance(blocks[other], Heading)), None)
    end = blocks[after].start if after is not None else len(page.lines)
    if len(titles) < _SEVERAL:
        end = min(end, blocks[min(index + _NEAR, len(blocks) - 1)].end)
        if sum(len(block.text) for block in blocks[:index] if isinstance(block, Paragraph)) > _LONGEST_INTRODUCTION:
            return False  # it is in the middle of a text
    url = titles[index].url
    is_linked = url is not None and (identifier_of(url) is not None or leads_to_pdf(url))
    below = own_links_by_line(page, blocks[index].start + 1, end).values()
    return is_linked or not all(is_deposit(identifier_of(link.url)) for links in below for link in links)
