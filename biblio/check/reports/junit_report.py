"""A report as JUnit XML, which most CI servers show: a suite a file, a case a finding.

https://github.com/testmoapp/junitxml. Findings are failures, what could not be checked is an error, a file without
findings is one case that passed.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from biblio.check.finding import Finding, FindingKind, Severity
from biblio.check.report import Report

__all__ = ["format_junit"]

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def format_junit(report: Report) -> str:
    """Return a report as JUnit XML. Infos are left out: a JUnit case passes or fails."""
    told = [one for one in report.findings if one.severity is not Severity.INFO]
    suites: dict[str, list[Finding]] = {}
    for finding in told:
        suites.setdefault(finding.span.path, []).append(finding)
    failures = sum(one.outcome is not FindingKind.COULD_NOT_CHECK for one in told)
    errors = len(told) - failures + len(report.problems) + len(report.unasked)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="biblio check" tests="{max(1, failures + errors)}" failures="{failures}" errors="{errors}">',
    ]
    for path, findings in suites.items():
        bad = sum(one.outcome is FindingKind.COULD_NOT_CHECK for one in findings)
        lines.append(
            f'  <testsuite name={_value(path)} tests="{len(findings)}" failures="{len(findings) - bad}" errors="{bad}">'
        )
        lines += [_case(one) for one in findings]
        lines.append("  </testsuite>")
    others = [(str(one.path), str(one)) for one in report.problems]
    others += [(name, f"{name} could not be asked: {why}") for name, why in report.unasked.items()]
    if others or not suites:
        lines.append(f'  <testsuite name="biblio" tests="{max(1, len(others))}" failures="0" errors="{len(others)}">')
        for name, what in others:
            case = f'    <testcase classname="biblio" name={_value(name)}><error message={_value(what)}/></testcase>'
            lines.append(case)
        if not others:
            lines.append('    <testcase classname="biblio" name="check"/>')
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>", ""])


def _case(finding: Finding) -> str:
    kind = "error" if finding.outcome is FindingKind.COULD_NOT_CHECK else "failure"
    name = f"{finding.span.line}:{finding.span.column} {finding.key}".strip()
    body = f"{finding.span}: {finding.message}" + (f"\nrecord: {finding.record}" if finding.record else "")
    return (
        f"    <testcase classname={_value(finding.rule)} name={_value(name)} file={_value(finding.span.path)} "
        f'line="{finding.span.line}"><{kind} type={_value(finding.severity.value)} message={_value(finding.message)}>'
        f"{escape(_FORBIDDEN.sub('?', body))}</{kind}></testcase>"
    )


def _value(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("?", text))
