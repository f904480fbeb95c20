"""A key that was given stays when its note is given another title, and never passes to another work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from biblio.export.export_index import KeyEntry
from biblio.export.exported_works import ExportWork
from biblio.export.keys_of_retitled import keys_of_retitled_works
from biblio.export.scope import Scope
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.people import parse_person
from biblio.model.record import Record
from biblio.project.project import open_project
from biblio.project.sync import sync

CONFIG = (
    '[notes]\nsources = ["own.bib", "notes", "list.md"]\n[services]\noffline = true\n[catalogue]\npath = "none.jsonl"\n'
)


class Place:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "notes").mkdir()
        for name, text in (("config.toml", CONFIG), ("none.jsonl", ""), ("own.bib", ""), ("list.md", "")):
            (folder / name).write_text(text, encoding="utf-8")

    def put(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def post(self, name: str, title: str, more: str = "") -> None:
        self.put(f"notes/{name}.md", f"---\ntitle: {title}\nauthors: [Vera Vole]\nkind: blogpost\n{more}---\nText\n")

    def titles(self) -> dict[str, str]:
        """Sync, and return the titles in the exports by key."""
        with open_project(self.folder) as project:
            sync(project)
        text = (self.folder / "exports" / "all.bib").read_text(encoding="utf-8")
        return dict(re.findall(r"@\w+\{(\S+),(?:\n  .*)*?\n  title = \{(.*)\}", text))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize("title", ["Moss upon very old walls", "Something else altogether", "苔と壁"])
def test_the_key_of_an_entry_stays_whatever_its_title_is(place: Place, title: str) -> None:
    entry = "@misc{moss20, author = {Roe, Ann}, title = {Moss on old walls}, year = {2020}, howpublished = {Leaflet}}"
    place.put("own.bib", entry)
    assert place.titles() == {"moss20": "Moss on old walls"}
    place.put("own.bib", entry.replace("Moss on old walls", title))
    assert place.titles() == {"moss20": title}
    assert place.titles() == {"moss20": title}
    place.put("own.bib", "")
    place.put("notes/moved.bib", entry)
    assert place.titles() == {"moss20": "Moss on old walls"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("How lanterns are read", "How lamps and lanterns are read"),
        ("On rivers, lamps and the sea", "Rivers and lamps"),
        ("Reading riverrs slowly at night", "Reading rivers slowly at night"),
        ("Rivers of the sea, part 2", "Slow rivers of the sea, part 2"),
    ],
)
def test_the_key_of_a_post_stays(place: Place, old: str, new: str) -> None:
    place.post("a", old)
    (key,) = place.titles()
    place.post("a", new)
    assert place.titles() == {key: new}


@pytest.mark.parametrize(
    ("old", "new", "more"),
    [
        ("Rivers of the North, part 1", "Rivers of the North, part 2", ""),
        ("Reading rivers slowly", "Reading lamps slowly", ""),
        ("How lanterns are read", "How lamps and lanterns are read", "year: 2021\n"),
        ("Lanterns", "Lanterns of Oslo", ""),  # one word is no evidence
    ],
)
def test_another_work_in_the_place_of_one_gets_a_key_of_its_own(place: Place, old: str, new: str, more: str) -> None:
    place.post("a", old, "year: 2020\n" if more else "")
    (key,) = place.titles()
    place.post("a", new, more)
    titles = place.titles()
    assert titles.get(key) != new
    assert new in titles.values()


def test_of_two_that_may_be_the_old_one_none_gets_its_key() -> None:
    def post(title: str) -> Record:
        return Record("note", title, authors=(parse_person("Vera Vole"),))

    def keys(*titles: str, roots: tuple[str, ...] = ("list.md",)) -> dict[str, str]:
        works = [ExportWork(merge_into_work((post(title),)), citekeys=(), sources=("list.md",)) for title in titles]
        old = {"k": KeyEntry(("work:1", "readingriversslowly|vole|"), "digest")}
        found = keys_of_retitled_works(
            works, old, {"k": ["list.md"]}, Scope(roots), lambda key: post("Reading rivers slowly")
        )
        return {work.work.best.title: found[work.work.id] for work in works if work.work.id in found}

    assert keys("Reading rivers slowly at night", "Lamps") == {"Reading rivers slowly at night": "k"}
    assert keys("Reading rivers slowly at night", "Reading rivers slowly at noon") == {}
    assert keys("Reading rivers slowly at night", roots=()) == {}, "the old one may still be there"


def test_a_note_elsewhere_does_not_take_the_key(place: Place) -> None:
    place.post("a", "How lanterns are read")
    (key,) = place.titles()
    (place.folder / "notes/a.md").unlink()
    place.post("b", "How lamps and lanterns are read")
    assert key not in place.titles()
