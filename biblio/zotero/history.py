"""What was done and how things stand, from memory alone."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from biblio.errors import UsageError
from biblio.project.project import Project
from biblio.zotero.memory import Run, ZoteroMemory, open_memory
from biblio.zotero.model import ObjectType, SyncState
from biblio.zotero.overrides import FILE_NAME
from biblio.zotero.overrides_file import read_overrides
from biblio.zotero.planning.undo import LoggedWrite, WriteStatus

__all__ = ["RunLog", "SyncStatus", "run_logs", "sync_status"]


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How things stand with one library. `unanswered` writes are looked at by the next run."""

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
    """One run with all it did."""

    library: str
    run: Run
    entries: tuple[tuple[WriteStatus, LoggedWrite], ...]


def sync_status(project: Project) -> list[SyncStatus]:
    """Return how things stand with every library that was ever worked on, the last one first."""
    found = []
    facts = len(read_overrides(project.config.folder / FILE_NAME).facts)
    for memory, realm, library in _each(project):
        copy, ties, runs = memory.copy(), memory.ties().values(), memory.runs()
        works = [tie for tie in ties if tie.names]
        objects = len(copy.items) + len(copy.collections) if copy else 0
        found.append(
            SyncStatus(
                library,
                realm,
                copy.version if copy else None,
                objects,
                works=sum(tie.state is SyncState.TIED for tie in works),
                collections=sum(tie.sort is ObjectType.COLLECTION and tie.state is SyncState.TIED for tie in ties),
                left=sum(tie.state is SyncState.LEFT for tie in works),
                unanswered=len(memory.unanswered()),
                overrides=facts,
                last_run=runs[0] if runs else None,
            )
        )
    return found


def run_logs(project: Project, number: int | None) -> list[RunLog]:
    """Return all runs, the last one first, or only the one called `number`. Raises `UsageError` where it is not."""
    found = [
        RunLog(library, run, tuple((status, entry) for _, status, entry in memory.entries(run.id)))
        for memory, _, library in _each(project)
        for run in memory.runs()
        if number in (None, run.id)
    ]
    if number is not None and not found:
        raise UsageError(f"there is no run {number}", hint="biblio zotero log lists them")
    return sorted(found, key=lambda one: -one.run.id)


def _each(project: Project) -> list[tuple[ZoteroMemory, str, str]]:
    path = project.config.zotero.memory
    if not path.exists():
        return []
    memory = project.stack.enter_context(contextlib.closing(open_memory(path)))
    opened = []
    for realm, library in memory.libraries():
        one = project.stack.enter_context(contextlib.closing(open_memory(path)))
        one.choose(realm, library, "")
        opened.append((one, realm, library))
    return opened
