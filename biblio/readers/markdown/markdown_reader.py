"""Layout "markdown": a file that is one note, as in a vault, or a page that lists works.

A file is one note if its name or header (`note_header.NoteHeader`) is about one work: it has an identifier, a citation
key, a venue, or two or more bibliographic keys. A weaker sign (a type or tag such as ``paper`` or ``literature``, a
single such key, a link under a key, a folder called "papers" or "literature") makes it one note unless most of it is a
list of works. Links alone make it one only if they are the work's by their words or its title (`topic_pages`). From any
other file come the works that it lists: bullets, table rows, sections and paragraphs with a title and a link of their
own. A daily note, an index page or a recipe has none of these and gives no notes. Templates are skipped.

The headings above a listed work, and the bullets that group it, are its tags. Lists under "References" or "Related
work" are about other works; code, comments and quotes contain no notes.

https://spec.commonmark.org/0.31.2/, https://help.obsidian.md/, https://docs.logseq.com/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.markdown.assigned_readings import has_units
from biblio.readers.markdown.cited_references import (
    has_affiliations,
    has_sections_of_a_paper,
    rows_of_cited_references,
)
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.markdown.listed_works import Certainty, ListedWork, PassedPart, note_from_listed_work
from biblio.readers.markdown.not_notes import (
    is_among_other_things,
    is_diary,
    reason_against_note,
    reason_without_works,
)
from biblio.readers.markdown.note_header import NoteHeader, is_deposit
from biblio.readers.markdown.own_works import lists_own_works
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.page_names import is_classed_as_list, names_one_work
from biblio.readers.markdown.paper_talk import speaks_of_a_paper, speaks_of_its_authors
from biblio.readers.markdown.printed_text import is_printed_text
from biblio.readers.markdown.properties import interpret_properties
from biblio.readers.markdown.section_names import is_aside, is_generic
from biblio.readers.markdown.shelf_names import shelf_kind
from biblio.readers.markdown.title_links import (
    Listing,
    leads_to_item,
    leads_to_known_work,
    may_lead_to_work,
    what_is_listed,
)
from biblio.readers.markdown.topic_pages import are_beside_text, are_mentioned, is_on_a_topic
from biblio.readers.markdown.unread_parts import unread_parts
from biblio.readers.markdown.whole_note import whole_note
from biblio.readers.markdown.work_choice import is_filled, is_list
from biblio.readers.markdown.work_listing import find_listed_works
from biblio.readers.skipped import Skipped, SkipReason
from biblio.text import fold

__all__ = ["READER", "MarkdownReader"]

_SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".qmd", ".rmd"})
_TEXT_SUFFIXES = frozenset({"", ".txt", ".text"})
# A file with a Markdown suffix that begins like this is something else.
_FOREIGN = re.compile(r"\s*(?:<\?xml|<!doctype|<html|[{\[]\s*[\"{])", re.IGNORECASE)
_MARKS = re.compile(
    r"^(?:#{1,6}[ \t]+\S|(?:[-*+]|\d+\.)[ \t](?:.*\]\(https?://|[ \t]*\*\*)|\|?[ \t]*:?-{3,}:?[ \t]*\||```"
    r"|\w[\w -]*::[ \t])",
    re.MULTILINE,
)
_OF_A_WORK = frozenset({"title", "author", "authors", "doi", "arxiv", "url", "link", "citekey", "year"})
_MANY_MARKS = 2
_FAR = 20_000
_LEADS_ON = re.compile(r"\]\(|\[\[|https?:|@\w|\d[./]\d")  # what a heading with an address, a key or a link has
_MANY_WORKS = 3
_PUBLISHERS = re.compile(
    r"press\b|books?\b|/products?/|publish|verlag|[ée]dition|bloomsbury|routledge|penguin|\bbrill\b|libr(?:o|i|e|air)",
    re.IGNORECASE,
)
_PHRASE = 4  # words that names of tools and sites seldom have
_ITEM = re.compile(r"[-*+][ \t]+\S|\d{1,3}[.)][ \t]+\S")
_DATED_ITEM = re.compile(r"(?:[-*+]|\d{1,3}[.)])[ \t][^\n]*?(?<!\d)(?:1[0-9]|20)\d\d(?!\d)")
_MOST_LINES = 0.6
_SEVERAL_ITEMS = 2
_OF_TITLED_BLOCKS = ("<summary", "!!! ", "??? ", "???+ ", "> [!", ":::", "{: ")
_MANY_CITED = 5


class MarkdownReader:
    """Reads Markdown as the module describes."""

    layout = "markdown"

    def recognises(self, document: Document) -> bool:
        """Return whether the document is Markdown, by its suffix or, for plain text, by markup that prose lacks.

        Plain text must also yield a note, because a README has headings too.
        """
        suffix = document.suffix
        if not document.text.strip() or _FOREIGN.match(document.text):
            return False
        if suffix in _SUFFIXES:
            return True
        if suffix not in _TEXT_SUFFIXES:
            return False
        marked = (
            len(_MARKS.findall(document.text, 0, _FAR)) >= _MANY_MARKS or MarkdownPage(document).front_matter.end > 0
        )
        return marked and any(isinstance(item, Note) for item in self.read(document))

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield the notes of a file in order, and the problems with its front matter or dates.

        A file without notes yields nothing and is not a problem, unless its front matter describes a work but cannot
        be read completely.
        """
        items = list(self.read_page(document))
        if "</" in document.text:
            from biblio.readers.other_markup.html_in_markdown import has_html_blocks, read_html_blocks

            if has_html_blocks(document.text):
                items = _better_read(items, lambda: list(read_html_blocks(document)), document)
        if any(sign in document.text for sign in _OF_TITLED_BLOCKS):
            from biblio.readers.other_markup import titled_blocks

            of_blocks = (
                titled_blocks.read_titled_blocks(document) if titled_blocks.has_titled_blocks(document.text) else []
            )
            if _count(of_blocks) >= max(_SEVERAL_ITEMS, _count(items)):
                items = of_blocks
            elif titled_blocks.has_blocks(document.text):
                items = _better_read(items, lambda: titled_blocks.read_without_blocks(document), document, fewest=1)
        yield from items

    def read_page(
        self, document: Document, *, is_topic: bool = False, is_any_file_titled: bool = False
    ) -> Iterator[ReadItem]:
        """Yield what `read` does; works that a page on a topic lists are the notes, if there are any.

        With `is_any_file_titled`, a title in the front matter is no sign of a post on one work.
        """
        page = MarkdownPage(document)
        header = NoteHeader(page, is_any_file_titled)
        if reason := reason_against_note(page):
            yield Skipped(document.path, reason)
            return
        if listed := _notes_in_front_matter(page):
            yield from listed
            return
        problems: list[ReadItem] = [page.front_matter.problem] if page.front_matter.problem else []
        cited = rows_of_cited_references(page) if not document.is_forced else range(0)
        is_own_text = not document.is_forced and (bool(cited) or has_affiliations(page)) and header.names_no_work
        is_own_text = is_own_text and not speaks_of_its_authors(page)
        is_classed = not document.is_forced and is_classed_as_list(page)
        listing = find_listed_works(page) if not document.is_forced and _may_be_bibliography(page) else None
        is_bibliography = is_classed or (listing is not None and _is_bibliography(page, listing.works))
        is_of_something_else = header.is_of_other_things or is_on_a_topic(header) or is_bibliography
        is_of_one_work = header.is_decisive and not is_own_text and not is_of_something_else
        if is_of_one_work and not header.is_index:
            yield from [*problems, *header.metadata.problems, whole_note(header)]
            return
        works, passed_over, is_shelf = listing or find_listed_works(page)
        # The README of a list may begin with the survey that its authors wrote.
        if is_of_one_work and not is_filled(works, page):
            yield from [*problems, *header.metadata.problems, whole_note(header)]
            return
        if header.is_of_other_things:  # the properties of the page are those of no work
            works = [work for work in works if fold(work.title) != fold(header.own_title)]
        is_paper = not (document.is_forced or header.is_called_a_list) and (
            has_sections_of_a_paper(page) or is_printed_text(page)
        )
        if cited or is_paper:
            # What a text cites at its end, or refers to in its sections, are no notes.
            dropped = [work for work in works if is_paper or work.start in cited]
            works = [work for work in works if work not in dropped]
            passed_over += [PassedPart(work.start, SkipReason.OTHER_WORKS, work.title) for work in dropped[:1]]
        if is_own_text and not works:
            yield Skipped(document.path, SkipReason.OWN_TEXT, note=whole_note(header) if header.has_title else None)
            return
        if not document.is_forced and lists_own_works(page, works):
            yield Skipped(document.path, SkipReason.OWN_WORKS)
            return
        # What is under "Book notes", on a page that says who wrote its work, are the notes on that book. So are bold
        # points in the README of a folder that has the title of a paper.
        is_said = bool(header.metadata.authors or header.title_of_folder)
        if is_said and not (is_shelf or header.is_called_a_list) and not any(map(_has_sign, works)):
            works = []
        # A post with a title and the link of its paper may refer to many other works, but a schedule lists them.
        heading_rows = {heading.row for heading in page.headings}
        sections_on_works = sum(work.start in heading_rows for work in works)
        own = {identifier_of(link.url) for link in header.paper_links}
        others = [work for work in works if work.identifier and work.identifier not in own]
        most = 1 if header.has_title_of_no_work else _MANY_WORKS
        is_about_one = header.is_linked_by_title or header.has_title_of_a_work or len(others) < most
        is_linked = is_about_one and (
            any(may_lead_to_work(link.url) for link in header.paper_links) or (bool(own) and header.has_title_of_a_work)
        )
        is_of_course = has_units(heading.text for heading in page.headings)
        is_post = (header.is_post and is_linked and sections_on_works < 2 and not is_of_course) or header.has_questions
        is_listing = (is_list(works, page) and not are_beside_text(works, page)) or is_shelf
        is_listing = is_listing and (is_filled(works, page) or not header.is_in_own_folder)
        is_listing = is_listing or (bool(works) and (header.is_called_a_list or is_of_course))
        is_a_list = header.contradicts_itself or is_listing or is_bibliography
        is_likely = header.is_likely or is_linked or (header.reference is not None and len(works) < 2 and not is_paper)
        is_likely = is_likely and not is_of_something_else
        is_a_list = is_a_list or (is_topic and bool(works) and not header.metadata.authors)
        # A page on a topic in a folder of literature that begins with works is a list of them.
        linked_works = [work for work in works if work.certainty is Certainty.LINKED and work.identifier]
        is_of_topic = len(linked_works) > 1 and not header.has_title_of_a_work and not header.own_links
        begins_with_work = is_of_topic and not any(line.strip() for line in page.lines[: linked_works[0].start])
        is_a_list = is_a_list or (begins_with_work and header.is_only_in_library)
        if (is_post and not is_topic and not is_of_something_else) or (is_likely and not is_a_list):
            yield from [*problems, *header.metadata.problems, whole_note(header)]
            return
        can_be_one = header.has_title and not header.is_of_other_things and not is_a_list and not sections_on_works
        speaks_of_one = can_be_one and not is_among_other_things(page) and speaks_of_a_paper(page, header.own_title)
        if speaks_of_one or (header.has_title and document.is_forced and not (works or header.is_of_other_things)):
            yield from [*problems, *header.metadata.problems, whole_note(header)]
            return
        if (header.is_post or header.is_of_other_things) and not is_a_list and not is_topic:
            # A page of its own title refers to sites and files; only what leads to a work, or is cited, is one.
            works = [work for work in works if _is_named_in_a_post(work, page, is_alone=sections_on_works < 2)]
            if header.has_title_of_no_work:
                works = [work for work in works if work.title]  # "[paper](…)" alone is a link like any other
        is_own_page = header.has_title and not (is_topic or is_listing or document.is_forced)
        if is_own_page and are_mentioned(works, page, header.own_title):
            passed_over += [PassedPart(work.start, SkipReason.OTHER_WORKS, work.title) for work in works]
            works = []
        if is_diary(page) and not (is_listing or document.is_forced):
            # An address alone among the words of a day is where somebody looked.
            untitled = [work for work in works if not (work.title or work.metadata.keys)]
            if are_mentioned(untitled, page, ""):
                passed_over += [PassedPart(work.start, SkipReason.OTHER_WORKS, work.title) for work in untitled]
                works = [work for work in works if work not in untitled]
        if is_classed:  # "[Lamp Engine](https://…)" among books may be anything
            works = [work for work in works if not _is_mere_name(work)]
        if header.is_index:  # a README may have the DOI of the collection anywhere
            works = [work for work in works if work.title or not is_deposit(work.identifier)]
        if not works and (cited or is_paper):
            passed_over.clear()
        if not works:
            if any(prop.key.casefold() in _OF_A_WORK for prop in page.front_matter.properties):
                yield from problems  # it may have been a note
            reason = reason_without_works(page, is_index=header.is_index)
            if header.has_title and reason is SkipReason.NO_WORK:
                note = whole_note(header)
                if header.is_of_other_things:
                    yield Skipped(document.path, reason, note=note)
                elif is_of_something_else:
                    yield Skipped(document.path, SkipReason.TOPIC, detail=note.title or "", note=note)
                else:
                    yield Skipped(document.path, SkipReason.TITLE_ONLY, detail=note.title or "", note=note)
            else:
                yield Skipped(document.path, reason)
            return
        tags = interpret_properties(page.front_matter.properties, document.path).tags
        yield from problems
        used_ids: set[str] = set()
        for work in works:
            yield from work.metadata.problems
            note = note_from_listed_work(work, page, tags, used_ids)
            used_ids.add(note.id)
            yield note
        rows = {part.row for part in passed_over}
        passed_over += [PassedPart(row, SkipReason.NO_WORK, words) for row, words in unread_parts(page, works, rows)]
        for part in sorted(passed_over):
            yield Skipped(document.path, part.reason, page.first_line + part.row, part.words)


def _better_read(
    plain: list[ReadItem],
    read_translated: Callable[[], list[ReadItem]],
    document: Document,
    *,
    fewest: int = _SEVERAL_ITEMS,
) -> list[ReadItem]:
    """Return what a page with blocks of HTML or boxes gives: with these as Markdown, if that gives `fewest` notes more.

    A note on one work stays what it is, if it is not called a list of works, and says more of its work than a title
    where the blocks cite many.
    """
    notes = [item for item in plain if isinstance(item, Note)]
    last_line = document.text.rstrip().count("\n") + 1
    is_whole = len(notes) == 1 and notes[0].line == 1 and notes[0].end_line >= last_line
    is_whole = is_whole and not shelf_kind(notes[0].title or "")
    if is_whole and (notes[0].authors or notes[0].has_own_link):
        return plain
    translated = read_translated()
    found = [item for item in translated if isinstance(item, Note)]
    if is_whole and sum(bool(note.authors and note.year) for note in found) < _MANY_CITED:
        return plain
    return translated if len(found) - len(notes) >= fewest else plain


def _count(items: Iterable[ReadItem]) -> int:
    return sum(isinstance(item, Note) for item in items)


def _notes_in_front_matter(page: MarkdownPage) -> list[Note]:
    """Return the works that the front matter lists under a key, if there are several."""
    lists = (prop.value for prop in page.front_matter.properties if isinstance(prop.value, list))
    if not any(sum(isinstance(item, dict) for item in value) >= _SEVERAL_ITEMS for value in lists):
        return []
    from biblio.readers.tables.data_list_reader import notes_in_front_matter

    found = notes_in_front_matter(page.document)
    return [note.replace(layout=MarkdownReader.layout) for note in found] if len(found) >= _SEVERAL_ITEMS else []


def _may_be_bibliography(page: MarkdownPage) -> bool:
    """Return whether `_is_bibliography` may hold, as far as the lines tell; looking for their works takes longest."""
    dated = sum(_DATED_ITEM.match(line) is not None for line in page.lines)
    if dated < _MANY_WORKS or names_one_work(page):
        return False
    if any(is_aside(heading.text) or is_generic(heading.text) for heading in page.headings):
        return False
    rows = _rows_of_text(page)
    return _ITEM.match(page.lines[rows[0]]) is not None and dated >= _MOST_LINES * len(rows)


def _rows_of_text(page: MarkdownPage) -> list[int]:
    sections = {heading.row for heading in page.headings}
    return [row for row, line in enumerate(page.lines) if line.strip() and row not in sections]


def _is_bibliography(page: MarkdownPage, works: Sequence[ListedWork]) -> bool:
    """Return whether a page is nothing but a list of works with authors and years, perhaps in sections, from its start.

    What a note on one work cites at its end is below other text, or below a heading that says so.
    """
    rows = _rows_of_text(page)
    cited = [work for work in works if work.citation.byline.authors and work.citation.byline.year]
    cited = [work for work in cited if not work.metadata.keys and work.end == work.start + 1]
    return len(cited) >= max(_MANY_WORKS, _MOST_LINES * len(rows)) and cited[0].start == rows[0]


def _is_mere_name(work: ListedWork) -> bool:
    """Return whether a work is nothing but a short name that leads somewhere."""
    byline, links = work.citation.byline, work.citation.links
    is_told = byline.authors or byline.year or work.identifier or work.metadata.keys
    is_text = any(leads_to_known_work(link.url) or _PUBLISHERS.search(link.url) for link in links)
    is_name = len(work.title.split()) < _PHRASE and not any(sign in work.title for sign in ",?")
    return bool(links) and is_name and not (is_told or is_text)


def _is_named_in_a_post(work: ListedWork, page: MarkdownPage, *, is_alone: bool) -> bool:
    """Return whether a page of its own title names a work: it leads to it, cites it, or has a section about it.

    Of a single section (`is_alone`) with an address somewhere in it, the heading must have the address.
    """
    if all(heading.row != work.start for heading in page.headings):
        is_in_bibliography = what_is_listed(("", *work.tags)) is Listing.PAPERS
        return _names_a_work(work) or (is_in_bibliography and bool(work.citation.byline.authors))
    return not is_alone or bool(work.metadata.keys) or _LEADS_ON.search(page.lines[work.start]) is not None


def _has_sign(work: ListedWork) -> bool:
    """Return whether a listed work has more than a title."""
    return bool(work.identifier or work.citation.links or work.citation.byline.authors or work.metadata.keys)


def _names_a_work(work: ListedWork) -> bool:
    citation = work.citation
    is_cited = citation.is_reference or citation.byline.is_citation or citation.has_own_label
    is_item = any(link.role is LinkRole.OWN and leads_to_item(link.url) for link in citation.links)
    return bool(work.identifier or work.metadata.keys or is_cited or is_item)


READER = MarkdownReader()
