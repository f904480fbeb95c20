"""Compare two names of people, and the authors that a note names with those of a work.

Sources disagree about names more than about anything else: family name first or last, particles kept or dropped ("van
den Oord", "Oord"), initials with and without dots ("ME Baldassarre"), ü as u or ue, Japanese and Chinese names in their
script or romanised. Names that cannot be compared (a name in another script without a reading, a person with a group)
are unknown, never a contradiction.

`compare_names` and `best_level` are for all code that compares names; `match_authors` compares two lists for the
matching, which looks for the first author. `author_list_diff` says how two whole lists differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from biblio import patterns as re
from biblio.model.people import Person, is_group, surname_key
from biblio.text import fold_key, is_han_or_kana, tokens

__all__ = ["AGREE", "NameLevel", "best_level", "compare_names", "is_common", "match_authors"]


class NameLevel(IntEnum):
    """How far two names agree, from not at all to the whole name, in the order of strength."""

    CLASH = 0  # the same family name with another given name
    NONE = 1
    UNKNOWN = 2  # cannot be compared
    GIVEN = 3  # a lone word that is the given name ("Mihir+")
    VARIANT = 4  # the family name in another spelling, or a part of it
    SURNAME = 5
    INITIAL = 6
    FULL = 7


# Family names that many authors have, by the counts of names in DBLP: agreement on one says less.
_COMMON = frozenset(
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang tang xie han cao"
    " deng feng xiao cheng peng yu pan yuan dong lu jiang cai jia ding wei xue ye du fan su shen song kim lee park choi"
    " jung kang cho yoon smith johnson williams brown jones miller singh kumar sharma gupta nguyen tran garcia sato"
    " suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi".split()
)
# Short forms that do not begin like the full name.
_SHORT = {
    "bill": "william", "bob": "robert", "rob": "robert", "dick": "richard", "rick": "richard", "ted": "edward",
    "ed": "edward", "jim": "james", "jack": "john", "mike": "michael", "tony": "anthony", "dave": "david",
    "steve": "stephen", "steven": "stephen", "liz": "elizabeth", "beth": "elizabeth", "kate": "katherine",
    "peggy": "margaret", "maggie": "margaret", "meg": "margaret", "sasha": "alexander", "sandy": "alexander",
    "kostya": "konstantin", "misha": "mikhail", "dima": "dmitry", "vlad": "vladimir", "volodya": "vladimir",
    "pepe": "jose", "paco": "francisco", "nacho": "ignacio",
}  # fmt: skip
# Old and new forms of characters in names (https://www.unicode.org/charts/unihan.html, variants).
_OLD_FORMS = str.maketrans("髙﨑邊邉齋齊斉澤濵濱廣國嶋嶌櫻眞條學", "高崎辺辺斎斎斎沢浜浜広国島島桜真条学")
_LATIN = re.compile("[A-Za-z]{2}")
_NATIVE = re.compile("[(（]?[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+[)）]?")
_SPELLINGS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("oh", "o"), ("ou", "o"), ("uu", "u"), ("ij", "y"), ("ph", "f"))


@dataclass(frozen=True, slots=True)
class _PreparedName:
    """A name prepared for comparison: its folded words, the possible family names, and what kind of name it is."""

    words: tuple[str, ...]
    key: str
    families: tuple[str, ...]
    is_lone: bool
    """Whether it is only a family name (or only a given name)."""
    is_native: bool
    is_group: bool


@lru_cache(maxsize=16384)
def _prepare(person: Person) -> _PreparedName:
    text = person.literal or f"{person.given} {person.particle} {person.family} {person.suffix}"
    is_native = is_han_or_kana(text)
    if is_native and _LATIN.search(text):
        text, is_native = _NATIVE.sub(" ", text), False  # "Daosheng (邓道盛) Deng"
    if is_native:
        text = str(person).translate(_OLD_FORMS)
    words = tuple(tokens(text))
    is_lone = len(words) == 1 or bool(person.family and not person.given)
    return _PreparedName(words, "".join(words), _families(person), is_lone, is_native, is_group(person))


def _families(person: Person) -> tuple[str, ...]:
    """Return the words that may be the family name: all of it, with its particle, and its parts."""
    words = tokens(person.family or person.literal.rpartition(" ")[2])
    families = ["".join(words)]
    if person.particle:
        families.append(fold_key(person.last))
    if len(words) > 1:
        families += [word for word in words if len(word) > 3]
    return tuple(name for name in dict.fromkeys(families) if name)


def is_common(person: Person) -> bool:
    """Whether the family name is common among authors, so that agreement on it says less."""
    return surname_key(person) in _COMMON


@lru_cache(maxsize=16384)
def compare_names(person: Person, other: Person) -> NameLevel:
    """Compare two names; symmetric."""
    a, b = _prepare(person), _prepare(other)
    if not a.words or not b.words:
        return NameLevel.UNKNOWN
    if a.is_group or b.is_group:
        return _compare_groups(a, b)
    if a.is_native != b.is_native:
        native, latin = (person, other) if a.is_native else (other, person)
        return compare_names(_romanise(native), latin) if native.reading else NameLevel.UNKNOWN
    if a.is_native:
        return _compare_native(person, other)
    if a.key == b.key:
        return NameLevel.FULL
    shared = set(a.words) & set(b.words)
    if a.is_lone or b.is_lone:
        return _compare_lone(a, b)
    if len(shared) == min(len(set(a.words)), len(set(b.words))) > 1:
        return NameLevel.FULL
    if not shared and not _may_agree(a, b):
        return NameLevel.NONE
    level = _compare_parts(person, other)
    if level in (NameLevel.NONE, NameLevel.VARIANT):
        # "Baldassarre ME": the family name may come first.
        reordered = [_compare_parts(person, reading) for reading in _reordered(other)]
        reordered += [_compare_parts(reading, other) for reading in _reordered(person)]
        level = max(level, *(better for better in reordered if better >= NameLevel.INITIAL), level)
    return level


def _may_agree(a: _PreparedName, b: _PreparedName) -> bool:
    """Whether two names without a common word can be the same, because some words begin alike (a quick check)."""
    return bool({word[:1] for word in a.families} & {word[:1] for word in b.families})


def _romanise(person: Person) -> Person:
    family, _, given = person.reading.partition(",")
    return Person(family=family.strip(), given=given.strip())


def _compare_groups(a: _PreparedName, b: _PreparedName) -> NameLevel:
    """Compare groups by the words of their names: "Gemini Team, Google" and "Gemini Team" agree."""
    if not (a.is_group and b.is_group):
        return NameLevel.UNKNOWN
    shared = set(a.words) & set(b.words) - {"team", "group", "the", "consortium", "collaboration", "project", "ai"}
    return NameLevel.FULL if shared or a.key == b.key else NameLevel.NONE


def _compare_native(person: Person, other: Person) -> NameLevel:
    """Compare names in Han characters or kana: with and without a space, whole or only the family name."""
    a, b = (fold_key(str(name).translate(_OLD_FORMS)) for name in (person, other))
    if a == b:
        return NameLevel.FULL
    short, long = sorted((a, b), key=len)
    if len(short) > 1 and long.startswith(short):
        return NameLevel.SURNAME
    families = {fold_key(name.family.translate(_OLD_FORMS)) for name in (person, other) if name.given}
    return NameLevel.CLASH if len(families) == 1 and person.given and other.given else NameLevel.NONE


def _compare_lone(a: _PreparedName, b: _PreparedName) -> NameLevel:
    """Compare a single word with a name: it may be the family name, a part of it, or the given name."""
    lone, other = (a, b) if a.is_lone else (b, a)
    if other.is_lone:
        if set(lone.families[:2]) & set(other.families[:2]):
            return NameLevel.SURNAME
        return NameLevel.VARIANT if _is_spelling(lone.key, other.key) else NameLevel.NONE
    if set(lone.families) & set(other.families[:1]):
        return NameLevel.SURNAME
    if set(lone.families) & set(other.families):
        return NameLevel.VARIANT
    if len(lone.key) > 1 and lone.key in other.words:
        return NameLevel.GIVEN
    return NameLevel.VARIANT if any(_is_spelling(lone.key, family) for family in other.families) else NameLevel.NONE


def _compare_parts(person: Person, other: Person) -> NameLevel:
    families_a, families_b = _prepare(person).families, _prepare(other).families
    if not families_a or not families_b:
        return NameLevel.NONE
    if set(families_a[:2]) & set(families_b[:2]):
        return _compare_given(person, other)
    if set(families_a) & set(families_b) or _is_spelling(families_a[0], families_b[0]):
        given = _compare_given(person, other)
        return NameLevel.NONE if given is NameLevel.CLASH else NameLevel.VARIANT
    return NameLevel.NONE


def _reordered(person: Person) -> list[Person]:
    """Return the name with its first word, then with its last, read as the family name."""
    words = str(person).split()
    if len(words) < 2:
        return []
    return [
        Person(family=words[0], given=" ".join(words[1:])),
        Person(family=words[-1], given=" ".join(words[:-1])),
    ]


def _compare_given(person: Person, other: Person) -> NameLevel:
    """Compare the given names of two people with the same family name."""
    a, b = tokens(person.given), tokens(other.given)
    if not a or not b:
        return NameLevel.SURNAME
    initials_a, initials_b = _initials(person.given), _initials(other.given)
    if initials_a or initials_b:
        initials_a = initials_a or "".join(word[0] for word in a)
        initials_b = initials_b or "".join(word[0] for word in b)
        agree = initials_a.startswith(initials_b) or initials_b.startswith(initials_a)
        return NameLevel.INITIAL if agree else NameLevel.CLASH
    first_a, first_b = _SHORT.get(a[0], a[0]), _SHORT.get(b[0], b[0])
    # "Jon" and "Jonathan", "Yu-Lun" and "Yulun"; but not "Wei" and "Wen".
    joined_a, joined_b = "".join((first_a, *a[1:])), "".join((first_b, *b[1:]))
    if joined_a.startswith(joined_b) or joined_b.startswith(joined_a) or {w for w in a if len(w) > 2} & set(b):
        return NameLevel.FULL
    if len(a[0]) == 1 or len(b[0]) == 1:  # "J. Robert" and "Robert J."
        return NameLevel.INITIAL if a[0][0] == b[0][0] else NameLevel.CLASH
    # "Sergey" and "Sergei", "Mohammad" and "Muhammad"; but Chinese names one letter apart are two names.
    shortest = min(len(first_a), len(first_b))
    allowed = 2 if shortest > 5 else 1 if shortest > 4 else 0
    is_similar = allowed and OSA.distance(first_a, first_b, score_cutoff=allowed) <= allowed
    return NameLevel.SURNAME if is_similar and not is_common(person) else NameLevel.CLASH


def _initials(given: str) -> str:
    """Return the initials, folded, if `given` consists of nothing else ("J. R.", "JR", "M.-E."), or an empty string."""
    words = given.replace(".", " ").replace("-", " ").split()
    if words and all(len(word) == 1 or (len(word) < 4 and word.isupper() and word.isascii()) for word in words):
        return fold_key("".join(words))
    return ""


def _is_spelling(a: str, b: str) -> bool:
    """Whether two family names are spellings of one name: Mueller and Müller, Satoh and Sato, or a typing error."""
    if min(len(a), len(b)) < 3 or a == b or abs(len(a) - len(b)) > 2:
        return False
    for spelling, plain in _SPELLINGS:
        a, b = a.replace(spelling, plain), b.replace(spelling, plain)
    if a == b:
        return True
    if min(len(a), len(b)) < 4 or a[0] != b[0] or a in _COMMON or b in _COMMON:
        return False
    return OSA.distance(a, b, score_cutoff=1) <= 1


def best_level(person: Person, candidates: Sequence[Person]) -> tuple[NameLevel, int]:
    """Return the best agreement of `person` with one of `candidates`, and its position (-1: none agrees)."""
    signs = _signs(person)
    best, place, has_clash = NameLevel.NONE, -1, False
    for index, other in enumerate(candidates):
        if signs and not _has_sign(signs, other):
            continue
        level = compare_names(person, other)
        has_clash |= level is NameLevel.CLASH
        if level > best:
            best, place = level, index
            if level is NameLevel.FULL:
                break
    if best > NameLevel.UNKNOWN:
        return best, place
    if best is NameLevel.UNKNOWN:
        return best, -1
    return (NameLevel.CLASH if has_clash else NameLevel.NONE), -1


@lru_cache(maxsize=4096)
def _signs(person: Person) -> tuple[str, ...]:
    """Return signs of which every name that agrees with `person` has at least one; nothing if there are no such signs.

    The first is the initial letter of the family name, the others are words.
    """
    name = _prepare(person)
    if name.is_native or name.is_group or not name.key.isascii() or not name.families:
        return ()
    return (name.families[0][:1], *(word for word in name.words if len(word) > 1))


def _has_sign(signs: tuple[str, ...], other: Person) -> bool:
    """Whether a name may agree: a quick check, because most names in a long list of authors do not."""
    family = other.family
    if not family or family[0].lower() == signs[0]:
        return True
    text = f"{other.given} {other.particle} {family}"
    return not text.isascii() or any(sign in text.lower() for sign in signs[1:])


AGREE = ("several", "full name", "initials", "surname", "common surname", "spelling", "given name")
"""Levels which mean that the note's first author is the work's first author."""
_LEVELS = {
    NameLevel.FULL: "full name",
    NameLevel.INITIAL: "initials",
    NameLevel.SURNAME: "surname",
    NameLevel.VARIANT: "spelling",
    NameLevel.GIVEN: "given name",
    NameLevel.UNKNOWN: "unknown",
    NameLevel.CLASH: "namesake",
    NameLevel.NONE: "none",
}


def match_authors(note_authors: Sequence[Person], work_authors: Sequence[Person]) -> str:
    """Return how the note's authors agree with a record's: the note's first author decides, the others can only add.

    "several": at least two agree; "not first": the one that agrees is further down the record's list. If either list is
    empty, the result is unknown.
    """
    authors = [person for person in note_authors if person.last.casefold() not in ("others", "et al.", "et al")]
    if not authors or not work_authors:
        return "unknown"
    level, place = best_level(authors[0], work_authors)
    if level <= NameLevel.UNKNOWN:
        # Some sources order authors differently: alphabetically, or with the corresponding author first.
        return "not first" if _any_agrees(authors[1:4], work_authors) else _LEVELS[level]
    if place > 0:
        return "none" if level is NameLevel.GIVEN else "not first"
    if level >= NameLevel.SURNAME and _any_agrees(authors[1:4], work_authors):
        return "several"
    if level is NameLevel.SURNAME and is_common(authors[0]):
        return "common surname"
    return _LEVELS[level]


def _any_agrees(note_authors: Sequence[Person], work_authors: Sequence[Person]) -> bool:
    return any(best_level(person, work_authors)[0] >= NameLevel.SURNAME for person in note_authors)
