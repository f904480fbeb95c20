"""Decide for a note from its candidates: accept the best one only if it is certain.

A note's query and the works that were found become candidates (`compare.rank_candidates`), and the candidates become a
decision (`decide`). A work is accepted if it has enough evidence, no veto, no cap, and a clear lead over the next one.
"""

from __future__ import annotations

from collections.abc import Sequence

from biblio.matching.caps import find_cap, is_linked_in_text, is_named_by_address
from biblio.matching.chosen_work import decide_chosen, refuse_all
from biblio.matching.untitled.clue_match import is_untitled, means_the_same
from biblio.matching.untitled.decide_untitled import find_untitled_barrier
from biblio.matching.weights import probability
from biblio.model.decision import Candidate, DecidedBy, Decision, Query, Status, Unasked
from biblio.model.record import NOT_PAPERS, Kind

__all__ = ["ACCEPT", "MARGIN", "SO_FAR", "decide"]

# The bits needed to accept a work. By themselves they would be wrong once in nine, but caps and vetoes come first;
# benchmarks/weights.py counts how often all three together are right.
ACCEPT = 3.0
MARGIN = 3.0  # bits between the first and the second work
SO_FAR = "; so far "
"""In the reason of a pending decision, before what keeps the first candidate from being accepted."""
SHOW = -6.0  # bits below which a candidate is not worth showing to the user
_AT_MOST = 5


def decide(
    query: Query, candidates: Sequence[Candidate], *, unasked: Sequence[Unasked] = (), exhausted: bool = True
) -> Decision:
    """Decide for one note.

    `candidates` are the works that were found, compared with the note, best first (see `rank_candidates`); `unasked`
    are the services that could not be asked; `exhausted` says that there is nothing left to ask.
    """
    if query.sure_kind and query.kind is not None:
        return Decision(query.note, Status.NOT_A_PAPER, DecidedBy.KIND, query.grounds[0], kind=query.kind)
    if query.chosen is not None:
        return decide_chosen(query, query.chosen, candidates, unasked, exhausted=exhausted)
    decision = _decide_by_rules(query, candidates, tuple(unasked), exhausted=exhausted)
    return refuse_all(decision) if query.refused else decision


def _decide_by_rules(
    query: Query, candidates: Sequence[Candidate], unasked: tuple[Unasked, ...], *, exhausted: bool
) -> Decision:
    worth_showing = (
        candidate
        for candidate in candidates
        if candidate.bits >= SHOW or _has_identifier(candidate) or means_the_same(candidate)
    )
    shortlist = tuple(worth_showing)[:_AT_MOST]
    barrier = _find_barrier(query, shortlist) if shortlist else ""
    if shortlist and not barrier:
        return _accept_first(query, shortlist, unasked)
    if unasked or not exhausted:
        reason = f"could not ask: {'; '.join(map(str, unasked))}" if unasked else "not asked yet"
        if unasked and barrier and not shortlist[0].vetoes:
            reason += f"{SO_FAR}{barrier}"
        return Decision(
            query.note,
            Status.PENDING,
            DecidedBy.NONE,
            reason,
            kind=query.kind_so_far,
            candidates=shortlist,
            unasked=unasked,
        )
    if query.kind in NOT_PAPERS and not any(map(_has_identifier, shortlist)):
        # No paper is certainly the note's own, so even an unsure ground for another kind is enough.
        reason = query.grounds[0]
        return Decision(query.note, Status.NOT_A_PAPER, DecidedBy.KIND, reason, kind=query.kind, candidates=shortlist)
    if shortlist:
        return _leave_to_user(query, shortlist, barrier)
    reason = "no work with this title or identifier was found"
    if is_untitled(query) and not query.titles:
        reason = "no work was found that fits what the note says"
    elif not query.titles and not query.identifiers:
        reason = "the note has neither title nor identifier"
    return Decision(query.note, Status.UNRESOLVED, DecidedBy.NONE, reason, kind=query.kind or Kind.PAPER)


def _accept_first(query: Query, shortlist: tuple[Candidate, ...], unasked: tuple[Unasked, ...]) -> Decision:
    first = shortlist[0]
    agreed = [f"{evidence.comparison} {evidence.level}" for evidence in first.evidence if evidence.bits > 0]
    agreed += ["linked in the text"] if is_linked_in_text(query, first) else []
    return Decision(
        query.note,
        Status.ACCEPTED,
        DecidedBy.IDENTIFIER if _has_identifier(first) else DecidedBy.RULE,
        ", ".join(agreed),
        work=first.work,
        kind=first.work.best.kind,
        confidence=round(probability(first.bits), 4),
        margin=_margin(shortlist),
        candidates=shortlist,
        unasked=unasked,
    )


def _leave_to_user(query: Query, shortlist: tuple[Candidate, ...], barrier: str) -> Decision:
    first = shortlist[0]
    return Decision(
        query.note,
        Status.AMBIGUOUS,
        DecidedBy.NONE,
        barrier,
        kind=first.work.best.kind if query.kind_so_far is Kind.PAPER else query.kind_so_far,
        confidence=round(probability(first.bits), 4),
        margin=_margin(shortlist),
        candidates=shortlist,
    )


def _find_barrier(query: Query, shortlist: tuple[Candidate, ...]) -> str:
    """Return what keeps the first candidate from being accepted, or an empty string."""
    first = shortlist[0]
    if first.vetoes:
        return "; ".join(first.vetoes)
    if any(evidence.comparison == "clues" for evidence in first.evidence):
        return find_untitled_barrier(query, shortlist)
    cap = find_cap(first, shortlist[1:])
    if cap and not (is_named_by_address(query, first) or is_linked_in_text(query, first)):
        return cap
    if query.kind is not None and _is_another_kind(query.kind, first):
        return f"the note seems to be about a {query.kind}, not this {first.work.best.kind}"
    if first.bits < ACCEPT:
        return "too little evidence"
    margin = _margin(shortlist)
    if margin is not None and margin < MARGIN and not shortlist[1].vetoes:
        rivals = [rival for rival in shortlist if not rival.vetoes and first.bits - rival.bits < MARGIN]
        return f"{len(rivals)} works fit about equally well"
    return ""


def _margin(shortlist: tuple[Candidate, ...]) -> float | None:
    return round(shortlist[0].bits - shortlist[1].bits, 2) if len(shortlist) > 1 else None


def _has_identifier(candidate: Candidate) -> bool:
    return any(item.comparison == "identifier" and item.level == "same" for item in candidate.evidence)


def _is_another_kind(kind: Kind, candidate: Candidate) -> bool:
    """Whether a note about a thing of `kind` is not about this work, although it has the same title.

    The author's thesis, talk or software often has the title of the paper. An author makes it the paper, except for a
    thesis; a book is also confirmed by the venue, because the ISBN may be that of the proceedings.
    """
    if _has_identifier(candidate) or any(record.kind is kind for record in candidate.work.records):
        return False
    if kind is Kind.THESIS:
        return True
    if kind is Kind.BOOK and any(item.comparison == "venue" and item.level == "same" for item in candidate.evidence):
        return False
    return kind in (*NOT_PAPERS, Kind.BOOK) and not _author_agrees(candidate)


def _author_agrees(candidate: Candidate) -> bool:
    return any(item.comparison == "authors" and item.bits > 0 for item in candidate.evidence)
