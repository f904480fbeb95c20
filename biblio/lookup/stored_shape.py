"""How decisions are stored: as JSON in which nothing that they say twice stands twice.

The work that was accepted is one of the candidates, and most works are what their only record says. So the stored form
of a decision has a number in place of its work, and that of a work nothing in place of its best record. It takes two
fifths of the room and the time, and a decision that was read has its work once, as one that was made. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from biblio.model.decision import Candidate, DecidedBy, Decision, Evidence, Status, Unasked
from biblio.model.record import Claim, Kind, Record, Work

__all__ = ["decode_decision", "encode_decision"]


@dataclass(frozen=True, slots=True)
class _StoredWork:
    """A work; without `best` it is the first of `records`."""

    id: str
    best: Record | None
    records: tuple[Record, ...]
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class _StoredCandidate:
    work: _StoredWork
    evidence: tuple[Evidence, ...]
    vetoes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _StoredDecision:
    """A decision; `accepted` is the place of the candidate whose work is accepted, if `work` is none of its own.

    `unasked` are texts such as "dblp (no answer)". Earlier versions stored a decision as it is, which reads the same.
    """

    note: str
    status: Status
    by: DecidedBy
    reason: str
    work: _StoredWork | None = None
    accepted: int | None = None
    kind: Kind = Kind.PAPER
    confidence: float | None = None
    margin: float | None = None
    candidates: tuple[_StoredCandidate, ...] = ()
    unasked: tuple[str, ...] = ()


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_StoredDecision).decode


def encode_decision(decision: Decision) -> bytes:
    """Return the stored form of a decision."""
    works = [candidate.work for candidate in decision.candidates]
    accepted = works.index(decision.work) if decision.work in works else None
    return _encode(
        _StoredDecision(
            note=decision.note,
            status=decision.status,
            by=decision.by,
            reason=decision.reason,
            work=_stored_work(decision.work) if decision.work is not None and accepted is None else None,
            accepted=accepted,
            kind=decision.kind,
            confidence=decision.confidence,
            margin=decision.margin,
            candidates=tuple(
                _StoredCandidate(_stored_work(candidate.work), candidate.evidence, candidate.vetoes)
                for candidate in decision.candidates
            ),
            unasked=tuple(map(str, decision.unasked)),
        )
    )


def decode_decision(body: bytes) -> Decision | None:
    """Return a stored decision, or None if another version stored it in another shape, so that it is made again.

    Raises `msgspec.DecodeError` if it is no JSON.
    """
    try:
        stored = _decode(body)
        candidates = tuple(
            Candidate(_work(candidate.work), candidate.evidence, candidate.vetoes) for candidate in stored.candidates
        )
        work = _work(stored.work) if stored.work is not None else None
        if stored.accepted is not None:
            work = candidates[stored.accepted].work
    except (msgspec.ValidationError, IndexError):
        msgspec.json.decode(body)  # is it whole? what is skipped was not looked into
        return None
    return Decision(
        note=stored.note,
        status=stored.status,
        by=stored.by,
        reason=stored.reason,
        work=work,
        kind=stored.kind,
        confidence=stored.confidence,
        margin=stored.margin,
        candidates=candidates,
        unasked=tuple(map(_unasked, stored.unasked)),
    )


def _stored_work(work: Work) -> _StoredWork:
    best = None if work.records and work.best == work.records[0] else work.best
    return _StoredWork(work.id, best, work.records, work.claims)


def _work(stored: _StoredWork) -> Work:
    return Work(stored.id, stored.best if stored.best is not None else stored.records[0], stored.records, stored.claims)


def _unasked(text: str) -> Unasked:
    service, _, reason = text.partition(" (")
    return Unasked(service, reason.removesuffix(")"))
