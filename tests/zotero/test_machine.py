"""Histories: edits on both sides, runs, kills and lost answers around every write, another client; then all is quiet.

After two quiet runs both sides equal what is remembered and the next plan is empty; no edit that one side alone made is
lost, no member that one side alone added is lost, no item is there twice.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from biblio.errors import WriteLost
from biblio.zotero.merge import creators_text
from tests.servers.zotero_app_library import AppLibrary
from tests.servers.zotero_library import Library
from tests.zotero.loopback import Desk, Killed

NAMES = ("a", "b", "c")
TOPICS = ("NLP", "ML", "CV")
names, topics = st.sampled_from(NAMES), st.sampled_from(TOPICS)
words = st.sampled_from(["one", "two", "three", "four"])
accidents = st.sampled_from(["", "", "kill before", "kill after", "lose before", "lose after", "race", "race tags"])


class Histories(RuleBasedStateMachine):
    """`titles`, `comments` and `members` remember who changed what since the last quiet time (`then`): side → the value."""

    library: type[Library] = Library

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.desk = Desk(self.folder, self.library("http://zotero.org/users/1"))
        self.backup: Library | None = None
        self.spec: dict[str, dict[str, Any]] = {}
        self.titles: dict[str, dict[str, str]] = {}
        self.members: dict[tuple[str, str], dict[str, bool]] = {}
        self.ways: dict[tuple[str, str], dict[str, bool]] = {}
        self.clouded: set[str] = set()  # works that vanished or were trashed meanwhile: their edits prove nothing
        for name, topics_of_note in zip(NAMES, ({"NLP"}, {"NLP", "ML"}, set[str]()), strict=True):
            self.spec[name] = {"topics": set(topics_of_note), "title": f"Work {name}", "comment": "my words"}
        for name in NAMES:
            self.write_note(name)
        self.desk.sync()
        self.then = copy.deepcopy(self.spec)

    def teardown(self) -> None:
        try:
            self.check_quiet()
        finally:
            shutil.rmtree(self.folder)

    # -- the notes ---------------------------------------------------------------------------------------------

    def write_note(self, name: str) -> None:
        spec = self.spec[name]
        self.desk.note(
            name, *spec["topics"], title=spec["title"], comment=spec["comment"], related=[n for n in NAMES if n != name]
        )

    @rule(name=names, note_topics=st.sets(topics), comment=st.sampled_from(["", "my words"]))
    def new_note(self, name: str, note_topics: set[str], comment: str) -> None:
        if name not in self.spec:
            self.spec[name] = {"topics": set(note_topics), "title": f"Work {name}", "comment": comment}
            self.clouded.add(name)
            self.write_note(name)

    def say_in_notes(self, sides: dict[str, Any], value: Any, before: Any) -> None:
        """Remember what the notes say now; who says what they said in the last quiet time has said nothing."""
        sides.pop("notes", None)
        if value != before:
            sides["notes"] = value

    @rule(name=names, word=words)
    def title_in_notes(self, name: str, word: str) -> None:
        if name in self.spec and self.spec[name]["title"] != word:
            self.spec[name]["title"] = word
            self.say_in_notes(self.titles.setdefault(name, {}), word, self.then.get(name, {}).get("title"))
            self.write_note(name)

    @rule(name=names, topic=topics)
    def topic_in_notes(self, name: str, topic: str) -> None:
        if name in self.spec:
            self.spec[name]["topics"] ^= {topic}
            before = topic in self.then[name]["topics"] if name in self.then else None
            self.say_in_notes(self.members.setdefault((name, topic), {}), topic in self.spec[name]["topics"], before)
            self.write_note(name)

    @rule(name=names)
    def note_vanishes(self, name: str) -> None:
        if name in self.spec:
            del self.spec[name], self.desk.notes[name]
            self.clouded.add(name)

    # -- Zotero ------------------------------------------------------------------------------------------------

    def live(self, name: str) -> dict[str, Any] | None:
        items = self.desk.items_of(name)
        assert len(items) < 2, "an item is there twice"
        return items[0] if items else None

    @rule(name=names, word=words)
    def title_in_zotero(self, name: str, word: str) -> None:
        item = self.live(name)
        if item and item["title"] != word:
            self.desk.edit(item["key"], title=word)
            self.titles.setdefault(name, {})["zotero"] = word

    def say_in_zotero(self, name: str, topic: str, way: str, value: bool) -> None:
        """Remember what a person said by tag or by collection; who says one thing and the other has said nothing."""
        values = self.ways.setdefault((name, topic), {})
        values[way] = value
        sides = self.members.setdefault((name, topic), {})
        sides["zotero"] = value
        if len(set(values.values())) == 2:
            sides["contradiction"] = value

    @rule(name=names, topic=topics)
    def tag_in_zotero(self, name: str, topic: str) -> None:
        item = self.live(name)
        if item:
            tags = {tag["tag"] for tag in item["tags"]} ^ {topic}
            self.desk.edit(item["key"], tags=[{"tag": tag} for tag in sorted(tags)])
            self.say_in_zotero(name, topic, "tag", topic in tags)

    @rule(name=names, topic=topics)
    def member_in_zotero(self, name: str, topic: str) -> None:
        item = self.live(name)
        keys = [
            key
            for key, data in self.desk.server.collections.items()
            if data["name"] == topic and not data.get("deleted")
        ]
        if item and keys:
            members = set(item["collections"]) ^ set(keys)
            self.desk.edit(item["key"], collections=sorted(members))
            self.say_in_zotero(name, topic, "member", keys[0] in members)

    @rule(name=names)
    def trash_in_zotero(self, name: str) -> None:
        item = self.live(name)
        if item:
            self.desk.edit(item["key"], deleted=1)
            self.clouded.add(name)

    @rule(name=names)
    def erase_in_zotero(self, name: str) -> None:
        item = self.live(name)
        if item:
            self.desk.server.erase("item", item["key"])
            self.clouded.add(name)

    @rule(topic=topics)
    def trash_collection(self, topic: str) -> None:
        live = [
            data for data in self.desk.server.collections.values() if data["name"] == topic and not data.get("deleted")
        ]
        if live:
            self.desk.edit(live[0]["key"], "collection", deleted=True)

    @rule(name=names, comment=st.sampled_from(["", "one", "two"]))
    def comment_in_notes(self, name: str, comment: str) -> None:
        if name in self.spec:
            self.spec[name]["comment"] = comment
            self.write_note(name)

    @rule()
    def undo(self) -> None:
        """Take the last run back; what it had done proves nothing any more."""
        if self.desk.undo() is not None:
            self.clouded |= set(NAMES)

    @rule()
    def something_else_in_zotero(self) -> None:
        self.desk.server.write("item", {"itemType": "book", "title": "Another"})

    @rule(name=names)
    def someone_files_it_elsewhere(self, name: str) -> None:
        item = self.live(name)
        if item and not any(data["name"] == "Mine" for data in self.desk.server.collections.values()):
            self.desk.server.write("collection", {"name": "Mine"})
        if item:
            self.desk.edit(
                item["key"], collections=sorted({*item["collections"], self.desk.collection("Mine")}), extra="mine: x"
            )

    @rule()
    def back_up(self) -> None:
        self.backup = copy.deepcopy(self.desk.server)

    @precondition(lambda self: self.backup is not None and self.backup.version < self.desk.server.version)
    @rule()
    def restore(self) -> None:
        """Put the backup in the library's place, and look at the plan: what was done since proves nothing any more."""
        assert self.backup is not None
        self.desk.server = self.desk.remote.server = copy.deepcopy(self.backup)
        self.desk.plan()
        self.clouded |= set(NAMES)

    # -- runs --------------------------------------------------------------------------------------------------

    @rule(accident=accidents, at=st.integers(0, 3), name=names, topic=topics)
    def run(self, accident: str, at: int, name: str, topic: str) -> None:
        kind, _, moment = accident.partition(" ")
        count = {"before": 0, "after": 0}

        def fault(now: str) -> None:
            count[now] += 1
            if kind == "race" and now == "before" and count[now] <= at + 1:
                (self.tag_in_zotero if moment else self.title_in_zotero)(name, topic if moment else f"raced {at}")  # type: ignore[operator]
            elif kind and now == moment and count[now] == at + 1:
                raise Killed if kind == "kill" else WriteLost("zotero", "no answer")

        self.desk.remote.fault = fault
        try:
            self.desk.sync()
        except (Killed, WriteLost):
            pass
        finally:
            self.desk.remote.fault = lambda now: None

    @precondition(lambda self: self.spec)
    @rule()
    def check_quiet(self) -> None:
        desk = self.desk
        desk.sync("notes")
        plan, _ = desk.sync("notes")
        assert plan.is_empty, plan
        engine, memory = desk.open()
        records, library = memory.records(), engine.refresh()
        memory.close()
        uids = {item.uid for item in desk.notes.values()}
        for record in records.values():
            if record.names and record.uid not in uids:
                continue  # its note is gone: nothing is remembered anew
            data = (library.items if record.sort == "item" else library.collections).get(record.key)
            if (
                data
                and not data.get("deleted")
                and record.state == "tied"
                and record.base
                and record.names
                and "itemType" in data
            ):
                assert record.base.theirs.get("title") == data["title"]
                assert record.base.theirs.tags == {tag["tag"] for tag in data["tags"]}
                assert record.base.theirs.collections == set(data["collections"])
                assert creators_text(record.base.theirs.creators) == "Doe, Ada"
        for name in self.spec:
            item = self.live(name)
            if item is None or name in self.clouded:
                continue
            if len(titles := self.titles.get(name, {})) == 1:
                assert item["title"] == next(iter(titles.values())), f"a one-sided edit of {name} is lost"
            for topic in TOPICS:
                if len(sides := self.members.get((name, topic), {})) == 1:
                    expected = next(iter(sides.values()))
                    if desk.overrides.about("without", [topic]):
                        continue  # who stood in a collection that was trashed since says nothing
                    assert (topic in desk.tags(name)) == expected, f"{topic} of {name}: {sides}"
                    assert (topic in desk.members(name)) == expected
            if "Mine" in {data["name"] for data in desk.server.collections.values()} and item.get("extra"):
                assert "Mine" in desk.members(name)
        self.titles.clear()
        self.members.clear()
        self.ways.clear()
        self.then = copy.deepcopy(self.spec)
        self.clouded.clear()


class AppHistories(Histories):
    """The same with a library of the desktop app."""

    library = AppLibrary


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestAppHistories = AppHistories.TestCase
TestAppHistories.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)


@pytest.mark.slow
class TestManyHistories(Histories.TestCase):
    settings = settings(max_examples=400, stateful_step_count=40, deadline=None)


@pytest.mark.slow
class TestManyAppHistories(AppHistories.TestCase):
    settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
