"""Texts in the columns of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.cli import next_steps, rendering
from biblio.cli.cells import cell_len
from biblio.cli.messages import print_unasked
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
    assert "9 files gave no note (6 diary pages, 1 template, 2 with only a title)" in capsys.readouterr().out


REQUESTS = {"arxiv": 3, "crossref": 14, "dblp": 25, "semanticscholar": 12, "catalogue": 0}


@pytest.mark.parametrize(
    ("room", "line"),
    [
        (0, "54 requests: dblp 25, crossref 14, semanticscholar 12, arxiv 3"),
        (62, "54 requests: dblp 25, crossref 14, semanticscholar 12, arxiv 3"),
        (61, "54 requests: dblp 25, crossref 14 and 2 more"),
        (30, "54 requests: dblp 25 and 3 more"),
    ],
)
def test_the_requests_are_one_line_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], room: int, line: str
) -> None:
    monkeypatch.setattr(rendering, "columns", lambda stream: room)
    print_summary(Summary(notes=1, requests=REQUESTS))
    assert line in capsys.readouterr().out.splitlines()


def test_a_command_to_run_first_has_a_line_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rendering, "columns", lambda stream: 80)
    monkeypatch.setattr(next_steps, "is_installed", lambda extra: False)
    monkeypatch.setattr(next_steps.next_steps, "__kwdefaults__", {"has": lambda extra: False})
    monkeypatch.setattr(next_steps, "install_command", lambda extra: 'python -m pip install "biblio-notes[review]"')
    print_summary(Summary(statuses={"ambiguous": 12}))
    assert capsys.readouterr().err.splitlines() == [
        "next: 12 notes need your decision: biblio review, after",
        '    python -m pip install "biblio-notes[review]"',
    ]


def test_who_could_not_be_asked_is_named_without_a_colon_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    print_unasked({"zotero:": "broke off the connection", "arxiv": "broke off the connection"})
    assert "could not ask zotero, arxiv: broke off the connection\n" in capsys.readouterr().err
