"""Read the notes of ``zotero:`` sources: the items of a library, which is only read, never written.

What was read is kept in the state, so that a run reads only what has changed, and a run offline has the notes of the
last one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from biblio.errors import Problem, ServiceError
from biblio.model.decision import OFFLINE
from biblio.model.note import Note
from biblio.project.item_digests import keep_item_digests
from biblio.project.project import Project
from biblio.project.zotero_sync import zotero_access
from biblio.readers.entry_to_note import entry_to_note
from biblio.readers.note_store import KnownFile
from biblio.readers.unseen_characters import without_unseen_characters
from biblio.zotero.api import ZoteroLibrary
from biblio.zotero.connection import open_for_reading
from biblio.zotero.library_entries import ZoteroSelection, parse_selection, select_entries
from biblio.zotero.library_snapshot import LibrarySnapshot
from biblio.zotero.memory import ZoteroMemory

__all__ = ["ZoteroReading", "read_zotero_notes"]

LAYOUT = "zotero"


@dataclass(frozen=True, slots=True)
class ZoteroReading:
    """The notes of a source, problems with it, and why Zotero could not be asked (may be empty)."""

    notes: tuple[Note, ...]
    problems: tuple[Problem, ...] = ()
    unasked: str = ""


def read_zotero_notes(project: Project, source: str, *, ask: bool) -> ZoteroReading:
    """Return the notes of a source ("zotero:tag/to-read"); without `ask`, those of the last run that asked.

    Raises `SourceError` if the source is not of this form, or the library has no such tag or collection.
    """
    selection = parse_selection(source)
    stored = tuple(project.notes.notes([source]))
    if not ask:
        is_new = not stored and source not in project.notes.files()
        unread = Problem(source, 0, "has not been read yet", "biblio sync reads it", is_warning=True)
        return ZoteroReading(stored, (unread,) if is_new else ())
    if project.config.services.offline:
        return ZoteroReading(stored, unasked="" if source in project.notes.files() else OFFLINE)
    try:
        snapshot, made = _read_library(project, selection)
    except ServiceError as error:
        return ZoteroReading(stored, unasked=error.reason)
    used_ids: set[str] = set()
    notes: list[Note] = []
    entries = list(select_entries(snapshot, selection, source, root=project.config.zotero.root, made=made))
    for entry in entries:
        note = entry_to_note(entry, source=source, layout=LAYOUT, used_ids=used_ids)
        notes.append(without_unseen_characters(note))
        used_ids.add(notes[-1].id)
    project.notes.put(source, KnownFile(0, 0, 0, LAYOUT, ()), notes)
    keep_item_digests(project.notes, source, [snapshot.items[entry.export_id] for entry in entries])
    return ZoteroReading(tuple(notes))


def _read_library(project: Project, selection: ZoteroSelection) -> tuple[LibrarySnapshot, frozenset[str]]:
    """Return the library of a selection, reading only what has changed since the last run, and what biblio made in it.

    Raises `ServiceError`.
    """
    remote = open_for_reading(zotero_access(project), selection.library)
    name = f"zotero {remote.realm} {remote.library}"
    body = project.notes.bookmark(name)
    with _memory_of(project, remote) as memory:
        known = msgspec.json.decode(body, type=LibrarySnapshot) if body else memory.snapshot() if memory else None
        snapshot = remote.read(known)
        if snapshot is not known or not body:
            project.notes.put_bookmark(name, msgspec.json.encode(snapshot))
        return snapshot, _made_items(memory) if memory else frozenset()


@contextlib.contextmanager
def _memory_of(project: Project, remote: ZoteroLibrary) -> Iterator[ZoteroMemory | None]:
    """Open what is remembered about a library; None if it was never synced."""
    path = project.config.zotero.memory
    if not path.exists():
        yield None
        return
    with contextlib.closing(ZoteroMemory.open(path)) as memory:
        if (remote.realm, remote.library) not in memory.libraries():
            yield None
            return
        memory.select_library(remote.realm, remote.library, remote.uri)
        yield memory


def _made_items(memory: ZoteroMemory) -> frozenset[str]:
    """Return the keys of the items that biblio made of other notes."""
    return frozenset(record.key for record in memory.records().values() if record.made and record.names)
