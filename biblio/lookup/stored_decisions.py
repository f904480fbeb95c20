"""The decisions of earlier runs that are still valid. A run that asks nothing needs no more than this."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from biblio.lookup.cache import DecisionCache, StoredDecision
from biblio.model.decision import DecidedBy, Decision, Query, Status

__all__ = ["StoredDecisions"]

_DAY = 86400.0  # seconds


@dataclass(frozen=True, slots=True)
class StoredDecisions:
    """The decisions in `cache`, seen from a run.

    `context` names what the run can ask: services, catalogue, encoder (see `DecisionCache.put`). `missing_days` is how
    many days a decision that did not accept a work is valid.
    """

    cache: DecisionCache
    context: tuple[str, ...]
    missing_days: float
    clock: Callable[[], float] = time.time

    def valid(self, digests: Iterable[str]) -> dict[str, Decision]:
        """Return the decisions that are still valid, by digest; nothing is asked."""
        stored = self.cache.get(digests)
        return {digest: entry.decision for digest, entry in stored.items() if self._is_valid(entry)}

    def earlier(self, digests: Iterable[str]) -> dict[str, Decision]:
        """Return the decisions, valid or not, by digest."""
        return {digest: entry.decision for digest, entry in self.cache.get(digests).items()}

    def pending(self, queries: Mapping[str, Query]) -> dict[str, Decision]:
        """Return a pending decision for each of `queries` (by digest), with the candidates of an earlier run if any."""
        stored = self.cache.get(queries)
        return {
            digest: _pending(query, stored[digest].decision if digest in stored else None)
            for digest, query in queries.items()
        }

    def _is_valid(self, stored: StoredDecision) -> bool:
        """Return whether a stored decision is valid: without a work, only until more can be asked or it is old."""
        if stored.decision.status is Status.ACCEPTED:
            return True
        asked_all = stored.context.issuperset(self.context)
        return asked_all and self.clock() - stored.decided_at < self.missing_days * _DAY


def _pending(query: Query, before: Decision | None) -> Decision:
    kind = query.kind_so_far
    if before is None:
        return Decision(query.note, Status.PENDING, DecidedBy.NONE, "not asked yet", kind=kind)
    if before.status is Status.PENDING:
        return before if before.kind is kind else replace(before, kind=kind)
    reason = "not asked everywhere yet"
    return Decision(query.note, Status.PENDING, DecidedBy.NONE, reason, kind=kind, candidates=before.candidates)
