"""Read the works of lists, paragraphs and headings that no other module reads, by what they have in common.

`arrangement` says where titles and names of people stand. People and titles also stand together in lists of talks,
films, records and software. So a page, a heading, or the words above a list must say that something is read, or the
lines must have what only references have; and what a heading calls other things is left alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.readers.markdown.arranged_line import ArrangedLine, Arrangement
from biblio.readers.markdown.arrangement import find_arrangement
from biblio.readers.markdown.authored_titles import is_of_books, is_of_other_things
from biblio.readers.markdown.byline import Byline
from biblio.readers.markdown.citation import citation_on_page, isbns_in
from biblio.readers.markdown.kind_labels import is_labelled_otherwise
from biblio.readers.markdown.line_slots import MARKS_OF_TITLES, slots_of, without_box
from biblio.readers.markdown.list_headings import is_calendar_heading
from biblio.readers.markdown.listed_works import Certainty, ListedWork, dedented, own_links_below
from biblio.readers.markdown.named_people import YEAR_AT_END, people_in
from biblio.readers.markdown.outline_blocks import Heading, ListBlock, ListItem, OutlineBlock, Paragraph
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.page_names import names_of_page, page_title, topics
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.property_values import plain_value, text_values
from biblio.readers.markdown.section_names import is_aside, is_of_other_works
from biblio.readers.markdown.shelf_lines import is_title_line
from biblio.readers.markdown.shelf_names import shelf_kind
from biblio.readers.markdown.title_links import leads_to_book, leads_to_item
from biblio.readers.plain_reference import names_publisher
from biblio.text import fold

__all__ = ["arranged_works_alone", "is_of_readings", "with_arranged_works"]

_FEWEST, _SEVERAL, _FEW = 4, 5, 2
_LEVEL_OF_ITEMS = 7  # deeper than any heading
_SOME, _HALF, _MOSTLY, _NEARLY_ALL = 0.3, 0.5, 0.6, 0.8
_LONGEST_INTRODUCTION = 400  # characters
# Words in the name of a page or section that lists what somebody reads. "Lectures" are talks in English.
_READINGS = re.compile(
    r"\b(?:read|reads|readings?|books?|papers|articles|journal club|literature|textbooks?|novels?"
    r"|bibliogra\w+|bibliote[ck]\w*|bibliothek|bibliothèque|bookshelf|litt?eratur\w*|littérature"
    r"|clube? de (?:lecture|lectura|leitura)s?|mes lectures|lus|livres?|romans?|libros?|lecturas?|leíd[oa]s?|novelas?"
    r"|livros?|leituras?|lid[oa]s|libri|letture|letti|romanzi|bücher|gelesen\w*|leseliste|romane"
    r"|boeken|gelezen|leeslijst|böcker|bøger|bøker|książ\w+|przeczytan\w*|lektury|knih\w*|četb\w+"
    r"|könyv\w*|kitap\w*|книг\w*|прочитан\w*|чтени\w+|литератур\w*|buku|bacaan)\b"
    r"|書籍|読書|読んだ|本棚|文献|論文|の本|书单|書單|书籍|读书|读过|讀書|阅读|图书|论文|독서|도서|논문|읽은|책",
    re.IGNORECASE,
)
_OF_REFERENCES = re.compile(r"[『《]|(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|\]\(|\]\[|https?://|<a\s")
_MENU = re.compile(r"\n[ \t]*(?:\[\[[^\[\]\n]+\]\][ \t,]*)+(?:\n|$)")  # pages one below the other, under a word
_FOOTNOTE = "[^"  # "[^3]: Jane Roe: Lamps at sea" is referred to by a text
_SAYING = frozenset({"description", "subtitle", "excerpt", "summary"})  # of a page


class _Line(NamedTuple):
    """A line of a page that may be a work: what it is part of, its rows, and the headings and words above it."""

    kind: tuple[str, int]
    start: int
    below: int
    end: int
    text: str
    above: tuple[Heading, ...]
    introductions: tuple[str, ...] = ()


def arranged_works_alone(page: MarkdownPage) -> list[ListedWork]:
    """Return the arranged works of a page without any other sign of works, if its words say that it has some."""
    if page.read_body.count("\n") < _FEWEST:
        return []
    headings = [block for block in page.outline.blocks if isinstance(block, Heading)]
    said = (*_names(page, headings), *(heading.text for heading in page.headings))
    is_said = any(map(is_of_readings, said)) or is_of_books(page.read_body[:_LONGEST_INTRODUCTION])
    return with_arranged_works(page, page.outline.blocks, []) if is_said else []


def with_arranged_works(
    page: MarkdownPage, blocks: Sequence[OutlineBlock], works: Sequence[ListedWork]
) -> list[ListedWork]:
    """Return the works of a page with those that its arrangement tells; `works` are those that are known otherwise.

    Known works with more than a title are kept. A mere title whose line says more by its arrangement is replaced.
    """
    headings = [block for block in page.outline.blocks if isinstance(block, Heading)]
    names, title = _names(page, headings), page_title(page, headings)
    if any(map(is_of_other_things, names)) and not any(map(is_of_readings, names)):
        return list(works)
    known = {work.start: work for work in works if not _lacks_authors(work)}
    # What is below a work with its authors or its key is said about it.
    described = [work for work in works if work.citation.byline.authors or work.metadata.citekey]
    taken = {row for work in described for row in range(work.start + 1, work.end)}
    starts = sorted(work.start for work in works)
    by_kind: dict[tuple[str, int], list[_Line]] = {}
    for line in _lines(blocks, len(page.lines)):
        # A heading above works is a topic.
        is_topic = line.kind[0] == "heading" and bisect_right(starts, line.start) < bisect_left(starts, line.end)
        is_other = line.text.startswith(_FOOTNOTE) or is_labelled_otherwise(line.text)
        if not (line.start in taken or is_topic or is_other):
            if line.kind[0] == "paragraph" and bisect_right(starts, line.start) < bisect_left(starts, line.end):
                line = line._replace(end=line.below)  # the list below it is one of works
            by_kind.setdefault(line.kind, []).append(line)
    found: list[ListedWork] = []
    for kind, lines in sorted(by_kind.items(), key=lambda item: (item[0][0] == "line", item[0][0] != "named item")):
        rows = {work.start for work in found}
        lines = [line for line in lines if line.start not in rows]
        if len(lines) < _FEWEST or all(line.start in known for line in lines):
            continue
        is_named = kind[0] in ("heading", "named item")
        below = list(_titles_below_names(lines, names)) if is_named else []
        for line, arranged in below or (() if kind[0] == "named item" else _read_lines(page, lines, names, known)):
            found.append(_work(page, line, arranged, title))
    for lines in _sections(by_kind, {work.start for work in (*known.values(), *found)}):
        found += (_work(page, line, arranged, title) for line, arranged in _read_lines(page, lines, names, known))
    found = [work for work in found if work.start not in known]
    return _merged(works, sorted(found, key=lambda work: work.start)) if found else list(works)


def _sections(by_kind: dict[tuple[str, int], list[_Line]], read: set[int]) -> Iterator[list[_Line]]:
    """Yield the items of each section that are not `read`: a part of a page may have an arrangement of its own."""
    sections: dict[tuple[int, ...], list[_Line]] = {}
    for line in by_kind.get(("item", 0), ()):
        if line.start not in read:
            sections.setdefault(tuple(heading.start for heading in line.above), []).append(line)
    if len(sections) > 1:
        yield from (lines for lines in sections.values() if len(lines) >= _FEWEST)


def _names(page: MarkdownPage, headings: Sequence[Heading]) -> list[str]:
    """Return what a page is called, and what its front matter says of it."""
    said = (prop.value for prop in page.front_matter.properties if prop.key.casefold() in _SAYING)
    return [*names_of_page(page, headings), *(text for value in said for text in text_values(value))]


def _lacks_authors(work: ListedWork) -> bool:
    """Return whether the authors of a work are not known, nor anything that leads to them."""
    return not (work.citation.byline.authors or work.identifier or work.metadata.keys or work.entry)


def _lines(blocks: Sequence[OutlineBlock], last: int) -> Iterator[_Line]:
    above: tuple[Heading, ...] = ()
    opening = introduction = ""  # of the page, and of the section
    headings = [block.start for block in blocks if isinstance(block, Heading)]
    for index, block in enumerate(blocks):
        if isinstance(block, Heading):
            above = (*(heading for heading in above if heading.level < block.level), block)
            opening, introduction = opening or introduction, ""
            place = bisect_right(headings, block.start)
            end = headings[place] if place < len(headings) else last
            yield _Line(("heading", block.level), block.start, block.end, end, block.text, above[:-1], (opening,))
        elif isinstance(block, ListBlock):
            yield from _items(block.items, above, (opening, introduction))
        elif isinstance(block, Paragraph) and not _MENU.search(block.text):
            text = block.text.replace("\n", " ")
            remarks = takewhile(lambda below: isinstance(below, ListBlock), blocks[index + 1 :])
            end = max([block.end, *(below.end for below in remarks)])
            yield _Line(("paragraph", 0), block.start, block.end, end, text, above, (opening, introduction))
            yield from _lines_of_paragraph(block, above, (opening, introduction))
            introduction = introduction or block.text[:_LONGEST_INTRODUCTION]


def _lines_of_paragraph(
    block: Paragraph, above: tuple[Heading, ...], introductions: tuple[str, ...]
) -> Iterator[_Line]:
    """Yield the lines of a paragraph that has several: nobody but a reader of plain text sees them as lines."""
    lines = block.text.split("\n")
    if len(lines) < _SEVERAL or len(lines) != block.end - block.start:
        return
    for row, text in enumerate(lines, block.start):
        yield _Line(("line", 0), row, row + 1, row + 1, text.strip(), above, introductions)


def _items(items: Sequence[ListItem], above: tuple[Heading, ...], introductions: tuple[str, ...]) -> Iterator[_Line]:
    for item in items:
        yield from _line_of_item("item", item, above, introductions)
        yield from _items(item.items, above, introductions)
        if item.items and item.paragraphs and not item.paragraphs[0].text.startswith(("[", "http")):
            yield from _items_below_name(item, above, introductions)


def _items_below_name(item: ListItem, above: tuple[Heading, ...], introductions: tuple[str, ...]) -> Iterator[_Line]:
    """Yield the items right below one that may be a name, which stands above them as a heading does."""
    first = item.paragraphs[0]
    name = Heading(item.start, first.end, _LEVEL_OF_ITEMS, plain_value(first.text).strip(" :"))
    for below in item.items:
        yield from _line_of_item("named item", below, (*above, name), introductions)


def _line_of_item(
    kind: str, item: ListItem, above: tuple[Heading, ...], introductions: tuple[str, ...]
) -> Iterator[_Line]:
    if item.paragraphs:
        first = item.paragraphs[0]
        yield _Line((kind, 0), item.start, first.end, item.end, first.text.replace("\n", " "), above, introductions)


def _read_lines(
    page: MarkdownPage, lines: Sequence[_Line], names: Sequence[str], known: dict[int, ListedWork]
) -> Iterator[tuple[_Line, ArrangedLine]]:
    lines = [line for line in lines if not _is_of_other_things(line, names)]
    is_page = any(map(is_of_readings, names))
    named = frozenset(line.start for line in lines if is_page or _is_named(line))
    if not named and not _may_be_references(lines):
        return
    arrangement = find_arrangement([line.text for line in lines])
    if arrangement is None:
        return
    read = [(line, arranged) for line in lines if (arranged := arrangement.read(line.text)) is not None]
    if len(read) < _FEWEST or (arrangement.full < _HALF and not _are_families(page, read, arrangement)):
        return
    is_other = arrangement.share < _HALF or arrangement.is_glossary or arrangement.are_quotations
    are_references = (is_other or not is_page) and _are_references(page, read, arrangement)
    if (not are_references and is_other) or arrangement.share < _SOME:
        return
    for line, arranged in read:
        if canonical_key(arranged.title) and all(map(canonical_key, arranged.authors)):
            continue  # "Title; Author; Year" above the lines
        if are_references or line.start in named:
            other = known.get(line.start)
            if other is not None and _is_turned(other, arranged):
                del known[line.start]  # what names the authors was taken for the title
            yield line, arranged


def _is_turned(work: ListedWork, arranged: ArrangedLine) -> bool:
    """Return whether a work has as its title what names the authors of its line, or as its author the title.

    Words that have both of a reference are no names: there, the work is parted better.
    """
    authors, title, who = [*map(fold, work.citation.byline.authors)], fold(work.title), fold(arranged.who)
    has_both = work.citation.is_reference and title in who and all(author in who for author in authors)
    # Of "Roe, A., Poe, B., ... & Doe, J. (2020)" the last author is no title where the first ones are people too.
    people = {*map(fold, arranged.authors)}
    is_author = fold(arranged.title) in authors and people.isdisjoint(authors)
    return (not has_both and (title in who or title.startswith(f"{who} "))) or is_author


def _may_be_references(lines: Sequence[_Line]) -> bool:
    """Return whether enough lines have what `_are_references` looks for, before it is known how they are arranged."""
    signs = sum(_OF_REFERENCES.search(line.text) is not None or names_publisher(line.text) for line in lines)
    return signs >= _MOSTLY * max(_SEVERAL, _SOME * len(lines))


def _are_families(page: MarkdownPage, read: Sequence[tuple[_Line, ArrangedLine]], arrangement: Arrangement) -> bool:
    """Return whether what stands beside the titles are authors without given names.

    So it is if the titles are links to books, or nearly all are in the marks that titles of works have.
    """
    if arrangement.mark in ("italic", "quoted", "title") and arrangement.share >= _NEARLY_ALL:
        return True
    return arrangement.mark == "link" and sum(_is_led(page, line) for line, _ in read) >= _MOSTLY * len(read)


def _is_led(page: MarkdownPage, line: _Line) -> bool:
    links = citation_on_page(page, line.text, line.start).links
    return any(leads_to_book(link.url) or leads_to_item(link.url) for link in links)


def _are_references(page: MarkdownPage, read: Sequence[tuple[_Line, ArrangedLine]], arrangement: Arrangement) -> bool:
    """Return whether lines are works by what they have.

    That is a mark that only titles have, or beside full names a year, a publisher or the address of a work.
    """
    if len(read) < _SEVERAL:
        return False
    if arrangement.mark == "title" and arrangement.share >= _MOSTLY:
        return True
    signs = 0
    for line, arranged in read:
        is_dated = arranged.year is not None and bool(arrangement.mark)
        signs += is_dated or bool(arranged.publisher or arranged.venue) or _is_led(page, line)
    return signs >= _MOSTLY * len(read)


def _is_named(line: _Line) -> bool:
    return any(is_of_readings(_words(heading.text)) for heading in line.above) or any(
        map(is_of_books, line.introductions)
    )


@lru_cache(maxsize=256)  # every line below a heading asks, and it may be long
def _words(heading: str) -> str:
    return plain_value(heading).strip()


@lru_cache(maxsize=256)
def is_of_readings(name: str) -> bool:
    """Return whether the name of a page or section says that it lists what somebody reads."""
    return bool(shelf_kind(name)) or _READINGS.search(name.replace("_", " ")) is not None


def _is_of_other_things(line: _Line, names: Sequence[str]) -> bool:
    """Return whether the section of a line is about other things, or lists what a text refers to at its end."""
    for heading in line.above[-1:]:
        words = _words(heading.text)
        if is_of_other_things(words) or (
            heading.text not in names and (is_aside(words) or is_of_other_works(words.partition(" ")[0]))
        ):
            return True
    return False


def _work(page: MarkdownPage, line: _Line, arranged: ArrangedLine, title: Heading | None) -> ListedWork:
    """Return what a line says as a work; `title` is the heading that names the page, which is no topic."""
    citation = citation_on_page(page, line.text, line.start)
    identifiers = tuple(dict.fromkeys(found.identifier for found in find_identifiers(line.text))) or isbns_in(line.text)
    byline = Byline(
        arranged.authors,
        arranged.et_al,
        arranged.venue or citation.byline.venue,
        arranged.year,
        identifiers=identifiers or citation.byline.identifiers,
        publisher=arranged.publisher,
    )
    # Of several authors, none is the title: then the line says more as a reference than by its arrangement.
    others = citation.byline.authors if len(citation.byline.authors) > 1 else ()
    if not (citation.is_reference and fold(arranged.title) in map(fold, others)):
        citation = citation._replace(
            title=arranged.title, other_titles=(), byline=byline, is_marked=True, is_reference=False
        )
    end = line.end
    while end > line.below and not page.lines[end - 1].strip():
        end -= 1
    masked = "\n".join(page.masked_lines[line.below : end])
    links = own_links_below(citation, masked, line=page.first_line + line.below)
    comment = "\n".join(filter(None, (*arranged.rest, dedented(page.lines[line.below : end]))))
    tops = [heading for heading in line.above if heading.level == 1]
    title = page_title(page, [block for block in page.outline.blocks if isinstance(block, Heading)]) if tops else None
    tags = topics(heading for heading in line.above if heading is not title)
    return ListedWork(citation, line.start, end, Certainty.LINKED, tags, comment, links)


def _titles_below_names(lines: Sequence[_Line], names: Sequence[str]) -> Iterator[tuple[_Line, ArrangedLine]]:
    """Yield the headings below headings that are names of people: "## Jane Roe" above "### Lamps at sea".

    So are items below items; there, only those lines count that are below names.
    """
    if not any(map(is_of_readings, names)):
        return
    titles = [line for line in lines if line.above and is_title_line(line.text, is_heading=True)]
    titles = [line for line in titles if not is_calendar_heading(line.text)]
    people = {line.above[-1].start: people_in(line.above[-1].text) for line in titles}
    named = [line for line in titles if people[line.above[-1].start][0] > 1]
    different = {line.above[-1].text for line in named}
    is_of_items = bool(lines) and lines[0].kind[0] == "named item"
    fewest = max(_FEW if is_of_items else _FEWEST, _HALF * len(people))
    if len(different) < fewest or (not is_of_items and len(named) < _MOSTLY * len(lines)):
        return
    for line in named if is_of_items else titles:
        score, authors, et_al, _, _ = people[line.above[-1].start]
        if authors or score:
            title, year = _title_and_year(line.text) if is_of_items else (plain_value(line.text).strip(), None)
            yield line._replace(above=line.above[:-1]), ArrangedLine(title, authors, et_al, year)


def _title_and_year(text: str) -> tuple[str, int | None]:
    """Return the title that an item is, without marks and the year behind it."""
    words = plain_value(text)
    year = YEAR_AT_END.search(words)
    marked = next((slot.words for slot in slots_of(without_box(text)) if slot.kind in MARKS_OF_TITLES), "")
    title = marked or words[: year.start() if year else None].strip(" .,;")
    return title, int(year["year"]) if year else None


def _merged(works: Sequence[ListedWork], found: Sequence[ListedWork]) -> list[ListedWork]:
    """Return `works` and those that were `found`, in order.

    What was found below a title that is a work belongs to that; a heading above several that were found is a topic.
    """
    starts = [work.start for work in found]
    inside = {
        id(work): found[bisect_right(starts, work.start) : bisect_left(starts, work.end)]
        for work in works
        if work.start not in starts
    }
    topics = [work for work in works if len(inside.get(id(work), ())) > 1 and not work.citation.byline.authors]
    kept: list[ListedWork] = []
    dropped: set[int] = set()
    for work in works:
        below = inside.get(id(work))
        if below is None or work in topics:
            continue
        if below and (_lacks_authors(work) or topics) and fold(below[0].title) != fold(work.title):
            continue
        dropped |= {other.start for other in below}
        kept.append(work)
    return sorted([*kept, *(work for work in found if work.start not in dropped)], key=lambda work: work.start)
