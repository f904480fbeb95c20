"""Crossref's REST API: works by DOI, fifty a request, by title, and by words.

https://api.crossref.org/swagger-ui/index.html, https://github.com/CrossRef/rest-api-doc. What its members deposit is
shown as it came: titles with markup and entities, subtitles apart or twice, dates in part or null, the series as if
it were the venue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from biblio.bibtex.latex_to_text import abstract_text
from biblio.errors import BadReply
from biblio.extract.identifiers_in_text import identifier_in_url
from biblio.lookup.deposits import is_meeting, joined_title, venue_and_series
from biblio.lookup.http.client import ReplyCheck
from biblio.lookup.http.content import Reply
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.notices import notice_from_title, notices_from_updates
from biblio.lookup.services.record_fields import (
    clean_text,
    clean_texts,
    date_from_parts,
    first_clean_text,
    identifier_from,
    load_json,
    mapping,
    one_or_many,
    read_people,
    unique_identifiers,
)
from biblio.lookup.services.service_base import RequestStep, StepwiseService, group_by_kind, make_batches, refusal_error
from biblio.lookup.services.title_search import filter_related, plain_words
from biblio.lookup.services.word_search import latest_publication_year, rank_by_mentions, search_terms
from biblio.lookup.work_types import CROSSREF_TYPES
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, isbn
from biblio.model.record import Kind, Medium, Record, Relation

__all__ = ["Crossref", "parse_crossref_work", "parse_crossref_works"]

_PATH = "/works"
_DOIS = 50  # a request
# Its server takes 4,096 bytes of path and query (CrossRef/rest-api-doc#251); the fields and the address take some.
_CHARACTERS = 3400
_ROWS, _ROWS_SHORT = 5, 20  # of a short title there are many, and the one asked for need not be among the first
_ROWS_TOPIC = 40  # of many words, a title has a few
_SHORT = 3  # words
# A filter separates its values by commas, and no page says how one is escaped.
_PLAIN_DOI = re.compile(r"10\.[\d.]+/[A-Za-z0-9._;()/:-]+")
_FIELDS = (
    "DOI", "type", "title", "subtitle", "author", "editor", "issued", "published-print", "published-online", "posted",
    "container-title", "short-container-title", "event", "volume", "issue", "page", "article-number", "publisher",
    "ISBN", "abstract", "relation", "resource", "URL", "updated-by", "update-to",
)  # fmt: skip
_RELATIONS: Mapping[str, Relation] = {
    "has-preprint": Relation.PREPRINT,
    "is-preprint-of": Relation.PUBLISHED_AS,
}


class Crossref(StepwiseService):
    """Crossref as a service; see `biblio.lookup.service.Service`."""

    name = "crossref"
    schemes = frozenset({"doi"})
    searches = True

    def _is_askable(self, question: Question) -> bool:
        return not question.words or bool(search_terms(question.words))

    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        by_identifier, by_title, for_words = group_by_kind(self.name, questions)
        plain = [one for one in by_identifier if _is_plain(one)]
        odd = [one for one in by_identifier if not _is_plain(one)]
        steps: list[RequestStep] = [
            partial(self._ask_dois, batch) for batch in make_batches(plain, _DOIS, _CHARACTERS, _filter_value)
        ]
        steps += [partial(self._ask_doi, question) for question in odd]
        steps += [partial(self._ask_title, question) for question in by_title]
        steps += [partial(self._ask_words, question) for question in for_words if search_terms(question.words)]
        return steps

    def _ask_dois(self, questions: Sequence[Question]) -> Iterator[Answer]:
        wanted = unique_identifiers(question.identifier for question in questions)
        params = {"filter": ",".join(f"doi:{one.value}" for one in wanted), "rows": str(len(wanted))}
        found = {record.identifiers[0]: record for record in self._list(params, check=_lacks_items)}
        for question in questions:
            record = found.get(question.identifier) if question.identifier else None
            yield Answer(question, (record,) if record else ())

    def _ask_doi(self, question: Question) -> Iterator[Answer]:
        assert question.identifier is not None
        path = f"{_PATH}/{quote(question.identifier.value, safe='/')}"
        reply = self._http.get(self._policy, path, params=self._mailto())
        if reply.status == 404 and b"resource not found" in reply.body.lower():
            yield Answer(question, ())
        elif reply.status == 200:
            record = parse_crossref_work(reply.body)
            yield Answer(question, (record,) if record else ())
        else:
            raise refusal_error(self.name, reply)

    def _ask_title(self, question: Question) -> Iterator[Answer]:
        query = question.query
        assert query is not None
        if not query.titles:
            yield Answer(question, ())
            return
        words = " ".join(filter(None, (query.titles[0], query.venue, str(query.year or ""))))
        rows = _ROWS_SHORT if len(plain_words(query.titles[0])) <= _SHORT else _ROWS
        params = {"query.bibliographic": words, "rows": str(rows)}
        if query.authors:
            params["query.author"] = " ".join(author.last for author in query.authors[:3])
        yield Answer(question, filter_related(query.titles, self._list(params)))

    def _ask_words(self, question: Question) -> Iterator[Answer]:
        terms = search_terms(question.words)
        rows = _ROWS_TOPIC if question.sets else _ROWS_SHORT
        params = {"query.bibliographic": " ".join(terms), "rows": str(rows)}
        if latest := latest_publication_year(question.query):
            params["filter"] = f"until-pub-date:{latest}"
        yield Answer(question, rank_by_mentions(terms, self._list(params), most=rows))

    def _list(self, params: Mapping[str, str], *, check: ReplyCheck | None = None) -> tuple[Record, ...]:
        every = dict(params) | {"select": ",".join(_FIELDS)} | self._mailto()
        reply = self._http.get(self._policy, _PATH, params=every, check=check)
        if reply.status != 200:
            raise refusal_error(self.name, reply, _complaint(reply))
        return parse_crossref_works(reply.body)

    def _mailto(self) -> dict[str, str]:
        return {"mailto": self._http.email} if self._http.email else {}


def _is_plain(question: Question) -> bool:
    return question.identifier is not None and bool(_PLAIN_DOI.fullmatch(question.identifier.value))


def _filter_value(question: Question) -> str:
    return f"doi:{question.identifier.value if question.identifier else ''},"


def _lacks_items(reply: Reply) -> str | None:
    message = mapping(mapping(load_json("crossref", reply.body)).get("message"))
    total = message.get("total-results")
    return (
        "left works out of its list"
        if isinstance(total, int) and total > len(one_or_many(message.get("items")))
        else None
    )


def _complaint(reply: Reply) -> str:
    try:
        rows = one_or_many(mapping(load_json("crossref", reply.body)).get("message"))
    except BadReply:
        return ""
    said = "; ".join(filter(None, (clean_text(row.get("message")) for row in rows)))
    return f"did not understand the request: {said}" if said else ""


# -- replies -----------------------------------------------------------------------------------------------
def parse_crossref_works(body: bytes) -> tuple[Record, ...]:
    """Return the records of a work list. Raises `BadReply` where it is none."""
    message = _message(body, "work-list")
    if not isinstance(message.get("items"), list):
        raise BadReply("crossref", "answered with a list that has no items")
    return tuple(record for item in one_or_many(message["items"]) if (record := _record(item)))


def parse_crossref_work(body: bytes) -> Record | None:
    """Return the record of a single work, None where it has no DOI or title. Raises `BadReply` where it is no work."""
    return _record(_message(body, "work"))


def _message(body: bytes, kind: str) -> Mapping[str, Any]:
    frame = mapping(load_json("crossref", body))
    if frame.get("message-type") != kind or not isinstance(frame.get("message"), dict):
        raise BadReply("crossref", f"answered with something that is no {kind}")
    return mapping(frame["message"])


def _record(item: Mapping[str, Any]) -> Record | None:
    own = identifier_from("doi", item.get("DOI"))
    title = joined_title(clean_texts(item.get("title")), clean_texts(item.get("subtitle")))
    if own is None or not title:
        return None
    notices = notices_from_updates("crossref", item.get("updated-by"))
    if not one_or_many(item.get("update-to")):  # else it is a notice itself
        title, marks = notice_from_title("crossref", title)
        notices = notices or marks
    kind, medium = CROSSREF_TYPES.get(str(item.get("type")), (Kind.PAPER, Medium.UNKNOWN))
    event = clean_text(mapping(item.get("event")).get("name"))
    venue, series = venue_and_series(clean_texts(item.get("container-title")), event)
    if medium is Medium.COLLECTION and series and (event or is_meeting(venue)):
        medium = Medium.PROCEEDINGS  # Springer deposits conference papers as chapters
    authors, truncated = read_people(item.get("author"))
    editors, _ = read_people(item.get("editor"))
    return Record(
        source="crossref",
        title=title,
        kind=kind,
        medium=medium,
        identifiers=unique_identifiers([own, *_other_identifiers(item, kind)]),
        related=tuple(_related(item)),
        authors=authors,
        truncated=truncated,
        editors=editors,
        date=_date(item),
        venue=venue,
        venue_short=first_clean_text(item.get("short-container-title")),
        series=series,
        volume=clean_text(item.get("volume")),
        number=clean_text(item.get("issue")),
        pages=clean_text(item.get("page")) or clean_text(item.get("article-number")),
        publisher=clean_text(item.get("publisher")),
        url=clean_text(item.get("URL")),
        abstract=abstract_text(item.get("abstract")),
        notices=notices,
    )


def _date(item: Mapping[str, Any]) -> PartialDate | None:
    # The printed issue's date goes with its volume and pages; "issued" is the earliest of all.
    for name in ("published-print", "issued", "published-online", "posted"):
        if date := date_from_parts(mapping(item.get(name)).get("date-parts")):
            return date
    return None


def _other_identifiers(item: Mapping[str, Any], kind: Kind) -> Iterator[Identifier | None]:
    page = clean_text(mapping(mapping(item.get("resource")).get("primary")).get("URL"))
    landing = identifier_in_url(page) if page else None
    if landing and landing.scheme != "doi":
        yield landing
    if kind is Kind.BOOK:
        # A chapter's or a paper's ISBN is the book's.
        yield from (isbn(number.rpartition("/")[2]) for number in clean_texts(item.get("ISBN")))


def _related(item: Mapping[str, Any]) -> Iterator[tuple[Relation, Identifier]]:
    for name, relation in _RELATIONS.items():
        for row in one_or_many(mapping(item.get("relation")).get(name)):
            if found := identifier_from(clean_text(row.get("id-type")), row.get("id")):
                yield relation, found
