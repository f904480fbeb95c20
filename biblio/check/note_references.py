"""The notes of a project as references: those whose identifier and title may not belong together."""

from __future__ import annotations

from collections.abc import Iterator

from biblio.check.finding import Span
from biblio.check.rules.reference.reference import NOTE, Reference
from biblio.model.dates import PartialDate
from biblio.model.decision import Status
from biblio.model.record import Kind, Record
from biblio.project.sync import NoteLibrary

__all__ = ["note_references"]


def note_references(library: NoteLibrary) -> Iterator[Reference]:
    """Yield the notes that name a work by identifier and by title, and whose work is not certain.

    Of the others the exported entry is checked.
    """
    for one in library.decided:
        query, note = one.query, one.note
        if one.decision.status in (Status.ACCEPTED, Status.NOT_A_PAPER) or not (query.identifiers and query.titles):
            continue
        record = Record(
            source="note",
            title=query.titles[0],
            kind=query.kind or Kind.PAPER,
            identifiers=query.identifiers,
            authors=query.authors,
            truncated=True,
            date=PartialDate(query.year) if query.year else None,
        )
        yield Reference(record, note.id, NOTE, Span(note.source, note.line, 1, note.line, 1))
