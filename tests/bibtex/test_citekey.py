"""What is legal as a citation key: where the three rules agree, and where they differ."""

from __future__ import annotations

import pytest

from biblio.bibtex.legal_keys import FORBIDDEN_IN_KEY, is_citable_key, is_portable_key, is_writable_key

RULES = (is_portable_key, is_writable_key, is_citable_key)


@pytest.mark.parametrize("key", ["smith2020", "Smith:2020a", "smith_2020-b", "smith/2020", "山田2020", "a+b.c"])
def test_every_rule_accepts_a_plain_key(key: str) -> None:
    assert [rule(key) for rule in RULES] == [True, True, True]


@pytest.mark.parametrize("char", [*" \t\n", *'"#%,={}~\\'])
def test_every_rule_refuses_what_ends_a_key_or_what_tex_interprets(char: str) -> None:
    assert [rule(f"a{char}b") for rule in RULES] == [False, False, False]


@pytest.mark.parametrize("key", ["o'neil2020", "smith(2001)", "a@b"])
def test_a_key_of_somebody_elses_may_be_citable_though_we_do_not_write_it(key: str) -> None:
    assert [rule(key) for rule in RULES] == [False, False, True]


@pytest.mark.parametrize("key", ["", "a\u3000b", "a\rb"])
def test_the_rule_for_chosen_keys_leaves_an_empty_key_and_other_white_space_to_the_writer(key: str) -> None:
    assert [rule(key) for rule in RULES] == [True, False, False]


def test_the_forbidden_characters_are_printable_and_each_once() -> None:
    assert len(set(FORBIDDEN_IN_KEY)) == len(FORBIDDEN_IN_KEY)
    assert all("!" <= char <= "~" and not char.isalnum() for char in FORBIDDEN_IN_KEY)
