"""The rules about dates in the future and dates that do not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.bibtex.scanner import FieldSpan
from biblio.check.finding import Finding, FindingKind, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.rule_family import CheckContext, RuleFamily, entry_by_entry
from biblio.check.source_text import BibEntry
from biblio.model.dates import parse_date

__all__ = ["DATE_FUTURE", "DATE_INVALID", "DATE_RULES"]

DATE_FUTURE = Rule(
    "date-future",
    FindingKind.WRONG_IDENTITY,
    Severity.ERROR,
    "A work that is yet to be published.",
    """The year is more than one year ahead. (Journal issues are dated some months ahead, so next year is not reported.)
A reference with such a date is mistyped or made up.

What to do: check that the work exists, and correct the year.""",
)
DATE_INVALID = Rule(
    "date-invalid",
    FindingKind.FILE,
    Severity.WARNING,
    "A year, month or date that does not exist.",
    """For example "20l9" (with a letter), month 13, or 2021-02-31. Words such as "in press" or "n.d.", ranges and circa
dates are not reported.

What to do: correct the date.""",
)
_YEAR = re.compile(r"\{?\s*(?:c(?:a|irca)?\.?\s*)?(\d{4})\b")
_LOOKS_LIKE_YEAR = re.compile(r"[12][0-9lIoO]{3}|\d{5,}|\d{3}")


def _check(entry: BibEntry, context: CheckContext) -> Iterator[Finding]:
    for field in entry.fields:
        if field.name not in ("year", "date", "month"):
            continue
        value = entry.value(field.name)
        if not value:
            continue
        if field.name == "month":
            if value.isdecimal() and not 1 <= int(value) <= 12:
                yield _report(DATE_INVALID, entry, field, f"there is no month {value}", value)
            continue
        yield from _check_year(entry, field, value, context)


def _check_year(entry: BibEntry, field: FieldSpan, value: str, context: CheckContext) -> Iterator[Finding]:
    year = _YEAR.match(value)
    if year and int(year[1]) > context.today.year + 1:
        yield _report(DATE_FUTURE, entry, field, f"{field.name} {value} is in the future", value)
    elif not year and _LOOKS_LIKE_YEAR.fullmatch(value):
        yield _report(DATE_INVALID, entry, field, f"{field.name} {value} is not a year", value)
    elif field.name == "date":
        try:
            parse_date(value.partition("/")[0])
        except ValueError as error:
            yield _report(DATE_INVALID, entry, field, str(error), value)


def _report(rule: Rule, entry: BibEntry, field: FieldSpan, message: str, value: str) -> Finding:
    return rule.finding(entry.value_span(field), message, key=entry.key, field=field.name, written=value)


DATE_RULES = RuleFamily((DATE_FUTURE, DATE_INVALID), entry_by_entry(_check))
