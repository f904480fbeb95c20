"""The cheap checks on a file that was just exported: what TeX, BibTeX or biber would stumble over in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from biblio.check.finding import Severity
from biblio.check.rules.bibliography.families import check_bibliography
from biblio.check.source_text import SourceText
from biblio.errors import Problem
from biblio.files import read_text
from biblio.settings import CheckConfig

__all__ = ["lint_exports"]


def lint_exports(path: Path, config: CheckConfig) -> tuple[Problem, ...]:
    """Return the errors and warnings of a `.bib` as problems, asking nobody. Raises `StoreError`."""
    off = frozenset(name for name, word in config.rules.items() if word in ("off", "info"))
    found = check_bibliography(SourceText(str(path), read_text(path) or ""), today=date.today(), off=off)
    return tuple(
        Problem(one.span.path, one.span.line, f"{one.key}: {one.message}" if one.key else one.message, one.rule)
        for one in found
        if one.severity is not Severity.INFO
    )
