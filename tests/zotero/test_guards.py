"""Every guard is broken once: a history that is fine with it goes wrong without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from biblio.errors import WriteLost
from biblio.zotero import engine
from biblio.zotero.model import DesiredState, LibrarySnapshot, SyncState
from biblio.zotero.planning import collections as shelves
from biblio.zotero.planning import items as planning_items
from biblio.zotero.planning import removals as planning_leavers
from biblio.zotero.planning import sync_planner as planner
from tests.zotero.loopback import Desk, Killed

History = Callable[[Path], None]
_serial = count()


def fresh(folder: Path) -> Desk:
    return Desk(folder / f"desk{next(_serial)}")


def killed(desk: Desk, moment: str, nth: int = 1) -> None:
    seen = count(1)

    def fault(now: str) -> None:
        if now == moment and next(seen) == nth:
            raise Killed

    desk.remote.fault = fault
    with pytest.raises(Killed):
        desk.sync()
    desk.remote.fault = lambda now: None


# -- histories: each ends with what must hold ------------------------------------------------------------------


def an_answer_is_lost(folder: Path) -> None:
    desk = fresh(folder)
    desk.note("a", "NLP", comment="words")
    killed(desk, "after", 2)
    desk.sync()
    assert len(desk.items_of("a")) == 1
    assert len(desk.server.items) == 2
    assert not desk.overrides.facts


def a_kill_before_anything_is_made(folder: Path) -> None:
    desk = fresh(folder)
    desk.note("a", "NLP")
    killed(desk, "before", 2)
    desk.sync()
    assert desk.members("a") == {"NLP"}
    assert not desk.overrides.facts


def an_edit_of_the_notes_and_a_kill(folder: Path) -> None:
    desk = fresh(folder)
    desk.note("a", "NLP")
    desk.sync()
    desk.note("a", "NLP", title="Newer")
    killed(desk, "before")
    desk.sync()
    assert desk.item("a")["title"] == "Newer"


def another_client_adds_a_member(folder: Path) -> None:
    desk = fresh(folder)
    desk.note("a", "NLP")
    desk.sync()
    key, mine = desk.item("a")["key"], []

    def race(moment: str) -> None:
        if moment == "before" and not mine:
            mine.append(1)
            desk.edit(key, tags=[{"tag": "NLP"}, {"tag": "theirs"}])

    desk.remote.fault = race
    desk.note("a", "NLP", "CV")
    desk.sync()
    desk.remote.fault = lambda moment: None
    desk.sync()
    assert desk.tags("a") == {"NLP", "CV", "theirs"}


def a_correction_and_a_kill(folder: Path) -> None:
    desk = fresh(folder)
    desk.note("a", "NLP")
    desk.sync()
    desk.edit(desk.item("a")["key"], title="Theirs", tags=[{"tag": "NLP"}, {"tag": "new"}])
    killed(desk, "before")
    desk.edit(desk.item("a")["key"], title="Theirs, again")
    plan, _ = desk.sync()
    assert not plan.disputes
    assert desk.item("a")["title"] == "Theirs, again"
    assert desk.overrides.claims(["doi:10.1000/a"])["title"] == "Theirs, again"


def a_collection_is_trashed(folder: Path) -> None:
    desk = fresh(folder)
    desk.note("a", "NLP", "CV")
    desk.sync()
    desk.server.erase("collection", desk.collection("CV"))
    desk.sync()
    assert desk.tags("a") == {"NLP", "CV"}
    assert not [fact for fact in desk.overrides.facts if fact.verb == "remove"]


def notes_cannot_be_read(folder: Path) -> None:
    desk = fresh(folder)
    desk.note("a", "NLP")
    gone = desk.note("b", "NLP")
    desk.sync()
    del desk.notes["b"]
    desk.undecided = frozenset(gone.notes)
    desk.sync()
    assert desk.members("b") == {"NLP"}


def the_answer_says_more_than_we_sent(folder: Path) -> None:
    desk = fresh(folder)
    desk.note("a", "NLP", title="  A title with   spaces ")
    desk.sync()
    desk.server.items[desk.item("a")["key"]]["citationKey"] += " "  # a server's own way of putting it
    desk.server.version += 1
    desk.note("a", "NLP", "CV", title="  A title with   spaces ")
    desk.sync()
    plan, _ = desk.sync()
    assert plan.is_empty


def an_adopted_item_keeps_its_own(folder: Path) -> None:
    desk = fresh(folder)
    desk.server.write("item", {"itemType": "journalArticle", "key": "AAAA2222", "version": 0, "DOI": "10.1000/a", "title": "The Title of a",
                               "tags": [{"tag": "NLP"}]})  # fmt: skip
    desk.note("a", "NLP")
    desk.sync()
    desk.note("a")
    desk.sync()
    assert desk.tags("a") == {"NLP"}


def undone_then_done_again(folder: Path) -> None:
    from biblio.zotero.planning.undo import WriteStatus, make_undo

    desk = fresh(folder)
    desk.note("a", "NLP")
    _, outcome = desk.sync()
    runner, memory = desk.open()
    entries = [entry for _, status, entry in memory.entries(outcome.run) if status is WriteStatus.DONE]
    undo = make_undo(entries, runner.look())
    killing = count(1)

    def fault(moment: str) -> None:
        if moment == "after" and next(killing) == 2:
            raise Killed

    desk.remote.fault = fault
    with pytest.raises(Killed):
        runner.take_back("undo 1", undo.operations, undo.ties, undo.forgotten, ((), ()))
    memory.close()
    desk.remote.fault = lambda moment: None
    desk.sync()
    assert desk.members("a") == {"NLP"}
    assert not desk.overrides.facts


# -- guards: how each is broken --------------------------------------------------------------------------------


def without_chosen_keys(patch: pytest.MonkeyPatch) -> None:
    """Make up a new key every time; and let nothing be recognised, which would be a second way out."""
    serial = count()

    def choose(library: str, uid: str, taken: Any) -> str:
        return f"RAND{next(serial):04}".replace("0", "A").replace("1", "B")

    patch.setattr(planner, "choose_key", choose)
    patch.setattr(planning_items, "choose_key", choose)
    patch.setattr("biblio.zotero.memory.ZoteroMemory.note_sent", lambda *_: None)
    patch.setattr(planner.UntrackedItems, "find", lambda self, work: None)


def without_pending(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        engine,
        "replace",
        lambda one, **changes: one if changes == {"state": SyncState.PENDING} else replace(one, **changes),
    )


def with_an_early_base(patch: pytest.MonkeyPatch) -> None:
    whole = engine.ZoteroMemory.note_sent

    def early(self: Any, run: int, entries: Any, pending: Any) -> None:
        whole(self, run, entries, [entry.tie_after for _, entry in entries])

    patch.setattr("biblio.zotero.memory.ZoteroMemory.note_sent", early)


def without_versions(patch: pytest.MonkeyPatch) -> None:
    whole = Desk.open

    def blind(self: Desk) -> Any:
        write = self.remote.write
        self.remote.write = lambda sort, rows, version: write(  # type: ignore[method-assign]
            sort, [{**row, "version": self.server.version} if row["version"] else row for row in rows], None
        )
        return whole(self)

    patch.setattr(Desk, "open", blind)


def without_hearing_at_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(planner, "_heard", lambda drafts, subjects: [])


def with_trashed_collections_taken_for_empty(patch: pytest.MonkeyPatch) -> None:
    whole = shelves.CollectionTree.topic_of

    def all_of_them(self: shelves.CollectionTree) -> dict[str, str]:
        gone = {tie.key: tie.uid.removeprefix("tag:") for tie in self.ties.values() if tie.sort == "collection"}
        return {**gone, **whole(self)}

    patch.setattr(shelves.CollectionTree, "topic_of", all_of_them)


def with_every_missing_note_gone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(planning_leavers, "_is_known_to_be_gone", lambda tie, wants: True)


def without_own_tags(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(planning_items, "_with_own", lambda merged, tie, theirs: merged)


def with_ties_after_the_undo(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("biblio.zotero.memory.ZoteroMemory.put_ties", lambda *_: None)


@pytest.mark.parametrize(
    ("history", "broken"),
    [
        (an_answer_is_lost, without_chosen_keys),
        (a_kill_before_anything_is_made, without_pending),
        (an_edit_of_the_notes_and_a_kill, with_an_early_base),
        (another_client_adds_a_member, without_versions),
        (a_correction_and_a_kill, without_hearing_at_once),
        (a_collection_is_trashed, with_trashed_collections_taken_for_empty),
        (notes_cannot_be_read, with_every_missing_note_gone),
        (an_adopted_item_keeps_its_own, without_own_tags),
        (undone_then_done_again, with_ties_after_the_undo),
    ],
    ids=lambda one: one.__name__,
)
def test_the_guard_matters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, history: History, broken: Callable[[pytest.MonkeyPatch], None]
) -> None:
    history(tmp_path)
    broken(monkeypatch)
    with pytest.raises((AssertionError, WriteLost)):
        history(tmp_path)


def test_the_servers_way_of_putting_it_is_no_change(tmp_path: Path) -> None:
    the_answer_says_more_than_we_sent(tmp_path)


def test_limits_are_guards_of_their_own() -> None:
    from biblio.zotero.model import ObjectType, Rules, SyncPlan, SyncRecord
    from biblio.zotero.planning.limits import find_alarms

    ties = [SyncRecord(f"w{n}", ObjectType.ITEM, f"KEY{n}", names=(f"w{n}",)) for n in range(3)]
    empty = LibrarySnapshot("users/1", "uri", 1)
    assert find_alarms(SyncPlan(), DesiredState(), empty, ties, Rules()) != ()
    assert find_alarms(SyncPlan(), DesiredState(), empty, [], Rules()) == ()
