"""What exports of reference managers say about works that nobody knows is in our `.bib`: nothing gets lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.bibtex.entry_text import parse_entry
from biblio.export.library_fields import library_entry, with_library_fields
from biblio.model.entry import Entry
from biblio.model.note import Note
from biblio.project.project import open_project
from biblio.project.sync import sync

RIS = """\
TY  - CHAP
TI  - On lamps of the north
AU  - Roe, Jane
A2  - Poe, Max
A4  - Foe, Tim
T2  - Handbook of Lamps & Light
T3  - Lamps
ET  - 2nd
VL  - 12
IS  - 3
SP  - 101
EP  - 119
PB  - Lamp Press
CY  - Tromsø
SN  - 978-3-16-148410-0
PY  - 2007
SE  - 4
ER  -

TY  - THES
TI  - Lamps at sea
AU  - Poe, Max
PB  - University of Tromsø
PY  - 1999
M3  - PhD thesis
ER  -
"""
CSL = """[{"id": "roe2007", "type": "chapter", "title": "On lamps of the north", "author": [{"family": "Roe", "given": "Jane"}],
 "editor": [{"family": "Poe", "given": "Max"}], "container-title": "Handbook of Lamps & Light", "volume": "12",
 "collection-title": "Lamps", "page": "101-119", "publisher": "Lamp Press", "publisher-place": "Tromsø", "edition": "2nd",
 "translator": [{"family": "Foe", "given": "Tim"}], "ISBN": "978-3-16-148410-0", "issued": {"date-parts": [[2007]]}}]"""


def export(folder: Path, name: str, text: str, dialect: str) -> list[Entry]:
    """Sync a project whose only source is an export of which no service knows anything; return the entries of all.bib."""
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "config.toml").write_text(
        f'[notes]\nsources = ["{name}"]\n[services]\noffline = true\n[catalogue]\npath = "empty.jsonl"\n'
        f'[exports]\nunresolved = true\ndialect = "{dialect}"\n',
        encoding="utf-8",
    )
    (folder / "empty.jsonl").write_text("", encoding="utf-8")
    with open_project(folder) as project:
        sync(project)
    written = (folder / "exports" / "all.bib").read_text(encoding="utf-8")
    return [parse_entry(f"@{part}") for part in written.split("\n@")[1:]]


@pytest.mark.parametrize("dialect", ["biblatex", "bibtex"])
@pytest.mark.parametrize(("name", "text"), [("library.ris", RIS), ("library.json", CSL)])
def test_a_chapter_keeps_everything(tmp_path: Path, name: str, text: str, dialect: str) -> None:
    entry = next(entry for entry in export(tmp_path, name, text, dialect) if entry.get("booktitle"))
    place = "Tromsø" if dialect == "biblatex" else r"Troms{\o}"
    assert entry.type == "incollection"
    assert {field: entry.get(field) for field in ("editor", "translator", "series", "volume", "pages", "edition")} == {
        "editor": "Poe, Max", "translator": "Foe, Tim", "series": "Lamps", "volume": "12", "pages": "101--119",
        "edition": "2nd",
    }  # fmt: skip
    assert (entry.get("publisher"), entry.get("address")) == ("Lamp Press", place)
    assert (entry.get("booktitle"), entry.get("isbn")) == (r"Handbook of Lamps \& Light", "9783161484100")


def test_a_thesis_is_one(tmp_path: Path) -> None:
    entry = next(entry for entry in export(tmp_path, "library.ris", RIS, "bibtex") if entry.get("year") == "1999")
    assert (entry.type, entry.get("school"), entry.get("type")) == (
        "phdthesis",
        r"University of Troms{\o}",
        "PhD thesis",
    )


def note(*fields: tuple[str, str]) -> Note:
    return Note("roe", "library.ris", 1, 2, "ris", title="Lamps", fields=(("entrytype", "BOOK"), *fields))


def test_what_an_entry_has_is_not_said_twice() -> None:
    known = Entry("book", "roe", (("title", "Lamps"), ("location", "Oslo"), ("volume", "3")))
    one, other = (
        note(("place", "Bergen"), ("edition", "2nd")),
        note(("volume", "4"), ("translator", "Ann Doe and Max Poe")),
    )
    assert with_library_fields(known, [one, other], "biblatex").fields == (
        ("title", "Lamps"), ("location", "Oslo"), ("volume", "3"), ("edition", "2nd"),
        ("translator", "Doe, Ann and Poe, Max"),
    )  # fmt: skip


def test_other_notes_have_no_such_fields() -> None:
    plain = Note("roe", "list.md", 1, 1, "markdown", title="Lamps", fields=(("edition", "2nd"),))
    assert library_entry(plain, Entry("book", "roe", ()), "biblatex") is None
