"""The work of a note as the note alone describes it: for blog posts, software, books that no service knows.

Nothing is invented: a note without a title gives no work, names are as written, and "+" means that there are more.
"""

from __future__ import annotations

from biblio.evidence.kinds import site_of
from biblio.match.consolidate import work_from
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, make
from biblio.model.match import Query
from biblio.model.note import Note
from biblio.model.people import Person
from biblio.model.record import NOT_PAPERS, Kind, Medium, Record, Work

__all__ = ["own_work"]


def own_work(note: Note, query: Query, kind: Kind) -> Work | None:
    """Return the work that `note` itself describes, as a work of `kind`; None where it has no title."""
    if not query.titles:
        return None
    authors = query.authors
    if not authors and note.organisation:
        authors = (Person(literal=note.organisation),)
    identifiers = list(query.identifiers)
    if not identifiers and query.url and kind in NOT_PAPERS:
        identifiers = [one for one in (make("url", query.url),) if one is not None]
    record = Record(
        source="note",
        title=query.titles[0],
        kind=kind,
        medium=_medium(note, kind, identifiers),
        identifiers=tuple(identifiers),
        authors=authors,
        truncated=note.et_al,
        date=PartialDate(note.year, note.month or 0) if note.year else None,
        venue=note.venue if kind not in NOT_PAPERS else "",
        publisher=dict(note.fields).get("publisher", "") or (site_of(query.url) if kind in NOT_PAPERS else ""),
        url=query.url,
    )
    return work_from((record,))


def _medium(note: Note, kind: Kind, identifiers: list[Identifier]) -> Medium:
    if kind is not Kind.PAPER:
        return Medium.UNKNOWN
    if note.venue and note.venue.casefold() not in ("arxiv", "preprint"):
        return Medium.PROCEEDINGS
    return Medium.PREPRINT if any(one.scheme == "arxiv" for one in identifiers) else Medium.UNKNOWN
