"""Check files: read them, run the rules, look entries up, leave out what is suppressed, and report."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from biblio.check.files_to_check import CollectedFiles, FileReader, TextFile, collect_files
from biblio.check.finding import Finding, Severity
from biblio.check.manuscript_documents import Documents, assemble_documents
from biblio.check.manuscripts.citations import AliasSupport, ManuscriptDocument
from biblio.check.report import Report
from biblio.check.rule_registry import is_rule_name
from biblio.check.rules.bibliography.duplicates import IDENTIFIER_SHARED, find_duplicates
from biblio.check.rules.bibliography.entry_names import NAME_MISREAD
from biblio.check.rules.bibliography.rule_families import check_bibliography
from biblio.check.rules.bibliography.syntax import BIBER_READS_ON, SYNTAX
from biblio.check.rules.manuscript import ENTRY_UNCITED, WORK_CITED_TWICE, check_documents, check_uncited
from biblio.check.source_text import SourceText
from biblio.check.suppressions import Baseline, find_suppressions, parse_baseline
from biblio.errors import Problem
from biblio.files import read_text
from biblio.settings import CheckConfig

__all__ = [
    "CheckResult",
    "CountedFindings",
    "EntryLookup",
    "LineFilter",
    "LookupReport",
    "check_files",
    "count_findings",
    "forget_checked",
    "read_baseline",
]

LineFilter = Callable[[str, int, int], bool]
"""Returns whether to report on a file (given by its path) from the first to the last line."""
_OFF = "off"


@dataclass(frozen=True, slots=True)
class LookupReport:
    """The results of looking entries up; see `Report` for the numbers.

    `clean_entries` are the entries, by (path, key), that describe a known work and have no finding.
    """

    findings: tuple[Finding, ...] = ()
    looked_up: int = 0
    clean_entries: tuple[tuple[str, str], ...] = ()
    confirmed: int = 0
    could_not_ask: Mapping[str, str] = field(default_factory=dict)
    not_looked_up: Mapping[str, int] = field(default_factory=dict)
    parts_not_looked_up: Mapping[str, int] = field(default_factory=dict)


EntryLookup = Callable[[Sequence[TextFile], Sequence[TextFile]], LookupReport]
"""Looks up the entries of bibliographies and of CSL JSON files."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A report, the files that it is about, by path, for making fixes, and the documents that manuscripts make up."""

    report: Report
    files: Mapping[str, TextFile]
    documents: tuple[ManuscriptDocument, ...] = ()


def read_baseline(path: Path | None) -> tuple[Baseline, tuple[Problem, ...]]:
    """Return the baseline in a file, or an empty one if there is no file. Raises `StoreError`."""
    text = read_text(path) if path else None
    return parse_baseline(text, str(path)) if text is not None else (Baseline(), ())


def check_files(
    paths: Sequence[str],
    *,
    base: Path,
    config: CheckConfig,
    today: date,
    baseline: Baseline | None = None,
    line_filter: LineFilter | None = None,
    lookup: EntryLookup | None = None,
    excluded: Collection[Path] = (),
    exports: Path | None = None,
    reader: FileReader | None = None,
    within: Path | None = None,
) -> CheckResult:
    """Check `paths` (files or folders, relative to `base`).

    `line_filter` narrows the report to some lines; everything is read nevertheless, because duplicates show only in the
    whole file. Folders in `excluded` are not searched. `lookup` looks entries up; without it, only what needs no lookup
    is checked. `reader` and `within` are those of `collect_files`. `exports` is the folder of our own exports: what is
    found there (not given one by one) repeats entries of other files, so a finding that one of these has too is only
    counted.
    """
    collected = collect_files(paths, base=base, excluded=excluded, reader=reader, within=within)
    documents = assemble_documents(collected, base=base)
    bibliographies, csl = _bibliographies(collected.bibliographies.values(), collected.csl.values(), documents)
    off = frozenset(name for name, severity in config.rules.items() if severity == _OFF)
    macros = frozenset(name for file in bibliographies for name in file.source.macros())
    findings: list[Finding] = []
    for file in bibliographies:
        findings += _check_bibliography(file.source, today, macros, off)
    findings = _as_read_by_biber(findings, documents.documents)
    findings += _check_manuscripts(documents, off)
    looked_up = lookup(bibliographies, csl) if lookup else LookupReport()
    clean_entries = set(looked_up.clean_entries)
    findings = [finding for finding in findings if not _is_cleared(finding, clean_entries)]
    findings += looked_up.findings
    files = {file.path: file for file in collected.all_files()}
    files |= {**documents.manuscripts, **documents.bibliographies}
    files |= {file.path: file for file in bibliographies}
    problems = [*collected.problems, *documents.problems]
    counted = count_findings(findings, config, files, baseline or Baseline(), line_filter)
    said_once = _without_repeats(counted.findings, _copies(files, collected, exports))
    report = Report(
        findings=said_once,
        problems=(*problems, *counted.problems),
        files=len(files),
        entries=sum(file.source.entry_count for file in bibliographies) + sum(map(_count_items, csl)),
        citations=sum(1 for document in documents.documents for _ in document.citations()),
        looked_up=looked_up.looked_up,
        confirmed=looked_up.confirmed,
        could_not_ask=looked_up.could_not_ask,
        not_looked_up=looked_up.not_looked_up,
        parts_not_looked_up=looked_up.parts_not_looked_up,
        suppressed=counted.suppressed,
        in_baseline=counted.in_baseline,
        repeated=len(counted.findings) - len(said_once),
    )
    return CheckResult(report, files, documents.documents)


def _copies(files: Mapping[str, TextFile], collected: CollectedFiles, exports: Path | None) -> frozenset[str]:
    """Return the paths of `files` that were found in the folder of our own exports."""
    if exports is None:
        return frozenset()
    folder = os.path.realpath(exports)
    found = {path: os.path.realpath(file.location) for path, file in files.items()}
    return frozenset(
        path
        for path, location in found.items()
        if location not in collected.given_one_by_one and str(Path(location).parent) == folder
    )


def _without_repeats(findings: tuple[Finding, ...], copies: Collection[str]) -> tuple[Finding, ...]:
    """Return `findings` without those in `copies` that another file has too, about the same key."""
    if not copies:
        return findings
    said = {_substance(finding) for finding in findings if finding.span.path not in copies}
    return tuple(finding for finding in findings if finding.span.path not in copies or _substance(finding) not in said)


def _substance(finding: Finding) -> tuple[str, ...]:
    return (finding.rule, finding.key, finding.field, finding.message, finding.written, finding.record)


def _count_items(file: TextFile) -> int:
    from biblio.check.csl_json_items import citable_items  # reading CSL JSON takes more to import
    from biblio.check.export_entries import export_entries

    return sum(1 for _ in (export_entries(file.source) if file.is_export else citable_items(file.source)))


def _bibliographies(
    given: Iterable[TextFile], given_csl: Iterable[TextFile], documents: Documents
) -> tuple[list[TextFile], list[TextFile]]:
    """Return all `.bib` files and all other bibliographies of the run: those given and those of documents."""
    of_documents = documents.bibliographies.values()
    bibliographies = {file.path: file for file in given}
    bibliographies |= {file.path: file for file in of_documents if file.is_bib and not file.is_given}
    csl = {file.path: file for file in (*given_csl, *(file for file in of_documents if file.is_csl or file.is_export))}
    return list(bibliographies.values()), list(csl.values())


# An editor checks again at every pause, and most of its files are still the same values then. As many are kept as a
# person has open.
_KEPT = 16


@lru_cache(maxsize=_KEPT)
def _check_bibliography(
    source: SourceText, today: date, macros: frozenset[str], off: frozenset[str]
) -> tuple[Finding, ...]:
    return tuple(check_bibliography(source, today=today, macros=macros, off=off))


def forget_checked() -> None:
    """Let go of what was found before, and so of the texts: a second run over large files needs the memory."""
    _check_bibliography.cache_clear()
    _duplicates.cache_clear()


@lru_cache(maxsize=_KEPT)
def _duplicates(sources: tuple[SourceText, ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple(find_duplicates(sources))


def _check_manuscripts(assembled: Documents, off: Collection[str]) -> Iterator[Finding]:
    documents = assembled.documents
    same_works = {} if WORK_CITED_TWICE.name in off else _same_works(documents, assembled.bibliographies)
    yield from dict.fromkeys(check_documents(documents, same_works))  # documents may share a file
    if ENTRY_UNCITED.name not in off:
        yield from check_uncited(documents)


def _as_read_by_biber(findings: list[Finding], documents: Sequence[ManuscriptDocument]) -> list[Finding]:
    """Return findings where what only BibTeX stumbles over is an info in files that only documents for biber name."""
    readers: dict[str, set[AliasSupport]] = {}
    for document in documents:
        for path in document.named_paths:
            readers.setdefault(path, set()).add(document.aliases)
    of_biber = {path for path, kinds in readers.items() if kinds == {AliasSupport.FULL}}
    return [
        replace(finding, severity=Severity.INFO)
        if finding.span.path in of_biber and finding.rule == SYNTAX.name and finding.message.endswith(BIBER_READS_ON)
        else finding
        for finding in findings
    ]


def _same_works(
    documents: Iterable[ManuscriptDocument], files: Mapping[str, TextFile]
) -> dict[tuple[str, str], frozenset[str]]:
    """Return, for entries of the documents' bibliographies (path, key), the keys of other entries of the same work."""
    same_works: dict[tuple[str, str], frozenset[str]] = {}
    groups = {tuple(bibliography.path for bibliography in document.bibliographies) for document in documents}
    for paths in groups:
        sources = tuple(files[path].source for path in paths if path in files and files[path].is_bib)
        for path, key, twin in _duplicates(sources):
            same_works[path, key] = same_works.get((path, key), frozenset()) | {twin}
    return same_works


def _is_cleared(finding: Finding, clean_entries: Collection[tuple[str, str]]) -> bool:
    """Whether the lookup showed that a doubt about an entry is none.

    Its identifier, which another entry has too, is this one's; its only author, who may be two, is one.
    """
    is_doubt = finding.rule == IDENTIFIER_SHARED.name or (
        finding.rule == NAME_MISREAD.name and finding.severity is Severity.INFO
    )
    return is_doubt and (finding.span.path, finding.key) in clean_entries


@dataclass(frozen=True, slots=True)
class CountedFindings:
    """The findings that count, what is wrong with comments that suppress some, and how many are left out, and why."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    suppressed: int
    in_baseline: int


def count_findings(
    findings: Iterable[Finding],
    config: CheckConfig,
    files: Mapping[str, TextFile],
    baseline: Baseline,
    line_filter: LineFilter | None = None,
) -> CountedFindings:
    """Return the findings that count, in order, with their configured severities, and how many are suppressed.

    `files` are those that the findings are about, by path.
    """
    suppressions = {path: find_suppressions(file.source.text, path, is_rule_name) for path, file in files.items()}
    counted: dict[Finding, None] = {}
    suppressed = in_baseline = 0
    for finding in findings:
        severity = config.rules.get(finding.rule, "")
        span = finding.span
        if severity == _OFF or (line_filter is not None and not line_filter(span.path, span.line, span.end_line)):
            continue
        if span.path in suppressions and suppressions[span.path].is_suppressed(finding):
            suppressed += 1
        elif baseline.accepts(finding):
            in_baseline += 1
        else:
            counted[replace(finding, severity=Severity(severity)) if severity else finding] = None
    ordered = sorted(
        counted, key=lambda finding: (finding.span.path, finding.span.line, finding.span.column, finding.rule)
    )
    problems = tuple(problem for of_file in suppressions.values() for problem in of_file.problems)
    return CountedFindings(tuple(ordered), problems, suppressed, in_baseline)
