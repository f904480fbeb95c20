"""The writes of a plan: make an object, or change one so that it says what was merged; and what changes, for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.merge import (
    MergedObject,
    creators_text,
)
from biblio.zotero.object_content import EXTRA, Content, Data, request_body
from biblio.zotero.planning.draft import PlanDraft
from biblio.zotero.sync_plan import FieldChange, Operation
from biblio.zotero.sync_record import SyncRecord

__all__ = ["describe_changes", "plan_creation", "plan_item_update"]


def plan_creation(
    draft: PlanDraft, label: str, content: Content, record: SyncRecord, changes: tuple[FieldChange, ...]
) -> None:
    """Plan a new object that says `content`; `record` remembers that."""
    draft.operations.append(Operation("create", ObjectType.ITEM, record.key, 0, {}, label, content, record, changes))


def plan_item_update(
    draft: PlanDraft,
    label: str,
    data: Data,
    before: Content,
    merged: MergedObject,
    new: SyncRecord,
    old: SyncRecord | None,
    *,
    lost: Mapping[str, str] | None = None,
) -> None:
    """Plan the write that makes an object say what was merged; if it already does, only its record is remembered."""
    is_same = merged.target == before and not lost
    body = {} if is_same else request_body(merged.target, before, data, uri=draft.snapshot.uri, lost=lost or {})
    verb = "update"
    if data.get("deleted"):
        verb, body = "restore", {**body, "deleted": 0}
    if not body:
        if new != old:
            draft.records.append(new)
        return
    present = {name: data.get(name, 0 if name == "deleted" else "") for name in body}
    changes = describe_changes(before, merged.target, draft.name_of)
    if verb == "restore":
        changes = (FieldChange("trash", "in the trash", ""), *changes)
    operation = Operation(
        verb, ObjectType.ITEM, data["key"], data["version"], body, label, merged.target, new, changes, present
    )
    draft.operations.append(operation)


def describe_changes(
    before: Content | None, after: Content, name_of: Callable[[str], str] = lambda key: key
) -> tuple[FieldChange, ...]:
    """Return the changes from `before` (None: a new object) to `after`, as text for people.

    `name_of` gives the name of a collection, or the title of an item, by its key.
    """
    if before is None:
        return (FieldChange("title", "", after.get("title")),)
    changes = [FieldChange("item type", before.kind, after.kind)] if before.kind != after.kind else []
    for name in dict.fromkeys((*before.fields, *after.fields)):
        if before.get(name) != after.get(name):
            changes.append(FieldChange(name.removeprefix(EXTRA), before.get(name), after.get(name)))
    if before.creators != after.creators:
        changes.append(FieldChange("creators", creators_text(before.creators), creators_text(after.creators)))
    if before.tags != after.tags:
        removed, added = before.tags - after.tags, after.tags - before.tags
        changes.append(FieldChange("tags", ", ".join(sorted(removed)), ", ".join(sorted(added))))
    for name, keys_before, keys_after in (
        ("collections", before.collections, after.collections),
        ("related", before.related, after.related),
    ):
        removed, added = keys_before - keys_after, keys_after - keys_before
        if removed or added:
            texts = (", ".join(sorted(map(name_of, keys))) for keys in (removed, added))
            changes.append(FieldChange(name, *texts))
    if before.parent != after.parent:
        changes.append(FieldChange("parent", *(name_of(key) if key else "" for key in (before.parent, after.parent))))
    return tuple(changes)
