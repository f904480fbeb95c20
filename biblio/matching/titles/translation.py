"""Compare a title in Japanese, Chinese or Korean with one in English, by way of the table of field terms.

"拡散モデルによる画像生成" may be what somebody made of "Image Generation with Diffusion Models": every term of the one
has a word in the other, and most words of the other are accounted for. The order is another one in every language and
says nothing. It is weaker than a title in the same script, so the author and the year or venue must agree too.
"""

from __future__ import annotations

import re
from functools import lru_cache

from biblio.extract.terms import english_terms, expansions
from biblio.matching.titles.title_match import TitleLevel, TitleMatch
from biblio.matching.titles.title_words import is_soft
from biblio.matching.word_rarity import information
from biblio.text import is_han_or_kana, shared_beginning, strip_markup, tokens

__all__ = ["compare_translation"]

_LEAST = 16.0  # bits that both titles have: what fewer tell, many titles have
# Share of what the note's title tells, of what the work's does, and one times the other: of 35 works 25 reach 0.65, the
# nearest other work of the same author and year 0.46.
_OURS, _THEIRS, _BOTH = 0.75, 0.6, 0.55
_UNREAD = 8.0  # bits of a term that the table lacks: nobody knows what it is in English
_STEM, _ENDING, _ROOT = 4, 4, 7  # letters of "generate" that "generation" shares at least, or ends in at most
_LATIN = re.compile(r"[A-Za-z0-9][\w.+/-]*[A-Za-z0-9+]|[A-Za-z0-9]", re.ASCII)
# A run of katakana or Han characters is a term or two; hiragana are endings and particles.
_TERM = re.compile("[ァ-ヺー]{2,}|[\u3400-\u9fff]{2,}|[\uac00-\ud7a3]{2,}")
_FILLERS = re.compile("提案|手法|方法|研究|検討|論文|実現|利用|活用|使用|適用|考慮|応用")
_UNKNOWN = TitleMatch(TitleLevel.UNKNOWN, 0.0)
Reading = tuple[str, ...]


@lru_cache(maxsize=8192)
def compare_translation(ours: str, theirs: str) -> TitleMatch:
    """Return whether `ours` (Japanese, Chinese, Korean) may be a translation of `theirs` (English), else UNKNOWN."""
    if not is_han_or_kana(ours) or is_han_or_kana(theirs):
        return _UNKNOWN
    terms, unread = _terms_of(ours)
    words = [word for word in tokens(strip_markup(theirs)) if not is_soft(word)]
    if not terms or not words:
        return _UNKNOWN
    said, agreed = _UNREAD * unread, 0.0
    used: set[int] = set()
    for readings in terms:
        places = next((places for reading in readings if (places := _places(reading, words))), ())
        if not places and any(char.isdigit() for char in "".join(readings[0])):
            return _UNKNOWN  # GPT-2 is not GPT-3, in any language
        bits = information(words[at] for at in places) if places else information(readings[0])
        said += bits
        agreed += bits if places else 0.0
        used.update(places)
    whole = information(words)
    common = information(words[at] for at in used)
    if common < _LEAST:
        return _UNKNOWN
    ours_share, theirs_share = agreed / said, common / whole
    is_enough = ours_share >= _OURS and theirs_share >= _THEIRS and ours_share * theirs_share >= _BOTH
    return TitleMatch(TitleLevel.TRANSLATED, common) if is_enough else _UNKNOWN


@lru_cache(maxsize=1024)
def _terms_of(title: str) -> tuple[tuple[tuple[Reading, ...], ...], int]:
    """Return the readings of every term and Latin word of a title, and how many terms nobody can read."""
    terms: list[tuple[Reading, ...]] = []
    rest = title
    for term in english_terms(title):
        terms.append(tuple(tuple(tokens(reading)) for reading in term.readings))
        rest = rest.replace(term.written, " ", 1)
    for run in _LATIN.findall(rest):
        spelt = (run, *expansions(run))
        if readings := tuple(reading for one in spelt if (reading := tuple(tokens(one)))):
            terms.append(readings)
    unread = len(_TERM.findall(_FILLERS.sub(" ", _LATIN.sub(" ", rest))))
    return tuple(dict.fromkeys(terms)), unread


def _places(reading: Reading, words: list[str]) -> tuple[int, ...]:
    """Return where `words` has each word of `reading` in one of its forms; nothing where one is missing."""
    found = []
    for word in reading:
        if is_soft(word):
            continue
        at = next((at for at, other in enumerate(words) if _is_form(word, other)), None)
        if at is None:
            return ()
        found.append(at)
    return tuple(found)


def _is_form(left: str, right: str) -> bool:
    if left == right or left.removesuffix("s") == right.removesuffix("s"):
        return True
    stem = shared_beginning(left, right)
    return stem >= _ROOT or (stem >= _STEM and max(len(left), len(right)) - stem <= _ENDING)
