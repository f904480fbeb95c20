"""How far a reference agrees with a work: title, authors, years; against every record, since sources differ.

A work is known by several records (preprint, proceedings, index). What any of them says is right: a reference is wrong
only where it agrees with none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from biblio.bibtex.latex_to_text import decode_latex
from biblio.matching.authors import NameLevel, compare_names
from biblio.matching.titles.title_match import TitleLevel, compare_titles
from biblio.matching.word_rarity import information
from biblio.model.people import Person, surname_key
from biblio.model.record import Medium, Record, Work
from biblio.text import fold_key, is_han_or_kana, tokens

__all__ = ["Authors", "AuthorsLevel", "compare_authors", "same_title", "title_bits", "title_level", "years_of"]

_ORDER = {
    TitleLevel.EXACT: 5, TitleLevel.SUBTITLE: 4, TitleLevel.CLOSE: 3, TitleLevel.NEAR: 2, TitleLevel.DIFFERENT: 1,
    TitleLevel.UNKNOWN: 0,
}  # fmt: skip
# Matching tells finer levels apart; to a check they are titles that differ in something.
_COARSE = dict.fromkeys(set(TitleLevel) - set(_ORDER), TitleLevel.NEAR)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_MATH = re.compile(r"\$([^$]*)\$")
_COMMAND = re.compile(r"\\[a-zA-Z]+\*?|[{}\\^_]")


def _plain(title: str) -> str:
    r"""Return a title with its mathematics as bare letters: "$\ell_1$" and "l1" are written for one another."""
    if "$" not in title and "\\" not in title:
        return title
    return _MATH.sub(lambda found: " " + _COMMAND.sub("", found[1]) + " ", decode_latex(title))


def title_level(reference: Record, work: Work) -> tuple[TitleLevel, Record]:
    """Return the best agreement of a reference's title with one of a work's records, and that record."""
    best, holder = TitleLevel.UNKNOWN, work.best
    ours = (reference.title, _plain(reference.title))
    for record in work.records:
        for mine, theirs in dict.fromkeys(zip(ours, (record.title, _plain(record.title)), strict=True)):
            level = compare_titles(mine, theirs).level
            level = _COARSE.get(level, level)
            if _ORDER[level] > _ORDER[best]:
                best, holder = level, record
        if best is TitleLevel.EXACT:
            break
    return best, holder


def same_title(level: TitleLevel) -> bool:
    """Tell whether a level means the same title, or the same with its subtitle left out."""
    return level in (TitleLevel.EXACT, TitleLevel.SUBTITLE)


def title_bits(title: str) -> float:
    """Return how much a title says, in bits: under some 20 other works may well have the same."""
    return information(tuple(tokens(title)))


class AuthorsLevel(IntEnum):
    """How far two lists of authors agree, from not at all to whole."""

    UNKNOWN = 0
    NONE = 1
    FEW = 2  # fewer than half
    EXTRA = 3  # the reference names people that the record does not
    MISSING = 4  # the reference lacks some, and does not say "and others"
    ORDER = 5
    SPELLING = 6  # a family name differs in a letter
    SAME = 7


@dataclass(frozen=True, slots=True)
class Authors:
    """The agreement with the record that agrees best.

    `ours` are names that it lacks, `theirs` those that we lack; of SPELLING, the two spellings.
    """

    level: AuthorsLevel
    record: Record
    ours: tuple[Person, ...] = ()
    theirs: tuple[Person, ...] = ()


def compare_authors(reference: Record, work: Work) -> Authors:
    """Compare a reference's authors with every record's, and return the best agreement."""
    best = Authors(AuthorsLevel.UNKNOWN, work.best)
    for record in work.records:
        found = _against(reference, record)
        if found.level > best.level:
            best = found
    return best


def _against(reference: Record, record: Record) -> Authors:
    ours, theirs = _people(reference), _people(record)
    if ours and ours == theirs:
        return Authors(AuthorsLevel.SAME, record)
    if not ours or not theirs or _scripts_differ(ours, theirs):
        return Authors(AuthorsLevel.UNKNOWN, record)
    free = list(range(len(theirs)))
    places: list[int] = []
    pairs: list[tuple[Person, Person]] = []
    lone: list[Person] = []
    for person in ours:
        place = next((index for index in free if _is_same(person, theirs[index])), None)
        if place is not None:
            free.remove(place)
            places.append(place)
            pairs.append((person, theirs[place]))
        elif not any(_is_same(person, other) for other in theirs):  # some lists name a person twice
            lone.append(person)
    left = [theirs[index] for index in free if not any(_is_same(theirs[index], one) for one in ours)]
    found = len(places)
    if not found:
        return Authors(AuthorsLevel.NONE, record, tuple(lone), tuple(left))
    if 2 * found < min(len(ours), len(theirs)):
        return Authors(AuthorsLevel.FEW, record, tuple(lone), tuple(left))
    if lone and not record.truncated:
        return Authors(AuthorsLevel.EXTRA, record, tuple(lone), tuple(left))
    if left and not reference.truncated:
        return Authors(AuthorsLevel.MISSING, record, (), tuple(left))
    if places != sorted(places):
        return Authors(AuthorsLevel.ORDER, record)
    if misspelt := [(person, other) for person, other in pairs if _is_misspelt(person, other)]:
        mine, spelt = zip(*misspelt, strict=True)
        return Authors(AuthorsLevel.SPELLING, record, mine, spelt)
    return Authors(AuthorsLevel.SAME, record)


def _people(record: Record) -> tuple[Person, ...]:
    return record.authors or record.editors


def _scripts_differ(ours: Sequence[Person], theirs: Sequence[Person]) -> bool:
    """Tell whether the lists are written in different scripts: then nothing can be said."""
    return is_han_or_kana("".join(map(str, ours))) != is_han_or_kana("".join(map(str, theirs)))


def _is_same(one: Person, other: Person) -> bool:
    """Tell whether two names can be one person's: a shared family name or the same words in another order.

    Given names are not held against each other: nicknames, initials, and names in two orders are one person.
    """
    if compare_names(one, other) >= NameLevel.GIVEN:
        return True
    a, b = surname_key(one), surname_key(other)
    if a and a == b:
        return True
    words, others = set(tokens(str(one))), set(tokens(str(other)))
    if len(words & others) >= 2:
        return True
    # "Müller", "Mueller" and "Muller"; "Hegedűs" whose accent a service lost; "García Márquez" and "García".
    if a and b and (_without_umlauts(a) == _without_umlauts(b) or (min(len(a), len(b)) > 4 and _near(a, b))):
        return True
    return bool(a and b and (a in others or b in words) and min(len(a), len(b)) > 3)


def _is_misspelt(one: Person, other: Person) -> bool:
    """Tell whether two names of one person differ in a letter of the family name, their given names being the same."""
    a, b = surname_key(one), surname_key(other)
    given = fold_key(one.given)
    if not a or not b or a == b or len(given) < 3 or given != fold_key(other.given):
        return False
    return _without_umlauts(a) != _without_umlauts(b) and min(len(a), len(b)) > 4 and _near(a, b)


def _without_umlauts(name: str) -> str:
    return re.sub(r"(?<=[aou])e", "", fold_key(name)).replace("ss", "s").replace("ij", "y")


def _near(a: str, b: str) -> bool:
    """Tell whether two family names differ in one letter."""
    if abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) <= 1
    short, long = sorted((a, b), key=len)
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


def years_of(work: Work) -> set[int]:
    """Return the years of a work: of its records, and those that a preprint's comment names ("Appears in UAI 2009")."""
    years = {record.date.year for record in work.records if record.date}
    for record in work.records:
        if record.medium is Medium.PREPRINT:
            years |= {int(found) for found in _YEAR.findall(record.note)}
    return years
