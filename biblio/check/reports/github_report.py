"""A report as annotations of a GitHub workflow.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions: "%" and line ends are escaped in
values, ":" and "," in properties too.
"""

from __future__ import annotations

from collections.abc import Iterator

from biblio.check.finding import Finding, Severity
from biblio.check.report import Report
from biblio.unseen import shown

__all__ = ["format_github"]

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def format_github(report: Report) -> Iterator[str]:
    """Yield a line for every finding, every file that could not be read, and every service that could not be asked."""
    for finding in report.findings:
        yield f"{_finding_line(finding)}\n"
    for problem in report.problems:
        place = f" file={_property(problem.path)}" + (f",line={problem.line}" if problem.line else "")
        yield f"::error{place}::{_data(problem.what)}\n"
    for name, reason in report.could_not_ask.items():
        yield f"::warning::{_data(f'{name} could not be asked: {reason}')}\n"


def _finding_line(finding: Finding) -> str:
    span = finding.span
    place = f"file={_property(span.path)},line={span.line},endLine={span.end_line},col={span.column}"
    if span.line == span.end_line:
        place += f",endColumn={span.end_column}"
    message = finding.message + (f"\nrecord: {finding.record}" if finding.record else "")
    return f"::{_COMMANDS[finding.severity]} {place},title={_property(finding.rule)}::{_data(message)}"


def _data(text: str) -> str:
    return shown(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
