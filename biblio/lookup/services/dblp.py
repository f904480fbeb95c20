"""DBLP's publication search: by title, ten a request, and by a name that may be part of one.

https://dblp.org/faq/How+to+use+the+dblp+search+API.html: every word of the query must begin a word of the entry
(title, author, venue or year), and for a word there may be alternatives ("graph|network"). Entries give the venue's
short name; namesakes carry a number ("Yu Sun 0020").

Several titles are asked for together by their first words, or their second words, and so on: "a1|b1 a2|b2 a3|b3". What
has all words of one of the titles matches that; what matches by words of different titles is dropped here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from biblio.errors import BadReply
from biblio.extract.identifiers_in_text import identifier_in_url
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply
from biblio.lookup.json_values import clean_text, first_text, mapping, one_or_many, texts
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.dblp_entry import corr_number, title_without_stop, venue_without_volume
from biblio.lookup.services.record_fields import unique_identifiers, year_date
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
from biblio.lookup.services.title_search import filter_related, latin_titles, search_surname
from biblio.lookup.services.word_search import rank_by_mentions, title_terms
from biblio.matching.word_rarity import information
from biblio.model.decision import Query
from biblio.model.identifiers import arxiv, doi, make
from biblio.model.people import parse_person
from biblio.model.record import Kind, Medium, Record
from biblio.text import tokens, whole_number

__all__ = ["Dblp", "joined_words", "parse_dblp_hits", "title_search_words"]

_PATH = "/search/publ/api"
_FEW = 3  # this few words say too little: they are asked for with the author, and all hits are fetched
_HITS, _HITS_FEW = 100, 1000
_MAX_WORDS = 20
_TITLES, _CHARACTERS = 10, 2400  # of a request, in its address
# A search that is too long or takes too long: so say DBLP's server and what stands in front of it.
_TOO_MUCH = frozenset({400, 413, 414, 500, 502, 504})
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


class Dblp(StepwiseService):
    """DBLP as a service; see `biblio.lookup.service.Service`."""

    name = "dblp"
    schemes: frozenset[str] = frozenset()
    searches = True

    def __init__(self, policy: ServicePolicy, http: HttpClient) -> None:
        super().__init__(policy, http)
        self._takes_joined_searches = True

    def _is_askable(self, question: Question) -> bool:
        if question.words:
            return bool(title_terms(question.words))
        return question.query is not None and bool(title_search_words(question.query))

    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        by_identifier, by_title, for_words = group_by_kind(self.name, questions)
        if by_identifier:
            raise ValueError("DBLP is not asked for identifiers")
        askable = [question for question in by_title if self._is_askable(question)]
        short = [question for question in askable if len(_words(question)) <= _FEW]
        long = [question for question in askable if question not in short]
        batches = make_batches(long, _TITLES, _CHARACTERS, lambda question: f"{'|'.join(_words(question))}|")
        return [
            *batch_steps(self._ask_titles, batches),
            *single_steps(self._ask_title, short),
            *single_steps(self._ask_words, filter(self._is_askable, for_words)),
        ]

    def _ask_title(self, question: Question) -> Iterator[Answer]:
        words = _words(question)
        hits = _HITS_FEW if len(words) <= _FEW else _HITS
        yield Answer(question, _related(question, self._search(" ".join(words), hits)[0]))

    def _ask_titles(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Ask for several titles in one search if it returns all hits; otherwise in halves.

        If the server cannot answer such a search, titles are asked for one by one from then on.
        """
        titles = {question.key: _words(question) for question in questions}
        if len(titles) == 1 or not self._takes_joined_searches:
            yield from run_steps(single_steps(self._ask_title, questions))
            return
        params = _params(joined_words(list(titles.values())), _HITS_FEW)
        reply = self._http.get(self._policy, _PATH, params=params, accepted_statuses=_TOO_MUCH)
        if reply.status in _TOO_MUCH:
            self._takes_joined_searches = False
            yield from run_steps(single_steps(self._ask_title, questions))
            return
        records, total = self._hits(reply)
        if total > _HITS_FEW:
            yield from ask_in_halves(self._ask_titles, questions)
            return
        entry_words = [_entry_words(record) for record in records]
        for question in questions:
            words = titles[question.key]
            matching = [record for record, entry in zip(records, entry_words, strict=True) if _has_all(words, entry)]
            yield Answer(question, _related(question, matching))

    def _ask_words(self, question: Question) -> Iterator[Answer]:
        # Every word must be in the title, but few words of a summary are, so only the most telling name is asked for.
        names = title_terms(question.words)
        yield Answer(question, rank_by_mentions(names, self._search(names[0], _HITS)[0]))

    def _search(self, words: str, hits: int) -> tuple[tuple[Record, ...], int]:
        """Return at most so many `hits` for `words`, and how many there are."""
        return self._hits(self._http.get(self._policy, _PATH, params=_params(words, hits)))

    def _hits(self, reply: Reply) -> tuple[tuple[Record, ...], int]:
        """Return the hits in a reply, and how many there are."""
        if reply.status != 200:
            raise refusal_error(self.name, reply)
        result = read_json(self.name, reply)
        records = parse_dblp_hits(result)
        total = whole_number(clean_text(mapping(mapping(mapping(result).get("result")).get("hits")).get("@total")))
        return records, len(records) if total is None else total


def _params(words: str, hits: int) -> dict[str, str]:
    return {"q": words, "format": "json", "h": str(hits)}


def _words(question: Question) -> list[str]:
    return title_search_words(question.query).split() if question.query else []


def joined_words(titles: Sequence[Sequence[str]]) -> str:
    """Return a search that finds what has all words of any of `titles`, and little else.

    The rarest words are each other's alternatives: together they exclude most entries.
    """
    ranked = [sorted(words, key=lambda word: -information((word,))) for words in titles]
    places = range(max(map(len, ranked)))
    return " ".join("|".join(dict.fromkeys(words[place % len(words)] for words in ranked)) for place in places)


def _entry_words(record: Record) -> frozenset[str]:
    """Return the words of an entry that its search covers."""
    names = " ".join(map(str, (*record.authors, *record.editors)))
    return frozenset(tokens(f"{record.title} {names} {record.venue} {record.date.year if record.date else ''}"))


def _has_all(words: Iterable[str], entry: Iterable[str]) -> bool:
    """Whether each of `words` begins a word of an entry, which is what makes it a hit."""
    return all(any(entry_word.startswith(word) for entry_word in entry) for word in words)


def _related(question: Question, records: Iterable[Record]) -> tuple[Record, ...]:
    """Return the hits that are related to a title, in an order that does not depend on what else was asked."""
    ordered = sorted(records, key=lambda record: (-(record.date.year if record.date else 0), str(record.identifiers)))
    return filter_related(latin_titles(question.query) if question.query else (), ordered)


def title_search_words(query: Query) -> str:
    """Return the words to search for: those of the likeliest title in Latin script, without punctuation.

    Stop words and single letters narrow nothing and are left out, unless there are no other words. A title of up to
    three words is asked for with the first author. Empty if no title is in Latin script.
    """
    title = next(iter(latin_titles(query)), "")
    words = tokens(title)
    telling = [word for word in words if (len(word) > 1 or word.isdecimal()) and word not in _STOP_WORDS] or words
    author = search_surname(query.authors)
    if len(telling) <= _FEW and author:
        telling.append(author)
    return " ".join(dict.fromkeys(telling[:_MAX_WORDS]))


# -- replies -----------------------------------------------------------------------------------------------
def parse_dblp_hits(reply: object) -> tuple[Record, ...]:
    """Return the records in the JSON of a search result. Raises `BadReply` if it is something else."""
    result = mapping(reply).get("result")
    hits = result.get("hits") if isinstance(result, dict) else None
    if not isinstance(hits, dict):
        raise BadReply("dblp", "answered with something that is not a search result")
    entries = (mapping(hit.get("info")) for hit in one_or_many(hits.get("hit")))
    return tuple(record for entry in entries if (record := _record(entry)))


def _record(entry: Mapping[str, Any]) -> Record | None:
    title = title_without_stop(clean_text(entry.get("title")))
    if not title:
        return None
    key, volume = clean_text(entry.get("key")), clean_text(entry.get("volume"))
    kind, medium = _KINDS.get(clean_text(entry.get("type")), (Kind.PAPER, Medium.UNKNOWN))
    if kind is Kind.BOOK and key.startswith("phd/"):
        kind = Kind.THESIS
    named_venue = first_text(entry.get("venue"), clean_text)
    venue = venue_without_volume(named_venue)
    links = texts(entry.get("ee"), clean_text)
    preprint = arxiv(corr_number(named_venue, volume))
    people = tuple(parse_person(name) for name in _names(entry))
    is_preprint = medium is Medium.PREPRINT
    is_edited = entry.get("type") == "Editorship"
    return Record(
        source="dblp",
        title=title,
        kind=kind,
        medium=medium,
        identifiers=unique_identifiers(
            [doi(clean_text(entry.get("doi"))), *map(identifier_in_url, links), preprint, make("dblp", key)]
        ),
        authors=() if is_edited else people,
        editors=people if is_edited else (),
        date=year_date(clean_text(entry.get("year"))),
        venue="" if is_preprint else venue,
        venue_short="" if is_preprint else venue,
        volume="" if is_preprint else volume,
        number=clean_text(entry.get("number")),
        pages=clean_text(entry.get("pages")),
        publisher=clean_text(entry.get("publisher")),
        url=next(iter(links), ""),
    )


def _names(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the authors' names: a list of objects, or a single object if there is one author."""
    authors = mapping(entry.get("authors")).get("author")
    for row in authors if isinstance(authors, list) else [authors]:
        if name := clean_text(row.get("text") if isinstance(row, dict) else row):
            yield name
