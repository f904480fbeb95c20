"""Typst: notes with metadata, lists and tables of works."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.layouts import reader_for
from biblio.readers.other_markup.typst_markup import translate_typst
from biblio.readers.other_markup.typst_reader import READER


def read(text: str) -> list[ReadItem]:
    document = Document("notes.typ", text, "notes.typ")
    assert reader_for(document) is READER
    return list(READER.read(document))


def notes(text: str) -> list[Note]:
    return [item for item in read(text) if isinstance(item, Note)]


def own_urls(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is LinkRole.OWN]


LIST = """\
#import "@preview/note:0.1.0": *
#set document(title: "Reading list", author: "The Owner")
#set text(
  font: "Some Font",
)
// - #link("https://arxiv.org/abs/2102.00009")[Not this]
/* - #link("https://arxiv.org/abs/2102.00008")[nor this] */
= Graphs <graphs>
- #link("https://arxiv.org/abs/2102.00002")[Walks of a
  Drunken Ant] good
+ *Lanterns in the Dark.* _Mina Kim, Jo Berg._ Journal of Graphs 2021. https://doi.org/10.1000/lantern

#table(
  columns: (auto, 1fr, auto),
  table.header([Title], [Authors], [Link]),
  [Colours of #emph[Old] Glass], [Ann Lee], [#link("https://arxiv.org/abs/2103.00003")[arXiv]],
  [The Lamp], [Hana Ito], [https://doi.org/10.1000/lamp],
)
#bibliography("refs.bib")
"""


def test_lists_and_tables() -> None:
    walks, lanterns, glass, lamp = notes(
        LIST.replace("table.header([Title], [Authors], [Link]),", "[Title], [Authors], [Link],")
    )
    assert (walks.title, walks.comment, walks.tags, walks.line) == ("Walks of a Drunken Ant", "good", ("Graphs",), 9)
    assert (lanterns.title, lanterns.authors) == ("Lanterns in the Dark", ("Mina Kim", "Jo Berg"))
    assert (lanterns.venue, lanterns.year, lanterns.line) == ("Journal of Graphs", 2021, 11)
    assert (glass.title, glass.authors, own_urls(glass)) == (
        "Colours of Old Glass", ("Ann Lee",), ["https://arxiv.org/abs/2103.00003"],
    )  # fmt: skip
    assert (lamp.title, lamp.line) == ("The Lamp", 17)


def test_a_header_of_its_own_is_the_first_row() -> None:
    assert [note.title for note in notes(LIST)][2:] == ["Colours of Old Glass", "The Lamp"]


@pytest.mark.parametrize(
    "call",
    [
        '#metadata((title: "Lanterns in the Dark", authors: ("Mina Kim", "Jo Berg"), year: 2021, doi: "10.1000/lantern")) <note>',
        '#show: paper-note.with(\n  title: [Lanterns in the _Dark_],\n  authors: ((name: "Mina Kim"), (name: "Jo Berg")),\n'
        '  date: datetime(year: 2021, month: 5, day: 1), year: 2021,\n  doi: "10.1000/lantern",\n)',
    ],
)
def test_metadata_of_a_note(call: str) -> None:
    (note,) = notes(f"{call}\n\n== Idea\nA *lantern* is a vertex.\n")
    assert (note.title, note.authors, note.year) == ("Lanterns in the Dark", ("Mina Kim", "Jo Berg"), 2021)
    assert own_urls(note) == ["https://doi.org/10.1000/lantern"]
    assert note.comment == "## Idea\nA **lantern** is a vertex."
    assert (note.line, note.layout) == (1, "typst")


def test_a_heading_and_a_link_are_a_note() -> None:
    (note,) = notes('= Lanterns in the Dark\n\n#link("https://doi.org/10.1000/lantern")[paper]\n\nGood.\n')
    assert (note.title, own_urls(note)) == ("Lanterns in the Dark", ["https://doi.org/10.1000/lantern"])


def test_a_text_of_its_own_is_no_note() -> None:
    text = '#show: thesis.with(title: "My Thesis", author: "Me")\n= Introduction\nAs @kim2021 show, #link("https://example.org")[this] is so.\n'
    assert notes(text) == []


@pytest.mark.parametrize(
    ("typst", "markdown"),
    [
        ("*bold* _it_ `code`", "**bold** *it* `code`"),
        ("snake_case and me@example.org", "snake_case and me@example.org"),
        ("as @kim2021 says @lee2020.", "as [@kim2021] says [@lee2020]."),
        ("#cite(<kim2021>)", "[@kim2021]"),
        ("日本語の@kim2021 です", "日本語の[@kim2021] です"),
        ("a~b \\# c", "a b # c"),
        ('#text(fill: red)[warm #link("https://x.org")]', "warm https://x.org"),
        ("https://x.org/a // remark", "https://x.org/a "),
        ("== Heading <label>", "## Heading"),
    ],
)
def test_markup(typst: str, markdown: str) -> None:
    assert "\n".join(row for row, _ in translate_typst(typst).rows) == markdown


PIECES = st.sampled_from(["#", "[", "]", "(", ")", '"', "\\", "*", "_", "`", "$", "//", "/*", "*/", "\n", "- ", "= ", "@a", "#link", "#table", "columns: 2", "#set ", "<a>", "a", " ", ":", ","])  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_text_breaks_the_reader(text: str) -> None:
    last = text.count("\n") + 1
    for item in READER.read(Document("x.typ", text, "x.typ")):
        assert 0 <= item.line <= last


def test_references_of_a_report_are_not_its_notes() -> None:
    text = (
        '= Introduction\nWords.\n\n= References\n- #link("https://arxiv.org/abs/2102.00002")[Walks of a Drunken Ant]: on walks\n'
        '- #link("https://arxiv.org/abs/2103.00003", "Colours of Old Glass")\n'
    )
    assert notes(text) == []
    assert [note.title for note in notes(text.replace("References", "Papers"))] == [
        "Walks of a Drunken Ant",
        "Colours of Old Glass",
    ]
