"""The log of what a run wrote, in the form that an undo needs.

`memory` stores these values as JSON: the names and order of their fields are part of the file format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.object_content import Content, Data
from biblio.zotero.sync_record import SyncRecord

__all__ = ["LoggedWrite", "WriteStatus", "logged_members", "member_name", "with_sent_members"]


class WriteStatus(StrEnum):
    """What is known about a logged write."""

    SENT = "sent"  # nothing more is known
    DONE = "done"
    STALE = "stale"
    REFUSED = "refused"
    LOST = "lost"  # it turned out that the server did not do it


@dataclass(frozen=True, slots=True)
class LoggedWrite:
    """One write: what was sent, the values of the same fields before and after, and the sync records around it.

    `verb` "remember" is a record that changed without a write.
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


def with_sent_members(record: SyncRecord, write: LoggedWrite, data: Data) -> SyncRecord:
    """Return the record of an object that says neither what it said before a write without an answer nor what was sent.

    Perhaps the write was done and the user has changed the object since, perhaps it was not. Tags and collections that
    were sent, and are there now, do not count as the user's doing; whatever else differs does.
    """
    if record.base is None:
        return record
    tags = _added(write, data, "tags")
    collections = _added(write, data, "collections")

    def with_members(side: Content) -> Content:
        return replace(side, tags=side.tags | tags, collections=side.collections | collections)

    base = replace(record.base, ours=with_members(record.base.ours), theirs=with_members(record.base.theirs))
    return replace(record, base=base)


def _added(write: LoggedWrite, data: Data, name: str) -> frozenset[str]:
    before, sent, now = (logged_members(values, name) for values in (write.before or {}, write.body, data))
    return (sent - before) & now


def logged_members(values: Mapping[str, Any], name: str) -> frozenset[str]:
    """Return the names of the tags or the keys of the collections in the JSON of an object, or of a part of it."""
    return frozenset(map(member_name, values.get(name) or ()))


def member_name(member: Any) -> str:
    """Return the name of a tag or the key of a collection, as an object's JSON lists it."""
    return str(member["tag"] if isinstance(member, dict) else member)
