"""A report as SARIF 2.1.0, which GitHub, GitLab and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Files that could not be read and services that could
not be asked are notifications of the run, which is then marked as not successful.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from biblio.check.finding import Finding, Severity, finding_fingerprint
from biblio.check.report import Report
from biblio.check.reports.json_rows import ROWS, json_with_rows
from biblio.check.rule import Rule
from biblio.check.rule_registry import CHECK_RULES, all_rules
from biblio.errors import FailOn
from biblio.version import DOCUMENTATION

__all__ = ["format_sarif"]

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def format_sarif(report: Report, *, version: str, fail_on: FailOn = FailOn.WARNING) -> Iterator[str]:
    """Yield the pieces of a report as SARIF text that ends with a line feed.

    The exit code in it counts what `fail_on` names.
    """
    names = sorted({finding.rule for finding in report.findings})
    rules = all_rules()
    notifications = [{"level": "error", "message": {"text": str(problem)}} for problem in report.problems] + [
        {"level": "error", "message": {"text": f"{name} could not be asked: {reason}"}}
        for name, reason in report.could_not_ask.items()
    ]
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "biblio",
                "version": version,
                "rules": [_rule(rules[name]) for name in names],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": ROWS,
        "invocations": [
            {
                "executionSuccessful": not notifications,
                "exitCode": int(report.exit_code_on(fail_on)),
                "toolExecutionNotifications": notifications,
            }
        ],
    }
    return json_with_rows(
        {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]},
        (_result(finding, names.index(finding.rule)) for finding in report.findings),
    )


def _rule(rule: Rule) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }
    if rule.name in CHECK_RULES.built_in:  # the pages of plugins' rules are elsewhere
        described["helpUri"] = f"{DOCUMENTATION}/reference/rules/{rule.name}/"
    return described


def _result(finding: Finding, index: int) -> dict[str, Any]:
    span = finding.span
    message = finding.message
    if finding.record:
        message += f". Record: {finding.record}"
    for source in finding.sources:
        message += f" ({source.name}{f', {source.url}' if source.url else ''})"
    location = {"uri": quote(span.path.replace("\\", "/"))}
    region = {
        "startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column,
    }  # fmt: skip
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": message.replace("](", "] (")},  # or the text of an entry could be a link (3.11.6)
        "locations": [{"physicalLocation": {"artifactLocation": location, "region": region}}],
        "partialFingerprints": {"biblio/v1": finding_fingerprint(finding)},
        "properties": {"outcome": finding.kind.value, "key": finding.key, "field": finding.field},
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
                "description": {"text": finding.fix.description},
                "artifactChanges": [{"artifactLocation": location, "replacements": changes}],
            }
        ]
    return result
