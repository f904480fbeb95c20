"""Find the item of every work: the remembered one, what a merge has left of it, one in the library, or a new one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from biblio.zotero.desired_state import DesiredItem, DesiredState
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.merge import MergeConflict
from biblio.zotero.object_content import read_content, replaced_keys
from biblio.zotero.overrides import Override
from biblio.zotero.planning.adoption import AdoptedItem
from biblio.zotero.planning.draft import PlanDraft
from biblio.zotero.planning.item_search import ItemSearch
from biblio.zotero.planning.planned_work import PlannedWork
from biblio.zotero.planning.replacements import record_of_replacement
from biblio.zotero.planning.retitled_works import match_retitled
from biblio.zotero.planning.safeguards import is_removed_by_user
from biblio.zotero.planning.source_items import (
    find_source_items,
    is_gone,
    out_of_date_remarks,
    take_source_item,
)
from biblio.zotero.planning.work_records import free_uid
from biblio.zotero.schema import is_regular
from biblio.zotero.sync_record import SyncRecord, SyncState

__all__ = ["TRASH", "find_items_of_works"]

TRASH = "trash"
"""The name of the conflict about an item that was in the trash before biblio came."""


def find_items_of_works(
    draft: PlanDraft,
    items: Sequence[DesiredItem],
    records: Mapping[str, SyncRecord],
    desired: DesiredState,
    changed: Collection[str],
) -> list[PlannedWork]:
    """Return every work with its item: the remembered one, one found in the library, or a new one.

    Works that the user removed in Zotero are left out, and those whose notes are from items that have changed
    since: `changed` are the keys of some of these.
    """
    matches = draft.safeguards.match_records(items, [record for record in records.values() if record.names])
    new = [item for item in items if item.uid not in matches]
    matches = {**matches, **match_retitled(new, records, {record.uid for record in matches.values()}, desired)}
    present_names = {name for item in desired.works for name in item.all_names}
    matches = {**matches, **_follow_merges(draft, matches, desired)}
    search = ItemSearch(draft, matches, items)
    matched = {record.uid for record in matches.values()}
    free = {record.key: record for record in records.values() if record.names and record.uid not in matched}
    if free and len(matches) < len(items):
        unmatched = {record.uid: record for record in free.values()}
        free |= {record.key: record for record in _follow_merges(draft, unmatched, desired, is_told=False).values()}
    works = []
    out_of_date: list[DesiredItem] = []
    sources = find_source_items(draft, items, matches)
    for item in items:
        record = matches.get(item.uid)
        is_newer_there = bool(changed) and any(key in changed for key in item.items)
        if is_newer_there or draft.safeguards.is_out_of_date(item, record, draft.snapshot):
            out_of_date.append(item)
            if record is not None:
                draft.planned.add(record.uid)
                draft.left_alone[item.uid] = record.key
            continue
        names = _all_names(draft, item, record, present_names)
        work = None
        if source := sources.get(item.uid):
            works.append(take_source_item(draft, item, names, source, record))
            continue
        if record is not None and record.key in item.items and is_gone(draft.snapshot, record.key):
            # The note was read from an item that is gone, so the note will be gone too.
            draft.planned.add(record.uid)
            continue
        if record is None:
            work = _find_new(draft, item, names, search)
            # An item that nothing refers to any more is known again by what it says.
            record = free.get(work.key) if work is not None else None
            names = _all_names(draft, item, record, present_names) if record is not None else names
        elif (again := _find_again(draft, item, names, record, search)) is not None:
            draft.planned.add(record.uid)
            works.append(again)
            continue
        elif (trashed := _find_in_trash(draft, item, record, search)) is not None:
            draft.planned.add(record.uid)
            work = _settle_trashed(draft, item, names, trashed.key, record.uid)
            works += [work] if work is not None else []
            continue
        if record is not None:
            work = _find_remembered(draft, item, names, record)
        if work is not None:
            works.append(work)
    draft.remarks += out_of_date_remarks(out_of_date)
    return works


def _all_names(
    draft: PlanDraft, item: DesiredItem, record: SyncRecord | None, present: Collection[str]
) -> tuple[str, ...]:
    """Return the names that a work has and had; its lines get its present name. `present` are those of all works."""
    names, former = item.all_names, list[str]()
    if record is not None and record.names != names:
        former = [name for name in record.names if name not in present]
        names = (*names, *former)
    linked = draft.overrides.linked(names, present)
    if former or linked:
        draft.renamed |= dict.fromkeys((*former, *linked), item.uid)
    return (*names, *linked) if linked else names


def _follow_merges(
    draft: PlanDraft, matches: Mapping[str, SyncRecord], desired: DesiredState, *, is_told: bool = True
) -> dict[str, SyncRecord]:
    """Return new records for the works whose items were merged with others in Zotero, by the uids in `matches`."""
    removed = {
        uid: record
        for uid, record in matches.items()
        if draft.snapshot.items.get(record.key, {"deleted": 1}).get("deleted")
    }
    if not removed:
        return {}
    moved: dict[str, SyncRecord] = {}
    successors = draft.safeguards.replacements(draft.snapshot)
    taken = {record.key for record in matches.values()}
    managed = {topic for item in desired.works for topic in item.topics}
    for record in draft.records_by_uid.values():
        if record.sort is ObjectType.COLLECTION:
            managed |= {record.key, record.uid.removeprefix("tag:")}
    for uid, record in removed.items():
        key = successors.get(record.key, "")
        if key in taken and is_told and record.state is not SyncState.DROPPED:
            other = draft.snapshot.items[key].get("title") or key
            draft.remarks.append(
                f"{draft.name_of(record.key)!r} was merged in Zotero into {other!r}, a work of its own"
            )
        if key and key not in taken:
            taken.add(key)
            theirs = read_content(draft.snapshot.items[key], uri=draft.snapshot.uri)
            data = draft.snapshot.items.get(record.key)
            former = read_content(data, uri=draft.snapshot.uri) if data is not None else None
            moved[uid] = record_of_replacement(record, key, theirs, former, managed=managed)
            if is_told:
                title = theirs.get("title") or key
                draft.remarks.append(
                    f"{title!r} was merged in Zotero; the item that is left of the merge is used from now on"
                )
    return moved


def _find_again(
    draft: PlanDraft, item: DesiredItem, names: tuple[str, ...], record: SyncRecord, search: ItemSearch
) -> PlannedWork | None:
    """Return a work with an item that is there in place of the remembered one; None if there is none.

    An item that was merged into the remembered one may be back without it, from the trash or in a restored backup.
    """
    data = draft.snapshot.items.get(record.key)
    if data is not None and not data.get("deleted"):
        return None  # most items
    if data is None and _is_free_again(draft, names, record):
        adopted = search.adopt(item, in_trash=False)
    elif is_removed_by_user(record, data):
        adopted = search.adopt_own(item)
    else:
        return None
    # The item that biblio made for another work, which now turns out to be this one, brings back nothing.
    if adopted is None or adopted.key in draft.made_records:
        return None
    return _with_item(draft, item, names, adopted, record.uid)


def _find_in_trash(draft: PlanDraft, item: DesiredItem, record: SyncRecord, search: ItemSearch) -> AdoptedItem | None:
    """Return the item in the trash of a work whose remembered one was never made, or is not in a restored backup."""
    is_lost = record.state is SyncState.PENDING and record.key not in draft.snapshot.items
    return search.adopt(item, in_trash=True) if is_lost else None


def _with_item(
    draft: PlanDraft, item: DesiredItem, names: tuple[str, ...], adopted: AdoptedItem, record_uid: str
) -> PlannedWork:
    """Return a work with an item that is there; no line says any more that it is gone."""
    draft.take_out_drops(names, record_uid)
    data = draft.snapshot.items[adopted.key]
    theirs = read_content(data, uri=draft.snapshot.uri)
    is_made = adopted.recognised_by == "key" and not replaced_keys(data, uri=draft.snapshot.uri)
    return PlannedWork(
        item, names, adopted.key, record_uid, data, theirs=theirs, is_adopted=not is_made, is_made=is_made
    )


def _is_free_again(draft: PlanDraft, names: tuple[str, ...], record: SyncRecord) -> bool:
    """Return whether another item may be the work by now, given that the remembered one is not there.

    It was never made, or a restored backup lacks it; or the user erased it, and took out the line that says so.
    """
    if record.state is SyncState.DROPPED:
        return not draft.overrides.about_here("drop", names, draft.place)
    return record.state is SyncState.PENDING


def _find_remembered(
    draft: PlanDraft, item: DesiredItem, names: tuple[str, ...], record: SyncRecord
) -> PlannedWork | None:
    drops = draft.overrides.about_here("drop", names, draft.place)
    draft.planned.add(record.uid)
    data = draft.snapshot.items.get(record.key)
    if is_removed_by_user(record, data):
        restored = draft.drop(record, item.uid, drops)
        if restored is None:
            dropped = replace(
                record, names=item.all_names, notes=item.notes, places=item.places, state=SyncState.DROPPED
            )
            if dropped != record:
                draft.records.append(dropped)
            draft.dropped[record.key] = item
            return None
        record = restored
    record = draft.take_back(record, data)
    draft.take_out_drops(names, record.uid)
    known = record.base.theirs if record.base is not None else None
    theirs = read_content(data, uri=draft.snapshot.uri, known=known) if data is not None else None
    if theirs is not None and not is_regular(theirs.kind):
        draft.remarks.append(
            f"{item.label} has an item type that this version of biblio does not know ({theirs.kind}); it is left alone"
        )
        return None
    return PlannedWork(item, names, record.key, record.uid, data, record, theirs)


def _find_new(draft: PlanDraft, item: DesiredItem, names: tuple[str, ...], search: ItemSearch) -> PlannedWork | None:
    record_uid = free_uid(item.uid, draft.records_by_uid)
    drops = draft.overrides.about_here("drop", names, draft.place)
    if drops and not all(line.library for line in drops):
        return None
    # A line with another name of the work may be about an item that is gone, and not about one that is there.
    is_gone_by_name = any(line.subject == item.uid for line in drops)
    if adopted := search.adopt_own(item) if is_gone_by_name else search.adopt(item, in_trash=False):
        draft.add_duplicates(adopted)
        return _with_item(draft, item, names, adopted, record_uid)
    trashed = search.adopt(item, in_trash=True)
    if drops:
        _remember_dropped(draft, item, record_uid, trashed)
        return None
    if trashed:
        return _settle_trashed(draft, item, names, trashed.key, record_uid)
    return PlannedWork(item, names, draft.choose_key(item.uid, draft.used_keys), record_uid)


def _remember_dropped(draft: PlanDraft, item: DesiredItem, record_uid: str, trashed: AdoptedItem | None) -> None:
    """Remember, after a lost memory, which work a line says the user removed; `trashed` is its item, if it is there.

    Its note may get another name, or be taken for one about another work for a while: it stays away all the same.
    """
    key = trashed.key if trashed else draft.choose_key(item.uid, draft.used_keys)
    is_made = trashed is None or trashed.recognised_by == "key"
    draft.dropped[key] = item
    draft.records.append(
        SyncRecord(
            record_uid, ObjectType.ITEM, key, state=SyncState.DROPPED, made=is_made, names=item.all_names,
            notes=item.notes, places=item.places,
        )
    )  # fmt: skip


def _settle_trashed(
    draft: PlanDraft, item: DesiredItem, names: tuple[str, ...], key: str, record_uid: str
) -> PlannedWork | None:
    """Ask whether a work whose item lay in the trash before biblio came belongs there, or comes back.

    The item may also be an older one, which a restored backup has instead of ours.
    """
    data = draft.snapshot.items[key]
    side = draft.settle(item.label, TRASH)
    if side == "notes":
        theirs = read_content(data, uri=draft.snapshot.uri)
        return PlannedWork(item, names, key, record_uid, data, theirs=theirs, is_adopted=True)
    draft.dropped[key] = item
    if side == "zotero":
        draft.new_overrides.append(Override("drop", item.uid, draft.place))
    else:
        draft.add_conflicts(item.uid, item.label, [MergeConflict(TRASH, "", "in your notes", "in the trash")])
    return None
