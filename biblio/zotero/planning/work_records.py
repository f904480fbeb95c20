"""Find the record of each work: by the item that its note is, a name that both have, or else a note that both have.

The names of a work change: an arXiv id is added to a note with a DOI, a blog moves, an unknown work is accepted. A
record keeps its uid all its life; only the names in it follow the work's. No record belongs to two works.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from biblio.zotero.desired_state import DesiredItem
from biblio.zotero.sync_record import SyncRecord

__all__ = ["free_uid", "is_identified", "match_records"]

_IDENTIFYING = ("doi:", "arxiv:", "isbn:", "pmid:", "pmcid:", "openreview:", "acl:")


def match_records(items: Sequence[DesiredItem], records: Iterable[SyncRecord]) -> dict[str, SyncRecord]:
    """Return the records of works by the uids of `items`; an item without a record is left out.

    `records` are those of works. Of several records of one work (of works that turned out to be one), the one that
    shares most with it counts.
    """
    by_name: dict[str, list[SyncRecord]] = {}
    by_key: dict[str, SyncRecord] = {}
    for record in records:
        by_key[record.key] = record
        for name in record.names:
            by_name.setdefault(name, []).append(record)
    # The item that a note was read from stays the note's, whatever work that turns out to be about.
    found = [
        {record.uid: record for name in item.all_names for record in by_name.get(name, ())}
        | {by_key[key].uid: by_key[key] for key in item.items if key in by_key}
        for item in items
    ]
    claims = Counter(chain.from_iterable(found))
    pairs = []
    matches: dict[str, SyncRecord] = {}
    used: set[str] = set()
    for position, (item, candidates) in enumerate(zip(items, found, strict=True)):
        for uid, record in candidates.items():
            if len(candidates) == 1 and claims[uid] == 1:
                matches[item.uid] = record  # most works: there is nothing to choose from
                used.add(uid)
                continue
            # An item that was made for another work, which was taken for this one for a while, comes last.
            is_other = record.names[0] not in item.all_names
            shared = sum(name in record.names for name in item.all_names)
            rank = (
                record.key not in item.items, record.names[0] != item.uid, is_other, -shared,
                set(record.notes).isdisjoint(item.notes), position, uid,
            )  # fmt: skip
            pairs.append((rank, item, record))
    for _, item, record in sorted(pairs, key=lambda pair: pair[0]):
        if item.uid not in matches and record.uid not in used:
            matches[item.uid] = record
            used.add(record.uid)
    unused = [record for names in by_name.values() for record in names if record.uid not in used]
    if unused:
        matches.update(_match_notes([item for item in items if item.uid not in matches], unused))
    return matches


def _match_notes(items: Sequence[DesiredItem], records: Iterable[SyncRecord]) -> Iterator[tuple[str, SyncRecord]]:
    """Yield the records that follow a note whose work got another name, by the uid of the item.

    Two different identifiers are two works: a note that was first taken for the wrong paper gets a new item.
    """
    holders: dict[str, dict[str, SyncRecord]] = {}
    for record in records:
        for note in record.notes:
            holders.setdefault(note, {})[record.uid] = record
    by_item: dict[str, list[SyncRecord]] = {}
    by_record: dict[str, list[str]] = {}
    for item in items:
        candidates = {uid: record for note in item.notes for uid, record in holders.get(note, {}).items()}
        for record in candidates.values():
            if not (is_identified(item.all_names) and is_identified(record.names)):
                by_item.setdefault(item.uid, []).append(record)
                by_record.setdefault(record.uid, []).append(item.uid)
    for uid, candidates_of_item in by_item.items():
        if len(candidates_of_item) == 1 and len(by_record[candidates_of_item[0].uid]) == 1:
            yield uid, candidates_of_item[0]


def is_identified(names: Iterable[str]) -> bool:
    """Return whether one of the names of a work is an identifier that no other work has."""
    return any(name.startswith(_IDENTIFYING) for name in names)


def free_uid(uid: str, records: Mapping[str, SyncRecord]) -> str:
    """Return a uid for a new record of the work `uid`: the work's, unless an older record of another work has it."""
    candidate, number = uid, 1
    while candidate in records:
        number += 1
        candidate = f"{uid}#{number}"
    return candidate
