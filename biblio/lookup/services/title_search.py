"""Titles as search words, and which of the records that come back have anything to do with the question.

This is no matching: it only keeps what a search engine threw in from looking like an answer. What is the note's work
is decided from evidence, elsewhere.
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

_SHARE = 0.6  # of the words of the title asked for
_SPELT = 0.85  # of its letters, in their order
_MOST = 20  # records an answer holds
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2}")


def latin_titles(query: Query) -> tuple[str, ...]:
    """Return the readings of the title that have a word in Latin letters, the likeliest first."""
    return tuple(title for title in query.titles if _LATIN.search(title))


def plain_words(title: str) -> list[str]:
    """Return the words of a title as a search engine takes them: without punctuation, apostrophes inside kept."""
    return [word.replace("’", "'") for word in _WORD.findall(title)]


def search_surname(authors: Sequence[Person]) -> str:
    """Return the one word that best finds the first author by family name, in ASCII; empty where there is none."""
    return name_search_word(authors[0].family) if authors else ""


def filter_related(titles: Sequence[str], records: Iterable[Record]) -> tuple[Record, ...]:
    """Return the records, closest first, that have at least six tenths of the words of one of `titles` in theirs.

    A record with nearly all letters of a title, or with nothing but its beginning, is kept too.
    """
    ranked = []
    for record in dict.fromkeys(records):
        share, closeness = max((_likeness(title, record.title) for title in titles), default=(0.0, 0.0))
        if share >= _SHARE:
            ranked.append((closeness, record))
    ranked.sort(key=lambda pair: -pair[0])  # stable: among equals the service's order holds
    return tuple(record for _, record in ranked[:_MOST])


def _likeness(wanted: str, found: str) -> tuple[float, float]:
    """Return (share of the wanted title's words that are found, how alike both are), each 0..1."""
    ours, theirs = _units(wanted), _units(found)
    if not ours or not theirs:
        return 0.0, 0.0
    common = len(ours & theirs)
    alike = common / len(ours | theirs)
    whole, part = fold_key(wanted), fold_key(found)
    if whole == part:
        return 1.0, 1.0
    spelt = fuzz.ratio(whole, part) / 100  # misspelt, broken or glued words are none of its words
    if spelt >= _SPELT:
        return 1.0, max(alike, spelt)
    # Some sources know a work by its main title alone.
    return (1.0 if len(theirs) > 1 and whole.startswith(part) else common / len(ours)), alike


def _units(title: str) -> frozenset[str]:
    """Return the words of a title; a run without spaces (Japanese, Chinese) gives its pairs of characters."""
    units: set[str] = set()
    for word in fold(title).split():
        if is_han_or_kana(word) and len(word) > 2:
            units.update(word[at : at + 2] for at in range(len(word) - 1))
        else:
            units.add(word)
    return frozenset(units)
