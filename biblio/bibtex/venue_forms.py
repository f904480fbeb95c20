"""The name of a conference in the forms in which people write it: as they cite it, in full, short.

Services give the title of the volume of proceedings with all that stands on its cover: "9th International Conference on
Learning Representations, ICLR 2021, Virtual Event, Austria, May 3-7, 2021" (DBLP), "Proceedings of the 2019 Conference
of … (Volume 1: Long Papers)" (ACL Anthology), "Computer Vision – ECCV 2018" (Springer). Parts are left out, because an
entry has the year and nobody cites place and date; nothing is added but the names in our table of venues (ECCV). What
may distinguish two venues (a workshop, a companion volume, a track) always stays, and so does a part in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from biblio import patterns as re
from biblio.bibtex.venue_places import is_place
from biblio.extract.venue_names import full_name
from biblio.text import fold, normalise_space

__all__ = ["VenueForm", "VenueStyle", "venue_form"]

VenueStyle = Literal["cited", "full", "short", "source"]


@dataclass(frozen=True, slots=True)
class VenueForm:
    """A venue's name, and the number of the volume of proceedings that was part of it ("… (Volume 2: …)")."""

    name: str
    volume: str = ""


_LONGEST = 600  # a longer text is no name
_YEAR = r"(?:19[5-9]|20[0-4])\d"
_MEETING = re.compile(
    r"\b(?:conf(?:erences?|érences?)|workshops?|symposi(?:um|a)|meetings?|congress|colloqui(?:um|a)|colloque|forum|summit"
    r"|seminars?|convention|assembly|rencontres?|journées|ateliers?|shared task|school|exhibition|campaign)\b",
    re.IGNORECASE,
)
# Words that tell a part of a conference, or a companion of it, from the conference: they are never left out.
_TRACK = re.compile(
    r"\b(?:workshops?|companion|adjunct|supplement\w*|extended abstracts?|findings|demo\w*|posters?|tutorials?|doctoral"
    r"|student|industry|industrial|shared tasks?|satellite|special|late[- ]breaking|keynotes?|panel)\b",
    re.IGNORECASE,
)
_ACRONYM = r"(?<![\w+*@.&/-])[A-Z](?=[\w+*@.&/-]*[A-Z])[\w+*@.&/-]*"  # at least two capitals
# "ICLR 2021", "CVPR Workshops 2019", "IJCAI-23", "SIGIR '95", "Interspeech 2020", "EAAI 2022 Virtual Event"
_EDITION = re.compile(
    rf"\(?(?:the )?(?P<name>[A-Z][\w+*@.&/-]*(?: [A-Z&@][\w+*.&/@-]*){{0,4}}?)(?:[ -]?{_YEAR}|[- ]?['’]\d\d|-\d\d?)\)?"
    r"(?: (?P<more>.*))?"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE_WORD = re.compile(rf"{_MONTH}|\d{{1,4}}(?:st|nd|rd|th)?|and|to|held|on", re.IGNORECASE)
_DAY = re.compile(rf"\b{_MONTH} \d|\d {_MONTH}(?: |$)", re.IGNORECASE)
_ONLINE = re.compile(
    r"(?:fully |held )?(?:virtual(?:ly)?|online|on-?line|hybrid)\b(?: (?:event|conference|only|meeting|mode|and .*))?"
    r"(?: ?[/(\[].*)?",
    re.IGNORECASE,
)
# What stands behind a venue and is no part of its name: the kind of book, its part, its publisher and series.
_PUBLISHING = re.compile(
    r"(?:(?:conference )?proceedings|revised(?: selected)? papers|selected papers|part [\divxlc]+|proceedings,? part .*"
    r"|(?:pmlr|jmlr(?:: w&cp| w&cp| workshop and conference proceedings)?|lncs|lnai|ceur(?:-ws(?:\.org)?)?)(?: .*)?"
    r"|lecture notes in .*|proceedings of machine learning research.*|ceur workshop proceedings.*"
    r"|acm(?: press)?|ieee(?: press| computer society)?|springer\b.*|openreview\.net|aaai press|usenix association"
    r"|curran associates.*|morgan kaufmann.*|elsevier\b.*|association for computing machinery)",
    re.IGNORECASE,
)
_ONES = "first second third fourth forth fifth sixth seventh eighth ninth".split()
_TENS = "twenty thirty forty fourty fifty sixty seventy eighty ninety".split()
_WORD = "|".join(
    [
        *(f"(?:{'|'.join(_TENS)})[- ]?{one}" for one in _ONES),
        *_ONES,
        *"tenth eleventh twelfth twelveth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
        " twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split(),
    ]
)
_ORDINAL = rf"(?:\d{{1,3}}\s?(?:st|nd|rd|th|[eè](?:me|re)?|ère|er)|{_WORD})"
# An ordinal that counts meetings stands before the name of one. "Second language", "first order" count nothing.
_NO_COUNT = (
    r"(?!(?:first|second|third|1st|2nd|3rd)\s+(?:languages?|order|person|party|world|class|hand|degree|aid|responders?)\b)"
    r"(?!\S{1,60}+\s++(?:century|generation|grade)\b)"
)
_COUNT = re.compile(
    rf"(?P<before>^|\b(?:the|of|de|la|du|and|et|with|in|joint)\s++|[&,:(@–—-]\s*+"
    rf"|(?-i:\b[A-Z]{{3,}}(?:[/-][A-Z]{{2,}})*)\s++)(?P<article>the\s++)?"
    rf"{_NO_COUNT}{_ORDINAL}\b(?!-)\s+(?=(?P<rest>[^,:;()]*))",
    re.IGNORECASE,
)
_BUILDING = re.compile(
    r"^(?:the )?(?:\w+ ){0,3}(?:university|universität|université|universidad|institute|library|center|centre|college"
    r"|hotel|palace|palau|museum|campus|hall)\b(?! for\b)",
    re.IGNORECASE,
)
_IN_NAME = re.compile(rf"{_MEETING.pattern}|\b(?:and|of|for|on)\b|&", re.IGNORECASE)
_COLOCATED = re.compile(
    r"(?<!\s)\s+(?:co-?located with|held (?:at|in|on|jointly|as part)|in conjunction with|@)\s.*", re.IGNORECASE
)
_LABELLED_VOLUME = re.compile(
    r"(?:(?<![\s,.:–-])[\s,.:–-]++)?(?:[([]\s*+)?\bvol(?:ume|\.)?\s?(?P<number>\d{1,3}|[IVX]+)\b\s*+"
    r"(?:[:(,]\s*(?P<label>[^)\]]*)[)\]]?)?\s*+[)\]]?\s*+$",
    re.IGNORECASE,
)
_MAIN_VOLUME = re.compile(
    r"(?:long|short|full|main|regular|research|technical|the|and|&|papers?|volume|conference|proceedings|track|[\s,])*",
    re.IGNORECASE,
)
_ADVANCES = re.compile(r"(?P<name>Advances in [^,:\d]+?) (?P<number>\d{1,3})(?:[:,] .*)?")
# Crossref's titles of ACM's proceedings: "… on Knowledge Discovery and Data Mining - KDD '16"; the main volume.
_NAME_OF_EDITION = re.compile(rf"(?<!\s)\s+[–—-]\s+{_ACRONYM}\s?(?:['’]\d\d|{_YEAR})$|:\s+Main (?:Volume|Conference)$")
_DESCRIPTION = re.compile(rf"(?:(?<!\s)\s+)?\[[^\]]{{0,150}}{_YEAR}[^\]]{{0,150}}\]$")
_JOURNAL = re.compile(
    r"(?!.*\b(?:proceedings|conference|workshop))(?:\w+ ){0,4}(?:journal|transactions|letters|magazine|bulletin)\b",
    re.IGNORECASE,
)
_SPRINGER = re.compile(
    rf"(?P<topic>[^,]*?[^\s,])\s*+[.–—-]\s++(?P<acronym>[A-Z][\w&/-]*(?: [A-Z][\w&/-]*)?) {_YEAR}(?:\s*[–—-]\s.*)?"
)
_BEFORE_NAME = re.compile(
    rf"(?P<acronym>[A-Z][\w/&+-]*?(?: [A-Z][\w/&+-]*)?)(?:\s?['’]\d\d|[ -]{_YEAR}|-\d\d)"
    r"(?: vol(?:ume|\.)? (?P<volume>\d+))?\s*[:–—-]\s+(?P<name>.+)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def venue_form(venue: str, style: VenueStyle = "cited", *, short: str = "") -> VenueForm:
    """Return the name of a venue in a style; `short` is the short name that its source gives.

    "cited" leaves out ordinals, years, places, dates and publishers, "full" only places, dates and publishers; "short"
    is the acronym, as far as the source or the name has one, else the cited form; "source" changes nothing.
    """
    venue = normalise_space(venue)
    if style == "source" or not venue or len(venue) > _LONGEST or _JOURNAL.match(venue):
        return VenueForm(venue if style != "short" else short or venue)
    name, editions = _without_tail(venue, short)
    if style == "full":
        return VenueForm(name)
    cited = _cited(name)
    if style == "short":
        return VenueForm(_short(short, editions, cited.name), cited.volume)
    return cited


# -- the tail: editions, places, dates, publishers -------------------------------------------------------------------
def _without_tail(venue: str, short: str) -> tuple[str, tuple[str, ...]]:
    """Return a venue's name without what follows it, and the acronyms of its edition."""
    segments = _split(_DESCRIPTION.sub("", venue))
    start = 0
    if len(segments) > 1 and _MEETING.search(segments[1]):
        # "ICLR 2013, Conference on …"; "Learning Theory, 17th Annual Conference on Learning Theory"
        start = 1 if fold(segments[0]) in fold(segments[1]) or _edition(segments[0]) else 0
    editions = [name for segment in segments[:start] if (name := _edition(segment))]
    segments = segments[start:]
    end = next((index for index in range(1, len(segments)) if _ends_name(segments[index])), len(segments))
    names = [_without_place(segments[:end], is_dated=end < len(segments))]
    acronyms = [""]
    tracks: list[str] = []
    index = end
    while index < len(segments):
        segment = segments[index]
        index += 1
        if edition := _edition(segment):
            editions.append(edition)
            acronyms[-1] = acronyms[-1] or edition
            if _TRACK.search(edition) and not _TRACK.search(names[-1][-1]):
                tracks.append(edition)
        elif _MEETING.search(segment) and not _is_date(segment) and not _ONLINE.fullmatch(segment):
            stop = next((i for i in range(index, len(segments)) if _ends_name(segments[i])), len(segments))
            names.append(_without_place([segment, *segments[index:stop]], is_dated=stop < len(segments)))
            acronyms.append("")
            index = stop
        elif _TRACK.search(segment) and not any(_TRACK.search(part) for part in names[0]):
            tracks.append(segment)
    chosen = [name for name, acronym in zip(names, acronyms, strict=True) if short and fold(acronym) == fold(short)]
    parts = [part for name in (chosen[:1] or names) for part in name]
    return ", ".join((*parts, *tracks)), tuple(editions)


def _split(venue: str) -> list[str]:
    """Return the parts between commas, those in brackets left whole."""
    parts, depth, start = [], 0, 0
    for index, char in enumerate(venue):
        depth += (char in "([") - (char in ")]")
        if char == "," and depth <= 0:
            parts.append(venue[start:index].strip())
            start = index + 1
    return [part for part in (*parts, venue[start:].strip()) if part]


def _edition(segment: str) -> str:
    """Return the acronym of a segment that names an edition ("ICLR 2021"), else an empty string."""
    match = _EDITION.fullmatch(segment)
    if not match or not re.search(r"[A-Z].*[A-Z]|^[A-Z][a-z]+$", match["name"]):
        return ""
    more = match["more"] or ""
    if more and not (_ONLINE.fullmatch(more) or _TRACK.fullmatch(more) or _PUBLISHING.fullmatch(more)):
        return ""
    return f"{match['name']} {more}" if more and _TRACK.fullmatch(more) else match["name"]


def _ends_name(segment: str) -> bool:
    return bool(_edition(segment) or _ONLINE.fullmatch(segment) or _PUBLISHING.fullmatch(segment) or _is_date(segment))


def _is_date(segment: str) -> bool:
    if _DAY.search(segment):
        return True
    words = re.split(r"[\s/–—-]+", segment)
    has_digit = any(char.isdecimal() for char in segment)
    return has_digit and all(not word or _DATE_WORD.fullmatch(word) for word in words)


def _without_place(segments: Sequence[str], *, is_dated: bool) -> list[str]:
    """Return the segments of a name without "city, state, country" at their end.

    The country shows that there is a place; before it stand the city and perhaps a region. A list of topics that is
    part of the name ends with "and".
    """
    kept = list(segments)
    if len(kept) < 2 or not is_place(kept[-1]) or not any(map(_MEETING.search, kept)):
        return kept
    kept.pop()
    while len(kept) > 1 and is_place(kept[-1]):
        kept.pop()
    for _ in range(2 if is_dated else 1):
        if len(kept) > 1 and len(kept[-1].split()) <= 3 and not _IN_NAME.search(kept[-1]):
            kept.pop()
    while len(kept) > 1 and _BUILDING.search(kept[-1]):
        kept.pop()
    return kept


# -- the name as people cite it --------------------------------------------------------------------------------------
def _cited(name: str) -> VenueForm:
    if advances := _ADVANCES.fullmatch(name):
        return VenueForm(advances["name"], advances["number"])
    if springer := _SPRINGER.fullmatch(name):
        known = full_name(springer["acronym"])
        return VenueForm(known or f"{springer['topic']} – {springer['acronym']}")
    whole, volume = name, ""
    if (labelled := _BEFORE_NAME.fullmatch(name)) and _MEETING.search(labelled["name"]):
        name, volume = labelled["name"], labelled["volume"] or ""
    name = _COLOCATED.sub("", name)
    if (found := _LABELLED_VOLUME.search(name)) and found.start():
        label = (found["label"] or "").strip()
        volume = volume or _arabic(found["number"])
        name = name[: found.start()] + ("" if _MAIN_VOLUME.fullmatch(label) else f": {label}")
    name = _without_ordinals(_without_years(_NAME_OF_EDITION.sub("", name)))
    name = normalise_space(re.sub(r"\(\s*\)", "", name)).rstrip(" ,:–—-")
    if name.count("(") != name.count(")") or name.count("[") != name.count("]"):
        return VenueForm(whole)
    return VenueForm(name, volume)


def _arabic(number: str) -> str:
    """Return the number of a volume in digits, as biblatex wants it: "III" is 3."""
    values = {"I": 1, "V": 5, "X": 10}
    digits = [values.get(letter.upper(), 0) for letter in number]
    if number.isdecimal() or not all(digits):
        return number
    return str(sum(-digit if digit < max(digits[index:]) else digit for index, digit in enumerate(digits)))


def _without_years(name: str) -> str:
    name = re.sub(rf"^(?:the )?{_YEAR} (?=\S)", "", name, flags=re.IGNORECASE)
    name = re.sub(rf"(\bproceedings of (?:the )?|[:,] (?:the )?){_YEAR} (?=\S)", r"\1", name, flags=re.IGNORECASE)
    # An acronym behind the name it stands for: "… Signal Processing ICASSP 2023".
    if not re.search(rf"(?:[:–-]|\b(?:of|the|at|in|for|on|and|with|from))\s+{_ACRONYM} {_YEAR}$", name):
        name = re.sub(rf"(?<=[a-z)])\s+{_ACRONYM} {_YEAR}$", "", name)
    name = re.sub(rf"({_ACRONYM}|\b[A-Z][\w-]{{0,60}}[a-z])[ -]{_YEAR}(?=\)|$)", r"\1", name)
    name = re.sub(rf"({_ACRONYM}) {_YEAR}(?![\w–-])", r"\1", name)
    name = re.sub(rf"({_ACRONYM})(?:\s?['’]|-)\d\d(?![\w–-])", r"\1", name)
    return re.sub(rf"\s\(?{_YEAR}\)?$", "", name)


def _without_ordinals(name: str) -> str:
    def strip(match: re.Match[str]) -> str:
        if not _MEETING.search(match["rest"]):
            return match[0]
        before = match["before"]
        at_start = not before.strip() or (before.strip().lower() == "the" and match.start() == 0)
        return (
            "" if at_start else before + ("" if before.rstrip().endswith((":", ",", "(")) else match["article"] or "")
        )

    return re.sub(r"\bthe the\b", "the", _COUNT.sub(strip, name), flags=re.IGNORECASE)


# -- the short form --------------------------------------------------------------------------------------------------
def _short(short: str, editions: Sequence[str], cited: str) -> str:
    short = re.sub(rf"(?:(?<![\s'’-])[\s'’-]+)?{_YEAR}$", "", normalise_space(short))
    if short and fold(short) not in ("ws", "workshop", "workshops", "findings"):
        return short
    if editions:
        return editions[0]
    bracketed = re.search(rf"\(({_ACRONYM})\)$", cited)
    return bracketed[1] if bracketed else cited
