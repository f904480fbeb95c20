"""``index.json`` in the exports' folder: which tag is in which file, and the memory that outlives the state.

It says which key belongs to which work and, by digests, what was written where, so that with the state gone no key
changes, a person's edits are still told from our text, and what they deleted stays deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from biblio.errors import StoreError
from biblio.files import read_text

__all__ = ["FILE_NAME", "ExportIndex", "FileEntry", "KeyEntry", "parse_index", "read_index"]

FILE_NAME = "index.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A citation key in use for ever: the ids of its work, and the digest of its entry as last written ("" if not)."""

    identifiers: tuple[str, ...]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One exported file. `tag` is None for the file of all works.

    `keys` are the entries that the tag's works have; `other` are the digests (key → digest) of what was last written
    here where it differs from the key's common one, and of entries that are remembered though they are not wanted.
    """

    tag: str | None
    file: str
    count: int
    keys: tuple[str, ...]
    other: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExportIndex:
    """The whole index, files in order of their tags, keys in order."""

    version: int = VERSION
    files: tuple[FileEntry, ...] = ()
    keys: Mapping[str, KeyEntry] = field(default_factory=dict)

    def to_text(self) -> str:
        """Return the JSON text that stands in the file: stable, one key a line, fit for git."""
        data = msgspec.json.encode(self, order="deterministic")
        return msgspec.json.format(data, indent=1).decode() + "\n"


def parse_index(text: str) -> ExportIndex:
    """Return the index that `text` is. Raises `ValueError` where it is none, or of a newer version."""
    try:
        index = msgspec.json.decode(text, type=ExportIndex)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    if index.version > VERSION:
        raise ValueError(f"it is of version {index.version}, made by a newer biblio")
    return index


def read_index(folder: Path) -> ExportIndex:
    """Read the index of an exports' folder; an empty one where there is none.

    Raises `StoreError` where it cannot be read: going on without it could give a key away twice.
    """
    path = folder / FILE_NAME
    text = read_text(path)
    if text is None:
        return ExportIndex()
    try:
        return parse_index(text)
    except ValueError as error:
        hint = "mend it (git has the last good one); deleting it forgets what you deleted or edited in the exports"
        raise StoreError(f"{path}: is no index of exports: {error}", hint=hint) from error
