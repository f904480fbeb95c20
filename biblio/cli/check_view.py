"""How findings look on a terminal: one place a line that an editor can jump to, the evidence below it, a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import click

from biblio.check.finding import Attribution, Finding, FindingKind, Severity
from biblio.check.report import Report
from biblio.check.rule import Rule
from biblio.model.record import CATALOGUE
from biblio.text import shorten

__all__ = ["explain_lines", "finding_lines", "report_lines", "rule_list", "summary_line"]

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_MOST_INFOS = 8  # of one rule in one file; more are only counted, unless all are wanted
_WIDTH = 160


def report_lines(report: Report, *, every: bool = False) -> Iterator[str]:
    """Yield a report's findings, file by file. Many infos of one rule are summed up, unless `every` is wanted."""
    counts = Counter((one.span.path, one.rule) for one in report.findings if one.severity is Severity.INFO)
    path = ""
    for finding in report.findings:
        place = (finding.span.path, finding.rule)
        if not every and counts.get(place, 0) > _MOST_INFOS:
            continue
        if path and finding.span.path != path:
            yield ""
        path = finding.span.path
        yield from finding_lines(finding)
    if every:
        return
    for (name, rule), count in sorted(counts.items()):
        if count > _MOST_INFOS:
            word = click.style("info", fg=_COLOURS[Severity.INFO])
            yield f"{name}: {word} {rule}: {count} findings (-v lists them)"


def finding_lines(finding: Finding) -> Iterator[str]:
    """Yield one finding: its place, severity, rule and message; what is there, what should be, whose word it is."""
    word = click.style(finding.severity.value, fg=_COLOURS[finding.severity], bold=finding.severity is Severity.ERROR)
    place = click.style(str(finding.span), bold=True)
    is_told = not finding.key or finding.outcome is FindingKind.MANUSCRIPT
    key = "" if is_told else f"{finding.key}: "
    yield f"{place}: {word} {click.style(finding.rule, dim=True)}: {key}{finding.message}"
    if finding.record and (finding.field or finding.sources):
        if finding.there and not finding.message.startswith(finding.there):
            yield f"    there   {shorten(finding.there, _WIDTH)}"
        yield f"    record  {shorten(finding.record, _WIDTH)}"
    for source in finding.sources:
        yield f"    source  {_source(source)}"
    if finding.fix and not (finding.record and finding.field):
        yield f"    fix     {finding.fix.what}{'' if finding.fix.is_safe else ' (--fix --review)'}"
    if finding.entry:
        yield from (f"    {line}" for line in finding.entry.rstrip().splitlines())


def _source(source: Attribution) -> str:
    age = ""
    if source.age_days is not None:
        days = int(source.age_days)
        done = "built" if source.name == CATALOGUE else "asked"
        age = f", {done} today" if days < 1 else f", {done} {days} day{'s' * (days > 1)} ago"
    return f"{source.name}{f' {source.url}' if source.url else ''}{age}"


def summary_line(report: Report) -> str:
    """Return what was found and looked at in one line; what could not be checked never reads as clean."""
    if not (report.files or report.problems or report.asked or report.left):
        return "there is nothing to check here: no .bib, no CSL JSON, no manuscript"
    parts = []
    for severity in Severity:
        if count := report.count(severity):
            parts.append(click.style(f"{count:,} {severity.value}{'s' * (count > 1)}", fg=_COLOURS[severity]))
    if report.could_not_check or report.problems:
        parts = parts or [click.style("not all could be checked", fg="magenta") + "; nothing else found"]
    found = ", ".join(parts) or click.style("nothing found", fg="green")
    looked = [f"{report.files:,} file{'s' * (report.files != 1)}"]
    if report.entries:
        looked.append(f"{report.entries:,} entr{'ies' if report.entries != 1 else 'y'}")
    if report.citations:
        looked.append(f"{report.citations:,} citation{'s' * (report.citations != 1)}")
    text = f"{found} in {', '.join(looked)}"
    if report.asked:
        text += f"; {report.confirmed:,} of {report.asked:,} looked up are as their records have them"
    unchecked = sum(one.outcome.value == "could-not-check" for one in report.findings)
    if unchecked:
        text += "; " + click.style(f"{unchecked:,} could not be checked", fg="magenta")
    for part, count in report.unseen.items():
        text += f"; {count:,} {part}{'s' * (count > 1)} could not be looked up"
    for why, count in report.left.items():
        text += f"; {count:,} not looked up: {why}"
    if report.silenced or report.known:
        text += f"; {report.silenced + report.known:,} silenced"
    return text


def explain_lines(rule: Rule) -> Iterator[str]:
    """Yield the page of a rule."""
    yield click.style(rule.name, bold=True)
    yield rule.summary
    yield ""
    yield from rule.page.splitlines()
    yield ""
    yield f"Severity: {rule.severity.value}. Outcome: {rule.outcome.value}."
    yield f'Turn it off or change how much it matters in config.toml:  [check] rules = {{{rule.name} = "off"}}'
    yield f"Silence one finding with a comment above it:  biblio: ignore {rule.name}"


def rule_list(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield all rules, one a line."""
    for rule in rules:
        word = click.style(rule.severity.value.ljust(7), fg=_COLOURS[rule.severity])
        yield f"{rule.name:20}  {word}  {rule.outcome.value:15}  {rule.summary}"
