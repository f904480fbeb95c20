"""The words of titles and abstracts with how rare they are: tables in `data/`, made by benchmarks/words.py."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from biblio.data_files import read_data

__all__ = ["abstract_word_bits", "is_known_word", "title_word_bits"]


def title_word_bits() -> Mapping[str, float]:
    """Return log2(titles / titles with the word) for the words of at least 20 of some 570,000 titles."""
    return _table("words.txt")


def abstract_word_bits() -> Mapping[str, float]:
    """Return log2(papers / papers with the word) for the words of at least 1 in 5,000 titles or abstracts."""
    return _table("abstract_words.txt")


def is_known_word(word: str) -> bool:
    """Whether a folded word is in the table for titles: a word of the language, not a rare name or a misspelling."""
    return word in _table("words.txt")


@lru_cache(maxsize=2)
def _table(name: str) -> Mapping[str, float]:
    """Return the bits of words from a table, whose lines have bits and the words that have them."""
    table: dict[str, float] = {}
    for line in read_data("biblio.extract", f"data/{name}").splitlines():
        if not line.startswith("#"):
            bits, *words = line.split(" ")
            table.update(dict.fromkeys(words, float(bits)))
    return table
