"""Only the program's own styles reach a terminal."""

from __future__ import annotations

import pytest

from biblio.cli.terminal import echo, safe, style


def test_styles_are_ours_alone(capsys: pytest.CaptureFixture[str]) -> None:
    title = "\x1b[31mred\x1b]52;c;eA==\x07\u202e"
    styled = safe(f"{style(title, bold=True)} {title}")
    assert styled == "\x1b[1m␛[31mred␛]52;c;eA==␇‹U+202E›\x1b[0m ␛[31mred␛]52;c;eA==␇‹U+202E›"
    echo(f"{style('word', fg='red')} {title}", err=True)
    assert capsys.readouterr().err == "word ␛[31mred␛]52;c;eA==␇‹U+202E›\n"  # no terminal: no colours


def test_text_cannot_imitate_a_style() -> None:
    """The sign that stands for the escape is another one in every process, and nobody knows it."""
    assert "\x1b" not in "".join(safe(chr(0xF0000 + code) * 4 + "[8m") for code in range(2000))
