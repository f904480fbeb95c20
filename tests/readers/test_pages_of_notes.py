"""Hub pages: what leads to the notes of the same source is no further work."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.readers.skipped import SkipReason
from tests.readers.markdown_samples import notes, skipped
from tests.readers.test_titled_files import read

PAPERS = {
    "papers/roe2019.md": "---\ntitle: Braided rivers remember\nauthors: [Jane Roe]\nyear: 2019\n---\n",
    "papers/poe2020.md": "---\ntitle: Sediment waves in channels\nauthors: [Max Poe]\nyear: 2020\n---\n",
}
PAGES = "https://github.com/ann/vault/blob/main/papers"


@pytest.mark.parametrize(
    "entry",
    [
        "| Paper | Year |\n|---|---|\n| [[roe2019]] | 2019 |\n| [Poe 2020](papers/poe2020.md) | 2020 |\n",
        "| Title | Authors | Year |\n|---|---|---|\n| [[roe2019\\|Braided rivers]] | Roe | 2019 |\n",
        "**[Sediment waves in channels](papers/poe2020.md)** (Poe, 2020)\nThey travel downstream.\n",
        f"- [Sediment waves in channels]({PAGES}/poe2020.md), Max Poe and Jane Roe, 2020\n",
        "Roe, J., & Poe, M. (2019). Braided rivers remember. *Journal of Rivers*, 12(3), 1-10. [[roe2019]]\n",
        "- **Memory of rivers:** see [[roe2019]] (Roe & Poe, 2019)\n",
        "- [[roe2019]] — braids come back after a flood, and sooner where sand is fine (RIVERS 2019)\n",
        "- [[poe2020]]: waves of sediment last a season (ICML 2020)\n",
    ],
)
def test_what_leads_to_a_note_is_no_work(tmp_path: Path, entry: str) -> None:
    reading = read(tmp_path, {**PAPERS, "hub.md": f"# Papers on rivers\n\n{entry}"})
    assert {note.source for note in reading.notes} == {"papers/poe2020.md", "papers/roe2019.md"}
    assert {item.path for item in reading.skipped} == {"hub.md"}


def test_a_page_with_only_a_title_has_what_the_entry_that_leads_to_it_says(tmp_path: Path) -> None:
    hub = (
        "# Papers I read\n\n## Rivers\n\n### 2019\n\n- [Braided rivers remember (2019) - Roe, Poe](papers/roe2019.md)\n"
        "- [Slow lamps (2018) - Moe, Voe](papers/lamps.md)\n- [Sediment waves in channels (2020) - Poe, Roe](papers/poe2020.md)\n"
    )
    lamps = {"papers/lamps.md": "# Lamps\n\nThey are slow, and they are bright.\n"}
    reading = read(tmp_path, {**PAPERS, **lamps, "README.md": hub, "hub.md": hub.replace("Rivers", "Today")})
    assert {note.source for note in reading.notes} == {*PAPERS, *lamps}
    by_source = {note.source: note for note in reading.notes}
    roe, poe, moe = (by_source[f"papers/{name}.md"] for name in ("roe2019", "poe2020", "lamps"))
    assert (roe.authors, roe.year, roe.tags, roe.other_titles) == (("Jane Roe",), 2019, ("Rivers",), ())
    assert (poe.authors, poe.tags, poe.other_titles) == (("Max Poe",), ("Rivers",), ())
    assert (moe.title, moe.other_titles, moe.authors, moe.year) == ("Lamps", ("Slow lamps",), ("Moe", "Voe"), 2018)


def test_the_contents_of_a_collection_lead_to_its_pages_on_a_site(tmp_path: Path) -> None:
    readme = (
        "# papers-I-read\n\n## List of papers\n\n- [Braided rivers remember](https://ann.example.com/notes/braided-rivers)\n"
        "- [Sediment waves in channels](https://gist.github.com/ann/0123456789abcdef0123456789abcdef)\n"
        "- [An older work on slow rivers](https://ann.example.com/notes/older)\n"
        "- [Braided rivers and lakes](https://doi.org/10.1000/182)\n"
        "- Sediment waves in channels [[link](https://poe.example.com/waves.pdf)]\n"
    )
    reading = read(tmp_path, {**PAPERS, "README.md": readme, "_site/README.md": readme})
    assert [note.title for note in reading.notes if note.source == "README.md"] == [
        "An older work on slow rivers",
        "Braided rivers and lakes",
        "Sediment waves in channels",
    ]
    assert {note.source for note in reading.notes} == {*PAPERS, "README.md"}
    reasons = {(item.path, item.reason) for item in reading.skipped}
    assert reasons == {("README.md", SkipReason.LEADS_TO_NOTE), ("_site/", SkipReason.PROGRAM)}


def test_what_has_an_address_or_leads_elsewhere_is_one(tmp_path: Path) -> None:
    hub = (
        "# Papers on rivers\n\n- [A network model](https://doi.org/10.1000/182), compare [[poe2020]]\n"
        "- [An unread work](papers/unread.md), Jane Roe and Max Poe, 2018\n"
        "- [Sediment waves in channels](papers/poe2020.md), Max Poe and Jane Roe, 2020\n"
    )
    reading = read(tmp_path, {**PAPERS, "hub.md": hub})
    assert [note.title for note in reading.notes if note.source == "hub.md"] == ["A network model", "An unread work"]
    assert [(item.line, item.reason) for item in reading.skipped] == [(5, SkipReason.LEADS_TO_NOTE)]


@pytest.mark.parametrize(
    "name",
    [
        *("CONTRIBUTING.md", "COPYRIGHT.md", "SECURITY.md", "docs/code-of-conduct.md"),
        *("CLAUDE.md", "AGENTS.md", "docs/CONTEXT.md", ".github/copilot-instructions.md"),
    ],
)
def test_files_about_a_repository_have_no_works(name: str) -> None:
    rules = "# Rules\n\n- **One note per paper.** See [10.1000/182](https://doi.org/10.1000/182).\n"
    assert skipped(rules, name) == [SkipReason.ABOUT_REPOSITORY]
    assert notes(rules, "papers/contributions-of-rivers.md")


def test_what_an_assistant_logs_of_its_own_work_is_no_work() -> None:
    log = """# Log

## [2026-05-03] ingest | Braided rivers remember (ICML 2019)

- Created `papers/roe2019.md`
- New thread: memory of rivers. Stubs referenced: floods (Moe & Doe 2017), sand (Noe et al. 2018)

## [2026-05-04] ingest | Sediment waves in channels (ICML 2020)

- Created `papers/poe2020.md`
"""
    assert skipped(log, "wiki/log.md") == [SkipReason.DIARY]


def test_the_doi_of_the_collection_is_no_work_in_it() -> None:
    readme = (
        "# Ann's vault\n\n[![DOI](https://zenodo.org/badge/1.svg)](https://doi.org/10.5281/zenodo.1)\n\n## Papers\n\n"
    )
    listed = "- [Some data](https://doi.org/10.5281/zenodo.2)\n- [A primer](https://doi.org/10.1000/182)\n"
    assert not notes(readme, "README.md")
    assert [note.title for note in notes(readme + listed, "README.md")] == ["Some data", "A primer"]


def test_an_entry_with_an_address_that_leads_to_the_note_on_the_same_work(tmp_path: Path) -> None:
    hub = (
        "# Papers on rivers\n\n- [Braided rivers remember](https://doi.org/10.1000/182), my notes: [[roe2019]]\n"
        "- [A network model](https://doi.org/10.1000/183), like [[poe2020]]\n"
    )
    reading = read(tmp_path, {**PAPERS, "hub.md": hub})
    assert [note.title for note in reading.notes if note.source == "hub.md"] == ["A network model"]


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("concepts/lamp.md", "---\ntype: concept\nauthors: [Jane Roe, Max Poe]\nyear: 2019\n---\n"),
        ("roe.md", "---\ntype: person-note\nurl: https://roe.example\n---\n"),
        ("lamps.md", "---\ntype: MOC\ntags: [literature]\n---\n"),
        ("MOC Lamps.md", "---\nauthor: [Ann Doe, Max Poe]\n---\n"),
        ("Lamps (Map of Content).md", "---\nurl: https://lamps.example\nyear: 2024\n---\n"),
        ("how-to.md", "---\ntype: reference\nstatus: done\n---\n"),
    ],
)
def test_pages_that_say_to_be_about_something_else(name: str, head: str) -> None:
    assert notes(f"{head}\n# Lamps of the North\n\nLamps are lit at night.\n", name) == []


def test_a_page_about_something_else_may_identify_a_work() -> None:
    (note,) = notes("---\ntype: concept\ndoi: 10.1000/182\n---\n# Lamps of the North\n", "lamps.md")
    assert note.title == "Lamps of the North"
    (note,) = notes("---\ntype: reference\nauthors: [Jane Roe]\nyear: 2019\n---\n# Lamps\n", "lamps.md")
    assert note.authors == ("Jane Roe",)


def test_the_year_and_publisher_behind_a_full_title() -> None:
    text = "---\ntype: book\ntitle: Lamps\nauthor: Jane Roe\n---\n\n**Full title:** *Lamps: A History* (Viking, 2005)\n"
    (note,) = notes(text, "books/lamps.md")
    assert note.title == "Lamps: A History"


BOOKS = {f"materials/{name}.md": f"# {name}\n\n* 良い本。\n" for name in ("灯台", "油の話", "海の光", "芯", "灯油の本")}


def test_pages_that_a_list_of_books_leads_to_are_notes_on_them_and_so_are_those_among_them(tmp_path: Path) -> None:
    rows = "".join(f"| [{name}](./materials/{name}.md) |\n" for name in ("灯台", "油の話", "海の光"))
    reading = read(tmp_path, {**BOOKS, "README.md": f"# 記録\n\n| 図書名 |\n|---|\n{rows}"})
    assert {(note.source, note.line) for note in reading.notes} == {(name, 1) for name in BOOKS}


def test_pages_that_a_list_of_anything_else_leads_to_are_not(tmp_path: Path) -> None:
    rows = "".join(f"| [{name}](./materials/{name}.md) |\n" for name in ("灯台", "油の話", "海の光"))
    assert not read(tmp_path, {**BOOKS, "README.md": f"# 記録\n\n| 名前 |\n|---|\n{rows}"}).notes


def test_pages_on_the_people_and_journals_of_other_notes_are_none(tmp_path: Path) -> None:
    note = (
        "---\ntitle: Braided rivers remember\nauthor: ['[[Jane Roe]]']\npublication: '[[Journal of Rivers]]'\n"
        "year: 2019\n---\n"
    )
    person = "---\naliases:\nhomepage:\n---\n"
    files = {
        "Zotero/literature/@roe2019.md": note,
        "Zotero/authors/Jane Roe.md": person,
        "Zotero/publications/Journal of Rivers.md": person,
        "Zotero/Sediment waves in channels.md": person,
    }
    titles = {note.title for note in read(tmp_path, files).notes}
    assert titles == {"Braided rivers remember", "Sediment waves in channels"}


LISTED = "# Livres\n\n" + "".join(
    f"- **{name}**. _{title}_\n"
    for name, title in (("Roe", "Le phare"), ("Poe", "La mèche"), ("Moe", "Une lampe"), ("Voe", "Huile et verre"))
)


def test_pages_called_like_the_works_that_a_list_in_their_folder_has_are_notes_on_them(tmp_path: Path) -> None:
    pages = {f"livres/{title}.md": f"---\ntitle: {title}\n---\n\nUn bon livre.\n" for title in ("Le phare", "La mèche")}
    page = "---\ntitle: {}\n---\n\nTexte.\n"
    others = {"livres/une.md": page.format("Une lampe"), "livres/autre.md": page.format("Une page")}
    reading = read(tmp_path, {**pages, **others, "livres/index.md": LISTED})
    assert {note.source for note in reading.notes if note.line == 1} == {*pages, *others}
    elsewhere = {name.replace("livres/", "ailleurs/"): text for name, text in {**pages, **others}.items()}
    reading = read(tmp_path / "b", {**elsewhere, "livres/index.md": LISTED})
    assert {note.source for note in reading.notes} == {"livres/index.md"}
