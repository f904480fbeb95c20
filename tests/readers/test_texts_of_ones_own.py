"""Texts that cite works, or look like it, and are no notes about one: essays, exams, classes, scanned pages."""

from __future__ import annotations

import pytest

from biblio.readers.plain_reference import parse_reference
from tests.readers.markdown_samples import notes, only

_ESSAY = """
    ---
    title: Who Owns the Light of the Harbour at Night
    tags: [{tag}]
    ---
    The author of a lamp deserves something. I read the article that this paper answers, and an article before it.
    """
_FILE = "harbour.md"


@pytest.mark.parametrize("tag", ["essay", "type/recipe", "рецепт", "эссе", "レシピ", "Rezepte"])
def test_a_tag_says_that_the_text_is_ones_own(tag: str) -> None:
    assert not notes(_ESSAY.format(tag=tag), _FILE)
    assert notes(_ESSAY.format(tag="light"), _FILE)
    by_another = _ESSAY.format(tag=tag).replace("    tags", "    author: Jane Roe\n    year: 1931\n    tags", 1)
    assert only(by_another, _FILE).authors == ("Jane Roe",)


@pytest.mark.parametrize(
    "text",
    [
        "The author lit it. Authors were cold, and the authors of the law were not.",
        "The work was done, and that work was his. In the works, the works stood still.",
        "I read the article in the article that that article cites.",
    ],
)
def test_authors_articles_and_works_are_in_any_text(text: str) -> None:
    title = "# Who Owns the Light of the Harbour at Night\n\n"
    assert not notes(title + text, _FILE)
    assert notes(f"{title}This paper lights a lamp, and the authors say how. {text}", _FILE)


def test_what_recurs_on_every_page_of_a_scan_is_no_work() -> None:
    head = "- Professor Roe, Law of Lamps, June 9, 2003\n\nThe keeper of a light owes the ships what he can see.\n\n"
    reference = "Roe, J. (2001). Lanterns at the edge of the sea. Journal of Light, 3, 1-10.\n\n"
    assert not notes(head * 5, "exam.md")
    assert [note.title for note in notes(head * 5 + reference * 2, "exam.md")][:1] != ["Law of Lamps"]


@pytest.mark.parametrize("month", ["January", "May"])
def test_a_sentence_that_begins_with_a_month_is_no_reference(month: str) -> None:
    assert parse_reference(f"In {month}, 1994, the owners of the harbour sold its lamps. They were 12, 13-14.") is None


def test_footnotes_of_a_long_text_are_no_list() -> None:
    reference = "Roe, J. (20{:02}). Lanterns at edge {} of the sea. Journal of Light, 3, 1-10."
    text = "A sentence about lamps stands here, and says what a keeper does at night.\n"
    page = [reference.format(number, number) + "\n\n" + f"{text}\n" * 150 for number in range(9)]
    assert len(notes("# Lamps\n\n" + "\n".join(page), "textbook.md")) < 2
    shorter = [reference.format(number, number) + f"\n\n{text}" for number in range(12)]
    assert len(notes("# Lamps\n\n" + "\n".join(shorter), "list.md")) == 12


@pytest.mark.parametrize(
    ("date", "count"), [("2026-01-{:02}", 0), ("{}.01.2026", 0), ("19{:02}", 12), ("2019-{:02}", 12)]
)
def test_days_in_a_table_are_those_of_classes(date: str, count: int) -> None:
    rows = (f"| {number} | {date.format(number)} | The Duty of Keepers {number} | `a.md` |" for number in range(1, 13))
    assert len(notes("| Nr | Date | Title | File |\n|---|---|---|---|\n" + "\n".join(rows), "lamps.md")) == count


@pytest.mark.parametrize(
    "heading",
    ["Class #2 — Thursday, 2026-01-22 — The Duty", "Prep — Class 3 — 2026-02-10 — Fog", "Old Lamps — Law (Lee)"],
)
def test_a_heading_of_a_class_is_no_citation(heading: str) -> None:
    assert not notes(f"# {heading}\n\nRead pages 3 to 5.\n", "class02.md")


def test_a_person_before_a_year_names_an_exam_or_a_work() -> None:
    text = "Some words on it.\n"
    assert only(text, "Roe Maritime 2024 Lanterns in the dark.md").authors == ("Roe Maritime",)
    assert not notes(text, "Roe Maritime 2024 Final Exam.md")
    assert not notes(text, "Roe Maritime 2024 Spring.md")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Why the Lamps of Small Harbours Go Out First", "In this essay I ask who pays for the oil."),
        ("Towards a Theory of Light in Small Harbours", "This essay argues that oil is paid for by the poor."),
        ("Research Proposal: Estimating the Light of Harbours", "We want to estimate it."),
        ("Estimating the Light of Harbours: PhD Proposal", "## Aims"),
    ],
)
def test_essays_and_proposals_of_ones_own(title: str, text: str) -> None:
    assert not notes(f"---\ntitle: '{title}'\nauthor: Jane Roe\n---\n\n{text}\n", _FILE)
    assert only(f"---\ntitle: '{title}'\nauthor: Jane Roe\ndoi: 10.5555/lamp.1\n---\n\n{text}\n", _FILE).title == title


@pytest.mark.parametrize("name", ["lamp_fan", "@lampfan", "nightowl42", "admin"])
def test_the_pen_name_of_a_blog_is_no_author_of_the_paper(name: str) -> None:
    note = only(
        f"---\ntitle: Lamps at Sea and on Land\nauthor: '{name}'\n---\n\nPaper: https://arxiv.org/abs/1706.03762\n",
        _FILE,
    )
    assert (note.authors, dict(note.fields)["author"]) == ((), name)


def test_authors_and_title_of_the_paper_beside_those_of_the_post() -> None:
    note = only(
        """
        ---
        title: A post about lamps
        author: Max Poe
        paper_title: Lamps at Sea and on Land
        paper_authors: Jane Roe and Ada Doe
        link: https://arxiv.org/abs/1706.03762
        ---
        """,
        _FILE,
    )
    assert (note.title, note.authors) == ("Lamps at Sea and on Land", ("Jane Roe", "Ada Doe"))
    assert dict(note.fields)["author"] == "Max Poe"


def test_a_page_with_two_columns_of_print_on_its_lines_is_no_list() -> None:
    line = (
        "[{0}] Jane Roe, Max Poe, and Ada Vega. How moss holds wa-{gap}[{1}] Paul Moos, Mari Ito, and Rita Lind. On lamps\n"
        "     ter in the dark. Journal of Moss, 20{0}. 8, 9{gap}     and wicks at sea. CVPR, 20{1}. 10, 20\n"
    )
    text = "".join(line.format(number, number + 12, gap=" " * 9) for number in range(10, 22))
    assert not notes(f"The lamps of the harbour are cited in this text.\n\n{text}", "text/harbour.md")
    single = "".join(
        f"[{number}] Jane Roe and Max Poe. How moss holds water {number}. Moss, 20{number}.\n"
        for number in range(10, 22)
    )
    assert len(notes(f"# Papers\n\n{single}", "harbour.md")) > 5


def test_a_page_whose_lines_end_in_broken_words_is_no_list() -> None:
    lines = [
        f"- Jane Roe and Max Poe. How moss holds water {number}, and where the wa-\n  ter goes. Moss, 20{number}."
        for number in range(10, 34)
    ]
    assert not notes("# Harbour\n\n" + "\n".join(lines), "harbour.md")
    assert notes("# Harbour\n\n" + "\n".join(lines).replace("wa-\n  ter", "water\n "), "harbour.md")
