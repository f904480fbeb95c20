"""A report as JUnit XML, which most CI servers show: a suite per file, a case per finding.

https://github.com/testmoapp/junitxml. Findings are failures; what could not be checked is an error. A run without
either is one case that passed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from biblio.check.finding import Finding, FindingKind, Severity
from biblio.check.report import Report
from biblio.unseen import shown

__all__ = ["format_junit"]

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def format_junit(report: Report) -> Iterator[str]:
    """Yield the lines of a report as JUnit XML. Infos are left out, because a JUnit case either passes or fails."""
    findings = [finding for finding in report.findings if finding.severity is not Severity.INFO]
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.span.path, []).append(finding)
    failures = sum(finding.kind is not FindingKind.COULD_NOT_CHECK for finding in findings)
    errors = len(findings) - failures + len(report.problems) + len(report.could_not_ask)
    tests = max(1, failures + errors)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="biblio check" tests="{tests}" failures="{failures}" errors="{errors}">\n'
    for path, suite in by_path.items():
        bad = sum(finding.kind is FindingKind.COULD_NOT_CHECK for finding in suite)
        counts = f'tests="{len(suite)}" failures="{len(suite) - bad}" errors="{bad}"'
        yield f"  <testsuite name={_value(path)} {counts}>\n"
        yield from map(_case, suite)
        yield "  </testsuite>\n"
    run_errors = [(str(problem.path), str(problem)) for problem in report.problems]
    run_errors += [(name, f"{name} could not be asked: {reason}") for name, reason in report.could_not_ask.items()]
    if run_errors or not by_path:
        count = len(run_errors)
        yield f'  <testsuite name="biblio" tests="{max(1, count)}" failures="0" errors="{count}">\n'
        for name, message in run_errors:
            error = f"<error message={_value(message)}/>"
            yield f'    <testcase classname="biblio" name={_value(name)}>{error}</testcase>\n'
        if not run_errors:
            yield '    <testcase classname="biblio" name="check"/>\n'
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _case(finding: Finding) -> str:
    element = "error" if finding.kind is FindingKind.COULD_NOT_CHECK else "failure"
    name = f"{finding.span.line}:{finding.span.column} {finding.key}".strip()
    body = f"{finding.span}: {finding.message}" + (f"\nrecord: {finding.record}" if finding.record else "")
    message = _value(finding.message)
    return (
        f"    <testcase classname={_value(finding.rule)} name={_value(name)} file={_value(finding.span.path)} "
        f'line="{finding.span.line}"><{element} type={_value(finding.severity.value)} message={message}>'
        f"{escape(_FORBIDDEN.sub('?', shown(body)))}</{element}></testcase>\n"
    )


def _value(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("?", shown(text)))
