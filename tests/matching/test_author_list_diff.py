"""Two lists of authors: who is missing, added, misspelt or in another place, and who may be the same person."""

from __future__ import annotations

import pytest

from biblio.matching.author_list_diff import AuthorListLevel, diff_author_lists
from biblio.model.people import Person, parse_person

RECORDED = "Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutanova"
ROWS = [
    (RECORDED, AuthorListLevel.SAME),
    ("J. Devlin and M.-W. Chang and K. Lee and K. N. Toutanova", AuthorListLevel.SAME),
    ("Devlin Jacob and Chang Ming-Wei and Lee Kenton and Toutanova Kristina", AuthorListLevel.SAME),
    ("Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutonova", AuthorListLevel.SPELLING),
    ("Ming-Wei Chang and Jacob Devlin and Kenton Lee and Kristina Toutanova", AuthorListLevel.ORDER),
    ("Jacob Devlin and Ming-Wei Chang and Kenton Lee", AuthorListLevel.MISSING),
    (f"{RECORDED} and Wei Zhou", AuthorListLevel.EXTRA),
    ("Jacob Devlin and Anna Berg and Ola Dahl and Wei Zhou", AuthorListLevel.FEW),
    ("Jacob Devlin and Anna Berg and Ola Dahl", AuthorListLevel.FEW),
    ("Jacob Devlin and Ming-Wei Chang and Ola Dahl and Wei Zhou", AuthorListLevel.EXTRA),
    ("Anna Berg and Ola Dahl", AuthorListLevel.NONE),
    ("", AuthorListLevel.UNKNOWN),
    ("山田 太郎 and 鈴木 花子", AuthorListLevel.UNKNOWN),
]


def people(names: str) -> tuple[Person, ...]:
    return tuple(parse_person(name) for name in names.split(" and ") if name)


@pytest.mark.parametrize(("listed", "level"), ROWS)
def test_levels(listed: str, level: AuthorListLevel) -> None:
    assert diff_author_lists(people(listed), people(RECORDED)).level is level


def test_a_group_may_be_named_by_its_initials() -> None:
    recorded = (parse_person("Ada Roe"), Person(literal="World Health Organization"))
    assert diff_author_lists(people("A. Roe and WHO"), recorded).level is AuthorListLevel.SAME
    assert (
        diff_author_lists((parse_person("Ada Roe"), Person(literal="W.H.O.")), recorded).level is AuthorListLevel.SAME
    )
    assert diff_author_lists(people("A. Roe and WTO"), recorded).level is AuthorListLevel.EXTRA


def test_the_names_that_differ_are_given() -> None:
    diff = diff_author_lists(people("Jacob Devlin and Ming-Wei Chang and Wei Zhou"), people(RECORDED))
    assert (diff.level, diff.extra) == (AuthorListLevel.EXTRA, people("Wei Zhou"))
    assert diff.missing == people("Kenton Lee and Kristina Toutanova")
    few = diff_author_lists(people("Jacob Devlin and Anna Berg and Ola Dahl"), people(RECORDED))
    assert (few.extra, few.missing) == (people("Anna Berg and Ola Dahl"), people(RECORDED)[1:])
    none = diff_author_lists(people("Anna Berg"), people("Jacob Devlin"))
    assert (none.extra, none.missing) == (people("Anna Berg"), people("Jacob Devlin"))
    shorter = diff_author_lists(people(RECORDED)[:3], people(RECORDED))
    assert (shorter.extra, shorter.missing) == ((), people("Kristina Toutanova"))
    misspelt = diff_author_lists(people(RECORDED.replace("Toutanova", "Toutonova")), people(RECORDED)).misspelt
    assert misspelt == ((parse_person("Kristina Toutonova"), parse_person("Kristina Toutanova")),)


def test_and_others_stands_for_the_rest_on_either_side() -> None:
    one, all_four = people("Jacob Devlin"), people(RECORDED)
    assert diff_author_lists(one, all_four, listed_is_truncated=True).level is AuthorListLevel.SAME
    assert diff_author_lists(all_four, one, recorded_is_truncated=True).level is AuthorListLevel.SAME


@pytest.mark.parametrize(
    ("name", "other"),
    [("Karl Müller", "Karl Mueller"), ("Karl Müller", "K. Muller"), ("Péter Hegedűs", "Péter Hegedus"),
     ("Gabriel García Márquez", "Gabriel García"), ("Wei Zhou", "Zhou Wei"), ("Bob Smith", "Robert Smith"),
     ("山田太郎", "山田 太郎"), ("Maria Elena Rossi", "Maria Elena Baldassarre"), ("Kalle Müller", "Karl Mueller"),
     ("Gabriel García Márquez", "Gabo García"), ("Ana Souza Lima", "Anita Souza"), ("Bo Lindqvist", "Bo Lindquist"),
     ("Karl Großmann", "Karl Grosmann"), ("Kees Dijkstra", "Cornelis Dykstra"),
     ("Jan Termöhlen", "Jan Termhlen")],
)  # fmt: skip
def test_ways_to_write_one_person_are_no_difference(name: str, other: str) -> None:
    listed, recorded = people(f"Jacob Devlin and {name}"), people(f"Jacob Devlin and {other}")
    assert diff_author_lists(listed, recorded).level is AuthorListLevel.SAME


@pytest.mark.parametrize(
    ("name", "other", "level"),
    [("Kai Lindqvist", "Kai Lindquist", AuthorListLevel.SPELLING), ("John Smith", "John Smyth", AuthorListLevel.SPELLING),
     ("Jan Termöhlen", "Jan Termölen", AuthorListLevel.SPELLING),
     ("Chen Li", "Wei Chen", AuthorListLevel.EXTRA), ("Kim Novak", "Jin Kim", AuthorListLevel.EXTRA)],
)  # fmt: skip
def test_ways_to_write_two_people_are_a_difference(name: str, other: str, level: AuthorListLevel) -> None:
    listed, recorded = people(f"Jacob Devlin and {name}"), people(f"Jacob Devlin and {other}")
    assert diff_author_lists(listed, recorded).level is level
