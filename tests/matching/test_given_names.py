"""Given names that one person can have, and those that are another person's."""

from __future__ import annotations

import pytest

from biblio.matching.given_names import GivenNames, compare_given_names, other_given_names
from biblio.model.people import parse_person


@pytest.mark.parametrize(
    ("written", "recorded"),
    [
        ("Devlin, Jacob", "Jacob Devlin"),
        ("Ming-Wei Chang", "Mingwei Chang"),
        ("Robert Oppenheimer", "J. Robert Oppenheimer"),
        ("Bill Gates", "William Gates"),
        ("Alex Smola", "Alexander J. Smola"),
        ("Sergei Ivanov", "Sergey Ivanov"),
        ("Mohammed Ali", "Muhammad Ali"),
        ("Evgenii Petrov", "Yevgeny Petrov"),
        ("José García", "Jose Garcia"),
        ("Jürgen Schmidhuber", "Juergen Schmidhuber"),
        ("Oleksandr Koval", "Alexander Koval"),
        ("Maria J. Silva", "M. Joana Silva"),
        ("Kim, Jin-Hyuk", "Jinhyeok Kim"),
        ("Gonzalez, Maria Teresa", "Teresa Gonzalez"),
        ("Jon Kleinberg", "Jonathan Kleinberg"),
        ("Xiang Yu Zhang", "Yuxiang Zhang"),
        ("Tchaikovsky, Piotr", "Pyotr Tchaikovsky"),
        ("Wei Wei", "Wei Wei"),
        ("Russ Salakhutdinov", "Ruslan Salakhutdinov"),
        ("Gabby Vole", "Gabriela Vole"),
        ("Dorottya Vole", "Dora Vole"),
        ("Christina Toutanova", "Kristina Toutanova"),
        ("Carlos Vole", "Juan Carlos Vole"),
        ("Pierre Jean Vole", "Jean Pierre Vole"),
    ],
)
def test_names_that_one_person_has(written: str, recorded: str) -> None:
    a, b = parse_person(written), parse_person(recorded)
    assert compare_given_names(a, b) is compare_given_names(b, a) is GivenNames.ALIKE


@pytest.mark.parametrize(
    ("written", "recorded"),
    [
        ("J. Devlin", "Jacob Devlin"),
        ("Devlin, J M", "Jacob Devlin"),
        ("K. He", "Kaiming He"),
        ("X. He", "Kaiming He"),  # of one transliteration or another
        ("W. Gates", "Bill Gates"),
        ("E. Petrov", "Yevgeny Petrov"),
        ("T.-S. He", "Tian-Shu He"),
        ("山田 太郎", "Taro Yamada"),
        ("Devlin", "Jacob Devlin"),
        ("{OpenAI}", "OpenAI"),
        ("Jacob Devlin", "Jacob Toutanova"),
    ],
)
def test_names_that_cannot_be_compared(written: str, recorded: str) -> None:
    assert compare_given_names(parse_person(written), parse_person(recorded)) is GivenNames.UNKNOWN


@pytest.mark.parametrize(
    ("written", "recorded"),
    [
        ("Joanna Maria Devlin", "Jacob Devlin"),
        ("Xuan Zhang", "Xiangyu Zhang"),
        ("Jing Sun", "Jian Sun"),
        ("Peter Vole", "Vera Vole"),
        ("Hiroshi Tanaka", "Kenji Tanaka"),
        ("Laura Schmidt", "Markus Schmidt"),
        ("Pierre Dubois", "Camille Dubois"),
        ("Mary Vole", "Marcus Vole"),
        ("Chang, Wei-Ting", "Ming-Wei Chang"),
        ("Carlos Alberto Vole", "Juan Carlos Vole"),
    ],
)
def test_names_of_two_people(written: str, recorded: str) -> None:
    assert compare_given_names(parse_person(written), parse_person(recorded)) is GivenNames.CLASH


def names(*written: str) -> list[str]:
    records = [
        [parse_person(name) for name in ("Kaiming He", "Xiangyu Zhang", "Wei Li", "Na Li")],
        [parse_person(name) for name in ("K. He", "X. Zhang", "W. Li", "N. Li")],
    ]
    return [str(person) for person, _ in other_given_names([parse_person(name) for name in written], records)]


def test_only_what_no_record_can_mean_is_another_name() -> None:
    assert names("Kaiming He", "X. Zhang", "Li, Na", "Li, Wei") == []
    assert names("Kevin He", "Xiangyu Zhang") == []  # many people have an English name too
    assert names("Kevin He", "Jason Zhang") == ["Kevin He", "Jason Zhang"]
    assert names("Kevin He", "Xuan Zhang", "Wei Li") == ["Xuan Zhang", "Kevin He"]
    assert (
        other_given_names([parse_person("Vera Vole")], [[parse_person("Peter Vole")], [parse_person("V. Vole")]]) != []
    )
    assert (
        other_given_names([parse_person("Vera Vole")], [[parse_person("Peter Vole")], [parse_person("Vera Vole")]])
        == []
    )
    assert other_given_names([parse_person("Vera Vole")], [[]]) == []


def test_initials_are_others_only_if_nobodys_fit() -> None:
    record = [[parse_person(name) for name in ("Jacob Devlin", "Ming-Wei Chang", "Kenton Lee", "Bill Vole")]]

    def listed(*written: str) -> int:
        return len(other_given_names([parse_person(name) for name in written], record))

    assert listed("M. Devlin", "P. Chang", "R. Lee", "X. Vole") == 4
    assert listed("M. Devlin", "P. Chang", "R. Lee") == 3
    assert listed("M. Devlin", "P. Chang", "K. Lee", "X. Vole") == 0, "one fits"
    assert listed("M. Devlin", "P. Chang", "R. Lee", "W. Vole") == 0, "Bill is William"
    assert listed("M. Devlin", "P. Chang") == 0, "two can have other names"
