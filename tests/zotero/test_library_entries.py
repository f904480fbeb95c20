"""A Zotero library as a source of notes: which items it selects, what they say, and that nothing is ever written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from biblio.errors import SourceError
from biblio.zotero.library_entries import ZoteroSelection, parse_selection, select_entries
from biblio.zotero.library_snapshot import LibrarySnapshot
from tests.servers.base import Farm, status
from tests.servers.zotero import FULL, READER, ZoteroServer
from tests.zotero.loopback import Desk
from tests.zotero.place import Place


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("zotero:", ZoteroSelection()),
        ("zotero:tag/to-read", ZoteroSelection(tag="to-read")),
        ("zotero:#to-read", ZoteroSelection(tag="to-read")),
        ("zotero:tag=深層学習", ZoteroSelection(tag="深層学習")),
        ("zotero:collection/Thesis/Chapter 2", ZoteroSelection(collection="Thesis/Chapter 2")),
        ("zotero:groups/123", ZoteroSelection("groups/123")),
        ("zotero:groups/123/tag/nlp", ZoteroSelection("groups/123", tag="nlp")),
        ("zotero:users/7/collection/A", ZoteroSelection("users/7", collection="A")),
        ("zotero:Thesis", ZoteroSelection(name="Thesis")),
        ("zotero:tags and more", ZoteroSelection(name="tags and more")),
    ],
)
def test_a_source_says_what_it_selects(source: str, expected: ZoteroSelection) -> None:
    assert parse_selection(source) == expected


@pytest.mark.parametrize("source", ["zotero:tag/", "zotero:groups/5/collection/ "])
def test_a_selection_without_a_name_is_an_error(source: str) -> None:
    with pytest.raises(SourceError, match="has no name"):
        parse_selection(source)


def collection(key: str, name: str, parent: str = "", **more: Any) -> dict[str, Any]:
    return {"key": key, "version": 1, "name": name, "parentCollection": parent or False, **more}


def item(
    key: str, title: str, *, tags: tuple[str, ...] = (), inside: tuple[str, ...] = (), **more: Any
) -> dict[str, Any]:
    return {
        "key": key, "version": 1, "itemType": "journalArticle", "title": title, "tags": [{"tag": tag} for tag in tags],
        "collections": list(inside), "dateAdded": f"2024-01-01T00:00:{len(key):02}Z", **more,
    }  # fmt: skip


SNAPSHOT = LibrarySnapshot(
    "users/1",
    "http://zotero.org/users/1",
    1,
    {
        data["key"]: data
        for data in (
            item("A", "Loose", tags=("To-Read",)),
            item("B", "In the thesis", inside=("THESIS",), creators=[{"creatorType": "author", "name": "Group"}]),
            item("C", "In the chapter", inside=("CHAPTER", "OTHER"), tags=("nlp",)),
            item("D", "Made by biblio", inside=("NLP",)),
            item("E", "In both", inside=("NLP", "OTHER")),
            item("H", "Adopted by biblio", inside=("NLP",), dateAdded="2023-01-01T00:00:00Z"),
            item("F", "Trashed", tags=("nlp",), deleted=1),
            item("G", "In a trashed collection", inside=("GONE",)),
            {"key": "N1", "itemType": "note", "parentItem": "B", "note": "<p>Mine.</p>", "collections": []},
            {
                "key": "N2", "itemType": "note", "parentItem": "B",
                "note": "<p>Old.</p>\n<p><em>From my notes: a.md (some-note-12)</em></p>",
            },
            {"key": "P", "itemType": "attachment", "parentItem": "B", "title": "PDF"},
        )
    },
    {
        data["key"]: data
        for data in (
            collection("THESIS", "Thesis"),
            collection("CHAPTER", "Chapter 2", "THESIS"),
            collection("OTHER", "Other"),
            collection("ROOT", "biblio"),
            collection("NLP", "NLP", "ROOT"),
            collection("GONE", "Gone", deleted=True),
        )
    },
)  # fmt: skip


@pytest.mark.parametrize(
    ("source", "titles"),
    [
        ("zotero:", ["Adopted by biblio", "Loose", "In the thesis", "In the chapter", "In a trashed collection"]),
        ("zotero:collection/Other", ["In the chapter", "In both"]),
        ("zotero:tag/to-read", ["Loose"]),
        ("zotero:tag/NLP", ["In the chapter"]),
        ("zotero:collection/thesis", ["In the thesis", "In the chapter"]),
        ("zotero:collection/Thesis/Chapter 2", ["In the chapter"]),
        ("zotero:Chapter 2", ["In the chapter"]),
        ("zotero:collection/biblio", ["Adopted by biblio"]),
        ("zotero:nlp", ["Adopted by biblio"]),
        ("zotero:to-read", ["Loose"]),
    ],
)
def test_the_selected_items(source: str, titles: list[str]) -> None:
    entries = list(select_entries(SNAPSHOT, parse_selection(source), source, root="biblio", made={"D", "E"}))
    assert [entry.record.title for entry in entries] == titles


def test_notes_and_collections_of_an_item() -> None:
    first, second = select_entries(SNAPSHOT, ZoteroSelection(collection="Thesis"), "zotero:collection/Thesis")
    assert (first.comment, first.export_id, str(first.added)) == ("Mine.", "B", "2024-01-01")
    assert dict(second.fields)["collections"] == "Other; Thesis / Chapter 2"


@pytest.mark.parametrize("source", ["zotero:collection/Nothing", "zotero:tag/nothing", "zotero:nothing"])
def test_a_missing_tag_or_collection_is_an_error(source: str) -> None:
    with pytest.raises(SourceError, match="has no"):
        list(select_entries(SNAPSHOT, parse_selection(source), source))


# -- the command -----------------------------------------------------------------------------------------------------
@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        place = Place(tmp_path / "project", farm, server)
        place.key = READER  # reading is enough
        place.note(0, "CV")  # so that the catalogue knows the work
        server.library.write("collection", {"key": "THES2345", "version": 0, "name": "Thesis"})
        server.library.write(
            "item",
            {
                "key": "ABCD2345", "version": 0, "itemType": "preprint", "title": "A Study of Subject Number 0",
                "creators": [
                    {"creatorType": "author", "firstName": first, "lastName": last}
                    for first, last in (("Ada", "Doe"), ("Bo", "Roe"))
                ],
                "date": "2024-01-01", "archiveID": "arXiv:2401.00000", "tags": [{"tag": "nlp"}], "collections": ["THES2345"],
            },
        )  # fmt: skip
        yield place


def use(place: Place, source: str) -> None:
    path = place.folder / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('["notes"]', f"[{source}]"), encoding="utf-8")


def titles(place: Place, *options: str) -> list[str]:
    return [json.loads(line)["title"] for line in place.ok("notes", "--json", *options).stdout.splitlines()]


def test_a_library_is_read_and_nothing_is_written(place: Place) -> None:
    use(place, '"zotero:collection/Thesis"')
    done = place.ok("sync", "-q")
    assert done.stdout == ""
    every = (place.folder / "exports" / "all.bib").read_text(encoding="utf-8")
    assert "A Study of Subject Number 0" in every
    assert (place.folder / "exports" / "tags" / "nlp.bib").exists()
    assert not any(request.startswith(("POST", "PUT", "PATCH", "DELETE")) for request in place.requests())
    place.ok("sync", "-q")
    assert len(place.requests()) <= 2  # only what has changed is read
    assert titles(place, "--offline") == ["A Study of Subject Number 0"]
    note = json.loads(place.ok("notes", "--json", "--offline").stdout)
    assert (note["source"], note["layout"], note["tags"]) == ("zotero:collection/Thesis", "zotero", ["nlp"])


def test_a_library_that_was_never_read_is_told(place: Place) -> None:
    use(place, '"zotero:"')
    done = place.run("notes")
    assert done.stdout == ""
    assert "zotero:: has not been read yet (biblio sync reads it)" in done.stderr


def test_tags_can_be_taken_from_collections(place: Place) -> None:
    use(place, '{path = "zotero:", tags_from = ["collections"]}')
    place.ok("sync", "-q")
    assert json.loads(place.ok("notes", "--json").stdout)["tags"] == ["nlp", "Thesis"]


def test_what_zotero_cannot_give_is_told(place: Place) -> None:
    use(place, '"zotero:collection/Nothing"')
    done = place.run("sync")
    assert done.returncode == 1
    assert "zotero:collection/Nothing: has no collection 'Nothing' (collections: Thesis)" in done.stderr
    use(place, '"zotero:"')
    (place.folder / "config.toml").write_text(
        (place.folder / "config.toml").read_text(encoding="utf-8").replace("zotero:collection/Nothing", "zotero:"),
        encoding="utf-8",
    )
    place.ok("sync", "-q")
    place.farm.always("zotero", status(503))
    done = place.run("sync")
    assert done.returncode == 4
    assert titles(place) == ["A Study of Subject Number 0"]


def test_items_in_both_directions(place: Place) -> None:
    """The library is source and target at once: nothing is doubled, and what biblio made is not read as a note."""
    library = place.server.library
    library.write(
        "item", {"key": "NTEX2345", "version": 0, "itemType": "note", "note": "<p>Mine.</p>", "parentItem": "ABCD2345"}
    )
    place.note(1, "CV")
    path = place.folder / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('["notes"]', '["notes", "zotero:"]'), encoding="utf-8")
    place.key = FULL
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    regular = [data for data in library.items.values() if data["itemType"] == "preprint"]
    assert sorted(data["title"] for data in regular) == [f"A Study of Subject Number {number}" for number in (0, 1)]
    assert len([data for data in library.items.values() if data["itemType"] == "note"]) == 1
    place.ok("sync", "-q")
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
    sources = sorted(json.loads(line)["source"] for line in place.ok("notes", "--json").stdout.splitlines())
    assert sources == ["notes/n0.md", "notes/n1.md", "zotero:"]


def test_a_tag_that_is_put_back_after_the_item_was_read_stays(tmp_path: Path) -> None:
    """The note is the item itself; it was read while the item did not have the tag, and the plan is made later."""
    desk = Desk(tmp_path)
    desk.server.write(
        "item", {"itemType": "journalArticle", "title": "Mine", "DOI": "10.1000/a", "tags": [{"tag": "CV"}]}
    )
    (key,) = desk.server.items

    def read() -> None:
        tags = frozenset(row["tag"] for row in desk.server.items[key]["tags"])
        desk.notes["a"] = replace(
            desk.note("a", "NLP", *tags), items=(key,), item_topics=tags, notes=(f"zotero-{key}",)
        )

    read()
    desk.sync()
    assert desk.members("a") == {"CV", "NLP"}
    desk.edit(key, tags=[{"tag": "NLP"}])
    read()
    desk.edit(key, tags=[{"tag": "NLP"}, {"tag": "CV"}])
    desk.sync()
    assert desk.tags("a") == desk.members("a") == {"CV", "NLP"}
    read()
    plan, _ = desk.sync()
    assert plan.is_empty
    desk.edit(key, tags=[{"tag": "NLP"}])
    read()
    desk.sync()
    assert desk.tags("a") == desk.members("a") == {"NLP"}


def test_whoever_gives_an_item_a_tag_again_has_changed_their_mind(tmp_path: Path) -> None:
    """The tag is one of another note's about the work, and was taken from it in Zotero before."""
    desk = Desk(tmp_path)
    desk.server.write("item", {"itemType": "journalArticle", "title": "Mine", "DOI": "10.1000/a"})
    (key,) = desk.server.items

    def read_and_sync() -> None:
        desk.notes["a"] = replace(desk.note("a", "NLP"), items=(key,), notes=("note-a", f"zotero-{key}"))
        desk.sync()

    read_and_sync()
    assert desk.tags("a") == desk.members("a") == {"NLP"}
    desk.edit(key, tags=[])
    read_and_sync()
    assert [str(line) for line in desk.overrides.lines] == ["remove doi:10.1000/a NLP"]
    desk.edit(key, tags=[{"tag": "NLP"}])
    read_and_sync()
    assert desk.tags("a") == desk.members("a") == {"NLP"}
    assert not desk.overrides.lines


def test_a_title_that_is_put_back_after_the_item_was_read_stays(place: Place) -> None:
    """`zotero apply` reads the library, and knows what it said when `sync` read the notes from it."""
    use(place, '"zotero:"')
    place.key = FULL
    library = place.server.library
    mine = {"itemType": "webpage", "title": "Mine", "url": "https://example.org/mine", "date": "2024"}
    library.write("item", {"key": "MINE2345", "version": 0, **mine})

    def rename(title: str) -> None:
        library.write("item", {"key": "MINE2345", "version": library.items["MINE2345"]["version"], "title": title})

    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    rename("Better")
    place.ok("sync", "-q")
    rename("Mine")
    done = place.ok("zotero", "apply")
    assert "changed in Zotero after it was read" in done.stderr
    assert library.items["MINE2345"]["title"] == "Mine"
    place.ok("sync", "-q")
    assert place.ok("zotero", "apply").stderr == ""
    assert library.items["MINE2345"]["title"] == "Mine"


def test_what_one_item_says_changes_no_other_one_although_a_note_is_about_the_page_too(place: Place) -> None:
    """The exports have the title of one item, which the note does not say."""
    use(place, '"notes", "zotero:"')
    place.key = FULL
    library = place.server.library
    page = "https://example.org/mine"
    (place.folder / "notes" / "page.md").write_text(
        f"---\ntitle: In my own words\nurl: {page}\ntype: blog\ntags: [NLP]\n---\nGood.\n", encoding="utf-8"
    )
    for key, title in (("ALDER234", "An older title"), ("MINE2345", "Mine")):
        library.write("item", {"key": key, "version": 0, "itemType": "webpage", "title": title, "url": page})

    def edit_and_sync(key: str, **fields: Any) -> None:
        library.write("item", {"key": key, "version": library.items[key]["version"], **fields})
        place.ok("sync", "-q")
        place.ok("zotero", "apply", "-q")

    edit_and_sync("ALDER234", deleted=1)
    assert {row["tag"] for row in library.items["MINE2345"]["tags"]} == {"NLP"}
    edit_and_sync("ALDER234", deleted=0)
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
    assert library.items["MINE2345"]["title"] == "Mine"
    assert "An older title" in (place.folder / "exports" / "all.bib").read_text(encoding="utf-8")
