"""A report as one JSON object: the contract of `biblio check --format json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from biblio.check.finding import Finding, Severity, finding_fingerprint
from biblio.check.report import Report

__all__ = ["finding_object", "format_json"]


def format_json(report: Report) -> str:
    """Return a report as JSON text that ends with a line feed."""
    value = {
        "summary": {
            "files": report.files,
            "entries": report.entries,
            "citations": report.citations,
            "looked_up": report.asked,
            "confirmed": report.confirmed,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "infos": report.count(Severity.INFO),
            "outcomes": dict(sorted(report.outcomes.items())),
            "silenced": report.silenced,
            "in_baseline": report.known,
            "exit_code": int(report.exit_code),
        },
        "findings": [finding_object(one) for one in report.findings],
        "could_not_ask": dict(report.unasked),
        "not_looked_up": dict(report.left),
        "parts_not_looked_up": dict(report.unseen),
        "problems": [
            {"path": one.path, "line": one.line, "what": one.what, "hint": one.hint} for one in report.problems
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def finding_object(finding: Finding) -> Mapping[str, Any]:
    """Return one finding; `name` is what a baseline knows it by."""
    span = finding.span
    found: dict[str, Any] = {
        "rule": finding.rule,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "key": finding.key or None,
        "field": finding.field or None,
        "message": finding.message,
        "there": finding.there or None,
        "record": finding.record or None,
        "sources": [{"name": one.name, "url": one.url, "age_days": one.age_days} for one in finding.sources],
        "name": finding_fingerprint(finding),
    }
    if finding.fix:
        edits = [{"start": one.start, "end": one.end, "new": one.new} for one in finding.fix.edits]
        found["fix"] = {"what": finding.fix.what, "safe": finding.fix.is_safe, "edits": edits}
    if finding.entry:
        found["entry"] = finding.entry
    return found
