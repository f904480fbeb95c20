"""Find the files to check in folders, and read them so that their text can be turned into the same bytes again."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from biblio.check.manuscripts.manuscript_formats import MANUSCRIPT_SUFFIXES
from biblio.check.source_text import SourceText
from biblio.decoding import decode_bytes
from biblio.errors import Problem, SourceError
from biblio.files import explain_os_error

__all__ = [
    "CollectedFiles",
    "FileReader",
    "TextFile",
    "collect_files",
    "manuscripts_below",
    "name_for_text",
    "path_is",
    "read_text_file",
]

_BIB, _CSL = ".bib", ".json"
_EXPORTS = (".ris", ".nbib", ".enw", ".ciw")  # of reference managers
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "site-packages", "_build", "_site", "renv", "venv"})
_DERIVED = frozenset({".aux", ".bcf"})
_BEGINNING = 64 * 1024  # bytes at the beginning of a `.json` that show what it is
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class TextFile:
    """One file: its text with unchanged line ends, and how to turn text into bytes in the same form.

    `is_given` is false for files that only a manuscript names, not the user.
    """

    source: SourceText
    location: Path
    encoding: str = "utf-8"
    byte_order_mark: bytes = b""
    is_given: bool = True

    @property
    def path(self) -> str:
        """The path as the user gave it."""
        return self.source.path

    @property
    def is_bib(self) -> bool:
        """Whether the file is a `.bib`."""
        return self.path.lower().endswith(_BIB)

    @property
    def is_csl(self) -> bool:
        """Whether the file is CSL JSON, by its suffix."""
        return self.path.lower().endswith(_CSL)

    @property
    def is_export(self) -> bool:
        """Whether the file is an export of a reference manager, by its suffix."""
        return self.path.lower().endswith(_EXPORTS)

    def to_bytes(self, text: str) -> bytes:
        """Return `text` as bytes for this file. Raises `UnicodeEncodeError` if its encoding lacks a character."""
        return self.byte_order_mark + text.encode(self.encoding)


@dataclass(slots=True)
class CollectedFiles:
    """The files of a check by their real paths: bibliographies (`.bib`), CSL JSON and other exports, manuscripts."""

    bibliographies: dict[str, TextFile] = field(default_factory=dict)
    csl: dict[str, TextFile] = field(default_factory=dict)
    manuscripts: dict[str, TextFile] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    given_one_by_one: set[str] = field(default_factory=set)
    """Real paths of the files that were given one by one, not found in a folder."""
    reader: FileReader = field(default_factory=lambda: FileReader())
    """What read them, and reads the files that they name."""
    within: Path | None = None
    """The folder that no file may be outside of; None: files may be anywhere."""

    def may_read(self, location: Path) -> bool:
        """Return whether a file may be read: it is within the folder, also where a link leads."""
        return self.within is None or Path(os.path.realpath(location)).is_relative_to(os.path.realpath(self.within))

    def all_files(self) -> Iterator[TextFile]:
        """Yield every file."""
        for group in (self.bibliographies, self.csl, self.manuscripts):
            yield from group.values()


def read_text_file(path: str, location: Path, *, is_given: bool = True) -> TextFile:
    """Read a file without losing a byte: encoding, byte order mark and line ends are kept.

    Raises `SourceError` if it cannot be read, is binary, or has an encoding that cannot be determined.
    """
    try:
        data = location.read_bytes()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {explain_os_error(error)[0]}") from error
    return _text_file(data, path, location, is_given=is_given)


class FileReader:
    """Reads files from the disk, except those of which `contents` has the bytes: what an editor has not saved yet.

    `contents` are by the real paths of the files, which need not exist.
    """

    def __init__(self, contents: Mapping[str, bytes] = MappingProxyType({})) -> None:
        self.contents = contents

    def has_content(self, location: Path) -> bool:
        """Return whether a file is read from `contents`."""
        return bool(self.contents) and os.path.realpath(location) in self.contents

    def read(self, path: str, location: Path, *, is_given: bool = True) -> TextFile:
        """Return the file at `location`, which is called `path`. Raises what `read_text_file` raises."""
        if not self.has_content(location):
            return read_text_file(path, location, is_given=is_given)
        return _text_file(self.contents[os.path.realpath(location)], path, location, is_given=is_given)


def _text_file(data: bytes, path: str, location: Path, *, is_given: bool) -> TextFile:
    mark, encoding = next((row for row in _BYTE_ORDER_MARKS if data.startswith(row[0])), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        decoded = decode_bytes(data, path)
        if decoded.problem and decoded.problem.is_warning:
            # A corrected file is written back whole: a byte that cannot be read would be lost.
            raise SourceError(path, decoded.problem.what, hint="the file mixes encodings; repair that line") from None
        encoding = decoded.encoding
        text = data[len(mark) :].decode(encoding, errors="replace")
    return TextFile(SourceText(path, text), location, encoding, mark, is_given)


def collect_files(
    paths: Sequence[str],
    *,
    base: Path,
    excluded: Collection[Path] = (),
    reader: FileReader | None = None,
    within: Path | None = None,
) -> CollectedFiles:
    """Return the files to check in `paths` (files or folders, relative to `base`).

    In a folder these are all files that a check understands; CSL JSON is recognised by its beginning. Hidden folders,
    the folders `excluded`, and `.aux` or `.bcf` files next to their source are left out. `reader` reads the files, by
    default from the disk. Nothing outside of the folder `within` is read; a path that leads there is a problem.
    """
    files = CollectedFiles(reader=reader or FileReader(), within=within)
    excluded_paths = {os.path.realpath(folder) for folder in excluded}
    for path in paths:
        location = base / Path(path).expanduser()
        if files.reader.has_content(location):
            files.given_one_by_one.add(os.path.realpath(location))
            _add(files, path, location)
        elif not files.may_read(location):
            files.problems.append(Problem(path, 0, "is outside of the project", f"only files in {within} are read"))
        elif path_is(location, Path.is_dir):
            for file_location in filter(files.may_read, _files_below(location, excluded_paths, files.problems)):
                below = os.path.relpath(file_location, location)
                _add(files, below if path in (".", "") else f"{path.rstrip('/')}/{below}", file_location)
        elif not path_is(location, Path.exists):
            files.problems.append(Problem(path, 0, "does not exist", f"looked in {location.parent}"))
        else:
            files.given_one_by_one.add(os.path.realpath(location))
            if not _add(files, path, location):
                known = ", ".join((_BIB, _CSL, *_EXPORTS, *MANUSCRIPT_SUFFIXES))
                files.problems.append(Problem(path, 0, "cannot be checked: unknown type of file", f"known: {known}"))
    return files


def manuscripts_below(folder: Path) -> Iterator[Path]:
    """Yield the manuscripts in a folder and below it, in order, without reading them; see `collect_files`."""
    return (path for path in _files_below(folder, (), []) if path.suffix.lower() in MANUSCRIPT_SUFFIXES)


def name_for_text(data: bytes) -> str:
    """Return a name whose suffix says what a text without a name is, by its content."""
    suffixes = (
        (rb"^\s*[\[{]", ".json"),
        (rb"^[ \t]*@[A-Za-z]+\s*[{(]", ".bib"),
        (rb"\\(?:cite|begin|documentclass)", ".tex"),
    )
    suffix = next((suffix for pattern, suffix in suffixes if re.search(pattern, data, re.MULTILINE)), ".md")
    return f"stdin{suffix}"


def _files_below(folder: Path, excluded: Collection[str], problems: list[Problem]) -> Iterator[Path]:
    """Yield the files below `folder` in order; folders that cannot be read are added to `problems`."""

    def report(error: OSError) -> None:
        problems.append(Problem(str(error.filename), 0, f"cannot be read: {explain_os_error(error)[0]}"))

    for place, folders, names in os.walk(folder, onerror=report):
        folders[:] = sorted(
            name
            for name in folders
            if name[0] != "."
            and name.lower() not in _SKIPPED_FOLDERS
            and os.path.realpath(Path(place, name)) not in excluded
        )
        source_stems = {
            Path(name).stem
            for name in names
            if Path(name).suffix.lower() in MANUSCRIPT_SUFFIXES and Path(name).suffix not in _DERIVED
        }
        for name in sorted(names):
            suffix = Path(name).suffix.lower()
            if name[0] == "." or (suffix in _DERIVED and Path(name).stem in source_stems):
                continue
            location = Path(place, name)
            is_known = suffix in (_BIB, *_EXPORTS) or suffix in MANUSCRIPT_SUFFIXES
            may_be = is_known or suffix == _CSL
            if may_be and not _is_no_file(location) and (is_known or _begins_as_csl(location)):
                yield location


def _is_no_file(location: Path) -> bool:
    """Whether this is a pipe, a socket or a device, which may never end. A file that is not there is none of these."""
    try:
        return not stat.S_ISREG(location.stat().st_mode)
    except OSError:
        return False


def path_is(location: Path, is_true: Callable[[Path], bool]) -> bool:
    """Return the result of `Path.is_file` or the like; false for impossible names and for inaccessible paths."""
    try:
        return is_true(location)
    except OSError:
        return False


def _begins_as_csl(location: Path) -> bool:
    try:
        with location.open("rb") as stream:
            beginning = stream.read(_BEGINNING)
    except OSError:
        return False
    if b'"type"' not in beginning:  # which every item of CSL JSON has: spares loading its reader for other files
        return False
    from biblio.formats.csl_json import is_csl

    return is_csl(beginning.decode("utf-8", errors="replace"))


def _add(files: CollectedFiles, path: str, location: Path) -> bool:
    """Read a file into its group; return whether its type can be checked."""
    suffix = location.suffix.lower()
    group = {_BIB: files.bibliographies, _CSL: files.csl, **dict.fromkeys(_EXPORTS, files.csl)}.get(suffix)
    if group is None:
        if suffix not in MANUSCRIPT_SUFFIXES:
            return False
        group = files.manuscripts
    real_path = os.path.realpath(location)
    if real_path not in group:
        try:
            group[real_path] = files.reader.read(path, location)
        except SourceError as error:
            files.problems.append(error.as_problem)
        else:
            if suffix == _CSL:
                from biblio.formats.csl_json import csl_problem

                if problem := csl_problem(group[real_path].source.text, group[real_path].path):
                    files.problems.append(problem)
            elif suffix in _EXPORTS:
                from biblio.check.export_entries import export_problems

                files.problems += export_problems(group[real_path].source)
    return True
