"""Undo a run: what it did goes back, and nothing that anybody did since is touched."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from biblio.errors import UsageError
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.memory import Run
from biblio.zotero.overrides import Overrides, parse_line, parse_overrides
from biblio.zotero.planning.undo import plan_undo
from biblio.zotero.sync_library import find_run
from biblio.zotero.sync_record import SyncRecord
from biblio.zotero.sync_rules import SyncRules
from biblio.zotero.write_log import LoggedWrite
from tests.zotero.loopback import Desk, desired_item, lost


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """One item in one collection, from a first run."""
    desk = Desk(tmp_path)
    desk.note("a", "NLP")
    desk.sync()
    return desk


def undone(desk: Desk, run: int | None = None) -> tuple[str, ...]:
    """Undo a run and return what could not be undone."""
    result = desk.undo_and_tell(run)
    assert result is not None
    return result[0].impossible


def remembered(desk: Desk) -> dict[str, SyncRecord]:
    _, memory = desk.open()
    try:
        return dict(memory.records())
    finally:
        memory.close()


def runs_of(desk: Desk) -> list[Run]:
    _, memory = desk.open()
    try:
        return memory.runs()
    finally:
        memory.close()


def shown(desk: Desk) -> dict[str, Any]:
    """Return all live objects without their versions and dates."""
    objects = {**desk.server.items, **desk.server.collections}
    return {
        key: {name: value for name, value in data.items() if name not in ("version", "dateModified", "deleted") and value}
        for key, data in copy.deepcopy(objects).items()
        if not data.get("deleted")
    }  # fmt: skip


def test_what_a_run_changed_is_put_back_and_can_be_done_again(desk: Desk) -> None:
    before, records = shown(desk), remembered(desk)
    desk.notes["a"] = desired_item("a", "CV", title="Newer", author="Bo Roe")
    desk.sync()
    after = shown(desk)
    assert undone(desk) == ()
    assert {uid: record for uid, record in remembered(desk).items() if uid in records} == records
    assert {key: data for key, data in shown(desk).items() if key in before} == before
    assert undone(desk, 3) == (), "an undo is a run like others"
    assert shown(desk) == after


def test_what_lines_say_since_counts_for_what_an_undo_threw_away(desk: Desk) -> None:
    desk.note("b", "NLP", "ML")
    desk.sync()
    undone(desk, 2)
    (desk.folder / "zotero.txt").write_text("remove doi:10.1000/b NLP\n", encoding="utf-8")
    desk.sync()
    desk.sync()
    assert (desk.tags("b"), desk.members("b")) == ({"ML"}, {"ML"})
    assert desk.members("a") == {"NLP"}


def test_a_run_is_undone_once(desk: Desk) -> None:
    """What the person does afterwards looks like what the run did, and stays."""
    desk.notes["a"] = desired_item("a", "NLP", "CV")
    desk.sync()
    undone(desk)
    key = desk.item("a")["key"]
    desk.edit(key, tags=[{"tag": "CV"}])
    assert desk.undo(2) is None
    assert desk.tags("a") == {"CV"}
    runs = runs_of(desk)
    with pytest.raises(UsageError, match="run 2 was undone already"):
        find_run(runs, 2)
    assert find_run(runs, None).id == 1
    undone(desk, 3)
    assert find_run(runs_of(desk), 2).id == 2, "its undo was undone"


def test_an_undo_that_another_client_stopped_can_go_on(desk: Desk) -> None:
    desk.notes["a"] = desired_item("a", "NLP", "CV")
    desk.sync()
    desk.remote.fault = lambda moment: desk.edit(desk.item("a")["key"], extra="mine: x") if moment == "before" else None
    assert (result := desk.undo()) is not None
    assert result.postponed
    desk.remote.fault = lambda moment: None
    undone(desk, 2)
    assert desk.tags("a") == {"NLP"}


def test_the_correction_that_a_run_replaced_comes_back(desk: Desk) -> None:
    """Without it, the notes would seem to have changed, and would overwrite what the person says in Zotero by now."""
    key = desk.item("a")["key"]
    for title in ("One", "Two"):
        desk.edit(key, title=title)
        desk.sync()
    undone(desk)
    assert [str(line) for line in desk.overrides.lines] == ['claim doi:10.1000/a title "One"']
    desk.edit(key, title="One")
    plan, _ = desk.sync()
    assert desk.item("a")["title"] == "One"
    assert plan.is_empty
    desk.edit(key, title="Three")
    desk.sync()
    undone(desk, 2)
    assert [str(line) for line in desk.overrides.lines] == ['claim doi:10.1000/a title "Three"'], "it is newer"


def test_what_a_run_added_and_removed_again_is_nothing_to_undo() -> None:
    here, gone = parse_overrides("add doi:10.1/a NLP\ndrop doi:10.1/b").lines, parse_line("remove doi:10.1/a CV")
    lines = Overrides.of(here)
    for added, removed in (([*here, gone], [gone, *here]), ([gone], [gone]), ([], [])):
        assert lines.undone(added, removed) == lines
    assert lines.undone([], [gone]).lines == {*here, gone}
    run = Run(1, "apply", "", 0, 1, (("add a NLP", "drop b"), ("remove c CV", "add a NLP")))
    assert run.lines == (("drop b",), ("remove c CV",))


def test_only_what_is_as_the_run_left_it_is_put_back(desk: Desk) -> None:
    key = desk.item("a")["key"]
    desk.edit(key, tags=[{"tag": "NLP"}, {"tag": "auto", "type": 1}])
    desk.notes["a"] = desired_item("a", "CV", title="Newer", author="Bo Roe")
    desk.sync()
    desk.server.write("collection", {"key": "MINE2222", "version": 0, "name": "Mine"})
    item = desk.item("a")
    desk.edit(
        key, title="Theirs", tags=[*item["tags"], {"tag": "since"}], collections=[*item["collections"], "MINE2222"]
    )
    assert undone(desk) == ("a: title changed since then; not undone",)
    item = desk.item("a")
    assert item["title"] == "Theirs"
    assert item["creators"] == [{"creatorType": "author", "firstName": "Ada", "lastName": "Doe"}]
    assert sorted(tag["tag"] for tag in item["tags"]) == ["NLP", "auto", "since"]
    assert desk.members("a") == {"NLP", "Mine"}


def test_a_tag_that_the_run_removed_and_somebody_put_back_is_there_once(desk: Desk) -> None:
    key = desk.item("a")["key"]
    desk.note("a", "CV")
    desk.sync()
    desk.edit(key, tags=[{"tag": "NLP"}, {"tag": "since"}])
    assert undone(desk) == ()
    assert sorted(tag["tag"] for tag in desk.item("a")["tags"]) == ["NLP", "since"]


@pytest.mark.parametrize("is_added", [True, False])
def test_a_tag_that_somebody_took_off_and_put_on_again_is_theirs(desk: Desk, is_added: bool) -> None:
    """A run saw it without (or with) the tag in between, so that what it says now is not that run's doing any more."""
    key = desk.item("a")["key"]
    desk.notes["a"] = desired_item("a", *(("NLP", "CV") if is_added else ()))
    desk.sync()
    left = desk.item("a")["tags"]
    for tags in ([{"tag": "NLP"}], left):
        desk.edit(key, tags=tags)
        desk.sync()
    desk.notes["a"] = desired_item("a", "NLP")
    undone(desk, 2)
    assert desk.tags("a") == {tag["tag"] for tag in left}
    desk.sync()
    assert desk.tags("a") == {tag["tag"] for tag in left}


@pytest.mark.parametrize(("fields", "names"), [({"title": "T", "volume": "7"}, "title"), ({"tags": []}, "tags")])
def test_an_item_that_was_changed_since_it_was_created_stays(desk: Desk, fields: dict[str, Any], names: str) -> None:
    desk.edit(desk.item("a")["key"], **fields)
    impossible = undone(desk)
    assert impossible[0] == f"a: it has been changed since ({names}); it stays"
    assert [text.partition(":")[0] for text in impossible[1:]] == ["collection 'NLP'", "the root collection"]
    assert desk.members("a") == {"NLP"}
    assert desk.items_of("a")


def test_being_filed_elsewhere_is_no_change_of_an_item(desk: Desk) -> None:
    desk.server.write("collection", {"key": "MINE2222", "version": 0, "name": "Mine"})
    desk.edit(desk.item("a")["key"], collections=[*desk.item("a")["collections"], "MINE2222"])
    assert undone(desk) == ()
    assert not desk.items_of("a")


def test_what_somebody_put_into_an_object_keeps_it(desk: Desk) -> None:
    parent, collection = desk.item("a")["key"], desk.collection("NLP")
    child = {"itemType": "note", "key": "CHAT2222", "version": 0, "note": "<p>mine</p>", "parentItem": parent}
    desk.server.write("item", child)
    desk.server.write("collection", {"key": "MINE2222", "version": 0, "name": "Mine", "parentCollection": collection})
    impossible = undone(desk)
    assert "a: it contains a note that somebody else put there; it stays" in impossible
    assert any("it contains the collection 'Mine' that somebody else put there" in what for what in impossible)
    assert desk.items_of("a")
    assert not desk.server.collections[collection].get("deleted")


def test_what_somebody_put_there_and_trashed_keeps_nothing(desk: Desk) -> None:
    parent, collection = desk.item("a")["key"], desk.collection("NLP")
    child = {"itemType": "note", "key": "CHAT2222", "version": 0, "note": "<p>mine</p>", "parentItem": parent}
    desk.server.write("item", child)
    desk.server.write("collection", {"key": "MINE2222", "version": 0, "name": "Mine", "parentCollection": collection})
    desk.edit("CHAT2222", deleted=1)
    desk.edit("MINE2222", "collection", name="Mine", deleted=True)
    assert undone(desk) == ()
    assert not desk.items_of("a")
    assert desk.server.collections[collection].get("deleted")


def test_what_is_in_the_trash_or_erased_is_left_there(desk: Desk) -> None:
    desk.note("b", "NLP")
    desk.sync()
    desk.edit(desk.item("b")["key"], deleted=1)
    assert undone(desk) == ()
    desk.server.erase("item", desk.item("a")["key"])
    assert undone(desk, 1) == ("a: it was erased in the meantime",)
    assert not shown(desk)


@pytest.mark.parametrize("is_erased", [False, True])
@pytest.mark.parametrize("is_undone_first", [False, True])
def test_what_the_user_removed_stays_away_after_an_undo(desk: Desk, is_erased: bool, is_undone_first: bool) -> None:
    """The undo has not trashed it: it was gone, or somebody had changed it, so that it stayed."""
    key = desk.item("a")["key"]
    desk.edit(key, title="Mine")
    if is_undone_first:
        undone(desk)
    if is_erased:
        desk.server.erase("item", key)
    else:
        desk.edit(key, deleted=1)
    if not is_undone_first:
        undone(desk)
    desk.sync()
    assert not desk.items_of("a")
    assert "drop doi:10.1000/a users/1" in map(str, desk.overrides.lines)


@pytest.mark.parametrize("trash", [False, True])
def test_what_went_because_its_notes_were_gone_comes_back(tmp_path: Path, trash: bool) -> None:
    desk = Desk(tmp_path)
    desk.note("a", "NLP", comment="words")
    desk.note("b", "NLP")
    desk.sync()
    before = shown(desk)
    del desk.notes["b"]
    desk.note("a", "NLP")
    desk.rules = SyncRules(trash=trash)
    _, result = desk.sync()
    assert result.done == ({"trash": 2} if trash else {"leave": 1})
    assert shown(desk) != before
    assert undone(desk) == ()
    assert shown(desk) == before
    assert desk.undo() is None, "it is undone already"
    assert shown(desk) == before


def test_an_item_that_a_run_took_out_of_the_trash_goes_back_there(desk: Desk) -> None:
    key = desk.item("a")["key"]
    undone(desk)
    assert desk.server.items[key]["deleted"]
    desk.sync()
    assert not desk.server.items[key].get("deleted")
    assert undone(desk) == ()
    assert desk.server.items[key]["deleted"]
    assert not shown(desk)
    desk.sync()
    assert desk.members("a") == {"NLP"}


def test_a_relation_goes_from_both_ends_with_the_item_that_the_run_created(desk: Desk) -> None:
    desk.note("b", "NLP", related=["a"])
    desk.notes["a"] = desired_item("a", "NLP", related=["b"])
    desk.sync()
    item = desk.item("b")
    desk.server.write("item", {"itemType": "book", "key": "CHAT2222", "version": 0, "title": "Mine"})
    uris = [*item["relations"]["dc:relation"], "http://zotero.org/users/1/items/CHAT2222"]
    desk.edit(item["key"], relations={"dc:relation": uris})
    assert desk.item("a")["relations"]
    assert undone(desk) == ()
    assert not desk.item("a").get("relations")
    assert not desk.items_of("b")
    assert not [data for data in desk.server.items.values() if data.get("relations")]


def test_a_field_that_the_run_added_is_empty_again(desk: Desk) -> None:
    before = shown(desk)
    item = desk.notes["a"]
    desk.notes["a"] = replace(item, work=replace(item.work, best=replace(item.work.best, volume="7")))
    desk.sync()
    assert desk.item("a")["volume"] == "7"
    assert undone(desk) == ()
    assert shown(desk) == before


def test_what_the_run_emptied_is_filled_again(desk: Desk) -> None:
    item = desk.notes["a"]
    desk.notes["a"] = replace(item, work=replace(item.work, best=replace(item.work.best, volume="7")))
    desk.sync()
    before = shown(desk)
    desk.note("a")
    desk.sync()
    assert "volume" not in shown(desk)[desk.item("a")["key"]]
    assert desk.tags("a") == set()
    assert undone(desk) == ()
    assert shown(desk) == before


def test_a_run_whose_answer_was_lost_can_be_undone(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.note("a", "NLP")
    desk.remote.fault = lost
    desk.sync()
    desk.remote.fault = lambda moment: None
    desk.sync()
    assert desk.items_of("a")
    assert undone(desk, 1) == ()
    assert not shown(desk)


def test_what_was_only_remembered_ends_no_undo(desk: Desk) -> None:
    _, memory = desk.open()
    writes = [write for _, write in memory.logged_writes(1)]
    memory.close()
    remembered_only = LoggedWrite("remember", ObjectType.ITEM, "CHAT2222", "uid")
    engine, memory = desk.open()
    snapshot = engine.refresh()
    memory.close()
    operations = plan_undo(writes, [], snapshot, {}).operations
    assert [operation.verb for operation in operations] == ["trash"] * 3
    for place in range(len(writes) + 1):
        mixed = [*writes[:place], remembered_only, *writes[place:]]
        assert plan_undo(mixed, [], snapshot, {}).operations == operations
        assert plan_undo(mixed, [], snapshot, {}).impossible == ()
