"""Whether the venue that a note names is a work's: by the table of venues, by acronym, by abbreviated words.

"WS" for a workshop of any name agrees with none and contradicts none. A workshop, a demo track and the Findings are
told apart from the conference they belong to: each has papers of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from biblio.extract.venue_names import full_name, is_workshop, known_workshops, venue_keys
from biblio.text import fold, tokens

__all__ = ["compare_venues"]

_SOFT = frozenset("a an and at de der des du et for für in la le of on the und y".split())
_GENERIC = frozenset(
    "proceedings proc conference conf international int intl annual symposium workshop meeting ieee acm cvf ieeecvf"
    " journal european national advances transactions trans th st nd rd".split()
)
_ANY_WORKSHOP = frozenset({"ws", "workshop", "workshops"})
_LONG_ACRONYM = 4  # letters; fewer are the first ones of some words of every long name
_ACRONYM = re.compile(r"[A-Z][A-Z0-9@&/*-]{2,9}")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b|\b\d+(?:st|nd|rd|th)?\b|['’]\d\d\b")


@lru_cache(maxsize=4096)
def compare_venues(ours: str, theirs: tuple[str, ...]) -> str:
    """Return how `ours`, a note's venue, is one of the names of a record's venue.

    "same", "its findings", "its workshop", "other", or "unknown" where one side names none.
    """
    names = tuple(filter(None, theirs))
    mine = venue_keys(ours) if ours else frozenset[str]()
    known = venue_keys(*names) if names else frozenset[str]()
    if not mine or not known or (mine <= _ANY_WORKSHOP and any(map(is_workshop, names))):
        return "unknown"
    if not (mine & known or any(_is_abbreviation(ours, name) for name in names)):
        return "other"
    if any(map(is_workshop, names)) and not is_workshop(ours) and full_name(ours) and not mine <= known_workshops():
        return "its workshop"
    if "Findings" in known and "Findings" not in mine:
        return "its findings"
    if is_workshop(ours) and not any(map(is_workshop, names)):
        return "other"
    return "same"


@lru_cache(maxsize=4096)
def _is_abbreviation(ours: str, theirs: str) -> bool:
    """Tell whether one name is the other's acronym or writes its words shortened ("J. Mach. Learn. Res.")."""
    a, b = _words(ours), _words(theirs)
    if not a or not b:
        return False
    if a == b or (_ACRONYM.fullmatch(ours) and f" {fold(ours)} " in f" {fold(theirs)} "):
        return True
    for acronym, words, full in ((a, b, theirs), (b, a, ours)):
        if len(acronym) == 1 and 3 <= len(acronym[0]) <= 8:
            if acronym[0] in words or acronym[0] in tokens(full):
                return True
            if len(words) > 1 and acronym[0] in _initials(full, len(acronym[0])):
                return True
    return _shortens(a, b) or _shortens(_words(ours, whole=True), _words(theirs, whole=True))


def _shortens(a: Sequence[str], b: Sequence[str]) -> bool:
    return len(a) == len(b) > 1 and all(x.startswith(y) or y.startswith(x) for x, y in zip(a, b, strict=True))


def _words(name: str, *, whole: bool = False) -> tuple[str, ...]:
    words = [word for word in tokens(_YEAR.sub(" ", fold(name))) if word not in _SOFT]
    content = [word for word in words if word not in _GENERIC]
    return tuple(words if whole else content or words)


def _initials(name: str, length: int) -> frozenset[str]:
    """Return the acronyms of `length` letters, and others, that the words of a venue's name can make.

    With and without its generic words; a long one anywhere in the name ("… of the Association for Machine Translation
    in the Americas, Volume 1: Research Papers").
    """
    words = [word for word in tokens(_YEAR.sub(" ", fold(name))) if word not in _SOFT and word != "proceedings"]
    end = len(words)
    while end and words[end - 1] in _GENERIC:
        end -= 1
    found = {_first_letters([word for word in words if word not in _GENERIC])}
    for start in range(min(4, end)):
        found |= {_first_letters(words[start:]), _first_letters(words[start:end])}
    if length >= _LONG_ACRONYM:
        found |= {_first_letters(words[start : start + length]) for start in range(len(words) - length + 1)}
    return frozenset(found)


def _first_letters(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words)
