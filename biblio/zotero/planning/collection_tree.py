"""Collections by tag: which ones should exist, how they nest, and which collection of the library each of them is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType
from biblio.zotero.merge import Base, MergedObject, merge_object
from biblio.zotero.object_content import COLLECTION, Content, Data, creation_body, read_content, request_body
from biblio.zotero.overrides import Override, Overrides
from biblio.zotero.planning.limits import LONGEST_NAME
from biblio.zotero.sync_plan import FieldChange, Operation
from biblio.zotero.sync_record import SyncRecord, SyncState
from biblio.zotero.sync_rules import SyncRules, matches_patterns

__all__ = ["ROOT", "CollectionTree", "circle_remarks", "collection_uid", "topic_path"]

_PLACE = "place"
ROOT = ""
"""The topic of the root collection, which holds works that are in no other collection."""


def collection_uid(topic: str) -> str:
    """Return the uid of a topic's collection."""
    return f"tag:{topic}"


def topic_path(topic: str, rules: SyncRules) -> tuple[str, ...]:
    """Return the topics above `topic`, the topmost first, then itself; without the root."""
    path = [topic]
    while parent := _parent(path[0], rules):
        if parent in path:
            break  # `parents` form a circle: "A" below "B" below "A"
        path.insert(0, parent)
    return tuple(path)


def circle_remarks(rules: SyncRules) -> Iterator[str]:
    """Yield what to say about circles in `parents` ("A" below "B" below "A"), each once."""
    circles = set()
    for topic in rules.parents:
        path = [topic]
        while (above := rules.parents.get(path[-1], "")) and above not in path:
            path.append(above)
        if above:
            tags = path[path.index(above) :]
            first = tags.index(min(tags))
            circles.add((*tags[first:], *tags[:first]))
    for circle in sorted(circles):
        names = " below ".join(map(repr, (*circle, circle[0])))
        yield f"[zotero] parents go in a circle ({names}), so each of these collections stands at the top of one path"


def _parent(topic: str, rules: SyncRules) -> str:
    if topic in rules.parents:
        return rules.parents[topic]
    above, separator, _ = topic.rpartition(rules.separator) if rules.separator else ("", "", "")
    return above.strip() if separator else ""


def _name(topic: str, rules: SyncRules) -> str:
    if topic == ROOT:
        return rules.root
    last = topic.rpartition(rules.separator)[2].strip() if rules.separator else topic
    return last or topic


@dataclass(slots=True)
class CollectionTree:
    """The collections of one plan.

    `keys` are those of existing collections, by topic; `plan` adds those that it creates. `removed_topics` are those
    whose collections the user trashed or erased. `choose_key` takes a uid and the keys in use. `library` is its name in
    ``zotero.txt``.
    """

    snapshot: LibrarySnapshot
    records: Mapping[str, SyncRecord]
    overrides: Overrides
    rules: SyncRules
    choose_key: Callable[[str, Container[str]], str]
    library: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    removed_topics: set[str] = field(default_factory=set)
    new_overrides: list[Override] = field(default_factory=list)
    obsolete_overrides: list[Override] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    new_records: list[SyncRecord] = field(default_factory=list)
    _keys_by_place: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _keys_by_name: dict[str, list[str]] = field(default_factory=dict)
    _located: set[str] = field(default_factory=set)
    _becomes_collection: dict[str, bool] = field(default_factory=dict)
    _filing_keys: dict[str, str] = field(default_factory=dict)
    _collections: dict[tuple[frozenset[str], bool | None], frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, data in sorted(self.snapshot.collections.items()):
            if not data.get("deleted"):
                place = (data.get("parentCollection") or "", data["name"])
                self._keys_by_place.setdefault(place, []).append(key)
                self._keys_by_name.setdefault(data["name"], []).append(key)

    def becomes_collection(self, topic: str) -> bool:
        """Return whether a tag may become a collection."""
        if topic not in self._becomes_collection:
            names = (_name(above, self.rules) for above in topic_path(topic, self.rules))
            is_chosen = matches_patterns(topic, self.rules.collections)
            self._becomes_collection[topic] = is_chosen and all(len(name) <= LONGEST_NAME for name in names)
        return self._becomes_collection[topic]

    # -- those that exist --------------------------------------------------------------------------------------
    def locate(self, topics: Iterable[str]) -> None:
        """Find the existing collections of `topics` and of everything above them, from memory or by name."""
        remembered = [
            record.uid.removeprefix("tag:") for record in self.records.values() if record.sort is ObjectType.COLLECTION
        ]
        requested = dict.fromkeys((ROOT, *sorted(remembered), *sorted(topics)))
        paths = (topic_path(name, self.rules) if name else (ROOT,) for name in requested)
        for topic in dict.fromkeys(topic for path in paths for topic in path if topic not in self._located):
            self._located.add(topic)
            self._locate(topic)

    def _locate(self, topic: str) -> None:
        placed = next((override.name for override in self._lines("place", topic)), "")
        record = self.records.get(collection_uid(topic))
        without = self._lines("without", topic)
        for key in filter(None, (placed, record.key if record else "")):
            if self._is_there(key):
                self.keys[topic] = key
                self.obsolete_overrides += without  # the user restored it from the trash
                return
        if record is not None and record.state is SyncState.TRACKED:
            self.removed_topics.add(topic)
            line = Override("without", topic, self.library)
            if line not in without:
                self.new_overrides.append(line)
                self.obsolete_overrides += without
            self.new_records.append(replace(record, state=SyncState.DROPPED))
        elif without:
            self.removed_topics.add(topic)
        elif record is None and (topic != ROOT or self.rules.root):
            parent = self._parent_key(topic)
            if parent is not None:
                name = _name(topic, self.rules)
                same_name = self._keys_by_place.get((parent, name)) or self._below_root(name)
                if same_name and same_name[0] not in self.keys.values():
                    self.keys[topic] = same_name[0]

    def _below_root(self, name: str) -> list[str]:
        """Return the key of the one collection with this name below the root, whoever made it; else nothing."""
        root = self.keys.get(ROOT)
        keys = [key for key in self._keys_by_name.get(name, ()) if self._is_below(key, root)] if root else []
        return keys if len(keys) == 1 else []

    def _is_below(self, key: str, root: str) -> bool:
        seen: set[str] = set()
        while key and key not in seen:
            seen.add(key)
            key = self.snapshot.collections.get(key, {}).get("parentCollection") or ""
            if key == root:
                return True
        return False

    def _lines(self, verb: str, topic: str) -> list[Override]:
        return self.overrides.about_here(verb, [topic], self.library)

    def _is_there(self, key: str) -> bool:
        return key in self.snapshot.collections and not self.snapshot.collections[key].get("deleted")

    def _parent_key(self, topic: str) -> str | None:
        """Return the key of the collection above a topic's: "" for the top, None if the collection does not exist."""
        if topic == ROOT:
            return ""
        above = topic_path(topic, self.rules)[:-1]
        if above and above[-1] not in self.removed_topics:
            return self.keys.get(above[-1])
        return self.keys.get(ROOT) if self.rules.root and ROOT not in self.removed_topics else ""

    def topics_by_key(self) -> dict[str, str]:
        """Return the topics of the existing collections by key, without those that the user removed."""
        return {key: topic for topic, key in self.keys.items()}

    # -- those that there should be ----------------------------------------------------------------------------
    def filing_topics(self, counts: Counter[str]) -> set[str]:
        """Return the topics whose works are in a collection other than the root, given the works per topic."""
        return {
            topic for topic, count in counts.items() if topic not in self.removed_topics and self._is_due(topic, count)
        }

    def collections_of(self, topics: frozenset[str], *, in_root: bool | None) -> frozenset[str]:
        """Return the keys of a work's collections; if `in_root` is None, the root counts only if there is no other.

        The collections must have been planned before. Many works have the same topics.
        """
        known = self._collections.get((topics, in_root))
        if known is None:
            known = self._collections[topics, in_root] = self._collections_of(topics, in_root=in_root)
        return known

    def _collections_of(self, topics: frozenset[str], *, in_root: bool | None) -> frozenset[str]:
        keys = {self._filing_keys[topic] for topic in topics if topic in self._filing_keys}
        root = self.keys.get(ROOT)
        if root and (in_root or (in_root is None and not keys)):
            keys.add(root)
        return frozenset(keys)

    def plan(self, counts: Counter[str], *, needs_root: bool) -> None:
        """Plan the collections, given the works per topic; `needs_root`: some work is in no other collection."""
        due = {topic for topic, count in counts.items() if topic != ROOT and self._is_due(topic, count)}
        needed = {above for topic in due for above in topic_path(topic, self.rules)} | set(self.keys) - {ROOT}
        if needed or needs_root:
            needed.add(ROOT)
        depth = {topic: len(topic_path(topic, self.rules)) if topic else 0 for topic in needed}
        for topic in sorted(needed, key=lambda topic: (depth[topic], topic)):
            if topic not in self.removed_topics and (topic != ROOT or self.rules.root):
                self._plan(topic)
        self._filing_keys = {topic: key for topic, key in self.keys.items() if self.becomes_collection(topic)}
        self._collections.clear()

    def _is_due(self, topic: str, count: int) -> bool:
        return self.becomes_collection(topic) and (count >= self.rules.minimum or topic in self.keys)

    def _plan(self, topic: str) -> None:
        uid = collection_uid(topic)
        record = self.records.get(uid)
        ours = Content(COLLECTION, {"name": _name(topic, self.rules)}, parent=self._parent_key(topic) or "")
        key = self.keys.get(topic) or (record.key if record else self.choose_key(uid, self.snapshot.collections))
        data = self.snapshot.collections.get(key)
        self.keys[topic] = key
        if data is None or data.get("deleted"):
            self._create(topic, key, ours, data)
            return
        theirs = read_content(data)
        base = record.base if record is not None and record.key == key else Base(ours, theirs)
        # The user may rename and move collections, so Zotero's side always counts.
        if base is not None and theirs.parent != base.theirs.parent:
            base = replace(base, ours=replace(base.ours, parent=ours.parent))
        merged = merge_object(base, ours, theirs, settle=lambda name: "zotero")
        new = SyncRecord(uid, ObjectType.COLLECTION, key, merged.base, made=record.made if record else False)
        if merged.target.get("name") != ours.get("name") or merged.target.parent != ours.parent:
            had_line = record is not None and record.key == key and _PLACE in record.overruled
            if had_line and not self._lines("place", topic):
                # Somebody took the line out, so the collection gets the name and the place that the notes give.
                merged = MergedObject(ours, Base(ours, ours))
                new = replace(new, base=merged.base)
            else:
                self._remember_place(topic, key)
                new = replace(new, overruled={_PLACE: key})
        body = request_body(merged.target, theirs, data, uri="", lost={})
        if body:
            before = {name: data.get(name) for name in body}
            changes = tuple(FieldChange(name, str(before[name] or ""), str(body[name] or "")) for name in body)
            operation = Operation(
                "update", ObjectType.COLLECTION, key, data["version"], body, _label(topic), merged.target, new,
                tuple(change for change in changes if change.before != change.after), before,
            )  # fmt: skip
            self.operations.append(operation)
            if record is not None and record.state is SyncState.DROPPED:
                # The user restored it; as with an item (`PlanDraft.take_back`), that is known before anything is sent.
                self.new_records.append(replace(record, state=SyncState.TRACKED))
        elif new != record:
            self.new_records.append(new)

    def _remember_place(self, topic: str, key: str) -> None:
        override, known = Override("place", topic, key, self.library), self._lines("place", topic)
        if override not in known:
            self.new_overrides.append(override)
            self.obsolete_overrides += known

    def _create(self, topic: str, key: str, ours: Content, data: Data | None) -> None:
        """Plan a new collection, or restore one from the trash if an undo put it there."""
        record = SyncRecord(collection_uid(topic), ObjectType.COLLECTION, key, Base(ours, ours), made=True)
        label = _label(topic)
        body = creation_body(ours, uri="")
        if data is None:
            path = "/".join(filter(None, (self.rules.root, *topic_path(topic, self.rules))))
            changes = (FieldChange("collection", "", path),) if topic else ()
            self.operations.append(
                Operation("create", ObjectType.COLLECTION, key, 0, body, label, ours, record, changes)
            )
            return
        body = {**body, "deleted": False}
        before = {name: data.get(name, False) for name in body}
        change = FieldChange("trash", "in the trash", "")
        self.operations.append(
            Operation(
                "restore", ObjectType.COLLECTION, key, data["version"], body, label, ours, record, (change,), before
            )
        )


def _label(topic: str) -> str:
    return f"collection {topic!r}" if topic else "the root collection"
