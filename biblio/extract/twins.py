"""The same note standing elsewhere: a note that lost its title gets it back from a copy that kept it.

A collection is published again and again; newer pages drop the titles, the words of the notes stay. Two notes are the
same when they were written on the same day and their summaries or comments agree in nearly every character.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz.fuzz import ratio

from biblio.model.note import Note

__all__ = ["titled_twins"]

_LONG_ENOUGH = 60  # characters: shorter texts are alike by chance
_SUMMARY, _COMMENT = 90.0, 85.0  # of 100 (normalised InDel similarity); other notes of one day stay under 50
_READ = 1000  # characters of each text


def titled_twins(notes: Iterable[Note]) -> Mapping[str, Note]:
    """Return, by the id of a note without a title, the same note with its title; only where there is one title."""
    titled: dict[str, list[Note]] = defaultdict(list)
    bare: list[Note] = []
    for note in notes:
        if note.date is not None:
            if note.title:
                titled[str(note.date)].append(note)
            else:
                bare.append(note)
    found = {}
    for note in bare:
        twins = [other for other in titled.get(str(note.date), ()) if _same(note, other)]
        if twins and len({other.title for other in twins}) == 1:
            found[note.id] = twins[0]
    return found


def _same(left: Note, right: Note) -> bool:
    return _alike(left.summary, right.summary, _SUMMARY) or _alike(left.comment, right.comment, _COMMENT)


def _alike(left: str, right: str, least: float) -> bool:
    if min(len(left), len(right)) < _LONG_ENOUGH:
        return False
    return ratio(left[:_READ], right[:_READ], score_cutoff=least) > 0
