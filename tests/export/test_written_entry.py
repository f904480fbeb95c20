"""A file that nobody but us has written into is taken apart as the scanner does it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.bibtex.scanner import scan
from biblio.export.written_entry import WrittenEntry, written_blocks

ENTRIES = {
    "roe2019": "@article{roe2019,\n  title = {Lanterns in the {Fog}},\n  year = {2019}\n}",
    "poe-1": "@misc{poe-1,\n  title = {Wicks: 100\\% {oil}},\n  note = {@misc, see below}\n}",
    "zed:7": "@book{zed:7,\n  title = {灯},\n  abstract = {One.\n\nTwo.}\n}",
}
BASE = {key: WrittenEntry.of(text) for key, text in ENTRIES.items()}
pieces = st.sampled_from(
    [
        "% All works.\n\n",
        "% @misc{a,\n\n",
        "\n",
        "\n\n",
        "  ",
        "\r\n",
        "@",
        "{",
        "}",
        "% mine\n",
        "@comment{x}\n\n",
        "\n\n@misc{a}",
    ]
)


@given(st.lists(st.one_of(st.sampled_from(list(ENTRIES.values())), pieces, st.just("\n\n")), max_size=12))
def test_the_blocks_are_those_of_the_scanner(parts: list[str]) -> None:
    text = "".join(parts)
    blocks = written_blocks(text, BASE)
    assert blocks is None or blocks == list(scan(text))


@pytest.mark.parametrize("ending", ["\n", "", " \n\n\n"])
def test_a_file_as_we_wrote_it_is_seen_at_once(ending: str) -> None:
    text = "% All works.\n\n" + "\n\n".join(ENTRIES.values()) + ending
    assert written_blocks(text, BASE) == list(scan(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [("2019}", "2020}"), ("灯", "灯 "), ("% All works.", "@string{a = 1}"), ("\n\n@book", "  \n\n@book")],
)
def test_what_somebody_else_wrote_is_left_to_the_scanner(old: str, new: str) -> None:
    text = "% All works.\n\n" + "\n\n".join(ENTRIES.values()) + "\n"
    assert written_blocks(text.replace(old, new, 1), BASE) is None
