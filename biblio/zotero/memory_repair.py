"""Mend memories of earlier versions in which one item belonged to two records, because its work had got another name.

Every other run took such an item out of its collections, and the next took that for the user's doing: it wrote
``remove`` lines and took the tags away. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from biblio.zotero.merge import Base
from biblio.zotero.object_content import Data, read_content
from biblio.zotero.overrides import parse_overrides
from biblio.zotero.sync_record import SyncRecord, SyncState
from biblio.zotero.write_log import LoggedWrite, WriteStatus

__all__ = ["LoggedRun", "MendedItem", "mend_item", "unite_records"]

LoggedRun = tuple[int, Sequence[str], Sequence[tuple[WriteStatus, LoggedWrite]]]
"""A run: its number, the lines that it added to ``zotero.txt``, and its writes."""


@dataclass(frozen=True, slots=True)
class MendedItem:
    """An item that had two records: its key, its title, and the lines of ``zotero.txt`` that only the fault wrote.

    `memory` stores it as JSON: the names and order of its fields are part of the file format.
    """

    key: str
    label: str
    lines: tuple[str, ...]


def unite_records(records: Sequence[SyncRecord], data: Data | None, uri: str) -> SyncRecord:
    """Return the one record for `records`, all of one item whose present JSON is `data` (None: unknown)."""
    main = max(records, key=lambda record: (len(record.names), record.state is SyncState.TRACKED, record.uid))
    united = replace(
        main,
        names=tuple(dict.fromkeys(name for record in (main, *records) for name in record.names)),
        notes=tuple(dict.fromkeys(note for record in (main, *records) for note in record.notes)),
        places=tuple(dict.fromkeys(place for record in (main, *records) for place in record.places)),
        made=any(record.made for record in records),
    )
    if main.base is None or data is None or not any(record.state is SyncState.LEFT for record in records):
        return united
    # What the item lacks now was taken by us: nothing of it counts as removed, and the notes' tags are pushed again.
    theirs = read_content(data, uri=uri)
    base = Base(
        replace(main.base.ours, tags=frozenset(), collections=theirs.collections),
        replace(main.base.theirs, tags=theirs.tags, collections=theirs.collections),
        main.base.open,
    )
    return replace(united, base=base, state=SyncState.TRACKED)


def mend_item(
    record: SyncRecord, data: Data | None, runs: Iterable[LoggedRun], topics: Mapping[str, str]
) -> MendedItem:
    """Return what is to be said about the united `record`; `topics` are those of our collections by key.

    A ``remove`` line is the fault's if it came after a run that took the item out of the tag's collection.
    """
    lost: set[str] = set()
    lines: dict[str, None] = {}
    for _, added, writes in sorted(runs, key=lambda run: run[0]):
        for override in parse_overrides("\n".join(added)).lines if lost else ():
            if override.verb == "remove" and override.subject in record.names and override.name in lost:
                lines[str(override)] = None
        for status, write in writes:
            if status is WriteStatus.DONE and write.verb == "leave" and write.key == record.key:
                before, after = set((write.before or {}).get("collections", ())), set(write.body["collections"])
                lost |= {topics[key] for key in before - after if key in topics}
    return MendedItem(record.key, str((data or {}).get("title") or record.uid), tuple(sorted(lines)))
