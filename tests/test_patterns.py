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
