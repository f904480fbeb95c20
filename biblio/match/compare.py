"""Compare what a note says with a work: one piece of evidence a comparison, and vetoes.

Each comparison ends in one of a few named levels with a weight in bits: log2 of how much more often the level occurs
when the work is the note's than when it is some other one (I. Fellegi and A. Sunter, "A Theory for Record Linkage",
JASA 64, 1969). The weights add to the prior. A veto forbids automatic acceptance whatever the sum. A comparison for
which one side has no value says nothing (level "unknown", 0 bits).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from biblio.evidence.venues import is_workshop, venue_keys
from biblio.match.names import NameLevel, best_level, surname_bits
from biblio.match.titles import TitleLevel, compare_titles
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.match import Candidate, Evidence, Query
from biblio.model.people import Person
from biblio.model.record import Medium, Record, Work

__all__ = ["PRIOR", "compare", "same_identifier"]

# The services hold some 2^28 works (Crossref alone 170 M; 2026). Candidates come from searches for a title's words,
# so they share its field: one among 2^24, and the venue and year weigh only what they tell within a field.
PRIOR = -24.0

_IDENTIFIER = 32.0  # an identifier's own work, short of a mistake in one of 2^8 notes
_TITLE_WHOLE = 3.0  # that these words are all of the title
_TITLE_LOSS = {TitleLevel.EXACT: 0.0, TitleLevel.CLOSE: 4.0, TitleLevel.SUBTITLE: 6.0, TitleLevel.NEAR: 16.0}
_TITLE_DIFFERENT = -20.0
_AUTHOR_EXTRA = {NameLevel.FULL: 6.0, NameLevel.INITIAL: 3.0, NameLevel.SURNAME: 0.0}
_AUTHOR_LATER = -2.0  # agrees with an author who is not the first, as notes mostly name the first
_AUTHOR_GIVEN = 5.0
_AUTHOR_NONE = -14.0
_VENUE_SAME, _VENUE_OTHER, _VENUE_WORKSHOP = 6.0, -3.0, -2.0
_YEAR = {0: 3.5, 1: 1.5, 2: -1.0}
_YEAR_FAR = -8.0
_SLACK = timedelta(days=45)  # first versions are dated to the month by some sources


def compare(query: Query, work: Work) -> Candidate:
    """Return the candidate with the evidence of every comparison and the vetoes."""
    evidence = [_prior()]
    vetoes: list[str] = []
    for part, veto in (
        _identifier(query, work),
        _title(query, work),
        _authors(query, work),
        _year(query, work),
        _venue(query, work),
        _bounds(query, work),
    ):
        evidence.append(part)
        if veto:
            vetoes.append(veto)
    return Candidate(work, tuple(evidence), tuple(vetoes))


def same_identifier(left: Identifier, right: Identifier) -> bool:
    """Tell whether two identifiers name the same thing (an ACL id and its DOI do)."""
    if left == right:
        return True
    if left.scheme == right.scheme == "openreview":
        # An id of ten characters that begins the other one: text was glued to it ("YicbFdNTTy" + "ViT").
        short, long = sorted((left.value, right.value), key=len)
        return len(short) == 10 and long.startswith(short)
    return _anthology(left) is not None and _anthology(left) == _anthology(right)


def _anthology(identifier: Identifier) -> str | None:
    # The Anthology's DOIs end in its ids, in lower case: 10.18653/v1/P19-1285, https://aclanthology.org/info/ids/
    if identifier.scheme == "acl":
        return identifier.value.casefold()
    if identifier.scheme == "doi" and identifier.value.startswith(("10.18653/v1/", "10.3115/v1/")):
        return identifier.value.partition("/v1/")[2]
    return None


_Part = tuple[Evidence, str]


def _prior() -> Evidence:
    return Evidence("prior", "any work", PRIOR)


def _identifier(query: Query, work: Work) -> _Part:
    for own in query.identifiers:
        if any(same_identifier(own, other) for other in work.identifiers):
            return Evidence("identifier", "same", _IDENTIFIER, str(own), str(own)), ""
    for own in query.identifiers:
        rival = next((other for other in work.identifiers if other.scheme == own.scheme), None)
        if rival is not None and own.scheme in ("arxiv", "acl", "openreview"):
            veto = f"the note has {own}, the work is {rival}"
            return Evidence("identifier", "other", -_IDENTIFIER, str(own), str(rival)), veto
    return Evidence("identifier", "unknown", 0.0), ""


def _title(query: Query, work: Work) -> _Part:
    if not query.titles:
        return Evidence("title", "unknown", 0.0), ""
    best = Evidence("title", "unknown", 0.0, query.titles[0], work.best.title)
    seen = False
    for ours in query.titles:
        for theirs in dict.fromkeys(record.title for record in work.records):
            match = compare_titles(ours, theirs)
            if match.level is TitleLevel.UNKNOWN:
                continue
            bits = _TITLE_DIFFERENT
            if match.level in _TITLE_LOSS:
                bits = match.information + _TITLE_WHOLE - _TITLE_LOSS[match.level]
            if not seen or bits > best.bits:
                best, seen = Evidence("title", match.level, bits, ours, theirs), True
    veto = "the titles differ" if best.level in (TitleLevel.DIFFERENT, TitleLevel.NEAR) else ""
    return best, veto


def _authors(query: Query, work: Work) -> _Part:
    lists = [record.authors for record in work.records if record.authors]
    if not query.authors or not lists:
        return Evidence("authors", "unknown", 0.0), ""
    results = [_author_list(query.authors, theirs) for theirs in lists]
    bits, level, right = max(results)
    left = ", ".join(map(str, query.authors))
    veto = f"no author in common ({left}; {right})" if level in ("none", "clash") else ""
    return Evidence("authors", level, bits, left, right), veto


def _author_list(ours: tuple[Person, ...], theirs: tuple[Person, ...]) -> tuple[float, str, str]:
    """Return (bits, level, who agreed) for one author list; of several named authors the first two count."""
    shown = ", ".join(map(str, theirs[:3])) + (" …" if len(theirs) > 3 else "")
    total, word = 0.0, ""
    for rank, person in enumerate(ours[:2]):
        level, position = best_level(person, theirs)
        if level in (NameLevel.NONE, NameLevel.CLASH):
            if rank == 0:
                return _AUTHOR_NONE, level.name.lower(), shown
            continue
        if level is NameLevel.GIVEN:
            bits = _AUTHOR_GIVEN
        else:
            bits = surname_bits(person) + _AUTHOR_EXTRA[level] + (_AUTHOR_LATER if position != rank else 0.0)
        total += bits if rank == 0 else bits / 2
        word = word or f"{level.name.lower()}{'' if position == 0 else ', not first'}"
    return total, word, shown


_YEAR_IN_TEXT = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def _years(work: Work) -> set[int]:
    """Return the years of a work: of its records, and those that a preprint's comment names ("Appears in UAI2009").

    Old papers are posted to arXiv many years after they were published.
    """
    years = {record.date.year for record in work.records if record.date}
    for record in work.records:
        if record.medium is Medium.PREPRINT:
            years |= {int(found) for found in _YEAR_IN_TEXT.findall(record.note)}
    return years


def _year(query: Query, work: Work) -> _Part:
    years = _years(work)
    if query.year is None or not years:
        return Evidence("year", "unknown", 0.0), ""
    # A work lives from its first version to its last publication; any year between is its year.
    low, high = min(years), max(years)
    distance = max(low - query.year, query.year - high, 0)
    if distance == 0 and query.year not in years:
        distance = 1
    bits = _YEAR.get(distance, _YEAR_FAR)
    level = {0: "same", 1: "one apart", 2: "two apart"}.get(distance, "far apart")
    right = "-".join(dict.fromkeys((str(low), str(high))))
    veto = f"the years are {distance} apart" if distance > 2 else ""
    return Evidence("year", level, bits, str(query.year), right), veto


def _venue_names(record: Record) -> tuple[str, ...]:
    names = [record.venue, record.venue_short]
    if record.medium is Medium.PREPRINT and record.note:
        names.append(record.note)  # "Accepted at ICLR 2024"
    return tuple(filter(None, names))


def _venue(query: Query, work: Work) -> _Part:
    ours = venue_keys(query.venue) if query.venue else frozenset[str]()
    if not ours:
        return Evidence("venue", "unknown", 0.0), ""
    named = False
    for record in work.records:
        names = _venue_names(record)
        theirs = venue_keys(*names) if names else frozenset[str]()
        if ours & theirs:
            shown = record.venue_short or record.venue or record.note
            if any(map(is_workshop, names)) and not is_workshop(query.venue):
                return Evidence("venue", "its workshop", _VENUE_WORKSHOP, query.venue, shown), ""
            return Evidence("venue", "same", _VENUE_SAME, query.venue, shown), ""
        named |= bool(theirs) and record.medium is not Medium.PREPRINT
    if not named:
        return Evidence("venue", "unknown", 0.0, query.venue), ""
    return Evidence("venue", "other", _VENUE_OTHER, query.venue, work.best.venue_short or work.best.venue), ""


def _bounds(query: Query, work: Work) -> _Part:
    """A preprint that appeared after the note was written is not what the note is about."""
    firsts = [record.date.earliest for record in work.records if record.date]
    if query.before is None or not firsts or work.best.medium is not Medium.PREPRINT:
        return Evidence("date", "unknown", 0.0), ""
    first, written = _day(min(firsts)), _day(query.before.latest)
    if first > written + _SLACK:
        return (
            Evidence("date", "after the note", -10.0, str(query.before), str(first)),
            f"it appeared on {first}, the note is of {query.before}",
        )
    return Evidence("date", "before the note", 0.0, str(query.before), str(first)), ""


def _day(value: PartialDate) -> date:
    return date(value.year, value.month, value.day)
