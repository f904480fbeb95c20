"""Format "openalex": the works of OpenAlex's snapshot, one JSON object a line.

https://developers.openalex.org/download/snapshot-format: ``works/updated_date=…/part_….gz``, each work as the API has
it. Of the other entities (authors, sources …) there is nothing to be had.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from biblio.errors import Problem
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, FileSample, SourceFile
from biblio.lookup.catalogue.formats.json_objects import rows_from_lines
from biblio.lookup.catalogue.formats.json_values import (
    drop_empty,
    is_identifying_url,
    mapping,
    mappings,
    squeezed_text,
    stripped_text,
)

__all__ = ["FORMAT", "OpenAlexFormat"]


class _Work(msgspec.Struct):
    """What is taken of a work; any value may be null or of another type."""

    title: Any = None
    display_name: Any = None
    doi: Any = None
    ids: Any = None
    type: Any = None
    publication_year: Any = None
    publication_date: Any = None
    authorships: Any = None
    primary_location: Any = None
    locations: Any = None
    biblio: Any = None
    abstract_inverted_index: Any = None
    is_retracted: Any = None
    is_paratext: Any = None
    is_authors_truncated: Any = None


# What is no work of its own: covers and tables of contents, reviews of a paper, money, guides.
_NOT_WORKS = frozenset({"paratext", "peer-review", "grant", "supplementary-materials", "libguides"})
# Where an article stands, by the kind of source.
_MEDIA = {"journal": "journal-article", "conference": "proceedings-article", "book series": "book-chapter"}
_ARTICLES = frozenset({"article", "review", "letter", "editorial", "erratum", "retraction", "data-paper"})
_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf)/|10\.48550/arxiv\.)([a-z-]+(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5})", re.IGNORECASE
)
_WORK = re.compile(rb'"id"\s*:\s*"https://openalex\.org/W\d')


class OpenAlexFormat:
    """Reads works; the module says how."""

    name = "openalex"

    def recognises(self, sample: FileSample) -> bool:
        """Tell whether there is the id of a work, and what works have."""
        has_work = b"authorships" in sample.keys or b"publication_year" in sample.keys
        return has_work and bool(_WORK.search(sample.head))

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        """Yield a row a work; see `biblio.lookup.catalogue.formats.format_base.Source.rows`."""
        return rows_from_lines(file, position, msgspec.json.Decoder(_Work).decode, _fields)


FORMAT = OpenAlexFormat()


def _fields(work: _Work) -> Mapping[str, object] | None:
    kind = stripped_text(work.type)
    if kind in _NOT_WORKS or work.is_paratext is True:
        return None
    ids, place, biblio = mapping(work.ids), mapping(work.primary_location), mapping(work.biblio)
    source = mapping(place.get("source"))
    if kind in _ARTICLES:
        kind = _MEDIA.get(stripped_text(source.get("type")), "")
    # A repository holds a paper, it did not publish it.
    is_venue = stripped_text(source.get("type")) != "repository"
    date = stripped_text(work.publication_date)
    doi = _tail(work.doi or ids.get("doi"), "doi.org/")
    page = stripped_text(place.get("landing_page_url"))
    pages = (stripped_text(biblio.get("first_page")), stripped_text(biblio.get("last_page")))
    return drop_empty(
        {
            "title": squeezed_text(work.title) or squeezed_text(work.display_name),
            "authors": _authors(work.authorships),
            "truncated": work.is_authors_truncated is True,
            "doi": doi,
            "arxiv": _arxiv(work),
            "pmid": _tail(ids.get("pmid"), "nih.gov/"),
            "pmcid": _pmcid(ids.get("pmcid")),
            "type": kind,
            "venue": squeezed_text(source.get("display_name")) if is_venue else "",
            "publisher": squeezed_text(source.get("host_organization_name")) if is_venue else "",
            "year": work.publication_year if isinstance(work.publication_year, int) else 0,
            # Where only the year is known the date is the first of January.
            "month": int(date[5:7]) if date[5:7].isdecimal() and not date.endswith("-01-01") else 0,
            "volume": stripped_text(biblio.get("volume")),
            "number": stripped_text(biblio.get("issue")),
            "pages": "-".join(dict.fromkeys(filter(None, pages))),
            # Pages elsewhere may be those of another version, with another DOI in their address.
            "url": page if is_identifying_url(page) or not doi else "",
            "abstract": _abstract(work.abstract_inverted_index),
            "retracted": work.is_retracted is True,
        }
    )


def _authors(authorships: object) -> list[str]:
    """Return the names as the work gives them; where it does not say, as OpenAlex calls the person."""
    found = []
    for row in mappings(authorships):
        if name := squeezed_text(row.get("raw_author_name")) or squeezed_text(
            mapping(row.get("author")).get("display_name")
        ):
            found.append(name)
    return found


def _tail(value: object, host: str) -> str:
    written = stripped_text(value)
    return written.partition(host)[2] or ("" if "://" in written else written)


def _pmcid(value: object) -> str:
    number = stripped_text(value).rstrip("/").rpartition("/")[2].upper().removeprefix("PMC")
    return f"PMC{number}" if number else ""


def _arxiv(work: _Work) -> str:
    """Return the arXiv id among the places where the work can be read."""
    for place in (mapping(work.primary_location), *mappings(work.locations)):
        for name in ("landing_page_url", "pdf_url"):
            if match := _ARXIV.search(stripped_text(place.get(name))):
                return match[1]
    return ""


def _abstract(index: object) -> str:
    """Return the text of an inverted index: ``{"word": [its places from 0], …}``."""
    places: dict[int, str] = {}
    try:
        for word, found in mapping(index).items():
            for place in found:
                places[place] = word
        return " ".join([places[place] for place in sorted(places)])
    except TypeError:
        return ""  # these are no places
