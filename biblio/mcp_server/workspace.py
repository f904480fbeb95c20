"""The project that the server is for: opened anew for every call, in the thread of the call, as a command opens it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from biblio.errors import UsageError
from biblio.export.export_index import CitationKeys, known_keys
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.progress import Progress
from biblio.project.clients import user_rate_limiter
from biblio.project.note_library import ChooseNotes, NoteLibrary, read_chosen_notes, read_library
from biblio.project.project import Project, open_project, project_config
from biblio.settings import NoteSource

__all__ = ["OpenWorkspace", "Workspace"]


class OpenWorkspace:
    """An open project, and what is read of it at most once in a call."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @property
    def sources(self) -> tuple[NoteSource, ...]:
        """The sources of the project's notes. Raises `UsageError` if there are none."""
        sources = self.project.config.notes.sources
        if not sources:
            raise UsageError(
                f"{self.project.base} has no notes: no config.toml there lists sources",
                hint="run `biblio init` in the folder of the notes, and start the server with --project FOLDER",
            )
        return sources

    @cached_property
    def library(self) -> NoteLibrary:
        """The notes with what was decided about them. Raises `UsageError` if the project has no sources."""
        return read_library(self.project, self.sources)

    def chosen(self, choose: ChooseNotes, *, with_others: bool = False) -> NoteLibrary:
        """The notes that `choose` picks, with what was decided about them; see `read_chosen_notes`.

        Raises `UsageError` if the project has no sources.
        """
        return read_chosen_notes(
            self.project, self.sources, base=self.project.base, choose=choose, with_others=with_others
        )

    @cached_property
    def keys(self) -> CitationKeys:
        """The citation keys of the works."""
        return known_keys(self.project.config.exports.path).with_decided(self.project.decisions.keys)

    def path_within(self, path: str) -> Path:
        """Return a path in the project's folder as an absolute one. Raises `UsageError` if it leads out of it."""
        location = Path(os.path.normpath(self.project.base / path))
        if "\0" in path or not Path(os.path.realpath(location)).is_relative_to(os.path.realpath(self.project.base)):
            raise UsageError(f"{path} is outside of the project", hint=f"name a path below {self.project.base}")
        return location


@dataclass(frozen=True, slots=True)
class Workspace:
    """Which project to open, and whether the network may be used (None: as its configuration says)."""

    folder: Path
    offline: bool | None = None
    rate_limiter: Callable[[], RateLimiter] = user_rate_limiter

    @contextlib.contextmanager
    def opened(
        self, progress: Progress, *, exclusive: bool = False, on_stop: Callable[[Callable[[], None]], None]
    ) -> Iterator[OpenWorkspace]:
        """Open the project for one call; see `open_project`, also for what is raised.

        `on_stop` is given a function that lets no further request be sent.
        """
        rate_limiter = self.rate_limiter()
        on_stop(rate_limiter.stop)
        config = project_config(self.folder, offline=self.offline)
        with open_project(config, progress=progress, exclusive=exclusive, rate_limiter=rate_limiter) as project:
            yield OpenWorkspace(project)
