"""What most commands do first: open the project, determine the sources, show progress."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from biblio.cli.common_options import Common
from biblio.cli.progress_display import Bar
from biblio.errors import UsageError
from biblio.project.project import Project, open_project, project_config
from biblio.settings import Config, NoteSource

__all__ = ["Session", "session"]


@dataclass(frozen=True, slots=True)
class Session:
    """An open project with the sources that a command works on; their paths are relative to `base`."""

    project: Project
    sources: tuple[NoteSource, ...]
    base: Path
    bar: Bar


@contextlib.contextmanager
def session(
    common: Common, paths: tuple[str, ...], *, exclusive: bool = True, needs_notes: bool = True,
    config: Config | None = None,
) -> Iterator[Session]:  # fmt: skip
    """Open the project of a command; `paths` replace the configured sources, `config` the configuration file.

    Raises `UsageError` if there are no sources and the command `needs_notes`.
    """
    config = config or project_config(common.project, offline=common.offline)
    sources = tuple(NoteSource(path) for path in paths) or config.notes.sources
    if not sources and needs_notes:
        where = "config.toml" if (common.project / "config.toml").exists() else "this folder (which has no config.toml)"
        hint = "name files or folders: biblio sync my-notes/; or create a project: biblio init"
        raise UsageError(f"no notes to read: {where} lists no sources", hint=hint)
    with (
        Bar(quiet=common.quiet, verbose=common.verbose) as bar,
        open_project(config, progress=bar, exclusive=exclusive) as project,
    ):
        yield Session(project, sources, (Path() if paths else common.project).absolute(), bar)
