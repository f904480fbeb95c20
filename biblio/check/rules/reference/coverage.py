"""Which works the services can be expected to know: only for these does a missing record mean anything.

Theses, reports, books, chapters, software and web pages are only partly indexed, and so are works in languages other
than English, old works and workshop papers. They are compared if they are found, and skipped if they are not.
"""

from __future__ import annotations

import re

from biblio.check.rules.reference.reference import Reference
from biblio.extract.venue_names import full_name, is_workshop, venue_keys
from biblio.model.record import Kind, Record
from biblio.text import tokens

__all__ = ["has_english_words", "is_english", "is_indexed_venue", "is_well_known_venue", "why_not_indexed"]

_INDEXED_TYPES = frozenset({"article", "inproceedings", "conference", "article-journal", "paper-conference"})
_FIRST_INDEXED_YEAR = 1995
# Function words of English and of other languages, and endings that only English words have.
_ENGLISH = frozenset(
    "the in of and for with from on by an are is to its via using towards toward how what why when can does not without"
    " between under over through into at as beyond we you your their our all do against across about".split()
)
_FOREIGN = (
    frozenset(
        """
    der die das und für über eine einer eines ein des dem den zur zum im von mit bei auf aus nicht wie als durch
    le la les et sur une du aux dans pour par avec est au entre sans ou où chez vers
    el los las y en del para por con una un al sobre como
    il gli della delle dei nel nella per tra fra di da e
    o os do dos das na no nas nos uma um em
    az és egy hogy vagy nem mint
    van het een voor met en de bij tot naar
    och för av på som till ett att og for på til af
    w z na i do się oraz dla przy
    ve ile bir için
    """.split()
    )
    - _ENGLISH
    - {"a", "no", "i", "un"}
)
_ENGLISH_END = re.compile(r"(?:ing|ness|based|aware|ed|ity|ship|wise|less|ally|ful|ization|ology|works?)$")


def is_english(record: Record) -> bool:
    """Whether a record's title is certainly English."""
    if record.language and record.language.casefold() not in ("en", "english", "en-us", "en-gb", "american", "british"):
        return False
    words = tokens(record.title)
    letters = [char for char in record.title if char.isalpha()]
    if not words or sum(not char.isascii() for char in letters) * 12 > len(letters):
        return False
    english = sum(word in _ENGLISH for word in words)
    foreign = sum(word in _FOREIGN for word in words)
    if english != foreign:
        return english > foreign
    if foreign:
        return False
    # Without function words, endings decide, or a venue that accepts only English papers.
    return any(len(word) > 5 and _ENGLISH_END.search(word) for word in words) or is_indexed_venue(record.venue)


def has_english_words(title: str) -> bool:
    """Whether a title has a function word that only English has."""
    return any(word in _ENGLISH for word in tokens(title))


def is_well_known_venue(venue: str) -> bool:
    """Whether a name is (or contains) one in the table of venues."""
    return any(full_name(key) for key in venue_keys(venue))


def is_indexed_venue(venue: str) -> bool:
    """Whether the services have all papers of a venue."""
    return not is_workshop(venue) and is_well_known_venue(venue)


def why_not_indexed(reference: Reference) -> str:
    """Return in words why services may not know a correct reference, or an empty string if they should know it."""
    record = reference.record
    if record.kind is not Kind.PAPER or reference.type not in _INDEXED_TYPES:
        return "kinds that services do not index"
    if not record.title:
        return "entries without a title"
    if not is_english(record):
        return "works that may be in another language"
    if record.date and record.date.year < _FIRST_INDEXED_YEAR:
        return "old works"
    if is_workshop(record.venue):
        return "workshops"
    return ""
