"""What is remembered about one object that biblio keeps in sync with the notes.

`memory` stores these values as JSON: the names and order of their fields are part of the file format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.merge import Base
from biblio.zotero.object_content import Content, Data, read_content

__all__ = ["KnownRecords", "SyncRecord", "SyncState", "acknowledged"]


class SyncState(StrEnum):
    """The state of an object that biblio keeps in sync with the notes."""

    PENDING = "pending"  # about to be created; not known yet whether the server has done so
    TRACKED = "tied"
    LEFT = "left"  # its notes are gone, and it was taken out of our collections
    DROPPED = "dropped"  # the user removed it in Zotero, and a line of zotero.txt says so
    UNDONE = "undone"  # biblio created it, and an undo or `--trash` trashed it again


@dataclass(frozen=True, slots=True)
class SyncRecord:
    """What is remembered about an object: its key, and what both sides said when they were last in sync.

    `uid` is a work's id, or names a collection ("tag:NLP"), a note ("note:…") or a link ("link:…"). `names` are all
    identifiers of a work, and empty for everything that is not a work; `notes` are the ids of its notes and `places`
    their places. `made`: biblio created the object, and nobody merged another one into it. `own_tags`,
    `own_collections` and `own_related` are those that an adopted or merged item had before; it keeps them whatever the
    notes say later. `overruled` holds the notes' values of the fields that the user corrected in Zotero, `read_as` what
    the items said from which notes of the work were read (see `DesiredItem`). `left_collections` are our collections
    out of which it was taken because its notes were gone: the user did not take it out of these.
    """

    uid: str
    sort: ObjectType
    key: str
    base: Base | None = None
    state: SyncState = SyncState.TRACKED
    made: bool = False
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    own_tags: frozenset[str] = frozenset()
    own_collections: frozenset[str] = frozenset()
    overruled: Mapping[str, str] = field(default_factory=dict)
    read_as: Mapping[str, str] = field(default_factory=dict)
    own_related: frozenset[str] = frozenset()
    left_collections: frozenset[str] = frozenset()


class KnownRecords:
    """What was remembered before something is written, by uid or, if an object got another uid, by its key."""

    def __init__(self, records: Mapping[str, SyncRecord]) -> None:
        self._by_uid = records
        self._by_key = {record.key: record for record in records.values() if record.sort is ObjectType.ITEM}

    def of(self, record: SyncRecord) -> SyncRecord | None:
        """Return what is remembered about the object of `record`; None if nothing is."""
        by_key = self._by_key.get(record.key) if record.sort is ObjectType.ITEM else None
        return self._by_uid.get(record.uid) or by_key


def acknowledged(record: SyncRecord, target: Content, data: Data, uri: str) -> SyncRecord:
    """Return the record of an object that should say `target` and, now that it is written, says `data`.

    The server may change the wording, so its words become the base of Zotero's side. Fields in conflict keep their
    base.
    """
    if record.base is None:
        return record
    before, written = record.base.theirs, read_content(data, uri=uri)
    in_conflict = {
        name: before.get(name) for name in {*before.fields, *target.fields} if before.get(name) != target.get(name)
    }
    creators = written.creators if before.creators == target.creators else before.creators
    theirs = replace(written.with_fields(in_conflict), creators=creators)
    return replace(record, base=Base(record.base.ours, theirs, record.base.open))
