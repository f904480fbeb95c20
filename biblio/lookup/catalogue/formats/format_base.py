"""What a source of a catalogue is: a file in one format, its rows, and where reading can go on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

import msgspec

from biblio.errors import Problem

__all__ = ["START", "CatalogueFormat", "CatalogueRow", "FileSample", "RowPosition", "SourceFile", "encode_row"]

_KEY = re.compile(rb'"([\w-]{1,40})"\s*:')
# A row as bytes: one JSON object without a line feed.
encode_row = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as a build found it.

    `path` is as the person gave it, joined with the name below a folder; `fingerprint` changes when the file does
    (see `files.fingerprint`); `size` is in bytes, as it lies on the disk.
    """

    path: str
    fingerprint: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class RowPosition:
    """A place in a file: `offset` in its uncompressed bytes, `line` feeds before it."""

    offset: int = 0
    line: int = 0

    @classmethod
    def read(cls, position: bytes) -> RowPosition:
        """Return the place that a row's position stands for; nothing stands for the beginning."""
        offset, _, line = position.partition(b" ")
        return cls(int(offset or 0), int(line or 0))


START = RowPosition()


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One work as its source tells it.

    `fields` has the keys that `row_format` lists; `raw` is the same as one line of JSON, byte for byte as
    it stands in the file where the file has that form already. Reading goes on behind the row at `position`.
    """

    position: bytes
    fields: Mapping[str, object]
    raw: bytes


@dataclass(frozen=True)
class FileSample:
    """The beginning of a file, uncompressed, from which its format is told; `name` is the file's own name."""

    name: str
    head: bytes

    @cached_property
    def first(self) -> bytes:
        """The first line that is not empty, as far as the sample goes, without a byte order mark."""
        return self.head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]

    @cached_property
    def keys(self) -> frozenset[bytes]:
        """The keys of all JSON objects in the sample, inner ones too."""
        return frozenset(_KEY.findall(self.head))


@runtime_checkable
class CatalogueFormat(Protocol):
    """Reads files of one format. Never holds more of a file in memory than `streams.MOST` and a little."""

    name: str

    def recognises(self, sample: FileSample) -> bool:
        """Tell whether a file that begins like this is in the format."""
        ...

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        """Yield every row behind `position` in order; empty is the beginning.

        What cannot be read is yielded as a `Problem`, in its place, and the rest goes on. A file that cannot be read
        to its end yields a `Problem` last. Nothing is raised but for what the disk does.
        """
        ...
