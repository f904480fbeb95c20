"""Read citations whose title is not marked: find where it ends and where authors and venue begin.

A form must account for the whole line. A line that fits no form is a bare title or prose.
"""

from __future__ import annotations

from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.extract.title_line import parse_title_line
from biblio.readers.markdown.byline import (
    BY,
    NO_BYLINE,
    Byline,
    are_ordinary_words,
    is_person_name,
    may_be_cited,
    may_end_with_byline,
    read_byline,
    read_families,
    read_venue,
)
from biblio.readers.markdown.inline import role_of_label
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.quoted_titles import read_quoted_title
from biblio.readers.plain_reference import PlainReference, names_publisher, parse_reference
from biblio.readers.reference_authors import authors_at_start, begins_title

__all__ = [
    "QUOTED",
    "UnmarkedCitation",
    "are_people",
    "are_people_and_place",
    "is_family_before_title",
    "is_whole_title",
    "read_reference",
    "read_title_line",
    "read_unmarked",
]

# « Une « note » sur les lampes »: within guillemets there may be other quotation marks.
QUOTED = re.compile(
    r"(?:[\"“”„「『《]|(?P<guillemet>«)\s?)"
    r"(?P<title>(?(guillemet)(?:[^«»\n]|«[^«»\n]*»){4,}?"
    r"|(?:[\"“][^\"“”\n]{2,80}?[\"”](?=:\s))?[^\"“”„«»「」『』《》\n]{4,}?))[,.]?(?(guillemet)\s?»|[\"“”」』》])"
)
_TITLE_LINE = re.compile(r"^\s*(?:\[(?:paper note|論文)|【論文)|\w\+,\s|['’]\d{2}\s*$", re.IGNORECASE)
_CONTINUES = re.compile(r"(?:and|or|und|oder|et|ou|y|&)\b", re.IGNORECASE)  # an enumeration goes on
# What follows the authors, if the venue is not a known one: "A title, Mathematical Programming 2018".
_PLACED = re.compile(r"(?P<title>.{8,}?),\s(?P<venue>[A-Z][^,\d]{2,80}?),?\s(?P<year>(?:19|20)\d\d)\.?", re.DOTALL)
_SYSTEM = re.compile(r"[a-z][A-Z]|[A-Z]{2}|[A-Z]-?\d")  # "LoRA", "BERT", "T5"
# "Author, Title (publisher)", "作者『題名』(出版社)"
_BOOK = re.compile(
    r"(?P<author>[^,，:：\n(（\[]{2,60}?)(?:[,，:：、]\s?|\s[-–—]\s|\s?(?=[『《「]))[『《「\"“«*_]*"
    r"(?P<title>[^\n()（）\[\]]{2,200}?)[』》」\"”».,*_]*\s?[(（](?P<publisher>[^\n()（）\d]{2,50}?)"
    # "Lamp Press, 1991/2003; 978-0415304436", "Lamp Press 1983/2006 (2nd ed.)"
    r"(?:,?\s?(?P<year>(?:1[6-9]|20)\d\d)(?:/(?:1[6-9]|20)\d\d)?(?:\s\(\d\w{1,3}\s(?:ed|edn|Aufl|éd)\.?\))?"
    r"(?:[;,]\s(?:ISBN:?\s)?[\dXx-]{10,17})?)?[)）]\.?"
)
_OWN_LABEL = re.compile(r"[^\W\d_a-z][^\n:.,;“”\"]{2,70}:\s+(?=[^\W\d_a-z])")
# "Author, Title, Some Press, 2012"
_EDITION = r"\d{1,2}(?:e|ª|th|nd|rd)\s[eé]d\."
_PUBLISHED_BOOK = re.compile(
    r"(?P<author>[^,:\n]{4,80}),\s(?P<title>[^\n]{4,200}?),\s(?P<publisher>[A-Z\u00c0-\u00de][^,\n\d]{2,60})"
    rf"(?:,\s(?:coll\.\s(?:(?!,\s(?:coll\.\s|{_EDITION}))[^\n]){{2,60}}|{_EDITION}))*,\s(?P<year>(?:19|20)\d\d)(?:\s\([^()\n]{{3,80}}\))?\.?"
)
# "Author, Title, Some Press, Bologna 2010"
_MARKED_AND_PLACE = re.compile(r"(?P<mark>[*_]{1,2})(?P<title>[^*_\n]+)(?P=mark)\.\s")
_PLACED_BOOK = re.compile(
    r"(?P<author>[^,:\n]{4,80}),\s(?P<title>[^\n]{4,200}?),\s(?P<publisher>[^\W\d][^,\n\d]{1,60}),\s"
    r"(?P<place>[A-Z\u00c0-\u00de][\w.'’-]+(?:[\s-][A-Z\u00c0-\u00de][\w.'’-]+)?)\s(?P<year>(?:1[6-9]|20)\d\d)\.?"
)
_RESPONSIBLE = re.compile(
    r"(?P<title>[^/\n]{4,300}?)(?:\s\[[^\[\]\n]{3,30}\])?(?:\s?:\s(?:сб\w*|учеб\w*|монограф\w*)[^/\n]{0,60})?\s/\s(?P<who>[^\n]{4,200}?)"
    r"(?P<border>\s//\s|\.?\s[—–]\s|\.\s)(?P<place>[^\n]{2,200}?),?\.?\s(?:[—–]\s)?(?P<year>(?:1[5-9]|20)\d\d)\b[^\n]*"
)
_WITH_INITIALS = re.compile(
    r"(?:[^\W\d_]\.[\s-]?){1,3}\s?[^\W\d_][^\W\d_'’-]+|[^\W\d_][^\W\d_'’-]+,?\s(?:[^\W\d_]\.[\s-]?){1,3}"
)
# A remark in brackets may follow: "(2019). (up to section 3)".
_YEAR_AT_END = re.compile(r"(?P<year>[(\[](?:1[6-9]|20)\d\d[a-z]?[)\]])\.?(?:\s+\([^()\n]{3,60}\))?$")
_BEFORE_NAMES = re.compile(r"[.?!]\s+\(?(?=[^\W\d_])")
_TITLE_AND_PUBLISHER = re.compile(
    r"(?P<whole>(?P<title>[^,\n]{8,200}),\s(?P<publisher>[A-Z\u00c0-\u00de][^\s,\d]+(?:\s[^\s,\d]+){0,2})),\s(?P<year>(?:19|20)\d\d)\.?"
)
_MOST_OF_PUBLISHER = 5  # words
# "Title. First Author and Second Author. 2011. "
_TITLE_PEOPLE_YEAR = re.compile(
    r"\s*(?P<title>[^\n]{8,200}?(?:[?!](?=\.?\s)|(?=\.\s)))\.?\s(?P<names>(?:[^\W\d_]\.(?=\s)|[^\n.?!:;\d]){5,160})\.\s(?P<year>(?:19|20)\d\d)\.(?=\s)\s*"
)
# A name before a title in its quotation marks, or a short one before a comma.
_EAST_ASIAN_NAME = re.compile(
    r"(?:[\u3040-\u30ff\u4e00-\u9fff・･]{2,12}|[\uac00-\ud7a3]{2,6})(?=[『《])|(?:[\u4e00-\u9fff]{2,3}|[\uac00-\ud7a3]{2,4})(?=[,，])"
)
_CAPITALISED = re.compile(r"[A-Z\u00c0-\u00de\u3040-\uffdc][^\n]*")
_INNER_BORDER = re.compile(r"[?!]\s|\sby\s")  # within what is one segment of a byline
_NAME_BORDER = re.compile(r",\s*(?=[^\W\d])")
# Titles begin with an article, names with a given name: "Anne Le Roe", but "Le Mouton".
_ARTICLE = re.compile(r"(?:L[aeo]s?|Un[ae]?|El|Il|D(?:er|ie|as)|The)\s|L['’]")
_AND = re.compile(r"(?<!\s)\s+(?:and|&|und|et|y|e)\s+|^(?:and|&|und|et|y|e)\s+")
_AFTER_TITLE = re.compile(rf"\s*(?:[,.;(\[\n]|[-–—]\s|by\s|in\s|{BY}|$)")
# "n.d." in other languages: "o. J.", "s.f.", "s.d.", "s.a."
_DATED_AND_MARKED = re.compile(
    r"(?P<who>[^\W\d_][^*_()\[\]\"“”:]{1,160}?)\s\((?:(?P<year>(?:19|20)\d\d)[a-z]?(?:,\s[^()]{2,24})?|(?:n\.?\s?d\.?"
    r"|o\.\s?J\.?|s\.?\s?[adf]\.?|s/f)(?:\s?-\s?[a-z])?)\)[.,:]\s(?P<mark>[*_])(?=\S)(?P<title>[^*_]{4,300})(?P=mark)[.,]?"
)
_WORD = re.compile(r"\w")
_FAMILY_ALONE = re.compile(r"(?P<name>[^\W\d_a-z][^\W\d_]+(?:[-’'][^\W\d_]+)?),\s")
_BEFORE_TITLES = frozenset(
    "see read cf compare watch listen from also and or but e.g paper article chapter book essay title video review"
    " optional required recommended first second third next finally here there then if when while".split()
)
_BORDER = re.compile(
    r"(?<!\b\w)[.](?=\s)|(?<=[?!])(?=\s)|,(?=\s)|\s[-–—|](?=\s)|\s[(\[]"
    r"|\s(?:(?:edited|translated|compiled|eds?\.)\s)?by(?=\s)"
)

_ENDS_WITH_INITIAL = re.compile(r"\s[^\W\d_]\.?$")
_NAME_LIST_BORDER = re.compile(r",\s+(?:(?:and|&|und|et|y|e)\s+)?|(?<!\s)\s+(?:and|&|und|et|y|e)\s+")


_STOP = re.compile(r"(?<!\s\w)(?<!^\w)\.\s+(?=\S)")
_FARTHEST_STOP = 400  # characters
_FEWEST_OF_TITLE = 2  # words
_ET_AL_AT_END = re.compile(r"(?:,|(?<!\s))\s+et\.? al$")
# What follows a quoted title with its authors: ", Neural Computation 1997".
_PLAIN_PLACE = re.compile(r"[\s,.]*(?P<venue>[^\W\d_a-z][^\n\d,.]{2,60}?),?\s(?P<year>(?:19|20)\d\d)[\s.]*")
# "Roe et al., A primer, CVPR 2016"
_FAMILY_ET_AL = re.compile(r"(?P<name>[^\W\d_a-z][\w'’-]+(?:\s[^\W\d_a-z][\w'’-]+)?),?\set\.?\sal\.?,\s(?=\S+\s\S)")
_AFTER_LAST_NAME = re.compile(r"(?<=[^\W\d_]{2})[:.]\s+")
_ITALIC_AMONG_NAMES = re.compile(r",\s([*_])(?=[^\s*_])(?:[^*_\s.]+\s){2,}[^*_\s.]+\1[,.]\s")
_CITED_FAMILY = re.compile(r"[^\W\d_a-z][\w'’-]+,?\set\.?\sal\b")
_DATED_TITLE = re.compile(r"(?P<title>\S.*\w),\s(?P<year>(?:19|20)\d\d)\.?")


class UnmarkedCitation(NamedTuple):
    """The title of a citation, other readings of it, and what follows the title.

    If a remark follows, `end` is its offset; otherwise it is 0. `is_reference` is true for a reference as journals have
    them, `is_marked` if marks that only titles have enclose the title.
    """

    title: str
    other_titles: tuple[str, ...]
    byline: Byline
    end: int = 0
    is_reference: bool = False
    is_marked: bool = False


_NAME_AND_MARK = re.compile(r"[^\W\d_a-z][\w'’-]{1,30},\s[\"“*_]")
_COPIED = re.compile(
    r"(?P<who>[^;:\n]{5,400});\s(?P<title>[^\n;]{8,300}?[.?!])\s(?P<venue>[*_]{0,2}[^\W\d_a-z][^;\n\d]{2,100}?)\s"
    r"(?:\d{1,2}\s)?(?:January|February|March|April|May|June|July|August|September|October|November|December)\s"
    r"(?P<year>(?:19|20)\d\d);\s[\w–-]{1,12}(?:\s\([^()\n]{1,20}\))?:\s[\w–.-]{1,30}"
)


def read_unmarked(line: str) -> UnmarkedCitation | None:
    """Return the citation on a line that has one of the forms below, or None."""
    for form in _FORMS:
        if citation := form(line):
            return citation
    return None


def are_people_and_place(line: str) -> bool:
    """Return whether a line has no title, but only who wrote a work and where it is: "J. Roe, M. Poe. CVPR 2020"."""
    text, _, label = line.strip().partition("\n")  # "Link:" may stand before what follows
    if len(label.split()) > 1:
        return False
    first = _NAME_LIST_BORDER.split(text, maxsplit=1)[0]
    is_cited = _CITED_FAMILY.match(text) is not None
    if first == text or not (is_cited or is_person_name(first)) or are_ordinary_words([first]) or QUOTED.search(text):
        return False
    if _ITALIC_AMONG_NAMES.search(text):
        return False  # "Jane Roe, Max Poe, *Light Fields Revisited*, CVPR 2020"
    byline, length = read_byline(text), len(text.rstrip(" ."))
    return byline.fills(length) or bool(is_cited and byline.venue and byline.year and byline.end >= length)


def are_people(line: str) -> bool:
    """Return whether a line below a title is several people, or these and where the work is: "*Jane Roe, Max Poe*"."""
    names = _NAME_LIST_BORDER.split(line.strip("*_ .,"))
    is_list = len(names) > 1 and all(map(is_person_name, names)) and not are_ordinary_words(names)
    return is_list or are_people_and_place(line)


def read_title_line(head: str) -> UnmarkedCitation | None:
    """Read "[Paper Note] Title, First Author+, ICLR'25" and the like; None for a line without their marks."""
    may_be_title_line = "[" in head or "【" in head or "+" in head or "'" in head or "’" in head
    if not may_be_title_line or not _TITLE_LINE.search(head):
        return None
    line = parse_title_line(plain_value(head))
    byline = Byline(line.authors, line.et_al, line.venue, line.year, line.month)
    return UnmarkedCitation(line.title, line.other_titles, byline) if line.title else None


def _behind_own_label(head: str) -> UnmarkedCitation | None:
    """Read "Where it began: Roe, J. (1989). A primer. Journal.": a reference behind a few words of one's own."""
    label = _OWN_LABEL.match(head)
    reference = read_reference(head[label.end() :]) if label else None
    if not label or not reference or not (reference.byline.authors and reference.byline.year):
        return None
    if names_publisher(reference.title):  # "A title : J. Roe. Lamp Press, 1964": those words are the title
        title, byline = head[: label.end()].strip(" :"), reference.byline._replace(publisher=reference.title)
        return reference._replace(title=title, byline=byline, end=label.end() + reference.end)
    return reference._replace(end=label.end() + reference.end)


def _from_quotes(head: str) -> UnmarkedCitation | None:
    """Read 'Authors, "Title", Venue 2016'; quotes within a title, or before its colon, are part of it."""
    match = QUOTED.search(head)
    if not match or not is_whole_title(head, match):
        return None
    before, after = read_byline(head[: match.start()]), read_byline(head[match.end() :])
    if not before.authors and (families := read_families(head[: match.start()])):
        before = families  # 'Roe & Poe, "A primer", Lamps 1997'
    if before.authors and not (after.venue or after.year) and (place := _PLAIN_PLACE.fullmatch(head, match.end())):
        after = Byline(venue=place["venue"], year=int(place["year"]), end=len(head) - match.end())
    name = head[: match.start()].strip(" ,.:")
    is_family = is_family_before_title(head[: match.start()])
    if is_family or is_person_name(name):
        before = Byline((name,), end=match.start())
    if before.end < match.start() or before.venue:
        return None
    return UnmarkedCitation(match["title"], (), after._replace(authors=before.authors, et_al=before.et_al))


def is_family_before_title(before: str) -> bool:
    """Return whether what stands before a title in marks is a family name alone, set off by a comma: "Singer, “…”"."""
    match = _FAMILY_ALONE.fullmatch(before)
    return match is not None and match["name"].casefold() not in _BEFORE_TITLES


def _in_east_asian_marks(head: str) -> UnmarkedCitation | None:
    """Read "作者『題名』出版社、2012", "《题名》，作者": a title in marks that only titles have, and who wrote it."""
    quoted = read_quoted_title(head)
    if not quoted:
        return None
    is_reference = bool(quoted.byline.authors and quoted.byline.year)
    return UnmarkedCitation(quoted.title, (), quoted.byline, quoted.end, is_reference, is_marked=True)


def is_whole_title(line: str, match: re.Match[str]) -> bool:
    """Return whether a match is the whole title: it must be followed by punctuation or nothing."""
    return _AFTER_TITLE.match(line, match.end()) is not None or line[match.end() - 2] in ",."


def read_reference(head: str) -> UnmarkedCitation | None:
    """Read a reference in the style of a journal; `plain_reference` has the styles."""
    reference = parse_reference(head)
    if reference is None or _goes_on_with_names(reference, head):
        return None
    identifiers = [item.identifier for item in find_identifiers(head[reference.title_end : reference.end])]
    byline = Byline(
        reference.authors,
        reference.et_al,
        reference.venue,
        reference.year,
        identifiers=tuple(identifiers),
        publisher=reference.publisher,
    )
    return UnmarkedCitation(reference.title, (), byline, reference.end, is_reference=True)


def _goes_on_with_names(reference: PlainReference, head: str) -> bool:
    """Return whether the title is the rest of the authors: in "Jane B. Roe, Ada Poe" the initial is not their end.

    "Берг О., Роу Д. Озёра Севера" has names throughout too, but all of them end with an initial.
    """
    if _NAME_AND_MARK.match(reference.title):
        return True  # "C. Thi. Roe, *Lamps at sea*": what has a stop is a name in full
    names = _NAME_LIST_BORDER.split(head[: reference.title_end])
    is_published = reference.publisher and head.startswith(
        " (", reference.title_end
    )  # "Jane Roe, Lighting Oslo (Quay, 1979)"
    if is_published or not all(map(is_person_name, names)):
        return False
    if len(names) == 1:  # "Jane B. Roe. A title. ICML 2015", not "Roe J. Lamps. Nature. 2015"
        stop = _STOP.match(head, reference.title_end)
        behind = _title_first(head[stop.end() :]) if stop else None
        if not behind or not (behind.byline.venue and behind.byline.year) or read_venue(behind.title):
            return False
    is_one_name = " " not in reference.title or len(_NAME_LIST_BORDER.split(reference.title)) > 1
    return is_one_name or not all(map(_ENDS_WITH_INITIAL.search, reference.authors))


def _authors_first(head: str) -> UnmarkedCitation | None:
    """Read "First Author, Second Author and Third Author, Title, Venue, 2015", with at least two names.

    The last of them may be parted from the title by a colon or a full stop.
    """
    pieces = _NAME_BORDER.split(head.strip(), maxsplit=1)
    if len(pieces) < 2 or not _names(pieces[0]):
        return None
    pieces = [pieces[0], *_NAME_BORDER.split(pieces[1])]
    names: list[str] = []
    is_closed = False  # "and" stands before the last name
    while pieces and not is_closed and (piece_names := _names(pieces[0])):
        names += piece_names
        is_closed = _AND.search(pieces[0]) is not None
        pieces = pieces[1:]
    if names and pieces and not is_closed and (stop := _AFTER_LAST_NAME.search(pieces[0])):
        last = pieces[0][: stop.start()]
        is_name = _names(last) and not are_ordinary_words([last]) and not begins_title(last)
        if is_name and not any(map(_AFTER_LAST_NAME.search, (last, *names))):
            names, pieces = [*names, *_names(last)], [pieces[0][stop.end() :], *pieces[1:]]
    if len(names) < 2 or not pieces or _CONTINUES.match(pieces[0]) or are_ordinary_words(names):
        return None
    return _with_authors(names, ", ".join(pieces))


def _authors_and_stop(head: str) -> UnmarkedCitation | None:
    """Read "First Author and Second Author. Title. Venue 2015", "Author, et al. Title, 2015"."""
    stop = _STOP.search(head.strip(), 0, _FARTHEST_STOP)
    if not stop:
        return None
    who, et_al = _ET_AL_AT_END.subn("", head.strip()[: stop.start()])
    names = [name.strip() for name in _NAME_LIST_BORDER.split(who) if name.strip()]
    if not names or not all(map(is_person_name, names)) or are_ordinary_words(names):
        return None
    rest = head.strip()[stop.end() :]
    citation = _with_authors(names, rest) if len(rest.split()) > 1 and not _CONTINUES.match(rest) else None
    if citation and len(names) == 1 and not et_al:
        # What two capitalised words and a stop begin may be a title: only a venue and a year make it a reference.
        venue, year = citation.byline.venue, citation.byline.year
        is_placed = venue and year and read_venue(f"{venue} {year}") and len(citation.title.split()) > 1
        return citation._replace(other_titles=(f"{who}. {citation.title}",)) if is_placed else None
    return citation and citation._replace(byline=citation.byline._replace(et_al=bool(et_al)))


def _place_before_title(head: str) -> UnmarkedCitation | None:
    """Read "First Author, et al. ICLR 2013. Title", with the venue and its year before the title."""
    text = head.strip()
    stop = _STOP.search(text, 0, _FARTHEST_STOP)
    if not stop:
        return None
    who, et_al = _ET_AL_AT_END.subn("", text[: stop.start()])
    rest = text[stop.end() :]
    end = _STOP.search(rest, 0, _FARTHEST_STOP)
    place = read_venue(rest[: end.start()]) if end else None
    if not end or not place or not (place.venue and place.year):
        return None
    names = [name.strip() for name in _NAME_LIST_BORDER.split(who) if name.strip()]
    title = rest[end.end() :].rstrip(" .")
    if (
        not names
        or not all(map(is_person_name, names))
        or are_ordinary_words(names)
        or len(title.split()) < _FEWEST_OF_TITLE
    ):
        return None
    return UnmarkedCitation(title, (), Byline(tuple(names), bool(et_al), place.venue, place.year, place.month))


def _with_authors(names: list[str], rest: str) -> UnmarkedCitation | None:
    """Return the citation whose authors stand before `rest`; None if that is no title, so that they are no names."""
    if read_venue(rest):
        return None
    citation = _title_first(rest)
    if not citation and (book := _TITLE_AND_PUBLISHER.fullmatch(rest.strip())) and not read_venue(book["publisher"]):
        whole = () if names_publisher(book["publisher"]) else (book["whole"],)
        citation = UnmarkedCitation(
            book["title"], whole, Byline(year=int(book["year"]), publisher=book["publisher"].strip())
        )
    if not citation and (dated := _DATED_TITLE.fullmatch(rest.strip())):
        citation = UnmarkedCitation(dated["title"], (), Byline(year=int(dated["year"])))
    if not citation and (placed := _PLACED.fullmatch(rest.strip())):
        citation = UnmarkedCitation(placed["title"], (), Byline(venue=placed["venue"], year=int(placed["year"])))
    citation = citation or UnmarkedCitation(rest.rstrip(" ."), (), NO_BYLINE)
    return citation._replace(byline=citation.byline._replace(authors=tuple(names)))


def _names(piece: str) -> list[str]:
    names = [name.strip() for name in _AND.split(piece) if name.strip()]
    return names if all(is_person_name(name) and not _ARTICLE.match(name) for name in names) else []


def _title_people_year(head: str) -> UnmarkedCitation | None:
    """Read "Title. First Author, Second Author. 2011. A remark"; the year between stops ends the citation."""
    match = _TITLE_PEOPLE_YEAR.match(head)
    names = _NAME_LIST_BORDER.split(match["names"]) if match else []
    if not match or not all(map(is_person_name, names)) or are_ordinary_words(names):
        return None
    byline = Byline(tuple(names), year=int(match["year"]))
    return UnmarkedCitation(match["title"], (), byline, end=match.end())


def _title_and_names(head: str) -> UnmarkedCitation | None:
    """Read "A title. Roe, J., Poe, M., & Moe, A. (2001).": the names as references have them, the year ends it."""
    year = _YEAR_AT_END.search(head.strip())
    if not year:
        return None
    text = head.strip()[: year.end("year")]
    for stop in _BEFORE_NAMES.finditer(text):
        names = authors_at_start(text[stop.end() :])
        title = text[: stop.start() + 1].strip(" .")
        is_whole = names is not None and names.end >= len(text[stop.end() :].rstrip())
        if names and is_whole and names.year and names.authors and len(title.split()) > 1:
            return UnmarkedCitation(title, (), Byline(names.authors, names.et_al, year=names.year))
    return None


def _title_first(head: str) -> UnmarkedCitation | None:
    """Read "Title, Authors, Venue 2016", "Title (NeurIPS 2017)", "Title. Authors. Venue.", with nothing after it."""
    if not may_be_cited(head) or (not _INNER_BORDER.search(head) and not may_end_with_byline(head)):
        return None
    for match in _BORDER.finditer(head):
        title = head[: match.start()].strip(" .,")
        if len(title) < 8 and len(title.split()) < 2 and not _SYSTEM.search(title):
            continue
        if title.count("(") != title.count(")"):
            continue  # within "(CVPR, ICLR, NeurIPS 2023)"
        after_title = head[match.end() :]
        byline = read_byline(after_title)
        if _WORD.search(after_title, byline.end):
            continue
        is_bracketed = match[0].strip() in ("(", "[")
        if byline.is_citation or byline.identifiers or (is_bracketed and (byline.venue or byline.year)):
            # A name at the start may be the author, or the first words of the title.
            if not byline.authors and (named := _FAMILY_ET_AL.match(title)):
                byline = byline._replace(authors=(named["name"],), et_al=True)
                return UnmarkedCitation(title[named.end() :], (), byline)
            first, _, following = title.partition(", ")
            return UnmarkedCitation(title, (following,) if is_person_name(first) and following else (), byline)
    return None


def _book(head: str) -> UnmarkedCitation | None:
    """Read "First Last, Title (publisher)", as books are listed; what the brackets say cannot be checked."""
    text = head.strip()
    match = _BOOK.fullmatch(text) if text.rstrip(".").endswith((")", "）")) else None
    if not match:
        return None
    author, publisher = match["author"].strip(" *_"), match["publisher"].strip()
    east_asian = _EAST_ASIAN_NAME.match(text)
    is_person = (is_person_name(author) and not are_ordinary_words([author])) or (
        east_asian is not None and east_asian[0] == author
    )
    if not is_person or not _CAPITALISED.fullmatch(publisher) or role_of_label(publisher) or read_venue(publisher):
        return None
    year = int(match["year"]) if match["year"] else None
    return UnmarkedCitation(match["title"].strip(), (), Byline((author,), year=year, publisher=publisher))


def _published_book(head: str) -> UnmarkedCitation | None:
    """Read "First Last, Title, Some Press, 2012": a publisher before the year at the end."""
    match = _PUBLISHED_BOOK.fullmatch(head.strip())
    names = _names(match["author"]) if match else []
    if not match or not names or are_ordinary_words(names):
        return None
    title, publisher = match["title"].strip(" ,"), match["publisher"].strip()
    if placed := _MARKED_AND_PLACE.match(title):  # "Jane Roe, *A title*. New York, NY: Some Press, 2020"
        title = placed["title"]
    if not names_publisher(publisher):
        # Any name may be a publisher's if what is before it can only be a title.
        parts = title.split(", ")
        is_short = len(publisher.split()) <= _MOST_OF_PUBLISHER
        if not is_short or read_venue(publisher) or any(_names(part) or read_venue(part) for part in parts):
            return None
    byline = Byline(tuple(names), year=int(match["year"]), publisher=publisher)
    return UnmarkedCitation(title, (), byline)


def _placed_book(head: str) -> UnmarkedCitation | None:
    """Read "First Last, Title, Some Press, Bologna 2010": publisher, place and year at the end."""
    match = _PLACED_BOOK.fullmatch(head.strip())
    names = _names(match["author"]) if match else []
    if not match or not names or are_ordinary_words(names) or any(_names(part) for part in match["title"].split(", ")):
        return None
    byline = Byline(tuple(names), year=int(match["year"]), publisher=match["publisher"].strip())
    return UnmarkedCitation(match["title"].strip(" ,"), (), byline)


def _title_and_responsible(head: str) -> UnmarkedCitation | None:
    """Read "Title : subtitle / J. Roe, M. Poe. — Place : Press, 2011", as catalogues of libraries write (ISBD)."""
    match = _RESPONSIBLE.fullmatch(head.strip()) if " / " in head else None
    if not match:
        return None
    names = tuple(name for name in re.split(r"\s?[,;]\s", match["who"]) if _WITH_INITIALS.fullmatch(name))
    _, colon, publisher = match["place"].rpartition(":")
    is_journal = match["border"].strip() == "//"
    if not (is_journal or colon):
        return None
    byline = Byline(names, year=int(match["year"]), publisher="" if is_journal else publisher.strip(' ,.«»"'))
    if is_journal:
        byline = byline._replace(venue=re.split(r"\.\s", match["place"])[0].strip(" ,.—–"))
    return UnmarkedCitation(match["title"].strip(), (), byline, is_reference=True)


def _dated_and_marked(head: str) -> UnmarkedCitation | None:
    """Read "Lamp Board. (n.d.). *A title*. The site", which nothing but a reference looks like."""
    match = _DATED_AND_MARKED.match(head)
    if not match:
        return None
    who, title = match["who"].strip(" ,."), " ".join(match["title"].split()).rstrip(" .,")
    names = authors_at_start(f"{match['who'].strip()} (1900) ")
    authors = names.authors if names and names.year else (who,)
    year = int(match["year"]) if match["year"] else None
    byline = Byline(authors, bool(names and names.et_al), year=year)
    return UnmarkedCitation(title, (), byline, match.end(), is_reference=True)


def _before_semicolon(line: str) -> UnmarkedCitation | None:
    """Read what Silverchair's publishers offer to copy: "Jane Roe; A title. *Journal* 1 May 2024; 46 (1): 74–107"."""
    match = _COPIED.match(line) if ";" in line else None
    if match is None:
        return None
    names = tuple(_NAME_LIST_BORDER.split(match["who"].strip()))
    if not all(map(is_person_name, names)) or are_ordinary_words(names):
        return None
    byline = Byline(names, venue=match["venue"].strip(" *_"), year=int(match["year"]))
    return UnmarkedCitation(plain_value(match["title"].rstrip(".")), (), byline, match.end(), is_reference=True)


_FORMS = (
    read_title_line,
    _before_semicolon,
    _in_east_asian_marks,
    _place_before_title,
    read_reference,
    _dated_and_marked,
    _title_and_responsible,
    _from_quotes,
    _authors_first,
    _published_book,
    _placed_book,
    _authors_and_stop,
    _title_people_year,
    _behind_own_label,
    _title_and_names,
    _title_first,
    _book,
)
