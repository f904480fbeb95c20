"""Find the files of notes in the configured sources, with their sizes and times, in one walk.

A source is a file, a folder or a glob pattern. A run with nothing to do costs hardly more than this walk, so the walk
opens no file; `read_document` does.
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from biblio.decoding import decode_bytes
from biblio.errors import Problem, SourceError
from biblio.files import name_that_is_no_text
from biblio.readers.base import Document
from biblio.readers.embedded_data import without_embedded_data
from biblio.readers.layouts import BINARY_SUFFIXES, can_read_suffix
from biblio.readers.made_pages import pages_made_from_texts
from biblio.readers.skipped import Skipped, SkipReason
from biblio.settings import NoteSource

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["FileListing", "FoundFile", "list_files", "read_document", "walk"]

_OF_PROGRAMS = frozenset({"node_modules", "__pycache__", "__macosx", "site-packages", "_site"})
# Logseq keeps earlier versions of pages in these folders: https://docs.logseq.com/#/page/backups
_OF_BACKUPS = frozenset({"bak", "version-files"})
_REPOSITORY = re.compile(
    r"(?:https?://|ssh://git@|git@)?(?:www\.)?github\.com[:/](?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?(?:/(?:issues|tree|blob)\b.*)?/?"
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://|git@", re.IGNORECASE)
_MAGIC = re.compile(r"[*?\[]")
_MOST_AT_ONCE = 1 << 20


class FoundFile(NamedTuple):
    """A file of notes, with its size in bytes and its time of modification in nanoseconds since the epoch.

    `path` is the source as the user gave it, followed by the path below it, with slashes; `name` is the path below the
    source folder (the file's own name if the file is the source); `location` is the path to open.
    """

    path: str
    name: str
    location: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class FileListing:
    """The files of all sources at the time of a walk: each once, with the source in which it was found first.

    `skipped` are files and folders below the sources that are not opened, each once; `by_source` has the locations of
    the files below every source, even if another source has found them before. `problems` are sources, or parts of
    them, that cannot be read; `is_complete` says that no source is missing. `roots` are the sources that were read, as
    absolute paths: notes below them that are no longer found are known to be gone.
    """

    files: tuple[tuple[FoundFile, NoteSource], ...]
    problems: tuple[Problem, ...]
    roots: tuple[str, ...]
    is_complete: bool
    skipped: tuple[Skipped, ...] = ()
    by_source: tuple[tuple[NoteSource, tuple[str, ...]], ...] = field(default=(), repr=False)


def list_files(sources: Sequence[NoteSource], *, base: Path, own: Collection[Path] = ()) -> FileListing:
    """Walk all `sources`; relative ones start from `base`, which is absolute. A missing source becomes a `Problem`.

    `own` are absolute paths of files and folders that biblio writes: they are skipped.
    """
    files: dict[str, tuple[FoundFile, NoteSource]] = {}
    skipped: dict[str, Skipped] = {}
    by_source: list[tuple[NoteSource, tuple[str, ...]]] = []
    problems: list[Problem] = []
    roots: list[str] = []
    is_complete = True
    for source in sources:
        locations: list[str] = []
        problems_before = len(problems)
        try:
            root = _root(source.path, base)
            if name := name_that_is_no_text(root):
                raise SourceError(name, "has a name that is not UTF-8", hint="rename the file or folder")
            found = list(walk(source.path, base=base, include=source.include, exclude=source.exclude, own=own))
            in_names = (item.name for item in found if isinstance(item, FoundFile))
            made = pages_made_from_texts(in_names) if source.layout is None else {}
            for item in found:
                if isinstance(item, FoundFile) and item.name in made:
                    item = Skipped(item.path, SkipReason.MADE_FROM, detail=made[item.name])
                if isinstance(item, Problem):
                    problems.append(item)
                elif isinstance(item, Skipped):
                    skipped.setdefault(item.path, item)
                else:
                    files.setdefault(item.location, (item, source))
                    locations.append(item.location)
        except SourceError as error:
            problems.append(error.as_problem)
            is_complete = False
            continue
        # A folder that is suddenly empty may be a disk that is not mounted, so its notes are not known to be gone.
        if locations or len(problems) > problems_before:
            roots.append(root)
        by_source.append((source, tuple(locations)))
    read = {file.path for file, _ in files.values()}
    return FileListing(
        files=tuple(files.values()),
        problems=tuple(problems),
        roots=tuple(roots),
        is_complete=is_complete,
        skipped=tuple(item for path, item in skipped.items() if path not in read),
        by_source=tuple(by_source),
    )


def _root(path: str, base: Path) -> str:
    """Return the folder or file that a source names; for a pattern, the folder above its first wildcard."""
    fixed = re.split(r"[*?\[]", path, maxsplit=1)
    place = fixed[0] if len(fixed) == 1 else fixed[0].rpartition("/")[0]
    return os.path.normpath(base / Path(place).expanduser())


def walk(
    source: str,
    *,
    base: Path,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    own: Collection[Path] = (),
) -> Iterator[FoundFile | Skipped | Problem]:
    """Yield the files of one source in the order of their paths; a relative source starts from `base`.

    Folders are searched recursively for files whose suffix some reader reads. Everything else below them is yielded as
    `Skipped`: files of other formats, hidden files and folders (``.git``, ``.obsidian``, ``.trash``), those of package
    managers, what Jekyll makes of a site, backups of Logseq, the paths in `own`, and what `include` and `exclude` leave
    out. These are patterns as in ``.gitignore`` (https://git-scm.com/docs/gitignore), for paths below the source. In a
    pattern, ``*`` and ``?`` match within a name and ``**`` across folders; a suffix at the end of the pattern may be
    any. Symbolic links are followed, but each folder is visited once. A part that cannot be read is yielded as a
    `Problem`, and the walk continues.

    Raises `SourceError` if the source is missing or is neither a file nor a folder, or if the pattern finds nothing.
    """
    choice = _Choice(own, include, exclude)
    pattern = source.replace(os.sep, "/") if os.sep != "/" else source
    place = base / Path(pattern).expanduser()
    try:
        status = place.stat()
    except FileNotFoundError:
        if _MAGIC.search(pattern):
            yield from _matching(pattern, base, choice)
            return
        raise SourceError(source, "does not exist", hint=_hint_for_missing(source, place)) from None
    except (OSError, ValueError) as error:
        raise SourceError(source, f"cannot be read: {_reason(error)}") from error
    if stat.S_ISDIR(status.st_mode):
        yield from _below(pattern, place, choice)
    elif stat.S_ISREG(status.st_mode):
        yield FoundFile(pattern, place.name, str(place), status.st_size, status.st_mtime_ns)
    else:
        raise SourceError(source, "is neither a file nor a folder")


def _hint_for_missing(source: str, place: Path) -> str:
    """Return what to do about a source that is not there: it may be an address, which is no folder."""
    if match := _REPOSITORY.fullmatch(source):
        return f"for its issues, write github:{match['name']}; for files in it, clone it and name the folder"
    if _ADDRESS.match(source):
        return "a source is a file or a folder on this computer: download it, or clone it, and name that"
    return f"looked in {place.parent}"


_LARGEST = 1_000_000_000  # bytes: the exports of large libraries have some hundred million


def read_document(file: FoundFile) -> tuple[Document, Problem | None]:
    """Return the decoded document in a file, and a problem if the file was cut short.

    Raises `SourceError` if the file cannot be opened, is binary, is larger than notes can be, or has an encoding that
    cannot be determined.
    """
    if file.size > _LARGEST:
        is_this = f"is too large for notes: {file.size / 1e9:.1f} GB, of {_LARGEST / 1e9:.0f} GB at most"
        raise SourceError(file.path, is_this, hint="split it, or leave it out of the sources")
    try:
        data = _bytes_of(file)
    except OSError as error:
        raise SourceError(file.path, f"cannot be read: {_reason(error)}") from error
    if file.name[file.name.rfind(".") :].lower() in BINARY_SUFFIXES:
        return Document(file.path, "", file.name, "", data), None
    decoded = decode_bytes(without_embedded_data(data), file.path)
    return Document(file.path, decoded.text, file.name, decoded.encoding), decoded.problem


def _bytes_of(file: FoundFile) -> bytes:
    # A stream asks the system for the file's size, its kind and its place again: that is half the time of a small file.
    descriptor = os.open(file.location, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        data = os.read(descriptor, file.size + 1)
        if len(data) != file.size:  # it has been written to meanwhile, or is too large for one reading
            while more := os.read(descriptor, _MOST_AT_ONCE):
                data += more
    finally:
        os.close(descriptor)
    return data


class _Choice:
    """Which files and folders below a source are read."""

    def __init__(self, own: Collection[Path], include: Sequence[str], exclude: Sequence[str]) -> None:
        self._own = frozenset(map(os.path.normpath, own))
        self._include, self._exclude = _path_patterns(include), _path_patterns(exclude)
        self._suffixes: dict[str, bool] = {}

    def reason_against_folder(self, name: str, path: str, location: str) -> SkipReason | None:
        """Return why the folder called `name` is not searched, if it is not; `path` is its path below the source."""
        lowered = name.lower()
        if name[0] == ".":
            return SkipReason.HIDDEN
        if lowered in _OF_PROGRAMS:
            return SkipReason.PROGRAM
        if lowered in _OF_BACKUPS:
            return SkipReason.BACKUP
        if self._is_own(location):
            return SkipReason.OWN
        if self._exclude and self._exclude.match_file(f"{path}/"):
            return SkipReason.EXCLUDED
        return None

    def reason_against_file(self, name: str, path: str, location: str, *, any_suffix: bool) -> SkipReason | None:
        """Return why the file called `name` is not opened, if it is not; `path` is its path below the source."""
        if name[0] == ".":
            return SkipReason.HIDDEN
        if self._is_own(location):
            return SkipReason.OWN
        if self._exclude and self._exclude.match_file(path):
            return SkipReason.EXCLUDED
        if self._include:
            return None if self._include.match_file(path) else SkipReason.EXCLUDED
        return None if any_suffix or self._can_read(name[name.rfind(".") :]) else SkipReason.UNKNOWN_FORMAT

    def _is_own(self, location: str) -> bool:
        # Locations are made of a folder and names; only the folder may lead up ("..").
        return bool(self._own) and (os.path.normpath(location) if ".." in location else location) in self._own

    def _can_read(self, suffix: str) -> bool:
        if suffix not in self._suffixes:
            self._suffixes[suffix] = can_read_suffix(suffix.lower())
        return self._suffixes[suffix]


def _path_patterns(patterns: Sequence[str]) -> GitIgnoreSpec | None:
    if not patterns:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


def _matching(pattern: str, base: Path, choice: _Choice) -> Iterator[FoundFile | Skipped | Problem]:
    """Yield the files that a glob pattern matches: walk the folder above its first wildcard and compare the rest."""
    parts = pattern.split("/")
    fixed = next(number for number, part in enumerate(parts) if _MAGIC.search(part))
    folder, rest = "/".join(parts[:fixed]), parts[fixed:]
    place = base / Path(folder or ("/" if fixed else ".")).expanduser()
    if not place.is_dir():
        raise SourceError(pattern, f"matches nothing: there is no folder {folder!r}")
    # None is "**".
    names = [None if part == "**" else re.compile(fnmatch.translate(part)) for part in rest]
    depth = len(rest) if None not in names else None
    any_suffix = re.search(r"\.[^.*?\[\]]+$", rest[-1]) is not None
    nothing = True
    start = len(_prefix(folder))
    for item in _below(folder, place, choice, depth=depth, any_suffix=any_suffix):
        if isinstance(item, Skipped):
            if _fits(item.path[start:].split("/"), names):  # a folder ends with a slash, which no name fits
                yield item
        elif isinstance(item, Problem) or _fits(item.name.split("/"), names):
            nothing = False
            yield item
    if nothing:
        raise SourceError(pattern, "matches no file of notes")


def _fits(names: list[str], parts: list[re.Pattern[str] | None]) -> bool:
    ends = {0}  # how many of the names the parts so far may stand for
    for part in parts:
        if part is None:
            ends = set(range(min(ends), len(names) + 1)) if ends else ends
        else:
            ends = {end + 1 for end in ends if end < len(names) and part.match(names[end])}
    return len(names) in ends


def _prefix(source: str) -> str:
    """Return what precedes a path below the source; the current folder is not named."""
    return "" if source in ("", ".") else source.rstrip("/") + "/"


def _below(
    source: str, place: Path, choice: _Choice, *, depth: int | None = None, any_suffix: bool = False
) -> Iterator[FoundFile | Skipped | Problem]:
    """Yield the files below a folder in the order of their names, down to `depth` levels.

    `walk` says what is skipped; with `any_suffix`, the suffix does not matter.
    """
    prefix = _prefix(source)
    seen_folders: set[tuple[int, int]] = set()
    # Entries that are still to be visited, the next one last, each with the path of its folder below the source.
    pending: list[tuple[str, os.DirEntry[str]]] = []
    folder: tuple[str, str] | None = ("", str(place))
    while folder or pending:
        try:
            if folder:
                (below, location), folder = folder, None
                if _is_new(location, seen_folders):
                    with os.scandir(location) as entries:
                        ordered = sorted(entries, key=lambda entry: entry.name, reverse=True)
                    pending.extend((below, entry) for entry in ordered)
                continue
            folder_path, entry = pending.pop()
            below = folder_path + entry.name
            below.encode()
            if entry.is_dir():
                reason = choice.reason_against_folder(entry.name, below, entry.path)
                if reason:
                    yield Skipped(f"{prefix}{below}/", reason)
                elif depth is None or below.count("/") < depth - 1:
                    folder = (below + "/", entry.path)
                continue
            reason = choice.reason_against_file(entry.name, below, entry.path, any_suffix=any_suffix)
            if reason:
                yield Skipped(prefix + below, reason)
            else:
                status = entry.stat()
                if stat.S_ISREG(status.st_mode):
                    yield FoundFile(prefix + below, below, entry.path, status.st_size, status.st_mtime_ns)
        except OSError as error:
            yield Problem(prefix + below.rstrip("/"), 0, f"cannot be read: {_reason(error)}")
        except UnicodeEncodeError:
            yield Problem(name_that_is_no_text(prefix + below), 0, "has a name that is not UTF-8", "rename the file")


def _is_new(location: str, seen_folders: set[tuple[int, int]]) -> bool:
    """Return whether a folder is visited for the first time, and remember it: a link may lead to a searched one."""
    status = Path(location).stat()
    key = (status.st_dev, status.st_ino)
    if key in seen_folders:
        return False
    seen_folders.add(key)
    return True


def _reason(error: OSError | ValueError) -> str:
    """Return the system's reason for an error, without its number and path."""
    return (getattr(error, "strerror", None) or str(error)).lower()
