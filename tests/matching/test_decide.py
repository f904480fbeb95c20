"""Decisions: thresholds, caps, vetoes, the margin, and the user's own decision."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from biblio.lookup.catalogue.row_format import record_from_row
from biblio.matching.compare import compare, rank_candidates
from biblio.matching.decide import decide
from biblio.matching.weights import probability
from biblio.matching.works.merge_records import merge_records
from biblio.model.decision import DecidedBy, Query, Status, Unasked
from biblio.model.identifiers import make
from biblio.model.people import parse_person
from biblio.model.record import Work


def work(**row: object) -> Work:
    record = record_from_row(row)
    assert record is not None
    return merge_records([record])[0]


RIGHT = work(
    title="Value Residual Learning",
    authors=["Zhanchao Zhou"],
    venue="ACL",
    year=2025,
    doi="10.1000/a",
    type="inproceedings",
)
QUERY = Query(
    "n", titles=("Value Residual Learning",), authors=(parse_person("Zhanchao Zhou"),), venue="ACL", year=2025
)


def test_accepted_with_its_evidence() -> None:
    decision = decide(QUERY, rank_candidates(QUERY, [RIGHT]))
    assert (decision.status, decision.by) == (Status.ACCEPTED, DecidedBy.RULE)
    assert "title exact" in decision.reason
    assert decision.confidence is not None
    assert decision.confidence > 0.99


def test_a_second_work_that_fits_as_well_makes_it_ambiguous() -> None:
    twin = work(
        title="Value Residual Learning!", authors=["Zhanchao Zhou"], venue="ACL Findings", year=2025, doi="10.1000/b",
        type="book",
    )  # fmt: skip
    decision = decide(QUERY, rank_candidates(QUERY, [RIGHT, twin]))
    assert decision.status is Status.AMBIGUOUS
    assert "2 works fit about equally well" in decision.reason
    assert len(decision.candidates) == 2


def test_a_second_work_with_a_veto_does_not_make_it_ambiguous() -> None:
    right, other = compare(QUERY, RIGHT), compare(QUERY, RIGHT)
    assert decide(QUERY, [right, replace(other, vetoes=("the titles differ",))]).status is Status.ACCEPTED
    assert decide(QUERY, [right, other]).status is Status.AMBIGUOUS


def test_could_not_ask_is_never_not_found() -> None:
    decision = decide(QUERY, [], unasked=[Unasked("dblp", "no answer")])
    assert decision.status is Status.PENDING
    assert "dblp (no answer)" in decision.reason
    assert decide(QUERY, []).status is Status.UNRESOLVED
    assert decide(QUERY, [], exhausted=False).status is Status.PENDING


def test_an_outage_elsewhere_does_not_undo_a_certain_match() -> None:
    decision = decide(QUERY, rank_candidates(QUERY, [RIGHT]), unasked=[Unasked("crossref", "no answer")])
    assert decision.status is Status.ACCEPTED
    assert decision.unasked == (Unasked("crossref", "no answer"),)


def test_the_users_choice_counts_whatever_the_evidence_says() -> None:
    chosen = make("doi", "10.1000/a")
    assert chosen is not None
    query = Query("n", titles=("Something else entirely",), chosen=chosen, identifiers=(chosen,))
    decision = decide(query, rank_candidates(query, [RIGHT]))
    assert (decision.status, decision.by, decision.confidence) == (Status.ACCEPTED, DecidedBy.PERSON, 1.0)
    assert "against it" in decision.reason
    assert decide(query, []).status is Status.UNRESOLVED


def test_a_rejected_work_is_never_a_candidate() -> None:
    rejected = make("doi", "10.1000/a")
    assert rejected is not None
    query = Query("n", titles=QUERY.titles, authors=QUERY.authors, venue="ACL", year=2025, rejected=(rejected,))
    assert decide(query, rank_candidates(query, [RIGHT])).status is Status.UNRESOLVED


def test_nothing_to_go_by() -> None:
    assert decide(Query("n"), []).reason == "the note has neither title nor identifier"


@given(st.booleans(), st.booleans(), st.booleans())
def test_more_agreement_never_weighs_less(author: bool, year: bool, venue: bool) -> None:
    def bits(*, author: bool, year: bool, venue: bool) -> float:
        query = Query(
            "n",
            titles=QUERY.titles,
            authors=QUERY.authors if author else (),
            venue="ACL" if venue else "",
            year=2025 if year else None,
        )
        return compare(query, RIGHT).bits

    base = bits(author=author, year=year, venue=venue)
    assert bits(author=True, year=year, venue=venue) >= base
    assert bits(author=author, year=True, venue=venue) >= base
    assert bits(author=author, year=year, venue=True) >= base


@given(st.floats(allow_nan=False))
def test_probability_is_one(bits: float) -> None:
    assert 0.0 <= probability(bits) <= 1.0
