"""Short ways to run the rules over a text."""

from __future__ import annotations

from datetime import date

from biblio.check.finding import Finding, FindingKind
from biblio.check.rules.bibliography.rule_families import check_bibliography
from biblio.check.source_text import SourceText

TODAY = date(2026, 11, 21)


def findings(text: str, *, path: str = "refs.bib", macros: tuple[str, ...] = ()) -> list[Finding]:
    return list(check_bibliography(SourceText(path, text), today=TODAY, macros=macros))


def rules(text: str) -> list[str]:
    return [finding.rule for finding in findings(text)]


def broken(text: str) -> list[str]:
    """Return what BibTeX, biber or TeX could not take in a text that we wrote, in words."""
    return [
        f"{finding.span}: {finding.rule}: {finding.message}"
        for finding in findings(text)
        if finding.kind is FindingKind.FILE and finding.severity == "error"
    ]
