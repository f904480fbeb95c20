"""A source that yields rows from memory, can stop in the middle, and tells how often each row was read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from biblio.errors import Problem
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, FileSample, SourceFile

__all__ = ["Killed", "Memory", "Quiet", "paper"]


class Killed(BaseException):
    """The process was killed here."""


@dataclass
class Memory:
    """Files by path, each a list of rows (or problems); `kill_at` ends everything before that row of the file."""

    files: dict[str, list[Mapping[str, object] | Problem]]
    kill_at: int | None = None
    read: list[tuple[str, int]] = field(default_factory=list)
    name: str = "memory"

    def recognises(self, sample: FileSample) -> bool:
        return False

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        for number, row in enumerate(self.files[file.path][int(position or b"0") :], int(position or b"0") + 1):
            if self.kill_at is not None and number > self.kill_at:
                raise Killed
            self.read.append((file.path, number))
            if isinstance(row, Problem):
                yield row
            else:
                yield CatalogueRow(str(number).encode(), row, json.dumps(row).encode())

    def found(self) -> Sequence[tuple[Memory, SourceFile]]:
        """Return the files as a build takes them; a file's fingerprint is its content."""
        return [(self, SourceFile(path, repr(rows))) for path, rows in self.files.items()]


class Quiet:
    """Hears a build and keeps the counts."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.count = 0

    def file(self, file: SourceFile) -> None:
        self.files.append(file.path)

    def rows(self, count: int) -> None:
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
