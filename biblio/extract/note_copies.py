"""Find the same note elsewhere: a note that lost its title gets it back from a copy that still has it.

A collection is published repeatedly; newer pages drop the titles but keep the text of the notes. Two notes are the same
if they were written on the same day and their summaries or comments agree in nearly every character.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from biblio.model.note import Note

__all__ = ["find_titled_twins"]

_LONG_ENOUGH = 60  # characters; shorter texts may be similar by chance
_SUMMARY, _COMMENT = 90.0, 85.0  # of 100 (normalised InDel similarity); different notes of a day are below 50
_READ = 1000  # characters of each text


def find_titled_twins(notes: Iterable[Note]) -> Mapping[str, Note]:
    """Return, by the id of a note without a title, its copy with the title; only if all copies agree on the title."""
    titled: dict[str, list[Note]] = defaultdict(list)
    untitled: list[Note] = []
    for note in notes:
        if note.date is not None:
            if note.title:
                titled[str(note.date)].append(note)
            else:
                untitled.append(note)
    twin_of = {}
    for note in untitled:
        twins = [other for other in titled.get(str(note.date), ()) if _is_same_note(note, other)]
        if twins and len({twin.title for twin in twins}) == 1:
            twin_of[note.id] = twins[0]
    return twin_of


def _is_same_note(note: Note, other: Note) -> bool:
    return _is_alike(note.summary, other.summary, _SUMMARY) or _is_alike(note.comment, other.comment, _COMMENT)


def _is_alike(text: str, other: str, cutoff: float) -> bool:
    if min(len(text), len(other)) < _LONG_ENOUGH:
        return False
    from rapidfuzz.fuzz import ratio

    return ratio(text[:_READ], other[:_READ], score_cutoff=cutoff) > 0
