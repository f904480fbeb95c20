"""What follows from the user's own decision about a note, before any rule applies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from biblio.matching.works.same_work import share_identifier
from biblio.matching.works.versions import restrict_to_version
from biblio.model.decision import Candidate, DecidedBy, Decision, Query, Status, Unasked
from biblio.model.identifiers import Identifier

__all__ = ["contradiction", "decide_chosen", "has_pinned_version", "refuse_all"]


def decide_chosen(
    query: Query, chosen: Identifier, candidates: Sequence[Candidate], unasked: Sequence[Unasked], *, exhausted: bool
) -> Decision:
    """Decide for a note whose work the user chose: it is the one with `chosen`, whatever the evidence says.

    Of a pinned work, the version that the user named is used. See `decide.decide` for the other arguments.
    """
    candidate = next((item for item in candidates if share_identifier(item.work.identifiers, (chosen,))), None)
    if candidate is not None:
        work = restrict_to_version(candidate.work, chosen) if query.pinned else candidate.work
        verb = "pinned" if query.pinned else "accepted"
        vetoes = f"; against it: {'; '.join(candidate.vetoes)}" if candidate.vetoes else ""
        return Decision(
            query.note, Status.ACCEPTED, DecidedBy.PERSON, f"you {verb} {chosen}{vetoes}",
            work=work, kind=work.best.kind, confidence=1.0, candidates=(candidate,), unasked=tuple(unasked),
        )  # fmt: skip
    if unasked or not exhausted:
        reason = f"you accepted {chosen}, which has not been looked up yet"
        kind = query.kind_so_far
        return Decision(query.note, Status.PENDING, DecidedBy.PERSON, reason, kind=kind, unasked=tuple(unasked))
    reason = f"you accepted {chosen}, which no service knows"
    return Decision(query.note, Status.UNRESOLVED, DecidedBy.PERSON, reason, kind=query.kind_so_far)


def refuse_all(decision: Decision) -> Decision:
    """Return `decision` for a user who said that none of the candidates is right; they are still shown."""
    if decision.status is Status.NOT_A_PAPER:
        return decision
    undecided = replace(decision, work=None, confidence=None, margin=None)
    reason = "you said that none of the known works is right"
    return replace(undecided, status=Status.UNRESOLVED, by=DecidedBy.PERSON, reason=reason)


def has_pinned_version(query: Query, decision: Decision) -> bool:
    """Whether a record of the pinned version itself is known, so that there is nothing left to ask for."""
    if not query.pinned or query.chosen is None or decision.work is None:
        return False
    return any(share_identifier(record.identifiers, (query.chosen,)) for record in decision.work.records)


def contradiction(query: Query, without_user: Decision) -> str:
    """Return how the evidence contradicts the user's decision about a note, or an empty string.

    `query` has the user's decision; `without_user` is what the rules decide without it, but never a work that the user
    rejected.
    """
    if without_user.status is not Status.ACCEPTED or without_user.work is None:
        return ""
    work = without_user.work
    if query.chosen is not None:
        if share_identifier(work.identifiers, (query.chosen,)):
            return ""
        claim = f"you accepted {query.chosen}"
    elif query.refused:
        claim = "you said that none of the known works is right"
    elif query.sure_kind and query.kind is not None:
        claim = f"you said that it is a {query.kind}"
    else:
        return ""
    return f"{claim}, but the evidence points to {work.id} {work.best.title!r} ({without_user.reason})"
