"""Pages of wikis and AsciiDoc: lists, tables, headings, fields and tags, each with its line."""

from __future__ import annotations

import json

import pytest

from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.layouts import reader_for
from biblio.readers.skipped import Skipped

MOSS = "https://arxiv.org/abs/1601.00011"
FERNS = "https://doi.org/10.5555/fern.19"

LISTS = {
    "a.adoc": f"""\
= Wet woods
:tags: woods

== Mosses

* {MOSS}[How moss holds water] -- Rita Vega, Paul Onyango, ICML 2016
** Moss is a *sponge*.

----
* https://arxiv.org/abs/9901.00001[Code of no work]
----

|===
|Paper |Year |Link

|Ferns at night
|2019
|{FERNS}[doi]
|===
""",
    "a.wiki": f"""\
== Mosses ==
<!-- a comment
of two lines -->
* [{MOSS} How moss holds water], Rita Vega, Paul Onyango, ''ICML 2016''
** Moss is a '''sponge'''.

{{| class="wikitable"
! Paper !! Year !! Link
|-
| Ferns at night || style="x" | 2019 || [{FERNS} doi]
|}}
[[Category:Woods]]
""",
    "a.txt": f"""\
====== Wet woods ======
{{{{tag>woods}}}}
===== Mosses =====

  * [[{MOSS}|How moss holds water]], Rita Vega, Paul Onyango, //ICML 2016//
    * Moss is a **sponge**.

^ Paper ^ Year ^ Link ^
| Ferns at night | 2019 | [[{FERNS}|doi]] |
""",
    "a.tid": f"""\
title: Reading list
tags: woods

! Mosses
* [[How moss holds water|{MOSS}]], Rita Vega, Paul Onyango, //ICML 2016//
** Moss is a ''sponge''.

|!Paper|!Year|!Link|
|Ferns at night|2019|[[doi|{FERNS}]]|
""",
}  # fmt: skip
LINES = {"a.adoc": (6, 16), "a.wiki": (4, 9), "a.txt": (5, 9), "a.tid": (5, 9)}


def notes(text: str, name: str) -> list[Note]:
    document = Document(name, text, name)
    reader = reader_for(document)
    assert reader is not None
    return [item for item in reader.read(document) if isinstance(item, Note)]


def own_urls(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is LinkRole.OWN]


@pytest.mark.parametrize("name", LISTS)
def test_lists_and_tables_of_works(name: str) -> None:
    moss, ferns = notes(LISTS[name], name)
    assert (moss.title, moss.authors, moss.venue, moss.year) == (
        "How moss holds water",
        ("Rita Vega", "Paul Onyango"),
        "ICML",
        2016,
    )
    assert (own_urls(moss), moss.comment) == ([MOSS], "- Moss is a **sponge**.")
    assert {tag.casefold() for tag in moss.tags} >= {"woods", "mosses"}
    assert (ferns.title, ferns.year, own_urls(ferns)) == ("Ferns at night", 2019, [FERNS])
    assert (moss.line, ferns.line) == LINES[name]


def test_a_page_about_one_work() -> None:
    text = "= How moss holds water\n:authors: Rita Vega\n:year: 2016\n:doi: 10.5555/moss.16\n\nMoss is a sponge.\n"
    (note,) = notes(text, "moss.adoc")
    assert (note.title, note.authors, note.year, note.comment) == (
        "How moss holds water",
        ("Rita Vega",),
        2016,
        "Moss is a sponge.",
    )
    tiddler = (
        f"title: How moss holds water\ntags: [[wet woods]] moss\nauthors: Rita Vega\nurl: {MOSS}\n\nMoss is a sponge.\n"
    )
    (note,) = notes(tiddler, "moss.tid")
    assert (note.tags, own_urls(note)) == (("wet woods", "moss"), [MOSS])
    assert notes("= My garden\n\nTomatoes and beans.\n", "garden.adoc") == []


def test_a_reference_by_a_template_of_wikipedia() -> None:
    cited = "{{cite journal |last=Vega |first=Rita |title=How moss holds water\n |journal=J Moss |year=2016 |doi=10.5555/moss.16}}"
    (note,) = notes(f"== Papers ==\n\n* {cited}\n", "a.mediawiki")
    assert (note.title, note.authors, note.year) == ("How moss holds water", ("Vega, Rita",), 2016)
    assert own_urls(note) == ["https://doi.org/10.5555/moss.16"]


def test_exports_of_whole_wikis() -> None:
    pages = "".join(
        f"<page>\n<title>{title}</title><ns>{space}</ns><revision><text>{text}</text></revision></page>\n"
        for title, space, text in (
            ("How moss holds water", 0, "'''DOI:''' 10.5555/moss.16\n\nMoss is a sponge."),
            ("Talk:Moss", 1, f"[{MOSS} Not this]"),
            ("Main Page", 0, "Welcome."),
        )
    )
    text = f'<mediawiki version="0.11">\n{pages}</mediawiki>\n'
    document = Document("export.xml", text, "export.xml")
    reader = reader_for(document)
    assert reader is not None
    note, passed = reader.read(document)
    assert isinstance(note, Note)
    assert isinstance(passed, Skipped)
    assert (note.title, note.line, passed.detail) == ("How moss holds water", 3, "Main Page")
    tiddlers = [
        {
            "title": "How moss holds water",
            "text": f"{MOSS}\n\nMoss is a sponge.",
            "tags": "moss",
            "modified": "2024",
            "created": "2024",
        },
        {"title": "$:/StoryList", "text": MOSS, "modified": "2024", "created": "2024"},
    ]
    (note,) = notes(json.dumps(tiddlers, indent=1), "tiddlers.json")
    assert (note.title, note.tags, note.line) == ("How moss holds water", ("moss",), 3)
