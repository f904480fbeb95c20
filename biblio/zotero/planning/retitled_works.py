"""Find the record of a work whose note got another title and another file at once, by what stays: comment and people.

A decision follows its note by a fingerprint of which no part may differ (`decisions.rebind`). Here the title may, so
the comment must be the same, and the people; a short comment ("Good.") needs a title that is alike, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from biblio.text import fold
from biblio.zotero.desired_state import DesiredItem, DesiredState
from biblio.zotero.item_mapping import work_to_content
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.merge import CREATORS, creators_text
from biblio.zotero.note_html import note_body
from biblio.zotero.planning.work_records import is_identified
from biblio.zotero.sync_record import SyncRecord, SyncState

__all__ = ["match_retitled"]

_MIN_LIKENESS = 0.6
_KNOWN = (SyncState.TRACKED, SyncState.DROPPED)  # what the user removed is to stay away under its new name, too
_MIN_COMMENT = 40  # letters; two notes rarely say the same in so many


def match_retitled(
    items: Sequence[DesiredItem], records: Mapping[str, SyncRecord], matched: Collection[str], desired: DesiredState
) -> dict[str, SyncRecord]:
    """Return the records of `items` that have none, by their uids; `matched` are the uids of records that are taken.

    Only a record whose notes are all gone is free, also that of an item which the user removed. Nothing is matched if
    two records or two items come into question, or while some notes could not be read.
    """
    unmatched = [record for record in records.values() if record.names and record.uid not in matched]
    if not (items and unmatched and desired.is_complete):
        return {}
    present = desired.undecided.union(*(item.notes for item in desired.works))
    free = {
        record.key: record
        for record in unmatched
        if record.base is not None and record.state in _KNOWN and present.isdisjoint(record.notes)
    }
    if not free:
        return {}
    new = {item.uid: comments for item in items if (comments := _comments(item))}
    bodies: dict[str, set[str]] = {}
    for record in records.values():
        if record.sort is not ObjectType.ITEM or record.names or record.base is None:
            continue
        if record.base.ours.parent in free and record.base.ours.kind == "note":
            bodies.setdefault(record.base.ours.parent, set()).add(note_body(record.base.ours.get("note")))
    pairs = [
        (item.uid, record)
        for item in items
        for key, known in bodies.items()
        if item.uid in new and (same := known & new[item.uid]) and _is_same(item, record := free[key], same)
    ]
    uids = [uid for uid, _ in pairs]
    keys = [record.key for _, record in pairs]
    return {uid: record for uid, record in pairs if uids.count(uid) == 1 and keys.count(record.key) == 1}


def _comments(item: DesiredItem) -> set[str]:
    return {note_body(child.content.get("note")) for child in item.children if child.content.kind == "note"} - {""}


def _is_same(item: DesiredItem, record: SyncRecord, comments: Iterable[str]) -> bool:
    assert record.base is not None
    if is_identified(item.all_names) and is_identified(record.names):
        return False  # two different identifiers are two works
    ours, before = work_to_content(item.work, kind=record.base.ours.kind), record.base.ours
    # The user's corrections go by the names that the work had: what counts is what its notes said.
    people, title, date = (
        record.overruled.get(name, text)
        for name, text in (
            (CREATORS, creators_text(before.creators)), ("title", before.get("title")), ("date", before.get("date"))
        )
    )  # fmt: skip
    if creators_text(ours.creators) != people or ours.get("date") != date:
        return False
    is_telling = bool(ours.creators) and max(map(len, comments)) >= _MIN_COMMENT
    return is_telling or _are_alike(ours.get("title"), title)


def _are_alike(title: str, other: str) -> bool:
    return SequenceMatcher(None, fold(title), fold(other), autojunk=False).ratio() >= _MIN_LIKENESS
