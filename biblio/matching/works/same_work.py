"""Whether two records are of one work, as are a preprint, proceedings paper, journal version and repost.

Companions are not: part II, the next version of a system, an erratum, a reply, the demo, the data set, the extended
version under another title. They are by the same people, about the same thing, from the same year, and share most of
the title's words, so only the difference between the titles distinguishes them (see `title_match`). A shared identifier
joins records only if nothing contradicts it: indexes sometimes give another work's title under a correct identifier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from biblio.matching.authors import NameLevel, compare_names, is_common
from biblio.matching.titles.title_match import TitleLevel, compare_titles, differ_only_in_spelling, is_same_title
from biblio.matching.word_rarity import RARE_TITLE, TELLING_TITLE
from biblio.model.identifiers import Identifier, same_identifier
from biblio.model.people import surname_key
from biblio.model.record import ONE_WORK, Medium, Record

__all__ = ["same_work", "share_authors", "share_identifier"]

_MOST_YEARS = 4  # between a first version and its publication


def share_identifier(identifiers: Iterable[Identifier], candidates: Collection[Identifier]) -> bool:
    """Whether one of `identifiers` names the same thing as one of `candidates`."""
    return any(same_identifier(identifier, other) for identifier in identifiers for other in candidates)


def same_work(record: Record, other: Record) -> bool:
    """Whether two records are of one work; symmetric."""
    if share_identifier(record.identifiers, other.identifiers):
        return not _contradict(record, other)
    if _is_related(record, other) or _is_related(other, record):
        return record.kind is other.kind and not _contradict(record, other)
    if record.kind is not other.kind:
        return False
    distance = abs(record.date.year - other.date.year) if record.date and other.date else 0
    if distance > _MOST_YEARS:
        return False
    if is_same_title(record.title, other.title):
        return _same_titled(record, other, distance)
    # A preprint and its publication, with exactly the same authors and titles that differ only in spelling.
    is_preprint_and_publication = (record.medium is Medium.PREPRINT) != (other.medium is Medium.PREPRINT)
    return (
        is_preprint_and_publication
        and distance <= 1
        and _surnames(record) == _surnames(other) != frozenset()
        and differ_only_in_spelling(record.title, other.title)
    )


def _is_related(record: Record, other: Record) -> bool:
    """Whether `record` says that `other` is another version of it."""
    return any(
        relation in ONE_WORK and same_identifier(identifier, other_identifier)
        for relation, identifier in record.related
        for other_identifier in other.identifiers
    )


def _contradict(record: Record, other: Record) -> bool:
    """Whether two records are of different works although they share an identifier."""
    level = compare_titles(record.title, other.title).level
    if level in (TitleLevel.NOTICE, TitleLevel.NUMBER):
        return True
    if level is not TitleLevel.DIFFERENT or not record.authors or not other.authors:
        return False
    levels = [compare_names(a, b) for a in record.authors[:20] for b in other.authors[:20]]
    return max(levels) <= NameLevel.NONE


def _same_titled(record: Record, other: Record, distance: int) -> bool:
    information = compare_titles(record.title, other.title).information
    both_published = Medium.PREPRINT not in (record.medium, other.medium)
    if not record.authors or not other.authors:
        # Some indexes list titles without authors; the same long title in the same year is the same work. A column
        # without authors ("The Finite String Newsletter") appears every year.
        return distance == 0 and information >= RARE_TITLE
    if information < TELLING_TITLE and both_published and _differ_in_issue(record, other):
        return False  # "Editorial", "Preface": by the same editor in every volume
    return share_authors(record, other, is_telling=information >= RARE_TITLE)


def _differ_in_issue(record: Record, other: Record) -> bool:
    if record.date and other.date and record.date.year != other.date.year:
        return True
    pairs = ((record.pages, other.pages), (record.volume, other.volume), (record.number, other.number))
    return any(a and b and a != b for a, b in pairs)


def share_authors(record: Record, other: Record, *, is_telling: bool = True) -> bool:
    """Whether the first author of one is among the first two of the other, or half of the family names agree.

    Both records have authors. For a title that many works could have, a common family name needs the whole given name
    too.
    """
    for authors, other_authors in ((record.authors, other.authors), (other.authors, record.authors)):
        first = authors[0]
        needed = NameLevel.SURNAME if is_telling or not is_common(first) else NameLevel.FULL
        if any(compare_names(first, name) >= needed for name in other_authors[:2]):
            return True
    surnames, other_surnames = _surnames(record), _surnames(other)
    shared = len(surnames & other_surnames)
    return shared >= 2 and 2 * shared >= min(len(surnames), len(other_surnames))


def _surnames(record: Record) -> frozenset[str]:
    return frozenset(map(surname_key, record.authors)) - {""}
