"""Hayagriva, the bibliographies of Typst."""

from __future__ import annotations

import pytest

from biblio.errors import Problem
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.layouts import reader_for
from biblio.readers.library_reader import HAYAGRIVA

BIBLIOGRAPHY = """\
# my references
kim2021:
  type: article
  title: { value: "{Lanterns} in the Dark", short: Lanterns }
  author: ["Kim, Mina", "van der Berg, Jo"]
  date: 2021-05
  page-range: 1-9
  serial-number:
    doi: 10.1000/lantern
  parent:
    type: periodical
    title: Journal of Graphs
    volume: 4
    issue: 2
glass:
  type: Article
  author:
    - name: Lee
      given-name: Ann
  title: Colours of Old Glass
  date: ~2020
  url: { value: "https://arxiv.org/abs/2103.00003", date: 2021-01-01 }
  parent:
    - type: Conference
      title: Conference on Light
    - type: video
      url: https://video.example.org/1
lamp-chapter:
  type: chapter
  page-range: 12-14
  parent:
    type: book
    title: The Lamp
    author: Ito, Hana
    serial-number: { isbn: 978-0140283297 }
broken:
  title: [never closed
walks:
  type: thesis
  title: Walks of a Drunken Ant
  author: 山田, 太郎
  note: read chapter 2
"""


def read(text: str) -> list[ReadItem]:
    document = Document("refs.yml", text, "refs.yml")
    assert reader_for(document) is HAYAGRIVA
    return list(HAYAGRIVA.read(document))


def test_entries_and_a_broken_one() -> None:
    items = read(BIBLIOGRAPHY)
    lanterns, glass, lamp, walks = (item for item in items if isinstance(item, Note))
    assert (lanterns.title, lanterns.citekey, lanterns.venue) == (
        "Lanterns in the Dark",
        "kim2021",
        "Journal of Graphs",
    )
    assert lanterns.authors == ("Mina Kim", "Jo van der Berg")
    assert (lanterns.year, lanterns.month, lanterns.line, lanterns.end_line) == (2021, 5, 2, 14)
    assert [link.url for link in lanterns.links if link.role is LinkRole.OWN] == ["https://doi.org/10.1000/lantern"]
    assert {("volume", "4"), ("number", "2"), ("pages", "1-9")} <= set(lanterns.fields)
    assert (glass.authors, glass.year, glass.venue) == (("Ann Lee",), 2020, "Conference on Light")
    assert (lamp.title, lamp.kind_hint, lamp.authors) == ("The Lamp", "book", ("Hana Ito",))
    assert (walks.authors, walks.kind_hint, walks.comment) == (("山田 太郎",), "thesis", "read chapter 2")
    (problem,) = (item for item in items if isinstance(item, Problem))
    assert problem.line >= 34
    assert "broken" in problem.what


@pytest.mark.parametrize(
    "text",
    [
        "title: My site\nauthor: Me\n",  # the configuration of a site
        "name: build\non:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: x\n",
        "site:\n  title: My site\n  theme: dark\n",
        "- a\n- b\n",
        "",
        "en:\n  title: Titel\n  search: Suche\n",
    ],
)
def test_other_yaml_is_no_bibliography(text: str) -> None:
    assert not HAYAGRIVA.recognises(Document("x.yml", text, "x.yml"))


def test_front_matter_with_a_mapping_is_that_of_a_page() -> None:
    fields = "  bookId: '7'\n  title: 'Lamps: A primer'\n  author: Ada Roe\n  asin: B00\n"
    page = f"---\nkindle-sync:\n{fields}---\n# Lamps\n\nText.\n"
    reader = reader_for(Document("lamps.md", page, "lamps.md"))
    assert reader is not None
    assert reader.layout == "markdown"
    (note,) = (item for item in reader.read(Document("lamps.md", page, "lamps.md")) if isinstance(item, Note))
    assert (note.title, note.authors) == ("Lamps: A primer", ("Ada Roe",))
    assert HAYAGRIVA.recognises(Document("b.yml", page.partition("---\n# ")[0] + "\n---\n", "b.yml"))
