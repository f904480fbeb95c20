"""The folders of catalogues: build into one, open and describe it, and find the one that a project uses.

A project uses an index of its own source, which is kept next to its state and up to date with the source, or a built
catalogue: the one that its configuration names (a folder, or one on a server), or else the one that all projects of a
user share.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from biblio.errors import CatalogueDamaged, Problem, StoreError
from biblio.extras import Extra, install_command, is_installed
from biblio.files import folder_size, name_that_is_no_text
from biblio.lookup.progress import BuildProgress

if TYPE_CHECKING:
    from biblio.lookup.catalogue.build import BuildResult
    from biblio.lookup.catalogue.cluster.cluster_connection import CatalogueServer
    from biblio.lookup.catalogue.formats.format_base import CatalogueFormat, SourceFile
    from biblio.lookup.catalogue.work_catalogue import WorkCatalogue
    from biblio.model.record import Record

__all__ = [
    "CatalogueInfo",
    "CataloguePart",
    "CatalogueProgress",
    "build_catalogue",
    "catalogue_fingerprints",
    "catalogue_folder",
    "catalogue_info",
    "open_project_catalogue",
    "search_catalogue",
    "source_files",
]


# Bytes: a project's own source up to this size (some thousand works) is searched in memory, and needs no extra. The
# rule depends on the source alone, so that a project gives the same on every machine, whatever is installed.
_SMALL = 4_000_000


@dataclass(frozen=True, slots=True)
class CataloguePart:
    """A source file of a catalogue: its path, its format, how many works it gave, when it was read to its end."""

    path: str
    format: str
    works: int
    complete: bool
    built_at: float


@dataclass(frozen=True, slots=True)
class CatalogueInfo:
    """The contents of a catalogue; `size` is its size on disk, in bytes."""

    folder: str
    works: int
    size: int
    parts: tuple[CataloguePart, ...]


class CatalogueProgress(BuildProgress, Protocol):
    """Is notified while a project's own index is updated; `biblio.lookup.progress.Progress` is an implementation."""

    def warn(self, message: str) -> None:
        """Something in the source cannot be used."""
        ...


def catalogue_folder(configured: Path | None) -> Path:
    """Return the folder of a built catalogue: the configured one, or the one that all projects of a user share."""
    if configured is not None:
        return configured
    from platformdirs import user_data_path

    return user_data_path("biblio", appauthor=False) / "catalogue"


def build_catalogue(
    folder: Path,
    sources: Iterable[Path],
    *,
    format_name: str = "",
    progress: BuildProgress,
    with_fulltext: bool = True,
    clock: Callable[[], float] = time.time,
) -> BuildResult:
    """Bring the catalogue in `folder` up to date with `sources` (files and folders); unchanged files are not read.

    `format_name` forces a format; `with_fulltext` is explained at `build_index`. Files in an unknown format are among
    the problems of the result. Raises `StoreError`.
    """
    from biblio.lookup.catalogue.build import build_index

    if name := name_that_is_no_text(folder.absolute()):
        raise StoreError(f"{name}: has a name that is not UTF-8", hint="choose another folder for the catalogue")
    files, problems = source_files(sources, format_name)
    result = build_index(
        folder, files, progress=progress, has_grown=_has_grown, with_fulltext=with_fulltext, clock=clock
    )
    return replace(result, problems=(*problems, *result.problems))


def source_files(
    sources: Iterable[Path], format_name: str = ""
) -> tuple[list[tuple[CatalogueFormat, SourceFile]], list[Problem]]:
    """Return the files in `sources` with their formats, and problems with those in none; `format_name` forces one."""
    from biblio.lookup.catalogue.formats.source_files import find_sources

    every = [source for path in sources for source in find_sources(path, format_name or None)]
    problems = [source for source in every if isinstance(source, Problem)]
    return [source for source in every if not isinstance(source, Problem)], problems


def _has_grown(file: SourceFile, before: str) -> bool:
    from biblio.lookup.catalogue.formats.source_files import has_grown

    return has_grown(Path(file.path), before)


def open_project_catalogue(
    source: Path | None,
    folder: Path | None,
    server: CatalogueServer | None = None,
    *,
    index_folder: Path,
    progress: CatalogueProgress,
) -> WorkCatalogue | None:
    """Open the catalogue that a project's notes are looked up in, or return None if there is none.

    `source` is the project's own source (``[catalogue] path``), whose index is kept in `index_folder`; without one,
    `server` has its catalogue (``[catalogue] url``), or `folder` (``[catalogue] folder``). An index of a source that is
    damaged is built again. Raises `StoreError` if the catalogue is damaged or half built, or if the source is missing.
    A server is not asked yet.
    """
    from biblio.lookup.catalogue.catalogue_service import open_catalogue

    if source is not None:
        progress.stage("catalogue", 0)
        size = source.stat().st_size if source.is_file() else folder_size(source)
        is_large = size > _SMALL
        # Each kind has a folder of its own: a source that grows and shrinks never meets words of its earlier state.
        index = index_folder if is_large else index_folder.with_name(f"{index_folder.name}-small")
        try:
            return _open_index(source, index, progress, is_large=is_large)
        except CatalogueDamaged as error:
            for path in index.glob("records.sqlite*"):
                path.unlink(missing_ok=True)
            shutil.rmtree(index / "text", ignore_errors=True)
            progress.warn(f"{error}; it is built again from {source}")
            return _open_index(source, index, progress, is_large=is_large)
    if server is not None:
        from biblio.lookup.catalogue.cluster.cluster_service import open_cluster_catalogue

        return open_cluster_catalogue(server)
    built_folder = catalogue_folder(folder)
    if folder is None and not (built_folder / "records.sqlite").exists():
        return None
    if folder is None and not is_installed(Extra.CATALOGUE):
        command = install_command(Extra.CATALOGUE)
        progress.warn(f"{built_folder}: this catalogue is not used, because it needs the extra 'catalogue': {command}")
        return None
    return open_catalogue(built_folder)


def _open_index(source: Path, index: Path, progress: CatalogueProgress, *, is_large: bool) -> WorkCatalogue:
    """Bring the index of a project's own source up to date, and open it."""
    from biblio.lookup.catalogue.catalogue_service import open_catalogue

    built = build_catalogue(index, [source], progress=progress, with_fulltext=is_large)
    for problem in built.problems:
        progress.warn(str(problem))
    return open_catalogue(index, with_fulltext=is_large)


def catalogue_fingerprints(
    source: Path | None, folder: Path | None, server: CatalogueServer | None = None, *, period: float = 14 * 86400.0
) -> list[str]:
    """Return texts that change when the catalogue of a project changes, one per file.

    `source`, `folder` and `server` are those of `open_project_catalogue`. A server, which others add to, is not asked:
    it counts as changed once in each `period` (seconds).
    """
    if source is not None:
        files = sorted(source.iterdir()) if source.is_dir() else [source] if source.exists() else []
        return [f"{file.name}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files]
    if server is not None:
        return [f"{server.name}:{time.time() // period:.0f}"]
    built_folder = catalogue_folder(folder)
    is_unused = folder is None and not is_installed(Extra.CATALOGUE)
    if is_unused or not (built_folder / "records.sqlite").exists():
        return []
    from biblio.lookup.catalogue.record_store import open_record_store

    records = open_record_store(built_folder / "records.sqlite")
    try:
        return [
            f"{file.path}:{file.fingerprint}:{file.position!r}:{file.built_at}" for file in records.files().values()
        ]
    finally:
        records.close()


def catalogue_info(folder: Path) -> CatalogueInfo:
    """Describe the catalogue in `folder`. Raises `StoreError` if there is none."""
    from biblio.lookup.catalogue.record_store import open_record_store

    records = open_record_store(folder / "records.sqlite")
    try:
        works = records.counts_by_file()
        parts = tuple(
            CataloguePart(file.path, file.format_name, works.get(file.file, 0), file.is_done, file.built_at)
            for file in records.files().values()
        )
        return CatalogueInfo(str(folder), records.count, folder_size(folder), parts)
    finally:
        records.close()


def search_catalogue(place: Path | CatalogueServer, text: str, limit: int) -> tuple[Record, ...]:
    """Return the works in a catalogue that best fit `text`: an identifier, a title, or any words."""
    catalogue: WorkCatalogue
    if isinstance(place, Path):
        from biblio.lookup.catalogue.catalogue_service import open_catalogue

        catalogue = open_catalogue(place)
    else:
        from biblio.lookup.catalogue.cluster.cluster_service import open_cluster_catalogue

        catalogue = open_cluster_catalogue(place)
    try:
        return catalogue.search(text, limit)
    finally:
        catalogue.close()
