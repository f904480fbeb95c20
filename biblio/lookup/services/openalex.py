"""OpenAlex: works by DOI or PubMed's numbers and, if the user allows it, by title and by words.

https://developers.openalex.org/api-reference/works. A request for one work is free. A filter costs one and a search ten
of the 1,000 credits per day without a key (https://developers.openalex.org/api-reference/authentication); OpenAlex
accepts keys only in addresses, where we never put them. It is an index, and sometimes has a wrong title under a correct
DOI: in a record only the requested identifier counts as one; the others say where to ask next (`Relation.INDEXED`).
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
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply
from biblio.lookup.json_values import clean_text, mapping, one_or_many
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.openalex_work import (
    OpenAlexWork,
    openalex_authors,
    openalex_pages,
    openalex_source,
    openalex_title,
)
from biblio.lookup.services.record_fields import identifier_from, unique_identifiers, year_date
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
from biblio.model.identifiers import Identifier, make
from biblio.model.people import parse_person
from biblio.model.record import Kind, Medium, Notice, NoticeKind, Record, Relation

__all__ = ["OpenAlex", "parse_openalex_work"]

_PATH = "/works"
_FREE = 3  # up to this many DOIs are requested one by one, which is free; more go into a filter, one credit per hundred
_DOIS = 100  # values of a filter
_CHARACTERS = 3400
_HITS = 10
_PLAIN_DOI = re.compile(r"10\.[\d.]+/[A-Za-z0-9._;()/-]+")  # "|", "," and ":" separate values and filters
_FIELDS = (
    "id,doi,ids,title,display_name,publication_year,type,language,primary_location,locations,biblio,authorships,"
    "is_authors_truncated,is_retracted,abstract_inverted_index"
)
_KINDS: Mapping[str, tuple[Kind, Medium]] = {
    "preprint": (Kind.PAPER, Medium.PREPRINT),
    "book": (Kind.BOOK, Medium.UNKNOWN),
    "book-chapter": (Kind.PAPER, Medium.COLLECTION),
    "reference-entry": (Kind.PAPER, Medium.COLLECTION),
    "dissertation": (Kind.THESIS, Medium.UNKNOWN),
    "report": (Kind.REPORT, Medium.UNKNOWN),
    "standard": (Kind.REPORT, Medium.UNKNOWN),
    "dataset": (Kind.DATASET, Medium.UNKNOWN),
    "software": (Kind.SOFTWARE, Medium.UNKNOWN),
}
_MEDIA = {"journal": Medium.JOURNAL, "conference": Medium.PROCEEDINGS, "repository": Medium.PREPRINT}


class OpenAlex(StepwiseService):
    """OpenAlex as a service; see `biblio.lookup.service.Service`."""

    name = "openalex"
    schemes = frozenset({"doi", "arxiv", "pmid", "pmcid"})

    def __init__(self, policy: ServicePolicy, http: HttpClient) -> None:
        super().__init__(policy, http)
        self.searches = policy.searches

    def _is_askable(self, question: Question) -> bool:
        return question.identifier is not None or bool(_search_words(question))

    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        by_identifier, by_title, for_words = group_by_kind(self.name, questions)
        plain = [question for question in by_identifier if _PLAIN_DOI.fullmatch(_doi(question))]
        if len(unique_identifiers(question.identifier for question in plain)) <= _FREE:
            plain = []
        single = [question for question in by_identifier if question not in plain]
        batches = make_batches(plain, _DOIS, _CHARACTERS, lambda question: f"{_doi(question)}|")
        return [
            *batch_steps(self._ask_dois, batches),
            *single_steps(self._ask_one, single),
            *single_steps(self._ask_title, filter(self._is_askable, by_title)),
            *single_steps(self._ask_words, filter(self._is_askable, for_words)),
        ]

    def _ask_dois(self, questions: Sequence[Question]) -> Iterator[Answer]:
        dois = dict.fromkeys(map(_doi, questions))
        rows, total = self._list({"filter": f"doi:{'|'.join(dois)}", "per-page": str(_DOIS)})
        if total > len(rows):
            raise BadReply(self.name, "returned a list from which works are missing")
        by_doi = {identifier: row for row in rows if (identifier := identifier_from("doi", row.get("doi")))}
        for question in questions:
            assert question.identifier is not None
            row = by_doi.get(question.identifier)
            record = parse_openalex_work(row, requested=question.identifier) if row else None
            yield Answer(question, (record,) if record else ())

    def _ask_one(self, question: Question) -> Iterator[Answer]:
        identifier = question.identifier
        assert identifier is not None
        name = f"doi:{identifier.doi}" if identifier.doi else f"{identifier.scheme}:{identifier.value}"
        reply = self._http.get(self._policy, f"{_PATH}/{quote(name, safe='/:')}", params={"select": _FIELDS})
        if reply.status == 404 and b"not found" in reply.body.lower():
            yield Answer(question, ())
        elif reply.status == 200:
            record = parse_openalex_work(mapping(read_json(self.name, reply)), requested=identifier)
            yield Answer(question, (record,) if record else ())
        else:
            raise refusal_error(self.name, reply, _complaint(reply))

    def _ask_title(self, question: Question) -> Iterator[Answer]:
        rows, _ = self._list({"filter": f"title.search:{_search_words(question)}", "per-page": str(_HITS)})
        titles = question.query.titles if question.query else ()
        yield Answer(question, filter_related(titles, filter(None, map(parse_openalex_work, rows))))

    def _ask_words(self, question: Question) -> Iterator[Answer]:
        params = {"search": _search_words(question), "per-page": str(2 * _HITS)}
        if latest := latest_publication_year(question.query):
            params["filter"] = f"to_publication_date:{latest}-12-31"
        rows, _ = self._list(params)
        records = filter(None, map(parse_openalex_work, rows))
        yield Answer(question, rank_by_mentions(search_terms(question.words), records))

    def _list(self, params: Mapping[str, str]) -> tuple[list[Mapping[str, Any]], int]:
        """Return one page of works, and how many there are in all."""
        reply = self._http.get(self._policy, _PATH, params=dict(params) | {"select": _FIELDS})
        if reply.status != 200:
            raise refusal_error(self.name, reply, _complaint(reply))
        frame = mapping(read_json(self.name, reply))
        if not isinstance(frame.get("results"), list):
            raise BadReply(self.name, "answered with something that is not a list of works", url=reply.url)
        rows = one_or_many(frame["results"])
        total = mapping(frame.get("meta")).get("count")
        return rows, total if isinstance(total, int) else len(rows)


def _doi(question: Question) -> str:
    return (question.identifier.doi if question.identifier else None) or ""


def _search_words(question: Question) -> str:
    if question.words:
        return " ".join(f'"{term}"' if " " in term else term for term in search_terms(question.words))
    titles = question.query.titles if question.query else ()
    return " ".join(plain_words(titles[0])) if titles else ""


def _complaint(reply: Reply) -> str:
    try:
        message = clean_text(mapping(read_json("openalex", reply)).get("message"))
    except BadReply:
        return ""
    return f"did not understand the request: {message}" if message else ""


# -- replies -----------------------------------------------------------------------------------------------
def parse_openalex_work(item: Mapping[str, Any], *, requested: Identifier | None = None) -> Record | None:
    """Return the record of one work; None if it has no title, or is not the work `requested`."""
    work = msgspec.convert(item, OpenAlexWork)
    title = openalex_title(work, clean_text)
    identifiers = unique_identifiers(_identifiers(work))
    if not title or (requested is not None and requested not in identifiers):
        return None
    source, biblio = openalex_source(work), mapping(work.biblio)
    kind, medium = _KINDS.get(clean_text(work.type), (Kind.PAPER, Medium.UNKNOWN))
    if kind is Kind.PAPER and medium is Medium.UNKNOWN:
        medium = _MEDIA.get(clean_text(source.get("type")), Medium.UNKNOWN)
    is_preprint = medium is Medium.PREPRINT
    first, last = openalex_pages(work, clean_text)
    authors = openalex_authors(one_or_many(work.authorships), clean_text)
    return Record(
        source="openalex",
        title=title,
        kind=kind,
        medium=medium,
        identifiers=unique_identifiers([requested]),
        related=tuple((Relation.INDEXED, identifier) for identifier in identifiers if identifier != requested),
        authors=tuple(map(parse_person, authors)),
        truncated=work.is_authors_truncated is True,
        date=year_date(clean_text(work.publication_year)),
        venue="" if is_preprint else clean_text(source.get("display_name")),
        volume="" if is_preprint else clean_text(biblio.get("volume")),
        number="" if is_preprint else clean_text(biblio.get("issue")),
        pages="" if is_preprint else f"{first}-{last}" if first and last and first != last else first,
        url=clean_text(mapping(work.primary_location).get("landing_page_url")),
        abstract=_abstract(work.abstract_inverted_index),
        language=clean_text(work.language),
        notices=(Notice(NoticeKind.RETRACTED, "openalex"),) if work.is_retracted is True else (),
    )


def _identifiers(work: OpenAlexWork) -> Iterator[Identifier | None]:
    yield identifier_from("doi", work.doi)
    ids = mapping(work.ids)
    for scheme in ("pmid", "pmcid"):
        yield make(scheme, clean_text(ids.get(scheme)).rstrip("/").rpartition("/")[2])
    for location in one_or_many(work.locations):
        identifier = identifier_in_url(clean_text(location.get("landing_page_url")))
        yield identifier if identifier and identifier.scheme in ("arxiv", "acl", "openreview", "pmlr") else None


def _abstract(index: object) -> str:
    """Return the abstract from its inverted index (word → positions), ignoring invalid positions.

    The catalogue has its own, faster version, which gives up on such an index.
    """
    words = [
        (position, word)
        for word, positions in mapping(index).items()
        for position in (positions if isinstance(positions, list) else ())
        if isinstance(position, int) and not isinstance(position, bool)
    ]
    return abstract_text(" ".join(word for _, word in sorted(words)))
