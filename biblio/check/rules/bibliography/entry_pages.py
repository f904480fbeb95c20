"""The rule about page ranges that run backwards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.check.finding import Finding, FindingKind, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.rule_family import CheckContext, RuleFamily, entry_by_entry
from biblio.check.source_text import BibEntry

__all__ = ["PAGES_REVERSED", "PAGES_RULES"]

PAGES_REVERSED = Rule(
    "pages-reversed",
    FindingKind.FILE,
    Severity.WARNING,
    "A last page that comes before the first one.",
    """"120--110", "S125--S120": a digit is wrong, or the two are in the wrong order. Abbreviated ranges ("1120--25")
and numbers of other kinds ("xii--3", "7-1--7-25") are not reported.

What to do: correct the pages.""",
)
_RANGE = re.compile(r"([A-Za-z]?)(\d+)\s*(?:-+|–|—)\s*\1(\d+)")


def _check(entry: BibEntry, context: CheckContext) -> Iterator[Finding]:
    value = entry.value("pages")
    pages = _RANGE.fullmatch(value) if value else None
    if pages and len(pages[2]) == len(pages[3]) and pages[3] < pages[2]:
        span = entry.field_span("pages")
        message = f"the last page, {pages[1]}{pages[3]}, comes before the first, {pages[1]}{pages[2]}"
        yield PAGES_REVERSED.finding(span, message, key=entry.key, field="pages", written=value)


PAGES_RULES = RuleFamily((PAGES_REVERSED,), entry_by_entry(_check))
