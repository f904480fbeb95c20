"""Headings and items of lists that are citation keys, as annotated bibliographies for Pandoc and Quarto have them.

    ## [@roe_2018]

    What Roe says about lamps.

    - [@poe_2019]: a remark

The works are in the `.bib` that the page names, or beside it; elsewhere a key at the beginning of a line only cites.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from biblio.readers.markdown.outline_blocks import Heading, ListBlock, OutlineBlock
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.section_names import is_aside, is_list_title

__all__ = ["find_keyed_works", "without_key"]

_KEY = r"@\{?(?P<key>[\w][\w:.#$%&+?<>~/-]{0,200}?)\}?"
_HEADING = re.compile(rf"\W{{0,3}}\[?{_KEY}\]?[\s.:]*")
_ITEM = re.compile(rf"(?:\[{_KEY}\]|{_KEY.replace('key', 'bare')}(?=[\s:,.]|$))")
_BEGINNING = re.compile(
    rf"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[?{_KEY.replace('(?P<key>', '(?:')}\]?(?=[\s:,.]|$)[\s:,.–—-]*"
)
_BIBLIOGRAPHY = frozenset({"bibliography", "references", "csl"})
_SEVERAL = 2


def find_keyed_works(page: MarkdownPage, blocks: Sequence[OutlineBlock], names: Sequence[str]) -> dict[int, str]:
    """Return the rows of headings and items that are citation keys, with these, on a page that lists works by them.

    `names` are what the page is called.
    """
    if "@" not in page.read_body:
        return {}
    has_library = any(prop.key.casefold() in _BIBLIOGRAPHY for prop in page.front_matter.properties)
    if not has_library and not any(map(is_list_title, names)):
        return {}
    headings = {row: key for row, key, is_heading in _keys(blocks) if is_heading}
    items = {row: key for row, key, is_heading in _keys(blocks) if not is_heading}
    # The items of a text begin with a key by chance; those of a list of works all do.
    count = sum(len(block.items) for block in blocks if isinstance(block, ListBlock))
    kept = items if len(items) >= _SEVERAL and 2 * len(items) >= count else {}
    return {**(headings if len(headings) >= _SEVERAL else {}), **kept}


def without_key(comment: str) -> str:
    """Return the lines of an item without the mark and the citation key that begin it."""
    return _BEGINNING.sub("", comment, count=1)


def _keys(blocks: Sequence[OutlineBlock]) -> Iterator[tuple[int, str, bool]]:
    aside = 0  # the level of the heading "References" above, what is below which the page only cites
    for block in blocks:
        if isinstance(block, Heading):
            aside = 0 if block.level <= aside else aside
            aside = aside or (block.level if is_aside(block.text) else 0)
        if aside:
            continue
        if isinstance(block, Heading):
            if match := _HEADING.fullmatch(block.text):
                yield block.start, match["key"], True
        elif isinstance(block, ListBlock):
            for item in block.items:
                text = item.paragraphs[0].text if item.paragraphs else ""
                if match := _ITEM.match(text):
                    yield item.start, (match["key"] or match["bare"]), False
