"""The log of runs and the sync status, from memory alone: no network."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from biblio.errors import UsageError
from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType
from biblio.zotero.memory import Run, ZoteroMemory
from biblio.zotero.sync_record import SyncState
from biblio.zotero.write_log import LoggedWrite, WriteStatus

__all__ = ["RunLog", "SyncStatus", "run_logs", "sync_status"]


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The status of one library, in numbers.

    `works` and `collections` are those that belong to notes; `left` are items that left our collections because their
    notes are gone. `unanswered` writes are looked up by the next run. `overrides` are lines of ``zotero.txt``.
    """

    library: str
    realm: str
    version: int | None
    objects: int
    works: int
    collections: int
    left: int
    unanswered: int
    overrides: int
    last_run: Run | None


@dataclass(frozen=True, slots=True)
class RunLog:
    """One run, with everything that it did.

    `titles` says what the objects that it wrote are called now, by their keys; of notes and links, the items above.
    """

    library: str
    run: Run
    entries: tuple[tuple[WriteStatus, LoggedWrite], ...]
    titles: Mapping[str, str] = field(default_factory=dict)


def sync_status(memory_path: Path, *, overrides: int) -> list[SyncStatus]:
    """Return the status of every library that was ever synced, the latest first.

    `overrides` is the number of lines in ``zotero.txt``.
    """
    statuses = []
    for memory, realm, library in _remembered_libraries(memory_path):
        snapshot, runs = memory.snapshot(), memory.runs()
        records = memory.records().values()
        tracked = [record for record in records if record.state is SyncState.TRACKED]
        statuses.append(
            SyncStatus(
                library,
                realm,
                snapshot.version if snapshot else None,
                len(snapshot.items) + len(snapshot.collections) if snapshot else 0,
                works=sum(bool(record.names) for record in tracked),
                collections=sum(record.sort is ObjectType.COLLECTION for record in tracked),
                left=sum(bool(record.names) and record.state is SyncState.LEFT for record in records),
                unanswered=len(memory.unanswered_writes()),
                overrides=overrides,
                last_run=runs[0] if runs else None,
            )
        )
    return statuses


def run_logs(memory_path: Path, number: int | None) -> list[RunLog]:
    """Return all runs, the latest first, or only run `number`, which gets titles.

    Raises `UsageError` if there is none.
    """
    logs = []
    for memory, _, library in _remembered_libraries(memory_path):
        runs = [run for run in memory.runs() if number in (None, run.id)]
        snapshot = memory.snapshot() if runs and number is not None else None
        for run in runs:
            entries = tuple(memory.logged_writes(run.id))
            logs.append(RunLog(library, run, entries, _titles(entries, snapshot) if snapshot else {}))
    if number is not None and not logs:
        raise UsageError(f"there is no run {number}", hint="biblio zotero log lists them")
    return sorted(logs, key=lambda log: -log.run.id)


def _titles(entries: Iterable[tuple[WriteStatus, LoggedWrite]], snapshot: LibrarySnapshot) -> dict[str, str]:
    titles = {}
    for _, write in entries:
        data = snapshot.objects(write.sort).get(write.key) or write.body
        above = snapshot.items.get(data.get("parentItem") or "") or data
        titles[write.key] = str(above.get("title") or above.get("name") or "")
    return titles


def _remembered_libraries(memory_path: Path) -> Iterator[tuple[ZoteroMemory, str, str]]:
    """Yield the memory with each library selected in turn, with its realm and path."""
    if not memory_path.exists():
        return
    with contextlib.closing(ZoteroMemory.open(memory_path)) as memory:
        for realm, library in memory.libraries():
            memory.select_library(realm, library, "")
            yield memory, realm, library
