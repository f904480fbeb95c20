"""Find the records of notes and links below the items again after they got another name.

A note that was renamed, moved or retitled has a new id, and a link below an item that was merged has a new parent. The
record is known again by what the child says; it gets the new uid.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from biblio.zotero.desired_state import DesiredChild, DesiredState
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.note_html import note_body, note_id_in, note_source_in, plain_note
from biblio.zotero.object_content import Data
from biblio.zotero.planning.comment_merge import COMMENT
from biblio.zotero.sync_record import SyncRecord

__all__ = ["ChildOfWork", "find_unrecorded", "match_children"]

_MIN_LIKENESS = 0.6  # of two texts; two comments on one work that are not the same note rarely share a third
_MIN_COMMENT = 40  # letters; two notes rarely say the same in so many

ChildOfWork = tuple[str, str, DesiredChild]
"""The key of the item, the uid of the child, and the child."""


def match_children(
    children: Sequence[ChildOfWork],
    records: Mapping[str, SyncRecord],
    items: Mapping[str, Data],
    desired: DesiredState,
) -> dict[str, SyncRecord]:
    """Return the records of `children` that have none under their own uid, by that uid.

    A record is free if nothing that the notes want has its uid. While some notes could not be read, only links are
    matched: the note may still exist.
    """
    uids = {uid for _, uid, _ in children}
    new = [child for child in children if child[1] not in records]
    if not new:
        return {}
    parents = {parent for parent, _, _ in new}
    free: dict[str, list[SyncRecord]] = {}
    for record in records.values():
        if record.sort is not ObjectType.ITEM or record.names or record.uid in uids:
            continue
        parent = items.get(record.key, {}).get("parentItem") or (record.base.ours.parent if record.base else "")
        if parent in parents and (record.uid.startswith("link:") or _is_gone(record, desired)):
            free.setdefault(parent, []).append(record)
    matches: dict[str, SyncRecord] = {}
    for parent, candidates in free.items():
        below = [child for child in new if child[0] == parent]
        _match_links(below, candidates, matches)
        comments = {
            record.uid: _comment_of_notes(record) or items.get(record.key, {}).get(COMMENT, "")
            for record in candidates
            if record.uid.startswith("note:")
        }
        matches |= {uid: records[record_uid] for uid, record_uid in _match_notes(below, comments).items()}
    return matches


def _comment_of_notes(record: SyncRecord) -> str:
    """Return what the notes said, also if a person has written into the comment in Zotero since."""
    return record.overruled.get(COMMENT) or (record.base.ours.get(COMMENT) if record.base else "")


def find_unrecorded(
    children: Sequence[ChildOfWork],
    keys_below: Mapping[str, Sequence[str]],
    items: Mapping[str, Data],
    desired: DesiredState,
    *,
    choose_key: Callable[[str], str],
    tracked: Collection[str],
) -> dict[str, str]:
    """Return the keys of what biblio made for `children` and forgot (a memory was lost), by the uids of the children.

    `children` are those without a record, `keys_below` the keys of all objects below each item; the `tracked` ones
    have a record. A note is known by the id in its last line, also below another item if it has the key that biblio
    chooses for it, or by its text if no note has that id any more; a link by its address.
    """
    unrecorded: dict[str, str] = {}
    for parent, uid, child in children:
        keys = (*keys_below.get(parent, ()), *([choose_key(uid)] if child.content.kind == "note" else ()))
        for key in keys:
            data = items.get(key)
            if data is not None and key not in tracked and not data.get("deleted") and _is_same_child(child, uid, data):
                unrecorded[uid] = key
                break
    renamed = [child for child in children if child[1] not in unrecorded and child[2].content.kind == "note"]
    if renamed and desired.is_complete:
        present = desired.undecided.union(*(item.notes for item in desired.works))
        for parent, uid, child in renamed:
            for key in keys_below.get(parent, ()):
                is_free = key not in tracked and key not in unrecorded.values() and not items[key].get("deleted")
                if is_free and _is_of_former_note(child, items[key].get("note", ""), present):
                    unrecorded[uid] = key
                    break
    return unrecorded


def _is_of_former_note(child: DesiredChild, html: str, present: Collection[str]) -> bool:
    """Return whether a text is that of a comment which biblio made for a note that has another id than those `present`.

    Its words are those of the `child`, or a part of them; a short one ("Good.") must come from the same file, too.
    """
    note, ours = note_id_in(html).partition("@")[0], child.content.get("note")
    body, body_ours = note_body(html), note_body(ours)
    if not note or note in present or not (body == body_ours or _has_part(body, body_ours)):
        return False
    return min(len(body), len(body_ours)) >= _MIN_COMMENT or note_source_in(html) == note_source_in(ours)


def _is_same_child(child: DesiredChild, uid: str, data: Data) -> bool:
    if data["itemType"] != child.content.kind:
        return False
    if child.content.kind == "note":
        return f"note:{note_id_in(data.get('note', ''))}" == uid
    return bool(data.get("url") == child.content.get("url"))


def _is_gone(record: SyncRecord, desired: DesiredState) -> bool:
    return desired.is_complete and record.uid.removeprefix("note:").partition("@")[0] not in desired.undecided


def _match_links(
    children: Iterable[ChildOfWork], candidates: Iterable[SyncRecord], matches: dict[str, SyncRecord]
) -> None:
    by_address: dict[str, list[SyncRecord]] = {}
    for record in candidates:
        is_link = record.base is not None and record.base.ours.get("linkMode") == "linked_url"
        if record.base is not None and is_link and record.uid.startswith("link:"):
            by_address.setdefault(record.base.ours.get("url"), []).append(record)
    for _, uid, child in children:
        is_link = child.content.get("linkMode") == "linked_url"
        if is_link and (same := by_address.get(child.content.get("url"))):
            matches[uid] = same.pop()


def _match_notes(children: Iterable[ChildOfWork], candidates: Mapping[str, str]) -> dict[str, str]:
    """Match comments below one item, the surest pairs first; `candidates` are texts in Zotero by any name of theirs.

    Return the names of the matched candidates by the uids of the children.
    """
    pairs = []
    for _, uid, child in children:
        if child.content.kind == "note":
            for name, before in candidates.items():
                likeness = _likeness(child.content.get("note"), before)
                if likeness >= _MIN_LIKENESS:
                    pairs.append((-likeness, uid, name))
    matches: dict[str, str] = {}
    used: set[str] = set()
    for _, uid, name in sorted(pairs):
        if uid not in matches and name not in used:
            matches[uid] = name
            used.add(name)
    return matches


def _likeness(now: str, before: str) -> float:
    """Return how surely two comments are of one note: 2 if they say the same, 1 if the same file says another text.

    A note that was moved into a file of several notes, or out of one, keeps its words and gets or loses lines around
    them ("Tags: …").
    """
    body_now, body_before = note_body(now), note_body(before)
    if body_now == body_before:
        return 2.0 if note_id_in(before) else 0.0
    likeness = SequenceMatcher(None, body_now, body_before, autojunk=False).ratio() if body_before else 0.0
    if note_source_in(now) == note_source_in(before):
        return 1.0 + likeness / 2
    return 1.0 if _has_part(body_now, body_before) else likeness


def _has_part(body: str, other: str) -> bool:
    """Return whether the lines of one of two comments stand, whole and in a row, in the other."""
    shorter, longer = sorted((plain_note(body), plain_note(other)), key=len)
    return bool(shorter) and f"\n{shorter}\n" in f"\n{longer}\n"
