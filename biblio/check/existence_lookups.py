"""Ask registries whether DOIs, DOI prefixes and venues exist, and remember the answers for some months."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from biblio.errors import ServiceError
from biblio.matching.venue_likeness import resembles_venue
from biblio.state import State
from biblio.text import fold_key

if TYPE_CHECKING:
    from biblio.lookup.http.client import HttpClient
    from biblio.lookup.http.policy import ServicePolicy

__all__ = ["RegistryLookups"]

_SECONDS_REMEMBERED = 90 * 86400.0


@dataclass(slots=True)
class RegistryLookups:
    """Asks registries. An answer is None if a registry could not be asked; `down` says why.

    `services` are those that may be asked, none if the user is offline. `open_client` returns the client, which is
    opened when it is first needed; `policy` returns the policy of a service by name.
    """

    memory: State
    services: Collection[str]
    open_client: Callable[[], HttpClient]
    policy: Callable[[str], ServicePolicy]
    clock: Callable[[], float] = time.time
    down: dict[str, str] = field(default_factory=dict)

    def knows_doi(self, doi: str) -> bool | None:
        """Return whether any agency has registered a DOI, even an agency that publishes no metadata."""
        from biblio.lookup.services.existence import is_registered_doi

        return self._answer(
            f"check doi {doi}", {"doi"}, lambda: is_registered_doi(self.open_client(), self.policy("doi"), doi)
        )

    def knows_prefix(self, prefix: str) -> bool | None:
        """Return whether DOIs are registered under a prefix ("10.1609")."""
        from biblio.lookup.services.existence import is_crossref_prefix, is_datacite_prefix

        def ask() -> bool:
            http = self.open_client()
            return is_crossref_prefix(http, self.policy("crossref"), prefix) or is_datacite_prefix(
                http, self.policy("datacite"), prefix
            )

        return self._answer(f"check prefix {prefix}", {"crossref", "datacite"}, ask)

    def knows_venue(self, name: str) -> bool | None:
        """Return whether a journal or proceedings with a similar name is registered."""
        from biblio.lookup.services.existence import similar_venue_names

        def ask() -> bool:
            names = similar_venue_names(self.open_client(), self.policy("crossref"), name)
            return any(resembles_venue(name, registered) for registered in names)

        return self._answer(f"check venue {fold_key(name)}", {"crossref"}, ask)

    def _answer(self, key: str, needed: set[str], ask: Callable[[], bool]) -> bool | None:
        """Return a stored answer, or ask if all `needed` services can be asked."""
        stored = self.memory.recall(key)
        if stored is not None:
            asked_at, answer = msgspec.json.decode(stored, type=tuple[float, bool])
            if self.clock() - asked_at < _SECONDS_REMEMBERED:
                return answer
        if needed & self.down.keys() or not needed <= set(self.services):
            return None
        try:
            answer = ask()
        except ServiceError as error:
            self.down[error.service] = error.reason
            return None
        self.memory.remember(key, msgspec.json.encode((self.clock(), answer)))
        return answer
