"""Find what somebody lists as read or to be read, where nothing but the name of the list says that its lines are works.

A page or section called "Books", "To read" or "Papers" (`shelf_names`) is a shelf. On it, the items of lists are works,
or the headings, whatever they are called: "The Fall", "Watchmen". Which headings are works, the headings around them
tell: those of a year, of a topic with titles below it, and of what is no work ("Links", "Movies") are none.

On a page of another name, a section called "Reading" may have any remarks below it: there the lines must have authors,
or look like titles.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from biblio import patterns as re
from biblio.cached_property import cached_property
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.model.note import Link, LinkRole
from biblio.model.record import Kind
from biblio.readers.markdown.broken_lines import linked_parts
from biblio.readers.markdown.byline import Byline, names_more_authors
from biblio.readers.markdown.citation import CitationLine, citation_on_page
from biblio.readers.markdown.list_headings import begins_with_unit, is_calendar_heading, is_section_name
from biblio.readers.markdown.listed_works import Certainty, ListedWork
from biblio.readers.markdown.outline_blocks import Heading, ListBlock, ListItem, OutlineBlock, Paragraph, Table
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.section_names import is_aside, is_generic
from biblio.readers.markdown.shelf_lines import (
    ShelfLine,
    ShelfStyle,
    is_title_line,
    line_style,
    names_in_line,
    without_tail,
)
from biblio.readers.markdown.shelf_names import ShelfKind, shelf_kind
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.readers.markdown.work_signs import has_year_or_pages

__all__ = ["Shelf", "find_shelf"]

_YEAR = re.compile(r"\W*(?:19|20)\d\d(?:\s?[-–/]\s?(?:\d{2}|\d{4}))?\W*(?:\S.{0,20})?")
# Sections of a page on books that are about other things; "Game of Thrones" is none.
_OTHER_THINGS = re.compile(
    r"(?:(?:my|other|others|some|useful|favou?rite|more|online)\s)?(?:(?:movies|films|documentaries|games|series"
    r"|tv(?: shows?)?"
    r"|shows|anime|music|albums|songs|podcasts|videos|recipes|hints|tips|quotes|links|people|authors|statistics"
    r"|stats|goals|rules|legend|tools|software|websites|sites|blogs|courses|resources|projects|repositories|repos|libraries"
    r"|datasets|companies)(?:,?\s(?:and|&|/)\s|[,/]\s?)?){1,4}(?:\s(?:to|i)\s\w+)?"
    r"|(?:\w+\s){1,2}(?:principles|skills|practices|strateg(?:y|ies)|summary|breakdown|resources)(?:\s\w+|\s\([^()]*\)){0,2}"
    r"|映画|ゲーム|アニメ|音楽|電影|电影|游戏|영화|음악|게임",
    re.IGNORECASE,
)
# What sections beside "To read" or "Reading" are called.
_PROGRESS = re.compile(
    r"(?:in progress|finished|completed?|done|abandoned|dropped|did not finish|dnf|paused|on hold|started"
    r"|current(?:ly)?|next(?: up)?|later|backlog|queue|wish\s?list|want|wanted|owned|to buy|bought|archived?"
    r"|favou?rites|読了|読み終えた|途中|積読|已完成|未完|完成|완료|진행\s?중)",
    re.IGNORECASE,
)
# "**A primer** by Jane Roe", "**A primer** - Jane Roe", or the title alone
_TITLE_BY = re.compile(
    r"(?P<mark>\*\*|__)[^*_\n]{3,200}(?<![:：–—-])(?P=mark)(?![:：])(?:\s(?:(?:by|von|par|de|por)\s|[-–—]\s)[^\W\d_a-z]|\s*$)"
)
_LABEL_OF_IDENTIFIER = re.compile(r"(?:doi|arxiv|pmid)\b[\s:]", re.IGNORECASE)
_PAGE_OF_VAULT = re.compile(r"\[\[[^\[\]\n]+\]\]")  # not "[[Novel] A primer](https://…)"
_FEW_LINES, _LONGEST_BYLINE = 3, 120
_LONGEST_ENTRY = 400  # characters
_FEWEST, _MOSTLY, _HALF = 2, 0.6, 0.5
_FEWEST_HEADINGS = 3
_KEYED = re.compile(r"(?:citekey|doi|arxiv|isbn)::\s", re.IGNORECASE)
_FEWEST_ITEMS = 3
_DIGITS = re.compile(r"\d+")
# "Input: notes", "硬件：显存": remarks rather than titles with subtitles, if most of a list are such.
_LABEL_AND_VALUE = re.compile(r"[^:：]{1,20}([:：])")
_TITLED = (TitleShape.WORK, TitleShape.SYSTEM)


@dataclass(slots=True)
class _Section:
    """A heading with the sections below it and the blocks right below it; the root has none."""

    heading: Heading | None
    children: list[_Section] = field(default_factory=list)
    blocks: list[OutlineBlock] = field(default_factory=list)

    @property
    def words(self) -> str:
        return plain_value(self.heading.text) if self.heading else ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The rows of the headings, of the lists and of the tables whose entries are works.

    `style` is how their lines are written, `marked_style` how the titles are that links or bold type mark in them.
    `is_page` is true if the whole page is named as a shelf.
    """

    kind: ShelfKind = ShelfKind.NONE
    headings: frozenset[int] = frozenset()
    lists: frozenset[int] = frozenset()
    style: ShelfStyle = field(default_factory=ShelfStyle)
    marked_style: ShelfStyle = field(default_factory=ShelfStyle)
    is_page: bool = False
    tables: frozenset[int] = frozenset()

    def citation(self, citation: CitationLine) -> CitationLine:
        """Return the citation of an entry with the author and year that the style of the shelf finds in it."""
        if _is_read(citation) or not citation.title:
            return citation
        is_own_style = citation.is_marked and self.marked_style.forms
        line = (self.marked_style if is_own_style else self.style).read(citation.title)
        if not line.authors and (below := names_in_line(citation.remark.strip(" ,;:–—-"))):
            return _credited(citation, replace(below, title=line.title))._replace(remark="")
        return _credited(citation, line)

    def work(self, work: ListedWork, below: str = "") -> ListedWork:
        """Return a work that stands on the shelf; `below` is the text under it, which may begin with its author."""
        citation = self.citation(work.citation)
        if not (citation.byline.authors or work.metadata.authors):
            for line in filter(str.strip, below.split("\n")[:4]):
                if names := names_in_line(line):
                    citation = _credited(citation, replace(names, title=citation.title))
                    break
        metadata, links = work.metadata, work.links
        if below and not work.identifier and (own := _cited_below(below)):
            links = (own, *(link for link in links if link.url != own.url))
        if self.kind is ShelfKind.BOOKS and work.would_be_book:
            metadata = replace(metadata, kind_hint=Kind.BOOK.value)
        return replace(work, citation=citation, certainty=Certainty.LINKED, links=links, metadata=metadata)


def find_shelf(page: MarkdownPage, blocks: Sequence[OutlineBlock], names: Sequence[str]) -> Shelf:
    """Return what stands on the shelves of a page; `names` are those of the page: its title, its file's name."""
    kind = max(map(shelf_kind, names), default=ShelfKind.NONE)
    if _is_contents_page(page) and kind is not ShelfKind.BOOKS:
        kind = ShelfKind.NONE  # "# Paper notes" above what a repository has
    headings = [block for block in blocks if isinstance(block, Heading)]
    if not kind and not any(shelf_kind(heading.text) for heading in headings):
        return Shelf()
    root = _sections(blocks)
    scan = _ShelfScan(page, blocks if kind else (), is_page=bool(kind))
    scan.scan(root, kind)
    scan.finish()
    lines = [*(heading.text for heading in scan.headings), *scan.lines]
    if not lines:
        return Shelf(tables=frozenset(scan.tables))
    plain, marked = _written_lines(page, lines, [*scan.heading_rows, *scan.line_rows])
    return Shelf(
        scan.kind,
        frozenset(scan.heading_rows),
        frozenset(scan.lists),
        _style(plain, scan.kind),
        _style(marked, scan.kind),
        is_page=bool(kind),
        tables=frozenset(scan.tables),
    )


def _is_contents_page(page: MarkdownPage) -> bool:
    return page.relative_path.rpartition("/")[2].partition(".")[0].casefold() in ("readme", "index")


def _style(lines: Sequence[str], kind: ShelfKind) -> ShelfStyle:
    """Return the style of the lines of a shelf; family names alone count on one of books, or beside many full names."""
    style = line_style(lines, family_names=kind is ShelfKind.BOOKS)
    if kind is ShelfKind.READINGS and style.forms:
        credited = sum(bool(style.read(line).authors) for line in lines)
        return line_style(lines) if credited >= _HALF * len(lines) else style
    return style


def _written_lines(page: MarkdownPage, lines: Sequence[str], rows: Sequence[int]) -> tuple[list[str], list[str]]:
    """Return the entries as they are written, and the titles that links or bold type mark in the others."""
    plain, marked = [], []
    for line, row in zip(lines, rows, strict=True):
        citation = citation_on_page(page, line, row)
        if parts := linked_parts(line):
            plain.append(plain_value(parts["parts"]))
        elif citation.is_marked and not _is_read(citation):
            marked.append(citation.title)
        elif not (citation.links or citation.has_identifier or citation.is_reference or citation.byline.venue):
            plain.append(plain_value(line))
    return plain, marked


def _is_read(citation: CitationLine) -> bool:
    """Return whether a citation has been told apart from its title already."""
    byline = citation.byline
    return bool(byline.authors or byline.venue or citation.has_identifier or citation.is_reference)


def _sections(blocks: Sequence[OutlineBlock]) -> _Section:
    root = _Section(None)
    above = [root]
    for block in blocks:
        if isinstance(block, Heading):
            while len(above) > 1 and above[-1].heading and above[-1].heading.level >= block.level:
                above.pop()
            section = _Section(block)
            above[-1].children.append(section)
            above.append(section)
        else:
            above[-1].blocks.append(block)
    return root


# "Here you'll find:" is said of the page and goes on in the list below it.
_OF_CONTENTS = re.compile(
    r"\b(?:you(?:['’]ll| will| can) find|(?:repo(?:sitory)?|page|folder) has|contains|includes)"
    r"[^.:\n]{0,40}[:：]\s*$",
    re.IGNORECASE,
)


class _ShelfScan:
    """Walks through the sections of a page."""

    def __init__(self, page: MarkdownPage, blocks: Sequence[OutlineBlock], *, is_page: bool) -> None:
        """Take the page, and its blocks if all of it is a shelf."""
        self._page = page
        self._blocks = blocks
        self._is_page = is_page
        # In a README, "GNN" and "NLP / seq models" are what its papers are about.
        self._titled = (TitleShape.WORK,) if _is_contents_page(page) else _TITLED
        self.kind = ShelfKind.NONE
        self.headings: list[Heading] = []
        self.lists: list[int] = []
        self.tables: list[int] = []
        self.lines: list[str] = []
        self.line_rows: list[int] = []
        # The levels of headings that are works; and those of which a section has too few to tell.
        self._levels: set[int] = set()
        self._short_lists: list[tuple[ListBlock, ShelfKind]] = []
        self._few: list[tuple[int, list[_Section], ShelfKind]] = []

    def _take_in(self, found: tuple[ListBlock, ShelfKind]) -> None:
        block, kind = found
        self.kind = max(self.kind, kind)
        self.lists.append(block.start)
        for item in _entry_items(block):
            self.lines.append(item.paragraphs[0].text)
            self.line_rows.append(item.paragraphs[0].start)

    def finish(self) -> None:
        """Take in headings that are works because most of their level are, and the short lists beside longer ones."""
        if self.lists or sum(len(block.items) for block, _ in self._short_lists) >= _FEWEST_ITEMS:
            for found in self._short_lists:
                self._take_in(found)
        for level, entries, kind in self._few:
            if level in self._levels:
                self.kind = max(self.kind, kind)
                self.headings += (entry.heading for entry in entries if entry.heading)

    @property
    def heading_rows(self) -> list[int]:
        return [heading.start for heading in self.headings]

    def scan(self, section: _Section, kind: ShelfKind) -> None:
        """Take in the entries of a section on a shelf of `kind` (NONE: on no shelf), and of those below it."""
        if section.heading:
            own = self._kind_of(section.heading)
            if own:
                kind = max(kind, own) if kind else own
            elif is_aside(section.heading.text) or _is_of_other_things(section.words):
                return
        entries = self._entries(section, kind) if kind else []
        if entries:
            self.kind = max(self.kind, kind)
            self.headings += (entry.heading for entry in entries if entry.heading)
        if kind:
            for before, block in pairwise([None, *section.blocks]):
                if isinstance(before, Paragraph) and _OF_CONTENTS.search(before.text):
                    continue
                if isinstance(block, Table) and kind is ShelfKind.BOOKS:
                    self.tables.append(block.start)
                if isinstance(block, ListBlock) and self._is_list_of_entries(block, kind):
                    (self._take_in if len(block.items) >= _FEWEST_ITEMS else self._short_lists.append)((block, kind))
        kinds = [shelf_kind(child.words) for child in section.children]
        beside = max(kinds, default=ShelfKind.NONE)
        for child, of_child in zip(section.children, kinds, strict=True):
            if child not in entries:
                is_beside = bool(beside and not kind and _PROGRESS.fullmatch(child.words.strip()))
                # "To read" beside "Books I read" is of books too, if there are no papers.
                is_beside = is_beside or (of_child is ShelfKind.READINGS and ShelfKind.PAPERS not in kinds and not kind)
                self.scan(child, beside if is_beside else kind)

    def _kind_of(self, heading: Heading) -> ShelfKind:
        """Return the kind of shelf that a heading names; "Book notes" below a title are notes on that book."""
        kind = shelf_kind(heading.text)
        return ShelfKind.NONE if kind and heading.level > 1 and is_generic(heading.text) else kind

    def _entries(self, section: _Section, kind: ShelfKind) -> list[_Section]:
        """Return the sections below `section` that are works: most of those that no name says to be anything else."""
        children = [child for child in section.children if not _is_named_otherwise(child)]
        entries = [child for child in children if is_title_line(child.words, is_heading=True) and not _is_group(child)]
        filled = [child for child in entries if self._lists_works(child, kind)]
        if len(filled) >= max(_FEWEST, _HALF * len(entries)):
            return []  # topics, with titles in lists below them
        entries = [child for child in entries if child not in filled]
        if len(entries) >= _FEWEST_HEADINGS and len({_DIGITS.sub("#", child.words) for child in entries}) == 1:
            return []  # "v1", "v2": parts of one text
        level = children[0].heading.level if children and children[0].heading else 0
        is_known = level in self._levels or (section.heading and _YEAR.fullmatch(section.words))
        if len(entries) < max(1 if is_known else _FEWEST_HEADINGS, _MOSTLY * len(children)):
            if entries and len(entries) >= _MOSTLY * len(children):
                self._few.append((level, entries, kind))
            return []
        if (
            not self._is_page
            and kind is not ShelfKind.BOOKS
            and not _look_like_titles([child.words for child in entries], self._titled)
        ):
            return []
        self._levels.add(level)
        return entries

    def _lists_works(self, section: _Section, kind: ShelfKind) -> bool:
        """Return whether a section has nothing but lists of works, or a whole reference: its heading is a topic."""
        if section.blocks and all(isinstance(block, Table) for block in section.blocks):
            return True
        lists = [block for block in section.blocks if isinstance(block, ListBlock)]
        paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
        references = sum(citation_on_page(self._page, part.text, part.start).is_reference for part in paragraphs)
        if section.blocks and section.blocks[0] in paragraphs and _is_byline(section.blocks[0].text):
            return False  # "Roe et al, Lamp University, ICML 2024" below a title
        titles = sum(_TITLE_BY.match(part.text) is not None for part in paragraphs)
        if references >= max(_FEWEST, _HALF * len(paragraphs)) or titles >= max(1, _HALF * len(paragraphs)):
            return True
        if any(self._is_reference(item) for block in lists for item in block.items):
            return True
        if not lists or len(lists) < len(section.blocks):
            return False
        items = [item for block in lists for item in block.items if item.paragraphs]
        cited = sum(self._is_cited(item.paragraphs[0]) for item in items)
        if cited >= max(1, _MOSTLY * len(items)):
            return True
        return len(items) >= _FEWEST and any(self._is_list_of_entries(block, kind) for block in lists)

    def _is_reference(self, item: ListItem) -> bool:
        own = (citation_on_page(self._page, part.text, part.start).is_reference for part in item.paragraphs[:1])
        return any(own) or any(map(self._is_reference, item.items))

    def _is_cited(self, paragraph: Paragraph) -> bool:
        citation = citation_on_page(self._page, paragraph.text, paragraph.start)
        return bool(citation.links) or _is_read(citation) or paragraph.text.lstrip().startswith(("[@", "@", "[["))

    @cached_property
    def _style_of_page(self) -> ShelfStyle:
        """How the lines of all lists of a shelf are written: it tells where the authors are in a short list."""
        lists = (block for block in self._blocks if isinstance(block, ListBlock))
        parts = (item.paragraphs[0] for block in lists for item in _entry_items(block))
        lines = []
        for part in parts:
            read = citation_on_page(self._page, part.text, part.start)
            if read.links or read.has_identifier or read.is_reference or read.byline.venue or read.byline.year:
                continue
            lines.append(plain_value(part.text) if read.byline.authors else read.title)
        return _style(lines, ShelfKind.READINGS)

    def _is_list_of_entries(self, block: ListBlock, kind: ShelfKind) -> bool:
        items = list(_entry_items(block))
        texts = [citation_on_page(self._page, item.paragraphs[0].text, item.paragraphs[0].start) for item in items]
        titles = [citation.title for citation in texts]
        styles = [line_style(titles, family_names=kind is ShelfKind.BOOKS)]
        if kind is not ShelfKind.PAPERS:
            styles.append(self._style_of_page)
        are_authored = [
            bool(citation.byline.authors or any(style.read(citation.title).authors for style in styles))
            for citation in texts
        ]
        authored = sum(are_authored)
        fit = sum(is_authored or is_title_line(title) for title, is_authored in zip(titles, are_authored, strict=True))
        if not items or fit < max(1, _MOSTLY * len(block.items)):
            return False
        written = (plain_value(item.paragraphs[0].text) for item in items)
        labels = [match[1] for line in written if (match := _LABEL_AND_VALUE.match(line))]
        if len(labels) > _HALF * len(items) + (authored if ":" in labels else 0):
            return False
        if kind is ShelfKind.BOOKS:
            return True
        # Lists of links, papers and posts are read as everywhere; here only titles without any other sign are missing,
        # and linked ones that have their authors beside them.
        if any(citation.has_identifier or citation.is_reference for citation in texts):
            return False
        cited = sum(citation.byline.is_citation for citation in texts)
        # "A primer ([my thoughts](…))": such a link is no sign of anything but a page.
        if cited or any(citation.title_url or not _is_only_title(citation) for citation in texts if citation.links):
            return cited < _HALF * len(items) and authored >= _MOSTLY * len(items)
        return authored >= _MOSTLY * len(items) or _look_like_titles(titles, _TITLED)


def _entry_items(block: ListBlock) -> Iterator[ListItem]:
    """Yield the items of a list that can be entries: each has words of its own, and leads to no page of the vault."""
    for item in block.items:
        text = item.paragraphs[0].text if item.paragraphs else ""
        if item.paragraphs and len(text) <= _LONGEST_ENTRY and not ("[[" in text and _PAGE_OF_VAULT.search(text)):
            yield item


def _is_named_otherwise(section: _Section) -> bool:
    """Return whether a heading names a shelf, a time or a part of the page rather than a work."""
    words = without_tail(section.words)  # "(2/5)" is no day
    return bool(
        not words
        or shelf_kind(words)
        or _YEAR.fullmatch(words)
        or _PROGRESS.fullmatch(words.strip())
        or is_calendar_heading(words)
        or begins_with_unit(words)
        or is_section_name(words)
        or is_generic(words)
        or is_aside(words)
        or _is_of_other_things(words)
    )


def _is_of_other_things(words: str) -> bool:
    return _OTHER_THINGS.fullmatch(words.strip()) is not None


def _is_group(section: _Section) -> bool:
    """Return whether a section only holds others: it has several, and no words of its own or works below it."""
    if len(section.children) < _FEWEST:
        return False
    first = (next(iter(child.blocks), None) for child in section.children)
    keyed = sum(isinstance(block, Paragraph) and _KEYED.match(block.text) is not None for block in first)
    return not section.blocks or keyed >= _FEWEST


def _is_only_title(citation: CitationLine) -> bool:
    """Return whether nothing but a title that nothing marks, and links to pages about it, are on a line."""
    return not citation.is_marked and all(link.role is not LinkRole.OWN for link in citation.links)


def _look_like_titles(titles: Sequence[str], shapes: Container[TitleShape]) -> bool:
    return sum(title_shape(title) in shapes for title in titles) >= _MOSTLY * len(titles)


def _is_byline(text: str) -> bool:
    """Return whether a paragraph is a line with the authors of a work and its year, and no sentence."""
    line = plain_value(text)
    return len(line) <= _LONGEST_BYLINE and names_more_authors(line) and has_year_or_pages(line) and "](" not in text


def _cited_below(text: str) -> Link | None:
    """Return the link of a work whose journal and DOI are right below it: "Lamps 3: 1–9. DOI 10.1000/x"."""
    paragraph = text.strip().partition("\n\n")[0]
    found = list(find_identifiers(paragraph)) if paragraph.count("\n") < _FEW_LINES else []
    if len({item.identifier for item in found}) != 1 or not _LABEL_OF_IDENTIFIER.match(paragraph[found[0].start :]):
        return None
    address = found[0].identifier.address
    return Link(address, LinkRole.OWN, found[0].identifier.scheme) if address else None


def _credited(citation: CitationLine, line: ShelfLine) -> CitationLine:
    byline: Byline = citation.byline
    byline = byline._replace(
        authors=byline.authors or line.authors,
        et_al=byline.et_al or line.et_al,
        publisher=byline.publisher or line.publisher,
        year=byline.year or line.year,
    )
    return citation._replace(title=line.title, byline=byline)
