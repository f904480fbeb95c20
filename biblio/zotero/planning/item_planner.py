"""Plan one item: create it, change it, restore it, or only remember its present content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
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
    MergedObject,
    creators_text,
    hold_empty_fields,
    merge_object,
    values_agree,
)
from biblio.zotero.object_content import Content, Data, change_item_type
from biblio.zotero.planning.draft import PlanDraft, PulledRecord
from biblio.zotero.planning.limits import fit_texts
from biblio.zotero.planning.object_writes import describe_changes, plan_creation, plan_item_update
from biblio.zotero.planning.planned_work import PlannedWork
from biblio.zotero.planning.source_items import is_no_source_any_more
from biblio.zotero.planning.type_decision import (
    CITATION_KEY,
    decide_item_type,
    keeps_type,
    retyped_content,
    whose_key,
    with_all_of_ours,
    with_one_item_type,
)
from biblio.zotero.sync_record import SyncRecord, SyncState

__all__ = ["plan_item"]


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
    as_noted = partial(
        work_to_content, desired.work, citekey=desired.citekey, accessed=desired.accessed, tags=tags,
        collections=collections, related=related,
    )  # fmt: skip
    corrections, plain = _valid_corrections(draft, planned, as_noted)
    ours = correct_content(plain, corrections)
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
        own_related=record.own_related if record else theirs.related if theirs else frozenset(),
        overruled=_overruled(corrections, plain, record),
        read_as=desired.read_as,
    )  # fmt: skip
    if theirs is None or data is None:
        _report_shortened(draft, desired, too_long)
        plan_creation(draft, desired.label, ours, new, describe_changes(None, ours))
        return
    base = record.base if record is not None else None
    if base is not None and record is not None and record.overruled:
        base = _base_without_lines(base, record, corrections, plain)
    if keeps_type(planned, ours, corrections):
        new = replace(new, overruled={**new.overruled, ITEM_TYPE: ours.kind})
        ours = retyped_content(ours, theirs.kind, desired, corrections)
    elif base is not None and record is not None and record.overruled.get(ITEM_TYPE) == ours.kind:
        # It kept another type until now, so the notes' side of the type is as it was.
        is_same = retyped_content(ours, base.theirs.kind, desired, corrections) == base.ours
        base = replace(base, ours=ours if is_same else change_item_type(base.ours, ours.kind)[0])
    if planned.is_source:
        base = _base_as_it_stands(ours, theirs, desired)
    elif base is not None and is_no_source_any_more(planned):
        base = _base_without_item(base, ours)
    elif base is not None and desired.is_said_by_items:
        base = _base_without_other_items(base, ours, theirs, desired, corrections)
        if record is not None and not record.made and planned.key in desired.items:
            base = _base_with_type(base, ours, theirs)
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
        # It left our collections because its notes were gone, or an undo removed it: its return is our change. What it
        # was thrown away with (an undo leaves it in collections that go, too) is as we had put it.
        collections_left, related_left = base.ours.collections & theirs.collections, base.ours.related & theirs.related
        base = replace(base, ours=replace(base.ours, collections=collections_left, related=related_left))
    before = theirs
    kinds = decide_item_type(draft, desired, ours, base, theirs)
    ours, base, theirs, lost = with_one_item_type(desired, ours, base, theirs, corrections, kinds)
    merged = merge_object(
        base, ours, theirs, correctable=managed_fields(ours.kind) | {"creators"}, managed=managed,
        settle=lambda name: whose_key(name, desired, theirs) or draft.settle(desired.label, name) or kinds.settled,
    )  # fmt: skip
    if kinds.is_open:
        # The item type is the one question: what else differs is part of it, and no item gets fields of another type.
        merged = hold_empty_fields(merged, base, theirs, sent={CITATION_KEY})
        merged = replace(merged, base=replace(merged.base, open=merged.base.open | {ITEM_TYPE}), conflicts=())
    elif kinds.settled == "notes":
        merged = with_all_of_ours(merged, ours, desired)
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
        plain = as_noted(kind=ours.kind)
    pulled_names = (*merged.corrections, *((ITEM_TYPE,) if kinds.is_pulled else ()))
    pulled_texts = {name: _field_text(plain, name) for name in pulled_names}
    new = replace(new, overruled={**new.overruled, **pulled_texts})
    if base is not None and (record or planned.is_source) and not lost and theirs.kind == data["itemType"]:
        state, names = (record.state, record.names) if record else (SyncState.TRACKED, desired.all_names)
        pulled = replace(new, base=_pulled_base(base, theirs, merged), state=state, names=names)
        draft.pulled.append(PulledRecord(pulled, planned.names, record))
    draft.add_conflicts(desired.uid, desired.label, merged.conflicts)
    plan_item_update(draft, desired.label, data, before, merged, replace(new, base=merged.base), record, lost=lost)


def _base_as_it_stands(ours: Content, theirs: Content, desired: DesiredItem) -> Base:
    """Return the base of an item that a note was read from: only what other notes say of the work is new to it."""
    return Base(
        replace(ours, tags=ours.tags & desired.item_topics, collections=frozenset(), related=frozenset()), theirs
    )


def _base_without_lines(base: Base, record: SyncRecord, corrections: Mapping[str, Any], plain: Content) -> Base:
    """Return the base of a work so that a line which was taken out is undone only where it stood for something.

    The item of which somebody corrected a field may be gone, and another one taken in its place as it stands: if that
    one never said so, the notes' side of the field is as it was before. `plain` is what they say without lines.
    """
    ours, theirs = base.ours, base.theirs
    for name in record.overruled.keys() - corrections.keys() - {ITEM_TYPE, CREATORS}:
        field = field_of_type(ours.kind, name)
        if field and not values_agree(field, ours.get(field), theirs.get(field)):
            ours = ours.with_fields({field: record.overruled[name]})
    if CREATORS in record.overruled and CREATORS not in corrections and ours.creators != theirs.creators:
        is_same = record.overruled[CREATORS] == creators_text(plain.creators)
        ours = replace(ours, creators=plain.creators) if is_same else ours
    return replace(base, ours=ours) if ours is not base.ours else base


def _base_without_item(base: Base, ours: Content) -> Base:
    """Return the base of a work whose item is no note of it any more, so that the item keeps what it alone said."""
    before = base.ours
    said = replace(
        ours, tags=ours.tags & before.tags, collections=ours.collections & before.collections,
        related=ours.related & before.related,
    )  # fmt: skip
    return replace(base, ours=said)


def _base_without_other_items(
    base: Base, ours: Content, theirs: Content, desired: DesiredItem, corrections: Mapping[str, Any]
) -> Base:
    """Return the base of a work so that nothing which only items say of it changes another item.

    Where the notes differ from the item, and nothing but another item says what they say, they have said so before.
    """
    elsewhere = Content(ours.kind)
    if desired.elsewhere is not None:
        elsewhere = work_to_content(
            desired.elsewhere, kind=ours.kind, citekey=desired.citekey, accessed=desired.accessed
        )
    elsewhere, _ = fit_texts(correct_content(elsewhere, corrections))
    differing = [name for name in {*ours.fields, *base.ours.fields} if ours.get(name) != theirs.get(name)]
    names = {name for name in differing if not ours.get(name) or ours.get(name) != elsewhere.get(name)}
    is_said = ours.creators == theirs.creators or (ours.creators and ours.creators == elsewhere.creators)
    said = base.ours.with_fields({name: ours.get(name) for name in names})
    return replace(base, ours=replace(said, creators=base.ours.creators if is_said else ours.creators))


def _base_with_type(base: Base, ours: Content, theirs: Content) -> Base:
    """Return the base of an item of the user's that is a note itself: another item gives it no other type."""
    if ours.kind in (base.ours.kind, theirs.kind) or theirs.kind != base.theirs.kind:
        return base
    return replace(base, ours=change_item_type(base.ours, ours.kind)[0])


def _with_empty_fields_open(base: Base, theirs: Content) -> Base:
    """Return the base of an adopted item so that fields are filled which earlier versions left empty for good."""
    names = {
        name
        for name in FILLED_ON_ADOPTION
        if base.ours.get(name) and not base.theirs.get(name) and not theirs.get(name)
    }
    return replace(base, open=base.open | names) if names else base


def _report_shortened(draft: PlanDraft, desired: DesiredItem, names: tuple[str, ...]) -> None:
    if not names:
        return
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
    if known != (desired.all_names, desired.notes, desired.places, desired.read_as):
        return False
    if not ours.tags <= theirs.tags and ours.tags & draft.safeguards.automatic_tags(data):
        return False  # a tag that it has as one that a user gave is no automatic one
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


def _valid_corrections(
    draft: PlanDraft, planned: PlannedWork, as_noted: Callable[..., Content]
) -> tuple[dict[str, Any], Content]:
    """Return the user's corrections that still apply, and what the notes say without them: `as_noted`, by item type.

    A correction overrides whatever the services say later. What the user later writes into the note itself overrides
    the correction, because it is newer.
    """
    desired, record = planned.desired, planned.record
    if not draft.overrides.about_any(planned.names):
        return {}, as_noted()
    overrides = draft.overrides.about("claim", planned.names)
    corrections = draft.overrides.corrections(planned.names)
    kind = corrected_item_type(corrections)
    plain = as_noted(kind=kind)
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
