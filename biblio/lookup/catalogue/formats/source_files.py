"""Find the source files for a path, with the format of each, and whether a file has changed since it was read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from biblio.errors import Problem, SourceError
from biblio.files import name_that_is_no_text
from biblio.lookup.catalogue.formats.format_base import CatalogueFormat, SourceFile
from biblio.lookup.catalogue.formats.format_registry import CATALOGUE_FORMATS, detect_format
from biblio.lookup.catalogue.formats.streams import DamagedStreamError, read_sample

__all__ = ["file_fingerprint", "find_sources", "has_grown"]

_SUFFIXES = (".jsonl", ".ndjson", ".json", ".bib", ".xml")
_PACKED = (".gz", ".xz", ".zst")
_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".zip", ".7z")
_EDGE = 4096  # bytes at either end of a file that go into its fingerprint


def find_sources(path: Path, format_name: str | None = None) -> Iterator[tuple[CatalogueFormat, SourceFile] | Problem]:
    """Yield the files at `path` (a file or folder), in order of their names, each with its format.

    `format_name` forces a format. In a folder, files count if their names end in the suffix of a format or, like
    OpenAlex's parts, only in that of a compression; hidden files do not count. A file in an unknown format, or with a
    name that is not UTF-8, is a `Problem`. Raises `SourceError` if there is nothing to read, `UsageError` for an
    unknown format.
    """
    forced = CATALOGUE_FORMATS.load(format_name) if format_name is not None else None
    if not path.exists():
        raise SourceError(str(path), "there is no such file or folder")
    files = list(_files_in(path)) if path.is_dir() else [path]
    if not files:
        hint = f"names end in {', '.join(_SUFFIXES)}"
        raise SourceError(str(path), "has no file that a catalogue can be built from", hint=hint)
    for file in files:
        yield _open(file, forced)


def _files_in(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            unpacked_name = name.lower()
            is_packed = unpacked_name.endswith(_PACKED)
            if is_packed:
                unpacked_name = unpacked_name.rpartition(".")[0]
            is_source = unpacked_name.endswith((*_SUFFIXES, *_ARCHIVES)) or (is_packed and "." not in unpacked_name)
            if is_source and not name.startswith("."):
                yield Path(parent, name)


def _open(path: Path, forced: CatalogueFormat | None) -> tuple[CatalogueFormat, SourceFile] | Problem:
    if path.name.lower().endswith(_ARCHIVES):
        return Problem(str(path), 0, "is an archive", "unpack it and pass the folder")
    if name := name_that_is_no_text(path):
        return Problem(name, 0, "has a name that is not UTF-8", "rename the file or folder")
    try:
        source_format = forced or detect_format(read_sample(str(path)))
        if source_format is None:
            hint = f"known formats: {', '.join(sorted(CATALOGUE_FORMATS))}; --format forces one"
            return Problem(str(path), 0, "has an unknown format", hint)
        return source_format, SourceFile(str(path), file_fingerprint(path), path.stat().st_size)
    except DamagedStreamError as error:
        return Problem(str(path), 0, error.what, error.hint)
    except OSError as error:
        return Problem(str(path), 0, f"cannot be read: {error.strerror}")


def file_fingerprint(path: Path) -> str:
    """Return a text that changes when the file at `path` changes: made from its size, its time and its two ends."""
    stat = path.stat()
    with path.open("rb") as file:
        return f"{stat.st_size} {stat.st_mtime_ns} {_hash_ends(file, stat.st_size)}"


def has_grown(path: Path, before: str) -> bool:
    """Whether the file at `path` only became longer since its fingerprint was `before`.

    If so, reading may continue where it stopped. This compares the two ends of the former file, not every byte.
    """
    size, _, ends = before.split(" ")
    with path.open("rb") as file:
        return path.stat().st_size > int(size) and _hash_ends(file, int(size)) == ends


def _hash_ends(file: BinaryIO, size: int) -> str:
    head = file.read(min(_EDGE, size))
    file.seek(max(0, size - _EDGE))
    return blake2b(head + file.read(min(_EDGE, size)), digest_size=12).hexdigest()
