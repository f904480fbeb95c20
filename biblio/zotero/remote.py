"""A Zotero library as the use cases see it: what can be asked of it, and what it says to a write, object by object."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from biblio.zotero.model import LibrarySnapshot, ObjectType
from biblio.zotero.object_content import Data

__all__ = ["MOST_OBJECTS", "Remote", "WriteOutcome", "WriteReply", "WrittenObject"]

MOST_OBJECTS = 50
"""Objects in one write, https://www.zotero.org/support/dev/web_api/v3/write_requests."""


class WriteOutcome(StrEnum):
    """What became of one object of a write."""

    DONE = "done"
    STALE = "stale"  # somebody else changed it, or what it belongs to: read it again, then see
    REFUSED = "refused"  # it will never be taken as it is
    UNKNOWN = "unknown"  # the answer does not say


@dataclass(frozen=True, slots=True)
class WrittenObject:
    """One object of a write: what became of it, what it says then, or why it was not written."""

    key: str
    fate: WriteOutcome
    data: Data | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class WriteReply:
    """The answer to a write. `version` is the library's then; `moved`: nothing was done, another client had written."""

    version: int
    results: tuple[WrittenObject, ...] = ()
    moved: bool = False


class Remote(Protocol):
    """One library. Whatever keeps it from being asked is raised as `ServiceError`.

    `library` is its path ("users/1"), `uri` what relations to its items begin with, `realm` what its versions belong
    to: the same library has other versions in the desktop app than on the server.
    """

    @property
    def library(self) -> str: ...  # noqa: D102
    @property
    def uri(self) -> str: ...  # noqa: D102
    @property
    def realm(self) -> str: ...  # noqa: D102

    def check_rights(self) -> None:
        """Raise `Unauthorised` where the library cannot be written with the rights we have; sends no write."""
        ...

    def read(self, known: LibrarySnapshot | None) -> LibrarySnapshot:
        """Return the library as it is, reading only what has changed since `known`.

        Raises `Unavailable` where others write so much that no two pages fit together.
        """
        ...

    def read_again(self, copy: LibrarySnapshot, sort: ObjectType, keys: Collection[str]) -> LibrarySnapshot:
        """Return `copy` with the objects of `keys` as they are now, also such as no list names; its version stays."""
        ...

    def write(self, sort: ObjectType, rows: Sequence[Mapping[str, Any]], version: int | None) -> WriteReply:
        """Write objects, at most `MOST_OBJECTS`, each with its key and version.

        With `version` nothing is done if the library is newer. Raises `WriteLost` where nobody knows what was done.
        """
        ...
