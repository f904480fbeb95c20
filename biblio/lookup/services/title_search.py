"""Turn titles into search words, and keep the records of a search result that are related to the title.

This is not matching: it only drops what a search engine added by itself, so that it does not look like an answer.
`biblio.matching` decides from evidence whether a record is the note's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from biblio.model.decision import Query
from biblio.model.people import Person
from biblio.model.record import Record
from biblio.text import fold, fold_key, is_han_or_kana, name_search_word

__all__ = ["filter_related", "latin_titles", "plain_words", "search_surname"]

_MIN_SHARE = 0.6  # share of the words of the requested title
_MIN_SPELLING = 0.85  # share of its letters, in their order
_MAX_RECORDS = 20  # records in an answer
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2}")


def latin_titles(query: Query) -> tuple[str, ...]:
    """Return the readings of the title that have a word in Latin letters, the likeliest first."""
    return tuple(title for title in query.titles if _LATIN.search(title))


def plain_words(title: str) -> list[str]:
    """Return the words of a title for a search engine: no punctuation, except apostrophes inside words."""
    return [word.replace("’", "'") for word in _WORD.findall(title)]


def search_surname(authors: Sequence[Person]) -> str:
    """Return the ASCII word that best finds the first author by family name; empty without authors."""
    return name_search_word(authors[0].family) if authors else ""


def filter_related(titles: Sequence[str], records: Iterable[Record]) -> tuple[Record, ...]:
    """Return the records, closest first, whose titles have at least six tenths of the words of one of `titles`.

    A record with nearly all letters of a title, or with only its beginning, also stays.
    """
    ranked = []
    for record in dict.fromkeys(records):
        share, similarity = max((_likeness(title, record.title) for title in titles), default=(0.0, 0.0))
        if share >= _MIN_SHARE:
            ranked.append((similarity, record))
    ranked.sort(key=lambda pair: -pair[0])  # stable: equal records stay in the service's order
    return tuple(record for _, record in ranked[:_MAX_RECORDS])


def _likeness(title: str, other: str) -> tuple[float, float]:
    """Return (the share of the words of `title` that are in `other`, the similarity of both titles), each 0..1."""
    words, other_words = _units(title), _units(other)
    if not words or not other_words:
        return 0.0, 0.0
    common = len(words & other_words)
    similarity = common / len(words | other_words)
    key, other_key = fold_key(title), fold_key(other)
    if key == other_key:
        return 1.0, 1.0
    spelling = fuzz.ratio(key, other_key) / 100  # for misspelt, split and joined words, which the titles do not share
    if spelling >= _MIN_SPELLING:
        return 1.0, max(similarity, spelling)
    # Some sources know a work only by its main title.
    is_main_title = len(other_words) > 1 and key.startswith(other_key)
    return (1.0 if is_main_title else common / len(words)), similarity


def _units(title: str) -> frozenset[str]:
    """Return the words of a title; a run without spaces (Japanese, Chinese) gives its pairs of characters."""
    units: set[str] = set()
    for word in fold(title).split():
        if is_han_or_kana(word) and len(word) > 2:
            units.update(word[start : start + 2] for start in range(len(word) - 1))
        else:
            units.add(word)
    return frozenset(units)
