"""Change the works of a reference during its lookup; each function returns a new state with its work identified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from biblio.check.rules.reference.identity import identify
from biblio.check.rules.reference.reference import NamedWork, ReferenceState
from biblio.matching.works.merge_records import merge_works
from biblio.model.record import Work

__all__ = ["merge_state_works", "replace_work", "with_works"]


def with_works(
    state: ReferenceState,
    *,
    named: Sequence[NamedWork] | None = None,
    candidates: Sequence[Work] | None = None,
    accepted: Work | None = None,
) -> ReferenceState:
    """Return a state with other works (None: unchanged), and with the work that the reference describes."""
    new_named = state.named if named is None else tuple(named)
    new_candidates = state.candidates if candidates is None else tuple(candidates)
    return replace(
        state,
        named=new_named,
        candidates=new_candidates,
        accepted=accepted or state.accepted,
        identified=identify(state.reference.record, new_named, new_candidates),
    )


def merge_state_works(state: ReferenceState) -> ReferenceState:
    """Return a state with works that share an identifier merged: identifiers and title found the same one."""
    works = [*state.candidates, *(named.work for named in state.named if named.work is not None)]
    if len(works) < 2:
        return state
    merged = merge_works(works)
    candidates = {work.id: work for work in (_merged_work(merged, old) for old in state.candidates)}
    return with_works(
        state,
        named=[
            replace(named, work=_merged_work(merged, named.work)) if named.work is not None else named
            for named in state.named
        ],
        candidates=tuple(candidates.values()),
        accepted=_merged_work(merged, state.accepted) if state.accepted is not None else None,
    )


def _merged_work(merged: Sequence[Work], old: Work) -> Work:
    """Return the merged work that contains an old one."""
    names = {old.id, *old.identifiers}
    return next((work for work in merged if work.id in names or names & set(work.identifiers)), old)


def replace_work(state: ReferenceState, old: Work, new: Work) -> ReferenceState:
    """Return a state in which a work replaces another one everywhere."""
    if new is old:
        return state
    return with_works(
        state,
        named=[replace(named, work=new) if named.work is old else named for named in state.named],
        candidates=[new if work is old else work for work in state.candidates],
        accepted=new if state.accepted is old else state.accepted,
    )
