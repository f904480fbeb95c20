"""What a check says as a whole: the findings, what was looked at, what could not be asked, what was left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from biblio.check.finding import Finding, FindingKind, Severity
from biblio.errors import ExitCode, Problem

__all__ = ["Report"]


@dataclass(frozen=True, slots=True)
class Report:
    """One run of the checks.

    `problems` are files that could not be read. `entries` and `citations` were looked at; `asked` entries were looked
    up. `unasked` says why a service could not be asked, `left` how many entries were not looked up, by reason, and
    `unseen` of how many whose work is known an identifier or a venue was not. `silenced` findings had a comment,
    `known` ones stand in the baseline.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()
    files: int = 0
    entries: int = 0
    citations: int = 0
    asked: int = 0
    confirmed: int = 0
    unasked: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    unseen: Mapping[str, int] = field(default_factory=dict)
    silenced: int = 0
    known: int = 0

    def count(self, severity: Severity) -> int:
        """Return how many findings have that severity, those that could not be checked apart."""
        return sum(one.severity is severity and one.outcome is not FindingKind.COULD_NOT_CHECK for one in self.findings)

    @property
    def outcomes(self) -> Counter[str]:
        """How many findings there are of each outcome."""
        return Counter(one.outcome.value for one in self.findings)

    @property
    def could_not_check(self) -> bool:
        """Tell whether something was to be looked up and could not be."""
        return bool(self.unasked) or any(one.outcome is FindingKind.COULD_NOT_CHECK for one in self.findings)

    @property
    def exit_code(self) -> ExitCode:
        """What the process should say: a failure first, then findings, then what could not be checked.

        Findings come before an outage: who lets the code for outages pass must not let findings pass with it.
        """
        if self.problems:
            return ExitCode.FAILED
        if self.count(Severity.ERROR) or self.count(Severity.WARNING):
            return ExitCode.NEEDS_PERSON
        return ExitCode.COULD_NOT_ASK if self.could_not_check else ExitCode.DONE
