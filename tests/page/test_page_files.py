"""The files of the page: what is in them, and that no text is ever more than text."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from biblio.page.page_entry import PageEntry
from tests.page.cards import HOSTILE, data_in, files_of, hostile_library, many_works, members, small_library


def test_the_list_has_what_a_card_shows_and_the_rest_is_elsewhere() -> None:
    files = files_of(small_library(), style="APA")
    data = data_in(files["works.js"])
    assert (data["title"], data["style"], data["files"]) == ("Bibliography", "APA", 1)
    assert [work["id"] for work in data["works"]] == sorted(entry.id for entry in small_library())
    owls = next(work for work in data["works"] if work["id"] == "roe2019owls")
    assert owls == {
        "id": "roe2019owls", "title": "Owls at Night", "key": "roe2019owls", "authors": ["Ann Roe", "Bo Doe"],
        "year": 2019, "date": "2019-06", "venue": "Journal of Birds", "details": "12(3), 1–9, 2019", "kind": "article",
        "status": "found", "tags": ["birds", "night"], "read": "2024-02-11",
        "links": [["DOI", "https://doi.org/10.1/owls"]], "mentions": ["poe2020mice"], "file": 0,
    }  # fmt: skip
    assert members(files)["roe2019owls"]["bibtex"].startswith("@article{roe2019owls,\n")
    assert data_in(files["notes.js"])["roe2019owls"][0]["nodes"] == [
        ["p", "They hear ", ["strong", "mice"], " under snow."]
    ]
    assert "note:maybe-1" not in members(files)


def test_the_same_works_give_the_same_bytes() -> None:
    entries = many_works(600)
    shuffled = entries.copy()
    random.Random(3).shuffle(shuffled)
    assert files_of(entries) == files_of(shuffled)


def test_one_work_more_changes_few_files() -> None:
    entries = many_works(1200)
    before, after = files_of(entries), files_of([*entries, replace(entries[0], id="zzz", key="zzz")])
    changed = {name for name in after if after[name] != before.get(name)}
    assert len(changed) == 3
    assert {"works.js", "notes.js"} < changed
    assert sum(name.startswith("details-") for name in after) == 8


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_come_back_as_they_were(text: str) -> None:
    entry = next(entry for entry in hostile_library() if entry.title == text)
    files = files_of([entry], title=text)
    work = data_in(files["works.js"])["works"][0]
    assert (work["title"], work["tags"][0], work["venue"], work["id"]) == (text, text, text, entry.id)
    assert members(files)[entry.id]["bibtex"] == text
    words = json.dumps(data_in(files["notes.js"])[entry.id][0]["nodes"])
    assert "alert" in words or "alert" not in text


class Tags(HTMLParser):
    """Collects the elements of a page, the text of its scripts, and its attributes that run something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.bad: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.bad += [name for name, value in attrs if name.startswith("on") or (value or "").startswith("javascript:")]


@pytest.mark.parametrize("address", [None, "", "/papers/"])
def test_hostile_texts_add_no_element(address: str | None) -> None:
    name = "index.html" if address is None else "embed.html"
    plain = Tags(files_of(small_library(), address=address)[name])
    for text in HOSTILE:
        page = files_of(hostile_library(), title=text, style=text, address=address)[name]
        assert Tags(page).names == plain.names
        assert not Tags(page).bad
        for sign in ("{{", "{%", "{{<", "{#"):  # Liquid, Hugo, Quarto
            assert sign not in page


def test_no_script_has_what_a_page_around_it_would_end_on() -> None:
    for name, text in files_of(hostile_library()).items():
        if name.startswith(("works", "notes", "details")):
            assert "<" not in text
            assert len(re.findall("`", text)) == 2
            assert not set(text) & {"\u2028", "\u2029"}


def test_the_page_has_a_strict_policy_and_only_its_own_files() -> None:
    files = files_of(small_library())
    page = files["index.html"]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert policy[1].split("; ") == [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src data:", "base-uri 'none'",
        "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types biblio-page",
    ]  # fmt: skip
    assert re.findall(r'<script src="([^"]*)" charset="utf-8" defer></script>', page) == [
        "works.js",
        "search.js",
        "plots.js",
        "page.js",
    ]
    assert re.findall(r'<link rel="stylesheet" href="([^"]*)"', page) == ["page.css"]
    assert set(re.findall(r'(?:src|href)="([^"d][^"]*)"', page)) <= files.keys()
    assert not re.search(r"(?:src|href|url)\s*[=(]\s*[\"']?https?:", page + files["page.css"])


def test_an_embedded_page_is_a_part_and_names_where_its_files_are() -> None:
    files = files_of(small_library(), title="Papers & notes", address="/papers")
    assert "index.html" not in files
    part = files["embed.html"]
    assert "<html" not in part
    assert '<h2 class="biblio-name">Papers &amp; notes</h2>' in part
    assert '<script src="/papers/page.js" charset="utf-8" defer></script>' in part
    assert 'data-folder="/papers/"' in part
    assert part.isascii()


def test_the_library_that_draws_comes_with_its_licence() -> None:
    files = files_of([])
    assert files["d3.min.js"].startswith("// https://d3js.org v7.9.0 Copyright")
    assert "Permission to use, copy, modify, and/or distribute" in files["d3-licence.txt"]


def test_a_surrogate_alone_is_no_end() -> None:
    files = files_of([PageEntry("a", "half \ud83d", key="a")])
    assert data_in(files["works.js"])["works"][0]["title"] == "half ?"
    files["works.js"].encode()
