"""Divide lines whose parts nothing marks at a separator: stops, dashes, colons, semicolons, bars, commas, "by".

Of two parts one is the title and the other the authors. Of more, the names tell which part is the title: it is all
before them, or what follows them. No order is known beforehand; the one that most lines have is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from biblio import patterns as re
from biblio.readers.markdown.arranged_line import ArrangedLine, Arrangement, are_different, are_quotations, is_title
from biblio.readers.markdown.byline import BY, read_venue
from biblio.readers.markdown.line_slots import flat, is_said, trimmed
from biblio.readers.markdown.named_people import FULL_NAMES, YEAR, people_in
from biblio.readers.markdown.shelf_lines import without_tail

__all__ = ["by_separators"]

_COLON = re.compile(r"\s?[:：]\s")
# A stop behind an initial is none; behind the stop of a quotation, and behind a question, a part begins too.
_STOP = re.compile(
    r"(?:(?<!\b[^\W\d_])(?<!\b[^\W\d_]{2})[.。]|(?<=\bal)\.)\s+"
    r"|(?:(?<=[?!])|(?<=[?!.][\"”]))\s+(?=[^\W\d_a-zß-ÿ])"
)
_SEMICOLON = re.compile(r"\s?[;；]\s+")
_DASH = re.compile(r"\s[-–—]{1,3}\s")
_BAR = re.compile(r"\s[/|~]\s|[／｜]")
_COMMA = re.compile(r",\s")
_BEFORE_BY = re.compile(rf",?\s(?={BY})")
_SEPARATORS = (_STOP, _DASH, _COLON, _SEMICOLON, _BAR, _COMMA, _BEFORE_BY)
_BY_ANY_NAME = re.compile(rf"{BY}(?P<who>[^\W\d_a-zß-ÿ][\w.'’-]*(?:\s[^\W\d_a-zß-ÿ][\w.'’-]*){{1,3}})")
_DATE = re.compile(r"[(\[]?[^\w()]{0,2}(?:c(?:a|irca)?\.?\s?)?\d[\w\s.,/–-]{0,20}[)\]]?")  # "2003", "(~700 BCE)"
# "Ann Lamp Med 1999: 131(12); 947-51"
_VENUE_AND_YEAR = re.compile(
    r"(?P<venue>[^\W\d_][^\d,;:()]{1,80}?),?\s+\(?(?P<year>(?:1[89]|20)\d\d)\)?\s?[:;,]\s?\(?\d[^\n]{0,60}"
)
# "2009 Lamps at sea", "Lamps at sea. 2009", where nearly all lines have years there; "Lamps at sea (2009)"
_YEAR_BEFORE = re.compile(r"[(\[]?(?P<year>(?:1[5-9]|20)\d\d)[)\]]?[\s.:,–—-]+(?=\S)")
_YEAR_BEHIND = re.compile(r"\s[(\[](?P<year>(?:1[5-9]|20)\d\d)[)\]]\.?$")
_YEAR_AT_END = re.compile(r"(?:[.,;]\s|\s?[(\[])(?P<year>(?:1[5-9]|20)\d\d)[)\]]?\.?$")
_NUMBER_BEHIND = re.compile(r"\s(?:\d{1,3}|[IVXLC]+|[A-Z])$")  # "Chapter 1"
_QUOTED = re.compile(r"^[\"“„](?P<words>[^\"“”„]+)[\"”“]$")
_INITIALED = r"[^\W\d_a-zß-ÿ][\w'’-]+(?:\s[^\W\d_a-zß-ÿ][\w'’-]+)?\s"
_NAMES_WITH_INITIALS = re.compile(
    rf"(?P<who>(?:(?:{_INITIALED}[A-Z]{{1,3}},\s)+{_INITIALED}[A-Z]{{1,3}}|{_INITIALED}[A-Z]{{2,3}}"
    # one initial may as well end a sentence, but not before a venue and its year
    rf"|{_INITIALED}[A-Z](?=\.\s+{_VENUE_AND_YEAR.pattern}))(?:,\set\sal)?)\.\s+(?P<rest>\S.*)"
)
# "7.5/10 | Lamps at sea by Jane Roe | Recommended by: a friend": a rating, and what is labelled, behind bars
_RATING_BEFORE = re.compile(
    r"(?:\d{1,2}(?:[.,]\d{1,2})?\s?/\s?(?:5|10|20|100)|[★☆⭐✩✭✰🌟\ufe0f]{1,10})\s*(?:[|:]\s*|[-–—]\s+)?(?=\S)"
)
_FIELDS_BEHIND = re.compile(r"\s[|·]\s+[^\W\d_][^|·:\n]{2,30}:\s[^|\n]{1,200}(?:\|[^|\n]{1,200}){0,5}$")
_NUMBERS = re.compile(r"\d+")
_FEWEST, _NEARLY_ALL, _HALF, _SOME, _TWO = 4, 0.8, 0.5, 0.4, 2
_LONGEST_TITLE, _LONGEST_LINE, _MOST_PARTS, _TO_BE_FOUND = 300, 1_000, 12, 10


class _Parts(NamedTuple):
    """The title in a line, the words that name its authors, and its other parts."""

    title: str
    who: str
    rest: tuple[str, ...] = ()


_Division = Callable[[str, re.Pattern[str]], _Parts | None]


def by_separators(lines: Sequence[str]) -> Iterator[Arrangement]:
    """Yield how lines are arranged that are divided at a separator, for each separator that tells it."""
    bare = [_without_fields(line)[0] for line in lines]
    without_marks = [flat(line) for line in bare]
    for separator in _SEPARATORS:
        arrangement = _by_separator(bare, without_marks, separator)
        if arrangement is not None:
            yield arrangement if bare == list(lines) else replace(arrangement, read=partial(_read, arrangement))


def _read(arrangement: Arrangement, line: str) -> ArrangedLine | None:
    """Return what a line with a rating or other fields says; these are of its rest."""
    bare, said = _without_fields(line)
    arranged = arrangement.read(bare)
    return arranged and arranged._replace(rest=(*said, *arranged.rest))


def _without_fields(line: str) -> tuple[str, tuple[str, ...]]:
    """Return a line without the rating before its title and the labelled words behind it, and these."""
    rating, fields = _RATING_BEFORE.match(line), _FIELDS_BEHIND.search(line)
    bare = line[rating.end() if rating else 0 : fields.start() if fields else None]
    if bare == line:
        return line, ()
    said = (rating[0] if rating else "", fields[0] if fields else "")
    return without_tail(bare), tuple(filter(None, map(trimmed, said)))


def _by_separator(lines: Sequence[str], without_marks: Sequence[str], separator: re.Pattern[str]) -> Arrangement | None:
    # Commas enumerate, too, and in scripts without capitals nothing else tells names from other words.
    is_plain = separator is _COMMA and sum(map(_has_capital, without_marks)) < _HALF * len(lines)
    enough = max(_FEWEST, (_NEARLY_ALL if is_plain else _HALF) * len(lines))
    divisible = [line for line in without_marks if separator.search(line)]
    best, sure = 0, 0
    division: _Division = _TITLE_FIRST
    for tried in _divisions(separator):
        fits = surely = 0
        alone: list[str] = []
        for left, line in zip(range(len(divisible), 0, -1), divisible, strict=True):
            if fits + left < max(enough, best + 1):
                break
            parts = tried(line, separator)
            certainty = _certainty(parts) if parts else 0
            fits += certainty > 0
            surely += certainty >= FULL_NAMES
            if parts and certainty == 1:
                alone.append(_NUMBER_BEHIND.sub("", parts.who))
        # A family name alone is one beside names that nothing else can be, where each is another one: no "Chapter".
        is_sure = surely >= max(_TWO, _SOME * fits) and len(set(alone)) >= _NEARLY_ALL * len(alone)
        is_sure = is_sure and separator is not _COMMA
        fits = fits if is_sure else surely
        if fits > best:
            best, sure, division = fits, surely, tried
    if best < enough:
        return None

    divided = [parts for line in divisible if (parts := division(line, separator)) is not None]
    nearly_all = _NEARLY_ALL * len(divided)
    begin_with_years = sum(_YEAR_BEFORE.match(parts.title) is not None for parts in divided) >= nearly_all
    end_in_years = sum(_YEAR_AT_END.search(parts.title) is not None for parts in divided) >= nearly_all
    year_behind = _YEAR_AT_END if end_in_years else _YEAR_BEHIND
    # Where nearly all lines are "Title by Author", names that are ordinary words are who wrote it, too.
    is_by = separator is _BEFORE_BY and len(divisible) >= _NEARLY_ALL * len(lines)

    def read_line(line: str) -> ArrangedLine | None:
        parts = division(flat(line), separator)
        score, names, et_al, year, venue = people_in(parts.who) if parts else (0, (), False, None, "")
        if is_by and parts and not score and (by := _BY_ANY_NAME.fullmatch(parts.who)):
            score, names = 1, (by["who"],)
        if parts is None or not score:
            return None
        dated = _YEAR_BEFORE.match(parts.title) if begin_with_years else year_behind.search(parts.title)
        if dated and year is None:
            year = int(dated["year"])
            parts = parts._replace(title=trimmed(parts.title[: dated.start()] + parts.title[dated.end() :]))
        for part in parts.rest:
            if year is None and YEAR.fullmatch(part):
                year = int(part)
            elif not venue and (where := _VENUE_AND_YEAR.match(part)):
                venue, year = where["venue"], year or int(where["year"])
            elif not venue and (read := read_venue(part)):
                venue, year = read.venue, year or read.year
        is_long = venue and len(parts.title) <= _LONGEST_TITLE  # a title of two sentences before its venue
        if not is_title(parts.title) and not is_long:
            return None
        rest = tuple(part for part in _as_written(line, parts.rest) if is_said(part) and part != str(year))
        return ArrangedLine(parts.title, names, et_al, year, venue, who=parts.who, rest=rest)

    titles = {parts.title for parts in divided}
    if len(titles) < _NEARLY_ALL * len(divided) or not are_different([parts.who for parts in divided]):
        return None
    if len({_NUMBERS.sub("", title) for title in titles}) < _HALF * len(titles):
        return None  # "Module 1 - Culture", "Module 2 - Gender and Sexuality"
    is_glossary = separator is _COLON and division in (_AUTHOR_FIRST, _AUTHOR_AT_LAST) and sure == best
    return Arrangement(best / len(lines), 1.0, "", is_glossary, are_quotations=are_quotations(lines), read=read_line)


def _has_capital(line: str) -> bool:
    return any(map(str.isupper, line))


def _as_written(line: str, parts: Sequence[str]) -> Iterator[str]:
    """Yield parts as they stand in a line, with its links: the rest of the line from the first that has marks on."""
    for part in parts:
        if part not in line:
            start = line.find(part[:_TO_BE_FOUND])
            yield trimmed(line[start:]) if start >= 0 else part
            if start >= 0:
                return
            continue
        yield part


def _certainty(parts: _Parts) -> int:
    """Return how surely parts are a title and people: 0 not, 1 if these are a family name alone, 2 else."""
    score, names, et_al, *_ = people_in(parts.who)
    if not (score and is_title(parts.title) and people_in(parts.title)[0] < FULL_NAMES):
        return 0
    # Several family names, or one and "et al.", are people as surely as full names are.
    return FULL_NAMES if et_al or len(names) > 1 else score


def _in_two(line: str, separator: re.Pattern[str], *, is_title_first: bool, is_last: bool = False) -> _Parts | None:
    """Return what is before the first or the last separator and what is behind it; None if one is nothing."""
    places = list(separator.finditer(line)) if len(line) <= _LONGEST_LINE else []
    if not places:
        return None
    place = places[-1 if is_last else 0]
    before, after = trimmed(line[: place.start()]), trimmed(line[place.end() :])
    if not (before and after):
        return None
    return _Parts(before, after) if is_title_first else _Parts(after, before)


_TITLE_FIRST = partial(_in_two, is_title_first=True)
_AUTHOR_FIRST = partial(_in_two, is_title_first=False)
_TITLE_AT_LAST = partial(_in_two, is_title_first=True, is_last=True)
_AUTHOR_AT_LAST = partial(_in_two, is_title_first=False, is_last=True)


def _title_before_names(line: str, separator: re.Pattern[str]) -> _Parts | None:
    """Return all before the first part that names people as the title."""
    parts = _parts(line, separator)
    for number, (start, part) in enumerate(parts[1:], 1):
        if people_in(part)[0] >= FULL_NAMES:
            title = _QUOTED.sub(r"\g<words>", trimmed(line[:start]).rstrip(".。"))
            return _Parts(title, part, tuple(words for _, words in parts[number + 1 :]))
    return _TITLE_FIRST(line, separator) if len(parts) == _TWO else None


def _title_behind_names(line: str, separator: re.Pattern[str]) -> _Parts | None:
    """Return the first part behind the names that can be a title; a year may be between."""
    parts = [part for _, part in _parts(line, separator)]
    if len(parts) < _TWO:
        return None
    title = 2 if len(parts) > _TWO and _DATE.fullmatch(parts[1]) else 1
    rest = (*(part.strip("()") for part in parts[1:title]), *parts[title + 1 :])
    return _Parts(parts[title], parts[0], rest)


def _parts(line: str, separator: re.Pattern[str]) -> list[tuple[int, str]]:
    """Return the parts of a line with where they begin."""
    if len(line) > _LONGEST_LINE:
        return []
    starts, ends = [0], []
    for place in separator.finditer(line):
        ends.append(place.start())
        starts.append(place.end())
    parts = [(start, trimmed(line[start:end])) for start, end in zip(starts, [*ends, len(line)], strict=True)]
    parts = [(start, part) for start, part in parts if part][:_MOST_PARTS]
    return [both for start, part in parts for both in _without_names(start, part)]


def _without_names(start: int, part: str) -> list[tuple[int, str]]:
    """Return a part in two if names with initials before a stop are its first: "Roe JA, Poe M. Lamp Journal"."""
    match = _NAMES_WITH_INITIALS.match(part)
    return [(start, match["who"]), (start + match.start("rest"), match["rest"])] if match else [(start, part)]


_IN_TWO: tuple[_Division, ...] = (_TITLE_FIRST, _AUTHOR_FIRST, _TITLE_AT_LAST, _AUTHOR_AT_LAST)
_IN_SEVERAL: tuple[_Division, ...] = (_title_before_names, _title_behind_names)


def _divisions(separator: re.Pattern[str]) -> tuple[_Division, ...]:
    """Return how lines may be divided at a separator, likeliest first: stops and dashes stand within titles, too."""
    if separator in (_SEMICOLON, _BAR):
        return (*_IN_SEVERAL, *_IN_TWO)
    return (*_IN_TWO, *_IN_SEVERAL) if separator in (_STOP, _DASH) else _IN_TWO
