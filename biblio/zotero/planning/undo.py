"""Take a run back: the journal's writes in reverse, as far as nobody has changed the same things since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from biblio.zotero.model import FieldChange, LibrarySnapshot, ObjectType, Operation, SyncRecord, SyncState
from biblio.zotero.object_content import Data, read_content

__all__ = ["LoggedWrite", "Undo", "WriteStatus", "make_undo"]

_SETS = ("tags", "collections")


class WriteStatus(StrEnum):
    """What became of one write of the journal."""

    SENT = "sent"  # and nobody knows more
    DONE = "done"
    STALE = "stale"
    REFUSED = "refused"
    LOST = "lost"  # it was found out that it was not done


@dataclass(frozen=True, slots=True)
class LoggedWrite:
    """One write of the journal: what was sent, what the same fields said before and after, and the ties around it.

    `verb` "remember" is a tie that moved without a write.
    """

    verb: str
    sort: ObjectType
    key: str
    label: str
    body: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] | None = None
    version: int = 0
    tie_before: SyncRecord | None = None
    tie_after: SyncRecord | None = None
    after: Mapping[str, Any] | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """What takes a run back, and what cannot be taken back, in words. `ties` are as before; of `forgotten` none is."""

    operations: tuple[Operation, ...]
    impossible: tuple[str, ...]
    ties: tuple[SyncRecord, ...] = ()
    forgotten: tuple[str, ...] = ()


def make_undo(entries: Sequence[LoggedWrite], copy: LibrarySnapshot) -> Undo:
    """Return what takes back `entries`, which were done in this order."""
    made = {entry.key for entry in entries if entry.verb in ("create", "restore")}
    bodies: dict[str, dict[str, Any]] = {}
    last: dict[str, LoggedWrite] = {}
    impossible: list[str] = []
    ties: dict[str, SyncRecord | None] = {}
    for entry in reversed(entries):
        if entry.tie_after is not None:
            ties[entry.tie_after.uid] = _tie_before(entry)
        if entry.verb == "remember" or (entry.key in made and entry.verb not in ("create", "restore")):
            continue  # what the run made goes as a whole
        data = (copy.items if entry.sort is ObjectType.ITEM else copy.collections).get(entry.key)
        if data is None:
            impossible.append(f"{entry.label}: it was erased meanwhile")
            continue
        body, problem = _reverse(entry, {**data, **bodies.get(entry.key, {})}, copy, made)
        if problem:
            impossible.append(f"{entry.label}: {problem}")
        if body:
            bodies[entry.key] = {**bodies.get(entry.key, {}), **body}
            last[entry.key] = entry
    operations = tuple(_operation(last[key], body, ties, copy) for key, body in bodies.items())
    kept = tuple(tie for tie in ties.values() if tie is not None)
    return Undo(operations, tuple(impossible), kept, tuple(uid for uid, tie in ties.items() if tie is None))


def _tie_before(entry: LoggedWrite) -> SyncRecord | None:
    if entry.verb == "create" and entry.tie_after is not None:
        return replace(entry.tie_after, state=SyncState.UNDONE)
    if entry.verb == "restore" and entry.tie_after is not None:
        return replace(entry.tie_after, state=SyncState.UNDONE)
    return entry.tie_before


def _operation(
    entry: LoggedWrite, body: Mapping[str, Any], ties: Mapping[str, SyncRecord | None], copy: LibrarySnapshot
) -> Operation:
    data = (copy.items if entry.sort is ObjectType.ITEM else copy.collections)[entry.key]
    if entry.sort is ObjectType.COLLECTION:
        # pyzotero wants the name with every write, and moves a collection to the top where the parent is left out.
        body = {"name": data["name"], "parentCollection": data.get("parentCollection") or False, **body}
    verb = {"create": "trash", "trash": "restore", "restore": "trash"}.get(entry.verb, "update")
    before = {name: data.get(name, 0 if name == "deleted" else "") for name in body}
    changes = tuple(FieldChange(name, _text(before[name]), _text(body[name])) for name in body)
    content = read_content({**data, **body}, uri=copy.uri)
    tie = entry.tie_after or SyncRecord(entry.key, entry.sort, entry.key)
    tie = ties.get(tie.uid) or tie
    return Operation(verb, entry.sort, entry.key, data["version"], body, entry.label, content, tie, changes, before)


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(
            str(one.get("tag") or one.get("lastName") or "") if isinstance(one, dict) else str(one) for one in value
        )
    return str(value) if value else ""


def _reverse(entry: LoggedWrite, data: Data, copy: LibrarySnapshot, made: set[str]) -> tuple[dict[str, Any], str]:
    """Return the body that takes an entry back, and what of it cannot be."""
    trashed = bool(data.get("deleted"))
    if entry.verb in ("create", "restore"):
        if trashed:
            return {}, ""
        changed = _changed_since(entry.after or entry.body, data)
        if changed:
            return {}, f"it was changed since ({', '.join(changed)}); it stays"
        stranger = _stranger(entry, copy, made)
        if stranger:
            return {}, f"it holds {stranger} that somebody else put there; it stays"
        if entry.sort is ObjectType.COLLECTION:
            return {"deleted": True}, ""
        # A relation is seen from its other end, too, as long as it stands at this one.
        return {"deleted": 1, **({"relations": {}} if data.get("relations") else {})}, ""
    if entry.verb == "trash":
        return ({"deleted": 0 if entry.sort is ObjectType.ITEM else False}, "") if trashed else ({}, "")
    after, before = dict(entry.after or entry.body), dict(entry.before or {})
    body, stuck = {}, []
    for name, old in before.items():
        now = data.get(name, "")
        if now == after.get(name, "") or (name not in after and name not in entry.body):
            body[name] = old
        elif name in _SETS:
            body[name] = _rolled_back(now, after.get(name) or [], old or [])
        else:
            stuck.append(name)
    body = {name: value for name, value in body.items() if value != data.get(name, type(value)())}
    return body, f"{', '.join(stuck)} changed since; it stays" if stuck else ""


def _rolled_back(now: list[Any], after: list[Any], before: list[Any]) -> list[Any]:
    """Return a list with our additions taken out and what we took out put back; what came since stays."""
    ours = [one for one in after if one not in before]
    gone = [one for one in before if one not in after and one not in now]
    return [one for one in now if one not in ours] + gone


def _changed_since(after: Mapping[str, Any], data: Data) -> list[str]:
    loose = {"collections", "relations", "deleted"}  # these follow other objects
    return sorted(name for name, value in after.items() if name not in loose and data.get(name, "") != value)


def _stranger(entry: LoggedWrite, copy: LibrarySnapshot, made: set[str]) -> str:
    """Return what else would go with an object, were it trashed; empty where nothing would."""
    if entry.sort is ObjectType.ITEM:
        for key, data in copy.items.items():
            if data.get("parentItem") == entry.key and key not in made and not data.get("deleted"):
                return f"a {data['itemType']}"
        return ""
    for key, data in copy.collections.items():
        if data.get("parentCollection") == entry.key and key not in made and not data.get("deleted"):
            return f"the collection {data['name']!r}"
    return ""
