"""Whether two records are of one work: preprint, proceedings, journal version and repost are; companions are not.

Companions are works of the same people about the same thing: part II, the next version of a system, an erratum, a
reply, the demo, the data set, the extended version under another title. They share authors, year and most of the
title's words, so that only the title's own difference tells them apart (see `titles`), and a shared identifier joins
even them only where nothing else contradicts it: indexes give foreign titles under right identifiers at times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from biblio.matching.authors import NameLevel, compare_names, is_common
from biblio.matching.titles.title_match import TitleLevel, compare_titles, differ_only_in_spelling, is_same_title
from biblio.matching.word_rarity import RARE_TITLE, TELLING_TITLE
from biblio.model.identifiers import Identifier
from biblio.model.people import surname_key
from biblio.model.record import Medium, Record, Relation

__all__ = ["ONE_WORK", "same_identifier", "same_work", "share_authors", "share_identifier"]

ONE_WORK = frozenset({Relation.PREPRINT, Relation.PUBLISHED_AS})
"""Relations between two records of one work."""
_MOST_YEARS = 4  # between a first version and its publication


def same_identifier(left: Identifier, right: Identifier) -> bool:
    """Tell whether two identifiers name the same thing (an ACL id and its DOI do)."""
    if left.scheme == right.scheme:
        if left.value == right.value:
            return True
        if left.scheme != "openreview":
            return False
        # An id of ten characters that begins the other one: text was glued to it ("YicbFdNTTy" + "ViT").
        short, long = sorted((left.value, right.value), key=len)
        return len(short) == 10 and long.startswith(short)
    return "acl" in (left.scheme, right.scheme) and _anthology(left) == _anthology(right) is not None


def share_identifier(left: Iterable[Identifier], right: Collection[Identifier]) -> bool:
    """Whether one of `left` names the same thing as one of `right`."""
    return any(same_identifier(a, b) for a in left for b in right)


def _anthology(identifier: Identifier) -> str | None:
    # The Anthology's DOIs end in its ids, in lower case: 10.18653/v1/P19-1285, https://aclanthology.org/info/ids/
    if identifier.scheme == "acl":
        return identifier.value.casefold()
    if identifier.scheme == "doi" and identifier.value.startswith(("10.18653/v1/", "10.3115/v1/")):
        return identifier.value.partition("/v1/")[2]
    return None


def same_work(left: Record, right: Record) -> bool:
    """Tell whether two records are of one work; symmetric."""
    if share_identifier(left.identifiers, right.identifiers):
        return not _contradict(left, right)
    if _names(left, right) or _names(right, left):
        return left.kind is right.kind and not _contradict(left, right)
    if left.kind is not right.kind:
        return False
    distance = abs(left.date.year - right.date.year) if left.date and right.date else 0
    if distance > _MOST_YEARS:
        return False
    if is_same_title(left.title, right.title):
        return _same_titled(left, right, distance)
    # Titles that differ in spelling alone, of a preprint and its publication, by the same authors to the last.
    complementary = (left.medium is Medium.PREPRINT) != (right.medium is Medium.PREPRINT)
    return (
        complementary
        and distance <= 1
        and _surnames(left) == _surnames(right) != frozenset()
        and differ_only_in_spelling(left.title, right.title)
    )


def _names(record: Record, other: Record) -> bool:
    return any(
        relation in ONE_WORK and same_identifier(named, own)
        for relation, named in record.related
        for own in other.identifiers
    )


def _contradict(left: Record, right: Record) -> bool:
    """Tell whether records that an identifier joins are of two works all the same."""
    level = compare_titles(left.title, right.title).level
    if level in (TitleLevel.NOTICE, TitleLevel.NUMBER):
        return True
    if level is not TitleLevel.DIFFERENT or not left.authors or not right.authors:
        return False
    known = [compare_names(a, b) for a in left.authors[:20] for b in right.authors[:20]]
    return max(known) <= NameLevel.NONE


def _same_titled(left: Record, right: Record, distance: int) -> bool:
    telling = compare_titles(left.title, right.title).information
    both_published = Medium.PREPRINT not in (left.medium, right.medium)
    if not left.authors or not right.authors:
        # Some indexes list a title without its authors; the same long title of the same year is the same work. A column
        # without authors ("The Finite String Newsletter") returns year by year.
        return distance == 0 and telling >= RARE_TITLE
    if telling < TELLING_TITLE and both_published and _differ_in_issue(left, right):
        return False  # "Editorial", "Preface": by the same editor, in every volume
    return share_authors(left, right, is_telling=telling >= RARE_TITLE)


def _differ_in_issue(left: Record, right: Record) -> bool:
    if left.date and right.date and left.date.year != right.date.year:
        return True
    pairs = ((left.pages, right.pages), (left.volume, right.volume), (left.number, right.number))
    return any(a and b and a != b for a, b in pairs)


def share_authors(left: Record, right: Record, *, is_telling: bool = True) -> bool:
    """Tell whether the first author of one is among the first two of the other, or half of the family names agree.

    For a title that many works could have, a frequent family name must come with the whole given name.
    """
    for one, other in ((left, right), (right, left)):
        first = one.authors[0]
        least = NameLevel.SURNAME if is_telling or not is_common(first) else NameLevel.FULL
        if any(compare_names(first, name) >= least for name in other.authors[:2]):
            return True
    ours, theirs = _surnames(left), _surnames(right)
    shared = len(ours & theirs)
    return shared >= 2 and 2 * shared >= min(len(ours), len(theirs))


def _surnames(record: Record) -> frozenset[str]:
    return frozenset(map(surname_key, record.authors)) - {""}
