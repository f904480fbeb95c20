"""doi.org: the metadata of a DOI from its registration agency, by content negotiation; the last resort.

https://citation.doi.org/docs.html. Crossref, DataCite, mEDRA, JaLC and others answer with CSL JSON,
https://docs.citationstyles.org/en/stable/specification.html. For other DOIs it redirects to the landing page,
which only says that the DOI exists; it is not asked for. Only doi.org itself can say that a DOI does not exist. Of
several DOIs, one request says which exist (``/doiRA/``, "Which RA?",
https://www.doi.org/doi-handbook/HTML/which-ra_-service.html), and only these are asked for, one by one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from biblio.bibtex.latex_to_text import abstract_text
from biblio.errors import BadReply, ServiceError, Unauthorised
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.exchange import is_cross_origin
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply, content_problem
from biblio.lookup.json_values import clean_text, first_text, mapping, one_or_many, texts
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.record_fields import (
    date_from_parts,
    identifier_from,
    lenient_date,
    read_people,
    unique_identifiers,
)
from biblio.lookup.services.service_base import (
    RequestStep,
    SingleLookupService,
    batch_steps,
    make_batches,
    read_json,
    refusal_error,
    require_doi,
    require_identifiers,
    run_steps,
    single_steps,
)
from biblio.lookup.titles_and_series import is_series, joined_title
from biblio.lookup.work_types import CSL_TYPES
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, isbn
from biblio.model.record import Kind, Medium, Record

__all__ = ["DoiOrg", "parse_csl_item"]

_DOIS, _CHARACTERS = 50, 3400  # of a request for agencies, in its address
# What is said of a DOI that nobody has registered; "Unknown" says only that its agency is not known.
_UNREGISTERED = frozenset({"doi does not exist", "invalid doi"})
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

    def __init__(self, policy: ServicePolicy, http: HttpClient) -> None:
        super().__init__(policy, http)
        self._tells_agencies = True

    def cost(self, questions: Sequence[Question]) -> int:
        """Return how many requests it takes at most: of several DOIs, those that do not exist are not asked for."""
        batches = [step.batch.questions for step in self._steps(questions)]
        return sum(len(batch) + (len(batch) > 1) for batch in batches)

    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        by_identifier = require_identifiers(self.name, questions)
        if not self._tells_agencies:
            return single_steps(self._ask_one, by_identifier)
        batches = make_batches(by_identifier, _DOIS, _CHARACTERS, lambda question: f"{quote(_doi(question))},")
        return batch_steps(self._ask_together, batches)

    def _ask_together(self, questions: Sequence[Question]) -> Iterator[Answer]:
        unknown: set[str] = set()
        if len(questions) > 1 and self._tells_agencies:
            # It only saves requests: if it fails, each DOI is asked for all the same.
            with contextlib.suppress(ServiceError):
                unknown = self._unregistered(questions)
        yield from (Answer(question, ()) for question in questions if _doi(question) in unknown)
        rest = [question for question in questions if _doi(question) not in unknown]
        yield from run_steps(single_steps(self._ask_one, rest))

    def _unregistered(self, questions: Sequence[Question]) -> set[str]:
        """Return the DOIs of `questions` that nobody has registered."""
        dois = {_doi(question).lower(): _doi(question) for question in questions}
        listed = ",".join(quote(doi, safe="/") for doi in dois.values())
        reply = self._http.get(self._policy, f"/doiRA/{listed}", any_content=True)
        if reply.status == 404 and b"doi" in reply.body.lower():
            self._tells_agencies = False  # a server that stands in for doi.org takes it for one more DOI
            return set()
        if reply.status != 200:
            raise refusal_error(self.name, reply)
        rows = read_json(self.name, reply)
        if not isinstance(rows, list):
            raise BadReply(self.name, "answered with something that is not a list of agencies", url=reply.url)
        missing = [row for row in one_or_many(rows) if clean_text(row.get("status")).lower() in _UNREGISTERED]
        return {dois[name] for row in missing if (name := clean_text(row.get("DOI")).lower()) in dois}

    def _ask_one(self, question: Question) -> Iterator[Answer]:
        # The content is checked here: a landing page after a redirect is an answer, doi.org's own page is not.
        reply = self._http.get(
            self._policy,
            f"/{quote(_doi(question), safe='/')}",
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


def _doi(question: Question) -> str:
    return require_doi("doi.org", question)


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
