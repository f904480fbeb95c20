"""A library that is restored from a backup: nobody trashed what it lacks, nobody corrected what it says otherwise."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import pytest

from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType
from biblio.zotero.memory import ZoteroMemory
from biblio.zotero.merge import Base
from biblio.zotero.planning.safeguards import Safeguards
from biblio.zotero.sync_record import SyncRecord, SyncState
from tests.zotero.loopback import Desk, Killed


def restored(desk: Desk) -> None:
    """Push, back up, push more, restore."""
    for name in "abcdefghijkl":
        desk.note(name, "NLP", comment="words")
    desk.sync()
    backup = copy.deepcopy(desk.server)
    desk.note("a", "NLP", title="A newer title", comment="words")
    desk.note("new", "CV", comment="words")
    desk.sync()
    desk.remote.server = backup
    desk.server = backup


def test_what_it_lacks_is_made_again_and_what_differs_is_asked(desk: Desk) -> None:
    restored(desk)
    plan, outcome = desk.sync(force=False)
    assert not plan.alarms
    assert outcome.done["create"] == 3  # the collection, the item, its note
    assert desk.members("new") == {"CV"}
    assert not desk.overrides.lines
    assert [conflict.name for conflict in plan.conflicts] == ["a:title"]
    assert desk.item("a")["title"] == "The Title of a"
    desk.sync("notes")
    assert desk.item("a")["title"] == "A newer title"
    plan, _ = desk.sync()
    assert plan.is_empty
    assert len([data for data in desk.server.items.values() if data["itemType"] == "journalArticle"]) == 13


def test_what_a_person_took_out_stays_out(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    desk.server.erase("item", desk.item("b")["key"])
    backup = copy.deepcopy(desk.server)
    desk.sync()
    desk.note("a", "NLP", title="Newer")
    desk.sync()
    desk.remote.server = desk.server = backup
    desk.sync("notes")
    assert [str(override) for override in desk.overrides.lines] == ["drop doi:10.1000/b users/1"]
    assert not desk.items_of("b")
    assert desk.item("a")["title"] == "Newer"


def test_what_an_undo_trashed_and_is_there_again_can_be_removed(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    backup = copy.deepcopy(desk.server)
    desk.undo()
    desk.remote.server = desk.server = backup
    desk.plan()
    desk.server.erase("item", desk.item("a")["key"])
    desk.sync()
    assert not desk.items_of("a")
    assert "drop doi:10.1000/a users/1" in map(str, desk.overrides.lines)


def test_what_was_removed_and_is_there_again_was_not_corrected(desk: Desk) -> None:
    """The item was merged, filled in by us, and erased; the backup is from between."""
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    mine = {
        "itemType": "journalArticle",
        "key": "MMMM2222",
        "version": 0,
        "title": "The Title of a",
        "DOI": "10.1000/a",
    }
    desk.server.write("item", mine)
    desk.merge("MMMM2222", next(item["key"] for item in desk.items_of("a") if item["key"] != "MMMM2222"))
    backup = copy.deepcopy(desk.server)
    desk.sync()
    desk.server.erase("item", "MMMM2222")
    desk.sync()
    desk.server = desk.remote.server = backup
    for _ in range(3):
        desk.sync()
    assert not [str(line) for line in desk.overrides.lines if line.verb == "claim"]
    assert [creator["lastName"] for creator in desk.item("a")["creators"]] == ["Doe"]


def test_an_undo_after_it_brings_back_no_memory_of_what_is_gone(desk: Desk) -> None:
    """The run that is undone knew the creators; the backup is from before they were filled in."""
    desk.note("a", "NLP")
    desk.sync()
    mine = {
        "itemType": "journalArticle",
        "key": "MMMM2222",
        "version": 0,
        "title": "The Title of a",
        "DOI": "10.1000/a",
    }
    desk.server.write("item", mine)
    desk.merge("MMMM2222", next(item["key"] for item in desk.items_of("a") if item["key"] != "MMMM2222"))
    backup = copy.deepcopy(desk.server)
    desk.sync()
    desk.note("a", "NLP", "CV")
    desk.sync()
    desk.server = desk.remote.server = backup
    desk.plan()
    desk.undo()
    for _ in range(3):
        desk.sync()
    assert not [str(line) for line in desk.overrides.lines if line.verb == "claim"]
    assert [creator["lastName"] for creator in desk.item("a")["creators"]] == ["Doe"]


class KilledBeforeTheSnapshot(ZoteroMemory):
    """The process ends when it should store the library that it has read."""

    def save_snapshot(self, snapshot: LibrarySnapshot, before: LibrarySnapshot | None) -> None:
        raise Killed


def test_it_is_still_known_after_a_kill(desk: Desk) -> None:
    restored(desk)
    desk.memory_type = KilledBeforeTheSnapshot
    with pytest.raises(Killed):
        desk.sync()
    desk.memory_type = ZoteroMemory
    desk.sync("notes", force=False)
    assert not desk.overrides.lines
    assert desk.members("new") == {"CV"}


def test_without_the_guard_it_would_be_taken_for_trashed(desk: Desk) -> None:
    restored(desk)
    desk.safeguards = Safeguards(stale_records=lambda records, before, snapshot: [])
    desk.sync()
    assert {override.verb for override in desk.overrides.lines} == {"claim", "drop", "without"}


@pytest.mark.parametrize("keeps_memory", [True, False])
def test_an_item_that_a_person_restored_is_taken_again_although_a_line_says_that_it_is_gone(
    desk: Desk, keeps_memory: bool
) -> None:
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    key = desk.item("a")["key"]
    desk.edit(key, deleted=1)
    desk.sync()
    assert [str(line) for line in desk.overrides.lines] == ["drop doi:10.1000/a users/1"]
    if not keeps_memory:
        for path in desk.folder.glob("memory.sqlite*"):
            path.unlink()
        desk.sync()
    desk.edit(key, deleted=0)
    desk.sync()
    assert not desk.overrides.lines
    assert desk.item("a")["key"] == key
    desk.note("a", "NLP", "CV")
    desk.sync()
    assert desk.members("a") == {"NLP", "CV"}


def test_an_item_of_ones_own_for_a_work_that_was_thrown_away_is_left_alone(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    desk.server.erase("item", desk.item("a")["key"])
    desk.sync()
    for path in desk.folder.glob("memory.sqlite*"):
        path.unlink()
    desk.server.write("item", {"itemType": "journalArticle", "title": "The Title of a", "DOI": "10.1000/a", "tags": []})
    desk.sync()
    assert [str(line) for line in desk.overrides.lines] == ["drop doi:10.1000/a users/1"]
    assert not desk.item("a")["collections"]


def merged_and_restored(desk: Desk) -> str:
    """Push a work, back up, let its item be merged into another one, restore; return the key of its item."""
    desk.note("a", "NLP", comment="words")
    desk.sync()
    key = desk.item("a")["key"]
    backup = copy.deepcopy(desk.server)
    desk.server.write("item", {"itemType": "journalArticle", "key": "MMMM2222", "version": 0, "DOI": "10.1000/a",
                               "title": "The Title of a", "tags": []})  # fmt: skip
    desk.merge("MMMM2222", key)
    desk.sync()
    desk.remote.server = desk.server = backup
    desk.plan()
    return key


def test_an_older_item_in_its_trash_is_asked_about_instead_of_made_again(desk: Desk) -> None:
    key = merged_and_restored(desk)
    desk.edit(key, deleted=1)
    plan, _ = desk.sync()
    assert "a:trash" in [conflict.name for conflict in plan.conflicts]
    assert not desk.items_of("a")
    desk.sync("zotero")
    assert [str(line) for line in desk.overrides.lines] == ["drop doi:10.1000/a users/1"]
    assert not desk.items_of("a")


def test_a_comment_is_found_under_its_former_name_instead_of_made_again(tmp_path: Path) -> None:
    """What was made for the note last is missing; what was made before is there."""
    desk = Desk(tmp_path)
    desk.note("a", "NLP", comment="words")
    desk.sync()
    item = desk.notes["a"]
    (child,) = item.children
    renamed = child.content.with_fields({"note": child.content.get("note").replace("(note-a)", "(note-new)")})
    desk.notes["a"] = replace(
        item, notes=("note-new",), children=(replace(child, uid="note:note-new", content=renamed),)
    )  # fmt: skip
    _, memory = desk.open()
    memory.save_records(
        [SyncRecord("note:note-new", ObjectType.ITEM, "NNNN2222", Base(renamed, renamed), SyncState.PENDING, made=True)]
    )
    memory.close()
    _, outcome = desk.sync()
    assert outcome.done == {"update": 1}
    assert sum(data["itemType"] == "note" for data in desk.server.items.values()) == 1
    assert desk.sync()[0].is_empty
