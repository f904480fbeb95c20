"""Items merged in Zotero: what the person's own one had stays, also what the notes gave the other one, too."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import pytest

from biblio.zotero.library_snapshot import LibrarySnapshot, drop_objects
from tests.zotero.loopback import Desk

MINE = "MNE22222"


def own_item(desk: Desk, *tags: str, is_filed: bool = False) -> str:
    """Make an item of the person's own, about the same work as ours; return its key."""
    desk.server.write("item", {
        "itemType": "journalArticle", "key": MINE, "version": 0, "title": "The Title of a", "DOI": "10.1000/a",
        "tags": [{"tag": tag} for tag in tags], "collections": [desk.collection("NLP")] if is_filed else [],
    })  # fmt: skip
    return MINE


def merged(desk: Desk, *, is_ours_kept: bool, is_seen: bool, is_erased: bool = False) -> None:
    """Merge the item of a work with one of the person's own, which is tagged and filed as ours is; then sync."""
    desk.note("a", "NLP")
    desk.note("b", "NLP", "ML")
    desk.sync()
    ours, mine = desk.item("a")["key"], own_item(desk, "NLP", is_filed=True)
    if is_seen:
        desk.sync()
    kept, gone = (ours, mine) if is_ours_kept else (mine, ours)
    desk.merge(kept, gone)
    if is_erased:
        desk.server.erase("item", gone)
    desk.sync()
    assert desk.item("a")["key"] == kept


def quiet(desk: Desk) -> None:
    desk.sync()
    plan = desk.plan()
    assert plan.is_empty
    assert not desk.overrides.about("drop", ["doi:10.1000/a"])


@pytest.mark.parametrize("way", ["no tag", "no note", "no note, and what is only ours goes to the trash"])
@pytest.mark.parametrize("is_erased", [False, True], ids=["in the trash", "erased"])
@pytest.mark.parametrize("is_seen", [False, True], ids=["unseen", "seen"])
@pytest.mark.parametrize("is_ours_kept", [False, True], ids=["theirs", "ours"])
def test_what_both_items_had_stays(
    tmp_path: Path, is_ours_kept: bool, is_seen: bool, is_erased: bool, way: str
) -> None:
    desk = Desk(tmp_path)
    merged(desk, is_ours_kept=is_ours_kept, is_seen=is_seen, is_erased=is_erased)
    if way == "no tag":
        desk.note("a")
    else:
        del desk.notes["a"]
        desk.rules = replace(desk.rules, trash="trash" in way)
    desk.sync()
    quiet(desk)
    assert desk.tags("a") == {"NLP"}
    assert "NLP" in desk.members("a")


def test_what_only_ours_had_goes_with_the_notes(desk: Desk) -> None:
    desk.note("a", "NLP", "CV")
    desk.sync()
    ours, mine = desk.item("a")["key"], own_item(desk, "NLP")
    desk.sync()
    desk.merge(mine, ours)
    desk.sync()
    desk.note("a")
    desk.sync()
    quiet(desk)
    assert desk.tags("a") == {"NLP"}
    assert desk.members("a") == {"biblio"}


def test_a_second_merge_does_not_make_ours_the_persons(desk: Desk) -> None:
    desk.note("a", "NLP", "CV")
    desk.sync()
    ours, mine = desk.item("a")["key"], own_item(desk, "mine")
    desk.sync()
    desk.merge(mine, ours)
    desk.sync()
    desk.server.write("item", {"itemType": "book", "key": "TWA22222", "version": 0, "title": "x", "tags": []})
    desk.sync()
    desk.merge(mine, "TWA22222")
    desk.sync()
    desk.note("a", "NLP")
    desk.sync()
    quiet(desk)
    assert desk.tags("a") == {"NLP", "mine"}


def test_two_of_ours_give_each_other_nothing_of_their_own(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.note("b", "NLP", "CV")
    desk.sync()
    desk.merge(desk.item("a")["key"], desk.item("b")["key"])
    plan, _ = desk.sync()
    assert "'The Title of b' was merged in Zotero into 'The Title of a', a work of its own" in plan.remarks
    assert not any("merged" in remark for remark in desk.plan().remarks)
    desk.note("a")
    desk.sync()
    quiet(desk)
    assert desk.tags("a") == {"CV"}  # which the merge brought: a line of zotero.txt says so


def test_an_undo_leaves_the_item_into_which_another_one_was_merged(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    run = desk.run_before(0)
    desk.merge(desk.item("a")["key"], own_item(desk))
    undone = desk.undo_and_tell(run)
    assert undone is not None
    assert "a: another item was merged into it; it stays" in undone[0].impossible
    assert desk.item("a")["relations"]["dc:replaces"]


@pytest.mark.parametrize("is_seen", [False, True], ids=["unseen", "seen"])
def test_an_undo_leaves_the_tag_that_the_merged_item_had_too(desk: Desk, is_seen: bool) -> None:
    desk.note("a")
    desk.sync()
    desk.note("a", "NLP", "CV")
    desk.sync()
    run = desk.run_before(0)
    desk.merge(desk.item("a")["key"], own_item(desk, "NLP", is_filed=True))
    if is_seen:
        desk.sync()
    desk.undo(run)
    assert desk.tags("a") == {"NLP"}
    assert "NLP" in desk.members("a")
    assert "CV" not in desk.members("a")


@pytest.mark.parametrize("way", ["adopted", "ours kept", "theirs kept"])
def test_a_relation_of_the_persons_own_stays(desk: Desk, way: str) -> None:
    """Theirs to another item; the notes give it, too, and no longer do so."""
    if way != "adopted":
        desk.note("a")
    desk.note("b", "NLP")
    desk.sync()
    mine, other = own_item(desk), desk.item("b")["key"]
    desk.edit(mine, relations={"dc:relation": [f"{desk.server.uri}/items/{other}"]})
    if way != "adopted":
        desk.sync()
        (ours,) = (data["key"] for data in desk.items_of("a") if data["key"] != mine)
        desk.merge(*((ours, mine) if way == "ours kept" else (mine, ours)))
    for related in (["b"], []):
        desk.note("a", related=related)
        desk.sync()
        quiet(desk)
        assert desk.item("a")["relations"]["dc:relation"] == [f"{desk.server.uri}/items/{other}"]


def test_after_a_lost_memory_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    merged(desk, is_ours_kept=True, is_seen=True)
    (tmp_path / "memory.sqlite").unlink()
    desk.sync()
    desk.note("a")
    desk.sync()
    assert desk.tags("a") == {"NLP"}


def test_what_an_item_replaced_is_known_when_that_is_erased() -> None:
    uri = "http://zotero.org/users/1"
    relations = {"dc:replaces": [f"{uri}/items/GNE22222"], "dc:relation": [f"{uri}/items/GNE22222"]}
    items = {"KPT22222": {"key": "KPT22222", "itemType": "book", "relations": relations}}
    left = drop_objects(LibrarySnapshot("users/1", uri, 1, items), ["GNE22222"], [])
    assert left.items["KPT22222"]["relations"] == {"dc:replaces": [f"{uri}/items/GNE22222"]}


@pytest.mark.parametrize("way", ["trashed", "erased", "erased and known as removed", "restored from a backup"])
def test_ours_is_used_again_when_it_is_back_without_the_one_that_it_was_merged_into(desk: Desk, way: str) -> None:
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    ours, backup = desk.item("a")["key"], copy.deepcopy(desk.server)
    merged_key = own_item(desk, "mine")
    desk.merge(merged_key, ours)
    desk.sync()
    if way == "trashed":
        desk.edit(merged_key, deleted=1)
    else:
        desk.server.erase("item", merged_key)
    if way == "erased and known as removed":
        desk.sync()
        assert desk.overrides.about("drop", ["doi:10.1000/a"])
    if way == "restored from a backup":
        desk.sync()
        desk.server = desk.remote.server = backup
        desk.plan()
    else:
        desk.edit(ours, deleted=0)
    desk.note("a", "NLP", "ML")
    desk.sync()
    assert desk.item("a")["key"] == ours
    assert desk.tags("a") - {"mine"} == {"NLP", "ML"}
    quiet(desk)
