"""After any single change on either side, one run brings both in step: the next one asks once and writes nothing."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from biblio.errors import ExitCode
from biblio.project import note_files
from biblio.readers import read_files
from tests.servers.base import Farm, Fault, Response
from tests.servers.zotero import ZoteroServer
from tests.servers.zotero_library import Library, RefusedError
from tests.zotero.place import Place

Change = Callable[[Place], object]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Farm([server := ZoteroServer()]) as farm:
        yield Place(tmp_path / "project", farm, server)


def edit(number: int, **fields: Any) -> Change:
    """Return a change of the item of a note in Zotero."""
    return lambda place: write(place, place.item(number)["key"], **fields)


def write(place: Place, key: str, kind: str = "item", **fields: Any) -> None:
    library = place.server.library
    library.write(kind, {"key": key, "version": library.table(kind)[key]["version"], **fields})


def add_tags(number: int, *tags: str) -> Change:
    def change(place: Place) -> None:
        item = place.item(number)
        write(place, item["key"], tags=[*item["tags"], *({"tag": tag} for tag in tags)])

    return change


def collection(place: Place, name: str) -> str:
    return next(key for key, data in place.server.library.collections.items() if data["name"] == name)


def move(number: int, old: str, new: str) -> Change:
    def change(place: Place) -> None:
        item = place.item(number)
        keys = {*item["collections"], collection(place, new)} - {collection(place, old)}
        write(place, item["key"], collections=sorted(keys))

    return change


def comment(place: Place, number: int) -> dict[str, Any]:
    parent = place.item(number)["key"]
    items = place.server.library.items.values()
    return next(data for data in items if data.get("parentItem") == parent and data["itemType"] == "note")


def write_into_comment(place: Place) -> None:
    note = comment(place, 1)
    write(place, note["key"], note=note["note"].replace("</p>", " and mine</p>", 1))


def merge(place: Place) -> None:
    library, item = place.server.library, place.item(2)
    library.write("item", {"itemType": "preprint", "key": "MMMM2222", "version": 0, "title": item["title"],
                           "archiveID": item["archiveID"], "tags": [{"tag": "own"}]})  # fmt: skip
    write(place, item["key"], deleted=1)
    write(place, "MMMM2222", tags=[{"tag": "own"}, *item["tags"]], collections=item["collections"],
          relations={"dc:replaces": [f"{library.uri}/items/{item['key']}"]})  # fmt: skip


def rename_file(place: Place) -> None:
    (place.folder / "notes" / "n1.md").rename(place.folder / "notes" / "renamed.md")


def take_out_lines(place: Place) -> None:
    path = place.folder / "zotero.txt"
    path.write_text("".join(line for line in path.read_text().splitlines(True) if "title" not in line))


CHANGES: dict[str, Change] = {
    "a title in Zotero": edit(0, title="Another Title"),
    "a citation key in Zotero": edit(0, citationKey="MyOwnKey24"),
    "the same key again": edit(0, citationKey="MyOwnKey24b"),
    "a key decided in the project": lambda place: place.ok("pin", "n1", "--key", "Decided24"),
    "that key in Zotero": edit(1, citationKey="Changed24"),
    "a field that the notes lack": edit(1, abstractNote="Words about it."),
    "a date": edit(1, date="2024-03"),
    "creators": edit(0, creators=[{"creatorType": "author", "firstName": "Cy", "lastName": "Poe"}]),
    "a tag added in Zotero": add_tags(0, "Mine"),
    "two tags, one of them in the notes": add_tags(1, "New", "NLP"),
    "a tag taken out in Zotero": edit(2, tags=[{"tag": "ML"}]),
    "all tags taken out": edit(2, tags=[]),
    "an item moved between collections": move(1, "NLP", "Mine"),
    "a comment in Zotero": write_into_comment,
    "another item type in Zotero": edit(1, itemType="conferencePaper"),
    "a collection renamed": lambda place: write(place, collection(place, "Mine"), "collection", name="My own"),
    "a collection trashed": lambda place: write(place, collection(place, "New"), "collection", deleted=True),
    "items merged": merge,
    "an item trashed": edit(3, deleted=1),
    "and put back": lambda place: write(place, place.trashed, deleted=0),
    "a comment trashed": lambda place: write(place, comment(place, 4)["key"], deleted=1),
    "an item erased": lambda place: place.server.library.erase("item", place.item(4)["key"]),
    "something else in Zotero": lambda place: place.server.library.write("item", {"itemType": "book", "title": "Else"}),
    "lines taken out of zotero.txt": take_out_lines,
    "tags in a note": lambda place: place.note(0, "ML, CV", "some words"),
    "a comment in a note": lambda place: place.note(5, "NLP", "other words"),
    "no comment in a note": lambda place: place.note(5, "NLP"),
    "a new note": lambda place: place.note(9, "Fresh", "words"),
    "a file renamed": rename_file,
    "a note removed": lambda place: (place.folder / "notes" / "n5.md").unlink(),
    "and written again": lambda place: place.note(5, "NLP", "words"),
    "the memory lost": lambda place: [path.unlink() for path in place.folder.glob("zotero-memory*")],
}  # fmt: skip


def written(place: Place) -> dict[str, bytes]:
    """Return all files of the project that a person sees."""
    return {
        str(path): path.read_bytes()
        for path in place.folder.rglob("*")
        if path.is_file() and ".biblio" not in path.parts
    }


@pytest.mark.parametrize("settings", ["", pytest.param("write_back = true\n", marks=pytest.mark.slow)])
def test_one_run_is_enough(place: Place, settings: str) -> None:
    place.configure(settings)
    for number in range(6):
        place.note(number, "NLP, ML" if number % 2 else "NLP", "some words")
    place.ok("sync", "--zotero", "--yes", "-q")
    place.trashed = place.item(3)["key"]  # type: ignore[attr-defined]
    failures = []
    for name, change in CHANGES.items():
        change(place)
        first = place.run("sync", "--zotero", "--yes")
        place.requests()
        before = written(place)
        again = json.loads(place.run("sync", "--zotero", "--yes", "--json").stdout.splitlines()[-1])
        requests = place.requests()
        after = written(place)
        changed = [path for path in {*before, *after} if before.get(path) != after.get(path)]
        if len(requests) != 1 or changed or not again["empty"]:
            failures.append((name, first.stdout, requests, changed, again))
    assert not failures, "\n".join(map(str, failures))


def test_what_apply_pulls_reaches_the_exports_at_once(place: Place) -> None:
    place.note(0, "NLP")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    edit(0, title="Another Title", citationKey="MyOwnKey24")(place)
    done = place.ok("zotero", "apply")
    assert done.stdout == "run 2: 2 changes pulled (zotero.txt), 2 exported files changed\n"
    every = (place.folder / "exports" / "all.bib").read_text(encoding="utf-8")
    assert "{MyOwnKey24," in every
    assert "Another Title" in every


def test_what_apply_pulls_reaches_the_exports_also_if_the_last_write_has_no_answer(place: Place) -> None:
    for number in range(2):
        place.note(number, "NLP")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    edit(0, title="Another Title")(place)
    place.note(1, "NLP", "Vision")
    place.ok("sync", "-q")

    def keep_back(reply: Response) -> Response:
        if b'"successful"' in reply.body:  # of a write, which was carried out
            raise ConnectionResetError
        return reply

    place.farm.always("zotero", Fault(change=keep_back))
    done = place.ok("zotero", "apply")
    assert "it may have been carried out" in done.stderr
    assert "1 change pulled (zotero.txt), 2 exported files changed" in done.stdout
    assert "Another Title" in (place.folder / "exports" / "all.bib").read_text(encoding="utf-8")


def test_what_apply_pulls_makes_no_exports_where_there_were_none(place: Place) -> None:
    place.note(0, "NLP")
    place.ok("zotero", "apply", "-q")
    edit_or_nothing = [data["key"] for data in place.server.library.items.values() if "archiveID" in data]
    assert not edit_or_nothing  # nothing is resolved yet
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    edit(0, title="Another Title")(place)
    for path in (place.folder / "exports").rglob("*.*"):
        path.unlink()
    assert "exported" not in place.ok("zotero", "apply").stdout
    assert not list((place.folder / "exports").glob("*.bib"))


@pytest.mark.parametrize("has_changed", [True, False])
def test_sync_with_zotero_reads_the_notes_once(
    place: Place, has_changed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.note(0, "NLP")
    place.ok("sync", "--zotero", "--yes", "-q")
    if has_changed:
        place.note(1, "NLP")
    calls: list[str] = []

    def counted(module: ModuleType, name: str) -> None:
        function = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *args, **more: calls.append(name) or function(*args, **more))

    counted(note_files, "list_files")
    counted(read_files, "read_listing")
    place.ok("sync", "--zotero", "--yes", "-q")
    assert calls == ["list_files", "read_listing"]


@pytest.fixture
def edited(place: Place) -> Place:
    """A place with a correction in ``zotero.txt``."""
    place.note(0, "NLP")
    place.ok("sync", "--zotero", "--yes", "-q")
    edit(0, title="Another Title")(place)
    place.ok("sync", "--zotero", "--yes", "-q")
    return place


@pytest.mark.parametrize("share", [0, 0.3])
def test_a_file_of_corrections_that_lost_its_lines_undoes_none(edited: Place, share: float) -> None:
    path = edited.folder / "zotero.txt"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    done = edited.run("sync", "--zotero", "--yes")
    assert done.returncode == ExitCode.NEEDS_PERSON
    assert "zotero.txt has lost its lines" in done.stderr
    assert edited.item(0)["title"] == "Another Title"
    path.unlink()  # who wants it so removes it
    edited.ok("sync", "--zotero", "--yes")
    assert edited.item(0)["title"] != "Another Title"


def test_a_memory_that_was_emptied_or_has_damaged_rows_is_said(edited: Place) -> None:
    path = edited.folder / "zotero-memory.sqlite"
    whole = path.read_bytes()
    path.write_bytes(b"")
    assert "zotero-memory.sqlite does not know the last runs" in edited.ok("zotero", "plan").stderr
    path.write_bytes(whole)
    with contextlib.closing(sqlite3.connect(path)) as memory, memory:
        memory.execute("UPDATE ties SET body = '{'")
    done = edited.run("zotero", "plan")
    assert done.returncode == 1
    assert "zotero-memory.sqlite: the Zotero memory is damaged" in done.stderr
    assert "state" not in done.stderr


@pytest.mark.parametrize("is_left", [True, False])
def test_what_came_back_in_a_run_that_was_stopped_reaches_the_exports(place: Place, is_left: bool) -> None:
    place.note(0, "NLP")
    place.ok("sync", "--zotero", "--yes", "-q")
    edit(0, title="Another Title")(place)
    added = place.note(1, "NLP")
    place.ok("sync", "-q")

    def refuse(library: Library) -> None:
        raise RefusedError(500, "Sorry")

    place.server.before_write = refuse
    assert place.run("zotero", "apply").returncode != 0
    place.server.before_write = lambda library: None
    exported = place.folder / "exports" / "all.bib"
    assert "Another Title" not in exported.read_text(encoding="utf-8")
    if not is_left:  # to be written
        added.unlink()
    place.ok("zotero", "apply")
    assert "Another Title" in exported.read_text(encoding="utf-8")
