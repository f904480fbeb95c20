"""A work in Crossref's form: the same JSON in the replies of its API and in its public data file.

https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md. This module knows where each field is, and which one
counts if there are several. It does not clean values: each function takes `read`, with which the service cleans
immediately and the catalogue stays close to the source (see `biblio.lookup.json_values`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from biblio.lookup.json_values import mapping, texts
from biblio.lookup.titles_and_series import is_meeting, joined_title, venue_and_series
from biblio.model.record import Relation

__all__ = [
    "CROSSREF_RELATIONS",
    "CrossrefWork",
    "bare_isbn",
    "crossref_dates",
    "crossref_title",
    "crossref_venue",
    "is_conference_chapter",
    "landing_page",
    "page_or_article_number",
]

ReadText = Callable[[object], str]
CROSSREF_RELATIONS: Mapping[str, Relation] = {
    "has-preprint": Relation.PREPRINT,
    "is-preprint-of": Relation.PUBLISHED_AS,
}


class CrossrefWork(msgspec.Struct, rename={"doi": "DOI", "isbn": "ISBN", "url": "URL"}):
    """The fields of a work that are used; any value may be null or not of the documented type."""

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
    update_to: Any = msgspec.field(name="update-to", default=None)


def crossref_title(work: CrossrefWork, read: ReadText) -> str:
    """Return the title with its subtitle."""
    return joined_title(texts(work.title, read), texts(work.subtitle, read))


def crossref_venue(work: CrossrefWork, read: ReadText) -> tuple[str, str, str]:
    """Return (venue, series, name of the event); the event is the venue if no container is."""
    event = read(mapping(work.event).get("name"))
    venue, series = _venue_and_series(tuple(texts(work.container_title, read)), event)
    return venue, series, event


@lru_cache(maxsize=4096)
def _venue_and_series(names: tuple[str, ...], event: str) -> tuple[str, str]:
    return venue_and_series(names, event)


def is_conference_chapter(venue: str, series: str, event: str) -> bool:
    """Whether a chapter with these containers is a conference paper; Springer deposits those as chapters."""
    return bool(series and (event or is_meeting(venue)))


def crossref_dates(work: CrossrefWork) -> Iterator[object]:
    """Yield the "date-parts" of a work, the preferred ones first.

    The date of the printed issue belongs to its volume and pages; "issued" is the earliest of all dates.
    """
    for date in (work.published_print, work.issued, work.published_online, work.posted):
        yield mapping(date).get("date-parts")


def page_or_article_number(work: CrossrefWork, read: ReadText) -> str:
    """Return the pages, or the number that an article in an online journal has in their place."""
    return read(work.page) or read(work.article_number)


def landing_page(work: CrossrefWork, read: ReadText) -> str:
    """Return the address of the publisher's page."""
    return read(mapping(mapping(work.resource).get("primary")).get("URL"))


def bare_isbn(written: str) -> str:
    """Return an ISBN without the ``http://id.crossref.org/isbn/`` before it."""
    return written.rpartition("/")[2]
