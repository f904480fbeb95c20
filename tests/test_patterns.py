"""Patterns that are compiled when they are used are what `re` would have made."""

from __future__ import annotations

import re

import pytest

from biblio import patterns

TEXT = "Lamps, fog and\nLAMPS"


@pytest.mark.parametrize("name", ["match", "fullmatch", "search", "findall", "split"])
@pytest.mark.parametrize(("pattern", "flags"), [("lamps", 0), ("lamps", re.IGNORECASE), (r"^(l)amps$", re.I | re.M)])
def test_a_pattern_does_what_that_of_re_does(name: str, pattern: str, flags: int) -> None:
    expected = getattr(re.compile(pattern, flags), name)(TEXT)
    lazy = patterns.compile(pattern, flags)
    for _ in range(2):
        found = getattr(lazy, name)(TEXT)
        assert str(found) == str(expected)


def test_a_pattern_is_compiled_when_it_is_used_first() -> None:
    wrong = patterns.compile("(")
    assert wrong.pattern == "("
    with pytest.raises(re.error):
        wrong.search("")
    lazy = patterns.compile("a(?P<b>c)")
    assert (lazy.groupindex, lazy.groups, lazy.flags) == ({"b": 1}, 1, re.UNICODE)
    assert lazy.search is lazy.search


ANCHORED = [
    "^lamps",
    "^Lamps|fog",
    "^(?:Lamps|fog)",
    r"^[|(]*Lamps",
    r"^\(?Lamps|fog",
    "^[]|]?Lamps",
    "^Lamps|^fog",
    "^",
]


@pytest.mark.parametrize("pattern", ANCHORED)
@pytest.mark.parametrize("text", [TEXT, "fog, Lamps", "", "(Lamps", "|Lamps and fog"])
def test_a_pattern_at_the_start_of_a_text_finds_what_that_of_re_does(pattern: str, text: str) -> None:
    plain, lazy = re.compile(pattern), patterns.compile(pattern)
    lazy.search("")  # from the first use on
    assert str(lazy.search(text)) == str(plain.search(text))
    assert lazy.sub("x", text) == plain.sub("x", text)
    assert lazy.sub(lambda match: match[0].upper(), text, count=1) == plain.sub(
        lambda match: match[0].upper(), text, count=1
    )


def test_such_a_pattern_is_not_tried_at_every_character() -> None:
    text = "lamp " * 20_000
    lazy = patterns.compile(r"^\W*(?:fog|oil)")
    assert lazy.search(text) is None
    assert lazy.search == lazy.match
    assert lazy.sub("x", text) is text
