"""Find the note that each decision is about: by its id, or else by its fingerprint. Pure.

A note that was reworded, moved or renamed has a new id. Its decision follows it if exactly one note matches and that
note has no decision of its own. Other decisions without a note are reported as lost, and their lines stay in the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from biblio.decisions.decisions import Decisions
from biblio.decisions.fingerprint import NoteFingerprint, fingerprint_note, is_same_note, may_match

if TYPE_CHECKING:
    from biblio.decisions.decision_text import Statement
    from biblio.model.note import Note

__all__ = ["ReboundDecisions", "rebind_decisions"]


@dataclass(frozen=True, slots=True)
class ReboundDecisions:
    """Decisions by the present ids of their notes.

    `new_ids` gives the present id of notes that lines name by a former id; `lost` are the lines whose note is not among
    the notes that were read.
    """

    decisions: Decisions = field(default_factory=Decisions)
    new_ids: Mapping[str, str] = field(default_factory=dict)
    lost: tuple[Statement, ...] = ()


def rebind_decisions(decisions: Decisions, notes: Sequence[Note]) -> ReboundDecisions:
    """Return `decisions` by the present ids of `notes`."""
    present_ids = {note.id for note in notes}
    orphans: dict[str, list[Statement]] = {}
    for statement in decisions.statements:
        if statement.verb != "key" and statement.subject not in present_ids:
            orphans.setdefault(statement.subject, []).append(statement)
    if not orphans:
        return ReboundDecisions(decisions)
    decided_ids = decisions.note_ids & present_ids
    undecided = list({note.id: note for note in notes if note.id not in decided_ids}.values())
    fingerprints: dict[str, NoteFingerprint] = {}
    former_ids: dict[str, list[str]] = {}  # note id → ids of orphans that match the note
    for former_id, statements in orphans.items():
        for note_id in _matching_notes(statements, undecided, fingerprints):
            former_ids.setdefault(note_id, []).append(former_id)
    new_ids: dict[str, str] = {}
    for former_id in orphans:
        matches = [note_id for note_id, matching_ids in former_ids.items() if former_id in matching_ids]
        if len(matches) == 1 and len(former_ids[matches[0]]) == 1:
            new_ids[former_id] = matches[0]
    lost = tuple(
        statement for former_id, statements in orphans.items() if former_id not in new_ids for statement in statements
    )
    return ReboundDecisions(decisions.renamed(new_ids), new_ids, lost)


def _matching_notes(
    statements: Sequence[Statement], notes: Sequence[Note], fingerprints: dict[str, NoteFingerprint]
) -> list[str]:
    """Return the ids of the notes that match every fingerprint in `statements`; none if there is no fingerprint.

    `fingerprints` caches the fingerprints of notes, by id, for the next call.
    """
    expected = list(
        {str(fingerprint): fingerprint for line in statements if (fingerprint := line.fingerprint) is not None}.values()
    )
    if not expected:
        return []
    note_ids = []
    for note in notes:
        if not all(may_match(fingerprint, note) for fingerprint in expected):
            continue
        if note.id not in fingerprints:
            fingerprints[note.id] = fingerprint_note(note)
        if all(is_same_note(fingerprint, fingerprints[note.id]) for fingerprint in expected):
            note_ids.append(note.id)
    return note_ids
