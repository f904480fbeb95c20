"""How names agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.match.names import NameLevel, best_level, compare_names, surname_bits
from biblio.model.people import Person, parse_person


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("Vojtěch Vančura", "Vojtech Vancura", NameLevel.FULL),
        ("Kaiser, Łukasz", "Lukasz Kaiser", NameLevel.FULL),
        ("Aidan N. Gomez", "Aidan Gomez", NameLevel.FULL),
        ("Yu-Lun Liu", "Yulun Liu", NameLevel.FULL),
        ("J. Devlin", "Jacob Devlin", NameLevel.INITIAL),
        ("Vaswani", "Ashish Vaswani", NameLevel.SURNAME),
        ("Mihir", "Mihir Kale", NameLevel.GIVEN),
        ("Wei Wang", "Li Wang", NameLevel.CLASH),
        ("Wei Wang", "Wen Wang", NameLevel.CLASH),
        ("Ada Lovelace", "Alan Turing", NameLevel.NONE),
        ("山田 太郎", "Taro Yamada", NameLevel.NONE),
        ("山田 太郎", "山田太郎", NameLevel.FULL),
        ("Aäron van den Oord", "Oord, Aaron van den", NameLevel.FULL),
    ],
)
def test_levels(left: str, right: str, level: NameLevel) -> None:
    assert compare_names(parse_person(left), parse_person(right)) is level
    assert compare_names(parse_person(right), parse_person(left)) is level


@given(st.text(max_size=30), st.text(max_size=30))
def test_comparison_is_symmetric(left: str, right: str) -> None:
    a, b = parse_person(left), parse_person(right)
    assert compare_names(a, b) is compare_names(b, a)


def test_frequent_names_say_less() -> None:
    assert surname_bits(Person(family="Wang")) < surname_bits(Person(family="Vaswani"))


def test_best_level_tells_the_position() -> None:
    others = [parse_person("Noam Shazeer"), parse_person("Ashish Vaswani")]
    assert best_level(parse_person("Vaswani"), others) == (NameLevel.SURNAME, 1)
    assert best_level(parse_person("Knuth"), others) == (NameLevel.NONE, -1)
