"""Look around in a folder that is to become a project: where notes are, which programs wrote them, how many they are.

Nothing is written. Notes are counted by reading them, as a project with these sources would.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from biblio.check.manuscripts.citations import AliasSupport
from biblio.check.manuscripts.latex_source import read_tex
from biblio.check.manuscripts.manuscript_formats import MANUSCRIPT_SUFFIXES
from biblio.check.source_text import SourceText
from biblio.errors import Problem
from biblio.lookup.progress import Progress
from biblio.readers.discovery import FileListing, list_files
from biblio.readers.layouts import can_read_suffix
from biblio.readers.note_store import NoteStore
from biblio.readers.read_files import Reading, read_listing
from biblio.settings import NoteSource
from biblio.state import open_memory_state
from biblio.text import fold

__all__ = ["FoundPlace", "Surroundings", "known_vaults", "look_around", "read_places"]

# What programs leave in the folder of a vault: a file or folder in it, and what such a folder is called.
_MARKS = (
    (".obsidian", "Obsidian vault"),
    ("logseq/config.edn", "Logseq graph"),
    (".ztr-directory", "Zettlr folder"),
    (".foam", "Foam workspace"),
    ("dendron.yml", "Dendron workspace"),
    (".zk", "zk notebook"),
    ("org-roam.db", "org-roam folder"),
    ("_config.yml", "Jekyll site"),
    ("_quarto.yml", "Quarto project"),
)
_LAYOUT_NAMES = {
    "bibfile": "bibliography",
    "github-issues": "GitHub issues",
    "org": "org files",
    "table": "table",
    "bookmarks": "bookmarks",
    "pdf": "PDFs",
    "readwise-csv": "Readwise export",
    "roam-json": "Roam graph",
    "zotero-rdf": "Zotero export",
    "zotero-json": "Zotero export",
    "zotero-csv": "Zotero export",
}
# A file of these is a source of its own; any other file with notes shows that notes are kept beside it.
_COLLECTIONS = frozenset({
    "bibfile", "github-issues", "table", "bookmarks", "readwise-csv", "roam-json", "zotero-rdf", "zotero-json",
    "zotero-csv", "csl-json", "csl-yaml", "hayagriva", "ris", "nbib", "endnote-tagged", "endnote-xml", "web-of-science",
    "data",
})  # fmt: skip
_DEPTH = 3  # folders down to which vaults are looked for
_MOST_FOLDERS = 3_000  # looked into for vaults; a home folder has more, and takes seconds
_MOST_FILES = 20_000  # read to count notes; more take longer than a first impression is worth
_MOST_CANDIDATES = 100  # a flat folder of notes has more files
_MOST_PLACES = 6  # more sources than this are better written as the folder that has them all
_ROAM_ID = ":ID:"  # the property by which org-roam knows a file, https://www.orgroam.com/manual.html
_BEGINNING = 2_000  # bytes of an org file in which it is
_MOST_ORG_FILES = 20
_LONGEST_BEGINNING = 1_000_000  # bytes of a manuscript that are searched for its style of citations


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A source of notes: its path as `config.toml` has it, what it is called, and what is read there.

    `tags` counts the notes of each tag. `is_read` is false if there are too many files to count the notes. `problems`
    are what could not be read, such as a broken entry of a bibliography.
    """

    path: str
    name: str
    notes: int = 0
    files: int = 0
    tags: Mapping[str, int] = field(default_factory=dict)
    is_read: bool = True
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    r"""What is in a folder: sources of notes, and manuscripts (`check` looks at them) as paths below the folder.

    `is_classic_latex` says that manuscripts use BibTeX's styles (``\bibliographystyle``), and none of them biblatex.
    """

    places: tuple[FoundPlace, ...]
    manuscripts: tuple[str, ...] = ()
    is_classic_latex: bool = False


def look_around(folder: Path, *, own: Iterable[Path], progress: Progress) -> Surroundings:
    """Return the sources of notes in `folder`, and the manuscripts beside them.

    `own` are the files and folders that biblio writes there. A folder that cannot be searched is left out.
    """
    own = frozenset(path.absolute() for path in own)
    places = read_places(folder, _candidates(folder, own), own=own, progress=progress)
    manuscripts = tuple(_manuscripts(folder))
    return Surroundings(
        _without_the_empty(folder, places, own, progress), manuscripts, _is_classic_latex(folder, manuscripts)
    )


def _without_the_empty(
    folder: Path, places: tuple[FoundPlace, ...], own: frozenset[Path], progress: Progress
) -> tuple[FoundPlace, ...]:
    """Return the places that have notes; the folder itself instead of them if notes lie directly in it."""
    kept = tuple(place for place in places if place.notes or not place.is_read)
    loose = [place for place in kept if place.name in ("notes", "org files") and (folder / place.path).is_file()]
    if kept and kept[0].path != "." and (loose or len(kept) > _MOST_PLACES):
        return read_places(folder, ["."], own=own, progress=progress)
    return kept


def read_places(
    folder: Path, paths: Iterable[str], *, own: Iterable[Path], progress: Progress
) -> tuple[FoundPlace, ...]:
    """Return what is read in each of `paths` (files or folders, relative to `folder`), all read together.

    A note and its entry in a bibliography beside it are one note. A path that does not exist has no notes.
    """
    sources = [NoteSource(path) for path in paths]
    listing = list_files(sources, base=folder.absolute(), own=tuple(own))
    if len(listing.files) > _MOST_FILES:
        return tuple(
            FoundPlace(source.path, _name(folder, source.path, ()), files=len(files), is_read=False)
            for source, files in listing.by_source
        )
    reading = _read(listing, progress)
    return tuple(_place(folder, source, len(files), reading) for source, files in listing.by_source)


def _read(listing: FileListing, progress: Progress) -> Reading:
    state = open_memory_state()
    try:
        return read_listing(listing, store=NoteStore(state), progress=progress)
    finally:
        state.close()


def _place(folder: Path, source: NoteSource, files: int, reading: Reading) -> FoundPlace:
    path = source.path

    def is_here(found: str) -> bool:
        return path == "." or found == path or found.startswith(f"{path}/")

    notes = [note for note in reading.notes if is_here(note.source)]
    tags = Counter(tag for note in notes for tag in {fold(tag): tag for tag in note.tags}.values())
    name = _name(folder, path, {note.layout for note in notes})
    problems = tuple(problem for problem in (*reading.problems, *reading.warnings) if is_here(problem.path))
    return FoundPlace(path, name, len(notes), files, tags, problems=problems)


def _name(folder: Path, path: str, layouts: Iterable[str]) -> str:
    """Return what a source is called: by the program that keeps it, or else by its layout if it has a single one."""
    place = folder / Path(path).expanduser()
    if name := _vault_name(place):
        return name
    known = {_LAYOUT_NAMES.get(layout, "export" if layout in _COLLECTIONS else "notes") for layout in layouts}
    if known == {"org files"} and place.is_dir() and _is_roam(place):
        return "org-roam folder"
    return known.pop() if len(known) == 1 else "notes"


def _vault_name(folder: Path) -> str:
    return next((name for mark, name in _MARKS if _exists(folder / mark)), "")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _is_roam(folder: Path) -> bool:
    """Whether one of the first org files in `folder` has an id as org-roam writes it."""
    for number, path in enumerate(sorted(folder.rglob("*.org"))):
        if number == _MOST_ORG_FILES:
            break
        try:
            with path.open("rb") as stream:
                if _ROAM_ID.encode() in stream.read(_BEGINNING):
                    return True
        except OSError:
            continue
    return False


def _candidates(folder: Path, own: frozenset[Path]) -> list[str]:
    """Return the paths that may have notes: the folder if it is a vault, else vaults, folders and files in it."""
    if _vault_name(folder):
        return ["."]
    budget = iter(range(_MOST_FOLDERS))
    candidates: list[str] = []
    for entry in _entries(folder, own):
        if entry.is_dir():
            vaults = list(_vaults_below(Path(entry.path), own, _DEPTH, budget))
            paths = vaults or [Path(entry.path)]
            candidates += (path.relative_to(folder).as_posix() for path in paths)
        elif can_read_suffix(Path(entry.name).suffix.lower()):
            candidates.append(entry.name)
    return candidates if len(candidates) < _MOST_CANDIDATES else ["."]


def _vaults_below(folder: Path, own: frozenset[Path], depth: int, budget: Iterator[int]) -> Iterator[Path]:
    if _vault_name(folder):
        yield folder
    elif depth and next(budget, None) is not None:
        for entry in _entries(folder, own):
            if entry.is_dir():
                yield from _vaults_below(Path(entry.path), own, depth - 1, budget)


def _entries(folder: Path, own: frozenset[Path]) -> list[os.DirEntry[str]]:
    """Return what is in a folder, sorted, without hidden names, biblio's own, and links to folders."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        return [
            entry
            for entry in found
            if entry.name[0] != "."
            and Path(entry.path).absolute() not in own
            and not (entry.is_symlink() and entry.is_dir())
        ]
    except OSError:
        return []


def _manuscripts(folder: Path) -> Iterator[str]:
    """Yield the manuscripts that lie directly in `folder`; a Markdown or org file may as well be a note, and so on."""
    sure = frozenset(MANUSCRIPT_SUFFIXES) - {".md", ".org", ".aux", ".bcf", ".rst", ".adoc", ".asciidoc", ".ipynb"}
    for entry in _entries(folder, frozenset()):
        if Path(entry.name).suffix in sure:
            yield entry.name


def _is_classic_latex(folder: Path, manuscripts: Iterable[str]) -> bool:
    supports = set[AliasSupport]()
    for name in manuscripts:
        path = folder / name
        if MANUSCRIPT_SUFFIXES[path.suffix] != "tex":
            continue
        try:
            with path.open("rb") as stream:
                text = stream.read(_LONGEST_BEGINNING).decode("utf-8", "replace")
        except OSError:
            continue
        supports.add(read_tex(SourceText(name, text)).aliases)
    return AliasSupport.NONE in supports and AliasSupport.FULL not in supports


def known_vaults(config_folders: Iterable[Path]) -> tuple[Path, ...]:
    """Return the vaults that Obsidian knows on this machine and that exist, the one that was opened last first.

    `config_folders` are where programs keep their settings. The file is Obsidian's list of vaults,
    https://help.obsidian.md/data-storage ("Global settings").
    """
    found: dict[Path, float] = {}
    for folder in config_folders:
        try:
            vaults = json.loads((folder / "obsidian" / "obsidian.json").read_bytes()).get("vaults", {})
            rows = [(Path(str(row["path"])), float(row.get("ts", 0))) for row in vaults.values()]
        except (OSError, ValueError, AttributeError, KeyError, TypeError):
            continue  # not installed, or another shape than it has today: there is nothing to offer
        found.update({path: time for path, time in rows if _exists(path)})
    return tuple(sorted(found, key=lambda path: -found[path]))
