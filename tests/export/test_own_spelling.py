"""The user's spelling of titles and names stays where services say the same, and theirs where they know more."""

from __future__ import annotations

import pytest

from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.text_to_latex import Dialect
from biblio.export.entry_claims import OWN_ENTRY, EntryClaim, entry_claims
from biblio.export.own_entries import complete_entry
from biblio.matching.works.merge_records import merge_into_work
from tests.bibtex.works import record


def completed(known: str, own: str, field: str, dialect: Dialect = "biblatex") -> str:
    entry = parse_entry(f"@article{{k, {field}={{{known}}}}}")
    user_entry = parse_entry(f"@article{{mine, {field}={{{own}}}}}")
    return complete_entry(entry, [user_entry], dialect=dialect).get(field)


@pytest.mark.parametrize(
    ("known", "own", "expected"),
    [
        # accents, middle names and suffixes that the service dropped
        ("Kaiser, Lukasz", r"{\L}ukasz Kaiser", "Kaiser, Łukasz"),
        ("Muller, Jurgen and Roe, A.", r"J{\"u}rgen M{\"u}ller and Ann Roe", "Müller, Jürgen and Roe, Ann"),
        ("Mueller, Jo", "Müller, Jo", "Müller, Jo"),
        ("Ba, Jimmy", "Ba, Jimmy Lei", "Ba, Jimmy Lei"),
        ("King, Martin", "King, Jr., Martin L.", "King, Jr., Martin L."),
        # what the service knows better, name by name and part by part
        ("Gomez, Aidan N. and Parmar, Niki", r"A. G{\'o}mez and N. Parmar", "Gómez, Aidan N. and Parmar, Niki"),
        ("Pospíšil, Lukáš", "Pospisil, Lukas", "Pospíšil, Lukáš"),
        ("Vaswani, Ashish", "VASWANI, ASHISH", "Vaswani, Ashish"),
        ("Berg, Bo and Roe, Ann", "Roe, Ann-Marie and others", "Berg, Bo and Roe, Ann-Marie"),
        ("Roe, Ann and Roe, Al", "Roe, A.", "Roe, Ann and Roe, Al"),
        ("Roe, Ann", "Roe, Joanna Mary", "Roe, Ann"),  # another given name: no spelling of this one
        ("Roe, Ann", "Poe, Anna", "Roe, Ann"),
        ("{Open Lab}", "{OPEN LAB}", "{Open Lab}"),
        # what only the user's TeX can say
        ("van der Berg, Jan", "family=Berg, given=Jan, prefix=van der, useprefix=false",
         "family=Berg, given=Jan, prefix=van der, useprefix=false"),
        ("Yusupov, Yuri", r"Yusupov, {\relax Yu}ri", r"Yusupov, {\relax Yu}ri"),
        # the script in which people write their own names
        ("Yamada, Taro and Berg, Bo", "山田, 太郎 and Bo Berg", "山田, 太郎 and Bo Berg"),
        ("Yamada, Taro and Berg, Bo", "山田, 太郎 and Moe, Max", "Yamada, Taro and Berg, Bo"),
    ],
)  # fmt: skip
def test_names(known: str, own: str, expected: str) -> None:
    assert completed(known, own, "author") == expected


@pytest.mark.parametrize(
    ("known", "own", "expected"),
    [
        ("Attention is All you Need", "Attention is {A}ll you {N}eed", "Attention is {A}ll you {N}eed"),
        ("{Adam}: A Method", "Adam: A method", "{Adam}: A Method"),  # no braces that could be lost
        ("Films of Cu2O", "Films of {Cu$_2$O}", "Films of {Cu$_2$O}"),
        ("Etude on lamps", r"{\'E}tude on lamps", r"{\'E}tude on lamps"),
        ("Étude on lamps", "{E}tude on lamps", "Étude on lamps"),
        ("Lamps at sea", "{LAMPS AT SEA}", "Lamps at sea"),
        ("Lamps at sea in {C++}", "Lamps at sea in {C}", "Lamps at sea in {C++}"),
        ("Lamps at sea", "{Lamps} at Sea: part one", "Lamps at sea"),
        ("The genus Tilia", r"The genus \textit{Tilia}", r"The genus \textit{Tilia}"),
    ],
)
def test_titles(known: str, own: str, expected: str) -> None:
    assert completed(known, own, "title") == expected


def test_the_classic_dialect_stays_in_ascii() -> None:
    assert completed("Kaiser, Lukasz", "Kaiser, Łukasz", "author", "bibtex") == r"Kaiser, {\L}ukasz"
    assert completed("Lamps at Lodz", "Lamps at {Łódź}", "title", "bibtex") == "Lamps at Lodz"
    assert completed("Lamps at Lodz", r"Lamps at {\L}\'od\'z", "title", "bibtex") == r"Lamps at {\L}\'od\'z"


def test_what_shows_where_fields_come_from_says_so() -> None:
    work = merge_into_work([record("Lamps At Sea", "Lukasz Roe", "2019", "doi:10.1000/lamp")])
    own = parse_entry(r"@article{mine, title={Lamps at {S}ea}, author={Roe, {\L}ukasz}}")
    entry = parse_entry("@article{k, title={Lamps At Sea}, author={Roe, Lukasz}}")
    claims = entry_claims(work, entry, [own], complete_entry(entry, [own], dialect="biblatex"))
    assert claims == (
        EntryClaim("title", "Lamps at {S}ea", OWN_ENTRY, "your spelling"),
        EntryClaim("author", "Roe, Łukasz", OWN_ENTRY, "your spelling"),
    )
