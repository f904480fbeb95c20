"""Dates that biber ignores, as biber would take them; and years of other calendars.

Only a notation that has one meaning gets another form: "03/05/2020" may be March or May.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.bibtex.edtf import is_edtf
from biblio.text import whole_number

__all__ = ["calendar_years", "is_of_other_calendar", "month_in_any_language", "to_edtf"]

# English, German, French, Spanish, Italian, Portuguese, Dutch, Polish; beginnings that only one month has.
_MONTHS = (
    "jan ene gen sty", "feb fev fév lut", "mar mär mrt maa mrz", "apr avr abr kwi", "may mai mag mei maj",
    "jun jui giu cze",
    "jul juil lug lip", "aug aou aoû ago sie", "sep set wrz", "oct okt ott out paź", "nov lis", "dec dez déc dic gru",
)  # fmt: skip
_MONTH_NUMBERS = {beginning: number for number, beginnings in enumerate(_MONTHS, 1) for beginning in beginnings.split()}
_WORD = r"(?P<month>[^\W\d_]{3,12})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.|er|º|ª)?"
_OF = r"(?:\s+(?:de|of|del))?"
_YEAR = r"(?P<year>\d{4})"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_WORD}(?:,?{_OF}\s+|/){_YEAR}",
        rf"{_YEAR},?\s+{_WORD}(?:\s+{_DAY})?",
        rf"{_WORD}\s+{_DAY},?\s+{_YEAR}",
        rf"{_DAY}{_OF}\s+{_WORD},?{_OF}\s+{_YEAR}",
        rf"{_DAY}-{_WORD}-{_YEAR}",
        rf"{_YEAR}-{_WORD}(?:-{_DAY})?",
        rf"{_YEAR}[-./](?P<month>\d{{1,2}})(?:[-./](?P<day>\d{{1,2}}))?",
        rf"{_YEAR}\s*年\s*(?:(?P<month>\d{{1,2}})\s*月\s*(?:(?P<day>\d{{1,2}})\s*日)?)?",
        rf"{_YEAR}\s*년\s*(?:(?P<month>\d{{1,2}})\s*월\s*(?:(?P<day>\d{{1,2}})\s*일)?)?",
        rf"{_YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])",
        rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        rf"(?P<month>\d{{1,2}})[/.-]{_YEAR}",
        rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)[T ]\d\d:\d\d.*",
    )
)
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_SEASON = re.compile(rf"(?P<season>{'|'.join(_SEASONS)}),?\s+{_YEAR}", re.IGNORECASE)
_SLASHED = re.compile(rf"(\d{{1,2}})/(\d{{1,2}})/{_YEAR}")
_RANGE = re.compile(r"(\d{4})\s*(?:--?|–|—|\bto\b|\bbis\b)\s*(\d{4})")
_DRAFT = re.compile(r"[\du-]u|\?~|~\?|\b(?:unknown|open)\b", re.IGNORECASE)
_CIRCA = re.compile(r"(?:c|ca|circa|um|vers)\.?\s*(\d{4})", re.IGNORECASE)
_BRACKETED = re.compile(r"[\[(](\d{4})[\])]|\{(\d{4})\}")
_THAI = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Burmese, Khmer
_ARABIC = re.compile("[\u0600-\u06ff]")
_HEBREW = re.compile("[\u0590-\u05ff]")
_CHINESE = re.compile("[\u3400-\u9fff]")
_LANGUAGES = {"thai": _THAI, "th": _THAI, "persian": _ARABIC, "farsi": _ARABIC, "arabic": _ARABIC, "hebrew": _HEBREW}


def to_edtf(value: str) -> str:
    """Return a date in the form that biber takes, an empty string if it cannot be told for certain."""
    text = value.strip()
    if _DRAFT.search(text) and is_edtf(current := _in_final_edtf(text)):
        return current
    if match := _RANGE.fullmatch(text):
        return f"{match[1]}/{match[2]}" if match[1] < match[2] else ""
    if match := _CIRCA.fullmatch(text):
        return f"{match[1]}~"
    if match := _BRACKETED.fullmatch(text):
        return match[1] or match[2]
    if match := _SEASON.fullmatch(text):
        return f"{match['year']}-{_SEASONS[match['season'].lower()]}"
    if match := _SLASHED.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        if (first > 12) is (second > 12):
            return ""
        smaller, greater = sorted((first, second))
        date = f"{match['year']}-{smaller:02}-{greater:02}"
        return date if is_edtf(date) else ""
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            month = _month(parts.get("month") or "")
            if month is None:
                return ""
            day = int(parts.get("day") or 0)
            date = "-".join(
                (parts["year"], *([f"{month:02}"] if month else []), *([f"{day:02}"] if month and day else []))
            )
            return date if is_edtf(date) else ""
    return ""


def _in_final_edtf(text: str) -> str:
    """Return a date of EDTF's draft of 2012 in the signs of the standard of 2019 ("199u", "?~", "unknown/2006")."""
    text = re.sub(r"\b(?:unknown|open)\b", "", text, flags=re.IGNORECASE)
    return re.sub("[?]~|~[?]", "%", re.sub("(?<=[\\du-])u", "X", text).replace("u", "X"))


def _month(written: str) -> int | None:
    """Return the number of a month, 0 for none or "00", None if it is none."""
    if (number := whole_number(written or "0")) is not None:
        return number if number <= 12 else None
    return month_in_any_language(written)


def month_in_any_language(written: str) -> int | None:
    """Return the number of a month by its name or the beginning of it in one of eight languages, None for no month."""
    return _MONTH_NUMBERS.get(written.lower()[:4]) or _MONTH_NUMBERS.get(written.lower()[:3])


def is_of_other_calendar(year: int, text: str, *, this_year: int, language: str = "") -> bool:
    """Return whether a year may be one of another calendar, by the script of an entry's `text` and its language."""
    return any(1000 <= reading <= this_year + 1 for reading in calendar_years(year, text, language=language))


def calendar_years(year: int, text: str, *, language: str = "") -> Iterator[int]:
    """Yield the years of our era that a year may mean in the calendars of the scripts of a text."""
    scripts = [script for script in (_THAI, _ARABIC, _HEBREW, _CHINESE) if script.search(text)]
    if (named := _LANGUAGES.get(language.casefold())) and named not in scripts:
        scripts.append(named)
    for script in scripts:
        if script is _THAI and 2300 <= year <= 2700:
            yield year - 543  # the Buddhist era
        elif script is _ARABIC and 1200 <= year <= 1500:
            yield from (year + 621, year + 622)  # the Persian solar year begins in March
            hijri = int(year * 0.970224 + 621.5774)
            yield from (hijri, hijri + 1)
        elif script is _HEBREW and 5400 <= year <= 6000:
            yield from (year - 3761, year - 3760)
        elif script is _CHINESE and year <= 150:
            yield year + 1911  # the Republic of China
