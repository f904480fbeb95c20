"""What a check asks about beside works: whether a DOI, its prefix, a venue exists; remembered."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from biblio.check.rules.reference.venue_agreement import is_like
from biblio.errors import ServiceError
from biblio.project.project import Project
from biblio.text import fold_key

__all__ = ["RegistryLookups"]

_DAYS = 90.0


@dataclass(slots=True)
class RegistryLookups:
    """Asks, and remembers for a season; a service that could not be asked stands in `down`, and None is the answer."""

    project: Project
    clock: Callable[[], float] = time.time
    down: dict[str, str] = field(default_factory=dict)

    def is_doi(self, doi: str) -> bool | None:
        """Tell whether a DOI is registered with any agency, also with those that tell nothing of their works."""
        from biblio.lookup.services.registration import is_registered_doi

        def ask() -> bool:
            return is_registered_doi(self.project.http(), self.project.policy("doi"), doi)

        return self._answer(f"check doi {doi}", {"doi"}, ask)

    def is_registrant(self, prefix: str) -> bool | None:
        """Tell whether anybody registers DOIs under a prefix ("10.1609")."""
        from biblio.lookup.services.registration import is_crossref_prefix, is_datacite_prefix

        def ask() -> bool:
            http = self.project.http()
            return is_crossref_prefix(http, self.project.policy("crossref"), prefix) or is_datacite_prefix(
                http, self.project.policy("datacite"), prefix
            )

        return self._answer(f"check prefix {prefix}", {"crossref", "datacite"}, ask)

    def is_venue(self, name: str) -> bool | None:
        """Tell whether a journal or proceedings of such a name is registered anywhere."""
        from biblio.lookup.services.registration import similar_venue_names

        def ask() -> bool:
            found = similar_venue_names(self.project.http(), self.project.policy("crossref"), name)
            return any(is_like(name, one) for one in found)

        return self._answer(f"check venue {fold_key(name)}", {"crossref"}, ask)

    def _answer(self, key: str, services: set[str], ask: Callable[[], bool]) -> bool | None:
        stored = self.project.state.recall(key)
        if stored is not None:
            asked_at, known = msgspec.json.decode(stored, type=tuple[float, bool])
            if self.clock() - asked_at < _DAYS * 86400:
                return known
        if (
            self.project.config.services.offline
            or services & self.down.keys()
            or not services <= set(self.project.services)
        ):
            return None
        try:
            known = ask()
        except ServiceError as error:
            self.down[error.service] = error.reason
            return None
        self.project.state.remember(key, msgspec.json.encode((self.clock(), known)))
        return known
