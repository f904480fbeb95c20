"""Names as BibTeX takes them apart, and as it reads back what we write."""

from __future__ import annotations

import pytest
from hypothesis import given

from biblio.bibtex.group_names import is_group_name
from biblio.bibtex.names import format_name, format_names, parse_names
from biblio.bibtex.text_to_latex import Dialect
from biblio.model.people import Person
from tests.bibtex.works import names, nasty_text
from tests.check.tools import broken


def person(given: str = "", particle: str = "", family: str = "", suffix: str = "", literal: str = "") -> Person:
    return Person(family=family, given=given, particle=particle, suffix=suffix, literal=literal)


# TeX source, the name, and how we write it.
TABLE = [
    ("Ludwig van Beethoven", person("Ludwig", "van", "Beethoven"), "van Beethoven, Ludwig"),
    (
        r"de la Vall{\'e}e Poussin, Charles Louis Xavier Joseph",
        person("Charles Louis Xavier Joseph", "de la", "Vallée Poussin"),
        "de la Vallée Poussin, Charles Louis Xavier Joseph",
    ),
    ("{OpenAI}", person(literal="OpenAI"), "{OpenAI}"),
    ("OpenAI", person(literal="OpenAI"), "{OpenAI}"),
    ("{{NASA}}", person(literal="NASA"), "{NASA}"),
    ("{Barnes and Noble}", person(literal="Barnes and Noble"), "{Barnes and Noble}"),
    ("{Johnson \\& Johnson, Inc.}", person(literal="Johnson & Johnson, Inc."), "{Johnson \\& Johnson, Inc.}"),
    ("King, Jr., Martin Luther", person("Martin Luther", "", "King", "Jr."), "King, Jr., Martin Luther"),
    ("Martin Luther King, Jr.", person("Martin Luther", "", "King", "Jr."), "King, Jr., Martin Luther"),
    ("King, Martin Luther, Jr.", person("Martin Luther", "", "King", "Jr."), "King, Jr., Martin Luther"),
    ("Dowty, D.R.,", person("D.R.", "", "Dowty"), "Dowty, D.R."),
    ("Grillo, V", person("V", "", "Grillo"), "Grillo, V"),
    ("{Favre-Nicolin}, V", person("V", "", "Favre-Nicolin"), "Favre-Nicolin, V"),
    ("van Gogh, V", person("V", "van", "Gogh"), "van Gogh, V"),
    ("John Smith III", person("John", "", "Smith", "III"), "Smith, III, John"),
    ("Jean-Baptiste d'Alembert", person("Jean-Baptiste", "", "d'Alembert"), "d'Alembert, Jean-Baptiste"),
    ("Yu Sun 0020", person("Yu", "", "Sun"), "Sun, Yu"),
    ("Sun 0020, Yu", person("Yu", "", "Sun"), "Sun, Yu"),
    ("A, B, C, D, E", person("C D E", "", "A", "B"), "A, B, C D E"),
    ("山田 太郎", person("太郎", "", "山田"), "山田, 太郎"),
    ("山田, 太郎", person("太郎", "", "山田"), "山田, 太郎"),
    ("{山田 太郎}", person(literal="山田 太郎"), "{山田 太郎}"),
    ("김, 철수", person("철수", "", "김"), "김, 철수"),
    ("D.~E. Knuth", person("D. E.", "", "Knuth"), "Knuth, D. E."),
    (r"Heged{\H u}s, {\'A}kos", person("Ákos", "", "Hegedűs"), "Hegedűs, Ákos"),
    (r"{\'e}tienne de X", person("", "étienne de", "X"), "étienne de X"),
    ("AA BB cc dd", person("AA BB", "cc", "dd"), "cc dd, AA BB"),
    ("AA {bb} CC", person("AA bb", "", "CC"), "CC, AA bb"),  # braces have no case
    ("jean de la fontaine", person("", "jean de la", "fontaine"), "jean de la fontaine"),
    ("Jean De La Fontaine", person("Jean De La", "", "Fontaine"), "Fontaine, Jean De La"),
    ("Brinch Hansen, Per", person("Per", "", "Brinch Hansen"), "Brinch Hansen, Per"),
    ("{Smith, Inc.}, John", person("John", "", "Smith, Inc."), "{Smith, Inc.}, John"),
    ("{\\relax 山田}, {\\relax 太郎}", person("太郎", "", "山田"), "山田, 太郎"),
    (r"Pe\~na, Rosa", person("Rosa", "", "Peña"), "Peña, Rosa"),
    (r"Bj\o rn \AA s", person("Bjørn", "", "Ås"), "Ås, Bjørn"),
    (r"J\' {a}n Ho\v {c}ek", person("Ján", "", "Hoček"), "Hoček, Ján"),
    ("Department for Education, ", person(literal="Department for Education"), "{Department for Education}"),
    (r"Ay\c se \c Sener", person("Ayşe", "", "Şener"), "Şener, Ayşe"),
    (r"Rosa Pe\~{n}a~Roe", person("Rosa Peña", "", "Roe"), "Roe, Rosa Peña"),
    (r"Nguy\~{\^e}n, Van", person("Van", "", "Nguyễn"), "Nguyễn, Van"),
    ("family=Groote, given=Frank, prefix=de, useprefix=true", person("Frank", "de", "Groote"), "de Groote, Frank"),
    ("given={Jan}, family={Berg}, prefix={van der}", person("Jan", "van der", "Berg"), "van der Berg, Jan"),
    ("family=King, suffix=Jr., given=Martin, given-i=M", person("Martin", "", "King", "Jr."), "King, Jr., Martin"),
    ("family={Health Office}", person(literal="Health Office"), "{Health Office}"),
]


@pytest.mark.parametrize(("tex", "expected", "written"), TABLE)
def test_names_are_taken_apart_as_bibtex_does_and_written_in_one_form(tex: str, expected: Person, written: str) -> None:
    assert parse_names(tex) == ((expected,), False)
    assert format_name(expected, dialect="biblatex") == written
    assert parse_names(written) == ((expected,), False)


@pytest.mark.parametrize(
    ("tex", "families", "truncated"),
    [
        ("Vaswani, Ashish and Noam Shazeer", ["Vaswani", "Shazeer"], False),
        ("Vaswani, Ashish AND\nNoam Shazeer and others", ["Vaswani", "Shazeer"], True),
        ("Vaswani, Ashish and et al.", ["Vaswani"], True),
        ("Frisch, H. and R. Viday et al.", ["Frisch", "Viday"], True),
        ("Frisch, H. et al", ["Frisch"], True),
        ("Frisch, H., et al.", ["Frisch"], True),
        ("Reed, Sam and family=Freitas, given=Nando, prefix=de and others", ["Reed", "Freitas"], True),
        ("others", [], True),
        ("{A and B} and C D", ["A and B", "D"], False),
        ("Ada Lovelace, Alan Turing, Grace Hopper", ["Lovelace", "Turing", "Hopper"], False),
        ("A. Roe, B. Moe", ["Roe", "Moe"], False),
        ("J.-P. Roe, B. C. Moe and C. Poe", ["Roe", "Moe", "Poe"], False),
        ("Roe A., Moe B. C.", ["Roe", "Moe"], False),
        ("Roe AB, Moe C, van Poe D", ["Roe", "Moe", "Poe"], False),
        ("Ann Roe, Bo Moe and Cy Poe", ["Roe", "Moe", "Poe"], False),
        ("Van Loan, Charles Fox and Ann Moe", ["Van Loan", "Moe"], False),
        ("Matsen IV, Frederick A.", ["Matsen IV"], False),
        ("Peyton Jones, Simon L. and Ann Moe", ["Peyton Jones", "Moe"], False),
        ("Ann Roe, Bo Moe", ["Ann Roe"], False),
        ("Vargas Llosa, Mario Pedro and others", ["Vargas Llosa"], True),
        ("Ito, A., Sato, B. C. and Mori, D.", ["Ito", "Sato", "Mori"], False),
        ('Roe, A., M{\\"u}ller, B., & Poe, C.', ["Roe", "Müller", "Poe"], False),
        ("Roe, Ann \\& Moe, Bo", ["Roe", "Moe"], False),
        ("Roe, Ann / Moe, Bo and ...", ["Roe", "Moe"], True),
        ("{Roe & Moe, Ltd.}, Bo", ["Roe & Moe, Ltd."], False),
        ("...", ["..."], False),
        ("M. Halle, J. Bresnan, and G. Miller", ["Halle", "Bresnan", "Miller"], False),
        ("Ada Lovelace, Alan Turing, Grace Hopper, and Ed Codd", ["Lovelace", "Turing", "Hopper", "Codd"], False),
        ("Brinch Hansen, Per Anders, and van der Roe, Ann Bo", ["Brinch Hansen", "Roe"], False),
        ("Lovelace, Ada, and Turing, Alan", ["Lovelace", "Turing"], False),
        ("Ann Roe, Max Moe, et al.", ["Roe", "Moe"], True),
        ("Sandy Andrews and Rand Anders", ["Andrews", "Anders"], False),
        ("Roe, A. S. and , G., Moe", ["Roe", "Moe"], False),
        ("and", [], False),
        (" and A B and and ", ["B"], False),
        (",", [], False),
        ("{}", [], False),
        ("", [], False),
    ],
)
def test_lists_of_names(tex: str, families: list[str], truncated: bool) -> None:
    people, more = parse_names(tex)
    assert [person.family or person.literal for person in people] == families
    assert more is truncated


@pytest.mark.parametrize(
    ("people", "truncated", "expected"),
    [
        ([person("Ada", "", "Lovelace")], False, "Lovelace, Ada"),
        ([person("Ada", "", "Lovelace"), person(literal="OpenAI")], True, "Lovelace, Ada and {OpenAI} and others"),
        ([], True, ""),
        ([person(), person("Ada", "", "Lovelace")], False, "Lovelace, Ada"),
        ([person("Ada", "", "Smith and Sons")], False, "{Smith and Sons}, Ada"),
        ([person("Ada And", "", "X")], False, "X, {Ada And}"),
        ([person(family="Plato")], False, "{Plato}"),
        ([person(literal="others")], False, "{others}"),
        ([person("", "van", "Gogh")], False, "van Gogh"),
    ],
)
def test_others_are_named_only_where_the_source_does(people: list[Person], truncated: bool, expected: str) -> None:
    assert format_names(people, truncated=truncated, dialect="biblatex") == expected


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (person("Jörg", "", "Müller"), r"M{\"u}ller, J{\"o}rg"),
        (person("太郎", "", "山田"), r"{\relax 山田}, {\relax 太郎}"),
        (person(literal="日本語学会"), r"{\relax 日本語学会}"),
        (person("Лев", "", "Толстой"), r"{\relax Толстой}, {\relax Лев}"),
    ],
)
def test_classic_names_are_ascii_or_cannot_be_cut(person: Person, expected: str) -> None:
    assert format_name(person, dialect="bibtex") == expected
    assert parse_names(expected) == ((person,), False)


@given(names)
def test_a_written_name_reads_back_as_one_name_and_settles(person: Person) -> None:
    dialects: tuple[Dialect, ...] = ("biblatex", "bibtex")
    for dialect in dialects:
        tex = format_name(person, dialect=dialect)
        assert broken(f"@misc{{k, author = {{{tex}}}}}") == []
        people, truncated = parse_names(tex)
        assert len(people) == bool(tex)
        assert not truncated
        again = format_names(people, dialect=dialect)
        assert format_names(parse_names(again)[0], dialect=dialect) == again


@given(nasty_text)
def test_reading_names_never_raises(tex: str) -> None:
    people, _ = parse_names(tex)
    assert all(isinstance(person, Person) for person in people)


@pytest.mark.parametrize(
    "tex",
    [
        "Ann Roe on behalf of the Moth Group",
        "Roe, Ann on behalf of Moth Group",
        "Roe, Ann (on behalf of the Moth Group)",
        "Roe, Ann, on behalf of {the Moth Group}",
        "Ann Roe on behalf of the {Moth} Group",
    ],
)
def test_who_writes_on_behalf_of_a_group_is_one_person(tex: str) -> None:
    (author, group), truncated = parse_names(tex)
    assert (author.family, author.given, truncated) == ("Roe", "Ann", False)
    assert group.literal.removeprefix("the ") == "Moth Group"


def test_one_name_that_looks_like_two_is_put_in_braces() -> None:
    person = Person(family="X Lamp", given="A Post")
    assert format_name(person, dialect="biblatex") == "{X Lamp}, A Post"
    assert parse_names("{X Lamp}, A Post") == ((person,), False)
    assert format_name(Person(family="Lamp", given="A Post"), dialect="biblatex") == "Lamp, A Post"


@pytest.mark.parametrize(
    "name",
    [
        "World Health Organization", "the XYZ Study Group", "The {XYZ} Study Group", "FORCE Investigators", "Mgnite Inc.",
        "United Nations", "Centre for Lamps and Wicks", "Ministry of Lamps", "Department of Health", "World Bank",
        "International Monetary Fund", "European Union", "British Library", "Supreme Court",
    ],
)  # fmt: skip
def test_a_group_without_braces_is_no_person(name: str) -> None:
    (person,) = parse_names(f"{{{name}}}" if " and " in name else name)[0]
    assert person == Person(literal=name.replace("{", "").replace("}", ""))
    assert is_group_name(name)


@pytest.mark.parametrize(
    "name", ["Ronan Bureau", "Chad Council", "Carly Nations", "Max Bank", "The Anh Nguyen", "Group", "Ivan of Rila"]
)
def test_a_person_with_such_a_family_name_is_no_group(name: str) -> None:
    assert not is_group_name(name)
