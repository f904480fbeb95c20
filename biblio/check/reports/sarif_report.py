"""A report as SARIF 2.1.0, which GitHub, GitLab and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. What could not be read or asked is a notification of
the run, and the run then says that it was not successful.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from biblio.check.finding import Finding, Severity, finding_fingerprint
from biblio.check.report import Report
from biblio.check.rule_registry import all_rules

__all__ = ["format_sarif"]

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def format_sarif(report: Report, *, version: str) -> str:
    """Return a report as SARIF text that ends with a line feed."""
    names = sorted({one.rule for one in report.findings})
    rules = all_rules()
    notes = [{"level": "error", "message": {"text": str(one)}} for one in report.problems] + [
        {"level": "error", "message": {"text": f"{name} could not be asked: {why}"}}
        for name, why in report.unasked.items()
    ]
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "biblio",
                "version": version,
                "rules": [
                    {
                        "id": name,
                        "shortDescription": {"text": rules[name].summary},
                        "fullDescription": {"text": rules[name].page},
                        "defaultConfiguration": {"level": _LEVELS[rules[name].severity]},
                    }
                    for name in names
                ],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, names.index(one.rule)) for one in report.findings],
        "invocations": [
            {
                "executionSuccessful": not notes,
                "exitCode": int(report.exit_code),
                "toolExecutionNotifications": notes,
            }
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _result(finding: Finding, index: int) -> dict[str, Any]:
    span = finding.span
    text = finding.message
    if finding.record:
        text += f". Record: {finding.record}"
    for source in finding.sources:
        text += f" ({source.name}{f', {source.url}' if source.url else ''})"
    place = {"uri": quote(span.path.replace("\\", "/"))}
    region = {
        "startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column,
    }  # fmt: skip
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": place, "region": region}}],
        "partialFingerprints": {"biblio/v1": finding_fingerprint(finding)},
        "properties": {"outcome": finding.outcome.value, "key": finding.key, "field": finding.field},
    }
    if finding.fix:
        changes = [
            {
                "deletedRegion": {"charOffset": edit.start, "charLength": edit.end - edit.start},
                "insertedContent": {"text": edit.new},
            }
            for edit in finding.fix.edits
        ]
        result["fixes"] = [
            {
                "description": {"text": finding.fix.what},
                "artifactChanges": [{"artifactLocation": place, "replacements": changes}],
            }
        ]
    return result
