"""Names: taken apart only where the structure is sure."""

from __future__ import annotations

import pytest

from biblio.model.people import Person, parse_person, surname_key


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Ada Lovelace", Person(family="Lovelace", given="Ada")),
        ("Lovelace, Ada", Person(family="Lovelace", given="Ada")),
        ("Aäron van den Oord", Person(family="Oord", given="Aäron", particle="van den")),
        ("van den Oord, Aäron", Person(family="Oord", given="Aäron", particle="van den")),
        ("Lola Le Breton", Person(family="Le Breton", given="Lola")),
        ("Van den Berg, Rianne", Person(family="Van den Berg", given="Rianne")),
        ("Sammy Davis Jr.", Person(family="Davis", given="Sammy", suffix="Jr.")),
        ("Davis, Jr., Sammy", Person(family="Davis", given="Sammy", suffix="Jr.")),
        ("Yu Sun 0020", Person(family="Sun", given="Yu")),
        ("山田 太郎", Person(family="山田", given="太郎")),
        ("Vaswani", Person(literal="Vaswani")),
        ("OpenAI", Person(literal="OpenAI")),
        ("{Barnes and Noble}", Person(literal="Barnes and Noble")),
        ("Gemini Team", Person(literal="Gemini Team")),
        ("World Health Organization", Person(literal="World Health Organization")),
        ("U.S. Bureau of the Census", Person(literal="U.S. Bureau of the Census")),
        ("ATLAS Collaboration", Person(literal="ATLAS Collaboration")),
    ],
)
def test_parse_person(text: str, person: Person) -> None:
    assert parse_person(text) == person


def test_a_name_is_shown_as_people_write_it() -> None:
    assert str(parse_person("van den Oord, Aäron")) == "Aäron van den Oord"
    assert str(parse_person("山田 太郎")) == "山田 太郎"
    assert str(Person(literal="OpenAI")) == "OpenAI"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Vojtěch Vančura", "vancura"),
        ("Vaswani", "vaswani"),
        ("van den Oord, A.", "oord"),
        ("牛久先生", "牛久先生"),
        ("", ""),
    ],
)
def test_surname_key(text: str, key: str) -> None:
    assert surname_key(parse_person(text)) == key
