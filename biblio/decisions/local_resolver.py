"""Decide without asking a service: from earlier decisions, stored answers and the local catalogue.

It is all that the functions in this folder need from the project, so that they do not depend on it. The project builds
it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from biblio.lookup.progress import Progress
    from biblio.lookup.resolver import AskedQuestion, KnownRecords, Resolver
    from biblio.lookup.stored_decisions import StoredDecisions
    from biblio.model.decision import Decision, Query

__all__ = ["LocalResolver"]


@dataclass(frozen=True, slots=True)
class LocalResolver:
    """Decides on queries from data on this machine.

    `stored` are the decisions of earlier runs. `open_resolver` returns a resolver that asks the catalogue alone
    and accepts stored answers of any age; it opens the catalogue, so it is called only when a decision must be made.
    """

    stored: StoredDecisions
    open_resolver: Callable[[], Resolver]
    progress: Progress

    def resolve(self, queries: Sequence[Query], known: KnownRecords) -> list[Decision]:
        """Return a decision for each of `queries`, in their order, and store those that are new."""
        return self.open_resolver().resolve(queries, self.progress, known_records=known)

    def reconsider(self, queries: Sequence[Query], known: KnownRecords) -> list[Decision]:
        """Return what would be decided now, ignoring earlier decisions, in the order of `queries`; store nothing."""
        return self.open_resolver().reconsider(queries, self.progress, known_records=known)

    def explain(self, query: Query) -> tuple[AskedQuestion, ...]:
        """Return the questions that were asked for a query, with their answers."""
        return self.open_resolver().explain(query, self.progress)
