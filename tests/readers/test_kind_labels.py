"""Labels in brackets that say what kind of thing each item of a list is."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import listed

BOOKS = (
    "{}Lamps with a View towards the Sea by Jane Roe\n{}Wick Theory by Max Poe\n"
    "{}Lectures on Harbour Fog edited by Ada Moe and Max Poe\n"
)


def titles(text: str, name: str = "lamps.md") -> list[str | None]:
    return [note.title for note in listed(text, name)]


@pytest.mark.parametrize("label", ["- [Book] ", "- (book) ", "* **[Textbook]** ", "1. 【书籍】 "])
def test_labels_of_books_are_no_part_of_titles_and_say_that_books_are_listed(label: str) -> None:
    text = f"# Of lamps\n\n## Light\n\n{BOOKS.replace('{}', label)}"
    assert titles(text) == ["Lamps with a View towards the Sea", "Wick Theory", "Lectures on Harbour Fog"]
    assert listed(text, "lamps.md")[2].authors == ("Ada Moe", "Max Poe")


def test_what_other_labels_name_is_no_work() -> None:
    videos = "- [Video] Lamps Seen from a Boat by Jane Roe <https://films.example/watch/1>\n"
    assert titles(f"# Of lamps\n\n{BOOKS.replace('{}', '- [Book] ')}{videos}") == titles(
        f"# Of lamps\n\n{BOOKS.replace('{}', '- [Book] ')}"
    )


def test_one_label_is_part_of_its_line() -> None:
    assert titles("# Books\n\n- [Book] of Lamps by Jane Roe\n- Wicks and Oil by Max Poe\n- Fog and Sea by Ada Moe\n")[
        0
    ] == ("[Book] of Lamps")


def test_labels_before_links_are_left_to_these() -> None:
    lines = "".join(
        f"- [paper](https://arxiv.org/abs/2101.0000{n}) [code](https://github.com/roe/{n})\n" for n in "123"
    )
    assert all(note.title is None or "paper" not in note.title for note in listed(f"# Lamps\n\n{lines}", "lamps.md"))
