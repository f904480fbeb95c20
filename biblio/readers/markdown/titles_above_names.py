"""Find the headings that are titles because who wrote them stands below, as on pages that go through a journal's issue.

    ### A primer on lamps
    *Jane Roe, Max Moe. Pages 39-47*

    ### Wicks and what they are worth
    *Ada Poe*
    J. Lamps 136, 041001 (2014); doi:10.1000/lamps.1

Names below one heading may be those of a meeting, or of whoever writes the page. They count where several headings of a
level are above different names, and most of them look like titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from biblio.extract.identifiers_in_text import find_identifiers
from biblio.model.note import Link, LinkRole
from biblio.readers.markdown.byline import Byline, are_ordinary_words, read_byline
from biblio.readers.markdown.citation import CitationLine
from biblio.readers.markdown.list_headings import is_calendar_heading
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_names import field_of_line
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.section_names import is_aside, is_generic, is_list_title
from biblio.readers.markdown.shelf_lines import names_in_line, without_links_at_end
from biblio.readers.markdown.title_parts import add_byline
from biblio.readers.markdown.title_shape import TitleShape, title_shape

__all__ = ["TitledSection", "people_below", "people_in_line", "titles_above_names"]

_MARK = re.compile(r"[*_]{1,3}(?=[^\s*_])")
_MARKED = re.compile(r"(?P<mark>\*{1,3}|_{1,3})(?=\S)(?P<words>[^*\n]+)(?P=mark)\.?")
_PAGES = re.compile(
    r"(?:(?<![\s,;.(])[\s,;.(]+)?\b(?:pages?|pp?\.)\s*[A-Za-z]?\d+(?:\s*[-–—]+\s*[A-Za-z]?\d+)?\)?\.?$", re.IGNORECASE
)
_KIND = re.compile(
    r"(?:(?:original|full|short|regular|invited|special)\s)?(?:(?:research|review|survey)\s)?"
    r"(?:articles?|papers?|reviews?|letters?|communications?|reports?)",
    re.IGNORECASE,
)
_MORE = re.compile(r"(?:(?<!\s)\s+)?(?:\.{3}|…)\s*$")  # authors whom the journal's page does not show
# What a line has that says where a work appeared: pages, a volume, a label, a year beside another number.
_PLACED = re.compile(
    r"\bpp?\.\s?\d|\bvol\.?\s?\d|\bdoi\b|\d[^\n]{0,40}\b(?:19|20)\d\d\b|\b(?:19|20)\d\d\b[^\n]{0,40}\d", re.IGNORECASE
)
_MOST_LINES, _LONGEST = 8, 400
_FEWEST, _SHARE, _SHARE_OF_WORKS = 3, 0.4, 0.5


@dataclass(frozen=True, slots=True)
class TitledSection:
    """What stands below a title: the rest of it, its authors (may be none), and the links of its reference."""

    rest: str = ""
    byline: Byline = field(default_factory=Byline)
    links: tuple[Link, ...] = ()

    def citation(self, heading: CitationLine) -> CitationLine:
        """Return what the heading says, read as a citation, with what stands below it."""
        title = heading.title
        if self.rest:
            title = f"{title} {self.rest}" if self.rest[0].islower() else f"{title.rstrip(':')}: {self.rest}"
        byline = heading.byline if heading.byline.authors else add_byline(heading.byline, self.byline)
        return heading._replace(title=title, byline=byline)


def titles_above_names(page: MarkdownPage) -> dict[int, TitledSection]:
    """Return the rows of the headings that are titles of works, with what stands below them."""
    if len(page.headings) < _FEWEST:
        return {}
    ends = [heading.row for heading in page.headings[1:]] + [len(page.lines)]
    sections = {
        index: section
        for index, (heading, end) in enumerate(zip(page.headings, ends, strict=True))
        if (section := _section_below(page, heading.row + 1, end))
    }
    # "# Lamps at sea", "## With applications to harbours": the second heading is the rest of a title.
    rests = [index for index in sections if index - 1 not in sections and _is_rest(page, index)]
    if rests and len(rests) >= _SHARE * sum(
        page.headings[index].level == page.headings[rests[0]].level for index in sections
    ):
        for index in rests:
            below = sections.pop(index)
            sections[index - 1] = TitledSection(plain_value(page.headings[index].text), below.byline, below.links)
        return _accepted(page, sections, rests)
    return _accepted(page, sections)


def people_below(page: MarkdownPage, start: int, end: int) -> TitledSection | None:
    """Return what stands between two rows, below a title, if that is several authors, or one and others, or None."""
    section = _section_below(page, start, end)
    return section if section and (len(section.byline.authors) > 1 or section.byline.et_al) else None


def _accepted(
    page: MarkdownPage, sections: Mapping[int, TitledSection], rests: Sequence[int] = ()
) -> dict[int, TitledSection]:
    """Return the rows of the headings of those levels of which enough are titles above names."""
    by_level: dict[int, list[tuple[int, str, TitledSection | None]]] = {}
    for index, heading in enumerate(page.headings):
        words = plain_value(heading.text)
        is_other = is_generic(heading.text) or is_aside(heading.text) or is_calendar_heading(words)
        if not is_other and index not in rests:
            by_level.setdefault(heading.level, []).append((heading.row, words, sections.get(index)))
    found: dict[int, TitledSection] = {}
    for entries in by_level.values():
        named = [(words, section) for _, words, section in entries if section]
        works = sum(title_shape(words) is TitleShape.WORK for words, _ in named)
        people = {section.byline.authors for _, section in named}
        # The first heading may be that of the page.
        are_most = len(named) >= _SHARE * (len(entries) - 1) and works >= _SHARE_OF_WORKS * len(named)
        if are_most and len(named) >= _FEWEST and len(people) > 1:
            for row, words, section in entries:
                is_of_page = row == page.headings[0].row or is_list_title(words)
                if section or (title_shape(words) is TitleShape.WORK and not is_of_page):
                    found[row] = section or TitledSection()
    return found


def _is_rest(page: MarkdownPage, index: int) -> bool:
    """Return whether a heading is right below another, one level deeper, and the only one there."""
    if not index or page.headings[index].level != page.headings[index - 1].level + 1:
        return False
    above, heading = page.headings[index - 1], page.headings[index]
    if any(map(str.strip, page.lines[above.row + 1 : heading.row])):
        return False
    following = page.headings[index + 1].level if index + 1 < len(page.headings) else 0
    return following < heading.level


def _section_below(page: MarkdownPage, start: int, end: int) -> TitledSection | None:
    """Return what stands between two rows, below a title, if the first thing that does, but for a label, are names."""
    byline: Byline | None = None
    for row, line in _head_lines(page.masked_lines[start : min(end, start + _MOST_LINES)]):
        marked = _MARKED.fullmatch(line)
        text = marked["words"].strip() if marked else line
        if marked and not byline and (_KIND.fullmatch(text) or not _PAGES.sub("", f" {text}").strip()):
            continue
        if byline is None:
            name, value = field_of_line(line)
            byline = people_in_line(value if name == "authors" else text)
            if byline is None:
                return None
        elif marked or _PLACED.search(text):
            identifiers = {item.identifier for item in find_identifiers(text)} if _PLACED.search(text) else set()
            address = next(iter(identifiers)).address if len(identifiers) == 1 else None
            number = page.first_line + start + row
            return TitledSection("", byline, (Link(address, LinkRole.OWN, "", number),) if address else ())
        else:
            break
    return TitledSection("", byline) if byline else None


def _head_lines(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers; what is marked over several lines is one."""
    opened: list[str] = []
    for number, line in enumerate(lines):
        text = line.strip(" \t>")  # people may stand in a quotation
        if not text:
            if opened:
                return
            continue
        opened.append(text)
        whole = " ".join(opened)
        mark = _MARK.match(whole)
        if mark and whole.count(mark[0][0]) == len(mark[0]) and len(opened) < _FEWEST:
            continue
        yield number - len(opened) + 1, whole
        opened = []


def people_in_line(line: str) -> Byline | None:
    """Return the authors that a line consists of, with or without the pages of their work, and links behind them."""
    text = without_links_at_end(line)
    byline = read_byline(text)
    if byline.fills(len(text.rstrip(" ."))):
        return byline
    bare = _PAGES.sub("", text).strip()
    who, more = _MORE.subn("", bare)
    if not who or len(who) > _LONGEST:
        return None
    byline = read_byline(who)
    if (len(byline.authors) > 1 or byline.et_al) and byline.end >= len(who):
        return byline._replace(et_al=byline.et_al or bool(more))
    names = names_in_line(who)
    if names is None or not names.authors or are_ordinary_words(names.authors):
        return None
    return Byline(names.authors, names.et_al or bool(more), year=names.year)
