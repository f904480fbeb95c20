"""Which words of a note without a title to search for, where they may lead to its work.

A search engine takes few words. Where all of them are wanted, a word that was translated otherwise, or is said of other
works, spoils the search; so several small sets are searched for at once, each rare enough to leave few works.
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
from biblio.text import search_words, searched_name

__all__ = ["rare_sets", "topic_words", "word_sets"]

_NAMES, _TOPIC = 3, 24
_WORDS, _SETS, _SIZES = 12, 16, (1, 2, 3, 4)
_TELLING = 4.0  # bits of a word that is worth searching for
_RARE = 14.0  # bits of what 200 of arXiv's three million papers have
_TOGETHER = 0.6  # of the bits of words that stand in one abstract: they go together
# How often a work has what its summary names, by form and whether it is a phrase: counted on 127 notes.
_LIKELY = {
    (ClueForm.NAME, False): 0.95, (ClueForm.NAME, True): 0.95, (ClueForm.TERM, True): 0.9, (ClueForm.TERM, False): 0.75,
}  # fmt: skip
_AUTHOR = (0.95, 12.0)  # a family name: that likely, that rare (bits)
_LEAST_CASE, _LEAST_GAIN = 1e-4, 1e-3  # probability of what is considered at all; what a set must add
_READINGS = 3  # of a term that are searched for
_STANDS_OUT = re.compile(r"[a-z0-9][A-Z]|[A-Z].*[A-Z]|[A-Za-z].*\d|\d.*[A-Za-z]")
_PLURAL = re.compile(r"(?:ies|es|s|y)$")
_Worth = tuple[float, float]  # how likely a word is the work's, how rare it is (bits)


def word_sets(query: Query) -> tuple[tuple[str, ...], ...]:
    """Return what to search a service for, one set of words after the other, all of whose words are wanted.

    Names of the summary that stand out (capitals or digits inside) come together, then the rarest alone.
    """
    summary = [clue for clue in query.clues if clue.place is CluePlace.SUMMARY and clue.readings]
    names = [clue.written for clue in summary if clue.form is ClueForm.NAME and _STANDS_OUT.search(clue.written)]
    names = sorted(
        dict.fromkeys(names), key=lambda name: (guessed_share(ClueForm.NAME, _folded(name)), -len(name), name)
    )
    sets = (tuple(names[:_NAMES]), tuple(names[:1]))
    return tuple(dict.fromkeys(one for one in sets if one))


def topic_words(query: Query) -> tuple[str, ...]:
    """Return what the note is about in words of English, none twice, those that stand first in the note first.

    Where titles are ranked by how many of the words they have, those of a whole summary find what no few of them do.
    """
    words = (word for clue in query.clues if clue.form is not ClueForm.NUMBER for word in clue.readings[0])
    return tuple(dict.fromkeys((*_surnames(query), *words)))[:_TOPIC]


def rare_sets(query: Query) -> tuple[tuple[Readings, ...], ...]:
    """Return sets of words of the summary that few works have together, the likeliest to be the work's own first.

    Each further set is the one that helps in most of the cases in which those before it fail: sixteen sets that all
    need one word are lost together. (The greedy rule for maximum coverage: G. Nemhauser, L. Wolsey and M. Fisher,
    Mathematical Programming 14, 1978.)
    """
    return _rare_sets(query.clues, _surnames(query))


def _surnames(query: Query) -> tuple[str, ...]:
    """Return the longest word of the first author's family name, where a note with a translated title names one."""
    return tuple(name for author in query.authors[:1] if (name := searched_name(author.last)))


@lru_cache(maxsize=1024)  # asked for in every round, for every service
def _rare_sets(clues: tuple[Clue, ...], surnames: tuple[str, ...]) -> tuple[tuple[Readings, ...], ...]:
    words = _worths(clues) | {(name,): _AUTHOR for name in surnames}
    best = sorted(words, key=lambda word: (-words[word][0] * words[word][1], word))[:_WORDS]
    likely = [words[word][0] for word in best]
    queue = [(-math.prod(likely[at] for at in chosen), chosen) for chosen in _small_sets([words[one] for one in best])]
    heapq.heapify(queue)
    cases = _cases(likely)
    sets: list[tuple[Readings, ...]] = []
    while queue and len(sets) < _SETS:
        _, chosen = heapq.heappop(queue)
        needed = _bits(chosen)
        gain = math.fsum(chance for there, chance in cases if there & needed == needed)
        if queue and gain < -queue[0][0]:  # what it gains can only have shrunk since it was queued
            heapq.heappush(queue, (-gain, chosen))
        elif gain < _LEAST_GAIN:
            break
        else:
            sets.append(tuple(best[at] for at in chosen))
            cases = [(there, chance) for there, chance in cases if there & needed != needed]
    return tuple(sets)


def _worths(clues: Sequence[Clue]) -> dict[Readings, _Worth]:
    words: dict[Readings, _Worth] = {}
    for clue in clues:
        if clue.place is CluePlace.SUMMARY and clue.form is not ClueForm.NUMBER and clue.readings:
            readings = _distinct(clue)
            rare = -math.log2(sum(guessed_share(clue.form, tuple(one.split())) for one in readings))
            if rare >= _TELLING:
                words.setdefault(readings, (_LIKELY[clue.form, " " in readings[0]], min(rare, _RARE)))
    return words


def _small_sets(worths: Sequence[_Worth]) -> Iterator[tuple[int, ...]]:
    """Yield the places of words that are rare together, of which no fewer are."""
    found: list[int] = []
    for chosen in chain.from_iterable(combinations(range(len(worths)), size) for size in _SIZES):
        bits = sorted((worths[at][1] for at in chosen), reverse=True)
        needed = _bits(chosen)
        if bits[0] + _TOGETHER * sum(bits[1:]) >= _RARE and not any(one & needed == one for one in found):
            found.append(needed)
            yield chosen


def _cases(likely: Sequence[float]) -> list[tuple[int, float]]:
    """Return which words the work may have (a bit for each) and how probable that is, but for what hardly happens."""
    cases = [(0, 1.0)]
    for at, chance in enumerate(likely):
        lacking = [(there, case * (1 - chance)) for there, case in cases]
        cases = lacking + [(there | 1 << at, case * chance) for there, case in cases]
    return [(there, case) for there, case in cases if case >= _LEAST_CASE]


def _bits(places: Sequence[int]) -> int:
    return sum(1 << at for at in places)


def _folded(name: str) -> Words:
    return tuple(search_words(name)) or (name,)


def _distinct(clue: Clue) -> Readings:
    """Return the first readings of a clue that a search engine, which knows the forms of a word, tells apart."""
    found: dict[str, str] = {}
    for reading in clue.readings:
        text = " ".join(reading)
        found.setdefault(_PLURAL.sub("", text), text)
    return tuple(found.values())[:_READINGS]
