"""Read the line of a bibliography or a course plan: names, a marked title, and what references have behind it.

    Roe and Poe, *Lamps at Sea*, 1987
    1987 Jane Roe, *Lamps at Sea*
    📗 Jane Roe, "The wick," in *Lamps at Sea*, ed. Max Poe (Oxford: Lamp Press, 1987), 12--40.
    5: Roe, _Lamps at Sea_ [Ch. 3: Wicks], 12-40; 51-60. Skim the rest.
    ISO, Ease of operation of lamps, 20282-1:2006

Names stand before a comma, a title is in italics or quotation marks, and everything up to the end of the line, or to
the end of the first sentence, must be a part of a reference. A sentence that mentions a book is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from biblio import patterns as re
from biblio.model.note import LinkRole
from biblio.readers.markdown.assigned_readings import names_nobody
from biblio.readers.markdown.authored_titles import NAMES, names_of_authors
from biblio.readers.markdown.byline import are_ordinary_words, is_person_name
from biblio.readers.markdown.inline import role_of_host
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.title_links import may_lead_to_work

__all__ = ["ReferenceLine", "TitleForm", "read_reference_lines"]


class TitleForm(Enum):
    """What marks a title: italics as those of books, quotation marks as those of articles, or nothing but a link."""

    ITALIC = "italic"
    QUOTED = "quoted"
    LINKED = "linked"


# The groups of the pattern of titles.
_FORMS = {
    "marked": TitleForm.ITALIC,
    "guillemets": TitleForm.ITALIC,
    "quoted": TitleForm.QUOTED,
    "open": TitleForm.QUOTED,
    "single": TitleForm.QUOTED,
    "linked": TitleForm.LINKED,
}

_ADDRESS = r"(?:\([^\s()]{1,400}(?:\([^\s()]{0,80}\)[^\s()]{0,200})?\))?"
_YEARS = r"(?:c(?:a|irca)?\.?\s)?(?P<year>(?:1[0-9]|20)\d\d)(?:\s?[-–—/]\s?\d{2,4})?"
_WORD = r"[^\W\d_a-zß-öø-ÿ][\w’'-]{0,40}"
_INSTITUTION = (
    rf"(?:The\s)?(?:{_WORD}\s){{0,3}}(?:Center|Centre|Institute|Office|Ministry|Department|Society|Association|Committee"
    r"|Council|Commission|Organi[sz]ation|University|Museum|Foundation|Board|Bureau|Agency|Union)"
    rf"(?:\s(?:of|for|on)(?:\sthe)?(?:\s{_WORD}){{1,4}})?"
)
_EDITORS = r"(?:,?\s\((?:eds?\.?|editors?|trans\.?|hrsg\.?|hg\.?|dir\.?|coords?\.?)\)|,\s(?:editors?|hrsg\.|hg\.))"
_HEAD = re.compile(
    r"(?:[^\w\s\"'“”„‘’«»*_\[\](){}<>#`~|\\/@+=:;,.!?&%$-]{1,4}\s+)?"  # an emoji
    r"(?:[*_]{0,2}(?i:required|recommended|optional|challenge|further|suggested|primary|secondary|supplementary|read|skim)"
    r"(?:\s(?i:readings?|sources?|texts?))?:[*_]{0,2}\s+)?"
    r"(?:(?P<day>\d{1,2}):\s+)?"
    r"(?:(?P<first>(?:1[0-9]|20)\d\d)[,:]?\s)?"
    rf"(?P<who>{_INSTITUTION}|{NAMES}(?:,\s(?:Jr|Sr)\.)?)(?i:{_EDITORS})?(?P<sign>,|:|(?=\s[*_\[]))\s"
    r"(?:\(?(?:tr|trans|ed)\.\s[^()\n]{3,60}\)?,\s)?"
    r"(?:(?:(?:short\s)?(?:excerpts?|selections?|chapters?|pages)\s)?(?:from|in)\s)?"
    r"(?=\[?[\"“„‘«*_]|\[[^\[\]\s])"
)
_TITLE = re.compile(
    rf"\[?(?:(?P<sign>[*_]{{1,2}})\[{{0,2}}(?P<marked>[^\s*_\[\]\n][^*_\[\]\n]{{1,250}})\]{{0,2}}{_ADDRESS}(?P=sign)(?!\w)"
    rf"|[\"“„]\[?(?P<quoted>[^\"“”„\[\]\n]{{2,250}})\]?{_ADDRESS}[,.]?[\"”“]"
    r"|[\"“](?P<open>[^\"“”\n]{8,250}?)\.(?=\s[*_]\w[^\"“”\n]*+$)"  # the quotation mark was forgotten
    r"|«\s?(?P<guillemets>[^«»\n]{2,250})»"
    r"|‘(?P<single>[^‘\n]{3,250}?)’(?=[\s,.;:)\]]|$)"
    rf")\]?{_ADDRESS}|\[(?P<linked>[^\[\]\n]{{8,250}})\]\((?P<url>https?://[^\s()]{{1,400}}(?:\([^\s()]{{0,80}}\)[^\s()]{{0,200}})?)\)"
)
_PAGES = re.compile(
    r"(?P<before>[,;:.]?\s(?:and\s)?\(?(?:pp?\.?\s?|pages?\s|S\.\s?|~\s?)?)"
    r"(?:(?P<from>\d{1,4})(?:\s?[-–—]{1,3}\s?(?P<to>\d{1,4}))?|(?P<roman>[ivxlc]{1,7}\s?[-–—]{1,3}\s?[ivxlc]{1,7}))(?!\d)"
    r"(?!\s?(?:[ap]\.?m\b|h\b|min|hours?|o['’]clock|uhr|%))(?P<behind>\spp?\b|\spages\b)?(?:\s(?:total|ff?\.))?\)?"
)
_YEAR = re.compile(rf"[,.]?\s(?P<open>[(\[])?{_YEARS}(?(open)[)\]])(?![\d%\w-])")
_HOST = re.compile(
    r"[,.]?\s(?P<in>in:?\s|from\s)?\[?(?P<sign>[*_]{1,2})(?P<title>[^\s*_\n][^*_\n]{1,150})(?P=sign)(?!\w)"
    rf"\]?{_ADDRESS}(?:,?\s\d{{1,4}}(?:[.:/]\d{{1,4}}|\s?\(\d{{1,3}}(?:[-/]\d{{1,3}})?\)){{0,2}}(?![\d-]))?"
)
_PUBLISHER = re.compile(
    r"[,.]?\s(?P<open>\()?(?:[^\W\d_a-z][^\W\d_]*(?:[\s.,/-]{1,2}[^\W\d_a-z][^\W\d_]*){0,4}:\s)?"
    rf"[^\W\d_a-z][^():;.,*_\"“”\d\n]{{2,60}}(?:,\s[^\W\d_a-z][^():;.,*_\"“”\d\n]{{1,30}})?,?\s{_YEARS}(?(open)\))(?![\d%\w-])"
)
_PART = re.compile(
    r"[,:]?\s(?:chapters?|chs?\.|chaps?\.|parts?|books?|sections?|vol(?:ume)?s?\.?|nos?\.|issue|kapitel|kap\.|preface|prologue"
    r"|introduction|conclusion|epilogue|afterword|foreword|act)(?![^\W\d_])[^,.;()\[\]*_\"“”\n]{0,80}(?<!\s)"
    r"(?:[:,]?\s?[\"“][^\"“”\n]{2,150}[\"”])?",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[,.]?\s(?:\((?P<round>[^()\n]{2,200})\)|\[(?P<square>[^\[\]\n]{2,200})\](?![(\[]))")
_LABEL = re.compile(rf"[,.]?\s\(?\[[^\[\]\n]{{1,60}}\]{_ADDRESS}\)?")
_BY_OTHERS = re.compile(
    rf"[,.]?\s(?i:(?:eds?\.|edited\sby|trans\.|tr\.|translated\sby|hrsg\.\s?(?:v\.|von)|introduced\sby)(?:\sand\strans\.)?)\s{NAMES}"
)
_EDITION = re.compile(
    r",?\s\(?(?:\d{1,2}(?:st|nd|rd|th)|rev(?:ised|\.)|second|third|new|expanded)\s(?:[a-z]{3,12}\s)?(?:edition|edn?\.?)(?!\w)\)?",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"[,.]?\s\(?(?:\d{1,2}\s)?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?,?\s(?:\d{1,2}(?:st|nd|rd|th)?,?\s)?"
    r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d)\)?",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(
    r",?\s\(?(?:c(?:a|irca)?\.?\s)?(?:\d{1,4}(?:\s?[-–—]\s?\d{1,4})?|\d{1,2}(?:st|nd|rd|th)\scentury)\s(?:BCE?|CE|AD)\)?(?!\w)"
)
_NUMBERED = re.compile(r",\s\d{1,2}:\s[^\W\d_a-z][^,.;()\[\]*_\"“”\n]{1,80}(?=,\s\d)")
_TAIL = (_LONG_AGO, _YEAR, _DATE, _PUBLISHER, _BY_OTHERS, _EDITION, _HOST, _PART, _NUMBERED, _PAGES, _LABEL, _BRACKETS)
_WITH_YEARS = (_YEAR, _DATE, _PUBLISHER)
# A standard has a number with the year of its edition, its title needs no marks: "ISO, Lamps at sea, 20282-1:2006".
_STANDARD = re.compile(
    r"(?P<who>[A-Z]{2,6}(?:/[A-Z]{2,6}){0,2}), [*_\"“]?(?P<title>[^\W\d_a-z][^,*_\"“”\n]{5,200})[,*_\"”]{1,2}\s"
    r"(?:(?P=who) )?\d{2,6}(?:-\d{1,3}){0,2}:(?P<year>(?:19|20)\d\d)\.?"
)
_MORE = re.compile(r";\s+")
_SENTENCE = re.compile(r"[.;]?\s*$|,?\s(?:and|or|also)\s(?:in|on|at|here)\b|[.;]\s*[(\[]?\S|\s[-–—]{1,3}\s|\s?\(")
_CHAPTER = re.compile(r"(?:ch|chs|chap|chapters?|part|book|letters?|pp?|sections?|whole|excerpts?|selections?|intro)\b")
_INSTITUTION_ALONE = re.compile(_INSTITUTION)
_SUFFIX = re.compile(r",\s(?:Jr|Sr)\.$")
_NUMBER = re.compile(r"\d+")
_ABBREVIATED = re.compile(r"(?<!\w)\w\.\w\.$")
_DATED = re.compile(r"(?:^|[\s,:/])((?:1[4-9]|20)\d\d)(?:$|,\s[^\W\d_])")
_MOST_PARTS, _MOST_WORKS, _LONGEST, _SHORTEST, _PHRASE, _PAIR = 12, 6, 1500, 2, 2, 2
_FIRST_YEAR, _LONGEST_PERIOD = 1500, 80


class ReferenceLine(NamedTuple):
    """What a line says of a work, and how it is written."""

    title: str
    authors: tuple[str, ...]
    year: int | None
    form: TitleForm
    has_part: bool  # pages or chapters are named, or a date in antiquity
    is_dated_first: bool
    is_apart: bool = True  # a comma or colon stands between the names and the title
    has_host: bool = False  # a journal or book in italics is named


class _Behind(NamedTuple):
    """What stands behind a title: where it ends, the year, and whether pages or chapters, or its book, are named."""

    end: int
    year: int | None
    has_part: bool
    has_host: bool


def read_reference_lines(text: str) -> tuple[ReferenceLine, ...]:
    """Return what a line says of one work, or of several with a semicolon between; nothing if it is no reference.

    'Roe, "Oil," 1-12; "Wax," 20-31; Poe, "Wicks," 4-9.' Behind the first one, a title alone is by the same people.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return ()
    if standard := _STANDARD.fullmatch(text):
        title = standard["title"].strip()
        return (ReferenceLine(title, (standard["who"],), int(standard["year"]), TitleForm.ITALIC, False, False),)
    found: list[ReferenceLine] = []
    start = 0
    authors: tuple[str, ...] = ()
    for _ in range(_MOST_WORKS):
        head = _HEAD.match(text, start)
        if head and found and (head["day"] or head["first"]):
            break
        title = _TITLE.match(text, head.end() if head else start) if head or found else None
        authors = _authors(head["who"]) if head else authors
        if not title or not authors:
            break
        group = next(name for name in _FORMS if title[name])
        words, form = _without_punctuation(plain_value(title[group])), _FORMS[group]
        if not _is_title(words, authors, form, title["url"]):
            break
        behind = _behind(text, title.end(), form)
        if not _SENTENCE.match(text, behind.end):
            break
        first = int(head["first"]) if head and head["first"] else None
        is_apart = head is None or bool(head["sign"])
        year = first or behind.year
        is_dated_first = first is not None
        line = ReferenceLine(words, authors, year, form, behind.has_part, is_dated_first, is_apart, behind.has_host)
        found.append(line)
        more = _MORE.match(text, behind.end)
        if not more:
            break
        start = more.end()
    return tuple(found)


def _without_punctuation(words: str) -> str:
    """Return a title without the signs at its ends; the full stop of "the U.S." is a part of it."""
    words = words.strip(" ,;")
    return words if _ABBREVIATED.search(words) else words.strip(" ,.;")


def _is_title(words: str, authors: Sequence[str], form: TitleForm, url: str | None) -> bool:
    if len(words) < _SHORTEST or words[0].islower():
        return False
    if form is not TitleForm.LINKED:
        return True
    # Nothing but the link marks the title: "Jane Roe, [Home page](…)"
    are_people = all(map(is_person_name, authors)) and not are_ordinary_words(authors)
    is_text = url is not None and may_lead_to_work(url) and role_of_host(url) is not LinkRole.VIDEO
    return are_people and is_text and len(words.split()) >= _PHRASE


def _behind(text: str, start: int, form: TitleForm) -> _Behind:
    """Read the parts of a reference behind the title that ends at `start`, one by one."""
    end, year, has_part, has_host = start, None, False, False
    for _ in range(_MOST_PARTS):
        for pattern in _TAIL:
            match = pattern.match(text, end)
            if match is None or _is_something_else(pattern, match, form):
                continue
            if pattern in _WITH_YEARS:
                year = year or int(match["year"])
            has_part = has_part or pattern in (_PART, _PAGES, _LONG_AGO)
            has_host = has_host or pattern is _HOST
            if pattern is _BRACKETS:
                inside = match["round"] or match["square"]
                has_part = has_part or _CHAPTER.match(inside.casefold()) is not None
                dated = _DATED.search(inside)  # "(*The Lamp*, June 2020)"
                year = year or (int(dated[1]) if dated else None)
            end = match.end()
            break
        else:
            break
    return _Behind(end, year, has_part, has_host)


def _is_something_else(pattern: object, match: re.Match[str], form: TitleForm) -> bool:
    """Return whether what a pattern has found behind a title is not the part of a reference that it looks for."""
    if pattern is _YEAR:
        return _are_pages(match, form)
    if pattern is _HOST:
        return form is TitleForm.ITALIC and not match["in"]  # "*Lamps*, *Wicks*" are two works
    if pattern is _PAGES:
        is_range = match["to"] or match["roman"]
        return not (is_range or match["behind"] or match["before"].strip(" ,;:.("))
    return False


def _authors(who: str) -> tuple[str, ...]:
    """Return the names before a title: of people, or of an institution."""
    if names_nobody(who):
        return ()
    if _INSTITUTION_ALONE.fullmatch(who):
        return (who.removeprefix("The "),)
    suffix = _SUFFIX.search(who)
    names = names_of_authors(who[: suffix.start()] if suffix else who)
    if suffix and names:
        return (*names[:-1], names[-1] + suffix[0])
    first = ", ".join(names[:_PAIR])
    is_inverted = who.startswith(first) and all(" " not in name for name in names[:_PAIR])
    if is_inverted and len(names) >= _PAIR and all(" " in name for name in names[_PAIR:]):
        return (first, *names[_PAIR:])  # "Roe, Jane", "Roe, Jane and Max Poe"
    return names


def _are_pages(match: re.Match[str], form: TitleForm) -> bool:
    """Return whether numbers that might be years are pages: "1053-1075"."""
    numbers = [int(number) for number in _NUMBER.findall(match[0])]
    if match["open"] or len(numbers) < 2 or len(str(numbers[1])) < 4:
        return False
    return form is TitleForm.QUOTED or numbers[0] < _FIRST_YEAR or not 0 < numbers[1] - numbers[0] <= _LONGEST_PERIOD
