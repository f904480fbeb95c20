"""Say how certain a match is in terms that people understand: a percentage or a word, and a reason. Pure.

A doubtful match never gets a percentage, nor a word close to certainty: what keeps it from being accepted may have
nothing to do with its weight (a title alone, however long, is not enough), so its probability would promise too much.
"""

from __future__ import annotations

from collections.abc import Sequence

from biblio.matching.decide import MARGIN, SO_FAR
from biblio.matching.weights import probability
from biblio.model.decision import Candidate, DecidedBy, Decision, Evidence, Status

__all__ = [
    "certainty_word",
    "certainty_words",
    "describe_decision",
    "evidence_weight",
    "likelihood",
    "percentage",
    "reason_of",
    "shown_evidence",
]

_WORDS = ((0.95, "very likely"), (0.7, "likely"), (0.2, "possible"))
"""The lowest probability for each word; below all of them a match is unlikely."""
_BY_RULES = (DecidedBy.IDENTIFIER, DecidedBy.RULE)


def percentage(confidence: float) -> str:
    """Return a probability (0..1) as a percentage, which is never 100%."""
    return f"{confidence:.1%}" if confidence < 0.9995 else "over 99.9%"


def likelihood(candidate: Candidate, candidates: Sequence[Candidate], *, is_doubtful: bool) -> str:
    """Return how likely one of `candidates` is, in words: "very likely", "likely", "possible" or "unlikely".

    `is_doubtful` is true if none of them was accepted.
    """
    if candidate.vetoes:
        return "unlikely"
    # The probability was measured on first candidates, so all candidates share it.
    rivals = [other for other in candidates if not other.vetoes]
    chance = max(probability(rival.bits) for rival in rivals) * _odds(candidate) / sum(map(_odds, rivals))
    word = next((word for limit, word in _WORDS if chance >= limit), "unlikely")
    return "likely" if is_doubtful and word == "very likely" else word


def certainty_words() -> tuple[str, ...]:
    """Return every word that `certainty_word` can give."""
    return "accepted", *(word for _, word in _WORDS), "unlikely"


def certainty_word(candidate: Candidate, candidates: Sequence[Candidate], decision: Decision) -> str:
    """Return "accepted" for the work that `decision` accepted, else how likely `candidate` is.

    `candidates` are shown together: those of the decision, or the results of a search. `describe_decision` says how
    certain an accepted work is.
    """
    is_from_decision = candidate in decision.candidates
    if decision.status is Status.ACCEPTED and is_from_decision and candidate == decision.candidates[0]:
        return "accepted"
    is_doubtful = is_from_decision and decision.status is not Status.ACCEPTED
    return likelihood(candidate, candidates, is_doubtful=is_doubtful)


def describe_decision(decision: Decision) -> str:
    """Return a decision in one line: its status, how certain it is, and the reason."""
    if decision.status is Status.AMBIGUOUS and decision.candidates:
        first = decision.candidates[0]
        if not first.vetoes and len(_as_good(first, decision.candidates)) > 1:
            return f"ambiguous: {decision.reason}"  # none of them is more likely than the others
        word = likelihood(first, decision.candidates, is_doubtful=True)
        return f"ambiguous: {word}, {'because' if word == 'unlikely' else 'but'} {decision.reason}"
    by = f" by {decision.by}" if decision.by in _BY_RULES else ""
    is_measured = decision.status is Status.ACCEPTED and decision.by in _BY_RULES
    chance = f", {percentage(decision.confidence)} certain" if is_measured and decision.confidence is not None else ""
    return f"{decision.status}{by}{chance}: {reason_of(decision)}"


def reason_of(decision: Decision) -> str:
    """Return the reason of a decision in words.

    That of a pending note names the services that could not be asked, and what is missing of the best candidate.
    """
    if decision.status is Status.PENDING and decision.by is DecidedBy.NONE and decision.unasked:
        _, so_far, barrier = decision.reason.partition(SO_FAR)
        return f"could not ask {', '.join(map(str, decision.unasked))}{so_far}{barrier}"
    return decision.reason


def shown_evidence(candidate: Candidate, *, detailed: bool) -> tuple[Evidence, ...]:
    """Return the evidence worth showing: all comparisons with a result; unless `detailed`, only those with a weight."""
    compared = (evidence for evidence in candidate.evidence if evidence.level != "unknown")
    if detailed:
        return tuple(compared)
    return tuple(evidence for evidence in compared if evidence.comparison != "prior" and round(evidence.bits, 1) != 0)


def evidence_weight(evidence: Evidence, *, detailed: bool) -> str:
    """Return "for" or "against", or if `detailed` the weight in bits; seven columns wide."""
    if detailed:
        return f"{evidence.bits:+6.1f} "
    return f"{'for' if evidence.bits > 0 else 'against':<7}"


def _odds(candidate: Candidate) -> float:
    chance = min(probability(candidate.bits), 1 - 1e-12)
    return chance / (1 - chance)


def _as_good(candidate: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates without vetoes whose evidence is about as strong as that of `candidate`, with itself."""
    return [other for other in candidates if not other.vetoes and abs(other.bits - candidate.bits) < MARGIN]
