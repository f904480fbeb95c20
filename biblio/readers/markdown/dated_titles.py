"""Find works that a page lists by nothing but a year in brackets and a title: "- [2007] A primer", "## [2019 ICML] …".

A year alone may date an event, so several lines of a page must be written so, most of them must look like titles, and
headings such as "News" must not speak against them. What is in the brackets beside the year is the venue, or where its
authors work ("[2017 @Lampworks]").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from biblio import patterns as re
from biblio.readers.markdown.assigned_readings import AssignedReading
from biblio.readers.markdown.outline_blocks import Heading, ListBlock, ListItem, OutlineBlock
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.title_parts import split_title
from biblio.readers.markdown.title_shape import TitleShape, title_shape

__all__ = ["DatedTitles", "find_dated_titles"]

# "[2007] ", "[2019 ICML] ", "[ICML 2019] ", "[202011] ", perhaps behind a name: "LampNet: [2019] ".
_DATED = re.compile(
    r"\s*(?:(?:\*\*)?(?P<name>[^\W\d_][\w+-]{1,19})(?:\*\*:|:\*\*|:)\s)?(?:\*\*|__)?[\[【](?:[^\[\]【】\d\n]{2,25}[\s,'’-])?(?P<year>(?:19|20)\d\d)"
    r"(?:0[1-9]|1[0-2])?(?:[\s,;:@-][^\[\]【】\d\n]{1,30})?[\]】](?![(\[:])(?:\*\*|__)?\s*(?P<title>[^\s\[]\S*\s\S[^\n]*)"
)
# What people date that is no work: what happened on a site, and in a life.
_OF_EVENTS = re.compile(
    r"\b(?:news|updates?|change ?logs?|releases?|history|timeline|milestones?|awards?|honou?rs|education|experience"
    r"|talks?|teaching|service|neuigkeiten|aktuelles|actualités|noticias|notícias|novità)\b|新闻|更新|动态|ニュース|お知らせ|소식|업데이트|новости",
    re.IGNORECASE,
)
_FEWEST, _MOSTLY = 3, 0.5
# A heading of fewer words is a mere name, and so is "LEN, Lamp and Endless Night".
_PHRASE = re.compile(r"[^\s,，]+(?:\s+\S+){2}")


class DatedTitles(NamedTuple):
    """The works by the rows of their items, and the rows of the headings above what is said about a work.

    Items have a reading only where a name is before the year; others are the title as their line has it.
    """

    items: dict[int, tuple[AssignedReading, ...]]
    headings: frozenset[int]


class _Dated(NamedTuple):
    """A line that begins with a year in brackets."""

    name: str
    year: int
    title: str

    @property
    def shape(self) -> TitleShape:
        return title_shape(self.title)

    @property
    def readings(self) -> tuple[AssignedReading, ...]:
        return (AssignedReading(self.title, (), self.year),) if self.name else ()


def find_dated_titles(blocks: Sequence[OutlineBlock]) -> DatedTitles:
    """Return the titles that follow a year in brackets; none if a page has few, or few look like titles."""
    items: dict[int, _Dated] = {}
    headings: dict[int, _Dated] = {}
    above: list[Heading] = []
    for block in blocks:
        if isinstance(block, Heading):
            above = [*(heading for heading in above if heading.level < block.level), block]
        if any(_OF_EVENTS.search(heading.text) for heading in above):
            continue
        if isinstance(block, Heading) and (dated := _dated(block.text)):
            headings[block.start] = dated
        elif isinstance(block, ListBlock):
            found = dict(_dated_items(block.items))
            for heading in above if found else ():
                headings.pop(heading.start, None)  # "## [2017] LampNet" above "- [2017] A net of lamps"
            items |= found
    titles = [*items.values(), *headings.values()]
    if len(titles) < _FEWEST or sum(title.shape is TitleShape.WORK for title in titles) < _MOSTLY * len(titles):
        return DatedTitles({}, frozenset())
    return DatedTitles(
        {row: title.readings for row, title in items.items() if title.shape is not TitleShape.NONE},
        frozenset(
            row for row, title in headings.items() if title.shape is not TitleShape.NONE and _PHRASE.match(title.title)
        ),
    )


def _dated_items(items: Sequence[ListItem]) -> Iterator[tuple[int, _Dated]]:
    for item in items:
        if item.paragraphs and (dated := _dated(item.paragraphs[0].text.partition("\n")[0])):
            yield item.start, dated
        yield from _dated_items(item.items)


def _dated(line: str) -> _Dated | None:
    match = _DATED.match(line) if "](" not in line else None
    if not match:
        return None
    return _Dated(match["name"] or "", int(match["year"]), split_title(plain_value(match["title"])).title)
