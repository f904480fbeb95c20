"""Keep the user's spelling where an entry of their own `.bib` says what the services say.

Services drop accents and middle names ("Lukasz"), and know nothing of braces. A title, a venue or a name that says the
same in the user's entry stays as it stands there, unless the services' says more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from biblio.bibtex.entry_table import VERBATIM_FIELDS
from biblio.bibtex.field_names import DATE_FIELDS, PEOPLE_FIELDS, names_of_statement
from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.names import format_names, is_plain_name, parse_names, split_names
from biblio.bibtex.text_to_latex import Dialect
from biblio.matching.authors import NameLevel, compare_names
from biblio.model.entry import Entry
from biblio.model.people import Person
from biblio.text import fold_key, is_han_or_kana, normalise_space, tokens

__all__ = ["with_own_spelling"]

_NOT_TEXT = VERBATIM_FIELDS | {*DATE_FIELDS, "keywords", "abstract", "pages", "volume", "number"}
_HAS_TEX = re.compile(r"[\\{}$]")
# What is written in several ways and says the same: TeX's marks around text, quotation marks, dashes, white space.
_MARKS = re.compile(r"[\\{}$_^\s\"'“”‘’`-]|[‐‑‒–—−]")


def with_own_spelling(entry: Entry, own: Entry, *, dialect: Dialect) -> Entry:
    """Return the `entry` of a known work with the texts and names of the user's entry, where these say the same."""
    values = {name: value for name, value in own.fields if name not in own.macros and value.strip()}
    fields = tuple(
        (name, value if name in entry.macros else _respelt(name, value, values, dialect))
        for name, value in entry.fields
    )
    return entry if fields == entry.fields else replace(entry, fields=fields)


def _respelt(name: str, value: str, values: Mapping[str, str], dialect: Dialect) -> str:
    if name in PEOPLE_FIELDS:
        return _names(value, values[name], dialect) if name in values else value
    if name in _NOT_TEXT:
        return value
    spellings = (values[other] for other in names_of_statement(name) if other in values)
    return next((text for text in spellings if _is_better_text(text, value, dialect)), value)


def _is_better_text(text: str, known: str, dialect: Dialect) -> bool:
    """Whether the user's text says what is `known`, with braces, commands or accents that it lacks."""
    if dialect == "bibtex" and not text.isascii():
        return False
    plain, known_plain = (normalise_space(decode_latex(tex)) for tex in (text, known))
    if _has_one_case(plain) and not _has_one_case(known_plain):
        return False
    if _said(plain) == _said(known_plain):
        return bool(_HAS_TEX.search(text))
    return fold_key(plain) == fold_key(known_plain) and _accents(plain) > _accents(known_plain)


def _said(text: str) -> str:
    return _MARKS.sub("", text).casefold()


def _has_one_case(text: str) -> bool:
    return text.isupper() or text.islower()


def _accents(text: str) -> int:
    return sum(not char.isascii() and char.isalpha() for char in text)


def _names(known: str, own: str, dialect: Dialect) -> str:
    """Return the `known` names, each as the user spells it where that is the same name and says no less."""
    (people, truncated), (own_people, _) = parse_names(known), parse_names(own)
    if len(people) == len(own_people) and _is_in_own_script(people, own_people):
        return own if dialect == "biblatex" else format_names(own_people, truncated=truncated, dialect=dialect)
    pieces = split_names(own)
    sources = dict(zip(own_people, pieces, strict=False)) if len(pieces) == len(own_people) else {}
    names, is_changed = [], False
    for person in people:
        better = _better_name(person, own_people)
        source = sources.get(better, "")
        if source and not is_plain_name(source) and (dialect == "biblatex" or source.isascii()):
            names.append(source)
        else:
            names.append(format_names([better], dialect=dialect))
        is_changed |= names[-1] != format_names([person], dialect=dialect)
    return " and ".join((*names, *["others"] * truncated)) if is_changed else known


def _is_in_own_script(known: Sequence[Person], own: Sequence[Person]) -> bool:
    """Whether the user gives the names in the script in which people write them, and `known` in Latin letters only."""
    levels = [compare_names(*pair) for pair in zip(known, own, strict=True)]
    has_script = any(is_han_or_kana(str(person)) for person in own)
    is_latin = not any(is_han_or_kana(str(person)) for person in known)
    return has_script and is_latin and all(level is NameLevel.UNKNOWN or level >= NameLevel.INITIAL for level in levels)


def _better_name(known: Person, own: Iterable[Person]) -> Person:
    """Return the name with each part from where it says more; a name that the user does not have stays."""
    people = [person for person in own if _is_one_name(person, known)]
    if len(people) != 1:
        return known
    (person,) = people
    if known.literal:
        return person if _says_no_less(person.literal, known.literal) else known
    return replace(
        known,
        family=person.family if _says_no_less(person.family, known.family) else known.family,
        given=person.given if _says_no_less(person.given, known.given) else known.given,
        particle=person.particle if person.particle and known.particle else known.particle,
        suffix=known.suffix or person.suffix,
    )


def _is_one_name(own: Person, known: Person) -> bool:
    """Whether two names are one person's, part by part: initials and further given names may be missing."""
    if bool(own.literal) != bool(known.literal):
        return False
    if own.literal:
        return fold_key(own.literal) == fold_key(known.literal)
    if fold_key(own.particle) not in ("", fold_key(known.particle)) or not _is_one_spelling(own.family, known.family):
        return False
    pairs = zip(tokens(own.given), tokens(known.given), strict=False)
    return all(word == other or (word[:1] == other[:1] and 1 in (len(word), len(other))) for word, other in pairs)


def _is_one_spelling(name: str, other: str) -> bool:
    """Whether two family names differ in nothing but accents ("Muller", "Mueller" for "Müller")."""
    return not _spellings(name).isdisjoint(_spellings(other))


def _spellings(name: str) -> set[str]:
    written_out = name.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("å", "aa")
    return {fold_key(name), fold_key(written_out)} - {""}


def _says_no_less(own: str, known: str) -> bool:
    if own.isupper() and len(fold_key(own)) > 2 and not known.isupper():
        return False
    if own.islower() and not known.islower():
        return False
    if _accents(own) != _accents(known) and _is_one_spelling(own, known):
        return _accents(own) > _accents(known)
    return len(fold_key(own)) >= len(fold_key(known))
