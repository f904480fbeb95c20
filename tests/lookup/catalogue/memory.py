"""A format that yields rows from memory, can stop in the middle, and counts how often each row was read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from biblio.errors import Problem
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, FileSample, SourceFile

__all__ = ["BuildLog", "KilledError", "MemoryFormat", "paper"]


class KilledError(BaseException):
    """The process was killed here."""


@dataclass
class MemoryFormat:
    """Files by path, each a list of rows (or problems); `kill_at` ends everything before that row of the file."""

    rows_by_path: dict[str, list[Mapping[str, object] | Problem]]
    kill_at: int | None = None
    read: list[tuple[str, int]] = field(default_factory=list)
    name: str = "memory"

    def recognises(self, sample: FileSample) -> bool:
        return False

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        start = int(position or b"0")
        for number, row in enumerate(self.rows_by_path[file.path][start:], start + 1):
            if self.kill_at is not None and number > self.kill_at:
                raise KilledError
            self.read.append((file.path, number))
            if isinstance(row, Problem):
                yield row
            else:
                yield CatalogueRow(str(number).encode(), row, json.dumps(row).encode())

    def files(self) -> Sequence[tuple[MemoryFormat, SourceFile]]:
        """Return the files as a build takes them; a file's fingerprint is its content."""
        return [(self, SourceFile(path, repr(rows))) for path, rows in self.rows_by_path.items()]


class BuildLog:
    """Is told how a build goes on, and keeps it."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.count = 0

    def stage(self, name: str, total: int) -> None:
        self.stages.append(name)

    def step(self, count: int = 1) -> None:
        self.count += count


def paper(number: int, title: str = "", abstract: str = "", **more: object) -> dict[str, object]:
    """Return an arXiv row."""
    return {
        "id": f"2401.{number:05}",
        "title": title or f"Paper number {number} on topic{number % 7}",
        "authors": [f"Ada Author{number}"],
        "abstract": abstract or f"We study topic{number % 7} with method{number}.",
        "published": "2024-01-15",
        **more,
    }
