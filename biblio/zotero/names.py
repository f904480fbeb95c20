"""Names of people as Zotero keeps them: one field, or last and first name."""

from __future__ import annotations

import re

from biblio.model.people import Person, parse_person
from biblio.zotero.content import Creator

__all__ = ["creator_of", "person_of"]

_SUFFIX = re.compile(r"(?i)(?:jr|sr)\.?|i{2,3}|iv")


def creator_of(person: Person, role: str) -> Creator:
    """Return a person as a creator in a role; a suffix stands after the first name, as Zotero's users write it."""
    if person.literal:
        return Creator(role, name=person.literal)
    return Creator(role, person.last, f"{person.given}, {person.suffix}" if person.suffix else person.given)


def person_of(creator: Creator) -> Person:
    """Return the person that a creator is."""
    if creator.name:
        return Person(literal=creator.name)
    first, _, suffix = creator.first.rpartition(", ")
    if not first or not _SUFFIX.fullmatch(suffix):
        first, suffix = creator.first, ""
    person = parse_person(f"{creator.last}, {first}") if first else Person(family=creator.last)
    return Person(person.family, person.given, person.particle, suffix, person.literal)
