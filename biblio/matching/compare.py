"""Compare what a note says with works: the evidence and vetoes for each work make it a candidate.

Each comparison is a small function whose result is one of a few named levels; `weights` says what a level weighs, and
the weights are added to a prior. If one side has no value, a comparison says nothing (level "unknown", 0 bits). A new
comparison is a function in `COMPARISONS`; `vetoes` and `caps` have the rules that forbid acceptance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from biblio.matching.authors import AGREE, match_authors
from biblio.matching.titles.title_match import TitleLevel, TitleMatch, compare_titles, is_nickname
from biblio.matching.titles.translation import compare_translation
from biblio.matching.untitled.clue_match import NO_HINTS, Hints, add_clue_evidence, is_untitled
from biblio.matching.venue_match import match_venues
from biblio.matching.vetoes import find_vetoes
from biblio.matching.weights import bits_of, prior
from biblio.matching.word_rarity import RARE_TITLE, TELLING_TITLE
from biblio.matching.works.same_work import share_identifier
from biblio.matching.works.versions import work_years
from biblio.model.dates import days_between
from biblio.model.decision import Candidate, Evidence, Query
from biblio.model.people import Person
from biblio.model.record import Medium, Record, Work

__all__ = ["COMPARISONS", "compare", "rank_candidates", "title_row"]


def rank_candidates(query: Query, works: Iterable[Work], hints: Hints = NO_HINTS) -> tuple[Candidate, ...]:
    """Return `works` as candidates with their evidence, best first, without works that the user rejected.

    `works` are the merged works that the catalogue and the services gave; `hints` help with notes without a title.
    """
    candidates = tuple(compare(query, work) for work in works if not share_identifier(work.identifiers, query.rejected))
    if is_untitled(query):
        candidates = add_clue_evidence(candidates, query, hints)
    return tuple(sorted(candidates, key=lambda candidate: (-candidate.bits, candidate.work.id)))


def compare(query: Query, work: Work) -> Candidate:
    """Return the candidate with the evidence of every comparison and the vetoes."""
    evidence = [comparison(query, work) for comparison in COMPARISONS]
    vetoes = find_vetoes({item.comparison: item for item in evidence})
    return Candidate(work, (Evidence("prior", "given by a search", prior()), *evidence), vetoes)


def _evidence(comparison: str, level: str, left: str = "", right: str = "") -> Evidence:
    bits = 0.0 if level == "unknown" else bits_of(comparison, level)
    return Evidence(comparison, level, bits, left, right)


_SINGLE = ("arxiv", "acl", "openreview")  # schemes of which a work has only one identifier


def compare_identifiers(query: Query, work: Work) -> Evidence:
    """Compare identifiers: a common one, or a different one in a scheme of which a work has only one."""
    for identifier in query.identifiers:
        if share_identifier((identifier,), work.identifiers):
            return _evidence("identifier", "same", str(identifier), str(identifier))
    for identifier in query.identifiers:
        other = next((other for other in work.identifiers if other.scheme == identifier.scheme), None)
        if other is not None and identifier.scheme in _SINGLE:
            return _evidence("identifier", "other", str(identifier), str(other))
    return _evidence("identifier", "unknown")


_BANDS = ((RARE_TITLE, "long"), (TELLING_TITLE, "short"))
_BANDED = frozenset({TitleLevel.EXACT, TitleLevel.CLOSE, TitleLevel.SUBTITLE})


def title_row(match: TitleMatch) -> str:
    """Return the row in the table of weights for a comparison of titles: the level, and how telling the title is."""
    band = next((name for bits, name in _BANDS if match.information >= bits), "generic")
    return f"{match.level}, {band}" if match.level in _BANDED else str(match.level)


def compare_title(query: Query, work: Work) -> Evidence:
    """Compare titles: the best of the note's readings of its title with the best of the records' titles."""
    best: tuple[float, TitleMatch, str, str] | None = None
    for note_title in query.titles:
        for work_title in dict.fromkeys(record.title for record in work.records):
            match = compare_titles(note_title, work_title)
            if match.level is TitleLevel.UNKNOWN:
                match = compare_translation(note_title, work_title)
            if match.level is not TitleLevel.UNKNOWN:
                bits = bits_of("title", title_row(match))
                if best is None or bits > best[0]:
                    best = bits, match, note_title, work_title
    if best is None:
        note_title = query.titles[0] if query.titles else ""
        return _evidence("title", "unknown", note_title, work.best.title)
    bits, match, note_title, work_title = best
    if match.level is TitleLevel.DIFFERENT and share_identifier(query.identifiers, work.identifiers):
        for record in work.records:
            if any(is_nickname(title, record.title, record.abstract) for title in query.titles):
                return _evidence("title", TitleLevel.NICKNAME, note_title, record.title)
    return Evidence("title", match.level, bits, note_title, work_title)


def compare_author_lists(query: Query, work: Work) -> Evidence:
    """Compare the authors that the note names with those of the record that agrees best.

    A word after the title that may be an author's name counts only if it is one.
    """
    authors = query.authors or ((Person(family=query.trailing),) if query.trailing else ())
    best = ("unknown", "")
    for record in work.records:
        level = match_authors(authors, record.authors)
        if level not in AGREE and not query.authors:
            continue
        if level != "unknown" and (best[0] == "unknown" or bits_of("authors", level) > bits_of("authors", best[0])):
            best = level, ", ".join(map(str, record.authors[:3])) + (" …" if len(record.authors) > 3 else "")
    level, agreeing = best
    return _evidence("authors", level, ", ".join(map(str, authors)), agreeing)


_YEARS = ((0, "same"), (1, "one apart"), (2, "two apart"), (4, "some apart"), (9999, "far apart"))


def compare_year(query: Query, work: Work) -> Evidence:
    """Compare years: any year from a work's first version to its last publication is its year."""
    years = work_years(work)
    if query.year is None or not years:
        return _evidence("year", "unknown")
    first, last = min(years), max(years)
    distance = max(first - query.year, query.year - last, 0)
    if distance == 0 and query.year not in years:
        distance = 1
    level = next(name for limit, name in _YEARS if distance <= limit)
    right = "-".join(dict.fromkeys((str(first), str(last))))
    return _evidence("year", level, str(query.year), right)


_VENUE_ORDER = ("same", "its findings", "its workshop", "other", "unknown")


def compare_venue(query: Query, work: Work) -> Evidence:
    """Compare venues: of a work's publications, the one that fits counts; a preprint's comment never contradicts."""
    levels = []
    for record in work.records:
        names = _venue_names(record)
        level = match_venues(query.venue, names)
        if level != "unknown" and not (level == "other" and record.medium is Medium.PREPRINT):
            levels.append((_VENUE_ORDER.index(level), level, names[-1]))
    if not levels:
        return _evidence("venue", "unknown", query.venue)
    _, level, right = min(levels)
    return _evidence("venue", level, query.venue, right)


def _venue_names(record: Record) -> tuple[str, ...]:
    names = [record.venue, record.venue_short]
    if record.medium is Medium.PREPRINT:
        names = [record.note]  # "Accepted at ICLR 2024"
    return tuple(filter(None, names))


_SLACK, _EARLY = 45, 365  # days; some sources give only the month of first versions


def compare_date(query: Query, work: Work) -> Evidence:
    """Compare the date of the note with a preprint's first version.

    Papers may be read before they are on arXiv (on OpenReview, on the authors' pages), but seldom a year before.
    """
    dates = [record.date.earliest for record in work.records if record.date]
    if query.before is None or not dates or work.best.medium is not Medium.PREPRINT:
        return _evidence("date", "unknown")
    first = min(dates)
    days = days_between(query.before.latest, first)
    level = "before the note"
    if days > _SLACK:
        level = "after the note" if days <= _EARLY else "long after the note"
    return _evidence("date", level, str(query.before), str(first))


def compare_pages(query: Query, work: Work) -> Evidence:
    """Compare volume and first page, if the note gives them, with those of a record that has both."""
    if not query.pages:
        return _evidence("pages", "unknown")
    levels = []
    for record in work.records:
        if record.pages and record.medium is not Medium.PREPRINT:
            is_same = _first_page(record.pages) == _first_page(query.pages)
            is_other_volume = bool(query.volume and record.volume and query.volume != record.volume)
            levels.append(("same" if is_same and not is_other_volume else "other", record.pages))
    if not levels:
        return _evidence("pages", "unknown", query.pages)
    level, right = max(levels)  # "same" comes after "other"
    return _evidence("pages", level, query.pages, right)


def _first_page(pages: str) -> str:
    return re.split(r"[-–—,:]", pages.strip(), maxsplit=1)[0].strip().lstrip("0").casefold()


COMPARISONS: tuple[Callable[[Query, Work], Evidence], ...] = (
    compare_identifiers,
    compare_title,
    compare_author_lists,
    compare_year,
    compare_venue,
    compare_date,
    compare_pages,
)
