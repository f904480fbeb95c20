"""Which places the notes of a run come from, so that what is gone can be told from what was not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Scope"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which places a run has read: `roots` (absolute) and everything below them; `places` by path as given.

    `waiting` are places with notes whose works have not been looked up yet: they may still be about the works they were
    about before. `folder` is that of the project (absolute): places below it are remembered as they stand to it, so
    that a project that was moved or copied goes on as it was.
    """

    roots: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()
    folder: str = ""

    def covers(self, place: str) -> bool:
        """Whether a note at `place` would have been read and decided if it existed."""
        place = self._relative(place)
        if place in self.waiting:
            return False
        paths = (place, f"{self.folder}/{place}") if self.folder else (place,)
        return any(path == root or path.startswith(f"{root.rstrip('/')}/") for root in self.roots for path in paths)

    def place(self, source: str) -> str:
        """Return the place of a source given by the user: a path, relative if it is below the project; a repository."""
        return self._relative(self.places.get(source, source))

    def _relative(self, place: str) -> str:
        return place.removeprefix(f"{self.folder}/") if self.folder else place
