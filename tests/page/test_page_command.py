"""``biblio page``: from notes to cards, for all works or a tag, once or again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from biblio.cite.pandoc_program import find_pandoc
from biblio.schemas import read_schema
from tests.cite.place import write_styles
from tests.page.cards import data_in, members
from tests.program import Finished, run_program
from tests.project.place import Place, opened_place

needs_pandoc = pytest.mark.skipif(find_pandoc() is None, reason="there is no pandoc")
OWLS = """\
---
tags: [birds]
date: 2024-02-11
---
# Attention Is All You Need

https://arxiv.org/abs/1706.03762

Better than [[Mice]]; <b>not</b> the last word.
"""
MICE = """\
---
tags: [mice]
---
# BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding

https://arxiv.org/abs/1810.04805
"""
PAGE = "#NLP Issue Date: 2024-02-15 A Work That Nobody Has Written Yet, Nemo Nobody+, ACL'22 Comment見つからない。\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with opened_place(tmp_path_factory.mktemp("place") / "project", page=PAGE) as found:
        found.note("Owls.md", OWLS)
        found.note("Mice.md", MICE)
        write_styles(found.folder / "styles")
        found.configure('[cite]\nstyle = "plain"\nstyles = "styles"')
        found.sync()
        yield found


def page(place: Place, *arguments: str) -> Finished:
    done = run_program(place.folder, "page", "--offline", *arguments)
    assert done.returncode == 0, done.stderr
    return done


def cards(folder: Path) -> dict[str, dict[str, Any]]:
    return {work["id"]: work for work in data_in((folder / "works.js").read_text(encoding="utf-8"))["works"]}


def in_folder(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_a_work_has_what_its_entry_and_its_notes_say(place: Place) -> None:
    done = page(place)
    assert done.stdout.startswith("page/index.html: 2 works and 1 note without a work; ")
    known = cards(place.folder / "page")
    (mice,) = (card for card in known.values() if card["title"].startswith("BERT"))
    owls = known["vaswani2017attention"]
    assert owls["title"] == "Attention Is All You Need"
    assert (owls["tags"], owls["read"], owls["status"]) == (["birds"], "2024-02-11", "found")
    assert owls["mentions"] == [mice["key"]]
    assert "mentions" not in mice
    assert {text for text, _ in owls["links"]} >= {"arXiv", "PDF"}
    files = in_folder(place.folder / "page")
    (note,) = data_in(files["notes.js"])["vaswani2017attention"]
    assert note["nodes"][0][0] == "p"  # the heading is the title of the card
    assert note["nodes"][-1] == ["p", "Better than [[Mice]]; <b>not</b> the last word."]
    assert note["place"] == "notes/Owls.md:1"
    assert (place.folder / "page" / note["address"]).resolve() == (place.folder / "notes/Owls.md").resolve()
    assert members(files)["vaswani2017attention"]["bibtex"].startswith("@misc{vaswani2017attention,\n")


def test_a_note_without_a_work_says_only_what_it_says(place: Place) -> None:
    page(place)
    (waiting,) = (card for card in cards(place.folder / "page").values() if card["id"].startswith("note:"))
    assert waiting["title"] == "A Work That Nobody Has Written Yet"
    assert (waiting["status"], waiting["year"], waiting["tags"]) == ("not found", 2022, ["NLP"])
    assert "key" not in waiting


@needs_pandoc
def test_references_stand_alone_and_are_remembered(place: Place) -> None:
    page(place)
    known = members(in_folder(place.folder / "page"))
    assert known["vaswani2017attention"]["citation"].startswith("Vaswani, A., Shazeer, N.,")
    assert data_in((place.folder / "page/works.js").read_text(encoding="utf-8"))["style"] == "Plain"


def test_again_nothing_is_written(place: Place) -> None:
    page(place)
    before = {path: path.stat().st_mtime_ns for path in (place.folder / "page").iterdir()}
    assert "0 files written" in page(place).stdout
    assert {path: path.stat().st_mtime_ns for path in (place.folder / "page").iterdir()} == before


def test_one_tag(place: Place) -> None:
    page(place, "--tag", "birds")
    folder = place.folder / "page/tags/birds"
    assert list(cards(folder)) == ["vaswani2017attention"]
    assert "Works tagged “birds”" in (folder / "index.html").read_text(encoding="utf-8")
    assert "mentions" not in cards(folder)["vaswani2017attention"]
    done = run_program(place.folder, "page", "--tag", "brids")
    assert done.returncode == 2
    assert "nothing has the tag 'brids'" in done.stderr


def test_a_part_of_a_site(place: Place, tmp_path: Path) -> None:
    page(place, "--embed", "--address", "/papers/", "-o", str(tmp_path / "papers"))
    assert 'src="/papers/works.js"' in (tmp_path / "papers/embed.html").read_text(encoding="utf-8")
    assert not (tmp_path / "papers/index.html").exists()
    done = run_program(place.folder, "page", "--address", "/papers/")
    assert done.returncode == 2


def test_the_plan_as_json(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    plan = json.loads(page(place, "-o", str(folder), "--dry-run", "--json").stdout)
    Draft202012Validator(read_schema("page")).validate(plan)
    assert not folder.exists()
    assert (plan["works"], plan["undecided"], plan["folder"]) == (2, 1, str(folder))
    assert {file["outcome"] for file in plan["files"]} == {"written"}
    sizes = {file["file"]: file["bytes"] for file in plan["files"]}
    page(place, "-o", str(folder))
    assert sizes == {path.name: path.stat().st_size for path in folder.iterdir() if path.name != "page.json"}


def test_an_edit_of_the_page_is_said_and_stays(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "edited"
    page(place, "-o", str(folder))
    (folder / "page.css").write_text("body { color: red }", encoding="utf-8")
    done = page(place, "-o", str(folder))
    assert "page.css: you changed it, and it stays as it is" in done.stderr
    assert (folder / "page.css").read_text(encoding="utf-8") == "body { color: red }"


def test_not_among_the_exports(place: Place) -> None:
    done = run_program(place.folder, "page", "-o", "exports/page")
    assert done.returncode == 2
    assert "in the exports' folder" in done.stderr


def test_an_entry_has_its_abstract_once_and_its_remark_as_a_note(tmp_path: Path) -> None:
    (tmp_path / "own.bib").write_text(
        "@article{roe, title = {Owls}, author = {Roe, Ann}, year = 2001, abstract = {Heard.}, annote = {A *good* one.}}\n"
    )
    (tmp_path / "config.toml").write_text('[notes]\nsources = ["own.bib"]\n[services]\noffline = true\nuse = []\n')
    assert run_program(tmp_path, "sync").returncode == 0
    assert run_program(tmp_path, "page").returncode == 0
    files = in_folder(tmp_path / "page")
    assert members(files)["roe"]["abstract"] == "Heard."
    assert data_in(files["notes.js"])["roe"][0]["nodes"] == [["p", "A ", ["em", "good"], " one."]]


def test_without_notes_and_with_another_place_for_them(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/a b.bib").write_text(
        "@article{roe, title = {Owls}, author = {Roe, Ann}, year = 2001, abstract = {Heard.},"
        " annote = {A *good* one.}}\n"
    )
    (tmp_path / "config.toml").write_text(
        '[notes]\nsources = ["notes"]\n[services]\noffline = true\nuse = []\n'
        '[page]\npath = "site"\ntitle = "My <papers>"\nnotes = false\nnotes_at = "https://example.org/notes/"\n'
        '[cite]\nstyle = "none"\nstyles = "styles"\n'
    )
    write_styles(tmp_path / "styles")
    assert run_program(tmp_path, "sync").returncode == 0
    done = run_program(tmp_path, "page")
    assert done.returncode == 2
    assert "none" in done.stderr
    (tmp_path / "config.toml").write_text((tmp_path / "config.toml").read_text().replace('"none"', '"notes"'))
    done = run_program(tmp_path, "page")
    assert done.returncode == 0, done.stderr
    assert "no formatted references: the style notes has none" in done.stderr
    files = in_folder(tmp_path / "site")
    (note,) = data_in(files["notes.js"])["roe"]
    assert note == {"place": "notes/a b.bib:1", "address": "https://example.org/notes/notes/a%20b.bib"}
    assert "<title>My &lt;papers&gt;</title>" in files["index.html"]
    config = (tmp_path / "config.toml").read_text()
    (tmp_path / "config.toml").write_text(config.replace('notes_at = "https://example.org/notes/"', ""))
    assert run_program(tmp_path, "page").returncode == 0
    (note,) = data_in((tmp_path / "site/notes.js").read_text(encoding="utf-8"))["roe"]
    assert note == {"place": "notes/a b.bib:1"}  # no way from a published page to the user's files
    assert "site" not in run_program(tmp_path, "notes", ".").stdout
