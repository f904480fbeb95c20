"""The log of what a run wrote, in the form that an undo needs.

`memory` stores these values as JSON: the names and order of their fields are part of the file format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.sync_record import SyncRecord

__all__ = ["LoggedWrite", "WriteStatus"]


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
