"""Plan the removal of objects whose notes are gone: from our collections, or to the trash if the user asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from biblio.zotero.desired_state import DesiredState
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.object_content import Data, read_content, replaced_keys
from biblio.zotero.planning.draft import PlanDraft
from biblio.zotero.planning.object_writes import describe_changes
from biblio.zotero.sync_plan import FieldChange, Operation
from biblio.zotero.sync_record import SyncRecord, SyncState

__all__ = ["plan_orphans", "plan_removals"]


def plan_removals(
    draft: PlanDraft, desired: DesiredState, records: Iterable[SyncRecord], managed: frozenset[str]
) -> None:
    """Plan the removal of works that no note is about any more, given their records.

    A work whose notes may still exist (not read this time, or waiting for a decision) stays where it is. `managed` are
    the keys of all our collections.
    """
    children: dict[str, list[Data]] = {}
    for data in draft.snapshot.items.values():
        if data.get("parentItem") and not data.get("deleted"):
            children.setdefault(data["parentItem"], []).append(data)
    for record in records:
        if record.sort is not ObjectType.ITEM or not record.names:
            continue
        item = draft.snapshot.items.get(record.key)
        if item is None or item.get("deleted") or not draft.safeguards.is_gone_from_notes(record, desired):
            continue
        # An item with notes that the key may not see would go to the trash although somebody wrote about it.
        sees_all = not draft.safeguards.hides_notes(draft.snapshot)
        if draft.rules.trash and sees_all and _is_only_ours(draft, record, item, children, managed):
            _trash(draft, record, item)
        else:
            _leave_collections(draft, record, item, managed)


def _leave_collections(draft: PlanDraft, record: SyncRecord, data: Data, managed: frozenset[str]) -> None:
    theirs = read_content(data, uri=draft.snapshot.uri)
    # An item that a person had filed there before biblio came stays filed.
    left = theirs.collections & (managed if record.made else managed - record.own_collections)
    if not left:
        return
    target = replace(theirs, collections=theirs.collections - left)
    body = {"collections": sorted(target.collections)}
    before = {"collections": list(data["collections"])}
    changes = describe_changes(theirs, target, draft.name_of)
    label = theirs.get("title") or record.uid
    operation = Operation(
        "leave", ObjectType.ITEM, record.key, data["version"], body, label, target,
        replace(record, state=SyncState.LEFT, left_collections=record.left_collections | left), changes, before,
    )  # fmt: skip
    draft.operations.append(operation)


def plan_orphans(
    draft: PlanDraft,
    desired: DesiredState,
    parent: SyncRecord | None,
    records: Iterable[SyncRecord],
    uids: Collection[str],
) -> None:
    """Plan the removal of notes and links that biblio made below the item of `parent` and the notes no longer want.

    `records` are those of everything below the item, `uids` those of what should be there. Orphans go to the trash only
    if the user asked for that and nobody has changed them.
    """
    if (
        not draft.rules.trash
        or parent is None
        or draft.safeguards.hides_notes(draft.snapshot)
        or not draft.safeguards.is_gone_from_notes(parent, desired)
    ):
        return
    for record in records:
        data = draft.snapshot.items.get(record.key)
        if record.uid in uids or record.state is not SyncState.TRACKED or not record.made or record.base is None:
            continue
        if data is None or data.get("deleted") or read_content(data, uri=draft.snapshot.uri) != record.base.theirs:
            continue
        if record.overruled:
            continue  # somebody wrote into the comment in Zotero
        _trash(draft, record, data)


def _is_only_ours(
    draft: PlanDraft, record: SyncRecord, data: Data, children: Mapping[str, Sequence[Data]], managed: frozenset[str]
) -> bool:
    """Return whether biblio created the item and nobody else has changed it since, nor anything below it.

    `children` are the live notes, links, files and annotations of the library by the keys of what they are below.
    """
    if not record.made or record.base is None or replaced_keys(data, uri=draft.snapshot.uri):
        return False
    theirs, ours = read_content(data, uri=draft.snapshot.uri), record.base.theirs
    # A tag that the notes never gave is also in the base, if there was a sync after somebody added it.
    has_other_tags = bool(theirs.tags - record.base.ours.tags)
    is_changed = theirs.fields != ours.fields or theirs.creators != ours.creators or has_other_tags
    # A field that the notes never had is also in the base, if there was a sync after somebody filled it in.
    has_other_fields = bool(theirs.fields.keys() - record.base.ours.fields.keys())
    below = children.get(record.key, ())
    has_other_children = any(child["key"] in children or not _is_untouched(draft, child) for child in below)
    is_corrected = any(draft.overrides.about(verb, record.names) for verb in ("claim", "add"))
    return not (is_changed or has_other_fields or has_other_children or is_corrected or theirs.collections - managed)


def _is_untouched(draft: PlanDraft, child: Data) -> bool:
    """Return whether biblio made a note or link below an item, and nobody has written into it."""
    record = draft.made_records.get(child["key"])
    if record is None or record.base is None or record.overruled:
        return False
    return read_content(child, uri=draft.snapshot.uri, known=record.base.theirs) == record.base.theirs


def _trash(draft: PlanDraft, record: SyncRecord, data: Data) -> None:
    theirs = read_content(data, uri=draft.snapshot.uri)
    label = theirs.get("title") or record.uid.replace(":", " ", 1)
    operation = Operation(
        "trash", ObjectType.ITEM, record.key, data["version"], {"deleted": 1}, label, theirs,
        replace(record, state=SyncState.UNDONE), (FieldChange("trash", "", "in the trash"),), {"deleted": 0},
    )  # fmt: skip
    draft.operations.append(operation)
