"""Collections by tag: which there are to be, where each stands, and which collection of the library each one is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from biblio.zotero.merge import Base, merge_object
from biblio.zotero.model import (
    FieldChange,
    LibrarySnapshot,
    ObjectType,
    Operation,
    Rules,
    SyncRecord,
    SyncState,
    matches,
)
from biblio.zotero.object_content import COLLECTION, Content, body_of, read_content
from biblio.zotero.object_keys import choose_key
from biblio.zotero.overrides import Fact, Overrides

__all__ = ["ROOT", "CollectionTree", "chain", "collection_uid"]

ROOT = ""
"""The topic of the root collection: members are put there that have no other."""


def collection_uid(topic: str) -> str:
    """Return the uid of a topic's collection."""
    return f"tag:{topic}"


def chain(topic: str, rules: Rules) -> tuple[str, ...]:
    """Return the topics that stand above `topic`, the topmost first, and itself; the root is not among them."""
    found = [topic]
    while parent := _parent(found[0], rules):
        if parent in found:
            break  # "A" below "B" below "A": the first to be asked for is on top
        found.insert(0, parent)
    return tuple(found)


def _parent(topic: str, rules: Rules) -> str:
    if topic in rules.parents:
        return rules.parents[topic]
    above, sign, _ = topic.rpartition(rules.separator) if rules.separator else ("", "", "")
    return above.strip() if sign else ""


def _name(topic: str, rules: Rules) -> str:
    if topic == ROOT:
        return rules.root
    last = topic.rpartition(rules.separator)[2].strip() if rules.separator else topic
    return last or topic


@dataclass(slots=True)
class CollectionTree:
    """The collections of one plan. `keys` are those that exist, by topic; `plan` adds those that are to be made."""

    copy: LibrarySnapshot
    ties: Mapping[str, SyncRecord]
    overrides: Overrides
    rules: Rules
    keys: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    facts: list[Fact] = field(default_factory=list)
    dropped_facts: list[Fact] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    settled: list[SyncRecord] = field(default_factory=list)
    _children: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, data in sorted(self.copy.collections.items()):
            if not data.get("deleted"):
                self._children.setdefault((data.get("parentCollection") or "", data["name"]), []).append(key)

    def is_wanted(self, topic: str) -> bool:
        """Tell whether a tag becomes a collection at all."""
        return matches(topic, self.rules.collections)

    def find(self, topics: Iterable[str]) -> None:
        """Find the collections that exist for `topics` and all above them, remembered ones and those of their name."""
        known = [tie.uid.removeprefix("tag:") for tie in self.ties.values() if tie.sort is ObjectType.COLLECTION]
        wanted = dict.fromkeys((ROOT, *sorted(known), *sorted(topics)))
        for topic in dict.fromkeys(one for name in wanted for one in (chain(name, self.rules) if name else (ROOT,))):
            self._find(topic)

    def _find(self, topic: str) -> None:
        placed = next((fact.name for fact in self.overrides.about("place", [topic])), "")
        tie = self.ties.get(collection_uid(topic))
        without = self.overrides.about("without", [topic])
        for key in filter(None, (placed, tie.key if tie else "")):
            if self._is_there(key):
                self.keys[topic] = key
                self.dropped_facts += without  # it was taken out of the trash again
                return
        if tie is not None and tie.state is SyncState.TIED:
            self.gone.add(topic)
            if not without:
                self.facts.append(Fact("without", topic))
        elif without:
            self.gone.add(topic)
        elif tie is None and (topic != ROOT or self.rules.root):
            above = self._above(topic)
            if above is not None:
                same = self._children.get((above, _name(topic, self.rules)))
                if same:
                    self.keys[topic] = same[0]

    def _is_there(self, key: str) -> bool:
        return key in self.copy.collections and not self.copy.collections[key].get("deleted")

    def _above(self, topic: str) -> str | None:
        """Return the key of the collection in which a topic's stands, "" for the top, None where it is not there."""
        if topic == ROOT:
            return ""
        parents = chain(topic, self.rules)[:-1]
        if parents and parents[-1] not in self.gone:
            return self.keys.get(parents[-1])
        return self.keys.get(ROOT) if self.rules.root and ROOT not in self.gone else ""

    def topic_of(self) -> dict[str, str]:
        """Return the topics of the collections that exist, by key."""
        return {key: topic for topic, key in self.keys.items()}

    def plan(self, counts: Counter[str], *, rootless: bool) -> None:
        """Plan the collections for topics with so many works each; `rootless`: some work has no topic at all."""
        wanted = {topic for topic, count in counts.items() if self._is_due(topic, count)}
        needed = {one for topic in wanted for one in chain(topic, self.rules)} | set(self.keys) - {ROOT}
        if needed or rootless:
            needed.add(ROOT)
        depth = {topic: len(chain(topic, self.rules)) if topic else 0 for topic in needed}
        for topic in sorted(needed, key=lambda one: (depth[one], one)):
            if topic not in self.gone and (topic != ROOT or self.rules.root):
                self._plan(topic)

    def _is_due(self, topic: str, count: int) -> bool:
        return topic != ROOT and self.is_wanted(topic) and (count >= self.rules.minimum or topic in self.keys)

    def _plan(self, topic: str) -> None:
        uid = collection_uid(topic)
        tie = self.ties.get(uid)
        ours = Content(COLLECTION, {"name": _name(topic, self.rules)}, parent=self._above(topic) or "")
        key = self.keys.get(topic) or (tie.key if tie else choose_key(self.copy.library, uid, self.copy.collections))
        data = self.copy.collections.get(key)
        self.keys[topic] = key
        if data is None or data.get("deleted"):
            self._create(topic, key, ours, data)
            return
        theirs = read_content(data)
        base = tie.base if tie is not None and tie.key == key else Base(ours, theirs)
        merged = merge_object(base, ours, theirs, settle=lambda name: "zotero")
        new = SyncRecord(uid, ObjectType.COLLECTION, key, merged.base, made=tie.made if tie else False)
        if theirs.get("name") != ours.get("name") or theirs.parent != ours.parent:
            self._place(topic, key)
        body = body_of(merged.target, theirs, data, uri="", lost={})
        if body:
            before = {name: data.get(name) for name in body}
            changes = tuple(FieldChange(name, str(before[name] or ""), str(body[name] or "")) for name in body)
            operation = Operation(
                "update", ObjectType.COLLECTION, key, data["version"], body, _label(topic), merged.target, new,
                tuple(one for one in changes if one.before != one.after), before,
            )  # fmt: skip
            self.operations.append(operation)
        elif new != tie:
            self.settled.append(new)

    def _place(self, topic: str, key: str) -> None:
        fact = Fact("place", topic, key)
        if fact not in self.overrides.facts:
            self.facts.append(fact)

    def _create(self, topic: str, key: str, ours: Content, data: Mapping[str, object] | None) -> None:
        """Plan a new collection, or one to be taken back out of the trash into which an undo put it."""
        tie = SyncRecord(collection_uid(topic), ObjectType.COLLECTION, key, Base(ours, ours), made=True)
        label = _label(topic)
        if data is None:
            body = body_of(ours, None, {}, uri="", lost={})
            change = FieldChange("collection", "", "/".join(filter(None, (self.rules.root, *chain(topic, self.rules)))))
            self.operations.append(
                Operation("create", ObjectType.COLLECTION, key, 0, body, label, ours, tie, (change,) if topic else ())
            )
            return
        body = {**body_of(ours, None, {}, uri="", lost={}), "deleted": False}
        before = {name: data.get(name, False) for name in body}
        version = data["version"]
        assert isinstance(version, int)
        change = FieldChange("trash", "in the trash", "")
        self.operations.append(
            Operation("restore", ObjectType.COLLECTION, key, version, body, label, ours, tie, (change,), before)
        )


def _label(topic: str) -> str:
    return f"collection {topic!r}" if topic else "the root collection"
