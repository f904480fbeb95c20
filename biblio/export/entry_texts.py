"""What the state holds, as values: notes by file, answers with their age, decisions by what a note says."""

from __future__ import annotations

from collections.abc import Mapping

from biblio.state import State

__all__ = ["EntryTextStore"]


class EntryTextStore:
    """The texts of exported entries as we last wrote them, by digest; the exports' index says where each stands."""

    def __init__(self, state: State) -> None:
        self._state = state

    def get(self) -> dict[str, str]:
        """Return all texts by digest."""
        return dict(self._state.rows("SELECT digest, text FROM texts"))

    def put(self, texts: Mapping[str, str]) -> None:
        """Store `texts` in place of all that were stored."""
        with self._state.transaction() as db:
            db.execute("DELETE FROM texts")
            db.executemany("INSERT INTO texts VALUES (?, ?)", texts.items())
