"""Annotations of Hypothes.is: one note per page that is a work."""

from __future__ import annotations

import json
from typing import Any

import pytest

from biblio.errors import Problem
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.layouts import reader_for
from biblio.readers.skipped import Skipped
from biblio.readers.tables.hypothesis_reader import READER

MOSS = "https://arxiv.org/abs/1601.00011"


def read(text: str, name: str) -> list[ReadItem]:
    document = Document(name, text, name)
    assert reader_for(document) is READER
    return list(READER.read(document))


def annotation(url: str, quote: str, remark: str, day: int, tags: list[str]) -> dict[str, Any]:
    selectors = [{"type": "TextPositionSelector", "start": 1}, {"type": "TextQuoteSelector", "exact": quote}]
    return {
        "id": f"a{day}", "created": f"2024-05-{day}T10:11:12.1+00:00", "user": "acct:rita@hypothes.is", "uri": url,
        "text": remark, "tags": tags, "target": [{"source": url, "selector": selectors if quote else []}],
        "document": {"title": ["[1601.00011] How moss holds water"]},
    }  # fmt: skip


ANNOTATIONS = [
    annotation(MOSS, "moss is a sponge", "Is it?", 15, ["moss"]),
    annotation("https://soup.example/recipes", "salt", "more", 16, ["soup"]),
    annotation(MOSS, "", "Good paper.", 14, ["to-read", "moss"]),
]
CSV = f"""\
Created at,Author,Page URL,Group,Type,Quote,Comment,Tags
2024-05-15T10:11:12.1+00:00,acct:rita@hypothes.is,{MOSS},Public,Annotation,"moss is a sponge",Is it?,moss
2024-05-16T10:11:12.1+00:00,acct:rita@hypothes.is,https://soup.example/recipes,Public,Annotation,salt,more,soup
2024-05-14T10:11:12.1+00:00,acct:rita@hypothes.is,{MOSS},Public,Page Note,,Good paper.,"to-read,moss"
"""


@pytest.mark.parametrize("shape", ["list", "rows", "annotations", "csv"])
def test_all_annotations_of_a_page_are_one_note(shape: str) -> None:
    text = CSV if shape == "csv" else json.dumps(ANNOTATIONS if shape == "list" else {shape: ANNOTATIONS}, indent=1)
    note, passed = read(text, "annotations.csv" if shape == "csv" else "annotations.json")
    assert isinstance(note, Note)
    assert [link.url for link in note.links if link.role is LinkRole.OWN] == [MOSS]
    assert (note.title, note.tags, str(note.date)) == (
        None if shape == "csv" else "How moss holds water",
        ("moss", "to-read"),
        "2024-05-14",
    )
    assert note.comment == "> moss is a sponge\n\nIs it?\n\nGood paper."
    assert isinstance(passed, Skipped)
    assert passed.detail == "annotated pages that are no works: 1"


def test_other_addresses_of_a_work_and_files_of_ones_own() -> None:
    file = annotation("urn:x-pdf:1f9a", "salt", "", 17, [])
    file["document"]["title"] = ["How salt holds water"]
    unnamed = annotation("urn:x-pdf:77", "salt", "", 18, [])
    unnamed["document"] = {}
    through_proxy = annotation(f"https://via.hypothes.is/{MOSS.replace('abs', 'pdf')}v2#page=3", "sponge", "", 19, [])
    moss, salt, passed = read(json.dumps([*ANNOTATIONS[::2], file, unnamed, through_proxy]), "annotations.json")
    assert isinstance(moss, Note)
    assert isinstance(salt, Note)
    assert (moss.comment[-8:], moss.links[0].url) == ("> sponge", MOSS)
    assert (salt.title, salt.links, salt.comment) == ("How salt holds water", (), "> salt")
    assert isinstance(passed, Skipped)


def test_a_broken_export_is_a_problem() -> None:
    (problem,) = READER.read(Document("a.json", '[{"uri": "x", "target": [], "user": ""}', "a.json"))
    assert isinstance(problem, Problem)
