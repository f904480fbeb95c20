"""How certain a match is, in words: never near certainty where the user must decide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from biblio.decisions.confidence import (
    certainty_word,
    describe_decision,
    evidence_weight,
    likelihood,
    percentage,
    shown_evidence,
)
from biblio.matching.weights import probability
from biblio.model.decision import Candidate, DecidedBy, Decision, Evidence, Status, Unasked
from biblio.model.record import Record, Work


def candidate(bits: float, *vetoes: str) -> Candidate:
    work = Work(f"w{bits}", Record("dblp", f"Title {bits}"), ())
    return Candidate(work, (Evidence("title", "exact", bits),), vetoes)


def ambiguous(*candidates: Candidate, reason: str = "only the title agrees") -> Decision:
    confidence = round(probability(candidates[0].bits), 4)
    return Decision(
        "n", Status.AMBIGUOUS, DecidedBy.NONE, reason, confidence=confidence, margin=9.0, candidates=candidates
    )


def test_an_accepted_note_has_a_percentage_and_a_reason() -> None:
    decision = Decision("n", Status.ACCEPTED, DecidedBy.RULE, "title exact, year same", confidence=0.9871)
    assert describe_decision(decision) == "accepted by rule, 98.7% certain: title exact, year same"


@pytest.mark.parametrize(
    ("confidence", "text"), [(0.5, "50.0%"), (0.9994, "99.9%"), (0.9999, "over 99.9%"), (1.0, "over 99.9%")]
)
def test_no_percentage_is_a_hundred(confidence: float, text: str) -> None:
    assert percentage(confidence) == text


def test_a_users_decision_has_a_reason_and_no_percentage() -> None:
    decision = Decision("n", Status.ACCEPTED, DecidedBy.PERSON, "you accepted doi:10.1/x", confidence=1.0)
    assert describe_decision(decision) == "accepted: you accepted doi:10.1/x"


def test_an_ambiguous_note_is_never_nearly_certain() -> None:
    decision = ambiguous(candidate(20))
    assert decision.confidence is not None
    assert decision.confidence > 0.99
    assert describe_decision(decision) == "ambiguous: likely, but only the title agrees"
    assert likelihood(decision.candidates[0], decision.candidates, is_doubtful=True) == "likely"
    assert likelihood(decision.candidates[0], decision.candidates, is_doubtful=False) == "very likely"


def test_works_that_fit_equally_well_are_only_counted() -> None:
    decision = ambiguous(candidate(20), candidate(19), reason="2 works fit about equally well")
    assert describe_decision(decision) == "ambiguous: 2 works fit about equally well"
    words = [likelihood(work, decision.candidates, is_doubtful=False) for work in decision.candidates]
    assert words == ["possible", "possible"]


def test_a_work_far_behind_the_first_is_unlikely() -> None:
    works = [candidate(20), candidate(10)]
    assert [likelihood(work, works, is_doubtful=False) for work in works] == ["very likely", "unlikely"]


def test_a_veto_makes_a_match_unlikely_and_no_rival() -> None:
    decision = ambiguous(candidate(20, "the titles differ"), candidate(19), reason="the titles differ")
    assert describe_decision(decision) == "ambiguous: unlikely, because the titles differ"
    assert likelihood(decision.candidates[1], decision.candidates, is_doubtful=False) == "very likely"


def test_little_evidence_is_unlikely() -> None:
    words = [likelihood(candidate(bits), [candidate(bits)], is_doubtful=True) for bits in (10, -2, -8, -20)]
    assert words == ["likely", "likely", "possible", "unlikely"]


def test_an_accepted_work_has_its_percentage_alone() -> None:
    works = (candidate(20, "the titles differ"), candidate(10))
    accepted = replace(ambiguous(*works), status=Status.ACCEPTED, by=DecidedBy.PERSON)
    assert [certainty_word(work, works, accepted) for work in works] == ["accepted", "very likely"]
    assert certainty_word(works[1], works, ambiguous(*works)) == "likely"
    results = (candidate(11),)
    assert certainty_word(results[0], results, accepted) == "very likely"


def test_a_pending_note_names_the_services_that_could_not_be_asked() -> None:
    unasked = (Unasked("arxiv", "offline"), Unasked("dblp", "no answer"))
    decision = Decision("n", Status.PENDING, DecidedBy.NONE, "could not ask: arxiv (offline)", unasked=unasked)
    assert describe_decision(decision) == "pending: could not ask arxiv (offline), dblp (no answer)"
    decision = replace(decision, reason="could not ask: arxiv (offline); so far only the title agrees")
    assert describe_decision(decision).endswith("dblp (no answer); so far only the title agrees")
    assert describe_decision(replace(decision, unasked=(), reason="not asked yet")) == "pending: not asked yet"


def test_evidence_is_for_or_against_and_in_bits_only_in_detail() -> None:
    evidence = (
        Evidence("prior", "given by a search", -3.6),
        Evidence("title", "exact", 5.5),
        Evidence("year", "one apart", 0.01),
        Evidence("venue", "other", -2.0),
        Evidence("authors", "unknown", 0.0),
    )
    work = replace(candidate(1), evidence=evidence)
    plain = shown_evidence(work, detailed=False)
    assert [(evidence_weight(item, detailed=False).strip(), item.comparison) for item in plain] == [
        ("for", "title"),
        ("against", "venue"),
    ]
    detailed = shown_evidence(work, detailed=True)
    assert [evidence_weight(item, detailed=True) for item in detailed] == ["  -3.6 ", "  +5.5 ", "  +0.0 ", "  -2.0 "]
