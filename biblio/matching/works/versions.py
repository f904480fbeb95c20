"""What is true of a work across its versions (its identifiers, years and notices), and one version by itself."""

from __future__ import annotations

import re

from biblio.matching.works.merge_records import merge_into_work
from biblio.matching.works.same_work import share_identifier
from biblio.model.identifiers import Identifier
from biblio.model.record import Medium, Notice, NoticeKind, Work

__all__ = ["notices_of", "restrict_to_version", "stable_identifier", "version_identifier", "work_years"]

# How final a version is; a journal article and a conference paper are both final.
_STAGE = {Medium.PREPRINT: 0, Medium.UNKNOWN: 1, Medium.COLLECTION: 2, Medium.PROCEEDINGS: 3, Medium.JOURNAL: 3}
_SCHEMES = ("doi", "arxiv", "acl", "openreview")
_YEAR_IN_TEXT = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def restrict_to_version(work: Work, identifier: Identifier) -> Work:
    """Return `work` as the version with `identifier` describes it; of the other versions, only earlier ones count.

    A pinned preprint stays one when it is published; a pinned article keeps its preprint's identifier.
    """
    version = [record for record in work.records if share_identifier(record.identifiers, (identifier,))]
    if not version:
        return work
    stage = max(_STAGE[record.medium] for record in version)
    records = [record for record in work.records if record in version or _STAGE[record.medium] < stage]
    return work if len(records) == len(work.records) else merge_into_work(records)


def version_identifier(work: Work) -> Identifier | None:
    """Return the identifier of the version that is shown for a work, or None if that version has none."""
    best = work.records[0]
    preferred = [identifier for scheme in _SCHEMES if (identifier := best.identifier(scheme))]
    return next(iter((*preferred, *best.identifiers, *work.identifiers)), None)


def stable_identifier(work: Work) -> Identifier | None:
    """Return the identifier that names a work regardless of the version shown, or None if it has none."""
    as_id = [identifier for identifier in work.identifiers if str(identifier) == work.id]
    return next(iter((*as_id, *work.identifiers)), None)


def work_years(work: Work) -> set[int]:
    """Return the years of a work: of its records, and those in a preprint's comment ("Appears in UAI 2009").

    Old papers are posted to arXiv many years after they were published.
    """
    years = {record.date.year for record in work.records if record.date}
    for record in work.records:
        if record.medium is Medium.PREPRINT:
            years |= {int(year) for year in _YEAR_IN_TEXT.findall(record.note)}
    return years


def notices_of(work: Work) -> tuple[Notice, ...]:
    """Return the notices about a work (retractions, corrections …), the gravest first."""
    notices = dict.fromkeys(notice for record in work.records for notice in record.notices)
    return tuple(sorted(notices, key=lambda notice: list(NoticeKind).index(notice.kind)))
