"""Crossref's REST API: works by DOI (fifty per request), by title, and by words.

https://api.crossref.org/swagger-ui/index.html, https://github.com/CrossRef/rest-api-doc. It returns what its members
deposit, unchanged: titles with markup and entities, separate or repeated subtitles, partial or null dates, the series
in place of the venue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from biblio.bibtex.latex_to_text import abstract_text
from biblio.errors import BadReply
from biblio.extract.identifiers_in_text import identifier_in_url
from biblio.lookup.http.client import ReplyCheck
from biblio.lookup.http.reply import Reply
from biblio.lookup.json_values import clean_text, first_text, mapping, one_or_many, texts
from biblio.lookup.service import Answer, Question
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
from biblio.lookup.services.notices import notice_from_title, notices_from_updates
from biblio.lookup.services.record_fields import date_from_parts, identifier_from, read_people, unique_identifiers
from biblio.lookup.services.service_base import (
    RequestStep,
    StepwiseService,
    batch_steps,
    group_by_kind,
    make_batches,
    read_json,
    refusal_error,
    single_steps,
)
from biblio.lookup.services.title_search import filter_related, plain_words
from biblio.lookup.services.word_search import latest_publication_year, rank_by_mentions, search_terms
from biblio.lookup.work_types import CROSSREF_TYPES
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, isbn
from biblio.model.record import Kind, Medium, Record, Relation

__all__ = ["Crossref", "parse_crossref_work", "parse_crossref_works"]

_PATH = "/works"
_DOIS = 50  # per request
# Its server accepts 4,096 bytes of path and query (CrossRef/rest-api-doc#251); the fields and the address need some.
_CHARACTERS = 3400
_ROWS, _ROWS_SHORT = 5, 20  # many works have the same short title, and the right one may not be among the first
_ROWS_TOPIC = 40  # a title contains only a few of many words
_SHORT = 3  # words
# A filter separates its values by commas, and no documentation says how to escape one.
_PLAIN_DOI = re.compile(r"10\.[\d.]+/[A-Za-z0-9._;()/:-]+")
_FIELDS = (
    "DOI", "type", "title", "subtitle", "author", "editor", "issued", "published-print", "published-online", "posted",
    "container-title", "short-container-title", "event", "volume", "issue", "page", "article-number", "publisher",
    "ISBN", "abstract", "relation", "resource", "URL", "updated-by", "update-to",
)  # fmt: skip


class Crossref(StepwiseService):
    """Crossref as a service; see `biblio.lookup.service.Service`."""

    name = "crossref"
    schemes = frozenset({"doi"})
    searches = True

    def _is_askable(self, question: Question) -> bool:
        return not question.words or bool(search_terms(question.words))

    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        by_identifier, by_title, for_words = group_by_kind(self.name, questions)
        plain = [question for question in by_identifier if _is_plain(question)]
        odd = [question for question in by_identifier if not _is_plain(question)]
        return [
            *batch_steps(self._ask_dois, make_batches(plain, _DOIS, _CHARACTERS, _filter_value)),
            *single_steps(self._ask_doi, odd),
            *single_steps(self._ask_title, by_title),
            *single_steps(self._ask_words, filter(self._is_askable, for_words)),
        ]

    def _ask_dois(self, questions: Sequence[Question]) -> Iterator[Answer]:
        dois = unique_identifiers(question.identifier for question in questions)
        params = {"filter": ",".join(f"doi:{doi.value}" for doi in dois), "rows": str(len(dois))}
        by_doi = {record.identifiers[0]: record for record in self._list(params, check=_missing_items_problem)}
        for question in questions:
            record = by_doi.get(question.identifier) if question.identifier else None
            yield Answer(question, (record,) if record else ())

    def _ask_doi(self, question: Question) -> Iterator[Answer]:
        assert question.identifier is not None
        path = f"{_PATH}/{quote(question.identifier.value, safe='/')}"
        reply = self._http.get(self._policy, path, params=self._mailto())
        if reply.status == 404 and b"resource not found" in reply.body.lower():
            yield Answer(question, ())
        elif reply.status == 200:
            record = parse_crossref_work(read_json(self.name, reply))
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
        yield Answer(question, rank_by_mentions(terms, self._list(params), limit=rows))

    def _list(self, params: Mapping[str, str], *, check: ReplyCheck | None = None) -> tuple[Record, ...]:
        all_params = dict(params) | {"select": ",".join(_FIELDS)} | self._mailto()
        reply = self._http.get(self._policy, _PATH, params=all_params, check=check)
        if reply.status != 200:
            raise refusal_error(self.name, reply, _complaint(reply))
        return parse_crossref_works(read_json(self.name, reply))

    def _mailto(self) -> dict[str, str]:
        return {"mailto": self._http.email} if self._http.email else {}


def _is_plain(question: Question) -> bool:
    return question.identifier is not None and bool(_PLAIN_DOI.fullmatch(question.identifier.value))


def _filter_value(question: Question) -> str:
    return f"doi:{question.identifier.value if question.identifier else ''},"


def _missing_items_problem(reply: Reply) -> str | None:
    message = mapping(mapping(read_json("crossref", reply)).get("message"))
    total, items = message.get("total-results"), one_or_many(message.get("items"))
    return "returned a list from which works are missing" if isinstance(total, int) and total > len(items) else None


def _complaint(reply: Reply) -> str:
    try:
        rows = one_or_many(mapping(read_json("crossref", reply)).get("message"))
    except BadReply:
        return ""
    complaints = "; ".join(filter(None, (clean_text(row.get("message")) for row in rows)))
    return f"did not understand the request: {complaints}" if complaints else ""


# -- replies -----------------------------------------------------------------------------------------------
def parse_crossref_works(reply: object) -> tuple[Record, ...]:
    """Return the records in the JSON of a work list. Raises `BadReply` if it is something else."""
    message = _message(reply, "work-list")
    if not isinstance(message.get("items"), list):
        raise BadReply("crossref", "answered with a list without items")
    return tuple(record for item in one_or_many(message["items"]) if (record := _record(item)))


def parse_crossref_work(reply: object) -> Record | None:
    """Return the record in the JSON of a single work, None if it has no DOI or title.

    Raises `BadReply` if it is something else.
    """
    return _record(_message(reply, "work"))


def _message(reply: object, message_type: str) -> Mapping[str, Any]:
    frame = mapping(reply)
    if frame.get("message-type") != message_type or not isinstance(frame.get("message"), dict):
        raise BadReply("crossref", f"answered with something that is not a {message_type}")
    return mapping(frame["message"])


def _record(item: Mapping[str, Any]) -> Record | None:
    work = msgspec.convert(item, CrossrefWork)
    doi = identifier_from("doi", work.doi)
    title = crossref_title(work, clean_text)
    if doi is None or not title:
        return None
    notices = notices_from_updates("crossref", work.updated_by)
    if not one_or_many(work.update_to):  # otherwise the work is itself a notice
        title, title_notices = notice_from_title("crossref", title)
        notices = notices or title_notices
    kind, medium = CROSSREF_TYPES.get(str(work.type), (Kind.PAPER, Medium.UNKNOWN))
    venue, series, event = crossref_venue(work, clean_text)
    if medium is Medium.COLLECTION and is_conference_chapter(venue, series, event):
        medium = Medium.PROCEEDINGS
    authors, is_truncated = read_people(work.author)
    editors, _ = read_people(work.editor)
    return Record(
        source="crossref",
        title=title,
        kind=kind,
        medium=medium,
        identifiers=unique_identifiers([doi, *_other_identifiers(work, kind)]),
        related=tuple(_related(work)),
        authors=authors,
        truncated=is_truncated,
        editors=editors,
        date=_date(work),
        venue=venue,
        venue_short=first_text(work.short_container_title, clean_text),
        series=series,
        volume=clean_text(work.volume),
        number=clean_text(work.issue),
        pages=page_or_article_number(work, clean_text),
        publisher=clean_text(work.publisher),
        url=clean_text(work.url),
        abstract=abstract_text(work.abstract),
        notices=notices,
        other_years=_other_years(work),
    )


def _date(work: CrossrefWork) -> PartialDate | None:
    return next((date for parts in crossref_dates(work) if (date := date_from_parts(parts))), None)


def _other_years(work: CrossrefWork) -> tuple[int, ...]:
    """Return the years of the other dates: articles are online years before the issue that they are printed in."""
    dates = [date for parts in crossref_dates(work) if (date := date_from_parts(parts))]
    return tuple(sorted({date.year for date in dates} - {dates[0].year})) if dates else ()


def _other_identifiers(work: CrossrefWork, kind: Kind) -> Iterator[Identifier | None]:
    page = landing_page(work, clean_text)
    identifier = identifier_in_url(page) if page else None
    if identifier and identifier.scheme != "doi":
        yield identifier
    if kind is Kind.BOOK:
        # The ISBN of a chapter or a paper is that of the book.
        yield from (isbn(bare_isbn(number)) for number in texts(work.isbn, clean_text))


def _related(work: CrossrefWork) -> Iterator[tuple[Relation, Identifier]]:
    for name, relation in CROSSREF_RELATIONS.items():
        for row in one_or_many(mapping(work.relation).get(name)):
            if identifier := identifier_from(clean_text(row.get("id-type")), row.get("id")):
                yield relation, identifier
