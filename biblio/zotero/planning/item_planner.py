"""Plan one item: create it, change it, restore it, or only remember its present content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from biblio.text import shorten
from biblio.zotero.corrections import (
    ITEM_TYPE,
    correct_content,
    corrected_item_type,
    correction_override,
    field_of_type,
)
from biblio.zotero.desired_state import DesiredItem
from biblio.zotero.item_mapping import managed_fields, work_to_content
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.merge import (
    CREATORS,
    FILLED_ON_ADOPTION,
    Base,
    MergeConflict,
    MergedObject,
    Side,
    creators_text,
    hold_empty_fields,
    merge_object,
    values_agree,
)
from biblio.zotero.object_content import EXTRA, Content, Data, change_item_type, creation_body, request_body
from biblio.zotero.planning.draft import PlanDraft, PulledRecord
from biblio.zotero.planning.limits import fit_texts
from biblio.zotero.planning.topics import NO_TOPICS, MergedTopics
from biblio.zotero.sync_plan import FieldChange, Operation
from biblio.zotero.sync_record import SyncRecord, SyncState

__all__ = ["CITATION_KEY", "PlannedWork", "describe_changes", "plan_creation", "plan_item", "plan_item_update"]

CITATION_KEY = "citationKey"


@dataclass(slots=True)
class PlannedWork:
    """One work while it is being planned; its `topics` are merged once all items are found.

    `names` are all names that the work has and had, its uid first; `key` is the key of its item. `data` is the item's
    present JSON, from which `theirs` was read; both are None if there is no item yet. `record` is what is remembered
    about it, `record_uid` the uid of that, or of what is going to be remembered. `is_made`: biblio made the item and
    forgot. `is_source`: the item is taken over as it stands, because a note was read from it.
    """

    desired: DesiredItem
    names: tuple[str, ...]
    key: str
    record_uid: str
    data: Data | None = None
    record: SyncRecord | None = None
    theirs: Content | None = None
    is_adopted: bool = False
    is_made: bool = False
    is_source: bool = False
    topics: MergedTopics = NO_TOPICS


# -- items of works --------------------------------------------------------------------------------------------
def plan_item(
    draft: PlanDraft,
    planned: PlannedWork,
    *,
    tags: frozenset[str],
    collections: frozenset[str],
    managed: frozenset[str],
    related: frozenset[str],
) -> None:
    """Plan the item of one work.

    The item should have the `tags`, be in the `collections`, and be related to the items `related`; `managed` are the
    keys of all our collections.
    """
    desired, record, data, theirs = planned.desired, planned.record, planned.data, planned.theirs
    corrections, plain = _valid_corrections(draft, planned)
    corrected = correct_content(plain, corrections)
    ours = Content(
        corrected.kind, corrected.fields, corrected.creators, tags, collections, related,
        open_ended=corrected.open_ended,
    )  # fmt: skip
    if not corrections and _is_quiet(draft, planned, ours):
        return
    ours, too_long = fit_texts(ours)
    is_new = theirs is None or data is None
    new = SyncRecord(
        planned.record_uid, ObjectType.ITEM, planned.key, base=Base(ours, ours) if is_new else None,
        made=record.made if record else data is None or planned.is_made,
        names=desired.all_names,
        notes=desired.notes, places=desired.places,
        own_tags=record.own_tags if record else theirs.tags if theirs else frozenset(),
        own_collections=record.own_collections if record else theirs.collections if theirs else frozenset(),
        overruled=_overruled(corrections, plain, record),
        read_as=desired.read_as,
    )  # fmt: skip
    if theirs is None or data is None:
        _report_shortened(draft, desired, too_long)
        plan_creation(draft, desired.label, ours, new, describe_changes(None, ours))
        return
    base = record.base if record is not None else None
    if _keeps_type(planned, ours, corrections):
        new = replace(new, overruled={**new.overruled, ITEM_TYPE: ours.kind})
        ours = _retyped(ours, theirs.kind, desired, corrections)
    elif base is not None and record is not None and record.overruled.get(ITEM_TYPE) == ours.kind:
        # It kept another type until now, so the notes' side of the type is as it was.
        is_same = _retyped(ours, base.theirs.kind, desired, corrections) == base.ours
        base = replace(base, ours=ours if is_same else change_item_type(base.ours, ours.kind)[0])
    if planned.is_source:
        base = _base_as_it_stands(ours, theirs, desired)
    # An item that a note was read from stays as it stood; see `source_items`.
    if base is not None and record is not None and not record.made and planned.key not in desired.items:
        base = _with_empty_fields_open(base, theirs)
    automatic = tags & draft.safeguards.automatic_tags(data)
    if record is not None and base is not None and not automatic and _is_in_step(record, base, ours, theirs, data):
        same = replace(new, base=base)
        draft.records += [same] if same != record else []
        return
    _report_shortened(draft, desired, too_long)
    if base is not None and record is not None and record.state in (SyncState.LEFT, SyncState.UNDONE):
        # It left our collections because its notes were gone, or an undo removed it: its return is our change.
        base = replace(base, ours=replace(base.ours, collections=frozenset(), related=frozenset()))
    before = theirs
    kinds = _decide_item_type(draft, desired, ours, base, theirs)
    ours, base, theirs, lost = _with_one_item_type(desired, ours, base, theirs, corrections, kinds)
    merged = merge_object(
        base, ours, theirs, correctable=managed_fields(ours.kind) | {"creators"}, managed=managed,
        settle=lambda name: _whose_key(name, desired, theirs) or draft.settle(desired.label, name) or kinds.settled,
    )  # fmt: skip
    if kinds.is_open:
        # The item type is the one question: what else differs is part of it, and no item gets fields of another type.
        merged = hold_empty_fields(merged, base, theirs, sent={CITATION_KEY})
        merged = replace(merged, base=replace(merged.base, open=merged.base.open | {ITEM_TYPE}), conflicts=())
    elif kinds.settled == "notes":
        merged = _with_all_of_ours(merged, ours, desired)
    merged = draft.safeguards.keep_own_members(merged, new, theirs)
    if automatic:
        merged = with_tags(merged, automatic)
    for name in merged.corrections:
        draft.new_overrides.append(correction_override(desired.uid, name, merged.target))
    draft.obsolete_overrides += [
        override  # an older value, under another name of the work
        for override in draft.overrides.about("claim", planned.names if merged.corrections else ())
        if override.name in merged.corrections and override.subject != desired.uid
    ]
    if plain.kind != ours.kind:
        plain = work_to_content(desired.work, kind=ours.kind, citekey=desired.citekey, accessed=desired.accessed)
    pulled_names = (*merged.corrections, *((ITEM_TYPE,) if kinds.is_pulled else ()))
    pulled_texts = {name: _field_text(plain, name) for name in pulled_names}
    new = replace(new, overruled={**new.overruled, **pulled_texts})
    if base is not None and record is not None and not lost and theirs.kind == data["itemType"]:
        pulled = replace(new, base=_pulled_base(base, theirs, merged), state=record.state, names=record.names)
        draft.pulled.append(PulledRecord(pulled, planned.names, record))
    draft.add_conflicts(desired.uid, desired.label, merged.conflicts)
    plan_item_update(draft, desired.label, data, before, merged, replace(new, base=merged.base), record, lost=lost)


def _keeps_type(planned: PlannedWork, ours: Content, corrections: Mapping[str, object]) -> bool:
    """Return whether an item keeps another type than the notes would give it, because it was taken over with it."""
    theirs, record = planned.theirs, planned.record
    if theirs is None or theirs.kind == ours.kind or ITEM_TYPE in corrections:
        return False
    if planned.is_source:
        return True
    is_unchanged = record is not None and record.base is not None and record.base.theirs.kind == theirs.kind
    return is_unchanged and record is not None and record.overruled.get(ITEM_TYPE) == ours.kind


def _base_as_it_stands(ours: Content, theirs: Content, desired: DesiredItem) -> Base:
    """Return the base of an item that a note was read from: only what other notes say of the work is new to it."""
    return Base(
        replace(ours, tags=ours.tags & desired.item_topics, collections=frozenset(), related=frozenset()), theirs
    )


def _with_empty_fields_open(base: Base, theirs: Content) -> Base:
    """Return the base of an adopted item so that fields are filled which earlier versions left empty for good."""
    names = {
        name
        for name in FILLED_ON_ADOPTION
        if base.ours.get(name) and not base.theirs.get(name) and not theirs.get(name)
    }
    return replace(base, open=base.open | names) if names else base


def _report_shortened(draft: PlanDraft, desired: DesiredItem, names: tuple[str, ...]) -> None:
    words = {"abstractNote": "abstract", CREATORS: "name of a person"}
    title = shorten(desired.work.best.title, 60)
    draft.remarks += [
        f"the {words.get(name, name)} of {title!r} is longer than Zotero accepts, and is shortened there"
        for name in names
    ]


def _is_quiet(draft: PlanDraft, planned: PlannedWork, ours: Content) -> bool:
    """Return whether there is nothing to do and nothing to remember about an item: most items in most runs.

    This is what the steps of `plan_item` come to for such an item, without making what they would throw away.
    """
    desired, record, theirs, data = planned.desired, planned.record, planned.theirs, planned.data
    if record is None or record.base is None or theirs is None or data is None:
        return False
    if planned.is_source or record.overruled or ours.kind != theirs.kind:
        return False
    known = (record.names, record.notes, record.places, record.read_as)
    if known != (
        desired.all_names,
        desired.notes,
        desired.places,
        desired.read_as,
    ) or ours.tags & draft.safeguards.automatic_tags(data):
        return False
    base = record.base if record.made else _with_empty_fields_open(record.base, theirs)
    return _is_in_step(record, base, ours, theirs, data)


def _is_in_step(record: SyncRecord, base: Base, ours: Content, theirs: Content, data: Data) -> bool:
    """Return whether both sides say what they said when they last agreed: most items in most runs."""
    is_settled = record.state is SyncState.TRACKED and not base.open and not data.get("deleted")
    # If both said the same then, they do now: comparing the two is quicker, because they share what is equal.
    before = theirs if base.ours is base.theirs else base.ours
    return is_settled and theirs == base.theirs and ours == before


def with_tags(merged: MergedObject, tags: frozenset[str]) -> MergedObject:
    """Return the merged item with `tags` besides those that it has."""
    target = replace(merged.target, tags=merged.target.tags | tags)
    theirs = replace(merged.base.theirs, tags=merged.base.theirs.tags | tags)
    return replace(merged, target=target, base=replace(merged.base, theirs=theirs))


def _whose_key(name: str, desired: DesiredItem, theirs: Content) -> Side | None:
    """Return whose citation key counts: Zotero's where biblio made the other one; it is no reason to ask."""
    return "zotero" if name == CITATION_KEY and theirs.get(name) and not desired.has_chosen_key else None


def _with_all_of_ours(merged: MergedObject, ours: Content, desired: DesiredItem) -> MergedObject:
    """Return the merged item with every field that the notes have, so that no type has the data of another one.

    A preprint's date agrees with the year of the publication, and is not the date of the publication.
    """
    fields, base = dict(ours.fields), merged.base
    if _whose_key(CITATION_KEY, desired, merged.target) == "zotero":
        fields.pop(CITATION_KEY, None)
    return replace(
        merged,
        target=merged.target.with_fields(fields),
        base=replace(base, ours=base.ours.with_fields(fields), theirs=base.theirs.with_fields(fields)),
    )


@dataclass(frozen=True, slots=True)
class _ItemTypeDecision:
    """The item type to use for now; `is_open` if the sides disagree and the user has not settled it.

    `is_pulled`: the type is pulled from Zotero. `settled` is the side that the user has chosen just now: it counts for
    all fields of the item.
    """

    kind: str
    is_open: bool = False
    is_pulled: bool = False
    settled: Side | None = None


def _decide_item_type(
    draft: PlanDraft, desired: DesiredItem, ours: Content, base: Base | None, theirs: Content
) -> _ItemTypeDecision:
    """Decide the item's type like the value of a field; plan the resulting override or conflict."""
    if ours.kind == theirs.kind:
        return _ItemTypeDecision(theirs.kind)
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
        return _ItemTypeDecision(ours.kind, settled=settled)
    if side == "zotero":
        draft.new_overrides.append(correction_override(desired.uid, ITEM_TYPE, theirs))
        return _ItemTypeDecision(theirs.kind, is_pulled=True, settled=settled)
    conflict = MergeConflict(ITEM_TYPE, known.theirs.kind if known else "", ours.kind, theirs.kind)
    draft.add_conflicts(desired.uid, desired.label, [conflict], details=_whole_change(ours, theirs, desired))
    return _ItemTypeDecision(theirs.kind, is_open=True)


def _whole_change(ours: Content, theirs: Content, desired: DesiredItem) -> tuple[FieldChange, ...]:
    """Return what would change if the notes' item type was taken: the fields that differ, and those without a place."""
    retyped, lost = change_item_type(theirs, ours.kind)
    fields = {**retyped.fields, **ours.fields}
    if _whose_key(CITATION_KEY, desired, theirs) == "zotero":
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


def _with_one_item_type(
    desired: DesiredItem,
    ours: Content,
    base: Base | None,
    theirs: Content,
    corrections: Mapping[str, object],
    decision: _ItemTypeDecision,
) -> tuple[Content, Base | None, Content, dict[str, str]]:
    """Return all sides under the item type that was decided, and the fields for which the type has no place."""
    kind = decision.kind
    if ours.kind != kind:
        ours = _retyped(ours, kind, desired, corrections)
    if base is not None:
        still_open = base.open | {ITEM_TYPE} if decision.is_open else base.open - {ITEM_TYPE}
        base = Base(change_item_type(base.ours, kind)[0], change_item_type(base.theirs, kind)[0], still_open)
    theirs, lost = change_item_type(theirs, kind)
    return ours, base, theirs, lost


def _retyped(ours: Content, kind: str, desired: DesiredItem, corrections: Mapping[str, Any]) -> Content:
    """Return what the notes say as an item of another type."""
    plain = work_to_content(desired.work, kind=kind, citekey=desired.citekey, accessed=desired.accessed)
    corrected, _ = fit_texts(correct_content(plain, corrections))
    return replace(corrected, tags=ours.tags, collections=ours.collections, related=ours.related)


def _valid_corrections(draft: PlanDraft, planned: PlannedWork) -> tuple[dict[str, Any], Content]:
    """Return the user's corrections that still apply, and what the notes say without them.

    A correction overrides whatever the services say later. What the user later writes into the note itself overrides
    the correction, because it is newer.
    """
    desired, record = planned.desired, planned.record
    if not draft.overrides.about_any(planned.names):
        return {}, work_to_content(desired.work, citekey=desired.citekey, accessed=desired.accessed)
    overrides = draft.overrides.about("claim", planned.names)
    corrections = draft.overrides.corrections(planned.names)
    kind = corrected_item_type(corrections)
    plain = work_to_content(desired.work, kind=kind, citekey=desired.citekey, accessed=desired.accessed)
    outdated = []
    if desired.is_own and record is not None:
        outdated = [
            name
            for name in corrections
            if name in record.overruled
            and name != CITATION_KEY
            and (name == CREATORS or field_of_type(plain.kind, name))
            and record.overruled[name] != _field_text(plain, name)
        ]
    key = corrections.get(CITATION_KEY, desired.citekey)
    is_new = record is None or record.overruled.get(CITATION_KEY) != desired.citekey
    if key != desired.citekey and desired.has_chosen_key and is_new:
        outdated.append(CITATION_KEY)  # a key that the user has decided since is newer
    for name in outdated:
        del corrections[name]
        draft.obsolete_overrides += [override for override in overrides if override.name == name]
    return corrections, plain


def _overruled(corrections: Mapping[str, Any], plain: Content, record: SyncRecord | None) -> dict[str, str]:
    """Return what the notes say of the fields that the user corrected.

    Of a citation key, what they said before: the exports take over the key that the user gave.
    """
    texts = {name: _field_text(plain, name) for name in corrections}
    before = record.overruled if record is not None else {}
    if CITATION_KEY in before and texts.get(CITATION_KEY) == corrections.get(CITATION_KEY):
        texts[CITATION_KEY] = before[CITATION_KEY]
    return texts


def _field_text(content: Content, name: str) -> str:
    if name == CREATORS:
        return creators_text(content.creators)
    return content.get(field_of_type(content.kind, name))


def _pulled_base(base: Base, theirs: Content, merged: MergedObject) -> Base:
    """Return the base with what is pulled from Zotero, but without anything that is still to be sent."""
    texts = {name: text for name, text in merged.corrections.items() if name != CREATORS}
    ours, base_theirs = base.ours.with_fields(texts), base.theirs.with_fields(texts)
    if CREATORS in merged.corrections:
        ours, base_theirs = (replace(side, creators=theirs.creators) for side in (ours, base_theirs))
    ours = replace(ours, collections=ours.collections | (theirs.collections - base.theirs.collections))
    base_theirs = replace(base_theirs, tags=theirs.tags, collections=theirs.collections)
    return Base(ours, base_theirs, base.open - set(merged.corrections))


# -- writes ----------------------------------------------------------------------------------------------------
def plan_creation(
    draft: PlanDraft, label: str, content: Content, record: SyncRecord, changes: tuple[FieldChange, ...]
) -> None:
    """Plan a new object that says `content`; `record` remembers that."""
    body = creation_body(content, uri=draft.snapshot.uri)
    draft.operations.append(Operation("create", ObjectType.ITEM, record.key, 0, body, label, content, record, changes))


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
