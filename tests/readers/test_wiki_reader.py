"""Pages of wikis and AsciiDoc: lists, tables, headings, fields and tags, each with its line."""

from __future__ import annotations

import json

import pytest

from biblio.errors import Problem
from biblio.model.note import Note
from biblio.readers.skipped import Skipped
from tests.readers.read_text import notes, own_urls, read

MOSS = "https://arxiv.org/abs/1601.00011"
FERNS = "https://doi.org/10.5555/fern.19"
TIME = "20240501101112000"

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


def test_what_else_stands_in_such_a_template() -> None:
    text = (
        "* {{cite journal |vauthors=Vega R, van der Berg AM |title=''How [[moss]] holds water'' |id={{oclc|77}} |date=May 2016"
        " |journal=[[Journal of Moss|J Moss]] |arxiv=1601.00011}}\n"
        "* {{citation |last1=Silva |first1=Ada |last2=[[Max Poe]] ||title=Ferns at night and by day |isbn=978-3-16-148410-0}}\n"
    )
    moss, ferns = notes(f"== Woods ==\n{text}", "a.mediawiki")
    assert (moss.title, moss.authors, moss.year) == ("How moss holds water", ("Vega, R.", "van der Berg, A. M."), 2016)
    assert own_urls(moss) == [MOSS]
    assert (ferns.title, dict(ferns.fields)["isbn"]) == ("Ferns at night and by day", "9783161484100")


def test_files_line_breaks_and_footnotes_of_dokuwiki() -> None:
    text = (
        "====== Mosses ======\n\n  * {{ :woods:moss.pdf?linkonly |How moss holds water in dry woods}}\n"
        f"  * [[{MOSS}|Ferns at night]] \\\\ Remarkable ((in parts)).\n"
    )
    moss, ferns = notes(text, "a.txt")
    assert (moss.title, [link.url for link in moss.links]) == ("How moss holds water in dry woods", ["woods/moss.pdf"])
    assert (ferns.title, ferns.comment) == ("Ferns at night", "Remarkable (in parts).")


def test_names_continued_items_and_cells_of_asciidoc() -> None:
    text = (
        f"= Woods\n:moss: {MOSS}\n\n* {{moss}}[How moss holds water]\n+\nRead this first.\n* {FERNS}[Ferns at night]\n\n"
        '[cols="2,a"]\n|===\n|Paper |Link\n\n2+a|Lichens by day\n|https://arxiv.org/abs/1601.00022[arXiv]\n|===\n'
    )
    moss, ferns, lichens = notes(text, "a.adoc")
    assert (moss.title, own_urls(moss), moss.comment) == ("How moss holds water", [MOSS], "Read this first.")
    assert (ferns.title, ferns.comment, lichens.title) == ("Ferns at night", "", "Lichens by day")
    (note,) = notes("= How moss holds water\n\nAuthors:: Rita Vega\nDOI:: 10.5555/moss.16\n", "a.adoc")
    assert (note.authors, own_urls(note)) == (("Rita Vega",), ["https://doi.org/10.5555/moss.16"])


BIBTEX = {
    "title": "vega 2016 moss", "tags": "woods bibtex-entry", "bibtex-entry-type": "article", "text": "Is moss a ''sponge''?",
    "bibtex-title": "How {Moss} holds water}", "bibtex-author": "Vega, Rita and Onyango, Paul", "bibtex-year": "2016",
    "bibtex-doi": "10.5555/moss.16", "created": TIME,
}  # fmt: skip
OLD_WIKI = """<!doctype html><html><head><meta name="application-name" content="TiddlyWiki" /></head><body>
<div id="storeArea" style="display:none;"><div title="$:/x" created="1"><pre>https://arxiv.org/abs/1</pre></div>
<div created="20240501101112000" tags="woods [[wet moss]]" title="Moss &amp; water: how one holds the other">
<pre>https://arxiv.org/abs/1601.00011

Is it &lt;so&gt;?</pre>
</div></div></body></html>
"""


def test_tiddlers_of_a_bibliography() -> None:
    markdown = {
        "title": "List",
        "type": "text/x-markdown",
        "text": f"# Woods\n\n* [Ferns at night]({FERNS})",
        "created": TIME,
    }
    picture = {"title": MOSS, "type": "image/svg+xml", "text": MOSS, "created": TIME}
    moss, ferns = notes(json.dumps([BIBTEX, markdown, picture]), "tiddlers.json")
    assert (moss.title, moss.authors, moss.year) == ("How Moss holds water", ("Rita Vega", "Paul Onyango"), 2016)
    assert (moss.citekey, moss.tags, moss.comment) == ("vega-2016-moss", ("woods",), "Is moss a **sponge**?")
    assert own_urls(moss) == ["https://doi.org/10.5555/moss.16"]
    assert (ferns.title, own_urls(ferns)) == ("Ferns at night", [FERNS])


def test_a_wiki_in_one_file() -> None:
    store = json.dumps([{"title": "$:/core", "text": "{}"}, BIBTEX], indent=0)
    page = f'<!doctype html>\n<title>TiddlyWiki</title>\n<script class="tiddlywiki-tiddler-store" type="application/json">{store}'
    (moss,) = notes(f"{page}</script>\n<p>vega 2016 moss</p>", "wiki.html")
    assert (moss.title, moss.layout, moss.line) == ("How Moss holds water", "tiddlywiki", 9)
    (note,) = notes(OLD_WIKI, "wiki.html")
    assert (note.title, note.tags, note.comment) == (
        "Moss & water: how one holds the other",
        ("woods", "wet moss"),
        f"{MOSS}\n\nIs it <so>?",
    )
    (problem,) = (
        item for item in read(f"{page.replace('[', '', 1)}</script>", "wiki.html") if isinstance(item, Problem)
    )
    assert problem.what.startswith("invalid JSON")


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
    note, passed = read(text, "export.xml")
    assert isinstance(note, Note)
    assert isinstance(passed, Skipped)
    assert (note.title, note.line, passed.detail) == ("How moss holds water", 3, "Main Page")
    tiddlers = [
        {
            "title": "How moss holds water",
            "text": f"{MOSS}\n\nMoss is a sponge.",
            "tags": "moss",
            "modified": TIME,
            "created": TIME,
        },
        {"title": "$:/StoryList", "text": MOSS, "modified": TIME, "created": TIME},
    ]
    (note,) = notes(json.dumps(tiddlers, indent=1), "tiddlers.json")
    assert (note.title, note.tags, note.line) == ("How moss holds water", ("moss",), 3)
