"""Find the headings of works among those whose sections are what somebody noted page by page.

"* Cybernetic Dreams", and below it "** 88", "** 133", "** p. 207 =important=": the numbers are pages of a work.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from biblio.readers.markdown.list_headings import is_calendar_heading
from biblio.readers.markdown.outline_blocks import Heading
from biblio.readers.markdown.property_values import plain_value

__all__ = ["works_noted_by_page"]

_PAGE = re.compile(
    r"(?P<sign>(?:pages?|pp?\.|S\.|Seiten?|págs?\.|pg\.?)\s?)?(?P<number>\d{1,3})(?:\s?[-–]\s?\d{1,3})?(?=$|\s[^\W\d])",
    re.IGNORECASE,
)
_SHARE = 0.75  # of the headings below that are pages
_FEWEST = 3  # numbers without a sign
_DAYS = 31  # the numbers of days, lessons and chapters are smaller


def works_noted_by_page(headings: Sequence[Heading]) -> frozenset[int]:
    """Return the rows of the headings that are works, by the page numbers below them.

    They count where several are on a page; then, a work may have few and small numbers.
    """
    below: dict[int, list[re.Match[str] | None]] = {}
    above: list[Heading] = []
    for heading in headings:
        above = [other for other in above if other.level < heading.level]
        if above and above[-1].level == heading.level - 1:
            below.setdefault(above[-1].start, []).append(_PAGE.match(plain_value(heading.text).strip("*=~_ ")))
        above.append(heading)
    likely = [heading for heading in headings if heading.start in below and _are_pages(below[heading.start])]
    likely = [heading for heading in likely if not is_calendar_heading(heading.text) and not _PAGE.match(heading.text)]
    levels = [heading.level for heading in likely if _are_surely_pages(below[heading.start])]
    return frozenset(heading.start for heading in likely if levels.count(heading.level) > 1)


def _are_pages(below: Sequence[re.Match[str] | None]) -> bool:
    return sum(match is not None for match in below) >= _SHARE * len(below)


def _are_surely_pages(below: Sequence[re.Match[str] | None]) -> bool:
    pages = [match for match in below if match]
    if all(match["sign"] for match in pages):
        return True
    # "33 Search in a list" is an exercise, "207 important" a page if most others are mere numbers.
    if sum(match.end() == len(match.string) for match in pages) < _SHARE * len(pages):
        return False
    numbers = [int(match["number"]) for match in pages]
    are_ascending = sum(a <= b for a, b in pairwise(numbers)) >= _SHARE * (len(numbers) - 1)
    return len(numbers) >= _FEWEST and are_ascending and max(numbers) > _DAYS and len(numbers) < max(numbers)
