"""A sync plan as data: what to write to Zotero, what to pull from it, what to remember, and what needs the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import msgspec

from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.object_content import Content
from biblio.zotero.overrides import Override
from biblio.zotero.sync_record import SyncRecord

__all__ = ["FieldChange", "FieldConflict", "FileToAttach", "Operation", "SyncPlan"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A changed field for display: its value before and after; of a set, the removed and the added members."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FileToAttach:
    """A file for an attachment: where it can be fetched, what it is called, and where on this machine it is kept.

    It is fetched from the first of the `addresses` that has it. Without a `path` it goes into Zotero's storage.
    """

    addresses: tuple[str, ...]
    name: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One write. `verb` is create, update, restore, leave or trash, or upload if only the `file` is missing.

    `body` is what is sent besides key and version, empty for a new item: that one is sent as its `target` says.
    `before` has the present values of the same fields. `record` is what to remember once it is done and the object says
    `target`.
    """

    verb: str
    object_type: ObjectType
    key: str
    version: int
    body: Mapping[str, Any]
    label: str
    target: Content
    record: SyncRecord
    changes: tuple[FieldChange, ...] = ()
    before: Mapping[str, Any] | None = None
    file: FileToAttach | None = None

    @property
    def overwrites(self) -> bool:
        """Whether something that is now in the library is replaced or removed."""
        is_change = self.verb == "update" and any(change.before for change in self.changes)
        return is_change or self.verb in ("leave", "trash")


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that both sides changed, differently, and the work it is about; all values as text.

    `details` are the changes of other fields that follow if the notes' value is taken.
    """

    uid: str
    label: str
    field: str
    base: str
    ours: str
    theirs: str
    details: tuple[FieldChange, ...] = ()

    @property
    def name(self) -> str:
        """The name by which the user settles it: "vaswani2017attention:title"."""
        return f"{self.label}:{self.field}"


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What a sync would do.

    `overrides` are new lines of ``zotero.txt``, `obsolete_overrides` are lines that are no longer true. `records` are
    to be remembered without a write. `alarms` are reasons to stop unless the user insists; `remarks` are worth knowing.
    `adopted` is how many items of the library were found to be works of the notes. `titles` says what the subjects of
    the overrides, of conflicts, and of writes of notes are called.
    """

    operations: tuple[Operation, ...] = ()
    overrides: tuple[Override, ...] = ()
    obsolete_overrides: tuple[Override, ...] = ()
    records: tuple[SyncRecord, ...] = ()
    conflicts: tuple[FieldConflict, ...] = ()
    alarms: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    adopted: int = 0
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to send, to pull or to remember."""
        return not (self.operations or self.overrides or self.obsolete_overrides or self.records)

    @property
    def digest(self) -> str:
        """Twelve hex digits that name exactly this plan. Versions of objects do not count."""
        writes = [
            (operation.verb, operation.object_type, operation.key, operation.body or operation.target)
            for operation in self.operations
        ]
        lines = [(str(line), "+") for line in self.overrides] + [(str(line), "-") for line in self.obsolete_overrides]
        return blake2b(msgspec.json.encode([writes, lines], order="sorted"), digest_size=6).hexdigest()
