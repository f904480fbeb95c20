"""Works of a conference that a page goes through: numbers before their titles, how they were presented behind them."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.title_parts import split_title
from tests.readers.markdown_samples import notes, own

TITLES = ["A Primer on Lamps at Sea", "Wicks and Oil: Bridging the Gap", "The Shape of Fog in Winter Nights"]


def page(heading: str, below: str) -> str:
    parts = [
        f"{heading}\n{below}\n\nIt burns for a long time.\n".replace("#N", str(number))
        .replace("TITLE", title)
        .replace("URL", f"https://openreview.net/pdf?id=SJxSDxrKD{number}")
        for number, title in enumerate(TITLES, 1)
    ]
    return "---\nlayout: post\ntitle: FOG 2020 paper preview\n---\n\nHello, some papers.\n\n" + "\n".join(parts)


@pytest.mark.parametrize(
    ("heading", "below"),
    [
        ('###  <a href="URL" target="_blank"><b> #N. TITLE (Oral) </b></a>  ', "- rating: 8 / 8"),
        ("### [#N. TITLE (Spotlight)](URL)", "- rating: 8 / 8"),
        ("### [[#N] TITLE](URL)", "- rating: 8 / 8"),
        ("### #N. TITLE (Poster)", '- <a href="URL" target="_blank"><b> Paper Link </b></a>'),
        ("### TITLE (Best Paper Award)", "- [**Paper**](URL)"),
    ],
)
def test_numbers_and_ways_of_presenting_are_no_part_of_titles(heading: str, below: str) -> None:
    found = notes(page(heading, below), "_posts/2020-01-07-fog.md")
    assert [note.title for note in found] == TITLES
    assert [own(note) for note in found] == [
        [f"https://openreview.net/pdf?id=SJxSDxrKD{number}"] for number in (1, 2, 3)
    ]


@pytest.mark.parametrize("title", ["7. Sinfonie", "A History of Poster (Design)", "Singing (Oral Tradition)"])
def test_titles_of_their_own(title: str) -> None:
    assert split_title(title).title == title
    text = f"# Read\n\n- [{title}](https://doi.org/10.1000/a)\n- [Lamps at Sea](https://doi.org/10.1000/b)\n"
    assert [note.title for note in notes(text, "read.md")] == [title, "Lamps at Sea"]
