"""The tables in `data/`: rows of a few columns with a tab between them, lines of remarks that begin with ``#``.

Terms of the field that a summary in Japanese, Chinese or Korean uses, and the English that abstracts have for them.

A summary of an English paper says 注意機構 or アテンション where the abstract says "attention". The tables in `data/`
are written from general knowledge of the field: spellings, a tab, readings; both separated by ``|``; ``#`` opens a
section. Readings are folded as `biblio.text.fold` does ("fine tuning") and in the singular; one of them suffices.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

__all__ = ["Term", "english_terms", "expansions", "rows_of"]


def rows_of(table: str) -> list[tuple[str, str]]:
    """Return the rows of a table as (what is written, what it stands for), in order."""
    text = (files("biblio.extract") / "data" / table).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return [(written, meant) for written, meant in rows]


_TABLES = ("terms.tsv", "terms_zh.tsv", "terms_ko.tsv")
_ABBREVIATIONS = "abbreviations.tsv"
_KATAKANA = "ァ-ヺー"
_HAN = "々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HANGUL = "\uac00-\ud7a3"
_CJK = f"ぁ-ゖ{_KATAKANA}{_HAN}{_HANGUL}"
_GAP = r"[\s・·‧\-‐]"
# What is written in more than one way, each folded to one: ヴァ/バ, ウェ/ウエ, レイヤ/レーヤ, サーバー/サーバ. Every
# branch begins with a letter, not with what stands before it, so that `re` can skip to these letters.
_SPELLING = (
    r"ヴ[ァィェォュ]?|ウ[ィェォ]|クァ|イ(?<=[エケセテネヘメレゲゼデベペェ]イ)(?=[ァ-ヺ])"
    rf"|ー(?<=[アカサタナハマヤラワガザダバパァャヮ]ー)ー*|ーー*(?![{_KATAKANA}])"
)
# Beside a character of these scripts, white space, a middle dot or a hyphen is left out.
_VARIANT = re.compile(rf"{_SPELLING}|(?P<gap>(?<=[{_CJK}]){_GAP}+|{_GAP}+(?=[{_CJK}]))")
_SPELLINGS = {
    "ヴ": "ブ", "ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ヴュ": "ビュ",
    "ウィ": "ウイ", "ウェ": "ウエ", "ウォ": "ウオ", "クァ": "クア", "イ": "ー",
}  # fmt: skip
# One character and what NFKC joins to it: voicing marks (half width too), other marks, the rest of a jamo syllable.
_CLUSTER = re.compile(r".[\u0300-\u036f\u1161-\u11ff\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
# A short term inside a longer run of its own script is most often a piece of another word: ラベル in トラベル, リンク
# in リンクス. How many characters it takes to be believed there: (with its start, with its end inside a run).
_NEVER = 1_000  # the "Q" of 学習 after "FAQ"
_ANYWHERE = (0, 0)
_LEAST = (
    (re.compile(f"[{_KATAKANA}]"), (4, 4)),
    (re.compile(f"[{_HAN}]"), (2, 2)),
    (re.compile(f"[{_HANGUL}]"), (3, 1)),  # particles follow without a space
    (re.compile(r"[a-z0-9]"), (_NEVER, _NEVER)),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term where it stands in a text: `text[start:start + len(written)] == written`.

    `readings` are what abstracts have for it, folded, the likeliest first; any one of them suffices.
    """

    written: str
    readings: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text as compared. For each of its characters: where that starts and ends in the text as given."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    gaps: Sequence[int]  # places of `text` where something was left out


def english_terms(text: str) -> tuple[Term, ...]:
    """Return the known terms in `text` (any text, any length) in order: the longest at each place, none overlapping.

    Both sides are folded: width, case, ヴ/ブ, ウェ/ウエ, ェイ/ェー, a final ー; a gap may stand inside a term.
    """
    if text.isascii():
        return ()
    terms, lengths = _terms()
    folded = _folded(text)
    plain, inside = folded.text, _inside(folded)
    ends = [0] * (len(plain) + 1)  # where the longest term from here on ends, if its end may be believed; 0: none
    for i in range(len(plain) - 1, -1, -1):
        for length in lengths.get(plain[i], ()):
            end = i + length
            if end <= len(plain) and plain[i:end] in terms:
                after = _past_mark(plain, end)
                if not inside[after] or ends[after] or length >= _least(plain[end - 1])[1]:
                    ends[i] = end
                    break
    found = []
    i, last, reached = 0, -1, 0
    while i < len(plain):
        end, start = ends[i], folded.starts[i]
        if end and start >= reached and (i == last or not inside[i] or end - i >= _least(plain[i])[0]):
            readings = terms[plain[i:end]]
            i = last = _past_mark(plain, end)
            reached = folded.ends[i - 1]
            found.append(Term(text[start:reached], readings, start))
        else:
            i += 1
    return tuple(found)


def expansions(word: str) -> tuple[str, ...]:
    """Return what the abbreviation `word` ("LLM", "LLMs", "CoT", "COT") stands for, folded, the likeliest first.

    A word that may be an English one has none: "cot" and "Sam" stand for themselves; "llm", without a vowel, cannot.
    """
    table = _abbreviations()
    word = unicodedata.normalize("NFKC", word)
    for form in (word, word.removesuffix("s")):
        certain = (
            sum(char.isupper() for char in form) > 1
            or any(char.isdigit() for char in form)
            or (len(form) > 2 and not set("aeiou") & set(form.lower()))
        )
        if certain and form.upper() in table:
            return table[form.upper()]
    return ()


def _past_mark(plain: str, end: int) -> int:
    """Return `end`, or the place behind a long vowel mark that stands there: メモリ in メモリーネットワーク."""
    return end + 1 if plain[end : end + 1] == "ー" else end


def _inside(folded: _Folded) -> list[bool]:
    """Tell for each place of the text whether it stands inside a run of one script, with no gap there."""
    least = [_least(char) for char in folded.text]
    inside = [False, *(one == other != _ANYWHERE for one, other in pairwise(least)), False]
    for gap in folded.gaps:
        inside[gap] = False
    return inside


@lru_cache(maxsize=8192)
def _least(char: str) -> tuple[int, int]:
    return next((least for script, least in _LEAST if script.match(char)), _ANYWHERE)


def _folded(text: str) -> _Folded:
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
    return unicodedata.normalize("NFKC", cluster).lower()


def _with_one_spelling(lower: str, starts: list[int], ends: list[int]) -> _Folded:
    """Fold what `_VARIANT` finds in `lower`, whose characters start and end where `starts` and `ends` say."""
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
            new_ends[-1] = ends[end - 1]  # a long vowel mark belongs to what it lengthens
    return _Folded(text + lower[done:], new_starts + starts[done:], new_ends + ends[done:], gaps)


@lru_cache(maxsize=1)
def _terms() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[int, ...]]]:
    """Return (folded spelling → readings, first character → lengths of the spellings with it, longest first)."""
    terms: dict[str, tuple[str, ...]] = {}
    lengths: dict[str, set[int]] = {}
    for table in _TABLES:
        for spellings, readings in _rows(table):
            for spelling in spellings:
                terms[spelling] = readings
                lengths.setdefault(spelling[0], set()).add(len(spelling))
    return terms, {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {word.upper(): readings for words, readings in _rows(_ABBREVIATIONS) for word in words}


def _rows(table: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield (folded spellings, readings) of each row."""
    rows = rows_of(table)
    written = "\n".join(spellings for spellings, _ in rows).lower()
    # In one go: 7,000 times one spelling takes too long.
    folded = re.sub(_SPELLING, lambda variant: _SPELLINGS.get(variant[0], ""), written).split("\n")
    for spellings, (_, readings) in zip(folded, rows, strict=True):
        yield tuple(spellings.split("|")), tuple(readings.lower().split("|"))
