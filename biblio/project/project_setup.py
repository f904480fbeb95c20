"""Set up a new project: find what is there, and write the files of the project. ``biblio init`` asks in between."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from biblio.errors import StoreError, UsageError
from biblio.files import explain_os_error, read_text, write_atomic
from biblio.lookup.progress import Progress
from biblio.project.clients import client_for
from biblio.project.configuration import project_config
from biblio.project.new_project import GIT_ATTRIBUTES, GIT_IGNORE, ProjectPlan, add_lines, config_text
from biblio.project.surroundings import FoundPlace, known_vaults, look_around, read_places
from biblio.settings import GITHUB_PREFIX, ZOTERO_PREFIX, Config, ServiceConfig
from biblio.zotero.api import zotero_policy
from biblio.zotero.zotero_here import ZoteroHere, count_items_in_app, find_data_folder

__all__ = ["Discoveries", "copy_example", "discover", "write_project"]

_MOST_VAULTS = 3  # of other folders: each is read to count its notes
_OWN = ("config.toml", "decisions.txt", "zotero.txt", "check-baseline.txt", "exports", ".biblio")


@dataclass(frozen=True, slots=True)
class Discoveries:
    """What is there for a project: sources of notes, manuscripts, vaults elsewhere on this machine, Zotero.

    `elsewhere` is looked for only if the folder has no notes; its paths are absolute. `is_classic_latex`: see
    `Surroundings`.
    """

    places: tuple[FoundPlace, ...] = ()
    manuscripts: tuple[str, ...] = ()
    elsewhere: tuple[FoundPlace, ...] = ()
    zotero: ZoteroHere | None = None
    is_classic_latex: bool = False

    @property
    def notes(self) -> int:
        """The number of notes in all places that would be sources."""
        return sum(place.notes for place in self.places)


def discover(folder: Path, sources: Sequence[str], *, progress: Progress) -> Discoveries:
    """Return what is in `folder`, which need not exist, and on this machine.

    If `sources` are given, only they are looked at. Raises `UsageError` if one of them does not exist.
    """
    own = tuple(folder.absolute() / name for name in _OWN)
    if sources:
        _check_exist(folder, sources)
        files = [source for source in sources if not source.startswith((GITHUB_PREFIX, ZOTERO_PREFIX))]
        read = {place.path: place for place in read_places(folder, files, own=own, progress=progress)}
        return Discoveries(tuple(read.get(source) or FoundPlace(source, "", is_read=False) for source in sources))
    found = look_around(folder, own=own, progress=progress)
    elsewhere: tuple[FoundPlace, ...] = ()
    if not found.places:
        vaults = [str(path) for path in known_vaults(_config_folders())][:_MOST_VAULTS]
        elsewhere = tuple(place for place in read_places(folder, vaults, own=own, progress=progress) if place.notes)
    zotero = _find_zotero(folder, progress)
    return Discoveries(found.places, found.manuscripts, elsewhere, zotero, found.is_classic_latex)


def _is_there(folder: Path, source: str) -> bool:
    """Return whether a source exists. The folder of the project need not yet: ``../notes`` leads out of it by name."""
    return Path(os.path.normpath(folder.absolute() / Path(source).expanduser())).exists()


def _check_exist(folder: Path, sources: Iterable[str]) -> None:
    for source in sources:
        is_remote = source.startswith((GITHUB_PREFIX, ZOTERO_PREFIX))
        if not is_remote and not set("*?[") & set(source) and not _is_there(folder, source):
            hint = f"paths start from the folder of the project, {folder.absolute()}"
            raise UsageError(f"{source} does not exist", hint=hint)


def _config_folders() -> tuple[Path, ...]:
    from platformdirs import user_config_path

    flatpak = _home() / ".var" / "app" / "md.obsidian.Obsidian" / "config"
    return (user_config_path(roaming=True), flatpak)


def _home() -> Path:
    return Path(os.path.expanduser("~"))  # noqa: PTH111 - `Path.home` raises where there is none


def _find_zotero(folder: Path, progress: Progress) -> ZoteroHere | None:
    config: Config = project_config(folder)  # there is no file yet, but there may be variables
    service = config.services.each.get("zotero-local") or ServiceConfig()
    policy = zotero_policy("zotero-local", shared_url=config.services.base_url, own_url=service.base_url)
    found = find_data_folder(_home())
    with client_for(config, progress) as http:
        items = count_items_in_app(http, policy)
    if items is None:
        return found
    return replace(found, items=items, is_running=True) if found else ZoteroHere(items, is_running=True)


def write_project(
    folder: Path,
    *,
    sources: Sequence[str],
    found: Discoveries | None = None,
    email: str = "",
    catalogue: str = "",
    git: bool = True,
) -> tuple[Path, ...]:
    """Write the files of a new project in `folder`, and return those that were written, ``config.toml`` first.

    With `git`, what git should ignore, and how it should merge, is added to its files. ``config.toml``, which makes the
    folder a project, is written last: what was stopped or failed can be done again. Raises `StoreError`.
    """
    found = found or Discoveries()
    tags = Counter[str]()
    for place in found.places:
        tags.update(place.tags)
    zotero = "local" if found.zotero and found.zotero.is_running else ""
    dialect = "bibtex" if found.is_classic_latex else ""
    plan = ProjectPlan(sources, found.notes, tags, email, catalogue, zotero, dialect)
    texts = {folder / "config.toml": config_text(plan)}
    for name, lines in ((".gitignore", GIT_IGNORE), (".gitattributes", GIT_ATTRIBUTES)) if git else ():
        texts[folder / name] = add_lines(read_text(folder / name) or "", lines)
    written = {path for path in reversed(texts) if write_atomic(path, texts[path])}
    return tuple(path for path in texts if path in written)


def copy_example(folder: Path) -> None:
    """Copy the example's notes and catalogue to `folder`; files that exist stay as they are. Raises `StoreError`."""
    from importlib.resources import files

    def copy(source: object, target: Path) -> None:
        for item in sorted(source.iterdir(), key=lambda entry: entry.name):  # type: ignore[attr-defined]
            if item.is_dir():
                copy(item, target / item.name)
            elif not (target / item.name).exists():
                write_atomic(target / item.name, item.read_text(encoding="utf-8"))

    try:
        copy(files("biblio") / "example", folder)
    except OSError as error:
        problem, hint = explain_os_error(error)
        raise StoreError(f"{folder}: the example cannot be copied: {problem}", hint=hint) from error
