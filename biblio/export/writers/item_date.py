"""The date of an item as every format can write it: parts in numbers, ranges, open ends, seasons, "about".

Read from a date in biblatex's form, EDTF levels 0 and 1: https://www.loc.gov/standards/datetime/
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from biblio.bibtex.edtf import is_edtf
from biblio.bibtex.latex_to_text import decode_latex
from biblio.text import normalise_space

__all__ = ["DatePart", "ItemDate", "read_item_date"]

_SIDE = re.compile(r"(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T[^?~%]*)?([?~%]?)", re.ASCII)
_UNKNOWN_DIGITS = re.compile(r"(\d{1,3})(X{1,3})([?~%]?)", re.ASCII)
_UNKNOWN_PARTS = re.compile(r"(?<!-XX)(?:-XX)+(?=[?~%]?$)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)
_MORE_DIGITS = re.compile(r"(?<!\d)(?:\d{1,3}|\d{5,})(?!\d)")
_FIRST_SEASON = 21
_DIGITS_OF_YEARS = 4


@dataclass(frozen=True, slots=True)
class DatePart:
    """One end of a date: the year (astronomical: 0 is 1 BC), month and day or the season (1 is spring), or zeros."""

    year: int
    month: int = 0
    day: int = 0
    season: int = 0

    @property
    def iso_year(self) -> str:
        """The year in ISO form."""
        return f"{self.year:04}" if self.year >= 0 else f"-{-self.year:04}"

    @property
    def common_year(self) -> str:
        """The year as people write it: "2019", "50 BC"."""
        return str(self.year) if self.year > 0 else f"{1 - self.year} BC"

    @property
    def iso(self) -> str:
        """The year, month and day in ISO form, without the season."""
        return "-".join((self.iso_year, *(f"{part:02}" for part in (self.month, self.day) if part)))


@dataclass(frozen=True, slots=True)
class ItemDate:
    """A date or a range. `text` is the date as it was written; it is all there is if neither end could be read.

    An end that is open is None. `is_circa` says that the date is approximate or uncertain.
    """

    text: str
    start: DatePart | None = None
    end: DatePart | None = None
    is_range: bool = False
    is_circa: bool = False

    @property
    def year(self) -> str:
        """The year in ISO form; of a text that is no date the one that it names, empty if it names none or several."""
        if self.first:
            return self.first.iso_year
        years = set(_YEAR.findall(self.text))
        return years.pop() if len(years) == 1 else ""

    @property
    def first(self) -> DatePart | None:
        """The beginning, or the end of a range with an open beginning."""
        return self.start or self.end


def read_item_date(text: str) -> ItemDate | None:
    """Return the date that `text` says, None if it is empty; a text that is no date is kept as it is."""
    text = text.strip()
    if not text:
        return None
    if not is_edtf(text):
        from biblio.bibtex.written_dates import to_edtf  # few items need it

        if edtf := to_edtf(text):  # "2020-6-9", "22.06.2020", which biber ignores
            return replace(read_item_date(edtf) or ItemDate(text), text=text)
        text = normalise_space(decode_latex(text))
        years = set(_YEAR.findall(text))
        is_only_year = len(years) == 1 and not re.search(r"[^\W\d_]", text)  # "[2021] © 2021", as MathSciNet writes it
        return ItemDate(text, DatePart(int(min(years))) if is_only_year and not _MORE_DIGITS.search(text) else None)
    # "199X" is a decade, as biber reads it
    match = _UNKNOWN_DIGITS.fullmatch(text) if len(text.rstrip("?~%")) == _DIGITS_OF_YEARS else None
    sides = [match[1] + match[2].replace("X", digit) + match[3] for digit in "09"] if match else text.split("/")
    parts = [_part(side) for side in sides]
    if any(part is None and side not in ("", "..") for part, side in zip(parts, sides, strict=True)):
        return ItemDate(text)  # "Y170000"
    is_circa = any(side[-1:] in ("?", "~", "%") for side in sides)
    if len(parts) == 1:
        return ItemDate(text, parts[0], is_circa=is_circa)
    return ItemDate(text, parts[0], parts[1], is_range=True, is_circa=is_circa)


def _part(side: str) -> DatePart | None:
    match = _SIDE.fullmatch(_UNKNOWN_PARTS.sub("", side))
    if not match:
        return None
    year, month, day = (int(part or 0) for part in match.groups()[:3])
    if month >= _FIRST_SEASON:
        return DatePart(year, season=month - _FIRST_SEASON + 1)
    return DatePart(year, month, day)
