"""When not to go on: one side looks empty, or more would change than a person expects. And what Zotero does not take.

The lengths are those of https://github.com/zotero/dataserver: `note: should reject note that is too long`; for tags in
`tag.test.js`.
"""

from __future__ import annotations

from collections.abc import Iterable

from biblio.zotero.model import DesiredState, LibrarySnapshot, ObjectType, Rules, SyncPlan, SyncRecord, SyncState

__all__ = ["LONGEST_NOTE", "LONGEST_TAG", "find_alarms"]

LONGEST_NOTE = 250_000
LONGEST_TAG = 255
_FROM = 10  # below so many items a share means nothing


def find_alarms(
    plan: SyncPlan, wants: DesiredState, copy: LibrarySnapshot, ties: Iterable[SyncRecord], rules: Rules
) -> tuple[str, ...]:
    """Return the reasons not to carry out a plan without the person's word."""
    tied = {tie.key for tie in ties if tie.sort is ObjectType.ITEM and tie.names and tie.state is SyncState.TIED}
    if not tied:
        return ()
    alarms = []
    if not copy.items:
        alarms.append(f"the library is empty, though {len(tied)} of its items were made or found before")
    if not wants.works:
        alarms.append(f"no note has a work, though {len(tied)} items of the library belong to notes")
    changed = {one.key for one in plan.operations if one.overwrites and one.key in tied}
    dropped = {
        fact.subject for fact in plan.facts if fact.verb == "drop" and not fact.subject.startswith(("note:", "link:"))
    }
    retagged = {fact.subject for fact in plan.facts if fact.verb in ("remove", "claim")}
    for keys, what in (
        (changed, "would be changed or would leave our collections"),
        (dropped, "have gone from the library"),
        (retagged, "were changed in Zotero"),
    ):
        if len(tied) >= _FROM and len(keys) > rules.limit * len(tied):
            alarms.append(f"{len(keys)} of {len(tied)} items {what}, more than {rules.limit:.0%}")
    return tuple(alarms)
