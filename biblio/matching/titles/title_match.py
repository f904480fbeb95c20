"""How alike two titles are, as named levels.

Digits and roman numerals are hard: GPT-2 is not GPT-3, part II is not part I (the tools that drop digits merge both
pairs). A script is never erased; titles in different scripts say nothing about each other. A difference that damage
explains (a misspelling, an ending cut off, a word left out) is another level than one that it does not (another word
of content in the place of one): the first can be confirmed by authors and year, the second never is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from biblio.matching.titles.alignment import Differences, align
from biblio.matching.titles.title_form import Form, form_of
from biblio.matching.titles.title_words import is_number, is_part, is_soft
from biblio.matching.word_rarity import information, is_known
from biblio.text import tokens

__all__ = [
    "DAMAGED",
    "TitleLevel",
    "TitleMatch",
    "compare_titles",
    "differ_in_forms",
    "differ_in_spelling",
    "is_nickname",
    "is_same_title",
]


class TitleLevel(StrEnum):
    """From the same title to another one; UNKNOWN where they cannot be compared."""

    EXACT = "exact"
    CLOSE = "close"  # misspelt, glued, two neighbours swapped, or other words without content
    SUBTITLE = "subtitle"  # one is the other's title without its subtitle, or without the name before it
    CUT = "cut"  # the note's title breaks off
    WORD = "word"  # a word of content is missing
    WITHIN = "within"  # one holds the other whole, with other words around it
    NICKNAME = "nickname"  # the note has a short name of its own for the work; never by itself, see `is_nickname`
    TRANSLATED = "translated"  # in another language, term by term; see `translation`
    NUMBER = "number"  # all agrees but a number: part II, version 2, the next year's task
    NOTICE = "notice"  # one is the other's erratum, review, reply, data
    NEAR = "near"  # much alike, yet a word of content differs: this is how wrong papers come
    DIFFERENT = "different"
    UNKNOWN = "unknown"


DAMAGED = frozenset({TitleLevel.CLOSE, TitleLevel.SUBTITLE, TitleLevel.CUT, TitleLevel.WORD})
"""Levels whose difference is explained by damage: others must confirm them."""
_ORDER = {level: rank for rank, level in enumerate(TitleLevel)}


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """The level, and how telling the part that agrees is (bits, see `words.information`)."""

    level: TitleLevel
    information: float


_UNKNOWN = TitleMatch(TitleLevel.UNKNOWN, 0.0)
_DIFFERENT = TitleMatch(TitleLevel.DIFFERENT, 0.0)
# One word of these more is another work about the same thing.
_OTHER_WORK = frozenset(
    "not non no without erratum corrigendum reply comment response discussion rejoinder appendix supplementary"
    " supplement tutorial demo demonstration demonstrating revisited continued announcement announcements editorial"
    " proceedings workshop".split()
)
_FILLERS = frozenset("paper papers article original note notes summary review reading".split())
_NICKNAME = 3  # words of content in a name that people give to a paper
_LEAST_CUT = 16.0  # bits that are left of a title that breaks off without saying so
_LEAST_MARKED = 10.0  # the same where "…" says so
_GAP = 0.75  # share of the title's information that is left where two words are missing
_NEAR = 0.7  # share of the longer title's information that both have
_NEAR_TEXT = 80.0  # likeness of the letters, 0-100


@lru_cache(maxsize=16384)
def compare_titles(left: str, right: str) -> TitleMatch:
    """Compare a note's title with a work's. Symmetric but for CUT and WORD, which only a note's title can be."""
    a, b = form_of(left), form_of(right)
    if not a.words or not b.words:
        return _UNKNOWN
    if a.halves or b.halves:
        return _best_half(a, b)
    if a.script != b.script and a.script and b.script:
        return _UNKNOWN
    return _compare(a, b)


def is_same_title(left: str, right: str) -> bool:
    """Tell whether the level of two titles is EXACT; as `compare_titles`, only quicker where it is not."""
    a, b = form_of(left), form_of(right)
    if a.halves or b.halves:
        return compare_titles(left, right).level is TitleLevel.EXACT
    return bool(a.key) and a.key == b.key


def differ_in_spelling(left: str, right: str) -> bool:
    """Tell whether two titles are one but for misspellings, hyphens and words without content.

    A plural or another order of the words is more than that: companions differ so.
    """
    if compare_titles(left, right).level is not TitleLevel.CLOSE:
        return False
    a, b = form_of(left), form_of(right)
    found = align(a.words, b.words)
    return not found.moved and not _doubtful(a, b, found)


def differ_in_forms(left: str, right: str) -> bool:
    """Tell whether a word stands in two forms that both are words: "system" and "systems" may be two reports."""
    a, b = form_of(left), form_of(right)
    pairs = ((a.words[one], b.words[other]) for one, other in align(a.words, b.words).misspelt)
    return any(is_known(one) and is_known(other) for one, other in pairs)


def is_nickname(title: str, of: str, abstract: str = "") -> bool:
    """Tell whether `title` may be a person's short name for the work called `of`: "ResNet", "BERT", "the mamba one".

    It is one where its words are in the work's title or abstract, or where it is the title's acronym. A single word
    that is nowhere in them is one too, unless the work calls itself by another name: it is too little to contradict.
    """
    short, whole = form_of(title), form_of(of)
    words = [word for word in short.words if not is_soft(word) and word not in _FILLERS]
    if not words or len(words) > _NICKNAME or short.script != whole.script:
        return False
    known = {*whole.words, *tokens(abstract)}
    initials = "".join(word[0] for word in whole.words if not is_soft(word))
    if all(word in known or (len(word) > 2 and word in initials) for word in words):
        return True
    return len(words) == 1 and 1 not in whole.breaks


def _best_half(a: Form, b: Form) -> TitleMatch:
    matches = [
        _compare(one, other)
        for one in (a, *map(form_of, a.halves))
        for other in (b, *map(form_of, b.halves))
        if one.script == other.script and one.words and other.words
    ]
    return min(matches, key=lambda match: (_ORDER[match.level], -match.information), default=_UNKNOWN)


def _notice(a: Form, b: Form) -> TitleMatch | None:
    """Tell whether one title is of an erratum, reply … of the other's work."""
    if a.notice[0] == b.notice[0]:
        return None
    for (notice, subject), other in ((a.notice, b), (b.notice, a)):
        if notice and subject:
            match = _compare(form_of(subject), other)
            if match.level in (TitleLevel.EXACT, *DAMAGED):
                return TitleMatch(TitleLevel.NOTICE, match.information)
    return None


def _compare(a: Form, b: Form) -> TitleMatch:
    if a.key == b.key:
        return TitleMatch(TitleLevel.EXACT, a.bits)
    if not _may_be_near(a, b):
        return _DIFFERENT
    if match := _notice(a, b):
        return match
    found = align(a.words, b.words)
    extra = [index for index in found.extra if not is_soft(a.words[index])]
    missing = [index for index in found.missing if not is_soft(b.words[index])]
    if not extra and not missing:
        return _respelt(a, b, found)
    if level := _part(a, b, found, missing):
        return TitleMatch(level, min(a.bits, b.bits))
    same = b.bits - information(b.words[index] for index in found.missing)
    if any(is_number(a.words[index]) for index in extra) or any(is_number(b.words[index]) for index in missing):
        words = max(len(extra), len(missing))
        if words == 1 or (words == 2 and same >= _NEAR * max(a.bits, b.bits)):
            return TitleMatch(TitleLevel.NUMBER, same)
    elif not extra and found.moved == 0 and a.bits >= _LEAST_CUT and _is_gap(missing, same, b):
        return TitleMatch(TitleLevel.WORD, same)
    if same >= _NEAR * max(a.bits, b.bits) or ratio(a.key, b.key) >= _NEAR_TEXT:
        return TitleMatch(TitleLevel.NEAR, same)
    return _DIFFERENT


def _may_be_near(a: Form, b: Form) -> bool:
    """Tell, quickly, whether the titles share enough to be looked at word by word."""
    shared = information(a.vocabulary & b.vocabulary)
    if 2 * shared >= min(a.bits, b.bits):
        return True
    short, long = sorted((a.skeleton, b.skeleton), key=len)
    return ratio(short, long) >= 70 or (len(short) > 3 and ratio(short, long[: len(short)]) >= 80)


def _respelt(a: Form, b: Form, found: Differences) -> TitleMatch:
    """Judge titles whose words of content all agree: spelling, order, words without content."""
    soft = len(found.extra) + len(found.missing)
    whole = min(a.bits, b.bits)
    kept = b.bits - information(b.words[index] for index in (*_doubtful(a, b, found), *found.missing))
    if soft <= 3 and found.moved <= 1 and (2 * kept >= b.bits or a.skeleton == b.skeleton):
        return TitleMatch(TitleLevel.CLOSE, whole)
    return TitleMatch(TitleLevel.NEAR, kept)


def _doubtful(a: Form, b: Form, found: Differences) -> list[int]:
    """Return which of b's words are misspelt in a, and may yet be other words: names, and words for words."""
    return [
        right
        for left, right in found.misspelt
        if is_known(a.words[left]) == is_known(b.words[right]) or a.words[left].endswith(b.words[right])
    ]


def _part(a: Form, b: Form, found: Differences, missing: Sequence[int]) -> TitleLevel | None:
    """Judge titles of which one is a part of the other: its beginning, its end, or words in it."""
    if found.moved:
        return None
    if missing and _is_tail(found.missing, len(b.words)):
        start = found.missing[0]
        half_a_word = found.extra == (len(a.words) - 1,) and len(a.words) > 2 and b.words[start].startswith(a.words[-1])
        if found.extra and not half_a_word:
            return None
        if is_part(b.words[start:]) or (start not in b.breaks and is_number(b.words[start])):
            return TitleLevel.NUMBER
        if start in b.breaks and not half_a_word:
            return TitleLevel.SUBTITLE
        if is_soft(b.words[start]) and not a.is_cut and not half_a_word:
            return TitleLevel.NEAR  # "Multi-Task Learning", "Multi-Task Learning with …": as whole as the longer one
        if a.bits >= _LEAST_CUT or (a.is_cut and a.bits >= _LEAST_MARKED):
            return TitleLevel.CUT
        return TitleLevel.NEAR
    for one, rest, other_rest in ((b, found.missing, found.extra), (a, found.extra, found.missing)):
        if other_rest:
            continue
        if _is_tail(rest, len(one.words)):
            if is_part(one.words[rest[0] :]):
                return TitleLevel.NUMBER
            return TitleLevel.SUBTITLE if rest[0] in one.breaks else TitleLevel.WITHIN
        if _is_head(rest):
            return TitleLevel.SUBTITLE if len(rest) in one.breaks else TitleLevel.WITHIN if len(rest) > 1 else None
    return None


def _is_gap(missing: Sequence[int], same: float, b: Form) -> bool:
    """Tell whether what is missing is one word, or two neighbours that count for little: "Zero-Shot"."""
    if any(b.words[index] in _OTHER_WORK for index in missing):
        return False
    if len(missing) == 1:
        return True
    return len(missing) == 2 and missing[1] == missing[0] + 1 and same >= _GAP * b.bits


def _is_tail(places: Sequence[int], count: int) -> bool:
    return bool(places) and list(places) == list(range(count - len(places), count))


def _is_head(places: Sequence[int]) -> bool:
    return bool(places) and list(places) == list(range(len(places)))
