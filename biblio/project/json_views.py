"""Notes and works as JSON: the contract of `biblio notes --json`, which the documentation describes."""

from __future__ import annotations

from typing import Any

from biblio.model.decision import Candidate, Decision, Status
from biblio.model.note import Note
from biblio.model.record import Notice, Record, Work

__all__ = ["candidate_object", "note_object", "notice_object", "record_object", "work_object"]


def work_object(work: Work) -> dict[str, Any]:
    """Return a work as JSON: identifiers, title, authors (all, as shown), year, venue, kind."""
    return {**record_object(work.best), "identifiers": [str(identifier) for identifier in work.identifiers]}


def record_object(record: Record) -> dict[str, Any]:
    """Return a record as JSON: identifiers, title, authors (all, as shown), year, venue, kind."""
    return {
        "identifiers": [str(identifier) for identifier in record.identifiers],
        "title": record.title,
        "authors": [str(person) for person in record.authors],
        "year": record.date.year if record.date else None,
        "venue": record.venue or None,
        "kind": record.kind.value,
    }


def notice_object(notice: Notice) -> dict[str, Any]:
    """Return a notice as JSON: what happened to a work, when, the source, the notice's own identifier, the reason."""
    return {
        "kind": notice.kind.value,
        "date": str(notice.date) if notice.date else None,
        "source": notice.source,
        "identifier": str(notice.identifier) if notice.identifier else None,
        "words": notice.words or None,
    }


def candidate_object(candidate: Candidate) -> dict[str, Any]:
    """Return a candidate as JSON: its work, its bits, its vetoes and every piece of evidence."""
    return {
        **work_object(candidate.work),
        "bits": round(candidate.bits, 2),
        "vetoes": list(candidate.vetoes),
        "evidence": [
            {
                "comparison": evidence.comparison,
                "level": evidence.level,
                "bits": evidence.bits,
                "note": evidence.left,
                "work": evidence.right,
            }
            for evidence in candidate.evidence
        ],
    }


def note_object(note: Note, decision: Decision, work: Work | None, citekey: str | None) -> dict[str, Any]:
    """Return one line of `biblio notes --json`.

    `title` is the title as written in the note, with the mark that its collection puts before it ("[Paper Note] …").
    `work` is the accepted work or, if the note is not about a paper, the work that the note describes. `citekey` is its
    key in the exports.
    """
    doubtful = decision.status in (Status.AMBIGUOUS, Status.PENDING)
    return {
        "id": note.id,
        "source": note.source,
        "line": note.line,
        "end_line": note.end_line,
        "layout": note.layout,
        "title": f"{note.marker} {note.title}".strip() if note.title is not None else None,
        "authors": list(note.authors),
        "venue": note.venue or None,
        "year": note.year,
        "date": str(note.date) if note.date else None,
        "tags": list(note.tags),
        "links": [{"url": link.url, "role": link.role.value} for link in note.links],
        "status": decision.status.value,
        "kind": decision.kind.value,
        "confidence": decision.confidence,
        "reason": decision.reason,
        "citekey": citekey,
        "candidates": [work_object(candidate.work) for candidate in decision.candidates[:5]] if doubtful else [],
        "work": work_object(work) if work else None,
    }
