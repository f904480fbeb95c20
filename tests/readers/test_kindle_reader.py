"""A Kindle's clippings: one note for each book, with its highlights and remarks."""

from __future__ import annotations

import pytest

from biblio.readers.skipped import Skipped
from tests.readers.read_text import notes, read

CLIPPINGS = """\
\ufeffHow moss holds water (a study) (Vega, Rita)
- Your Highlight on page 17 | Location 249-250 | Added on Friday, March 4, 2016 9:12:10 PM

Moss is a sponge.
==========
\ufeff1601.00011v2 (Unknown)
- Your Bookmark at location 1041 | Added on Sunday, 6 May 2018 10:00:00


==========
How moss holds water (a study) (Vega, Rita)
- Your Note on page 17 | Location 250 | Added on Thursday, March 3, 2016 9:13:10 PM

Is it?
==========
"""


def test_all_clippings_of_a_book_are_one_note() -> None:
    moss, paper = notes(CLIPPINGS.lstrip("\ufeff"), "My Clippings.txt")
    assert (moss.title, moss.authors, moss.kind_hint) == ("How moss holds water (a study)", ("Rita Vega",), "book")
    assert (moss.comment, str(moss.date), moss.line, moss.end_line) == (
        "> Moss is a sponge.\n\nIs it?",
        "2016-03-03",
        1,
        15,
    )
    assert (paper.title, paper.authors, paper.kind_hint, paper.comment) == ("1601.00011v2", (), "", "")
    assert str(paper.date) == "2018-05-06"


@pytest.mark.parametrize(
    ("place", "day", "comment"),
    [
        ("- Ihre Markierung auf Seite 7 | Position 24-25 | Hinzugefügt am Freitag, 4. März 2016 21:12:10", "2016", "> Moos."),
        ("- 您在第 7 页（位置 #24-25）的笔记 | 添加于 2016年3月4日星期五 下午9:12:10", "2016", "Moos."),
    ],
)  # fmt: skip
def test_other_languages(place: str, day: str, comment: str) -> None:
    (note,) = notes(f"Moos (Vega, Rita)\n{place}\n\nMoos.\n==========\n", "My Clippings.txt")
    assert note.comment == comment
    assert note.date is not None
    assert str(note.date).startswith(day)


def test_what_is_no_clipping_is_said() -> None:
    found = read(f"{CLIPPINGS}Lunch\n", "My Clippings.txt")
    assert [item.line for item in found if isinstance(item, Skipped)] == [16]
