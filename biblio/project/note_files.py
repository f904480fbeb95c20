"""Which files a project's notes are in. A run that finds them unchanged needs no more, and loads no reader."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from biblio.project.project import Project
from biblio.readers.discovery import FileListing, list_files
from biblio.settings import NoteSource

__all__ = ["list_note_files"]


def list_note_files(project: Project, sources: Sequence[NoteSource], base: Path) -> FileListing:
    """Walk the `sources` that are files or folders (relative to `base`); repositories are left out."""
    return list_files([source for source in sources if not source.is_remote], base=base, own=project.own_paths)
