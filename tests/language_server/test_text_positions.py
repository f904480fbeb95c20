"""Places in a text, against what the encodings themselves say."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from biblio.language_server.text_positions import CodeUnit, PositionedText

CODECS = {CodeUnit.UTF8: ("utf-8", 1), CodeUnit.UTF16: ("utf-16-le", 2), CodeUnit.UTF32: ("utf-32-le", 4)}
TEXTS = st.text(st.sampled_from("ab é日🧪𝒳\u2028\u0085\f\v\r\n"), max_size=30)


def place(text: str, offset: int, unit: CodeUnit) -> tuple[int, int]:
    """Count lines and columns in another way: by splitting and encoding."""
    before = text[:offset]
    if offset < len(text) and before.endswith("\r") and text[offset] == "\n":
        before = before[:-1]  # within the end of a line: its column is that of the line's end
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    codec, size = CODECS[unit]
    return len(lines) - 1, len(lines[-1].encode(codec)) // size


@given(TEXTS, st.sampled_from(CodeUnit), st.data())
@example("a🧪\r\nb", CodeUnit.UTF16, None)
def test_offsets_and_places_are_each_others(text: str, unit: CodeUnit, data: st.DataObject | None) -> None:
    content = PositionedText(text, unit)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue
        line, column = content.position(offset)
        assert (line, column) == place(text, offset, unit)
        assert content.offset(line, column) == offset


@pytest.mark.parametrize(
    ("line", "column", "offset"),
    [(0, 99, 2), (1, 0, 4), (1, 1, 4), (1, 2, 5), (1, 99, 6), (2, 0, 7), (9, 9, 9), (-1, 5, 0), (2, 99, 9)],
)
def test_what_lies_outside_means_the_nearest_place(line: int, column: int, offset: int) -> None:
    assert PositionedText("ab\r\n🧪c\nde").offset(line, column) == offset
    assert PositionedText("ab\r\n🧪c\nde").position(99) == (2, 2)


@given(TEXTS, st.sampled_from(CodeUnit), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), TEXTS), max_size=6))
def test_changes_in_small_steps_make_the_text_that_the_editor_has(
    text: str, unit: CodeUnit, changes: list[tuple[int, int, str]]
) -> None:
    content = PositionedText(text, unit)
    for first, last, new in changes:
        start, end = sorted((min(first, len(text)), min(last, len(text))))
        if any(text[at - 1 : at + 1] == "\r\n" for at in (start, end)):
            continue  # no editor has a place within the end of a line
        there, here = place(text, start, unit), place(text, end, unit)
        text = text[:start] + new + text[end:]
        content = content.replaced(content.offset(*there), content.offset(*here), new)
        assert content.text == text
