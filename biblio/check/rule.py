"""A rule: its stable name, the kind and severity of its findings, and the page that `biblio check --explain` prints."""

from __future__ import annotations

from dataclasses import dataclass

from biblio.check.finding import Attribution, Finding, FindingKind, Fix, Severity, Span

__all__ = ["Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `name` is stable: users write it in configurations, comments and baselines.

    `summary` is one line. `page` explains what the rule looks for and why it matters, what it does not report, what to
    do.
    """

    name: str
    kind: FindingKind
    severity: Severity
    summary: str
    page: str

    def finding(
        self,
        span: Span,
        message: str,
        *,
        key: str = "",
        field: str = "",
        written: str = "",
        record: str = "",
        sources: tuple[Attribution, ...] = (),
        fix: Fix | None = None,
        entry: str = "",
        severity: Severity | None = None,
    ) -> Finding:
        """Return a finding of this rule; see `Finding`. A `severity` below the rule's own means weaker evidence."""
        return Finding(
            rule=self.name,
            kind=self.kind,
            severity=severity or self.severity,
            span=span,
            message=message,
            key=key,
            field=field,
            written=written,
            record=record,
            sources=sources,
            fix=fix,
            entry=entry,
        )
