"""Bookmarks and lists of addresses."""

from __future__ import annotations

import pytest

from biblio.errors import Problem
from biblio.extract.page_titles import title_of_page
from biblio.model.note import Note
from biblio.readers.address_list_reader import READER as ADDRESSES
from biblio.readers.base import Document
from biblio.readers.bookmarks_reader import READER as BOOKMARKS
from biblio.readers.skipped import Skipped
from tests.readers.read_text import notes, own_urls, read

FIREFOX = """\
<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file. -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks Menu</H1>
<DL><p>
    <DT><H3 ADD_DATE="1" PERSONAL_TOOLBAR_FOLDER="true">My toolbar</H3>
    <DL><p>
        <DT><H3>Graphs &amp; Light</H3>
        <DL><p>
            <DT><A HREF="https://openreview.net/forum?id=abcdEFGH12" ADD_DATE="1600000000">Lanterns in the Dark | OpenReview</A>
            <DD>read this first
            <DT><A HREF="https://news.example.org/">News of the day</A>
            <DT><A HREF="javascript:void(0)">A button</A>
        </DL><p>
    </DL><p>
    <DT><H3>その他のブックマーク</H3>
    <DL><p>
        <DT><A HREF="https://doi.org/10.1000/glass" TAGS="light,glass">Glass, Revisited | Journal of Glass | Oxford Academic</A>
        <DT><H3>Thesis</H3>
        <DL><p><DT><A HREF="https://doi.org/10.1000/glass">Glass again</A></DL><p>
    </DL><p>
</DL><p>
"""


def test_bookmarks() -> None:
    items = read(FIREFOX, "bookmarks.html")
    lanterns, glass = (item for item in items if isinstance(item, Note))
    assert (lanterns.title, lanterns.tags, lanterns.comment) == (
        "Lanterns in the Dark",
        ("Graphs & Light",),
        "read this first",
    )
    assert str(lanterns.date) == "2020-09-13"
    assert (lanterns.line, lanterns.layout) == (11, "bookmarks")
    assert own_urls(lanterns) == ["https://openreview.net/forum?id=abcdEFGH12"]
    assert (glass.title, glass.tags) == ("Glass, Revisited", ("light", "glass", "Thesis"))
    (skipped,) = (item for item in items if isinstance(item, Skipped))
    assert (skipped.line, skipped.detail) == (13, "links that lead to no work: 1")


@pytest.mark.parametrize("time", ["1600000000", "1600000000000", "1600000000000000"])
def test_times_of_bookmarks(time: str) -> None:
    (note,) = notes(
        f'<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF="https://doi.org/10.1000/x" ADD_DATE="{time}">X', "b.html"
    )
    assert str(note.date) == "2020-09-13"


def test_pocket() -> None:
    (note,) = notes(
        "<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul>"
        '<li><a href="https://arxiv.org/abs/2102.00002" time_added="1600000000" tags="ants,walks">Walks of a Drunken Ant</a></li>'
        "</ul></body></html>",
        "ril_export.html",
    )
    assert (note.title, note.tags) == ("Walks of a Drunken Ant", ("ants", "walks"))


def test_broken_bookmarks_are_read_as_far_as_they_go() -> None:
    assert len(notes(FIREFOX[: FIREFOX.index("<DT><H3>Thesis")], "bookmarks.html")) == 2


def test_addresses_one_a_line() -> None:
    items = read(
        "graphs:\nhttps://arxiv.org/abs/2102.00002\n- https://arxiv.org/abs/2103.00003 colours!\n\n[Glass]\n"
        "https://doi.org/10.1000/glass | Glass, Revisited - ScienceDirect\ndoi:10.1000/light\n2104.00004\n"
        "https://blog.example.org/post\nhttps://arxiv.org/pdf/2102.00002v2 again\n",
        "todo.txt",
    )
    walks, colours, glass, light, bare = (item for item in items if isinstance(item, Note))
    assert (walks.line, walks.tags, walks.comment, walks.title) == (2, ("graphs", "Glass"), "again", None)
    assert (colours.comment, colours.tags) == ("colours!", ("graphs",))
    assert (glass.title, glass.comment, glass.tags) == ("Glass, Revisited", "", ("Glass",))
    assert own_urls(light) == ["https://doi.org/10.1000/light"]
    assert own_urls(bare) == ["https://arxiv.org/abs/2104.00004"]
    assert [(item.line, item.detail) for item in items if isinstance(item, Skipped)] == [
        (9, "https://blog.example.org/post")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I read https://arxiv.org/abs/2102.00002 today.\n",
        "https://blog.example.org/post\n",
        "A page of prose\nhttps://arxiv.org/abs/2102.00002\nand more\nand more\nprose\n",
        "# A note\n\n- https://arxiv.org/abs/2102.00002\n" + "words\n" * 9,
    ],
)
def test_other_text_is_no_list_of_addresses(text: str) -> None:
    assert not ADDRESSES.recognises(Document("a.txt", text, "a.txt"))
    assert not BOOKMARKS.recognises(Document("a.txt", text, "a.txt"))


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("[2102.00002] Walks of a Drunken Ant", "Walks of a Drunken Ant"),
        ("[2102.00002v3] Walks of a Drunken Ant (arxiv.org)", "Walks of a Drunken Ant"),
        ("Lanterns in the Dark - ACL Anthology", "Lanterns in the Dark"),
        ("Glass, Revisited | Journal of Glass | Oxford Academic", "Glass, Revisited"),
        ("Glass - Revisited | Nature Physics", "Glass - Revisited"),
        ("(PDF) Glass, Revisited", "Glass, Revisited"),
        ("View of Glass, Revisited", "Glass, Revisited"),
        ("Nature and Science", "Nature and Science"),
        ("Ants: A Natural Science", "Ants: A Natural Science"),
        ("2102.00002.pdf", ""),
        ("Just a moment...", ""),
        ("https://arxiv.org/abs/2102.00002", ""),
        ("硝子の色 - J-STAGE", "硝子の色"),
    ],
)
def test_titles_of_pages(page: str, title: str) -> None:
    assert title_of_page(page) == title


def test_titles_before_addresses() -> None:
    walks, glass, ants = notes(
        "Walks of a Drunken Ant - https://arxiv.org/abs/2102.00002\nGlass, Revisited https://doi.org/10.1000/glass\n"
        "2. 蟻の歩み：https://doi.org/10.1000/ants\n",
        "to read.txt",
    )
    assert (walks.title, own_urls(walks)) == ("Walks of a Drunken Ant", ["https://arxiv.org/abs/2102.00002"])
    assert (glass.title, ants.title) == ("Glass, Revisited", "蟻の歩み")


def test_titles_above_addresses() -> None:
    walks, glass = notes(
        "Walks of a Drunken Ant\nhttps://arxiv.org/abs/2102.00002\n\n[2103.00003] Glass, Revisited\nhttps://arxiv.org/abs/2103.00003\n",
        "tabs.txt",
    )
    assert (walks.title, glass.title, glass.line) == ("Walks of a Drunken Ant", "Glass, Revisited", 5)


FIREFOX_BACKUP = """{"guid":"root________","title":"","index":0,"root":"placesRoot","children":[
 {"guid":"toolbar_____","title":"toolbar","root":"toolbarFolder","dateAdded":1600000000000000,"children":[
  {"title":"Thesis","dateAdded":1600000000000000,"type":"text/x-moz-place-container","children":[
   {"title":"Lanterns in the Dark | OpenReview","dateAdded":1600000000000000,"tags":"light,glass",
    "uri":"https://openreview.net/forum?id=abcdEFGH12"},
   {"title":"News","dateAdded":1600000000000000,"uri":"https://news.example.org/"}]}]}]}
"""
CHROME = """{"checksum":"0","roots":{"bookmark_bar":{"children":[{"children":[
 {"date_added":"13244473600000000","name":"Lanterns in the Dark | OpenReview","type":"url",
  "url":"https://openreview.net/forum?id=abcdEFGH12"}],"name":"Thesis","type":"folder"}],
 "name":"Bookmarks bar","type":"folder"},"other":{"children":[],"name":"Other bookmarks","type":"folder"}},"version":1}
"""


@pytest.mark.parametrize(
    ("text", "tags", "line", "others"),
    [(FIREFOX_BACKUP, ("Thesis", "light", "glass"), 5, 1), (CHROME, ("Thesis",), 3, 0)],
)
def test_bookmarks_as_json(text: str, tags: tuple[str, ...], line: int, others: int) -> None:
    items = read(text, "bookmarks.json")
    (note,) = (item for item in items if isinstance(item, Note))
    assert (note.title, note.tags, str(note.date), note.line) == ("Lanterns in the Dark", tags, "2020-09-13", line)
    assert own_urls(note) == ["https://openreview.net/forum?id=abcdEFGH12"]
    assert len(items) - 1 == others


def test_broken_bookmarks_as_json_are_said() -> None:
    (problem,) = read(CHROME[:-5], "bookmarks.json")
    assert isinstance(problem, Problem)
    assert not BOOKMARKS.recognises(
        Document("x.json", '{"children": [{"title": "A", "url": "https://a.org"}]}', "x.json")
    )
