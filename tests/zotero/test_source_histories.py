"""Histories of a library whose items are notes themselves, perhaps with notes of the user's own about the same works.

The user retags, retitles, throws away, restores, merges and adds items; notes come and go; runs use notes that were read
before or after that; memories are lost; runs are undone. Whatever the order: what the user made in the library stays, no
item is made for a work that has one, and two quiet runs come to rest.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from biblio.zotero.desired_state import DesiredItem
from biblio.zotero.item_fields import kind_and_medium
from biblio.zotero.library_entries import item_digest
from biblio.zotero.sync_rules import SyncRules
from tests.servers.zotero_library import Library
from tests.zotero.histories import KeptMemory, many, new_folder, remove_folder
from tests.zotero.loopback import Desk, desired_item

NAMES = ("a", "b", "c")
SAID_BY_ITEMS = ("b", "c")
"""Works whose title is that of their oldest item; the services know another one of the first work."""
KNOWN_FROM_ITEMS = "b"
"""The work of which nobody but its items says anything, so that it also has their type."""
names, tags = st.sampled_from(NAMES), st.sampled_from(["NLP", "ML", "CV"])
numbers = st.integers(0, 5)


def _with_type(item: DesiredItem, name: str) -> DesiredItem:
    """Return an item of which the notes say that it has this type."""
    kind, medium = kind_and_medium(name)
    record = replace(item.work.best, kind=kind, medium=medium)
    return replace(item, work=replace(item.work, best=record, records=(record,)))


class SourceHistories(RuleBasedStateMachine):
    """`mine` are the user's items: what each must say, by key. `given` are the tags that the user's notes ever gave."""

    rules_of_sync = SyncRules(root="", collections=("!*",))

    def __init__(self) -> None:
        super().__init__()
        self.folder = new_folder()
        self.server = Library("http://zotero.org/users/1")
        self.desk = Desk(self.folder, self.server, memory_type=KeptMemory)
        self.desk.rules = self.rules_of_sync
        self.mine: dict[str, dict[str, Any]] = {}
        self.vault: dict[str, tuple[set[str], str]] = {}
        self.given: dict[str, set[str]] = {name: set() for name in NAMES}
        self.taken_off: set[tuple[str, str]] = set()  # (item, tag) that biblio had put there, and the user took off
        self.has_forgotten = False
        self.lacked: set[str] = set()  # works without an item of the user's at some time: one may be made for them
        for name in ("a", "b", "a"):
            self.add_item(name=name, tag="NLP")
        self.read_notes()

    def teardown(self) -> None:
        try:
            self.check_quiet()
        finally:
            remove_folder(self.folder)

    # -- the library, as its user works in it ------------------------------------------------------------------
    @precondition(lambda self: len(self.mine) < 6)
    @rule(name=names, tag=tags)
    def add_item(self, name: str, tag: str) -> None:
        before = set(self.server.items)
        title = f"My title of {name}"
        data = {"itemType": "preprint" if name == "b" else "journalArticle", "title": title, "DOI": f"10.1000/{name}"}
        self.server.write("item", {**data, "tags": [{"tag": tag}]})
        (key,) = set(self.server.items) - before
        self.mine[key] = {"name": name, "title": title, "tags": {tag}, "deleted": False, "type": data["itemType"]}

    def pick(self, number: int, *, deleted: bool = False) -> str | None:
        keys = [key for key, item in sorted(self.mine.items()) if item["deleted"] is deleted]
        return keys[number % len(keys)] if keys else None

    @rule(number=numbers, tag=tags)
    def retag(self, number: int, tag: str) -> None:
        if key := self.pick(number):
            present = {row["tag"] for row in self.server.items[key]["tags"]} ^ {tag}
            self.desk.edit(key, tags=[{"tag": name} for name in sorted(present)])
            own, was_seen = self.mine[key]["tags"], tag not in self.remembered_tags(key)
            if tag not in present:
                self.mine[key]["tags"] = own - {tag}
                if tag not in own:
                    self.taken_off.add((key, tag))
            elif was_seen or (key, tag) not in self.taken_off:
                self.mine[key]["tags"] = own | {tag}

    def remembered_tags(self, key: str) -> frozenset[str]:
        """Return the tags that an item has as far as biblio knows: it cannot see that one was off for a moment."""
        _, memory = self.desk.open()
        with contextlib.closing(memory):
            records = [record for record in memory.records().values() if record.key == key and record.base]
        return records[0].base.theirs.tags if records and records[0].base else frozenset()

    @rule(number=numbers, word=st.sampled_from(["one", "two"]))
    def retitle(self, number: int, word: str) -> None:
        if key := self.pick(number):
            self.mine[key]["title"] = f"My title {word}"
            self.desk.edit(key, title=self.mine[key]["title"])

    @rule(number=numbers)
    def retype(self, number: int) -> None:
        if key := self.pick(number):
            self.mine[key]["type"] = "report" if self.mine[key]["type"] != "report" else "journalArticle"
            self.desk.edit(key, itemType=self.mine[key]["type"])

    @rule(number=numbers)
    def throw_away(self, number: int) -> None:
        if key := self.pick(number):
            self.mine[key]["deleted"] = True
            self.desk.edit(key, deleted=1)

    @rule(number=numbers)
    def restore(self, number: int) -> None:
        if key := self.pick(number, deleted=True):
            self.mine[key]["deleted"] = False
            self.desk.edit(key, deleted=0)
            # If another item of the work took its place meanwhile, it is taken as it stands: with the tags of the
            # collections that it is in, perhaps because the other one had such a tag.
            filed = {self.server.collections[member]["name"] for member in self.server.items[key]["collections"]}
            self.given[self.mine[key]["name"]] |= filed

    @rule(name=names)
    def merge_duplicates(self, name: str) -> None:
        keys = [key for key, item in sorted(self.mine.items()) if item["name"] == name and not item["deleted"]]
        if len(keys) > 1:
            self.desk.merge(keys[1], keys[0])
            kept, gone = self.mine[keys[1]], self.mine[keys[0]]
            kept["tags"] = kept["tags"] | gone["tags"]
            gone["deleted"] = True

    # -- the notes ---------------------------------------------------------------------------------------------
    @rule(name=names, note_tags=st.sets(tags), comment=st.sampled_from(["", "My words."]))
    def write_note(self, name: str, note_tags: set[str], comment: str) -> None:
        self.vault[name] = (note_tags, comment)
        self.given[name] |= note_tags

    @rule(name=names)
    def delete_note(self, name: str) -> None:
        self.vault.pop(name, None)

    @rule()
    def read_notes(self) -> None:
        """Read the notes and the library as a source of notes, as ``biblio sync`` does."""
        _, memory = self.desk.open()
        with contextlib.closing(memory):
            made = {record.key for record in memory.records().values() if record.made and record.names}
        self.desk.notes = {}
        for name in NAMES:
            items = [
                data
                for data in self.server.items.values()
                if data.get("DOI") == f"10.1000/{name}" and not data.get("deleted") and data["key"] not in made
            ]
            items.sort(key=lambda data: (data["dateAdded"], data["key"]))
            if not items and name not in self.vault:
                continue
            own, comment = self.vault.get(name, (set(), ""))
            of_items = {row["tag"] for data in items for row in data["tags"]}
            keys = tuple(data["key"] for data in items)
            said = items[0] if items else {}
            work = desired_item(
                name, *(own | of_items), title=said.get("title", "") if name in SAID_BY_ITEMS else "", comment=comment,
                is_own=name == KNOWN_FROM_ITEMS,
            )  # fmt: skip
            elsewhere = desired_item(name).work if name != KNOWN_FROM_ITEMS or name in self.vault else None
            if name == KNOWN_FROM_ITEMS and said:
                work = _with_type(work, said["itemType"])
            notes = (*((f"note-{name}",) if name in self.vault else ()), *(f"zotero-{key}" for key in keys))
            self.desk.notes[name] = replace(
                work, items=keys, item_topics=frozenset(of_items - own), notes=notes,
                read_as={data["key"]: item_digest(data) for data in items},
                elsewhere=elsewhere,
            )  # fmt: skip

    @rule(number=numbers, word=st.sampled_from(["one", "two"]), is_type=st.booleans())
    def read_between_two_edits(self, number: int, word: str, is_type: bool) -> None:
        """The notes are read while an item says something else for a moment."""
        if key := self.pick(number):
            before = {name: self.server.items[key][name] for name in ("title", "itemType")}
            self.desk.edit(key, **({"itemType": "book"} if is_type else {"title": f"My title {word}"}))
            self.read_notes()
            self.desk.edit(key, **before)

    # -- runs --------------------------------------------------------------------------------------------------
    @rule()
    def sync(self) -> None:
        """Read and sync, as one run does."""
        self.read_notes()
        self.sync_with_what_was_read()

    @rule()
    def sync_with_what_was_read(self) -> None:
        """Sync with what the notes said when they were last read: the items may say something else by now.

        A tag of an item that they did not know yet is taken for one that its user gave to the work.
        """
        for key, item in self.mine.items():
            desired = self.desk.notes.get(item["name"])
            if desired is not None and key not in desired.items and not item["deleted"]:
                self.given[item["name"]] |= item["tags"]
        has_item = {item["name"] for item in self.mine.values() if not item["deleted"]}
        self.lacked |= {name for name in NAMES if name not in has_item}
        self.desk.sync()

    @rule(number=numbers, tag=tags, rounds=st.integers(1, 4))
    def sync_while_somebody_retags(self, number: int, tag: str, rounds: int) -> None:
        """The user goes on working while the run writes: what the notes say is older than the item."""
        moments = []

        def retag(moment: str) -> None:
            moments.append(moment)
            if moment == "before" and moments.count(moment) <= rounds:
                self.retag(number=number, tag=tag)

        self.desk.remote.fault = retag
        self.sync()
        self.desk.remote.fault = lambda moment: None

    @rule()
    def lose_memory(self) -> None:
        self.has_forgotten = True
        KeptMemory.let_go(self.folder)
        for path in self.folder.glob("memory.sqlite*"):
            path.unlink()

    @rule(back=st.sampled_from([0, 0, 0, 1, 2]))
    def undo(self, back: int) -> None:
        """Undo the last run, or one before."""
        self.has_forgotten = True
        self.desk.undo(self.desk.run_before(back))

    def filed(self) -> set[str]:
        """Return the tags that have collections: without memory, an item in one has the tag."""
        return {data["name"] for data in self.server.collections.values()}

    # -- what must hold ----------------------------------------------------------------------------------------
    @rule()
    def check_quiet(self) -> None:
        for _ in range(3):
            self.sync()
        self.read_notes()
        plan = self.desk.plan()
        assert not plan.operations, [(one.verb, one.label, one.body) for one in plan.operations]
        assert not plan.overrides
        assert not plan.obsolete_overrides
        self.check_mine()
        for name in NAMES:
            made = [data for data in self.desk.items_of(name) if data["key"] not in self.mine]
            assert len(made) <= (name in self.lacked), "an item was made for a work that has one"

    def check_mine(self) -> None:
        """What the user made and did is there, and no tag that nobody gave."""
        for key, item in self.mine.items():
            data = self.server.items[key]
            assert bool(data.get("deleted")) is item["deleted"], "somebody else threw it away, or took it out"
            if item["deleted"]:
                continue
            assert (data["title"], data["itemType"]) == (item["title"], item["type"])
            present = {row["tag"] for row in data["tags"]}
            assert present >= item["tags"], "a tag of the user's is gone"
            given = self.given[item["name"]] | (self.filed() if self.has_forgotten else set())
            assert not present - item["tags"] - given, "a tag that nobody gave"


class FiledSourceHistories(SourceHistories):
    """The same with a collection for every tag."""

    rules_of_sync = SyncRules()


TestSourceHistories = SourceHistories.TestCase
TestSourceHistories.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestFiledSourceHistories = FiledSourceHistories.TestCase
TestFiledSourceHistories.settings = TestSourceHistories.settings


@pytest.mark.slow
class TestManySourceHistories(SourceHistories.TestCase):
    settings = many(100, steps=40)
