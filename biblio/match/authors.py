"""The authors that a note names against a work's list: one named level for the two lists."""

from __future__ import annotations

from collections.abc import Sequence

from biblio.match.names import NameLevel, best_level, is_common
from biblio.model.people import Person

__all__ = ["AGREE", "compare_authors"]

AGREE = ("several", "full name", "initials", "surname", "common surname", "spelling", "given name")
"""Levels at which the note's first author is the work's first."""

_LEVELS = {
    NameLevel.FULL: "full name",
    NameLevel.INITIAL: "initials",
    NameLevel.SURNAME: "surname",
    NameLevel.VARIANT: "spelling",
    NameLevel.GIVEN: "given name",
    NameLevel.UNKNOWN: "unknown",
    NameLevel.CLASH: "namesake",
    NameLevel.NONE: "none",
}


def compare_authors(ours: Sequence[Person], theirs: Sequence[Person]) -> str:
    """Return how the note's authors agree with a record's, by the note's first one; the others can only add.

    "several": two of them agree; "not first": the agreeing one stands further back in the record. An empty list on
    either side is unknown.
    """
    ours = [one for one in ours if one.last.casefold() not in ("others", "et al.", "et al")]
    if not ours or not theirs:
        return "unknown"
    level, place = best_level(ours[0], theirs)
    if level <= NameLevel.UNKNOWN:
        # The order is another one in some sources: by the alphabet, or with the corresponding author first.
        others = [best_level(one, theirs)[0] for one in ours[1:4]]
        if sum(other >= NameLevel.SURNAME for other in others) >= 1:
            return "not first"
        return _LEVELS[level]
    if place > 0:
        return "none" if level is NameLevel.GIVEN else "not first"
    if len(ours) > 1 and level >= NameLevel.SURNAME:
        agree = [best_level(one, theirs)[0] >= NameLevel.SURNAME for one in ours[1:4]]
        if any(agree):
            return "several"
    if level is NameLevel.SURNAME and is_common(ours[0]):
        return "common surname"
    return _LEVELS[level]
