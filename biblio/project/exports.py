"""Write a project's exports: gather the works of its notes, apply the user's corrections, export, check the result."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from biblio.bibtex.legal_keys import is_legal_key
from biblio.bibtex.text_to_latex import Dialect
from biblio.check.finding import Severity
from biblio.check.rules.bibliography.rule_families import check_bibliography
from biblio.check.source_text import SourceText
from biblio.errors import Problem
from biblio.export.bib_folder import ALL
from biblio.export.export_store import CheckedEntries
from biblio.export.export_works import ExportResult, export_works
from biblio.export.exported_works import ExportWork, gather_works
from biblio.export.scope import Scope
from biblio.files import read_text
from biblio.model.decision import DecidedNote
from biblio.project.project import Project
from biblio.settings import CheckConfig
from biblio.zotero.corrections import correct_work
from biblio.zotero.overrides import Overrides

__all__ = ["apply_corrections", "export_notes", "form_of_entries", "has_biblatex_field", "lint_exports", "lint_text"]

# Fields that name other entries, and those that only biblatex has (see `entry_keys`).
_NAMES_OTHERS = re.compile(r"(?:^|,)\s*(?:ids|crossref|xref|xdata)\s*=", re.MULTILINE | re.IGNORECASE)
_BIBLATEX = re.compile(
    r"(?:^|,)\s*(?:date|ids|journaltitle|location|eprinttype|xdata|langid|related)\s*=", re.MULTILINE | re.IGNORECASE
)


def export_notes(
    project: Project,
    decided: Iterable[DecidedNote],
    scope: Scope,
    *,
    write: bool = True,
    only_works: bool = False,
    step: Callable[[int], None] = lambda count: None,
) -> ExportResult:
    """Export the works of all decided notes; see `export_works` for `scope`, `write` and what is raised.

    With `only_works` nothing is written, and no file of another format than BibTeX is looked at: the result has the
    works.
    """
    config = project.config
    exports = replace(config.exports, formats=()) if only_works else config.exports
    works = gather_works(decided, config.tags, unresolved=config.exports.unresolved, pending=True)
    result = export_works(
        apply_corrections(works, project.overrides, config.exports.dialect),
        scope,
        exports,
        decided_keys=project.decisions.keys,
        store=project.export_store,
        write=write and not only_works,
        with_works=only_works,
        step=step,
    )
    if only_works or not write or not result.has_changed_all:
        return result
    return replace(result, text_flaws=lint_exports(project))


def apply_corrections(
    works: Sequence[ExportWork], overrides: Overrides, dialect: Dialect = "biblatex"
) -> list[ExportWork]:
    """Return `works` with the fields, tags and citation keys that the user changed in Zotero.

    A key that is not legal in `dialect` is left out.
    """
    if not overrides.lines:
        return list(works)
    present = {name for export in works for name in export.names}
    return [_corrected(export, overrides, dialect, present) for export in works]


def _corrected(export: ExportWork, overrides: Overrides, dialect: Dialect, present: Collection[str]) -> ExportWork:
    names = (*export.names, *overrides.linked(export.names, present))
    corrections = overrides.corrections(names)
    key = str(corrections.get("citationKey", ""))
    return replace(
        export,
        work=correct_work(export.work, corrections),
        tags=tuple(sorted(overrides.topics(export.tags, names) - {""})),
        claimed_key=key if is_legal_key(key, dialect) else "",
    )


def lint_exports(project: Project) -> tuple[Problem, ...]:
    """Return the errors and warnings about the exported `.bib` of all works: what TeX, BibTeX or biber would stumble
    over. What the check saw is remembered.

    Uses no network. Raises `StoreError`.
    """
    path = project.config.exports.path / ALL
    text = read_text(path) or ""
    identities: set[int] = set()
    problems = lint_text(path, text, project.config.check, identities)
    project.export_store.put_checked(CheckedEntries(frozenset(identities), *form_of_entries(text)))
    return problems


def form_of_entries(text: str) -> tuple[bool, bool]:
    """Return whether an entry of a `.bib` may name others, and whether one has a field that only biblatex knows."""
    return _NAMES_OTHERS.search(text) is not None, _BIBLATEX.search(text) is not None


def has_biblatex_field(path: Path) -> bool:
    """Return whether a line of a `.bib` begins with a field that only biblatex knows. Raises `OSError`."""
    with path.open(encoding="utf-8") as lines:
        return any(map(_BIBLATEX.search, lines))


def lint_text(path: Path, text: str, config: CheckConfig, identities: set[int] | None = None) -> tuple[Problem, ...]:
    """Return the errors and warnings about a text that stands, or is to stand, in the exported `.bib` at `path`.

    For `identities` see `check_bibliography`. What depends on the day depends on its year alone, so that the flaws of
    yesterday are those of today.
    """
    end_of_year = date(date.today().year, 12, 31)
    off = frozenset(name for name, severity in config.rules.items() if severity in ("off", "info"))
    findings = check_bibliography(SourceText(str(path), text), today=end_of_year, off=off, identities=identities)
    return tuple(
        Problem(
            finding.span.path,
            finding.span.line,
            f"{finding.key}: {finding.message}" if finding.key else finding.message,
            finding.rule,
        )
        for finding in findings
        if finding.severity is not Severity.INFO
    )
