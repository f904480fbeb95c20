"""Collections by tag: which there are, where they are, and that the user's word about them counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from biblio.zotero.sync_rules import SyncRules
from tests.zotero.loopback import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def tree(desk: Desk) -> set[str]:
    """Return the live collections as paths."""
    live = {key: data for key, data in desk.server.collections.items() if not data.get("deleted")}

    def path(key: str) -> str:
        above = live[key].get("parentCollection")
        return f"{path(above)}/{live[key]['name']}" if above else str(live[key]["name"])

    return {path(key) for key in live}


def test_a_collection_moves_with_the_rules_and_an_undo_moves_it_back(desk: Desk) -> None:
    desk.note("a", "NLP", "AI")
    desk.sync()
    assert tree(desk) == {"biblio", "biblio/NLP", "biblio/AI"}
    desk.rules = SyncRules(parents={"NLP": "AI"})
    desk.sync()
    assert tree(desk) == {"biblio", "biblio/AI", "biblio/AI/NLP"}
    assert not desk.overrides.lines  # nobody but the rules has moved it
    result = desk.undo_and_tell()
    assert result is not None
    assert result[0].impossible == ()
    assert tree(desk) == {"biblio", "biblio/NLP", "biblio/AI"}


def test_a_collection_that_somebody_moved_stays_there_when_the_one_above_it_is_thrown_away(desk: Desk) -> None:
    desk.note("a", "NLP", "AI")
    desk.rules = SyncRules(parents={"NLP": "AI"})
    desk.sync()
    desk.server.write("collection", {"name": "Thesis"})
    desk.edit(desk.collection("NLP"), "collection", parentCollection=desk.collection("Thesis"))
    desk.edit(desk.collection("AI"), "collection", deleted=True)
    for _ in range(2):
        desk.sync()
        assert tree(desk) == {"biblio", "Thesis", "Thesis/NLP"}
    assert desk.plan().is_empty


@pytest.mark.parametrize("tag", ["NLP", "ML"])
def test_circular_parents_are_said(desk: Desk, tag: str) -> None:
    desk.note("a", tag)
    desk.rules = SyncRules(parents={"NLP": "AI", "AI": "ML", "ML": "NLP", "CV": "ML", "Deep": "Deep"})
    remarks = desk.sync()[0].remarks
    assert [remark.partition(",")[0] for remark in remarks] == [
        "[zotero] parents go in a circle ('AI' below 'ML' below 'NLP' below 'AI')",
        "[zotero] parents go in a circle ('Deep' below 'Deep')",
    ]
    assert tag in desk.members("a")
    desk.rules = SyncRules(parents={"NLP": "AI"})
    assert not desk.sync()[0].remarks


def test_the_root_takes_a_new_name_unless_the_user_gave_it_one(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.rules = SyncRules(root="Papers")
    desk.sync()
    assert tree(desk) == {"Papers", "Papers/NLP"}
    desk.edit(desk.collection("Papers"), "collection", name="Mine")
    desk.sync()
    desk.rules = SyncRules(root="Library")
    for _ in range(2):
        desk.sync()
        assert tree(desk) == {"Mine", "Mine/NLP"}


@pytest.mark.parametrize("is_trashed", [False, True])
def test_a_collection_of_that_name_is_used_unless_it_is_in_the_trash(desk: Desk, is_trashed: bool) -> None:
    desk.rules = SyncRules(root="")
    desk.server.write("collection", {"key": "MINE2222", "version": 0, "name": "NLP"})
    if is_trashed:
        desk.edit("MINE2222", "collection", name="NLP", deleted=True)
    desk.note("a", "NLP")
    desk.sync()
    assert tree(desk) == {"NLP"}
    assert (desk.item("a")["collections"] == ["MINE2222"]) == (not is_trashed)
    assert len(desk.server.collections) == (2 if is_trashed else 1)


def test_a_work_whose_tags_have_no_collection_is_in_the_root(desk: Desk) -> None:
    desk.rules = SyncRules(minimum=2)
    desk.note("a", "NLP")
    desk.sync()
    assert tree(desk) == {"biblio"}
    assert desk.members("a") == {"biblio"}
    desk.note("b", "NLP")
    desk.sync()
    assert desk.members("a") == desk.members("b") == {"NLP"}


def test_without_the_root_that_the_user_trashed_collections_are_found_at_the_top(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.edit(desk.collection("biblio"), "collection", name="biblio", deleted=True)
    desk.edit(desk.collection("NLP"), "collection", name="NLP", parentCollection=False)
    desk.sync()
    desk.server.write("collection", {"key": "MINE2222", "version": 0, "name": "CV"})
    desk.note("b", "CV")
    desk.sync()
    assert tree(desk) == {"NLP", "CV"}
    assert desk.item("b")["collections"] == ["MINE2222"]


def test_everything_that_the_user_trashed_at_once_is_remembered(desk: Desk) -> None:
    for name in "abc":
        desk.note(name, "NLP")
    desk.sync()
    for name in "ab":
        desk.edit(desk.item(name)["key"], deleted=1)
    desk.sync()
    assert sorted(map(str, desk.overrides.lines)) == ["drop doi:10.1000/a users/1", "drop doi:10.1000/b users/1"]
    for path in desk.folder.glob("memory*"):
        path.unlink()
    for key in [key for key, data in desk.server.items.items() if data.get("deleted")]:
        desk.server.erase("item", key)
    desk.sync()
    assert not desk.items_of("a") + desk.items_of("b")


def test_relations_of_the_users_stay_beside_those_of_the_notes(desk: Desk) -> None:
    relation = {"dc:relation": ["http://zotero.org/users/1/items/CHAT2222"]}
    desk.server.write("item", {"itemType": "book", "key": "CHAT2222", "version": 0, "title": "Mine"})
    desk.server.write("item", {"itemType": "journalArticle", "key": "AAAA2222", "version": 0, "DOI": "10.1000/a",
                               "relations": relation})  # fmt: skip
    desk.notes["a"] = replace(desk.note("a", "NLP"), related=frozenset({"doi:10.1000/b"}))
    desk.notes["b"] = replace(desk.note("b", "NLP"), related=frozenset({"doi:10.1000/a"}))
    desk.sync()
    uris = {uri.rpartition("/")[2] for uri in desk.item("a")["relations"]["dc:relation"]}
    assert uris == {"CHAT2222", desk.item("b")["key"]}
