"""The date of an entry in its two spellings: `date` (ISO), or `year`, `month` and `day`.

BibTeX's styles know `year` and `month` only; biber, pandoc, Typst, citation-js and Zotero read both spellings, `day`
too. For biber an entry never has both: it would take `date` and warn.
"""

from __future__ import annotations

import re

from biblio.bibtex.tex_math import is_balanced
from biblio.model.dates import MONTHS, PartialDate
from biblio.model.entry import Entry

__all__ = ["date_parts", "iso_date"]

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,2}", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+")


def iso_date(entry: Entry) -> str:
    """Return the date of an entry as one text: `date` as it is, else year, month and day in ISO form.

    Empty if there is neither; without the parts that are no number or name of a month.
    """
    if date := entry.get("date").strip():
        return date
    year, month, day = (_bare(entry.get(name)) for name in ("year", "month", "day"))
    number = _month_number(month)
    if not number:
        number, day_in_month = _month_and_day(month)
        day = day or day_in_month
    if not year or not number:
        return year
    return f"{year}-{number:02}" + (f"-{int(day):02}" if _NUMBER.fullmatch(day) else "")


def _bare(value: str) -> str:
    """Return a value without braces around all of it ("{{MAY-JUN}}", as Web of Science writes it)."""
    value = value.strip()
    while value[:1] == "{" and value[-1:] == "}" and is_balanced(value[1:-1]):
        value = value[1:-1].strip()
    return value


def _month_number(month: str) -> int:
    if _NUMBER.fullmatch(month):
        return int(month) if 1 <= int(month) <= 12 else 0
    name = month[:3].lower()
    if name in MONTHS or not month.isalpha():
        return MONTHS.index(name) + 1 if name in MONTHS and not _NUMBER.search(month) else 0
    from biblio.bibtex.written_dates import month_in_any_language  # few entries need it

    return month_in_any_language(month) or 0


def _month_and_day(month: str) -> tuple[int, str]:
    """Return the month and the day that stand in one field (``may # {~3}``, "10~March"); of several days none."""
    names = [word[:3].lower() for word in _WORD.findall(month)]
    number = next((MONTHS.index(name) + 1 for name in names if name in MONTHS), 0)
    days = _NUMBER.findall(month)
    is_day = len(days) == 1 and len(names) == 1 and 1 <= int(days[0]) <= 31
    return number, days[0] if is_day else ""


def date_parts(date: PartialDate | str) -> dict[str, str]:
    """Return a date in ISO form as the fields `year`, `month` (a macro) and `day`; other texts stand in `year`."""
    match = _ISO.fullmatch(str(date))
    if not match:
        return {"year": str(date)} if date else {}
    year, month, day = match.groups()
    parts = {"year": year}
    if month and 1 <= int(month) <= 12:
        parts["month"] = MONTHS[int(month) - 1]
        if day:
            parts["day"] = str(int(day))
    return parts
