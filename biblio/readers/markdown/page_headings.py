"""Find the headings of works by the headings of the sections below them.

What somebody noted page by page: "* Cybernetic Dreams", and below it "** 88", "** 133", "** p. 207 =important=". What
answers the same questions for one paper after the other: "## Lamps", "### Contributions of the paper", "### Weakness".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from biblio.readers.markdown.list_headings import is_calendar_heading
from biblio.readers.markdown.outline_blocks import Heading
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.section_names import is_generic
from biblio.text import fold

__all__ = ["works_noted_by_page", "works_with_same_sections"]

_PAGE = re.compile(
    r"(?P<sign>(?:pages?|pp?\.|S\.|Seiten?|págs?\.|pg\.?)\s?)?(?P<number>\d{1,3})(?:\s?[-–]\s?\d{1,3})?(?=$|\s[^\W\d])",
    re.IGNORECASE,
)
_SHARE = 0.75  # of the headings below that are pages
_FEWEST = 3  # numbers without a sign
# What people ask about each paper, and what says that it is one.
_OF_A_PAPER = re.compile(
    r"\b(?:papers?|authors?|contributions?|strengths?|weakness(?:es)?|summar(?:y|ize|ise)|method(?:s|ology)?|results?|findings?"
    r"|limitations?|takeaways?|evaluation|critique|novelty|motivation|problem|abstract|conclusions?"
    r"|related work|review)\b"
)
_SAYS_PAPER = re.compile(r"\b(?:papers?|authors?|contributions?|weakness(?:es)?|novelty|abstract)\b")
_FEWEST_QUESTIONS = 2
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


def works_with_same_sections(headings: Sequence[Heading]) -> frozenset[int]:
    """Return the rows of the headings that are works, because the same questions about a paper are below several."""
    below: dict[int, list[str]] = {}
    above: list[Heading] = []
    for heading in headings:
        above = [other for other in above if other.level < heading.level]
        words = fold(plain_value(heading.text))
        for other in above:
            below.setdefault(other.start, []).append(words)
        above.append(heading)
    works: set[int] = set()
    for level in {heading.level for heading in headings}:
        sections = {heading.start: set(below.get(heading.start, ())) for heading in headings if heading.level == level}
        counts = Counter(words for names in sections.values() for words in names)
        common = {words for words, count in counts.items() if count > 1 and _OF_A_PAPER.search(words)}
        found = {row for row, names in sections.items() if len(names & common) >= _FEWEST_QUESTIONS}
        if len(found) > 1 and any(_SAYS_PAPER.search(words) for words in common):
            works |= found
    names = {heading.start: heading.text for heading in headings}
    return frozenset(row for row in works if not (is_calendar_heading(names[row]) or is_generic(names[row])))


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
