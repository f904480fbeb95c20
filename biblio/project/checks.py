"""Check files as ``biblio check`` does; look references up with a project's services, catalogue and answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from biblio.check.check_files import CheckResult, LineFilter, check_files, read_baseline
from biblio.check.existence_lookups import RegistryLookups
from biblio.check.reference_lookup import AnswerCacheWithAge, ReferenceLookup
from biblio.check.rules.reference.reference import Reference
from biblio.check.verdicts import VerdictStore
from biblio.matching.rules_version import RULES_VERSION
from biblio.project.project import Project
from biblio.settings import CheckConfig
from biblio.version import __version__

__all__ = ["check_citations", "reference_lookup"]

_VERDICTS_VERSION = 4  # changes with what the rules about references say


def check_citations(*paths: str | Path, project: Project | None = None, today: date | None = None) -> CheckResult:
    """Check bibliographies and manuscripts (files or folders, relative to the current folder).

    Entries are looked up with the services, catalogue and settings of `project`; without a project, only what needs no
    lookup is checked, and nothing is written anywhere. `today` decides what lies in the future. A file that cannot be
    read becomes a problem in the report. Raises `StoreError` if the project's baseline cannot be read.
    """
    today = today or date.today()
    config = project.config.check if project else CheckConfig()
    baseline, _ = read_baseline(config.baseline)
    lookup = reference_lookup(project, today=today) if project else None
    return check_files(
        list(map(str, paths)), base=Path.cwd(), config=config, today=today, baseline=baseline, lookup=lookup
    )


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
        VerdictStore(project.state, _context(project, today)),
        project.progress,
        today=today,
        catalogue_built_at=project.catalogue_built_at,
        line_filter=line_filter,
        more_references=more_references,
        clock=clock,
    )


def _context(project: Project, today: date) -> list[str]:
    """Return all that a verdict on a reference depends on beside it, except for the services' answers."""
    services = project.config.services
    versions = f"{__version__} {RULES_VERSION} {_VERDICTS_VERSION} {today}"
    return [versions, f"{services.offline} {services.found_days} {services.missing_days}", *project.context]
