"""Bibliographies that call authors by their family names, or begin with the year."""

from __future__ import annotations

import pytest

from biblio.model.note import Note
from biblio.readers.base import Document
from biblio.readers.markdown.markdown_reader import MarkdownReader


def _notes(text: str, path: str = "bibliographies/lamps.md") -> list[Note]:
    return [item for item in MarkdownReader().read(Document(path, text, path)) if isinstance(item, Note)]


_SHORT = """* Roe, *Lamps at Sea*, 1987
* Poe and Coe, [*The Lantern Trade*](https://press.example.org/lantern-trade), 1991
* Doe, "[On Wicks](https://press.example.org/wicks)," 1994
* Roe, *Historical Wicks*, 2001
* Jane Moe, *Oil and Water*, 2004
"""


def test_family_names_before_marked_titles_and_years() -> None:
    notes = _notes(f"---\ntitle: Lamps\ndate: 2022-01-02\n---\n\n{_SHORT}")
    assert [(note.title, note.authors, note.year) for note in notes] == [
        ("Lamps at Sea", ("Roe",), 1987),
        ("The Lantern Trade", ("Poe", "Coe"), 1991),
        ("On Wicks", ("Doe",), 1994),
        ("Historical Wicks", ("Roe",), 2001),
        ("Oil and Water", ("Jane Moe",), 2004),
    ]
    assert notes[1].links[0].url == "https://press.example.org/lantern-trade"


def test_the_year_in_front() -> None:
    lines = ["* 2015 Jane Roe, *A Lamp*", "* 2014 John Poe, *One Day of Oil*", "* 2013 Ann Coe, *The Wick*"]
    notes = _notes("# Literature on lamps\n\n" + "\n".join(lines) + "\n", "lamps.md")
    assert [(note.title, note.authors, note.year) for note in notes] == [
        ("A Lamp", ("Jane Roe",), 2015),
        ("One Day of Oil", ("John Poe",), 2014),
        ("The Wick", ("Ann Coe",), 2013),
    ]


@pytest.mark.parametrize(("heading", "path"), [("Records", "lists/lamps.md"), ("Games", "bibliographies/lamps.md")])
def test_records_and_games_are_no_works(heading: str, path: str) -> None:
    lines = ["* Lampers, *Wick*, 1973", "* Oilmen, *Night Shift*, 1977", "* Lanterns, *Glow*, 1981"]
    assert not _notes(f"# Mine\n\n## {heading}\n\n" + "\n".join(lines) + "\n", path)


def test_a_page_that_begins_with_its_list_is_none_on_the_first_work() -> None:
    full = ["* Jane Roe, *Lamps at Sea*, 1987", "* John Poe, *The Lantern Trade*, 1991", "* Ann Coe, *Wicks*, 1994"]
    notes = _notes("---\ntitle: Lamps\ndate: 2022-01-02\ntags: lamps\n---\n\n" + "\n".join(full) + "\n")
    assert [note.title for note in notes] == ["Lamps at Sea", "The Lantern Trade", "Wicks"]


def test_a_note_that_begins_with_its_reference_stays_one() -> None:
    text = "* Jane Roe, *Lamps at Sea*, 1987\n* She walks by night\n* The lamps were lit in 1802\n* Oil, not wax\n"
    notes = _notes("---\ntitle: Lamps at Sea\nauthor: Jane Roe\nyear: 1987\n---\n\n" + text, "literature/roe.md")
    assert [(note.title, note.line) for note in notes] == [("Lamps at Sea", 1)]


def test_a_page_classed_as_a_bibliography_is_no_note() -> None:
    front = "---\ncategory: bibliography\ntitle: On Lamps\ndate: 2023-01-09\n---\n\n"
    text = (
        front + "#### The Press\n\n[*Monographs on Lamps*](https://press.example.org/monographs-on-lamps)\n\n" + _SHORT
    )
    notes = _notes(text, "posts/2023-01-09-lamps.md")
    assert {note.title for note in notes} >= {"Lamps at Sea", "The Lantern Trade", "On Wicks", "Historical Wicks"}
    assert all(note.line > 7 for note in notes)
    assert not _notes(
        front + "* Lighthouses\n* Lamps of [the north](https://en.wikipedia.org/wiki/Lamp)\n", "posts/lamps.md"
    )


def test_sections_of_a_bibliography() -> None:
    front = "---\ntitle: On Lamps\ndate: 2023-01-09\n---\n\n"
    notes = _notes(f"{front}## Sea\n\n{_SHORT}\n## Land\n\n{_SHORT.replace('19', '18')}")
    assert all(note.line > 5 for note in notes)
    assert len(notes) == 10


def test_authors_below_authors() -> None:
    lines = "* Roe, *Lamps*, 1930\n  * Roe, *On Oil*, 1935\n    * Roe, *Wicks and Wax*, 1947\n* Poe, *Light*, 1950\n"
    notes = _notes("---\ntitle: Lamps\n---\n\n" + lines)
    assert [(note.title, note.year) for note in notes] == [
        ("Lamps", 1930),
        ("On Oil", 1935),
        ("Wicks and Wax", 1947),
        ("Light", 1950),
    ]


_PLAN = """---
title: A history of lamps
layout: page
---

# Oil
14: Jane Roe, "On the task of the lamp," 57-71.
21: Max Poe, _The Keeper's Craft_, 3-78.

28: Poe, _The Keeper's Craft_, 79-110. No class on Friday!

We start to read _The Keeper's Craft_ on Monday, 3-20.

# Wax
- Ann Coe, [Wicks of the north](https://lamps.example.org/wicks).
- Ann Coe and Jane Roe, [Snuffers at sea](https://lamps.example.org/snuffers), 12-20.
- [VIDEO: why wax](https://youtu.be/why-wax)
- Poe, _The Keeper's Craft_, 111-140.
- Poe, _The Keeper's Craft_, Ch. 7: Storms, 141-160.
"""


def test_lines_of_course_plans() -> None:
    notes = _notes(_PLAN, "courses/lamps/schedule.md")
    assert [(note.title, note.authors) for note in notes] == [
        ("On the task of the lamp", ("Jane Roe",)),
        ("The Keeper's Craft", ("Max Poe",)),
        ("The Keeper's Craft", ("Poe",)),
        ("Wicks of the north", ("Ann Coe",)),
        ("Snuffers at sea", ("Ann Coe", "Jane Roe")),
        ("The Keeper's Craft", ("Poe",)),
        ("The Keeper's Craft", ("Poe",)),
    ]
    assert not any(note.venue for note in notes)
    assert notes[3].links[0].url == "https://lamps.example.org/wicks"
    assert not _notes(_PLAN.replace("layout: page", "layout: post"), "posts/lamps.md")[3:]


def test_dates_of_antiquity_and_short_lists() -> None:
    text = """# Bibliography

## Greece

* Roe, *Lamps of the Sea*, 5th century BCE
* Poe, *Lamps of the Land*, 58-49 BCE

## Here

* Coe, *The Wick*, 1902
"""
    assert [(note.title, note.authors, note.year) for note in _notes(text)] == [
        ("Lamps of the Sea", ("Roe",), None),
        ("Lamps of the Land", ("Poe",), None),
        ("The Wick", ("Coe",), 1902),
    ]


def test_on_pages_about_games_lines_are_only_read_better() -> None:
    text = "---\ncategory: bibliography\ntags: games\ntitle: On Play\n---\n\n"
    text += "* Roe, *[[Play Trouble]]*, 2020\n* Moe and Poe, *[[Queer Play]]*, 2017\n* Coe, *[[Woke Play]]*, 2018\n"
    notes = _notes(text, "posts/play.md")
    assert {note.title for note in notes} <= {"Play Trouble", "Queer Play", "Woke Play"}


def test_names_of_tools_in_a_bibliography() -> None:
    front = "---\ncategory: bibliography\ntitle: On Lamps\n---\n\n"
    tools = "* [Lamp Engine](https://lampengine.example.org/about)\n* [Wicks](https://wicks.example.org/start)\n"
    assert {note.title for note in _notes(f"{front}{_SHORT}\n## More\n\n{tools}", "posts/lamps.md")} == {
        "Lamps at Sea",
        "The Lantern Trade",
        "On Wicks",
        "Historical Wicks",
        "Oil and Water",
    }
