"""A work that a page seems to list, and the note made from it once the page turns out to be a list.

The other modules find such works in lists, tables, paragraphs and sections.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import NamedTuple

from biblio.extract.kinds import is_book_on_shelf
from biblio.extract.links import find_links
from biblio.model.identifiers import Identifier
from biblio.model.note import Link, LinkRole, Note
from biblio.readers.markdown.byline import Byline
from biblio.readers.markdown.citation import CitationLine
from biblio.readers.markdown.inline import find_note_references, find_tags, identifier_of
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.properties import NoteMetadata
from biblio.readers.markdown.quoted_work import QuotedEntry, with_entry
from biblio.readers.markdown.title_links import leads_to_encyclopedia, leads_to_site
from biblio.readers.note_ids import note_id, unique_id
from biblio.readers.skipped import SkipReason
from biblio.text import fold, unique_words

__all__ = ["Certainty", "ListedWork", "PassedPart", "dedented", "note_from_listed_work", "own_links_below"]


class Certainty(IntEnum):
    """How certain it is that something is a note about a work."""

    NONE = 0
    MARKED = 1  # a link or bold type marks a title
    CITED = 2  # authors, venue, year as a citation has them
    LINKED = 3  # a link is the work's own, judging by its words or its address


@dataclass(frozen=True, slots=True)
class ListedWork:
    """What a page says about one work: its citation, its lines in the body (from 0, `end` excluded), its tags.

    `comment` is the user's text, `links` are the links in it, `metadata` is from the properties in it. `group` is the
    number of the list or table that the work is in, `entry` the BibTeX entry in a section about the work.
    """

    citation: CitationLine
    start: int
    end: int
    certainty: Certainty
    tags: tuple[str, ...] = ()
    comment: str = ""
    links: tuple[Link, ...] = ()
    metadata: NoteMetadata = field(default_factory=NoteMetadata)
    group: int = 0
    entry: QuotedEntry | None = None

    @property
    def identifier(self) -> Identifier | None:
        """The first identifier of the work itself, or None."""
        if self.metadata.identifiers:
            return self.metadata.identifiers[0]
        own_identifiers = (
            identifier_of(link.url) for link in (*self.citation.links, *self.links) if link.role is LinkRole.OWN
        )
        return next((identifier for identifier in own_identifiers if identifier), None) or next(
            iter(self.citation.byline.identifiers), None
        )

    @property
    def title(self) -> str:
        """The title; empty if there is none."""
        return self.metadata.title or self.citation.title

    @property
    def would_be_book(self) -> bool:
        """Whether it is a book if it stands in a list of books: nothing of its own says otherwise."""
        if self.metadata.kind_hint or self.identifier:
            return False
        urls = [link.url for link in (*self.citation.links, *self.links) if link.role is LinkRole.OWN]
        return is_book_on_shelf(urls, is_of_books=True)


class PassedPart(NamedTuple):
    """A part of a page that gave no note: its line in the body (from 0), why, and its words."""

    row: int
    reason: SkipReason
    words: str


def own_links_below(citation: CitationLine, text: str, *, line: int) -> tuple[Link, ...]:
    """Return the links of the text below a citation; own links become mentions if the citation has one of their scheme.

    `text` is masked; `line` is the file's line of its first line.
    """
    if "http" not in text:
        return ()
    schemes = {
        identifier.scheme
        for link in citation.links
        if link.role is LinkRole.OWN and (identifier := identifier_of(link.url))
    }
    links = []
    for link in find_links(text, line=line):
        role = link.role
        if role is LinkRole.OWN and schemes:
            identifier = identifier_of(link.url)
            role = LinkRole.MENTION if identifier is None or identifier.scheme in schemes else role
        links.append(Link(link.url, role, link.label, link.line))
    return tuple(links)


def with_roles_by_title(links: Sequence[Link], title: str, *, is_cited: bool) -> Sequence[Link]:
    """Return the links of a citation, where the one whose words are its `title` leads to the work.

    A line that was read by how its list is written ("Roe, [*Lamps*](https://…), 1987") does not say so by itself. An
    encyclopedia is about the work that is cited, by author and year (`is_cited`), and is not the work.
    """
    if is_cited:
        links = [
            replace(link, role=LinkRole.EXPLAINER)
            if _is_of_title(link, title) and leads_to_encyclopedia(link.url)
            else link
            for link in links
        ]
    if any(link.role is LinkRole.OWN for link in links):
        return links
    return [
        replace(link, role=LinkRole.OWN)
        if link.role is LinkRole.MENTION and _is_of_title(link, title) and not leads_to_site(link.url)
        else link
        for link in links
    ]


def _is_of_title(link: Link, title: str) -> bool:
    return bool(title) and fold(link.label) == fold(title)


def dedented(lines: Sequence[str], *, strip: bool = True) -> str:
    """Return lines without their common indentation and, if `strip`, without blank ones at the ends."""
    depth = min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)
    text = "\n".join(line[depth:] if line.strip() else "" for line in lines)
    return text.strip("\n") if strip else text


def note_from_listed_work(
    work: ListedWork, page: MarkdownPage, page_tags: Iterable[str], used_ids: Collection[str]
) -> Note:
    """Return the note about a listed work; `page_tags` are those of the whole page, `used_ids` those of other notes."""
    citation, metadata, byline = work.citation, work.metadata, work.citation.byline
    masked = "\n".join(page.masked_lines[work.start : work.end])
    first = page.first_line + work.start
    title = work.title
    linked_identifiers = {identifier_of(link.url) for link in citation.links if link.role is LinkRole.OWN}
    own_identifiers = [identifier for identifier in byline.identifiers if identifier not in linked_identifiers]
    linked = [Link(identifier.address, LinkRole.OWN, "", first) for identifier in own_identifiers if identifier.address]
    own_url = next((link.url for link in citation.links if link.role is LinkRole.OWN), "")
    natural = str(work.identifier or title or own_url or metadata.citekey)
    year = metadata.year or byline.year
    cited = with_roles_by_title(citation.links, title, is_cited=bool(year and (metadata.authors or byline.authors)))
    links = dict.fromkeys([*metadata.links, *cited, *linked, *work.links])
    note = Note(
        id=unique_id(note_id("markdown", natural, title=natural), used_ids),
        source=page.document.path,
        line=first,
        end_line=page.first_line + work.end - 1,
        layout="markdown",
        title=title or None,
        other_titles=unique_words([*metadata.other_titles, *citation.other_titles]),
        authors=metadata.authors or byline.authors,
        et_al=metadata.et_al if metadata.authors else byline.et_al,
        venue=metadata.venue or byline.venue,
        year=year,
        month=metadata.month or (byline.month if byline.year == year else None),
        date=metadata.date,
        tags=unique_words([*page_tags, *work.tags, *metadata.tags, *find_tags(masked)]),
        summary=metadata.summary,
        comment=work.comment,
        links=tuple(links),
        references=tuple(dict.fromkeys([*metadata.references, *find_note_references(masked, line=first)])),
        citekey=metadata.citekey,
        kind_hint=metadata.kind_hint,
        fields=(*metadata.fields, *_book_fields(byline)),
    )
    return with_entry(note, work.entry, page, work.start + 1, work.end) if work.entry else note


def _book_fields(byline: Byline) -> Iterator[tuple[str, str]]:
    """Yield what a reference to a book says about it, as fields of a bibliography entry."""
    if byline.publisher:
        yield "publisher", byline.publisher
    for identifier in byline.identifiers:
        if identifier.scheme == "isbn":
            yield "isbn", identifier.value
