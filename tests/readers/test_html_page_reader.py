"""Lists of works in HTML, with and without its elements for lists, on pages of their own and within Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.readers.base import Document
from biblio.readers.discovery import list_files
from biblio.readers.layouts import reader_for
from biblio.readers.made_pages import pages_made_from_texts
from biblio.readers.skipped import SkipReason
from biblio.settings import NoteSource
from tests.readers.read_text import notes, own_urls

FIRST, SECOND = "https://arxiv.org/abs/1706.03762", "https://arxiv.org/abs/1810.04805"
ARTICLES = f"""
<article class="paper">
  <h3><a href="{FIRST}">Lamps in fog</a></h3>
  <p class="authors">Jane Roe, Max Poe</p>
  <p>2017, NeurIPS</p>
</article>
<article class="paper"><h3><a href="{SECOND}">Wicks in fog</a></h3><p>Ada Moe, Ann Loe</p></article>
"""
BLOCKS = f"""
<div class="item"><div class="title">Lamps in fog</div><div>Jane Roe, Max Poe</div><a href="{FIRST}">arXiv</a></div>
<div class="item"><div class="title">Wicks in fog</div><div>Ada Moe, Ann Loe</div><a href="{SECOND}">arXiv</a></div>
"""
TABLE = f"""
<table>
<tr><th>Title</th><th>Authors</th><th>Year</th></tr>
<tr><td><a href="{FIRST}">Lamps in fog</a></td><td>Jane Roe, Max Poe</td><td>2017</td></tr>
<tr><td><a href="{SECOND}">Wicks in fog</a></td><td>Ada Moe, Ann Loe</td><td>2018</td></tr>
</table>
"""
PARAGRAPHS = f"""
<p><a href="{FIRST}">Lamps in fog</a>, Jane Roe and Max Poe, 2017</p>
<p><a href="{SECOND}"><i>Wicks in fog</i></a>, Ada Moe and Ann Loe, 2018</p>
"""
AUTHORS = [("Jane Roe", "Max Poe"), ("Ada Moe", "Ann Loe")]


@pytest.mark.parametrize(
    "works", [ARTICLES, BLOCKS, TABLE, PARAGRAPHS], ids=["articles", "blocks", "table", "paragraphs"]
)
@pytest.mark.parametrize(
    ("name", "page"),
    [
        (
            "papers.html",
            '<html><body><nav><a href="/x">All lamps here</a></nav><h1>Papers</h1>\n{}</body></html>',
        ),
        ("papers.md", "# Papers\n\nWhat to read.\n{}\nAnd so on.\n"),
    ],
)
def test_works_in_html_are_notes_whatever_elements_hold_them(works: str, name: str, page: str) -> None:
    text = page.format(works)
    found = notes(text, name)
    assert [(note.title, note.authors) for note in found] == list(
        zip(["Lamps in fog", "Wicks in fog"], AUTHORS, strict=True)
    )
    assert [own_urls(note) for note in found] == [[FIRST], [SECOND]]
    lines = text.split("\n")
    assert all(note.title in "\n".join(lines[note.line - 1 : note.end_line]) for note in found if note.title)


@pytest.mark.parametrize(
    "page",
    [
        f'<html><head><meta name="generator" content="Hugo 0.1"></head><body>{BLOCKS}</body></html>',
        f"<html><body>{{{{ page.title }}}}{BLOCKS}</body></html>",
        "<html><body><p>The lamp went out in 2017.</p><p>It burnt again in 2018.</p></body></html>",
        f'<html><body><h1>On lamps</h1><p>See <a href="{FIRST}">this paper</a> of 2017.</p><p>And so on.</p></body></html>',
    ],
    ids=["generated", "form", "prose", "one link"],
)
def test_pages_that_a_program_makes_and_texts_of_their_own_are_not_read(page: str) -> None:
    assert reader_for(Document("lamps.html", page, "lamps.html")) is None


def test_lines_of_linked_titles_are_works_of_their_own() -> None:
    lines = f'<a href="{FIRST}">Lamps in the fog</a></br>\n<a href="{SECOND}">Wicks in the fog</a></br>\n'
    markdown = f"[Lamps in the fog]({FIRST})\n[Wicks in the fog]({SECOND}), Ada Moe\n"
    for text in (lines, markdown):
        found = notes(f"# Papers\n\n{text}", "papers.md")
        assert [(note.title, own_urls(note)) for note in found] == [
            ("Lamps in the fog", [FIRST]),
            ("Wicks in the fog", [SECOND]),
        ]


def test_pages_made_from_texts_are_no_notes(tmp_path: Path) -> None:
    for name in ("lamp.md", "lamp.html", "docs/list.html", "own.html", "fog.md", "oil.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    listing = list_files([NoteSource(str(tmp_path))], base=tmp_path)
    made = {item.path.rpartition(f"{tmp_path.name}/")[2]: item.detail for item in listing.skipped}
    assert made == {"lamp.html": "lamp.md", "docs/list.html": ""}
    assert {item.reason for item in listing.skipped} == {SkipReason.MADE_FROM}
    assert len(list_files([NoteSource(str(tmp_path), "html")], base=tmp_path).files) == 6


@pytest.mark.parametrize(
    ("names", "made"),
    [
        (["a/lamp.md", "docs/a/lamp.html"], {"docs/a/lamp.html": "a/lamp.md"}),
        (["README.md", "docs/lamp.html"], {}),
        (["lamp.html", "fog.html"], {}),
        (["a.md", "b.md", "c.md", "texts/lamp.html"], {}),
    ],
)
def test_which_pages_are_made_from_texts(names: list[str], made: dict[str, str]) -> None:
    assert pages_made_from_texts(names) == made


def test_cards_in_markdown_that_hold_references_are_sections() -> None:
    text = """# Bibliografía

<div class="grid">
  <div class="card">
    <h4>Fundamentos</h4>
    <p><strong>Roe, A., &amp; Poe, T. (1995).</strong> <em>La mecha y la lámpara.</em> Bogotá: Luz.</p>
    <p><strong>Moe, E. R. (2005).</strong> Lamps in health: definitions and differences. <em>Rev Luz, 39</em>(3), 507-514.</p>
  </div>
  <div class="card">
    <h4>Manuales</h4>
    <p><strong>Loe, M. S. (1999).</strong> <em>Técnicas de la luz.</em> Madrid: Luz.</p>
  </div>
</div>
"""
    titles = [note.title for note in notes(text, name="bibliografia.md")]
    assert titles == ["La mecha y la lámpara", "Lamps in health: definitions and differences", "Técnicas de la luz"]


def test_a_card_that_is_a_link_as_a_whole_is_called_by_its_heading() -> None:
    text = """<html><body><h1>Reviews</h1><div class="grid">
<a href="a.html" class="card"><h3>LampSet</h3><p class="meta">Roe, Poe, Moe et al. &middot; July 2026 &middot; arXiv:2607.07673</p>
<p>A set of lamps, with gains.</p></a>
<a href="b.html" class="card"><h3>Fog: Lamps at Sea</h3><p class="meta">Jane Roe, Max Poe &middot; July 2026 &middot; arXiv:2607.06957</p>
<p>Words on fog.</p></a>
</div></body></html>
"""
    found = notes(text, name="index.html")
    assert [(note.title, note.authors, note.year) for note in found] == [
        ("LampSet", ("Roe", "Poe", "Moe"), 2026),
        ("Fog: Lamps at Sea", ("Jane Roe", "Max Poe"), 2026),
    ]
    assert [own_urls(note)[-1] for note in found] == [
        "https://arxiv.org/abs/2607.07673",
        "https://arxiv.org/abs/2607.06957",
    ]
