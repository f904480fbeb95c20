"""Whether a work can have appeared at a reference's venue, and whether a venue can be verified at all."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum

from biblio.bibtex.entry_table import is_preprint_server
from biblio.check.rules.reference.coverage import is_well_known_venue
from biblio.extract.venue_names import is_workshop, venue_keys
from biblio.matching.venue_likeness import distinctive_words, may_be_same_venue, names_series_or_publisher
from biblio.model.record import Medium, Record, Work
from biblio.text import fold

__all__ = [
    "VenueLevel",
    "are_unlike_names",
    "compare_venue_with_work",
    "is_in_volume_of_journal",
    "is_journal_version",
    "is_of_another_year",
    "is_verifiable_venue",
    "papers_are_indexed",
    "published_records",
]

_FULL_NAME = re.compile(
    r"\b(?:conference on|symposium on|journal of|transactions on|annals of|letters|review of|congress on)\b"
)
_LOOKS_LIKE_VENUE = re.compile(
    r"\b(?:conference|conf|symposium|workshop|journal|transactions|proceedings|proc|letters|review|congress|meeting"
    r"|summit|annals|bulletin|magazine|advances)\b"
)
# The month in which a conference takes place; its papers are in the indexes some weeks later.
_MONTH_HELD = {
    key: month
    for month, names in (
        (2, "AAAI"), (3, "WSDM WACV LAK"), (4, "EACL ECIR"), (5, "ICLR AISTATS WWW ICASSP CHI"),
        (6, "CVPR NAACL ICRA LREC"), (7, "ICML SIGIR RSS COLT"), (8, "ACL IJCAI KDD UAI"), (9, "Interspeech RecSys"),
        (10, "ICCV ECCV CIKM MICCAI COLM IROS"), (11, "CoRL EMNLP UIST"), (12, "NeurIPS CoNLL"),
    )
    for name in names.split()
    for key in venue_keys(name)
}  # fmt: skip
_DAYS_UNTIL_INDEXED = 100
_STEM = 3  # letters by which a shortened word begins like the whole one, and one in another language often does
_LONGEST_ACRONYM = 5


class VenueLevel(StrEnum):
    """Whether a venue is the work's."""

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


def is_journal_version(reference: Record, work: Work) -> bool:
    """Whether a reference can be the journal version of a work that is known only from a conference.

    It names a journal, and a later year: it appears in the years after the conference, often with more authors.
    """
    published = published_records(work)
    years = [record.date.year for record in published if record.date]
    is_later = reference.date is not None and bool(years) and reference.date.year > max(years)
    is_journal = reference.medium is Medium.JOURNAL and not is_preprint_server(reference.venue)
    return is_later and is_journal and all(record.medium is Medium.PROCEEDINGS for record in published)


def is_in_volume_of_journal(reference: Record, work: Work) -> bool:
    """Whether a reference names the volume and pages of a journal, and a work is known only from conferences.

    The version in a journal can be of the same year.
    """
    is_journal = reference.medium is Medium.JOURNAL and not is_preprint_server(reference.venue)
    is_placed = bool(reference.volume and reference.pages)
    return is_journal and is_placed and all(one.medium is Medium.PROCEEDINGS for one in published_records(work))


def is_of_another_year(reference: Record, work: Work) -> bool:
    """Whether a reference has the year of none of a work's publications: it can be a version that is not known."""
    years = {record.date.year for record in published_records(work) if record.date}
    return reference.date is not None and bool(years) and reference.date.year not in years


def compare_venue_with_work(
    venue: str, work: Work, *, own_record: Record | None = None
) -> tuple[VenueLevel, Record | None]:
    """Return whether `venue` can be one of a work's venues, and the record that agrees or names another.

    `own_record` is the record of the reference's own DOI, which says which publication is meant. UNKNOWN if no record
    names a venue, or if `venue` is a series or a publisher.
    """
    if not venue or names_series_or_publisher(venue):
        return VenueLevel.UNKNOWN, None
    if any(_is_in_comment(venue, record) for record in work.records):
        return VenueLevel.SAME, None
    published = published_records(work)
    differing = None
    for record in published:
        names = tuple(filter(None, (record.venue, record.venue_short, record.series)))
        if any(may_be_same_venue(venue, name) for name in names):
            return VenueLevel.SAME, record
        if any(names_series_or_publisher(name) for name in names[:1]):
            return VenueLevel.UNKNOWN, None
        differing = differing or record
    if differing is None:
        return VenueLevel.UNKNOWN, None
    is_own = own_record is not None and own_record in published
    if is_own:
        differing = own_record
    assert differing is not None
    are_two = _are_surely_two(venue, differing, is_own=is_own)
    return (VenueLevel.OTHER if are_two else VenueLevel.UNKNOWN), differing


def are_unlike_names(venue: str, recorded: str) -> bool:
    """Whether two names of venues are written out, and have no distinctive word in common, not even shortened.

    They can still be one: a journal that was renamed, or whose name is translated.
    """
    words, recorded_words = distinctive_words(venue), distinctive_words(recorded)
    if "." in venue or min(len(words), len(recorded_words)) == 0 or max(map(len, words)) <= _LONGEST_ACRONYM:
        return False
    if is_workshop(venue) or names_series_or_publisher(venue) or is_preprint_server(venue):
        return False
    return not any(word[:_STEM] == other[:_STEM] for word in words for other in recorded_words)


def papers_are_indexed(venue: str, year: int, today: date) -> bool:
    """Whether a venue's year was over long enough before `today` that the indexes have its papers."""
    months = [_MONTH_HELD[key] for key in venue_keys(venue) if key in _MONTH_HELD]
    if not months or year > today.year:
        return year < today.year
    return date(year, max(months), 28) + timedelta(days=_DAYS_UNTIL_INDEXED) <= today


def is_verifiable_venue(venue: str) -> bool:
    """Whether a registry can be searched for a venue: a journal or conference with its full name, not a workshop."""
    if is_workshop(venue) or names_series_or_publisher(venue) or is_preprint_server(venue):
        return False
    return bool(_FULL_NAME.search(fold(venue))) and len(distinctive_words(venue)) >= 2


def _are_surely_two(venue: str, record: Record, *, is_own: bool) -> bool:
    """Whether two venues with different names are certainly different; one must be well known.

    A conference paper may have been at a workshop before, so a workshop says nothing unless the reference's own DOI is
    the conference's.
    """
    recorded = record.venue or record.venue_short
    if is_workshop(venue) != is_workshop(recorded) and not is_own:
        return False
    if is_well_known_venue(recorded) or is_well_known_venue(record.venue_short):
        return is_well_known_venue(venue) or bool(_LOOKS_LIKE_VENUE.search(fold(venue)))
    return is_well_known_venue(venue) and bool(distinctive_words(recorded))


def _is_in_comment(venue: str, record: Record) -> bool:
    """Whether a preprint's comment names the venue ("Accepted at ICLR 2019")."""
    if record.medium is not Medium.PREPRINT or not record.note:
        return False
    return bool(venue_keys(venue) & venue_keys(record.note)) or fold(venue) in fold(record.note)
