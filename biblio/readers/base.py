"""The small interfaces between the core and its edges. What an implementation may raise is part of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from biblio.errors import Problem
from biblio.model.note import Note

__all__ = ["Document", "Reader"]


@dataclass(frozen=True, slots=True)
class Document:
    """One file of notes, decoded: `path` as it was given, `text` with line feeds as line ends and no BOM.

    `name` is the path below the folder that was given as the source (or the file's name): what a layout that
    takes ids or titles from file names uses, so that moving the whole folder changes nothing.
    """

    path: str
    text: str
    name: str = ""
    encoding: str = "utf-8"


@runtime_checkable
class Reader(Protocol):
    """Reads one layout of notes. Pure: takes text, gives values, never raises for bad notes."""

    layout: str

    def recognises(self, document: Document) -> bool:
        """Tell, from the content, whether the document is in this layout."""
        ...

    def read(self, document: Document) -> Iterator[Note | Problem]:
        """Yield every note in order; a note that cannot be read is yielded as a `Problem` and the rest goes on."""
        ...
