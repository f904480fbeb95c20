"""Columns and keys of any names are known by what is in them: titles beside authors and years, and nothing less."""

from __future__ import annotations

import json

import pytest

from biblio.readers.base import Document
from biblio.readers.layouts import reader_for
from tests.readers.read_text import notes, own_urls

ROWS = [
    ("A primer on river lamps", "Roe, J. and Poe, M.", "2012", "https://example.org/lamps"),
    ("Wicks of the wide world", "Moe, A.", "2014", "https://example.org/wicks"),
    ("Oil and its discontents", "Loe, A.", "2015", "https://example.org/oil"),
]
HEADER = ("Beitrag", "Wer", "Erschienen", "Wo")


def markdown() -> str:
    rows = [HEADER, ("---",) * 4, *ROWS]
    return "# Lamps\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows)


def table() -> str:
    return "\n".join(";".join(row) for row in (HEADER, *ROWS))


def data() -> str:
    return json.dumps([dict(zip(HEADER, row, strict=True)) for row in ROWS], indent=1)


@pytest.mark.parametrize(("text", "name"), [(markdown(), "l.md"), (table(), "l.csv"), (data(), "l.json")])
def test_a_table_of_works_needs_no_known_header(text: str, name: str) -> None:
    found = notes(text, name)
    assert [(note.title, note.year) for note in found] == [(title, int(year)) for title, _, year, _ in ROWS]
    assert found[0].authors == ("Roe, J.", "Poe, M.")
    assert [own_urls(note) for note in found] == [[url] for *_, url in ROWS]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (
            ("Name", "Project", "Supervisor", "Start"),
            [(f"Ann {name}", f"Detection of {thing} in deep rivers", "Max Poe", "2019")
             for name, thing in (("Roe", "lamps"), ("Moe", "wicks"), ("Loe", "flames"))],
        ),
        (
            ("Speaker", "Talk", "Year"),
            [(f"Ann {name}", f"Detection of {thing} in deep rivers", "2019")
             for name, thing in (("Roe", "lamps"), ("Moe", "wicks"), ("Loe", "flames"))],
        ),
        (("Place", "Lamps", "Since"), [("North pier", "12", "1901"), ("South pier", "9", "1902"), ("Mole", "3", "1912")]),
    ],
    ids=["projects", "talks", "places"],
)  # fmt: skip
def test_people_with_projects_and_talks_are_no_works(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    text = "\n".join(",".join(row) for row in (header, *rows))
    document = Document("l.csv", text, "l.csv")
    reader = reader_for(document)
    assert reader is None or not notes(text, "l.csv")


def test_one_person_beside_all_titles_is_no_column_of_authors() -> None:
    rows = "\n".join(f"| {title} | Jane Roe | {year} |" for title, _, year, _ in ROWS)
    assert not notes(f"# Done\n\n| What | Who | When |\n|---|---|---|\n{rows}\n", "done.md")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("books.yml", "- title: Lamps at sea\n  author: Jane Roe\n- title: The wick\n  author: Max Poe\n"),
        (
            "data.json",
            json.dumps({"2020": [{"title": "Lamps at sea", "author": "Jane Roe", "finished": "2020-01-02"},
                                 {"title": "The wick", "author": "Max Poe", "finished": "2020-02-02"}]}),
        ),
    ],
)  # fmt: skip
def test_books_with_their_authors_are_works(name: str, text: str) -> None:
    found = notes(text, name)
    assert [(note.title, note.authors) for note in found] == [
        ("Lamps at sea", ("Jane Roe",)),
        ("The wick", ("Max Poe",)),
    ]


@pytest.mark.parametrize(
    "entries",
    [
        [{"title": "Lamps at sea", "artist": "Jane Roe", "rating": "5"}, {"title": "Wick", "artist": "Max", "rating": "4"}],
        [{"title": "Lamps at sea", "author": "Jane Roe", "url": "/posts/1"},
         {"title": "The wick", "author": "Jane Roe", "url": "/posts/2"}],
    ],
    ids=["music", "posts"],
)  # fmt: skip
def test_music_and_posts_are_no_works(entries: list[dict[str, str]]) -> None:
    document = Document("list.json", json.dumps(entries), "list.json")
    assert reader_for(document) is None


def test_works_within_the_sessions_of_a_schedule_are_read_from_front_matter() -> None:
    page = """---
title: Reading group
weeks:
  - date: 2024-01-10
    topic: Lamps
    papers:
      - title: A primer on river lamps
        authors: Jane Roe, Max Poe
        link: https://example.org/lamps
  - date: 2024-01-17
    topic: Oil
    papers:
      - title: Oil and its discontents
        authors: Ann Loe
---

Welcome.
"""
    found = notes(page, "schedule.md")
    assert [(note.title, note.line) for note in found] == [
        ("A primer on river lamps", 7),
        ("Oil and its discontents", 13),
    ]
