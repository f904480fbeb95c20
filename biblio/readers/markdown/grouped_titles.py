"""Find papers listed by nothing but their titles in lists within lists: topics, with the titles below them.

    * Index
        * Lamps on Rivers: A Survey<br>
    What the person says about it.
        * More Lamps on Rivers (FAST 2020)

Only below a heading, or on a page, that is named as a list of papers, and only if most of what is below the topics
looks like titles. A title below a title is a work too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from biblio.readers.markdown.outline_blocks import Heading, ListBlock, ListItem, OutlineBlock
from biblio.readers.markdown.property_names import field_of_line
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.shelf_lines import is_title_line
from biblio.readers.markdown.shelf_names import ShelfKind, shelf_kind
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.text import is_han_or_kana

__all__ = ["find_grouped_titles"]

_FEWEST, _MOSTLY, _LONGEST_TOPIC = 4, 0.6, 6
_FIELDS = frozenset({"authors", "venue", "year", "published", "tags", "url", "summary", "code"})


def find_grouped_titles(blocks: Sequence[OutlineBlock], names: Sequence[str]) -> frozenset[int]:
    """Return the rows of the items that are titles; `names` are those of the page."""
    is_page = ShelfKind.PAPERS in map(shelf_kind, names)
    above: list[Heading] = []
    rows: set[int] = set()
    for block in blocks:
        if isinstance(block, Heading):
            above = [heading for heading in above if heading.level < block.level]
            above.append(block)
        elif isinstance(block, ListBlock) and (
            is_page or any(shelf_kind(heading.text) is ShelfKind.PAPERS for heading in above)
        ):
            rows.update(_titles_below_topics(block))
    return frozenset(rows) if len(rows) >= _FEWEST else frozenset()


def _titles_below_topics(block: ListBlock) -> Iterator[int]:
    below = [item for topic in block.items if _is_topic(topic) for item in _items(topic.items)]
    titles = [item for item in below if _is_title(item)]
    looks = sum(title_shape(_first_line(item)) in (TitleShape.WORK, TitleShape.SYSTEM) for item in titles)
    if titles and looks >= _MOSTLY * len(below):
        yield from (item.start for item in titles)


def _is_topic(item: ListItem) -> bool:
    # "[A primer](https://…)" is a work, and what is below it says who wrote it.
    is_linked = bool(item.paragraphs) and "](" in item.paragraphs[0].text
    return bool(item.items) and not is_linked and 0 < len(_first_line(item).split()) <= _LONGEST_TOPIC


def _is_title(item: ListItem) -> bool:
    """Return whether an item can be a title: it leads nowhere, which other rules read, and is no remark."""
    line = _first_line(item)
    if not item.paragraphs or "](" in item.paragraphs[0].text or any(map(is_han_or_kana, line)):
        return False
    if field_of_line(line)[0] in _FIELDS:
        return False  # "Authors: Jane Roe"
    return len(line.split()) > 1 and is_title_line(line.rstrip(" ."))


def _items(items: Sequence[ListItem]) -> Iterator[ListItem]:
    for item in items:
        yield item
        yield from _items(item.items)


def _first_line(item: ListItem) -> str:
    return (
        plain_value(item.paragraphs[0].text.split("\n")[0].replace("</br>", "<br>").split("<br>")[0]).strip()
        if item.paragraphs
        else ""
    )
