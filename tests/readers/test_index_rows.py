"""Rows of an index or a table, and the pages on the same works, are one note."""

from __future__ import annotations

import pytest

from biblio.model.note import Link, LinkRole, Note
from biblio.readers.tables.index_rows import join_index_rows

DOI = Link("https://doi.org/10.5555/moss.18", LinkRole.OWN)
PAGE = Note(
    "page", "notes/moss.md", 1, 9, "markdown", title="How moss holds water", year=2018, comment="Mine.", tags=("moss",)
)
ROW = Note(
    "row", "index.json", 2, 3, "data", title="How moss holds water", authors=("Jane Roe",), year=2018, tags=("wet",),
    comment="mine", fields=(("rating", "4"),),
)  # fmt: skip
OTHER = ROW.replace(id="other", title="Ferns at night")
SOURCES = {"notes/moss.md": "vault", "index.json": "vault", "notes/again.md": "vault", "elsewhere/index.json": "other"}


@pytest.mark.parametrize("layout", ["data", "table"])
def test_a_row_becomes_part_of_its_page(layout: str) -> None:
    row, other = ROW.replace(layout=layout), OTHER.replace(layout=layout)
    note, rest = join_index_rows([row, PAGE, other], SOURCES)
    assert rest == other
    assert (note.id, note.source, note.line, note.authors, note.tags) == (
        "page",
        "notes/moss.md",
        1,
        ("Jane Roe",),
        ("moss", "wet"),
    )
    assert (note.comment, note.fields) == ("Mine.", (("rating", "4"),))
    said_more = row.replace(comment="Ask Max.")
    assert join_index_rows([PAGE, said_more], SOURCES)[0].comment == "Mine.\n\nAsk Max."


def test_a_common_address_is_enough() -> None:
    page, row = PAGE.replace(title="Moos", links=(DOI,)), ROW.replace(links=(DOI,))
    (note,) = join_index_rows([page, row], SOURCES)
    assert (note.title, note.other_titles, note.links) == ("Moos", ("How moss holds water",), (DOI,))


@pytest.mark.parametrize(
    ("page", "row"),
    [
        (PAGE, ROW.replace(year=2020)),
        (PAGE.replace(title="Moss", year=None), ROW.replace(title="Moss")),
        (PAGE.replace(year=None, links=(DOI,)), ROW.replace(links=(Link("https://doi.org/10.5555/1", LinkRole.OWN),))),
        (PAGE, ROW.replace(source="elsewhere/index.json")),
    ],
)
def test_another_work_is_not_joined(page: Note, row: Note) -> None:
    assert join_index_rows([page, row], SOURCES) == (page, row)


def test_pages_of_several_notes_and_titles_of_several_pages_are_no_place_for_a_row() -> None:
    item = PAGE.replace(id="item", line=20, title="Another")
    assert join_index_rows([PAGE, item, ROW], SOURCES) == (PAGE, item, ROW)
    again = PAGE.replace(id="again", source="notes/again.md")
    assert join_index_rows([PAGE, again, ROW], SOURCES) == (PAGE, again, ROW)
