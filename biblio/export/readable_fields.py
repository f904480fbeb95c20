r"""The user's own entries so that no program stops at them: what one of them cannot read gets a second spelling.

Typst (0.15) refuses a whole bibliography for one year that is no number ("in press"), a day that is none ("3--5"), a
month of two words ("May-June", "15 Sept.") or a dollar sign without another; in ``{3~} # may`` it takes the day for the
month. A year in words stays where biblatex and BibTeX's styles print it; a ``date`` beside it, which Typst reads first,
has what can be told of it, or the same words: biber ignores those and prints the year.
"""

from __future__ import annotations

import re
from dataclasses import replace

from biblio.bibtex.date_fields import iso_date
from biblio.bibtex.edtf import is_edtf
from biblio.bibtex.entry_table import VERBATIM_FIELDS
from biblio.bibtex.latex_to_text import VERBATIM, decode_latex
from biblio.bibtex.scanner import split_value
from biblio.model.entry import Entry

__all__ = ["with_readable_fields"]

_NUMBER = re.compile(r"[{\s]*-?\d{1,4}(?!\d)")
_YEAR = re.compile(r"\s*(\d{4})\s*", re.ASCII)
_DAY = re.compile(r"[{\s]*\d+[}\s]*")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)")
_DAYS = re.compile(r"(\d{1,2})\s*(?:--?|–|/)\s*(\d{1,2})")
# "May-June", "15 Sept.", "May-": letters or digits, a blank or a hyphen, and no number behind it.
_TWO_WORDS = re.compile(r"(?:[A-Za-z]*|\d*)[ -](?![\d-])", re.ASCII)
_YEAR_FIRST = re.compile(r"[{\s]*(\d{4})(?!\d)", re.ASCII)
_WHOLE = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)
# How Better BibTeX balances braces: "\\{\\vphantom{\\}}". To Typst an escaped brace in an argument opens or closes it.
_PHANTOM = re.compile(r"\\([vh]?phantom)\{((?:\\[{}])+)\}")
_DOLLAR = re.compile(rf"{VERBATIM}|\\(?:url|path|href)\s*\{{[^{{}}]*\}}|\\.|[${{}}]", re.DOTALL)


def with_readable_fields(entry: Entry) -> Entry:
    """Return `entry` without what some program stops at; every field stays, and prints what it printed."""
    fields = tuple(
        (name, value if name in entry.macros or _is_verbatim(name) else _readable(value))
        for name, value in entry.fields
    )
    entry = replace(entry, fields=fields)
    date = "" if entry.get("date") else _date_beside(entry)
    if not date:
        return entry
    behind = 1 + max(index for index, (name, _) in enumerate(fields) if name in ("year", "month", "day"))
    return replace(entry, fields=(*fields[:behind], ("date", date), *fields[behind:]))


def _readable(tex: str) -> str:
    if "phantom{\\" in tex:
        tex = _PHANTOM.sub(_with_one_brace_each, tex)
    return _with_paired_dollars(tex)


def _with_one_brace_each(match: re.Match[str]) -> str:
    r"""Return a phantom of escaped braces as a phantom of each: "\vphantom{\}}" as "\vphantom\}"."""
    command, braces = match.groups()
    if braces.count("{") == braces.count("}"):
        return match[0]
    return "".join(f"\\{command}{brace}" for brace in re.findall(r"\\.", braces))


def _is_verbatim(name: str) -> bool:
    return name in VERBATIM_FIELDS or "url" in name or "file" in name


def _date_beside(entry: Entry) -> str:
    """Return the date that the year or the day of an entry needs beside it, empty if it needs none."""
    year, day = entry.get("year"), entry.get("day")
    if "month" in entry.macros and (parts := split_value(entry.get("month")))[1:]:
        months = "".join(part[1:-1] if part[0] in '{"' else part for part in parts)
        number = _YEAR_FIRST.match(year)
        return _date_of_months(number[1], decode_latex(months)) if number else ""
    month = _bare(entry.get("month")) if "month" not in entry.macros else ""
    if "year" not in entry.macros and year.strip() and not _NUMBER.match(year):
        return _date_of_words(year)
    if day.strip() and not _DAY.fullmatch(day):
        without = replace(entry, fields=tuple(field for field in entry.fields if field[0] != "day"))
        month_alone = iso_date(without)
        days = _DAYS.fullmatch(day.strip()) or _ORDINAL.fullmatch(day.strip())
        of_days = (
            [f"{month_alone}-{int(number):02}" for number in days.groups()] if days and month_alone != year else []
        )
        return "/".join(of_days) if of_days and is_edtf("/".join(of_days)) else month_alone
    if _TWO_WORDS.match(month) and (number := _YEAR_FIRST.match(year)):
        return _date_of_months(number[1], month)
    return ""


def _date_of_months(year: str, month: str) -> str:
    """Return the date that two months or days say ("30 May - 2 June"), or one; the year alone if they are unclear."""
    sides = re.split(r"(?:(?<!\s)\s+)?(?:-+|–|/|\band\b|&)\s*", month)
    dates = [iso_date(Entry("", "", (("year", year), ("month", side)))) for side in sides if side.strip()]
    date = "/".join(dates[:2]) if len(dates) == 2 and dates[0] < dates[1] and year not in dates else ""
    return date if date and is_edtf(date) else next((one for one in dates if is_edtf(one)), year)


def _bare(value: str) -> str:
    return value.replace("{", "").replace("}", "").strip()


def _date_of_words(year: str) -> str:
    if number := _YEAR.fullmatch(decode_latex(year)):  # "{\\noopsort{1998b}}1998"
        return number[1]
    from biblio.bibtex.written_dates import to_edtf  # few entries need it

    date = to_edtf(year)
    is_whole = bool(_WHOLE.fullmatch(date)) and len(date) > 4  # "May 2020"; "[1998]" and "c. 1920" say more than a year
    return date if is_whole else year


def _with_paired_dollars(tex: str) -> str:
    r"""Return a value whose dollar signs come in pairs within one group, as TeX needs them: "\$5" for "$5"."""
    if "$" not in tex:
        return tex
    lone: list[int] = []
    opened: tuple[int, int] | None = None  # where a formula begins, and the depth of braces there
    depth = 0
    for match in _DOLLAR.finditer(tex):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif match[0] == "$" and opened is None:
            opened = (match.start(), depth)
        elif match[0] == "$" and opened is not None:
            lone += [] if opened[1] == depth else [opened[0], match.start()]
            opened = None
    lone += [opened[0]] if opened else []
    for start in reversed(lone):
        tex = f"{tex[:start]}\\{tex[start:]}"
    return tex
