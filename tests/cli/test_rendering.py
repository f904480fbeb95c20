"""Texts in the columns of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.cli.cells import cell_len
from biblio.cli.rendering import fitted, print_summary
from biblio.project.summary import Summary


@given(st.text(alphabet="ab 深層学習ｱé…", max_size=80), st.integers(2, 60))
def test_a_text_fits_its_columns_whatever_its_script(text: str, room: int) -> None:
    assert cell_len(fitted(text, room)) <= room


@pytest.mark.parametrize(("room", "shown"), [(10, "深層学習…"), (11, "深層学習に…"), (40, "深層学習による画像認識")])
def test_wide_characters_take_two_columns(room: int, shown: str) -> None:
    assert fitted("深層学習による画像認識", room) == shown


def test_files_without_notes_are_counted_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(Summary(without_notes={"diary page": 6, "template": 1, "only a title": 2, "hidden": 3}))
    assert "9 files gave no note (6 diary pages, 1 template, 2 only a title)" in capsys.readouterr().out
