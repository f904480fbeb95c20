"""Find works that a page lists by nothing but a year and a title: "- [2007] A primer", "## [2019 ICML] A primer".

A year alone may date an event, so several lines of a page must be written so, most of them must look like titles, and
headings such as "News" must not speak against them. Elsewhere than in square brackets before the title, a year says
less: "- (2007) A primer", "- 2007: A primer", "- A primer (2007)". What is in the brackets beside the year is the
venue, or where its authors work ("[2017 @Lampworks]").
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
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATED_OTHERWISE = re.compile(
    r"\s*(?:[(（](?P<round>(?:19|20)\d\d)[)）]:?|(?P<bare>(?:19|20)\d\d)(?:\s?[:：]|\s[-–—|]))\s+(?P<title>[^\s\[]\S*\s\S[^\n]*)"
)
_DATED_BEHIND = re.compile(
    r"(?:(?<!\s)\s+)?[\[(（【](?:[^\[\]()（）【】\d\n]{2,25}[\s,'’-])?(?P<year>(?:19|20)\d\d)[\])）】]\.?\s*$"
)
# What people date that is no work: what happened on a site, and in a life.
_OF_EVENTS = re.compile(
    r"\b(?:news|updates?|change ?logs?|releases?|history|timeline|milestones?|awards?|honou?rs|education|experience"
    r"|talks?|teaching|service|neuigkeiten|aktuelles|actualités|noticias|notícias|novità|historia|história|histoire|storia|geschichte)\b|新闻|历史|歴史|역사|更新|动态|ニュース|お知らせ|소식|업데이트|новости",
    re.IGNORECASE,
)
_FEWEST, _MOSTLY = 3, 0.5
_FEWEST_OTHERWISE, _NEARLY_ALL = 4, 0.75
# A heading of fewer words is a mere name, and so is "LEN, Lamp and Endless Night".
_PHRASE = re.compile(r"[^\s,，]+(?:\s+\S+){2}")


class DatedTitles(NamedTuple):
    """The works by the rows of their items, and the rows of the headings above what is said about a work.

    Items have a reading only where the line alone would not tell the title; others are read as their line is.
    """

    items: dict[int, tuple[AssignedReading, ...]]
    headings: frozenset[int]


class _Dated(NamedTuple):
    """A line with a year beside a title; `is_apart` if the title must be told from what is before it."""

    year: int
    title: str
    authors: tuple[str, ...] = ()
    is_otherwise: bool = False
    is_apart: bool = False

    @property
    def shape(self) -> TitleShape:
        return title_shape(self.title)

    @property
    def readings(self) -> tuple[AssignedReading, ...]:
        return (AssignedReading(self.title, self.authors, self.year),) if self.is_apart else ()


def find_dated_titles(blocks: Sequence[OutlineBlock], names: Sequence[str]) -> DatedTitles:
    """Return the titles beside a year; none of those written in one way if few are, or few of them look like titles.

    `names` are those of the page: "## Unix: a game (1969)" is a chapter of a history.
    """
    if any(map(_OF_EVENTS.search, names)):
        return DatedTitles({}, frozenset())
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
            dated_items = dict(_dated_items(block.items))
            for heading in above if dated_items else ():
                headings.pop(heading.start, None)  # "## [2017] LampNet" above "- [2017] A net of lamps"
            items |= dated_items
    rows = {*items, *headings}
    for is_otherwise, fewest, share in ((False, _FEWEST, _MOSTLY), (True, _FEWEST_OTHERWISE, _NEARLY_ALL)):
        titles = {
            row: title for row, title in [*items.items(), *headings.items()] if title.is_otherwise is is_otherwise
        }
        looks = sum(title.shape is TitleShape.WORK for title in titles.values())
        is_of_a_year = is_otherwise and len({title.year for title in titles.values()}) == 1  # figures of that year
        if len(titles) < fewest or looks < share * len(titles) or is_of_a_year:
            rows -= set(titles)
    return DatedTitles(
        {row: title.readings for row, title in items.items() if row in rows and title.shape is not TitleShape.NONE},
        frozenset(
            row
            for row, title in headings.items()
            if row in rows and title.shape is not TitleShape.NONE and _PHRASE.match(title.title)
        ),
    )


def _dated_items(items: Sequence[ListItem]) -> Iterator[tuple[int, _Dated]]:
    for item in items:
        if item.paragraphs and (dated := _dated(item.paragraphs[0].text.partition("\n")[0])):
            yield item.start, dated
        yield from _dated_items(item.items)


def _dated(line: str) -> _Dated | None:
    if "](" in line or not _YEAR.search(line):
        return None
    if match := _DATED.match(line):
        parts = split_title(plain_value(match["title"]))
        return _Dated(int(match["year"]), parts.title, parts.byline.authors, is_apart=bool(match["name"]))
    if match := _DATED_OTHERWISE.match(line):
        parts = split_title(plain_value(match["title"]))
        year = int(match["round"] or match["bare"])
        return _Dated(year, parts.title, parts.byline.authors, is_otherwise=True, is_apart=True)
    if match := _DATED_BEHIND.search(line):
        return _Dated(int(match["year"]), plain_value(line[: match.start()]), is_otherwise=True)
    return None
