"""The result of a whole check: its findings, what was examined, and which services could not be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from biblio.check.finding import Finding, FindingKind, Severity
from biblio.errors import ExitCode, FailOn, Problem

__all__ = ["Report"]

_CONTRADICTIONS = frozenset({FindingKind.WRONG_IDENTITY, FindingKind.WRONG_FIELD})


@dataclass(frozen=True, slots=True)
class Report:
    """One run of the checks, in numbers and findings.

    `problems` are files that could not be read. `files`, `entries` and `citations` are how many were read. `looked_up`
    entries were looked up; of these, `confirmed` entries agree with their records in everything. `could_not_ask` says
    why a service could not be asked, `not_looked_up` how many entries were skipped, by reason. `parts_not_looked_up`
    counts entries of known works whose identifier, edition or venue could not be verified. `suppressed` findings are
    suppressed by a comment, `in_baseline` findings by the baseline, and `repeated` ones in our exports are those of
    other files.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()
    files: int = 0
    entries: int = 0
    citations: int = 0
    looked_up: int = 0
    confirmed: int = 0
    could_not_ask: Mapping[str, str] = field(default_factory=dict)
    not_looked_up: Mapping[str, int] = field(default_factory=dict)
    parts_not_looked_up: Mapping[str, int] = field(default_factory=dict)
    suppressed: int = 0
    in_baseline: int = 0
    repeated: int = 0

    def count(self, severity: Severity) -> int:
        """Return how many findings have a severity, without those of the kind "could not check"."""
        return sum(
            finding.severity is severity and finding.kind is not FindingKind.COULD_NOT_CHECK
            for finding in self.findings
        )

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to check at all."""
        return not (self.files or self.problems or self.looked_up or self.not_looked_up)

    @property
    def counts_by_kind(self) -> Counter[str]:
        """The number of findings of each kind."""
        return Counter(finding.kind.value for finding in self.findings)

    @property
    def is_incomplete(self) -> bool:
        """Whether something that should have been looked up could not be."""
        return bool(self.could_not_ask) or any(finding.kind is FindingKind.COULD_NOT_CHECK for finding in self.findings)

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the process: failures first, then findings, then what could not be checked.

        Findings come before an outage, so that a caller who ignores the code for outages does not ignore findings too.
        """
        return self.exit_code_on(FailOn.WARNING)

    def exit_code_on(self, fail_on: FailOn) -> ExitCode:
        """Return the exit code if only what `fail_on` names counts.

        A reference that contradicts the record of its work is a conflict, also if it is only a warning.
        """
        if self.problems:
            return ExitCode.FAILED
        warnings = {finding.kind for finding in self.findings if finding.severity is Severity.WARNING}
        gravities = (
            (FailOn.ERROR, self.count(Severity.ERROR) > 0),
            (FailOn.CONFLICT, not warnings.isdisjoint(_CONTRADICTIONS)),
            (FailOn.WARNING, self.count(Severity.WARNING) > 0),
        )
        gravity = next((gravity for gravity, is_found in gravities if is_found), None)
        if gravity and (code := fail_on.limit(ExitCode.NEEDS_PERSON, gravity)):
            return code
        return fail_on.limit(ExitCode.COULD_NOT_ASK, FailOn.ERROR) if self.is_incomplete else ExitCode.DONE
