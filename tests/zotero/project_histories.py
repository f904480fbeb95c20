"""Histories of a project: it is moved, copied and put back, its memory and lines are lost, notes join and part.

Besides what `Histories` checks, everything that a person made is there after every step that must not touch it: their
own items, collections, and notes below ours, their tags, and names that they gave to collections, items' keys and types.
"""

from __future__ import annotations

import copy
import itertools
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from biblio.zotero.overrides import Overrides
from biblio.zotero.sync_record import SyncState
from tests.zotero.histories import NAMES, Histories, KeptMemory, names, topics, words
from tests.zotero.loopback import write_overrides

_OWN_TAG = "of my own"


class ProjectHistories(Histories):
    """`own` remembers what a person made in Zotero: object type and key → the data, or the part of it that is theirs."""

    def __init__(self) -> None:
        super().__init__()
        self.own: dict[tuple[str, str], dict[str, Any]] = {}
        self.tagged: set[str] = set()  # works whose item got a tag of the person's own
        self.said: dict[tuple[str, str], str] = {}  # (work, field) → what a person wrote there in Zotero
        self.untagged: set[str] = set()  # works whose line about the tag "own" was taken out since the last quiet time
        self.numbers = itertools.count()
        self.moves = 0
        self.copied: Path | None = None
        self.is_undone = False  # a run was undone of which the copy knows nothing
        self.server_then: Any = None

    def forget(self, name: str) -> None:
        super().forget(name)
        self.tagged.discard(name)
        self.said = {key: text for key, text in self.said.items() if key[0] != name}

    def say_in_zotero(self, name: str, topic: str, way: str, value: bool, side: str = "zotero") -> None:
        super().say_in_zotero(name, topic, way, value, side)
        if name in self.adopted and not value:
            self.members[name, topic]["own"] = True  # an adopted item keeps the tags and collections that it had before

    def forget_all(self) -> None:
        for name in NAMES:
            self.forget(name)

    # -- what a person makes in Zotero ---------------------------------------------------------------------------

    @rule(name=names)
    def own_note_below(self, name: str) -> None:
        if item := self.live(name):
            before, text = set(self.desk.server.items), f"<p>Mine, number {next(self.numbers)}.</p>"
            self.desk.server.write("item", {"itemType": "note", "parentItem": item["key"], "note": text})
            (key,) = set(self.desk.server.items) - before
            self.own["item", key] = {"note": text}

    @rule()
    def something_else_in_zotero(self) -> None:
        before = set(self.desk.server.items)
        if not self.has_collection("Mine"):
            self.desk.server.write("collection", {"name": "Mine"})
        mine = self.desk.collection("Mine")
        self.own["collection", mine] = {"name": "Mine", "parentCollection": False}
        self.desk.server.write(
            "item", {"itemType": "book", "title": "Another", "collections": [mine], "tags": [{"tag": "NLP"}]}
        )
        (key,) = set(self.desk.server.items) - before
        self.own["item", key] = copy.deepcopy(self.desk.server.items[key])

    def has_collection(self, name: str) -> bool:
        return any(data["name"] == name and not data.get("deleted") for data in self.desk.server.collections.values())

    @rule(name=names)
    def own_tag(self, name: str) -> None:
        item = self.live(name)
        if item and _OWN_TAG not in {tag["tag"] for tag in item["tags"]}:
            self.desk.edit(item["key"], tags=[*item["tags"], {"tag": _OWN_TAG}])
            self.tagged.add(name)

    @rule(name=names, topic=topics)
    def automatic_tag(self, name: str, topic: str) -> None:
        if item := self.live(name):
            tags = [tag for tag in item["tags"] if tag["tag"] != topic]
            self.desk.edit(item["key"], tags=[*tags, {"tag": topic, "type": 1}])
            self.given.discard((name, topic, "tag"))
            self.members.setdefault((name, topic), {})["automatic"] = True
            self.members[name, topic]["zotero"] = True

    @rule(name=names, word=words, field=st.sampled_from(["volume", "citationKey", "abstractNote"]))
    def field_in_zotero(self, name: str, word: str, field: str) -> None:
        item = self.live(name)
        if item and not (field == "volume" and item["itemType"] == "preprint"):  # which has none
            self.desk.edit(item["key"], **{field: f"{word}-{name}"})
            self.said[name, field] = f"{word}-{name}"

    @rule(name=names, kind=st.sampled_from(["conferencePaper", "preprint", "journalArticle"]))
    def type_in_zotero(self, name: str, kind: str) -> None:
        item = self.live(name)
        if item and item["itemType"] != kind:
            self.desk.edit(item["key"], itemType=kind)
            # The server drops the fields that the new type has no place for.
            self.said = {key: text for key, text in self.said.items() if key != (name, "volume")}
            self.said[name, "itemType"] = kind

    @rule(
        name=names, is_ours_kept=st.booleans(), topic=topics, way=st.sampled_from(["", "tag", "member"]),
        is_seen=st.booleans(),
    )  # fmt: skip
    def merge_in_zotero(
        self, name: str, is_ours_kept: bool, topic: str = "", way: str = "", is_seen: bool = False
    ) -> None:
        item = self.live(name)
        had_tag = item is not None and "own" in {tag["tag"] for tag in item["tags"]}
        super().merge_in_zotero(name=name, is_ours_kept=is_ours_kept, topic=topic, way=way, is_seen=is_seen)
        if had_tag and name in self.untagged:
            self.own_tags.discard(name)  # the person undid it before, and the merge has brought nothing new
        if not is_ours_kept:  # the person chose what the other one says
            self.said = {key: text for key, text in self.said.items() if key[0] != name}

    @rule(topic=topics, word=words)
    def rename_collection(self, topic: str, word: str) -> None:
        keys = [
            key
            for key, data in self.desk.server.collections.items()
            if data["name"] == topic and not data.get("deleted")
        ]
        if keys:
            self.desk.edit(keys[0], "collection", name=f"{topic} {word}")
            self.own["collection", keys[0]] = {"name": f"{topic} {word}"}
            self.given = {given for given in self.given if given[1] != topic}

    def topics_by_collections(self, name: str) -> set[str]:
        return {collection.partition(" ")[0] for collection in self.desk.members(name)}

    @rule(topic=topics)
    def erase_collection(self, topic: str) -> None:
        keys = [key for key, data in self.desk.server.collections.items() if data["name"].startswith(topic)]
        if keys:
            self.desk.server.erase("collection", keys[0])
            self.given = {given for given in self.given if given[1] != topic}
            self.own.pop(("collection", keys[0]), None)

    @rule(name=names, is_erased=st.booleans())
    def remove_comment(self, name: str, is_erased: bool) -> None:
        if note := self.comment_of(name):
            self.written.pop(name, None)
            if ("item", note["key"]) in self.own:
                return
            if is_erased:
                self.desk.server.erase("item", note["key"])
            else:
                self.desk.edit(note["key"], deleted=1)

    def comment_of(self, name: str) -> dict[str, Any] | None:
        note = super().comment_of(name)
        return note if note and ("item", note["key"]) not in self.own else None

    # -- the notes -------------------------------------------------------------------------------------------------

    @rule(name=names)
    def waits_for_a_decision(self, name: str) -> None:
        """The work of a note is not known for a while; its item stays where it is."""
        if name in self.spec:
            self.desk.undecided = frozenset({*self.desk.undecided, f"note-{name}-{self.spec[name].get('file', 0)}"})
            del self.desk.notes[name]
            self.note_run()
            self.desk.sync()
            self.desk.undecided = frozenset()
            self.write_note(name)

    @rule()
    def some_notes_cannot_be_read(self) -> None:
        notes, self.desk.notes, self.desk.is_complete = dict(self.desk.notes), {}, False
        self.desk.sync()
        self.note_run()
        self.desk.notes, self.desk.is_complete = notes, True

    @rule(one=names, other=names)
    def two_works_turn_out_one(self, one: str, other: str) -> None:
        """Run while the note of `other` is taken for one on `one`; then they part again."""
        if one == other or one not in self.spec or other not in self.spec:
            return
        self.desk.sync()  # a note that gets another name at once cannot be known again
        joined, gone = self.desk.notes[one], self.desk.notes[other]
        del self.desk.notes[other]
        self.desk.notes[one] = replace(
            joined, names=(*joined.names, *gone.all_names), notes=(*joined.notes, *gone.notes),
            children=(*joined.children, *gone.children), topics=joined.topics | gone.topics,
        )  # fmt: skip
        self.note_run()
        self.desk.sync()
        self.write_note(one)
        self.write_note(other)
        self.desk.sync()  # else nobody knows which tags a merge in Zotero brings
        for name in (one, other):
            self.forget_but_texts(name)

    def forget_but_texts(self, name: str) -> None:
        """Expect nothing of a work but that the texts and tags of the person are there."""
        self.clouded.add(name)
        self.forget_merges(name)
        self.tagged.discard(name)
        self.said = {key: text for key, text in self.said.items() if key[0] != name}

    # -- the project -------------------------------------------------------------------------------------------------

    @rule()
    def move_project(self) -> None:
        self.moves += 1
        target = self.folder / f"moved-{self.moves}"
        target.mkdir()
        KeptMemory.let_go(self.desk.folder)
        for path in [path for path in self.desk.folder.iterdir() if path.is_file()]:
            path.rename(target / path.name)
        self.desk.folder = target

    @rule()
    def copy_project(self) -> None:
        """Keep a copy of what stands beside the notes, as a backup or another computer does."""
        self.copied, self.is_undone = self.folder / "copied", False
        shutil.rmtree(self.copied, ignore_errors=True)
        self.copied.mkdir()
        KeptMemory.let_go(self.desk.folder)
        for path in [path for path in self.desk.folder.iterdir() if path.is_file()]:
            shutil.copy(path, self.copied)

    @precondition(lambda self: self.copied is not None)
    @rule(with_lines=st.booleans())
    def return_to_copy(self, with_lines: bool) -> None:
        """Go on with the copy: the memory is older than the library, and perhaps ``zotero.txt`` is, too."""
        assert self.copied is not None
        lines = self.desk.overrides
        KeptMemory.let_go(self.desk.folder)
        for path in [path for path in self.desk.folder.iterdir() if path.is_file()]:
            path.unlink()
        for path in self.copied.iterdir():
            shutil.copy(path, self.desk.folder)
        if not with_lines:
            write_overrides(self.desk.folder / "zotero.txt", lines)
        _, memory = self.desk.open()
        records = memory.records().values()
        undone = {name for record in records if record.state is SyncState.UNDONE for name in record.names}
        memory.close()
        # Whether it was an undo or a person that took these away, no run has seen since. So it is with the people of a
        # work that an undo took from the person's own item.
        self.people |= {""} if self.is_undone else set()
        self.gone = {name for name in self.gone if undone.isdisjoint(self.desk.notes[name].all_names)}
        self.forget_memory()

    @rule()
    def lose_memory(self) -> None:
        """Lose the memory between two runs; a note that is renamed meanwhile cannot be known again."""
        self.desk.sync()
        KeptMemory.let_go(self.desk.folder)
        for path in self.desk.folder.glob("memory.sqlite*"):
            path.unlink()
        self.desk.sync()
        self.forget_memory()

    def forget_memory(self) -> None:
        """Nothing is known about who said what; what a person wrote and made is there all the same."""
        self.adopted |= set(NAMES)
        self.is_restored = True  # adopted items keep the tags and collections that they have
        for name in NAMES:
            self.forget_but_texts(name)
        for key in [key for key in self.own if key[0] == "collection" and self.own[key]["name"] != "Mine"]:
            del self.own[key]

    @precondition(lambda self: self.desk.overrides.lines)
    @rule(at=st.integers(0, 8))
    def take_out_line(self, at: int) -> None:
        lines = sorted(self.desk.overrides.lines)
        gone = lines[at % len(lines)]
        remaining = [line for line in lines if line != gone]
        write_overrides(self.desk.folder / "zotero.txt", Overrides.of(remaining))
        if (gone.verb, gone.name) == ("add", "own"):
            self.untagged.add(gone.subject[-1])
        self.forget_lines()

    def forget_lines(self) -> None:
        self.forget_all()
        for key in [key for key in self.own if key[0] == "collection" and self.own[key]["name"] != "Mine"]:
            del self.own[key]

    @rule(back=st.sampled_from([0, 0, 0, 1, 2]))
    def undo(self, back: int) -> None:
        if not self.adopted:  # an undo of the run that found everything again would forget it again
            super().undo(back=back)
            self.forget_lines()
            self.is_undone = True

    def look(self) -> None:
        self.own = {
            (kind, key): data
            for (kind, key), data in self.own.items()
            if key in self.desk.server.table(kind) and (kind == "item" or data["name"] == "Mine")
        }
        super().look()

    # -- runs ----------------------------------------------------------------------------------------------------------

    @rule(side=st.sampled_from(["notes", "zotero", "both"]))
    def run_and_settle(self, side: Any) -> None:
        """Settle everything; whoever loses said so."""
        self.note_run()
        self.desk.sync(side)
        for name in NAMES:
            if side == "both":
                self.forget_but_texts(name)
            else:
                self.forget(name)

    @rule()
    def run_with_trash(self) -> None:
        self.note_run()
        self.desk.rules = replace(self.desk.rules, trash=True)
        try:
            self.desk.sync()
        finally:
            self.desk.rules = replace(self.desk.rules, trash=False)

    @rule()
    def check_own(self) -> None:
        """What a person made is there, whatever was done meanwhile."""
        for (kind, key), own in list(self.own.items()):
            data = self.desk.server.table(kind).get(key)
            parent = self.desk.server.items.get(own.get("parentItem", ""))
            if data is None:
                assert "note" in own, f"{own} is gone"
                assert parent is None, f"{own} is gone"
                del self.own[kind, key]  # the person erased it with the item
                continue
            if kind == "collection" and own["name"] != "Mine" and data.get("deleted"):
                continue  # a collection of ours with a name of theirs
            assert not data.get("deleted"), f"{own} is in the trash"
            for name, value in own.items():
                if name != "version":
                    assert data[name] == value, f"{name} of {own} is changed"
        for name in self.tagged:
            item = self.live(name)
            if item:
                assert _OWN_TAG in {tag["tag"] for tag in item["tags"]}, f"{name} has lost a tag of the person's own"

    def check_quiet_more(self) -> None:
        for (name, field), text in self.said.items():
            item = self.live(name)
            if item and name in self.spec and name not in self.clouded:
                assert item.get(field, "") == text, f"{field} of {name}, written in Zotero, is lost"

    @precondition(lambda self: self.spec)
    @rule()
    def check_quiet(self) -> None:
        clouded = set(self.clouded)
        self.check_own()
        super().check_quiet()
        self.check_own()
        self.clouded = clouded
        self.check_quiet_more()
        self.clouded = set()
        self.untagged.clear()
        self.said.clear()
