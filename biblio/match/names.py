"""How well the authors that a note names agree with a record's."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from biblio.model.people import Person, surname_key
from biblio.text import is_han_or_kana, tokens

__all__ = ["NameLevel", "compare_names", "surname_bits"]


class NameLevel(IntEnum):
    """From no agreement to the whole name. The order is the order of strength."""

    CLASH = 0  # the same family name with another given name
    NONE = 1
    GIVEN = 2  # a lone word that is the given name ("Mihir+")
    SURNAME = 3
    INITIAL = 4
    FULL = 5


# Family names that a large share of authors bear, by the counts of names in DBLP: agreeing on one says less.
_COMMON = frozenset(
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang tang xie han cao"
    " deng feng xiao cheng peng yu pan yuan dong lu jiang cai jia ding wei xue ye du fan su shen song kim lee park choi"
    " jung kang cho yoon smith johnson williams brown jones miller singh kumar sharma gupta nguyen tran garcia sato"
    " suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi".split()
)


def surname_bits(person: Person) -> float:
    """Return how much agreeing on a family name says, in bits: 6 for a frequent one, else 11."""
    return 6.0 if surname_key(person) in _COMMON else 11.0


def compare_names(left: Person, right: Person) -> NameLevel:
    """Compare two names, whichever order and detail they are written in; symmetric."""
    a, b = tokens(str(left)), tokens(str(right))
    if not a or not b or is_han_or_kana("".join(a)) != is_han_or_kana("".join(b)):
        return NameLevel.NONE
    if "".join(a) == "".join(b) or (min(len(a), len(b)) > 1 and (set(a) <= set(b) or set(b) <= set(a))):
        return NameLevel.FULL
    family_a, family_b = surname_key(left), surname_key(right)
    if family_a and family_a == family_b:
        if len(a) == 1 or len(b) == 1:
            return NameLevel.SURNAME
        given_a, given_b = tokens(left.given), tokens(right.given)
        if not given_a or not given_b:
            return NameLevel.SURNAME
        if given_a[0][0] != given_b[0][0]:
            return NameLevel.CLASH
        if len(given_a[0]) == 1 or len(given_b[0]) == 1:
            return NameLevel.INITIAL
        # "Jon" and "Jonathan", "Yu-Lun" and "Yulun"; but "Wei" and "Wen" are two people.
        joined_a, joined_b = "".join(given_a), "".join(given_b)
        return NameLevel.FULL if joined_a.startswith(joined_b) or joined_b.startswith(joined_a) else NameLevel.CLASH
    if len(a) == 1 or len(b) == 1:
        lone, other = (a[0], b) if len(a) == 1 else (b[0], a)
        return NameLevel.GIVEN if len(lone) > 2 and lone in other else NameLevel.NONE
    return NameLevel.NONE


def best_level(person: Person, others: Sequence[Person]) -> tuple[NameLevel, int]:
    """Return the best agreement of `person` with one of `others` and that one's position (-1: none)."""
    best = (NameLevel.NONE, -1)
    clash = False
    for index, other in enumerate(others):
        level = compare_names(person, other)
        clash |= level is NameLevel.CLASH
        if level > best[0]:
            best = (level, index)
    return best if best[1] >= 0 else (NameLevel.CLASH if clash else NameLevel.NONE, -1)
