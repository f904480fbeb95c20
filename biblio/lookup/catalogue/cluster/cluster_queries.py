"""The searches that an OpenSearch catalogue is asked with: values in, bodies of requests out; pure.

The words are folded already (`biblio.text.search_words`). Equal scores are ordered by `number`, so that every copy of a
shard gives the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from biblio.lookup.catalogue.cluster.cluster_documents import cluster_title_key
from biblio.lookup.catalogue.word_index import NAME_WEIGHT
from biblio.model.clues import Words

__all__ = [
    "Search",
    "clues_search",
    "count_search",
    "identifiers_search",
    "same_titles_search",
    "similar_titles_search",
    "source_query",
    "words_search",
]

Search = Mapping[str, Any]
"""The body of a search."""

_MAX_WORDS = 40  # words of one title; a cluster takes 1,024 clauses, and a misspelt word becomes up to fifty
_MIN_FUZZY = 4  # letters: shorter words have too many neighbours
_ORDER = [{"_score": "desc"}, {"number": "asc"}]


def identifiers_search(identifiers: Iterable[str], limit: int) -> Search:
    """Return the search for works that have any of `identifiers` (``scheme:value``)."""
    return _by_number({"terms": {"identifiers": list(identifiers)}}, limit)


def same_titles_search(keys: Iterable[str], limit: int, *, names: Sequence[str] = ()) -> Search:
    """Return the search for works with any of the title `keys`; those with most of the authors' `names` come first."""
    query = {"terms": {"titles": [cluster_title_key(key) for key in keys]}}
    if not names:
        return _by_number(query, limit)
    return _ranked(
        {"bool": {"filter": query, "should": [_constant({"term": {"names": name}}, 1.0) for name in names]}}, limit
    )


def similar_titles_search(
    words: Iterable[str], limit: int, *, keys: Iterable[str] = (), misspelt: Iterable[str] = ()
) -> Search:
    """Return the search for works whose titles have most of `words`, best first by BM25.

    Those with one of `keys` come before all others. A word of `misspelt` counts too if a title has one that is an edit
    away (a letter too much, missing, wrong, or two swapped).
    """
    several = [cluster_title_key(key) for key in keys]
    clauses: list[Mapping[str, Any]] = [{"term": {"title": word}} for word in _longest(words)]
    clauses += [
        {"fuzzy": {"title": {"value": word, "fuzziness": 1, "max_expansions": 30}}}
        for word in _longest(misspelt)
        if len(word) >= _MIN_FUZZY
    ]
    if several:
        clauses.append(_constant({"terms": {"titles": several}}, 1000.0))
    return _ranked({"bool": {"should": clauses}}, limit)


def clues_search(clues: Iterable[tuple[Sequence[Words], float]], limit: int, *, names: Iterable[str] = ()) -> Search:
    """Return the search for the works with the greatest sums of weights.

    A clue is (its readings, its weight): the words of one reading must all be in a work, in its title or abstract.
    `names` are words of authors' names.
    """
    clauses = [
        _constant(readings[0] if len(readings) == 1 else {"bool": {"should": readings}}, weight)
        for readings, weight in ((list(map(_with_all, variants)), weight) for variants, weight in clues)
    ]
    clauses += [_constant({"term": {"names": name}}, NAME_WEIGHT) for name in names]
    return _ranked({"bool": {"should": clauses}}, limit)


def words_search(words: Iterable[str], limit: int) -> Search:
    """Return the search for works that have `words` in titles, names or abstracts; for a user's search."""
    weights = {"title": 3.0, "names": 3.0, "text": 1.0}
    clauses = []
    for word in _longest(words):
        terms = [{"term": {field: {"value": word, "boost": weight}}} for field, weight in weights.items()]
        clauses.append({"dis_max": {"queries": terms}})
    return _ranked({"bool": {"should": clauses}}, limit)


def count_search(words: Words) -> Search:
    """Return the search that counts the works with all `words` in title or abstract, of no words: all works."""
    return {"query": _with_all(words) if words else {"match_all": {}}, "size": 0, "track_total_hits": True}


def source_query(source: str) -> Mapping[str, Any]:
    """Return the query for the works of one source file, by its key."""
    return {"term": {"source": source}}


def _with_all(words: Words) -> Mapping[str, Any]:
    if len(words) == 1:
        return {"term": {"text": words[0]}}
    return {"bool": {"filter": [{"term": {"text": word}} for word in words]}}


def _constant(query: Mapping[str, Any], weight: float) -> Mapping[str, Any]:
    return {"constant_score": {"filter": query, "boost": weight}}


def _by_number(query: Mapping[str, Any], limit: int) -> Search:
    filtered = {"bool": {"filter": query}}
    return {"query": filtered, "size": limit, "sort": [{"number": "asc"}], "track_total_hits": False}


def _ranked(query: Mapping[str, Any], limit: int) -> Search:
    return {"query": query, "size": limit, "sort": _ORDER, "track_total_hits": False}


def _longest(words: Iterable[str]) -> list[str]:
    """Return each of `words` once, and the longest if there are too many."""
    several = list(dict.fromkeys(words))
    return several if len(several) <= _MAX_WORDS else sorted(several, key=len, reverse=True)[:_MAX_WORDS]
