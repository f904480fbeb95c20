"""A Markdown page that lists works: its bullets, table rows, paragraphs and sections, in order and with their tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from biblio.model.note import LinkRole
from biblio.readers.markdown.bullet_lists import cited_paragraph, list_units, metadata_units
from biblio.readers.markdown.citation import read_citation
from biblio.readers.markdown.identifier_lines import own_line
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.markdown.list_items import Sign, Unit, dedented, own_links_below
from biblio.readers.markdown.note_header import is_aside, is_generic, is_list_title, names_several
from biblio.readers.markdown.outline import Heading, ListBlock, ListItem, OutlineBlock, Paragraph, Table
from biblio.readers.markdown.page import Page
from biblio.readers.markdown.properties import claims_of
from biblio.readers.markdown.property_values import plain_value, unique_words
from biblio.readers.markdown.tables import table_units
from biblio.readers.markdown.text_properties import is_metadata_heading, read_metadata

__all__ = ["is_list", "page_units"]

# Words by which a page, or a section of it, says that it lists things to read.
_READING = re.compile(
    r"\b(?:papers|reading|readings|articles|blogs?|books|literature|bibliography|publications|to[\s-]?read|awesome|preprints"
    r"|surveys)\b|論文|文献|読んだ|読みたい|読書|書籍|記事|论文|논문",
    re.IGNORECASE,
)
# Words of an H1 that names the page, and no topic.
_PAGE_TITLE = re.compile(
    r"\b(?:awesome|lists?|papers?|reading|readings|bibliography|references|literature|notes?|resources|survey|library|readme"
    r"|bookmarks|links|articles|publications|index)\b|一覧|リスト|まとめ|論文|文献|ノート|メモ|清单|笔记|목록",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)+\.?|\d+[.)]|[IVX]+\.)\s+")
_SOME = 3
# From how many works on, and what share of a page's lines, make it a list.
_LISTS = ((10, 0.0), (3, 0.4), (2, 0.6))


def page_units(page: Page) -> list[Unit]:
    """Return the works that a page lists, in order; what only looks like one for want of company is left out."""
    return list(_chosen(list(_Reading(page).units()), page))


def is_list(units: Sequence[Unit], page: Page) -> bool:
    """Tell whether a page that lists `units` is a list for the most part: many, or some that fill it."""
    written = sum(bool(line.strip()) for line in page.lines)
    covered = sum(bool(line.strip()) for unit in units for line in page.lines[unit.start : unit.end])
    return any(len(units) >= number and covered >= share * written for number, share in _LISTS)


def _chosen(units: Sequence[Unit], page: Page) -> Iterator[Unit]:
    """Yield the units that are notes: linked ones always, others in their company or on a page for reading.

    Citations without a link need a page or section that is a list; in passing, they are mentions.
    """
    linked = [unit for unit in units if unit.sign is Sign.LINKED]
    groups = {unit.group for unit in linked}
    top = next((heading.text for heading in page.headings if heading.level == 1), "")
    are_listed = is_list([unit for unit in units if unit.sign is Sign.CITED], page)
    for unit in units:
        places = (page.file_name, top, *unit.tags)
        if unit.sign is Sign.LINKED or unit.group in groups or any(map(is_list_title, places)):
            yield unit
        elif unit.sign is Sign.CITED:
            if are_listed:
                yield unit
        elif any(link.role is not LinkRole.MENTION for link in unit.citation.links) and (
            len(linked) >= _SOME or _READING.search(" ".join(places))
        ):
            yield unit


class _Reading:
    """A page while it is read, from heading to heading."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._blocks = _joined(page, page.outline.blocks)
        self._groups = count()
        headings = [block for block in self._blocks if isinstance(block, Heading)]
        self._headings = headings
        self._title = _page_title(page, headings)

    def units(self) -> Iterator[Unit]:
        yield from self._between(0, len(self._blocks), [])

    def _between(self, start: int, end: int, above: list[Heading]) -> Iterator[Unit]:
        """Yield the units of the blocks from `start` up to `end`; `above` are the headings they stand under."""
        index = start
        # A work that a paragraph or lines of metadata name: the text below is about it, up to the next work.
        pending: Unit | None = None
        while index < end:
            block = self._blocks[index]
            index += 1
            found: list[Unit] = []
            if isinstance(block, Heading):
                if pending and pending.claims.signs and is_generic(block.text):
                    pending = _with_remark(pending, block, self._page)
                    continue
                above = [heading for heading in above if heading.level < block.level]
                after = self._section_end(index, end, block.level)
                skipped = block.level > 1 and is_aside(block.text)
                found = [] if skipped else self._section(block, index, after, self._tags(above))
                if skipped or found:
                    index = after
                else:
                    above = [*above, block]
            else:
                found = self._units_of(block, self._tags(above))
                if pending and not found:
                    pending = _with_remark(pending, block, self._page)
                    continue
            if pending:
                yield pending
                pending = None
            if found and (isinstance(block, Paragraph) or found[-1].claims.signs) and not isinstance(block, Heading):
                pending = found.pop()
            yield from found
        if pending:
            yield pending

    def _units_of(self, block: Paragraph | ListBlock | Table, tags: tuple[str, ...]) -> list[Unit]:
        group = next(self._groups)
        if isinstance(block, Table):
            return list(table_units(self._page, block, tags, group))
        if found := metadata_units(self._page, block.start, block.end, tags, group):
            return found
        if isinstance(block, ListBlock):
            return list(list_units(self._page, block, tags, group))
        unit = cited_paragraph(self._page, block, tags, group)
        return [unit] if unit else []

    def _section_end(self, index: int, end: int, level: int) -> int:
        """Return the first block from `index` on that no longer belongs to a section of `level`."""
        for following in range(index, end):
            block = self._blocks[following]
            if isinstance(block, Heading) and block.level <= level:
                return following
        return end

    def _section(self, heading: Heading, index: int, after: int, tags: tuple[str, ...]) -> list[Unit]:
        """Return the note that a section is about one work, where its heading or the lines below it say so.

        A section that goes on to list works is a note up to its first list or heading, and the list's works.
        """
        page = self._page
        if is_generic(heading.text) or is_metadata_heading(plain_value(heading.text)) or is_list_title(heading.text):
            return []
        citation = read_citation(heading.text, page.definitions, line=page.first + heading.start)
        following = self._blocks[index:after]
        head_end = next((block.start for block in following if isinstance(block, Heading)), self._end(after))
        links = [link for number in range(heading.end, head_end) for link in own_line(page, number)]
        metadata = read_metadata(page.masked_lines[heading.end : head_end], first=page.first + heading.end)
        claims = claims_of(metadata, page.document.path)
        named = {identifier for link in links if (identifier := identifier_of(link.url))}
        if names_several(metadata, named | set(claims.identifiers)):
            return []
        if not (citation.title and (citation.has_identifier or named or claims.identifiers or len(claims.signs) > 2)):
            return []
        end = self._end(after)
        inner = list(self._between(index, after, [heading]))
        if is_list([unit for unit in inner if unit.sign is Sign.LINKED], page):
            end = next((block.start for block in following if not isinstance(block, Paragraph)), end)
        else:
            inner = []
        masked = "\n".join(page.masked_lines[heading.end : end])
        below = own_links_below(citation, masked, line=page.first + heading.end)
        own = {link.url: link for link in links}
        while end > heading.end and not page.lines[end - 1].strip():
            end -= 1
        unit = Unit(
            citation,
            heading.start,
            end,
            Sign.LINKED,
            tags,
            dedented(page.lines[heading.end : end]),
            (*links, *(link for link in below if link.url not in own)),
            claims,
            next(self._groups),
        )
        return [unit, *inner]

    def _end(self, after: int) -> int:
        return self._blocks[after].start if after < len(self._blocks) else len(self._page.lines)

    def _tags(self, above: Sequence[Heading]) -> tuple[str, ...]:
        words = (_words(heading.text) for heading in above if heading is not self._title)
        return unique_words(word for word in words if word)


def _joined(page: Page, blocks: Sequence[OutlineBlock]) -> list[OutlineBlock]:
    """Return the blocks, with paragraphs that are indented less than a list item wants joined to the last one."""
    found: list[OutlineBlock] = []
    for block in blocks:
        last = found[-1] if found else None
        if isinstance(block, Paragraph) and isinstance(last, ListBlock) and page.lines[block.start].startswith("  "):
            item: ListItem = last.items[-1]
            item.paragraphs.append(block)
            item.end = block.end
            found[-1] = replace(last, end=block.end)
        else:
            found.append(block)
    return found


def _page_title(page: Page, headings: Sequence[Heading]) -> Heading | None:
    """Return the heading that names the page and not a topic of it: an only H1 that says so, or is a phrase."""
    top = [heading for heading in headings if heading.level == 1]
    if len(top) != 1 or top[0] is not headings[0]:
        return None
    words = _words(top[0].text)
    if is_generic(words):
        return top[0]
    is_phrase = len(words.split()) > 5 or words.casefold() == page.name.title.casefold()
    return top[0] if is_phrase or _PAGE_TITLE.search(words) else None


def _words(heading: str) -> str:
    """Return a heading's words as a tag: without numbering, emoji and the punctuation at its ends."""
    words = _NUMBERING.sub("", plain_value(re.sub(r"!\[[^\[\]]*\]\([^()]*\)", "", heading)))
    return re.sub(r"^[^\w(（「【#]+|[^\w)）」】+#?!]+$", "", words).lstrip("#").strip()


def _with_remark(unit: Unit, block: OutlineBlock, page: Page) -> Unit:
    """Return a unit with the block that follows it as a part of its comment."""
    end = block.end
    while end > block.start + 1 and not page.lines[end - 1].strip():
        end -= 1
    remark = "\n".join(page.lines[block.start : end])
    masked = "\n".join(page.masked_lines[block.start : end])
    links = own_links_below(unit.citation, masked, line=page.first + block.start)
    comment = "\n\n".join(filter(None, (unit.comment, remark.strip("\n"))))
    return replace(unit, end=end, comment=comment, links=(*unit.links, *links))
