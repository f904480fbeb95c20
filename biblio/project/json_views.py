"""Notes, works and what is known about them as JSON: the contract of `--json`, which the documentation describes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from biblio.model.decision import Candidate, Decision, Status
from biblio.model.note import Note
from biblio.model.record import Notice, Record, Work

if TYPE_CHECKING:
    from biblio.decisions.explain import Explanation
    from biblio.export.export_index import CitationKeys
    from biblio.project.add_notes import NewNote
    from biblio.project.note_search import FoundNote

__all__ = [
    "candidate_object",
    "explanation_object",
    "found_note_object",
    "new_note_object",
    "note_object",
    "notice_object",
    "record_object",
    "work_object",
]


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
    from biblio.extract.query import own_identifiers

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
        "identifiers": list(map(str, own_identifiers(note))),
        "links": [{"url": link.url, "role": link.role.value} for link in note.links],
        "status": decision.status.value,
        "kind": decision.kind.value,
        "confidence": decision.confidence,
        "reason": decision.reason,
        "citekey": citekey,
        "candidates": [work_object(candidate.work) for candidate in decision.candidates[:5]] if doubtful else [],
        "work": work_object(work) if work else None,
    }


def found_note_object(hit: FoundNote, keys: CitationKeys) -> dict[str, Any]:
    """Return a note that a search found as JSON; the schema is ``found-note``."""
    from biblio.export.exported_works import work_of

    work = work_of(hit.decided)
    note = note_object(hit.decided.note, hit.decided.decision, work, keys.key_of(work) if work else None)
    return {"score": hit.score, "found_in": list(hit.found_in), "excerpt": hit.excerpt or None, "note": note}


def explanation_object(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as JSON: what `biblio notes --json` has, with all evidence, questions and decisions."""
    from biblio.matching.works.versions import notices_of

    note, decision = explanation.decided.note, explanation.decided.decision
    work = explanation.work
    data = note_object(note, decision, work, explanation.citekey)
    data["candidates"] = [candidate_object(candidate) for candidate in decision.candidates]
    data |= {"summary": note.summary, "comment": note.comment, "decided_by": decision.by.value}
    data |= {"margin": decision.margin, "unasked": list(map(str, decision.unasked))}
    data["claims"] = {claim.field: [claim.value, claim.source, claim.why] for claim in (work.claims if work else ())}
    data["entry"] = [
        {"field": claim.field, "value": claim.value, "source": claim.source, "why": claim.why, "yours": claim.yours}
        for claim in explanation.entry
    ]
    data["notices"] = [notice_object(notice) for notice in notices_of(work)] if work else []
    data["asked"] = [
        {
            "service": question.service,
            "what": question.description,
            "at": question.asked_at,
            "found": [
                {"title": record.title, "identifiers": list(map(str, record.identifiers))}
                for record in question.records
            ],
        }
        for question in explanation.questions
    ]
    data["said"] = [
        {
            "verb": logged.statement.verb,
            "value": logged.statement.value,
            "line": logged.statement.line,
            "at": logged.entry.at if logged.entry else None,
        }
        for logged in explanation.decisions
    ]
    data |= {"former_ids": list(explanation.former_ids), "opposed": explanation.conflict or None}
    return data


def new_note_object(note: NewNote, *, is_written: bool) -> dict[str, Any]:
    """Return one request and what became of it as JSON; the schema is ``new-note``."""
    if note.work is None:
        outcome = "pending" if note.decision.status is Status.PENDING else "undecided"
    elif note.known_at:
        outcome = "known"
    else:
        outcome = "written" if is_written else "planned"
    return {
        "request": note.request.text,
        "outcome": outcome,
        "reason": note.decision.reason,
        "work": work_object(note.work) if note.work is not None else None,
        "citekey": note.key or None,
        "known_at": list(note.known_at),
        "path": str(note.path) if note.path is not None else None,
        "text": note.added or None,
        "candidates": [work_object(candidate.work) for candidate in note.decision.candidates],
    }
