"""OpenAlex: works by DOI or PubMed's numbers and, where the person allows it, by title and by words.

https://developers.openalex.org/api-reference/works. A request for one work is free, a filter costs one and a search ten
of the day's 1,000 credits (without a key, which it takes in addresses only, where none of ours may stand):
https://developers.openalex.org/api-reference/authentication. It is an index, and at times has a wrong title under a
right DOI: of a record only what was asked for is an identifier, the others are where to ask next (`Relation.INDEXED`).
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
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.content import Reply
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.record_fields import (
    clean_text,
    identifier_from,
    load_json,
    mapping,
    one_or_many,
    unique_identifiers,
)
from biblio.lookup.services.service_base import RequestStep, StepwiseService, group_by_kind, make_batches, refusal_error
from biblio.lookup.services.title_search import filter_related, plain_words
from biblio.lookup.services.word_search import latest_publication_year, rank_by_mentions, search_terms
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, make
from biblio.model.people import Person, parse_person
from biblio.model.record import Kind, Medium, Notice, NoticeKind, Record, Relation

__all__ = ["OpenAlex", "parse_openalex_work"]

_PATH = "/works"
_FREE = 3  # DOIs that are asked for one by one, for nothing; more go into a filter, for one credit a hundred
_DOIS = 100  # values of a filter
_CHARACTERS = 3400
_HITS = 10
_PLAIN_DOI = re.compile(r"10\.[\d.]+/[A-Za-z0-9._;()/-]+")  # "|", "," and ":" part values and filters
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
        return question.identifier is not None or bool(_words(question))

    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        by_identifier, by_title, for_words = group_by_kind(self.name, questions)
        plain = [one for one in by_identifier if _PLAIN_DOI.fullmatch(_doi(one))]
        if len(unique_identifiers(one.identifier for one in plain)) <= _FREE:
            plain = []
        singly = [one for one in by_identifier if one not in plain]
        batches = make_batches(plain, _DOIS, _CHARACTERS, lambda one: f"{_doi(one)}|")
        steps: list[RequestStep] = [partial(self._ask_dois, batch) for batch in batches]
        steps += [partial(self._ask_one, question) for question in singly]
        steps += [partial(self._ask_title, question) for question in by_title if _words(question)]
        steps += [partial(self._ask_words, question) for question in for_words if _words(question)]
        return steps

    def _ask_dois(self, questions: Sequence[Question]) -> Iterator[Answer]:
        wanted = dict.fromkeys(map(_doi, questions))
        rows, total = self._list({"filter": f"doi:{'|'.join(wanted)}", "per-page": str(_DOIS)})
        if total > len(rows):
            raise BadReply(self.name, "left works out of its list")
        found = {own: row for row in rows if (own := identifier_from("doi", row.get("doi")))}
        for question in questions:
            assert question.identifier is not None
            row = found.get(question.identifier)
            record = parse_openalex_work(row, asked=question.identifier) if row else None
            yield Answer(question, (record,) if record else ())

    def _ask_one(self, question: Question) -> Iterator[Answer]:
        asked = question.identifier
        assert asked is not None
        name = f"doi:{asked.doi}" if asked.doi else f"{asked.scheme}:{asked.value}"
        reply = self._http.get(self._policy, f"{_PATH}/{quote(name, safe='/:')}", params={"select": _FIELDS})
        if reply.status == 404 and b"not found" in reply.body.lower():
            yield Answer(question, ())
        elif reply.status == 200:
            record = parse_openalex_work(mapping(load_json(self.name, reply.body)), asked=asked)
            yield Answer(question, (record,) if record else ())
        else:
            raise refusal_error(self.name, reply, _complaint(reply))

    def _ask_title(self, question: Question) -> Iterator[Answer]:
        rows, _ = self._list({"filter": f"title.search:{_words(question)}", "per-page": str(_HITS)})
        titles = question.query.titles if question.query else ()
        yield Answer(question, filter_related(titles, filter(None, map(parse_openalex_work, rows))))

    def _ask_words(self, question: Question) -> Iterator[Answer]:
        params = {"search": _words(question), "per-page": str(2 * _HITS)}
        if latest := latest_publication_year(question.query):
            params["filter"] = f"to_publication_date:{latest}-12-31"
        rows, _ = self._list(params)
        yield Answer(
            question, rank_by_mentions(search_terms(question.words), filter(None, map(parse_openalex_work, rows)))
        )

    def _list(self, params: Mapping[str, str]) -> tuple[list[Mapping[str, Any]], int]:
        """Return one page of works, and how many there are in all."""
        reply = self._http.get(self._policy, _PATH, params=dict(params) | {"select": _FIELDS})
        if reply.status != 200:
            raise refusal_error(self.name, reply, _complaint(reply))
        frame = mapping(load_json(self.name, reply.body))
        if not isinstance(frame.get("results"), list):
            raise BadReply(self.name, "answered with something that is no list of works", url=reply.url)
        rows = one_or_many(frame["results"])
        total = mapping(frame.get("meta")).get("count")
        return rows, total if isinstance(total, int) else len(rows)


def _doi(question: Question) -> str:
    return (question.identifier.doi if question.identifier else None) or ""


def _words(question: Question) -> str:
    if question.words:
        return " ".join(f'"{term}"' if " " in term else term for term in search_terms(question.words))
    titles = question.query.titles if question.query else ()
    return " ".join(plain_words(titles[0])) if titles else ""


def _complaint(reply: Reply) -> str:
    try:
        said = clean_text(mapping(load_json("openalex", reply.body)).get("message"))
    except BadReply:
        return ""
    return f"did not understand the request: {said}" if said else ""


# -- replies -----------------------------------------------------------------------------------------------
def parse_openalex_work(item: Mapping[str, Any], *, asked: Identifier | None = None) -> Record | None:
    """Return the record of one work; None where it has no title, or is another one than the one `asked` for."""
    title = clean_text(item.get("title")) or clean_text(item.get("display_name"))
    others = unique_identifiers(_identifiers(item))
    if not title or (asked is not None and asked not in others):
        return None
    location = mapping(item.get("primary_location"))
    source = mapping(location.get("source"))
    kind, medium = _KINDS.get(clean_text(item.get("type")), (Kind.PAPER, Medium.UNKNOWN))
    if kind is Kind.PAPER and medium is Medium.UNKNOWN:
        medium = _MEDIA.get(clean_text(source.get("type")), Medium.UNKNOWN)
    is_preprint = medium is Medium.PREPRINT
    biblio = mapping(item.get("biblio"))
    first, last = clean_text(biblio.get("first_page")), clean_text(biblio.get("last_page"))
    year = clean_text(item.get("publication_year"))
    return Record(
        source="openalex",
        title=title,
        kind=kind,
        medium=medium,
        identifiers=unique_identifiers([asked]),
        related=tuple((Relation.INDEXED, one) for one in others if one != asked),
        authors=tuple(_people(item.get("authorships"))),
        truncated=item.get("is_authors_truncated") is True,
        date=PartialDate(int(year)) if re.fullmatch(r"[12]\d{3}", year) else None,
        venue="" if is_preprint else clean_text(source.get("display_name")),
        volume="" if is_preprint else clean_text(biblio.get("volume")),
        number="" if is_preprint else clean_text(biblio.get("issue")),
        pages="" if is_preprint else f"{first}-{last}" if first and last and first != last else first,
        url=clean_text(location.get("landing_page_url")),
        abstract=_abstract(item.get("abstract_inverted_index")),
        language=clean_text(item.get("language")),
        notices=(Notice(NoticeKind.RETRACTED, "openalex"),) if item.get("is_retracted") is True else (),
    )


def _identifiers(item: Mapping[str, Any]) -> Iterator[Identifier | None]:
    yield identifier_from("doi", item.get("doi"))
    ids = mapping(item.get("ids"))
    for scheme in ("pmid", "pmcid"):
        yield make(scheme, clean_text(ids.get(scheme)).rstrip("/").rpartition("/")[2])
    for place in one_or_many(item.get("locations")):
        found = identifier_in_url(clean_text(place.get("landing_page_url")))
        yield found if found and found.scheme in ("arxiv", "acl", "openreview", "pmlr") else None


def _people(rows: object) -> Iterator[Person]:
    for row in one_or_many(rows):
        # The name as it was printed; the other one is that of the person whom OpenAlex takes the author for.
        name = clean_text(row.get("raw_author_name")) or clean_text(mapping(row.get("author")).get("display_name"))
        if name:
            yield parse_person(name)


def _abstract(index: object) -> str:
    """Return the abstract from its inverted index (word → places)."""
    places = [
        (place, word)
        for word, found in mapping(index).items()
        for place in (found if isinstance(found, list) else ())
        if isinstance(place, int) and not isinstance(place, bool)
    ]
    return abstract_text(" ".join(word for _, word in sorted(places)))
