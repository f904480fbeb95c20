"""Check one file as `biblio check` does, with what editors have not saved yet, and see its bibliographies."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from biblio.check.bibliography_keys import PARENT_FIELDS
from biblio.check.check_files import CheckResult, check_files, count_findings, read_baseline
from biblio.check.files_to_check import FileReader, TextFile, path_is
from biblio.check.finding import Finding, FindingKind, Span
from biblio.check.source_text import SourceText, read_entries
from biblio.errors import Problem, SourceError
from biblio.language_server.key_at_cursor import manuscript_format
from biblio.settings import Config, baseline_path
from biblio.text import blanked

__all__ = ["CheckedDocument", "LookedUp", "check_document", "look_up_entries"]

_MOST_PARENT_FOLDERS = 4


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """The result of checking one file: findings in all files of its document, and the document's bibliographies.

    `path` is what the findings call the file itself; `bibliographies` are those that its document names (of a `.bib`,
    itself).
    """

    path: str
    findings: tuple[Finding, ...]
    files: Mapping[str, TextFile]
    bibliographies: tuple[TextFile, ...]
    problems: tuple[Problem, ...] = ()

    def findings_in(self, location: Path) -> tuple[Finding, ...]:
        """Return the findings in the file at `location`."""
        paths = self.paths_of(location)
        return tuple(finding for finding in self.findings if finding.span.path in paths)

    def paths_of(self, location: Path) -> frozenset[str]:
        """Return what the findings call the file at `location`; nothing if it is none of the document's."""
        real_path = os.path.realpath(location)
        return frozenset(path for path, file in self.files.items() if os.path.realpath(file.location) == real_path)


def check_document(location: Path, config: Config, reader: FileReader, *, today: date) -> CheckedDocument:
    """Check the file at `location`, without asking anybody. Raises `StoreError`.

    Findings call files by their paths from the project's folder, as a run of `biblio check` there does. A chapter that
    names no bibliography is checked with the file beside it, or above, that includes it.
    """
    base = config.folder.absolute()
    own = _check(location, base, config, reader, today)
    if own.bibliographies or not manuscript_format(location.name):
        return own
    for main in _including_files(location, base, reader):
        whole = _check(main, base, config, reader, today)
        if whole.bibliographies and (paths := whole.paths_of(location)):
            return replace(whole, path=min(paths))
    return own


def _check(location: Path, base: Path, config: Config, reader: FileReader, today: date) -> CheckedDocument:
    baseline, problems = read_baseline(baseline_path(config))
    path = _called(location, base)
    result = check_files([path], base=base, config=config.check, today=today, baseline=baseline, reader=reader)
    report = result.report
    bibliographies = tuple(_bibliographies(result, path))
    return CheckedDocument(path, report.findings, result.files, bibliographies, (*problems, *report.problems))


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


def _including_files(location: Path, base: Path, reader: FileReader) -> Iterator[Path]:
    """Yield the manuscripts of the same format beside a file and in the folders above that speak of its name."""
    name = re.compile(rf"(?<![\w-]){re.escape(location.stem)}(?![\w-])")
    for folder in (location.parent, *location.parents[1:_MOST_PARENT_FOLDERS]):
        try:
            paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == location.suffix.lower())
        except OSError:
            return
        for path in paths:
            if path != location and path_is(path, Path.is_file):
                try:
                    text = reader.read(str(path), path).source.text
                except SourceError:
                    continue
                if name.search(text):
                    yield path
        if folder == base:
            return


def _with_little_else(file: TextFile, lines: Sequence[tuple[int, int]]) -> TextFile:
    """Return a `.bib` with blanks in place of the entries that are not meant, which cost most of a look-up otherwise.

    Every place stays where it is. Entries that need others are left among them.
    """
    source = file.source
    entries = list(read_entries(source))
    meant = [entry for entry in entries if _touches(source.span(entry.block.start, entry.block.end), lines)]
    needs_others = any(entry.field(name) for entry in meant for name in PARENT_FIELDS)
    if needs_others or source.macros() or len(meant) == len(entries):
        return file
    parts: list[str] = []
    offset = 0
    for entry in meant:
        start, end = entry.block.start, entry.block.end
        parts += (blanked(source.text[offset:start]), source.text[start:end])
        offset = end
    parts.append(blanked(source.text[offset:]))
    return replace(file, source=SourceText(source.path, "".join(parts)))


def _touches(span: Span, lines: Sequence[tuple[int, int]]) -> bool:
    return any(first <= span.end_line and span.line <= last for first, last in lines)


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What looking entries of a `.bib` up gave: the findings that count, and whether all agree with their works.

    `looked_up` is the number of entries that were compared, `unasked` are the keys of those for which something could
    not be asked; `could_not_ask` says why, by service.
    """

    findings: tuple[Finding, ...] = ()
    is_confirmed: bool = False
    looked_up: int = 0
    unasked: frozenset[str] = frozenset()
    could_not_ask: Mapping[str, str] = field(default_factory=dict)


def look_up_entries(
    file: TextFile, config: Config, *, today: date, lines: Sequence[tuple[int, int]], offline: bool
) -> LookedUp:
    """Compare the entries of a `.bib` that touch `lines` (first and last, from 1) with the works that they name.

    `offline` uses only what earlier runs were told, and the catalogue. Raises `ConfigError`, `DecisionsError` and
    `StoreError`.
    """
    from biblio.lookup.progress import SilentProgress
    from biblio.project.checks import reference_lookup
    from biblio.project.project import open_project

    def is_meant(path: str, first: int, last: int) -> bool:
        return any(start <= last and first <= end for start, end in lines)

    services = replace(config.services, offline=config.services.offline or offline)
    with open_project(replace(config, services=services), progress=SilentProgress(), exclusive=False) as project:
        report = reference_lookup(project, today=today, line_filter=is_meant)([_with_little_else(file, lines)], [])
    unasked = {finding.key for finding in report.findings if finding.kind is FindingKind.COULD_NOT_CHECK}
    baseline, _ = read_baseline(baseline_path(config))
    counted = count_findings(report.findings, config.check, {file.path: file}, baseline)
    findings = tuple(finding for finding in counted.findings if finding.kind is not FindingKind.COULD_NOT_CHECK)
    is_confirmed = bool(report.looked_up) and report.confirmed == report.looked_up
    return LookedUp(findings, is_confirmed, report.looked_up, frozenset(unasked), report.could_not_ask)
