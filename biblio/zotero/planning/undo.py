"""Plan the undo of a run: reverse its logged writes, as far as nobody has changed the same things since."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType
from biblio.zotero.object_content import Data, read_content, replaced_keys
from biblio.zotero.planning.undone_records import undone_record
from biblio.zotero.schema import is_regular
from biblio.zotero.sync_plan import FieldChange, Operation
from biblio.zotero.sync_record import KnownRecords, SyncRecord, SyncState
from biblio.zotero.write_log import LoggedWrite, logged_members, member_name

__all__ = ["UndoPlan", "plan_undo"]

_SETS = ("tags", "collections")


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """The writes that undo a run, and in words what cannot be undone.

    `records` are to be remembered from now on: what the run changed in them is as it was before. Those with the uids
    `forgotten` did not exist then.
    """

    operations: tuple[Operation, ...]
    impossible: tuple[str, ...]
    records: tuple[SyncRecord, ...] = ()
    forgotten: tuple[str, ...] = ()


def plan_undo(
    writes: Sequence[LoggedWrite],
    later: Sequence[LoggedWrite],
    snapshot: LibrarySnapshot,
    remembered: Mapping[str, SyncRecord],
) -> UndoPlan:
    """Return the plan that undoes `writes`, which were done in this order; `remembered` are the records by uid.

    `later` is what later runs did to the same objects, and what they saw.
    """
    created = {write.key for write in writes if write.verb in ("create", "restore")}
    staying: set[str] = set()  # created objects that cannot be removed, because somebody changed or used them
    bodies: dict[str, dict[str, Any]] = {}
    first_writes: dict[str, LoggedWrite] = {}
    impossible: list[str] = []
    known = KnownRecords(remembered)
    records: dict[str, SyncRecord | None] = {}
    for write in reversed(writes):
        if (after := write.tie_after) is not None:
            present = records[after.uid] if after.uid in records else known.of(after)
            records[after.uid] = undone_record(_record_before(write), after, present)
        is_creation = write.verb in ("create", "restore")
        if write.verb == "remember" or (write.key in created and not is_creation):
            continue  # objects that the run created are removed as a whole
        data = snapshot.objects(write.sort).get(write.key)
        body: dict[str, Any] = {}
        if data is None:
            impossible.append(f"{write.label}: it was erased in the meantime")
        else:
            now = _Undone(snapshot, later, bodies, created - staying, staying, known.of(after) if after else None)
            body, problem = _reverse(write, {**data, **bodies.get(write.key, {})}, now)
            if problem and write.key in created:
                staying.add(write.key)
            if problem:
                impossible.append(f"{write.label}: {problem}")
        if after is not None and is_creation and not body:
            records[after.uid] = known.of(after)  # it stays, or the user has removed it since
        if body:
            bodies[write.key] = {**bodies.get(write.key, {}), **body}
            first_writes[write.key] = write
    operations = tuple(_operation(first_writes[key], body, records, snapshot) for key, body in bodies.items())
    return UndoPlan(
        operations,
        tuple(impossible),
        tuple(record for record in records.values() if record is not None),
        tuple(uid for uid, record in records.items() if record is None),
    )


def _record_before(write: LoggedWrite) -> SyncRecord | None:
    if write.verb in ("create", "restore") and write.tie_after is not None:
        return replace(write.tie_after, state=SyncState.UNDONE)
    return write.tie_before


def _operation(
    write: LoggedWrite, body: Mapping[str, Any], records: Mapping[str, SyncRecord | None], snapshot: LibrarySnapshot
) -> Operation:
    data = snapshot.objects(write.sort)[write.key]
    if write.sort is ObjectType.COLLECTION:
        # Every write needs both: pyzotero insists on the name, and moves a collection without a parent to the top.
        body = {"name": data["name"], "parentCollection": data.get("parentCollection") or False, **body}
    verb = {"create": "trash", "trash": "restore", "restore": "trash"}.get(write.verb, "update")
    before = {name: data.get(name, 0 if name == "deleted" else "") for name in body}
    changes = tuple(FieldChange(name, _value_text(before[name]), _value_text(body[name])) for name in body)
    content = read_content({**data, **body}, uri=snapshot.uri)
    record = write.tie_after or SyncRecord(write.key, write.sort, write.key)
    record = records.get(record.uid) or record
    return Operation(verb, write.sort, write.key, data["version"], body, write.label, content, record, changes, before)


def _value_text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(
            str(row.get("tag") or row.get("lastName") or "") if isinstance(row, dict) else str(row) for row in value
        )
    return str(value) if value else ""


@dataclass(frozen=True, slots=True)
class _Undone:
    """The library while a run is undone, from its last write to its first.

    `later` is what later runs did; `bodies` are the writes that undo the later ones of this run; `created` are the keys
    of what it made and the undo removes, `staying` those of what it made and the undo cannot remove. `record` is what
    is remembered of the object in question.
    """

    snapshot: LibrarySnapshot
    later: Sequence[LoggedWrite]
    bodies: Mapping[str, Mapping[str, Any]]
    created: Container[str]
    staying: Container[str]
    record: SyncRecord | None

    def own(self, key: str, name: str) -> frozenset[str]:
        """Return the tags or collections of an object that are the user's own, also since a merge in Zotero."""
        if self.record is None or self.record.key != key:
            return frozenset()
        return self.record.own_tags if name == "tags" else self.record.own_collections

    def why(self, key: str) -> str:
        """Return why an object stays."""
        return "that stays" if key in self.staying else "that somebody else put there"

    def items(self) -> Iterator[tuple[str, Data]]:
        """Yield the live items as they will be, by their keys."""
        for key, data in self.snapshot.items.items():
            after = {**data, **self.bodies[key]} if key in self.bodies else data
            if not after.get("deleted"):
                yield key, after


def _reverse(write: LoggedWrite, data: Data, library: _Undone) -> tuple[dict[str, Any], str]:
    """Return the body that undoes a write, and the part of it that cannot be undone."""
    is_trashed = bool(data.get("deleted"))
    if write.verb in ("create", "restore"):
        if is_trashed:
            return {}, ""
        changed = _changed_since(write.after or write.body, data)
        if changed:
            return {}, f"it has been changed since ({', '.join(changed)}); it stays"
        if replaced_keys(data, uri=library.snapshot.uri):
            return {}, "another item was merged into it; it stays"
        other = _foreign_child(write, library)
        if other:
            return {}, f"it contains {other}; it stays"
        if write.sort is ObjectType.COLLECTION:
            return {"deleted": True}, ""
        # The server also shows a relation at its other end, as long as this end has it.
        return {"deleted": 1, **({"relations": {}} if data.get("relations") else {})}, ""
    if write.verb == "trash":
        return ({"deleted": 0 if write.sort is ObjectType.ITEM else False}, "") if is_trashed else ({}, "")
    after, before = dict(write.after or write.body), dict(write.before or {})
    body, stuck = {}, []
    for name, old in before.items():
        now = data.get(name, "")
        if name in _SETS:
            theirs = _changed_by_others(write, library.later, name) | library.own(write.key, name)
            body[name] = _roll_back_list(now or [], after.get(name) or [], old or [], theirs)
        elif now == after.get(name, ""):
            body[name] = old
        else:
            stuck.append(name)
    body = {name: value for name, value in body.items() if value != data.get(name, type(value)())}
    return body, f"{', '.join(stuck)} changed since then; not undone" if stuck else ""


def _changed_by_others(write: LoggedWrite, later: Iterable[LoggedWrite], name: str) -> frozenset[str]:
    """Return the tags or collections of an object that somebody else was the last to add or remove since a write.

    That is what the user has decided, even where it is what the write did: a tag that they took off and put on again.
    Only what later runs saw counts.
    """
    present, theirs = logged_members(write.after or write.body, name), frozenset[str]()
    for one in later:
        if one.key != write.key:
            continue
        if one.before is not None and name in one.before:
            theirs |= present ^ (seen := logged_members(one.before, name))
            present = logged_members(one.after or one.body, name)
            theirs -= present ^ seen
        elif one.tie_after is not None and one.tie_after.base is not None:
            seen = getattr(one.tie_after.base.theirs, name)
            theirs |= present ^ seen
            present = seen
    return theirs


def _roll_back_list(now: list[Any], after: list[Any], before: list[Any], theirs: Container[str]) -> list[Any]:
    """Return a list without what we added and with what we removed; what was added since, and what is theirs, stays."""
    added = [member for member in after if member not in before and member_name(member) not in theirs]
    removed = [
        member for member in before if member not in after and member not in now and member_name(member) not in theirs
    ]
    return [member for member in now if member not in added] + removed


def _changed_since(after: Mapping[str, Any], data: Data) -> list[str]:
    derived = {"collections", "relations", "deleted"}  # these also change when other objects do
    return sorted(name for name, value in after.items() if name not in derived and data.get(name, "") != value)


def _foreign_child(write: LoggedWrite, now: _Undone) -> str:
    """Return in words what stays in an object, and would be trashed or hidden with it; empty if nothing does."""
    if write.sort is ObjectType.ITEM:
        if "note" in now.snapshot.hidden and is_regular(now.snapshot.items[write.key]["itemType"]):
            return "perhaps a note that the key may not see"
        children = (data for key, data in now.items() if data.get("parentItem") == write.key and key not in now.created)
        return next((f"a {data['itemType']} {now.why(data['key'])}" for data in children), "")
    for key, data in now.snapshot.collections.items():
        if data.get("parentCollection") == write.key and key not in now.created and not data.get("deleted"):
            return f"the collection {data['name']!r} {now.why(key)}"
    members = (data for key, data in now.items() if write.key in data.get("collections", ()))
    return next((f"{data.get('title') or data['key']!r} {now.why(data['key'])}" for data in members), "")
