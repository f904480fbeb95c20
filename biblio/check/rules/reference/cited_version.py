"""Which version of a work a reference cites, and whether its record is among those that were found.

A preprint and its publication may differ in title, authors and year, and so may two versions of a preprint. Where only
the record of another version is at hand (offline, or because an index lacks the one that is cited), a difference of
that kind says nothing against the reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.bibtex.entry_table import is_preprint_server
from biblio.check.rules.reference.venue_agreement import published_records
from biblio.model.identifiers import Identifier
from biblio.model.record import CATALOGUE, Medium, Record, Work

__all__ = [
    "cites_unknown_preprint",
    "cites_unknown_version",
    "has_earlier_versions",
    "has_other_authors",
    "knows_preprint",
    "names_unknown_publication",
    "submission_year",
]

_REGISTRIES = ("arxiv", CATALOGUE)
_NEW_ID = re.compile(r"(?a)(\d\d)(?:0[1-9]|1[0-2])\.\d{4,5}")
_OLD_ID = re.compile(r"(?a)[a-z.-]+/(\d\d)(?:0[1-9]|1[0-2])\d{3}", re.IGNORECASE)
_OTHER_AUTHORS = re.compile(r"\b(?:updat|add|correct|chang|revis)\w*\s(?:\w+\s){0,2}author", re.IGNORECASE)


def cites_unknown_version(record: Record, work: Work) -> bool:
    """Whether the version of a work that a reference cites is none of those that are known.

    That is a preprint, by its arXiv id, of which only the publication is known, or the other way round.
    """
    return cites_unknown_preprint(record, work) or names_unknown_publication(record, work)


def names_unknown_publication(record: Record, work: Work) -> bool:
    """Whether a reference names a publication of a work of which only preprints are known."""
    return bool(record.venue) and not is_preprint_server(record.venue) and not published_records(work)


def has_earlier_versions(work: Work) -> bool:
    """Whether a preprint can have been changed since its first version: title and authors may have been others before.

    Not every source says which version it describes.
    """
    preprints = (record.identifier("arxiv") for record in _registered_preprints(work))
    return any(preprint.version != 1 for preprint in preprints if preprint)


def has_other_authors(work: Work) -> bool:
    """Whether the comment on a preprint says that its list of authors is another one now ("updated author list")."""
    return any(record.medium is Medium.PREPRINT and _OTHER_AUTHORS.search(record.note) for record in work.records)


def submission_year(record: Record) -> int | None:
    """Return the year in which the preprint that a reference cites was submitted, which its arXiv id says."""
    cited = record.identifier("arxiv")
    named = cited and (_NEW_ID.fullmatch(cited.value) or _OLD_ID.fullmatch(cited.value))
    if not named:
        return None
    year = int(named[1])
    return year + (1900 if year > 90 else 2000)  # arXiv began in 1991


def cites_unknown_preprint(record: Record, work: Work) -> bool:
    """Whether a reference cites a preprint, by its arXiv id, and no registry's record of that preprint is known."""
    cited = record.identifier("arxiv")
    if cited is None or not (not record.venue or is_preprint_server(record.venue)):
        return False
    return not knows_preprint(work, cited)


def knows_preprint(work: Work, cited: Identifier) -> bool:
    """Whether a registry's record of the preprint with an arXiv id is among those of a work."""
    return any(cited in record.identifiers for record in _registered_preprints(work))


def _registered_preprints(work: Work) -> Iterator[Record]:
    return (record for record in work.records if record.source in _REGISTRIES and record.medium is Medium.PREPRINT)
