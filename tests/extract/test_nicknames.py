"""What people call a work, beside its title: never a title by itself."""

from __future__ import annotations

from importlib.resources import files

import pytest

from biblio.extract.nicknames import title_by_nickname, title_readings
from biblio.extract.query import extract_query
from biblio.model.note import Note
from biblio.text import fold_key

RESNET = "Deep Residual Learning for Image Recognition"


@pytest.mark.parametrize(
    ("title", "readings"),
    [
        ("the ResNet paper", (RESNET, "ResNet")),
        ("The original ResNet paper", (RESNET, "ResNet")),
        ("ResNetの論文", (RESNET, "ResNet")),
        ("ResNet論文", (RESNET, "ResNet")),
        ("ResNet的论文", (RESNET, "ResNet")),
        ("ResNet 논문", (RESNET, "ResNet")),
        ("ResNet", (RESNET,)),
        ("RESNET", (RESNET,)),
        ("the BERT paper", ("BERT",)),
        ("Mamba's paper", ("Mamba",)),
        ("Deep Residual Learning for Image Recognition", ()),
        ("How to write a great research paper", ()),
        ("A method for folding sheets of paper", ()),
        ("The Lampworks white paper", ()),
        ("BERT", ()),
    ],
)
def test_readings(title: str, readings: tuple[str, ...]) -> None:
    assert title_readings(title) == readings


def test_the_titles_own_reading_stays() -> None:
    note = Note("n", "notes.md", 1, 1, "markdown", title="the ResNet paper")
    assert extract_query(note).titles == (RESNET, "ResNet", "the ResNet paper")


def test_names_are_told_apart_by_digits() -> None:
    assert title_by_nickname("GPT-2") != title_by_nickname("GPT-3") != title_by_nickname("GPT-1")
    assert title_by_nickname("gpt 3") == title_by_nickname("GPT-3")
    assert title_by_nickname("GPT-9") == ""


def test_the_table_names_nothing_twice_and_no_title_itself() -> None:
    rows = (files("biblio.extract") / "data" / "nicknames.tsv").read_text(encoding="utf-8").splitlines()
    names = [fold_key(name) for row in rows if row[:1] != "#" for name in row.split("\t")[0].split("|")]
    assert len(names) == len(set(names))
    assert all(row.count("\t") == 1 for row in rows if row[:1] != "#")
