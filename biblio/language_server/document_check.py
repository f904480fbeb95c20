"""Check one file as `biblio check` does, with what editors have not saved yet, and see its bibliographies."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from biblio.check.check_files import CheckResult, EntryLookup, LineFilter, check_files, read_baseline
from biblio.check.files_to_check import TextFile
from biblio.check.finding import Finding
from biblio.errors import Problem
from biblio.settings import Config, baseline_path

__all__ = ["CheckedDocument", "check_document"]


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """The result of checking one file: findings in all files of its document, and the document's bibliographies.

    `path` is what the findings call the file itself; `bibliographies` are those that it names, in its order (of a
    `.bib`, itself).
    """

    path: str
    findings: tuple[Finding, ...]
    files: Mapping[str, TextFile]
    bibliographies: tuple[TextFile, ...]
    problems: tuple[Problem, ...] = ()
    could_not_ask: Mapping[str, str] | None = None

    def findings_in(self, location: Path) -> tuple[Finding, ...]:
        """Return the findings in the file at `location`."""
        real_path = os.path.realpath(location)
        paths = {path for path, file in self.files.items() if os.path.realpath(file.location) == real_path}
        return tuple(finding for finding in self.findings if finding.span.path in paths)


def check_document(
    location: Path,
    config: Config,
    contents: Mapping[str, bytes],
    *,
    today: date,
    lookup: EntryLookup | None = None,
    line_filter: LineFilter | None = None,
) -> CheckedDocument:
    """Check the file at `location`; `contents` has unsaved texts by real path. Raises `StoreError`.

    Findings call files by their paths from the project's folder, as a run of `biblio check` there does.
    """
    base = config.folder.absolute()
    baseline, problems = read_baseline(baseline_path(config))
    path = _called(location, base)
    result = check_files(
        [path], base=base, config=config.check, today=today, baseline=baseline, contents=contents, lookup=lookup,
        line_filter=line_filter,
    )  # fmt: skip
    report = result.report
    return CheckedDocument(
        path,
        report.findings,
        result.files,
        tuple(_bibliographies(result, path)),
        (*problems, *report.problems),
        report.could_not_ask,
    )


def _called(location: Path, base: Path) -> str:
    """Return a path from the project's folder, or an absolute one for what lies elsewhere."""
    try:
        return str(location.relative_to(base))
    except ValueError:
        return str(location)


def _bibliographies(result: CheckResult, path: str) -> list[TextFile]:
    own = result.files.get(path)
    if own is not None and not result.documents:
        return [own]
    names = {keys.path: None for document in result.documents for keys in document.bibliographies}
    return [result.files[name] for name in names if name in result.files]
