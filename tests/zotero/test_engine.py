"""Runs: both directions, crashes, lost answers, other clients, and undo.

Against a library in memory, against the server and against the desktop app, the latter two through pyzotero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from biblio.errors import UnsafePlan, WriteLost
from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType, with_own_tables
from biblio.zotero.memory import ZoteroMemory
from biblio.zotero.object_content import Data
from biblio.zotero.remote_library import MAX_OBJECTS
from biblio.zotero.sync_rules import SyncRules
from tests.servers.zotero_library import LONGEST, Library
from tests.zotero.loopback import Desk, Killed, lost


def never(moment: str) -> None:
    """Let no write reach the server."""
    raise WriteLost("zotero", "no answer")


def quiet(desk: Desk) -> None:
    writes = desk.remote.writes
    plan, _ = desk.sync()
    assert plan.is_empty, plan
    assert desk.remote.writes == writes


def test_a_first_push_and_nothing_to_do_after_it(desk: Desk) -> None:
    desk.note("a", "NLP", "ML", comment="my words\n\nhttps://example.org/x", related=["b"])
    desk.note("b", "NLP", related=["a"])
    desk.note("c")
    _, outcome = desk.sync()
    assert outcome.done == {"create": 7}
    assert desk.members("a") == {"NLP", "ML"}
    assert desk.members("c") == {"biblio"}
    assert desk.tags("a") == {"NLP", "ML"}
    item = desk.item("a")
    assert item["itemType"] == "journalArticle"
    assert item["citationKey"] == "doe2020a"
    assert item["relations"] == {"dc:relation": [f"{desk.remote.uri}/items/{desk.item('b')['key']}"]}
    note = next(data for data in desk.server.items.values() if data["itemType"] == "note")
    assert note["parentItem"] == item["key"]
    assert '<a href="https://example.org/x">' in note["note"]
    quiet(desk)


def test_what_is_there_is_adopted_and_keeps_what_it_has(desk: Desk) -> None:
    desk.server.write("collection", {"name": "Mine"})
    mine = desk.collection("Mine")
    desk.server.write("item", {
        "itemType": "journalArticle", "key": "AAAA2222", "version": 0, "title": "The title of A!", "DOI": "10.1000/a",
        "volume": "7", "extra": "tex.ids: x", "collections": [mine], "tags": [{"tag": "own"}, {"tag": "NLP"}, {"tag": "auto", "type": 1}],
    })  # fmt: skip
    desk.server.write("item", {"itemType": "note", "parentItem": "AAAA2222", "note": "theirs"})
    desk.note("a", "NLP")
    plan, _ = desk.sync()
    assert plan.adopted == 1
    item = desk.item("a")
    assert item["key"] == "AAAA2222"
    assert item["title"] == "The title of A!"
    assert item["volume"] == "7"
    assert desk.members("a") == {"Mine", "NLP"}
    assert [tag["tag"] for tag in item["tags"]] == ["own", "NLP", "auto"]
    assert desk.overrides.lines == frozenset()
    quiet(desk)
    desk.note("a")  # the tag leaves the note: the item's own one stays
    desk.sync()
    assert desk.tags("a") == {"own", "NLP", "auto"}
    quiet(desk)


def test_it_is_found_by_title_with_author_and_year(desk: Desk) -> None:
    creators = [{"creatorType": "author", "firstName": "Ada", "lastName": "Doe"}]
    desk.server.write("item", {"itemType": "webpage", "key": "AAAA2222", "version": 0, "title": "The Title Of A Wholly Special Work", "date": "2020",
                               "creators": creators})  # fmt: skip
    desk.note("a", title="The Title of a Wholly Special Work")
    plan, _ = desk.sync()
    assert plan.adopted == 1
    assert [conflict.field for conflict in plan.conflicts] == ["itemType"]
    assert not desk.items_of("a")  # until that is settled, a web page gets no DOI
    desk.sync("notes")
    assert desk.item("a")["key"] == "AAAA2222"
    other = desk.note("z", title="The Title of a Wholly Special Work")
    desk.notes = {"z": other}
    assert desk.plan().adopted == 0  # another DOI is another work


def test_a_correction_comes_back_as_a_claim(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.edit(
        desk.item("a")["key"],
        title="A Better Title",
        pages="1-9",
        creators=[{"creatorType": "author", "name": "Group"}],
    )
    plan, _ = desk.sync()
    assert not plan.operations
    claims = desk.overrides.corrections(["doi:10.1000/a"])
    assert claims == {"title": "A Better Title", "pages": "1-9", "creators": [["author", "", "", "Group"]]}
    quiet(desk)
    desk.note("a", "NLP", title="What the services say now", is_own=False)
    desk.sync()
    quiet(desk)
    assert desk.item("a")["title"] == "A Better Title"
    desk.note("a", "NLP", title="What the note itself says now")  # a person wrote that, and later
    desk.sync()
    assert desk.item("a")["title"] == "What the note itself says now"
    assert "title" not in desk.overrides.corrections(["doi:10.1000/a"])
    quiet(desk)


def test_conflicts_are_shown_until_they_are_settled(desk: Desk) -> None:
    desk.note("a")
    desk.sync()
    desk.edit(desk.item("a")["key"], title="Theirs")
    desk.note("a", title="Ours")
    for _ in range(2):
        plan, _ = desk.sync()
        (dispute,) = plan.conflicts
        assert (dispute.name, dispute.ours, dispute.theirs) == ("a:title", "Ours", "Theirs")
        assert desk.item("a")["title"] == "Theirs"
    desk.sync("notes")
    assert desk.item("a")["title"] == "Ours"
    quiet(desk)


def test_a_correction_while_the_notes_were_gone_is_taken_over_when_they_come_back(desk: Desk) -> None:
    note = desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    del desk.notes["a"]
    desk.sync()
    desk.edit(desk.item("a")["key"], title="Better")
    desk.notes["a"] = note
    plan, _ = desk.sync()
    assert not plan.conflicts
    assert (desk.item("a")["title"], desk.members("a")) == ("Better", {"NLP"})
    assert desk.overrides.corrections(["doi:10.1000/a"]) == {"title": "Better"}


def test_what_the_user_writes_into_the_note_later_outlasts_all_corrections(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    for name in "ab":
        desk.edit(desk.item(name)["key"], title="Better", volume="9")
    desk.sync()
    assert len(desk.overrides.lines) == 4
    for name in "ab":
        item = desk.note(name, "NLP", title="Best")
        desk.notes[name] = replace(item, work=replace(item.work, best=replace(item.work.best, volume="10")))
    desk.sync()
    assert not desk.overrides.lines
    assert {(desk.item(name)["title"], desk.item(name)["volume"]) for name in "ab"} == {("Best", "10")}


def test_a_correction_of_an_item_that_is_created_is_remembered_with_it(desk: Desk) -> None:
    """It is known from zotero.txt when the library is new, or the item was erased after an undo."""
    (desk.folder / "zotero.txt").write_text('claim doi:10.1000/a title "Better"\n', encoding="utf-8")
    desk.note("a", "NLP")
    desk.sync()
    assert desk.item("a")["title"] == "Better"
    assert desk.plan().is_empty
    desk.note("a", "NLP", title="Best")  # the user writes that into the note, and later
    desk.sync()
    assert desk.item("a")["title"] == "Best"
    quiet(desk)


def comment_in(desk: Desk) -> str:
    (note,) = (data for data in desk.server.items.values() if data["itemType"] == "note")
    return str(note["note"])


def test_a_comment_follows_the_note_and_a_conflict_about_it_is_shown(desk: Desk) -> None:
    desk.note("a", "NLP", comment="first words")
    desk.sync()
    desk.note("a", "NLP", comment="second words")
    _, result = desk.sync()
    assert result.done == {"update": 1}
    assert "second words" in comment_in(desk)
    (key,) = (data["key"] for data in desk.server.items.values() if data["itemType"] == "note")
    desk.edit(key, note="<p>written in Zotero</p>")
    plan, _ = desk.sync()
    assert not plan.conflicts
    assert comment_in(desk) == "<p>written in Zotero</p>"
    desk.note("a", "NLP", comment="third words")
    for _ in range(2):
        plan, _ = desk.sync()
        assert [(conflict.field, conflict.theirs) for conflict in plan.conflicts] == [("note", "written in Zotero")]
        assert "third words" in plan.conflicts[0].ours
        assert comment_in(desk) == "<p>written in Zotero</p>"
    desk.sync("notes")
    assert "third words" in comment_in(desk)
    quiet(desk)


def test_tags_and_members_both_ways(desk: Desk) -> None:
    desk.note("a", "NLP", "ML")
    desk.note("b", "NLP")
    desk.sync()
    nlp, ml = desk.collection("NLP"), desk.collection("ML")
    desk.edit(desk.item("a")["key"], tags=[{"tag": "NLP"}, {"tag": "new"}])  # ML goes, "new" comes
    desk.edit(desk.item("b")["key"], collections=[nlp, ml])
    desk.sync()
    facts = {str(fact) for fact in desk.overrides.lines}
    assert facts == {"add doi:10.1000/a new", "add doi:10.1000/b ML", "remove doi:10.1000/a ML"}
    assert desk.members("a") == {"NLP", "new"}
    assert desk.tags("b") == {"NLP", "ML"}
    quiet(desk)
    desk.note("b", "NLP", "ML")  # what the note says itself needs no line
    desk.sync()
    assert "add doi:10.1000/b ML" not in map(str, desk.overrides.lines)
    quiet(desk)


def test_what_is_trashed_or_erased_is_not_made_again(desk: Desk) -> None:
    desk.note("a", "NLP", comment="words")
    desk.note("b", "NLP", comment="words")
    desk.sync()
    desk.edit(desk.item("a")["key"], deleted=1)
    note = next(data["key"] for data in desk.server.items.values() if data.get("parentItem") == desk.item("b")["key"])
    desk.server.erase("item", note)
    desk.sync()
    assert {str(override) for override in desk.overrides.lines} == {
        "drop doi:10.1000/a users/1",
        "drop note:note-b users/1",
    }
    quiet(desk)
    assert not desk.items_of("a")
    key = next(data["key"] for data in desk.server.items.values() if data.get("deleted"))
    desk.edit(key, deleted=0)
    desk.sync()
    assert {str(override) for override in desk.overrides.lines} == {"drop note:note-b users/1"}
    quiet(desk)


def test_a_collection_that_is_renamed_moved_or_trashed(desk: Desk) -> None:
    desk.note("a", "NLP", "ML", "CV")
    desk.sync()
    desk.edit(desk.collection("NLP"), "collection", name="Language", parentCollection=False)
    desk.server.erase("collection", desk.collection("ML"))
    desk.edit(desk.collection("CV"), "collection", deleted=True)
    desk.sync()
    quiet(desk)
    assert desk.tags("a") == {"NLP", "ML", "CV"}  # the tags are the note's, whatever becomes of collections
    desk.note("b", "NLP", "ML")
    desk.sync()
    assert desk.members("b") == {"Language"}
    assert "without ML users/1" in map(str, desk.overrides.lines)
    quiet(desk)
    (desk.folder / "memory.sqlite").unlink()  # the file made for git is enough to find the collection again
    desk.sync()
    assert desk.members("b") == {"Language"}


def test_a_note_that_vanishes_leaves_our_collections_only(desk: Desk) -> None:
    desk.server.write("collection", {"name": "Mine"})
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    item = desk.item("a")
    desk.edit(item["key"], collections=[*item["collections"], desk.collection("Mine")])
    desk.sync()
    note = desk.notes.pop("a")
    desk.undecided = frozenset({"note-a"})
    quiet(desk)  # nobody knows its work just now: it is not gone
    desk.undecided, desk.is_complete = frozenset(), False
    quiet(desk)  # something could not be read
    desk.is_complete = True
    desk.sync()
    assert desk.members("a") == {"Mine"}
    quiet(desk)
    desk.notes["a"] = note
    desk.sync()
    assert desk.members("a") == {"Mine", "NLP"}
    quiet(desk)


def refile(desk: Desk, name: str, *collections: str) -> None:
    """File the item of a work in these collections, and in no others."""
    desk.edit(desk.item(name)["key"], collections=[desk.collection(collection) for collection in collections])


def test_what_a_person_refiled_before_the_note_was_gone_holds_when_it_is_back(desk: Desk) -> None:
    desk.note("a", "NLP", "ML")
    desk.note("b", "Vision")
    desk.sync()
    refile(desk, "a", "ML", "Vision")
    note = desk.notes.pop("a")
    desk.sync()
    assert desk.members("a") == set()
    desk.notes["a"] = note
    desk.sync()
    assert desk.members("a") == desk.tags("a") == {"ML", "Vision"}
    assert set(map(str, desk.overrides.lines)) == {"add doi:10.1000/a Vision", "remove doi:10.1000/a NLP"}
    quiet(desk)


def test_an_item_that_somebody_files_again_while_its_note_is_gone_leaves_again(desk: Desk) -> None:
    desk.note("a", "NLP", "ML")
    desk.note("b", "Vision")
    desk.sync()
    note = desk.notes.pop("a")
    desk.sync()
    refile(desk, "a", "Vision")
    desk.sync()
    assert desk.members("a") == set()
    desk.notes["a"] = note
    desk.sync()
    assert desk.members("a") == {"NLP", "ML", "Vision"}
    quiet(desk)


def test_the_trash_is_for_those_who_ask_and_for_what_nobody_holds(desk: Desk) -> None:
    for name in "abc":
        desk.note(name, "NLP")
    desk.sync()
    desk.server.write("item", {"itemType": "note", "parentItem": desk.item("b")["key"], "note": "theirs"})
    desk.edit(desk.item("c")["key"], tags=[{"tag": "NLP"}, {"tag": "keep"}])
    del desk.notes["a"], desk.notes["b"], desk.notes["c"]
    desk.note("d")
    desk.rules = SyncRules(trash=True)
    desk.sync()
    assert not desk.items_of("a")
    assert desk.members("b") == desk.members("c") == set()
    quiet(desk)


def test_another_client_in_between(desk: Desk) -> None:
    for name in "abcdef":
        desk.note(name, "NLP")
    desk.sync()
    key = desk.item("a")["key"]
    count = iter(range(100))

    def race(moment: str) -> None:
        if moment == "before" and next(count) < 2:
            desk.edit(key, volume=str(desk.server.version))

    desk.remote.fault = race
    for name in "abcdef":
        desk.note(name, "NLP", "ML", title=f"New {name}")
    _, outcome = desk.sync()
    assert outcome.rounds == 3
    assert desk.item("a")["title"] == "New a"
    volume = desk.item("a")["volume"]
    assert desk.overrides.corrections(["doi:10.1000/a"]) == {"volume": volume}
    quiet(desk)


def test_a_tag_that_is_taken_out_and_put_back_while_we_write(desk: Desk) -> None:
    """Each change is remembered as soon as it is heard, also where it only takes a line out of zotero.txt."""
    desk.note("a", "NLP")
    desk.sync()
    key = desk.item("a")["key"]
    tags = [{"tag": "NLP"}, {"tag": "CV"}]
    desk.edit(key, tags=tags)
    desk.sync()
    desk.edit(key, tags=tags[:1])
    desk.note("a", "NLP", title="Newer")
    count = iter(range(100))
    desk.remote.fault = lambda moment: (moment == "before" and next(count) == 0 and desk.edit(key, tags=tags)) or None
    desk.sync()
    desk.remote.fault = lambda moment: None
    assert desk.tags("a") == desk.members("a") == {"NLP", "CV"}
    quiet(desk)


def test_a_client_that_never_rests_does_not_keep_us_out(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.remote.fault = lambda moment: (moment == "before" and desk.server.write("item", {"itemType": "book"})) or None
    _, outcome = desk.sync()
    assert not outcome.postponed
    desk.remote.fault = lambda moment: None
    quiet(desk)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_every_write(tmp_path: Path, moment: str) -> None:
    """A kill before or after any write: the next run goes on, nothing is doubled, nothing is lost."""
    for stop in range(6):
        desk = Desk(tmp_path / f"{moment}{stop}")
        for number in range(60):
            desk.note(f"n{number}", f"tag{number % 3}", comment="words" if number % 2 else "")
        if stop % 2:
            desk.sync()
            for number in range(60):
                desk.note(
                    f"n{number}", f"tag{number % 4}", title=f"Newer {number}", comment="words" if number % 2 else ""
                )
        count = iter(range(100))

        def fault(now: str, count=count, stop=stop) -> None:  # type: ignore[no-untyped-def]
            if now == moment and next(count) == stop // 2:
                raise Killed

        desk.remote.fault = fault
        with pytest.raises(Killed):
            desk.sync()
        desk.remote.fault = lambda moment: None
        desk.sync()
        quiet(desk)
        assert len([data for data in desk.server.items.values() if data["itemType"] != "note"]) == 60
        assert len([data for data in desk.server.items.values() if data["itemType"] == "note"]) == 30
        assert not desk.overrides.lines
        for number in range(60):
            assert desk.members(f"n{number}") == {f"tag{number % (4 if stop % 2 else 3)}"}


def test_a_lost_answer_is_looked_up_in_the_same_run(desk: Desk) -> None:
    desk.note("a", "NLP", comment="words")
    count = iter(range(100))
    desk.remote.fault = lambda moment: lost(moment) if moment == "after" and next(count) == 1 else None
    _, outcome = desk.sync()
    assert outcome.done == {"create": 4}
    assert len(desk.server.items) == 2
    quiet(desk)
    desk.note("a", "CV", comment="words")
    desk.remote.fault = never
    with pytest.raises(WriteLost):
        desk.sync()
    desk.remote.fault = lambda moment: None
    desk.sync()
    quiet(desk)


def test_what_the_server_refuses_is_told_and_the_rest_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LONGEST, "field", 1_000)  # a limit that we do not know
    desk.note("a", "NLP", title="x" * 2_000, comment="words")
    desk.note("b", "NLP")
    _, outcome = desk.sync()
    assert [label for label, _ in outcome.refused] == ["a"]
    assert "too long" in outcome.refused[0][1]
    assert desk.members("b") == {"NLP"}
    desk.note("a", "NLP", comment="words")
    desk.sync()
    assert desk.members("a") == {"NLP"}
    quiet(desk)


def test_guards(desk: Desk) -> None:
    for number in range(12):
        desk.note(f"n{number}", "NLP")
    desk.sync()
    every = dict(desk.notes)
    desk.notes = {}
    with pytest.raises(UnsafePlan, match="no note has a work"):
        desk.sync(force=False)
    desk.notes = dict(list(every.items())[:6])
    with pytest.raises(UnsafePlan, match="6 of 12 items would be changed"):
        desk.sync(force=False)
    desk.notes = every
    library = desk.server
    desk.remote.server = Library(library.uri, version=library.version + 1)
    with pytest.raises(UnsafePlan, match="the library is empty"):
        desk.sync(force=False)
    assert not desk.overrides.lines
    desk.remote.server = library
    library.version += 9
    quiet(desk)


def test_the_library_without_memory_is_united(desk: Desk) -> None:
    desk.note("a", "NLP", "ML", comment="words")
    desk.note("b", "CV")
    desk.sync()
    for path in desk.folder.glob("memory.sqlite*"):
        path.unlink()
    desk.note("a", "NLP", comment="words")
    plan, _ = desk.sync()
    assert not plan.conflicts
    assert len(desk.server.items) == 3
    assert desk.members("a") == {"NLP", "ML"}  # nobody remembers who put it there: nothing is taken out
    quiet(desk)


def test_a_collection_out_of_which_all_works_were_taken_is_known_after_a_lost_memory(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.note("b", "NLP", "ML")
    desk.sync()
    item = desk.item("b")
    desk.edit(item["key"], tags=[{"tag": "NLP"}])
    desk.sync()
    (desk.folder / "memory.sqlite").unlink()
    desk.sync()
    desk.edit(desk.item("b")["key"], collections=[*desk.item("b")["collections"], desk.collection("ML")])
    desk.sync()
    assert desk.tags("b") == {"NLP", "ML"}
    assert not desk.overrides.lines
    quiet(desk)


def test_minimum_patterns_and_nesting(desk: Desk) -> None:
    desk.rules = SyncRules(
        root="Papers", minimum=2, separator="/", parents={"NLP": "AI"}, tags=("*", "!secret*"), collections=("*", "!x"),
        only=("*", "!skip"),
    )  # fmt: skip
    for number in range(2):
        desk.note(f"n{number}", "NLP", "AI/Vision/3D", "x", "secret plan")
    desk.note("m", "rare")
    desk.note("s", "skip")
    desk.sync()
    tree = {
        data["name"]: (desk.server.collections.get(data["parentCollection"]) or {}).get("name")
        for data in desk.server.collections.values()
    }
    assert tree == {
        "Papers": None,
        "AI": "Papers",
        "NLP": "AI",
        "Vision": "AI",
        "3D": "Vision",
        "secret plan": "Papers",
    }
    assert desk.tags("n0") == {"NLP", "AI/Vision/3D", "x"}
    assert desk.members("m") == {"Papers"}
    assert not desk.items_of("s")
    quiet(desk)


class Unwalked(dict[str, Data]):
    """Objects of which each can be had, but not all: to look at them for every write is to do so thousands of times."""

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("all objects were looked at")

    def items(self) -> NoReturn:
        raise AssertionError("all objects were looked at")

    keys = values = items


def test_a_write_stores_what_it_wrote_and_looks_at_nothing_else(tmp_path: Path) -> None:
    memory = ZoteroMemory.open(tmp_path / "memory.sqlite")
    library = LibrarySnapshot("users/1", "http://zotero.org/users/1", 1)
    memory.select_library("api", "users/1", library.uri)
    memory.save_snapshot(library, None)
    written = Unwalked({name: {"key": name, "version": 2, "title": name} for name in "abc"})
    memory.log_outcomes(0, [], [], replace(library, version=2, items=written), {ObjectType.ITEM: [written["b"]]})
    assert memory.snapshot() == replace(library, version=2, items={"b": written["b"]})
    memory.close()


def test_the_tables_of_a_library_are_copied_once_for_all_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path)
    copied: list[LibrarySnapshot] = []

    def own(snapshot: LibrarySnapshot) -> LibrarySnapshot:
        copied.append(snapshot)
        return with_own_tables(snapshot)

    monkeypatch.setattr("biblio.zotero.sync_engine.with_own_tables", own)
    for number in range(3 * MAX_OBJECTS):
        desk.note(f"n{number}")
    desk.sync()
    (before,) = copied
    assert not before.items
    engine, memory = desk.open()
    assert len((memory.snapshot() or before).items) >= 3 * MAX_OBJECTS
    assert memory.snapshot() == engine.refresh()
    memory.close()
