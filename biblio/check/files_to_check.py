"""The files that a check is about: found, read with their encodings and line ends, manuscripts put together."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from biblio.check.bibliography_keys import BibliographyKeys, read_bibliography_keys
from biblio.check.csl_json import csl_problem, is_csl
from biblio.check.manuscripts.citations import Manuscript, NamedFile
from biblio.check.manuscripts.manuscript_formats import MANUSCRIPTS, SUFFIXES
from biblio.check.manuscripts.pandoc import header_values
from biblio.check.rules.manuscript import ManuscriptDocument
from biblio.check.source_text import SourceText
from biblio.decoding import decode_bytes
from biblio.errors import Problem, SourceError
from biblio.files import explain_os_error

__all__ = ["CollectedFiles", "TextFile", "collect_files", "documents_of", "read_text_file"]

BIB, CSL = ".bib", ".json"
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "_build", "_site", "renv", "venv"})
_DERIVED = frozenset({".aux", ".bcf"})
_PROJECT_FILES = ("_quarto.yml", "_quarto.yaml", "_bookdown.yml", "_output.yml")
_MOST_PARENTS = 4
_BEGINNING = 64 * 1024  # bytes of a `.json` that tell what it is
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class TextFile:
    """One file: its text with its line ends as they are, and how to turn the text into the same bytes again."""

    source: SourceText
    location: Path
    encoding: str = "utf-8"
    mark: bytes = b""
    is_given: bool = True

    @property
    def path(self) -> str:
        """The path as the person gave it."""
        return self.source.path

    def to_bytes(self, text: str) -> bytes:
        """Return `text` as this file has it on disk. Raises `UnicodeEncodeError` where its encoding lacks a letter."""
        return self.mark + text.encode(self.encoding)


@dataclass(slots=True)
class CollectedFiles:
    """What a check reads: bibliographies (`.bib`), CSL JSON, manuscripts, by their real places."""

    bibliographies: dict[str, TextFile] = field(default_factory=dict)
    csl: dict[str, TextFile] = field(default_factory=dict)
    manuscripts: dict[str, TextFile] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    """Places of the files that were named one by one, not found in a folder."""

    def all(self) -> Iterator[TextFile]:
        """Yield every file."""
        for group in (self.bibliographies, self.csl, self.manuscripts):
            yield from group.values()


def read_text_file(path: str, location: Path, *, is_given: bool = True) -> TextFile:
    """Read a file without losing a byte: encoding, byte order mark and line ends are kept.

    Raises `SourceError` where it cannot be read, is binary, or its encoding cannot be told.
    """
    try:
        data = location.read_bytes()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {explain_os_error(error)[0]}") from error
    mark = next((mark for mark, _ in _BOMS if data.startswith(mark)), b"")
    encoding = next((name for one, name in _BOMS if one == mark), "utf-8")
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        encoding = decode_bytes(data, path).encoding
        text = data[len(mark) :].decode(encoding, errors="replace")
    return TextFile(SourceText(path, text), location, encoding, mark, is_given)


def collect_files(paths: Sequence[str], *, base: Path, skip: Collection[Path] = ()) -> CollectedFiles:
    """Return the files that `paths` (files or folders, relative to `base`) are, and what they read in.

    Of a folder everything below is taken that a check understands (of `.json` what begins as CSL JSON does), hidden
    folders and `.aux` or `.bcf` beside their source left out, and the folders `skip`.
    """
    files = CollectedFiles()
    for path in paths:
        location = base / Path(path).expanduser()
        if _is_there(location, Path.is_dir):
            for found in _below(location, {os.path.realpath(one) for one in skip}):
                below = os.path.relpath(found, location)
                shown = below if path in (".", "") else f"{path.rstrip('/')}/{below}"
                _add(files, shown, found)
        elif not _is_there(location, Path.exists):
            files.problems.append(Problem(path, 0, "does not exist", f"looked in {location.parent}"))
        else:
            files.named.add(os.path.realpath(location))
            if not _add(files, path, location):
                known = ", ".join((BIB, CSL, *SUFFIXES))
                files.problems.append(Problem(path, 0, "is of no kind that can be checked", f"known: {known}"))
    return files


def _below(folder: Path, skip: Collection[str]) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if name[0] != "." and name.lower() not in _SKIPPED and os.path.realpath(Path(place, name)) not in skip
        )
        stems = {
            Path(name).stem
            for name in names
            if Path(name).suffix.lower() in SUFFIXES and Path(name).suffix not in _DERIVED
        }
        for name in sorted(names):
            suffix = Path(name).suffix.lower()
            if name[0] == "." or (suffix in _DERIVED and Path(name).stem in stems):
                continue
            if suffix == BIB or suffix in SUFFIXES or (suffix == CSL and _begins_as_csl(Path(place, name))):
                yield Path(place, name)


def _is_there(location: Path, is_so: Callable[[Path], bool]) -> bool:
    """Tell whether a file or folder is there; what no file can be called, or nobody may look at, is not."""
    try:
        return is_so(location)
    except OSError:
        return False


def _begins_as_csl(location: Path) -> bool:
    try:
        with location.open("rb") as stream:
            return is_csl(stream.read(_BEGINNING).decode("utf-8", errors="replace"))
    except OSError:
        return False


def _add(files: CollectedFiles, path: str, location: Path) -> bool:
    suffix = location.suffix.lower()
    group = {BIB: files.bibliographies, CSL: files.csl}.get(suffix)
    if group is None:
        if suffix not in SUFFIXES:
            return False
        group = files.manuscripts
    place = os.path.realpath(location)
    if place not in group:
        try:
            group[place] = read_text_file(path, location)
        except SourceError as error:
            files.problems.append(error.as_problem)
        else:
            if suffix == CSL and (problem := csl_problem(group[place].source)):
                files.problems.append(problem)
    return True


def documents_of(files: CollectedFiles, *, base: Path) -> tuple[list[ManuscriptDocument], dict[str, TextFile]]:
    """Return the documents that the manuscripts make up, and every bibliography that they have, by its path.

    Files that read each other in are one document. Bibliographies that a document names are read if they were not
    given; those that were named on the command line belong to every document.
    """
    reading = _Reading(files, base)
    for place in list(files.manuscripts):
        reading.follow(place)
    documents = [reading.document(group) for group in reading.groups()]
    return documents, reading.libraries_read


class _Reading:
    """Follows the files that manuscripts name."""

    def __init__(self, files: CollectedFiles, base: Path) -> None:
        self._files = files
        self._base = base
        self._texts: dict[str, TextFile] = dict(files.manuscripts)
        self._read: dict[str, Manuscript] = {}
        self._joined: dict[str, str] = {}
        self._missing: dict[str, list[NamedFile]] = {}
        self._libraries: dict[str, BibliographyKeys] = {}
        self.libraries_read: dict[str, TextFile] = {}

    def follow(self, place: str) -> None:
        """Read a manuscript and all it reads in."""
        todo = [place]
        while todo:
            current = todo.pop()
            if current in self._read:
                continue
            text = self._texts[current]
            kind = SUFFIXES[text.location.suffix.lower()]
            manuscript = MANUSCRIPTS.load(kind)(text.source)
            self._read[current] = manuscript
            self._joined.setdefault(current, current)
            for part in manuscript.parts:
                found = self._find(part.path, text.location, (text.location.suffix, ""))
                if found is None:
                    if kind == "tex" and not Path(part.path).suffix:
                        self._missing.setdefault(current, []).append(part)
                    continue
                target = os.path.realpath(found)
                if found.suffix.lower() not in SUFFIXES:
                    continue
                if target not in self._texts:
                    try:
                        self._texts[target] = read_text_file(self._shown(found), found, is_given=False)
                    except SourceError as error:
                        self._files.problems.append(replace(error.as_problem, hint=""))
                        continue
                self._join(current, target)
                todo.append(target)

    def _find(self, name: str, beside: Path, suffixes: Iterable[str]) -> Path | None:
        roots = [self._texts[place].location.parent for place in self._group(os.path.realpath(beside))]
        for folder in dict.fromkeys([beside.parent, *roots, self._base]):
            for suffix in suffixes:
                place = folder / f"{name}{suffix}"
                if _is_there(place, Path.is_file):
                    return place
        return None

    def _group(self, place: str) -> list[str]:
        root = self._root(place)
        return [one for one in self._joined if self._root(one) == root]

    def _root(self, place: str) -> str:
        while self._joined.get(place, place) != place:
            place = self._joined[place]
        return place

    def _join(self, one: str, other: str) -> None:
        self._joined.setdefault(other, other)
        first, second = self._root(one), self._root(other)
        if first != second:
            self._joined[second] = first

    def groups(self) -> list[list[str]]:
        """Return the places of the manuscripts that belong together."""
        found: dict[str, list[str]] = {}
        for place in self._read:
            found.setdefault(self._root(place), []).append(place)
        return list(found.values())

    def document(self, places: Sequence[str]) -> ManuscriptDocument:
        """Put a document together: its manuscripts, its bibliographies, and what is missing."""
        libraries: dict[str, BibliographyKeys] = {}
        missing: list[NamedFile] = []
        for place in places:
            text = self._texts[place]
            for named in self._read[place].bibliographies:
                found = self._find(named.path, text.location, ("", ".bib"))
                if found is None and not named.path.startswith(("http://", "https://")):
                    missing.append(named)
                elif found is not None and (library := self._library(found)):
                    libraries[library.path] = library
            if not self._read[place].bibliographies and SUFFIXES[text.location.suffix.lower()] == "markdown":
                for found in self._project_bibliographies(text.location):
                    if library := self._library(found):
                        libraries[library.path] = library
        for place, given in (*self._files.bibliographies.items(), *self._files.csl.items()):
            if place in self._files.named and (library := self._library(given.location)):
                libraries[library.path] = library
        parts = [named for place in places for named in self._missing.get(place, ())]
        return ManuscriptDocument(
            tuple(self._read[place] for place in places), tuple(libraries.values()), tuple(missing), tuple(parts)
        )

    def _project_bibliographies(self, location: Path) -> Iterator[Path]:
        folder = location.resolve().parent
        for _ in range(_MOST_PARENTS):
            for name in _PROJECT_FILES:
                path = folder / name
                if _is_there(path, Path.is_file):
                    try:
                        text = read_text_file(self._shown(path), path).source.text
                    except SourceError as error:
                        self._files.problems.append(error.as_problem)
                        continue
                    for value, _start in header_values(text, "bibliography"):
                        if _is_there(folder / value, Path.is_file):
                            yield folder / value
            if _is_there(folder / ".git", Path.exists) or folder == folder.parent:
                return
            folder = folder.parent

    def _library(self, location: Path) -> BibliographyKeys | None:
        place = os.path.realpath(location)
        if place not in self._libraries:
            text = self._files.bibliographies.get(place) or self._files.csl.get(place)
            if text is None:
                try:
                    text = read_text_file(self._shown(location), location, is_given=False)
                except SourceError as error:
                    self._files.problems.append(replace(error.as_problem, hint=""))
                    return None
                if location.suffix.lower() == CSL and (problem := csl_problem(text.source)):
                    self._files.problems.append(problem)
            self.libraries_read[text.path] = text
            self._libraries[place] = read_bibliography_keys(text.source)
        return self._libraries[place]

    def _shown(self, location: Path) -> str:
        shown = os.path.relpath(location, self._base)
        return str(location) if shown.startswith(os.pardir + os.sep + os.pardir) else shown
