"""A rule: its stable name, what it says by default, and the page that `biblio check --explain` prints."""

from __future__ import annotations

from dataclasses import dataclass

from biblio.check.finding import Attribution, Finding, FindingKind, Fix, Severity, Span

__all__ = ["Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `name` is stable: it stands in configurations, comments and baselines.

    `summary` is one line; `page` explains: what is looked for, why it matters, what to do, what is left alone.
    """

    name: str
    outcome: FindingKind
    severity: Severity
    summary: str
    page: str

    def at(
        self,
        span: Span,
        message: str,
        *,
        key: str = "",
        field: str = "",
        there: str = "",
        record: str = "",
        sources: tuple[Attribution, ...] = (),
        fix: Fix | None = None,
        entry: str = "",
        severity: Severity | None = None,
    ) -> Finding:
        """Return a finding of this rule; `severity` may go below the rule's own where the ground is weaker."""
        return Finding(
            rule=self.name,
            outcome=self.outcome,
            severity=severity or self.severity,
            span=span,
            message=message,
            key=key,
            field=field,
            there=there,
            record=record,
            sources=sources,
            fix=fix,
            entry=entry,
        )
