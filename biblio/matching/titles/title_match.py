"""Compare titles: how alike two are, as named levels.

Digits and Roman numerals matter: GPT-2 is not GPT-3, part II is not part I (tools that drop digits merge both pairs).
Titles in different scripts say nothing about each other. A difference that damage can explain (a misspelling, a missing
ending, a missing word) has a different level from one that it cannot (a content word replaced by another): authors and
year can confirm the former, never the latter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from biblio.extract.word_tables import is_known_word
from biblio.matching.titles.alignment import Differences, align
from biblio.matching.titles.prepared_title import PreparedTitle, prepare_title
from biblio.matching.titles.title_words import is_number, is_numbered_part, is_stopword
from biblio.matching.word_rarity import information
from biblio.text import tokens

__all__ = [
    "DAMAGED",
    "TitleLevel",
    "TitleMatch",
    "compare_titles",
    "differ_in_inflection",
    "differ_only_in_spelling",
    "is_nickname",
    "is_same_title",
]


class TitleLevel(StrEnum):
    """From the same title to a different one; UNKNOWN if the titles cannot be compared."""

    EXACT = "exact"
    CLOSE = "close"  # misspelt, glued, two neighbours swapped, or other stopwords
    SUBTITLE = "subtitle"  # one is the other without its subtitle, or without the name before it
    CUT = "cut"  # the note's title is cut short
    WORD = "word"  # a content word is missing
    WITHIN = "within"  # one contains all of the other, with other words around it
    NICKNAME = "nickname"  # the note has a short name of its own for the work (see `is_nickname`)
    TRANSLATED = "translated"  # in another language, term by term (see `translation`)
    NUMBER = "number"  # everything agrees except a number: part II, version 2, the next year's task
    NOTICE = "notice"  # one is the other's erratum, review, reply, data
    NEAR = "near"  # very similar, but a content word differs: this is how wrong papers get in
    DIFFERENT = "different"
    UNKNOWN = "unknown"


DAMAGED = frozenset({TitleLevel.CLOSE, TitleLevel.SUBTITLE, TitleLevel.CUT, TitleLevel.WORD})
"""Levels of differences that damage can explain; other evidence must confirm them."""
_ORDER = {level: rank for rank, level in enumerate(TitleLevel)}


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """The level, and how telling the agreeing part is (in bits, see `word_rarity.information`)."""

    level: TitleLevel
    information: float


_UNKNOWN = TitleMatch(TitleLevel.UNKNOWN, 0.0)
_DIFFERENT = TitleMatch(TitleLevel.DIFFERENT, 0.0)
# A title with one of these words added belongs to another work about the same thing.
_OTHER_WORK = frozenset(
    "not non no without erratum corrigendum reply comment response discussion rejoinder appendix supplementary"
    " supplement tutorial demo demonstration demonstrating revisited continued announcement announcements editorial"
    " proceedings workshop".split()
)
_ABOUT_A_WORK = frozenset("poster slides dataset data code software reproducibility replication review part".split())
_FILLERS = frozenset("paper papers article original note notes summary review reading".split())
_NICKNAME = 3  # content words in a nickname, at most
_LEAST_CUT = 16.0  # bits that a title must still have if it is cut short without "…"
_LEAST_MARKED = 10.0  # the same with "…"
_GAP = 0.75  # share of the title's information that must remain if two words are missing
_NEAR = 0.7  # share of the longer title's information that both must have
_NEAR_TEXT = 80.0  # similarity of the letters, 0-100


@lru_cache(maxsize=16384)
def compare_titles(note_title: str, work_title: str) -> TitleMatch:
    """Compare a note's title with a work's; symmetric except for CUT and WORD, which only a note's title can be."""
    a, b = prepare_title(note_title), prepare_title(work_title)
    if not a.words or not b.words:
        return _UNKNOWN
    if a.halves or b.halves:
        return _compare_halves(a, b)
    if a.script != b.script and a.script and b.script:
        return _UNKNOWN
    return _compare_prepared(a, b)


def is_same_title(title: str, other: str) -> bool:
    """Whether the level of two titles is EXACT; the same result as `compare_titles`, but faster if it is not."""
    a, b = prepare_title(title), prepare_title(other)
    if a.halves or b.halves:
        return compare_titles(title, other).level is TitleLevel.EXACT
    return bool(a.key) and a.key == b.key


def differ_only_in_spelling(title: str, other: str) -> bool:
    """Whether two titles differ only in misspellings, hyphens and stopwords.

    A plural or a different word order is more than that: companion papers differ in this way.
    """
    if compare_titles(title, other).level is not TitleLevel.CLOSE:
        return False
    a, b = prepare_title(title), prepare_title(other)
    differences = align(a.words, b.words)
    return not differences.moved and not _doubtful_positions(a, b, differences)


def differ_in_inflection(title: str, other: str) -> bool:
    """Whether two titles have different, known forms of a word: "system" and "systems" may be two reports."""
    a, b = prepare_title(title), prepare_title(other)
    misspelt = align(a.words, b.words).misspelt
    return any(is_known_word(a.words[left]) and is_known_word(b.words[right]) for left, right in misspelt)


def is_nickname(title: str, work_title: str, abstract: str = "") -> bool:
    """Whether `title` may be the user's short name for a work: "ResNet", "BERT", "the mamba one".

    It may be if its words are in the work's title or abstract, or if it is the title's acronym. So may a single word
    that is in neither, unless the work has a name of its own: one word is too little for a contradiction.
    """
    short, whole = prepare_title(title), prepare_title(work_title)
    words = [word for word in short.words if not is_stopword(word) and word not in _FILLERS]
    if not words or len(words) > _NICKNAME or short.script != whole.script:
        return False
    known = {*whole.words, *tokens(abstract)}
    initials = "".join(word[0] for word in whole.words if not is_stopword(word))
    if all(word in known or (len(word) > 2 and word in initials) for word in words):
        return True
    return len(words) == 1 and 1 not in whole.breaks


def _compare_halves(a: PreparedTitle, b: PreparedTitle) -> TitleMatch:
    if a.key == b.key:
        return TitleMatch(TitleLevel.EXACT, a.bits)
    for titled, other in ((a, b), (b, a)):
        kind, subject = titled.notice
        if kind and subject and kind != other.notice[0]:
            match = _compare_best_halves(prepare_title(subject), other)
            if match.level in (TitleLevel.EXACT, *DAMAGED):
                return TitleMatch(TitleLevel.NOTICE, match.information)
    match = _compare_best_halves(a, b)
    if match.level in (TitleLevel.EXACT, *DAMAGED):
        # "中文 (English) II", "A Reproducibility Study of 中文 (English)": what stands around the halves counts too.
        around = (a.around_halves - b.vocabulary) | (b.around_halves - a.vocabulary)
        if a.halves and b.halves:
            around |= a.vocabulary ^ b.vocabulary
        if any(map(is_number, around)):
            return TitleMatch(TitleLevel.NUMBER, match.information)
        if around & (_OTHER_WORK | _ABOUT_A_WORK):
            return TitleMatch(TitleLevel.WITHIN, match.information)
    return match


def _compare_best_halves(a: PreparedTitle, b: PreparedTitle) -> TitleMatch:
    matches = [
        _compare_prepared(half, other_half)
        for half in (a, *map(prepare_title, a.halves))
        for other_half in (b, *map(prepare_title, b.halves))
        if half.script == other_half.script and half.words and other_half.words
    ]
    return min(matches, key=lambda match: (_ORDER[match.level], -match.information), default=_UNKNOWN)


def _compare_notice(a: PreparedTitle, b: PreparedTitle) -> TitleMatch | None:
    """Return the match if one title is that of an erratum, a reply … to the other's work."""
    if a.notice[0] == b.notice[0]:
        return None
    for (notice, subject), other in ((a.notice, b), (b.notice, a)):
        if notice and subject:
            match = _compare_prepared(prepare_title(subject), other)
            if match.level in (TitleLevel.EXACT, *DAMAGED):
                return TitleMatch(TitleLevel.NOTICE, match.information)
    return None


def _compare_prepared(a: PreparedTitle, b: PreparedTitle) -> TitleMatch:
    if a.key == b.key:
        return TitleMatch(TitleLevel.EXACT, a.bits)
    if not _may_be_near(a, b):
        return _DIFFERENT
    if match := _compare_notice(a, b):
        return match
    differences = align(a.words, b.words)
    extra = [index for index in differences.extra if not is_stopword(a.words[index])]
    missing = [index for index in differences.missing if not is_stopword(b.words[index])]
    if not extra and not missing:
        return _compare_respelt(a, b, differences)
    if level := _compare_part(a, b, differences, missing):
        return TitleMatch(level, min(a.bits, b.bits))
    same = b.bits - information(b.words[index] for index in differences.missing)
    if any(is_number(a.words[index]) for index in extra) or any(is_number(b.words[index]) for index in missing):
        words = max(len(extra), len(missing))
        if words == 1 or (words == 2 and same >= _NEAR * max(a.bits, b.bits)):
            return TitleMatch(TitleLevel.NUMBER, same)
    elif not extra and differences.moved == 0 and a.bits >= _LEAST_CUT and _is_gap(missing, same, b):
        return TitleMatch(TitleLevel.WORD, same)
    if same >= _NEAR * max(a.bits, b.bits) or ratio(a.key, b.key) >= _NEAR_TEXT:
        return TitleMatch(TitleLevel.NEAR, same)
    return _DIFFERENT


def _may_be_near(a: PreparedTitle, b: PreparedTitle) -> bool:
    """Whether the titles share enough to be compared word by word (a quick check)."""
    shared = information(a.vocabulary & b.vocabulary)
    if 2 * shared >= min(a.bits, b.bits):
        return True
    short, long = sorted((a.skeleton, b.skeleton), key=len)
    return ratio(short, long) >= 70 or (len(short) > 3 and ratio(short, long[: len(short)]) >= 80)


def _compare_respelt(a: PreparedTitle, b: PreparedTitle, differences: Differences) -> TitleMatch:
    """Compare titles whose content words all agree, by spelling, order and stopwords."""
    stopwords = len(differences.extra) + len(differences.missing)
    whole = min(a.bits, b.bits)
    sure = b.bits - information(
        b.words[index] for index in (*_doubtful_positions(a, b, differences), *differences.missing)
    )
    if stopwords <= 3 and differences.moved <= 1 and (2 * sure >= b.bits or a.skeleton == b.skeleton):
        return TitleMatch(TitleLevel.CLOSE, whole)
    return TitleMatch(TitleLevel.NEAR, sure)


def _doubtful_positions(a: PreparedTitle, b: PreparedTitle, differences: Differences) -> list[int]:
    """Return which words of `b` are misspelt in `a` but may be different words: names, or two known words."""
    return [
        right
        for left, right in differences.misspelt
        if is_known_word(a.words[left]) == is_known_word(b.words[right]) or a.words[left].endswith(b.words[right])
    ]


def _compare_part(
    a: PreparedTitle, b: PreparedTitle, differences: Differences, missing: Sequence[int]
) -> TitleLevel | None:
    """Compare titles of which one is part of the other: its beginning or its end."""
    if differences.moved:
        return None
    if missing and _is_tail(differences.missing, len(b.words)):
        start = differences.missing[0]
        has_half_word = (
            differences.extra == (len(a.words) - 1,) and len(a.words) > 2 and b.words[start].startswith(a.words[-1])
        )
        if differences.extra and not has_half_word:
            return None
        if is_numbered_part(b.words[start:]) or (start not in b.breaks and is_number(b.words[start])):
            return TitleLevel.NUMBER
        if start in b.breaks and not has_half_word:
            return TitleLevel.SUBTITLE
        if is_stopword(b.words[start]) and not a.is_cut and not has_half_word:
            return TitleLevel.NEAR  # "Multi-Task Learning", "Multi-Task Learning with …": both are whole titles
        if a.bits >= _LEAST_CUT or (a.is_cut and a.bits >= _LEAST_MARKED):
            return TitleLevel.CUT
        return TitleLevel.NEAR
    for longer, left_over, other_left_over in (
        (b, differences.missing, differences.extra),
        (a, differences.extra, differences.missing),
    ):
        if other_left_over:
            continue
        if _is_tail(left_over, len(longer.words)):
            if is_numbered_part(longer.words[left_over[0] :]):
                return TitleLevel.NUMBER
            return TitleLevel.SUBTITLE if left_over[0] in longer.breaks else TitleLevel.WITHIN
        if _is_head(left_over):
            if len(left_over) in longer.breaks:
                return TitleLevel.SUBTITLE
            return TitleLevel.WITHIN if len(left_over) > 1 else None
    return None


def _is_gap(missing: Sequence[int], same: float, b: PreparedTitle) -> bool:
    """Whether the missing words are one word, or two neighbouring words that say little ("Zero-Shot")."""
    if any(b.words[index] in _OTHER_WORK for index in missing):
        return False
    if len(missing) == 1:
        return True
    return len(missing) == 2 and missing[1] == missing[0] + 1 and same >= _GAP * b.bits


def _is_tail(places: Sequence[int], count: int) -> bool:
    return bool(places) and list(places) == list(range(count - len(places), count))


def _is_head(places: Sequence[int]) -> bool:
    return bool(places) and list(places) == list(range(len(places)))
