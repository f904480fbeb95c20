"""Caps: why too little agrees to accept a work, however much that weighs (an idea from beets).

A cap applies when a decision is made. What may be accepted was measured on notes that say little, with and without
their own works among the candidates (benchmarks/thin_notes.py): a rule is here only if nothing wrong passed it. Among
570,000 works of arXiv, DBLP and the ACL Anthology, other people's works have the same title for

- 1 in 40,000 with at least `UNMISTAKABLE` bits in five or more content words, titles of columns aside (a panel's talks,
  a review that has the book's title, a second paper of that name),
- 3 in 1,000 with `RARE_TITLE` bits or more, fewer than 1 in 2,000 in the same year or at the same venue,
- 13 in 100 with less than `TELLING_TITLE` bits, but hardly any in the same year at the same venue ("Introduction").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from biblio.extract.address_facts import facts_in_address
from biblio.extract.kinds import may_be_paper
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
from biblio.model.record import NOT_PAPERS, Medium, Work

__all__ = ["UNMISTAKABLE", "find_cap", "is_named_by_address", "is_unopposed", "translation_cap"]

UNMISTAKABLE = 48.0
"""Bits of `information` of a title that no other work has, if it also has five content words."""
_CONTENT_WORDS = 5
_REVIEW_PAGES = 5  # a journal's piece by one author of at most so many pages may be the review of a book
# Bits of what is left of a damaged title, with which the first author is enough: of 1,051 titles cut short and 3,630
# that lost a word, with a year that is one off or none, and no other work of the author that fits, none was wrong, nor
# was any of 4,600 accepted without its own work. With half of the bits three were: parts of series.
_TELLING_PARTS: Mapping[str, float] = {TitleLevel.CUT: 64.0, TitleLevel.WORD: 56.0}
_SHORT_NAME = re.compile(r"\s*[(（][\w.+-]{2,20}[)）]\s*$")  # "… Adversarial Networks (DCGAN)"
_WEAK_AUTHORS = ("common surname", "given name", "spelling")
_SAME_TITLE = frozenset({TitleLevel.EXACT, *DAMAGED})


def find_cap(
    candidate: Candidate, rivals: Sequence[Candidate] = (), *, is_exhausted: bool = False, is_unopposed: bool = True
) -> str:
    """Return why a work may not be accepted whatever its weight, and what would decide, or an empty string.

    `rivals` are the other candidates; `is_exhausted` says that every service was asked, so that no other work is known
    to have the title; `is_unopposed` that nothing else in the note leads elsewhere (see `is_unopposed`).
    """
    evidence = {item.comparison: item for item in candidate.evidence}
    if evidence["identifier"].level == "same":
        return ""
    is_sole = not any(map(_has_title, rivals))
    match evidence["title"].level:
        case TitleLevel.EXACT:
            is_alone = is_sole and is_unopposed and not _may_be_something_else(candidate.work)
            return _title_cap(evidence, is_sole=is_sole, is_alone=is_alone, is_exhausted=is_exhausted)
        case TitleLevel.TRANSLATED:
            return translation_cap(*(evidence[name].level for name in ("authors", "year", "venue")))
        case level if level in DAMAGED:
            by_author = [rival for rival in rivals if not rival.vetoes]
            return _damaged_title_cap(evidence, is_sole=not any(map(_has_title, by_author)))
    return "nothing but names and dates agree"


def _has_title(candidate: Candidate) -> bool:
    """Whether a work can be what a note's title means, with whatever else against it."""
    return any(item.comparison == "title" and item.level in _SAME_TITLE for item in candidate.evidence)


def is_unopposed(query: Query, candidate: Candidate) -> bool:
    """Whether nothing in a note leads elsewhere, if only its title speaks for a work.

    It is opposed by more words in another reading of its title, by another identifier of a scheme that the work has,
    and by an address that is not obviously a paper's: talks and projects have the titles of papers.
    """
    left = next(item.left for item in candidate.evidence if item.comparison == "title")
    titles = (_SHORT_NAME.sub("", title) for title in query.titles)
    if max(len(prepare_title(title).words) for title in titles) > len(prepare_title(left).words):
        return False
    schemes = {identifier.scheme for identifier in candidate.work.identifiers}
    if any(identifier.scheme in schemes for identifier in query.identifiers):
        return False
    return not query.url or may_be_paper(query.url)


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


def _title_cap(evidence: Mapping[str, Evidence], *, is_sole: bool, is_alone: bool, is_exhausted: bool) -> str:
    """Return why a title that agrees exactly does not suffice.

    `is_sole` says that no other work can have the title, `is_alone` that nothing else speaks against the work.
    """
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
        return "only the title agrees, which several works have: the author, the year or the venue would decide"
    if year == venue == "same":
        return ""
    if _is_unmistakable(title) and venue != "other":
        if year == "one apart":
            return ""
        if year == "unknown" and is_alone:
            return "" if is_exhausted else "only the title agrees, and not every service was asked who else has it"
    known = {"same": f"the title and the {'year' if year == 'same' else 'venue'} agree"}.get(
        year if year == "same" else venue, "the title agrees"
    )
    others = [name for name, level in (("the year", year), ("the venue", venue)) if level != "same"]
    return f"only {known}: {', '.join(['the author', *others[:-1]])} or {others[-1]} would decide"


def _is_unmistakable(title: str) -> bool:
    prepared = prepare_title(title)
    content = [word for word in prepared.words if not is_stopword(word)]
    return prepared.bits >= UNMISTAKABLE and len(content) >= _CONTENT_WORDS and not prepared.is_cut


def _may_be_something_else(work: Work) -> bool:
    """Whether a work with the title of a paper may be its software or data, or the review of the book of that name."""
    best = work.best
    if best.kind in NOT_PAPERS or not best.authors:
        return True
    return best.medium is Medium.JOURNAL and len(best.authors) == 1 and _page_count(best.pages) <= _REVIEW_PAGES


def _page_count(pages: str) -> int:
    """Return how many pages "117-120" are; many if that is unknown."""
    first, _, last = pages.replace("–", "-").replace("--", "-").partition("-")
    if not (first.strip().isdecimal() and (not last.strip() or last.strip().isdecimal())):
        return 99
    return int(last or first) - int(first) + 1


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
    return ""


def translation_cap(authors: str, year: str, venue: str) -> str:
    """Return why a translated title is not enough with these levels of evidence, or an empty string."""
    if authors not in AGREE:
        return "the title is in another language, and no author confirms it"
    if venue == "other" or "same" not in (year, venue):
        return "the title is in another language, and neither year nor venue confirms it"
    return ""
