"""Which citation keys are legal in each dialect."""

from __future__ import annotations

import pytest

from biblio.bibtex.legal_keys import forbidden_in_key, is_citable_key, is_legal_key
from biblio.bibtex.text_to_latex import Dialect

DIALECTS: tuple[Dialect, ...] = ("bibtex", "biblatex")


@pytest.mark.parametrize("key", ["smith2020", "Smith:2020a", "smith_2020-b", "smith/2020", "山田2020", "a+b.c", "a@b"])
def test_a_plain_key_is_legal(key: str) -> None:
    assert [is_legal_key(key, dialect) for dialect in DIALECTS] == [True, True]
    assert is_citable_key(key)


@pytest.mark.parametrize("char", [*" \t\n\r\u3000", *'"#%,={}~\\'])
def test_what_ends_a_key_or_what_tex_interprets_is_not(char: str) -> None:
    assert [is_legal_key(f"a{char}b", dialect) for dialect in DIALECTS] == [False, False]
    assert not is_citable_key(f"a{char}b")


@pytest.mark.parametrize("key", ["o'neil2020", "smith(2001)"])
def test_bibtex_takes_what_biber_stops_at(key: str) -> None:
    assert [is_legal_key(key, dialect) for dialect in DIALECTS] == [True, False]
    assert is_citable_key(key)


def test_a_key_is_not_empty() -> None:
    assert not is_citable_key("")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_forbidden_characters_are_printable_and_each_once(dialect: Dialect) -> None:
    forbidden = forbidden_in_key(dialect)
    assert len(set(forbidden)) == len(forbidden)
    assert all("!" <= char <= "~" and not char.isalnum() for char in forbidden)
