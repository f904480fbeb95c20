"""Build and look into catalogues: the small one of a project, and the large one that all projects of a person share."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from biblio.errors import Problem
from biblio.files import folder_size
from biblio.lookup.catalogue.build import BuildResult, build_index
from biblio.lookup.catalogue.formats.format_base import SourceFile
from biblio.lookup.catalogue.formats.source_files import find_sources, has_grown
from biblio.lookup.catalogue.index import Catalogue, open_catalogue
from biblio.lookup.catalogue.record_store import open_record_store
from biblio.lookup.progress import Progress
from biblio.model.record import Record
from biblio.settings import Config

__all__ = [
    "CatalogueInfo",
    "CataloguePart",
    "build_catalogue",
    "catalogue_fingerprints",
    "catalogue_folder",
    "catalogue_info",
    "open_project_catalogue",
    "search_catalogue",
]


@dataclass(frozen=True, slots=True)
class CataloguePart:
    """A file of a catalogue: where it came from, its format, how many works it gave, when it was read to its end."""

    path: str
    format: str
    works: int
    complete: bool
    built_at: float


@dataclass(frozen=True, slots=True)
class CatalogueInfo:
    """What a catalogue holds: `size` in bytes on the disk."""

    folder: str
    works: int
    size: int
    parts: tuple[CataloguePart, ...]


def _has_grown(file: SourceFile, before: str) -> bool:
    return has_grown(Path(file.path), before)


class _Heard:
    """Turns what a build tells into the stages that a person sees."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def file(self, file: SourceFile) -> None:
        self._progress.stage(f"Reading {Path(file.path).name}", 0)

    def rows(self, count: int) -> None:
        self._progress.step(count)


def catalogue_folder(config: Config) -> Path:
    """Return the folder of the catalogue that is used: the configured one, or the one that all projects share."""
    if config.catalogue.folder is not None:
        return config.catalogue.folder
    from platformdirs import user_data_path

    return user_data_path("biblio", appauthor=False) / "catalogue"


def build_catalogue(
    folder: Path,
    sources: Iterable[Path],
    *,
    format_name: str = "",
    progress: Progress,
    clock: Callable[[], float] = time.time,
) -> BuildResult:
    """Bring the catalogue in `folder` up to date with `sources` (files and folders); what is unchanged is not read.

    `format_name` forces a format. Files in no known format are among the result's problems. Raises `StoreError`.
    """
    problems: list[Problem] = []
    files = []
    for path in sources:
        for found in find_sources(path, format_name or None):
            if isinstance(found, Problem):
                problems.append(found)
            else:
                files.append(found)
    built = build_index(folder, files, listener=_Heard(progress), has_grown=_has_grown, clock=clock)
    return BuildResult(
        built.added, built.kept, built.removed, built.untitled, built.unchanged, (*problems, *built.problems)
    )


def open_project_catalogue(config: Config, progress: Progress) -> Catalogue | None:
    """Open the catalogue that a project's notes are looked up in, or return None where there is none.

    That is an index of the project's own ``[catalogue] path``, kept beside the state and up to date with it, or else
    the built one. Raises `StoreError` where it is damaged, half built, or its source is missing.
    """
    if config.catalogue.path is not None:
        folder = config.state.path.parent / "catalogue"
        progress.stage("catalogue", 0)
        built = build_catalogue(folder, [config.catalogue.path], progress=progress)
        for problem in built.problems:
            progress.warn(str(problem))
        return open_catalogue(folder)
    folder = catalogue_folder(config)
    if config.catalogue.folder is None and not (folder / "records.sqlite").exists():
        return None
    return open_catalogue(folder)


def catalogue_fingerprints(config: Config) -> list[str]:
    """Return what changes when the catalogue of a project does, one mark a file."""
    if (path := config.catalogue.path) is not None:
        parts = sorted(path.iterdir()) if path.is_dir() else [path] if path.exists() else []
        return [f"{part.name}:{part.stat().st_size}:{part.stat().st_mtime_ns}" for part in parts]
    folder = catalogue_folder(config)
    if not (folder / "records.sqlite").exists():
        return []
    return [f"{part.path}:{part.works}:{part.built_at}" for part in catalogue_info(folder).parts]


def catalogue_info(folder: Path) -> CatalogueInfo:
    """Return what the catalogue in `folder` holds. Raises `StoreError` where there is none."""
    records = open_record_store(folder / "records.sqlite")
    try:
        counts = records.counts_by_file()
        parts = tuple(
            CataloguePart(one.path, one.format_name, counts.get(one.file, 0), one.is_done, one.built_at)
            for one in records.files().values()
        )
        return CatalogueInfo(str(folder), records.count, folder_size(folder), parts)
    finally:
        records.close()


def search_catalogue(folder: Path, text: str, limit: int) -> tuple[Record, ...]:
    """Return the works of the catalogue in `folder` that fit `text` best: an identifier, a title, or any words."""
    catalogue = open_catalogue(folder)
    try:
        return catalogue.search(text, limit)
    finally:
        catalogue.close()
