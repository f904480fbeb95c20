"""One entry of a reference manager's library, whatever the format of its export.

The modules of each format fill an `EntryDraft` with what the export says. `EntryDraft.finish` does what all formats
need: it finds identifiers in fields meant for something else, and decides what kind of work the entry is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from biblio.bibtex.entry_table import is_preprint_server
from biblio.bibtex.legal_keys import is_citable_key
from biblio.errors import Problem
from biblio.extract.identifiers_in_text import find_identifiers, identifier_in_url
from biblio.extract.kinds import PAGES, has_paper_id
from biblio.formats.export_values import read_isbn, read_issn
from biblio.lookup.json_values import clean_text
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, doi, make
from biblio.model.people import Person
from biblio.model.record import NOT_PAPERS, Kind, Medium, Record
from biblio.text import fold, normalise_space

__all__ = ["EntryDraft", "ExportPart", "LibraryEntry", "PassedOver"]

# https://www.nlm.nih.gov/bsd/indexing/training/CHK_010.html
_CHECK_TAGS = frozenset(
    name.strip()
    for name in (
        "humans; human; animals; animal; male; female; adult; aged; middle aged; young adult; adolescent; child;"
        " infant; aged, 80 and over; child, preschool; infant, newborn; pregnancy; mice; rats; article"
    ).split(";")
)


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """One entry: `record` is what it says about its work, with the citation key as the record's key, if it has one.

    `line` and `end_line` (from 1) are its place in the export. `export_id` is the key by which the program knows the
    entry ("ABCD2345" in Zotero), or empty. `type_name` is its type as written; `is_kind_stated` is false if the type
    says nothing about the kind of work. `tags` are those that the user sees, `comment` are the user's notes as text,
    `added` is the day on which the entry was added to the library or, failing that, on which its page was visited.
    `urls` are addresses of the work beside the record's own, `fields` all further values as (name, value).
    """

    record: Record
    line: int
    end_line: int
    export_id: str = ""
    type_name: str = ""
    is_kind_stated: bool = False
    other_titles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    comment: str = ""
    added: PartialDate | None = None
    urls: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A part of an export that gives no entry: its line, and what it is.

    Without `what` it is an entry that has no title, identifier or address.
    """

    line: int
    what: str = ""


ExportPart = LibraryEntry | PassedOver | Problem
"""What the reader of a format yields: an entry, what it passed over, or what is broken."""


@dataclass(slots=True)
class EntryDraft:
    """The values of one entry as its export has them; `meaning` is what its type means, None if that is unknown."""

    source: str
    line: int
    end_line: int
    type_name: str = ""
    meaning: tuple[Kind, Medium] | None = None
    key: str = ""
    export_id: str = ""
    title: str = ""
    other_titles: list[str] = field(default_factory=list)
    authors: list[Person] = field(default_factory=list)
    is_truncated: bool = False
    editors: list[Person] = field(default_factory=list)
    date: PartialDate | None = None
    venue: str = ""
    venue_short: str = ""
    series: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    publisher: str = ""
    abstract: str = ""
    language: str = ""
    identifiers: list[Identifier | None] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    added: PartialDate | None = None
    fields: list[tuple[str, str]] = field(default_factory=list)

    def add_field(self, name: str, value: str) -> None:
        """Keep a value that has no place of its own; empty ones are left out."""
        if value := value.strip():
            self.fields.append((name, value))

    def add_isbn_or_issn(self, text: str, *, is_of_whole: bool | None = None) -> bool:
        """Keep the ISBN or else the ISSN that a text has; return whether it has one.

        The ISBN of a chapter or of a paper in proceedings is that of the whole book: `is_of_whole`, which its type says
        if it is None.
        """
        if isbn := read_isbn(text):
            if is_of_whole is None:
                is_of_whole = self.meaning is not None and self.meaning[1] in (Medium.PROCEEDINGS, Medium.COLLECTION)
            self.add_field("book-isbn" if is_of_whole else "isbn", isbn.value)
            return True
        self.add_field("issn", issn := read_issn(text))
        return bool(issn)

    def finish(self) -> LibraryEntry | None:
        """Return the entry, or None if it says neither a title nor an identifier nor an address."""
        title, venue = clean_text(self.title), clean_text(self.venue)
        urls = list(dict.fromkeys(url for text in self.urls if (url := self._address(text.strip()))))
        identifiers = tuple(dict.fromkeys(self._all_identifiers(urls, venue)))
        if not title and not identifiers and not urls:
            return None
        kind, medium = self.meaning or (Kind.PAPER, Medium.UNKNOWN)
        is_stated = self.meaning is not None
        if kind in PAGES and has_paper_id(identifiers):
            kind, medium, is_stated = Kind.PAPER, Medium.UNKNOWN, False
        if kind is Kind.PAPER and is_preprint_server(venue):
            medium = Medium.PREPRINT
        if kind in NOT_PAPERS and urls and not identifiers and (address := make("url", urls[0])):
            identifiers = (address,)
        record = Record(
            source=self.source,
            title=title,
            kind=kind,
            medium=medium,
            identifiers=identifiers,
            authors=tuple(self.authors),
            truncated=self.is_truncated,
            editors=tuple(self.editors),
            date=self.date,
            venue="" if medium is Medium.PREPRINT else venue,
            venue_short=clean_text(self.venue_short),
            series=clean_text(self.series),
            volume=normalise_space(self.volume),
            number=normalise_space(self.number),
            pages=normalise_space(self.pages),
            publisher=clean_text(self.publisher),
            url=urls[0] if urls else "",
            abstract=clean_text(self.abstract),
            language=normalise_space(self.language),
            key=self.key if is_citable_key(self.key) else "",
        )
        tags = self._sort_tags()
        return LibraryEntry(
            record=record,
            line=self.line,
            end_line=max(self.line, self.end_line),
            export_id=self.export_id,
            type_name=self.type_name,
            is_kind_stated=is_stated,
            other_titles=tuple(
                dict.fromkeys(text for text in map(clean_text, self.other_titles) if text not in ("", title))
            ),
            tags=tags,
            comment="\n\n".join(dict.fromkeys(filter(None, map(str.strip, self.comments)))),
            added=self.added,
            urls=tuple(urls[1:]),
            fields=tuple(dict.fromkeys(self.fields)),
        )

    def _address(self, text: str) -> str:
        """Return an address on the web; anything else ("<Go to ISI>://0001", a path) is kept as a field."""
        if re.match(r"(?i)(?:https?|ftp)://\S+$", text):
            return text
        if re.match(r"(?i)www\.\S+\.\S+$", text):
            return f"http://{text}"
        if match := re.fullmatch(r"(?i)(?:doi:?\s*|(?:dx\.)?doi\.org/)?(10\.\d{4,9}(?:\.\d+)*/\S+)", text):
            self.identifiers.append(doi(match[1]))
        else:
            self.add_field("address", text)
        return ""

    def _sort_tags(self) -> tuple[str, ...]:
        """Return the tags; those that are headings of MEDLINE without their marks and subheadings.

        "*Neoplasms/therapy" is a main heading with a subheading. In an entry with such headings, "Humans" and the like
        are kept as fields.
        """
        has_headings = any(tag.startswith("*") or "/*" in tag for tag in self.tags)
        tags_by_key: dict[str, str] = {}
        for written_tag in self.tags:
            tag = normalise_space(written_tag.lstrip("*#"))
            if has_headings:
                tag = re.sub(r"/\*?[a-z].*$", "", tag)
                if tag.casefold() in _CHECK_TAGS:
                    self.add_field("keyword", tag)
                    continue
            if tag:
                tags_by_key.setdefault(fold(tag) or tag, tag)
        return tuple(tags_by_key.values())

    def _all_identifiers(self, urls: list[str], venue: str) -> Iterator[Identifier]:
        yield from filter(None, self.identifiers)
        for url in urls:
            if identifier := identifier_in_url(url):
                yield identifier
        # "arXiv preprint arXiv:2401.01234", "arXiv:2401.01234 [cs]" as the name of a journal
        if "arxiv" in venue.casefold():
            for occurrence in find_identifiers(venue):
                if occurrence.identifier.scheme == "arxiv":
                    yield occurrence.identifier
