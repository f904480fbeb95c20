"""Histories of two: projects that share a library, people who share a project through git, each with a library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis.stateful import RULE_MARKER, rule

from biblio.zotero.overrides import Override, Overrides
from tests.servers.zotero_library import Library
from tests.zotero.histories import TOPICS, Histories, KeptMemory, names, topics, words
from tests.zotero.loopback import Desk, write_overrides


class TwoProjects(Histories):
    """The same with a second project in the library, which has the same notes and a memory of its own."""

    def __init__(self) -> None:
        super().__init__()
        (self.folder / "other").mkdir()
        self.other = Desk(self.folder / "other", self.desk.server, memory_type=KeptMemory)
        self.other.remote = self.desk.remote
        self.the_other_project_runs()

    def say_in_zotero(self, name: str, topic: str, way: str, value: bool, side: str = "zotero") -> None:
        """Remember what a person said; of who changes their mind after a run, a project may see only what that wrote.

        One project makes a tag of the collection that the person chose. When the person takes the item out again, the
        other one finds an item with a new tag.
        """
        said = set(self.ways.get((name, topic, side), {}).values())
        super().say_in_zotero(name, topic, way, value, side)
        if self.seen and said and value not in said:
            self.members[name, topic]["contradiction"] = value

    @rule()
    def the_other_project_runs(self) -> None:
        self.note_run()
        self.other.server, self.other.notes = self.desk.server, self.desk.notes
        self.other.sync()

    def look(self) -> None:
        super().look()
        self.other.server, self.other.notes = self.desk.server, self.desk.notes
        self.other.plan()

    def come_to_rest(self) -> None:
        self.other.server, self.other.notes = self.desk.server, self.desk.notes
        for _ in range(3):
            self.desk.sync("notes")
            self.other.sync("notes")
        for project in (self.desk, self.other, self.desk):
            plan, _ = project.sync("notes")
            assert plan.is_empty, plan


def field_of(line: Override) -> tuple[str, str, str]:
    """Return what only one line can set, whatever the name of the work or note, which all have the same letter."""
    verb, subject, name = line.slot
    if verb == "same":
        return line.slot  # it never gets another name
    if subject.startswith("note:"):
        return verb, subject.rpartition("-")[0], name
    return verb, subject[-1] if subject.startswith(("doi:", "arxiv:", "url:")) else subject, name


def resolved(before: Override | None, one: Override | None, other: Override | None) -> Override | None:
    """Return the line of the side that changed it; None if that side has deleted it."""
    said_before, said = said_by(before), said_by(one)
    if said == said_by(other):
        return other if one == before else one
    return other if said == said_before else one


def said_by(line: Override | None) -> tuple[str, str] | None:
    return (line.name, line.value) if line else None


class TwoPeople(Histories):
    """Two people share the notes and ``zotero.txt`` through git; each has a memory and a library of their own."""

    def __init__(self) -> None:
        super().__init__()
        (self.folder / "other").mkdir()
        self.other = Desk(self.folder / "other", self.library("http://zotero.org/users/2"), memory_type=KeptMemory)
        self.other.remote.library, self.other.remote.uri = "users/2", "http://zotero.org/users/2"
        self.apart: set[str] = set()  # works that were removed, undone or restored in one library: it keeps what it had
        self.keeping: set[str] = set()  # works whose item was merged: it keeps the tags of the other item
        self.common = Overrides()  # zotero.txt as both last had it
        self.writers: dict[str, set[str]] = {}  # who wrote into the comment of a work since the last quiet time
        self.other.notes = self.desk.notes
        self.other.sync()
        self.through_git()

    def forget(self, name: str) -> None:
        super().forget(name)
        self.apart.add(name)

    @rule()
    def through_git(self) -> None:
        """Merge both files line by line, as git does with lines that do not touch.

        If both changed or deleted one line, git has a conflict. A person resolves it: who has only given the line the
        new name of its work has changed nothing.
        """
        common, *sides = (
            {field_of(line): line for line in sorted(overrides.lines)}
            for overrides in (self.common, self.desk.overrides, self.other.overrides)
        )
        merged = Overrides.of(
            line
            for key in sorted(sides[0].keys() | sides[1].keys())
            if (line := resolved(common.get(key), *(side.get(key) for side in sides)))
        )
        for desk in (self.desk, self.other):
            write_overrides(desk.folder / "zotero.txt", merged)
        self.common = merged

    @rule()
    def the_other_runs(self) -> None:
        self.note_run()
        self.other.sync()

    def other_item(self, name: str) -> dict[str, Any] | None:
        items = self.other.items_of(name)
        assert len(items) < 2, "an item is there twice"
        return items[0] if items else None

    @rule(name=names, word=words)
    def title_in_the_other_library(self, name: str, word: str) -> None:
        item = self.other_item(name)
        if item and item["title"] != word:
            self.other.edit(item["key"], title=word)
            self.titles.setdefault(name, {})["other"] = word

    @rule(name=names, topic=topics)
    def tag_in_the_other_library(self, name: str, topic: str) -> None:
        if item := self.other_item(name):
            tags = {tag["tag"] for tag in item["tags"]} ^ {topic}
            self.other.edit(item["key"], tags=[{"tag": tag} for tag in sorted(tags)])
            self.say_in_zotero(name, topic, "tag", topic in tags, "other")

    @rule(name=names, topic=topics)
    def member_in_the_other_library(self, name: str, topic: str) -> None:
        item = self.other_item(name)
        keys = [
            key
            for key, data in self.other.server.collections.items()
            if data["name"] == topic and not data.get("deleted")
        ]
        if item and keys:
            members = set(item["collections"]) ^ set(keys)
            self.other.edit(item["key"], collections=sorted(members))
            self.say_in_zotero(name, topic, "member", keys[0] in members, "other")

    @rule(name=names, word=words)
    def write_into_comment(self, name: str, word: str) -> None:
        super().write_into_comment(name=name, word=word)
        self.say_in_comment(name, "one")

    @rule(name=names, word=words)
    def write_into_comment_of_the_other(self, name: str, word: str) -> None:
        item = self.other_item(name)
        notes = [data for data in self.other.server.items.values() if item and data.get("parentItem") == item["key"]]
        for note in notes:
            if not note.get("deleted"):
                self.written[name] = f"hers {word}"
                self.other.edit(note["key"], note=note["note"].replace("</p>", f" hers {word}</p>", 1))
                self.say_in_comment(name, "other")

    def say_in_comment(self, name: str, side: str) -> None:
        """Two people who write into one comment have a conflict in git, and one of them decides."""
        self.writers.setdefault(name, set()).add(side)
        if len(self.writers[name]) == 2:
            self.written.pop(name, None)

    @property
    def libraries(self) -> list[Library]:
        return [self.desk.server, self.other.server]

    def everybody_runs(self) -> None:
        for _ in range(2):
            self.desk.sync()
            self.other.sync()
            self.through_git()

    @rule(name=names)
    def trash_in_the_other_library(self, name: str) -> None:
        if item := self.other_item(name):
            self.other.edit(item["key"], deleted=1)
            self.forget(name)

    def come_to_rest(self) -> None:
        for _ in range(4):
            for desk in (self.desk, self.other):
                desk.sync("notes")
                self.through_git()
        self.writers.clear()
        for desk in (self.desk, self.other):
            plan, _ = desk.sync("notes")
            assert plan.is_empty, plan
        assert self.desk.overrides.lines == self.other.overrides.lines
        self.keeping |= self.merged
        for name in self.spec:
            item, other = self.live(name), self.other_item(name)
            if item and other and name not in self.apart:
                assert item["title"] == other["title"], "the two libraries differ"
                known = set(TOPICS)
                ours, theirs = ({tag["tag"] for tag in one["tags"]} & known for one in (item, other))
                assert name in self.keeping or ours == theirs, "the two libraries differ"


def with_rules(kind: type[Histories], *, name: str, chosen: Sequence[str]) -> type[Histories]:
    """Return a kind of histories with no other steps than those `chosen`; what is named twice comes twice as often."""
    steps = {step: getattr(kind, step) for step in dir(kind) if hasattr(getattr(kind, step), RULE_MARKER)}
    others = {step: no_rule(method) for step, method in steps.items() if step not in chosen}
    again = {f"{rule}_{place}": getattr(kind, rule) for place, rule in enumerate(chosen) if rule in chosen[:place]}
    return type(name, (kind,), {**others, **again})


def no_rule(method: Callable[..., None]) -> Callable[..., None]:
    """Return a method that other steps may call, and that is none of its own."""
    return lambda self, *values, **named: method(self, *values, **named)


NamesOfTwoPeople = with_rules(
    TwoPeople,
    name="NamesOfTwoPeople",
    chosen=(
        "another_identity", "another_identity", "another_identity", "rename_note", "rename_note", "through_git", "through_git",
        "run", "the_other_runs", "the_other_runs", "title_in_zotero", "title_in_the_other_library", "title_in_notes",
        "tag_in_zotero", "tag_in_the_other_library", "write_into_comment", "write_into_comment_of_the_other",
        "comment_in_notes", "check_quiet",
    ),
)  # fmt: skip
"""Two people, a work that goes by many names, and git."""
