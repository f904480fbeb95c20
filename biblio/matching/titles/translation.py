"""Compare a title in Japanese, Chinese or Korean with one in English, by the tables of field terms.

"拡散モデルによる画像生成" may translate "Image Generation with Diffusion Models": every term of the first has words in
the second, and these account for most of its words. The order of words differs between languages and does not count.
Such a match is weaker than one in the same script, so the author and the year or venue must agree too.
"""

from __future__ import annotations

from functools import lru_cache

from biblio import patterns as re
from biblio.extract.terms import english_terms, expansions
from biblio.matching.titles.title_match import TitleLevel, TitleMatch
from biblio.matching.titles.title_words import is_stopword
from biblio.matching.word_rarity import information
from biblio.text import common_prefix_length, is_han_or_kana, strip_markup, tokens

__all__ = ["compare_translation"]

_LEAST = 16.0  # bits that both titles must share: with fewer, many titles would fit
# Shares of the information in the note's title and in the work's, and their product: of 35 works 25 reach 0.65, the
# nearest other work of the same author and year 0.46.
_NOTE_SHARE, _WORK_SHARE, _BOTH_SHARES = 0.75, 0.6, 0.55
_UNREAD = 8.0  # bits of a term that is not in the tables
# Two words are forms of one word ("generate", "generation") if they share this many letters at the beginning and end in
# at most this many others, or share this many more at the beginning.
_STEM, _ENDING, _ROOT = 4, 4, 7
_LATIN = re.compile(r"[A-Za-z0-9][\w.+/-]*[A-Za-z0-9+]|[A-Za-z0-9]", re.ASCII)
# A run of katakana or Han characters is one or two terms; hiragana is used for endings and particles.
_TERM = re.compile("[ァ-ヺー]{2,}|[\u3400-\u9fff]{2,}|[\uac00-\ud7a3]{2,}")
_FILLERS = re.compile("提案|手法|方法|研究|検討|論文|実現|利用|活用|使用|適用|考慮|応用")
_UNKNOWN = TitleMatch(TitleLevel.UNKNOWN, 0.0)
Reading = tuple[str, ...]


@lru_cache(maxsize=8192)
def compare_translation(note_title: str, work_title: str) -> TitleMatch:
    """Return TRANSLATED if the note's title (Japanese, Chinese, Korean) may translate the work's, else UNKNOWN."""
    if not is_han_or_kana(note_title) or is_han_or_kana(work_title):
        return _UNKNOWN
    terms, unread = _terms_of(note_title)
    words = [word for word in tokens(strip_markup(work_title)) if not is_stopword(word)]
    if not terms or not words:
        return _UNKNOWN
    note_bits, agreed = _UNREAD * unread, 0.0
    used: set[int] = set()
    for readings in terms:
        positions = next((positions for reading in readings if (positions := _positions(reading, words))), ())
        if not positions and any(char.isdigit() for char in "".join(readings[0])):
            return _UNKNOWN  # GPT-2 is not GPT-3, in any language
        bits = information(words[position] for position in positions) if positions else information(readings[0])
        note_bits += bits
        agreed += bits if positions else 0.0
        used.update(positions)
    common = information(words[position] for position in used)
    if common < _LEAST:
        return _UNKNOWN
    note_share, work_share = agreed / note_bits, common / information(words)
    is_enough = note_share >= _NOTE_SHARE and work_share >= _WORK_SHARE and note_share * work_share >= _BOTH_SHARES
    return TitleMatch(TitleLevel.TRANSLATED, common) if is_enough else _UNKNOWN


@lru_cache(maxsize=1024)
def _terms_of(title: str) -> tuple[tuple[tuple[Reading, ...], ...], int]:
    """Return the readings of every term and Latin word of a title, and how many terms are not in the tables."""
    terms: list[tuple[Reading, ...]] = []
    rest = title
    for term in english_terms(title):
        terms.append(tuple(tuple(tokens(reading)) for reading in term.readings))
        rest = rest.replace(term.written, " ", 1)
    for run in _LATIN.findall(rest):
        spellings = (run, *expansions(run))
        if readings := tuple(reading for spelling in spellings if (reading := tuple(tokens(spelling)))):
            terms.append(readings)
    unread = len(_TERM.findall(_FILLERS.sub(" ", _LATIN.sub(" ", rest))))
    return tuple(dict.fromkeys(terms)), unread


def _positions(reading: Reading, words: list[str]) -> tuple[int, ...]:
    """Return the positions in `words` of each word of `reading`, in any form; nothing if one is missing."""
    positions = []
    for word in reading:
        if is_stopword(word):
            continue
        position = next((position for position, other in enumerate(words) if _is_form(word, other)), None)
        if position is None:
            return ()
        positions.append(position)
    return tuple(positions)


def _is_form(word: str, other: str) -> bool:
    if word == other or word.removesuffix("s") == other.removesuffix("s"):
        return True
    stem = common_prefix_length(word, other)
    return stem >= _ROOT or (stem >= _STEM and max(len(word), len(other)) - stem <= _ENDING)
