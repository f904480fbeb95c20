"""doi.org: the metadata of a DOI from its registration agency, by content negotiation; the last resort.

https://citation.doi.org/docs.html. Crossref, DataCite, mEDRA, JaLC and others answer with CSL JSON,
https://docs.citationstyles.org/en/stable/specification.html. For other DOIs it redirects to the landing page,
which only says that the DOI exists; it is not asked for. Only doi.org itself can say that a DOI does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from biblio.bibtex.latex_to_text import abstract_text
from biblio.errors import BadReply, Unauthorised
from biblio.lookup.http.exchange import is_cross_origin
from biblio.lookup.http.reply import Reply, content_problem
from biblio.lookup.json_values import clean_text, first_text, mapping, texts
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.record_fields import (
    date_from_parts,
    identifier_from,
    lenient_date,
    read_people,
    unique_identifiers,
)
from biblio.lookup.services.service_base import SingleLookupService, read_json, refusal_error
from biblio.lookup.titles_and_series import is_series, joined_title
from biblio.lookup.work_types import CSL_TYPES
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, isbn
from biblio.model.record import Kind, Medium, Record

__all__ = ["DoiOrg", "parse_csl_item"]

_ACCEPT = "application/vnd.citationstyles.csl+json"
_NO_METADATA = frozenset({204, 406, 415})
_REFUSALS = frozenset({401, 403, 406})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})  # to a landing page, which nobody asks
# CSL's own types, and Crossref's, which some agencies send in their place.
_TYPES: Mapping[str, tuple[Kind, Medium]] = {
    **CSL_TYPES,
    "journal-article": (Kind.PAPER, Medium.JOURNAL),
    "proceedings-article": (Kind.PAPER, Medium.PROCEEDINGS),
    "book-chapter": (Kind.PAPER, Medium.COLLECTION),
    "entry-encyclopedia": (Kind.PAPER, Medium.COLLECTION),
    "posted-content": (Kind.PAPER, Medium.PREPRINT),
    "monograph": (Kind.BOOK, Medium.UNKNOWN),
    "dissertation": (Kind.THESIS, Medium.UNKNOWN),
}


class DoiOrg(SingleLookupService):
    """doi.org as a service; see `biblio.lookup.service.Service`."""

    name = "doi"
    schemes = frozenset({"doi", "arxiv"})

    def _ask_one(self, question: Question) -> Iterator[Answer]:
        value = question.identifier.doi if question.identifier else None
        if value is None:
            raise ValueError(f"doi.org knows DOIs, not {question.identifier}")
        # The content is checked here: a landing page after a redirect is an answer, doi.org's own page is not.
        reply = self._http.get(
            self._policy,
            f"/{quote(value, safe='/')}",
            accept=_ACCEPT,
            any_content=True,
            check=self._problem,
            accepted_statuses=_REFUSALS | _REDIRECTS,
        )
        yield Answer(question, self._records(reply))

    def _problem(self, reply: Reply) -> str | None:
        return None if self._is_elsewhere(reply) and not _is_json(reply) else content_problem(reply, _ACCEPT) or None

    def _is_elsewhere(self, reply: Reply) -> bool:
        return is_cross_origin(reply.url, self._policy)

    def _records(self, reply: Reply) -> tuple[Record, ...]:
        if reply.status == 200 and _is_json(reply):
            record = parse_csl_item(read_json(self.name, reply))
            return (record,) if record else ()
        if reply.status in _NO_METADATA or self._is_elsewhere(reply):
            return ()
        if reply.status == 404 and b"doi" in reply.body.lower():
            return ()
        if reply.status in (401, 403):
            raise Unauthorised(self.name, f"refused the request ({reply.status})", url=reply.url, status=reply.status)
        raise refusal_error(self.name, reply)


def _is_json(reply: Reply) -> bool:
    return "json" in reply.headers.get("content-type", "")


def parse_csl_item(item: object) -> Record | None:
    """Return the record of one CSL JSON item, None if it has no DOI or title.

    Raises `BadReply` if it is something else.
    """
    if not isinstance(item, dict):
        raise BadReply("doi", "answered with something that is not a CSL item")
    doi = identifier_from("doi", item.get("DOI"))
    title = joined_title(texts(item.get("title"), clean_text), texts(item.get("subtitle"), clean_text))
    if doi is None or not title:
        return None
    publisher = clean_text(item.get("publisher"))
    kind, medium = _kind(clean_text(item.get("type")), doi, publisher)
    container = first_text(item.get("container-title"), clean_text)
    event = (
        clean_text(item.get("event-title"))
        or clean_text(item.get("event"))
        or clean_text(mapping(item.get("event")).get("name"))
    )
    series = clean_text(item.get("collection-title")) or (container if is_series(container) else "")
    authors, is_truncated = read_people(item.get("author"))
    editors, _ = read_people(item.get("editor"))
    return Record(
        source="doi",
        title=title,
        kind=kind,
        medium=medium,
        identifiers=unique_identifiers([doi, *_isbns(item, kind)]),
        authors=authors,
        truncated=is_truncated,
        editors=editors,
        date=_date(item),
        venue=container if container and container != series else event,
        venue_short=first_text(item.get("container-title-short"), clean_text),
        series=series,
        volume=clean_text(item.get("volume")),
        number=clean_text(item.get("issue")) or clean_text(item.get("number")),
        pages=clean_text(item.get("page")) or clean_text(item.get("article-number")),
        publisher=publisher,
        url=clean_text(item.get("URL")),
        abstract=abstract_text(item.get("abstract")),
        language=clean_text(item.get("language")),
    )


def _kind(csl_type: str, doi: Identifier, publisher: str) -> tuple[Kind, Medium]:
    if csl_type == "article" and (doi.scheme == "arxiv" or publisher.casefold() == "arxiv"):
        return Kind.PAPER, Medium.PREPRINT
    return _TYPES.get(csl_type, (Kind.PAPER, Medium.UNKNOWN))


def _isbns(item: Mapping[str, Any], kind: Kind) -> Iterator[Identifier | None]:
    if kind is Kind.BOOK:
        yield from (isbn(number) for number in texts(item.get("ISBN"), clean_text))


def _date(item: Mapping[str, Any]) -> PartialDate | None:
    for name in ("published-print", "issued", "published-online", "submitted"):
        row = mapping(item.get(name))
        if date := date_from_parts(row.get("date-parts")) or lenient_date(clean_text(row.get("raw"))):
            return date
    return None
