"""Notes that say what kind of work they are about, in their name or with a tag, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.extract.query import extract_query
from biblio.model.record import Kind
from biblio.readers.markdown.note_file_names import read_file_name
from tests.readers.markdown_samples import notes, only
from tests.readers.test_titled_files import read

THOUGHT = "A thought of mine about it.\n"


@pytest.mark.parametrize(
    ("name", "title", "authors", "kind"),
    [
        ("book - Ada Poe - Lanterns in the Fog", "Lanterns in the Fog", ("Ada Poe",), "book"),
        ("Book - Lanterns in the Fog, 2nd Edition - Ada Poe", "Lanterns in the Fog, 2nd Edition", ("Ada Poe",), "book"),
        ("book - Deep Learning - Ada Poe", "Deep Learning", ("Ada Poe",), "book"),
        ("book - Seneca - Letters", "Letters", ("Seneca",), "book"),
        ("Book - Poe & Roe - Fog and its Measures", "Fog and its Measures", ("Poe", "Roe"), "book"),
        ("livre – Adèle Poe – Les lampes du port", "Les lampes du port", ("Adèle Poe",), "book"),
        ("paper - On the Colour of Lamps", "On the Colour of Lamps", (), "paper"),
        ("reading - Jane Roe - Fog - a history", "Fog - a history", ("Jane Roe",), ""),
    ],
)
def test_names_that_begin_with_a_kind(name: str, title: str, authors: tuple[str, ...], kind: str) -> None:
    read_name = read_file_name(f"{name}.md")
    assert (read_name.title, read_name.authors, read_name.kind) == (title, authors, kind)


@pytest.mark.parametrize(
    "name",
    ["book - index", "article - 2020", "books - to read", "code - Jane Roe - parser", "reading - Monday - errands"],
)
def test_other_names_with_dashes(name: str) -> None:
    assert not read_file_name(f"{name}.md").kind


def test_a_vault_that_says_only_book(tmp_path: Path) -> None:
    works = {f"book - Ada Poe - {title}.md": f"#book\n\n- {THOUGHT}" for title in ("Fog", "Lamps", "The Quiet Harbour")}
    ideas = {f"{idea}.md": f"{THOUGHT}See [[book - Ada Poe - Fog]].\n" for idea in ("habits", "deep work", "patience")}
    found = read(tmp_path, works | ideas).notes
    assert sorted(note.title or "" for note in found) == ["Fog", "Lamps", "The Quiet Harbour"]
    assert {note.authors for note in found} == {("Ada Poe",)}
    assert extract_query(found[0]).kind is Kind.BOOK


def test_the_form_in_a_heading_or_in_front_matter() -> None:
    for text in (f"# book - Ada Poe - Fog\n\n{THOUGHT}", f"---\ntitle: book - Ada Poe - Fog\n---\n{THOUGHT}"):
        note = only(text, name="202101021200.md")
        assert (note.title, note.authors, note.kind_hint) == ("Fog", ("Ada Poe",), "book")


@pytest.mark.parametrize(
    "text",
    [
        f"#book\n\n{THOUGHT}", f"#book #fog\n# Patient Lamps\n{THOUGHT}", f"Tags: #book\n{THOUGHT}",
        f"# Patient Lamps\n#book/history\n\n{THOUGHT}", f"tags:: #book\n\n- {THOUGHT}", f"{THOUGHT}\n#livre\n",
        f"---\ntags: [book, fog]\n---\n{THOUGHT}",
    ],
)  # fmt: skip
def test_a_tag_makes_a_note_of_a_title(text: str) -> None:
    assert only(text, name="Patient Lamps.md").title == "Patient Lamps"


@pytest.mark.parametrize(
    "text", [f"I saw this in a #book.\n\n{THOUGHT}", f"#fog #idea\n{THOUGHT}", f"{THOUGHT * 6}\n#book\n\n{THOUGHT * 3}"]
)
def test_a_tag_in_passing_does_not(text: str) -> None:
    text = text.replace(THOUGHT, "A thought.\n\nAnother one.\n\n")
    assert not notes(text, name="Patient Lamps.md")


def test_pages_of_highlights_of_logseq() -> None:
    text = (
        "file:: [2019_Roe_Fog.pdf](../assets/x.pdf)\nfile-path:: ../assets/x.pdf\n\n- a line\n  ls-type:: annotation\n"
    )
    note = only(text, name="pages/hls__2019_Roe_Fog over the quiet harbour.md")
    assert (note.title, note.authors, note.year) == ("Fog over the quiet harbour", ("Roe",), 2019)
    uploaded = read_file_name("hls__2018_Roe_A_Fog_(2+1)D_Phase_1667264759596_0.md")
    assert (uploaded.title, uploaded.year) == ("A Fog (2+1)D Phase", 2018)
    # An uploaded file has "_" for blanks, and one that was uploaded twice has the time twice.
    blanks = read_file_name("hls__Lanterns_that_burn_in_the_fog_1709630190713_0_1713529425637_0.md")
    assert blanks.title == "Lanterns that burn in the fog"
    cited = read_file_name("hls__Roe_et_al._-_2013_-_Lanterns,_a_Primer_1687519148049_0.md")
    assert (cited.title, cited.authors, cited.et_al, cited.year) == ("Lanterns, a Primer", ("Roe",), True, 2013)


@pytest.mark.parametrize(
    "link", ["- ![2008_Poe_Lamps of infinite size.pdf](file://zotero/My Papers/x.pdf)", "![[2008_Lamps of Infinite Size in Fog.pdf#page=2]]"]
)  # fmt: skip
def test_a_page_that_opens_with_its_pdf_is_about_it(link: str) -> None:
    assert only(f"{link}\n- # Setup\n\t- a remark\n", name="2008_Lamps of infinite size.md").year == 2008
    assert not notes(f"A remark.\n\n{link}\n", name="2008_Lamps of infinite size.md")
    assert not notes(f"{link}\n", name="2008_Lamps of finite size.md")


def test_names_with_a_formula_or_in_han_characters() -> None:
    name = read_file_name("2012_Roe_Poe_String-Nets with $Z_N$ Fusion Rules.pdf.md")
    assert (name.title, name.authors) == ("String-Nets with $Z_N$ Fusion Rules", ("Roe", "Poe"))
    name = read_file_name("2019_李文_迷雾中的灯 - 第一卷.md")
    assert (name.title, name.authors, name.year) == ("迷雾中的灯 - 第一卷", ("李文",), 2019)


def test_what_logseq_says_of_a_bullet_is_no_title() -> None:
    page = "- ## Letters\n\t- [fog-rpl.pdf (example.org)](https://example.org/fog-rpl.pdf)\n\t  id:: 63d1d439-0ed7-41be-8c5a-71a01f6d8fa3\n"
    assert all("id::" not in (note.title or "") for note in notes(page, name="Roadmap.md"))


def test_isbn_under_any_spelling_of_its_key_identifies() -> None:
    note = only("> **Title**:: The Fog\n> **Author**:: Poe, Ada\n>**ISBN**:: 978-0-306-40615-7\n", name="poe2020fog.md")
    assert [identifier.value for identifier in extract_query(note).identifiers] == ["9780306406157"]


def test_sections_below_book_notes_are_no_works_of_their_own() -> None:
    sections = "".join(f"## {title}\n\n{THOUGHT}\n" for title in ("Lamps Need Patience", "Fog and Haze", "Harbours"))
    page = f"---\nauthor: Ada Poe\n---\n# The Patient Lamp\n\n# Book notes\n\n{sections}"
    assert only(page, name="lamp.md").title == "The Patient Lamp"
