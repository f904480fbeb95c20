"""Jupyter notebooks."""

from __future__ import annotations

import json

import pytest

from biblio.errors import Problem
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.layouts import reader_for
from biblio.readers.other_markup.notebook_reader import READER
from biblio.readers.skipped import Skipped


def read(text: str) -> list[ReadItem]:
    document = Document("papers.ipynb", text, "papers.ipynb")
    assert reader_for(document) is READER
    return list(READER.read(document))


def cell(kind: str, *lines: str) -> dict[str, object]:
    return {"cell_type": kind, "metadata": {}, "source": [f"{line}\n" for line in lines[:-1]] + [*lines[-1:]]}


def test_a_list_of_works_in_several_cells() -> None:
    cells = [
        cell("markdown", "# Reading list", "", "## Graphs", '- [Größe "zählt"](https://arxiv.org/abs/2102.00002) good'),
        cell("code", "# [Not a note](https://arxiv.org/abs/2102.00009)"),
        {"cell_type": "markdown", "source": "## Light\n- [Lanterns](https://doi.org/10.1000/x)"},
    ]
    text = json.dumps({"cells": cells, "nbformat": 4}, indent=1)
    size, lanterns = (item for item in read(text) if isinstance(item, Note))
    assert (size.title, size.tags, size.comment, size.layout) == ('Größe "zählt"', ("Graphs",), "good", "notebook")
    assert "2102.00002" in text.split("\n")[size.line - 1]
    assert (lanterns.title, lanterns.tags) == ("Lanterns", ("Light",))


def test_front_matter_in_a_raw_cell() -> None:
    cells = [
        cell("raw", "---", "title: Lanterns in the Dark", "authors: [Mina Kim, Jo Berg]", "year: 2021", "---"),
        cell("markdown", "Mine."),
    ]
    (note,) = read(json.dumps({"cells": cells}, indent=1))
    assert isinstance(note, Note)
    assert (note.title, note.authors, note.year, note.comment) == (
        "Lanterns in the Dark",
        ("Mina Kim", "Jo Berg"),
        2021,
        "Mine.",
    )
    assert note.line == 1


def test_a_notebook_of_an_earlier_format() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": "Light"},
        cell("markdown", "- [Lanterns](https://doi.org/10.1000/x)"),
    ]
    (note,) = read(json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3}))
    assert isinstance(note, Note)
    assert note.tags == ("Light",)


@pytest.mark.parametrize("text", ['{"cells": [', '{"cells": 3}', "{<<<<<<< HEAD", '{"worksheets": [1]}', "{}"])
def test_broken_notebooks_are_reported(text: str) -> None:
    items = read(text)
    assert [type(item) for item in items][:1] in ([Problem], [Skipped], [])
