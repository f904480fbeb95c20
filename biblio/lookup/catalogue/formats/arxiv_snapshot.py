"""Format "arxiv": arXiv's metadata snapshot, one JSON object per line.

https://www.kaggle.com/datasets/Cornell-University/arxiv (``arxiv-metadata-oai-snapshot.json``). It has all submissions,
including the withdrawn ones; only a comment says that a paper was withdrawn, so comments are kept. The API's feeds
(`biblio.lookup.services.arxiv_feed`) have the same data in another form; only the note is made in the same way, when
the row is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from biblio.bibtex.latex_to_text import decode_latex
from biblio.errors import Problem
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, FileSample, SourceFile
from biblio.lookup.catalogue.formats.json_objects import rows_from_lines
from biblio.lookup.catalogue.formats.row_values import drop_empty, inverted_name
from biblio.lookup.json_values import mappings, squeezed_text, stripped_text
from biblio.model.dates import MONTHS

__all__ = ["FORMAT", "ArXivFormat"]


class _Paper(msgspec.Struct):
    """The fields of a line that are used; any value may be null or not of the documented type."""

    id: Any = None
    title: Any = None
    authors: Any = None
    authors_parsed: Any = None
    abstract: Any = None
    categories: Any = None
    comments: Any = None
    journal_ref: Any = msgspec.field(name="journal-ref", default=None)
    doi: Any = None
    versions: Any = None


_MONTHS = {name: number for number, name in enumerate(MONTHS, 1)}
_CREATED = re.compile(r"(?:\w+,\s+)?(\d{1,2})\s+(\w{3})\w*\s+(\d{4})", re.ASCII)
_AND = re.compile(r",\s*(?:and\s+)?|(?<!\s)\s+and\s+")
_BRACKETS = re.compile(r"(?:(?<!\s)\s+)?\([^()]*\)")


class ArXivFormat:
    """Reads the snapshot; see the module."""

    name = "arxiv"

    def recognises(self, sample: FileSample) -> bool:
        """Whether the objects have the snapshot's keys."""
        return sample.first.startswith(b"{") and {b"id", b"categories", b"update_date"} <= sample.keys

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        """Yield a row per line; see `biblio.lookup.catalogue.formats.format_base.CatalogueFormat.rows`."""
        return rows_from_lines(file, position, msgspec.json.Decoder(_Paper).decode, _fields)


FORMAT = ArXivFormat()


def _fields(paper: _Paper) -> Mapping[str, object]:
    return drop_empty(
        {
            "id": stripped_text(paper.id),
            "title": squeezed_text(paper.title),
            "authors": _authors(paper),
            "abstract": squeezed_text(paper.abstract),
            "categories": stripped_text(paper.categories).split(),
            "published": _submission_day(paper.versions),
            "comment": squeezed_text(paper.comments),
            # Several DOIs may be separated by spaces: parts of a paper, or a correction.
            "doi": stripped_text(paper.doi).partition(" ")[0],
            "journal_ref": squeezed_text(paper.journal_ref),
        }
    )


def _authors(paper: _Paper) -> list[str]:
    """Return the names as "Family, Given" or "Family, Jr., Given"; a group has only a family name."""
    rows = paper.authors_parsed
    if not isinstance(rows, list) or not rows:
        names = _AND.split(_BRACKETS.sub("", squeezed_text(paper.authors)))
        return [_without_latex(name) for name in names if name]
    names = []
    for row in rows:
        if isinstance(row, list) and row:
            # Family name, given names, suffix; then affiliations.
            family, given_names, suffix = (*map(stripped_text, row[:3]), "", "")[:3]
            names.append(_without_latex(inverted_name(family, given_names, suffix)))
    return names


def _without_latex(name: str) -> str:
    return decode_latex(name) if "\\" in name or "{" in name else name


def _submission_day(versions: object) -> str:
    """Return the day of the first version ("Mon, 2 Apr 2007 19:18:42 GMT") in ISO 8601."""
    first = next(iter(mappings(versions)), {})
    if (match := _CREATED.match(stripped_text(first.get("created")))) and (month := _MONTHS.get(match[2].lower())):
        return f"{match[3]}-{month:02}-{int(match[1]):02}"
    return ""
