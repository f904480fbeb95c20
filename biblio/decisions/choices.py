"""What the user's words about one note decide: `biblio accept` and `biblio reject`. Pure."""

from __future__ import annotations

from biblio.decisions.decision_session import DecisionVerb, UserChoice
from biblio.decisions.typed_identifier import identifier_from_input
from biblio.errors import UsageError
from biblio.matching.works.versions import stable_identifier
from biblio.model.decision import DecidedNote
from biblio.model.record import Kind

__all__ = ["acceptance", "rejection"]

_ALL = ("all", "*")


def acceptance(decided: DecidedNote, identifier: str) -> UserChoice:
    """Return the choice that a note is about the work `identifier`: see `identifier_from_input`, also for errors."""
    return UserChoice(DecisionVerb.ACCEPT, identifier_from_input(identifier, decided.decision.candidates))


def rejection(decided: DecidedNote, identifier: str | None = None, kind: Kind | None = None) -> UserChoice:
    """Return the choice that a note is not about the work `identifier`; without one, not about its current match.

    With "all", or if the note has no match, none of the known works is right. With `kind` the note is not about a paper
    but about such a thing. Raises `UsageError` for both at once, and for what `identifier_from_input` does not know.
    """
    if kind is not None:
        if identifier:
            raise UsageError("an identifier and a kind cannot be combined", hint="a kind rejects every paper")
        return UserChoice(DecisionVerb.KIND, kind=kind)
    decision = decided.decision
    match = stable_identifier(decision.work) if decision.work is not None else None
    if identifier in _ALL or (identifier is None and match is None):
        return UserChoice(DecisionVerb.NONE)
    rejected = identifier_from_input(identifier, decision.candidates) if identifier else match
    return UserChoice(DecisionVerb.REJECT, rejected)
