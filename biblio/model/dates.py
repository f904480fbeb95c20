"""Dates as sources give them: a year, a year and month, or a day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

__all__ = ["MONTHS", "MONTH_NAMES", "PartialDate", "days_between", "month_macro", "parse_date"]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAMES = tuple("january february march april may june july august september october november december".split())
_ISO = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?(?:[T ].*)?", re.ASCII)


def month_macro(name: str) -> str:
    """Return the macro of BibTeX for a month by its name, whole or cut off ("sept"); empty if it is none."""
    folded = name.lower()
    is_month = len(folded) > 2 and any(month.startswith(folded) for month in MONTH_NAMES)
    return folded[:3] if is_month else ""


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year, the month (1-12) or the day (1-31); unknown parts are 0."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999:
            raise ValueError(f"there is no year {self.year}")
        if not 0 <= self.month <= 12 or (self.day and not self.month):
            raise ValueError(f"there is no month {self.month}")
        if self.day and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise ValueError(f"{self.year}-{self.month:02} has no day {self.day}")

    def __str__(self) -> str:
        text = f"{self.year:04}"
        if self.month:
            text += f"-{self.month:02}"
        if self.day:
            text += f"-{self.day:02}"
        return text

    @property
    def latest(self) -> PartialDate:
        """The last day it can mean."""
        month = self.month or 12
        return PartialDate(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def earliest(self) -> PartialDate:
        """The first day it can mean."""
        return PartialDate(self.year, self.month or 1, self.day or 1)


def parse_date(text: str) -> PartialDate | None:
    """Return the date that the whole of `text` is ("2025", "2025-08", "2025/8/17", "2025年8月"), or None.

    Raises `ValueError` if `text` has the form of a date that does not exist (31 February): that is a mistake to report,
    not an unknown form.
    """
    match = _ISO.fullmatch(text.strip())
    if not match:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    return PartialDate(year, month, day)


def days_between(first: PartialDate, second: PartialDate) -> int:
    """Return the number of days from `first` to `second`, both known to the day; negative if `second` is earlier."""
    return (date(second.year, second.month, second.day) - date(first.year, first.month, first.day)).days
