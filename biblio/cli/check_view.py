"""Show findings on a terminal: a place that an editor can jump to, the evidence below it, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from biblio.check.finding import Attribution, Finding, FindingKind, Severity
from biblio.check.report import Report
from biblio.check.rule import Rule
from biblio.cli.terminal import style
from biblio.text import shorten

__all__ = ["explain_lines", "finding_lines", "report_lines", "rule_list", "summary_line"]

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_MOST_INFOS = 8  # of one rule in one file; more are only counted unless all are requested
_WIDTH = 160


def report_lines(report: Report, *, show_all: bool = False) -> Iterator[str]:
    """Yield a report's findings, file by file. Many infos of one rule are only counted unless `show_all` is true."""
    info_counts = Counter(
        (finding.span.path, finding.rule) for finding in report.findings if finding.severity is Severity.INFO
    )
    path = ""
    for finding in report.findings:
        if not show_all and info_counts.get((finding.span.path, finding.rule), 0) > _MOST_INFOS:
            continue
        if path and finding.span.path != path:
            yield ""
        path = finding.span.path
        yield from finding_lines(finding)
    if show_all:
        return
    for (path, rule), count in sorted(info_counts.items()):
        if count > _MOST_INFOS:
            severity = style("info", fg=_COLOURS[Severity.INFO])
            yield f"{path}: {severity} {rule}: {count} findings (-v lists them)"


def finding_lines(finding: Finding) -> Iterator[str]:
    """Yield one finding: place, severity, rule, message; what the file has, what the record has, the sources."""
    is_error = finding.severity is Severity.ERROR
    severity = style(finding.severity.value, fg=_COLOURS[finding.severity], bold=is_error)
    place = style(str(finding.span), bold=True)
    message_has_key = not finding.key or finding.kind is FindingKind.MANUSCRIPT
    key = "" if message_has_key else f"{finding.key}: "
    yield f"{place}: {severity} {style(finding.rule, dim=True)}: {key}{finding.message}"
    if finding.record and (finding.field or finding.sources):
        if finding.written and not finding.message.startswith(finding.written):
            yield f"    entry   {shorten(finding.written, _WIDTH)}"
        yield f"    record  {shorten(finding.record, _WIDTH)}"
    for source in finding.sources:
        yield f"    source  {_source(source)}"
    if finding.fix and not (finding.record and finding.field):
        yield f"    fix     {finding.fix.description}{'' if finding.fix.is_safe else ' (--fix --review)'}"
    if finding.entry:
        yield from (f"    {line}" for line in finding.entry.rstrip().splitlines())


def _source(source: Attribution) -> str:
    from biblio.model.record import CATALOGUE

    age = ""
    if source.age_days is not None:
        days = int(source.age_days)
        verb = "built" if source.name == CATALOGUE else "asked"
        age = f", {verb} today" if days < 1 else f", {verb} {days} day{'s' * (days > 1)} ago"
    return f"{source.name}{f' {source.url}' if source.url else ''}{age}"


def summary_line(report: Report) -> str:
    """Return one line about what was found and checked; it never calls clean what could not be checked."""
    if report.is_empty:
        return "nothing to check"
    parts = []
    for severity in Severity:
        if count := report.count(severity):
            parts.append(style(f"{count:,} {severity.value}{'s' * (count > 1)}", fg=_COLOURS[severity]))
    if not report.files and not report.looked_up:
        return style("nothing was checked", fg="magenta") + ": none of the files could be read"
    if report.is_incomplete or report.problems:
        parts = parts or [style("not everything could be checked", fg="magenta") + "; nothing else found"]
    result = ", ".join(parts) or style("nothing found", fg="green")
    checked = [f"{report.files:,} file{'s' * (report.files != 1)}"]
    if report.entries:
        checked.append(f"{report.entries:,} entr{'ies' if report.entries != 1 else 'y'}")
    if report.citations:
        checked.append(f"{report.citations:,} citation{'s' * (report.citations != 1)}")
    text = f"{result} in {', '.join(checked)}"
    if report.looked_up:
        agreeing = f"{report.confirmed:,} of {report.looked_up:,}"
        text += f"; {agreeing} entries looked up agree with their records in title, names, year, venue and identifiers"
        text += " as far as both give them"
    if unchecked := report.counts_by_kind[FindingKind.COULD_NOT_CHECK.value]:
        text += "; " + style(f"{unchecked:,} could not be checked", fg="magenta")
    for part, count in report.parts_not_looked_up.items():
        text += f"; {count:,} {part}{'s' * (count > 1)} could not be looked up"
    for reason, count in report.not_looked_up.items():
        text += f"; {count:,} not looked up: {reason}"
    if report.repeated:
        text += f"; {report.repeated:,} more in the exports that another file has too"
    if report.suppressed or report.in_baseline:
        text += f"; {report.suppressed + report.in_baseline:,} suppressed"
    return text


def explain_lines(rule: Rule) -> Iterator[str]:
    """Yield the page of a rule."""
    yield style(rule.name, bold=True)
    yield rule.summary
    yield ""
    yield from rule.page.splitlines()
    yield ""
    yield f"Severity: {rule.severity.value}. Outcome: {rule.kind.value}."
    yield f'Turn it off or change its severity in config.toml:  [check] rules = {{{rule.name} = "off"}}'
    yield f"Suppress one finding with a comment above it:  biblio: ignore {rule.name}"


def rule_list(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield all rules, one per line."""
    for rule in rules:
        severity = style(rule.severity.value.ljust(7), fg=_COLOURS[rule.severity])
        yield f"{rule.name:21}  {severity}  {rule.kind.value:15}  {rule.summary}"
