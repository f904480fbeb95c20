"""Find the works that bibliographies and course plans name in lines such as "Roe and Poe, *Lamps at Sea*, 1987".

Records, films and games are listed in the same way. So the page, its folder, a heading or what introduces the list
must say that there is something to read, and most items of the list must be written so; or the page is the plan of a
course, where several lines say which pages are to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from biblio import patterns as re
from biblio.readers.markdown.assigned_readings import AssignedReading, has_units
from biblio.readers.markdown.authored_titles import is_of_other_things, names_readings
from biblio.readers.markdown.outline_blocks import Heading, ListBlock, ListItem, OutlineBlock, Paragraph
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.reference_lines import ReferenceLine, TitleForm, read_reference_lines

__all__ = ["find_lines_of_plans", "find_short_references", "is_course_plan", "is_task"]

# A page that is called so lists what is to be read, also without years.
_OF_LISTS = re.compile(
    r"\b(?:bibliograph(?:y|ies?)|reading[\s_-]?lists?|readings|syllab(?:us|i)|books|literature list|literaturliste"
    r"|leseliste|bibliografías?|bibliografias?|lecturas|leituras|letture|lectures obligatoires)\b",
    re.IGNORECASE,
)
_OF_PLANS = re.compile(
    r"\b(?:schedule|syllabus|course (?:plan|outline|calendar|schedule)|class (?:plan|schedule)|semesterplan|seminarplan"
    r"|programme (?:du|de) cours)\b",
    re.IGNORECASE,
)
_OTHER_SECTIONS = re.compile(r"\b(?:watch|view|listen|screening|play)(?:ing)?s?\b", re.IGNORECASE)
_DATED_HEADING = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s)?(?:\d{1,2}/\d{1,2}|\d{1,2}\.\s?\d{1,2}\."
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?\s\d{1,2})(?!\d)",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"(?:write|post|submit|upload|complete|create|download|install|pick|choose|browse|bring|prepare|finish|revise|explore"
    r"|visit|continue|add|send|fill)\s(?:an?|the|your|one|two|three|\d+|this|these|some|at|in|out|to|up|through)\s",
    re.IGNORECASE,
)
_NOBODY = frozenset({"anonymous", "anon", "anon.", "unknown", "various"})
_FEWEST, _MOSTLY = 3, 0.6
_FEWEST_OF_A_PLAN, _FEWEST_DATES, _SEVERAL = 4, 4, 2
_OPENING = 300  # characters


def find_short_references(
    blocks: Sequence[OutlineBlock], names: Sequence[str], places: Sequence[str]
) -> dict[int, tuple[AssignedReading, ...]]:
    """Return the works by the rows of the items of a bibliography.

    On a page about games and the like, they only say how to read what is known to be a work.

    `names` are those of the page, `places` its folders and the words by which its front matter classes it.
    """
    called = (*names, *places)
    is_of_others = any(map(is_of_other_things, called))
    is_named = any(map(names_readings, called))
    by_row: dict[int, tuple[AssignedReading, ...]] = {}
    paragraphs: dict[int, tuple[AssignedReading, ...]] = {}
    above: list[Heading] = []
    introduction = ""
    for block in blocks:
        before, introduction = introduction, block.text[:_OPENING] if isinstance(block, Paragraph) else ""
        if isinstance(block, Heading):
            above = [*(heading for heading in above if heading.level < block.level), block]
        if isinstance(block, Paragraph) and above and names_readings(plain_value(above[-1].text)):
            works = read_reference_lines(block.text.partition("\n")[0])
            if works and works[0].form is TitleForm.QUOTED and (works[0].has_host or works[0].has_part):
                paragraphs[block.start] = tuple(map(_reading, works))
        if not isinstance(block, ListBlock):
            continue
        said = [*(heading.text for heading in above), before]
        if any(map(is_of_other_things, said)) or not (is_named or any(map(names_readings, said))):
            continue
        may_be_undated = any(map(_OF_LISTS.search, (*called, *said)))
        lines = list(_lines(block.items))
        found = {
            row: tuple(_reading(line)._replace(only_corrects=is_of_others) for line in works)
            for row, works in lines
            if works and (works[0].year or works[0].has_part or may_be_undated)
        }
        if len(found) >= _MOSTLY * len(lines):
            by_row |= found
    by_row = by_row if len(by_row) >= _FEWEST else {}
    return by_row | (paragraphs if len(paragraphs) >= _SEVERAL else {})


def is_course_plan(headings: Iterable[str], names: Iterable[str]) -> bool:
    """Return whether a page is the plan of a course, by its names, or by headings that are weeks or days."""
    headings = [plain_value(heading) for heading in headings]
    dated = sum(_DATED_HEADING.match(heading) is not None for heading in headings)
    return has_units(headings) or any(map(_OF_PLANS.search, names)) or dated >= _FEWEST_DATES


def find_lines_of_plans(
    blocks: Sequence[OutlineBlock], names: Sequence[str]
) -> tuple[dict[int, tuple[AssignedReading, ...]], dict[int, tuple[AssignedReading, ...]]]:
    """Return the works in the items of a course plan, and those on lines of its paragraphs, by their rows.

    A line names pages or a chapter, or is that of an article with its year; a film has neither.
    """
    if not is_course_plan((block.text for block in blocks if isinstance(block, Heading)), names):
        return {}, {}
    items: dict[int, tuple[AssignedReading, ...]] = {}
    lines: dict[int, tuple[AssignedReading, ...]] = {}
    above: list[Heading] = []
    full_names = 0
    for block in blocks:
        if isinstance(block, Heading):
            above = [*(heading for heading in above if heading.level < block.level), block]
            continue
        if any(is_of_other_things(heading.text) or _OTHER_SECTIONS.search(heading.text) for heading in above[-1:]):
            continue
        rows: list[tuple[int, tuple[ReferenceLine, ...]]] = []
        if isinstance(block, ListBlock):
            rows = list(_lines(block.items))
        elif isinstance(block, Paragraph):
            rows = [(row, read_reference_lines(line)) for row, line in enumerate(block.text.split("\n"), block.start)]
        are_apart = sum(bool(works) and works[0].is_apart for _, works in rows) >= _SEVERAL
        for row, works in rows:
            if not any(map(_is_to_read, works)):
                continue
            if works[0].form is TitleForm.LINKED and not (works[0].is_apart or are_apart):
                continue  # "Jane Roe [Lamps at sea](…)", which is elsewhere a sentence
            full_names += any(" " in name for name in works[0].authors)
            (items if isinstance(block, ListBlock) else lines)[row] = tuple(map(_reading, works))
    are_enough = len(items) + len(lines) >= _FEWEST_OF_A_PLAN and full_names
    return (items, lines) if are_enough else ({}, {})


def is_task(words: str) -> bool:
    """Return whether the words of a course plan ask for something: "Write a short paragraph on lamps"."""
    return _TASK.match(words) is not None


def _is_to_read(line: ReferenceLine) -> bool:
    """Return whether a line of a course plan is that of a text; what only has a title in italics may be a film."""
    return line.has_part or line.form is TitleForm.LINKED or (line.form is TitleForm.QUOTED and line.year is not None)


def _reading(line: ReferenceLine) -> AssignedReading:
    authors = () if line.authors[0].casefold() in _NOBODY else line.authors
    return AssignedReading(line.title, authors, line.year, is_sure=True)


def _lines(items: Sequence[ListItem]) -> Iterator[tuple[int, tuple[ReferenceLine, ...]]]:
    """Yield the rows of items with the works that they name; what else is below such an item is about these."""
    for item in items:
        works = read_reference_lines(item.paragraphs[0].text) if item.paragraphs else ()
        if works:
            yield item.start, works
            yield from ((row, below) for row, below in _lines(item.items) if below)
        elif item.items:
            yield from _lines(item.items)
        else:
            yield item.start, ()
