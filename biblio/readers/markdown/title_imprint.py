"""Separate a title from what follows it behind commas: venue, year, an author.

"A primer, SIGMOD, 2008", "A primer, in ICDE, 2013", "A primer, 2014, SIGMOD", "A primer, Jane Roe, 1999": lists write
where and when a work appeared into the words of its link. Nothing is separated without a year.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from biblio.extract.venue_names import full_name
from biblio.readers.markdown.byline import Byline, are_ordinary_words, is_person_name, read_venue
from biblio.readers.markdown.inline import role_of_label

__all__ = ["Imprint", "read_imprint"]

_COMMA = re.compile(r"(?:(?<!\s)\s+)?[,，](?:\s+|(?=(?:19|20)\d\d\s*(?:[,，]|$)))")
# Years before are part of titles: "The theatre of Paris, 1830".
_YEAR = re.compile(r"(?:[A-Z][a-z]{2,8}\.?\s)?(?P<year>19[5-9]\d|20[0-4]\d)")
_LEAD = re.compile(r"(?:in|at)\s(?=[A-Z])")
_ACRONYM = re.compile(r"[A-Z](?=[A-Za-z]*[A-Z])[\w/&+-]*")
_SOCIETY = re.compile(r"(?:IEEE|ACM|USENIX|SIAM|IFIP|INFORMS)\b(?:\s[\w&/:.-]+){1,9}")
_THESIS = re.compile(
    r"(?:with\s)?(?:(?:his|her|their|an?)\s)?(?:ph\.?\s?d\.?|doctoral|master['’]?s?|m\.?sc\.?|bachelor['’]?s?)\s"
    r"(?:thesis|dissertation)",
    re.IGNORECASE,
)
_ARTEFACT = re.compile(r"(?:source )?code|data(?:set)?|slides|video|demo", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 3  # of a title that only a year follows
_MOST_PARTS = 4


class Imprint(NamedTuple):
    """A title without its imprint, and what the imprint says."""

    title: str
    byline: Byline


def read_imprint(text: str) -> Imprint | None:
    """Return the title at the start of `text` (plain words on one line) and the imprint behind it, or None."""
    if not _DIGIT.search(text):
        return None
    commas = list(_COMMA.finditer(text))
    end = len(text)
    byline = Byline()
    pending = Byline()  # what was read to the right of the year: "…, 2014, SIGMOD"
    for comma in reversed(commas[-_MOST_PARTS:]):
        part = text[comma.end() : end].strip(" .")
        more = _part(part, byline.year or pending.year)
        if more is None or (more.authors and byline.authors):
            break
        pending = _joined(pending, more)
        if byline.year or pending.year:  # without a year, the words may be part of the title
            byline, pending = _joined(byline, pending), Byline()
            cut = comma.start()
        end = comma.start()
    if not byline.year:
        return None
    title = text[:cut].rstrip(" ,")
    words = len(_WORD.findall(title))
    is_enough = words >= _FEWEST_WORDS or (words and (byline.venue or byline.authors))
    return Imprint(title, byline) if is_enough else None


def _part(part: str, year: int | None) -> Byline | None:
    """Return what one part of an imprint says, or None if it is none; `year` is known already, or None."""
    if match := _YEAR.fullmatch(part):
        return None if year else Byline(year=int(match["year"]))
    lead = _LEAD.match(part)
    name = part[lead.end() :] if lead else part
    if place := read_venue(part):
        return None if place.year and year else Byline(venue=place.venue, year=place.year, month=place.month)
    if _ACRONYM.fullmatch(name) or _SOCIETY.fullmatch(name) or full_name(name):
        return Byline(venue=name)
    if is_person_name(part) and not are_ordinary_words([part]):
        return Byline((part,))
    if _THESIS.fullmatch(part) or role_of_label(part) or _ARTEFACT.fullmatch(part):
        return Byline()
    return None


def _joined(byline: Byline, more: Byline) -> Byline:
    return byline._replace(
        authors=byline.authors or more.authors,
        venue=byline.venue or more.venue,
        year=byline.year or more.year,
        month=byline.month or more.month,
    )
