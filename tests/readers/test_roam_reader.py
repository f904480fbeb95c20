"""Graphs of Roam Research."""

from __future__ import annotations

import json

from biblio.errors import Problem
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.layouts import reader_for
from biblio.readers.other_markup.roam_reader import READER


def block(string: str, uid: str = "", *children: object) -> dict[str, object]:
    return {"string": string, "uid": uid or f"u{abs(hash(string)) % 10**8:08}", "children": list(children)}


GRAPH = [
    {
        "title": "January 2nd, 2021",
        "children": [
            block("met [[Ada Example]] {{[[TODO]]}}"),
            block("{{[[TODO]]}} [Walks of a Drunken Ant](https://arxiv.org/abs/2102.00002) #ants", "walks0001"),
        ],
    },
    {"title": "Ants", "children": [block("An ant walks.", "ant000001")]},
    {"title": "Empty page"},
    {
        "title": "@kim2021",
        "children": [
            block(
                "[[Metadata]]",
                "",
                block("Title:: Lanterns in the Dark"),
                block("Author(s):: [[Mina Kim]], [[Jo Berg]]"),
                block("Date:: 2021-05"),
                block("Topics:: [[graphs]], [[light]]"),
                block("URL:: https://arxiv.org/abs/2101.00001"),
                block("Journal:: [[Journal of Graphs]]"),
            ),
            block("## Notes", "", block("((ant000001)) ^^really^^")),
        ],
    },
    {
        "title": "The Lamp",
        "children": [block("Type:: [[Book]]"), block("Author::", "", block("[[Hana Ito]]"), block("[[Ann Lee]]"))],
    },
]


def read(text: str) -> list[ReadItem]:
    document = Document("graph.json", text, "graph.json")
    assert reader_for(document) is READER
    return list(READER.read(document))


def test_pages_with_attributes_and_lists_in_blocks() -> None:
    text = json.dumps(GRAPH, indent=1)
    walks, lanterns, lamp = (item for item in read(text) if isinstance(item, Note))
    assert (walks.title, walks.tags) == ("Walks of a Drunken Ant", ("ants",))
    assert text.split("\n")[walks.line - 1].strip() == '"uid": "walks0001",'
    assert (lanterns.title, lanterns.citekey, lanterns.venue) == (
        "Lanterns in the Dark",
        "kim2021",
        "Journal of Graphs",
    )
    assert (lanterns.authors, lanterns.year, lanterns.month) == (("Mina Kim", "Jo Berg"), 2021, 5)
    assert lanterns.tags == ("graphs", "light")
    assert [link.url for link in lanterns.links if link.role is LinkRole.OWN] == ["https://arxiv.org/abs/2101.00001"]
    assert "An ant walks. ==really==" in lanterns.comment
    assert "::" not in lanterns.comment
    assert (lamp.title, lamp.authors, lamp.kind_hint) == ("The Lamp", ("Hana Ito", "Ann Lee"), "book")
    assert len({note.layout for note in (walks, lanterns, lamp)}) == 1


def test_a_graph_on_one_line() -> None:
    notes = [item for item in read(json.dumps(GRAPH, ensure_ascii=False)) if isinstance(item, Note)]
    assert [(note.title, note.line) for note in notes] == [
        ("Walks of a Drunken Ant", 1), ("Lanterns in the Dark", 1), ("The Lamp", 1),
    ]  # fmt: skip


def test_a_graph_that_is_cut_off_is_read_up_to_there() -> None:
    text = json.dumps(GRAPH, indent=1)
    items = read(text[: text.index('"The Lamp"')])
    assert [item.title for item in items if isinstance(item, Note)] == [
        "Walks of a Drunken Ant",
        "Lanterns in the Dark",
    ]
    (problem,) = (item for item in items if isinstance(item, Problem))
    assert problem.line > 1


def test_other_json_is_no_graph() -> None:
    for text in ('[{"title": "An issue", "number": 1}]', '{"title": "x"}', "[]", '[{"id": "kim2021", "title": "x"}]'):
        assert not READER.recognises(Document("x.json", text, "x.json"))


def test_labels_with_one_colon_below_metadata() -> None:
    blocks = [{"string": "Authored by:: [[Jane Roe]]", "uid": "a1"}, {"string": "DOI: 10.5555/lamp.1", "uid": "a2"}]
    page = {"title": "@roe2020", "children": [{"string": "Metadata::", "uid": "a0", "children": blocks}]}
    document = Document("g.json", json.dumps([page]), "g.json")
    (note,) = [item for item in READER.read(document) if isinstance(item, Note)]
    assert note.authors == ("Jane Roe",)
    assert [link.url for link in note.links if link.role is LinkRole.OWN] == ["https://doi.org/10.5555/lamp.1"]
