"""Which of the notes there are each decision is about: by id, else by what the note left behind.

A note that was reworded, moved or renamed has another id; its decision follows it where exactly one note can be
meant, and that note has no decision of its own. Everything else is said to be lost, and its line stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from biblio.decisions.decision_text import Statement
from biblio.decisions.decisions import Decisions
from biblio.decisions.fingerprint import NoteFingerprint, fingerprint_note, is_same_note, may_be
from biblio.model.note import Note

__all__ = ["ReboundDecisions", "rebind_decisions"]


@dataclass(frozen=True, slots=True)
class ReboundDecisions:
    """Decisions by the present ids of their notes.

    `names` gives the present id of notes that lines name by a former one; `lost` are the lines whose note is not
    among those read.
    """

    decisions: Decisions = field(default_factory=Decisions)
    names: Mapping[str, str] = field(default_factory=dict)
    lost: tuple[Statement, ...] = ()


def rebind_decisions(decisions: Decisions, notes: Sequence[Note]) -> ReboundDecisions:
    """Return `decisions` as they hold for `notes`."""
    present = {note.id for note in notes}
    orphans: dict[str, list[Statement]] = {}
    for one in decisions.statements:
        if one.verb != "key" and one.subject not in present:
            orphans.setdefault(one.subject, []).append(one)
    if not orphans:
        return ReboundDecisions(decisions)
    taken = decisions.notes & present
    free = list({note.id: note for note in notes if note.id not in taken}.values())
    prints: dict[str, NoteFingerprint] = {}
    claims: dict[str, list[str]] = {}
    for former, lines in orphans.items():
        for note in _meant(lines, free, prints):
            claims.setdefault(note, []).append(former)
    names: dict[str, str] = {}
    for former in orphans:
        found = [note for note, formers in claims.items() if former in formers]
        if len(found) == 1 and len(claims[found[0]]) == 1:
            names[former] = found[0]
    lost = tuple(one for former, lines in orphans.items() if former not in names for one in lines)
    return ReboundDecisions(decisions.renamed(names), names, lost)


def _meant(lines: Sequence[Statement], notes: Sequence[Note], prints: dict[str, NoteFingerprint]) -> list[str]:
    """Return the ids of the notes that every line with a trace may mean; lines without one say nothing."""
    traces = list({str(trace): trace for one in lines if (trace := one.trace) is not None}.values())
    if not traces:
        return []
    meant = []
    for note in notes:
        if not all(may_be(trace, note) for trace in traces):
            continue
        if note.id not in prints:
            prints[note.id] = fingerprint_note(note)
        if all(is_same_note(trace, prints[note.id]) for trace in traces):
            meant.append(note.id)
    return meant
