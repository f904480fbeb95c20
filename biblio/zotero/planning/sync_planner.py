"""Make a plan from both sides and the memory: what to send to Zotero, what to pull from it, what the user must settle.

Pure. An object enters the plan only if it belongs to a work of the notes, is below the item of one, or is one of our
collections; everything else in the library is read and left alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from biblio.zotero.desired_state import DesiredChild, DesiredItem, DesiredState
from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType
from biblio.zotero.memory_repair import MendedItem
from biblio.zotero.note_html import with_origin_of
from biblio.zotero.overrides import Overrides, parse_overrides
from biblio.zotero.planning.child_planner import plan_child
from biblio.zotero.planning.child_records import ChildOfWork, find_unrecorded
from biblio.zotero.planning.collection_tree import ROOT, CollectionTree, circle_remarks
from biblio.zotero.planning.comment_merge import COMMENT
from biblio.zotero.planning.draft import PlanDraft, SettleConflict
from biblio.zotero.planning.item_planner import plan_item
from biblio.zotero.planning.limits import LONGEST_TAG, find_alarms
from biblio.zotero.planning.pdf_planner import is_pdf_child, plan_pdf
from biblio.zotero.planning.planned_work import PlannedWork
from biblio.zotero.planning.removals import plan_orphans, plan_removals
from biblio.zotero.planning.renamed_lines import rename_lines
from biblio.zotero.planning.safeguards import SAFEGUARDS, Safeguards
from biblio.zotero.planning.source_items import (
    duplicate_remarks,
    said_by_item,
    topics_of_item,
    topics_to_send,
)
from biblio.zotero.planning.topics import MergedTopics, merge_topics
from biblio.zotero.planning.type_decision import CITATION_KEY
from biblio.zotero.planning.works_in_library import find_items_of_works
from biblio.zotero.sync_plan import SyncPlan
from biblio.zotero.sync_record import SyncRecord, SyncState
from biblio.zotero.sync_rules import SyncRules, matches_patterns

__all__ = ["make_sync_plan"]


def make_sync_plan(
    desired: DesiredState,
    snapshot: LibrarySnapshot,
    records: Mapping[str, SyncRecord],
    overrides: Overrides,
    rules: SyncRules,
    *,
    settle: SettleConflict = lambda label, field: None,
    safeguards: Safeguards = SAFEGUARDS,
    mended: Sequence[MendedItem] = (),
    changed: Collection[str] = (),
) -> SyncPlan:
    """Return the plan that would sync both sides, given the remembered `records` by uid.

    `mended` are items of which an earlier version remembered two records: what followed from that is taken back.
    `changed` are the keys of items that somebody has changed since notes were read from them: these notes are out of
    date, and nothing is planned about their works.
    """
    stored_overrides, overrides = overrides, _without_lines(overrides, mended)
    draft = PlanDraft(snapshot, overrides, rules, settle, safeguards, records)
    tree = CollectionTree(snapshot, records, overrides, rules, draft.choose_key, draft.place)
    items = [item for item in sorted(desired.works, key=lambda item: item.uid) if _is_in_scope(item, rules)]
    # Also what somebody took out in Zotero: who files a work there again means that topic, with a lost memory too.
    tree.locate({topic for item in items for topic in item.topics | overrides.topics(item.topics, item.names)} - {""})
    collection_topics = safeguards.topics_by_key(tree)
    works = find_items_of_works(draft, items, records, desired, changed)
    for work in works:
        work.topics = _merge_topics(work, draft, collection_topics)
    counts = Counter(topic for work in works for topic in work.topics.topics)
    tree.locate(counts)  # a tag that somebody gave in Zotero may have a collection there already
    filing = tree.filing_topics(counts)
    tree.plan(counts, needs_root=any(filing.isdisjoint(work.topics.topics) for work in works))
    draft.new_overrides += tree.new_overrides
    draft.obsolete_overrides += tree.obsolete_overrides
    managed = frozenset(tree.keys.values())
    keys = draft.left_alone | {work.desired.uid: work.key for work in works}
    draft.new_names |= {operation.key: operation.target.get("name") for operation in tree.operations}
    draft.new_names |= {work.key: work.desired.work.best.title for work in works if work.data is None}
    for work in works:
        plan_item(
            draft, work, tags=draft.item_tags(topics_to_send(work)),
            collections=tree.collections_of(work.topics.topics, in_root=work.topics.in_root), managed=managed,
            related=frozenset([keys[uid] for uid in work.desired.related if uid in keys and uid != work.desired.uid]),
        )  # fmt: skip
    _plan_children(draft, desired, works, records)
    planned_keys = set(keys.values())
    unplanned = [
        record
        for record in records.values()
        if record.uid not in draft.planned and not (record.names and record.key in planned_keys)
    ]
    plan_removals(draft, desired, unplanned, managed)
    rename_lines(draft, works)
    _report_taken_keys(draft, works)
    plan = SyncPlan(
        (*tree.operations, *draft.operations),
        tuple(sorted(set(draft.new_overrides))),
        tuple(sorted((set(draft.obsolete_overrides) & overrides.lines) | (stored_overrides.lines - overrides.lines))),
        (*tree.new_records, *draft.records, *safeguards.pulled_records(draft)),
        tuple(draft.conflicts),
        remarks=(
            *_hidden_remarks(snapshot),
            *circle_remarks(rules),
            *map(_mended_remark, mended),
            *duplicate_remarks(draft),
            *draft.remarks,
        ),
        adopted=sum(work.is_adopted for work in works),
        titles=_titles(draft, desired, works),
    )
    return replace(plan, alarms=find_alarms(plan, desired, snapshot, records.values(), rules))


def _titles(draft: PlanDraft, desired: DesiredState, works: Iterable[PlannedWork]) -> dict[str, str]:
    """Return what the subjects of the lines that come and go, of writes and of conflicts are called."""
    subjects = {override.subject for override in (*draft.new_overrides, *draft.obsolete_overrides)}
    subjects |= {operation.record.uid for operation in draft.operations if operation.target.parent}
    subjects |= {conflict.uid for conflict in draft.conflicts}
    titles: dict[str, str] = {}
    for item in desired.works if subjects else ():
        for name in item.all_names:
            if name in subjects:
                titles[name] = item.work.best.title
    for work in works if subjects else ():
        for child in work.desired.children:
            if (uid := _child_uid(child, work)) in subjects:
                of_work = "" if is_pdf_child(child) else f" of {work.desired.work.best.title!r}"
                titles[uid] = f"the {'comment' if child.content.kind == 'note' else child.label}{of_work}"
    return titles


def _without_lines(overrides: Overrides, mended: Iterable[MendedItem]) -> Overrides:
    lines = {line for item in mended for line in item.lines}
    return overrides.changed((), [override for override in overrides.lines if str(override) in lines])


def _hidden_remarks(snapshot: LibrarySnapshot) -> Iterator[str]:
    where = "give it that right, or create another one: https://www.zotero.org/settings/keys"
    if "note" in snapshot.hidden:
        yield f"the key may not see notes, so comments are left out; {where}"
    if "file" in snapshot.hidden:
        yield f"the key may not see files; {where}"


def _mended_remark(item: MendedItem) -> str:
    text = f"an earlier version of biblio took {item.label!r} for two works"
    if not item.lines:
        return f"{text}; that is mended"
    removed = {override.name for override in parse_overrides("\n".join(item.lines)).lines} - {ROOT}
    tags = ", ".join(sorted(removed))
    return f"{text} and removed its tags: {tags} come back"


def _report_taken_keys(draft: PlanDraft, works: Sequence[PlannedWork]) -> None:
    """Say which works have a key in Zotero that another work has: it stays there, and the exports keep another one."""
    claims = {line.subject: json.loads(line.value) for line in draft.overrides.lines if line.name == CITATION_KEY}
    if not claims:
        return
    owners = {work.desired.citekey.casefold(): work for work in works if work.desired.citekey}
    for work in works:
        key = next((str(claims[name]) for name in work.names if name in claims), "")
        owner = owners.get(key.casefold())
        if key and owner is not None and owner is not work and key.casefold() != work.desired.citekey.casefold():
            titles = [known.desired.work.best.title for known in (work, owner)]
            draft.remarks.append(
                f"{titles[0]!r} has the key {key!r} in Zotero, which {titles[1]!r} has;"
                f" it stays {work.desired.citekey!r} in the exports"
            )


def _is_in_scope(item: DesiredItem, rules: SyncRules) -> bool:
    if rules.only in ((), ("*",)):
        return True
    return any(matches_patterns(topic, rules.only) for topic in item.topics)


def _merge_topics(work: PlannedWork, draft: PlanDraft, collection_topics: Mapping[str, str]) -> MergedTopics:
    record, theirs = work.record, work.theirs
    base = record.base if record is not None and record.state is not SyncState.UNDONE else None
    if _is_unchanged_there(work, draft.overrides):
        return MergedTopics(work.desired.topics)
    if record is not None and record.state is SyncState.LEFT and theirs is not None and base is not None:
        # We took it out of our collections; its tags, and other collections, are the user's doing. (Memories that are
        # older than `left_collections` only have those of the time before.)
        left = record.left_collections or base.theirs.collections
        theirs = replace(theirs, collections=theirs.collections | left)
    elif record is not None and record.state is not SyncState.TRACKED:
        theirs = None  # not removed by the user, but by a crash or an undo
    if theirs is not None and work.data is not None and base is not None and theirs.tags != base.theirs.tags:
        # A tag that is there as an automatic one was not taken out.
        automatic = draft.safeguards.automatic_tags(work.data) & base.theirs.tags
        theirs = replace(theirs, tags=theirs.tags | automatic) if automatic else theirs
    if theirs is not None and base is not None:
        theirs = said_by_item(work, theirs, base.theirs, draft.overrides)
    merged = merge_topics(
        work.desired.topics | topics_of_item(work), work.names, draft.overrides, base=base, theirs=theirs,
        collection_topics=collection_topics, is_topic=draft.rules.is_topic,
    )  # fmt: skip
    draft.new_overrides += merged.new_overrides
    draft.obsolete_overrides += merged.obsolete_overrides
    return merged


def _is_unchanged_there(work: PlannedWork, overrides: Overrides) -> bool:
    """Return whether nobody has changed anything about the tags of a work in Zotero: most works in most runs."""
    record, theirs = work.record, work.theirs
    if overrides.lines or work.desired.items or theirs is None or record is None or record.base is None:
        return False
    before = record.base.theirs
    is_same = theirs.tags == before.tags and theirs.collections == before.collections
    return is_same and record.state is SyncState.TRACKED


# -- notes and links -------------------------------------------------------------------------------------------
def _plan_children(
    draft: PlanDraft, desired: DesiredState, works: Sequence[PlannedWork], records: Mapping[str, SyncRecord]
) -> None:
    """Plan the notes and links below the items; objects that are already there are adopted."""
    keys_below: dict[str, list[str]] = {}
    for key, data in draft.snapshot.items.items():
        if data.get("parentItem"):
            keys_below.setdefault(data["parentItem"], []).append(key)
    records_by_key = {
        record.key: record for record in records.values() if record.sort is ObjectType.ITEM and not record.names
    }
    is_hidden = draft.safeguards.hides_notes(draft.snapshot)
    if is_hidden:
        works = [replace(work, desired=_without_comments(work.desired)) for work in works]
    if "file" in draft.snapshot.hidden:
        works = [replace(work, desired=_without_files(work.desired)) for work in works]
    children = [(work.key, _child_uid(child, work), child) for work in works for child in work.desired.children]
    below_dropped = [
        (key, child.uid, child)
        for key, item in draft.dropped.items()
        for child in item.children
        if child.content.kind == "note"
    ]
    there = _without_lost(records, children, draft.snapshot)
    matches = draft.safeguards.match_children([*children, *below_dropped], there, draft.snapshot.items, desired)
    _rename_dropped(draft, below_dropped, matches)
    present_uids = {uid for _, uid, _ in children}
    uids = present_uids | {record.uid for record in matches.values()}
    known = there.keys() | matches.keys()
    new = [
        (parent, uid, _as_written_there(draft, uid, child))
        for parent, uid, child in (*children, *below_dropped)
        if uid not in known and not is_pdf_child(child)
    ]
    unrecorded = find_unrecorded(
        new, keys_below, draft.snapshot.items, desired, choose_key=lambda uid: draft.choose_key(uid, ()),
        tracked=records_by_key.keys(),
    )  # fmt: skip
    _remember_below_dropped(draft, below_dropped, unrecorded)
    for work in works:
        siblings = keys_below.get(work.key, [])
        plan_orphans(
            draft, desired, work.record, [records_by_key[key] for key in siblings if key in records_by_key], uids
        )
        for child in work.desired.children:
            uid = _child_uid(child, work)
            record = matches.get(uid) or (there if uid in unrecorded else records).get(uid)
            if is_pdf_child(child):
                plan_pdf(draft, uid, child, parent=work.key, record=record, siblings=siblings)
            else:
                key = unrecorded.get(uid, "")
                plan_child(draft, uid, child, parent=work.key, record=record, unrecorded=key, others=present_uids)
    too_long = {topic for work in works for topic in work.topics.topics if len(topic) > LONGEST_TAG}
    draft.remarks += [
        f"the tag {tag[:40]!r}… is longer than Zotero accepts and is left out" for tag in sorted(too_long)
    ]


def _as_written_there(draft: PlanDraft, uid: str, child: DesiredChild) -> DesiredChild:
    """Return a comment with the text that a line says somebody wrote in Zotero; by that it is known there."""
    texts = [json.loads(line.value) for line in draft.overrides.about("claim", (uid,)) if line.name == COMMENT]
    if not texts:
        return child
    content = child.content
    return replace(child, content=content.with_fields({COMMENT: with_origin_of(texts[0], content.get(COMMENT))}))


def _without_lost(
    records: Mapping[str, SyncRecord], children: Iterable[ChildOfWork], snapshot: LibrarySnapshot
) -> Mapping[str, SyncRecord]:
    """Return the records without those of children that were never made, or that a restored backup lacks.

    What was made for the same note before may be there again.
    """
    lost = {
        uid
        for _, uid, _ in children
        if uid in records and records[uid].state is SyncState.PENDING and records[uid].key not in snapshot.items
    }
    return {uid: record for uid, record in records.items() if uid not in lost} if lost else records


def _rename_dropped(draft: PlanDraft, children: Sequence[ChildOfWork], matches: Mapping[str, SyncRecord]) -> None:
    """Remember the new names of notes about works that the user removed: these may come back, or turn out others."""
    for _, uid, _ in children:
        if uid in matches:
            draft.renamed[matches[uid].uid] = uid
            draft.records.append(replace(matches[uid], uid=uid))


def _remember_below_dropped(draft: PlanDraft, children: Sequence[ChildOfWork], unrecorded: Mapping[str, str]) -> None:
    """Remember, after a lost memory, the comments of works that the user removed, by the keys in `unrecorded`."""
    for _, uid, _ in children:
        if uid in unrecorded:
            draft.records.append(SyncRecord(uid, ObjectType.ITEM, unrecorded[uid]))


def _without_comments(item: DesiredItem) -> DesiredItem:
    return replace(item, children=tuple(child for child in item.children if child.content.kind != "note"))


def _without_files(item: DesiredItem) -> DesiredItem:
    return replace(item, children=tuple(child for child in item.children if not is_pdf_child(child)))


def _child_uid(child: DesiredChild, work: PlannedWork) -> str:
    return f"link:{work.key}:{child.uid}" if child.content.kind == "attachment" else child.uid
