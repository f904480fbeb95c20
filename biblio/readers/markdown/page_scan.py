"""Find what a Markdown page seems to list, from heading to heading: in bullets, table rows, paragraphs and sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import count, takewhile

from biblio import patterns as re
from biblio.extract.identifiers_in_text import may_have_identifier
from biblio.model.note import Link, LinkRole
from biblio.readers.markdown.address_lines import is_list_of_addresses, works_in_addresses
from biblio.readers.markdown.assigned_readings import find_assigned
from biblio.readers.markdown.authored_titles import find_authored_titles
from biblio.readers.markdown.broken_lines import with_broken_lines
from biblio.readers.markdown.bullet_lists import (
    is_topic_over_addresses,
    work_in_paragraph,
    works_among_titles,
    works_assigned,
    works_authored,
    works_in_broken_lines,
    works_in_lines,
    works_in_linked_titles,
    works_in_list,
    works_in_numbered_lines,
    works_in_properties,
)
from biblio.readers.markdown.citation import CitationLine, citation_on_page, is_own_label
from biblio.readers.markdown.cited_lines import with_cited_lines
from biblio.readers.markdown.dated_titles import find_dated_titles
from biblio.readers.markdown.front_matter import Property
from biblio.readers.markdown.grouped_titles import find_grouped_titles
from biblio.readers.markdown.identifier_lines import own_links_by_line
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.markdown.keyed_works import find_keyed_works, without_key
from biblio.readers.markdown.list_headings import is_calendar_heading
from biblio.readers.markdown.listed_works import Certainty, ListedWork, PassedPart, dedented, own_links_below
from biblio.readers.markdown.note_header import is_deposit, names_several
from biblio.readers.markdown.numbered_titles import as_headings, is_translated, links_in_reference, translation_below
from biblio.readers.markdown.outline_blocks import Heading, ListBlock, OutlineBlock, Paragraph, Table
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.page_names import names_of_page, page_title, places_of_page, topics
from biblio.readers.markdown.paper_links import names_paper
from biblio.readers.markdown.properties import NoteMetadata, interpret_properties
from biblio.readers.markdown.property_names import IDENTIFIER_KEYS, canonical_key
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.quoted_work import QuotedEntry, quoted_entries
from biblio.readers.markdown.section_names import (
    are_of_a_course,
    is_aside,
    is_contents,
    is_generic,
    is_list_of_books,
    is_list_title,
    is_more_to_read,
    is_of_other_works,
    is_to_read,
)
from biblio.readers.markdown.shelf_lines import names_in_line
from biblio.readers.markdown.shelves import find_shelf
from biblio.readers.markdown.short_references import find_lines_of_plans, find_short_references, is_task
from biblio.readers.markdown.tables import works_in_table
from biblio.readers.markdown.text_properties import find_section_properties, is_metadata_heading
from biblio.readers.markdown.title_links import leads_to_book, leads_to_item, leads_to_pdf, leads_to_site
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.readers.markdown.titles_above_names import people_below, titles_above_names
from biblio.readers.markdown.titles_as_headings import with_titles_as_headings
from biblio.readers.markdown.work_choice import is_list
from biblio.readers.markdown.work_headings import WorkHeadings, fields_below_titles
from biblio.readers.plain_reference import names_publisher
from biblio.readers.skipped import SkipReason
from biblio.text import fold

__all__ = ["PageScan"]

_OF_A_POST = frozenset({"date", "created"})
_WITH_NEIGHBOURS = -1  # in place of a group: that of all paragraphs below a heading
_LINK = r"\[[^\[\]\n]{1,200}\]\([^()\s]{1,500}\)"
_KEYED_ADDRESS = re.compile(
    rf"(?P<key>[^\W\d_][\w ]{{1,20}}):\s*(?:{_LINK}|<?https?://\S{{1,500}}|10\.\d{{4,9}}/\S{{1,200}})\W{{0,9}}"
)
_LABELLED_LINKS = re.compile(rf"{_LINK}(?:\s?(?:,|/|\||or|and|oder|ou|、)?\s?{_LINK}){{0,4}}\W{{0,9}}(?:&#x20;)?")
_ADDRESS_ITEM = re.compile(r"\[?<?(?P<url>https?://[^\s<>\[\]()]{4,500})>?(?:\]\([^()\s]{1,500}\))?")
_LABEL_OF_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\(")
_TEXT = re.compile(
    r"(?:the\s)?(?:full\s?)?text|html|online(?:\sversion)?|read\s(?:it\s)?(?:here|online)|volltext|texte", re.IGNORECASE
)
_SOME = 2
_SEVERAL = 3  # references, which are then no passing mentions
_KEY_AND_TITLE = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+\[@[^\[\]\s]+\]\s+[^\W\d_a-z\"'“]")
_LONGEST_NAMES = 300  # characters
_LONG = 8  # characters of a title without blanks
_FEW_BLOCKS = 3  # below a heading, where the paper is
_MAY_LEAD = re.compile(r"\]\(|\]\[|https?:|<")  # what a heading with a link has
_MAY_BE_REFERENCE = re.compile(r"[^\d]{12}\b(?:19|20)\d\d\b")
_NO_LINK = re.compile(r"(?:(?<!\s)\s+)?(?:\[[^\[\]\n]*\]\([^()\s]*\)|<?https?://[^\s<>]+>?)[.,;]?\s*")
_INDEX_OF_FOLDER = re.compile(r"[^:#?]*(?:/|(?:^|/)_?(?:index|readme)\.\w{2,8})", re.IGNORECASE)


class PageScan:
    """Reads a page from heading to heading."""

    def __init__(self, page: MarkdownPage) -> None:
        self._page = page
        blocks = as_headings(with_cited_lines(page, _join_loose_paragraphs(page, page.outline.blocks)))
        self._blocks = with_titles_as_headings(page, blocks)
        self._groups = count()
        self._paragraphs = next(self._groups)
        headings = [block for block in self._blocks if isinstance(block, Heading)]
        self._headings = headings
        self._work_headings = WorkHeadings(page, headings)
        # "# References" after "# Method" and "# Results" is a section of a text, not the title of a list.
        tops = sum(heading.level == 1 for heading in headings)
        self._has_several_tops = tops >= _SEVERAL or (tops > 1 and page.is_in_vault)
        self._entries = quoted_entries(page)
        self._title = page_title(page, headings)
        names = list(names_of_page(page, headings))
        self._is_of_books = any(map(_is_of_books, names))
        # On a list of papers, "Further reading" leads elsewhere; in a bibliography it is a part of it.
        self._is_bibliography = any(map(_is_bibliography, names))
        self._is_list = any(map(is_list_title, names))
        self._folded_names = frozenset(map(fold, names))
        # What the page of a course calls its references is to be read.
        self._is_of_a_course = are_of_a_course(plain_value(heading.text) for heading in headings)
        self._blocks = with_broken_lines(self._blocks, names)
        self._shelf = find_shelf(page, self._blocks, names)
        # The rows of items that are works although only their titles, or authors and titles, are there.
        grouped = dict.fromkeys(find_grouped_titles(self._blocks, names), ())
        authored = find_authored_titles(self._blocks, names)
        self._dated = find_dated_titles(self._blocks, names)
        short = find_short_references(self._blocks, names, list(places_of_page(page)))
        of_plan, self._lines_of_plan = find_lines_of_plans(self._blocks, names)
        self._is_plan = bool(of_plan or self._lines_of_plan)
        self._assigned = {
            **grouped,
            **authored,
            **self._dated.items,
            **find_assigned(self._blocks),
            **of_plan,
            **short,
        }
        self._titled = titles_above_names(page)
        self._fields = fields_below_titles(page, headings, self._title)
        self._keyed = find_keyed_works(page, self._blocks, names)
        self._is_list_of_addresses = is_list_of_addresses(page)
        self.passed_over: list[PassedPart] = []
        # Sections are read as wholes first, then part by part, so what their blocks say is kept.
        self._works_of_blocks: dict[int, list[ListedWork]] = {}
        self._groups_of_headings: dict[tuple[int, int], int] = {}

    @property
    def blocks(self) -> Sequence[OutlineBlock]:
        """The blocks of the page, as its works are looked for in them."""
        return self._blocks

    @property
    def is_shelf(self) -> bool:
        """Whether the page is named as a list, with works by nothing but their titles, or plans what a course reads."""
        return self._shelf.is_page or self._is_plan

    def works(self) -> Iterator[ListedWork]:
        """Yield all that the page seems to list, in order."""
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
                is_skipped = is_skipped and not (self._is_bibliography and self._is_of_bibliography(block.text))
                is_skipped = is_skipped and not (self._is_list and is_to_read(block.text))
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
                if pending and works and _leads_to_work_above(block):
                    works = []
                if pending and not works:
                    pending = _with_remark(_with_authors(pending, block, self._page), block, self._page)
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

    def _is_of_bibliography(self, heading: str) -> bool:
        """Return whether a section of a bibliography is a part of it: more to read, or what the page is called."""
        return is_more_to_read(heading) or fold(plain_value(heading)) in self._folded_names

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
            if is_of_books or work.start in self._assigned or not _is_only_a_book(work)
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
            works = works_assigned(self._page, block, 0, self._assigned)
            return [
                replace(work, certainty=Certainty.LINKED) if work.start in self._dated.items else work
                for work in works
                if not (self._is_plan and is_task(work.title) and not work.citation.title_url)
            ]
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
        on_lines = list(works_in_lines(self._page, block, _WITH_NEIGHBOURS, self._lines_of_plan))
        return on_lines or ([work] if work else [])

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
        title, _, below = comment.partition("\n")
        citation = CitationLine()
        if first == row and _KEY_AND_TITLE.match(page.lines[row]) and title_shape(title) is TitleShape.WORK:
            citation, comment = citation_on_page(page, title, row), below.strip("\n")  # "- [@roe2009] A title"
            comment = "\n".join(filter(None, (citation.remark, comment)))
        return ListedWork(citation, row, max(end, row + 1), Certainty.LINKED, tags, comment, metadata=metadata)

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
        if heading.start in self._work_headings.above_lists_of_links:
            return []  # "### Lamps at sea" above the titles of papers
        if names_paper(heading.text):
            return []  # "## 논문" above the address of the paper
        following = self._blocks[index:after]
        listed = following[0] if following and isinstance(following[0], ListBlock) else None
        if listed and is_topic_over_addresses(heading.text, listed.items):
            return []
        if translation := translation_below(heading, following):
            index, following = index + 1, following[1:]
        head_end = next((block.start for block in following if isinstance(block, Heading)), self._end(after))
        properties = page.properties(heading.end, head_end)
        fields = self._fields.get(heading.start, ())
        properties += find_section_properties(page.masked_lines, fields, first=page.first_line)
        metadata = interpret_properties(properties, page.document.path)
        links_by_line = self._links_of_heading(heading, head_end)
        for name, first_row, end_row in fields:
            if names_paper(name):
                links_by_line |= own_links_by_line(page, first_row, end_row)
        entry = self._entry_of_section(heading, self._end(after))
        is_described = self._is_described(heading, head_end, properties, metadata)
        has_evidence = bool(entry or metadata.identifiers or metadata.citekey or is_described)
        has_links = any(identifier_of(link.url) for links in links_by_line.values() for link in links)
        urls = [link.url for links in links_by_line.values() for link in links]
        has_text = any(leads_to_pdf(url) or leads_to_item(url) for url in urls)
        is_led = any(links_by_line.values()) or _MAY_LEAD.search(heading.text) is not None
        people = people_below(page, heading.end, head_end) if is_led else None
        titled = self._titled.get(heading.start) or people
        # A numbered title, or one with its translation, needs no more than a link that is called the paper's.
        needs_only_link = bool(translation) or self._work_headings.is_numbered(heading)
        has_evidence = (
            has_evidence
            or ((needs_only_link or fields) and any(links_by_line.values()))
            or is_on_shelf
            or titled is not None
            or heading.start in self._dated.headings
            or (
                heading.level > 1
                and (has_text or _has_file_of_paper(page, following))
                and title_shape(plain_value(heading.text)) is TitleShape.WORK
            )
            or self._work_headings.is_work(heading)
        )
        if not has_evidence and not has_links:
            if heading.start in self._work_headings.books:
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
        if named := self._titled_below(citation, following):
            citation, heading, links_by_line = named, replace(heading, end=following[0].end), {}
            index, following = index + 1, following[1:]
        # "## J. Roe and M. Poe, “A primer,” in Proc. of Lamps, 2017, pp. 1-10."
        is_reference = citation.is_reference and citation.byline.authors and citation.byline.year
        has_evidence = has_evidence or citation.has_identifier or bool(is_reference)
        is_linked = heading.level > 1 and self._is_one_link(heading, citation)
        if not citation.title or not (has_evidence or has_links):
            return self._linked_heading(heading, citation, index, after, tags) if citation.title and is_linked else []
        inner_works = list(self._works_between(index, after, [heading]))
        if not (entry or is_on_shelf or titled or is_reference):
            references = _references(inner_works, citation.title)
            rows = [prop.line - page.first_line for prop in properties]
            rows += (row for row, links in links_by_line.items() if links)
            if len(references) >= _SOME and all(row >= references[0].start for row in rows):
                return []  # "DOI: …" below one of several references is that reference's
        taken = set() if _is_translation(citation.title, inner_works) else _lines_of_titled_works(inner_works)
        if people and following and isinstance(following[0], Paragraph):
            taken -= set(range(following[0].start, following[0].end))  # who wrote the work, and where it is
        links = [link for number, links in links_by_line.items() if number not in taken for link in links]
        addresses = {link.url for link in links}
        links += (link for link in (titled.links if titled else ()) if link.url not in addresses)
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
            "\n".join(filter(None, (named and named.remark, dedented(page.lines[heading.end : end])))),
            (*links, *(link for link in below if link.url not in own_links)),
            metadata,
            self._group_of_heading(heading) if is_linked else next(self._groups),
            entry,
        )
        if is_on_shelf:
            work = self._shelf.work(work, work.comment)
        return [self._with_only_link(work, following), *inner_works]

    def _titled_below(self, citation: CitationLine, following: Sequence[OutlineBlock]) -> CitationLine | None:
        """Return the citation below a heading that is nothing but the identifiers of a work, with its links, or None.

        "### [arXiv:1706.03762](https://…)" above "**A title**": links below that lead to others.
        """
        first = following[0] if following else None
        if citation.title or not citation.has_identifier or not isinstance(first, Paragraph):
            return None
        below = citation_on_page(self._page, first.text, first.start)
        others = (replace(link, role=LinkRole.MENTION) if link.role is LinkRole.OWN else link for link in below.links)
        is_title = below.title and below.is_marked and not below.title_url
        return below._replace(links=(*citation.links, *others)) if is_title else None

    def _with_only_link(self, work: ListedWork, following: Sequence[OutlineBlock]) -> ListedWork:
        """Return a work; the one link to a work in what stands right below its title is its own, if none is known.

        "Jane Roe, Lamps 2017. [1706.03762](https://…)" there says who wrote it, and where it is.
        """
        first = following[0] if following else None
        if work.identifier or not isinstance(first, Paragraph):
            return work
        if not names_in_line(_NO_LINK.sub("", first.text).strip(" .,;")):
            return work
        rows = range(self._page.first_line + first.start, self._page.first_line + first.end)
        links = {identifier_of(link.url): link for link in work.links if link.line in rows and identifier_of(link.url)}
        if len(links) != 1:
            return work
        (only,) = links.values()
        return replace(
            work, links=tuple(replace(link, role=LinkRole.OWN) if link == only else link for link in work.links)
        )

    def _links_of_heading(self, heading: Heading, end: int) -> dict[int, list[Link]]:
        """Return the links of the work itself by the rows that they stand in, from a heading to the row `end`."""
        page = self._page
        links_by_line = own_links_by_line(page, heading.end, end)
        if page.file_name.is_index and heading is self._headings[0]:
            # A README has the DOI of the collection below its title.
            links_by_line = {
                number: [link for link in links if not is_deposit(identifier_of(link.url))]
                for number, links in links_by_line.items()
            }
        if self._work_headings.is_numbered(heading):
            read = citation_on_page(page, heading.text, heading.start)
            if cited := links_in_reference(page, heading.end, end, (*read.byline.authors, read.remark)):
                links_by_line = {cited[0].line - page.first_line: cited}
        return links_by_line

    def _is_described(self, heading: Heading, end: int, properties: Sequence[Property], metadata: NoteMetadata) -> bool:
        """Return whether the properties between a heading and the row `end` describe a work.

        Who wrote it and when must come first: above them, a label of another name may have the title ("Texto: …").
        """
        page = self._page
        first = next((row for row in range(heading.end, end) if page.lines[row].strip()), -1)
        begins_with_them = any(prop.line - page.first_line == first for prop in properties)
        is_authored = heading.start in self._work_headings.authored and not metadata.keys & _OF_A_POST
        is_dated = metadata.year or metadata.venue or is_authored
        return len(metadata.keys) > 2 or bool(begins_with_them and metadata.authors and is_dated)

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
        if inner_works and heading.level not in self._work_headings.levels_of_links:
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
        is_sure = is_sure or heading.level in self._work_headings.levels_of_links
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
        return topics(heading for heading in above if heading is not self._title)


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
    """Return whether a list is below the last item of the one above, with too few blanks: "1. Read", "  - A primer"."""
    item = last.items[-1]
    if item.items or len(item.paragraphs) != 1:
        return False
    depth, below = (len(line) - len(line.lstrip()) for line in (page.lines[item.start], page.lines[block.start]))
    return below > depth and (block.start == item.end or item.paragraphs[0].text.rstrip().endswith((":", "：")))


def _lines_of_titled_works(works: Iterable[ListedWork]) -> set[int]:
    """Return the lines of works with titles of their own, if there are several, or one in bold type."""
    titled = [work for work in works if work.certainty is Certainty.LINKED and work.citation.title]
    if len(titled) == 1 and titled[0].citation.title_url:
        return set()
    return {number for work in titled for number in range(work.start, work.end)}


def _has_file_of_paper(page: MarkdownPage, following: Sequence[OutlineBlock]) -> bool:
    """Return whether one of the first blocks below a heading is a link to the PDF of its paper, on the web or not."""
    paragraphs: list[Paragraph] = []
    for block in takewhile(lambda block: not isinstance(block, Heading), following[:_FEW_BLOCKS]):
        if isinstance(block, Paragraph):
            paragraphs.append(block)
        elif isinstance(block, ListBlock):
            paragraphs += (paragraph for item in block.items for paragraph in item.paragraphs[:1])
    with_files = (paragraph for paragraph in paragraphs if ".pdf" in paragraph.text)
    citations = (citation_on_page(page, paragraph.text, paragraph.start) for paragraph in with_files)
    return any(citation.has_pdf and not citation.title for citation in citations)


def _references(works: Iterable[ListedWork], title: str) -> list[ListedWork]:
    """Return the works below a heading that are cited with authors and year, unless one is what the heading names."""
    references = [work for work in works if work.citation.byline.authors and work.citation.byline.year]
    return [] if any(fold(work.title) == fold(title) for work in references) else references


def _leads_to_work_above(block: OutlineBlock) -> bool:
    """Return whether the items of a list are nothing but labelled links to what stands above it.

    "* DOI: [https://doi.org/…](https://doi.org/…)", "* [Text](…) or [pdf](…)". Several addresses alone are works.
    """
    if not isinstance(block, ListBlock):
        return False
    for item in block.items:
        text = item.paragraphs[0].text.strip() if len(item.paragraphs) == 1 and not item.items else ""
        if keyed := _KEYED_ADDRESS.fullmatch(text):
            if canonical_key(keyed["key"]) not in IDENTIFIER_KEYS:
                return False
        elif len(block.items) == 1 and (alone := _ADDRESS_ITEM.fullmatch(text)) and identifier_of(alone["url"]) is None:
            continue
        elif not (_LABELLED_LINKS.fullmatch(text) and all(map(_is_of_text, _LABEL_OF_LINK.findall(text)))):
            return False
    return True


def _is_of_text(label: str) -> bool:
    return _TEXT.fullmatch(label) is not None or is_own_label(label)


def _is_translation(title: str, works: Sequence[ListedWork]) -> bool:
    """Return whether all that a section names is its title in another script, above the address."""
    return len(works) == 1 and is_translated(title, works[0].title)


@lru_cache(maxsize=4096)  # headings and labels recur
def _is_no_title(heading: str) -> bool:
    words = plain_value(heading)
    return is_calendar_heading(heading) or is_generic(heading) or is_metadata_heading(words) or is_list_title(heading)


def _with_authors(work: ListedWork, below: OutlineBlock, page: MarkdownPage) -> ListedWork:
    """Return a work with the authors that the paragraph right below its own consists of, if nothing else names them."""
    if work.citation.byline.authors or work.metadata.authors or not isinstance(below, Paragraph):
        return work
    first = next((row for row in range(work.start, below.start) if not page.lines[row].strip()), below.start)
    if any(line.strip() for line in page.lines[first : below.start]):
        return work
    line = names_in_line(below.text) if len(below.text) <= _LONGEST_NAMES else None
    if line is None or not line.authors:
        return work
    byline = work.citation.byline
    byline = byline._replace(authors=line.authors, et_al=line.et_al, year=byline.year or line.year)
    return replace(work, citation=work.citation._replace(byline=byline))


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
