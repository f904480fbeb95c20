"""A library that is already full becomes a project: nothing is written to it, and nothing is added to it later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.program import Finished
from tests.servers.base import Farm
from tests.servers.zotero import READER, ZoteroServer
from tests.servers.zotero_app import ZoteroApp
from tests.zotero.place import Place, shown

ADA = [{"creatorType": "author", "firstName": "Ada", "lastName": "Doe"}]


class FullLibrary(Place):
    """A library with items of many kinds, and a folder without a configuration."""

    def configure(self, more: str = "") -> None:
        """Write nothing: the command does it."""

    def environment(self, **more: str) -> dict[str, str]:
        return super().environment(
            BIBLIO_SERVICES_USE="", BIBLIO_SERVICES_ZOTERO_BASE_URL=f"{self.farm.url}/zotero",
            BIBLIO_SERVICES_ZOTERO_INTERVAL="0", **{"BIBLIO_CATALOGUE_PATH": "works.jsonl", **more},
        )  # fmt: skip

    def add(self, kind: str = "item", *, group: bool = False, **data: Any) -> str:
        """Add an object as its user would, and return its key."""
        library = self.server.libraries["/groups/7" if group else "/users/1"]
        before = set(library.table(kind))
        library.write(kind, data)
        (key,) = set(library.table(kind)) - before
        return key

    def change(self, key: str, **data: Any) -> None:
        self.server.library.write("item", {"key": key, "version": 9999, **data})

    def study(self, number: int, **more: Any) -> str:
        """Add an item about a work of the catalogue."""
        self.note(number, "x").unlink()
        return self.add(
            itemType="preprint", title=f"A Study of Subject Number {number}", archiveID=f"arXiv:2401.{number:05}",
            creators=ADA, date="2024", **more,
        )  # fmt: skip

    def bib(self) -> str:
        return (self.folder / "exports" / "all.bib").read_text(encoding="utf-8")

    def lines(self) -> list[str]:
        """Return the lines of ``zotero.txt``."""
        path = self.folder / "zotero.txt"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return [line for line in text.splitlines() if not line.startswith("#")]

    def is_in_step(self) -> bool:
        """Return whether two syncs find nothing to write, and the second one nothing at all."""
        self.requests()
        self.ok("sync", "--zotero", "--yes")
        assert not [request for request in self.requests() if not request.startswith("GET")]
        return "Both sides are in step" in self.ok("sync", "--zotero", "--yes").stdout


@pytest.fixture
def place(tmp_path: Path) -> Iterator[FullLibrary]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        yield FullLibrary(tmp_path / "project", farm, server)


def fill(place: FullLibrary) -> None:
    """Add 200 items: works, things that are none, duplicates, items of the trash, notes and files without an item."""
    thesis = place.add("collection", name="Thesis")
    chapter = place.add("collection", name="Chapter 2", parentCollection=thesis)
    for number in range(120):
        tags = [{"tag": "NLP"}] * (number % 3 == 0) + [{"tag": "Computer Science", "type": 1}] * (number % 4 == 0)
        key = {"citationKey": f"ownKey{number}"} if number % 5 == 0 else {}
        if number % 5 == 1:
            key = {"extra": f"Citation Key: pinned{number}\nread: twice"}
        inside = [thesis] * (number % 7 == 0) + [chapter] * (number % 9 == 0)
        parent = place.study(number, tags=tags, collections=inside, **key)
        if number % 10 == 0:
            place.add(itemType="note", parentItem=parent, note="<p>What I think of it.</p>")
    for number in range(40):
        place.add(
            itemType="journalArticle", title=f"The Slow Growth of Roots, Part {number}", creators=ADA, date="1998",
            publicationTitle="Journal of Street Trees", volume="4", issue="2", pages="10-20", tags=[{"tag": "trees"}],
        )  # fmt: skip
    kinds = ("webpage", "blogPost", "book", "report", "hearing", "artwork")
    for number in range(18):
        place.add(
            itemType=kinds[number % 6], title=f"About Leaves {number}", date="2021", url=f"https://a.org/{number}"
        )
    for number in range(10):
        place.study(number, tags=[{"tag": "imported twice"}])
    for number in range(5):
        place.study(number + 50, deleted=1)
    place.add(itemType="journalArticle", title="Thrown Away", deleted=1)
    place.add(itemType="note", note="<p>An idea that stands alone.</p>")
    place.add(itemType="attachment", linkMode="imported_file", title="loose.pdf", filename="loose.pdf")
    place.add(itemType="journalArticle", title="")
    assert len([data for data in place.server.library.items.values() if not data.get("parentItem")]) == 197


def test_a_full_library_becomes_a_project_in_one_command(place: FullLibrary) -> None:
    fill(place)
    before = shown(place.server.library)
    place.requests()
    done = place.ok("zotero", "adopt", ZOTERO_API_KEY=READER)
    assert not [request for request in place.requests() if not request.startswith("GET")]
    assert shown(place.server.library) == before
    assert "users/1: 189 items and 2 collections; left out: 6 in the trash and 2 notes and files" in done.stdout
    assert "188 of these are notes of this project" in done.stdout
    assert "Nothing was written to Zotero. 178 works are known by their items" in done.stdout
    assert "10 works are in the library more than once" in done.stderr
    assert "'A Study of Subject Number 0' (2 times)" in done.stderr
    bib = place.bib()
    assert bib.count("\n@") + bib.startswith("@") == 178
    for key in ("ownKey5", "pinned6"):
        assert f"{{{key}," in bib
    assert "@article" in bib.split("Slow Growth of Roots, Part 7")[0].rsplit("\n\n", 1)[-1]
    assert "volume = {4}" in bib
    assert (place.folder / "exports" / "tags" / "trees.bib").exists()
    assert not (place.folder / "exports" / "tags" / "computer-science.bib").exists()
    assert place.ok("zotero", "plan").stdout == "users/1: 178 items from notes\nBoth sides are in step.\n"
    assert place.is_in_step()
    assert place.lines() == []
    assert shown(place.server.library) == before


def test_a_second_run_uses_the_project_that_is_there(place: FullLibrary) -> None:
    place.study(1, tags=[{"tag": "NLP"}])
    place.ok("zotero", "adopt")
    path = place.folder / "config.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    assert "1 work is known by its item" in place.ok("zotero", "adopt").stdout
    refused = place.run("zotero", "adopt", "tag/NLP")
    assert refused.returncode == 2
    assert "exists already and stays as it is" in refused.stderr
    assert path.read_text(encoding="utf-8") == text
    path.write_text('[notes]\nsources = ["notes"]\n', encoding="utf-8")
    refused = place.run("zotero", "adopt")
    assert refused.returncode == 2
    assert 'add "zotero:" to the sources' in refused.stderr
    path.write_text('[notes]\nsources = ["zotero:groups/7"]\n', encoding="utf-8")
    refused = place.run("zotero", "adopt")
    assert refused.returncode == 2
    assert "another library" in refused.stderr


def test_nothing_is_written_for_a_key_or_a_library_that_is_wrong(place: FullLibrary) -> None:
    for arguments, key in ((("groups/99",), READER), ((), "no such key"), ((), "")):
        refused = place.run("zotero", "adopt", *arguments, ZOTERO_API_KEY=key)
        assert refused.returncode != 0
        assert not (place.folder / "config.toml").exists()
    assert place.run("zotero", "adopt", "collection/").returncode != 0
    for source in ("collection/Nowhere", "tag/none", "Nothing of this name"):
        refused = place.run("zotero", "adopt", source)
        assert "has no " in refused.stderr
        assert not (place.folder / "config.toml").exists()


def test_a_part_of_a_library_and_the_library_of_a_group(place: FullLibrary) -> None:
    thesis = place.add("collection", name="Thesis, Part 1")
    place.study(1, collections=[thesis])
    place.study(2)
    done = place.ok("zotero", "adopt", "collection/Thesis, Part 1")
    assert "1 of these are notes" in done.stdout
    assert "2401.00001" in place.bib()
    assert "2401.00002" not in place.bib()
    assert place.is_in_step()
    other = FullLibrary(place.folder.parent / "other", place.farm, place.server)
    other.note(1, "x").unlink()
    place.add(group=True, itemType="book", title="A Book of the Group", creators=ADA)
    done = other.ok("zotero", "adopt", "groups/7")
    assert "groups/7: 1 item and 0 collections" in done.stdout
    assert 'library = "groups/7"' in (other.folder / "config.toml").read_text(encoding="utf-8")
    assert other.is_in_step()


def test_collections_and_automatic_tags_become_tags_of_the_exports_only(place: FullLibrary) -> None:
    thesis = place.add("collection", name="Thesis")
    place.study(1, collections=[thesis], tags=[{"tag": "Computer Science", "type": 1}])
    place.study(2, collections=[thesis], tags=[{"tag": "mine"}])
    before = shown(place.server.library)
    place.ok("zotero", "adopt", "--collections", "--automatic-tags")
    tags = {path.stem for path in (place.folder / "exports" / "tags").iterdir()}
    assert tags == {"thesis", "computer-science", "mine"}
    assert place.is_in_step()
    assert shown(place.server.library) == before
    place.study(3, collections=[thesis])  # also of what comes later
    assert place.is_in_step()
    item = place.item(3)
    assert not item.get("tags")


def test_what_changes_in_zotero_later_reaches_the_exports(place: FullLibrary) -> None:
    keys = [place.study(number, tags=[{"tag": "NLP"}]) for number in range(3)]
    place.ok("zotero", "adopt")
    place.change(keys[0], tags=[{"tag": "vision"}])
    place.change(keys[1], title="A Better Title")
    place.change(keys[2], deleted=1)
    new = place.study(7)
    before = shown(place.server.library)
    applied = place.ok("zotero", "apply", "--yes")  # before the notes are read again
    assert "1 change pulled" in applied.stdout
    assert place.lines() == ['claim arxiv:2401.00001 title "A Better Title"']
    assert place.is_in_step()
    assert shown(place.server.library) == before
    assert place.lines() == ['claim arxiv:2401.00001 title "A Better Title"']
    bib = place.bib()
    assert "A Better Title" in bib
    assert "2401.00002" not in bib
    assert "2401.00007" in bib
    assert (place.folder / "exports" / "tags" / "vision.bib").exists()
    place.change(keys[2], deleted=0)
    place.change(new, deleted=1)
    assert place.is_in_step()
    assert "2401.00002" in place.bib()
    assert "2401.00007" not in place.bib()
    assert len(place.lines()) == 1


def test_a_citation_key_that_is_given_or_changed_in_zotero_reaches_the_exports(place: FullLibrary) -> None:
    keys = [place.study(1, citationKey="first"), place.study(2), place.study(3, extra="Citation Key: third")]
    place.ok("zotero", "adopt")
    place.change(keys[0], citationKey="renamed")
    place.change(keys[1], citationKey="second")
    place.change(keys[2], extra="Citation Key: 3rd")
    assert place.is_in_step()
    bib = place.bib()
    for name in ("renamed", "second", "3rd"):
        assert f"{{{name}," in bib
    assert place.is_in_step()
    items = place.server.library.items
    assert [items[key].get("citationKey", "") for key in keys] == ["renamed", "second", ""]


def test_a_note_about_an_adopted_item_adds_what_it_says(place: FullLibrary) -> None:
    key = place.study(1, tags=[{"tag": "NLP"}])
    place.ok("zotero", "adopt")
    config = place.folder / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('"zotero:"', '"zotero:", "notes"'), encoding="utf-8")
    place.note(1, "vision", "My comment.")
    place.note(2, "vision")
    place.ok("sync", "--zotero", "--yes")
    live = [data for data in place.server.library.items.values() if not data.get("deleted")]
    assert sorted(data["itemType"] for data in live) == ["note", "preprint", "preprint"]
    item = place.server.library.items[key]
    assert {tag["tag"] for tag in item["tags"]} == {"NLP", "vision"}
    assert "citationKey" not in item or not item["citationKey"]
    assert place.is_in_step()


def test_an_item_of_another_type_keeps_it(place: FullLibrary) -> None:
    place.note(1, "x").unlink()
    key = place.add(
        itemType="conferencePaper", title="A Study of Subject Number 1", extra="arXiv: 2401.00001", creators=ADA,
        conferenceName="A Conference",
    )  # fmt: skip
    done = place.ok("zotero", "adopt")
    assert "conflict" not in done.stdout
    assert place.is_in_step()
    assert place.server.library.items[key]["itemType"] == "conferencePaper"
    place.change(key, itemType="report")
    place.run("sync", "--zotero", "--yes")
    assert any("itemType" in line for line in place.lines())
    assert place.is_in_step()


def test_duplicates_that_are_merged_or_thrown_away(place: FullLibrary) -> None:
    first = [place.study(number, citationKey=f"mine{number}") for number in range(2)]
    second = [place.study(number) for number in range(2)]
    place.ok("zotero", "adopt")
    place.change(first[0], deleted=1)
    relation = {"dc:replaces": f"http://zotero.org/users/1/items/{first[1]}"}
    place.change(second[1], relations=relation, citationKey="merged")
    place.change(first[1], deleted=1)
    assert place.is_in_step()
    assert not [line for line in place.lines() if line.startswith("drop")]
    assert place.bib().count("\n@") + place.bib().startswith("@") == 2
    assert place.is_in_step()
    items = place.server.library.items
    assert [bool(items[key].get("deleted")) for key in (*first, *second)] == [True, True, False, False]


def test_a_decision_about_an_item_keeps_it(place: FullLibrary) -> None:
    place.note(5, "x").unlink()
    key = place.add(itemType="journalArticle", title="Something Else Entirely", creators=ADA, tags=[{"tag": "own"}])
    place.ok("zotero", "adopt")
    (row,) = [json.loads(line) for line in place.ok("notes", "--json").stdout.splitlines()]
    place.ok("accept", row["id"], "arxiv:2401.00005")
    place.run("sync", "--zotero", "--yes")
    live = [data["key"] for data in place.server.library.items.values() if not data.get("deleted")]
    assert live == [key]
    assert place.server.library.items[key]["tags"] == [{"tag": "own"}]
    place.ok("sync")
    assert place.run("zotero", "plan").stdout.count("conflict") <= 1


@pytest.mark.parametrize("is_known", [True, False], ids=["after adopt", "before the first sync"])
def test_an_item_stays_with_its_note_when_that_is_about_another_work(place: FullLibrary, is_known: bool) -> None:
    place.note(5, "x").unlink()
    key = place.study(3, tags=[{"tag": "own"}])
    place.ok("zotero", "adopt")
    if not is_known:
        (place.folder / "zotero-memory.sqlite").unlink()
    (row,) = [json.loads(line) for line in place.ok("notes", "--json").stdout.splitlines()]
    place.ok("accept", row["id"], "arxiv:2401.00005")
    config = place.folder / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('"zotero:"', '"zotero:", "notes"'), encoding="utf-8")
    place.note(3, "other")  # a note about the work that the item seems to be
    place.run("sync", "--zotero", "--yes")
    live = {data["key"]: data for data in place.server.library.items.values() if not data.get("deleted")}
    assert len(live) == 2
    assert live.pop(key)["tags"] == [{"tag": "own"}]
    (new,) = live.values()
    assert new["tags"] == [{"tag": "other"}]


def test_json(place: FullLibrary) -> None:
    place.study(1)
    done: Finished = place.ok("zotero", "adopt", "--json")
    printed = json.loads(done.stdout)
    assert printed["library"] == "users/1"
    assert (printed["items"], printed["notes"], printed["remembered"], printed["to_write"]) == (1, 1, 1, 0)


def test_a_library_of_the_app_needs_no_key_and_no_consent(tmp_path: Path) -> None:
    app = ZoteroApp()
    with Farm([app]) as farm:
        place = FullLibrary(tmp_path / "project", farm, app)  # type: ignore[arg-type]
        place.note(1, "x").unlink()
        data = {"itemType": "preprint", "title": "A Study of Subject Number 1", "archiveID": "arXiv:2401.00001"}
        app.libraries["users/1"].write("item", {**data, "tags": [{"tag": "NLP"}]})
        place.ok("zotero", "adopt", "--local", ZOTERO_API_KEY="", BIBLIO_SERVICES_BASE_URL=farm.url)
        assert 'api = "local"' in (place.folder / "config.toml").read_text(encoding="utf-8")
        assert "2401.00001" in place.bib()
        planned = place.ok("zotero", "plan", ZOTERO_API_KEY="", BIBLIO_SERVICES_BASE_URL=farm.url)
        assert "Both sides are in step." in planned.stdout
        assert not app.dialogs
        assert not [request for request in farm.log if request.method != "GET"]
