"""Pages that review a work without naming it in their title: the name of the file or the first line names it."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.note_file_names import read_file_name
from biblio.readers.markdown.review_titles import speaks_of_unnamed_work, without_review_label
from tests.readers.markdown_samples import only

TEXT = "This paper considers lamps in the class room. The authors show that lamps help.\n"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("A review of a paper about lamps", "The lit class room: a case study"),
        ("Thoughts on this article", "The lit class room: a case study"),
        ('A review of "Lamps in large classes"', "Lamps in large classes"),
        ("A Review of Lamp Detection Methods", "A Review of Lamp Detection Methods"),
    ],
)
def test_the_title_of_a_review_is_that_of_its_work(heading: str, title: str) -> None:
    name = "papers/24-01-2013-The lit class room: a case study.md"
    assert only(f"# {heading}\n\n{TEXT}", name).title == title


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("[DL] LampNet 논문 리뷰", "LampNet"),
        ("[NLP] LampNet 논문 읽어보기", "LampNet"),
        ("[딥러닝] Old Lamps at Sea 논문 정리", "Old Lamps at Sea"),
        ("【机器学习】Old Lamps at Sea 论文笔记", "Old Lamps at Sea"),
        ("[CVPR] Old lamps at sea 논문 리뷰", "[CVPR] Old lamps at sea"),  # a venue is read elsewhere
        ("[NLP] A primer on lamps", "[NLP] A primer on lamps"),  # nothing says that it is a review
    ],
)
def test_the_field_before_the_title_of_a_review_is_no_part_of_it(title: str, bare: str) -> None:
    assert without_review_label(title, is_review=True) == bare


def test_a_linked_title_and_its_authors_below_the_heading_are_the_work() -> None:
    link = '["The lit class room: a case study"](https://example.org/lit.pdf) by Jane Roe and Max Poe'
    note = only(f"# A review of a paper about lamps\n\n{link}\n\n{TEXT}", "2013-01-24-lamps.md")
    assert (note.title, note.authors) == ("The lit class room: a case study", ("Jane Roe", "Max Poe"))


@pytest.mark.parametrize(
    ("title", "is_unnamed"),
    [
        ("A short summary of two papers on lamps", True),
        ("Review on a paper about the lamp", True),
        ("A review of lamps", False),
        ("Notes on lamps", False),
        ("A study of a paper lamp", False),
    ],
)
def test_which_titles_name_no_work(title: str, is_unnamed: bool) -> None:
    assert speaks_of_unnamed_work(title) is is_unnamed


@pytest.mark.parametrize(
    ("name", "title", "date"),
    [
        ("24-01-2013-Lamps at sea.md", "Lamps at sea", "2013-01-24"),
        ("2013.01.24 Lamps at sea.md", "Lamps at sea", "2013-01-24"),
        ("02-01-2013-Lamps at sea.md", "Lamps at sea", "2013"),  # whose day comes first
        ("99-99-2013-Lamps at sea.md", "Lamps at sea", "None"),
    ],
)
def test_a_day_before_the_title_of_a_file_is_its_date(name: str, title: str, date: str) -> None:
    read = read_file_name(name)
    assert (read.title, str(read.date)) == (title, date)
