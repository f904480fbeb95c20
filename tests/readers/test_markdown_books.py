"""Lists of books that give no more than author, title and publisher, and addresses with a publisher's number."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, BERT, listed, own


@pytest.mark.parametrize(
    ("heading", "line", "author", "title", "publisher"),
    [
        ("Books I read", "Jane Roe, The Long Way (Penguin)", "Jane Roe", "The Long Way", "Penguin"),
        ("Reading", "Jane Roe – Silence (Faber & Faber)", "Jane Roe", "Silence", "Faber & Faber"),
        ("Bücher 2023", "Max Poe, Die kurze Nacht (Rowohlt)", "Max Poe", "Die kurze Nacht", "Rowohlt"),
        ("Livres lus", "Anna Doe, *La longue route* (Actes Sud)", "Anna Doe", "La longue route", "Actes Sud"),
        ("読んだ本", "村上花子『海の本』(新潮社)", "村上花子", "海の本", "新潮社"),
        ("읽은 책", "한강수, 소년의 길 (창비)", "한강수", "소년의 길", "창비"),
    ],
)
def test_books_below_a_heading_that_says_so(heading: str, line: str, author: str, title: str, publisher: str) -> None:
    (note,) = listed(f"# {heading}\n\n- {line}\n", "notes.md")
    assert (note.title, note.authors, note.fields) == (title, (author,), (("publisher", publisher),))


@pytest.mark.parametrize("line", ["Jane Roe, Professor of Law (Oxford)", "Milk, two bottles (Aldi)"])
def test_elsewhere_such_lines_are_anything(line: str) -> None:
    assert listed(f"# People\n\n- {line}\n- {line.replace('o', 'a')}\n- {line.replace('i', 'e')}\n", "notes.md") == []


def test_a_folder_of_readings_is_no_heading_and_a_remark_no_book() -> None:
    remarks = "- 微调框架：QLoRA (显存)\n- 输入：技术笔记（草稿）\n- 硬件管理：superscalar (CPU)\n"
    assert listed(f"# 书单\n\n{remarks}", "notes.md") == []
    assert listed("# People\n\n- Jane Roe, Professor of Law (Oxford)\n", "my-books-2024/people.md") == []


NUMBERS = [
    "https://ieeexplore.ieee.org/document/7654321",
    "https://www.sciencedirect.com/science/article/pii/S0004370217300012",
    "https://dl.acm.org/citation.cfm?id=1234567",
    "https://www.jstage.jst.go.jp/article/tjsai/31/2/31_A/_article/-char/ja/",
]


def test_addresses_with_a_number_of_the_publisher_among_others() -> None:
    urls = [ATTENTION, *NUMBERS, BERT]
    bullets = listed("# Weekly\n\n" + "".join(f"- {url}\n" for url in urls))
    assert [own(note) for note in bullets] == [[url] for url in urls]
    lines = listed("# Weekly\n\nRead:\n\n" + "\n".join(urls) + "\n\nMore soon.\n")
    assert [own(note) for note in lines] == [[url] for url in urls]
    assert listed("# Weekly\n\n- https://roe.example/blog\n- https://ieeexplore.ieee.org/\n") == []
