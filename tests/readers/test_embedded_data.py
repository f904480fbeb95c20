"""Embedded pictures are left out before a text is decoded; the words around them and the line numbers stay."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from biblio import read_notes
from biblio.readers.embedded_data import without_embedded_data

PICTURE = base64.b64encode(bytes(range(256)) * 40).decode()
NOTE = """# Attention Is All You Need

https://arxiv.org/abs/1706.03762

{}

Words after the picture.
"""
WRAPPED = "\n".join(PICTURE[start : start + 76] for start in range(0, len(PICTURE), 76))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"![plot](data:image/png;base64,{PICTURE}) below", "![plot](data:image/png;base64,) below"),
        (f'<img src="data:image/png;base64,{PICTURE}" width=3>', '<img src="data:image/png;base64," width=3>'),
        (f"[fig]: <data:image/jpeg;base64,{PICTURE}>", "[fig]: <data:image/jpeg;base64,>"),
        ("![s](data:image/svg+xml,%3Csvg%20" + "%20M10" * 60 + ")", "![s](data:image/svg+xml,)"),
        ("![dot](data:image/gif;base64,R0lGODlhAQABAAAAACw=)", "![dot](data:image/gif;base64,R0lGODlhAQABAAAAACw=)"),
        ("An address begins with data:image/png;base64, as", "An address begins with data:image/png;base64, as"),
    ],
)  # fmt: skip
def test_data_is_left_out_and_the_rest_stays(written: str, expected: str) -> None:
    assert without_embedded_data(written.encode()).decode() == expected


def test_wrapped_data_keeps_the_lines_of_what_follows() -> None:
    text = f"![plot](data:image/png;base64,{WRAPPED})\n\nWords below"
    left = without_embedded_data(text.encode()).decode()
    assert left.count("\n") == text.count("\n")
    assert left.split() == ["![plot](data:image/png;base64,", ")", "Words", "below"]
    unpadded = f"data:image/png;base64,{WRAPPED[: 77 * 6]}\nWords below"
    assert without_embedded_data(unpadded.encode()).decode().endswith("\nWords below")


def test_a_note_with_a_picture_is_the_note_without_it(tmp_path: Path) -> None:
    for name, picture in (("without", ""), ("with", f"![plot](data:image/png;base64,{PICTURE})")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "note.md").write_text(NOTE.format(picture), encoding="utf-8")
    (plain,), (pictured,) = (read_notes(tmp_path / name).notes for name in ("without", "with"))
    assert (pictured.title, pictured.links, pictured.end_line) == (plain.title, plain.links, plain.end_line)
    assert "Words after the picture." in pictured.comment + pictured.summary
    assert len(pictured.comment) < 200
