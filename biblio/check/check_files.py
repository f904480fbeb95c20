"""Check files: the rules that need no lookup, what comments and baseline silence, and the report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from biblio.check.csl_json import read_csl_items
from biblio.check.files_to_check import TextFile, collect_files, documents_of
from biblio.check.finding import Finding, Severity
from biblio.check.report import Report
from biblio.check.rule_registry import RULE_NAMES
from biblio.check.rules.bibliography.duplicates import twins
from biblio.check.rules.bibliography.families import check_bibliography
from biblio.check.rules.manuscript import ManuscriptDocument, check_documents, check_uncited
from biblio.check.suppressions import Baseline, find_suppressions, parse_baseline
from biblio.errors import Problem
from biblio.files import read_text
from biblio.settings import CheckConfig

__all__ = ["Checked", "Lines", "Lookup", "Lookups", "check_files", "read_baseline"]

Lines = Callable[[str, int, int], bool]
"""Tells whether lines from the first to the last of a file (its path) are to be reported on."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """What looking entries up gave.

    `clean` are the entries, by (path, key), that mean a known work and have nothing held against them; `confirmed` is
    how many of them are as their records have them, with all that they say.
    """

    findings: tuple[Finding, ...] = ()
    asked: int = 0
    clean: tuple[tuple[str, str], ...] = ()
    confirmed: int = 0
    unasked: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    unseen: Mapping[str, int] = field(default_factory=dict)


Lookup = Callable[[Sequence[TextFile], Sequence[TextFile]], Lookups]
"""Looks up the entries of bibliographies and of CSL JSON files."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A report, and the files it is about by their paths: what fixes are made in."""

    report: Report
    texts: Mapping[str, TextFile]


def read_baseline(path: Path | None) -> tuple[Baseline, tuple[Problem, ...]]:
    """Return the baseline in a file; an empty one where there is none. Raises `StoreError`."""
    text = read_text(path) if path else None
    return parse_baseline(text, str(path)) if text is not None else (Baseline(), ())


def check_files(
    paths: Sequence[str],
    *,
    base: Path,
    config: CheckConfig,
    today: date,
    baseline: Baseline | None = None,
    wanted: Lines | None = None,
    lookup: Lookup | None = None,
    skip: Collection[Path] = (),
) -> Checked:
    """Check `paths` (files or folders, relative to `base`) and return the report.

    `wanted` narrows the report to some lines; everything is read all the same, since a duplicate is told from the whole
    file. Folders in `skip` are left out of the folders that are searched. `lookup` looks the entries up; without it
    only what needs no lookup is checked.
    """
    files = collect_files(paths, base=base, skip=skip)
    documents, libraries = documents_of(files, base=base)
    off = frozenset(name for name, word in config.rules.items() if word == "off")
    bibliographies = {text.path: text for text in files.bibliographies.values()}
    named = {path: text for path, text in libraries.items() if path.lower().endswith(".bib") and not text.is_given}
    every = {**bibliographies, **named}
    csl = [*files.csl.values(), *(text for text in libraries.values() if text.path.lower().endswith(".json"))]
    csl = list({text.path: text for text in csl}.values())
    findings: list[Finding] = []
    macros = {name for text in every.values() for name in text.source.macros()}
    for text in every.values():
        findings += check_bibliography(text.source, today=today, macros=macros, off=off)
    findings += check_documents(documents, _same(documents, libraries, off))
    if "entry-uncited" not in off:
        findings += check_uncited(documents)
    found = lookup(list(every.values()), csl) if lookup else Lookups()
    clean = set(found.clean)
    findings = [one for one in findings if one.rule != "identifier-shared" or (one.span.path, one.key) not in clean]
    findings += found.findings
    texts = {text.path: text for text in files.all()} | libraries | every
    problems = list(files.problems)
    kept, silenced, known = _judge(findings, config, texts, baseline or Baseline(), wanted, problems)
    report = Report(
        findings=kept,
        problems=tuple(problems),
        files=len(texts),
        entries=sum(text.source.entry_count for text in every.values()) + _count_items(csl),
        citations=sum(len(one.citations) for document in documents for one in document.manuscripts),
        asked=found.asked,
        confirmed=found.confirmed,
        unasked=found.unasked,
        left=found.left,
        unseen=found.unseen,
        silenced=silenced,
        known=known,
    )
    return Checked(report, texts)


def _count_items(csl: Iterable[TextFile]) -> int:
    return sum(1 for text in csl for _ in read_csl_items(text.source))


def _same(
    documents: Iterable[ManuscriptDocument], libraries: Mapping[str, TextFile], off: Collection[str]
) -> dict[tuple[str, str], frozenset[str]]:
    """Return for every entry of the documents' bibliographies the keys that are the same work."""
    if "work-cited-twice" in off:
        return {}
    found: dict[tuple[str, str], frozenset[str]] = {}
    for paths in {tuple(library.path for library in document.libraries) for document in documents}:
        sources = [libraries[path].source for path in paths if path.lower().endswith(".bib")]
        for path, key, twin in twins(sources):
            found[path, key] = found.get((path, key), frozenset()) | {twin}
    return found


def _judge(
    findings: Iterable[Finding],
    config: CheckConfig,
    texts: Mapping[str, TextFile],
    baseline: Baseline,
    wanted: Lines | None,
    problems: list[Problem],
) -> tuple[tuple[Finding, ...], int, int]:
    """Return the findings that count, in order, and how many a comment or the baseline silenced."""
    silences = {path: find_suppressions(text.source.text, path, RULE_NAMES) for path, text in texts.items()}
    for one in silences.values():
        problems += one.unknown
    kept: dict[Finding, None] = {}
    silenced = known = 0
    for finding in findings:
        word = config.rules.get(finding.rule, "")
        if word == "off":
            continue
        if wanted is not None and not wanted(finding.span.path, finding.span.line, finding.span.end_line):
            continue
        path = finding.span.path
        if path in silences and silences[path].is_suppressed(finding):
            silenced += 1
        elif baseline.holds(finding):
            known += 1
        else:
            kept[replace(finding, severity=Severity(word)) if word else finding] = None
    ordered = sorted(kept, key=lambda one: (one.span.path, one.span.line, one.span.column, one.rule))
    return tuple(ordered), silenced, known
