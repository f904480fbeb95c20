"""Read the byline that follows a title in a list: authors, venue and date, up to a remark.

"*Liang Chen et al. arXiv.*", "Vaswani et al., NeurIPS 2017", "(ICLR'25)", "Preprint 2022". The text is read segment by
segment: names first, then venue and date. The first segment that is neither begins the remark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.extract.venue_names import full_name, may_have_venue
from biblio.extract.word_tables import is_known_word
from biblio.model.identifiers import Identifier
from biblio.readers.markdown.property_values import parse_property_date
from biblio.text import is_han_or_kana

__all__ = [
    "BY",
    "NO_BYLINE",
    "Byline",
    "VenueDate",
    "are_ordinary_words",
    "is_person_name",
    "may_be_cited",
    "may_end_with_byline",
    "may_name_venue",
    "names_more_authors",
    "read_bracketed_venue",
    "read_byline",
    "read_families",
    "read_venue",
]

_ET_AL = re.compile(
    r"\s*,?\s*\b(?:et\.? al\b\.?|and others\b|and colleagues\b)|(?<=\w)\+(?=[\s.,;)]|$)"
    r"|(?<=[\u3040-\u9fff])\s*(?:他|ら|ほか|等)(?=\W|$)",
    re.IGNORECASE,
)
_AFFILIATION = re.compile(
    r"(?:[\w.&'’-]+\s){0,4}(?:Universit\w+|Institut\w*|College|School|Academy|Labs?|Research|Inc\.?|Corp\.?)(?:\sof(?:\s[\w.'’-]+){1,3})?"
    r"|(?:Google|Microsoft|Meta|Facebook|Amazon|Apple|IBM|NVIDIA|Adobe|Alibaba|Tencent|Baidu|Huawei|ByteDance|Salesforce|OpenAI"
    r"|DeepMind)(?:\s[A-Z][\w.-]*){0,2}"
)
_MORE_AUTHORS = ("他", "ら", "ほか", "等")
# A full stop after an initial ("Frank F. Xu") does not end a segment; brackets contain affiliations, venues and dates.
_BORDER = re.compile(r"(?<!\b\w)\.(?=\s|$)|[,;|•·](?=\s|$)|[，、]|\s[-–—](?=\s)|[()\[\]（）\n]|\x1f")
# In characters: no name of a venue is longer, and no byline; a remark may be a page long.
_LONGEST = 120
_FARTHEST = 4_000
_SHORTEST_WORD = 5
_CERTAIN_BORDERS = ("\n", ", ", "; ")
_BRACKET = re.compile(r"[()\[\]（）]")
_BLANKS = " \t:.,-–—"  # around a segment
_AND = re.compile(r"(?<!\s)\s+(?:and|und|&)\s+|^(?:by|and)\s+")
_DIGIT = re.compile(r"\d")
_MARKS = re.compile(r"\\[*_]|[*_]+(?!\w)|(?<!\w)[*_]+|<br\s*/?>")
_LEAD = re.compile(
    r"(?:(?:accepted|published|presented|appeared|to appear)\s+)?(?:(?:in|at|by|to)\b)?\s*"
    r"(?:proc(?:eedings|\.)? of (?:the )?)?",
    re.IGNORECASE,
)
_YEAR_AT_END = re.compile(
    r"(?:(?<![\s,-])[\s,-]+)?(?:['’‘](?P<short>\d{2})|(?<!\d)(?P<year>(?:19|20)\d{2}))"
    r"(?:[\s-]+(?P<more>[^\W\d][\w ()-]{0,30}))?$"
)
_YEAR_FIRST = re.compile(r"(?P<year>(?:19|20)\d{2})[\s,-]+(?P<venue>[A-Za-z][\w&/ -]{1,40})")
# "2020 ICML@Lampworks", "2017 @Lampworks": where the authors work.
_YEAR_AND_FIRM = re.compile(r"(?P<year>(?:19|20)\d{2})\s(?:(?P<venue>[A-Z][\w/ -]{1,30}?)\s?)?@\s?\w[\w+&. -]{1,25}")
_IDENTIFIER = re.compile(r"arxiv|10\.\d|doi|pmid|isbn", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)\d{2}(?:[./-](?:0?[1-9]|1[0-2])(?:[./-]\d{1,2})?)?")
_MONTH_AND_YEAR = re.compile(r"[A-Z][a-z]+\.? (?:19|20)\d{2}")
_MONTH_FIRST = re.compile(r"(?P<month>0?[1-9]|1[0-2])[./-](?P<year>(?:19|20)\d{2})")
_YEAR_AND_MONTH = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])")  # "202011"
# "(Roe, Poe: June 2017)" behind a title.
_NAMED_AND_DATED = re.compile(
    r"\W*[(\[（](?P<names>[^\W\d_][^()\[\]:\n\d]{1,150}?):\s(?P<date>(?:[A-Z][a-z]{2,8}\.?\s|\d{1,2}[./-])?(?:19|20)\d\d)[)\]）]"
)
# "Roe & Poe, ICML 2015", "Roe, Poe, Moe 외. NeurIPS 2020.": family names alone, a venue, its year.
_FAMILY = r"(?:(?:v[ao]n|d[aeiou]|de[nrl])\s)?[^\W\d_a-z][^\W\d_]{1,60}(?:[-'’][^\W\d_]{1,60}){0,3}"
_BETWEEN_FAMILIES = r"(?:,\s(?:and\s|&\s)?|\s(?:and|und|&)\s)"
_FAMILIES = re.compile(
    rf"\s*(?P<names>{_FAMILY}(?:{_BETWEEN_FAMILIES}{_FAMILY}){{1,9}})"
    r"(?P<more>,?\s(?:et\.?\sal\b\.?|and\sothers|외|他|等))?"
)
_FAMILIES_AND_PLACE = re.compile(
    rf"{_FAMILIES.pattern}(?:[.,]\s|\s(?=[(\[]))[(\[]?(?P<place>[^()\[\]]{{2,80}}?)[)\]]?[.\s]*"
)
_YEAR_ALONE = re.compile(r"(?:1[5-9]|20)\d\d")
_PUBLISHER = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[\s'’-][^\W\d_]+){0,4}")
_IMPRINT = re.compile(
    r"[^\W\d_a-z][\w&' -]*\s(?:Press|Publish(?:ing|ers)|Books|Verlag|Editions|Editore|Editorial|Kiadó)"
)
_NAMES_WORD = re.compile(r"[^\W\d_a-z][\w'’.-]*(?:\s(?:[^\W\d_a-z][\w'’.-]*|v[ao]n|de[nr]?|d[aiou]|la|le)){0,4}")
_VENUE_WORD = re.compile(
    r"(?:\b(?:arxiv|biorxiv|medrxiv|ssrn|corr|openreview|preprint|journal|proceedings|proc\.|transactions|trans\.|conference"
    r"|workshops?|symposium|findings|letters|magazine|annals|bulletin)\b"
    r"|^(?:nature|science|cell|pnas|neuron|distill|ijcv|tog|jmlr|tpami|corl|3dv)\b|論文誌|学会|研究会|紀要)",
    re.IGNORECASE,
)
# One of these is in each of them; they are found sooner.
_IN_VENUE_WORDS = (
    "rxiv ssrn corr openreview preprint journal proc trans conference workshop symposium findings letters magazine"
    " annals bulletin nature science cell pnas neuron distill ijcv tog jmlr tpami corl 3dv"
).split()
_ANY_VENUE_WORD = re.compile(_VENUE_WORD.pattern.replace("^", r"\b"), re.IGNORECASE)
_ACRONYM = re.compile(r"[A-Z][A-Za-z&+/-]{0,30}[A-Z][A-Za-z]{0,30}(?:\s(?:[A-Z][\w&/-]*|of|on|and)){0,3}")
_NAME_WORD = re.compile(r"(?:[^\W\d_]\.-?)+|[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*\.?")
_PAIR = re.compile(
    rf"(?P<first>{_NAME_WORD.pattern})\s+(?:and|und|&)\s+(?P<second>{_NAME_WORD.pattern})"
    r"(?:,?\s+(?P<year>(?:19|20)\d\d))?"
)
_WITH_ARTICLE = re.compile(r"[dl]['’][^\W\d_a-z]")
_PARTICLES = frozenset("af al bin da das de del della den der di dos du el la le ten ter van von zu 't".split())
_CAMPUS = "UC"  # "UC Berkeley", "UC San Diego"
# Words of titles, organisations and remarks that are never part of a name.
_OTHER_WORDS = frozenset(
    "a an and are as at based by can code consensus criteria data dataset deep demo do does efficient fast first"
    " for from great guideline guidelines how image images in introduction is it its language large learning"
    " chapter appendix coda prologue epilogue preface interlude"
    " hours meeting office time agenda instructor instructors location schedule deadline"
    " lecture library machine model models more network networks neural new no not note notes of official on open"
    " or our overview paper papers part project recommendations repo representation research review science see"
    " series software source state study survey system systems team text the this to toolkit toward towards"
    " training transformer transformers tutorial university using version video vision visual vs what when why"
    " with without you your".split()
)  # fmt: skip


# Words between a title and its author, in the languages that write it so; a name follows.
BY = (
    r"(?:(?:(?:edited|translated|eds?\.|trans\.|hrsg\.)\s)?(?:by|von|par|por|de|di|da|do|af|av|van|od|από|του|της|от|автор|автора|tarafından|oleh|bởi|của)"
    r"\s(?=[^\W\d_a-z]))"
)
_BY_LEAD = re.compile(rf"(?P<by>[\s,*_–—-]*{BY})")


class Byline(NamedTuple):
    """Authors, venue and date. `end` is the offset of the remark in the text, or the text's length if there is none."""

    authors: tuple[str, ...] = ()
    et_al: bool = False
    venue: str = ""
    year: int | None = None
    month: int | None = None
    identifiers: tuple[Identifier, ...] = ()
    publisher: str = ""
    end: int = 0

    @property
    def is_citation(self) -> bool:
        """Whether it has the parts of a citation: a venue with its year, or authors with either."""
        where = self.venue or self.publisher or self.identifiers
        return sum(map(bool, (self.authors, where, self.year))) > 1 or self.et_al

    def fills(self, length: int) -> bool:
        """Whether a text up to `length` is several authors, a venue and a year: "Jane Roe, Max Poe, NeurIPS 2017"."""
        return len(self.authors) > 1 and bool(self.venue and self.year) and self.end >= length


NO_BYLINE = Byline()


class VenueDate(NamedTuple):
    """A venue (may be empty) with its year and month."""

    venue: str
    year: int | None = None
    month: int | None = None


# "Roe et al., ICML, 2021 #lamps - to read"
_TAG = re.compile(r"(?<!\s)\s+#[^\W\d][\w/-]*(?=\s|$)")
_FOLLOWED = re.compile(r"et\.? al\b")


class _Segment(NamedTuple):
    """A segment of a byline, with its offset, and whether it is in brackets."""

    text: str
    at: int
    is_bracketed: bool


def read_byline(text: str, *, at: int = 0) -> Byline:
    """Return the authors, venue and date at the start of `text`, which follows a title and may contain markup.

    `at` is the offset of `text` in a longer text, in which the result's `end` then counts.
    """
    if not text.strip():
        return Byline(end=at + len(text))
    bare = _without_marks(text if len(text) <= _FARTHEST else text[:_FARTHEST])
    if " #" in bare and (tag := _TAG.search(bare)):
        bare = bare[: tag.start()]
    is_by = _BY_LEAD.match(bare)
    if is_by:
        bare = " " * is_by.end() + bare[is_by.end() :]
    if dated := _named_and_dated(bare) or _families_and_place(bare):
        return dated._replace(end=at + dated.end)
    may_have_et_al = _may_have_et_al(bare)
    names: list[str] = []
    if may_have_et_al and (families := _families_et_al(bare)):
        names += families.authors
        bare = " " * families.end + bare[families.end :]
    unread = _segments(bare)
    segments = list(islice(unread, 1))  # those that come next, the first of them last
    et_al, are_bracketed, is_placed = bool(names), False, False
    if not segments:
        return Byline(tuple(names), et_al, end=at + len(text))
    start = segments[0].at
    venue, year, month, publisher = "", None, None, ""
    identifiers: list[Identifier] = []
    while segments:
        part, offset, is_bracketed = segment = segments.pop()
        if not segments:
            segments += islice(unread, 1)
        if segments and not names and " " not in part and _FOLLOWED.match(segments[-1].text):
            # "Roe, et al., 2017"
            part = f"{part} {segments.pop().text}"
            segments += islice(unread, 1)
        et_al_match = _ET_AL.search(part) if may_have_et_al and _may_have_et_al(part) else None
        is_imprint = bool(names and segments) and _IMPRINT.fullmatch(part) is not None  # looks like a name
        is_imprint = is_imprint and _YEAR_ALONE.fullmatch(segments[-1].text) is not None
        part_names = _names(part[: et_al_match.start()] if et_al_match else part, alone=et_al_match is not None)
        # "Jane Roe (Lamp City, San Diego), Max Poe": what is in brackets behind a name is where the person works.
        is_place = bool(is_bracketed and names and not are_bracketed and part_names)
        is_placed = is_placed or is_place
        part_names = [] if is_imprint or is_place else part_names
        if not part_names and not et_al_match and (pair := _pair(part, segments[-1].text if segments else "")):
            part_names = [pair["first"], pair["second"]]
            if pair["year"]:
                segments.append(_Segment(pair["year"], offset + pair.start("year"), False))
        if part_names or (et_al_match and names and not et_al_match.start()):
            are_bracketed = are_bracketed or is_bracketed
            names += [] if et_al else part_names  # "Roe et al., Harbour Labs, 2023": a place looks like a name
            if et_al_match:
                et_al = True
                if after_et_al := part[et_al_match.end() :].strip(" .,"):
                    segments.append(_Segment(after_et_al, offset + et_al_match.end(), False))
            continue
        # "arXiv preprint arXiv:1511.02680" is both the venue and the identifier.
        matches = find_identifiers(part) if _IDENTIFIER.match(part) else ()
        part_identifiers = [match.identifier for match in matches]
        is_identifier = bool(part_identifiers) and len(part.split()) < 4
        is_arxiv = any(identifier.scheme == "arxiv" for identifier in part_identifiers)
        read = VenueDate("arXiv" if is_arxiv else "") if is_identifier else read_venue(part)
        if (
            not read
            and names
            and not venue
            and segments
            and _YEAR_ALONE.fullmatch(segments[-1].text)
            and _PUBLISHER.fullmatch(part)
        ):
            publisher = part  # "Jane Roe, Faber, 1998"
            continue
        if (
            et_al
            and not (read or venue)
            and segments
            and _AFFILIATION.fullmatch(part)
            and read_venue(segments[-1].text)
        ):
            continue  # "Roe et al., Lamps Inc., ICML 2023"
        if read and not (read.venue and venue and not part_identifiers):
            identifiers += part_identifiers
            venue, year, month = venue or read.venue, year or read.year, month or read.month
        elif not (is_bracketed and names and not venue):  # in brackets after a name is the affiliation
            segments.append(segment)
            break
    end = segments[-1].at if segments else len(bare)
    while 0 < end < len(text) and text[end - 1] in "([（*_":
        end -= 1
    if not (et_al or len(names) > 1 or venue or year or (names and (is_by or is_placed))):
        # A single name, alone or before a remark, may just as well be two words of the remark.
        return Byline(end=at + min(end, start))
    if names and not et_al and are_ordinary_words(names):
        return Byline(end=at + start)
    return Byline(tuple(names), et_al, venue, year, month, tuple(identifiers), publisher, end=at + end)


def may_end_with_byline(text: str) -> bool:
    """Return whether the last segment of `text` can be part of a byline; no byline reaches its end if it cannot."""
    end = _without_marks(text[max(map(text.rfind, _CERTAIN_BORDERS)) + 1 :])
    segments = list(_segments(end))
    if not segments or _BRACKET.search(text):
        return True
    part = segments[-1].text
    return bool(
        _may_have_et_al(part)
        or _names(part, alone=False)
        or _PAIR.fullmatch(part)
        or _IDENTIFIER.match(part)
        or read_venue(part)
    )


def may_be_cited(text: str) -> bool:
    """Return whether a byline in `text` may be a citation, which has "et al.", a year, a venue or an identifier."""
    return _DIGIT.search(text) is not None or _may_have_et_al(text) or may_name_venue(text)


def _without_marks(text: str) -> str:
    """Return `text` with its marks replaced character by character, so that offsets stay the same."""
    if "*" in text or "_" in text or "<" in text:
        return _MARKS.sub(lambda match: (" " if match[0][0] == "\\" else "\x1f") * len(match[0]), text)
    return text


def names_more_authors(text: str) -> bool:
    """Return whether `text` has "et al." or the like."""
    return _may_have_et_al(text) and _ET_AL.search(text) is not None


def _may_have_et_al(text: str) -> bool:
    """Return whether `text` may say that there are more authors; it is looked at before its parts."""
    if "+" in text or (not text.isascii() and any(sign in text for sign in _MORE_AUTHORS)):
        return True
    lowered = text.lower()
    return ("et" in lowered and "al" in lowered) or "and others" in lowered or "and colleagues" in lowered


def _named_and_dated(text: str) -> Byline | None:
    """Return the byline that brackets with names, a colon and a date are, or None."""
    match = _NAMED_AND_DATED.match(text)
    date = read_venue(match["date"]) if match else None
    if not match or not date:
        return None
    names, count = _ET_AL.subn("", match["names"])
    people = [name.strip() for name in re.split(r",\s?(?:and\s)?|;|\s(?:and|und|&)\s", names) if name.strip()]
    if not people or not all(map(_NAMES_WORD.fullmatch, people)):
        return None
    return Byline(tuple(people), bool(count), year=date.year, month=date.month, end=match.end())


def read_families(text: str) -> Byline | None:
    """Return the authors of a text that is family names and nothing else ("Roe & Poe", "Roe, Poe, et al."), or None.

    Topics look the same: at most half of the names may be words that titles have.
    """
    match = _FAMILIES.fullmatch(text.rstrip(" ,.:"))
    names = re.split(_BETWEEN_FAMILIES, match["names"]) if match else []
    words = [name.split()[-1].casefold() for name in names]
    known = sum(word in _OTHER_WORDS or (len(word) >= _SHORTEST_WORD and is_known_word(word)) for word in words)
    if not match or 2 * known > len(words) or any(name.isupper() for name in names):
        return None
    return Byline(tuple(names), bool(match["more"]), end=len(text))


def _families_and_place(text: str) -> Byline | None:
    """Return the byline that a whole text of family names, a venue and its year is, or None."""
    match = _FAMILIES_AND_PLACE.fullmatch(text) if _DIGIT.search(text) else None
    place = read_venue(match["place"]) if match else None
    families = read_families(text[: match.end("more" if match["more"] else "names")]) if match else None
    if not place or not families or not (place.venue and place.year):
        return None
    return families._replace(venue=place.venue, year=place.year, month=place.month, end=len(text))


def _families_et_al(text: str) -> Byline | None:
    """Return the family names with "et al." that a text begins with ("Roe, Poe, Moe et al. · 2026"), or None."""
    match = _FAMILIES.match(text)
    families = read_families(match[0]) if match and match["more"] else None
    return families._replace(end=match.end()) if match and families else None


def _segments(text: str) -> Iterator[_Segment]:
    start, depth = 0, 0
    for match in chain(_BORDER.finditer(text), (None,)):
        end = match.start() if match else len(text)
        part = text[start:end].lstrip(_BLANKS)
        if part:
            yield _Segment(part.rstrip(_BLANKS), end - len(part), depth > 0)
        if match:
            start = match.end()
            depth = max(0, depth + (match[0] in "([（") - (match[0] in ")]）"))


def _names(part: str, *, alone: bool) -> list[str]:
    """Return the names that make up a segment, or nothing; `alone` accepts one family name ("Vaswani et al.")."""
    if not alone and " " not in part:
        return []
    has_and = "and" in part or "und" in part or "&" in part or part.startswith("by")
    pieces = [piece.strip() for piece in (_AND.split(part) if has_and else (part,)) if piece.strip()]
    if pieces and all(map(is_person_name, pieces)):
        return pieces
    if alone and len(pieces) == 1 and _NAME_WORD.fullmatch(pieces[0]):
        return pieces if pieces[0][0].isupper() or (is_han_or_kana(pieces[0]) and len(pieces[0]) <= 6) else []
    return []


def _pair(part: str, following: str) -> re.Match[str] | None:
    """Match two family names before a year ("Gu and Dao, 2023"); without the year they may be words of a title."""
    match = _PAIR.fullmatch(part)
    if not match or not (match["year"] or _DATE.fullmatch(following)):
        return None
    names = (match["first"], match["second"])
    is_people = all(name[0].isupper() and name.casefold() not in _OTHER_WORDS for name in names)
    return match if is_people and not all(name.isupper() for name in names) else None


def is_person_name(text: str) -> bool:
    """Return whether `text` can only be a person's name: two to five capitalised words, none typical of titles."""
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > 45:
        return False
    if any(word.casefold() in _OTHER_WORDS or not _NAME_WORD.fullmatch(word) for word in words) or words[0] == _CAMPUS:
        return False
    capitals = [word for word in words if word[0].isupper()]
    others = [word for word in words if not word[0].isupper()]
    with_article = [word for word in others if _WITH_ARTICLE.match(word)]  # "Marie de l'Incarnation"
    if len(capitals) + len(with_article) < 2 or any(word not in (*_PARTICLES, *with_article) for word in others):
        return False
    # "NLP Group", "BERT Large": a word in capitals is not part of a name unless it is initials.
    return len(words[-1]) > 1 and not any(len(word) > 2 and word.isupper() and "." not in word for word in words)


def are_ordinary_words(names: Sequence[str]) -> bool:
    """Return whether what looks like names are rather words of a title: "Coral Reefs", "Sleep Loss".

    In each of them must be a word that titles have; in a single one, two such words. Short words are no evidence,
    because they are also names ("Song Han").
    """
    counts = [
        sum(len(word) >= _SHORTEST_WORD and is_known_word(word.casefold()) for word in name.replace("-", " ").split())
        for name in names
    ]
    return all(counts) and (len(counts) > 1 or sum(counts) > 1)


def read_venue(text: str) -> VenueDate | None:
    """Return venue, year and month if `text` is nothing else ("NeurIPS'17", "2019.10", "Preprint 2022"), or None."""
    text = text.strip(" .,:*_")
    return _read_venue(text) if len(text) <= _LONGEST else None


def read_bracketed_venue(text: str) -> VenueDate | None:
    """Return what `read_venue` does of words in brackets, where any acronym behind the year is a venue: "2018 SIST"."""
    first = _YEAR_FIRST.fullmatch(text)
    if first and _ACRONYM.fullmatch(first["venue"]):
        return VenueDate(first["venue"], int(first["year"]))
    return read_venue(text)


@lru_cache(maxsize=8192)  # the same words are looked at as the end of a title, and beside it
def _read_venue(text: str) -> VenueDate | None:
    if not _DIGIT.search(text):
        lead = _LEAD.match(text)
        name = text[lead.end() :].strip() if lead else text
        return VenueDate(name) if _is_venue(name) else None
    if _DATE.fullmatch(text) or _MONTH_AND_YEAR.fullmatch(text):
        try:
            date = parse_property_date(text)
        except ValueError:
            return None
        if date:
            return VenueDate("", date.year, date.month or None)
    if numbers := _MONTH_FIRST.fullmatch(text) or _YEAR_AND_MONTH.fullmatch(text):
        return VenueDate("", int(numbers["year"]), int(numbers["month"]))
    if lead := _LEAD.match(text):
        text = text[lead.end() :].strip()
    # "2020 ICML", "2020-CVPR"
    if (first := _YEAR_FIRST.fullmatch(text)) and _is_venue(first["venue"]):
        return VenueDate(first["venue"], int(first["year"]))
    if first := _YEAR_AND_FIRM.fullmatch(text):
        return VenueDate(first["venue"] or "", int(first["year"]))
    match = _YEAR_AT_END.search(text)
    if not match:
        return VenueDate(text) if _is_venue(text) else None
    venue = text[: match.start()]
    if not _is_venue(venue) and not (len(venue) < 30 and _ACRONYM.fullmatch(venue)):
        return None
    year = int(match["year"]) if match["year"] else 2000 + int(match["short"])
    year -= 100 if match["short"] and int(match["short"]) > 50 else 0
    return VenueDate(f"{venue} {match['more'] or ''}".strip(), year)


def may_name_venue(text: str) -> bool:
    """Return whether a venue may be named in `text`; looking is quicker than reading its parts."""
    if may_have_venue(text):
        return True
    return _may_have_venue_word(text) and _ANY_VENUE_WORD.search(_without_marks(text)) is not None


def _may_have_venue_word(text: str) -> bool:
    if not text.isascii():
        return True
    lowered = text.lower()
    return any(map(lowered.__contains__, _IN_VENUE_WORDS))


def _is_venue(text: str) -> bool:
    return len(text) < 120 and (
        bool(full_name(text))
        or (_may_have_venue_word(text) and _VENUE_WORD.search(text) is not None and len(text.split()) < 14)
    )
