"""Which files a project's notes are in. A run that finds them unchanged needs no more, and loads no reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from biblio.project.project import Project
from biblio.readers.discovery import FileListing, list_files
from biblio.settings import NoteSource

if TYPE_CHECKING:
    from biblio.readers.read_files import Reading

__all__ = ["list_note_files", "reader_of"]


def list_note_files(project: Project, sources: Sequence[NoteSource], base: Path) -> FileListing:
    """Walk the `sources` that are files or folders (relative to `base`); repositories are left out."""
    return list_files([source for source in sources if not source.is_remote], base=base, own=project.own_paths)


def reader_of(project: Project, listing: FileListing) -> Callable[[], Reading]:
    """Return a function that reads the files of `listing` when it is called first, and always returns what it read."""

    @cache
    def read() -> Reading:
        from biblio.readers.read_files import read_listing

        return read_listing(listing, store=project.notes, progress=project.progress)

    return read
