"""How alike two titles are, as named levels.

Digits and roman numerals are hard: GPT-2 is not GPT-3, part II is not part I (the tools that drop digits merge
both pairs). A script is never erased; titles in different scripts say nothing about each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from biblio.text import is_han_or_kana, tokens, unwrap

__all__ = ["TitleLevel", "TitleMatch", "compare_titles", "information", "title_keys"]


class TitleLevel(StrEnum):
    """From the same title to another one; UNKNOWN where they cannot be compared."""

    EXACT = "exact"
    CLOSE = "close"  # misspelt, or differs in words without content
    SUBTITLE = "subtitle"  # one is the other's main title
    NEAR = "near"  # much alike, yet a word of content differs: this is how wrong papers come
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """The level, and the information (bits) in the part that agrees."""

    level: TitleLevel
    information: float


# Bits a word of a title carries, by how common it is there: counted roughly on the titles of arXiv's cs.CL, cs.CV
# and cs.LG (a word without content stands in one title of 2^3 or so, "learning" in one of 2^4, most in one of 2^10
# or fewer; conditional on the words before it, less). A whole title says at most `_MOST`.
_NO_CONTENT = frozenset(
    "a an and are as at be by can do does for from how in into is it its not of on or the their there this to via vs"
    " what when where which who why with without your you we our all".split()
)
_COMMON = frozenset(
    "learning neural network networks model models modeling deep language large data training based using methods"
    " method analysis system systems approach image images video text translation machine attention transformer"
    " transformers representation representations recognition detection generation knowledge graph adaptive towards"
    " toward new efficient improving robust unsupervised supervised self multi end online dynamic survey study review"
    " introduction evaluation benchmark framework dataset prediction classification optimization inference"
    " reinforcement semantic visual information retrieval recommendation question answering summarization".split()
)
_BITS_NONE, _BITS_COMMON, _BITS_NUMBER, _BITS_WORD, _MOST = 2.0, 4.5, 6.0, 9.0, 45.0

_ROMAN = frozenset({"ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii"})
_ROMAN_LAST = _ROMAN | {"i", "v", "x"}
_NUMBER = re.compile(r"\d")
# Where a subtitle begins. A hyphen only with spaces around it.
_BREAK = re.compile(r"\s*[:：?？—–;]\s+|\s+[-–—|]{1,3}\s+|\.\s+|：|[～〜]")
_EXTENDED = re.compile(
    r"\s*[(\[]\s*(?:extended abstract|extended version|full version|supplementary material|technical report|preprint"
    r"|short paper|abstract|oral|spotlight|poster|demo)\s*[)\]]\s*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=65536)
def _words(title: str) -> tuple[str, ...]:
    return tuple(tokens(_EXTENDED.sub("", unwrap(title))))


@lru_cache(maxsize=65536)
def _main(title: str) -> tuple[str, ...]:
    """Return the words before the first break, or nothing where the title has none."""
    parts = _BREAK.split(_EXTENDED.sub("", unwrap(title)), maxsplit=1)
    return tuple(tokens(parts[0])) if len(parts) > 1 and parts[1].strip() else ()


def title_keys(title: str) -> tuple[str, ...]:
    """Return the keys under which a title is indexed: the whole one and, where it has a subtitle, the main title."""
    whole, main = "".join(_words(title)), "".join(_main(title))
    return tuple(dict.fromkeys(key for key in (whole, main) if key))


def information(words: tuple[str, ...]) -> float:
    """Return how much agreeing on `words` says, in bits (at most 45)."""
    total = 0.0
    for word in words:
        if is_han_or_kana(word):
            total += 3.0 * len(word)
        elif word in _NO_CONTENT:
            total += _BITS_NONE
        elif word in _COMMON:
            total += _BITS_COMMON
        elif _NUMBER.search(word):
            total += _BITS_NUMBER
        else:
            total += _BITS_WORD
    return min(total, _MOST)


def compare_titles(left: str, right: str) -> TitleMatch:
    """Compare two titles; symmetric."""
    a, b = _words(left), _words(right)
    if not a or not b or _scripts_differ(a, b):
        return TitleMatch(TitleLevel.UNKNOWN, 0.0)
    if "".join(a) == "".join(b):
        return TitleMatch(TitleLevel.EXACT, information(a))
    if _hard(a) == _hard(b):
        if _differ_slightly(a, b):
            return TitleMatch(TitleLevel.CLOSE, min(information(a), information(b)))
        for main, whole in ((_main(left), b), (_main(right), a)):
            if main and "".join(main) == "".join(whole):
                return TitleMatch(TitleLevel.SUBTITLE, information(whole))
    else:
        for main, whole, other in ((_main(left), b, a), (_main(right), a, b)):
            # The numbers may all stand in the subtitle that was cut off.
            if main and "".join(main) == "".join(whole) and _hard(main) == _hard(whole) and len(other) > len(whole):
                return TitleMatch(TitleLevel.SUBTITLE, information(whole))
    if ratio(" ".join(a), " ".join(b)) >= 80:
        return TitleMatch(TitleLevel.NEAR, min(information(a), information(b)))
    return TitleMatch(TitleLevel.DIFFERENT, 0.0)


def _scripts_differ(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return is_han_or_kana("".join(a)) != is_han_or_kana("".join(b))


def _hard(words: tuple[str, ...]) -> tuple[str, ...]:
    hard = [word for word in words if _NUMBER.search(word) or word in _ROMAN]
    if words and words[-1] in _ROMAN_LAST and words[-1] not in _ROMAN:
        hard.append(words[-1])
    return tuple(sorted(hard))


def _differ_slightly(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Tell whether the titles differ only in spelling (one or two letters a word) or in words without content."""
    if abs(len("".join(a)) - len("".join(b))) > 12:
        return False
    rest_a, rest_b = list(a), list(b)
    for word in a:
        if word in rest_b:
            rest_a.remove(word)
            rest_b.remove(word)
    if not rest_a and not rest_b:
        return ratio(" ".join(a), " ".join(b)) >= 90  # the same words, nearly in the same order
    for word in list(rest_a):
        twin = next((other for other in rest_b if _misspelt(word, other)), None)
        if twin is not None:
            rest_a.remove(word)
            rest_b.remove(twin)
    if len(a) - len(rest_a) < 2 and len(a) > 2:
        return False
    if "".join(rest_a) == "".join(rest_b):  # "data base", "database"
        return True
    return all(word in _NO_CONTENT for word in (*rest_a, *rest_b)) and len(rest_a) + len(rest_b) <= 2


def _misspelt(a: str, b: str) -> bool:
    if _NUMBER.search(a + b) or min(len(a), len(b)) < 4 or is_han_or_kana(a + b):
        return False  # one other Han character is another word
    # A plural is another spelling of the same title; "un-" or "non-" is another title.
    if len(a) != len(b) and (a.endswith(b) or b.endswith(a)):
        return False
    allowed = 1 if max(len(a), len(b)) < 8 else 2
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed
