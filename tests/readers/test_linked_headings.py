"""Headings that are nothing but the identifiers of a work, whose title stands below them."""

from __future__ import annotations

from tests.readers.markdown_samples import ATTENTION, BERT, VIT, listed, own

PAGE = f"""\
# Preprints

### [arXiv:1706.03762]({ATTENTION})
**Lamps that attend to ships at night**
Jane Roe, Max Poe

### [arXiv:1810.04805]({BERT})
**Deep lamps in two directions at once**
Ann Doe

It goes on with [another one]({VIT}).

### [arXiv:2010.11929]({VIT})
**An image of a lamp is worth some words**
Tim Moe
"""


def test_they_are_the_links_of_the_work_below() -> None:
    notes = listed(PAGE, "papers.md")
    assert [note.title for note in notes] == [
        "Lamps that attend to ships at night",
        "Deep lamps in two directions at once",
        "An image of a lamp is worth some words",
    ]
    assert [own(note) for note in notes] == [[ATTENTION], [BERT], [VIT]]


def test_a_list_below_such_a_heading_has_links_of_its_own() -> None:
    page = f"# Papers\n\n## [arXiv:1706.03762]({ATTENTION})\n\n- [Deep lamps in two directions]({BERT})\n"
    assert [own(note) for note in listed(page)] == [[BERT]]
