"""Format "crossref": Crossref's public data file and what else has works as its REST API gives them.

https://www.crossref.org/documentation/retrieve-metadata/rest-api/tips-for-using-public-data-files-and-plus-snapshots/:
a folder of gzip files, each a document ``{"items": [{…}, …]}`` or lines with a work each. Saved replies of the API
(``{"message": {"items": […]}}``) are read too. What is deposited is taken as
`biblio.lookup.services.crossref` takes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from biblio.bibtex.latex_to_text import abstract_text, title_text
from biblio.errors import Problem
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, FileSample, SourceFile
from biblio.lookup.catalogue.formats.json_objects import is_document, rows_from_document, rows_from_lines
from biblio.lookup.catalogue.formats.json_values import (
    drop_empty,
    first_stripped_text,
    inverted_name,
    is_identifying_url,
    mapping,
    mappings,
    squeezed_text,
    stripped_text,
)
from biblio.lookup.catalogue.formats.streams import DamagedStreamError, read_sample
from biblio.lookup.deposits import is_meeting, joined_title, venue_and_series
from biblio.text import strip_tags

__all__ = ["FORMAT", "CrossrefFormat"]


class _Work(msgspec.Struct, rename={"doi": "DOI", "isbn": "ISBN", "url": "URL"}):
    """What is taken of a work; any value may be null or of another type."""

    doi: Any = None
    type: Any = None
    title: Any = None
    subtitle: Any = None
    author: Any = None
    editor: Any = None
    issued: Any = None
    published_print: Any = msgspec.field(name="published-print", default=None)
    published_online: Any = msgspec.field(name="published-online", default=None)
    posted: Any = None
    container_title: Any = msgspec.field(name="container-title", default=None)
    short_container_title: Any = msgspec.field(name="short-container-title", default=None)
    event: Any = None
    volume: Any = None
    issue: Any = None
    page: Any = None
    article_number: Any = msgspec.field(name="article-number", default=None)
    publisher: Any = None
    isbn: Any = None
    url: Any = None
    abstract: Any = None
    language: Any = None
    relation: Any = None
    resource: Any = None
    updated_by: Any = msgspec.field(name="updated-by", default=None)


# What is no work of its own: containers without an author, parts of an article, reviews, money.
_NOT_WORKS = frozenset(
    """
    journal journal-issue journal-volume book-series proceedings-series report-series component peer-review grant
    """.split()
)
_BOOKS = frozenset({"book", "monograph", "edited-book", "reference-book", "book-set"})
_RELATIONS = {"has-preprint": "preprint", "is-preprint-of": "published-as"}
_RETRACTIONS = frozenset({"retraction", "withdrawal", "removal"})
_OTHERS = frozenset({"others", "et al", "et al."})
_PARTICLES = ("dropping-particle", "non-dropping-particle", "family")


class CrossrefFormat:
    """Reads works; the module says how."""

    name = "crossref"

    def recognises(self, sample: FileSample) -> bool:
        """Tell whether the objects are works of Crossref: their keys are "DOI" in capitals, and others of its own."""
        keys = sample.keys
        return sample.first[:1] in (b"{", b"[") and b"DOI" in keys and bool(keys & {b"indexed", b"member", b"prefix"})

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        """Yield a row a work; see `biblio.lookup.catalogue.formats.format_base.Source.rows`."""
        decode = msgspec.json.Decoder(_Work).decode
        try:
            read = rows_from_document if is_document(read_sample(Path(file.path))) else rows_from_lines
        except DamagedStreamError as error:
            yield error.problem(1)
            return
        yield from read(file, position, decode, _fields)


FORMAT = CrossrefFormat()


def _fields(work: _Work) -> Mapping[str, object] | None:
    kind = stripped_text(work.type)
    if kind in _NOT_WORKS:
        return None
    event = squeezed_text(mapping(work.event).get("name"))
    venue, series = _containers(tuple(_texts(work.container_title)), event)
    if kind in ("book-chapter", "book-section", "book-part") and series and (event or is_meeting(venue)):
        kind = "proceedings-article"  # Springer deposits conference papers as chapters
    authors, truncated = _names(work.author)
    year, month = _date(work)
    landing = stripped_text(mapping(mapping(work.resource).get("primary")).get("URL"))
    return drop_empty(
        {
            "title": joined_title(_titles(work.title), _titles(work.subtitle)),
            "authors": authors,
            "truncated": truncated,
            "editors": _names(work.editor)[0],
            "doi": stripped_text(work.doi),
            "type": kind,
            "venue": venue,
            "venue_short": first_stripped_text(work.short_container_title),
            "series": series,
            "year": year,
            "month": month,
            "volume": stripped_text(work.volume),
            "number": stripped_text(work.issue),
            "pages": stripped_text(work.page) or stripped_text(work.article_number),
            "publisher": squeezed_text(work.publisher),
            # A chapter's or a paper's ISBN is the book's.
            "isbn": first_stripped_text(work.isbn).rpartition("/")[2] if kind in _BOOKS else "",
            "url": landing if is_identifying_url(landing) else stripped_text(work.url),
            "language": stripped_text(work.language),
            "abstract": abstract_text(work.abstract),
            "related": _related(work.relation),
            "retracted": any(stripped_text(row.get("type")) in _RETRACTIONS for row in mappings(work.updated_by)),
        }
    )


@lru_cache(maxsize=4096)
def _containers(names: tuple[str, ...], event: str) -> tuple[str, str]:
    return venue_and_series(names, event)


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [found for one in values if (found := squeezed_text(one))]


def _titles(value: object) -> list[str]:
    return [found for one in _texts(value) if (found := title_text(one))]


def _names(rows: object) -> tuple[list[str], bool]:
    """Return names, and whether the list says that there are more ("et al."). A group stands in braces."""
    names: list[str] = []
    truncated = False
    for row in mappings(rows):
        family = " ".join([part for name in _PARTICLES if (part := _plain(row.get(name)))])
        given, group = _plain(row.get("given")), _plain(row.get("name"))
        suffix = stripped_text(row.get("suffix"))
        name = inverted_name(family, given, suffix) if family else f"{{{group}}}" if group else given
        if name.strip("{}").casefold() in _OTHERS:
            truncated = True
        elif name:
            names.append(name)
    return names, truncated


def _plain(value: object) -> str:
    written = squeezed_text(value)
    return squeezed_text(strip_tags(written)) if "&" in written or "<" in written else written


def _date(work: _Work) -> tuple[int, int]:
    """Return (year, month), 0 where it is not known.

    The printed issue's date goes with its volume and pages; "issued" is the earliest of all.
    """
    for date in (work.published_print, work.issued, work.published_online, work.posted):
        parts = mapping(date).get("date-parts")
        first = parts[0] if isinstance(parts, list) and parts else None
        if isinstance(first, list) and first and (year := _whole(first[0])):
            month = _whole(first[1]) if len(first) > 1 else 0
            return year, month if month <= 12 else 0
    return 0, 0


def _whole(value: object) -> int:
    number = stripped_text(value)
    return int(number) if number.isdecimal() and len(number) <= 4 else 0


def _related(relation: object) -> dict[str, list[str]]:
    """Return other forms of the work, by what they are to it: DOIs and arXiv ids as ``scheme:value``."""
    found: dict[str, list[str]] = {}
    for name, meaning in _RELATIONS.items():
        for row in mappings(mapping(relation).get(name)):
            scheme, value = stripped_text(row.get("id-type")).casefold(), stripped_text(row.get("id"))
            if scheme in ("doi", "arxiv") and value:
                found.setdefault(meaning, []).append(f"{scheme}:{value}")
    return found
