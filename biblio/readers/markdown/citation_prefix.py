"""What may stand before the title on the line of a list: bullets, numbers, emoji, dates, venues, labels.

"1. [ ] ✅ [2023/10] Paper: A primer", "2020-CVPR A primer", "SIGMOD'18 - A primer", "Read: Roe, J. (2012). A primer."
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.venue_names import full_name
from biblio.model.note import LinkRole
from biblio.readers.markdown.byline import VenueDate, read_bracketed_venue, read_venue
from biblio.readers.markdown.inline import role_of_label
from biblio.readers.markdown.link_placeholders import PLACEHOLDER
from biblio.readers.markdown.list_headings import is_calendar_heading

__all__ = ["LinePrefix", "behind_label", "is_assignment", "is_paper_label", "read_prefix"]

# Emoji, boxes, numbers, and the issues of a repository ("roe/papers#12").
# The anchors to which a text refers, and days in code: "<a name='r1'></a>Jane Roe", "`17-Sun` Jane Roe".
_HEAD = re.compile(
    r":[a-z_]\w*:|[\w.-]{1,100}/[\w.-]{1,100}#\d+\s+(?=\S)|\[[ xX]\]\s|\d{1,3}[.)]\s+|[¹²³⁰⁴-⁹]{1,3}\s+"
    r"|<br\s*/?>|<a\s[^<>]*>\s*</a>"
    # and those in bold type: "**09/28/2018**, [A primer](https://…)"
    r"|(?:\*\*|__)\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[.,:]?(?:\*\*|__)[.,:;]?\s+(?=\S)"
    r"|`\d[\w./:-]{0,12}`\s+(?=\S)|\\-|\\[*+]\s+|[\s|>:•\-–—]+"
)
# What org and Logseq write before a task; the others may begin a title: "NEXT generation …".
_HEAD_STATE = re.compile(
    rf"(?:TODO|DOING|DONE|LATER|WAITING|CANCELL?ED)\s+(?=\S)|(?:NOW|NEXT|READ|READING|TOREAD)\s+(?={PLACEHOLDER}|\*\*|[\"“])"
)
# "2021年3月1日：[A primer](…)", "1. März 2021: [A primer](…)"
_HEAD_WHEN = re.compile(
    rf"(?P<inside>[^\[\]:：\n]{{4,40}}?)\s?(?:[:：]|(?<=\s)[-–—|])\s*(?={PLACEHOLDER}|\*\*|[\"“„«《「『])"
)
# "**Paper:** **A primer**"
_HEAD_BOLD_LABEL = re.compile(
    r"(?P<mark>\*\*|__)(?P<label>[^*_:：\n]{2,30})(?:[:：](?P=mark)|(?P=mark)[:：])\s+(?=\*\*|[\"“„«])"
)
_HEAD_BRACKET = re.compile(
    r"(?P<bold>\*{0,2}|`)[\[(（【](?P<inside>[^\[\]()（）【】\n]{2,30})[\])）】](?P=bold)(?!\()\s*[:：-]?\s*"
)
# "[AH2012] Roe, J. …", "[Roe73] Jane Roe. …": the key by which the page refers to a work.
_HEAD_KEY = re.compile(r"\[(?:[A-Za-z+]{1,12}(?:19|20)\d{2}|[A-Z][A-Za-z+]{1,11}\d{2})[a-z]?\][:.]?\s+(?=[^\W\d_])")
_HEAD_CODE = re.compile(rf"`[^`\n]{{1,20}}`\s+(?=\*\*|{PLACEHOLDER}|[\"“])")  # "`Article` **A primer**"
_HEAD_DATE = re.compile(r"(?P<inside>(?:19|20)\d{2}[./-]\d{1,2}(?:[./-]\d{1,2})?)[:,]?\s+")
# "01/02/2020 A primer on lamps", "Jan 2, 2020: A primer", "Day 3: …", "#3 …", as logs of reading have them; but
# "September 11, 2001: …" is a title.
_HEAD_DAY = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-]20\d{2}|20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|20\d{2}年\d{1,2}月\d{1,2}日|#\d{1,3})"
    r"\s*[:：.,|–—-]?\s+(?=[^\W\d_]\S*\s\S)"
    r"|(?:\d{1,2}(?:st|nd|rd|th)?\s)?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?\s"
    r"(?:\d{1,2}(?:st|nd|rd|th)?,?\s)?20(?:0[89]|[1-3]\d)(?:\s?[:：|]|\s[-–—])\s+(?=\S+\s\S)"
    r"|(?:day|week|tag|woche|día|semana|jour|semaine)\s?#?\d{1,3}(?:\s?[:：|]|\s[-–—])\s+(?=\S+\s\S)",
    re.IGNORECASE,
)
# "2003 | Roe, J. (2003). A primer.", "2003 - A primer on lamps"
_HEAD_YEAR = re.compile(r"(?P<inside>(?:19|20)\d{2})\s*(?:[|｜]\s*(?=[^\s|])|[-–—:]\s+(?=\S+\s\S+\s\S))")
# "[2017 Standards] A primer": a year, and words that are no venue.
_YEAR_AND_WORDS = re.compile(r"(?P<year>(?:19|20)\d\d)[\s,:-]{1,2}[^\W\d][^\d]{0,27}")
_HEAD_CODED_PLACE = re.compile(r"`(?P<inside>[^`\n]{2,30})`\s*[:：-]?\s*")  # "`CVPR'18` A primer"
# "SIGMOD'18 - P-Store": only for a known venue; otherwise the years of data sets would be cut off ("ImageNet 2012 -
# …").
_HEAD_VENUE = re.compile(r"(?P<inside>(?P<venue>[A-Z][\w/& ]{1,30}?)[ '’](?:19|20)?\d{2})\s*[-–—:|]\s+")
# "PEN'19 - A primer on rivers", "IEEE CloudCom'18 - …": an acronym with a year behind an apostrophe is a venue.
_HEAD_ACRONYM = re.compile(
    r"(?P<inside>(?:(?:IEEE|ACM|AAAI|USENIX|IFIP|ACM/IEEE|IEEE/ACM)\s)?[A-Z][A-Za-z]{0,15}[A-Z][A-Za-z]{0,15}['’]\d{2})\s*[-–—:|]\s+"
    r"(?=(?:[^\s]+\s+){3}\S)"
)
# "**[12]**", "[12]": the number of a reference.
_HEAD_NUMBER = re.compile(r"(?:\*\*|__)?[\[(]\d{1,3}[\])](?:\*\*|__)?[.:]?\s+(?=\S)")
_IDENTIFIER_BEGINS = re.compile(r"\d{4}\.\d{4,5}|10\.\d{4,9}/|[a-z-]+/\d{7}")
# "2020-CVPR A primer"
_HEAD_YEAR_VENUE = re.compile(
    r"(?P<inside>(?P<year>(?:19|20)\d\d)[-_ ](?P<venue>[A-Za-z]{3,10}))\b[\]:)]?[\s,:–-]+(?=\S)"
)
_ARCHIVES = frozenset({"arxiv", "biorxiv", "medrxiv", "corr", "ssrn", "preprint"})
# "———. *A title*": the authors of the entry above.
_REPEATED_NAME = re.compile(r"(?:—{2,3}|–{2,3}|-{3,6})[.,]\s")
# What of a work is to be read: "[pp. 91, 94-108]", "[Appendix]", "[XVIII]".
_HEAD_PART = re.compile(
    r"\[(?:pp?\.|S\.|pages?|chap(?:ter)?s?\b|ch\.|kap(?:itel)?\b|sect?(?:ion)?s?\b|§+|appendi(?:x|ces)\b|part\b|vols?\b"
    r"|intro(?:duction)?\b|excerpts?|selections?|[IVXLC]+\b)[\w\s.,&–—-]{0,40}\]\s+(?=\S)",
    re.IGNORECASE,
)
_MARKED = re.compile(rf"{PLACEHOLDER}|\*\*")
# A label with its colon, or a venue with its year: what may be before a title that begins with a Latin letter.
_MAY_BE_PREFIX = re.compile(r"[^:：\d]{1,33}[:：\d]")
_HEAD_LABEL = re.compile(r"([^\W\d][\w ./'’-]{0,30})[:：]\s*(?=\S)")
# "Presented paper:", "Today's papers:"; and the day on which something is read.
_PAPER_LABEL = re.compile(
    r"(?:[\w'’]+\s){0,3}papers?(?:\s(?:presented|discussed|read|covered|reviewed|of the (?:day|week)))?"
    r"|(?:必読|課題|今日の|発表)?論文|论文|논문"
    r"|article|artikel|lectura|lettura|leitura|lecture|lektüre|artículo|artigo|articolo|artykuł|aufsatz|статья|makale|okuma|bacaan"
    r"|M|Tu?|W|Th|R|F|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sun)(?:day)?",
    re.IGNORECASE,
)
# The papers of a page, numbered: "論文1: A primer", "Paper 2 — More", "論文9【参考】: …".
_HEAD_NUMBERED = re.compile(
    r"(?:papers?|articles?|books?|study|studies|artikel|aufsatz|buch|artículo|artigo|libro|livro|livre|статья|книга|論文|论文|文献|논문)\s?[#№]?"
    r"(?:\d{1,3}[a-z]?|[一二三四五六七八九十]{1,3})(?:\s?[\[(（【][^\[\]()（）【】\n]{1,10}[\])）】])?"
    r"(?:\s?[:：.．]\s*|\s[-–—]\s)(?=\S)",
    re.IGNORECASE,
)
_BEHIND_LABEL = re.compile(r"\s*(?:[:：|•]|[-–—]{1,3}(?=\s))?\s*")
# What a course plan says is to be done with a text.
_ASSIGNMENT = re.compile(
    r"(?:(?:please|then|also)\s)?(?:read(?:ings?)?|skim|discuss(?:ion)?|review|prepare|study"
    r"|(?:re-?)?(?:read|skim)(?:\s[a-z]+){1,4}"
    r"|(?:required|assigned|optional|suggested|recommended|supplementary|additional|further|background|core|main|key)"
    r"(?:\sreadings?)?)(?:\s\([^()]{1,30}\))?"
    r"|pflicht(?:lektüre)?|freiwillig|obligatoire|facultatif|optionnel|(?:obligat|obrigat)[oó]ri[oa]s?|opcional|obbligatorio|facoltativo"
    r"|обязательн(?:о|ая)|дополнительн(?:о|ая)|必读|选读|必読|任意|필수|선택",
    re.IGNORECASE,
)


_IN_BRACKETS = re.compile(r"[*_]{0,2}[(\[](?P<inside>[^()\[\]\n]{3,30})[)\]][*_]{0,2}:?\s+(?=\S)")
_ALSO_BY = re.compile(r"(?:and\s+)?also\s+by\s+(?=[^\W\d_])", re.IGNORECASE)


class LinePrefix(NamedTuple):
    """Where the title may begin, the date or venue before it ("[2023/10]"), and whether a label announces it."""

    end: int
    place: VenueDate | None
    is_labelled: bool


def is_paper_label(words: str) -> bool:
    """Return whether words announce a paper ("Presented paper"), or are the day on which something is read."""
    return _PAPER_LABEL.fullmatch(words) is not None


def is_assignment(words: str) -> bool:
    """Return whether words say what is to be done with a text, as course plans do ("Read", "Required reading")."""
    return _ASSIGNMENT.fullmatch(words.rstrip(" :.")) is not None


def behind_label(text: str, end: int) -> int:
    """Return the offset of what follows a label that ends at `end`: "**Read** — Roe, J. (2012). A primer."."""
    match = _BEHIND_LABEL.match(text, end)
    return match.end() if match else end


def _announces_work(label: str) -> bool:
    return role_of_label(label) is LinkRole.OWN or is_paper_label(label) or is_assignment(label)


def read_prefix(text: str) -> LinePrefix:
    """Return what stands before the title; `text` is a line with placeholders for its links."""
    start, place, is_labelled = 0, None, False
    while start < len(text):
        if match := _HEAD_STATE.match(text, start) or _ALSO_BY.match(text, start):
            start = match.end()
            continue
        if text[start].isascii() and text[start].isalpha() and not _MAY_BE_PREFIX.match(text, start):
            break
        if _REPEATED_NAME.match(text, start):
            break
        heads = (_HEAD, _HEAD_NUMBER, _HEAD_PART, _HEAD_CODE, _HEAD_KEY, _HEAD_DAY)
        if match := next(filter(None, (pattern.match(text, start) for pattern in heads)), None):
            start = match.end()
            continue
        if (coded := _HEAD_CODED_PLACE.match(text, start)) and (venue_date := read_venue(coded["inside"])):
            place = place or venue_date
            start = coded.end()
            continue
        if (match := _HEAD_BOLD_LABEL.match(text, start)) and _announces_work(match["label"].strip()):
            start = match.end()
            is_labelled = True
            continue
        if (match := _HEAD_WHEN.match(text, start)) and is_calendar_heading(match["inside"]):
            start = match.end()
            continue
        if unicodedata.category(text[start]) in ("So", "Sk", "Mn", "Cf"):
            start += 1
            continue
        if (match := _IN_BRACKETS.match(text, start)) and is_assignment(match["inside"]):
            start = match.end()
            continue
        if match := _HEAD_NUMBERED.match(text, start):
            start = match.end()
            is_labelled = True
            continue
        if (
            (match := _HEAD_LABEL.match(text, start))
            and _announces_work(match[1].rstrip())
            and not _IDENTIFIER_BEGINS.match(text, match.end())
        ):
            start = match.end()
            is_labelled = True
            continue
        if (match := _HEAD_ACRONYM.match(text, start)) or (
            (match := _HEAD_VENUE.match(text, start)) and full_name(match["venue"].rpartition(" ")[2])
        ):
            place = place or read_venue(match["inside"])
            start = match.end()
            continue
        if (match := _HEAD_YEAR_VENUE.match(text, start)) and (
            full_name(match["venue"]) or match["venue"].casefold() in _ARCHIVES
        ):
            place = place or VenueDate(match["venue"], int(match["year"]))
            start = match.end()
            continue
        places = (_HEAD_BRACKET, _HEAD_DATE, _HEAD_YEAR)
        match = next(filter(None, (pattern.match(text, start) for pattern in places)), None)
        if not match or match.end() == len(text):
            break
        venue_date = read_bracketed_venue(match["inside"].strip("`"))
        if (
            not venue_date
            and match[0].lstrip("*")[0] in "[【"
            and (dated := _YEAR_AND_WORDS.fullmatch(match["inside"]))
        ):
            venue_date = VenueDate("", int(dated["year"]))
        # "[Stanford] [CS231n](https://…)": a label is skipped only before a marked title.
        is_own = role_of_label(match["inside"]) is LinkRole.OWN  # "[PDF] A primer"
        if not (venue_date or is_own or _MARKED.match(text, match.end())):
            break
        place = place or venue_date
        start = match.end()
    return LinePrefix(start, place, is_labelled)
