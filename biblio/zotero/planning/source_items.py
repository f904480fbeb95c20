"""Works whose notes were read from items of the library that is planned for: those items are theirs, as they stand.

A note from an item says what the item says. So nothing of it is sent back: what the item lacks or says otherwise when
biblio takes it stays so, and from then on changes go both ways as with any other item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from biblio.text import shorten
from biblio.zotero.desired_state import DesiredItem
from biblio.zotero.library_snapshot import LibrarySnapshot
from biblio.zotero.object_content import Content, read_content
from biblio.zotero.overrides import Overrides
from biblio.zotero.planning.adoption import AdoptedItem
from biblio.zotero.planning.draft import PlanDraft
from biblio.zotero.planning.planned_work import PlannedWork
from biblio.zotero.planning.work_records import free_uid
from biblio.zotero.sync_record import SyncRecord

__all__ = [
    "duplicate_remarks",
    "find_source_items",
    "is_gone",
    "is_no_source_any_more",
    "out_of_date_remarks",
    "said_by_item",
    "take_source_item",
    "topics_of_item",
    "topics_to_send",
]

_MOST_TITLES = 5


def is_gone(snapshot: LibrarySnapshot, key: str) -> bool:
    """Return whether an item is in the trash or erased."""
    return bool(snapshot.items.get(key, {"deleted": 1}).get("deleted"))


def is_no_source_any_more(work: PlannedWork) -> bool:
    """Return whether the item of a work was one of its notes in the last plan, and is none now.

    It was in the trash when the notes were read, or no source selects it any more. That the notes no longer say what it
    says is then no change of theirs.
    """
    record = work.record
    return record is not None and record.key in record.read_as and record.key not in work.desired.items


def out_of_date_remarks(items: Sequence[DesiredItem]) -> list[str]:
    """Return a remark about the works about which nothing is planned, because their notes are out of date."""
    if not items:
        return []
    titles = ", ".join(repr(shorten(item.work.best.title, 60)) for item in items[:_MOST_TITLES])
    more = f" and {len(items) - _MOST_TITLES} more" if len(items) > _MOST_TITLES else ""
    return [f"changed in Zotero after it was read, and left alone until biblio sync reads it again: {titles}{more}"]


def find_source_items(
    draft: PlanDraft, items: Sequence[DesiredItem], matches: Mapping[str, SyncRecord]
) -> dict[str, AdoptedItem]:
    """Return the items that notes were read from, by the works' uids, for works without a live item so far.

    `matches` are the records of the works. Further items of a work are its duplicates; one of them takes the place of
    an item that is gone. Without a record, an item that biblio made for the work and forgot comes before all of them.
    """
    taken = {record.key for record in matches.values()}
    found: dict[str, AdoptedItem] = {}
    for item in items:
        record = matches.get(item.uid)
        if not item.items or (record is not None and not is_gone(draft.snapshot, record.key)):
            continue
        live = [key for key in item.items if key not in taken and not is_gone(draft.snapshot, key)]
        own = [key for name in item.all_names if not is_gone(draft.snapshot, key := draft.choose_key(name, ()))]
        if live and (record is not None or not own or own[0] in item.items):
            taken.add(live[0])
            found[item.uid] = AdoptedItem(live[0], "key", tuple(live[1:]))
    return found


def take_source_item(
    draft: PlanDraft, item: DesiredItem, names: tuple[str, ...], source: AdoptedItem, record: SyncRecord | None
) -> PlannedWork:
    """Return a work with the item that its note was read from; `record` is that of an item that is gone.

    `names` are all that the work has and had.
    """
    data = draft.snapshot.items[source.key]
    theirs = read_content(data, uri=draft.snapshot.uri)
    uid = record.uid if record is not None else free_uid(item.uid, draft.records_by_uid)
    draft.planned.add(uid)
    draft.take_out_drops(names, uid)
    draft.add_duplicates(source)
    return PlannedWork(item, names, source.key, uid, data, theirs=theirs, is_adopted=True, is_source=True)


def duplicate_remarks(draft: PlanDraft) -> list[str]:
    """Return a remark about the works that turned out to be in the library more than once, if there are any."""
    if not draft.duplicates:
        return []
    titles = [
        f"{shorten(draft.name_of(adopted.key), 60)!r} ({len(adopted.duplicates) + 1} times)"
        for adopted in draft.duplicates
    ]
    count = len(titles)
    more = f" and {count - _MOST_TITLES} more" if count > _MOST_TITLES else ""
    works = "1 work is" if count == 1 else f"{count} works are"
    return [
        f"{works} in the library more than once; the oldest item of each is used, and the others are left alone"
        f" (Zotero merges them under Duplicate Items): {', '.join(titles[:_MOST_TITLES])}{more}"
    ]


def topics_of_item(work: PlannedWork) -> frozenset[str]:
    """Return the tags that its notes gave a work, if its item is one of them and still has them.

    If the note does not say so, it was read while the item did not have the tag: the next reading gives it back.
    """
    record, theirs = work.record, work.theirs
    if not work.desired.items or record is None or record.base is None or theirs is None:
        return frozenset()
    if work.key not in work.desired.items:
        return frozenset()
    return theirs.tags & record.base.theirs.tags & record.base.ours.tags


def topics_to_send(work: PlannedWork) -> frozenset[str]:
    """Return the topics of a work that its item may get as tags: those that an item gives are not sent to one."""
    if not work.desired.item_topics:
        return work.topics.topics
    present = work.theirs.tags if work.theirs is not None else frozenset()
    return work.topics.topics - (work.desired.item_topics - present)


def said_by_item(work: PlannedWork, theirs: Content, before: Content, overrides: Overrides) -> Content:
    """Return an item's content without changes of tags that its own note is going to say.

    Whoever gives the item a tag again that a line takes from the work has changed their mind, whatever the note says.
    """
    if work.key not in work.desired.items:
        return theirs
    removed = (before.tags - theirs.tags) & work.desired.item_topics
    again = {line.name for line in overrides.about("remove", work.names)} & theirs.tags
    return replace(theirs, tags=(theirs.tags & before.tags) | removed | again)
