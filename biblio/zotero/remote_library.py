"""The interface of a Zotero library: what can be read and written, and what a write reports about each object."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType
from biblio.zotero.object_content import Data

__all__ = ["MAX_OBJECTS", "RemoteLibrary", "WriteOutcome", "WriteReply", "WrittenObject"]

MAX_OBJECTS = 50
"""Objects in one write, https://www.zotero.org/support/dev/web_api/v3/write_requests."""


class WriteOutcome(StrEnum):
    """What a write did to one object."""

    DONE = "done"
    STALE = "stale"  # another client changed it, or what it belongs to: read it and plan again
    REFUSED = "refused"  # the server will never accept it as it is
    UNKNOWN = "unknown"  # the answer does not say


@dataclass(frozen=True, slots=True)
class WrittenObject:
    """One object of a write: what the write did to it, its data afterwards, or why it was not written."""

    key: str
    outcome: WriteOutcome
    data: Data | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class WriteReply:
    """The answer to a write. `version` is the library's afterwards.

    If `is_outdated`, nothing was done because another client had changed the library.
    """

    version: int
    results: tuple[WrittenObject, ...] = ()
    is_outdated: bool = False


class RemoteLibrary(Protocol):
    """One library. If it does not answer, for whatever reason, a `ServiceError` is raised.

    `library` is its path ("users/1"), `uri` the prefix of relations to its items. `realm` is the scope of its versions:
    the same library has different versions in the desktop app and on the server.
    """

    @property
    def library(self) -> str: ...  # noqa: D102
    @property
    def uri(self) -> str: ...  # noqa: D102
    @property
    def realm(self) -> str: ...  # noqa: D102

    def check_rights(self) -> None:
        """Raise `Unauthorised` if we may not write to the library; no write is sent."""
        ...

    def hidden_kinds(self) -> frozenset[str]:
        """Return the kinds of items that the key may not see; see `LibrarySnapshot.hidden`."""
        ...

    def read(self, known: LibrarySnapshot | None) -> LibrarySnapshot:
        """Return the library as it is, reading only what has changed since `known`.

        Raises `Unavailable` if others write so often that no two pages fit together.
        """
        ...

    def read_again(self, snapshot: LibrarySnapshot, object_type: ObjectType, keys: Collection[str]) -> LibrarySnapshot:
        """Return `snapshot` with the present content of some objects, even of unlisted ones; its version stays."""
        ...

    def write(self, object_type: ObjectType, rows: Sequence[Mapping[str, Any]], version: int | None) -> WriteReply:
        """Write at most `MAX_OBJECTS` objects, each row with its key and version.

        With `version`, nothing is done if the library is newer. Raises `WriteLost` if it is not known what was done.
        """
        ...
