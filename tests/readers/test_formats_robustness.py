"""No text breaks the readers of tables, links, graphs, libraries and other markup, and their notes are well-formed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.errors import Problem
from biblio.model.note import Note
from biblio.readers.base import Document
from biblio.readers.layouts import READERS

NAMES = {
    "org": "x.org", "table": "x.csv", "readwise-csv": "x.csv", "bookmarks": "x.html", "addresses": "x.txt", "hayagriva": "x.yml",
    "roam-json": "x.json", "notebook": "x.ipynb", "typst": "x.typ", "rst": "x.rst", "data": "x.json", "asciidoc": "x.adoc", "mediawiki": "x.wiki",
    "dokuwiki": "x.txt", "tiddlywiki": "x.tid", "mail": "x.eml", "joplin": "x.md", "hypothesis": "x.csv", "arxiv-listing": "x.txt",
}  # fmt: skip
PIECES = st.sampled_from(
    [
        "* ", "** TODO ", ":PROPERTIES:\n", ":END:\n", ":URL: https://arxiv.org/abs/2101.00001\n", "#+title: ", "[[https://x.org][", "]]", "- ", " :: ",
        "cite:key2020", "[cite:@a2020]", "#+begin_src\n", "#+end_src\n", "| a | b |\n", "|--+--|\n", "<2020-99-99>", "Title,Authors,DOI\n",
        "Highlight,Book Title,Book Author\n", '"', ",", ";", "\t", "10.1000/x", "<!DOCTYPE NETSCAPE-Bookmark-file-1>", "<DL><p>", "</DL>", "<DT>",
        "<H3>Folder</H3>", '<A HREF="https://doi.org/10.1000/x" ADD_DATE="1600000000">', "</A>", "<DD>", "https://arxiv.org/abs/2101.00002", "\n", "\n\n",
        "key:\n", "  title: A Title\n", "  author: [a, {name: b}]\n", "  parent: {title: J}\n", "  date: 2020-13\n", "- a\n", "{", "}", "[", "]", ":",
        '[{"title": "@a2020", "children": [{"string": "Title:: X", "uid": "u1"}]}]', '{"cells": [{"cell_type": "markdown", "source": ["# A\\n"]}]}',
        "= Heading\n", "#link(", ")", "Heading\n=======\n", "`a <https://x.org>`_", ".. [K2020] ", "論文", "é", "\0", "\x0b", "\u2028", " ", "a",
    ]
)  # fmt: skip


@pytest.mark.parametrize("layout", NAMES)
@given(text=st.lists(PIECES, max_size=25).map("".join))
def test_no_text_breaks_a_reader(layout: str, text: str) -> None:
    reader, name = READERS.load(layout), NAMES[layout]
    document = Document(name, text, name)
    assert reader.recognises(document) in (True, False)
    last = text.count("\n") + 1
    items = list(reader.read(document))
    ids = [item.id for item in items if isinstance(item, Note)]
    assert len(set(ids)) == len(ids)
    for item in items:
        if not isinstance(item, Note):
            assert item.path == name
            assert 0 <= item.line <= last
            assert not isinstance(item, Problem) or item.line > 0
            continue
        assert (item.layout, item.source) == (layout, name)
        assert 1 <= item.line <= item.end_line <= last
        for located in [*item.links, *item.references]:
            assert 0 <= located.line <= last
        assert all(tag and tag == tag.strip() for tag in item.tags)
        assert item.title is None or item.title.strip()
        assert item.title or item.citekey or item.links or item.authors
