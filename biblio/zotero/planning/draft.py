"""A plan while it is being made: its input, and the lists to which the steps of the planning add."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from biblio.zotero.desired_state import DesiredItem
from biblio.zotero.library_snapshot import LibrarySnapshot
from biblio.zotero.merge import MergeConflict, Side
from biblio.zotero.object_content import Data
from biblio.zotero.overrides import Override, Overrides
from biblio.zotero.planning.adoption import AdoptedItem
from biblio.zotero.planning.limits import LONGEST_TAG
from biblio.zotero.planning.safeguards import Safeguards
from biblio.zotero.sync_plan import FieldChange, FieldConflict, Operation
from biblio.zotero.sync_record import SyncRecord, SyncState
from biblio.zotero.sync_rules import SyncRules, matches_patterns

__all__ = ["PlanDraft", "PulledRecord", "SettleConflict"]

SettleConflict = Callable[[str, str], Side | None]
"""Returns whose value counts in a conflict, given the work's label and the field; None if the user has not said."""


@dataclass(frozen=True, slots=True)
class PulledRecord:
    """The record of a work's item with what Zotero says now, but without anything that is still to be written.

    `names` are the work's names now, `before` is the record as it was, None if the item is newly taken.
    """

    record: SyncRecord
    names: tuple[str, ...]
    before: SyncRecord | None


@dataclass(slots=True)
class PlanDraft:
    """A plan while it is being made.

    `planned` collects the uids of the records that have been planned; the records of other works become removals.
    `duplicates` are adopted items of which the library has others. `renamed` gives the present uid of works and notes
    by the names that they no longer have, `left_alone` the keys of the items of works about which nothing is planned,
    by the works' uids, `new_names` the names of collections and titles of items that the plan creates, by their keys.
    `dropped` are the works that the user removed in Zotero, by the keys of their items.
    """

    snapshot: LibrarySnapshot
    overrides: Overrides
    rules: SyncRules
    settle: SettleConflict
    safeguards: Safeguards
    records_by_uid: Mapping[str, SyncRecord] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    new_overrides: list[Override] = field(default_factory=list)
    obsolete_overrides: list[Override] = field(default_factory=list)
    records: list[SyncRecord] = field(default_factory=list)
    conflicts: list[FieldConflict] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    duplicates: list[AdoptedItem] = field(default_factory=list)
    planned: set[str] = field(default_factory=set)
    pulled: list[PulledRecord] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    left_alone: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, DesiredItem] = field(default_factory=dict)
    new_names: dict[str, str] = field(default_factory=dict)
    made_records: dict[str, SyncRecord] = field(default_factory=dict)
    used_keys: frozenset[str] = frozenset()
    place: str = ""
    _item_tags: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Collect the records of all objects that biblio created, and the keys of all that is there or remembered.

        `place` is the library as lines of ``zotero.txt`` name it.
        """
        self.place = self.snapshot.place
        self.made_records = {record.key: record for record in self.records_by_uid.values() if record.made}
        remembered = {record.key for record in self.records_by_uid.values()}
        self.used_keys = frozenset(remembered.union(self.snapshot.items))

    def name_of(self, key: str) -> str:
        """Return the name of a collection or the title of an item, also of one that the plan creates."""
        data = self.snapshot.collections.get(key) or self.snapshot.items.get(key) or {}
        return str(data.get("name") or data.get("title") or self.new_names.get(key, key))

    def drop(self, record: SyncRecord, subject: str, drops: Sequence[Override]) -> SyncRecord | None:
        """Plan that something stays away because the user removed it; return its record if it comes back instead.

        `drops` are the lines about it. If it was there and somebody took it out, what it stood for is undone.
        """
        if record.state is SyncState.DROPPED and not drops:
            return replace(record, state=SyncState.UNDONE)
        if not any(override.library for override in drops):
            self.new_overrides.append(Override("drop", subject, self.place))
            self.obsolete_overrides += drops
        return None

    def take_back(self, record: SyncRecord, data: Data | None) -> SyncRecord:
        """Return the record of something of which the user may have changed their mind, given its JSON.

        If they took it out of the trash, that is remembered before anything is sent, together with the line that goes:
        else, if this run were stopped and they threw it away again, it would look as if they had taken the line out.
        """
        if record.state is not SyncState.DROPPED or data is None or data.get("deleted"):
            return record
        known = replace(record, state=SyncState.TRACKED)
        self.records.append(known)
        return known

    def take_out_drops(self, names: Iterable[str], record_uid: str) -> None:
        """Plan that no line says any more that the work with these `names` is gone: it is there.

        Its record is or will be `record_uid`. A line about another work that the user removed, whose note is
        taken for one about this work, stays: when they part again, the other one is to stay away.
        """
        drops = self.overrides.about_here("drop", names, self.place)
        if not drops:
            return
        others = {
            name
            for record in self.records_by_uid.values()
            if record.state is SyncState.DROPPED and record.uid != record_uid
            for name in record.names
        }
        self.obsolete_overrides += [line for line in drops if line.subject not in others]

    def add_duplicates(self, adopted: AdoptedItem) -> None:
        """Note that further items of the library are the same work as an adopted one, if there are any."""
        if adopted.duplicates:
            self.duplicates.append(adopted)

    def item_tags(self, topics: frozenset[str]) -> frozenset[str]:
        """Return those of a work's topics that become tags of its item; many works have the same topics."""
        if topics not in self._item_tags:
            self._item_tags[topics] = frozenset(filter(self._is_item_tag, topics))
        return self._item_tags[topics]

    def _is_item_tag(self, topic: str) -> bool:
        return matches_patterns(topic, self.rules.tags) and len(topic) <= LONGEST_TAG

    def choose_key(self, uid: str, used: Container[str]) -> str:
        """Return the key of the object `uid` in this library; see `object_keys.choose_key`."""
        return self.safeguards.choose_key(self.snapshot.library, uid, used)

    def add_conflicts(
        self, uid: str, label: str, conflicts: Iterable[MergeConflict], *, details: tuple[FieldChange, ...] = ()
    ) -> None:
        """Add the conflicts of one object; `details` are what else follows if the notes' value is taken."""
        self.conflicts += [
            FieldConflict(uid, label, conflict.field, conflict.base, conflict.ours, conflict.theirs, details)
            for conflict in conflicts
        ]
