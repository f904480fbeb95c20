"""A report as one JSON object, which `biblio check --format json` prints. Programs rely on its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from biblio.check.finding import Finding, Severity, finding_fingerprint
from biblio.check.report import Report
from biblio.check.reports.json_rows import ROWS, json_with_rows
from biblio.errors import FailOn

__all__ = ["finding_object", "format_json", "report_object"]


def format_json(report: Report, *, fail_on: FailOn = FailOn.WARNING) -> Iterator[str]:
    """Yield the pieces of a report as JSON text that ends with a line feed.

    The exit code in it counts what `fail_on` names.
    """
    return json_with_rows(_with_findings(report, ROWS, fail_on), map(finding_object, report.findings))


def report_object(report: Report, *, fail_on: FailOn = FailOn.WARNING) -> dict[str, Any]:
    """Return a report as a JSON object; the schema is ``check-report``."""
    return _with_findings(report, [finding_object(finding) for finding in report.findings], fail_on)


def _with_findings(report: Report, findings: object, fail_on: FailOn) -> dict[str, Any]:
    return {
        "summary": {
            "files": report.files,
            "entries": report.entries,
            "citations": report.citations,
            "looked_up": report.looked_up,
            "confirmed": report.confirmed,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "infos": report.count(Severity.INFO),
            "outcomes": dict(sorted(report.counts_by_kind.items())),
            "silenced": report.suppressed,
            "in_baseline": report.in_baseline,
            "repeated_in_exports": report.repeated,
            "exit_code": int(report.exit_code_on(fail_on)),
        },
        "findings": findings,
        "could_not_ask": dict(report.could_not_ask),
        "not_looked_up": dict(report.not_looked_up),
        "parts_not_looked_up": dict(report.parts_not_looked_up),
        "problems": [
            {"path": problem.path, "line": problem.line, "what": problem.what, "hint": problem.hint}
            for problem in report.problems
        ],
    }


def finding_object(finding: Finding) -> Mapping[str, Any]:
    """Return a finding as a JSON object; `name` is its name in a baseline."""
    span = finding.span
    row: dict[str, Any] = {
        "rule": finding.rule,
        "outcome": finding.kind.value,
        "severity": finding.severity.value,
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "key": finding.key or None,
        "field": finding.field or None,
        "message": finding.message,
        "there": finding.written or None,
        "record": finding.record or None,
        "sources": [
            {"name": source.name, "url": source.url, "age_days": source.age_days} for source in finding.sources
        ],
        "name": finding_fingerprint(finding),
    }
    if finding.fix:
        edits = [{"start": edit.start, "end": edit.end, "new": edit.new} for edit in finding.fix.edits]
        row["fix"] = {"what": finding.fix.description, "safe": finding.fix.is_safe, "edits": edits}
    if finding.entry:
        row["entry"] = finding.entry
    return row
