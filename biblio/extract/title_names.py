"""Which words of a title are names, so that their capital must stay when a style sets the title in sentence case.

`data/title_names.txt` (made by benchmarks/title_names.py) has the words that abstracts write with a capital within
sentences: always, or sometimes. A word that is often written small ("learning") is no name, whatever a title does. Of
other words the title itself says it, if it is in sentence case, and so does the abstract of the work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from biblio.data_files import read_data
from biblio.extract.word_tables import is_known_word
from biblio.text import fold

__all__ = ["is_name_in_title", "is_sentence_case", "words_within_sentences"]

_FEWEST_SMALL = 2  # content words in small letters that show that a title is in sentence case …
_LEAST_SMALL = 0.5  # … and their share
_SHORTEST = 3  # letters of a name
_LITTLE_WORDS = frozenset(
    "a all an and are as at be between but by can do does for from her his how if in into is it its more not of on or"
    " our over than that the their this through to toward towards under via vs we what when where which who why with"
    " within without you your against across per using".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_WORD_AT_START = re.compile(r"(\w+)(?:['’]\w+)*")
_SMALL_AT_END = re.compile(r"(?<![\w-])([a-z0-9][\w-]*+)[,;]?$")
_BEGINS_SENTENCE = re.compile(r"(?:^|[:.?!;–—])[\s\"'`“‘(\[]*$")
_NEAR = 100  # characters before a word; all of them, again for every word, would cost too much
_WITHIN_SENTENCE = re.compile(r"(?<=[\w,;] )[^\W\d_]{3,}(?=[\s.,;:!?)'’-]|$)")
_POSSESSIVE = re.compile(r"['’]s?$")


def is_sentence_case(title: str) -> bool:
    """Whether a title (plain text) has capitals only where a sentence has them, so that they mean something."""
    small = large = 0
    for word in _WORD.finditer(title):
        start = word.start()
        is_first = _BEGINS_SENTENCE.search(title, max(0, start - _NEAR), start)
        if is_first or title[start - 1 : start] in ("-", "‐", "/") or len(word[0]) < _SHORTEST:
            continue
        if word[0].lower() in _LITTLE_WORDS:
            continue
        small += word[0].islower()
        large += word[0].istitle()
    return small >= _FEWEST_SMALL and small >= _LEAST_SMALL * (small + large)


def is_name_in_title(word: str, *, follows_its_title: bool, abstract: str = "") -> bool:
    """Whether a word with one capital at its beginning is a name.

    `follows_its_title` says that the capital is evidence: the title is in sentence case, and the word does not begin it
    or its subtitle. `abstract` is the work's own.
    """
    base = _POSSESSIVE.sub("", word)
    if len(base) < _SHORTEST:
        return False
    folded = base.lower()
    kind = _names().get(folded, "")
    if kind == "always":
        return True
    if kind != "sometimes" and is_known_word(fold(base)):
        return False
    if follows_its_title:
        return True
    return words_within_sentences(abstract).get(folded, False) and base in _words_that_stand_alone(abstract)


@lru_cache(maxsize=8)
def _words_that_stand_alone(text: str) -> frozenset[str]:
    """Return the words that a text has behind a small one: not only in terms.

    Terms are "Convolutional Networks" and, over a little word, "Representations from Transformers".
    """
    words: set[str] = set()
    before = last = ""
    for token in text.split():
        small = _SMALL_AT_END.search(last)
        is_term = small and small[1] in _LITTLE_WORDS and small.start() == 0 and before[:1].isupper()
        if small and not is_term and (word := _WORD_AT_START.match(token)):
            words |= {word[1], word[0], _POSSESSIVE.sub("", word[0])}
        before, last = last, token
    return frozenset(words)


@lru_cache(maxsize=8)
def words_within_sentences(text: str) -> Mapping[str, bool]:
    """Return the words that a text has within its sentences, in small letters, and whether always with a capital."""
    words: dict[str, bool] = {}
    for match in _WITHIN_SENTENCE.finditer(" ".join(text.split())):
        word = match[0]
        if word[1:].islower():
            words[word.lower()] = word[0].isupper() and words.get(word.lower(), True)
    return words


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for line in read_data("biblio.extract", "data/title_names.txt").splitlines():
        if not line.startswith("#"):
            kind, *words = line.split(" ")
            names.update(dict.fromkeys(words, kind))
    return names
