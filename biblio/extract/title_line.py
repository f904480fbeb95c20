"""Parse the title line of a note: "[Paper Note] Title, First Last+, ICLR'25" and its many variants.

The line is read from its right end, because its form is fixed only there: dates, venue, affiliation, authors. Parts
that cannot be safely distinguished from the title stay in it, and the other reading goes into `other_titles`: a title
cut short would find the wrong work, one that is too long finds none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypedDict

from biblio import patterns as re
from biblio.extract.venue_names import full_name
from biblio.model.dates import PartialDate
from biblio.model.note import Note
from biblio.text import is_han_or_kana, normalise_space

__all__ = ["TitleFields", "TitleLine", "parse_title_line", "title_fields"]

_PREFIX = re.compile(
    r"^\s*(?:\[(?:paper note|論文メモ|論文紹介|paper|論文)\]|【(?:論文メモ|論文紹介)】)\s*", re.IGNORECASE
)
_APOSTROPHE = "['’‘`´′]"
_VENUE_YEAR = re.compile(
    rf"(?P<venue>[^\d\W][\w .&/:()+-]*?)\s?{_APOSTROPHE}(?P<year>\d{{2}})(?P<rest>\s++[\w()-][\w ()-]*+)?"
)
_VENUE_GLUED_YEAR = re.compile(r"(?P<venue>[A-Za-z]{3,})(?P<year>\d{2})")
_VENUE_SPACE_YEAR = re.compile(r"(?P<venue>[A-Z][\w.&/-]*(?: [A-Z][\w.&/-]*){0,3}) (?P<year>(?:19|20)\d{2})")
_DATE = re.compile(r"(?P<year>(?:19|20)\d{2})(?:[./-](?P<month>0?[1-9]|1[0-2]))?")
_ET_AL = re.compile(r"(?:\+|(?<!\s)\s+et\s+al\.?|(?:,\s*|(?<!\s)\s+)?ら|ほか|他)$")
_NOT_AVAILABLE = frozenset({"n_a", "n/a", "na"})
# Words that are never part of a person's name: a segment with one of them belongs to the title.
_TITLE_WORDS = frozenset(
    "a an and are as at based by can do does for from how in into is it its learning models model not of on or"
    " networks network method methods systems system the to toward towards transformers transformer using via vs"
    " what when why with without language languages image images video data performance generation".split()
)
_NAME_WORD = re.compile(r"(?:[A-ZÀ-ÖØ-ÞĀ-ſ]\.?|[^\W\d_][^\W\d_]*(?:['’.-][^\W\d_]+)*\.?|[dD]['’][^\W\d_]+)")
_INITIAL = re.compile(r"[A-Z]\.")  # "A." in "A. Vaswani" is not the article
_ORGANISATION = re.compile(
    r"\b(?:university|institute|inc|corp|labs?|research|google|meta|openai|microsoft|nvidia|alibaba|amazon|apple|baidu"
    r"|tencent|deepmind|anthropic|bytedance|huawei|ai|inria|school|college|academy|team)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TitleLine:
    """What a title line says. `year` is that of the venue or the release; `month` is set only if the line has one.

    `marker` is the prefix that a collection puts before the titles of its notes ("[Paper Note]").
    """

    title: str
    other_titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    et_al: bool = False
    organisation: str = ""
    venue: str = ""
    year: int | None = None
    month: int | None = None
    marker: str = ""


class TitleFields(TypedDict):
    """The fields of a `Note` that its title line fills, as keyword arguments."""

    title: str | None
    other_titles: tuple[str, ...]
    authors: tuple[str, ...]
    et_al: bool
    organisation: str
    venue: str
    year: int | None
    month: int | None


def title_fields(source: TitleLine | Note) -> TitleFields:
    """Return what a title line, or the title of another note, says as fields of a note; an empty title becomes None."""
    return TitleFields(
        title=source.title or None,
        other_titles=source.other_titles,
        authors=source.authors,
        et_al=source.et_al,
        organisation=source.organisation,
        venue=source.venue,
        year=source.year,
        month=source.month,
    )


def parse_title_line(line: str, *, century: int = 2000) -> TitleLine:
    """Take a title line apart. Never fails: a line in none of the forms is a bare title.

    Two-digit years above 50 are in the century before `century`.
    """
    prefix = _PREFIX.match(line)
    marker = normalise_space(prefix[0]) if prefix else ""
    text = normalise_space(line[prefix.end() :] if prefix else line)
    segments = [part.strip() for part in re.split(r",\s+|、\s*+(?=[^、]*['’]\d\d$)", text)]
    ending = _read_ending(segments, century) if len(segments) > 1 else None
    if ending is None or ending.date is None:
        return TitleLine(text, marker=marker)
    parts = _read_people(ending.segments, ending.venue, is_release=ending.is_release)
    return replace(parts, year=ending.date.year, month=ending.date.month or None, marker=marker)


@dataclass(frozen=True, slots=True)
class _Ending:
    """What the end of a title line says; `segments` is what comes before it.

    `is_release` says that there is a date but no venue with its year.
    """

    segments: list[str]
    venue: str = ""
    date: PartialDate | None = None
    is_release: bool = False


def _read_ending(segments: list[str], century: int) -> _Ending:
    """Take dates and the venue off the end."""
    rest, date = list(segments), None
    while len(rest) > 1:
        last = rest[-1]
        if match := _VENUE_YEAR.fullmatch(last) or _glued(last):
            year = century + int(match["year"])
            year -= 100 if int(match["year"]) > 50 else 0
            date = PartialDate(year, date.month if date and date.year == year else 0)
            venue = normalise_space(match["venue"] + (match.groupdict().get("rest") or ""))
            return _Ending(rest[:-1], venue, date)
        if date is None and (match := _DATE.fullmatch(last)):
            date = PartialDate(int(match["year"]), int(match["month"] or 0))
            rest.pop()
            continue
        if date is None and len(rest) > 2 and (match := _VENUE_SPACE_YEAR.fullmatch(last)):
            return _Ending(rest[:-1], match["venue"], PartialDate(int(match["year"])))
        break
    return _Ending(rest, "", date, is_release=date is not None)


def _glued(segment: str) -> re.Match[str] | None:
    """Match a venue directly followed by its year ("arXiv23"), if the venue is known."""
    match = _VENUE_GLUED_YEAR.fullmatch(segment)
    return match if match and (match["venue"].casefold() == "arxiv" or full_name(match["venue"])) else None


def _read_people(segments: list[str], venue: str, *, is_release: bool) -> TitleLine:
    """Separate title, authors and organisation in the part before the venue."""
    for index in range(len(segments) - 1, 0, -1):
        if _ET_AL.search(segments[index]) and not _is_title_like(segments[index]):
            names, start = _names_before(segments, index)
            between = [part for part in segments[index + 1 :] if part.casefold() not in _NOT_AVAILABLE]
            has_empty_slot = len(between) < len(segments) - index - 1
            if is_release and not venue and between and (has_empty_slot or len(between) > 1):
                venue = between.pop()  # "Su+, N_A, Neurocomputing, 2024": after N_A comes the venue
            return TitleLine(
                ", ".join(segments[:start]), authors=names, et_al=True, organisation=", ".join(between), venue=venue
            )
    parts = list(segments)
    has_empty_slot = parts[-1].casefold() in _NOT_AVAILABLE
    if has_empty_slot:
        parts.pop()
    whole = ", ".join(parts)
    if len(parts) < 2:
        return TitleLine(whole, venue=venue)
    last, title = parts[-1], ", ".join(parts[:-1])
    if has_empty_slot or _is_name(last):
        other = () if has_empty_slot else (whole,)
        return TitleLine(title, other_titles=other, authors=(last,), venue=venue)
    if is_release and not _is_title_like(last) and len(last.split()) <= 4:
        # "Wan-S2V: …, Alibaba, 2025.08"
        return TitleLine(title, other_titles=(whole,), organisation=last, venue=venue)
    # One capitalised word may be a family name: that is too little to cut the title, but enough for another reading of
    # it.
    is_word = re.fullmatch(r"[^\W\d_]+", last) and last[:1].isupper()
    return TitleLine(whole, other_titles=(title,) if is_word else (), venue=venue)


def _names_before(segments: list[str], index: int) -> tuple[tuple[str, ...], int]:
    """Return the authors that end at `index` ("A. One, B. Two+" lists several) and where they start."""
    names = [_ET_AL.sub("", segments[index]).strip()]
    start = index
    while start > 1 and _is_name(segments[start - 1]) and len(names) < 3:
        start -= 1
        names.insert(0, segments[start])
    return tuple(names), start


def _is_title_like(segment: str) -> bool:
    words = (word for word in segment.split() if not _INITIAL.fullmatch(word))
    return any(word.casefold().strip(".:") in _TITLE_WORDS for word in words)


def _is_name(segment: str) -> bool:
    """Whether a segment can only be a person's name: two to four capitalised words, none of them typical of titles."""
    words = segment.split()
    if is_han_or_kana(segment):
        return bool(re.fullmatch(r"[^\W\d_]{1,6}(?:\s?[^\W\d_]{1,6})?(?:先生|さん|氏)?", segment))
    if not 2 <= len(words) <= 4 or _is_title_like(segment) or _ORGANISATION.search(segment):
        return False
    capitals = sum(word[:1].isupper() for word in words)
    return capitals >= 2 and all(_NAME_WORD.fullmatch(word) for word in words)
