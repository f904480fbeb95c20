"""The log of runs and the sync status, from memory alone: no network."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from biblio.errors import UsageError
from biblio.zotero.library_snapshot import ObjectType
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
    """One run, with everything that it did."""

    library: str
    run: Run
    entries: tuple[tuple[WriteStatus, LoggedWrite], ...]


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
    """Return all runs, the latest first, or only run `number`. Raises `UsageError` if there is none."""
    logs = [
        RunLog(library, run, tuple(memory.logged_writes(run.id)))
        for memory, _, library in _remembered_libraries(memory_path)
        for run in memory.runs()
        if number in (None, run.id)
    ]
    if number is not None and not logs:
        raise UsageError(f"there is no run {number}", hint="biblio zotero log lists them")
    return sorted(logs, key=lambda log: -log.run.id)


def _remembered_libraries(memory_path: Path) -> Iterator[tuple[ZoteroMemory, str, str]]:
    """Yield the memory with each library selected in turn, with its realm and path."""
    if not memory_path.exists():
        return
    with contextlib.closing(ZoteroMemory.open(memory_path)) as memory:
        for realm, library in memory.libraries():
            memory.select_library(realm, library, "")
            yield memory, realm, library
