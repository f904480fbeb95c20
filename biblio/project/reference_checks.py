"""Look references up with the services, the catalogue and the stored answers of a project."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date

from biblio.check.check_files import LineFilter
from biblio.check.reference_lookup import AnswerCacheWithAge, ReferenceLookup
from biblio.check.registry_lookups import RegistryLookups
from biblio.check.rules.reference.reference import Reference
from biblio.project.project import Project

__all__ = ["reference_lookup"]


def reference_lookup(
    project: Project,
    *,
    today: date,
    line_filter: LineFilter | None = None,
    more_references: Iterable[Reference] = (),
    clock: Callable[[], float] = time.time,
) -> ReferenceLookup:
    """Return the lookup for `check_files`; it looks up `more_references` together with those of the files."""
    resolver = project.resolver()
    services = () if project.config.services.offline else project.services
    return ReferenceLookup(
        resolver,
        AnswerCacheWithAge(project.state),
        RegistryLookups(project.state, services, project.http, project.policy, clock),
        project.progress,
        today=today,
        catalogue_built_at=project.catalogue_built_at,
        line_filter=line_filter,
        more_references=more_references,
        clock=clock,
    )
