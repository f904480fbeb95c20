"""Histories: edits on both sides, runs, kills and lost answers around every write, another client; then all is quiet.

Among the steps are works, notes and files that get other names, merges in Zotero, texts written into comments there, keys
that may not see notes, and a second project in the same library. After two quiet runs both sides equal what is remembered and the next plan is empty; no edit that one side alone made is
lost, no member that one side alone added is lost, no item is there twice.
"""

from __future__ import annotations

import atexit
import copy
import os
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Self

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from biblio.errors import WriteLost
from biblio.zotero.memory import ZoteroMemory
from biblio.zotero.merge import creators_text
from biblio.zotero.note_html import note_body
from biblio.zotero.planning.works_in_library import TRASH
from tests.servers.zotero_app_library import AppLibrary
from tests.servers.zotero_library import Library
from tests.zotero.loopback import Desk, Killed

NAMES = ("a", "b", "c")
TOPICS = ("NLP", "ML", "CV")
names, topics = st.sampled_from(NAMES), st.sampled_from(TOPICS)
words = st.sampled_from(["one", "two", "three", "four"])
accidents = st.sampled_from(["", "", "kill before", "kill after", "lose before", "lose after", "race", "race tags"])


@cache
def _folder_of_all() -> str:
    """Return the folder of all histories of a process, in memory where there is one: nothing in it has to survive.

    Flushing thousands of small files to a disk takes minutes. The name says whose folder it is.
    """
    memory = "/dev/shm"
    folder = tempfile.mkdtemp(prefix="biblio-histories-", dir=memory if os.access(memory, os.W_OK) else None)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def many(count: int, *, steps: int) -> settings:
    """Return the settings of `count` histories of up to `steps` steps, which are only sought, not made small, when one fails.

    Making one small takes minutes; `benchmarks/histories.py` does that.
    """
    return settings(
        max_examples=count, stateful_step_count=steps, deadline=None, database=None, report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def new_folder() -> Path:
    """Return a new folder for one history."""
    return Path(tempfile.mkdtemp(dir=_folder_of_all()))


class KeptMemory(ZoteroMemory):
    """A memory that stays open between the runs of a history: opening and closing it takes a quarter of all the time."""

    _kept: ClassVar[dict[Path, tuple[int, KeptMemory]]] = {}

    @classmethod
    def open(cls, path: Path) -> Self:
        if path in cls._kept:
            number, memory = cls._kept[path]
            if path.exists() and path.stat().st_ino == number:
                assert isinstance(memory, cls)
                return memory
            cls.let_go(path.parent)  # somebody removed the file, or put another one in its place
        opened = super().open(path)
        cls._kept[path] = path.stat().st_ino, opened
        return opened

    def close(self) -> None:
        """Stay open until `let_go`."""

    @classmethod
    def let_go(cls, folder: Path) -> None:
        """Close the memories in a folder and below, before its files are moved, copied or removed."""
        for path in [path for path in cls._kept if path.is_relative_to(folder)]:
            _, memory = cls._kept.pop(path)
            super().close(memory)


def remove_folder(folder: Path) -> None:
    """Remove the folder of a history that has ended."""
    KeptMemory.let_go(folder)
    shutil.rmtree(folder)


class Histories(RuleBasedStateMachine):
    """`titles`, `comments` and `members` remember who changed what since the last quiet time (`then`): side → the value."""

    library: type[Library] = Library

    def __init__(self) -> None:
        super().__init__()
        self.folder = new_folder()
        (self.folder / "still-here").mkdir()  # a folder: steps move and remove the files
        self.desk = Desk(self.folder, self.library("http://zotero.org/users/1"), memory_type=KeptMemory)
        self.backup: Library | None = None
        self.own_tags: set[str] = set()  # works whose item was merged with one that has a tag of its own
        self.merged: set[str] = set()
        self.given: set[tuple[str, str, str]] = (
            set()
        )  # (work, topic, way) that the person's own item had before a merge
        self.held: set[tuple[str, str]] = set()  # (work, topic) that the item may keep for that, whatever the notes say
        self.gone: set[str] = set()  # works whose item somebody removed in Zotero, and nobody brought back
        self.adopted: set[str] = set()  # works whose items were there before the memory
        self.is_restored = False
        self.people = {"Doe, Ada"}  # what may stand in Zotero as the people of a work
        self.seen: list[dict[str, Any]] = []  # what the notes said in each run since the last quiet time
        self.written: dict[str, str] = {}  # what somebody wrote into a comment in Zotero, by work
        self.spec: dict[str, dict[str, Any]] = {}
        self.titles: dict[str, dict[str, str]] = {}
        self.members: dict[tuple[str, str], dict[str, bool]] = {}
        self.ways: dict[tuple[str, str, str], dict[str, bool]] = {}
        self.clouded: set[str] = set()  # works that vanished or were trashed meanwhile: their edits prove nothing
        for name, topics_of_note in zip(NAMES, ({"NLP"}, {"NLP", "ML"}, set[str]()), strict=True):
            self.spec[name] = {"topics": set(topics_of_note), "title": f"Work {name}", "comment": f"my words on {name}"}
        for name in NAMES:
            self.write_note(name)
        self.desk.sync()
        self.then = copy.deepcopy(self.spec)

    def teardown(self) -> None:
        try:
            self.check_quiet()
        except AssertionError as error:
            if not (self.folder / "still-here").exists():
                raise RuntimeError("something else removed the folder of this history while it ran") from error
            raise
        finally:
            remove_folder(self.folder)

    # -- the notes ---------------------------------------------------------------------------------------------

    def write_note(self, name: str) -> None:
        spec = self.spec[name]
        item = self.desk.note(name, *spec["topics"], title=spec["title"], comment=spec["comment"])
        note = f"note-{name}-{spec.get('file', 0)}"
        children = tuple(
            replace(
                child, uid=f"note:{note}",
                content=child.content.with_fields({"note": child.content.get("note").replace(f"(note-{name})", f"({note})")}),
            )
            for child in item.children
        )  # fmt: skip
        uid = spec.get("uid", item.uid)
        names = (uid,) if uid.startswith("url:") else (uid, item.uid)
        self.desk.notes[name] = replace(item, uid=uid, names=names, notes=(note,), children=children)
        for known, described in self.desk.notes.items():
            related = frozenset(other.uid for key, other in self.desk.notes.items() if key != known)
            self.desk.notes[known] = replace(described, related=related)

    @rule(name=names, kind=st.sampled_from(["doi", "arxiv", "url"]))
    def another_identity(self, name: str, kind: str) -> None:
        if name in self.spec:
            uids = {
                "doi": f"doi:10.1000/{name}",
                "arxiv": f"arxiv:1901.{name}",
                "url": f"url:https://example.org/{name}",
            }
            self.spec[name]["uid"] = uids[kind]
            self.write_note(name)
            self.check_known(name)

    @rule(name=names)
    def rename_note(self, name: str) -> None:
        if name in self.spec:
            self.spec[name]["file"] = self.spec[name].get("file", 0) + 1
            self.write_note(name)
            self.check_known(name)

    def check_known(self, name: str) -> None:
        """Expect no more that a work stays away if its note says nothing any more by which a run would know it again.

        Its title alone may be that of a page or a talk about the work, and what its comment was went with the memory.
        """
        now = self.spec[name]
        has_trace = bool(now["comment"]) and not self.is_restored
        for spec in (said[name] for said in (self.then, *self.seen) if name in said):
            kinds = {str(one.get("uid", "doi:")).startswith("url:") for one in (spec, now)}
            if not has_trace and len(kinds) == 2 and spec.get("file", 0) != now.get("file", 0):
                self.gone.discard(name)

    @rule(name=names, note_topics=st.sets(topics), comment=st.sampled_from(["", "my words"]))
    def new_note(self, name: str, note_topics: set[str], comment: str) -> None:
        if name not in self.spec:
            self.spec[name] = {
                "topics": set(note_topics),
                "title": f"Work {name}",
                "comment": comment and f"{comment} on {name}",
            }
            self.clouded.add(name)
            self.write_note(name)

    def note_run(self) -> None:
        """Remember what the notes say when a run reads them."""
        self.seen.append(copy.deepcopy(self.spec))

    def say_in_notes(self, sides: dict[str, Any], value: Any, before: Any, seen: list[Any]) -> None:
        """Remember what the notes say now.

        Who says what they said in the last quiet time has said nothing, unless a run has seen (`seen`) another value.
        """
        sides.pop("notes", None)
        if value != before or any(one != before for one in seen):
            sides["notes"] = value

    @rule(name=names, word=words)
    def title_in_notes(self, name: str, word: str) -> None:
        if name in self.spec and self.spec[name]["title"] != word:
            self.spec[name]["title"] = word
            self.gone.discard(name)  # with another name, identity and title it cannot be known again
            seen = [spec[name]["title"] for spec in self.seen if name in spec]
            self.say_in_notes(self.titles.setdefault(name, {}), word, self.then.get(name, {}).get("title"), seen)
            self.write_note(name)

    @rule(name=names, topic=topics)
    def topic_in_notes(self, name: str, topic: str) -> None:
        if name in self.spec:
            self.spec[name]["topics"] ^= {topic}
            before = topic in self.then[name]["topics"] if name in self.then else None
            seen = [topic in spec[name]["topics"] for spec in self.seen if name in spec]
            value = topic in self.spec[name]["topics"]
            self.say_in_notes(self.members.setdefault((name, topic), {}), value, before, seen)
            self.write_note(name)

    @rule(name=names)
    def note_vanishes(self, name: str) -> None:
        if name in self.spec:
            del self.spec[name], self.desk.notes[name]
            self.forget(name)

    def forget(self, name: str) -> None:
        """Expect nothing of a work until the next quiet time."""
        self.clouded.add(name)
        self.gone.discard(name)
        self.forget_merges(name)
        self.written.pop(name, None)

    def forget_merges(self, name: str) -> None:
        """Expect no more of a work that its item has what it got in merges; it may have it all the same."""
        self.own_tags.discard(name)
        self.given = {given for given in self.given if given[0] != name}

    def be_gone(self, name: str) -> None:
        """Expect that a work stays away; not if its note is new or changed, so that no run may have seen it as it is."""
        is_known = name in self.spec and name not in self.clouded and self.spec[name] == self.then.get(name)
        self.forget(name)
        if is_known:
            self.gone.add(name)

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

    def say_in_zotero(self, name: str, topic: str, way: str, value: bool, side: str = "zotero") -> None:
        """Remember what a person said by tag or by collection; who says one thing and the other has said nothing."""
        values = self.ways.setdefault((name, topic, side), {})
        values[way] = value
        sides = self.members.setdefault((name, topic), {})
        sides[side] = value
        if len(set(values.values())) == 2:
            sides["contradiction"] = value
        if not value:
            self.given.discard((name, topic, way))
            if (name, topic) in self.held:
                sides["own"] = True  # it may be there in the other way, too, and that stays

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

    @rule(
        name=names, is_ours_kept=st.booleans(), topic=topics, way=st.sampled_from(["", "tag", "member"]),
        is_seen=st.booleans(),
    )  # fmt: skip
    def merge_in_zotero(
        self, name: str, is_ours_kept: bool, topic: str = "", way: str = "", is_seen: bool = False
    ) -> None:
        """Merge the item with one of the person's own, which has a tag and perhaps a topic; perhaps a run has seen it."""
        item = self.live(name)
        if item is None:
            return
        filed = [
            key
            for key, data in self.desk.server.collections.items()
            if way == "member" and data["name"] == topic and not data.get("deleted")
        ]
        tags = ["own", *([topic] if way == "tag" else [])]
        before = set(self.desk.server.items)
        self.desk.server.write("item", {
            "itemType": "journalArticle", "title": item["title"], "DOI": item["DOI"],
            "tags": [{"tag": tag} for tag in tags], "collections": filed[:1],
        })  # fmt: skip
        (key,) = set(self.desk.server.items) - before
        if is_seen:
            self.note_run()
            self.desk.sync()
            item = next(data for data in self.desk.items_of(name) if data["key"] != key)
            if not is_ours_kept and item["title"] != self.desk.server.items[key]["title"]:
                self.titles.setdefault(name, {})["zotero"] = self.desk.server.items[key]["title"]
        self.desk.merge(*((item["key"], key) if is_ours_kept else (key, item["key"])))
        self.own_tags.add(name)
        self.merged.add(name)
        if way == "tag" or filed:
            self.given.add((name, topic, way))
        is_known = is_seen or is_ours_kept
        self.held |= {(name, known) for known in TOPICS if not is_known or (known == topic and way)}
        for known in TOPICS:
            if (name, known) in self.held:
                self.members.setdefault((name, known), {})["own"] = True

    def comment_of(self, name: str) -> dict[str, Any] | None:
        item = self.live(name)
        notes = [
            data
            for data in self.desk.server.items.values()
            if item and data.get("parentItem") == item["key"] and not data.get("deleted")
        ]
        return notes[0] if notes else None

    @rule(name=names, word=words)
    def write_into_comment(self, name: str, word: str) -> None:
        if note := self.comment_of(name):
            self.written[name] = f"mine {word}"
            self.desk.edit(note["key"], note=note["note"].replace("</p>", f" mine {word}</p>", 1))

    @rule()
    def run_without_seeing_notes(self) -> None:
        self.note_run()
        self.desk.remote.hidden = frozenset({"note"})
        try:
            self.desk.sync()
        finally:
            self.desk.remote.hidden = frozenset()

    @rule(name=names)
    def trash_in_zotero(self, name: str) -> None:
        item = self.live(name)
        if item:
            self.desk.edit(item["key"], deleted=1)
            self.be_gone(name)

    @rule(name=names)
    def erase_in_zotero(self, name: str) -> None:
        item = self.live(name)
        if item:
            self.desk.server.erase("item", item["key"])
            self.be_gone(name)

    @rule(topic=topics)
    def trash_collection(self, topic: str) -> None:
        live = [
            data for data in self.desk.server.collections.values() if data["name"] == topic and not data.get("deleted")
        ]
        if live:
            self.desk.edit(live[0]["key"], "collection", deleted=True)
            self.given = {given for given in self.given if given[1] != topic}

    @rule(name=names, comment=st.sampled_from(["", "one", "two"]))
    def comment_in_notes(self, name: str, comment: str) -> None:
        if name in self.spec:
            self.spec[name]["comment"] = comment and f"{comment} on {name}"
            self.write_note(name)
            self.gone.discard(name)  # with another name, identity and comment it cannot be known again

    @rule(back=st.sampled_from([0, 0, 0, 1, 2]))
    def undo(self, back: int) -> None:
        """Take the last run back, or one before; what it had done proves nothing any more."""
        if self.desk.undo(self.desk.run_before(back)) is not None:
            for name in NAMES:
                self.forget(name)

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
        restored = copy.deepcopy(self.backup)
        restored.unknown = self.desk.server.unknown + self.desk.server.version - restored.version
        self.desk.server = self.desk.remote.server = restored
        self.is_restored = True
        self.look()
        for name in NAMES:
            self.forget(name)

    def look(self) -> None:
        """Plan, so that the project notices that the library was restored."""
        self.desk.plan()

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

        self.note_run()
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
        self.everybody_runs()
        notes = [
            data["note"] for library in self.libraries for data in library.items.values() if data["itemType"] == "note"
        ]
        for name, text in self.written.items():
            assert any(text in note for note in notes), f"what somebody wrote into the comment of {name} is lost"
        if self.gone:  # what cannot be known again is asked about, and the answer will be that the notes count
            self.gone -= {conflict.uid[-1] for conflict in desk.plan().conflicts if conflict.field == TRASH}
        self.come_to_rest()
        for name in NAMES:
            self.check_nothing_stands_twice(name)
            item = self.live(name)
            assert not (item and name in self.gone), f"{name} is there again although somebody removed it"
            if item and name in self.own_tags:
                assert "own" in desk.tags(name), "a tag of the person's own is lost"
        for name, topic, way in self.given:
            if self.live(name):
                there = desk.tags(name) if way == "tag" else self.topics_by_collections(name)
                assert topic in there, f"{topic} of {name}, which the person's own item had, is lost"
        engine, memory = desk.open()
        records, library = memory.records(), engine.refresh()
        memory.close()
        uids = {item.uid for item in desk.notes.values()}
        for record in records.values():
            if record.names and record.names[0] not in uids:
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
                assert record.base.theirs.tags == {tag["tag"] for tag in data["tags"] if not tag.get("type")}
                assert record.base.theirs.collections == set(data["collections"])
                assert creators_text(record.base.theirs.creators) in self.people
        for name in self.spec:
            item = self.live(name)
            if item is None or name in self.clouded:
                continue
            if len(titles := self.titles.get(name, {})) == 1:
                assert item["title"] == next(iter(titles.values())), f"a one-sided edit of {name} is lost"
            known_topics = {topic for spec in self.spec.values() for topic in spec["topics"]}
            for topic in TOPICS:
                if name in self.merged and topic not in known_topics:
                    continue  # it may be a tag of the other item
                sides = self.members.get((name, topic), {})
                if sides == {"notes": False} and (self.is_restored or (name, topic) in self.held):
                    continue  # an item that was there before a merge is found again, and keeps the tags that it has
                if len(sides) == 1 and "own" not in sides:
                    expected = next(iter(sides.values()))
                    if desk.overrides.about("without", [topic]):
                        continue  # who stood in a collection that was trashed since says nothing
                    assert (topic in desk.tags(name)) == expected, f"{topic} of {name}: {sides}"
                    assert (topic in self.topics_by_collections(name)) == expected
            if "Mine" in {data["name"] for data in desk.server.collections.values()} and "mine: x" in item.get(
                "extra", ""
            ):
                assert "Mine" in desk.members(name)
        self.written.clear()
        self.merged.clear()
        self.seen.clear()
        self.titles.clear()
        self.members.clear()
        self.ways.clear()
        self.then = copy.deepcopy(self.spec)
        self.clouded.clear()

    def topics_by_collections(self, name: str) -> set[str]:
        return self.desk.members(name)

    @property
    def libraries(self) -> list[Library]:
        return [self.desk.server]

    def everybody_runs(self) -> None:
        self.desk.sync()

    def come_to_rest(self) -> None:
        self.desk.sync("notes")
        plan, _ = self.desk.sync("notes")
        assert plan.is_empty, plan

    def check_nothing_stands_twice(self, name: str) -> None:
        item = self.live(name)
        bodies = [
            note_body(data["note"])
            for data in self.desk.server.items.values()
            if item and data.get("parentItem") == item["key"] and not data.get("deleted")
        ]
        assert len(set(bodies)) == len(bodies), "a comment stands twice"
        _, memory = self.desk.open()
        keys = [record.key for record in memory.records().values() if record.sort == "item"]
        memory.close()
        assert len(set(keys)) == len(keys), "an item has two records"


class AppHistories(Histories):
    """The same with a library of the desktop app."""

    library = AppLibrary
