"""Read the values of a note's keys: plain text, lists, tags and dates."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from biblio import patterns as re
from biblio.bibtex.tex_math import map_outside_math
from biblio.model.dates import MONTHS, PartialDate, parse_date
from biblio.readers.markdown.front_matter import Value
from biblio.text import normalise_space

__all__ = [
    "ambiguous_dates",
    "clean_tag",
    "has_day",
    "parse_property_date",
    "plain_value",
    "split_tags",
    "text_values",
]

_WITH_DAY = re.compile(
    r"(?<![\d./-])(?:(?:19|20)\d{2}[-./年]\s?\d{1,2}[-./月]\s?\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d{2})(?![\d/-])"
)
_WIKILINK = re.compile(r"!?\[\[([^\[\]|\n]+)(?:\\?\|([^\[\]\n]*))?\]\]")
# Logseq's and Roam's reference to another block: "((0be3df7d-9b2a-4f6b-b65f-bf079ce24711))"
_BLOCK = re.compile(r"\(\((?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|[\w-]{9})\)\)\s*")
_IMAGE = re.compile(r"!\[([^\[\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
_LINK = re.compile(r"\[((?:[^\[\]\n]|\[[^\[\]\n]*\])*)\](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\[\]\n]*\])")
_MOST_MARKS = 8  # within one another
_EMPHASIS = re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3}|~~|==)(?=\S)([^*_~=\n]|(?<=\w)_(?=\w))+?(?<=\S)\1(?!\w)")
_HTML = re.compile(
    r"</?(?:br|b|i|u|em|strong|sub|sup|span|mark|font|p|small|big|div|a|img|center|ins|del|kbd|code|samp|tt|cite|abbr|wbr|h[1-6])\b[^<>]*>",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# Beside "{BERT}", a brace with a backslash is TeX's: without it, it would be taken for one of these.
_BRACE = re.compile(r"(?<!\\)[{}]")
_ESCAPE_BUT_BRACES = re.compile(r"\\([!-/:-@\[-`|~])")
_MONTH_WORD = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WORDED_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:{_DAY}\s+(?:of\s+)?)?{_MONTH_WORD},?\s+(?P<year>\d{{4}})",
        rf"{_MONTH_WORD}\s+{_DAY},?\s+(?P<year>\d{{4}})",
    )
)
_COLOUR = re.compile(r"(?=[a-f]*\d)(?:[\da-f]{6}|[\da-f]{8})", re.IGNORECASE)
# A longer text under "tags" is a remark; names of projects and fields have up to this many words.
_LONGEST_TAG, _MOST_WORDS = 80, 8
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"(?<![ T])[ T]+\d{1,2}:\d{2}.*$", re.DOTALL)
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+|(?:(?<!\s)\s+)?[(（][月火水木金土日][)）]$", re.IGNORECASE
)
_MONTH_YEAR = re.compile(r"(0?[1-9]|1[0-2])[/.-]((?:19|20)\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d{2})")
# Compact dates and times that note tools write: 20240501, 20240501123000.
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4}(?:\d{2})?)?")


def text_values(value: Value) -> list[str]:
    """Return all texts in a value, at any depth, without empty ones."""
    if isinstance(value, str):
        text = value.strip()
        return [text] if text and text.casefold() not in ("null", "~", "none", "n/a") else []
    items = value.values() if isinstance(value, dict) else value
    return [text for item in items for text in text_values(item)]


@lru_cache(maxsize=4096)  # headings and labels recur
def has_day(text: str) -> bool:
    """Return whether `text` has a date with its day in digits ("2026-01-22", "22.01.2026"), as a diary's entries do."""
    return _WITH_DAY.search(text) is not None


def plain_value(text: str) -> str:
    """Return `text` on one line, without the markup of links, emphasis and code, but with the words they show."""
    if "((" in text:
        text = _BLOCK.sub("", text)
    if "[" in text:
        text = _WIKILINK.sub(lambda match: match[2] or match[1].rpartition("/")[2], text)
        text = _IMAGE.sub("", text)
        text = _LINK.sub(lambda match: match[1], text)
    if "&" in text and ";" in text:
        text = unescape(text)
    if "<" in text:
        text = _HTML.sub(" ", text)
    has_math = "$" in text and "\\(" not in text  # an escaped bracket of Markdown begins no mathematics
    text = map_outside_math(text, _without_marks) if has_math else _without_marks(text)
    return normalise_space(text.replace("`", ""))


def _without_marks(text: str) -> str:
    """Return `text` without the marks of emphasis and the backslashes of escapes; those of TeX's braces stay."""
    if "*" in text or "_" in text or "~" in text or "=" in text:
        before = None
        for _ in range(_MOST_MARKS):
            if before == text:
                break
            before, text = text, _EMPHASIS.sub(lambda match: match[0].strip("*_~="), text)
    if "\\" in text:
        text = (_ESCAPE if not _BRACE.search(text) else _ESCAPE_BUT_BRACES).sub(r"\1", text)
    return text


def clean_tag(text: str) -> str:
    """Return a tag without "#", link brackets and quotes; may be empty."""
    return plain_value(text).strip(" \t,;\"'").lstrip("#").strip(" /")


def split_tags(value: Value, *, spaced: bool) -> Iterator[str]:
    """Yield the tags in a value: a list, or a text in which commas, semicolons or "#" separate them.

    With `spaced`, a text without any of these is split at spaces, as Obsidian and Jekyll read ``tags: a b``. An item of
    a list is one tag with its commas ("methods, misc"), as YAML, Jekyll and Hugo have it; tags of Zotero are often so.
    """
    is_text = isinstance(value, str)
    for text in [value] if isinstance(value, str) else text_values(value):
        if "[[" in text and (linked := re.fullmatch(r"(?:#?\[\[[^\[\]]+\]\][\s,;]*)+", text.strip())):
            parts = re.findall(r"\[\[[^\[\]]+\]\]", linked[0])
        elif is_text and re.search(r"[,;、，；]", text):
            parts = re.split(r"[,;、，；](?![^()\n]{0,80}\))", text)  # "cyst (diagnosis, surgery)" is one
        elif "#" in text and re.search(r"(?:^|\s)#\S", text):
            parts = re.split(r"(?:^|(?<!\s)\s+)#", text)
        else:
            parts = text.split() if spaced and is_text else [text]
        yield from filter(_is_tag, map(clean_tag, parts))


def _is_tag(text: str) -> bool:
    """Return whether words can be a tag: not a colour, and no sentence."""
    if not text or _COLOUR.fullmatch(text):
        return False
    words = text.split()
    return len(text) <= _LONGEST_TAG and (len(words) <= _MOST_WORDS) and not (len(words) > 3 and text[-1] in ".!?")


def ambiguous_dates(text: str) -> tuple[PartialDate, ...]:
    """Return the two dates that "06/12/2017" may be; nothing for any other text."""
    readings = _day_month_year(plain_value(text).strip("\"' "))
    return readings if len(readings) > 1 else ()


def _day_month_year(text: str) -> tuple[PartialDate, ...]:
    """Return what dates that end with the year can be: with full stops, the day is first; with slashes, either."""
    match = _YEAR_LAST.fullmatch(text)
    if not match:
        return ()
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    orders = [(first, second)] if match[2] == "." else [(first, second), (second, first)]
    dates = dict.fromkeys(PartialDate(year, month, day) for day, month in orders if 1 <= month <= 12 and 1 <= day <= 28)
    late = [PartialDate(year, month, day) for day, month in orders if 1 <= month <= 12 and day > 28]
    return (*dates, *late)


def parse_property_date(text: str) -> PartialDate | None:
    """Return the date in `text` ("2017-06-12T10:00", "May 1st, 2023", "[[2023-05-01]]", "4/2002"), or None.

    Of a date that may be of two months ("06/12/2017"), only the year is returned.

    Raises `ValueError` for a day or month that does not exist.
    """
    if not _DIGIT.search(text):
        return None
    text = _WEEKDAY.sub("", _CLOCK.sub("", plain_value(text).strip("\"' ")).strip())
    if date := parse_date(text):
        return date
    if match := _COMPACT.fullmatch(text):
        return PartialDate(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_YEAR.fullmatch(text):
        return PartialDate(int(match[2]), int(match[1]))
    if readings := _day_month_year(text):
        return readings[0] if len(readings) == 1 else PartialDate(readings[0].year)
    for pattern in _WORDED_DATES:
        if match := pattern.fullmatch(text):
            month = MONTHS.index(match["month"][:3].lower()) + 1
            return PartialDate(int(match["year"]), month, int(match["day"] or 0))
    return None
