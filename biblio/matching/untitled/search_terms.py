"""Choose the words of a note without a title to search for.

A search engine takes few words, and a single word that was mistranslated, or is about other works, spoils a search for
all of them. So several small sets are searched for together, each rare enough to leave few works.
"""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, combinations

from biblio.matching.word_rarity import guessed_share
from biblio.model.clues import Clue, ClueForm, CluePlace, Readings, Words
from biblio.model.decision import Query
from biblio.text import name_search_word, search_words

__all__ = ["rare_sets", "topic_words", "word_sets"]

_NAMES, _TOPIC = 3, 24
_WORDS, _SETS, _SIZES = 12, 16, (1, 2, 3, 4)
_TELLING = 4.0  # the bits that a word worth searching for must have
_RARE = 14.0  # the bits of words that 200 of arXiv's three million papers have
_TOGETHER = 0.6  # factor for the bits of words in one abstract, because they occur together
# How often a work contains what its summary names, by form and by whether it is a phrase: counted on 127 notes.
_LIKELY = {
    (ClueForm.NAME, False): 0.95, (ClueForm.NAME, True): 0.95, (ClueForm.TERM, True): 0.9, (ClueForm.TERM, False): 0.75,
}  # fmt: skip
_AUTHOR = (0.95, 12.0)  # a family name: how likely it is the work's, how rare it is (bits)
_LEAST_CASE, _LEAST_GAIN = 1e-4, 1e-3  # the probability that a case must have to be considered, and that a set must add
_READINGS = 3  # readings of a term that are searched for, at most
_STANDS_OUT = re.compile(r"[a-z0-9][A-Z]|[A-Z].{0,200}[A-Z]|[A-Za-z].{0,200}\d|\d.{0,200}[A-Za-z]")
_PLURAL = re.compile(r"(?:ies|es|s|y)$")
_Worth = tuple[float, float]  # how likely a word is the work's, how rare it is (bits)


def word_sets(query: Query) -> tuple[tuple[str, ...], ...]:
    """Return what to search a service for: sets of words; a search finds the works that have all words of a set.

    The first set is the distinctive names in the summary (with capitals or digits inside), the second the rarest of
    them alone.
    """
    summary = [clue for clue in query.clues if clue.place is CluePlace.SUMMARY and clue.readings]
    names = [clue.written for clue in summary if clue.form is ClueForm.NAME and _STANDS_OUT.search(clue.written)]
    names = sorted(
        dict.fromkeys(names), key=lambda name: (guessed_share(ClueForm.NAME, _folded(name)), -len(name), name)
    )
    sets = (tuple(names[:_NAMES]), tuple(names[:1]))
    return tuple(dict.fromkeys(filter(None, sets)))


def topic_words(query: Query) -> tuple[str, ...]:
    """Return the topic of the note as English words, each once, in the order of the note.

    If a service ranks titles by how many of the words they have, all words of a summary find works that a few do not.
    """
    words = (word for clue in query.clues if clue.form is not ClueForm.NUMBER for word in clue.readings[0])
    return tuple(dict.fromkeys((*_surnames(query), *words)))[:_TOPIC]


def rare_sets(query: Query) -> tuple[tuple[Readings, ...], ...]:
    """Return sets of words of the summary that few works have together, the sets that the work most likely has first.

    Each further set is the one that helps in most of the cases in which the earlier ones fail: sixteen sets that all
    need the same word would fail together. (This is the greedy rule for maximum coverage: G. Nemhauser, L. Wolsey and
    M. Fisher, Mathematical Programming 14, 1978.)
    """
    return _rare_sets(query.clues, _surnames(query))


def _surnames(query: Query) -> tuple[str, ...]:
    """Return the best word to search for in the first author's family name, if the note names an author."""
    return tuple(name for author in query.authors[:1] if (name := name_search_word(author.last)))


@lru_cache(maxsize=1024)  # called in every round, for every service
def _rare_sets(clues: tuple[Clue, ...], surnames: tuple[str, ...]) -> tuple[tuple[Readings, ...], ...]:
    words = _worths(clues) | {(name,): _AUTHOR for name in surnames}
    best = sorted(words, key=lambda word: (-words[word][0] * words[word][1], word))[:_WORDS]
    likely = [words[word][0] for word in best]
    small_sets = _small_sets([words[word] for word in best])
    queue = [(-math.prod(likely[place] for place in chosen), chosen) for chosen in small_sets]
    heapq.heapify(queue)
    cases = _cases(likely)
    sets: list[tuple[Readings, ...]] = []
    while queue and len(sets) < _SETS:
        _, chosen = heapq.heappop(queue)
        needed = _bits(chosen)
        gain = math.fsum(chance for present, chance in cases if present & needed == needed)
        if queue and gain < -queue[0][0]:  # its gain can only have shrunk since it was queued
            heapq.heappush(queue, (-gain, chosen))
        elif gain < _LEAST_GAIN:
            break
        else:
            sets.append(tuple(best[place] for place in chosen))
            cases = [(present, chance) for present, chance in cases if present & needed != needed]
    return tuple(sets)


def _worths(clues: Sequence[Clue]) -> dict[Readings, _Worth]:
    words: dict[Readings, _Worth] = {}
    for clue in clues:
        if clue.place is CluePlace.SUMMARY and clue.form is not ClueForm.NUMBER and clue.readings:
            readings = _distinct(clue)
            rare = -math.log2(sum(guessed_share(clue.form, tuple(reading.split())) for reading in readings))
            if rare >= _TELLING:
                words.setdefault(readings, (_LIKELY[clue.form, " " in readings[0]], min(rare, _RARE)))
    return words


def _small_sets(worths: Sequence[_Worth]) -> Iterator[tuple[int, ...]]:
    """Yield the positions of words that are rare together, unless a subset of them is rare enough."""
    smaller: list[int] = []
    for chosen in chain.from_iterable(combinations(range(len(worths)), size) for size in _SIZES):
        bits = sorted((worths[place][1] for place in chosen), reverse=True)
        needed = _bits(chosen)
        if bits[0] + _TOGETHER * sum(bits[1:]) >= _RARE and not any(part & needed == part for part in smaller):
            smaller.append(needed)
            yield chosen


def _cases(likely: Sequence[float]) -> list[tuple[int, float]]:
    """Return which words the work may have (a bit for each) and how probable that is, without improbable cases."""
    cases = [(0, 1.0)]
    for place, chance in enumerate(likely):
        absent = [(present, case * (1 - chance)) for present, case in cases]
        cases = absent + [(present | 1 << place, case * chance) for present, case in cases]
    return [(present, case) for present, case in cases if case >= _LEAST_CASE]


def _bits(places: Sequence[int]) -> int:
    return sum(1 << place for place in places)


def _folded(name: str) -> Words:
    return tuple(search_words(name)) or (name,)


def _distinct(clue: Clue) -> Readings:
    """Return the first readings of a clue that differ for a search engine, which treats a word's forms alike."""
    distinct: dict[str, str] = {}
    for reading in clue.readings:
        text = " ".join(reading)
        distinct.setdefault(_PLURAL.sub("", text), text)
    return tuple(distinct.values())[:_READINGS]
