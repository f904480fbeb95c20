"""Notes of a review that can be decided together, because the same speaks for the first work of each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from biblio.decisions.review_session import ReviewItem
from biblio.matching.decide import MARGIN
from biblio.matching.works.versions import stable_identifier
from biblio.model.decision import Candidate

__all__ = ["AlikeNotes", "group_alike"]

# What agrees, by comparison and level; a candidate with any other weighty level is in no group.
_AGREEING = {
    "title": ("exact", "close"),
    "subtitle": ("subtitle",),
    "beginning": ("cut",),
    "authors": ("several", "full name", "initials", "surname", "common surname", "spelling"),
    "year": ("same",),
    "venue": ("same",),
    "pages": ("same",),
    "identifier": ("same",),
}
_TITLES = ("title", "subtitle", "beginning")


@dataclass(frozen=True, slots=True)
class AlikeNotes:
    """The `positions` in the review of notes whose first candidates agree with them in the same things.

    `agreeing` are names of comparisons, with "subtitle" for a title without its subtitle and "beginning" for one that
    was cut short.
    """

    agreeing: tuple[str, ...]
    positions: tuple[int, ...]


def group_alike(items: Sequence[ReviewItem]) -> list[AlikeNotes]:
    """Return the groups of undecided notes whose first candidate nothing speaks against, the largest first.

    The title must agree, at least as far as it goes. No veto may forbid the candidate, no comparison may weigh against
    it, and no other candidate may be nearly as good; what only the user can know is left to each note's own screen.
    """
    positions: dict[tuple[str, ...], list[int]] = {}
    for position, item in enumerate(items):
        if agreeing := _agreeing(item):
            positions.setdefault(agreeing, []).append(position)
    groups = [AlikeNotes(agreeing, tuple(places)) for agreeing, places in positions.items()]
    return sorted(groups, key=lambda group: -len(group.positions))


def _agreeing(item: ReviewItem) -> tuple[str, ...]:
    """Return in what the first candidate of a note agrees with it; nothing if the note is none for a group."""
    candidates = item.decided.decision.candidates
    if item.outcome or item.conflict or item.search_results is not None or not candidates:
        return ()
    first, *others = candidates
    if first.vetoes or first.bits <= 0 or stable_identifier(first.work) is None:
        return ()
    if any(not other.vetoes and other.bits > first.bits - MARGIN for other in others):
        return ()
    names = _agreements(first)
    return names if set(names).intersection(_TITLES) else ()


def _agreements(candidate: Candidate) -> tuple[str, ...]:
    names = []
    for evidence in candidate.evidence:
        if evidence.comparison == "prior" or round(evidence.bits, 1) == 0:
            continue
        name = next(
            (
                name
                for name, levels in _AGREEING.items()
                if evidence.level in levels and evidence.comparison == ("title" if name in _TITLES else name)
            ),
            "",
        )
        if not name:
            return ()
        names.append(name)
    return tuple(names)
