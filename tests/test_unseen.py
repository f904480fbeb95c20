"""What is not seen but obeyed is shown as what it is, or taken out; what scripts need stays."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.patterns import compiled
from biblio.unseen import _IN_LINE, json_escaped, shown, without_unseen


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[2J\x1b]0;x\x07", "␛[2J␛]0;x␇"),
        ("a\rb\x7f\x9b31m", "a␍b␡‹U+009B›31m"),
        ("in\u202efdp.exe", "in‹U+202E›fdp.exe"),
        ("a\u200bb\u2060c\ufeffd\U000e0041", "a‹U+200B›b‹U+2060›c‹U+FEFF›d‹U+E0041›"),
        ("a\u200db\u200ec", "a‹U+200D›b‹U+200E›c"),
        ("line\n\ttab", "line\n\ttab"),
    ],
)
def test_what_is_obeyed_is_shown(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text", ["می\u200cشود", "क्\u200dष", "👩\u200d🔬", "שלום\u200f!", "深層学習\u3000入門", "soft\u00adhyphen"]
)
def test_what_scripts_need_stays(text: str) -> None:
    assert shown(text) == without_unseen(text) == text


@given(st.text())
def test_nothing_is_left_to_obey(text: str) -> None:
    assert shown(shown(text)) == shown(text)
    assert without_unseen(without_unseen(text)) == without_unseen(text)
    assert not any(char in shown(text) for char in map(chr, [*range(9), *range(11, 32), *range(127, 160), 0x202E]))


@given(st.text(), st.text())
def test_escaped_json_means_the_same(key: str, value: str) -> None:
    data = {key: value}
    text = json_escaped(json.dumps(data, ensure_ascii=False))
    assert json.loads(text) == data
    assert shown(text) == text


def test_nothing_that_is_obeyed_counts_as_printable() -> None:
    """So texts that are printable throughout need not be searched."""
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    obeyed = {ord(char) for char in compiled(_IN_LINE).findall(every)}
    assert {0x1B, 0x202E, 0x200B, 0xFEFF, 0xE0041} <= obeyed
    assert not any(chr(place).isprintable() for place in obeyed)
