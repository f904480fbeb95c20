"""Decide without asking a service: from earlier decisions, stored answers and the local catalogue.

It is all that the functions in this folder need from the project, so that they do not depend on it. The project builds
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from biblio.lookup.progress import Progress
from biblio.lookup.resolver import AskedQuestion, KnownRecords, Resolver
from biblio.model.decision import Decision, Query

__all__ = ["LocalResolver"]


@dataclass(frozen=True, slots=True)
class LocalResolver:
    """Decides on queries from data on this machine.

    `stored` has neither services nor the catalogue. `open_resolver` returns a resolver that asks the catalogue alone
    and accepts stored answers of any age; it opens the catalogue, so it is called only when a decision must be made.
    """

    stored: Resolver
    open_resolver: Callable[[], Resolver]
    progress: Progress

    def stored_decisions(self, digests: Iterable[str]) -> dict[str, Decision]:
        """Return the decisions of earlier runs that are still valid, by the digest of their query."""
        return self.stored.stored_decisions(digests)

    def earlier_decisions(self, digests: Iterable[str]) -> dict[str, Decision]:
        """Return the decisions of earlier runs, valid or not, by the digest of their query."""
        return {digest: stored.decision for digest, stored in self.stored.decisions.get(digests).items()}

    def pending_decisions(self, queries: Mapping[str, Query]) -> dict[str, Decision]:
        """Return a pending decision for each of `queries` (by digest), with the candidates of an earlier run if any."""
        return self.stored.pending_decisions(queries)

    def resolve(self, queries: Sequence[Query], known: KnownRecords) -> list[Decision]:
        """Return a decision for each of `queries`, in their order, and store those that are new."""
        return self.open_resolver().resolve(queries, self.progress, known_records=known)

    def reconsider(self, queries: Sequence[Query], known: KnownRecords) -> list[Decision]:
        """Return what would be decided now, ignoring earlier decisions, in the order of `queries`; store nothing."""
        return self.open_resolver().reconsider(queries, self.progress, known_records=known)

    def explain(self, query: Query) -> tuple[AskedQuestion, ...]:
        """Return the questions that were asked for a query, with their answers."""
        return self.open_resolver().explain(query, self.progress)
