"""How rare words are: among the titles of papers, and among their titles and abstracts.

The two tables beside this module are made by benchmarks/words.py (`words.txt` from some 570,000 titles). A word that
is not in the table of titles is a name, a rare term or a misspelling.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from biblio.model.clues import ClueForm, Words
from biblio.text import is_han_or_kana

__all__ = ["RARE_TITLE", "TELLING_TITLE", "guessed_share", "information", "is_known_word"]

TELLING_TITLE, RARE_TITLE = 16.0, 32.0
"""Bits of `information` of a title that the venue and the year can confirm, and of one that either can.

Unrelated works share titles that tell less ("Deep Learning"): counted over 570,000 titles, 13 in 100 of less than 16
bits are another author's too, 1.4 in 100 of up to 32, 0.3 in 100 of more.
"""
_RARE_WORD = 15.0  # bits of a word outside the table: fewer than 20 of 570,000 titles have it
_CJK = 4.0  # bits of a Han or kana character: words of two characters are about as rare as other words
_MOST_CJK = 45.0
_REST = 0.3  # of the bits of a phrase's other words, which mostly come with its rarest
# Bits of a word that fewer than 1 in 5,000 works have. Half of such names are in fewer than 1 in 100,000.
_UNKNOWN = {ClueForm.NAME: 14.0, ClueForm.NUMBER: 13.0, ClueForm.TERM: 12.5}


@lru_cache(maxsize=2)
def _table(name: str) -> Mapping[str, float]:
    """Return the bits of words by one of this folder's tables: lines of bits and the words that have them."""
    table = {}
    for line in files("biblio.matching").joinpath(name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            bits, *words = line.split(" ")
            table.update(dict.fromkeys(words, float(bits)))
    return table


def is_known_word(word: str) -> bool:
    """Whether a word is in the table of titles: a word of the language, not a name or a misspelling."""
    return word in _table("words.txt")


def information(words: Iterable[str]) -> float:
    """Return how much `words` tell, in bits: how rare each is among titles, added up.

    The words of a title depend on one another, so the sum orders titles by how telling they are and means no more.
    """
    return sum(map(_title_bits, words))


@lru_cache(maxsize=32768)
def _title_bits(word: str) -> float:
    bits = _table("words.txt").get(word)
    if bits is not None:
        return bits
    return min(_CJK * len(word), _MOST_CJK) if is_han_or_kana(word) else _RARE_WORD


def guessed_share(form: ClueForm, words: Words) -> float:
    """Return what share of all works (0..1) may have all `words` in their title or abstract.

    It is a guess for where no catalogue can tell. Compared with the abstracts of 570,000 works, for some 2,500 words
    and phrases of notes, a word in the table is off by half a bit, a phrase by one or two, on the safe side (it is
    taken to be more common than it is).
    """
    table = _table("abstract_words.txt")
    bits = sorted((table.get(word, _UNKNOWN[form]) for word in words), reverse=True)
    return math.exp2(-bits[0] - _REST * sum(bits[1:]))
