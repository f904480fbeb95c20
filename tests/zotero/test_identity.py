"""One item belongs to one work, whatever the work, its notes and its item are called: names change, items are merged."""

from __future__ import annotations

import contextlib
import copy
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from biblio.zotero.desired_state import DesiredItem
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.memory import ZoteroMemory
from biblio.zotero.object_content import Content
from biblio.zotero.overrides import Override, parse_overrides
from biblio.zotero.planning.work_records import match_records
from biblio.zotero.sync_record import SyncRecord, SyncState
from biblio.zotero.write_log import LoggedWrite, WriteStatus
from tests.zotero.loopback import Desk, desired_item, write_overrides


def quiet(desk: Desk) -> None:
    plan, _ = desk.sync()
    assert plan.is_empty, plan


def rename(desk: Desk, name: str, uid: str, *more: str) -> None:
    """Give a work another leading name, and further ones."""
    item = desk.notes[name]
    desk.notes[name] = replace(item, uid=uid, names=(uid, *more))


# -- works that get other names --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "names",
    [
        ("arxiv:1901.99999", "doi:10.1000/a"),  # an arXiv id is added
        ("url:https://example.org/new", "thetitleofa|doe|2020", "doi:10.1000/a"),
        ("url:https://example.org/new",),  # only the note is the same
    ],
)
def test_a_work_that_gets_another_name_keeps_its_item(desk: Desk, names: tuple[str, ...]) -> None:
    item = desk.note("a", "NLP", "CV", comment="words")
    desk.notes["a"] = replace(
        item, uid="url:https://example.org/a", names=("url:https://example.org/a", "doi:10.1000/a")
    )
    if len(names) == 1:
        desk.notes["a"] = replace(item, uid="url:https://example.org/a", names=("url:https://example.org/a",))
    desk.sync()
    before = desk.item("a")
    rename(desk, "a", *names)
    desk.sync()
    for _ in range(3):
        quiet(desk)
    after = desk.item("a")
    assert after["key"] == before["key"]
    assert (desk.tags("a"), desk.members("a")) == ({"NLP", "CV"}, {"NLP", "CV"})
    assert not desk.overrides.lines


def test_another_paper_gets_an_item_of_its_own(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    other = replace(desired_item("b", "NLP"), notes=("note-a",))  # the note was taken for the wrong paper
    desk.notes = {"b": other}
    desk.sync()
    assert desk.members("b") == {"NLP"}
    assert desk.members("a") == set()
    quiet(desk)


def test_works_that_turn_out_to_be_one_and_come_apart_again(desk: Desk) -> None:
    a, b = desk.note("a", "NLP", comment="on a"), desk.note("b", "CV", comment="on b")
    desk.sync()
    keys = desk.item("a")["key"], desk.item("b")["key"]
    both = replace(
        a, names=("doi:10.1000/a", "doi:10.1000/b"), topics=frozenset({"NLP", "CV"}), notes=("note-a", "note-b"),
        children=(*a.children, *b.children),
    )  # fmt: skip
    desk.notes = {"a": both}
    desk.sync()
    quiet(desk)
    assert desk.tags("a") == {"NLP", "CV"}
    notes = [data for data in desk.server.items.values() if data["itemType"] == "note"]
    assert [data["parentItem"] for data in notes] == [keys[0], keys[0]]
    desk.notes = {"a": a, "b": b}
    desk.sync()
    quiet(desk)
    assert (desk.item("a")["key"], desk.item("b")["key"]) == keys
    assert desk.members("b") == {"CV"}


def test_lines_follow_a_work_that_has_another_name_altogether(desk: Desk) -> None:
    item = desk.note("a", "NLP")
    desk.notes["a"] = replace(item, uid="url:https://example.org/a", names=("url:https://example.org/a",))
    desk.sync()
    desk.edit(desk.item("a")["key"], title="Better", tags=[{"tag": "NLP"}, {"tag": "new"}])
    desk.sync()
    assert {line.subject for line in desk.overrides.lines} == {"url:https://example.org/a"}
    rename(desk, "a", "arxiv:1901.99999")
    desk.sync()
    assert {(line.verb, line.subject) for line in desk.overrides.lines} == {
        ("claim", "arxiv:1901.99999"),
        ("add", "arxiv:1901.99999"),
        ("same", "arxiv:1901.99999"),
    }
    assert desk.item("a")["title"] == "Better"
    quiet(desk)


def test_the_last_correction_counts_under_whatever_name(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.edit(desk.item("a")["key"], title="First")
    desk.sync()
    rename(desk, "a", "arxiv:1901.99999", "doi:10.1000/a")
    desk.sync()
    desk.edit(desk.item("a")["key"], title="Second")
    desk.sync()
    quiet(desk)
    assert desk.item("a")["title"] == "Second"
    assert {str(line) for line in desk.overrides.lines} == {
        'claim arxiv:1901.99999 title "Second"',
        "same arxiv:1901.99999 doi:10.1000/a",
    }


def test_what_was_erased_stays_away_through_two_names(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.server.erase("item", desk.item("a")["key"])
    desk.sync()
    for uid, *more in (("arxiv:1901.99999", "doi:10.1000/a"), ("arxiv:1901.99999",), ("acl:X1", "arxiv:1901.99999")):
        rename(desk, "a", uid, *more)
        desk.sync()
        quiet(desk)
        assert not desk.items_of("a")
    assert {line.subject for line in desk.overrides.lines if line.verb == "drop"} & {"arxiv:1901.99999", "acl:X1"}


def test_a_record_belongs_to_one_work() -> None:
    def record(uid: str, *names: str, notes: tuple[str, ...] = ()) -> SyncRecord:
        return SyncRecord(uid, ObjectType.ITEM, uid[-8:], names=(uid, *names), notes=notes)

    def item(uid: str, *names: str, notes: tuple[str, ...] = ()) -> DesiredItem:
        return replace(desired_item("x"), uid=uid, names=(uid, *names), notes=notes)

    united = record("doi:1", "arxiv:2", "t|a|1", notes=("n", "m"))
    apart = [item("arxiv:2", "t|a|1", notes=("m",)), item("doi:1", "t|a|1", notes=("n",))]
    assert {uid: known.uid for uid, known in match_records(apart, [united]).items()} == {"doi:1": "doi:1"}
    weak = record("t|a|1", notes=("n",))
    assert match_records([item("doi:9", notes=("n",))], [weak]) == {"doi:9": weak}
    assert match_records([item("doi:9", notes=("n",))], [record("doi:8", notes=("n",))]) == {}
    twice = [item("doi:9", notes=("n",)), item("doi:7", notes=("n",))]
    assert match_records(twice, [weak]) == {}


# -- items that were merged in Zotero --------------------------------------------------------------------------
def own_item(desk: Desk, key: str, **fields: Any) -> str:
    desk.server.write("item", {
        "itemType": "journalArticle", "key": key, "version": 0, "title": "The Title of a", "DOI": "10.1000/a",
        "tags": [{"tag": "mine"}], **fields,
    })  # fmt: skip
    return key


def test_the_item_that_is_left_of_a_merge_is_ours(desk: Desk) -> None:
    desk.note("a", "NLP", comment="words")
    desk.sync()
    ours, mine = desk.item("a")["key"], own_item(desk, "MNE22222", volume="9", abstractNote="Mine.")
    desk.merge(mine, ours)
    plan, _ = desk.sync()
    assert any("merged" in remark for remark in plan.remarks)
    quiet(desk)
    assert desk.item("a")["key"] == mine
    assert not [line for line in desk.overrides.lines if line.verb == "drop"]
    assert desk.overrides.corrections(["doi:10.1000/a"]) == {"volume": "9"}  # chosen in the merge
    assert desk.item("a")["publicationTitle"] == "Journal of Tests"  # the other one had none
    desk.note("a", "NLP", "CV", comment="words, and more")
    desk.edit(mine, title="Better")
    desk.sync()
    quiet(desk)
    assert desk.tags("a") == {"NLP", "CV", "mine"}
    assert desk.overrides.corrections(["doi:10.1000/a"])["title"] == "Better"
    notes = [data for data in desk.server.items.values() if data["itemType"] == "note"]
    assert [(data["parentItem"], "and more" in data["note"]) for data in notes] == [(mine, True)]


def test_a_chain_of_merges_is_followed_and_ours_may_be_kept(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    ours = desk.item("a")["key"]
    desk.merge(ours, own_item(desk, "MNE22222"))
    desk.sync()
    quiet(desk)
    assert desk.item("a")["key"] == ours
    second, third = own_item(desk, "MNE33333"), own_item(desk, "MNE44444")
    desk.merge(second, ours)
    desk.merge(third, second)
    desk.sync()
    quiet(desk)
    assert desk.item("a")["key"] == third
    assert desk.tags("a") == {"NLP", "mine"}


def test_a_merge_is_followed_although_nothing_but_the_identifier_in_the_item_is_the_same(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.note("b", "CV")
    desk.sync()
    ours, mine = desk.item("a")["key"], own_item(desk, "MNE22222")
    desk.merge(mine, ours)
    desk.edit(mine, tags=[*desk.item("a")["tags"], {"tag": "CV"}])
    item = desk.note("a", "NLP", title="Another")
    desk.notes["a"] = replace(item, uid="url:https://example.org/a", names=("url:https://example.org/a",), notes=("x",))
    desk.sync()
    quiet(desk)
    assert desk.item("a")["key"] == mine
    assert desk.tags("a") == {"NLP", "CV", "mine"}
    assert desk.members("a") == {"NLP", "CV"}


def test_two_works_of_ours_that_were_merged_come_to_rest(desk: Desk) -> None:
    desk.note("a", "NLP", comment="on a")
    desk.note("b", "CV", comment="on b")
    desk.sync()
    desk.merge(desk.item("a")["key"], desk.item("b")["key"])
    desk.sync()
    quiet(desk)
    assert desk.tags("a") == {"NLP", "CV"}
    assert {str(line) for line in desk.overrides.lines} == {"add doi:10.1000/a CV", "drop doi:10.1000/b users/1"}


# -- notes that get another id ---------------------------------------------------------------------------------
def test_the_comment_of_a_renamed_note_is_known_again(desk: Desk) -> None:
    item = desk.note("a", "NLP", comment="My remarks.")
    desk.sync()
    (key,) = (data["key"] for data in desk.server.items.values() if data["itemType"] == "note")
    for file, text, identifier in (
        ("moved.txt", "My remarks.", "note-2"), ("moved.txt", "My remarks. And others, too.", "note-3"),
        ("again.txt", "My remarks. And others, three.", "note-4"),
    ):  # fmt: skip
        (child,) = desired_item("a", comment=text).children
        html = child.content.get("note").replace("page.txt", file).replace("note-a", identifier)
        child = replace(child, uid=f"note:{identifier}", content=Content("note", {"note": html}))
        desk.notes["a"] = replace(item, children=(child,), notes=(identifier,))
        desk.sync()
        quiet(desk)
        notes = [data for data in desk.server.items.values() if data["itemType"] == "note"]
        assert [(data["key"], data["note"]) for data in notes] == [(key, html)]


@pytest.mark.parametrize("times", [1, 2])
def test_a_comment_that_was_thrown_away_stays_away_when_its_note_is_renamed(desk: Desk, times: int) -> None:
    desk.note("a", "NLP", comment="My remarks.")
    desk.sync()
    (key,) = (data["key"] for data in desk.server.items.values() if data["itemType"] == "note")
    desk.edit(key, deleted=1)
    desk.sync()
    for number in range(times):
        (child,) = desk.notes["a"].children
        html = child.content.get("note").replace(f"({child.uid.removeprefix('note:')})", f"(note-{number})")
        child = replace(child, uid=f"note:note-{number}", content=Content("note", {"note": html}))
        desk.notes["a"] = replace(desk.notes["a"], children=(child,), notes=(f"note-{number}",))
        desk.sync()
        quiet(desk)
        notes = [data for data in desk.server.items.values() if data["itemType"] == "note" and not data.get("deleted")]
        assert not notes
        assert Override("drop", f"note:note-{number}", "users/1") in desk.overrides.lines


def test_a_note_that_cannot_be_read_keeps_its_comment(desk: Desk) -> None:
    item = desk.note("a", "NLP", comment="My remarks.")
    desk.sync()
    (child,) = desired_item("a", comment="My remarks.").children
    html = child.content.get("note").replace("note-a", "note-2")
    desk.notes["a"] = replace(
        item, children=(replace(child, uid="note:note-2", content=Content("note", {"note": html})),)
    )
    desk.undecided = frozenset({"note-a"})
    desk.sync()
    assert len([data for data in desk.server.items.values() if data["itemType"] == "note"]) == 2


def test_an_undo_of_a_rename_gives_the_old_name_back(desk: Desk) -> None:
    before = desk.note("a", "NLP", comment="My remarks.")
    desk.sync()
    (child,) = before.children
    html = child.content.get("note").replace("note-a", "note-2")
    desk.notes["a"] = replace(
        before, children=(replace(child, uid="note:note-2", content=Content("note", {"note": html})),)
    )
    desk.sync()
    desk.undo()
    desk.notes["a"] = before
    quiet(desk)
    assert len([data for data in desk.server.items.values() if data["itemType"] == "note"]) == 1


# -- what earlier versions remembered --------------------------------------------------------------------------
def downgrade(folder: Path, *more: SyncRecord) -> None:
    """Make a memory one of schema 1, which could hold two records of one item, and add `more` records to it."""
    memory = ZoteroMemory.open(folder / "memory.sqlite")
    memory.select_library("test", "users/1", "http://zotero.org/users/1")
    memory.close()
    db = sqlite3.connect(folder / "memory.sqlite")
    encoded = [(1, record.uid, msgspec.json.encode(record)) for record in more]
    db.executescript(
        "BEGIN; ALTER TABLE libraries DROP COLUMN hidden; DROP INDEX ties_item; DROP TABLE mended; CREATE TABLE old (library INTEGER NOT NULL, uid TEXT NOT NULL,"
        " body BLOB NOT NULL, PRIMARY KEY (library, uid)) WITHOUT ROWID; INSERT INTO old SELECT library, uid, body FROM ties;"
        " DROP TABLE ties; ALTER TABLE old RENAME TO ties; PRAGMA user_version = 1; COMMIT;"
    )
    db.executemany("INSERT OR REPLACE INTO ties VALUES (?, ?, ?)", encoded)
    db.commit()
    db.close()


def record_of(desk: Desk, uid: str) -> SyncRecord:
    _engine, memory = desk.open()
    try:
        return memory.records()[uid]
    finally:
        memory.close()


def test_a_memory_of_an_earlier_version_goes_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.note("a", "NLP", comment="words")
    desk.sync()
    downgrade(tmp_path)
    quiet(desk)
    desk.note("a", "NLP", "CV", comment="words")
    desk.sync()
    quiet(desk)
    assert desk.members("a") == {"NLP", "CV"}


@pytest.mark.parametrize("harm", ["none", "left", "removed"])
def test_a_memory_with_two_records_of_an_item_is_mended_and_that_is_said(tmp_path: Path, harm: str) -> None:
    desk = Desk(tmp_path)
    desk.note("a", "NLP", "big data")
    desk.note("b", "NLP")
    desk.sync()
    old = record_of(desk, "doi:10.1000/a")
    new = replace(old, uid="arxiv:1901.99999", names=("arxiv:1901.99999", "doi:10.1000/a"))
    key, before = old.key, list(desk.item("a")["collections"])
    if harm != "none":
        old = replace(old, state=SyncState.LEFT)
        desk.edit(key, collections=[])
        engine, memory = desk.open()
        run = memory.begin_run("apply", "", 1.0, ((), ()), {})
        left = LoggedWrite(
            "leave", ObjectType.ITEM, key, "a", {"collections": []}, {"collections": before}, tie_after=old
        )
        memory.log_sent(run, [(0, left)], [])
        snapshot = engine.refresh()
        memory.log_outcomes(run, [(0, WriteStatus.DONE, left)], [], snapshot)
        memory.close()
    if harm == "removed":
        lines = ["remove arxiv:1901.99999 NLP", 'remove arxiv:1901.99999 "big data"', "remove doi:10.1000/b NLP"]
        desk.edit(key, tags=[])
        engine, memory = desk.open()
        memory.begin_run("apply", "", 2.0, (lines, ()), {})
        engine.refresh()
        memory.close()
        kept = [Override("remove", "doi:10.1000/b", "NLP"), Override("remove", "doi:10.1000/a", "own")]
        write_overrides(tmp_path / "zotero.txt", parse_overrides("\n".join(lines)).changed(kept))
        new = replace(
            new, base=replace(new.base, theirs=replace(new.base.theirs, tags=frozenset())) if new.base else None
        )
    downgrade(tmp_path, old, new)
    rename(desk, "a", "arxiv:1901.99999", "doi:10.1000/a")
    plan, _ = desk.sync()
    assert any("an earlier version" in remark for remark in plan.remarks)
    assert ("NLP, big data come back" in "".join(plan.remarks)) == (harm == "removed")
    quiet(desk)
    assert not desk.plan().remarks
    assert (desk.tags("a"), desk.members("a")) == ({"NLP", "big data"}, {"NLP", "big data"})
    assert not desk.overrides.about("remove", ["arxiv:1901.99999"])
    if harm == "removed":
        assert desk.overrides.about("remove", ["doi:10.1000/b"])


def test_records_share_what_many_of_them_have(desk: Desk) -> None:
    """Else 10,000 works take 18 MB for empty sets."""
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    _, memory = desk.open()
    one, other = (record for record in memory.records().values() if record.names)
    memory.close()
    assert one.own_tags is other.own_tags
    assert one.base is not None
    assert other.base is not None
    assert one.base.ours.tags is other.base.ours.tags


@pytest.mark.parametrize("is_guarded", [True, False])
def test_the_store_keeps_one_record_of_an_item(tmp_path: Path, is_guarded: bool) -> None:
    desk = Desk(tmp_path)
    desk.note("a", "NLP")
    desk.sync()
    record = record_of(desk, "doi:10.1000/a")
    if not is_guarded:
        with contextlib.closing(sqlite3.connect(tmp_path / "memory.sqlite")) as db:
            db.execute("DROP INDEX ties_item")
    _engine, memory = desk.open()
    memory.save_records([replace(record, uid="arxiv:1901.99999")])
    uids = [known.uid for known in memory.records().values() if known.key == record.key]
    memory.close()
    assert uids == (["arxiv:1901.99999"] if is_guarded else ["arxiv:1901.99999", "doi:10.1000/a"])


def test_a_backup_from_before_a_merge_brings_nothing_twice(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    ours = desk.item("a")["key"]
    backup = copy.deepcopy(desk.server)
    desk.merge(own_item(desk, "MNE22222"), ours)
    desk.sync()
    quiet(desk)
    desk.server = desk.remote.server = backup
    desk.sync()
    quiet(desk)
    assert desk.item("a")["key"] == ours
    assert desk.members("a") == {"NLP"}
