"""Where two titles differ, word by word: what is misspelt, moved, glued, left out or added.

The words that both have are paired first, then those that are one word misspelt, then those that are written in one
or in two ("data base"). What is left over on either side is missing or extra.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from biblio.matching.titles.title_words import is_misspelt, skeleton

__all__ = ["Differences", "align"]

_RUN = 2  # words of a run that may have changed places by a slip: two of a hyphenated one


@dataclass(frozen=True, slots=True)
class Differences:
    """How the words of `left` and `right` differ.

    `misspelt` are the positions (in `left`, in `right`) of words that the two spell otherwise; `moved` is how many
    words would have to be put elsewhere for the order to be the same (one, where a short run changed places with its
    neighbour); `extra` are the positions in `left` that `right` lacks, `missing` those in `right` that `left` lacks, in
    order.
    """

    misspelt: tuple[tuple[int, int], ...] = ()
    moved: int = 0
    extra: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()


def align(left: Sequence[str], right: Sequence[str]) -> Differences:
    """Return the differences between two lists of words."""
    pairs, rest_left, rest_right = _pair_equal(left, right)
    misspelt = []
    if rest_left and rest_right:
        _pair_glued(left, right, pairs, rest_left, rest_right)
        _pair_glued(right, left, None, rest_right, rest_left)
        misspelt = _pair_misspelt(left, right, pairs, rest_left, rest_right)
    order = [pairs[index] for index in sorted(pairs)]
    return Differences(tuple(misspelt), _moved(order), tuple(rest_left), tuple(rest_right))


def _pair_equal(left: Sequence[str], right: Sequence[str]) -> tuple[dict[int, int], list[int], list[int]]:
    """Pair equal words, those at the ends first; return (left position → right position, rests)."""
    shortest = min(len(left), len(right))
    head = 0
    while head < shortest and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < shortest - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    pairs = {index: index for index in range(head)}
    pairs.update((len(left) - 1 - back, len(right) - 1 - back) for back in range(tail))
    places = defaultdict(list)
    for index in range(head, len(right) - tail):
        places[right[index]].append(index)
    rest_left = []
    for index in range(head, len(left) - tail):
        if free := places.get(left[index]):
            nearest = min(free, key=lambda place: abs(place - index))
            free.remove(nearest)
            pairs[index] = nearest
        else:
            rest_left.append(index)
    rest_right = sorted(index for free in places.values() for index in free)
    return pairs, rest_left, rest_right


def _pair_misspelt(
    left: Sequence[str], right: Sequence[str], pairs: dict[int, int], rest_left: list[int], rest_right: list[int]
) -> list[tuple[int, int]]:
    found = []
    for index in list(rest_left):
        twins = [place for place in rest_right if is_misspelt(left[index], right[place])]
        if twins:
            nearest = min(twins, key=lambda place: abs(place - index))
            rest_left.remove(index)
            rest_right.remove(nearest)
            pairs[index] = nearest
            found.append((index, nearest))
    return found


def _pair_glued(
    one: Sequence[str],
    several: Sequence[str],
    pairs: dict[int, int] | None,
    rest_one: list[int],
    rest_several: list[int],
) -> None:
    """Pair a word of `one` with the two to four neighbours of `several` that it joins."""
    for index in list(rest_one):
        for start in range(len(rest_several)):
            run = _run_joined(one[index], several, rest_several, start)
            if run:
                rest_one.remove(index)
                if pairs is not None:
                    pairs[index] = run[0]
                for place in run:
                    rest_several.remove(place)
                break


def _run_joined(word: str, words: Sequence[str], rest: Sequence[int], start: int) -> list[int]:
    """Return the neighbouring positions, from `rest[start]` on, whose words joined are `word` (or look like it)."""
    joined = ""
    run: list[int] = []
    for place in rest[start : start + 4]:
        if run and place != run[-1] + 1:
            break
        joined += words[place]
        run.append(place)
        if len(joined) > len(word) + 2:
            break
        if len(run) > 1 and (joined == word or skeleton(joined) == skeleton(word)):
            return run
        if len(run) > 1 and abs(len(joined) - len(word)) < 2 and len(word) > 7 and is_misspelt(joined, word):
            return run
    return []


def _moved(order: Sequence[int]) -> int:
    """Return how many of the numbers stand out of order; a short run that changed places with its neighbour is one."""
    moved = len(order) - _longest_rise(order)
    if moved > 1:
        ranks = sorted(order)
        places = [place for place, number in enumerate(order) if number != ranks[place]]
        first, last = places[0], places[-1] + 1
        found, right = list(order[first:last]), ranks[first:last]
        turn = found.index(right[0])
        if found[turn:] + found[:turn] == right and min(turn, len(found) - turn) <= _RUN:
            return 1
    return moved


def _longest_rise(numbers: Sequence[int]) -> int:
    """Return the length of the longest rising subsequence."""
    ends: list[int] = []
    for number in numbers:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
    return len(ends)
