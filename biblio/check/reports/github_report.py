"""A report as annotations of a GitHub workflow.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions: values escape "%", line ends, and in
properties ":" and ",".
"""

from __future__ import annotations

from biblio.check.finding import Finding, Severity
from biblio.check.report import Report

__all__ = ["format_github"]

_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def format_github(report: Report) -> str:
    """Return one line a finding; files that could not be read and services that could not be asked are errors too."""
    lines = [_line(one) for one in report.findings]
    for problem in report.problems:
        place = f" file={_property(problem.path)}" + (f",line={problem.line}" if problem.line else "")
        lines.append(f"::error{place}::{_data(problem.what)}")
    lines += [f"::warning::{_data(f'{name} could not be asked: {why}')}" for name, why in report.unasked.items()]
    return "".join(f"{line}\n" for line in lines)


def _line(finding: Finding) -> str:
    span = finding.span
    place = f"file={_property(span.path)},line={span.line},endLine={span.end_line},col={span.column}"
    if span.line == span.end_line:
        place += f",endColumn={span.end_column}"
    text = finding.message + (f"\nrecord: {finding.record}" if finding.record else "")
    return f"::{_WORDS[finding.severity]} {place},title={_property(finding.rule)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
