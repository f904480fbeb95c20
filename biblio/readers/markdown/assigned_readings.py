"""Find what a course plan gives to read in lines that have nothing but an author and a title.

Plans of courses in the humanities write 'Roe, "Lamps at sea"', 'Jane Roe, from *The lamp*', without a year or a link.
Elsewhere such a line may be a quotation, a song or a picture, so only pages with weeks or sessions are read so, and
only if several of their lines are written in this way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from biblio import patterns as re
from biblio.readers.markdown.byline import is_person_name
from biblio.readers.markdown.outline_blocks import Heading, ListBlock, ListItem, OutlineBlock
from biblio.readers.markdown.property_values import plain_value

__all__ = ["AssignedReading", "find_assigned", "has_units", "names_nobody"]

_UNIT = re.compile(
    r"\W*(?:week\s(?:of|starting|beginning)\s\w|(?:week|session|meeting|class|lecture|unit|module|woche|sitzung|semaine|séance|semana|sesión|sessão|aula|неделя"
    r"|занятие|лекция)s?\s*#?\d+\b|第\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?[周週回讲講课課]|\d{1,2}\s?주차)",
    re.IGNORECASE,
)
_NAME = r"[^\W\d_a-z][\w'’.-]*(?:\s(?:[^\W\d_a-z][\w'’.-]*|v[ao]n|de[nr]?|d[aiou]s?|la|le|y)){0,4}"
_LINE = re.compile(
    r"(?:[*_]{0,2}(?i:required|recommended|optional|further|suggested|primary|secondary)(?:\sreadings?)?[*_]{0,2}:[*_]{0,2}\s*)?"
    rf"(?P<who>{_NAME}(?:(?:,\s(?:and\s)?|,?\s(?:and|&|und|et|y|e)\s){_NAME}){{0,3}}),?\s"
    r"(?:(?:excerpts?|selections?|chapters?|pages)\s)?(?P<part>from\s)?(?=[\"“*_\[])(?P<rest>.+)",
    re.DOTALL,
)
_TITLE = re.compile(
    r"\[?(?:[\"“](?P<quoted>[^\"“”\n]{3,250})[\"”]|(?P<mark>\*{1,2}|__?)(?P<marked>[^*_\n]{3,250})(?P=mark))\]?(?:\([^()\s]*\))?"
)
_FROM = re.compile(r",?\s(?:from|in)\s$")
_BETWEEN = re.compile(r"(?:,|;|\band\b|\bfrom\b|\bin\b|\s|[*_]{1,2}){1,6}")
_AND = re.compile(r",\s(?:and\s)?|,?\s(?:and|&|und|et|y|e)\s")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
# What course plans write in the place of an author, when they do not speak of a text.
_NOBODY = frozenset(
    "wikipedia see read watch also homework assignment quiz exam midterm due group discussion lecture lab workshop"
    " visit project presentation screening film class today tomorrow chapter part week".split()
)
_INITIAL = 2  # characters: "J."
_FEWEST_UNITS, _FEWEST_LINES, _FEWEST_FULL_NAMES = 2, 4, 3


class AssignedReading(NamedTuple):
    """A work to read: its title, authors and year as the line writes them.

    With `is_sure`, the whole line is written as a reference, so that it says more than how it is read elsewhere; with
    `only_corrects`, it says how to read the line if that is one of a work.
    """

    title: str
    authors: tuple[str, ...]
    year: int | None = None
    is_sure: bool = False
    only_corrects: bool = False


def find_assigned(blocks: Sequence[OutlineBlock]) -> dict[int, tuple[AssignedReading, ...]]:
    """Return the works in the items of a course plan by the rows of the items; nothing on any other page."""
    if not has_units(block.text for block in blocks if isinstance(block, Heading)):
        return {}
    items = (item for block in blocks if isinstance(block, ListBlock) for item in _items(block.items))
    found = {item.start: readings for item in items if (readings := tuple(_readings(item.paragraphs[0].text)))}
    with_full_names = sum(any(" " in name for name in readings[0].authors) for readings in found.values())
    return found if len(found) >= _FEWEST_LINES and with_full_names >= _FEWEST_FULL_NAMES else {}


def has_units(headings: Iterable[str]) -> bool:
    """Return whether headings are those of a course plan: some of them are weeks, sessions or the like."""
    return sum(_UNIT.match(plain_value(heading)) is not None for heading in headings) >= _FEWEST_UNITS


def names_nobody(who: str) -> bool:
    """Return whether words in the place of an author name none: "Homework", "Group A"."""
    return who.casefold().partition(" ")[0] in _NOBODY


def _items(items: Iterable[ListItem]) -> Iterator[ListItem]:
    for item in items:
        if item.paragraphs:
            yield item
        yield from _items(item.items)


def _readings(line: str) -> Iterator[AssignedReading]:
    """Yield the works of a line: that in quotation marks or italics; a book that several chapters are from."""
    match = _LINE.fullmatch(line.strip())
    if not match or _YEAR.search(line) or names_nobody(match["who"]):
        return  # a whole reference is read as everywhere
    authors = tuple(_AND.split(match["who"].rstrip(",")))
    if not all((" " not in name and len(name) > _INITIAL) or is_person_name(name) for name in authors):
        return
    rest, titles, end = match["rest"], list[tuple[str, bool]](), 0
    for title in _TITLE.finditer(rest):
        if end and not _BETWEEN.fullmatch(rest[end : title.start()]):
            break
        if not end and title.start() > 0:
            return
        is_host = bool(_FROM.search(rest[: title.start()])) and bool(titles)
        titles.append((plain_value(title["quoted"] or title["marked"]).strip(" ,.;"), is_host))
        end = title.end()
    hosts = [words for words, is_host in titles if is_host]
    parts = [words for words, is_host in titles if not is_host]
    for words in hosts if len(parts) > 1 and hosts else parts:
        yield AssignedReading(words, authors)
