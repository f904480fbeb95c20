"""Format "crossref": Crossref's public data file, and other files with works in the form of its REST API.

https://www.crossref.org/documentation/retrieve-metadata/rest-api/tips-for-using-public-data-files-and-plus-snapshots/:
a folder of gzip files, each of which is a document ``{"items": [{…}, …]}`` or has one work per line. Saved replies of
the API (``{"message": {"items": […]}}``) are read too. `biblio.lookup.services.crossref_work` knows where the fields
are, for this and for the service; values are cleaned as little as possible here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from biblio.bibtex.latex_to_text import abstract_text, title_text
from biblio.errors import Problem
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, FileSample, SourceFile
from biblio.lookup.catalogue.formats.json_objects import is_document, rows_from_document, rows_from_lines
from biblio.lookup.catalogue.formats.row_values import drop_empty, inverted_name, is_identifying_url
from biblio.lookup.catalogue.formats.streams import DamagedStreamError, read_sample
from biblio.lookup.json_values import first_text, mapping, mappings, squeezed_text, stripped_text
from biblio.lookup.services.crossref_work import (
    CROSSREF_RELATIONS,
    CrossrefWork,
    bare_isbn,
    crossref_dates,
    crossref_title,
    crossref_venue,
    is_conference_chapter,
    landing_page,
    page_or_article_number,
)
from biblio.lookup.services.record_fields import full_family_name, is_et_al
from biblio.text import strip_tags

__all__ = ["FORMAT", "CrossrefFormat"]

# Not works of their own: containers without an author, parts of an article, reviews, grants.
_NOT_WORKS = frozenset(
    """
    journal journal-issue journal-volume book-series proceedings-series report-series component peer-review grant
    """.split()
)
_BOOKS = frozenset({"book", "monograph", "edited-book", "reference-book", "book-set"})
_CHAPTERS = frozenset({"book-chapter", "book-section", "book-part"})
_RETRACTIONS = frozenset({"retraction", "withdrawal", "removal"})


class CrossrefFormat:
    """Reads works; see the module."""

    name = "crossref"

    def recognises(self, sample: FileSample) -> bool:
        """Whether the objects are Crossref works: they have the key "DOI" in capitals, and other typical keys."""
        keys = sample.keys
        return sample.first[:1] in (b"{", b"[") and b"DOI" in keys and bool(keys & {b"indexed", b"member", b"prefix"})

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        """Yield a row per work; see `biblio.lookup.catalogue.formats.format_base.CatalogueFormat.rows`."""
        decode = msgspec.json.Decoder(CrossrefWork).decode
        try:
            read_rows = rows_from_document if is_document(read_sample(file.path)) else rows_from_lines
        except DamagedStreamError as error:
            yield error.problem(1)
            return
        yield from read_rows(file, position, decode, _fields)


FORMAT = CrossrefFormat()


def _fields(work: CrossrefWork) -> Mapping[str, object] | None:
    work_type = stripped_text(work.type)
    if work_type in _NOT_WORKS:
        return None
    venue, series, event = crossref_venue(work, squeezed_text)
    if work_type in _CHAPTERS and is_conference_chapter(venue, series, event):
        work_type = "proceedings-article"
    authors, is_truncated = _names(work.author)
    year, month = _year_and_month(work)
    landing = landing_page(work, stripped_text)
    return drop_empty(
        {
            "title": crossref_title(work, _title_text),
            "authors": authors,
            "truncated": is_truncated,
            "editors": _names(work.editor)[0],
            "doi": stripped_text(work.doi),
            "type": work_type,
            "venue": venue,
            "venue_short": first_text(work.short_container_title, stripped_text),
            "series": series,
            "year": year,
            "month": month,
            "volume": stripped_text(work.volume),
            "number": stripped_text(work.issue),
            "pages": page_or_article_number(work, stripped_text),
            "publisher": squeezed_text(work.publisher),
            # The ISBN of a chapter or a paper is that of the book.
            "isbn": bare_isbn(first_text(work.isbn, stripped_text)) if work_type in _BOOKS else "",
            "url": landing if is_identifying_url(landing) else stripped_text(work.url),
            "language": stripped_text(work.language),
            "abstract": abstract_text(work.abstract),
            "related": _related(work.relation),
            "retracted": any(stripped_text(row.get("type")) in _RETRACTIONS for row in mappings(work.updated_by)),
        }
    )


def _title_text(value: object) -> str:
    return title_text(squeezed_text(value))


def _names(rows: object) -> tuple[list[str], bool]:
    """Return the names, and whether the list says that there are more ("et al."). A group is put in braces."""
    names: list[str] = []
    is_truncated = False
    for row in mappings(rows):
        family = full_family_name(row, _without_tags)
        given_names, group = _without_tags(row.get("given")), _without_tags(row.get("name"))
        suffix = stripped_text(row.get("suffix"))
        name = inverted_name(family, given_names, suffix) if family else f"{{{group}}}" if group else given_names
        if is_et_al(name.strip("{}")):
            is_truncated = True
        elif name:
            names.append(name)
    return names, is_truncated


def _without_tags(value: object) -> str:
    text = squeezed_text(value)
    return squeezed_text(strip_tags(text)) if "&" in text or "<" in text else text


def _year_and_month(work: CrossrefWork) -> tuple[int, int]:
    """Return (year, month); 0 if unknown."""
    for parts in crossref_dates(work):
        first = parts[0] if isinstance(parts, list) and parts else None
        if isinstance(first, list) and first and (year := _whole_number(first[0])):
            month = _whole_number(first[1]) if len(first) > 1 else 0
            return year, month if month <= 12 else 0
    return 0, 0


def _whole_number(value: object) -> int:
    text = stripped_text(value)
    return int(text) if text.isdecimal() and len(text) <= 4 else 0


def _related(relation: object) -> dict[str, list[str]]:
    """Return other forms of the work, by their relation to it: DOIs and arXiv ids as ``scheme:value``."""
    related: dict[str, list[str]] = {}
    for name, meaning in CROSSREF_RELATIONS.items():
        for row in mappings(mapping(relation).get(name)):
            scheme, value = stripped_text(row.get("id-type")).casefold(), stripped_text(row.get("id"))
            if scheme in ("doi", "arxiv") and value:
                related.setdefault(meaning.value, []).append(f"{scheme}:{value}")
    return related
