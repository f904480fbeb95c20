"""A value of JSON reads as what it should be, or as nothing."""

from __future__ import annotations

from typing import Any

import pytest

from biblio.lookup.json_values import (
    clean_text,
    first_text,
    mapping,
    mappings,
    one_or_many,
    squeezed_text,
    stripped_text,
    texts,
)

ODD = " a  <i>b</i>\n\\'e "


@pytest.mark.parametrize(
    ("value", "clean", "stripped", "squeezed"),
    [
        (ODD, "a b é", ODD.strip(), "a <i>b</i> \\'e"),
        (3, "3", "3", ""),
        (3.5, "3.5", "3.5", ""),
        (True, "", "", ""),
        (None, "", "", ""),
        ([], "", "", ""),
        ({}, "", "", ""),
    ],
)
def test_texts_are_read_in_three_ways(value: Any, clean: str, stripped: str, squeezed: str) -> None:
    assert (clean_text(value), stripped_text(value), squeezed_text(value)) == (clean, stripped, squeezed)


@pytest.mark.parametrize("value", ["\0", "\u200b", " \0 \ufeff", ["\0"]])
def test_a_title_that_shows_nothing_is_none(value: Any) -> None:
    assert texts(value, clean_text) == []
    assert clean_text("a\0") == "a\0"


def test_lists_of_texts() -> None:
    assert texts(["a", "", None, 1], clean_text) == ["a", "1"]
    assert texts("a", clean_text) == ["a"]
    assert texts(None, clean_text) == []
    assert first_text(["", None, " a ", "b"], stripped_text) == "a"
    assert first_text(" a ", stripped_text) == "a"
    assert first_text([], stripped_text) == ""


def test_objects() -> None:
    row = {"a": 1}
    assert (mapping(row), mapping([row]), mapping(None)) == (row, {}, {})
    assert (mappings([row, 3, None]), mappings(row), mappings("x")) == ([row], [], [])
    assert (one_or_many([row, 3, None]), one_or_many(row), one_or_many("x")) == ([row], [row], [])
