"""Format "openalex": the works in OpenAlex's snapshot, one JSON object per line.

https://developers.openalex.org/download/snapshot-format: ``works/updated_date=…/part_….gz``, each work in the form of
the API; the other entities (authors, sources …) are of no use for a catalogue. `biblio.lookup.services.openalex_work`
knows where the fields are, for this and for the service; values are cleaned as little as possible here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from biblio.errors import Problem
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, FileSample, SourceFile
from biblio.lookup.catalogue.formats.json_objects import rows_from_lines
from biblio.lookup.catalogue.formats.row_values import drop_empty, is_identifying_url
from biblio.lookup.json_values import mapping, mappings, squeezed_text, stripped_text
from biblio.lookup.services.openalex_work import (
    OpenAlexWork,
    openalex_authors,
    openalex_pages,
    openalex_source,
    openalex_title,
)
from biblio.text import whole_number

__all__ = ["FORMAT", "OpenAlexFormat"]

# Not works of their own: covers and tables of contents, reviews of a paper, grants, guides.
_NOT_WORKS = frozenset({"paratext", "peer-review", "grant", "supplementary-materials", "libguides"})
# The type of an article, by the kind of its source.
_ARTICLE_TYPES = {"journal": "journal-article", "conference": "proceedings-article", "book series": "book-chapter"}
_ARTICLES = frozenset({"article", "review", "letter", "editorial", "erratum", "retraction", "data-paper"})
_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf)/|10\.48550/arxiv\.)([a-z-]+(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5})", re.IGNORECASE
)
_WORK_ID = re.compile(rb'"id"\s*:\s*"https://openalex\.org/W\d')


class OpenAlexFormat:
    """Reads works; see the module."""

    name = "openalex"

    def recognises(self, sample: FileSample) -> bool:
        """Whether there are the id of a work and keys that only works have."""
        has_work = b"authorships" in sample.keys or b"publication_year" in sample.keys
        return has_work and bool(_WORK_ID.search(sample.head))

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        """Yield a row per work; see `biblio.lookup.catalogue.formats.format_base.CatalogueFormat.rows`."""
        return rows_from_lines(file, position, msgspec.json.Decoder(OpenAlexWork).decode, _fields)


FORMAT = OpenAlexFormat()


def _fields(work: OpenAlexWork) -> Mapping[str, object] | None:
    work_type = stripped_text(work.type)
    if work_type in _NOT_WORKS or work.is_paratext is True:
        return None
    ids, biblio, source = mapping(work.ids), mapping(work.biblio), openalex_source(work)
    source_type = stripped_text(source.get("type"))
    if work_type in _ARTICLES:
        work_type = _ARTICLE_TYPES.get(source_type, "")
    # A repository has the paper but did not publish it.
    is_venue = source_type != "repository"
    date = stripped_text(work.publication_date)
    doi = _after_host(work.doi or ids.get("doi"), "doi.org/")
    page = stripped_text(mapping(work.primary_location).get("landing_page_url"))
    return drop_empty(
        {
            "title": openalex_title(work, squeezed_text),
            "authors": list(openalex_authors(mappings(work.authorships), squeezed_text)),
            "truncated": work.is_authors_truncated is True,
            "doi": doi,
            "arxiv": _arxiv_id(work),
            "pmid": _after_host(ids.get("pmid"), "nih.gov/"),
            "pmcid": _pmcid(ids.get("pmcid")),
            "type": work_type,
            "venue": squeezed_text(source.get("display_name")) if is_venue else "",
            "publisher": squeezed_text(source.get("host_organization_name")) if is_venue else "",
            "year": work.publication_year if isinstance(work.publication_year, int) else 0,
            # If only the year is known, OpenAlex gives the first of January.
            "month": 0 if date.endswith("-01-01") else whole_number(date[5:7]) or 0,
            "volume": stripped_text(biblio.get("volume")),
            "number": stripped_text(biblio.get("issue")),
            "pages": "-".join(dict.fromkeys(filter(None, openalex_pages(work, stripped_text)))),
            # Other pages may belong to another version, with another DOI in the address.
            "url": page if is_identifying_url(page) or not doi else "",
            "abstract": _abstract(work.abstract_inverted_index),
            "retracted": work.is_retracted is True,
        }
    )


def _after_host(value: object, host: str) -> str:
    written = stripped_text(value)
    return written.partition(host)[2] or ("" if "://" in written else written)


def _pmcid(value: object) -> str:
    number = stripped_text(value).rstrip("/").rpartition("/")[2].upper().removeprefix("PMC")
    return f"PMC{number}" if number else ""


def _arxiv_id(work: OpenAlexWork) -> str:
    """Return the arXiv id among the locations where the work can be read."""
    for location in (mapping(work.primary_location), *mappings(work.locations)):
        for name in ("landing_page_url", "pdf_url"):
            if match := _ARXIV.search(stripped_text(location.get(name))):
                return match[1]
    return ""


def _abstract(index: object) -> str:
    """Return the text of an inverted index: ``{"word": [its positions from 0], …}``."""
    words: dict[int, str] = {}
    try:
        for word, positions in mapping(index).items():
            for position in positions:
                words[position] = word
        return " ".join([words[position] for position in sorted(words)])
    except TypeError:
        return ""  # these are not positions
