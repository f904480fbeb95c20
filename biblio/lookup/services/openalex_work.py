"""A work in OpenAlex's form: the same JSON in the replies of its API and in its snapshot.

https://developers.openalex.org/api-reference/works. This module knows where each field is, and which one counts if
there are several. It does not clean values: each function takes `read`, with which the service cleans immediately and
the catalogue stays close to the source (see `biblio.lookup.json_values`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from biblio.lookup.json_values import mapping

__all__ = ["OpenAlexWork", "openalex_authors", "openalex_pages", "openalex_source", "openalex_title"]

ReadText = Callable[[object], str]


class OpenAlexWork(msgspec.Struct):
    """The fields of a work that are used; any value may be null or not of the documented type."""

    title: Any = None
    display_name: Any = None
    doi: Any = None
    ids: Any = None
    type: Any = None
    language: Any = None
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


def openalex_title(work: OpenAlexWork, read: ReadText) -> str:
    """Return the title, or the display name if there is no title."""
    return read(work.title) or read(work.display_name)


def openalex_authors(rows: list[Mapping[str, Any]], read: ReadText) -> Iterator[str]:
    """Yield the names in `rows` (of "authorships") as printed, or else OpenAlex's name for the author.

    OpenAlex assigns each author to a person, who is sometimes the wrong one.
    """
    for row in rows:
        if name := read(row.get("raw_author_name")) or read(mapping(row.get("author")).get("display_name")):
            yield name


def openalex_source(work: OpenAlexWork) -> Mapping[str, Any]:
    """Return the journal, conference or repository of the work's best location."""
    return mapping(mapping(work.primary_location).get("source"))


def openalex_pages(work: OpenAlexWork, read: ReadText) -> tuple[str, str]:
    """Return (first page, last page)."""
    biblio = mapping(work.biblio)
    return read(biblio.get("first_page")), read(biblio.get("last_page"))
