"""How two lists of authors differ: who is missing, added, misspelt or in a different place.

`matching.authors` decides whether the authors that a note names may be a work's, and needs agreement before the work is
accepted. This module compares a list that claims to be complete, and its results are reported as mistakes, so two names
count as one person's whenever that is possible.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz.distance import Levenshtein

from biblio.matching.authors import NameLevel, compare_names
from biblio.model.people import Person, surname_key
from biblio.text import fold_key, is_han_or_kana, tokens

__all__ = ["AuthorListDiff", "AuthorListLevel", "diff_author_lists"]


class AuthorListLevel(IntEnum):
    """How far two lists of authors agree, from not at all to completely."""

    UNKNOWN = 0  # one list is empty, or they are in different scripts
    NONE = 1
    FEW = 2  # fewer than half
    EXTRA = 3  # the list names people that the record does not
    MISSING = 4  # the list lacks some of them and does not say "and others"
    ORDER = 5
    SPELLING = 6  # a family name differs in a letter
    SAME = 7


@dataclass(frozen=True, slots=True)
class AuthorListDiff:
    """How a list of authors agrees with a record's.

    `extra` are listed but not in the record, `missing` are in the record but not listed; `misspelt` are pairs of a name
    as listed and as in the record, for the level SPELLING.
    """

    level: AuthorListLevel
    extra: tuple[Person, ...] = ()
    missing: tuple[Person, ...] = ()
    misspelt: tuple[tuple[Person, Person], ...] = ()


def diff_author_lists(
    listed: Sequence[Person],
    recorded: Sequence[Person],
    *,
    listed_is_truncated: bool = False,
    recorded_is_truncated: bool = False,
) -> AuthorListDiff:
    """Return how a list of authors differs from that of a record. A truncated list ends in "and others"."""
    if listed and listed == recorded:
        return AuthorListDiff(AuthorListLevel.SAME)
    if not listed or not recorded or _scripts_differ(listed, recorded):
        return AuthorListDiff(AuthorListLevel.UNKNOWN)
    free = list(range(len(recorded)))
    positions: list[int] = []
    pairs: list[tuple[Person, Person]] = []
    extra: list[Person] = []
    for person in listed:
        position = next((index for index in free if _may_be_same_person(person, recorded[index])), None)
        if position is not None:
            free.remove(position)
            positions.append(position)
            pairs.append((person, recorded[position]))
        elif not any(_may_be_same_person(person, other) for other in recorded):  # some lists name a person twice
            extra.append(person)
    # What a list leaves out by "and others" stands behind the last author that it has.
    end = max(positions, default=0) if listed_is_truncated else len(recorded)
    missing = tuple(
        recorded[index]
        for index in free
        if index < end and not any(_may_be_same_person(recorded[index], person) for person in listed)
    )
    if not pairs:
        return AuthorListDiff(AuthorListLevel.NONE, tuple(extra), missing)
    if 2 * len(pairs) < min(len(listed), len(recorded)):
        return AuthorListDiff(AuthorListLevel.FEW, tuple(extra), missing)
    if extra and not recorded_is_truncated:
        return AuthorListDiff(AuthorListLevel.EXTRA, tuple(extra), missing)
    if missing and not listed_is_truncated:
        return AuthorListDiff(AuthorListLevel.MISSING, (), missing)
    if positions != sorted(positions):
        return AuthorListDiff(AuthorListLevel.ORDER)
    if misspelt := tuple((person, other) for person, other in pairs if _is_misspelt(person, other)):
        return AuthorListDiff(AuthorListLevel.SPELLING, misspelt=misspelt)
    return AuthorListDiff(AuthorListLevel.SAME)


def _scripts_differ(listed: Sequence[Person], recorded: Sequence[Person]) -> bool:
    return is_han_or_kana("".join(map(str, listed))) != is_han_or_kana("".join(map(str, recorded)))


def _may_be_same_person(person: Person, other: Person) -> bool:
    """Whether two names can be one person's: they share a family name, or have the same words in any order.

    Given names are not compared: nicknames, initials, and names in either order may be one person's.
    """
    if compare_names(person, other) >= NameLevel.GIVEN:
        return True
    if _is_acronym_of(person, other) or _is_acronym_of(other, person):
        return True
    a, b = surname_key(person), surname_key(other)
    if a and a == b:
        return True
    words, other_words = set(tokens(str(person))), set(tokens(str(other)))
    if len(words & other_words) >= 2:
        return True
    # "Müller", "Mueller" and "Muller"; "Hegedűs" whose accent a service lost; "García Márquez" and "García".
    if a and b and (_without_umlauts(a) == _without_umlauts(b) or (min(len(a), len(b)) > 4 and _is_letter_apart(a, b))):
        return True
    return bool(a and b and (a in other_words or b in words) and min(len(a), len(b)) > 3)


def _is_acronym_of(short: Person, long: Person) -> bool:
    """Whether a name is the initials of a group's name: "WHO" of "World Health Organization"."""
    if not (short.literal.isupper() and long.literal) or " " in short.literal:
        return False
    words = [word for word in long.literal.split() if word[:1].isupper()]
    return len(words) > 1 and "".join(word[0] for word in words) == short.literal.strip(".").replace(".", "")


def _is_misspelt(person: Person, other: Person) -> bool:
    """Whether two names of a person have the same given name and differ in one letter of the family name."""
    a, b = surname_key(person), surname_key(other)
    given_name = fold_key(person.given)
    if not a or not b or a == b or len(given_name) < 3 or given_name != fold_key(other.given):
        return False
    if _ascii_only(person.family) == other.family or _ascii_only(other.family) == person.family:
        return False  # "Termhlen" in a source that lost the letter of "Termöhlen"
    return _without_umlauts(a) != _without_umlauts(b) and min(len(a), len(b)) > 4 and _is_letter_apart(a, b)


def _ascii_only(name: str) -> str:
    return "".join(letter for letter in name if letter.isascii())


def _without_umlauts(name: str) -> str:
    return re.sub(r"(?<=[aou])e", "", fold_key(name)).replace("ss", "s").replace("ij", "y")


def _is_letter_apart(a: str, b: str) -> bool:
    """Whether two family names differ in at most one letter; two swapped letters are two differences."""
    return Levenshtein.distance(a, b, score_cutoff=1) <= 1
