"""Take a Zotero library that is already full as the notes of a project: read it, find the works, export, remember.

Nothing is written to the library. Its items are remembered as they stand, so that a later sync adds none of them again
and sends nothing but what changes from then on.
"""

from __future__ import annotations

from dataclasses import dataclass

from biblio.errors import UsageError
from biblio.formats.zotero_item import NO_WORKS
from biblio.project.note_library import read_library
from biblio.project.project import Project
from biblio.project.summary import Summary
from biblio.project.sync import sync
from biblio.project.zotero_sync import ZoteroPlan, adopt_items, read_whole_library
from biblio.settings import Config, NoteSource
from biblio.zotero.library_entries import is_own_library, parse_selection, select_entries
from biblio.zotero.library_snapshot import LibrarySnapshot

__all__ = ["LibraryContents", "ZoteroAdoption", "adopt_library", "check_library", "check_sources"]


@dataclass(frozen=True, slots=True)
class LibraryContents:
    """What is in a library: live items that stand for works, collections, and what no note is made of.

    `loose` are notes and files that belong to no item.
    """

    items: int
    collections: int
    trashed: int
    loose: int


@dataclass(frozen=True, slots=True)
class ZoteroAdoption:
    """What was read and exported, and how the library is remembered.

    `notes` is how many of its items are notes of the project; `remembered` how many of the works belong to an item of
    it. `planned` is the plan that a sync would make now.
    """

    contents: LibraryContents
    summary: Summary
    notes: int
    remembered: int
    planned: ZoteroPlan


def check_sources(config: Config) -> None:
    """Raise `UsageError` unless the items of the library that is synced are among the notes of the project."""
    sources = [source for source in config.notes.sources if source.is_zotero]
    if not sources:
        raise UsageError(
            f"{config.folder / 'config.toml'} exists already, and its sources have no Zotero library",
            hint='add "zotero:" to the sources under [notes], then run this again; or use another folder',
        )
    if not any(is_own_library(parse_selection(source.path), config.zotero.library) for source in sources):
        raise UsageError(
            f"the sources are of another library than [zotero] library = {config.zotero.library!r}",
            hint="set the same library in config.toml, then run this again",
        )


def check_library(project: Project) -> None:
    """Read the library, and check that it has what the project's sources select.

    Raises `SourceError` if it has no such tag or collection, and `ServiceError` if Zotero cannot be asked.
    """
    snapshot = read_whole_library(project)
    for source in project.config.notes.sources:
        if _is_adopted(source, project.config):
            next(select_entries(snapshot, parse_selection(source.path), source.path), None)


def adopt_library(project: Project) -> ZoteroAdoption:
    """Read the library that the project's sources name, find the works of its items, export them, remember the items.

    A run that was interrupted is simply started again. Raises `ServiceError` if Zotero cannot be asked.
    """
    contents = _count(read_whole_library(project))
    result = sync(project)
    library = result.library or read_library(project)
    planned = adopt_items(project, library)
    sources = {source.path for source in project.config.notes.sources if _is_adopted(source, project.config)}
    notes = sum(decided.note.source in sources for decided in library.decided)
    return ZoteroAdoption(contents, result.summary, notes, planned.tracked, planned)


def _is_adopted(source: NoteSource, config: Config) -> bool:
    return source.is_zotero and is_own_library(parse_selection(source.path), config.zotero.library)


def _count(snapshot: LibrarySnapshot) -> LibraryContents:
    top = [data for data in snapshot.items.values() if not data.get("parentItem")]
    live = [data for data in top if not data.get("deleted")]
    loose = sum(data.get("itemType") in NO_WORKS for data in live)
    collections = sum(not data.get("deleted") for data in snapshot.collections.values())
    return LibraryContents(len(live) - loose, collections, len(top) - len(live), loose)
