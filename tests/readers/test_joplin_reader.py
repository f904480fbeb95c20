"""Joplin's items and archives: notes without the program's block, with tags and notebooks where they are known."""

from __future__ import annotations

import io
import tarfile

from biblio.errors import Problem
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.layouts import reader_for
from biblio.readers.other_markup.joplin_reader import READER
from biblio.readers.skipped import Skipped, SkipReason

NOTE = """\
How moss holds water

Authors: Rita Vega, Paul Onyango
https://arxiv.org/abs/1601.00011

Moss is a sponge.

id: a1
parent_id: b1
created_time: 2024-05-14T10:11:12.000Z
author:
source_url: https://doi.org/10.5555/moss.16
type_: 1"""
ITEMS = {
    "a1": NOTE,
    "a2": "Shopping\n\nmilk\n\nid: a2\nparent_id: b1\nsource_url:\ntype_: 1",
    "b1": "Wet woods\n\nid: b1\nparent_id:\ntype_: 2",
    "c1": "to-read\n\nid: c1\ntype_: 5",
    "d1": "id: d1\nnote_id: a1\ntag_id: c1\ntype_: 6",
}


def archive(items: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for name, text in items.items():
            member = tarfile.TarInfo(f"{name}.md")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return stream.getvalue()


def test_an_item_on_its_own() -> None:
    document = Document("a1.md", NOTE, "a1.md")
    assert reader_for(document) is READER
    (note,) = READER.read(document)
    assert isinstance(note, Note)
    assert (note.title, note.authors, str(note.date)) == (
        "How moss holds water",
        ("Rita Vega", "Paul Onyango"),
        "2024-05-14",
    )
    own = {link.url: link.line for link in note.links if link.role is LinkRole.OWN}
    assert own == {"https://doi.org/10.5555/moss.16": 1, "https://arxiv.org/abs/1601.00011": 4}
    assert note.comment.endswith("Moss is a sponge.")
    (passed,) = READER.read(Document("c1.md", ITEMS["c1"], "c1.md"))
    assert isinstance(passed, Skipped)
    assert (passed.reason, passed.detail) == (SkipReason.PROGRAM, "to-read")


def test_an_archive_has_tags_and_notebooks() -> None:
    document = Document("export.jex", "", "export.jex", data=archive(ITEMS))
    assert reader_for(document) is READER
    note, shopping = READER.read(document)
    assert isinstance(note, Note)
    assert (note.title, note.tags, note.line) == ("How moss holds water", ("to-read", "Wet woods"), 1)
    assert isinstance(shopping, Skipped)
    assert shopping.detail == "Shopping"


def test_a_damaged_archive_is_a_problem() -> None:
    document = Document("export.jex", "", "export.jex", data=b"no archive" * 100)
    (problem,) = READER.read(document)
    assert isinstance(problem, Problem)


def test_a_text_with_such_words_is_no_item() -> None:
    text = "# Types\n\ntype_: 1 is a note of Joplin's.\n"
    assert not READER.recognises(Document("a.md", text, "a.md"))
