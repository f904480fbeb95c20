"""Find the headings of a page that are works by what other headings, and the lines below them, have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from biblio import patterns as re
from biblio.cached_property import cached_property
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import is_person_name
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.markdown.outline_blocks import Heading
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.page_headings import works_noted_by_page, works_with_same_sections
from biblio.readers.markdown.paper_links import names_paper
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.section_names import is_chapter
from biblio.readers.markdown.title_links import leads_to_book, leads_to_pdf, leads_to_site
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.text import fold

__all__ = ["WorkHeadings", "fields_below_titles"]

_PART_OF_TEXT = re.compile(
    r"\W*(?:part|volume|vol|section|unit|week|module|book|lecture)\W*[\dIVX]+\b|\W*\d", re.IGNORECASE
)
_FEWEST_CHAPTERS = 2
_SEVERAL = 3  # references, which are then no passing mentions
_PHRASE = 4  # words that names of tools and sites seldom have
_UNDERLINED = 2  # levels of headings without signs
# The share of works in a list that makes a mere title in it one of them: for any title, and for one that the headings
# do not speak against.
_MOSTLY, _PARTLY = 0.5, 0.25
_FIELDS = frozenset({"authors", "year", "venue", "url", "paper", "doi", "arxiv", "published"})
_ADDRESS = re.compile(r"https?://(?P<host>[^\s<>\"'()/?#]+)[^\s<>\"'()]*")
_ITEM = re.compile(r"[\s>]*(?:[-*+|]|\d+[.)])\s")
_ADDRESS_ALONE = re.compile(r"\s*<?(?P<url>https?://[^\s<>]+)>?\s*")
_LINK_ALONE = re.compile(r"\W*\[(?P<title>[^\[\]]{2,300})\]\(\S+\)[\s*_.]*")
_LINKED_HEADING = re.compile(r"\W*\[(?P<title>[^\[\]]{8,300})\]\((?P<url>[^()\s]*)\)[\s*_.]*")


def fields_below_titles(
    page: MarkdownPage, headings: Sequence[Heading], page_title: Heading | None
) -> dict[int, list[tuple[str, int, int]]]:
    """Return the rows of headings below which sections are the fields of a work: "### Authors", "### Paper link".

    Such a section comes with its name and the rows of its text. One of them must say where the work is, and the heading
    be a title, or one of several of its level with such sections.
    """
    fields: dict[int, list[tuple[str, int, int]]] = {}
    by_row: dict[int, Heading] = {}
    above: list[Heading] = []
    ends = [*(heading.start for heading in headings[1:]), len(page.lines)]
    for heading, end in zip(headings, ends, strict=False):
        above = [other for other in above if other.level < heading.level]
        words = plain_value(heading.text)
        if above and (names_paper(heading.text) or canonical_key(words) in _FIELDS):
            by_row[above[-1].start] = above[-1]
            fields.setdefault(above[-1].start, []).append((words, heading.end, end))
        above.append(heading)
    found = {
        row: sections
        for row, sections in fields.items()
        if by_row[row] is not page_title and any(names_paper(name) for name, _, _ in sections)
    }
    levels = Counter(by_row[row].level for row in found)
    return {
        row: sections
        for row, sections in found.items()
        if levels[by_row[row].level] > 1 or title_shape(plain_value(by_row[row].text)) is TitleShape.WORK
    }


class WorkHeadings:
    """The headings of a page, and which of them are works by what the others and the lines below them have."""

    def __init__(self, page: MarkdownPage, headings: Sequence[Heading]) -> None:
        self._page = page
        self._headings = headings
        # Level of headings → whether they are linked titles of works.
        self._linked: dict[int, bool] = {}

    def is_work(self, heading: Heading) -> bool:
        """Return whether a heading is a work by the headings of its level, and by the address below it."""
        return heading.start in self.above_pdfs or heading.start in self.above_books or self.lacks_only_target(heading)

    @cached_property
    def above_pdfs(self) -> frozenset[int]:
        """The rows of headings right above nothing but the address of a PDF, on a page of headings above papers."""
        rows: dict[int, list[tuple[int, bool]]] = {}
        for heading in self._headings:
            below = next((line for line in self._page.lines[heading.end : heading.end + 2] if line.strip()), "")
            address = _ADDRESS_ALONE.fullmatch(below)
            if address and (leads_to_pdf(address["url"]) or identifier_of(address["url"])):
                rows.setdefault(heading.level, []).append((heading.start, identifier_of(address["url"]) is not None))
        return frozenset(
            row
            for headings in rows.values()
            if sum(is_known for _, is_known in headings) >= _SEVERAL
            for row, is_known in headings
            if not is_known
        )

    @cached_property
    def above_books(self) -> frozenset[int]:
        """The rows of headings above the page of a book at a bookseller, if there are several and most are books.

        A shop that sells other things too has its own numbers; beside books, those are books.
        """
        page = self._page
        sites: dict[tuple[int, str], list[tuple[int, bool]]] = {}
        counts: Counter[int] = Counter()
        rows = [heading.start for heading in self._headings] + [len(page.lines)]
        for heading, after in zip(self._headings, rows[1:], strict=True):
            counts[heading.level] += 1
            below = next((line for line in page.lines[heading.end : after] if line.strip()), "")
            if (address := _ADDRESS.search(below)) and not _ITEM.match(below):
                heading_of_site = (heading.start, leads_to_book(address[0]))
                sites.setdefault((heading.level, address["host"]), []).append(heading_of_site)
        return frozenset(
            row
            for (level, _), headings in sites.items()
            if sum(is_book for _, is_book in headings) >= max(_SEVERAL, _PARTLY * len(headings))
            and len(headings) >= _PARTLY * counts[level]
            for row, _ in headings
        )

    @cached_property
    def above_lists_of_links(self) -> frozenset[int]:
        """The rows of headings above nothing but linked titles, a line each, if there are several below one of them."""
        sections: dict[int, list[tuple[int, int]]] = {}
        rows = [heading.start for heading in self._headings] + [len(self._page.lines)]
        for heading, after in zip(self._headings, rows[1:], strict=True):
            lines = [line for line in self._page.lines[heading.end : after] if line.strip()]
            links = [match for line in lines if (match := _LINK_ALONE.fullmatch(line))]
            if links and len(links) == len(lines):
                titles = sum(len(match["title"].split()) >= _PHRASE for match in links)
                sections.setdefault(heading.level, []).append((heading.start, titles))
        return frozenset(
            row for headings in sections.values() if max(titles for _, titles in headings) > 1 for row, _ in headings
        )

    def is_numbered(self, heading: Heading) -> bool:
        """Return whether a heading is a paragraph with a number and a title."""
        return not self._page.lines[heading.start].lstrip().startswith("#") and heading.level > _UNDERLINED

    @cached_property
    def authored(self) -> frozenset[int]:
        """The rows of headings with a person as the author right below them; none if all are by the same.

        "author:: Jane Roe", or its drawer in org, needs no year where several entries have one.
        """
        authors: dict[int, str] = {}
        for heading in self._headings if "::" in self._page.body else ():
            below = next(filter(str.strip, self._page.lines[heading.end : heading.end + 2]), "")
            key, _, value = below.partition("::")
            if canonical_key(key.strip()) == "authors":
                names, _ = split_authors(plain_value(value))
                if names and all(map(is_person_name, names)):
                    authors[heading.start] = fold(value)
        return frozenset(authors if len(set(authors.values())) > 1 else ())

    @cached_property
    def books(self) -> frozenset[int]:
        """The rows of headings whose sections are chapters, or pages; none if there is only one, a text of its own."""
        chapters: dict[int, int] = {}
        above: list[Heading] = []
        for heading in self._headings:
            above = [other for other in above if other.level < heading.level]
            if above and is_chapter(heading.text):
                chapters[above[-1].start] = chapters.get(above[-1].start, 0) + 1
            above.append(heading)
        books = frozenset(
            heading.start
            for heading in self._headings
            if chapters.get(heading.start, 0) >= _FEWEST_CHAPTERS and not _PART_OF_TEXT.match(plain_value(heading.text))
        )
        books = books if len(books) > 1 else frozenset()
        return books | works_noted_by_page(self._headings) | works_with_same_sections(self._headings)

    @cached_property
    def levels_of_links(self) -> frozenset[int]:
        """The levels of headings that are all titles with links to pages: what such a page is made of are works."""
        levels: dict[int, list[bool]] = {}
        for heading in self._headings:
            match = _LINKED_HEADING.fullmatch(heading.text)
            is_title = match is not None and match["url"].startswith("http") and len(match["title"].split()) > 1
            is_title = is_title and match is not None and not leads_to_site(match["url"])
            levels.setdefault(heading.level, []).append(is_title)
        return frozenset(
            level for level, are_titles in levels.items() if len(are_titles) >= _SEVERAL and all(are_titles)
        )

    def lacks_only_target(self, heading: Heading) -> bool:
        """Return whether a heading is a title whose link has no target, among others that lead to works."""
        match = _LINKED_HEADING.fullmatch(heading.text)
        if not match or match["url"] or len(match["title"].split()) < _PHRASE - 1:
            return False
        if heading.level not in self._linked:
            links = [
                link["url"]
                for other in self._headings
                if other.level == heading.level and (link := _LINKED_HEADING.fullmatch(other.text))
            ]
            works = sum(identifier_of(link) is not None for link in links)
            self._linked[heading.level] = works > 0 and works >= _PARTLY * len(links)
        return self._linked[heading.level]
