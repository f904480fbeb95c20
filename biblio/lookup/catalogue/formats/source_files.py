"""Which files a person means by a path, in which format each is, and whether one has changed since it was read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from biblio.errors import Problem, SourceError
from biblio.lookup.catalogue.formats.format_base import CatalogueFormat, SourceFile
from biblio.lookup.catalogue.formats.format_registry import CATALOGUE_FORMATS, detect_format
from biblio.lookup.catalogue.formats.streams import DamagedStreamError, read_sample

__all__ = ["SUFFIXES", "file_fingerprint", "find_sources", "has_grown"]

SUFFIXES = (".jsonl", ".ndjson", ".json", ".bib", ".xml")
_PACKED = (".gz", ".xz", ".zst")
_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".zip", ".7z")
_EDGE = 4096  # bytes at either end that a fingerprint looks at


def find_sources(path: Path, name: str | None = None) -> Iterator[tuple[CatalogueFormat, SourceFile] | Problem]:
    """Yield the files that `path` stands for, in order of their names, each with its source.

    `name` forces a format. In a folder, files count whose names end in one of `SUFFIXES` or, as OpenAlex's parts do,
    only in that of a compression; hidden ones do not. A file in no known format is a `Problem`. Raises `SourceError`
    where there is nothing to read at all, `UsageError` for a format that does not exist.
    """
    forced = CATALOGUE_FORMATS.load(name) if name is not None else None
    if not path.exists():
        raise SourceError(str(path), "there is no such file or folder")
    files = _in_folder(path) if path.is_dir() else [path]
    none = True
    for file in files:
        none = False
        yield _open(file, forced)
    if none:
        raise SourceError(
            str(path), "has no file that a catalogue can be built from", hint=f"names end in {', '.join(SUFFIXES)}"
        )


def _in_folder(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            plain = name.lower()
            is_packed = plain.endswith(_PACKED)
            if is_packed:
                plain = plain.rpartition(".")[0]
            if not name.startswith(".") and (
                plain.endswith((*SUFFIXES, *_ARCHIVES)) or (is_packed and "." not in plain)
            ):
                yield Path(parent, name)


def _open(path: Path, forced: CatalogueFormat | None) -> tuple[CatalogueFormat, SourceFile] | Problem:
    if path.name.lower().endswith(_ARCHIVES):
        return Problem(str(path), 0, "is an archive", "unpack it and give its folder")
    try:
        source = forced or detect_format(read_sample(path))
        if source is None:
            hint = f"name its format: {', '.join(sorted(CATALOGUE_FORMATS))}"
            return Problem(str(path), 0, "is in no format that is known", hint)
        return source, SourceFile(str(path), file_fingerprint(path), path.stat().st_size)
    except DamagedStreamError as error:
        return Problem(str(path), 0, error.what, error.hint)
    except OSError as error:
        return Problem(str(path), 0, f"cannot be read: {error.strerror}")


def file_fingerprint(path: Path) -> str:
    """Return a text that changes when the file at `path` does: of its size, its time and its two ends."""
    stat = path.stat()
    with path.open("rb") as file:
        return f"{stat.st_size} {stat.st_mtime_ns} {_ends(file, stat.st_size)}"


def has_grown(path: Path, before: str) -> bool:
    """Tell whether the file at `path` only became longer since its fingerprint was `before`.

    Then reading may go on where it stopped. Told from the two ends of what the file was, not from every byte.
    """
    size, _, ends = before.split(" ")
    with path.open("rb") as file:
        return path.stat().st_size > int(size) and _ends(file, int(size)) == ends


def _ends(file: BinaryIO, size: int) -> str:
    head = file.read(min(_EDGE, size))
    file.seek(max(0, size - _EDGE))
    return blake2b(head + file.read(min(_EDGE, size)), digest_size=12).hexdigest()
