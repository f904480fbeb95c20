"""Find the works that a Markdown page lists, in order: in bullets, table rows, paragraphs and sections."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import count
from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.identifiers_in_text import may_have_identifier
from biblio.extract.venue_names import full_name
from biblio.model.note import LinkRole
from biblio.readers.markdown.address_lines import is_list_of_addresses, works_in_addresses
from biblio.readers.markdown.assigned_readings import find_assigned
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.authored_titles import find_authored_titles
from biblio.readers.markdown.authors_in_titles import with_authors_from_titles
from biblio.readers.markdown.broken_lines import with_broken_lines
from biblio.readers.markdown.bullet_lists import (
    work_in_paragraph,
    works_among_titles,
    works_assigned,
    works_authored,
    works_in_broken_lines,
    works_in_linked_titles,
    works_in_list,
    works_in_numbered_lines,
    works_in_properties,
)
from biblio.readers.markdown.byline import is_person_name
from biblio.readers.markdown.citation import CitationLine, citation_on_page
from biblio.readers.markdown.cited_lines import with_cited_lines
from biblio.readers.markdown.front_matter import Property
from biblio.readers.markdown.grouped_titles import find_grouped_titles
from biblio.readers.markdown.identifier_lines import own_links_by_line
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.markdown.keyed_works import find_keyed_works, without_key
from biblio.readers.markdown.kind_words import NAMED_BY_FOLDER
from biblio.readers.markdown.list_headings import is_calendar_heading, is_section_name
from biblio.readers.markdown.listed_works import Certainty, ListedWork, dedented, own_links_below
from biblio.readers.markdown.note_header import is_deposit, names_several
from biblio.readers.markdown.numbered_titles import as_headings, is_translated, links_in_reference, translation_below
from biblio.readers.markdown.outline_blocks import Heading, ListBlock, OutlineBlock, Paragraph, Table
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.page_headings import works_noted_by_page, works_with_same_sections
from biblio.readers.markdown.paper_links import names_paper
from biblio.readers.markdown.properties import interpret_properties
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.property_values import plain_value, text_values
from biblio.readers.markdown.quoted_work import QuotedEntry, quoted_entries
from biblio.readers.markdown.section_names import (
    are_of_a_course,
    is_aside,
    is_chapter,
    is_contents,
    is_generic,
    is_list_of_books,
    is_list_title,
    is_more_to_read,
    is_of_other_works,
)
from biblio.readers.markdown.shelf_lines import names_in_line
from biblio.readers.markdown.shelf_names import shelf_kind
from biblio.readers.markdown.shelves import find_shelf
from biblio.readers.markdown.tables import works_in_table
from biblio.readers.markdown.text_properties import is_metadata_heading
from biblio.readers.markdown.title_links import (
    Listing,
    leads_to_book,
    leads_to_item,
    leads_to_pdf,
    leads_to_site,
    what_is_listed,
    with_pages,
)
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.readers.markdown.titles_above_names import titles_above_names
from biblio.readers.markdown.work_signs import may_list_works
from biblio.readers.plain_reference import names_publisher
from biblio.readers.skipped import SkipReason
from biblio.text import fold, unique_words

__all__ = ["PassedPart", "WorkListing", "find_listed_works", "is_list"]

# Words of an H1 that names the page rather than a topic.
_PAGE_TITLE = re.compile(
    r"\b(?:awesome|lists?|papers?|reading|readings|bibliography|references|literature|notes?|resources|survey|library|readme"
    r"|bookmarks|links|articles|publications|index)\b|一覧|リスト|まとめ|論文|文献|ノート|メモ|清单|笔记|목록",
    re.IGNORECASE,
)
# A list of journals and conferences is none of papers.
_VENUE = re.compile(
    r"(?:(?:IEEE|ACM|AAAI|International|European|Asian|British|American|Annual|The)\s)*"
    r"(?:Journals?|Conference|Transactions?|Symposium|Workshop|Proceedings|Annals|Bulletin)\b(?:\s(?:of|on|for)\b|$)"
)
# What links lead to that is no work, whatever the address.
_OF_NO_WORK = re.compile(
    r"[A-Z][A-Za-z]{0,8}(?:19|20)\d\d(?:,\s(?:(?:Ch|ch|pp?)\.\s?[\d–-]+|[A-Z][A-Za-z]{0,8}(?:19|20)\d\d))*|"
    r"(?:examples?|figures?|steps?|part|day|week|videos?|slides?|homework|exercises?)\s*#?\d*"
    r"|data[\s-]?sheets?(?: \(?pdf\)?)?|(?:product )?(?:brochure|flyer)|spec(?:ification)? sheet|manual(?: \(?pdf\)?)?"
    r"|install(?:ing|ation)? (?:on|for|guide|instructions)\b.{0,40}"
    r"|(?:download|sign up|subscribe|register|log ?in)(?: here)?"
    r"|.{0,40}\b(?:campus map|(?:reference|user|installation) (?:manual|guide)|group library|map pdf|mailing list)",
    re.IGNORECASE,
)
_AROUND_HEADING = re.compile(r"^[^\w(（「【#]+|(?<![^\w)）」】+#?!])[^\w)）」】+#?!]+$")
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)+\.?|\d+[.)]|[IVX]+\.)\s+")
# The share of works in a list that makes a mere title in it one of them: for any title, and for one that the headings
# do not speak against.
_MOSTLY, _PARTLY = 0.5, 0.25
_SEVERAL = 3  # references, which are then no passing mentions
_MOST_WORDS = 10  # of a heading that is a tag
# "- ———. *A title*": bibliographies write a dash for the authors of the entry above.
_REPEATED_NAME = re.compile(r"(?:[\s>*+-]|\d+[.)])*(?:—{2,3}|–{2,3}|-{3,6}|_{3,6})[.,]")
_PART_OF_TEXT = re.compile(
    r"\W*(?:part|volume|vol|section|unit|week|module|book|lecture)\W*[\dIVX]+\b|\W*\d", re.IGNORECASE
)
_FEWEST_CHAPTERS = 2
_OWN_TEXTS = frozenset({"paper", "book", "article", "manuscript", "thesis"})
_OF_A_POST = frozenset({"date", "created"})
_ADDRESS = re.compile(r"https?://(?P<host>[^\s<>\"'()/?#]+)[^\s<>\"'()]*")
_ITEM = re.compile(r"[\s>]*(?:[-*+|]|\d+[.)])\s")
_ADDRESS_ALONE = re.compile(r"\s*<?(?P<url>https?://[^\s<>]+)>?\s*")
_MAY_LEAD = re.compile(r"\]\(|\]\[|https?:|<")  # what a heading with a link has
_MAY_BE_REFERENCE = re.compile(r"[^\d]{12}\b(?:19|20)\d\d\b")
_LINKED_HEADING = re.compile(r"\W*\[(?P<title>[^\[\]]{8,300})\]\((?P<url>[^()\s]*)\)[\s*_.]*")
_INDEX_OF_FOLDER = re.compile(r"[^:#?]*(?:/|(?:^|/)_?(?:index|readme)\.\w{2,8})", re.IGNORECASE)
_WITH_NEIGHBOURS = -1  # in place of a group: that of all paragraphs below a heading
_UNDERLINED = 2  # levels of headings without signs
_PHRASE = 4  # words that names of tools and sites seldom have
_LONG = 8  # characters of a title without blanks
_REFERENCES_ALONE = re.compile(r"references|bibliography|literature cited|literatur|参考文献|참고문헌", re.IGNORECASE)
_SHORTEST_TEXT = 100  # lines of a text above its references
# The number of works, and the share of lines that they fill, that make a page a list.
_LISTS = ((10, 0.0), (3, 0.4), (2, 0.6))
_ITEM_LINE = re.compile(r"[ \t]+\S|[-*+][ \t]|\d+[.)][ \t]")
# Works a line, from which they are more than the footnotes of a book.
_LEAST_SHARE = 0.01
# What people call the works that they mean to read; `biblio add` lists them so too.
_TO_READ = re.compile(r"(?:papers? |articles? |books? )?to[ -]?read|reading (?:list|queue)", re.IGNORECASE)


class PassedPart(NamedTuple):
    """A part of a page that gave no note: its line in the body (from 0), why, and its words."""

    row: int
    reason: SkipReason
    words: str


class WorkListing(NamedTuple):
    """The works that a page lists, in order, what in it gave none, and whether it is named as a list of works."""

    works: list[ListedWork]
    passed_over: list[PassedPart]
    is_shelf: bool = False


def find_listed_works(page: MarkdownPage) -> WorkListing:
    """Return the works that a page lists; less certain ones count only where others support them."""
    if not may_list_works(page):
        return WorkListing([], [])
    scan = _PageScan(page)
    candidates = list(_with_repeated_authors(scan.works(), page))
    passed_over = scan.passed_over
    if (row := _references_of_text(page, candidates)) is not None:
        candidates = [work for work in candidates if work.start < row]
        passed_over = [*passed_over, PassedPart(row, SkipReason.OTHER_WORKS, page.lines[row].strip())]
    works = list(_choose(candidates, page))
    chosen = {(work.start, work.title) for work in works}
    unsupported = (
        PassedPart(work.start, SkipReason.NO_WORK, work.title)
        for work in candidates
        if work.citation.links and (work.start, work.title) not in chosen
    )
    parts = sorted({*passed_over, *unsupported, *_unread_items(page, works, passed_over)})
    return WorkListing(with_authors_from_titles(works), parts, scan.is_shelf)


def _unread_items(
    page: MarkdownPage, works: Sequence[ListedWork], passed_over: Sequence[PassedPart]
) -> Iterator[PassedPart]:
    """Yield the items that gave nothing in lists most of whose items are works: one may be a work that was not read.

    What is below a heading that was passed over as a whole is told there.
    """
    starts = sorted({work.start for work in works})
    told = {part.row for part in passed_over}
    for block in page.outline.blocks if starts else ():
        if not isinstance(block, ListBlock) or len(block.items) < _SEVERAL:
            continue
        read = [_has_row(starts, item.start, item.end) for item in block.items]
        if sum(read) <= _MOSTLY * len(read):
            continue
        for item, is_read in zip(block.items, read, strict=True):
            words = plain_value(item.paragraphs[0].text) if item.paragraphs else ""
            is_text = len(words.split()) >= _PHRASE - 1 or (len(words) >= _LONG and not words.isascii())
            if is_text and not (is_read or item.start in told):
                yield PassedPart(item.start, SkipReason.NO_WORK, words)


def _has_row(rows: Sequence[int], start: int, end: int) -> bool:
    """Return whether one of `rows`, which are sorted, is from `start` up to `end`."""
    place = bisect_left(rows, start)
    return place < len(rows) and rows[place] < end


def _references_of_text(page: MarkdownPage, works: Sequence[ListedWork]) -> int | None:
    """Return the row of the word "References" that ends a long text, or None; what is below it is what the text cites.

    So end the texts of papers that came out of a PDF, where no heading is marked as one.
    """
    lines = page.lines[_SHORTEST_TEXT:]
    rows = (row for row, line in enumerate(lines, _SHORTEST_TEXT) if _REFERENCES_ALONE.fullmatch(line.strip()))
    row = next(rows, None)
    return None if row is None or sum(work.start < row for work in works) >= _SEVERAL else row


def _with_repeated_authors(works: Iterable[ListedWork], page: MarkdownPage) -> Iterator[ListedWork]:
    """Yield the works; a dash in place of authors ("———. *A title*") stands for those of the reference before it."""
    before: ListedWork | None = None
    for work in works:
        citation = work.citation
        is_repeated = (
            citation.is_reference and not citation.byline.authors and _REPEATED_NAME.match(page.lines[work.start])
        )
        if is_repeated and before is not None and before.group == work.group:
            above = before.citation.byline
            byline = citation.byline._replace(authors=above.authors, et_al=above.et_al)
            work = replace(work, citation=citation._replace(byline=byline))
        before = work
        yield work


def is_list(works: Sequence[ListedWork], page: MarkdownPage) -> bool:
    """Return whether a page that lists `works` is mainly a list: it has many works, or some that fill the page."""
    if works and _is_only_to_read(works, page):
        return True  # also where all other files of the folder are about one work each
    written = page.written_lines
    covered = sum(bool(line.strip()) for work in works for line in page.lines[work.start : work.end])
    return any(len(works) >= number and covered >= share * written for number, share in _LISTS)


def _is_only_to_read(works: Sequence[ListedWork], page: MarkdownPage) -> bool:
    """Return whether all of `works` stand below "To read", and nothing but headings and items above them."""
    headings = {heading.row: heading.text.strip(" #:") for heading in page.headings}
    for work in works:
        above = next((row for row in sorted(headings, reverse=True) if row < work.start), None)
        if not work.identifier or above is None or not _TO_READ.fullmatch(headings[above]):
            return False
    first = min(work.start for work in works)
    return all(
        row in headings or not line.strip() or _ITEM_LINE.match(line) for row, line in enumerate(page.lines[:first])
    )


def _without_running_heads(works: Sequence[ListedWork]) -> list[ListedWork]:
    """Return the works without lines that recur, as the head of every page of a scanned text does."""
    bare = (work for work in works if not (work.citation.links or work.metadata.citekey))
    counts = Counter((work.title, work.citation.byline) for work in bare)
    return [work for work in works if counts[work.title, work.citation.byline] < _SEVERAL]


def _choose(works: Sequence[ListedWork], page: MarkdownPage) -> Iterator[ListedWork]:
    """Yield the works that are notes: linked works always, others next to them or on a page of things to read.

    Citations without a link need a page or section that is a list; elsewhere they are passing mentions. A marked title
    alone may be that of a tool, a person or a site: the works around it, or the headings, must speak for it.
    """
    works = [work for work in _without_running_heads(works) if not _OF_NO_WORK.fullmatch(work.title)]
    top = next((heading.text for heading in page.headings if heading.level == 1), "")
    shares, shares_below = _shares_of_works(works), _shares_below_labels(works)
    linked = {work.group for work in works if work.certainty is Certainty.LINKED}
    cited = [work for work in works if work.certainty >= Certainty.CITED or _is_sure(work)]
    references = [work for work in works if work.citation.is_reference]
    # A few references in a long text are its footnotes.
    are_footnotes = len(references) < _LEAST_SHARE * page.written_lines
    are_references = len(references) >= _SEVERAL and not are_footnotes
    are_listed = is_list(
        [work for work in cited if not (are_footnotes and work.citation.is_reference and not work.citation.links)], page
    )
    is_page_of_works = is_list(works, page)
    all_share = sum(map(_is_sure, works)) / len(works) if works else 0.0
    names_only = _groups_of_names(works)
    # Many works have the same headings above them.
    listed: dict[tuple[str, ...], tuple[Listing, bool]] = {}
    for work in works:
        if work.tags not in listed:
            places = (page.relative_path, top, *work.tags)
            listed[work.tags] = what_is_listed(places), any(map(is_list_title, places))
        listing, is_called_a_list = listed[work.tags]
        if work.group in names_only and are_references:
            continue
        if listing is Listing.PAPERS:
            links = with_pages(work.citation.links, work.citation.title_url, is_paper=True)
            work = replace(work, citation=work.citation._replace(links=links))
        match work.certainty:
            case Certainty.LINKED:
                is_note = True
            case Certainty.CITED:
                is_reference = are_references and work.citation.is_reference
                is_note = work.group in linked or are_listed or is_reference or is_called_a_list or _is_sure(work)
            case _ if not work.citation.links:
                is_note = is_called_a_list or shares[work.group] >= _PARTLY
            case _:
                is_readable = listing in (Listing.PAPERS, Listing.READINGS) or work.group in linked
                # Texts to read in the same list say nothing for what is below "Hands-on:".
                is_of_others = listing is Listing.OTHER_THINGS
                share = shares_below[work.group, work.tags] if is_of_others else shares[work.group]
                is_note = (is_page_of_works or is_readable or is_called_a_list or _is_sure(work)) and _is_supported(
                    work, listing, share=share, page_share=all_share
                )
                is_note = is_note or (is_called_a_list and not is_of_others and bool(work.citation.byline.authors))
        if is_note:
            yield work


def _groups_of_names(works: Sequence[ListedWork]) -> set[int]:
    """Return the groups of several works that are all nothing but short linked names ("Clean code")."""
    groups: dict[int, list[bool]] = {}
    for work in works:
        is_name = work.certainty is Certainty.MARKED and len(work.title.split()) < _PHRASE and not work.citation.has_pdf
        groups.setdefault(work.group, []).append(is_name and not work.citation.byline.authors)
    return {group for group, are_names in groups.items() if len(are_names) >= _SEVERAL and all(are_names)}


def _is_sure(work: ListedWork) -> bool:
    """Return whether a work is one by itself: it has a link of its own, or leads to a PDF or the page of a book."""
    if work.certainty is Certainty.LINKED or (work.citation.has_pdf and len(work.title.split()) > 1):
        return True
    return any(link.role is LinkRole.OWN and leads_to_book(link.url) for link in work.citation.links)


def _shares_of_works(works: Sequence[ListedWork]) -> dict[int, float]:
    """Return the share (0..1) of sure works in each group."""
    by_group: dict[int, list[bool]] = {}
    for work in works:
        by_group.setdefault(work.group, []).append(_is_sure(work) or work.certainty is Certainty.CITED)
    return {group: sum(are_sure) / len(are_sure) for group, are_sure in by_group.items()}


def _shares_below_labels(works: Sequence[ListedWork]) -> dict[tuple[int, tuple[str, ...]], float]:
    """Return the share (0..1) of sure works among those of each group that are below the same headings and labels."""
    below: dict[tuple[int, tuple[str, ...]], list[bool]] = {}
    for work in works:
        are_sure = below.setdefault((work.group, work.tags), [])
        are_sure.append(_is_sure(work) or work.certainty is Certainty.CITED)
    return {place: sum(are_sure) / len(are_sure) for place, are_sure in below.items()}


def _is_supported(work: ListedWork, listing: Listing, *, share: float, page_share: float) -> bool:
    """Return whether headings or the works around a marked title (their share of its list and page) support it."""
    if share >= _PARTLY and listing is not Listing.OTHER_THINGS:
        return True
    # One text beside a mere link says nothing for it.
    if share > _MOSTLY or (share >= _MOSTLY and (_is_sure(work) or work.citation.byline.authors)):
        return True
    urls = [link.url for link in work.citation.links if link.role is not LinkRole.MENTION]
    is_name = len(work.title.split()) < 2 and not work.citation.has_pdf
    is_site = any(map(leads_to_site, urls)) or is_name or is_list_title(work.title)
    is_site = is_site or _VENUE.match(work.title) is not None or bool(full_name(work.title))
    if listing is Listing.OTHER_THINGS or is_site:
        return False
    if listing is not Listing.UNKNOWN or page_share >= _MOSTLY or work.citation.has_pdf:
        return bool(urls)
    return bool(urls) and page_share >= _PARTLY and len(work.title.split()) >= _PHRASE


class _PageScan:
    """Reads a page from heading to heading."""

    def __init__(self, page: MarkdownPage) -> None:
        self._page = page
        self._blocks = as_headings(with_cited_lines(page, _join_loose_paragraphs(page, page.outline.blocks)))
        self._groups = count()
        self._paragraphs = next(self._groups)
        headings = [block for block in self._blocks if isinstance(block, Heading)]
        self._headings = headings
        # "# References" after "# Method" and "# Results" is a section of a text, not the title of a list.
        self._has_several_tops = sum(heading.level == 1 for heading in headings) >= _SEVERAL
        self._entries = quoted_entries(page)
        self._title = _page_title(page, headings)
        names = list(_names_of_page(page, headings))
        self._is_of_books = any(map(_is_of_books, names))
        # On a list of papers, "Further reading" leads elsewhere; in a bibliography it is a part of it.
        self._is_bibliography = any(map(_is_bibliography, names))
        # What the page of a course calls its references is to be read.
        self._is_of_a_course = are_of_a_course(plain_value(heading.text) for heading in headings)
        self._blocks = with_broken_lines(self._blocks, names)
        self._shelf = find_shelf(page, self._blocks, names)
        # The rows of items that are works although only their titles, or authors and titles, are there.
        grouped = dict.fromkeys(find_grouped_titles(self._blocks, names), ())
        authored = find_authored_titles(self._blocks, names)
        self._assigned = {**grouped, **authored, **find_assigned(self._blocks)}
        self._titled = titles_above_names(page)
        self._keyed = find_keyed_works(page, self._blocks, names)
        self._is_list_of_addresses = is_list_of_addresses(page)
        self.passed_over: list[PassedPart] = []
        # Sections are read as wholes first, then part by part, so what their blocks say is kept.
        self._works_of_blocks: dict[int, list[ListedWork]] = {}
        # Level of headings → whether they are linked titles of works.
        self._linked_headings: dict[int, bool] = {}
        self._groups_of_headings: dict[tuple[int, int], int] = {}

    @property
    def is_shelf(self) -> bool:
        """Whether the page is named as a list of works, and lists some by nothing but their titles."""
        return self._shelf.is_page

    def works(self) -> Iterator[ListedWork]:
        yield from self._works_between(0, len(self._blocks), [])

    def _works_between(self, start: int, end: int, above: list[Heading]) -> Iterator[ListedWork]:
        """Yield the works in the blocks from `start` up to `end`; `above` are the headings above these blocks."""
        index = start
        # A work described by a paragraph or properties: the text below is about it, up to the next work.
        pending: ListedWork | None = None
        while index < end:
            block = self._blocks[index]
            index += 1
            works: list[ListedWork] = []
            if isinstance(block, Heading):
                self._paragraphs = next(self._groups)
                if pending and pending.metadata.keys and is_generic(block.text):
                    pending = _with_remark(pending, block, self._page)
                    continue
                above = [heading for heading in above if heading.level < block.level]
                after = self._section_end(index, end, block.level)
                is_part = block.level > 1 or (self._has_several_tops and block is not self._headings[0])
                is_skipped = is_part and is_aside(block.text) and not is_contents(block.text)
                is_skipped = is_skipped and not (self._is_bibliography and is_more_to_read(block.text))
                is_skipped = is_skipped and not (self._is_of_a_course and is_of_other_works(block.text))
                works = [] if is_skipped else self._works_of_section(block, index, after, above)
                if is_contents(block.text):
                    self._pass_over_contents(index, after)
                elif is_skipped:
                    self._pass_over(block, index, after)
                if is_skipped or works:
                    index = after
                else:
                    above = [*above, block]
            else:
                works = self._works_of_block(block, above)
                if block.start not in self._shelf.lists:
                    works = self._with_books(works, above)
                if pending and not works:
                    pending = _with_remark(pending, block, self._page)
                    continue
            if pending:
                yield pending
                pending = None
            is_about_rest = len(works) == 1 and isinstance(block, Paragraph)
            if works and (is_about_rest or works[-1].metadata.keys) and not isinstance(block, Heading):
                pending = works.pop()
            yield from works
        if pending:
            yield pending

    def _pass_over_contents(self, index: int, after: int) -> None:
        """Note a list right below a contents heading that only leads to places on the page or to other pages."""
        block = self._blocks[index] if index < after else None
        if isinstance(block, ListBlock) and not list(self._works_between(index, index + 1, [])):
            words = block.items[0].paragraphs[0].text if block.items and block.items[0].paragraphs else ""
            self.passed_over.append(PassedPart(block.start, SkipReason.CONTENTS, plain_value(words)))

    def _pass_over(self, heading: Heading, index: int, after: int) -> None:
        """Note a section about other works, if it lists any."""
        if is_of_other_works(heading.text) and next(self._works_between(index, after, []), None):
            words = plain_value(heading.text)
            self.passed_over.append(PassedPart(heading.start, SkipReason.OTHER_WORKS, words))

    def _works_of_block(self, block: Paragraph | ListBlock | Table, above: Sequence[Heading]) -> list[ListedWork]:
        group = next(self._groups)
        works = self._works_of_blocks.get(block.start)
        if works is None:
            works = self._works_of_blocks[block.start] = self._read_block(block)
        tags = self._tags(above) if works else ()
        return [
            replace(work, tags=(*tags, *work.tags), group=self._paragraphs if work.group == _WITH_NEIGHBOURS else group)
            for work in works
        ]

    def _with_books(self, works: list[ListedWork], above: Sequence[Heading]) -> list[ListedWork]:
        """Return works without those that only an author and a publisher make one, unless a heading says books."""
        if not any(map(_is_only_a_book, works)):
            return works
        is_of_books = self._is_of_books or any(_is_of_books(plain_value(heading.text)) for heading in above)
        return [
            replace(work, certainty=Certainty.LINKED) if _is_only_a_book(work) else work
            for work in works
            if is_of_books or not _is_only_a_book(work)
        ]

    def _read_block(self, block: Paragraph | ListBlock | Table) -> list[ListedWork]:
        """Return the works in a block, without the tags of the headings above it."""
        if isinstance(block, Table):
            return list(works_in_table(self._page, block, (), 0, is_shelf=block.start in self._shelf.tables))
        if described := works_in_properties(self._page, block.start, block.end, (), 0):
            return described
        if isinstance(block, ListBlock) and block.start in self._shelf.lists:
            works = works_among_titles(self._page, block, self._shelf.style)
            return [self._shelf.work(work) for work in works]
        if isinstance(block, ListBlock) and any(item.start in self._keyed for item in block.items):
            return list(self._works_by_key(block))
        if isinstance(block, ListBlock) and self._assigned:
            return list(works_assigned(self._page, block, 0, self._assigned))
        if isinstance(block, ListBlock):
            return list(works_in_list(self._page, block, (), 0))
        if block.start in self._assigned:
            return works_authored(self._page, block, _WITH_NEIGHBOURS, self._assigned[block.start])
        if addressed := list(
            works_in_addresses(self._page, block, (), _WITH_NEIGHBOURS, is_list=self._is_list_of_addresses)
        ):
            return addressed
        for works_in in (works_in_linked_titles, works_in_numbered_lines, works_in_broken_lines):
            if several := list(works_in(self._page, block, (), _WITH_NEIGHBOURS)):
                return several
        work = work_in_paragraph(self._page, block, (), _WITH_NEIGHBOURS)
        return [work] if work else []

    def _works_by_key(self, block: ListBlock) -> Iterator[ListedWork]:
        for item in block.items:
            if item.start in self._keyed:
                yield self._keyed_work(item.start, item.start, item.end, ())
            else:
                yield from works_in_list(self._page, replace(block, items=[item]), (), 0)

    def _keyed_work(self, row: int, first: int, end: int, tags: tuple[str, ...]) -> ListedWork:
        """Return the work whose citation key stands in `row`; its comment are the lines from `first` to `end`."""
        page = self._page
        while end > first + 1 and not page.lines[end - 1].strip():
            end -= 1
        prop = Property("citekey", self._keyed[row], page.first_line + row)
        metadata = interpret_properties([prop], page.document.path)
        comment = dedented(page.lines[first:end])
        comment = without_key(comment) if first == row else comment
        return ListedWork(CitationLine(), row, max(end, row + 1), Certainty.LINKED, tags, comment, metadata=metadata)

    def _section_end(self, index: int, end: int, level: int) -> int:
        """Return the index of the first block, from `index` on, that is outside a section of `level`."""
        for following in range(index, end):
            block = self._blocks[following]
            if isinstance(block, Heading) and block.level <= level:
                return following
        return end

    def _works_of_section(self, heading: Heading, index: int, after: int, above: Sequence[Heading]) -> list[ListedWork]:
        """Return the work that a section is about, if its heading or the lines below it say so, else nothing.

        If the section also lists works, it is about the first work only up to its first list or heading.
        """
        page = self._page
        if heading.start in self._keyed:
            return [self._keyed_work(heading.start, heading.end, self._end(after), self._tags(above))]
        is_on_shelf = heading.start in self._shelf.headings
        if not is_on_shelf and _is_no_title(heading.text):
            return []
        if names_paper(heading.text):
            return []  # "## 논문" above the address of the paper
        following = self._blocks[index:after]
        if translation := translation_below(heading, following):
            index, following = index + 1, following[1:]
        head_end = next((block.start for block in following if isinstance(block, Heading)), self._end(after))
        properties = page.properties(heading.end, head_end)
        metadata = interpret_properties(properties, page.document.path)
        links_by_line = own_links_by_line(page, heading.end, head_end)
        if page.file_name.is_index and heading is self._headings[0]:
            # A README has the DOI of the collection below its title.
            links_by_line = {
                number: [link for link in links if not is_deposit(identifier_of(link.url))]
                for number, links in links_by_line.items()
            }
        is_numbered = self._is_numbered(heading)
        if is_numbered:
            read = citation_on_page(page, heading.text, heading.start)
            if cited := links_in_reference(page, heading.end, head_end, (*read.byline.authors, read.remark)):
                links_by_line = {cited[0].line - page.first_line: cited}
        entry = self._entry_of_section(heading, self._end(after))
        # Who wrote it and when must come first: above them, a label of another name may have the title ("Texto: …").
        first = next((row for row in range(heading.end, head_end) if page.lines[row].strip()), -1)
        begins_with_them = any(prop.line - page.first_line == first for prop in properties)
        is_authored = heading.start in self._authored and not metadata.keys & _OF_A_POST
        is_described = begins_with_them and metadata.authors and (metadata.year or metadata.venue or is_authored)
        is_described = is_described or len(metadata.keys) > 2
        has_evidence = bool(entry or metadata.identifiers or metadata.citekey or is_described)
        has_links = any(identifier_of(link.url) for links in links_by_line.values() for link in links)
        # A numbered title, or one with its translation, needs no more than a link that is called the paper's.
        has_evidence = has_evidence or ((is_numbered or bool(translation)) and any(links_by_line.values()))
        has_evidence = has_evidence or is_on_shelf or self._lacks_only_target(heading)
        titled = self._titled.get(heading.start)
        has_evidence = has_evidence or heading.start in self._above_pdfs or heading.start in self._above_books
        has_evidence = has_evidence or titled is not None
        if not has_evidence and not has_links:
            if heading.start in self._books:
                return [self._book(heading, after, self._tags(above))]
            may_lead = _MAY_LEAD.search(heading.text) or page.definitions or may_have_identifier(heading.text)
            if not may_lead and not _MAY_BE_REFERENCE.search(heading.text):
                return []
        tags = self._tags(above)
        citation = citation_on_page(self._page, heading.text, heading.start)
        if translation:
            citation = citation._replace(other_titles=(*citation.other_titles, translation))
        if titled is not None:
            citation = titled.citation(citation)
        # "## J. Roe and M. Poe, “A primer,” in Proc. of Lamps, 2017, pp. 1-10."
        is_reference = citation.is_reference and citation.byline.authors and citation.byline.year
        has_evidence = has_evidence or citation.has_identifier or bool(is_reference)
        is_linked = heading.level > 1 and self._is_one_link(heading, citation)
        if not citation.title or not (has_evidence or has_links):
            return self._linked_heading(heading, citation, index, after, tags) if citation.title and is_linked else []
        inner_works = list(self._works_between(index, after, [heading]))
        taken = set() if _is_translation(citation.title, inner_works) else _lines_of_titled_works(inner_works)
        links = [link for number, links in links_by_line.items() if number not in taken for link in links]
        links += titled.links if titled else ()
        identifiers = {identifier for link in links if (identifier := identifier_of(link.url))}
        if names_several(properties, identifiers | set(metadata.identifiers)):
            return []
        if not (has_evidence or identifiers):
            return []
        end = self._end(after)
        if is_list([work for work in inner_works if work.certainty is Certainty.LINKED], page):
            end = next((block.start for block in following if not isinstance(block, Paragraph)), end)
        else:
            inner_works = []
        masked = "\n".join(page.masked_lines[heading.end : end])
        below = own_links_below(citation, masked, line=page.first_line + heading.end)
        own_links = {link.url: link for link in links}
        while end > heading.end and not page.lines[end - 1].strip():
            end -= 1
        work = ListedWork(
            citation,
            heading.start,
            end,
            Certainty.LINKED,
            tags,
            dedented(page.lines[heading.end : end]),
            (*links, *(link for link in below if link.url not in own_links)),
            metadata,
            self._group_of_heading(heading) if is_linked else next(self._groups),
            entry,
        )
        if is_on_shelf:
            work = self._shelf.work(work, work.comment)
        return [work, *inner_works]

    @cached_property
    def _above_pdfs(self) -> frozenset[int]:
        """The rows of headings right above nothing but the address of a PDF, on a page of headings above papers."""
        rows: dict[int, list[tuple[int, bool]]] = {}
        for heading in self._headings:
            below = next((line for line in self._page.lines[heading.end : heading.end + 2] if line.strip()), "")
            address = _ADDRESS_ALONE.fullmatch(below)
            if address and (leads_to_pdf(address["url"]) or identifier_of(address["url"])):
                rows.setdefault(heading.level, []).append((heading.start, identifier_of(address["url"]) is not None))
        return frozenset(
            row
            for found in rows.values()
            if sum(is_known for _, is_known in found) >= _SEVERAL
            for row, is_known in found
            if not is_known
        )

    @cached_property
    def _above_books(self) -> frozenset[int]:
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
                found = (heading.start, leads_to_book(address[0]))
                sites.setdefault((heading.level, address["host"]), []).append(found)
        return frozenset(
            row
            for (level, _), found in sites.items()
            if sum(is_book for _, is_book in found) >= max(_SEVERAL, _PARTLY * len(found))
            and len(found) >= _PARTLY * counts[level]
            for row, _ in found
        )

    def _is_numbered(self, heading: Heading) -> bool:
        """Return whether a heading is a paragraph with a number and a title."""
        return not self._page.lines[heading.start].lstrip().startswith("#") and heading.level > _UNDERLINED

    @cached_property
    def _authored(self) -> frozenset[int]:
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
    def _books(self) -> frozenset[int]:
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

    def _book(self, heading: Heading, after: int, tags: tuple[str, ...]) -> ListedWork:
        """Return the book that a section with chapters is about; addresses in it are mentions."""
        page, end = self._page, self._end(after)
        while end > heading.end and not page.lines[end - 1].strip():
            end -= 1
        citation = citation_on_page(self._page, heading.text, heading.start)
        links = own_links_below(
            citation, "\n".join(page.masked_lines[heading.end : end]), line=page.first_line + heading.end
        )
        mentions = tuple(replace(link, role=LinkRole.MENTION) if link.role is LinkRole.OWN else link for link in links)
        comment = dedented(page.lines[heading.end : end])
        return ListedWork(
            citation,
            heading.start,
            end,
            Certainty.LINKED,
            tags,
            comment,
            mentions,
            group=self._group_of_heading(heading),
        )

    def _is_one_link(self, heading: Heading, citation: CitationLine) -> bool:
        """Return whether the whole text of a heading, but for authors and year, is a link to a page."""
        url = citation.title_url
        if _INDEX_OF_FOLDER.fullmatch(url) and title_shape(citation.title) is not TitleShape.WORK:
            return False  # "### [Stream ecology](streams/index.md)": a part of the site
        # Titles in Japanese and Chinese have no blanks.
        is_title = len(citation.title.split()) > 1 or (len(citation.title) >= _LONG and not citation.title.isascii())
        is_title = is_title or leads_to_book(url)
        return bool(url) and not citation.remark and is_title and not leads_to_site(url)

    def _linked_heading(
        self, heading: Heading, citation: CitationLine, index: int, after: int, tags: tuple[str, ...]
    ) -> list[ListedWork]:
        """Return a heading that is a link: a work if it leads to a publisher's page or a PDF, or is among works.

        None if the section lists works itself.
        """
        first = self._blocks[index] if index < after else None
        if isinstance(first, Paragraph) and names_in_line(first.text.partition("\n")[0]):
            index += 1  # who wrote it, and where it was presented
        inner_works = list(self._works_between(index, after, [heading]))
        if inner_works and heading.level not in self._levels_of_links:
            return []
        page, end = self._page, min([self._end(after), *(work.start for work in inner_works)])
        while end > heading.end and not page.lines[end - 1].strip():
            end -= 1
        masked = "\n".join(page.masked_lines[heading.end : end])
        links = own_links_below(citation, masked, line=page.first_line + heading.end)
        mentions = tuple(replace(link, role=LinkRole.MENTION) if link.role is LinkRole.OWN else link for link in links)
        comment = dedented(page.lines[heading.end : end])
        group = self._group_of_heading(heading)
        is_sure = leads_to_item(citation.title_url) or leads_to_book(citation.title_url)
        is_sure = is_sure or heading.level in self._levels_of_links
        certainty = Certainty.LINKED if is_sure else Certainty.MARKED
        work = ListedWork(citation, heading.start, end, certainty, tags, comment, mentions, group=group)
        return [work, *inner_works]

    def _group_of_heading(self, heading: Heading) -> int:
        """Return the number of the group that a linked heading is in: those of its level below the same heading."""
        above = [other for other in self._headings if other.start < heading.start and other.level < heading.level]
        place = (above[-1].start if above else -1, heading.level)
        if place not in self._groups_of_headings:
            self._groups_of_headings[place] = next(self._groups)
        return self._groups_of_headings[place]

    @cached_property
    def _levels_of_links(self) -> frozenset[int]:
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

    def _lacks_only_target(self, heading: Heading) -> bool:
        """Return whether a heading is a title whose link has no target, among others that lead to works."""
        match = _LINKED_HEADING.fullmatch(heading.text)
        if not match or match["url"] or len(match["title"].split()) < _PHRASE - 1:
            return False
        if heading.level not in self._linked_headings:
            links = [
                link["url"]
                for other in self._headings
                if other.level == heading.level and (link := _LINKED_HEADING.fullmatch(other.text))
            ]
            works = sum(identifier_of(link) is not None for link in links)
            self._linked_headings[heading.level] = works > 0 and works >= _PARTLY * len(links)
        return self._linked_headings[heading.level]

    def _entry_of_section(self, heading: Heading, end: int) -> QuotedEntry | None:
        """Return the only BibTeX entry of a section, if it is below its heading or one such as "Citation"."""
        entries = [entry for entry in self._entries if heading.end <= entry.start < end]
        if len(entries) != 1:
            return None
        above = [other for other in self._headings if other.start < entries[0].start][-1]
        is_below = above is heading or is_generic(above.text) or is_metadata_heading(plain_value(above.text))
        return entries[0] if is_below else None

    def _end(self, after: int) -> int:
        return self._blocks[after].start if after < len(self._blocks) else len(self._page.lines)

    def _tags(self, above: Sequence[Heading]) -> tuple[str, ...]:
        words = (_heading_words(heading.text) for heading in above if heading is not self._title)
        return unique_words(word for word in words if _is_topic(word))


def _is_only_a_book(work: ListedWork) -> bool:
    """Return whether a work has nothing but an author, a title and a publisher: "Jane Roe, A title (Faber)".

    A year says more only beside a publisher that is known to be one: "Jane Roe, Some lamps, Some Town, 2012".
    """
    byline = work.citation.byline
    has_more = work.citation.links or work.links or work.metadata.keys or work.identifier
    has_year = byline.year and (names_publisher(byline.publisher) or work.citation.is_reference)
    return bool(byline.authors and byline.publisher) and not (has_year or byline.venue or has_more)


def _is_of_books(name: str) -> bool:
    return is_list_of_books(name) or is_list_title(name)


def _is_bibliography(name: str) -> bool:
    return is_list_of_books(name) or "bibliogra" in fold(name)


def _join_loose_paragraphs(page: MarkdownPage, blocks: Sequence[OutlineBlock]) -> list[OutlineBlock]:
    """Return the blocks; paragraphs and lists that are not indented enough for their list item are joined to it."""
    joined: list[OutlineBlock] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(block, Paragraph) and isinstance(last, ListBlock) and page.lines[block.start].startswith("  "):
            item = last.items[-1]
            item = replace(item, paragraphs=[*item.paragraphs, block], end=block.end)
            joined[-1] = replace(last, items=[*last.items[:-1], item], end=block.end)
        elif isinstance(block, ListBlock) and isinstance(last, ListBlock) and _continues(page, last, block):
            item = last.items[-1]
            item = replace(item, items=[*item.items, *block.items], end=block.end)
            joined[-1] = replace(last, items=[*last.items[:-1], item], end=block.end)
        else:
            joined.append(block)
    return joined


def _continues(page: MarkdownPage, last: ListBlock, block: ListBlock) -> bool:
    """Return whether a list is what the item above it announces, indented too little: "1. Read:", "  - A primer"."""
    item = last.items[-1]
    if item.items or len(item.paragraphs) != 1 or not item.paragraphs[0].text.rstrip().endswith((":", "：")):
        return False
    depth, below = (len(line) - len(line.lstrip()) for line in (page.lines[item.start], page.lines[block.start]))
    return below > depth and len(block.items) > 0


def _lines_of_titled_works(works: Iterable[ListedWork]) -> set[int]:
    """Return the lines of works with titles of their own, if there are several, or one in bold type."""
    titled = [work for work in works if work.certainty is Certainty.LINKED and work.citation.title]
    if len(titled) == 1 and titled[0].citation.title_url:
        return set()
    return {number for work in titled for number in range(work.start, work.end)}


def _is_translation(title: str, works: Sequence[ListedWork]) -> bool:
    """Return whether all that a section names is its title in another script, above the address."""
    return len(works) == 1 and is_translated(title, works[0].title)


@lru_cache(maxsize=4096)  # headings and labels recur
def _is_no_title(heading: str) -> bool:
    words = plain_value(heading)
    return is_calendar_heading(heading) or is_generic(heading) or is_metadata_heading(words) or is_list_title(heading)


def _names_of_page(page: MarkdownPage, headings: Sequence[Heading]) -> Iterator[str]:
    """Yield what a page is called: by its file, its front matter, and a heading above all others."""
    folder, _, name = page.relative_path.rpartition("/")
    stem = name.rpartition(".")[0]
    # "Lamps at sea/paper.md" is no list of papers, and "paper.md" is one's own.
    if not (folder and stem.casefold() in NAMED_BY_FOLDER) and stem.casefold() not in _OWN_TEXTS:
        yield stem
    for prop in page.front_matter.properties:
        if canonical_key(prop.key) == "title":
            yield from text_values(prop.value)
    top = [heading for heading in headings if heading.level == 1]
    if len(top) == 1 and top[0] is headings[0]:
        yield top[0].text


def _page_title(page: MarkdownPage, headings: Sequence[Heading]) -> Heading | None:
    """Return the heading that names the page and not a topic: a single H1 that says so, or is a phrase."""
    top = [heading for heading in headings if heading.level == 1]
    if len(top) != 1 or top[0] is not headings[0]:
        return None
    words = _heading_words(top[0].text)
    if is_generic(words) or shelf_kind(words):
        return top[0]
    is_phrase = len(words.split()) > 5 or words.casefold() == page.file_name.title.casefold()
    return top[0] if is_phrase or _PAGE_TITLE.search(words) else None


@lru_cache(maxsize=4096)  # headings and labels recur
def _heading_words(heading: str) -> str:
    """Return the words of a heading as a tag: without numbering, emoji and the punctuation at its ends."""
    words = _NUMBERING.sub("", plain_value(re.sub(r"!\[[^\[\]]*\]\([^()]*\)", "", heading)))
    return _AROUND_HEADING.sub("", words).lstrip("#").strip()


@lru_cache(maxsize=4096)  # headings and labels recur
def _is_topic(words: str) -> bool:
    """Return whether the words of a heading can be a tag: they name something, and are no sentence."""
    is_sentence = len(words.split()) > _MOST_WORDS or words.endswith((".", "。", "!"))
    return bool(words) and not is_sentence and not is_contents(words) and not is_section_name(words)


def _with_remark(work: ListedWork, block: OutlineBlock, page: MarkdownPage) -> ListedWork:
    """Return a work with the block that follows it added to its comment."""
    end = block.end
    while end > block.start + 1 and not page.lines[end - 1].strip():
        end -= 1
    remark = "\n".join(page.lines[block.start : end])
    masked = "\n".join(page.masked_lines[block.start : end])
    links = own_links_below(work.citation, masked, line=page.first_line + block.start)
    comment = "\n\n".join(filter(None, (work.comment, remark.strip("\n"))))
    return replace(work, end=end, comment=comment, links=(*work.links, *links))
