"""Headings that are nothing but the identifiers of a work, whose title stands below them."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, BERT, VIT, listed, notes, own

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


def test_linked_titles_of_several_works_are_several_notes() -> None:
    titles = ["A Primer on Lamps at Sea", "Burning Oil Without Any Smoke", "Lamp Pyramid Networks"]
    parts = [
        f"## [{title}](https://arxiv.org/pdf/1409.749{number}.pdf) (ECCV 2020)\n\nThe wick is long.\n\n### Method\n\nThey burn it.\n"
        for number, title in enumerate(titles)
    ]
    assert [note.title for note in notes("\n" + "\n".join(parts), "light.md")] == titles
    text = parts[0] + "\n## Compared with others\n\n## Notes\n\nIt is [here](https://arxiv.org/abs/1706.03762).\n"
    assert [note.title for note in notes(text, "light.md")] == titles[:1]


@pytest.mark.parametrize("before", ["", " ", "   "])
def test_a_translated_title_below_one_is_the_link_of_its_work(before: str) -> None:
    page = f"## A lamp attends\n[灯塔与船]({BERT})\n\n"
    page += (
        f"## Lamps at sea: lessons from building a light\n{before}[海上的灯：建造灯塔的经验]({ATTENTION})\n\n灯塔。\n"
    )
    found = listed(page)
    assert [note.title for note in found] == ["A lamp attends", "Lamps at sea: lessons from building a light"]
    assert [own(note) for note in found] == [[BERT], [ATTENTION]]


def test_an_indented_link_below_an_item_is_not_the_link_of_a_heading() -> None:
    page = (
        f"## Lamps\n\n- Read it:\n  [Deep lamps in two directions]({BERT})\n- Later:\n  [An image of a lamp]({VIT})\n"
    )
    assert "Lamps" not in [note.title for note in listed(page)]


def test_a_heading_above_a_file_of_the_paper_is_a_work_whatever_its_venue() -> None:
    picture = '<img src="image/pdf.png">'
    text = "# Papers on fog\n\n" + "".join(
        f"### {title}\n\n* {picture}[{label}]({url})\n\n**Abstract:** Words.\n\n"
        for title, label, url in (
            ("Lamp One: A Primer on Fog (ICSE 2020)", "Paper", "https://example.org/one.pdf"),
            ("WICKONE: Flow Sensitive Light (USENIX Security2020)", "Paper", "./Paper/wickone.pdf"),
            ("A Review of Lamps in the Harbour", "PDF", "Paper/review.pdf"),
            ("Tools for lighting", "Code", "./tools.pdf"),
            ("Lamp Two: More on Fog (ICSE 2021)", "Paper", "https://example.org/two.pdf"),
        )
    )
    assert [note.title for note in listed(text, "README.md")] == [
        "Lamp One: A Primer on Fog",
        "WICKONE: Flow Sensitive Light",
        "A Review of Lamps in the Harbour",
        "Lamp Two: More on Fog",
    ]


@pytest.mark.parametrize(
    "below",
    [
        "[Paper](./Paper/fog.pdf) | [Slides](./Paper/slides.pdf)",
        "1. [PDF](Paper/fog%20one.pdf)",
        "- [Reading Note](https://example.org/note)\n- ![](pdf.png) [论文](fog.pdf)",
    ],
)
def test_the_file_of_the_paper_may_stand_in_a_paragraph_or_any_list(below: str) -> None:
    text = (
        "# Papers on fog\n\n### Lamp One: A Primer on Fog (ICSE 2020)\n\n[Paper](https://example.org/one.pdf)\n\n"
        f"### A Review of Lamps in the Harbour\n\n{below}\n\nWords.\n"
    )
    assert [note.title for note in listed(text, "README.md")] == [
        "Lamp One: A Primer on Fog",
        "A Review of Lamps in the Harbour",
    ]
