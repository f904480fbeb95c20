"""Works whose sections are the pages that somebody noted."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import notes

BY_PAGE = """# Reading notes

Some words of mine.

# The Harbour of Signals

## 88

A remark.

## 133-134

Another one.

## 207 *important*

A third. It leads to [a page](https://example.org/fog).

# Lamps and Their Keepers

## 12

## 40

## 41

# Fog Interface

## p. 3

A remark.
"""


def test_headings_above_page_numbers_are_works() -> None:
    found = notes(BY_PAGE, name="Reading notes.md")
    assert [(note.title, note.line) for note in found] == [
        ("The Harbour of Signals", 5),
        ("Lamps and Their Keepers", 19),
        ("Fog Interface", 27),
    ]
    assert "## 207 *important*" in found[0].comment


@pytest.mark.parametrize(
    "below",
    [
        ("1", "2", "3", "4"),
        ("12", "15", "31"),
        ("2019", "2020", "2021"),
        ("33 Search in a list", "88 Merge two lists", "153 Find the least"),
        ("90", "40", "33", "12"),
        ("40", "Remarks", "Questions", "41"),
    ],
)
def test_other_numbers_below_headings(below: tuple[str, ...]) -> None:
    sections = "".join(f"## {number}\n\nA remark.\n\n" for number in below)
    assert not notes(f"# Lists of Trees\n\n{sections}# Graphs of Harbours\n\n{sections}", name="n.md")


def test_one_heading_with_pages_is_a_text_of_its_own() -> None:
    assert not notes("# The Harbour of Signals\n\n## 88\n\n## 133\n\n## 207\n", name="n.md")


def test_what_answers_the_same_questions_about_one_paper_after_the_other() -> None:
    questions = ["Review", "Summarize the contributions of the paper", "Weaknesses of the paper"]
    below = "".join(f"### {question}\n\nSome lamps.\n\n" for question in questions)
    first, second = notes(f"## Lampsight\n\n{below}## Light at Sea: A Case Against Oil\n\n{below}", "week3.md")
    assert (first.title, second.title) == ("Lampsight", "Light at Sea: A Case Against Oil")
    assert first.comment.endswith("Some lamps.")


@pytest.mark.parametrize("names", [["Setup", "Usage"], ["Agenda", "Summary"], ["Results", "Conclusions"]])
def test_other_sections_that_recur_make_no_works(names: list[str]) -> None:
    below = "".join(f"### {name}\n\nSome lamps.\n\n" for name in names)
    assert notes(f"## The first tool\n\n{below}## Light at Sea\n\n{below}", "week3.md") == []


def test_headings_above_linked_titles_are_sections() -> None:
    text = """
        ## Readings

        ### Lamps at sea

        [A census of lamps at sea](https://lamps.example/roe.pdf)

        ### Measurement

        [WICK](https://lamps.example/wick.pdf)

        [Towards measuring the light of lamps](https://lamps.example/poe.pdf)

        [An index of flames over time](https://lamps.example/moe.pdf)
        """
    assert [note.title for note in notes(text, name="readings.md")] == [
        "A census of lamps at sea",
        "WICK",
        "Towards measuring the light of lamps",
        "An index of flames over time",
    ]
