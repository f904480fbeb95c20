"""What a check remembers of earlier runs: answers with their age, and no decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from biblio.model.match import Decision
from biblio.model.record import Record
from biblio.store.library import AnswerStore, DecisionStore, StoredDecision
from biblio.store.state import State

__all__ = ["Dated", "Forgetful"]


class Forgetful(DecisionStore):
    """Remembers no decision: what was accepted a year ago may be retracted by now."""

    def get(self, digests: Iterable[str]) -> dict[str, StoredDecision]:
        """Return none."""
        return {}

    def put(self, decisions: Mapping[str, Decision], *, context: str, now: float) -> None:
        """Store nothing."""


class Dated(AnswerStore):
    """Answers that remember how old they were when they were taken."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.asked_at: dict[Record, float] = {}
        """Record → when its answer was given (seconds since 1970); only of answers that earlier runs got."""

    def get(
        self, keys: Iterable[str], *, now: float, found_for: float, missing_for: float
    ) -> dict[str, tuple[Record, ...]]:
        """Return the answers that are young enough, and remember when they were given."""
        found = super().get(keys, now=now, found_for=found_for, missing_for=missing_for)
        for key, asked_at in self.times(found).items():
            self.asked_at.update((record, asked_at) for record in found[key])
        return found
