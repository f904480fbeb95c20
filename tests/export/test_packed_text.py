"""Texts that are kept packed until they are written."""

from __future__ import annotations

import pytest

from biblio.export.packed_text import PackedText


@pytest.mark.parametrize("text", ["", "@book{a,\n}\r\n", "Žižek, 北京, 𝔸\n", "half \ud800 of a letter"])
def test_comes_back_as_it_was(text: str) -> None:
    assert PackedText.of(text).text == text


def test_entries_take_a_third_of_their_room() -> None:
    text = "".join(f"@article{{key{number},\n  title = {{On Kiln {number * number}}},\n}}\n\n" for number in range(500))

    assert len(PackedText.of(text).packed) < len(text) / 3
