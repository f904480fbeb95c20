"""When to stop: one side looks empty, or more would change than a user expects. Also the longest texts Zotero accepts.

The lengths are those of https://github.com/zotero/dataserver: `note: should reject note that is too long`,
`tag.test.js` for tags, `Zotero_Items::$maxDataValueLength` for fields (in bytes), `Zotero_Creators` for names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from biblio.zotero.desired_state import DesiredState
from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType
from biblio.zotero.object_content import Content, Creator
from biblio.zotero.sync_plan import SyncPlan
from biblio.zotero.sync_record import SyncRecord, SyncState
from biblio.zotero.sync_rules import SyncRules

__all__ = ["LONGEST_NAME", "LONGEST_NOTE", "LONGEST_TAG", "find_alarms", "fit_texts"]

LONGEST_NOTE = 250_000
LONGEST_TAG = 255
LONGEST_NAME = 255  # of a collection
_LONGEST_FIELD = 65_535  # bytes in UTF-8
_LONGEST_PERSON = 255  # each part of a name
_MOST_BYTES = 4  # of a character
_CUT = "…"
_MIN_ITEMS = 10  # a share of fewer items means nothing


def fit_texts(content: Content) -> tuple[Content, tuple[str, ...]]:
    """Return an item's content as Zotero accepts it: over-long texts are shortened; and the names of their fields."""
    long = [
        name
        for name, text in content.fields.items()
        if len(text) > _LONGEST_FIELD // _MOST_BYTES and len(text.encode()) > _LONGEST_FIELD
    ]
    people = tuple(map(_fit_person, content.creators))
    names = (*long, *(("creators",) if people != content.creators else ()))
    if not names:
        return content, ()
    return replace(content.with_fields({name: _fit_field(content.get(name)) for name in long}), creators=people), names


def _fit_field(text: str) -> str:
    room = _LONGEST_FIELD - len(_CUT.encode())
    return text.encode()[:room].decode("utf-8", "ignore").rstrip() + _CUT


def _fit_person(creator: Creator) -> Creator:
    if max(len(creator.last), len(creator.first), len(creator.name)) <= _LONGEST_PERSON:
        return creator
    last, first, name = (
        text if len(text) <= _LONGEST_PERSON else text[: _LONGEST_PERSON - 1].rstrip() + _CUT
        for text in (creator.last, creator.first, creator.name)
    )
    return Creator(creator.role, last, first, name)


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
