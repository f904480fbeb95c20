"""Plan a note or a link below an item: create it, change it, restore it, or only remember its present content."""

from __future__ import annotations

import json
from collections.abc import Container
from dataclasses import replace

from biblio.text import shorten
from biblio.zotero.desired_state import DesiredChild
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.merge import Base, MergeConflict, MergedObject, merge_object
from biblio.zotero.note_html import plain_note, with_origin_of
from biblio.zotero.object_content import Content, read_content
from biblio.zotero.overrides import Override
from biblio.zotero.planning.comment_merge import COMMENT, MergedComment
from biblio.zotero.planning.draft import PlanDraft
from biblio.zotero.planning.limits import LONGEST_NOTE
from biblio.zotero.planning.object_writes import plan_creation, plan_item_update
from biblio.zotero.planning.safeguards import is_removed_by_user
from biblio.zotero.sync_plan import FieldChange
from biblio.zotero.sync_record import SyncRecord, SyncState

__all__ = ["plan_child"]


def plan_child(
    draft: PlanDraft,
    uid: str,
    child: DesiredChild,
    *,
    parent: str,
    record: SyncRecord | None,
    unrecorded: str = "",
    others: Container[str] = (),
) -> None:
    """Plan a note or link below the item `parent`; `unrecorded` is the key of one that was made and forgotten.

    The uid of `record` is another one if the child had another name. `others` are the uids of all other children.
    """
    names = (uid, record.uid) if record is not None and record.uid != uid else (uid,)
    names = (*names, *draft.overrides.linked(names, others))
    if record is not None and _is_quiet(draft, names, child, parent, record):
        draft.planned.add(uid)
        return
    draft.renamed |= dict.fromkeys(names[1:], uid)
    drops = draft.overrides.about_here("drop", names, draft.place)
    ours = replace(child.content, parent=parent)
    if len(ours.get(COMMENT)) > LONGEST_NOTE:
        draft.remarks.append(
            f"the comment of {shorten(draft.name_of(parent), 60)!r} is longer than Zotero accepts"
            f" ({LONGEST_NOTE:,} characters), and is left out"
        )
        return
    items = draft.snapshot.items
    made, key = record is not None and record.made, record.key if record else ""
    if record is None:
        if drops:
            return
        key = unrecorded
    else:
        draft.planned.add(record.uid)
        if parent not in items and items.get(record.key) is None and not drops:
            record = replace(record, state=SyncState.UNDONE)  # it was erased with the item, which is made again
        if is_removed_by_user(record, items.get(record.key)):
            restored = draft.drop(record, uid, drops)
            if restored is None:
                dropped = replace(record, uid=uid, state=SyncState.DROPPED)
                draft.records += [dropped] if dropped != record else []
                return
            record = restored
        record = draft.take_back(record, items.get(record.key))
        draft.obsolete_overrides += drops
    key = key or draft.choose_key(uid, draft.used_keys)
    data = items.get(key)
    theirs = read_content(data, uri=draft.snapshot.uri) if data is not None else None
    comment = _merge_comment(draft, names, child, record, theirs)
    if comment is not None and comment.text != ours.get(COMMENT):
        ours = ours.with_fields({COMMENT: comment.text})
    overruled = {COMMENT: comment.overruled} if comment and comment.line is not None else {}
    if data is None or theirs is None:
        new = SyncRecord(uid, ObjectType.ITEM, key, Base(ours, ours), made=True, overruled=overruled)
        change = FieldChange("note" if ours.kind == "note" else "link", "", child.label)
        plan_creation(draft, child.label, ours, new, (change,))
        return
    if record is not None and record.uid != uid:
        # The lines of zotero.txt have the new name before anything is sent: after a kill they must still be found.
        draft.records.append(replace(record, uid=uid))
    merged = _merge(record.base if record else None, child.content, ours, theirs, comment)
    new = SyncRecord(uid, ObjectType.ITEM, key, merged.base, made=made, overruled=overruled)
    plan_item_update(draft, child.label, data, theirs, merged, new, record)


def _is_quiet(draft: PlanDraft, names: tuple[str, ...], child: DesiredChild, parent: str, record: SyncRecord) -> bool:
    """Return whether there is nothing to do and nothing to remember: most notes and links in most runs."""
    base, data = record.base, draft.snapshot.items.get(record.key)
    if base is None or data is None or data.get("deleted") or record.uid != names[0] or record.overruled or base.open:
        return False
    if record.state is not SyncState.TRACKED or draft.overrides.about_any(names):
        return False
    ours = base.ours
    is_same = (ours.kind, ours.parent, ours.fields) == (child.content.kind, parent, child.content.fields)
    return is_same and read_content(data, uri=draft.snapshot.uri, known=base.theirs) == base.theirs


# -- comments --------------------------------------------------------------------------------------------------
def _merge_comment(
    draft: PlanDraft, names: tuple[str, ...], child: DesiredChild, record: SyncRecord | None, theirs: Content | None
) -> MergedComment | None:
    """Merge a comment with these names; plan the lines and the conflict that follow. None for a link."""
    if child.content.kind != "note":
        return None
    lines = [override for override in draft.overrides.about("claim", names) if override.name == COMMENT]
    line = str(json.loads(lines[0].value)) if lines else None
    ours = child.content.get(COMMENT)
    overruled = record.overruled.get(COMMENT, "") if record else ""
    merged = draft.safeguards.merge_comment(
        ours, theirs.get(COMMENT) if theirs else "", base=record.base if record and theirs else None, line=line,
        overruled=overruled, settle=lambda: draft.settle(child.label, COMMENT),
    )  # fmt: skip
    if merged.is_open and theirs is not None:
        before = (
            record.overruled.get(COMMENT) or (record.base.ours.get(COMMENT) if record.base else "") if record else ""
        )
        texts = (plain_note(text) for text in (before, ours, theirs.get(COMMENT)))
        draft.add_conflicts(names[0], child.label, [MergeConflict(COMMENT, *texts)])
    new_lines = []
    if merged.line is not None:
        new_lines = [Override("claim", names[0], COMMENT, json.dumps(merged.line, ensure_ascii=False))]
    draft.new_overrides += [override for override in new_lines if override not in lines]
    draft.obsolete_overrides += [override for override in lines if override not in new_lines]
    return merged


def _merge(
    base: Base | None, child: Content, ours: Content, theirs: Content, comment: MergedComment | None
) -> MergedObject:
    """Merge a note or link; `child` is what the notes say, `ours` the same with the merged comment."""
    if comment is None:
        return merge_object(base, ours, theirs)
    own = child.get(COMMENT) if comment.line is None else with_origin_of(comment.line, child.get(COMMENT))
    is_known = base is not None and COMMENT not in base.open
    if base is not None and is_known and comment.text == theirs.get(COMMENT) and own == base.ours.get(COMMENT):
        return merge_object(base, ours.with_fields({COMMENT: own}), theirs)
    known = Base(base.ours, base.theirs, base.open | {COMMENT}) if base is not None else None
    merged = merge_object(known, ours, theirs, settle=lambda name: "notes")
    if not comment.is_open:
        return replace(merged, base=replace(merged.base, ours=merged.base.ours.with_fields({COMMENT: own})))
    if base is None or COMMENT in base.open:
        return replace(merged, base=replace(merged.base, open=merged.base.open | {COMMENT}))
    before = Base(
        merged.base.ours.with_fields({COMMENT: base.ours.get(COMMENT)}),
        merged.base.theirs.with_fields({COMMENT: base.theirs.get(COMMENT)}),
        merged.base.open,
    )
    return replace(merged, base=before)
