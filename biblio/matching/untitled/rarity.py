"""How rare words are in titles and abstracts, where no catalogue tells: from a table, and by rule where it ends.

The table is made by benchmarks/words.py. Against the abstracts of 570,000 works, for some 2,500 words and phrases of
notes: a word in the table is off by half a bit, a phrase by one or two, on the safe side (it is taken for commoner).
"""

from __future__ import annotations

import math

from biblio.matching.titles.title_words import word_bits
from biblio.model.clues import ClueForm, Words

__all__ = ["guessed_share"]

_REST = 0.3  # of the bits of a phrase's other words, which mostly come with its rarest
# Bits of a word that fewer than 1 in 5,000 works have. Half of such names are in fewer than 1 in 100,000.
_UNKNOWN = {ClueForm.NAME: 14.0, ClueForm.NUMBER: 13.0, ClueForm.TERM: 12.5}


def guessed_share(form: ClueForm, words: Words) -> float:
    """Return what share of all works (0..1) may have all `words` in their titles or abstracts."""
    table = word_bits("abstract_words.txt")
    bits = sorted((table.get(word, _UNKNOWN[form]) for word in words), reverse=True)
    return math.exp2(-bits[0] - _REST * sum(bits[1:]))
