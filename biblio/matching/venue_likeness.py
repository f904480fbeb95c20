"""Whether two names can mean the same venue; in case of doubt they do.

`matching.venue_match` needs two names to agree before a work is accepted. This module decides whether a venue may be
reported as wrong, so every acronym, shortened word and joint conference that could explain a difference counts.
Shortened journal names follow ISO 4 (https://www.issn.org/services/online-services/access-to-the-ltwa/): a word is
shortened to its beginning, and small words are left out.
"""

from __future__ import annotations

import re
from functools import lru_cache

from biblio.extract.venue_names import venue_keys
from biblio.matching.venue_match import FUNCTION_WORDS, GENERIC_WORDS
from biblio.text import fold

__all__ = ["distinctive_words", "may_be_same_venue", "names_series_or_publisher", "resembles_venue"]

_SERIES_OR_PUBLISHER = re.compile(
    r"\b(?:lecture notes|lncs|lnai|lipics|leibniz international|pmlr|proceedings of machine learning research"
    r"|jmlr workshop|w cp|ceur|curran|springer|elsevier|wiley|acm press|ieee press|ieee computer society|openreview"
    r"|association for computing machinery|international series|communications in computer|ifip|studies in"
    r"|advances in intelligent systems|smart innovation|procedia|epic series|open publishing association|eptcs"
    r"|^association for computational linguistics$|usenix association|ssrn|zenodo|researchgate|arxiv|corr)\b"
)
# Journals whose papers are presented at a conference, tracks, and conferences with a joint name.
_JOINT_VENUES = tuple(
    frozenset(venue_keys(*names))
    for names in (
        ("TACL", "ACL"), ("TACL", "EMNLP"), ("TACL", "NAACL"), ("TACL", "EACL"), ("CL", "ACL"), ("TACL", "TACL"),
        ("VLDB", "PVLDB"), ("SIGGRAPH", "TOG"), ("ACL", "IJCNLP"), ("EMNLP", "IJCNLP"), ("EMNLP", "CoNLL"),
        ("NAACL", "HLT"), ("EMNLP", "HLT"), ("COLING", "LREC"), ("COLING", "ACL"), ("AACL", "IJCNLP"),
        ("ACL", "Findings"), ("EMNLP", "Findings"), ("NAACL", "Findings"), ("EACL", "Findings"), ("AACL", "Findings"),
        ("WWW", "TheWebConf"), ("PAMI", "TPAMI"), ("JMLR", "PMLR"),
    )
)  # fmt: skip
_NOT_DISTINCTIVE = (
    FUNCTION_WORDS
    | GENERIC_WORDS
    | frozenset(
        "by di fur van von to with symp j rsj ann adv vol volume part edition series main track long short"
        " papers".split()
    )
)
_NUMBER = re.compile(r"\b(?:\d+(?:st|nd|rd|th)?|[ivxlc]+|first|second|third|\w+(?:eenth|ieth|ieth|th))\b")


def names_series_or_publisher(venue: str) -> bool:
    """Whether a name contains that of a series, a publisher or an archive, which says nothing about the venue."""
    return bool(_SERIES_OR_PUBLISHER.search(fold(venue)))


def distinctive_words(venue: str) -> list[str]:
    """Return the folded words that distinguish a venue's name: no numbers, no "international conference"."""
    words = _NUMBER.sub(" ", fold(venue)).split()
    return [word for word in words if word not in _NOT_DISTINCTIVE]


def resembles_venue(name: str, other: str) -> bool:
    """Whether `other` has all distinctive words of `name`, in full or shortened, and at most three more."""
    if venue_keys(name) & venue_keys(other):
        return True
    words, other_words = distinctive_words(name), distinctive_words(other)
    if not words or not other_words:
        return False
    shared = sum(
        any(long.startswith(word) or word.startswith(long) or _contracts(word, long) for long in other_words)
        for word in words
    )
    return shared == len(words) and len(other_words) <= len(words) + 3


@lru_cache(maxsize=16384)
def may_be_same_venue(name: str, other: str) -> bool:
    """Whether two names can be those of one venue: by the table of venues, an acronym, or shortened words."""
    keys, other_keys = venue_keys(name), venue_keys(other)
    if keys & other_keys:
        return True
    if any(keys & joint and other_keys & joint for joint in _JOINT_VENUES):
        return True
    words, other_words = distinctive_words(name), distinctive_words(other)
    if not words or not other_words:
        return True  # nothing distinguishes them
    if _abbreviates(words, other_words) or _abbreviates(other_words, words):
        return True
    return _has_acronym_of(name, other_words, other) or _has_acronym_of(other, words, name)


def _abbreviates(short: list[str], long: list[str]) -> bool:
    """Whether three fifths of the words of one name begin words of the other, in order. Both names have words."""
    position = matched = 0
    for word in short:
        index = next(
            (i for i in range(position, len(long)) if long[i].startswith(word) or _contracts(word, long[i])), None
        )
        if index is not None:
            position, matched = index + 1, matched + 1
    return matched * 5 >= len(short) * 3


def _contracts(short: str, word: str) -> bool:
    """Whether a word is contracted inside ("natl" for "national"); consonants are left, so "aaai" is none."""
    if len(short) < 4 or short[0] != word[0] or len(short) >= len(word):
        return False
    if 2 * sum(char in "aeiou" for char in short) > len(short):
        return False
    rest = iter(word)
    return all(char in rest for char in short)


def _has_acronym_of(name: str, words: list[str], whole: str) -> bool:
    """Whether a name contains the other's acronym: "ICSME", "Int. Conf. on Software Maintenance and Evolution".

    `words` are the distinctive words of the other name, `whole` is all of it.
    """
    acronyms = [word.lower() for word in re.findall(r"\b[A-Z][A-Za-z]*[A-Z]\w*\b", name)]
    letters = "".join(word[0] for word in fold(whole).split() if word not in ("of", "on", "the", "and", "for", "in"))
    distinctive_letters = "".join(word[0] for word in words)
    return any(len(acronym) > 2 and (acronym in letters or acronym in distinctive_letters) for acronym in acronyms)
