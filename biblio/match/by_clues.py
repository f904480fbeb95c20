"""Decide for a note without a title, by its clues alone: more has to agree, and by a wider lead.

Measured on notes whose titles were hidden, with and without their own work among the candidates: the best wrong work
stays under 38 bits or within 12 of the next (benchmarks/clues.py prints both tables).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from biblio.match.clues import Hints, compare_clues, compare_meaning
from biblio.model.clues import Form, Place
from biblio.model.match import Candidate, Query
from biblio.model.record import NOT_PAPERS
from biblio.text import shorten

__all__ = ["barrier_of", "best_words", "is_by_clues", "with_clues"]

# (bits of clues and meaning, bits ahead of the next work): either pair suffices.
_ENOUGH = ((38.0, 12.0), (30.0, 18.0))
_ENOUGH_WORDS = ((42.0, 14.0), (34.0, 20.0))  # where no encoder has compared the meaning
_SEARCHED = 3
_STANDS_OUT = re.compile(r"[a-z0-9][A-Z]|[A-Z].*[A-Z]|[A-Za-z].*\d|\d.*[A-Za-z]")
_PARTS = ("clues", "meaning")


def is_by_clues(query: Query) -> bool:
    """Tell whether a note's work has to be found by clues: it has neither title nor identifier."""
    return bool(query.clues) and not query.titles and not query.identifiers


def best_words(query: Query) -> tuple[str, ...]:
    """Return what to search the services for: at most three clues of the summary, the most telling first.

    Names with capitals or digits inside come first, longer ones before shorter ones; without any name that stands out
    a search finds thousands of works and none is asked for.
    """
    names = [
        clue.written
        for clue in query.clues
        if clue.form is Form.NAME and clue.place is Place.SUMMARY and _STANDS_OUT.search(clue.written)
    ]
    return tuple(sorted(names, key=lambda name: (-len(name), name))[:_SEARCHED])


def with_clues(candidate: Candidate, query: Query, hints: Hints) -> Candidate:
    """Return the candidate with the evidence of the clues."""
    clues = compare_clues(query, candidate.work, hints.rarity)
    meaning = compare_meaning(candidate.work, hints.meaning)
    return replace(candidate, evidence=(*candidate.evidence, clues, meaning))


def barrier_of(query: Query, shown: Sequence[Candidate]) -> str:
    """Return what keeps the first candidate from being accepted by its clues, or an empty string."""
    levels = {one.comparison: one for one in shown[0].evidence}
    if query.kind in NOT_PAPERS:
        return f"the note seems to be about a {query.kind}, not this paper"
    appeared = min((record.date.earliest for record in shown[0].work.records if record.date), default=None)
    if query.before is not None and appeared is not None and appeared > query.before.latest:
        return f"it appeared on {appeared}, the note is of {query.before}"
    if levels["clues"].level == "another name":
        return f"the note never mentions {levels['clues'].right!r}, the name that the title gives its work"
    first = _strength(shown[0])
    lead = first - _strength(shown[1]) if len(shown) > 1 else first
    enough = _ENOUGH if levels["meaning"].level != "unknown" else _ENOUGH_WORDS
    if any(first >= strength and lead >= ahead for strength, ahead in enough):
        return ""
    if first < enough[-1][0]:
        return f"too few of its words are known to be the work's ({first:.0f} bits, {enough[-1][0]:.0f} needed)"
    return f"another work fits as well: {shorten(shown[1].work.best.title, 60)!r} ({lead:.1f} bits behind)"


def _strength(candidate: Candidate) -> float:
    return sum(one.bits for one in candidate.evidence if one.comparison in _PARTS)
