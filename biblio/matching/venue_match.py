"""Compare the venue that a note names with a work's: by the table of venues, by acronym, by abbreviated words.

A workshop, a demo track and the Findings are kept apart from the conference they belong to: each has papers of its own.
"WS", for a workshop of any name, neither agrees with a workshop nor contradicts it.

The answer has to be strict, because an agreement confirms a work. Whether a citation's venue can be right at all is a
different question, which `matching.venue_likeness` answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from biblio.extract.venue_names import full_name, is_workshop, known_workshops, venue_keys
from biblio.text import fold, tokens

__all__ = ["FUNCTION_WORDS", "GENERIC_WORDS", "match_venues"]

FUNCTION_WORDS = frozenset("a an and at de der des et for für in la le of on the und y".split())
GENERIC_WORDS = frozenset(
    "proceedings proc conference conf international int intl annual symposium workshop meeting ieee acm cvf journal"
    " advances transactions trans th st nd rd".split()
)
"""Words that occur in the names of all kinds of venues: "annual" does not distinguish two venues."""
_STOPWORDS = FUNCTION_WORDS | {"du"}
_GENERIC = GENERIC_WORDS | {"ieeecvf", "european", "national"}
_ANY_WORKSHOP = frozenset({"ws", "workshop", "workshops"})
_LONG_ACRONYM = 4  # letters; with fewer, an acronym fits some words of every long name
_ACRONYM = re.compile(r"[A-Z][A-Z0-9@&/*-]{2,9}")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b|\b\d+(?:st|nd|rd|th)?\b|['’]\d\d\b")


@lru_cache(maxsize=4096)
def match_venues(note_venue: str, record_venues: tuple[str, ...]) -> str:
    """Return how a note's venue relates to that of a record, which may have several names.

    "same", "its findings", "its workshop", "other", or "unknown" if one side names no venue.
    """
    names = tuple(filter(None, record_venues))
    note_keys = venue_keys(note_venue) if note_venue else frozenset[str]()
    record_keys = venue_keys(*names) if names else frozenset[str]()
    has_workshop = any(map(is_workshop, names))
    if not note_keys or not record_keys or (note_keys <= _ANY_WORKSHOP and has_workshop):
        return "unknown"
    if not (note_keys & record_keys or any(_is_abbreviation(note_venue, name) for name in names)):
        return "other"
    if has_workshop and not is_workshop(note_venue) and full_name(note_venue) and not note_keys <= known_workshops():
        return "its workshop"
    if "Findings" in record_keys and "Findings" not in note_keys:
        return "its findings"
    if is_workshop(note_venue) and not has_workshop:
        return "other"
    return "same"


@lru_cache(maxsize=4096)
def _is_abbreviation(name: str, other: str) -> bool:
    """Whether one name is the other's acronym or has its words shortened ("J. Mach. Learn. Res.")."""
    a, b = _words(name), _words(other)
    if not a or not b:
        return False
    if a == b or (_ACRONYM.fullmatch(name) and f" {fold(name)} " in f" {fold(other)} "):
        return True
    for acronym, words, full in ((a, b, other), (b, a, name)):
        if len(acronym) == 1 and 3 <= len(acronym[0]) <= 8:
            if acronym[0] in words or acronym[0] in tokens(full):
                return True
            if len(words) > 1 and acronym[0] in _acronyms(full, len(acronym[0])):
                return True
    return _shortens(a, b) or _shortens(_words(name, with_generic=True), _words(other, with_generic=True))


def _shortens(a: Sequence[str], b: Sequence[str]) -> bool:
    return len(a) == len(b) > 1 and all(x.startswith(y) or y.startswith(x) for x, y in zip(a, b, strict=True))


def _words(name: str, *, with_generic: bool = False) -> tuple[str, ...]:
    words = [word for word in tokens(_YEAR.sub(" ", fold(name))) if word not in _STOPWORDS]
    content = [word for word in words if word not in _GENERIC]
    return tuple(words if with_generic else content or words)


def _acronyms(name: str, length: int) -> frozenset[str]:
    """Return the acronyms of `length` letters, and others, that the words of a venue's name can form.

    They are formed with and without the generic words; a long one from anywhere in the name ("… of the Association for
    Machine Translation in the Americas, Volume 1: Research Papers").
    """
    words = [word for word in tokens(_YEAR.sub(" ", fold(name))) if word not in _STOPWORDS and word != "proceedings"]
    end = len(words)
    while end and words[end - 1] in _GENERIC:
        end -= 1
    acronyms = {_initials([word for word in words if word not in _GENERIC])}
    for start in range(min(4, end)):
        acronyms |= {_initials(words[start:]), _initials(words[start:end])}
    if length >= _LONG_ACRONYM:
        acronyms |= {_initials(words[start : start + length]) for start in range(len(words) - length + 1)}
    return frozenset(acronyms)


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words)
