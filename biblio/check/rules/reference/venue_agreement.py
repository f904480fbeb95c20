"""Whether a reference's venue can be the one that a record names: acronyms, series, abbreviations, presentations.

Abbreviated journal names follow ISO 4: every word is a word's beginning, small words are left out.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from biblio.bibtex.entry_table import is_preprint_server
from biblio.extract.venue_names import full_name, is_workshop, venue_keys
from biblio.model.record import Medium, Record, Work
from biblio.text import fold

__all__ = ["VenueLevel", "compare_venues", "is_like", "is_nameable", "published_records", "took_place"]

# A series, a publisher or a library in the place of a venue says nothing about which venue it was.
_NEUTRAL = re.compile(
    r"\b(?:lecture notes|lncs|lnai|lipics|leibniz international|pmlr|proceedings of machine learning research"
    r"|jmlr workshop|w cp|ceur|curran|springer|elsevier|wiley|acm press|ieee press|ieee computer society|openreview"
    r"|association for computing machinery|international series|communications in computer|ifip|studies in"
    r"|advances in intelligent systems|smart innovation|procedia|epic series|open publishing association|eptcs"
    r"|^association for computational linguistics$|usenix association|ssrn|zenodo|researchgate|arxiv|corr)\b"
)
# Journals whose papers are presented at a conference, tracks, and conferences with a joint name.
_TOGETHER = tuple(
    frozenset(venue_keys(*names))
    for names in (
        ("TACL", "ACL"), ("TACL", "EMNLP"), ("TACL", "NAACL"), ("TACL", "EACL"), ("CL", "ACL"), ("TACL", "TACL"),
        ("VLDB", "PVLDB"), ("SIGGRAPH", "TOG"), ("ACL", "IJCNLP"), ("EMNLP", "IJCNLP"), ("EMNLP", "CoNLL"),
        ("NAACL", "HLT"), ("EMNLP", "HLT"), ("COLING", "LREC"), ("COLING", "ACL"), ("AACL", "IJCNLP"),
        ("ACL", "Findings"), ("EMNLP", "Findings"), ("NAACL", "Findings"), ("EACL", "Findings"), ("AACL", "Findings"),
        ("WWW", "TheWebConf"), ("PAMI", "TPAMI"), ("JMLR", "PMLR"),
    )
)  # fmt: skip
_SMALL = frozenset(
    "a an and at by de der des des di et fur für for in la le of on the und van von y to with annual international"
    " conference proceedings proc conf int symposium symp journal j acm ieee cvf rsj meeting on workshop ann intl"
    " advances adv th st nd rd vol volume part edition series main track long short papers trans transactions".split()
)
_NUMBER = re.compile(r"\b(?:\d+(?:st|nd|rd|th)?|[ivxlc]+|first|second|third|\w+(?:eenth|ieth|ieth|th))\b")
_NAMED = re.compile(
    r"\b(?:conference on|symposium on|journal of|transactions on|annals of|letters|review of|congress on)\b"
)
_LOOKS_LIKE = re.compile(
    r"\b(?:conference|conf|symposium|workshop|journal|transactions|proceedings|proc|letters|review|congress|meeting"
    r"|summit|annals|bulletin|magazine|advances)\b"
)
# The month in which a conference is held; its papers are in the indexes some weeks later.
_HELD = {
    key: month
    for month, names in (
        (2, "AAAI"), (3, "WSDM WACV LAK"), (4, "EACL ECIR"), (5, "ICLR AISTATS WWW ICASSP CHI"),
        (6, "CVPR NAACL ICRA LREC"), (7, "ICML SIGIR RSS COLT"), (8, "ACL IJCAI KDD UAI"), (9, "Interspeech RecSys"),
        (10, "ICCV ECCV CIKM MICCAI COLM IROS"), (11, "CoRL EMNLP UIST"), (12, "NeurIPS CoNLL"),
    )
    for name in names.split()
    for key in venue_keys(name)
}  # fmt: skip
_INDEXED_AFTER = 100  # days


class VenueLevel(StrEnum):
    """The levels of agreement."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


def published_records(work: Work) -> tuple[Record, ...]:
    """Return the records of a work that name where it was published."""
    return tuple(
        record
        for record in work.records
        if record.medium is not Medium.PREPRINT
        and (record.venue or record.venue_short)
        and not is_preprint_server(record.venue or record.venue_short)
    )


def compare_venues(venue: str, work: Work, *, own: Record | None = None) -> tuple[VenueLevel, Record | None]:
    """Return whether `venue` can be one of a work's venues, and the record that names another.

    `own` is the record of the reference's own DOI, which tells which publication is meant. UNKNOWN where nothing can
    be said: no record names a venue, or `venue` is a series or a publisher.
    """
    if not venue or _NEUTRAL.search(fold(venue)):
        return VenueLevel.UNKNOWN, None
    if any(_in_note(venue, record) for record in work.records):
        return VenueLevel.SAME, None
    published = published_records(work)
    other = None
    for record in published:
        names = tuple(filter(None, (record.venue, record.venue_short, record.series)))
        if any(_can_be(venue, name) for name in names):
            return VenueLevel.SAME, record
        if any(_NEUTRAL.search(fold(name)) for name in names[:1]):
            return VenueLevel.UNKNOWN, None
        other = other or record
    if other is None:
        return VenueLevel.UNKNOWN, None
    is_own = own is not None and own in published
    if is_own:
        other = own
    assert other is not None
    return (VenueLevel.OTHER if _is_telling(venue, other, is_own=is_own) else VenueLevel.UNKNOWN), other


def took_place(venue: str, year: int, today: date) -> bool:
    """Tell whether a venue's year is over for so long that the indexes have its papers."""
    months = [_HELD[key] for key in venue_keys(venue) if key in _HELD]
    if not months or year > today.year:
        return year < today.year
    return date(year, max(months), 28) + timedelta(days=_INDEXED_AFTER) <= today


def is_nameable(venue: str) -> bool:
    """Tell whether a venue's name can be looked for: a journal's or a conference's, no series, no workshop."""
    folded = fold(venue)
    if is_workshop(venue) or _NEUTRAL.search(folded) or is_preprint_server(venue):
        return False
    return bool(_NAMED.search(folded)) and len(_words(venue)) >= 2


def is_like(ours: str, theirs: str) -> bool:
    """Tell whether two names can be one venue's: nearly all telling words of the shorter one are in the other."""
    if venue_keys(ours) & venue_keys(theirs):
        return True
    a, b = _words(ours), _words(theirs)
    if not a or not b:
        return False
    found = sum(
        any(long.startswith(word) or word.startswith(long) or _contracts(word, long) for long in b) for word in a
    )
    return found == len(a) and len(b) <= len(a) + 3


def _is_telling(venue: str, record: Record, *, is_own: bool) -> bool:
    """Tell whether two venues that differ in name surely are two: one must be known well.

    A paper of a conference may have been at a workshop before, so that a workshop says nothing, unless the
    reference's own DOI is the conference's.
    """
    theirs = record.venue or record.venue_short
    if is_workshop(venue) != is_workshop(theirs) and not is_own:
        return False
    if _is_known(theirs) or _is_known(record.venue_short):
        return _is_known(venue) or bool(_LOOKS_LIKE.search(fold(venue)))
    return _is_known(venue) and bool(_words(theirs))


def _is_known(venue: str) -> bool:
    return any(full_name(key) for key in venue_keys(venue)) if venue else False


def _in_note(venue: str, record: Record) -> bool:
    if record.medium is not Medium.PREPRINT or not record.note:
        return False
    return bool(venue_keys(venue) & venue_keys(record.note)) or fold(venue) in fold(record.note)


@lru_cache(maxsize=16384)
def _can_be(ours: str, theirs: str) -> bool:
    left, right = venue_keys(ours), venue_keys(theirs)
    if left & right:
        return True
    if any(left & pair and right & pair for pair in _TOGETHER):
        return True
    a, b = _words(ours), _words(theirs)
    if not a or not b:
        return True  # nothing but small words: nothing to tell them apart by
    if _abbreviates(a, b) or _abbreviates(b, a):
        return True
    return _initials(ours, b, theirs) or _initials(theirs, a, ours)


def _words(venue: str) -> list[str]:
    words = _NUMBER.sub(" ", fold(venue)).split()
    return [word for word in words if word not in _SMALL]


def _abbreviates(short: list[str], long: list[str]) -> bool:
    """Tell whether the words of one name are beginnings of the other's, most of them in order."""
    place = found = 0
    for word in short:
        index = next(
            (i for i in range(place, len(long)) if long[i].startswith(word) or _contracts(word, long[i])), None
        )
        if index is not None:
            place, found = index + 1, found + 1
    return found * 5 >= len(short) * 3 and found > 0


def _contracts(short: str, word: str) -> bool:
    """Tell whether a word is shortened inside ("natl" for "national")."""
    if len(short) < 4 or short[0] != word[0] or len(short) >= len(word):
        return False
    rest = iter(word)
    return all(char in rest for char in short)


def _initials(name: str, words: list[str], whole: str) -> bool:
    """Tell whether a name is the other one's acronym: "ICSME", "Int. Conf. on Software Maintenance and Evolution"."""
    acronyms = [word.lower() for word in re.findall(r"\b[A-Z][A-Za-z]*[A-Z]\w*\b", name)]
    letters = "".join(word[0] for word in fold(whole).split() if word not in ("of", "on", "the", "and", "for", "in"))
    small = "".join(word[0] for word in words)
    return any(len(one) > 2 and (one in letters or one in small) for one in acronyms)
