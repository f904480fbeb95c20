"""The interface of readers of notes, which every layout implements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from biblio.errors import Problem
from biblio.model.note import Note
from biblio.readers.skipped import Skipped

__all__ = ["Document", "ReadItem", "Reader"]

ReadItem = Note | Problem | Skipped
"""What a reader yields: a note, what is wrong with one, or what it passed over."""


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded file of notes: `path` as the user gave it, its `text` without a BOM and with line feeds as line ends.

    `name` is the path below the source folder, or the file's name if the file itself is the source. Layouts that take
    ids or titles from file names use it, so that moving the whole folder changes nothing. A binary file has `data` and
    no text. `is_forced` is true if the user set the layout of its source: then the file has notes, even if it gives no
    sign of it.
    """

    path: str
    text: str
    name: str = ""
    encoding: str = "utf-8"
    data: bytes = b""
    is_forced: bool = False

    @property
    def suffix(self) -> str:
        """The suffix of the file's name in lower case, with its dot; empty if it has none."""
        name = (self.name or self.path).rpartition("/")[2]
        dot = name.rfind(".")
        return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


@runtime_checkable
class Reader(Protocol):
    """Reads notes in one layout. Pure: it takes text, returns values, and never raises because of a bad note.

    If the files have suffixes of their own, `suffixes` has them as a frozenset ({".foo"}).
    """

    layout: str

    def recognises(self, document: Document) -> bool:
        """Return whether the document is in this layout, judged by its content."""
        ...

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield every note in order, and what is passed over.

        A note that cannot be read is yielded as a `Problem`, and reading continues.
        """
        ...
