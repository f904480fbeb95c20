"""What kind of thing the notes are about before any of their works was looked up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.program import run_program


def kinds(folder: Path, name: str, text: str) -> list[str]:
    """Return the kinds of the notes in a file, as `biblio notes --json` prints them."""
    notes = folder / "notes"
    notes.mkdir()
    (notes / name).write_text(text, encoding="utf-8")
    (folder / "config.toml").write_text('[notes]\nsources = ["notes"]\n', encoding="utf-8")
    done = run_program(folder, "notes", "--json", "--offline")
    return [json.loads(line)["kind"] for line in done.stdout.splitlines()]


def page(tmp_path: Path, text: str) -> list[str]:
    return kinds(tmp_path, "lanterns.md", f"---\ntitle: Lanterns in the fog\n{text}\n---\nSome words.\n")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("itemType: webpage\nurl: https://example.org/lanterns", "webpage"),
        ("type: videoRecording\nurl: https://youtu.be/abc", "video"),
        ("type: blogPost\nauthor: Ada Roe\nurl: https://example.org/lanterns", "blogpost"),
        ("type: book\nauthor: Ada Roe", "book"),
        ("authors: Ada Roe\nyear: 2019\nurl: https://youtu.be/abc", "video"),
        ("authors: Ada Roe\nyear: 2019\nurl: https://example.org/lanterns", "paper"),
        ("authors: Ada Roe\nyear: 2019\nvenue: Journal of Fog\nurl: https://github.com/roe/lanterns", "paper"),
        ("itemType: webpage\nurl: https://arxiv.org/abs/2401.01234", "paper"),
        ("type: webpage\ndoi: 10.1234/fog.5", "paper"),
    ],
)
def test_before_its_work_was_looked_up_a_note_is_of_the_kind_that_it_says(tmp_path: Path, text: str, kind: str) -> None:
    assert page(tmp_path, text) == [kind]


def test_a_list_of_papers_in_data_holds_no_books(tmp_path: Path) -> None:
    rows = [{"title": f"A primer on lamp {number}", "author": f"Roe{number}"} for number in range(4)]
    assert kinds(tmp_path, "papers.json", json.dumps({"papers": rows})) == ["paper"] * 4


def test_a_list_of_books_in_data_holds_books(tmp_path: Path) -> None:
    rows = [{"title": f"A primer on lamp {number}", "author": f"Roe{number}"} for number in range(4)]
    assert kinds(tmp_path, "books.json", json.dumps({"books": rows})) == ["book"] * 4


@pytest.mark.parametrize(
    ("name", "url", "kind"),
    [
        ("readings", "https://www.nytimes.com/2019/02/03/lamps.html", "webpage"),
        ("readings", "https://www.youtube.com/watch?v=abc", "video"),
        ("reading list", "https://github.com/roe/lamps", "software"),
        ("reading list", "https://lamps.example.org/", "book"),
        ("books", "https://github.com/roe/lamps", "book"),
        ("books", "https://www.theguardian.com/books/2019/feb/03/lamps", "webpage"),
    ],
)
def test_what_a_reading_list_in_data_leads_to_tells_what_it_is(tmp_path: Path, name: str, url: str, kind: str) -> None:
    rows = [{"title": f"A primer on lamp {number}", "author": f"Ada Roe{number}"} for number in range(4)]
    rows[0]["url"] = url
    assert kinds(tmp_path, "list.json", json.dumps({name: rows})) == [kind, "book", "book", "book"]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://www.cell.com/cell/fulltext/S0092-8674(20)30617-6?rss", "paper"),
        ("https://www.jneurosci.org/content/40/23/4439", "paper"),
        ("https://lamps.example.org/?p=12", "blogpost"),
    ],
)
def test_what_a_post_lists_is_no_post_if_it_is_an_article(tmp_path: Path, url: str, kind: str) -> None:
    text = (
        "---\ntitle: Paper backlog\ntags: [blog]\n---\n"
        f"- [Lamps encode the fog of neurons]({url})\n- [A primer on lamps](https://arxiv.org/abs/2401.01234)\n"
    )
    assert kinds(tmp_path, "2020-06-16-backlog.md", text) == [kind, "paper"]


def test_a_film_on_a_shelf_of_books_is_no_book(tmp_path: Path) -> None:
    text = (
        "# Books\n\n- [A primer on lamps](https://example.org/lamps)\n"
        "- [Lamps, the film](https://www.youtube.com/watch?v=abc)\n- [More lamps](https://github.com/roe/lamps)\n"
    )
    assert kinds(tmp_path, "books.md", text) == ["book", "video", "book"]


def test_a_file_in_a_folder_of_papers_is_no_book_on_a_shelf(tmp_path: Path) -> None:
    text = (
        "# Books\n\n- [A primer on lamps](https://example.org/lamps)\n"
        "- [Replicated lamps](https://roe.example.edu/publications/lamps.pdf)\n- [More lamps](https://example.org/more)\n"
    )
    assert kinds(tmp_path, "books.md", text) == ["book", "paper", "book"]


def test_a_file_in_a_folder_of_papers_is_no_presentation_for_a_tag(tmp_path: Path) -> None:
    assert page(tmp_path, "tags: [slides]\nurl: https://roe.example.edu/talks/lamps.pdf") == ["presentation"]


def test_an_article_in_a_newspaper_is_the_work_also_among_references(tmp_path: Path) -> None:
    text = "# Readings\n\n" + "".join(
        f"- Ada Roe, [The lamps of night {year}](https://www.nytimes.com/{year}/03/04/science/lamps.html), {year}\n"
        for year in (2018, 2019, 2020)
    )
    assert kinds(tmp_path, "readings.md", text) == ["webpage"] * 3


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("externalURL: https://lamps.example.org/?p=12", "blogpost"),
        ("external_url: https://speakerdeck.com/roe/lamps", "presentation"),
        ("externalURL: https://arxiv.org/abs/2401.01234", "paper"),
        ("externalURL: https://lamps.example.org/lamps.pdf", "paper"),
        ("externalURL: https://lamps.example.org/lamps\nauthors: [Ada Roe, Jan Poe]\nyear: 2020", "paper"),
        ("url: https://lamps.example.org/?p=12\nauthors: Ada Roe", "paper"),
    ],
)
def test_a_post_that_only_leads_elsewhere_is_a_post(tmp_path: Path, text: str, kind: str) -> None:
    assert page(tmp_path, text) == [kind]


@pytest.mark.parametrize(("category", "kind"), [("books", "book"), ("podcasts", "video"), ("articles", "paper")])
def test_categories_of_readwise_are_kinds(tmp_path: Path, category: str, kind: str) -> None:
    text = (
        "# Lanterns on air\n\n## Metadata\n- Author: [[Ada Roe]]\n- Full Title: Lanterns on air\n"
        f"- Category: #{category}\n- URL: https://example.org/air\n\n## Highlights\n- Words on lamps.\n"
    )
    assert kinds(tmp_path, "air.md", text) == [kind]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("newspaperArticle", "webpage"),
        ("forumPost", "webpage"),
        ("radioBroadcast", "video"),
        ("podcast-episode", "video"),
        ("computerProgram", "software"),
        ("bookSection", "paper"),
        ("[[blogPost]]", "blogpost"),
    ],
)
@pytest.mark.parametrize("form", ["itemType: {}", "item-type: {}", "type: {}"])
def test_item_types_are_kinds_in_front_matter_and_beside_it(tmp_path: Path, form: str, word: str, kind: str) -> None:
    assert page(tmp_path, f"{form.format(repr(word))}\nauthors: Ada Roe\nyear: 2019") == [kind]


@pytest.mark.parametrize("form", ["{}:: {}", "> **{}**:: {}"])
def test_item_types_are_kinds_in_fields_and_callouts(tmp_path: Path, form: str) -> None:
    fields = {"itemType": "videoRecording", "author": "Ada Roe", "year": "2019", "url": "https://example.org/lamps"}
    lines = "\n".join(form.format(*field) for field in fields.items())
    head = "> [!info]\n" if form.startswith(">") else ""
    assert kinds(tmp_path, "lanterns.md", f"# Lanterns in the fog\n\n{head}{lines}\n\nWords.\n") == ["video"]
