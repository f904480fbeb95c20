"""How names agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.matching.authors import NameLevel, best_level, compare_names, is_common, match_authors
from biblio.model.people import Person, parse_person


@pytest.mark.parametrize(
    ("name", "other", "level"),
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
        ("山田 太郎", "Taro Yamada", NameLevel.UNKNOWN),
        ("山田 太郎", "山田太郎", NameLevel.FULL),
        ("山田", "山田太郎", NameLevel.SURNAME),
        ("山田 太郎", "山田 花子", NameLevel.CLASH),
        ("高橋 一郎", "髙橋一郎", NameLevel.FULL),
        ("Aäron van den Oord", "Oord, Aaron van den", NameLevel.FULL),
        ("van den Oord", "Oord, Aaron van den", NameLevel.SURNAME),
        ("Baldassarre ME", "Maria Elena Baldassarre", NameLevel.INITIAL),
        ("ME Baldassarre", "Maria Elena Baldassarre", NameLevel.INITIAL),
        ("J. R. Smith", "John Robert Smith", NameLevel.INITIAL),
        ("J. R. Smith", "John Peter Smith", NameLevel.CLASH),
        ("Mündermann", "Lars Muendermann", NameLevel.VARIANT),
        ("Satoh", "Ken Sato", NameLevel.VARIANT),
        ("Bombarelli", "Rafael Gómez-Bombarelli", NameLevel.VARIANT),
        ("Kallmeier", "Laura Kallmeyer", NameLevel.VARIANT),
        ("Cheng", "Li Chen", NameLevel.NONE),
        ("Mike Lewis", "Michael Lewis", NameLevel.FULL),
        ("Sergei Ioffe", "Sergey Ioffe", NameLevel.SURNAME),
        ("Daosheng (邓道盛) Deng", "Daosheng Deng", NameLevel.FULL),
        ("Gemini Team", "Gemini Team, Google", NameLevel.FULL),
        ("DeepSeek-AI", "Aixin Liu", NameLevel.UNKNOWN),
        # Another person of the same family name, however alike the given names begin or end.
        ("Yu-Lun Liu", "Yu-Mei Liu", NameLevel.CLASH),
        ("Li Na Wang", "Mei Li Wang", NameLevel.CLASH),
        ("Jane Vogel", "Jana Vogel", NameLevel.CLASH),
        ("Martin Pavlov", "Marcus Pavlov", NameLevel.CLASH),
        ("J.R. Smith", "John Peter Smith", NameLevel.CLASH),
        ("É. B. Dupont", "Élodie Claire Dupont", NameLevel.CLASH),
        ("J. Robert Oppenheimer", "Frank R. Oppenheimer", NameLevel.CLASH),
        # The same person with a given name shortened, transliterated or as initials.
        ("Jon Smith", "Jonathan Smith", NameLevel.FULL),
        ("Yevgeny Pavlov", "Evgeni Pavlov", NameLevel.SURNAME),
        ("Elena Vogel", "Elina Vogel", NameLevel.SURNAME),
        ("J. Robert Oppenheimer", "Julius R. Oppenheimer", NameLevel.INITIAL),
        ("M.-E. Baldassarre", "Maria Elena Baldassarre", NameLevel.INITIAL),
        ("Elena Baldassarre, Maria", "M. E. Baldassarre", NameLevel.INITIAL),
        # Family names: spellings and parts of one name, and different names that look alike.
        ("L. Kallmeier", "Laura Kallmeyer", NameLevel.VARIANT),
        ("Hans Kallmeier", "Laura Kallmeyer", NameLevel.NONE),
        ("Gómez", "Rafael Gómez-Bombarelli", NameLevel.VARIANT),
        ("R. Bombarelli", "Rafael Gómez-Bombarelli", NameLevel.VARIANT),
        ("Ken Koh", "Ken Kou", NameLevel.VARIANT),
        ("Jan Müllerschön", "Jan Muellerschoen", NameLevel.VARIANT),
        ("Ann Ruiz", "Ann Riuz", NameLevel.VARIANT),
        ("Ann Smitt", "Ann Smith", NameLevel.NONE),
        ("Ann Bauer", "Ann Mauer", NameLevel.NONE),
        ("Ann Fox", "Ann Fix", NameLevel.NONE),
        ("J", "J. Smith", NameLevel.NONE),
        ("山田 太郎", "鈴木 花子", NameLevel.NONE),
        ("山田 太郎", "鈴木", NameLevel.NONE),
    ],
)
def test_levels(name: str, other: str, level: NameLevel) -> None:
    assert compare_names(parse_person(name), parse_person(other)) is level
    assert compare_names(parse_person(other), parse_person(name)) is level


@pytest.mark.parametrize("word", ["Team", "Group", "Consortium", "Collaboration", "Project", "-AI"])
def test_groups_are_told_apart_by_their_names_alone(word: str) -> None:
    first, second = Person(literal=f"The Atlas {word}"), Person(literal=f"The Borealis {word}")
    assert compare_names(first, second) is NameLevel.NONE
    assert compare_names(first, Person(literal=f"Atlas {word}")) is NameLevel.FULL


@given(st.text(max_size=30), st.text(max_size=30))
def test_comparison_is_symmetric(name: str, other: str) -> None:
    a, b = parse_person(name), parse_person(other)
    assert compare_names(a, b) is compare_names(b, a)


def test_common_names() -> None:
    assert is_common(Person(family="Wang"))
    assert not is_common(Person(family="Vaswani"))


def test_best_level_gives_the_position() -> None:
    authors = [parse_person("Noam Shazeer"), parse_person("Ashish Vaswani")]
    assert best_level(parse_person("Vaswani"), authors) == (NameLevel.SURNAME, 1)
    assert best_level(parse_person("Knuth"), authors) == (NameLevel.NONE, -1)
    assert best_level(parse_person("山田 太郎"), authors) == (NameLevel.UNKNOWN, -1)


def test_a_reading_makes_a_name_comparable() -> None:
    native = Person(family="山田", given="太郎", reading="Yamada, Taro")
    assert compare_names(native, parse_person("Taro Yamada")) is NameLevel.FULL
    assert compare_names(parse_person("Hanako Suzuki"), native) is NameLevel.NONE


PEOPLE = "Ada Lovelace|A. Lovelace|Lovelace|Lovelace Ada|Wei Wang|Wen Wang|van den Oord|山田 太郎|OpenAI|Ada van Lovelace".split(
    "|"
)


@given(st.sampled_from(PEOPLE), st.lists(st.sampled_from(PEOPLE), max_size=5))
def test_quick_checks_do_not_change_the_best_level(name: str, names: list[str]) -> None:
    person, authors = parse_person(name), list(map(parse_person, names))
    levels = [compare_names(person, author) for author in authors]
    level, place = best_level(person, authors)
    best = max(levels, default=NameLevel.NONE)
    assert level == (best if best > NameLevel.NONE else max(min(levels, default=NameLevel.NONE), level))
    assert place == (levels.index(best) if best > NameLevel.UNKNOWN else -1)


@pytest.mark.parametrize(
    ("note_authors", "work_authors", "level"),
    [
        ("Ada Lovelace", "Ada Lovelace|Alan Turing", "full name"),
        ("A. Lovelace", "Ada Lovelace|Alan Turing", "initials"),
        ("Lovelace", "Ada Lovelace", "surname"),
        ("Wang", "Li Wang", "common surname"),
        ("Lovlace", "Ada Lovelace", "spelling"),
        ("Mihir", "Mihir Kale|Abhinav Rastogi", "given name"),
        ("Mihir", "Abhinav Rastogi|Mihir Kale", "none"),
        ("Turing", "Ada Lovelace|Alan Turing", "not first"),
        ("Zoe Young|Adam Allen", "Adam Allen|Mary Moss|Zoe Young", "not first"),
        ("Ada Lovelace|Alan Turing", "Ada Lovelace|Alan Turing", "several"),
        ("OpenAI|Ada Lovelace", "Ada Lovelace|Alan Turing", "not first"),
        ("Xu Li", "Li Xu", "full name"),
        ("Wei Wang", "Wen Wang", "namesake"),
        ("Wei Wang", "Wen Wang|Ada Whitman", "namesake"),
        ("Knuth", "Ada Lovelace", "none"),
        ("OpenAI", "Ada Lovelace", "unknown"),
        ("others", "Ada Lovelace", "unknown"),
        ("", "Ada Lovelace", "unknown"),
        ("Ada Lovelace", "", "unknown"),
    ],
)
def test_lists_of_authors(note_authors: str, work_authors: str, level: str) -> None:
    def people(text: str) -> list[Person]:
        return [parse_person(name) for name in text.split("|") if name]

    assert match_authors(people(note_authors), people(work_authors)) == level
