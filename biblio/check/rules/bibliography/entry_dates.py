"""The rules about dates in the future and dates that do not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from biblio.bibtex.edtf import is_edtf, start_of_edtf
from biblio.bibtex.scanner import FieldSpan
from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.entry_dialect import is_of_biblatex
from biblio.check.rules.bibliography.rule_family import CheckContext, RuleFamily, entry_by_entry
from biblio.check.source_text import BibEntry
from biblio.model.dates import MONTHS, parse_date
from biblio.text import whole_number

__all__ = ["DATE_FUTURE", "DATE_INVALID", "DATE_RULES"]

DATE_FUTURE = Rule(
    "date-future",
    FindingKind.WRONG_IDENTITY,
    Severity.ERROR,
    "A work that is yet to be published.",
    """The year is more than one year ahead. (Journal issues are dated some months ahead, so next year is not reported.)
Years of other calendars (Buddhist, Hebrew) are not reported where the script or the language says so.
A reference with such a date is mistyped or made up.

What to do: check that the work exists, and correct the year.""",
)
DATE_INVALID = Rule(
    "date-invalid",
    FindingKind.FILE,
    Severity.WARNING,
    "A date that does not exist, or that biber ignores.",
    """For example "20l9" (with a letter), "98", month 13, 2021-02-31, or the range 2019/2018. In the date fields of
biblatex, biber takes EDTF (ISO 8601: "2020-05", "2019/2020", "2020~", "2023-21" for a season) and ignores everything
else, such as "May 2020" or "2020-5": where such a date has one meaning, `--fix` writes it as biber takes it. The day of
a visit that is yet to come is reported too. A whole date in `year` ("22.08.2000") is text to biber, which does not sort
it as a year, and Typst stops at some; a mark behind the year ("2020.") is printed, and so is a macro in braces
(`month = {aug}`). Words such as "in press" or "n.d." are not reported, and no other text in `year` that can be read.

What to do: correct the date.""",
)
_WHOLE_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YEAR = re.compile(r"\{?\s*(?:c(?:a|irca)?\.?\s*)?(\d{4})\b")
_CHECKED = frozenset({"year", "month", "date", "origdate", "eventdate", "urldate"})
_MARKED_YEAR = re.compile(r"(\d{4})\s?[.,;:]", re.ASCII)
_IS_NO_DATE = re.compile(r"[^\d]*")
_LOOKS_LIKE_YEAR = re.compile(r"[12][0-9lIoO]{3}|\d{5,}|\d{3}|['’]?\d\d")


def _check(entry: BibEntry, context: CheckContext) -> Iterator[Finding]:
    for field in entry.fields:
        if field.name not in _CHECKED:
            continue
        value = entry.value(field.name)
        if not value:
            continue
        if field.name == "month":
            if value.isdecimal() and not 1 <= (whole_number(value) or 0) <= 12:
                yield _report(DATE_INVALID, entry, field, f"there is no month {value}", value)
            elif (macro := value.strip("#").lower()) in MONTHS:
                yield from _check_macro(entry, field, value, macro)
        elif field.name == "year":
            yield from _check_year(entry, field, value, context)
        elif field.name != "urldate" or is_of_biblatex(entry):  # BibTeX's styles print `urldate` as it is
            yield from _check_date(entry, field, value, context)


def _check_macro(entry: BibEntry, field: FieldSpan, value: str, macro: str) -> Iterator[Finding]:
    """Check a month that is a macro within braces: "{aug}", as Mendeley writes it, or "{#aug#}", as JabRef shows it."""
    if value == macro:
        message, severity = f"{value} in braces is printed as it stands: the macro is {macro}", Severity.INFO
    elif value.startswith("#") and value.endswith("#"):
        message, severity = f"{value} is no month: the macro is {macro}", DATE_INVALID.severity
    else:
        return  # "Aug" is printed as it is meant
    fix = Fix(f"write {macro} without braces", (Edit(field.value_start, field.value_end, macro),), is_safe=True)
    yield _report(DATE_INVALID, entry, field, message, value, record=macro, fix=fix, severity=severity)


def _check_year(entry: BibEntry, field: FieldSpan, value: str, context: CheckContext) -> Iterator[Finding]:
    year = _YEAR.match(value)
    number = int(year[1]) if year else (whole_number(value) or 0) if len(value) < 4 else 0
    if number and _is_of_other_calendar(entry, number, context):
        return
    if year and number > context.today.year + 1:
        yield _report(DATE_FUTURE, entry, field, f"{field.name} {value} is in the future", value)
    elif not year and _LOOKS_LIKE_YEAR.fullmatch(value):
        yield _report(DATE_INVALID, entry, field, f"{field.name} {value} is not a year", value)
    elif field.name == "year" and (marked := _MARKED_YEAR.fullmatch(value)):
        start, end = entry.content_range(field)
        fix = Fix(f"replace with {marked[1]}", (Edit(start, end, marked[1]),), is_safe=True)
        message = f"the year {value} has a mark behind it, which is printed, and biber takes it for no number"
        yield _report(DATE_INVALID, entry, field, message, value, record=marked[1], fix=fix)
    elif field.name == "year" and len(value) > 5 and not value.isdecimal():
        yield from _check_whole_date(entry, field, value)


def _check_whole_date(entry: BibEntry, field: FieldSpan, value: str) -> Iterator[Finding]:
    """Check a year that is a whole date; other text ("1998--2001", "1850 [1999]") is printed as it is meant."""
    from biblio.bibtex.written_dates import to_edtf  # few files need it

    year, _, rest = to_edtf(value).partition("-")
    month, _, day = rest.partition("-")
    if "/" in year or not 1 <= (whole_number(month) or 0) <= 12:
        return
    fix = None
    if not (entry.value("month") or entry.value("day") or entry.value("date")):
        parts = f"{{{year}}}, month = {MONTHS[int(month) - 1]}" + (f", day = {{{int(day)}}}" if day else "")
        fix = Fix(f"write {parts}", (Edit(field.value_start, field.value_end, parts),), is_safe=False)
    message = f"the year is the whole date {value}, which biber does not sort as a year"
    yield _report(DATE_INVALID, entry, field, message, value, record=year, fix=fix)


def _is_of_other_calendar(entry: BibEntry, year: int, context: CheckContext) -> bool:
    this_year = context.today.year
    if 1000 <= year <= this_year + 1:
        return False
    from biblio.bibtex.written_dates import is_of_other_calendar  # few files need it

    text = entry.source.text[entry.block.start : entry.block.end]
    language = entry.value("langid") or entry.value("language")
    return is_of_other_calendar(year, text, this_year=this_year, language=language)


def _check_date(entry: BibEntry, field: FieldSpan, value: str, context: CheckContext) -> Iterator[Finding]:
    """Check a date of biblatex: what biber takes is no finding, whatever it says about the calendar."""
    if is_edtf(value):
        if "/" in value and _runs_backwards(value):
            yield _report(DATE_INVALID, entry, field, f"the range {value} ends before it begins", value)
        elif field.name == "date":
            yield from _check_year(entry, field, value, context)
        elif field.name == "urldate" and _WHOLE_DAY.fullmatch(value) and value > str(context.today + timedelta(days=1)):
            yield _report(DATE_INVALID, entry, field, f"nobody can have visited it on {value} yet", value)
        return
    if _IS_NO_DATE.fullmatch(value) or (field.name == "date" and value == entry.value("year")):
        return  # "n.d.", "in press": nothing is lost; beside a year that says the same, it lets Typst read on
    from biblio.bibtex.written_dates import to_edtf  # few files need it

    if edtf := to_edtf(value):
        start, end = entry.content_range(field)
        fix = Fix(f"replace with {edtf}", (Edit(start, end, edtf),), is_safe=True)
        message = f"biber ignores this {field.name}: it takes {edtf}"
        yield _report(DATE_INVALID, entry, field, message, value, record=edtf, fix=fix)
        return
    try:
        parse_date(value.partition("/")[0])
    except ValueError as error:
        yield _report(DATE_INVALID, entry, field, str(error), value)
        return
    future = list(_check_year(entry, field, value, context)) if field.name == "date" else []
    yield from future or [_report(DATE_INVALID, entry, field, f"biber ignores this {field.name}", value)]


def _runs_backwards(value: str) -> bool:
    begun, ended = map(start_of_edtf, value.split("/"))
    return bool(begun and ended and ended.latest < begun.earliest)


def _report(
    rule: Rule,
    entry: BibEntry,
    field: FieldSpan,
    message: str,
    value: str,
    *,
    record: str = "",
    fix: Fix | None = None,
    severity: Severity | None = None,
) -> Finding:
    return rule.finding(
        entry.value_span(field),
        message,
        key=entry.key,
        field=field.name,
        written=value,
        record=record,
        fix=fix,
        severity=severity,
    )


DATE_RULES = RuleFamily((DATE_FUTURE, DATE_INVALID), entry_by_entry(_check))
