"""Rules: dates that lie in the future, and dates that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.bibtex.scanner import FieldSpan
from biblio.check.finding import Finding, FindingKind, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.family import Context, Family, each_entry
from biblio.check.source_text import BibEntry
from biblio.model.dates import parse_date

__all__ = ["FAMILY"]

FUTURE = Rule(
    "date-future",
    FindingKind.WRONG_IDENTITY,
    Severity.ERROR,
    "A work that is yet to be published.",
    """The year lies more than one year ahead. (Issues are dated ahead by some months, so next year is left alone.) A
reference with such a date was mistyped or made up.""",
)
INVALID = Rule(
    "date-invalid",
    FindingKind.FILE,
    Severity.WARNING,
    "A year, month or date that is none.",
    """"20l9", month 13, 2021-02-31. Words such as "in press", "n.d.", ranges and circa dates are left alone.""",
)
_YEAR = re.compile(r"\{?\s*(?:c(?:a|irca)?\.?\s*)?(\d{4})\b")
_LOOKS_LIKE = re.compile(r"[12][0-9lIoO]{3}|\d{5,}|\d{3}")


def _see(entry: BibEntry, context: Context) -> Iterator[Finding]:
    for span in entry.fields:
        if span.name not in ("year", "date", "month"):
            continue
        value = entry.value(span.name)
        if not value:
            continue
        if span.name == "month":
            if value.isdecimal() and not 1 <= int(value) <= 12:
                yield _say(INVALID, entry, span, f"there is no month {value}", value)
            continue
        yield from _year(entry, span, value, context)


def _year(entry: BibEntry, span: FieldSpan, value: str, context: Context) -> Iterator[Finding]:
    found = _YEAR.match(value)
    if found and int(found[1]) > context.today.year + 1:
        yield _say(FUTURE, entry, span, f"{span.name} {value} lies in the future", value)
    elif not found and _LOOKS_LIKE.fullmatch(value):
        yield _say(INVALID, entry, span, f"{span.name} {value} is no year", value)
    elif span.name == "date":
        try:
            parse_date(value.partition("/")[0])
        except ValueError as error:
            yield _say(INVALID, entry, span, str(error), value)


def _say(rule: Rule, entry: BibEntry, span: FieldSpan, what: str, value: str) -> Finding:
    return rule.at(entry.span_of(span), what, key=entry.key, field=span.name, there=value)


FAMILY = Family((FUTURE, INVALID), each_entry(_see))
