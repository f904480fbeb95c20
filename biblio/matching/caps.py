"""Caps: why too little agrees to accept a work, however much that weighs (an idea from beets).

A cap applies when a decision is made. What may be accepted was measured on notes that say little, with and without
their own works among the candidates (benchmarks/thin_notes.py): a rule is here only if nothing wrong passed it. Among
570,000 works of arXiv, DBLP and the ACL Anthology, other people's works have the same title for

- 1 in 40,000 with 48 bits or more in five or more content words, titles of columns aside (a panel's talks, a review
  that has the book's title, a second paper of that name),
- 2 of some 6,000 with 28 to 32 bits in three or more content words, in the same year (13 of 10,500 from 24 bits on),
- 3 in 1,000 with `RARE_TITLE` bits or more, fewer than 1 in 2,000 in the same year or at the same venue,
- 13 in 100 with less than `TELLING_TITLE` bits, but hardly any in the same year at the same venue ("Introduction").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from biblio.extract.address_facts import facts_in_address
from biblio.matching.authors import AGREE
from biblio.matching.titles.column_titles import is_column_title
from biblio.matching.titles.prepared_title import prepare_title
from biblio.matching.titles.title_match import (
    DAMAGED,
    TitleLevel,
    compare_titles,
    differ_in_inflection,
    is_same_title,
)
from biblio.matching.titles.title_words import is_stopword
from biblio.matching.venue_match import match_venues
from biblio.matching.word_rarity import RARE_TITLE, TELLING_TITLE
from biblio.model.decision import Candidate, Evidence, Query

__all__ = ["find_cap", "is_linked_in_text", "is_named_by_address", "translation_cap"]

_UNMISTAKABLE = 48.0, 5
"""Bits of `information` and content words of a title that hardly any two works share."""
_FAIRLY_LONG = 28.0, 3
"""The same for a title that hardly any two works of one year share."""
# Bits of what is left of a damaged title, with which the first author is enough: of 1,051 titles cut short and 3,630
# that lost a word, with a year that is one off or none, and no other work of the author that fits, none was wrong, nor
# was any of 4,600 accepted without its own work. With half of the bits three were: parts of series.
_TELLING_PARTS: Mapping[str, float] = {TitleLevel.CUT: 64.0, TitleLevel.WORD: 56.0}
_WEAK_AUTHORS = ("common surname", "given name", "spelling")
_SAME_TITLE = frozenset({TitleLevel.EXACT, *DAMAGED})


def find_cap(candidate: Candidate, rivals: Sequence[Candidate] = ()) -> str:
    """Return why a work may not be accepted whatever its weight, and what would decide, or an empty string.

    A title alone is never enough, however long it is. `rivals` are the other candidates.
    """
    evidence = {item.comparison: item for item in candidate.evidence}
    if evidence["identifier"].level == "same":
        return ""
    match evidence["title"].level:
        case TitleLevel.EXACT:
            return _title_cap(evidence, is_sole=not any(map(_has_title, rivals)))
        case TitleLevel.TRANSLATED:
            return translation_cap(*(evidence[name].level for name in ("authors", "year", "venue")))
        case level if level in DAMAGED:
            by_author = [rival for rival in rivals if not rival.vetoes]
            return _damaged_title_cap(evidence, is_sole=not any(map(_has_title, by_author)))
    return "nothing but names and dates agree"


def _has_title(candidate: Candidate) -> bool:
    """Whether a work can be what a note's title means, with whatever else against it."""
    return any(item.comparison == "title" and item.level in _SAME_TITLE for item in candidate.evidence)


def is_named_by_address(query: Query, candidate: Candidate) -> bool:
    """Whether the address of the note's own link has the title and the venue of a work: it is the work's own page."""
    facts = facts_in_address(query.url)
    if not facts.title or not facts.venue:
        return False
    return any(
        is_same_title(facts.title, record.title)
        and match_venues(facts.venue, tuple(filter(None, (record.venue, record.venue_short)))) == "same"
        for record in candidate.work.records
    )


def is_linked_in_text(query: Query, candidate: Candidate) -> bool:
    """Whether the note's text links to the very work that has its title, unless many works have such a title."""
    title = next(item for item in candidate.evidence if item.comparison == "title")
    if title.level != TitleLevel.EXACT or not set(query.mentioned) & set(candidate.work.identifiers):
        return False
    return not is_column_title(title.right) and prepare_title(title.right).bits >= TELLING_TITLE


def _title_cap(evidence: Mapping[str, Evidence], *, is_sole: bool) -> str:
    """Return why a title that agrees exactly does not suffice; `is_sole` says that no other work can have the title."""
    authors, year, venue = (evidence[name].level for name in ("authors", "year", "venue"))
    title = evidence["title"].right
    if authors in (*AGREE, "not first"):
        # Cut short, it may be the beginning of another work by the same people.
        is_open = prepare_title(evidence["title"].left).is_cut and not is_sole and "same" not in (year, venue)
        return (
            "the title is cut short, and several works have it: the year or the venue would decide" if is_open else ""
        )
    if is_column_title(title):
        return "only the title agrees, which many works have: the author would decide"
    information = prepare_title(title).bits
    if information >= TELLING_TITLE and venue == "same" and year in ("same", "one apart"):
        return ""
    if information >= RARE_TITLE and (year == "same" or (venue == "same" and year in ("one apart", "unknown"))):
        return ""
    if not is_sole:
        return "only the title agrees, which other works may have: the author, the year or the venue would decide"
    if year == venue == "same":
        return ""
    if venue in ("same", "unknown"):
        if year == "same" and _has_content(title, *_FAIRLY_LONG):
            return ""
        if year == "one apart" and _has_content(title, *_UNMISTAKABLE):
            return ""
    known = "the year" if year == "same" else "the venue" if venue == "same" else ""
    others = [name for name, level in (("the year", year), ("the venue", venue)) if level != "same"]
    what = f"the title and {known} agree" if known else "the title agrees"
    return f"only {what}: {', '.join(['the author', *others[:-1]])} or {others[-1]} would decide"


def _has_content(title: str, bits: float, words: int) -> bool:
    """Whether a title has at least so many bits and content words."""
    prepared = prepare_title(title)
    return prepared.bits >= bits and sum(not is_stopword(word) for word in prepared.words) >= words


def _damaged_title_cap(evidence: Mapping[str, Evidence], *, is_sole: bool) -> str:
    """Return why a title that is not quite the note's does not suffice; `is_sole`: no other work can have it either.

    It needs an author. One with other words also needs the year or the venue, unless what is left says much
    (`_TELLING_PARTS`) and the author is more than a common name. A short name ("PRISM") needs the year or the venue,
    too, and more of the author than a common family name: of 551 such names with a common family name, the year and no
    other work of the name, six would be wrong.
    """
    title, authors, year, venue = (evidence[name].level for name in ("title", "authors", "year", "venue"))
    titles = evidence["title"].left, evidence["title"].right
    information = compare_titles(*titles).information
    if authors not in AGREE:
        return "the title is not quite the same, and no author confirms it: the first author would decide"
    if venue == "other":
        return "the title is not quite the same, and the venue is another one"
    is_dated = "same" in (year, venue)
    if title in _TELLING_PARTS:
        is_telling = information >= _TELLING_PARTS[title] and authors not in _WEAK_AUTHORS
        if not is_dated and not (is_telling and is_sole and year in ("one apart", "unknown")):
            return "the title has other words, and neither year nor venue confirms it"
        if title == TitleLevel.CUT and not is_sole and venue != "same":
            return "several works of the author begin like this: the whole title or the venue would decide"
    if title == TitleLevel.CLOSE and not is_dated and differ_in_inflection(*titles):
        return "the title has other words, and neither year nor venue confirms it"
    if information < TELLING_TITLE and venue != "same":
        if authors in _WEAK_AUTHORS:
            return "too little of the title and the author's name agrees: the venue or the whole of either would decide"
        if title == TitleLevel.SUBTITLE and year == "unknown":
            return "too little of the title agrees: the year or the venue would decide"
    if title == TitleLevel.SUBTITLE and not is_dated and year == "unknown" and _goes_on(*titles):
        # The author's thesis, book or sequel has the title of a paper, and more ("Constraint Logic Programming").
        return "the note's title goes on after the work's: the year or the venue would decide"
    return ""


def _goes_on(title: str, other: str) -> bool:
    """Whether `title` has all words of `other` at its beginning, and more."""
    words, beginning = prepare_title(title).words, prepare_title(other).words
    return len(words) > len(beginning) and words[: len(beginning)] == beginning


def translation_cap(authors: str, year: str, venue: str) -> str:
    """Return why a translated title is not enough with these levels of evidence, or an empty string."""
    if authors not in AGREE:
        return "the title is in another language, and no author confirms it"
    if venue == "other" or "same" not in (year, venue):
        return "the title is in another language, and neither year nor venue confirms it"
    return ""
