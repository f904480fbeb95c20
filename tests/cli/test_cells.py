"""Widths of texts in a terminal."""

from __future__ import annotations

import pytest

from biblio.cli.cells import cell_len, set_cell_size


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("plain", 5),
        ("深層学習", 8),
        ("ﾃｽﾄ", 3),
        ("Ｗide", 5),
        ("Zu\u0308rich", 6),
        ("a\u200bb", 2),
        ("한국", 4),
        ("🙂", 2),
        ("…", 1),
    ],
)
def test_wide_characters_take_two_cells_and_marks_none(text: str, cells: int) -> None:
    assert cell_len(text) == cells


@pytest.mark.parametrize("size", range(12))
def test_a_text_is_cut_or_filled_to_a_size(size: int) -> None:
    for text in ("深層学習 deep", "a深b", "Zu\u0308rich", ""):
        sized = set_cell_size(text, size)
        assert cell_len(sized) == size
        assert text.startswith(sized.rstrip()) or not sized.strip()
    assert set_cell_size("a深", 2) == "a "
