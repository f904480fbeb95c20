"""Lines on a terminal are wrapped at blanks, so that paths and commands can be copied; in a pipe they are whole."""

from __future__ import annotations

import click
import pytest

from biblio.cli import terminal
from biblio.cli.lines import in_lines
from biblio.cli.terminal import say


def test_a_line_is_wrapped_between_words_and_indented(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "columns", lambda stream: 40)
    say("10 files gave no note (5 diary pages, 3 only a title): biblio notes --skipped tells why")
    assert capsys.readouterr().out.splitlines() == [
        "10 files gave no note (5 diary pages, 3",
        "    only a title): biblio notes",
        "    --skipped tells why",
    ]


def test_a_long_path_stays_whole(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "columns", lambda stream: 40)
    path = "a/very/long/path/that/is/wider/than/the/terminal.md"
    say(f"error: {path}: cannot be read", err=True)
    assert capsys.readouterr().err.splitlines() == ["error:", f"    {path}:", "    cannot be read"]


@pytest.mark.parametrize("room", [0, 20])
def test_without_a_terminal_or_on_a_tiny_one_nothing_is_wrapped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(terminal, "columns", lambda stream: room)
    say("word " * 30)
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_colours_take_no_room() -> None:
    text = f"{click.style('warning:', fg='yellow', bold=True)} one two three"
    assert list(map(click.unstyle, in_lines(text, 16, whole_words=True))) == ["warning: one two", "three"]


def test_wide_characters_take_two_columns_and_may_be_parted() -> None:
    assert in_lines("深層学習による画像認識", 10) == ["深層学習に", "よる画像認", "識"]


def test_no_line_begins_with_what_closes_a_phrase() -> None:
    assert in_lines("深層学習。「画像」、認識」。", 8) == ["深層学", "習。「画", "像」、認", "識」。"]
