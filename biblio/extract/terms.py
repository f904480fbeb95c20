"""Translate terms of the field in Japanese, Chinese and Korean summaries into the English terms that abstracts use.

A summary of an English paper says 注意機構 or アテンション where the abstract says "attention". The tables in `data/`
are written from general knowledge of the field. A row has spellings, a tab, and readings, each list separated by ``|``;
lines that begin with ``#`` are comments. Readings are folded as `biblio.text.fold` does ("fine tuning") and in the
singular; any one of them is enough.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from biblio import patterns as re
from biblio.extract.data_tables import read_table
from biblio.text import normalised

__all__ = ["FoldedText", "Term", "TermTable", "english_terms", "expansions", "fold_spelling"]


_TABLES = ("terms.tsv", "terms_zh.tsv", "terms_ko.tsv")
_ABBREVIATIONS = "abbreviations.tsv"
_KATAKANA = "ァ-ヺー"
_HAN = "々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HANGUL = "\uac00-\ud7a3"
_CJK = f"ぁ-ゖ{_KATAKANA}{_HAN}{_HANGUL}"
_GAP = r"[\s・·‧\-‐]"
# Sounds that are written in more than one way are folded to one: ヴァ/バ, ウェ/ウエ, レイヤ/レーヤ, サーバー/サーバ.
# Every branch begins with a letter, not with a look-behind, so that `re` can skip to these letters.
_SPELLING = (
    r"ヴ[ァィェォュ]?|ウ[ィェォ]|クァ|イ(?<=[エケセテネヘメレゲゼデベペェ]イ)(?=[ァ-ヺ])"
    rf"|ー(?<=[アカサタナハマヤラワガザダバパァャヮ]ー)ー*|ーー*(?![{_KATAKANA}])"
)
# Next to a character of these scripts, white space, a middle dot or a hyphen is dropped.
_VARIANT = re.compile(rf"{_SPELLING}|(?P<gap>(?<=[{_CJK}]){_GAP}+|(?<!{_GAP}){_GAP}+(?=[{_CJK}]))")
_SPELLINGS = {
    "ヴ": "ブ", "ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ヴュ": "ビュ",
    "ウィ": "ウイ", "ウェ": "ウエ", "ウォ": "ウオ", "クァ": "クア", "イ": "ー",
}  # fmt: skip
# A character and what NFKC joins to it: voicing marks (also half-width), other marks, the rest of a jamo syllable.
_CLUSTER = re.compile(r".[\u0300-\u036f\u1161-\u11ff\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
# A short term inside a longer run of its own script is usually part of another word: ラベル in トラベル, リンク in
# リンクス. The number of characters that makes it credible there: (if its start is inside a run, if its end is).
_NEVER = 1_000  # the "Q" of 学習 after "FAQ"
_ANYWHERE = (0, 0)
_CREDIBLE = (
    (re.compile(f"[{_KATAKANA}]"), (4, 4)),
    (re.compile(f"[{_HAN}]"), (2, 2)),
    (re.compile(f"[{_HANGUL}]"), (3, 1)),  # particles follow without a space
    (re.compile(r"[a-z0-9]"), (_NEVER, _NEVER)),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term in a text: `text[start:start + len(written)] == written`.

    `readings` are the forms that abstracts use for it, folded, the likeliest first; any one of them is enough.
    """

    written: str
    readings: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text folded for comparison, and where each of its characters starts and ends in the original text."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    gaps: Sequence[int]  # positions in `text` where something was dropped


class TermTable:
    """Terms by their folded spelling, made of rows of (folded spellings, readings)."""

    def __init__(self, rows: Iterable[tuple[Sequence[str], tuple[str, ...]]]) -> None:
        self._readings: dict[str, tuple[str, ...]] = {}
        lengths: dict[str, set[int]] = {}
        for spellings, readings in rows:
            for spelling in spellings:
                self._readings[spelling] = readings
                lengths.setdefault(spelling[0], set()).add(len(spelling))
        self._lengths = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
        """First character → lengths of the spellings that begin with it, longest first."""

    def find(self, text: str) -> tuple[Term, ...]:
        """Return the terms in `text` in order: the longest at each position, no overlaps.

        Text and terms are folded (width, case, ヴ/ブ, ウェ/ウエ, ェイ/ェー, a final ー), and there may be gaps inside a
        term.
        """
        folded = fold_spelling(text)
        plain, inside = folded.text, _inside(folded)
        ends = [0] * (len(plain) + 1)  # where the longest term from here ends if it is credible; 0: there is none
        for i in range(len(plain) - 1, -1, -1):
            for length in self._lengths.get(plain[i], ()):
                end = i + length
                if end <= len(plain) and plain[i:end] in self._readings:
                    after = _past_mark(plain, end)
                    if not inside[after] or ends[after] or length >= _credible_lengths(plain[end - 1])[1]:
                        ends[i] = end
                        break
        terms = []
        i, last, reached = 0, -1, 0
        while i < len(plain):
            end, start = ends[i], folded.starts[i]
            is_credible = i == last or not inside[i] or end - i >= _credible_lengths(plain[i])[0]
            if end and start >= reached and is_credible:
                readings = self._readings[plain[i:end]]
                i = last = _past_mark(plain, end)
                reached = folded.ends[i - 1]
                terms.append(Term(text[start:reached], readings, start))
            else:
                i += 1
        return tuple(terms)


def english_terms(text: str) -> tuple[Term, ...]:
    """Return the known terms in `text` (any text, any length); see `TermTable.find`."""
    return () if text.isascii() else _field_terms().find(text)


@lru_cache(maxsize=1)
def _field_terms() -> TermTable:
    return TermTable(row for table in _TABLES for row in _rows(table))


def expansions(word: str) -> tuple[str, ...]:
    """Return the expansions of the abbreviation `word` ("LLM", "LLMs", "CoT", "COT"), folded, the likeliest first.

    A word that may be an English word has none: "cot" and "Sam" stand for themselves; "llm" has no vowel, so it cannot
    be a word.
    """
    table = _abbreviations()
    word = normalised(word, "NFKC")
    for form in (word, word.removesuffix("s")):
        is_abbreviation = (
            sum(char.isupper() for char in form) > 1
            or any(char.isdigit() for char in form)
            or (len(form) > 2 and not set("aeiou") & set(form.lower()))
        )
        if is_abbreviation and form.upper() in table:
            return table[form.upper()]
    return ()


def _past_mark(plain: str, end: int) -> int:
    """Return `end`, or the position after the long vowel mark that is there: メモリ in メモリーネットワーク."""
    return end + 1 if plain[end : end + 1] == "ー" else end


def _inside(folded: FoldedText) -> list[bool]:
    """Return for each position of the text whether it is inside a run of one script, without a gap."""
    scripts = [_credible_lengths(char) for char in folded.text]
    inside = [False, *(script == following != _ANYWHERE for script, following in pairwise(scripts)), False]
    for gap in folded.gaps:
        inside[gap] = False
    return inside


@lru_cache(maxsize=8192)
def _credible_lengths(char: str) -> tuple[int, int]:
    return next((lengths for script, lengths in _CREDIBLE if script.match(char)), _ANYWHERE)


def fold_spelling(text: str) -> FoldedText:
    """Return `text` with a single spelling for sounds that are written in several ways."""
    starts: list[int] = []
    ends: list[int] = []
    if unicodedata.is_normalized("NFKC", text) and len(lower := text.lower()) == len(text):
        starts.extend(range(len(text)))
        ends.extend(range(1, len(text) + 1))
    else:
        parts = []
        for cluster in _CLUSTER.finditer(text):
            parts.append(part := _folded_cluster(cluster[0]))
            starts.extend([cluster.start()] * len(part))
            ends.extend([cluster.end()] * len(part))
        lower = "".join(parts)
    return _with_one_spelling(lower, starts, ends)


@lru_cache(maxsize=8192)
def _folded_cluster(cluster: str) -> str:
    return normalised(cluster, "NFKC").lower()


def _with_one_spelling(lower: str, starts: list[int], ends: list[int]) -> FoldedText:
    """Fold what `_VARIANT` matches in `lower`; `starts` and `ends` are the original positions of its characters."""
    text, new_starts, new_ends, gaps = "", list[int](), list[int](), []
    done = 0
    for variant in _VARIANT.finditer(lower):
        start, end = variant.span()
        text += lower[done:start]
        new_starts += starts[done:start]
        new_ends += ends[done:start]
        done = end
        if variant["gap"]:
            gaps.append(len(text))
        elif spelling := _SPELLINGS.get(variant[0]):
            text += spelling
            new_starts += starts[start : start + len(spelling)]
            new_ends += ends[end - len(spelling) : end]
        elif new_ends:
            new_ends[-1] = ends[end - 1]  # a long vowel mark belongs to the vowel that it lengthens
    return FoldedText(text + lower[done:], new_starts + starts[done:], new_ends + ends[done:], gaps)


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {word.upper(): readings for words, readings in _rows(_ABBREVIATIONS) for word in words}


def _rows(table: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield (folded spellings, readings) of each row."""
    rows = read_table(table)
    written = "\n".join(spellings for spellings, _ in rows).lower()
    # All spellings at once: folding 7,000 of them one by one takes too long.
    folded = re.sub(_SPELLING, lambda variant: _SPELLINGS.get(variant[0], ""), written).split("\n")
    for spellings, (_, readings) in zip(folded, rows, strict=True):
        yield tuple(spellings.split("|")), tuple(readings.lower().split("|"))
