"""Decide the type of an item, of which the notes and Zotero may say different things: one question with all fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from biblio.zotero.corrections import (
    ITEM_TYPE,
    correct_content,
    correction_override,
)
from biblio.zotero.desired_state import DesiredItem
from biblio.zotero.item_mapping import item_type_of, work_to_content
from biblio.zotero.merge import (
    Base,
    MergeConflict,
    MergedObject,
    Side,
    values_agree,
)
from biblio.zotero.object_content import Content, change_item_type
from biblio.zotero.planning.draft import PlanDraft
from biblio.zotero.planning.limits import fit_texts
from biblio.zotero.planning.object_writes import describe_changes
from biblio.zotero.planning.planned_work import PlannedWork
from biblio.zotero.planning.source_items import is_no_source_any_more
from biblio.zotero.sync_plan import FieldChange

__all__ = [
    "CITATION_KEY",
    "ItemTypeDecision",
    "decide_item_type",
    "keeps_type",
    "retyped_content",
    "whose_key",
    "with_all_of_ours",
    "with_one_item_type",
]

CITATION_KEY = "citationKey"


@dataclass(frozen=True, slots=True)
class ItemTypeDecision:
    """The item type to use for now; `is_open` if the sides disagree and the user has not settled it.

    `is_pulled`: the type is pulled from Zotero. `settled` is the side that the user has chosen just now: it counts for
    all fields of the item.
    """

    kind: str
    is_open: bool = False
    is_pulled: bool = False
    settled: Side | None = None


def decide_item_type(
    draft: PlanDraft, desired: DesiredItem, ours: Content, base: Base | None, theirs: Content
) -> ItemTypeDecision:
    """Decide the item's type like the value of a field; plan the resulting override or conflict."""
    if ours.kind == theirs.kind:
        return ItemTypeDecision(theirs.kind)
    known = base if base is not None and ITEM_TYPE not in base.open else None
    ours_changed = known is not None and ours.kind != known.ours.kind
    theirs_changed = known is not None and theirs.kind != known.theirs.kind
    side: Side | None = "notes" if ours_changed and not theirs_changed else None
    if side is None and theirs_changed and not ours_changed:
        side = "zotero"
    settled: Side | None = None
    if side is None:
        settled = side = draft.settle(desired.label, ITEM_TYPE)
    if side == "notes":
        return ItemTypeDecision(ours.kind, settled=settled)
    if side == "zotero":
        draft.new_overrides.append(correction_override(desired.uid, ITEM_TYPE, theirs))
        return ItemTypeDecision(theirs.kind, is_pulled=True, settled=settled)
    conflict = MergeConflict(ITEM_TYPE, known.theirs.kind if known else "", ours.kind, theirs.kind)
    draft.add_conflicts(desired.uid, desired.label, [conflict], details=_whole_change(ours, theirs, desired))
    return ItemTypeDecision(theirs.kind, is_open=True)


def _whole_change(ours: Content, theirs: Content, desired: DesiredItem) -> tuple[FieldChange, ...]:
    """Return what would change if the notes' item type was taken: the fields that differ, and those without a place."""
    retyped, lost = change_item_type(theirs, ours.kind)
    fields = {**retyped.fields, **ours.fields}
    if whose_key(CITATION_KEY, desired, theirs) == "zotero":
        fields[CITATION_KEY] = theirs.get(CITATION_KEY)
    elif not theirs.get(CITATION_KEY):
        fields.pop(CITATION_KEY, None)  # that is sent whatever the type
    same_sets = replace(retyped, fields=fields, creators=ours.creators or retyped.creators)
    # The same DOI in other letters is no difference that anybody has to think about.
    changes = tuple(
        change
        for change in describe_changes(retyped, same_sets)
        if change.field != "DOI" or not values_agree("DOI", change.before, change.after)
    )
    return (
        *changes,
        *(FieldChange(name, text, "a line of extra") for name, text in lost.items()),
    )


def with_one_item_type(
    desired: DesiredItem,
    ours: Content,
    base: Base | None,
    theirs: Content,
    corrections: Mapping[str, object],
    decision: ItemTypeDecision,
) -> tuple[Content, Base | None, Content, dict[str, str]]:
    """Return all sides under the item type that was decided, and the fields for which the type has no place."""
    kind = decision.kind
    if ours.kind != kind:
        ours = retyped_content(ours, kind, desired, corrections)
    if base is not None:
        still_open = base.open | {ITEM_TYPE} if decision.is_open else base.open - {ITEM_TYPE}
        base = Base(change_item_type(base.ours, kind)[0], change_item_type(base.theirs, kind)[0], still_open)
    theirs, lost = change_item_type(theirs, kind)
    return ours, base, theirs, lost


def retyped_content(ours: Content, kind: str, desired: DesiredItem, corrections: Mapping[str, Any]) -> Content:
    """Return what the notes say as an item of another type."""
    plain = work_to_content(desired.work, kind=kind, citekey=desired.citekey, accessed=desired.accessed)
    corrected, _ = fit_texts(correct_content(plain, corrections))
    return replace(corrected, tags=ours.tags, collections=ours.collections, related=ours.related)


def keeps_type(planned: PlannedWork, ours: Content, corrections: Mapping[str, object]) -> bool:
    """Return whether an item keeps another type than the notes would give it, because it was taken over with it."""
    theirs, record = planned.theirs, planned.record
    if theirs is None or theirs.kind == ours.kind or ITEM_TYPE in corrections:
        return False
    if planned.is_source:
        return True
    is_unchanged = record is not None and record.base is not None and record.base.theirs.kind == theirs.kind
    if record is None or not is_unchanged:
        return False
    is_of_items = is_no_source_any_more(planned) or _is_type_of_items(planned.desired, ours.kind)
    return is_of_items or record.overruled.get(ITEM_TYPE) == ours.kind


def _is_type_of_items(desired: DesiredItem, kind: str) -> bool:
    """Return whether nothing but an item says that a work has this type."""
    return desired.is_said_by_items and (desired.elsewhere is None or item_type_of(desired.elsewhere.best) != kind)


def with_all_of_ours(merged: MergedObject, ours: Content, desired: DesiredItem) -> MergedObject:
    """Return the merged item with every field that the notes have, so that no type has the data of another one.

    A preprint's date agrees with the year of the publication, and is not the date of the publication.
    """
    fields, base = dict(ours.fields), merged.base
    if whose_key(CITATION_KEY, desired, merged.target) == "zotero":
        fields.pop(CITATION_KEY, None)
    return replace(
        merged,
        target=merged.target.with_fields(fields),
        base=replace(base, ours=base.ours.with_fields(fields), theirs=base.theirs.with_fields(fields)),
    )


def whose_key(name: str, desired: DesiredItem, theirs: Content) -> Side | None:
    """Return whose citation key counts: Zotero's where biblio made the other one; it is no reason to ask."""
    return "zotero" if name == CITATION_KEY and theirs.get(name) and not desired.has_chosen_key else None
