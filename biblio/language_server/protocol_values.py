"""Our values as those of the protocol: places, findings, edits, and the addresses of files. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.request import url2pathname

from lsprotocol import types

from biblio.addresses import split_address
from biblio.check.finding import Edit, Finding, Severity
from biblio.check.rule_registry import CHECK_RULES
from biblio.check.rules.manuscript import ENTRY_UNCITED
from biblio.errors import Problem
from biblio.language_server.text_positions import PositionedText
from biblio.version import DOCUMENTATION

__all__ = ["finding_diagnostic", "location_of", "problem_diagnostic", "range_of", "text_edits", "uri_of"]

_SOURCE = "biblio"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


def location_of(uri: str) -> Path | None:
    """Return the file that an address names; None if it names none (a text that was never saved, another machine)."""
    parts = split_address(uri)
    if parts.scheme != "file":
        return None
    path = url2pathname(f"//{parts.netloc}{parts.path}" if parts.netloc else parts.path)
    return Path(path) if path and "\0" not in path else None


def uri_of(location: Path) -> str:
    """Return the address of a file."""
    return location.absolute().as_uri()


def range_of(content: PositionedText, start: int, end: int) -> types.Range:
    """Return the range between two offsets."""
    return types.Range(types.Position(*content.position(start)), types.Position(*content.position(end)))


def text_edits(content: PositionedText, edits: Iterable[Edit]) -> list[types.TextEdit]:
    """Return edits of a text."""
    return [types.TextEdit(range_of(content, edit.start, edit.end), edit.new) for edit in edits]


def finding_diagnostic(finding: Finding, content: PositionedText) -> types.Diagnostic:
    """Return a finding about a text as the editor shows it: with its rule, and a link to the rule's page."""
    message = finding.message
    if finding.record and finding.record not in message:
        message += f". Record: {finding.record}"
    if finding.sources:
        message += f" ({', '.join(source.name for source in finding.sources)})"
    is_uncited = finding.rule == ENTRY_UNCITED.name
    href = f"{DOCUMENTATION}/reference/rules/{finding.rule}/"
    return types.Diagnostic(
        range=_finding_range(finding, content),
        severity=types.DiagnosticSeverity.Hint if is_uncited else _SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(href) if finding.rule in CHECK_RULES.built_in else None,
        source=_SOURCE,
        message=message,
        tags=[types.DiagnosticTag.Unnecessary] if is_uncited else None,
    )


def _finding_range(finding: Finding, content: PositionedText) -> types.Range:
    span = finding.span
    if span.end or (span.line, span.column) == (1, 1):
        return range_of(content, span.start, span.end)
    return _line_range(span.line)  # a span that has no offsets


def problem_diagnostic(problem: Problem) -> types.Diagnostic:
    """Return a problem with a file: its line, or the first one if it has none."""
    message = f"{problem.what} ({problem.hint})" if problem.hint else problem.what
    is_warning = problem.is_warning
    severity = types.DiagnosticSeverity.Warning if is_warning else types.DiagnosticSeverity.Error
    return types.Diagnostic(_line_range(problem.line), message, severity=severity, source=_SOURCE)


def _line_range(line: int) -> types.Range:
    """Return the range of a line (from 1; 0: the first): from its beginning to that of the next one."""
    first = max(line - 1, 0)
    return types.Range(types.Position(first, 0), types.Position(first + 1, 0))
