"""Semantic Scholar's Academic Graph API: works by identifier (five hundred per request), by title, and by words.

https://api.semanticscholar.org/api-docs/graph. It is an index: it makes one paper of a preprint and its publication and
mixes what both say, the venue of one with the year and DOI of the other. So only its own identifiers count in its
records, and PubMed's if one was requested; the others say where to ask next (`Relation.INDEXED`).

- A batch answers by position, with null for what it does not know. Sometimes it answers with another paper
  (allenai/s2-folks#108), recognisable by an identifier in the same scheme with another value.
- ``search/bulk`` takes alternatives in parentheses and gives up to a thousand papers in no order, so the words of many
  notes go into one request. Unlike ``search/match`` it finds no misspelt title. A server that stands in for it may lack
  it: then the words of one note are searched for at a time.
- Hyphens in a search find nothing: "use spaces instead".
- The key goes into the header ``x-api-key``. Without a key all users share a pool, which is often exhausted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from biblio.bibtex.latex_to_text import abstract_text
from biblio.errors import BadReply
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply
from biblio.lookup.json_values import clean_text, mapping, one_or_many, texts
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.record_fields import unique_identifiers
from biblio.lookup.services.service_base import (
    RequestStep,
    StepwiseService,
    ask_in_halves,
    batch_steps,
    group_by_kind,
    make_batches,
    read_json,
    refusal_error,
    run_steps,
    single_steps,
)
from biblio.lookup.services.title_search import filter_related, plain_words
from biblio.lookup.services.word_search import (
    folded_words,
    latest_publication_year,
    mentions_all,
    rank_by_mentions,
    search_terms,
)
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, arxiv, doi, make
from biblio.model.people import parse_person
from biblio.model.record import Kind, Medium, Record, Relation

__all__ = ["SemanticScholar", "parse_s2_paper"]

_PATH = "/graph/v1/paper"
_IDS = 500  # a request
_WORD_GROUPS, _CHARACTERS = 20, 2400  # of a bulk search, in its address
_HITS = 20  # results of a search for words
_FIELDS = "title,externalIds,year,venue,publicationVenue,publicationTypes,journal,authors.name,abstract"
# How an identifier is written in a request, and the name under which it is returned.
_FORMS: Mapping[str, tuple[str, str]] = {
    "arxiv": ("ARXIV:{}", "ArXiv"),
    "doi": ("DOI:{}", "DOI"),
    "acl": ("ACL:{}", "ACL"),
    "pmid": ("PMID:{}", "PubMed"),
    "pmcid": ("PMCID:{}", "PubMedCentral"),
    "s2": ("{}", ""),
}
_KEPT_SCHEMES = frozenset({"s2", "pmid", "pmcid"})  # no service asks PubMed itself
_KINDS: Mapping[str, tuple[Kind, Medium]] = {
    "Book": (Kind.BOOK, Medium.UNKNOWN),
    "BookSection": (Kind.PAPER, Medium.COLLECTION),
    "Dataset": (Kind.DATASET, Medium.UNKNOWN),
    "Conference": (Kind.PAPER, Medium.PROCEEDINGS),
    "JournalArticle": (Kind.PAPER, Medium.JOURNAL),
    "Review": (Kind.PAPER, Medium.JOURNAL),
}
_MEDIA = {"conference": Medium.PROCEEDINGS, "journal": Medium.JOURNAL}
_PREPRINTS = frozenset({"arxiv.org", "arxiv", "biorxiv", "medrxiv", "corr", "social science research network"})


class SemanticScholar(StepwiseService):
    """Semantic Scholar as a service; see `biblio.lookup.service.Service`."""

    name = "semanticscholar"
    schemes = frozenset(_FORMS)

    def __init__(self, policy: ServicePolicy, http: HttpClient) -> None:
        super().__init__(policy, http)
        self.searches = policy.searches
        self._has_bulk_search = True

    def _is_askable(self, question: Question) -> bool:
        return question.identifier is not None or bool(_search_words(question))

    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        by_identifier, by_title, for_words = group_by_kind(self.name, questions)
        batches = [by_identifier[start : start + _IDS] for start in range(0, len(by_identifier), _IDS)]
        askable = [question for question in for_words if self._is_askable(question)]
        size = _WORD_GROUPS if self._has_bulk_search else 1
        groups = make_batches(askable, size, _CHARACTERS, lambda question: f"({_search_words(question)}) | ")
        return [
            *batch_steps(self._ask_ids, batches),
            *single_steps(self._ask_title, filter(self._is_askable, by_title)),
            *(batch_steps(self._ask_word_groups, groups) if size > 1 else single_steps(self._ask_words, askable)),
        ]

    def _ask_ids(self, questions: Sequence[Question]) -> Iterator[Answer]:
        identifiers = unique_identifiers(question.identifier for question in questions)
        body = json.dumps({"ids": [_written(identifier) for identifier in identifiers]}).encode()
        reply = self._http.post(
            self._policy,
            f"{_PATH}/batch",
            body,
            repeatable=True,
            params={"fields": _FIELDS},
            headers={"Content-Type": "application/json"},
        )
        rows = dict(zip(identifiers, self._rows(reply, len(identifiers)), strict=True))
        for question in questions:
            assert question.identifier is not None
            record = parse_s2_paper(rows[question.identifier], requested=question.identifier)
            yield Answer(question, (record,) if record else ())

    def _rows(self, reply: Reply, count: int) -> list[Mapping[str, Any]]:
        if reply.status == 400 and b"no valid paper ids" in reply.body.lower():
            return [{}] * count  # its answer if it knows none of them
        if reply.status != 200:
            raise refusal_error(self.name, reply, _complaint(reply))
        rows = read_json(self.name, reply)
        if not isinstance(rows, list) or len(rows) != count:
            raise BadReply(self.name, "answered with a different number of papers than requested", url=reply.url)
        return [mapping(row) for row in rows]

    def _ask_title(self, question: Question) -> Iterator[Answer]:
        params = {"query": _search_words(question), "fields": _FIELDS}
        reply = self._http.get(self._policy, f"{_PATH}/search/match", params=params)
        if reply.status == 404 and b"title match not found" in reply.body.lower():
            yield Answer(question, ())
            return
        titles = question.query.titles if question.query else ()
        yield Answer(question, filter_related(titles, self._search_results(reply)))

    def _ask_word_groups(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Search for the words of any of several notes if all results fit on one page; otherwise in halves."""
        if len({question.key for question in questions}) == 1 or not self._has_bulk_search:
            yield from run_steps(single_steps(self._ask_words, questions))
            return
        params = {"query": " | ".join(f"({_search_words(question)})" for question in questions), "fields": _FIELDS}
        years = [latest_publication_year(question.query) for question in questions]
        if all(years):
            params["year"] = f"-{max(filter(None, years))}"
        reply = self._http.get(self._policy, f"{_PATH}/search/bulk", params=params)
        if reply.status in (400, 404) and _complaint(reply):  # it took "search/bulk" for a paper, or its words for odd
            self._has_bulk_search = False
            yield from run_steps(single_steps(self._ask_words, questions))
            return
        records = self._search_results(reply)
        results = mapping(read_json(self.name, reply))
        total = results.get("total")
        if isinstance(total, int) and total > len(one_or_many(results.get("data"))):
            yield from ask_in_halves(self._ask_word_groups, questions)
            return
        words = [folded_words(record) for record in records]
        for question, latest in zip(questions, years, strict=True):
            terms = tuple(_search_words(question).split())
            answering = [
                record
                for record, record_words in zip(records, words, strict=True)
                # An abstract that must not be shown was searched all the same.
                if (not record.abstract or mentions_all(terms, record_words)) and _is_by(record, latest)
            ]
            yield Answer(question, rank_by_mentions(search_terms(question.words), answering))

    def _ask_words(self, question: Question) -> Iterator[Answer]:
        params = {"query": _search_words(question), "fields": _FIELDS, "limit": str(_HITS)}
        if latest := latest_publication_year(question.query):
            params["year"] = f"-{latest}"
        reply = self._http.get(self._policy, f"{_PATH}/search", params=params)
        yield Answer(question, rank_by_mentions(search_terms(question.words), self._search_results(reply)))

    def _search_results(self, reply: Reply) -> tuple[Record, ...]:
        if reply.status != 200:
            raise refusal_error(self.name, reply, _complaint(reply))
        rows = mapping(read_json(self.name, reply)).get("data")
        if not isinstance(rows, list):
            raise BadReply(self.name, "answered with something that is not a search result", url=reply.url)
        return tuple(record for row in one_or_many(rows) if (record := parse_s2_paper(row)))


def _is_by(record: Record, latest: int | None) -> bool:
    return not (latest and record.date and record.date.year > latest)


def _search_words(question: Question) -> str:
    if question.words:
        return " ".join(search_terms(question.words))
    titles = question.query.titles if question.query else ()
    return " ".join(plain_words(titles[0])) if titles else ""


def _written(identifier: Identifier) -> str:
    if identifier.value.startswith("CorpusID"):
        return f"CorpusId:{identifier.value.removeprefix('CorpusID')}"
    return _FORMS[identifier.scheme][0].format(identifier.value.removeprefix("PMC"))


def _complaint(reply: Reply) -> str:
    try:
        message = clean_text(mapping(read_json("semanticscholar", reply)).get("error"))
    except BadReply:
        return ""
    return f"did not understand the request: {message}" if message else ""


# -- replies -----------------------------------------------------------------------------------------------
def parse_s2_paper(row: Mapping[str, Any], *, requested: Identifier | None = None) -> Record | None:
    """Return the record of one paper; None if it has no title, or is not the paper `requested`."""
    title, external_ids = clean_text(row.get("title")), mapping(row.get("externalIds"))
    if not title or (requested is not None and _is_another_paper(external_ids, requested)):
        return None
    known = {scheme: clean_text(external_ids.get(name)) for scheme, (_, name) in _FORMS.items() if name}
    preprint = arxiv(known["arxiv"])
    venue = clean_text(row.get("venue")) or clean_text(mapping(row.get("journal")).get("name"))
    kind, medium = _kind(row, venue, bool(preprint))
    is_preprint = medium is Medium.PREPRINT
    paper_id = make("s2", clean_text(row.get("paperId")))
    is_kept = requested is not None and requested.scheme in _KEPT_SCHEMES
    indexed = unique_identifiers([preprint, doi(known["doi"]), make("acl", known["acl"])])
    names = (clean_text(author.get("name")) for author in one_or_many(row.get("authors")))
    return Record(
        source="semanticscholar",
        title=title,
        kind=kind,
        medium=medium,
        identifiers=unique_identifiers([paper_id, requested if is_kept else None]),
        related=tuple((Relation.INDEXED, identifier) for identifier in indexed),
        authors=tuple(parse_person(name) for name in names if name),
        date=_date(row, None if is_preprint else preprint),
        venue="" if is_preprint else venue,
        url=paper_id.address or "" if paper_id else "",
        abstract=abstract_text(row.get("abstract")),
    )


def _is_another_paper(external_ids: Mapping[str, Any], requested: Identifier) -> bool:
    name = _FORMS[requested.scheme][1]
    value = clean_text(external_ids.get(name)) if name else ""
    if requested.value.startswith("CorpusID"):
        number = clean_text(external_ids.get("CorpusId"))
        value = f"CorpusID{number}" if number else ""
    if requested.scheme == "pmcid" and value:
        value = f"PMC{value.removeprefix('PMC')}"
    identifier = make(requested.scheme, value)
    # The DOI of a paper that is also on arXiv may be arXiv's, which is not another paper.
    return identifier is not None and identifier != requested and identifier.scheme == requested.scheme


def _kind(row: Mapping[str, Any], venue: str, is_on_arxiv: bool) -> tuple[Kind, Medium]:
    if venue.casefold() in _PREPRINTS or (not venue and is_on_arxiv):
        return Kind.PAPER, Medium.PREPRINT
    if medium := _MEDIA.get(clean_text(mapping(row.get("publicationVenue")).get("type"))):
        return Kind.PAPER, medium
    # It often gives both types, which says nothing about the medium.
    kinds = [_KINDS[name] for name in texts(row.get("publicationTypes"), clean_text) if name in _KINDS]
    if len(set(kinds)) == 1 and venue:
        return kinds[0]
    return Kind.PAPER, Medium.UNKNOWN


def _date(row: Mapping[str, Any], preprint: Identifier | None) -> PartialDate | None:
    """Return the year; None if it may be the preprint's although the venue is the publication's."""
    year = clean_text(row.get("year"))
    if not (year.isdecimal() and len(year) == 4 and year != "0000"):
        return None
    if preprint is not None and preprint.value.rpartition("/")[2].startswith(year[2:]):
        return None
    return PartialDate(int(year))
