"""reStructuredText: field lists, lists, tables and citations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.errors import Problem
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.layouts import reader_for
from biblio.readers.other_markup.rst_reader import READER
from biblio.readers.skipped import Skipped


def read(text: str) -> list[ReadItem]:
    document = Document("papers.rst", text, "papers.rst")
    assert reader_for(document) is READER
    return list(READER.read(document))


def notes(text: str) -> list[Note]:
    return [item for item in read(text) if isinstance(item, Note)]


def own_urls(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is LinkRole.OWN]


def test_a_field_list_describes_the_work_of_the_page() -> None:
    (note,) = notes(
        "Lanterns in the Dark\n====================\n\n:Authors: Mina Kim; Jo Berg\n:Year: 2021\n:DOI: 10.1000/lantern\n"
        ":Tags: graphs, light\n\nA *lantern* is a ``vertex``.\n\n.. code-block:: python\n\n   x = 1\n\n.. toctree::\n\n   other\n"
    )
    assert (note.title, note.authors, note.year) == ("Lanterns in the Dark", ("Mina Kim", "Jo Berg"), 2021)
    assert own_urls(note) == ["https://doi.org/10.1000/lantern"]
    assert note.tags == ("graphs", "light")
    assert "A *lantern* is a `vertex`." in note.comment
    assert (note.line, note.end_line, note.layout) == (1, 17, "rst")


def test_fields_in_comments_as_nikola_writes_them() -> None:
    (note,) = notes(
        ".. title: Lanterns in the Dark\n.. slug: lanterns\n.. date: 2021-05-01\n.. tags: graphs, light\n.. author: The Owner\n\n"
        "Paper: https://arxiv.org/abs/2101.00001\n\nGood.\n"
    )
    assert (note.title, note.tags, note.authors) == ("Lanterns in the Dark", ("graphs", "light"), ())
    assert own_urls(note) == ["https://arxiv.org/abs/2101.00001"]


LIST = """\
Papers
======

.. comment with `a link <https://arxiv.org/abs/2102.00009>`_

Graphs
------

* `Walks of a Drunken Ant <https://arxiv.org/abs/2102.00002>`_
* `Lanterns in the Dark`__ by Mina Kim,
  `named`_
* Colours of Old Glass. :doi:`10.1000/glass`

__ https://doi.org/10.1000/lantern

.. _named: https://doi.org/10.1000/named

.. list-table:: More
   :header-rows: 1

   * - Title
     - Authors
     - Link
   * - The Lamp
     - Hana Ito
     - `arXiv <https://arxiv.org/abs/2103.00003>`_

Cited
-----

.. [Lee2020] Lee, A. (2020). Glass, Revisited. *Journal of Glass*.
   https://doi.org/10.1000/revisited

References
----------

.. [Other2000] Other, O. (2000). Another Work. https://doi.org/10.1000/other
"""


def test_lists_tables_and_citations() -> None:
    walks, lanterns, glass, lamp, revisited = notes(LIST)
    assert (walks.title, walks.line, walks.tags) == ("Walks of a Drunken Ant", 9, ("Graphs",))
    assert (lanterns.title, own_urls(lanterns)) == ("Lanterns in the Dark", ["https://doi.org/10.1000/lantern"])
    assert own_urls(glass) == ["https://doi.org/10.1000/glass"]
    assert (lamp.title, lamp.authors, lamp.line) == ("The Lamp", ("Hana Ito",), 24)
    assert (revisited.title, revisited.citekey, revisited.year) == ("Glass, Revisited", "Lee2020", 2020)
    assert revisited.authors == ("Lee, A.",)


@pytest.mark.parametrize(
    "text",
    [
        "Usage\n=====\n\nCall it. See `the paper <https://doi.org/10.1000/x>`_ for more.\n\n.. autofunction:: f\n",
        "API\n===\n\n.. automodule:: package\n   :members:\n",
        "Welcome\n=======\n\n.. toctree::\n   :maxdepth: 2\n\n   a\n   b\n",
    ],
)
def test_pages_of_documentation_are_no_notes(text: str) -> None:
    assert notes(text) == []


@pytest.mark.parametrize(
    "text", ["=====\nTitle\n===\n\n* a\n b\n", "`open\n", ".. include:: /etc/passwd\n", ".. |x|\n\n|x|\n", ":\n"]
)
def test_broken_markup_does_not_end_the_reading(text: str) -> None:
    assert all(isinstance(item, Skipped) for item in read(text))


PIECES = st.sampled_from(["*", "**", "`", "``", "`_", "__", "|", ".. ", "::", "\n", "\n\n", "* ", "  ", "===", "---", ":a: b\n", "[1]_", ".. [a] b\n", "a", "x\n=\n", "+--+", "<https://x.org>", "\0"])  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_text_breaks_the_reader(text: str) -> None:
    last = text.count("\n") + 1
    for item in READER.read(Document("x.rst", text, "x.rst")):
        assert not isinstance(item, Problem), item
        assert 0 <= item.line <= last


def test_a_paragraph_without_end_is_said() -> None:
    text = f"Lamps at Sea\n============\n\n:Author: Ann Roe\n:URL: https://arxiv.org/abs/2101.00001\n\n{'{} ' * 5000}\n\nThe end.\n"
    problem, note = READER.read(Document("x.rst", text, "x.rst"))
    assert isinstance(problem, Problem)
    assert (problem.line, problem.is_warning) == (7, True)
    assert "15,000 characters" in problem.what
    assert isinstance(note, Note)
    assert note.title == "Lamps at Sea"


def test_citations_with_no_blank_lines_between_them_are_parted_before_they_are_too_long() -> None:
    citations = "\n".join(
        f".. [Roe{number:03}] J. Roe, A Lamp of the Harbour: Street {number}, Quay Press, 2001."
        for number in range(100)
    )
    titles = [note.title for note in notes(f"Bibliography\n============\n\n{citations}\n")]
    assert "A Lamp of the Harbour: Street 7" in titles
    assert len(titles) == 100


def test_lines_of_prose_that_begin_with_a_dash_are_one_paragraph() -> None:
    prose = "Lamps of the harbour\n" + "- and its streets\n" * 400
    said = [str(item) for item in read(f"Lamps\n=====\n\n{prose}\nMore.\n") if isinstance(item, Problem)]
    assert any("is passed over" in words for words in said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n" * 60_000, "a text of 60,000 blocks, of 50,000 at most"),
        ("***\n\n" * 60_000, "a text of 60,000 blocks, of 50,000 at most"),
        ("light at sea\n\n" + "oil " * 600_000, "a text of 2,400,014 characters, of 2,000,000 at most"),
    ],
)
def test_what_docutils_would_need_gigabytes_for_is_passed_over_and_said(text: str, said: str) -> None:
    (problem,) = READER.read(Document("lamps.rst", text, "lamps.rst"))
    assert isinstance(problem, Problem)
    assert said in problem.what
