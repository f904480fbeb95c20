"""Read dates in the form that biblatex takes: EDTF, levels 0 and 1, as biber 2.18 accepts them.

Ranges, open ends, seasons, years before Christ, unspecified digits, times, uncertain and approximate dates.
https://www.loc.gov/standards/datetime/, https://ctan.org/pkg/biblatex (2.3.8)
"""

from __future__ import annotations

import re

from biblio.model.dates import PartialDate

__all__ = ["is_edtf", "start_of_edtf"]

_LONG_YEAR = re.compile(r"Y-?\d{5,}", re.ASCII)
_SIDE = re.compile(
    r"(?P<year>-?\d{4}|\d{1,3}X{1,3}|XXXX)(?:-(?P<month>\d\d|[\dX]X)(?:-(?P<day>\d\d|[\dX]X))?)?"
    r"(?P<time>T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?)?[?~%]?",
    re.ASCII,
)
_OPEN = frozenset({"", ".."})
_SEASONS = range(21, 42)  # and other parts of a year: quarters, halves (EDTF, level 2; biber takes them too)


def is_edtf(text: str) -> bool:
    """Return whether biber takes `text` as a date; a day that is not in the calendar is no date."""
    sides = text.split("/")
    if len(sides) > 2 or all(side in _OPEN for side in sides):
        return False
    return all(side in _OPEN if side in _OPEN else _is_side(side) for side in sides)


def start_of_edtf(text: str) -> PartialDate | None:
    """Return the day, month or year that a date begins with, or the end of one whose beginning is open.

    None if `text` is no date that biber takes, and for a year that is unknown or before Christ. A season is known to
    the year.
    """
    if not is_edtf(text):
        return None
    side = next(side for side in text.split("/") if side not in _OPEN)
    match = _SIDE.fullmatch(side)
    if match is None or not match["year"].isdecimal() or match["year"] == "0000":
        return None
    month, day = (int(part) if part and part.isdecimal() else 0 for part in (match["month"], match["day"]))
    return PartialDate(int(match["year"]), month if month <= 12 else 0, day if month else 0)


def _is_side(side: str) -> bool:
    if _LONG_YEAR.fullmatch(side):
        return True
    match = _SIDE.fullmatch(side)
    if match is None or (match["time"] and not match["day"]):
        return False
    month, day = (int(part) if part and part.isdecimal() else 0 for part in (match["month"], match["day"]))
    if month in _SEASONS:
        return not match["day"]
    is_unknown = not (match["month"] or "").isdecimal()
    if not is_unknown and not 1 <= month <= 12:
        return False
    try:
        # Any leap year will do for a year that is unknown or before Christ.
        year = int(match["year"]) if match["year"].isdecimal() and match["year"] != "0000" else 2000
        PartialDate(year, month, day if month else 0)
    except ValueError:
        return False
    return match["day"] != "00"
