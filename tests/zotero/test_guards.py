"""Every guard is broken once: a history that is fine with it goes wrong without it.

Guards that are rules are replaced through `Safeguards`, those of the memory and of the library through subclasses.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from biblio.errors import UnsafePlan, WriteLost
from biblio.zotero.desired_state import DesiredChild, DesiredItem, DesiredState
from biblio.zotero.library_entries import item_digest
from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType
from biblio.zotero.memory import ZoteroMemory
from biblio.zotero.merge import Base, merge_object
from biblio.zotero.object_content import Content
from biblio.zotero.overrides import Override
from biblio.zotero.planning.adoption import AdoptedItem, UntrackedItems
from biblio.zotero.planning.collection_tree import CollectionTree
from biblio.zotero.planning.comment_merge import MergedComment
from biblio.zotero.planning.limits import find_alarms
from biblio.zotero.planning.safeguards import Safeguards
from biblio.zotero.remote_library import WriteReply
from biblio.zotero.sync_plan import FieldChange, Operation, SyncPlan
from biblio.zotero.sync_record import SyncRecord, SyncState
from biblio.zotero.sync_rules import SyncRules
from biblio.zotero.write_log import LoggedWrite
from tests.zotero.loopback import Desk, Killed, Loopback, desired_item

DeskMaker = Callable[[Path], Desk]


def killed(desk: Desk, moment: str, nth: int = 1) -> None:
    """Sync, and end the process at the `nth` time that a write comes to `moment`."""
    kill_at(desk, moment, nth)
    with pytest.raises(Killed):
        desk.sync()
    desk.remote.fault = lambda now: None


def kill_at(desk: Desk, moment: str, nth: int) -> None:
    times = count(1)

    def fault(now: str) -> None:
        if now == moment and next(times) == nth:
            raise Killed

    desk.remote.fault = fault


# -- histories: each ends with what must hold ------------------------------------------------------------------


def an_answer_is_lost(desk: Desk) -> None:
    desk.note("a", "NLP", comment="words")
    killed(desk, "after", 2)
    desk.sync()
    assert len(desk.items_of("a")) == 1
    assert len(desk.server.items) == 2
    assert not desk.overrides.lines


def a_kill_before_anything_is_made(desk: Desk) -> None:
    desk.note("a", "NLP")
    killed(desk, "before", 2)
    desk.sync()
    assert desk.members("a") == {"NLP"}
    assert not desk.overrides.lines


def an_edit_of_the_notes_and_a_kill(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.note("a", "NLP", title="Newer")
    killed(desk, "before")
    desk.sync()
    assert desk.item("a")["title"] == "Newer"


def another_client_adds_a_member(desk: Desk) -> None:
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


def a_correction_and_a_kill(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.edit(desk.item("a")["key"], title="Theirs", tags=[{"tag": "NLP"}, {"tag": "new"}])
    killed(desk, "before")
    desk.edit(desk.item("a")["key"], title="Theirs, again")
    plan, _ = desk.sync()
    assert not plan.conflicts
    assert desk.item("a")["title"] == "Theirs, again"
    assert desk.overrides.corrections(["doi:10.1000/a"])["title"] == "Theirs, again"


def filed_and_taken_out_again_after_a_kill(desk: Desk) -> None:
    desk.note("a")
    desk.note("b", "CV")
    desk.sync()
    item = desk.item("a")
    desk.edit(item["key"], collections=[*item["collections"], desk.collection("CV")])
    killed(desk, "after")  # the item has the tag by now, and is not in the root collection any more
    desk.edit(item["key"], collections=item["collections"])
    desk.sync()
    desk.sync()
    assert desk.members("a") == {"biblio"}
    assert desk.tags("a") == set()


def a_title_is_put_back_before_the_run(desk: Desk) -> None:
    """The only note is the item itself, and was read while the item had another title for a moment."""
    desk.server.write("item", {"itemType": "journalArticle", "title": "Mine", "DOI": "10.1000/a"})
    (key,) = desk.server.items

    def read() -> None:
        data = desk.server.items[key]
        item = desk.note("a", title=data["title"])
        desk.notes["a"] = replace(
            item, items=(key,), elsewhere=item.work, notes=(f"zotero-{key}",), read_as={key: item_digest(data)}
        )

    read()
    desk.sync()
    desk.edit(key, title="Better")
    read()
    desk.edit(key, title="Mine")
    plan, _ = desk.sync()
    assert desk.item("a")["title"] == "Mine"
    assert "left alone until biblio sync reads it again: 'Better'" in plan.remarks[0]
    read()
    plan, _ = desk.sync()
    assert (desk.item("a")["title"], plan.remarks) == ("Mine", ())
    desk.edit(key, title="Better")
    desk.sync()
    assert [str(line) for line in desk.overrides.lines] == ['claim doi:10.1000/a title "Better"'], (
        "nothing was read since"
    )


def a_title_is_put_back_while_the_run_writes(desk: Desk) -> None:
    """One of the notes is the item itself, and was read while the item had another title."""
    desk.server.write(
        "item", {"itemType": "journalArticle", "title": "Mine", "DOI": "10.1000/a", "tags": [{"tag": "CV"}]}
    )
    (key,) = desk.server.items

    def read(*topics: str) -> None:
        item = desk.note("a", "CV", *topics, title=desk.server.items[key]["title"])
        desk.notes["a"] = replace(
            item, items=(key,), elsewhere=item.work, item_topics=frozenset({"CV"}), notes=(f"zotero-{key}",)
        )

    read()
    desk.sync()
    desk.edit(key, title="Better")
    read("NLP")
    times = count(1)

    def put_back(moment: str) -> None:
        if moment == "before" and next(times) == 1:
            desk.edit(key, title="Mine")

    desk.remote.fault = put_back
    desk.sync()
    assert desk.item("a")["title"] == "Mine"
    read("NLP")
    desk.sync()
    assert (desk.item("a")["title"], desk.tags("a")) == ("Mine", {"CV", "NLP"})


def a_collection_is_trashed(desk: Desk) -> None:
    desk.note("a", "NLP", "CV")
    desk.sync()
    desk.server.erase("collection", desk.collection("CV"))
    desk.sync()
    assert desk.tags("a") == {"NLP", "CV"}
    assert not [fact for fact in desk.overrides.lines if fact.verb == "remove"]


def notes_cannot_be_read(desk: Desk) -> None:
    desk.note("a", "NLP")
    gone = desk.note("b", "NLP")
    desk.sync()
    del desk.notes["b"]
    desk.undecided = frozenset(gone.notes)
    desk.sync()
    assert desk.members("b") == {"NLP"}


def the_answer_says_more_than_we_sent(desk: Desk) -> None:
    desk.note("a", "NLP", title="  A title with   spaces ")
    desk.sync()
    desk.server.items[desk.item("a")["key"]]["citationKey"] += " "  # a server's own way of putting it
    desk.server.version += 1
    desk.note("a", "NLP", "CV", title="  A title with   spaces ")
    desk.sync()
    plan, _ = desk.sync()
    assert plan.is_empty


def an_adopted_item_keeps_its_own(desk: Desk) -> None:
    desk.server.write("item", {"itemType": "journalArticle", "key": "AAAA2222", "version": 0, "DOI": "10.1000/a", "title": "The Title of a",
                               "tags": [{"tag": "NLP"}]})  # fmt: skip
    desk.note("a", "NLP")
    desk.sync()
    desk.note("a")
    desk.sync()
    assert desk.tags("a") == {"NLP"}


def undone_then_done_again(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    kill_at(desk, "after", 2)
    with pytest.raises(Killed):
        desk.undo()
    desk.remote.fault = lambda moment: None
    desk.sync()
    assert desk.members("a") == {"NLP"}
    assert not desk.overrides.lines


def a_restored_backup(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    backup = copy.deepcopy(desk.server)
    desk.note("b", "CV")
    desk.sync()
    desk.remote.server = desk.server = backup
    desk.sync()
    assert desk.members("b") == {"CV"}
    assert not desk.overrides.lines


def the_other_end_of_a_relation_is_edited(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    desk.note("a", "NLP", related=["b"])
    desk.sync()
    desk.note("b", "NLP", title="Newer")
    _, result = desk.sync()
    assert not result.postponed
    assert desk.item("b")["title"] == "Newer"


def a_work_gets_another_name(desk: Desk) -> None:
    item = desk.note("a", "NLP")
    desk.sync()
    desk.notes["a"] = replace(item, uid="arxiv:1901.99999", names=("arxiv:1901.99999", *item.names))
    for _ in range(3):
        desk.sync()
    assert desk.members("a") == {"NLP"}
    assert not desk.overrides.lines


def a_merge_in_zotero(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.server.write(
        "item", {"itemType": "journalArticle", "key": "MNE22222", "version": 0, "DOI": "10.1000/a", "title": "x"}
    )
    desk.merge("MNE22222", next(key for key in desk.server.items if key != "MNE22222"))
    desk.sync()
    assert not desk.overrides.about("drop", ["doi:10.1000/a"])


def a_merged_item_lives_again_for_a_while(desk: Desk) -> None:
    """The item that was left of the merge has a tag that the notes give, too, and is in no collection of ours."""
    row = {"itemType": "journalArticle", "version": 0, "DOI": "10.1000/a", "title": "The Title of a"}
    for key, tags in (("AAAA2222", []), ("MNE22222", ["NLP"])):
        desk.server.write("item", {**row, "key": key, "tags": [{"tag": tag} for tag in tags]})
    desk.merge("MNE22222", "AAAA2222")
    desk.edit("AAAA2222", deleted=0)
    desk.note("a", "NLP")
    desk.sync()
    (filed,) = (data for data in desk.items_of("a") if data["collections"])
    assert filed["key"] == "AAAA2222"
    desk.edit(filed["key"], deleted=1)
    desk.sync()
    assert (desk.item("a")["key"], desk.tags("a"), desk.members("a")) == ("MNE22222", {"NLP"}, {"NLP"})
    assert not desk.overrides.lines


def a_merge_of_what_both_had(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    ours = desk.item("a")["key"]
    desk.server.write(
        "item",
        {"itemType": "book", "key": "MNE22222", "version": 0, "title": "x", "tags": [{"tag": "NLP"}]},
    )
    desk.merge(ours, "MNE22222")
    desk.sync()
    desk.note("a")
    desk.sync()
    assert desk.tags("a") == {"NLP"}


def a_note_is_renamed(desk: Desk) -> None:
    item = desk.note("a", "NLP", comment="My remarks.")
    desk.sync()
    (child,) = item.children
    desk.notes["a"] = replace(item, children=(replace(child, uid="note:renamed"),))
    desk.sync()
    assert len([data for data in desk.server.items.values() if data["itemType"] == "note"]) == 1


def a_person_writes_into_a_comment(desk: Desk) -> None:
    desk.note("a", comment="words")
    desk.sync()
    (note,) = (data for data in desk.server.items.values() if data["itemType"] == "note")
    desk.edit(note["key"], note="<p>mine</p>")
    desk.sync()
    desk.note("a", comment="other words")
    desk.sync()
    assert desk.server.items[note["key"]]["note"] == "<p>mine</p>"


def a_key_that_may_not_see_notes(desk: Desk) -> None:
    desk.note("a", comment="words")
    desk.sync()
    desk.remote.hidden = frozenset({"note"})
    desk.edit(desk.item("a")["key"], volume="5")
    desk.sync()
    assert not desk.overrides.about("drop", ["note:note-a"])


def an_automatic_tag(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.edit(desk.item("a")["key"], tags=[{"tag": "NLP", "type": 1}])
    desk.sync()
    assert not desk.overrides.lines
    assert desk.item("a")["tags"] == [{"tag": "NLP"}]


# -- guards: how each is broken --------------------------------------------------------------------------------


class NothingSent(ZoteroMemory):
    """Does not log what is about to be sent."""

    def log_sent(self, run: int, writes: Sequence[tuple[int, LoggedWrite]], pending: Sequence[SyncRecord]) -> None:
        """Do nothing."""


class NothingPending(ZoteroMemory):
    """Takes what is about to be created for created."""

    def log_sent(self, run: int, writes: Sequence[tuple[int, LoggedWrite]], pending: Sequence[SyncRecord]) -> None:
        super().log_sent(run, writes, [replace(record, state=SyncState.TRACKED) for record in pending])


class EarlyBases(ZoteroMemory):
    """Remembers the new base of an object when the write is sent, not when it is answered."""

    def log_sent(self, run: int, writes: Sequence[tuple[int, LoggedWrite]], pending: Sequence[SyncRecord]) -> None:
        super().log_sent(run, writes, [write.tie_after for _, write in writes if write.tie_after])


class NothingRestored(ZoteroMemory):
    """Does not store records before an undo."""

    def save_records(self, records: Any, forgotten: Any = ()) -> None:
        """Do nothing."""


class NoVersions(Loopback):
    """Writes over whatever is there."""

    def write(self, object_type: ObjectType, rows: Sequence[Mapping[str, Any]], version: int | None) -> WriteReply:
        now = self.server.version
        rows = [{**row, "version": now} if row["version"] else row for row in rows]
        return super().write(object_type, rows, None)


class NeverReadAgain(Loopback):
    """Reads what the lists show, and no object by its key."""

    def read_again(self, snapshot: LibrarySnapshot, object_type: ObjectType, keys: Any) -> LibrarySnapshot:
        return snapshot


class NothingRecognised(UntrackedItems):
    """Adopts no item by what it says."""

    def adopt(self, work: Any) -> AdoptedItem | None:
        return None


class NothingKnownAgain(NothingRecognised):
    """Adopts no item by its key either."""

    def adopt_key(self, key: str) -> AdoptedItem | None:
        return None


def random_keys() -> Callable[[str, str, Any], str]:
    """Make up a new key every time."""
    serial = count()
    return lambda library, uid, used: f"RAND{next(serial):04}".replace("0", "A").replace("1", "B")


def with_removed_collections(tree: CollectionTree) -> dict[str, str]:
    """Take a collection that the user removed for one that all its members have left."""
    removed = {
        record.key: record.uid.removeprefix("tag:") for record in tree.records.values() if record.sort == "collection"
    }
    return {**removed, **tree.topics_by_key()}


def guarded(folder: Path) -> Desk:
    return Desk(folder)


def without_chosen_keys(folder: Path) -> Desk:
    """Neither are items recognised by what they say: that would be a second way out."""
    safeguards = Safeguards(choose_key=random_keys(), untracked_items=NothingRecognised)
    return Desk(folder, safeguards=safeguards, memory_type=NothingSent)


def without_pending(folder: Path) -> Desk:
    return Desk(folder, memory_type=NothingPending)


def with_early_bases(folder: Path) -> Desk:
    return Desk(folder, memory_type=EarlyBases)


def without_versions(folder: Path) -> Desk:
    return Desk(folder, remote_type=NoVersions)


def without_remembering_pulls_at_once(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(pulled_records=lambda draft: []))


def with_sent_members_taken_for_the_users(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(with_sent_members=lambda record, write, data: record))


def with_notes_taken_for_newer_than_the_library(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(items_changed_by_others=lambda snapshot, version, own: frozenset()))


def with_notes_taken_for_up_to_date(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(is_out_of_date=lambda item, record, snapshot: False))


def with_removed_collections_taken_for_empty(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(topics_by_key=with_removed_collections))


def with_every_missing_note_gone(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(is_gone_from_notes=lambda record, desired: True))


def without_own_members(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(keep_own_members=lambda merged, record, theirs: merged))


def with_records_restored_after_the_undo(folder: Path) -> Desk:
    return Desk(folder, memory_type=NothingRestored)


def with_records_of_a_newer_library(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(stale_records=lambda records, before, snapshot: []))


def without_reading_again(folder: Path) -> Desk:
    return Desk(folder, remote_type=NeverReadAgain)


def by_uid(items: Sequence[DesiredItem], records: Iterable[SyncRecord]) -> dict[str, SyncRecord]:
    known = {record.uid: record for record in records}
    return {item.uid: known[item.uid] for item in items if item.uid in known}


def with_records_by_uid(folder: Path) -> Desk:
    """Neither are items recognised by what they say: that would be a second way out."""
    return Desk(folder, safeguards=Safeguards(match_records=by_uid, untracked_items=NothingKnownAgain))


def without_following_merges(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(replacements=lambda snapshot: {}))


def without_what_merged_items_had(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(records_after_merges=lambda merges, records, before, snapshot: []))


def with_old_merges_taken_for_new(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(gone_again=lambda before, snapshot: frozenset()))


def without_following_notes(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(match_children=lambda children, records, items, desired: {}))


def with_comments_of_the_notes_alone(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(merge_comment=lambda ours, theirs, **more: MergedComment(ours)))


def with_hidden_notes_taken_for_removed(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(hides_notes=lambda snapshot: False))


def with_automatic_tags_taken_for_none(folder: Path) -> Desk:
    return Desk(folder, safeguards=Safeguards(automatic_tags=lambda data: frozenset()))


@pytest.mark.parametrize(
    ("history", "broken"),
    [
        (an_automatic_tag, with_automatic_tags_taken_for_none),
        (a_key_that_may_not_see_notes, with_hidden_notes_taken_for_removed),
        (a_person_writes_into_a_comment, with_comments_of_the_notes_alone),
        (a_work_gets_another_name, with_records_by_uid),
        (a_merge_in_zotero, without_following_merges),
        (a_merge_of_what_both_had, without_what_merged_items_had),
        (a_merged_item_lives_again_for_a_while, with_old_merges_taken_for_new),
        (a_note_is_renamed, without_following_notes),
        (an_answer_is_lost, without_chosen_keys),
        (a_kill_before_anything_is_made, without_pending),
        (an_edit_of_the_notes_and_a_kill, with_early_bases),
        (another_client_adds_a_member, without_versions),
        (a_correction_and_a_kill, without_remembering_pulls_at_once),
        (filed_and_taken_out_again_after_a_kill, with_sent_members_taken_for_the_users),
        (a_title_is_put_back_while_the_run_writes, with_notes_taken_for_newer_than_the_library),
        (a_title_is_put_back_before_the_run, with_notes_taken_for_up_to_date),
        (a_collection_is_trashed, with_removed_collections_taken_for_empty),
        (notes_cannot_be_read, with_every_missing_note_gone),
        (an_adopted_item_keeps_its_own, without_own_members),
        (undone_then_done_again, with_records_restored_after_the_undo),
        (a_restored_backup, with_records_of_a_newer_library),
        (the_other_end_of_a_relation_is_edited, without_reading_again),
    ],
    ids=lambda part: part.__name__,
)
def test_the_guard_matters(tmp_path: Path, history: Callable[[Desk], None], broken: DeskMaker) -> None:
    for name in ("whole", "broken"):
        (tmp_path / name).mkdir()
    history(guarded(tmp_path / "whole"))
    with pytest.raises((AssertionError, WriteLost)):
        history(broken(tmp_path / "broken"))


# -- rules that a history of its own holds ---------------------------------------------------------------------


def test_a_servers_own_wording_is_no_change(tmp_path: Path) -> None:
    the_answer_says_more_than_we_sent(Desk(tmp_path))


def test_limits_are_guards_of_their_own() -> None:
    records = [SyncRecord(f"w{n}", ObjectType.ITEM, f"KEY{n}", names=(f"w{n}",)) for n in range(3)]
    empty = LibrarySnapshot("users/1", "uri", 1)
    assert find_alarms(SyncPlan(), DesiredState(), empty, records, SyncRules()) != ()
    assert find_alarms(SyncPlan(), DesiredState(), empty, [], SyncRules()) == ()


def test_an_item_that_the_user_corrected_is_not_trashed(tmp_path: Path) -> None:
    """Its fields are those that we remember, because the correction came back: only the override tells."""
    desk = Desk(tmp_path)
    for name in "abc":
        desk.note(name, "NLP")
    desk.sync()
    desk.edit(desk.item("a")["key"], title="A Better Title")
    desk.sync()
    assert desk.overrides.corrections(["doi:10.1000/a"]) == {"title": "A Better Title"}
    del desk.notes["a"], desk.notes["b"]
    desk.rules = SyncRules(trash=True)
    _, result = desk.sync()
    assert result.done == {"leave": 1, "trash": 1}
    assert desk.members("a") == set()
    assert not desk.items_of("b")


@pytest.mark.parametrize("syncs", [0, 1, 2])
@pytest.mark.parametrize(
    "edit",
    [
        {"rights": "mine"},
        {"title": "A Better Title"},
        {"creators": [{"creatorType": "author", "lastName": "Roe", "firstName": "Bo"}]},
        {"tags": [{"tag": "NLP"}, {"tag": "mine"}]},
        {"collections": ["MINE2222"]},
        {},
    ],
)
def test_an_item_that_somebody_else_has_a_part_in_is_not_trashed(
    tmp_path: Path, edit: dict[str, Any], syncs: int
) -> None:
    desk = Desk(tmp_path)
    for name in "abc":
        desk.note(name, "NLP", comment="words" if name == "b" else "")
    desk.sync()
    desk.server.write("collection", {"key": "MINE2222", "version": 0, "name": "Mine"})
    key = desk.item("a")["key"]
    if edit:
        desk.edit(key, **{**edit, "collections": [*desk.item("a")["collections"], *edit.get("collections", [])]})
    else:
        desk.server.write("item", {"itemType": "note", "key": "CHAT2222", "version": 0, "note": "x", "parentItem": key})
    for _ in range(syncs):
        desk.sync()
    del desk.notes["a"], desk.notes["b"]
    desk.rules = SyncRules(trash=True)
    _, result = desk.sync()
    assert result.done["trash"] == 1
    assert desk.items_of("a")
    assert "NLP" not in desk.members("a")
    assert not desk.items_of("b")


@pytest.mark.parametrize("syncs", [0, 1])
@pytest.mark.parametrize("what", ["text in our comment", "highlight in our file"])
def test_an_item_below_which_somebody_wrote_is_not_trashed(tmp_path: Path, what: str, syncs: int) -> None:
    desk = Desk(tmp_path)
    for name in "abc":
        desk.note(name, "NLP", comment="words")
    desk.sync()
    key = desk.item("a")["key"]
    (note,) = (data for data in desk.server.items.values() if data.get("parentItem") == key)
    if what == "text in our comment":
        desk.edit(note["key"], note=note["note"].replace("words", "words, and mine"))
    else:  # whatever it is, it hangs below what biblio made there
        desk.server.items["CHAT2222"] = {**note, "key": "CHAT2222", "itemType": "annotation", "parentItem": note["key"]}
        desk.server.version += 1
    for _ in range(syncs):
        desk.sync()
    del desk.notes["a"], desk.notes["b"]
    desk.rules = SyncRules(trash=True)
    _, result = desk.sync(force=True)
    assert result.done["trash"] == 1
    assert desk.items_of("a")
    assert not desk.items_of("b")


def test_an_item_that_biblio_did_not_create_is_not_trashed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.server.write("item", {"itemType": "journalArticle", "key": "AAAA2222", "version": 0, "DOI": "10.1000/a"})
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    del desk.notes["a"]
    desk.rules = SyncRules(trash=True)
    desk.sync()
    assert desk.members("a") == set()


def test_what_was_trashed_before_a_restore_stays_trashed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.note("a", "NLP")
    desk.sync()
    backup = copy.deepcopy(desk.server)
    desk.note("b", "NLP")
    desk.sync()
    desk.edit(desk.item("b")["key"], deleted=1)
    desk.sync()
    desk.remote.server = desk.server = backup
    for _ in range(2):
        desk.sync()
        assert [str(override) for override in desk.overrides.lines] == ["drop doi:10.1000/b users/1"]
        assert not desk.items_of("b")


def test_a_comment_moves_with_its_note_and_stays_where_the_user_put_it() -> None:
    old = Content("note", {"note": "words"}, parent="OLDITEM2")
    moved_by_us, moved_there = replace(old, parent="NEWITEM3"), replace(old, parent="THEIRS24")
    assert merge_object(Base(old, old), moved_by_us, old).target.parent == "NEWITEM3"
    assert merge_object(Base(old, old), old, moved_there).target.parent == "THEIRS24"
    assert merge_object(Base(old, old), moved_by_us, moved_there).target.parent == "NEWITEM3"


def test_the_comment_of_a_note_goes_to_its_new_work(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    first = desk.note("a", "NLP", comment="words")
    desk.note("b", "NLP")
    desk.sync()
    desk.notes = {"a": replace(first, children=()), "b": replace(desk.notes["b"], children=first.children)}
    desk.sync()
    (note,) = (data for data in desk.server.items.values() if data["itemType"] == "note")
    assert note["parentItem"] == desk.item("b")["key"]


# -- limits ----------------------------------------------------------------------------------------------------


def alarms(
    count: int,
    *,
    changed: int = 0,
    left: int = 0,
    added: int = 0,
    overrides: Sequence[Override] = (),
    limit: float = 0.3,
) -> tuple[str, ...]:
    """Return the alarms of a plan about `count` items, some of which are changed, leave, or only get more."""
    records = [SyncRecord(f"w{n}", ObjectType.ITEM, f"KEY{n}", names=(f"w{n}",)) for n in range(count)]
    content = Content("book")

    def operation(number: int, verb: str, *changes: FieldChange) -> Operation:
        return Operation(verb, ObjectType.ITEM, f"KEY{number}", 1, {}, "", content, records[number], changes)

    operations = [operation(n, "update", FieldChange("title", "Old", "New")) for n in range(changed)]
    operations += [operation(n, "leave") for n in range(left)]
    operations += [operation(n, "update", FieldChange("volume", "", "7")) for n in range(added)]
    new = SyncRecord("new", ObjectType.ITEM, "NEW", names=("new",))
    operations.append(
        Operation("create", ObjectType.ITEM, "NEW", 0, {}, "", content, new, (FieldChange("title", "", "x"),))
    )
    plan = SyncPlan(tuple(operations), overrides=tuple(overrides))
    work = desired_item("a")
    snapshot = LibrarySnapshot("users/1", "uri", 1, {"KEY0": {}})
    return find_alarms(plan, DesiredState((work,)), snapshot, records, SyncRules(limit=limit))


def overrides_about(verb: str, count: int, prefix: str = "w") -> list[Override]:
    return [
        Override(verb, f"{prefix}{n}", "x" if verb != "drop" else "", '"x"' if verb == "claim" else "")
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ({"count": 10, "changed": 3}, ""),
        ({"count": 10, "changed": 4}, "4 of 10 items would be changed or leave biblio's collections, more than 30%"),
        ({"count": 10, "left": 4}, "4 of 10 items would be changed or leave biblio's collections, more than 30%"),
        ({"count": 9, "changed": 9}, ""),
        ({"count": 10, "added": 10}, ""),
        ({"count": 10, "changed": 4, "limit": 0.4}, ""),
        ({"count": 10, "changed": 5, "limit": 0.4}, "5 of 10 items would be changed or leave biblio's collections, more than 40%"),
        ({"count": 10, "overrides": overrides_about("drop", 3)}, ""),
        ({"count": 10, "overrides": overrides_about("drop", 4)}, "4 of 10 items are gone from the library, more than 30%"),
        ({"count": 10, "overrides": overrides_about("drop", 9, "note:")}, ""),
        ({"count": 10, "overrides": overrides_about("drop", 9, "link:")}, ""),
        ({"count": 10, "overrides": overrides_about("remove", 4)}, "4 of 10 items were changed in Zotero, more than 30%"),
        ({"count": 10, "overrides": overrides_about("claim", 4)}, "4 of 10 items were changed in Zotero, more than 30%"),
        ({"count": 10, "overrides": overrides_about("add", 9)}, ""),
    ],
)  # fmt: skip
def test_a_plan_that_would_change_too_many_items_is_stopped(case: dict[str, Any], message: str) -> None:
    assert alarms(**case) == ((message,) if message else ())


def ten(desk: Desk) -> Desk:
    for number in range(10):
        desk.note(f"n{number}", "NLP")
    desk.sync()
    return desk


def test_changing_fields_is_limited_and_adding_to_them_is_not(tmp_path: Path) -> None:
    desk = ten(Desk(tmp_path))
    for number in range(10):
        item = desk.note(f"n{number}", "NLP")
        work = replace(item.work, best=replace(item.work.best, volume="7"))
        desk.notes[item.label] = replace(item, work=work, topics=frozenset({"NLP", "CV"}))
    desk.sync(force=False)
    assert {desk.item(f"n{number}")["volume"] for number in range(10)} == {"7"}
    for number in range(4):
        desk.note(f"n{number}", "NLP", "CV", title="Newer")
    with pytest.raises(UnsafePlan):
        desk.sync(force=False)
    assert not [data for data in desk.server.items.values() if data["title"] == "Newer"]
    desk.sync(force=True)
    assert len([data for data in desk.server.items.values() if data["title"] == "Newer"]) == 4


@pytest.mark.parametrize("trash", [False, True])
def test_taking_items_out_is_limited(tmp_path: Path, trash: bool) -> None:
    desk = ten(Desk(tmp_path))
    desk.rules = SyncRules(trash=trash)
    for number in range(4):
        del desk.notes[f"n{number}"]
    with pytest.raises(UnsafePlan):
        desk.sync(force=False)
    assert all(desk.members(f"n{number}") == {"NLP"} for number in range(10))


@pytest.mark.parametrize(("length", "is_tag"), [(255, True), (256, False)])
def test_a_tag_is_as_long_as_zotero_takes_it(tmp_path: Path, length: int, is_tag: bool) -> None:
    desk = Desk(tmp_path)
    tag = "t" * length
    desk.note("a", "NLP", tag)
    plan, _ = desk.sync()
    assert desk.tags("a") == desk.members("a") == ({"NLP", tag} if is_tag else {"NLP"})
    assert any("longer than Zotero accepts" in remark for remark in plan.remarks) == (not is_tag)


@pytest.mark.parametrize(("length", "is_sent"), [(250_000, True), (250_001, False)])
def test_a_comment_is_as_long_as_zotero_takes_it(tmp_path: Path, length: int, is_sent: bool) -> None:
    desk = Desk(tmp_path)
    child = DesiredChild("note:long", Content("note", {"note": "x" * length}), "note of a")
    desk.notes["a"] = replace(desk.note("a", "NLP"), children=(child,))
    plan, _ = desk.sync()
    assert [len(data["note"]) for data in desk.server.items.values() if data["itemType"] == "note"] == [
        length
    ] * is_sent
    assert any("longer than Zotero accepts" in remark for remark in plan.remarks) == (not is_sent)


def test_an_adopted_item_stays_in_the_collections_where_it_was(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.note("b", "NLP")
    desk.sync()
    row = {"itemType": "journalArticle", "key": "AAAA2222", "version": 0, "DOI": "10.1000/a", "title": "The Title of a"}
    desk.server.write(
        "item", {**row, "collections": [desk.collection("NLP")], "tags": [{"tag": "NLP"}, {"tag": "own"}]}
    )
    desk.note("a", "NLP", "CV")
    desk.sync()
    desk.note("a", "CV")
    for _ in range(3):
        desk.sync()
        assert desk.members("a") == {"NLP", "CV"}
        assert desk.tags("a") == {"NLP", "CV", "own"}
    assert [str(override) for override in desk.overrides.lines if override.name == "NLP"] == []


def test_an_item_filed_and_taken_out_again_around_a_kill_is_where_the_user_left_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.note("a", "NLP")
    desk.note("b", "CV")
    desk.sync()
    item = desk.item("a")
    desk.edit(item["key"], collections=[*item["collections"], desk.collection("CV")])
    killed(desk, "before")
    assert [str(override) for override in desk.overrides.lines] == ["add doi:10.1000/a CV"]
    desk.edit(item["key"], collections=item["collections"])
    desk.sync()
    desk.sync()
    assert desk.members("a") == {"NLP"}
    assert desk.tags("a") == {"NLP"}
