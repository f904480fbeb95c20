"""Annotated bibliographies whose headings or items are citation keys; a text that cites is none."""

from __future__ import annotations

import pytest

from biblio.readers.companions import join_entries
from tests.readers.markdown_samples import listed, notes
from tests.readers.read_text import notes as notes_of_file

HEADINGS = """---
title: Lamps of the north
author: Some Student
bibliography: [refs.bib]
---

# Wicks

## [@roe_2018_wicks]

As wicks have been used, Roe says that they are good.

## @poe2019

Poe says otherwise.
"""
ITEMS = "# Annotated bibliography\n\n- [@roe_2018_wicks]: they are good\n- @poe2019, says otherwise\n"
LIBRARY = (
    "@article{roe_2018_wicks, title={Wicks of the north}, author={Roe, Jane}, year={2018}}\n"
    "@article{poe2019, title={Lamps of the south}, author={Poe, Max}, year={2019}}\n"
)


@pytest.mark.parametrize(
    ("page", "lines", "comments"),
    [
        (HEADINGS, [9, 13], ["As wicks have been used, Roe says that they are good.", "Poe says otherwise."]),
        (ITEMS, [3, 4], ["they are good", "says otherwise"]),
    ],
)
def test_keys_are_works_of_the_library_beside_the_page(page: str, lines: list[int], comments: list[str]) -> None:
    found = notes(page, "annotated.md")
    assert [(note.citekey, note.line, note.comment) for note in found] == list(
        zip(["roe_2018_wicks", "poe2019"], lines, comments, strict=True)
    )
    joined = join_entries([*found, *notes_of_file(LIBRARY, "refs.bib")])
    assert [(note.title, note.comment) for note in joined] == list(
        zip(["Wicks of the north", "Lamps of the south"], comments, strict=True)
    )


@pytest.mark.parametrize(
    "page",
    [
        ITEMS.replace("Annotated bibliography", "Thoughts"),
        f"# Reading list\n\n## References\n\n{ITEMS.partition('# Annotated bibliography')[2]}",
        "# Reading list\n\n- [@roe_2018_wicks] and [@poe2019] differ\n- about wicks\n- and lamps\n- and oil\n",
    ],
    ids=["no list", "cited at the end", "cited within"],
)
def test_keys_that_a_text_cites_are_no_notes(page: str) -> None:
    assert not notes(page, "page.md")


def test_the_sections_of_a_paper_are_no_works() -> None:
    sections = (
        "Identification of Lamps",
        "Detection of Lamps with Machines",
        "Method and Design of Wicks",
        "Rationale",
    )
    page = "---\ntitle: The spread of lamps\n---\n\n" + "\n".join(f"# {name}\n\nText about it.\n" for name in sections)
    assert not notes(page, "paper.md")


def test_a_title_behind_the_key_is_the_title() -> None:
    text = "# Reading list\n\n- [@roe2009] Lamps Without Language in the Web of Harbours\n- [@poe2012] Foghorns of the North and Their Keepers\n"
    assert [(note.citekey, note.title) for note in listed(text, "reading-list.md")] == [
        ("roe2009", "Lamps Without Language in the Web of Harbours"),
        ("poe2012", "Foghorns of the North and Their Keepers"),
    ]
