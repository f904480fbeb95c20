"""Check files as ``biblio check`` does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from biblio.check.check_files import CheckResult, check_files, read_baseline
from biblio.project.project import Project
from biblio.project.reference_checks import reference_lookup
from biblio.settings import CheckConfig

__all__ = ["check_citations"]


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
