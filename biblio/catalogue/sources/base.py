from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from biblio.errors import Problem


@dataclass(frozen=True, slots=True)
class SourceFile:
    path: str
    fingerprint: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    position: bytes
    fields: Mapping[str, object]
    raw: bytes


class Source(Protocol):
    name: str

    def rows(self, file: SourceFile, position: bytes) -> Iterator[Row | Problem]: ...
