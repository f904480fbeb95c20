"""The words of a small catalogue, kept in memory: what `fulltext` keeps on disk for a large one, with no other library.

A project's own source of a few thousand works needs no index on disk: its words are counted when they are first asked
for. It answers as the full text does, ranked by the same BM25 (k1 = 1.2, b = 0.75; Robertson and Zaragoza, 2009).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Protocol

from biblio.model.clues import Words

__all__ = ["NAME_WEIGHT", "FullTextHit", "WordIndex", "WordSearch", "is_misspelling", "rarest_words"]

FullTextHit = tuple[int, float]
"""A work's number and its score."""

NAME_WEIGHT = 8.0
"""The weight of an author among clues."""

_FIELDS = ("title", "text", "names")
_K1, _B = 1.2, 0.75
_WORD = re.compile(r"[^\W_]+")
_TITLE_WORDS = 8  # the rarest words of a title, which are searched for
_COMMON = 0.02  # share of all titles: words in more of them are expensive and say little …
_ENOUGH = 4  # … if there are this many other words
_MIN_FUZZY = 4  # letters: shorter words have too many neighbours


class WordSearch(Protocol):
    """What a catalogue asks of its full text; `FullText` and `WordIndex` do it."""

    def count_with_all(self, words: Words) -> int:
        """Return how many works have all `words`, each in title or abstract, or an upper bound for common words."""
        ...

    def by_title(self, words: Sequence[str], limit: int) -> list[FullTextHit]:
        """Return the works whose titles have most of `words`, best first."""
        ...

    def by_misspelt_title(self, words: Sequence[str], limit: int) -> list[FullTextHit]:
        """Return the works whose titles have most of `words`, or words that are one edit away from those in no title.

        None, if no word is assumed to be misspelt.
        """
        ...

    def by_clues(
        self, clues: Iterable[tuple[Sequence[Words], float]], limit: int, *, names: Iterable[str] = ()
    ) -> list[FullTextHit]:
        """Return the works with the greatest sums of weights of `clues` (readings, weight), best first."""
        ...

    def by_words(self, words: Sequence[str], limit: int) -> list[FullTextHit]:
        """Return the works that have `words` in their titles, names or abstracts, best first."""
        ...

    def close(self) -> None:
        """Release the files."""
        ...


def rarest_words(frequency: Mapping[str, int], count: int) -> tuple[list[str], list[str]]:
    """Return (the words to search titles for, the words that may be misspelt, to search for with one edit).

    `frequency` is how many of `count` titles have each word. The rarest words decide; if few words are rare, those that
    are in no title are assumed to be misspelt. Searching for these takes long, and the common words beside them too.
    """
    rare = sorted((word for word in frequency if frequency[word]), key=lambda word: frequency[word])[:_TITLE_WORDS]
    telling = [word for word in rare if frequency[word] <= count * _COMMON]
    if len(telling) >= _ENOUGH:
        return telling, []
    misspelt = [word for word in frequency if not frequency[word] and len(word) >= _MIN_FUZZY]
    return rare[:_ENOUGH] if misspelt else rare, misspelt


class WordIndex:
    """The words of works in memory. `load` gives each work's number and its folded texts, by the names of fields."""

    def __init__(self, load: Callable[[], Iterable[tuple[int, Mapping[str, str]]]]) -> None:
        self._load = load

    @cached_property
    def _words(self) -> dict[str, dict[str, dict[int, int]]]:
        """How often each word occurs in a field of a work: field → word → number → count."""
        words: dict[str, dict[str, dict[int, int]]] = {name: defaultdict(dict) for name in _FIELDS}
        for number, texts in self._load():
            for name, text in texts.items():
                for word, count in Counter(_WORD.findall(text.lower())).items():
                    words[name][word][number] = count
        return words

    @cached_property
    def _lengths(self) -> dict[str, Counter[int]]:
        lengths: dict[str, Counter[int]] = {name: Counter() for name in _FIELDS}
        for name, by_word in self._words.items():
            for counts in by_word.values():
                lengths[name].update(counts)
        return lengths

    @cached_property
    def _count(self) -> int:
        return len(self._lengths["title"])

    def count_with_all(self, words: Words) -> int:
        """Return how many works have all `words`, each in title or abstract."""
        return len(self._with_all(words))

    def by_title(self, words: Sequence[str], limit: int) -> list[FullTextHit]:
        """Return the works whose titles have most of `words`, best first by BM25; see `rarest_words`."""
        rare, _ = self._rarest_words(words)
        return _best(self._in_title(rare), limit)

    def by_misspelt_title(self, words: Sequence[str], limit: int) -> list[FullTextHit]:
        """Return the works whose titles have most of `words`, or words that are one edit away from those in no title.

        None, if no word is assumed to be misspelt (`rarest_words`).
        """
        rare, misspelt = self._rarest_words(words)
        if not misspelt:
            return []
        scores = self._in_title(rare)
        for word in misspelt:
            near = (counts for other, counts in self._words["title"].items() if is_misspelling(word, other))
            scores.update(dict.fromkeys((number for counts in near for number in counts), 1.0))
        return _best(scores, limit)

    def _rarest_words(self, words: Iterable[str]) -> tuple[list[str], list[str]]:
        titles = self._words["title"]
        return rarest_words({word: len(titles.get(word, ())) for word in words}, self._count)

    def _in_title(self, words: Iterable[str]) -> Counter[int]:
        scores: Counter[int] = Counter()
        for word in words:
            scores.update(self._bm25("title", word, often=True))
        return scores

    def by_clues(
        self, clues: Iterable[tuple[Sequence[Words], float]], limit: int, *, names: Iterable[str] = ()
    ) -> list[FullTextHit]:
        """Return the works with the greatest sums of weights, best first; see `FullText.by_clues`."""
        scores: Counter[int] = Counter()
        for readings, weight in clues:
            scores.update(dict.fromkeys(set().union(*map(self._with_all, readings)), weight))
        for name in names:
            scores.update(dict.fromkeys(self._words["names"].get(name, ()), NAME_WEIGHT))
        return _best(scores, limit)

    def by_words(self, words: Sequence[str], limit: int) -> list[FullTextHit]:
        """Return the works that have `words` in their titles, names or abstracts, best first; for a user's search."""
        scores: Counter[int] = Counter()
        for word in dict.fromkeys(words):
            best: dict[int, float] = {}
            for name, weight in (("title", 3.0), ("names", 3.0), ("text", 1.0)):
                for number, score in self._bm25(name, word).items():
                    best[number] = max(best.get(number, 0.0), weight * score)
            scores.update(best)
        return _best(scores, limit)

    def close(self) -> None:
        """Do nothing: there is no file."""

    def _with_all(self, words: Words) -> set[int]:
        return set.intersection(*(set(self._words["text"].get(word, ())) for word in words))

    def _bm25(self, name: str, word: str, *, often: bool = False) -> dict[int, float]:
        """Return the scores of the works that have `word` in a field; with `often` it counts how often they have it."""
        counts, lengths = self._words[name].get(word, {}), self._lengths[name]
        if not counts:
            return {}
        average = sum(lengths.values()) / max(1, self._count)
        rarity = math.log(1 + (self._count - len(counts) + 0.5) / (len(counts) + 0.5))
        scores = {}
        for number, times in counts.items():
            count = times if often else 1
            scores[number] = rarity * (_K1 + 1) * count / (count + _K1 * (1 - _B + _B * lengths[number] / average))
        return scores


def _best(scores: Mapping[int, float], limit: int) -> list[FullTextHit]:
    return sorted(scores.items(), key=lambda hit: (-hit[1], hit[0]))[:limit]


def is_misspelling(word: str, other: str) -> bool:
    """Whether one edit (a letter too much, missing, wrong, or two swapped) makes one word of the other."""
    if abs(len(word) - len(other)) > 1 or word == other:
        return False
    pairs = enumerate(zip(word, other, strict=False))
    start = next((place for place, (letter, its) in pairs if letter != its), min(len(word), len(other)))
    a, b = word[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[1::-1] == b[:2] and a[2:] == b[2:])
