"""DBLP's publication search: by title, and by a name that can stand in one.

https://dblp.org/faq/How+to+use+the+dblp+search+API.html: every word of the query must begin some word of the entry
(title, author, venue or year). Entries give the venue's short name; namesakes carry a number ("Yu Sun 0020").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from biblio.errors import BadReply
from biblio.extract.identifiers_in_text import identifier_in_url
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.record_fields import (
    clean_text,
    clean_texts,
    first_clean_text,
    load_json,
    mapping,
    one_or_many,
    unique_identifiers,
)
from biblio.lookup.services.service_base import RequestStep, group_by_kind, refusal_error, run_steps
from biblio.lookup.services.title_search import filter_related, latin_titles, search_surname
from biblio.lookup.services.word_search import rank_by_mentions, title_terms
from biblio.model.dates import PartialDate
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier, arxiv, doi, make
from biblio.model.people import parse_person
from biblio.model.record import Kind, Medium, Record
from biblio.text import tokens

__all__ = ["Dblp", "parse_dblp_hits", "title_search_words"]

_PATH = "/search/publ/api"
_FEW = 3  # words that say too little: they are asked for with the author, and all hits are wanted
_HITS, _HITS_FEW = 100, 1000
_MOST_WORDS = 20
_STOP_WORDS = frozenset("a an and are as at by for from in into is it of on or the to via with".split())
_KINDS: Mapping[str, tuple[Kind, Medium]] = {
    "Journal Articles": (Kind.PAPER, Medium.JOURNAL),
    "Conference and Workshop Papers": (Kind.PAPER, Medium.PROCEEDINGS),
    "Parts in Books or Collections": (Kind.PAPER, Medium.COLLECTION),
    "Reference Works": (Kind.PAPER, Medium.COLLECTION),
    "Books and Theses": (Kind.BOOK, Medium.UNKNOWN),
    "Editorship": (Kind.BOOK, Medium.PROCEEDINGS),
    "Data and Artifacts": (Kind.DATASET, Medium.UNKNOWN),
    "Informal Publications": (Kind.PAPER, Medium.PREPRINT),
    "Informal and Other Publications": (Kind.PAPER, Medium.PREPRINT),
}
_VOLUME = re.compile(r"\s*\((?:\d+|[IVX]+)\)$")  # "ECCV (3)": the third volume of the proceedings


class Dblp:
    """DBLP as a service; see `biblio.lookup.service.Service`."""

    name = "dblp"
    schemes: frozenset[str] = frozenset()
    searches = True

    def __init__(self, policy: ServicePolicy, http: HttpClient) -> None:
        self._policy = policy
        self._http = http

    def cost(self, questions: Sequence[Question]) -> int:
        """Return how many requests it will take to ask `questions` when nothing has to be repeated."""
        _, by_title, for_words = group_by_kind(self.name, questions)
        titles = sum(bool(title_search_words(question.query)) for question in by_title if question.query)
        return titles + sum(bool(title_terms(question.words)) for question in for_words)

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Ask for one title or name after the other; see `biblio.lookup.service.Service.ask`."""
        by_identifier, by_title, for_words = group_by_kind(self.name, questions)
        if by_identifier:
            raise ValueError("DBLP is not asked by identifier")
        steps: list[RequestStep] = [partial(self._ask_title, question) for question in by_title]
        yield from run_steps([*steps, *(partial(self._ask_words, question) for question in for_words)])

    def _ask_title(self, question: Question) -> Iterator[Answer]:
        query = question.query
        assert query is not None
        words = title_search_words(query)
        if not words:
            yield Answer(question, ())
            return
        hits = _HITS_FEW if len(words.split()) <= _FEW else _HITS
        yield Answer(question, filter_related(latin_titles(query), self._search(words, hits)))

    def _ask_words(self, question: Question) -> Iterator[Answer]:
        # Every word must be in the title, which few of a summary's are: the most telling name is asked for alone.
        names = title_terms(question.words)
        yield Answer(question, rank_by_mentions(names, self._search(names[0], _HITS)) if names else ())

    def _search(self, words: str, hits: int) -> tuple[Record, ...]:
        reply = self._http.get(self._policy, _PATH, params={"q": words, "format": "json", "h": str(hits)})
        if reply.status != 200:
            raise refusal_error(self.name, reply)
        return parse_dblp_hits(reply.body)


def title_search_words(query: Query) -> str:
    """Return the words to search for: those of the likeliest title in Latin script, without signs.

    Stop words and single letters narrow nothing and are left out, unless nothing else is there; a title of up to three
    words is asked for with the first author. Empty where there is no such title.
    """
    title = next(iter(latin_titles(query)), "")
    words = tokens(title)
    telling = [word for word in words if (len(word) > 1 or word.isdecimal()) and word not in _STOP_WORDS] or words
    author = search_surname(query.authors)
    if len(telling) <= _FEW and author:
        telling.append(author)
    return " ".join(dict.fromkeys(telling[:_MOST_WORDS]))


# -- replies -----------------------------------------------------------------------------------------------
def parse_dblp_hits(body: bytes) -> tuple[Record, ...]:
    """Return the records of a search result. Raises `BadReply` where it is none."""
    result = mapping(load_json("dblp", body)).get("result")
    hits = result.get("hits") if isinstance(result, dict) else None
    if not isinstance(hits, dict):
        raise BadReply("dblp", "answered with something that is no search result")
    rows = (mapping(hit.get("info")) for hit in one_or_many(hits.get("hit")))
    return tuple(record for info in rows if (record := _record(info)))


def _record(info: Mapping[str, Any]) -> Record | None:
    title = clean_text(info.get("title"))
    title = title[:-1] if title.endswith(".") and not title.endswith("..") else title
    if not title:
        return None
    key, year = clean_text(info.get("key")), clean_text(info.get("year"))
    kind, medium = _KINDS.get(clean_text(info.get("type")), (Kind.PAPER, Medium.UNKNOWN))
    if kind is Kind.BOOK and key.startswith("phd/"):
        kind = Kind.THESIS
    venue = _VOLUME.sub("", first_clean_text(info.get("venue")))
    links = [identifier_in_url(link) for link in clean_texts(info.get("ee"))]
    identifiers = unique_identifiers([doi(clean_text(info.get("doi"))), *links, _preprint(info), make("dblp", key)])
    people = tuple(parse_person(name) for name in _names(info))
    is_preprint = medium is Medium.PREPRINT
    return Record(
        source="dblp",
        title=title,
        kind=kind,
        medium=medium,
        identifiers=identifiers,
        authors=() if info.get("type") == "Editorship" else people,
        editors=people if info.get("type") == "Editorship" else (),
        date=PartialDate(int(year)) if re.fullmatch(r"[12]\d{3}", year) else None,
        venue="" if is_preprint else venue,
        venue_short="" if is_preprint else venue,
        volume="" if is_preprint else clean_text(info.get("volume")),
        number=clean_text(info.get("number")),
        pages=clean_text(info.get("pages")),
        publisher=clean_text(info.get("publisher")),
        url=next(iter(clean_texts(info.get("ee"))), ""),
    )


def _names(info: Mapping[str, Any]) -> Iterator[str]:
    """Yield the authors' names: a list of objects, or a single one where there is one author."""
    authors = mapping(info.get("authors")).get("author")
    for row in authors if isinstance(authors, list) else [authors]:
        if name := clean_text(row.get("text") if isinstance(row, dict) else row):
            yield name


def _preprint(info: Mapping[str, Any]) -> Identifier | None:
    """Return the arXiv identifier of a CoRR entry, whose volume is "abs/1706.03762"."""
    volume = clean_text(info.get("volume"))
    return arxiv(volume.removeprefix("abs/")) if first_clean_text(info.get("venue")) == "CoRR" else None
