"""By what an entry of a file is recognised as a work: its identifiers, and a fingerprint of its words."""

from __future__ import annotations

from biblio.model.people import surname_key
from biblio.model.record import Record, Work
from biblio.text import fold_key

__all__ = ["record_names", "work_fingerprint", "work_names"]


def work_names(work: Work) -> tuple[str, ...]:
    """Return everything that identifies an entry of the work: identifiers and fingerprints."""
    fingerprints = (work_fingerprint(record) for record in (work.best, *work.records))
    return tuple(dict.fromkeys((*map(str, work.identifiers), *fingerprints)))


def record_names(record: Record) -> tuple[str, ...]:
    """Return everything by which an entry of a file is recognised as one of ours: identifiers, then the fingerprint."""
    return (*map(str, record.identifiers), work_fingerprint(record))


def work_fingerprint(record: Record) -> str:
    """Return a fingerprint of a work's words: folded title, first author, year."""
    author = surname_key(record.authors[0]) if record.authors else ""
    return f"{fold_key(record.title)}|{author}|{record.date.year if record.date else ''}"
