"""Rules that keep a sync from losing the user's data.

Each is a replaceable function, so that the tests can show what it prevents: a history that ends well with the rule ends
badly with another function in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from biblio.zotero.desired_state import DesiredItem, DesiredState
from biblio.zotero.library_entries import item_digest
from biblio.zotero.library_snapshot import LibrarySnapshot
from biblio.zotero.merge import MergedObject
from biblio.zotero.object_content import Content, Data, automatic_tags
from biblio.zotero.object_keys import choose_key
from biblio.zotero.planning.adoption import UntrackedItems
from biblio.zotero.planning.child_records import ChildOfWork, match_children
from biblio.zotero.planning.collection_tree import CollectionTree
from biblio.zotero.planning.comment_merge import MergedComment, merge_comment
from biblio.zotero.planning.replacements import Merge, gone_again, records_after_merges, replacements
from biblio.zotero.planning.rollback import stale_records
from biblio.zotero.planning.work_records import match_records
from biblio.zotero.sync_record import SyncRecord, SyncState
from biblio.zotero.write_log import LoggedWrite, with_sent_members

if TYPE_CHECKING:
    from biblio.zotero.planning.draft import PlanDraft

__all__ = [
    "SAFEGUARDS",
    "Safeguards",
    "hides_notes",
    "is_gone_from_notes",
    "is_out_of_date",
    "is_removed_by_user",
    "items_changed_by_others",
    "keep_own_members",
    "pulled_records",
]


def is_gone_from_notes(record: SyncRecord, desired: DesiredState) -> bool:
    """Return whether the notes of an object are known to be gone: all were read, and none waits for a decision."""
    return desired.is_complete and not set(record.notes) & desired.undecided and all(map(desired.covers, record.places))


def is_removed_by_user(record: SyncRecord, data: Data | None) -> bool:
    """Return whether the user trashed or erased an object.

    False if biblio itself trashed it, or was only about to create it.
    """
    if data is None:
        return record.state is not SyncState.PENDING and record.state is not SyncState.UNDONE
    return bool(data.get("deleted")) and record.state is not SyncState.UNDONE


def hides_notes(snapshot: LibrarySnapshot) -> bool:
    """Return whether the key may not see the library's notes: what is not there then was not removed by the user."""
    return "note" in snapshot.hidden


def items_changed_by_others(snapshot: LibrarySnapshot, version: int, own_versions: Mapping[str, int]) -> frozenset[str]:
    """Return the keys of the items that others have changed since the library had `version`.

    `own_versions` are the versions that our own writes gave to items.
    """
    return frozenset(
        key
        for key, data in snapshot.items.items()
        if data["version"] > version and own_versions.get(key) != data["version"]
    )


def is_out_of_date(item: DesiredItem, record: SyncRecord | None, snapshot: LibrarySnapshot) -> bool:
    """Return whether an item of the library says something else again than when a note of the work was read from it.

    What the note says would then count as newer than the item. A note that says what it said in the last plan does no
    harm: only the item has changed since, or we have changed it.
    """
    if not item.read_as or (record is not None and record.read_as == item.read_as):
        return False
    items = snapshot.items
    return any(key in items and item_digest(items[key]) != said for key, said in item.read_as.items())


def keep_own_members(merged: MergedObject, record: SyncRecord, theirs: Content) -> MergedObject:
    """Make an adopted item keep the tags, collections and relations that it had before, even if the notes lack them."""
    if record.made:
        return merged
    own_tags, own_collections = record.own_tags & theirs.tags, record.own_collections & theirs.collections
    own_related = record.own_related & theirs.related

    def with_own(content: Content) -> Content:
        return replace(
            content, tags=content.tags | own_tags, collections=content.collections | own_collections,
            related=content.related | own_related,
        )  # fmt: skip

    base = replace(merged.base, theirs=with_own(merged.base.theirs))
    return replace(merged, target=with_own(merged.target), base=base)


def pulled_records(draft: PlanDraft) -> list[SyncRecord]:
    """Return what to remember immediately about items that say something new and are still to be written.

    This is stored together with the overrides for the user's changes. Otherwise, if the run ended in between, the
    user's next change in Zotero would look like a conflict with the first one.
    """
    subjects = {override.subject for override in (*draft.new_overrides, *draft.obsolete_overrides)}
    written = {operation.key for operation in draft.operations}
    return [
        pulled.record
        for pulled in draft.pulled
        if pulled.record.key in written and not subjects.isdisjoint(pulled.names) and pulled.record != pulled.before
    ]


@dataclass(frozen=True, slots=True)
class Safeguards:
    """The safeguards of a sync, one function each; see the functions for their arguments and results."""

    automatic_tags: Callable[[Data], frozenset[str]] = automatic_tags
    hides_notes: Callable[[LibrarySnapshot], bool] = hides_notes
    items_changed_by_others: Callable[[LibrarySnapshot, int, Mapping[str, int]], frozenset[str]] = (
        items_changed_by_others
    )
    is_out_of_date: Callable[[DesiredItem, SyncRecord | None, LibrarySnapshot], bool] = is_out_of_date
    match_records: Callable[[Sequence[DesiredItem], Iterable[SyncRecord]], Mapping[str, SyncRecord]] = match_records
    match_children: Callable[
        [Sequence[ChildOfWork], Mapping[str, SyncRecord], Mapping[str, Data], DesiredState], Mapping[str, SyncRecord]
    ] = match_children
    merge_comment: Callable[..., MergedComment] = merge_comment
    replacements: Callable[[LibrarySnapshot], Mapping[str, str]] = replacements
    records_after_merges: Callable[
        [Iterable[Merge], Iterable[SyncRecord], LibrarySnapshot, LibrarySnapshot], Iterable[SyncRecord]
    ] = records_after_merges
    gone_again: Callable[[LibrarySnapshot, LibrarySnapshot], frozenset[str]] = gone_again
    choose_key: Callable[[str, str, Container[str]], str] = choose_key
    untracked_items: Callable[[Mapping[str, Data], Container[str]], UntrackedItems] = UntrackedItems
    topics_by_key: Callable[[CollectionTree], dict[str, str]] = CollectionTree.topics_by_key
    is_gone_from_notes: Callable[[SyncRecord, DesiredState], bool] = is_gone_from_notes
    keep_own_members: Callable[[MergedObject, SyncRecord, Content], MergedObject] = keep_own_members
    pulled_records: Callable[[PlanDraft], list[SyncRecord]] = pulled_records
    with_sent_members: Callable[[SyncRecord, LoggedWrite, Data], SyncRecord] = with_sent_members
    stale_records: Callable[[Iterable[SyncRecord], LibrarySnapshot, LibrarySnapshot], Iterable[SyncRecord]] = (
        stale_records
    )


SAFEGUARDS = Safeguards()
"""The rules used outside of tests."""
