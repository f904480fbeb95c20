"""The interface of a format for catalogue sources: it recognises files, and reads rows from any position on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

import msgspec

from biblio.errors import Problem

__all__ = [
    "START",
    "CatalogueFormat",
    "CatalogueRow",
    "FileSample",
    "ReadSizes",
    "RowPosition",
    "SourceFile",
    "encode_row",
]

_KEY = re.compile(rb'"([\w-]{1,40})"\s*:')
# A row as bytes: one JSON object without a line feed.
encode_row = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class ReadSizes:
    """How many bytes of a file are read and held at a time; tests make them small.

    `chunk` bytes are read or unpacked at once. `item` is the length of the longest line, object or record: if there is
    a longer one, the file is something else. `window` bytes of BibTeX are scanned at once; `entry` is the length of the
    longest entry: a longer one lacks a brace.
    """

    chunk: int = 256 * 1024
    item: int = 64 * 1024 * 1024
    window: int = 1024 * 1024
    entry: int = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as a build found it.

    `path` is as the user gave it, joined with the name below a folder; `fingerprint` changes when the file does (see
    `source_files.file_fingerprint`); `size` is its size on disk, in bytes.
    """

    path: str
    fingerprint: str
    size: int = 0
    read_sizes: ReadSizes = ReadSizes()


@dataclass(frozen=True, slots=True)
class RowPosition:
    """A position in a file: `offset` in its uncompressed bytes, `line` the number of line feeds before it."""

    offset: int = 0
    line: int = 0

    @classmethod
    def read(cls, position: bytes) -> RowPosition:
        """Return the position encoded in a row's `position`; an empty one means the beginning."""
        offset, _, line = position.partition(b" ")
        return cls(int(offset or 0), int(line or 0))


START = RowPosition()


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One work in its source's description.

    `fields` has the keys that `row_format` lists; `raw` is the same as one line of JSON, byte for byte as in the file
    if the file already has that form. Reading continues after the row at `position`.
    """

    position: bytes
    fields: Mapping[str, object]
    raw: bytes


@dataclass(frozen=True)
class FileSample:
    """The beginning of a file, uncompressed, which shows its format; `name` is the file's own name."""

    name: str
    head: bytes

    @cached_property
    def first(self) -> bytes:
        """The first line that is not empty, within the sample, without a byte order mark."""
        return self.head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]

    @cached_property
    def keys(self) -> frozenset[bytes]:
        """The keys of all JSON objects in the sample, including inner ones."""
        return frozenset(_KEY.findall(self.head))


@runtime_checkable
class CatalogueFormat(Protocol):
    """Reads files of one format. Never holds much more of a file in memory than `ReadSizes.item`."""

    name: str

    def recognises(self, sample: FileSample) -> bool:
        """Whether a file that begins like this is in the format."""
        ...

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        """Yield every row after `position` in order; an empty position is the beginning.

        A row that cannot be read is yielded as a `Problem` in its place, and reading continues. A file that cannot be
        read to its end yields a `Problem` last. Raises only errors of the disk.
        """
        ...
