"""Take a title apart as people write it in a label, a heading or bold type.

"[1706.03762] Attention Is All You Need (arxiv.org)", "(2021-11) A primer", "A primer (Roe et al., 2012)",
"Roe et al. 2012: A primer", "A primer | OpenReview", "A primer by Jane Roe", "“A primer”", "A%20primer.pdf": the title
comes out clean; identifier, authors, venue and date are kept. What may be part of the title stays in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from biblio import patterns as re
from biblio.extract.venue_names import full_name
from biblio.extract.word_tables import is_known_word
from biblio.model.identifiers import arxiv
from biblio.model.note import LinkRole
from biblio.readers.markdown.byline import (
    NO_BYLINE,
    Byline,
    are_ordinary_words,
    is_person_name,
    read_bracketed_venue,
    read_byline,
    read_families,
    read_venue,
)
from biblio.readers.markdown.inline import role_of_label
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.title_imprint import read_imprint
from biblio.readers.plain_reference import KIND_AT_END, names_publisher

__all__ = ["TitleParts", "add_byline", "read_citation_label", "split_title"]

_UNDERSCORE_FOR_COLON = re.compile(r"(?<=[^\W_])_(?= [^\W_])")
_QUOTES = {'"': '"', "“": "”", "„": "“", "「": "」", "『": "』", "《": "》", "«": "»", "‘": "’"}
_MARKED_AND_SUBTITLE = re.compile(r"[《『](?P<title>[^《》『』]{2,80})[》』]\s?(?P<subtitle>[:：][^《》『』]{2,150})")
_ID_LEAD = re.compile(
    r"(?:[\[(【]\s*+(?:arxiv\s*+:?\s*+)?|(?:arxiv\s*:\s*)?)(?P<id>\d{4}\.\d{4,5})(?:v\d+)?(?=\s|[\])】:：-])"
    r"\s*[\])】]?[\s:：.-]*",
    re.IGNORECASE,
)
_LABEL_LEAD = re.compile(r"(?P<key>[^\W\d_][\w ]{1,20})\s?[:：]\s*(?=\S)")
# "15_CoNEXT_A primer", "CVPR_2019_A primer", as people call their files; two digits alone may be a number
_FILE_LEAD = re.compile(
    r"(?:(?P<number>\d\d|(?:19|20)\d\d)_(?:(?P<venue>[A-Za-z][\w&.-]{1,14}?(?: [A-Z][\w-]{1,14}?){0,2})_)?"
    r"|(?P<place>[A-Z][A-Za-z&-]{1,14})_?(?P<year>(?:19|20)?\d\d)_)\s*(?=[^\s_]+\s)"
)
_ID_TAIL = re.compile(
    r"(?:(?<!\s)\s+)?[\[(（]\s*(?:arxiv\s*:?\s*)?(?P<id>\d{4}\.\d{4,5})(?:v\d+)?\s*[\])）]$", re.IGNORECASE
)
_LEAD_BRACKET = re.compile(r"(?P<open>[\[(（【])(?P<inside>[^\[\]()（）【】]{2,60})[\])）】]\s*[:：.-]?\s*(?=\S)")
_TAIL_BRACKET = re.compile(r"(?:(?<!\s)\s+)?[\[(（【](?P<inside>[^\[\]()（）【】]{1,80})[\])）】][.,]?$")
# How a paper was presented, or what it won: "(Oral)", "[Spotlight]", "(Best Paper Award)", "(notable top 5%)".
_HOW = (
    r"(?:(?:oral|spotlight|poster|highlight)s?(?:\s(?:presentation|paper|talk))?|(?:best|outstanding|distinguished)"
    r"\s(?:student\s)?paper(?:\s(?:award|finalist|runner[\s-]?up|honou?rable\smention))?"
    r"|(?:notable[\s-])?top[\s-]?\d+\s?%|(?:long|short|full)\spaper|口頭発表|口頭|ポスター)"
)
_PRESENTED = re.compile(rf"{_HOW}(?:\s*[,/;&、・+]\s*{_HOW})*", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:(?<!\s)\s+)?[(\[](?:[\w-]+\.)+(?:org|com|net|edu|io|gov|ac\.\w\w|cc|de|fr|jp|cn|kr)[)\]]$")
_SITE = re.compile(
    r"(?<!\s)\s+[|·–—-]\s+(?:arxiv(?:\.org)?(?: e-print archive)?|openreview|(?:the )?acl anthology"
    r"|nature(?: [A-Z]\w+){0,2}|science(?: [A-Z]\w+)?|pnas|bioRxiv|medRxiv|pubmed(?: central)?|pmc|sciencedirect"
    r"|springerlink|ieee (?:xplore|journals).*|acm digital library|jstor|semantic scholar"
    r"|(?:neurips )?proceedings|papers ?with ?code|wiley online library"
    r"|taylor & francis(?: online)?|sage journals|cambridge core|oxford academic|plos \w+|elife|cell(?: press)?|ssrn"
    r"|researchgate|google scholar|hugging ?face|pdf)$",
    re.IGNORECASE,
)
# How typeset.io calls its pages: "(PDF) A primer (2016) | Jane Roe | 1050 Citations", "(Open Access) A primer. (2018)"
_COUNTED = re.compile(
    r"(?:\((?:pdf|open access)\)\s)?(?P<title>\S[^\n]{1,300}?)\.?\s{1,3}\((?P<year>(?:19|20)\d\d)\)\s\|\s"
    r"(?P<who>[^|]{3,80}?)\s\|\s[\d,]+\sCitations?(?:\s\(typeset\.io\))?",
    re.IGNORECASE,
)
# What a digest says of a work behind its title: "Lamps at sea - proposes a lamp that …"
_WHAT_IT_DOES = re.compile(
    r"(?P<title>\S[^\n]{5,150}?)\s[-–—]\s(?:also\s)?(?:proposes|presents|introduces|investigates|explores|shows|demonstrates|describes"
    r"|provides|analy[sz]es|studies|releases|reports|examines|develops|evaluates|discusses|extends|applies|trains|builds|leverages|surveys"
    r"|reviews|argues|discovers|improves|enables|achieves|addresses)\s(?=(?:\S+\s+){4})"
)
_PAIR_OF_NAMES = re.compile(r"[^\W\d_]\s?(?:&|\sand\s|\sund\s|\set\s|\sy\s)\s?[^\W\d_]")
_SEVERAL_NAMES = 2
_ACTIVITY = re.compile(r"-\w+(?:ing|tion|ment)s?\b")  # "by Generative Pre-Training"
_BY = re.compile(r"(?:,|(?<!\s))\s+(?:(?:edited|translated|compiled|eds?\.)\s+)?by\s+(?P<names>[^\W\d_].{3,120})$")
# "Lenses inspired by Insect Eyes": what stands behind "by" is no author if one of its words is one of titles.
_DONE = re.compile(
    r"\b(?!(?:edit|translat|compil|illustrat|narrat|record|perform)ed\b)[^\W\d_]{3,}(?:ed|en|wn)$", re.IGNORECASE
)
_SHORTEST_WORD = 5
_VENUE_TAIL = re.compile(
    r"(?:,|\s[-–—|·])\s+(?P<venue>[A-Z][\w&/-]*(?:\s[A-Z][\w&/-]*)?)(?:\s?['’]\d\d|\s(?:19|20)\d\d)$"
)
_FAMILY = r"[^\W\d_a-zß-öø-ÿ](?:[^\W\d_]|['’-](?=[^\W\d_]))+"
_AND = r"(?:\s?,\s(?:and\s|&\s)?|\s(?:and|und|&)\s|\s?[&、]\s?)"
_CITED = re.compile(
    rf"(?P<names>(?:[^\W\d_]\.\s?)*{_FAMILY}(?:\s{_FAMILY})?(?:{_AND}{_FAMILY}(?:\s{_FAMILY})?){{0,4}})"
    r"(?P<more>,?\s?(?:et\.?\sal\.?|\+|他|ら|等))?[,，、]?\s*[(（\[]?(?P<year>(?:19|20)\d\d)[a-z]?[)）\]]?"
)
# "Jane Roe 1955 - 1957 (mayor)" is a span of years.
_CITED_LEAD = re.compile(
    rf"(?P<cited>{_CITED.pattern})\s*(?:(?<=\d[)\]]),?\s*(?=[^\W\d_a-z])|(?<=,\s\d\d\d\d),\s(?=[^\W\d_a-z])|[:：]|\.\s|\s[-–—]\s(?!\s*(?:19|20)\d\d(?:\s*[(\[,;.]|\s*$)))\s*(?=\S)"
)
# Words before a year in brackets that are no names: "(Winter 2024)", "(Version 2010)".
_NO_NAMES = frozenset(
    "spring summer autumn fall winter term semester january february march april may june july august september"
    " october november december jan feb mar apr jun jul aug sep sept oct nov dec version edition release update"
    " updated online draft published accessed revised since until before after early late mid copyright chapter part"
    " volume week day lecture course class talk tutorial keynote workshop video slides report thesis survey review"
    " oral poster spotlight award best in on at from the frühling sommer herbst printemps été automne hiver primavera"
    " verano otoño invierno".split()
)
# "A primer - 2015", "A primer – Jane Roe (2015)", "Roe et al. - A primer".
_YEAR_TAIL = re.compile(r"\s[-–—]\s(?P<year>19\d\d|20[0-3]\d)$")
_CITED_TAIL = re.compile(rf"(?:\s[-–—]|;)\s(?P<cited>{_CITED.pattern})$")
_NAMES_TAIL = re.compile(
    r"\s[-–—]\s(?P<names>[^\W\d_][^\d()\[\]:\n–—]{4,120}?)(?:,?\s[(\[]?(?P<year>(?:19|20)\d\d)[)\]]?)?$"
)
# "A primer (2019) - Roe, Poe", "A primer - Roe et al. CVPR 2019"
_DATED_AND_DASH = re.compile(
    r"(?P<title>\S[^\n]*\S)\s*[(\[](?P<year>(?:19|20)\d\d)[)\]],?\s[-–—]\s(?P<who>[^\W\d_][^\n–—]{1,160})$"
)
_ET_AL_TAIL = re.compile(rf"\s[-–—]\s(?P<who>{_FAMILY}(?:\s{_FAMILY})?,?\set\.?\sal\b[^\n–—]{{0,40}})$")
_FAMILY_ALONE = re.compile(r"(?:Ma?c|O['’])?[^\W\d_a-z][^\W\d_A-Z]+(?:-[^\W\d_a-z][^\W\d_A-Z]+)?")
_BETWEEN_NAMES = re.compile(r",\s(?:(?:and|&|und|et|y|e)\s)?|\s(?:and|&|und|et|y|e)\s")
# "A primer - JOHN, 8": who presents it, and when
_PRESENTER = re.compile(r"\s[-–—]\s[A-Z]{3,15},\s?\d{1,3}$")
_ET_AL_LEAD = re.compile(r"(?P<name>[^\W\d_][^\W\d_'’-]+),?\set\.?\sal\.?\s?(?:[-–—:]|,\s)\s*(?=\S)")
_WORDS = re.compile(r"[^\W\d_]{2}|[^\W\d_a-z\u00c0-\u024f]")
_DIGIT = re.compile(r"\d")
_DASH = re.compile(r"\s[|·–—-]\s")
_BRACKETS = ("[", "(", "（", "【")
_BRACKET_ENDS = tuple(bracket + stop for bracket in "])）】" for stop in ("", ".", ","))
_NICKNAME = re.compile(r"[A-Za-z][\w.+-]{1,20}")
_SYSTEM = re.compile(r"[a-z][A-Z]|[A-Z]{2}|[A-Z]-?\d")
# What stands behind a title in brackets, or behind a star.
_OWN_REMARK = re.compile(r"(?:(?<!\s)\s+)?(?:[\[(（【][^\[\]()（）【】]{1,80}[\])）】]|[★☆※◎][^\n]{1,60})[.,。]?$")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_MOST_REMARK = 4
_TURN = 70  # of years written with two digits, those from 70 on were in the last century
_FEWEST_WORDS = 3  # a title after or before a nickname in brackets


class TitleParts(NamedTuple):
    """A clean title, other readings of it, and what was around it."""

    title: str
    other_titles: tuple[str, ...] = ()
    byline: Byline = NO_BYLINE


def split_title(text: str) -> TitleParts:
    """Return the parts of a title that is written on one line, without Markdown. Never fails, never loses the title."""
    parts = TitleParts(_decoded(text))
    before = None
    while before != parts:
        before = parts
        for step in _STEPS:
            if (changed := step(parts)) and _WORDS.search(changed.title):
                parts = changed
    return parts


def read_citation_label(text: str, *, is_beside_title: bool = False) -> Byline | None:
    """Return the authors and year if `text` is nothing else ("Vaswani et al., 2017", "Gu and Dao (2023)"), or None.

    Beside a title, "Turing (1950)" can only be a citation, although "turing" is a word of titles.
    """
    text = text.strip(" .,")
    match = _CITED.fullmatch(text)
    if not match or read_venue(text):
        return None
    names = re.split(_AND, match["names"])
    if any(word.casefold() in _NO_NAMES for name in names for word in name.split()):
        return None
    is_certain = match["more"] or (is_beside_title and text.endswith((")", "]")))
    if not is_certain and (are_ordinary_words(names) or (len(names) == 1 and are_ordinary_words(names * 2))):
        return None
    venue = ""
    if len(names) > 1 and full_name(names[-1]):  # "Roe, CVPR 2019"
        *names, venue = names
    return Byline(tuple(names), bool(match["more"]), venue, year=int(match["year"]))


def add_byline(byline: Byline, more: Byline) -> Byline:
    """Return `byline` with what only `more` has."""
    if more is NO_BYLINE:
        return byline
    is_same_year = byline.year in (None, more.year)
    return byline._replace(
        authors=byline.authors or more.authors,
        et_al=byline.et_al if byline.authors else more.et_al,
        venue=byline.venue or more.venue,
        year=byline.year or more.year,
        month=byline.month or (more.month if is_same_year else None),
        identifiers=tuple(dict.fromkeys([*byline.identifiers, *more.identifiers])),
    )


def _decoded(text: str) -> str:
    """Return the words of a file's name: "Attention%20is%20all.pdf", "attention_is_all_you_need.pdf"."""
    text = text.strip()
    if "___" in text:
        text = re.sub(r"_{3}(?=[^\W_])", ": ", re.sub(r"_{3}(?= )", ":", text))
    if " " in text:
        # "LampNet_ A net of lamps": file systems forbid the colon
        return _UNDERSCORE_FOR_COLON.sub(":", text) if text.count("_") == 1 else text
    if "%" in text:
        text = unquote(text)
    if text.lower().endswith(".pdf"):
        text = text[:-4]
        if " " not in text and len(re.split(r"[_-]", text)) > 2:
            text = re.sub(r"(?:_|-)+", " ", text)
    return text


def _unquoted(parts: TitleParts) -> TitleParts | None:
    title = parts.title.strip().rstrip(",")
    close = _QUOTES.get(title[:1])
    inside = title[1:-1].rstrip(" ,")
    if not close or title[-1:] != close or len(inside) < 2 or close in inside or title[0] in inside:
        return None
    return parts._replace(title=inside)


def _without_label(parts: TitleParts) -> TitleParts | None:
    """Leave out the name of a field before its value: "Title: A primer", "题目：…"."""
    match = _LABEL_LEAD.match(parts.title)
    return (
        parts._replace(title=parts.title[match.end() :]) if match and canonical_key(match["key"]) == "title" else None
    )


def _without_file_lead(parts: TitleParts) -> TitleParts | None:
    """Leave out the year and venue that the names of files begin with."""
    match = _FILE_LEAD.match(parts.title) if "_" in parts.title else None
    if not match:
        return None
    venue, written = match["venue"] or match["place"] or "", match["number"] or match["year"]
    year: int | None = int(written)
    if len(written) == len("07"):
        year = int(written) + (2000 if int(written) < _TURN else 1900) if venue else None
    byline = add_byline(parts.byline, Byline(venue=venue, year=year))
    return TitleParts(parts.title[match.end() :], parts.other_titles, byline)


def _without_identifier(parts: TitleParts) -> TitleParts | None:
    if "." not in parts.title:
        return None
    lead, tail = _ID_LEAD.match(parts.title), _ID_TAIL.search(parts.title)
    match = lead or tail
    identifier = arxiv(match["id"]) if match else None
    if not match or identifier is None:
        return None
    title = parts.title[match.end() :] if lead else parts.title[: match.start()]
    return TitleParts(title, parts.other_titles, add_byline(parts.byline, Byline(identifiers=(identifier,))))


def _without_lead(parts: TitleParts) -> TitleParts | None:
    title = parts.title
    if match := _CITED_LEAD.match(title) if _DIGIT.search(title) else None:
        byline = read_citation_label(match["cited"])
        if not byline:
            return None
        title, venue = _with_venue_behind_stop(title[match.end() :])
        return TitleParts(title, parts.other_titles, add_byline(parts.byline, byline._replace(venue=venue)))
    if match := _ET_AL_LEAD.match(title) if " et" in title else None:
        return TitleParts(
            title[match.end() :], parts.other_titles, add_byline(parts.byline, Byline((match["name"],), True))
        )
    match = _LEAD_BRACKET.match(title) if title.startswith(_BRACKETS) else None
    if not match or (match["open"] in "(（" and not re.search(r"\d", match["inside"])):
        return None
    rest = title[match.end() :]
    if byline := _bracketed(match["inside"]):
        return TitleParts(rest, parts.other_titles, add_byline(parts.byline, byline))
    if match["open"] in "[【" and role_of_label(match["inside"]) is LinkRole.OWN:
        return parts._replace(title=rest)
    if match["open"] == "[" and _is_nickname(match["inside"]) and len(rest.split()) >= _FEWEST_WORDS:
        return TitleParts(rest, (*parts.other_titles, title), parts.byline)
    return None


def _with_venue_behind_stop(title: str) -> tuple[str, str]:
    """Return a title that stands behind its citation, and the venue behind its stop: "A primer. ICLR."."""
    words, stop, last = title.rstrip(" .").rpartition(". ")
    place = read_venue(last) if stop and len(words.split()) > 1 else None
    return (words, place.venue) if place and place.venue else (title, "")


def _without_year_behind_dash(parts: TitleParts) -> TitleParts | None:
    title = parts.title
    if not _DIGIT.search(title, max(0, len(title) - 3)) or not (_DASH.search(title) or ";" in title):
        return None
    if match := _YEAR_TAIL.search(title):
        byline = Byline(year=int(match["year"]))
    elif match := _CITED_TAIL.search(title):
        cited = read_citation_label(match["cited"], is_beside_title=True)
        if cited is None:
            return None
        byline = cited
    else:
        return None
    return TitleParts(title[: match.start()], parts.other_titles, add_byline(parts.byline, byline))


def _without_names_behind_dash(parts: TitleParts) -> TitleParts | None:
    """Leave out people behind a dash: "A primer — Jane Anne Roe (1999)", "A primer (2019) - Roe, Poe"."""
    if not _DASH.search(parts.title):
        return None
    if match := _DATED_AND_DASH.match(parts.title):
        byline = _people_of(match["who"])
        if byline is None:
            return None
        byline = byline._replace(year=byline.year or int(match["year"]))
        return TitleParts(match["title"], parts.other_titles, add_byline(parts.byline, byline))
    if match := _ET_AL_TAIL.search(parts.title):
        byline = read_byline(match["who"])
        if byline.end < len(match["who"]) or not byline.et_al:
            return None
        title = parts.title[: match.start()]
        return TitleParts(title, parts.other_titles, add_byline(parts.byline, byline))
    match = _NAMES_TAIL.search(parts.title)
    if not match:
        return None
    names = tuple(name for name in _BETWEEN_NAMES.split(match["names"]) if name)
    if not all(map(is_person_name, names)) or are_ordinary_words(names) or (len(names) == 1 and not match["year"]):
        return None
    byline = Byline(names, year=int(match["year"]) if match["year"] else parts.byline.year)
    title = parts.title[: match.start()]
    return TitleParts(title, parts.other_titles, add_byline(parts.byline, byline)) if len(title.split()) > 1 else None


def _people_of(who: str) -> Byline | None:
    """Return the authors, and what else stands with them, if a text is nothing else; None otherwise."""
    byline = read_byline(who)
    if byline.authors and byline.end >= len(who):
        return byline
    if families := read_families(who):
        return families
    is_name = is_person_name(who) or (_FAMILY_ALONE.fullmatch(who) is not None and not is_known_word(who.casefold()))
    if not is_name or are_ordinary_words([who]) or read_venue(who) or names_publisher(who):
        return None
    return Byline((who,))


def _without_tail(parts: TitleParts) -> TitleParts | None:
    title = parts.title
    if (match := _PRESENTER.search(title)) and not title.isupper():
        return parts._replace(title=title[: match.start()])
    if match := KIND_AT_END.search(title):
        return parts._replace(title=title[: match.start()])
    has_bracket = title.endswith(_BRACKET_ENDS)
    if done := _WHAT_IT_DOES.match(title) if _DASH.search(title) else None:
        return parts._replace(title=done["title"])
    if counted := _COUNTED.fullmatch(title) if "|" in title else None:
        cited = Byline((counted["who"],), et_al=True, year=int(counted["year"]))
        return TitleParts(counted["title"], parts.other_titles, add_byline(parts.byline, cited))
    site = _SITE.search(title) if _DASH.search(title) else None
    if match := site or (_DOMAIN.search(title) if has_bracket else None):
        return parts._replace(title=title[: match.start()])
    if match := _TAIL_BRACKET.search(title) if has_bracket else None:
        rest = title[: match.start()]
        inside = match["inside"]
        if byline := _bracketed(inside):
            return TitleParts(rest, parts.other_titles, add_byline(parts.byline, byline))
        if (families := _families_in_bracket(inside)) and len(rest.split()) >= _FEWEST_WORDS:
            return TitleParts(rest, (*parts.other_titles, title), add_byline(parts.byline, families))
        if role_of_label(inside):
            return parts._replace(title=rest)
        if _is_nickname(inside) and len(rest.split()) >= _FEWEST_WORDS:
            return TitleParts(rest, (*parts.other_titles, title), parts.byline)
        return None
    if imprint := read_imprint(title):
        # The year may be part of the title: "The reconstruction of Berlin, 1952".
        return TitleParts(imprint.title, (*parts.other_titles, title), add_byline(parts.byline, imprint.byline))
    if not title[-1:].isdigit():
        return None
    if (match := _VENUE_TAIL.search(title)) and (full_name(match["venue"]) or match["venue"].isupper()):
        venue = read_venue(title[match.start() :].lstrip(" ,-–—|·"))
        byline = Byline(venue=venue.venue, year=venue.year, month=venue.month) if venue else NO_BYLINE
        return (
            TitleParts(title[: match.start()], parts.other_titles, add_byline(parts.byline, byline)) if venue else None
        )
    return None


def _families_in_bracket(inside: str) -> Byline | None:
    """Return several family names in brackets behind a title, none of them a word of titles: "(Roe, Poe and Doe)"."""
    families = read_families(inside) if _PAIR_OF_NAMES.search(inside) else None
    if families is None or len(families.authors) < _SEVERAL_NAMES:
        return None
    return None if any(is_known_word(name.casefold()) for name in families.authors) else families


def _without_own_remark(parts: TitleParts) -> TitleParts | None:
    """Leave out what a person remarks on a title in another script: "A primer 【最大規模】", "A primer ★核"."""
    match = _OWN_REMARK.search(parts.title) if not parts.title.isascii() else None
    title = parts.title[: match.start()] if match else ""
    if not match or not _EAST_ASIAN.search(match[0]) or _EAST_ASIAN.search(title):
        return None
    return parts._replace(title=title) if len(title.split()) >= _FEWEST_WORDS else None


def _without_authors(parts: TitleParts) -> TitleParts | None:
    match = _BY.search(parts.title) if "by" in parts.title else None
    if not match:
        return None
    names = match["names"]
    if _DONE.search(parts.title[: match.start()]) and any(map(_is_word_of_titles, names.split())):
        return None
    byline = read_byline(names)
    if is_person_name(names) and not are_ordinary_words([names]) and not _ACTIVITY.search(names):
        byline = Byline((names,), end=len(names))
    if not byline.authors or byline.end < len(names):
        return None
    return TitleParts(parts.title[: match.start()], parts.other_titles, add_byline(parts.byline, byline))


def _is_word_of_titles(word: str) -> bool:
    return len(word) >= _SHORTEST_WORD and is_known_word(word.casefold())


def _with_subtitle(parts: TitleParts) -> TitleParts | None:
    """Take the marks from a title that its subtitle follows: "《A title》：its subtitle"."""
    match = _MARKED_AND_SUBTITLE.fullmatch(parts.title) if parts.title[:1] in ("《", "『") else None
    if match is None:
        return None
    return parts._replace(
        title=f"{match['title']}{match['subtitle']}", other_titles=(*parts.other_titles, match["title"])
    )


_STEPS: tuple[Callable[[TitleParts], TitleParts | None], ...] = (
    _unquoted,
    _with_subtitle,
    _without_label,
    _without_file_lead,
    _without_identifier,
    _without_lead,
    _without_year_behind_dash,
    _without_names_behind_dash,
    _without_tail,
    _without_own_remark,
    _without_authors,
)


def _bracketed(inside: str) -> Byline | None:
    """Return what words in brackets say if they are a date, a venue or a citation, or None."""
    if venue := read_bracketed_venue(inside):
        return Byline(venue=venue.venue, year=venue.year, month=venue.month)
    if cited := read_citation_label(inside):
        return cited
    if _PRESENTED.fullmatch(inside):
        return NO_BYLINE
    # "(CVPR 2016, 840+ citations)", "(ICLR 2020, oral)", "(AAAI 2021. A search for lamps)"
    first, *rest = re.split(r"[,.;]\s", inside, maxsplit=1)
    if (
        rest
        and (inside[len(first)] != "," or len(rest[0].split()) <= _MOST_REMARK)
        and (venue := read_venue(first))
        and venue.year
    ):
        return Byline(venue=venue.venue, year=venue.year, month=venue.month)
    byline = read_byline(inside)
    is_whole = byline.end >= len(inside.rstrip())
    return byline if is_whole and byline.authors and (byline.year or byline.et_al) else None


def _is_nickname(words: str) -> bool:
    return _NICKNAME.fullmatch(words) is not None and _SYSTEM.search(words) is not None
