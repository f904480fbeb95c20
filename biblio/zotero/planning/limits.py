"""When to stop: one side looks empty, or more would change than a user expects. Also the longest texts Zotero accepts.

The lengths are those of https://github.com/zotero/dataserver: `note: should reject note that is too long`, and
`tag.test.js` for tags.
"""

from __future__ import annotations

from collections.abc import Iterable

from biblio.zotero.desired_state import DesiredState
from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType
from biblio.zotero.sync_plan import SyncPlan
from biblio.zotero.sync_record import SyncRecord, SyncState
from biblio.zotero.sync_rules import SyncRules

__all__ = ["LONGEST_NAME", "LONGEST_NOTE", "LONGEST_TAG", "find_alarms"]

LONGEST_NOTE = 250_000
LONGEST_TAG = 255
LONGEST_NAME = 255  # of a collection
_MIN_ITEMS = 10  # a share of fewer items means nothing


def find_alarms(
    plan: SyncPlan, desired: DesiredState, snapshot: LibrarySnapshot, records: Iterable[SyncRecord], rules: SyncRules
) -> tuple[str, ...]:
    """Return the reasons to apply a plan only if the user insists."""
    tracked = {
        record.key
        for record in records
        if record.sort is ObjectType.ITEM and record.names and record.state is SyncState.TRACKED
    }
    if not tracked:
        return ()
    alarms = []
    if not snapshot.items:
        alarms.append(f"the library is empty, but {len(tracked)} of its items were created or found before")
    if not desired.works:
        alarms.append(f"no note has a work, but {len(tracked)} items of the library belong to notes")
    changed = {operation.key for operation in plan.operations if operation.overwrites and operation.key in tracked}
    dropped = {
        override.subject
        for override in plan.overrides
        if override.verb == "drop" and not override.subject.startswith(("note:", "link:"))
    }
    edited = {
        override.subject
        for override in plan.overrides
        # A comment or a citation key that somebody changed does not make a work another one.
        if override.verb in ("remove", "claim") and override.name not in ("note", "citationKey")
    }
    for affected, effect in (
        (changed, "would be changed or leave biblio's collections"),
        (dropped, "are gone from the library"),
        (edited, "were changed in Zotero"),
    ):
        if len(tracked) >= _MIN_ITEMS and len(affected) > rules.limit * len(tracked):
            alarms.append(f"{len(affected)} of {len(tracked)} items {effect}, more than {rules.limit:.0%}")
    return tuple(alarms)
