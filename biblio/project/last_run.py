"""Whether anything has changed since the last run: a fingerprint of everything that a run depends on.

As in git, a file counts as unchanged if its size and times are. The fingerprint covers the inputs as they were before
the run and the exports as the run left them, so if anything is saved during a run, the next one looks at everything.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from biblio.decisions.decisions import FILE_NAME
from biblio.matching.rules_version import RULES_VERSION
from biblio.project.summary import Summary
from biblio.version import __version__
from biblio.zotero.overrides import OVERRIDES_NAME

if TYPE_CHECKING:
    from biblio.project.note_library import NoteLibrary
    from biblio.project.project import Project
    from biblio.project.summary import FileChange
    from biblio.readers.discovery import FileListing
    from biblio.settings import NoteSource
    from biblio.state import State

__all__ = ["LastRun", "forget_last_run"]

_NAME = "last run"
_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class _StoredRun:
    fingerprint: str
    due: float
    summary: Summary


class LastRun:
    """What is remembered about the last run over `sources`; made when a run starts, before it reads anything."""

    def __init__(self, project: Project, sources: Sequence[NoteSource], base: Path, listing: FileListing) -> None:
        self._project = project
        self._inputs = _digest_inputs(project, sources, base, listing)

    def valid_summary(self) -> Summary | None:
        """Return the summary of the last run if nothing has changed since then, else None."""
        stored = self._project.state.recall(_NAME)
        if stored is None:
            return None
        last = msgspec.json.decode(stored, type=_StoredRun)
        fingerprint = self._fingerprint()
        is_same = bool(fingerprint) and last.fingerprint == fingerprint
        return last.summary if is_same and time.time() < last.due else None

    def remember(self, summary: Summary, library: NoteLibrary) -> None:
        """Remember a finished run, unless running it again could find something new."""
        fingerprint = self._fingerprint()
        if not fingerprint or not _is_settled(self._project, library):
            forget_last_run(self._project.state)
            return
        due = time.time() + self._project.config.services.missing_days * _DAY
        exports = tuple(map(_as_unchanged, summary.exports))
        quiet = replace(summary, opened=0, asked={}, requests={}, flaws=(), exports=exports, taken=(), is_first=False)
        self._project.state.remember(_NAME, msgspec.json.encode(_StoredRun(fingerprint, due, quiet)))

    def _fingerprint(self) -> str:
        """Return the digest of the present inputs and exports; empty if a run cannot be avoided."""
        if self._inputs is None:
            return ""
        digest = self._inputs.copy()
        exports = self._project.config.exports.path
        for path in (exports / "all.bib", exports / "index.json"):
            digest.update(_stamp(path).encode())
        try:
            with os.scandir(exports / "tags") as entries:
                for entry in sorted(entries, key=lambda entry: entry.name):
                    status = entry.stat()
                    digest.update(f"{entry.name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
        except OSError:
            digest.update(b"no tags")
        for format_file in self._project.format_files:
            digest.update(_stamp(exports / format_file).encode())
        return digest.hexdigest()


def forget_last_run(state: State) -> None:
    """Make the next sync look at everything, because something other than a file has changed."""
    state.forget(_NAME)


def _as_unchanged(change: FileChange) -> FileChange:
    return replace(change, outcome="unchanged", added=0, changed=0, removed=0)


def _is_settled(project: Project, library: NoteLibrary) -> bool:
    """Return whether the same run would find nothing to do: every question that can be asked was asked."""
    if library.unasked and not project.config.services.offline:
        return False
    return library.reading.newest + 2_000_000_000 < time.time_ns() or not library.reading.files


def _digest_inputs(project: Project, sources: Sequence[NoteSource], base: Path, listing: FileListing) -> blake2b | None:
    """Return a digest of a run's inputs: program, settings, notes, decisions; None if a run cannot be avoided."""
    if any(source.is_remote for source in sources) or not listing.is_complete:
        return None  # only GitHub and Zotero know whether something has changed
    digest = blake2b(digest_size=16)
    context = "\n".join(project.context)
    digest.update(f"{__version__}\0{RULES_VERSION}\0{project.config!r}\0{sources!r}\0{base}\0{context}".encode())
    for file, _ in listing.files:
        digest.update(f"{file.location}\0{file.size}\0{file.mtime_ns}\n".encode("utf-8", "surrogateescape"))
    for item in listing.skipped:
        digest.update(f"{item.path}\0{item.reason}\n".encode("utf-8", "surrogateescape"))
    for path in (project.config.folder / FILE_NAME, project.config.folder / OVERRIDES_NAME):
        digest.update(_stamp(path).encode())
    return digest


def _stamp(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return f"{path}\0-\n"
    return f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n"
