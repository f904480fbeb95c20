"""Align two titles word by word: which words are misspelt, moved, joined, missing or added.

Words that both titles have are paired first, then words of which one is the other misspelt, then words that are written
as one or as two ("data base"). The words that remain on either side are missing or extra.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from biblio.matching.titles.title_words import is_misspelt, skeleton

__all__ = ["Differences", "align"]

_RUN = 2  # words in a run that may have been swapped by a slip: a hyphenated word counts as two


@dataclass(frozen=True, slots=True)
class Differences:
    """How the words of two titles, `left` and `right`, differ.

    `misspelt` are the positions (in `left`, in `right`) of words that the two spell differently. `moved` is how many
    words would have to move to make the order the same (one if a short run was swapped with its neighbour). `extra` are
    the positions in `left` of words that `right` lacks, `missing` those in `right` of words that `left` lacks, in
    order.
    """

    misspelt: tuple[tuple[int, int], ...] = ()
    moved: int = 0
    extra: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()


def align(left: Sequence[str], right: Sequence[str]) -> Differences:
    """Return the differences between two lists of words."""
    pairs, extra, missing = _pair_equal(left, right)
    misspelt = []
    if extra and missing:
        _pair_glued(left, right, pairs, extra, missing)
        _pair_glued(right, left, None, missing, extra)
        misspelt = _pair_misspelt(left, right, pairs, extra, missing)
    order = [pairs[position] for position in sorted(pairs)]
    return Differences(tuple(misspelt), _count_moved(order), tuple(extra), tuple(missing))


def _pair_equal(left: Sequence[str], right: Sequence[str]) -> tuple[dict[int, int], list[int], list[int]]:
    """Pair equal words, those at the ends first; return (left → right position, left's rest, right's rest).

    The pairs at the ends are not returned: they are in order, whatever comes between them.
    """
    shortest = min(len(left), len(right))
    head = 0
    while head < shortest and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < shortest - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    positions = defaultdict(list)
    for position in range(head, len(right) - tail):
        positions[right[position]].append(position)
    pairs: dict[int, int] = {}
    rest_left = []
    for position in range(head, len(left) - tail):
        if unpaired := positions.get(left[position]):
            pairs[position] = _nearest(position, unpaired)
            unpaired.remove(pairs[position])
        else:
            rest_left.append(position)
    rest_right = sorted(position for unpaired in positions.values() for position in unpaired)
    return pairs, rest_left, rest_right


def _nearest(position: int, positions: Sequence[int]) -> int:
    return min(positions, key=lambda other: abs(other - position))


def _pair_misspelt(
    left: Sequence[str], right: Sequence[str], pairs: dict[int, int], rest_left: list[int], rest_right: list[int]
) -> list[tuple[int, int]]:
    misspelt = []
    for position in list(rest_left):
        alike = [other for other in rest_right if is_misspelt(left[position], right[other])]
        if alike:
            nearest = _nearest(position, alike)
            rest_left.remove(position)
            rest_right.remove(nearest)
            pairs[position] = nearest
            misspelt.append((position, nearest))
    return misspelt


def _pair_glued(
    words: Sequence[str],
    split_words: Sequence[str],
    pairs: dict[int, int] | None,
    rest: list[int],
    split_rest: list[int],
) -> None:
    """Pair a word of `words` with the two to four neighbours in `split_words` that it joins."""
    for position in list(rest):
        for start in range(len(split_rest)):
            run = _run_joined(words[position], split_words, split_rest, start)
            if run:
                rest.remove(position)
                if pairs is not None:
                    pairs[position] = run[0]
                for part in run:
                    split_rest.remove(part)
                break


def _run_joined(word: str, words: Sequence[str], rest: Sequence[int], start: int) -> list[int]:
    """Return the neighbouring positions, from `rest[start]` on, whose words joined are `word` (or look like it)."""
    joined = ""
    run: list[int] = []
    for position in rest[start : start + 4]:
        if run and position != run[-1] + 1:
            break
        joined += words[position]
        run.append(position)
        if len(joined) > len(word) + 2:
            break
        if len(run) > 1 and (joined == word or skeleton(joined) == skeleton(word)):
            return run
        if len(run) > 1 and abs(len(joined) - len(word)) < 2 and len(word) > 7 and is_misspelt(joined, word):
            return run
    return []


def _count_moved(order: Sequence[int]) -> int:
    """Return how many of the numbers are out of order; a short run that was swapped with its neighbour counts once."""
    moved = len(order) - _longest_rise(order)
    if moved > 1:
        ranks = sorted(order)
        places = [place for place, number in enumerate(order) if number != ranks[place]]
        first, last = places[0], places[-1] + 1
        actual, expected = list(order[first:last]), ranks[first:last]
        turn = actual.index(expected[0])
        if actual[turn:] + actual[:turn] == expected and min(turn, len(actual) - turn) <= _RUN:
            return 1
    return moved


def _longest_rise(numbers: Sequence[int]) -> int:
    """Return the length of the longest increasing subsequence."""
    ends: list[int] = []
    for number in numbers:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
    return len(ends)
