"""What happens to a library in ordinary life: automatic tags, item types, lines that are taken out, things in the trash."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from biblio.model.record import Kind, Record, Work
from biblio.zotero.corrections import correct_work
from biblio.zotero.merge import Side
from biblio.zotero.overrides import parse_overrides
from biblio.zotero.sync_library import Settlement
from biblio.zotero.sync_rules import SyncRules
from tests.servers.zotero_library import Library
from tests.zotero.loopback import Desk, desired_item, write_overrides


def quiet(desk: Desk) -> None:
    plan, _ = desk.sync()
    assert plan.is_empty, plan


# -- automatic tags --------------------------------------------------------------------------------------------
def test_an_automatic_tag_with_the_name_of_ours_becomes_ours(desk: Desk) -> None:
    rows = [{"tag": "NLP", "type": 1}, {"tag": "auto", "type": 1}]
    desk.server.write("item", {"itemType": "journalArticle", "key": "AAAA2222", "version": 0, "DOI": "10.1000/a",
                               "title": "The Title of a", "tags": rows})  # fmt: skip
    desk.note("a", "NLP")
    desk.sync()
    assert sorted(map(str, desk.item("a")["tags"])) == ["{'tag': 'NLP'}", "{'tag': 'auto', 'type': 1}"]
    quiet(desk)
    desk.edit("AAAA2222", tags=rows)  # the app had written both, and keeps the automatic one
    plan, _ = desk.sync()
    assert not plan.overrides
    assert {"tag": "NLP"} in desk.item("a")["tags"]
    quiet(desk)
    desk.edit("AAAA2222", tags=[{"tag": "auto", "type": 1}])
    desk.sync()
    assert [str(line) for line in desk.overrides.lines] == ["remove doi:10.1000/a NLP"]


# -- undo ------------------------------------------------------------------------------------------------------
def test_an_undo_leaves_whatever_holds_something_that_stays(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.note("b", "CV")
    desk.sync()
    desk.server.write("collection", {"name": "Mine", "parentCollection": desk.collection("NLP")})
    desk.undo()
    state = {data["name"]: bool(data.get("deleted")) for data in desk.server.collections.values()}
    assert state == {"biblio": False, "NLP": False, "CV": True, "Mine": False}


def test_an_undo_leaves_a_collection_in_which_somebody_filed_something(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.server.write("item", {"itemType": "book", "title": "Mine", "collections": [desk.collection("NLP")]})
    desk.undo()
    state = {data["name"]: bool(data.get("deleted")) for data in desk.server.collections.values()}
    assert state == {"biblio": False, "NLP": False}
    assert not desk.items_of("a")


# -- item types ------------------------------------------------------------------------------------------------
def preprint_in_zotero(desk: Desk, name: str) -> str:
    key = f"AAAA{name.upper()}222"
    desk.server.write("item", {
        "itemType": "preprint", "key": key, "version": 0, "title": f"The Title of {name}", "DOI": "10.48550/arXiv.1901.00001",
        "repository": "arXiv", "archiveID": "arXiv:1901.00001", "date": "2020-01-05", "extra": f"DOI: 10.1000/{name}",
        "creators": [{"creatorType": "author", "firstName": "Ada", "lastName": "Doe"}],
    })  # fmt: skip
    return key


@pytest.mark.parametrize("side", ["notes", "zotero"])
def test_a_preprint_that_was_published_is_one_question(tmp_path: Path, side: Side) -> None:
    desk = Desk(tmp_path)
    keys = [preprint_in_zotero(desk, name) for name in ("a", "b")]
    for name in ("a", "b"):
        desk.note(name, "NLP")
    for _ in range(3):
        plan, _ = desk.sync()
        assert [(conflict.label, conflict.field) for conflict in plan.conflicts] == [
            ("a", "itemType"),
            ("b", "itemType"),
        ]
        changed = {change.field for change in plan.conflicts[0].details}
        assert changed >= {"DOI", "date", "publicationTitle", "archiveID"}
        item = desk.server.items[keys[0]]
        assert (item["itemType"], item["date"], item["DOI"]) == ("preprint", "2020-01-05", "10.48550/arXiv.1901.00001")
        assert {"tag": "NLP"} in item["tags"]
    engine, memory = desk.open()
    try:
        engine.refresh()
        settle = Settlement(by_name={"*:itemType": side}).side
        plan = engine.plan(desk.desired(), desk.rules, settle)
        assert not plan.conflicts
        engine.apply(desk.desired(), plan, desk.rules, settle, force=True)
    finally:
        memory.close()
    quiet(desk)
    for key, name in zip(keys, ("a", "b"), strict=True):
        item = desk.server.items[key]
        found = item["itemType"], item["date"], item["DOI"], item.get("publicationTitle")
        if side == "notes":
            assert found == ("journalArticle", "2020", f"10.1000/{name}", "Journal of Tests")
            assert "archiveID: arXiv:1901.00001" in item["extra"]
        else:
            assert found == ("preprint", "2020-01-05", "10.48550/arXiv.1901.00001", None)
            assert desk.overrides.corrections([f"doi:10.1000/{name}"])["itemType"] == "preprint"


# -- lines that are taken out of zotero.txt --------------------------------------------------------------------
def take_out(desk: Desk, *verbs: str) -> None:
    lines = [line for line in desk.overrides.lines if not verbs or line.verb in verbs]
    assert lines
    write_overrides(desk.folder / "zotero.txt", desk.overrides.changed((), lines))


@pytest.mark.parametrize("way", ["erase", "trash"])
def test_what_lines_stood_for_is_undone_when_they_are_taken_out(desk: Desk, way: str) -> None:
    desk.note("a", "NLP", comment="words")
    desk.note("b", "CV")
    desk.sync()
    note = next(key for key, data in desk.server.items.items() if data["itemType"] == "note")
    for kind, key in (("item", note), ("item", desk.item("b")["key"]), ("collection", desk.collection("NLP"))):
        if way == "erase":
            desk.server.erase(kind, key)
        else:
            desk.edit(key, kind, deleted=True if kind == "collection" else 1)
    for _ in range(2):
        desk.sync()
        assert {(line.verb, line.library) for line in desk.overrides.lines} == {
            ("drop", "users/1"),
            ("without", "users/1"),
        }
    quiet(desk)
    take_out(desk)
    for _ in range(2):
        desk.sync()
    quiet(desk)
    assert not desk.overrides.lines
    assert (desk.members("a"), desk.members("b")) == ({"NLP"}, {"CV"})
    assert len([data for data in desk.server.items.values() if data["itemType"] == "note"]) == 1


def test_a_file_without_any_lines_undoes_what_was_removed(tmp_path: Path) -> None:
    """The person has deleted all of its text, and is not asked whether it was a crash."""
    desk = Desk(tmp_path)
    for name in ("a", "b"):
        desk.note(name, "NLP")
    desk.sync()
    desk.server.erase("item", desk.item("a")["key"])
    desk.edit(desk.collection("NLP"), "collection", name="Language", parentCollection=False)
    desk.edit(desk.item("b")["key"], tags=[{"tag": "NLP"}, {"tag": "mine"}])
    desk.sync()
    assert {line.verb for line in desk.overrides.lines} == {"drop", "place", "add"}
    (tmp_path / "zotero.txt").write_text("")
    plan, _ = desk.sync(force=False)
    assert not plan.alarms
    assert desk.item("a")


def test_what_was_erased_with_an_item_comes_back_with_it(desk: Desk) -> None:
    desk.note("a", "NLP", comment="words")
    desk.sync()
    desk.server.erase("item", desk.item("a")["key"])
    desk.sync()
    take_out(desk)
    desk.sync()
    quiet(desk)
    assert not desk.overrides.lines
    assert len(desk.server.items) == 2


def test_a_collection_gets_its_name_and_place_back(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    key = desk.collection("NLP")
    desk.edit(key, "collection", name="Language", parentCollection=False)
    desk.sync()
    quiet(desk)
    assert [str(line) for line in desk.overrides.lines] == [f"place NLP {key} users/1"]
    take_out(desk)
    desk.sync()
    quiet(desk)
    assert not desk.overrides.lines
    data = desk.server.collections[key]
    assert (data["name"], data["parentCollection"]) == ("NLP", desk.collection("biblio"))


def test_add_remove_and_claim_are_undone(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.edit(desk.item("a")["key"], title="Mine", tags=[{"tag": "own"}])
    desk.sync()
    assert {line.verb for line in desk.overrides.lines} == {"add", "remove", "claim"}
    take_out(desk)
    desk.sync()
    quiet(desk)
    assert (desk.item("a")["title"], desk.tags("a")) == ("The Title of a", {"NLP"})
    assert not desk.overrides.lines


# -- several libraries and people ------------------------------------------------------------------------------
def share(giver: Desk, *others: Desk) -> None:
    """Give the lines to the others, as git does when only one side changed them."""
    for other in others:
        shutil.copy(giver.folder / "zotero.txt", other.folder / "zotero.txt")


def test_what_was_removed_in_one_library_says_nothing_to_another(desk: Desk, tmp_path: Path) -> None:
    """Two people share a project through git, each with a library of their own."""
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other", Library("http://zotero.org/users/2"))
    other.remote.uri, other.remote.library = "http://zotero.org/users/2", "users/2"
    desk.note("a", "NLP", comment="words")
    desk.note("b", "CV")
    other.notes = desk.notes
    desk.sync()
    other.sync()
    desk.server.erase("item", desk.item("b")["key"])
    desk.edit(desk.collection("NLP"), "collection", name="Language")
    desk.sync()
    share(desk, other)
    before = other.folder.joinpath("zotero.txt").read_text(encoding="utf-8")
    other.sync()
    assert other.folder.joinpath("zotero.txt").read_text(encoding="utf-8") == before
    assert (other.members("a"), other.members("b")) == ({"NLP"}, {"CV"})
    other.edit(other.collection("CV"), "collection", name="Vision")
    other.server.erase("item", other.item("a")["key"])
    other.sync()
    share(other, desk)
    for project in (desk, other, desk, other):
        quiet(project)
    assert desk.members("a") == {"Language"}
    assert not desk.items_of("b")
    assert other.members("b") == {"Vision"}
    assert not other.items_of("a")


def test_lines_without_a_library_go_on(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.server.erase("item", desk.item("a")["key"])
    write_overrides(desk.folder / "zotero.txt", parse_overrides("drop doi:10.1000/a\nwithout CV"))
    desk.note("b", "CV")
    desk.sync()
    assert {str(line) for line in desk.overrides.lines} == {"drop doi:10.1000/a users/1", "without CV"}
    quiet(desk)
    assert not desk.items_of("a")
    assert desk.members("b") == {"biblio"}


def test_two_projects_in_one_library_come_to_rest(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other", desk.server)
    other.rules = SyncRules(root="other")
    desk.note("a", "NLP", comment="words")
    other.note("a", "CV", comment="words")
    other.note("b", "NLP")
    for _ in range(3):
        desk.sync()
        other.sync()
    for project in (desk, other):
        quiet(project)
    assert len(desk.items_of("a")) == 1
    assert desk.tags("a") == {"NLP", "CV"}
    desk.notes.clear()
    desk.note("c", "ML")
    desk.sync()
    other.sync()
    quiet(desk)
    quiet(other)
    assert "CV" in desk.members("a")


# -- what lay in the trash before ------------------------------------------------------------------------------
@pytest.mark.parametrize("side", ["notes", "zotero"])
def test_what_lay_in_the_trash_is_asked_about(desk: Desk, side: Side) -> None:
    desk.server.write("item", {"itemType": "journalArticle", "key": "AAAA2222", "version": 0, "DOI": "10.1000/a",
                               "title": "The Title of a", "deleted": 1})  # fmt: skip
    desk.note("a", "NLP", comment="words")
    for _ in range(2):
        plan, _ = desk.sync()
        assert [(conflict.name, conflict.theirs) for conflict in plan.conflicts] == [("a:trash", "in the trash")]
        assert not desk.overrides.lines
        assert len(desk.server.items) == 1
    desk.sync(side)
    for _ in range(2):
        desk.sync()
    quiet(desk)
    if side == "notes":
        assert desk.item("a")["key"] == "AAAA2222"
        assert desk.members("a") == {"NLP"}
        assert not desk.overrides.lines
    else:
        assert not desk.items_of("a")
        assert [str(line) for line in desk.overrides.lines] == ["drop doi:10.1000/a users/1"]


# -- what is there already is found ----------------------------------------------------------------------------
def test_a_title_with_markup_is_the_same_title(desk: Desk) -> None:
    people = [{"creatorType": "author", "firstName": "Ada", "lastName": "Doe"}]
    title = "The Leaves of <i>Tilia</i> in CO<sub>2</sub>-rich Air"
    desk.server.write("item", {"itemType": "journalArticle", "key": "AAAA2222", "version": 0, "title": title, "date": "2020",
                               "creators": people})  # fmt: skip
    desk.note("a", "NLP", title="The Leaves of Tilia in CO2-rich Air")
    plan, _ = desk.sync()
    assert plan.adopted == 1
    assert not plan.conflicts
    assert desk.server.items["AAAA2222"]["title"] == title
    quiet(desk)


def test_markup_written_in_zotero_is_no_part_of_the_exported_title() -> None:
    work = desired_item("a").work
    corrected = correct_work(work, {"title": "Leaves of <i>Tilia</i> in CO<sub>2</sub>-rich air & <pause> rain"})
    assert corrected.best.title == "Leaves of Tilia in CO2-rich air & <pause> rain"


@pytest.mark.parametrize(
    ("ours", "theirs", "is_same"),
    [
        ("https://github.com/doe/Counter", "http://www.github.com/doe/counter/", True),
        ("https://example.org/week", "https://example.org/week#top", True),
        ("https://example.org/?id=1", "https://example.org/?id=2", False),
        ("https://example.org", "https://example.org/", False),
    ],
)
def test_software_and_pages_are_found_by_their_address(tmp_path: Path, ours: str, theirs: str, is_same: bool) -> None:
    desk = Desk(tmp_path)
    desk.server.write("item", {"itemType": "webpage", "title": "Counter: a tool", "url": theirs})
    record = Record("note", "Leaf counter", kind=Kind.SOFTWARE, url=ours)
    item = desk.note("a", "NLP")
    desk.notes["a"] = replace(
        item, uid=f"url:{ours}", names=(f"url:{ours}",), work=Work(f"url:{ours}", record, (record,))
    )
    assert desk.plan().adopted == is_same


@pytest.mark.parametrize("is_deeper", [False, True])
def test_collections_below_the_root_are_found_whoever_made_them(desk: Desk, is_deeper: bool) -> None:
    desk.server.write("collection", {"name": "biblio"})
    desk.server.write("collection", {"name": "Topics", "parentCollection": desk.collection("biblio")})
    parent = desk.collection("Topics" if is_deeper else "biblio")
    desk.server.write("collection", {"name": "NLP", "parentCollection": parent})
    key = desk.collection("NLP")
    desk.note("a", "NLP")
    desk.sync()
    assert desk.item("a")["collections"] == [key]
    assert [data["name"] for data in desk.server.collections.values()].count("NLP") == 1
    assert desk.server.collections[key]["parentCollection"] == parent
    quiet(desk)


@pytest.mark.parametrize("is_filed", [False, True])
def test_a_collection_that_somebody_made_for_a_new_tag_is_used(desk: Desk, is_filed: bool) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.server.write("collection", {"name": "CV", "parentCollection": desk.collection("biblio")})
    item, key = desk.item("a"), desk.collection("CV")
    members = [*item["collections"], key] if is_filed else item["collections"]
    desk.edit(item["key"], tags=[{"tag": "NLP"}, {"tag": "CV"}], collections=members)
    desk.sync()
    quiet(desk)
    assert [data["name"] for data in desk.server.collections.values()].count("CV") == 1
    assert desk.members("a") == {"NLP", "CV"}
