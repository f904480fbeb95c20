"""Decisions: thresholds, caps, vetoes, the margin, and the user's own decision."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.lookup.catalogue.row_format import record_from_row
from biblio.matching.compare import compare, rank_candidates
from biblio.matching.decide import ACCEPT, decide
from biblio.matching.weights import probability
from biblio.matching.works.merge_records import merge_records
from biblio.model.decision import Candidate, DecidedBy, Evidence, Query, Status, Unasked
from biblio.model.identifiers import make
from biblio.model.people import parse_person
from biblio.model.record import Kind, Work


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
    assert decision.reason == "title exact, authors full name, year same, venue same"
    (candidate,) = decision.candidates
    assert (decision.confidence, decision.margin) == (round(probability(candidate.bits), 4), None)
    assert 0.99 < probability(candidate.bits) < 1
    assert (decision.note, decision.work, decision.kind) == ("n", RIGHT, Kind.PAPER)


def test_a_second_work_that_fits_as_well_makes_it_ambiguous() -> None:
    twin = work(
        title="Value Residual Learning!", authors=["Zhanchao Zhou"], venue="ACL Findings", year=2025, doi="10.1000/b",
        type="book",
    )  # fmt: skip
    decision = decide(QUERY, rank_candidates(QUERY, [RIGHT, twin]))
    assert decision.status is Status.AMBIGUOUS
    assert "2 works fit about equally well" in decision.reason
    first, second = decision.candidates
    assert decision.margin == round(first.bits - second.bits, 2)
    assert (decision.confidence, decision.kind) == (round(probability(first.bits), 4), first.work.best.kind)


def with_bits(candidate: Candidate, more: float) -> Candidate:
    """Return `candidate` with so many bits more, of no comparison."""
    return replace(candidate, evidence=(*candidate.evidence, Evidence("more", "more", more)))


@pytest.mark.parametrize(("behind", "is_certain"), [(2.99, False), (2.6, False), (3.01, True), (20.0, True)])
def test_the_lead_over_the_next_work_decides(behind: float, is_certain: bool) -> None:
    first = compare(QUERY, RIGHT)
    decision = decide(QUERY, [first, with_bits(first, -behind)])
    assert (decision.status is Status.ACCEPTED) is is_certain
    assert decision.margin == behind


def test_too_little_evidence_is_left_to_the_user() -> None:
    right = compare(QUERY, RIGHT)
    decision = decide(QUERY, [with_bits(right, ACCEPT - 0.1 - right.bits)])
    assert (decision.status, decision.reason) == (Status.AMBIGUOUS, "too little evidence")
    assert decide(QUERY, [with_bits(right, ACCEPT + 0.1 - right.bits)]).status is Status.ACCEPTED


def test_all_vetoes_are_named_to_the_user() -> None:
    query = replace(QUERY, titles=("Value Residual Learning II",), authors=(parse_person("Wei Zhou"),))
    decision = decide(query, rank_candidates(query, [RIGHT]))
    assert decision.status is Status.AMBIGUOUS
    assert decision.reason == "the titles differ in a number; no author in common (Wei Zhou; Zhanchao Zhou)"


def test_a_note_on_something_else_gets_no_paper_by_its_title_alone() -> None:
    post = replace(QUERY, authors=(), kind=Kind.BLOGPOST, grounds=("tagged #Blog",))
    decision = decide(post, rank_candidates(post, [RIGHT]))
    assert (decision.note, decision.status, decision.by, decision.reason) == (
        "n", Status.NOT_A_PAPER, DecidedBy.KIND, "tagged #Blog",
    )  # fmt: skip
    assert [candidate.work for candidate in decision.candidates] == [RIGHT]
    by_author = replace(post, authors=QUERY.authors)
    assert decide(by_author, rank_candidates(by_author, [RIGHT])).status is Status.ACCEPTED
    linked = replace(post, identifiers=RIGHT.identifiers)
    decision = decide(linked, rank_candidates(linked, [RIGHT]))
    assert (decision.status, decision.by) == (Status.ACCEPTED, DecidedBy.IDENTIFIER)


def test_what_is_surely_no_paper_stays_so_whatever_it_links_to() -> None:
    slides = replace(
        QUERY, identifiers=RIGHT.identifiers, kind=Kind.PRESENTATION, sure_kind=True, grounds=("tagged #Slide",)
    )
    decision = decide(slides, rank_candidates(slides, [RIGHT]))
    assert (decision.status, decision.kind, decision.work) == (Status.NOT_A_PAPER, Kind.PRESENTATION, None)


def test_what_a_note_says_of_its_kind_holds_until_a_work_is_accepted() -> None:
    post = replace(QUERY, authors=(), kind=Kind.BLOGPOST, kind_so_far=Kind.BLOGPOST, grounds=("tagged #Blog",))
    waiting = decide(post, (), unasked=(Unasked("dblp", "offline"),))
    assert (waiting.status, waiting.kind) == (Status.PENDING, Kind.BLOGPOST)
    thesis = replace(QUERY, kind=Kind.THESIS, kind_so_far=Kind.THESIS, grounds=("the note says it is a thesis",))
    decision = decide(thesis, rank_candidates(thesis, [RIGHT]))
    assert (decision.status, decision.kind) == (Status.AMBIGUOUS, Kind.THESIS)
    chosen = replace(thesis, chosen=make("arxiv", "2401.01234"))
    assert decide(chosen, ()).kind is Kind.THESIS


def test_an_identifier_whose_work_contradicts_is_shown_however_unlikely() -> None:
    query = Query("n", RIGHT.identifiers, ("Feeding Cats at Night in Winter",), authors=(parse_person("Ada Lovelace"),))
    decision = decide(query, rank_candidates(query, [RIGHT]))
    assert decision.status is Status.AMBIGUOUS
    assert [candidate.work for candidate in decision.candidates] == [RIGHT]
    assert not decide(replace(query, identifiers=()), rank_candidates(query, [])).candidates


def test_a_second_work_with_a_veto_does_not_make_it_ambiguous() -> None:
    right, other = compare(QUERY, RIGHT), compare(QUERY, RIGHT)
    assert decide(QUERY, [right, replace(other, vetoes=("the titles differ",))]).status is Status.ACCEPTED
    assert decide(QUERY, [right, other]).status is Status.AMBIGUOUS


def test_a_pending_note_says_what_would_decide() -> None:
    query = replace(QUERY, authors=(), venue="", year=None)
    decision = decide(query, rank_candidates(query, [RIGHT]), unasked=[Unasked("dblp", "no answer")])
    assert decision.status is Status.PENDING
    assert decision.reason == (
        "could not ask: dblp (no answer); so far only the title agrees: the author, the year or the venue would decide"
    )
    other = replace(query, titles=("Value Residual Learning II",))
    decision = decide(other, rank_candidates(other, [RIGHT]), unasked=[Unasked("dblp", "no answer")])
    assert decision.reason == "could not ask: dblp (no answer)"


def test_could_not_ask_is_never_not_found() -> None:
    decision = decide(QUERY, [], unasked=[Unasked("dblp", "no answer")])
    assert decision.status is Status.PENDING
    assert "dblp (no answer)" in decision.reason
    assert (decision.by, decision.unasked) == (DecidedBy.NONE, (Unasked("dblp", "no answer"),))
    assert decide(QUERY, []).status is Status.UNRESOLVED
    decision = decide(QUERY, [], exhausted=False)
    assert (decision.status, decision.reason) == (Status.PENDING, "not asked yet")


def test_what_is_known_is_shown_while_a_service_is_down() -> None:
    title_alone = Query("n", titles=QUERY.titles)
    unasked = [Unasked("dblp", "no answer"), Unasked("arxiv", "busy")]
    decision = decide(title_alone, rank_candidates(title_alone, [RIGHT]), unasked=unasked)
    assert (decision.status, decision.by) == (Status.PENDING, DecidedBy.NONE)
    assert decision.reason.startswith("could not ask: dblp (no answer); arxiv (busy); so far only the title agrees")
    assert [candidate.work for candidate in decision.candidates] == [RIGHT]
    assert decision.unasked == tuple(unasked)


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
    for query in (QUERY, Query("n", RIGHT.identifiers), replace(QUERY, identifiers=RIGHT.identifiers)):
        assert decide(query, []).reason == "no work with this title or identifier was found"


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


def test_a_link_in_the_text_confirms_a_title() -> None:
    right = work(title="Rotary lamps in coastal fog detection", authors=["Jane Roe"], year=2021, doi="10.1000/lamps")
    (link,) = right.identifiers
    query = Query("n", titles=("Rotary lamps in coastal fog detection",), mentioned=(make("arxiv", "1706.03762"), link))
    decision = decide(query, rank_candidates(query, [right]))
    assert (decision.status, decision.reason) == (Status.ACCEPTED, "title exact, linked in the text")
    alone = replace(query, mentioned=())
    assert decide(alone, rank_candidates(alone, [right])).status is Status.AMBIGUOUS
    elsewhere = replace(query, mentioned=(make("arxiv", "1706.03762"),))
    assert decide(elsewhere, rank_candidates(elsewhere, [right])).status is Status.AMBIGUOUS


@pytest.mark.parametrize("title", ["Introduction", "Book Reviews", "Letter to the editor", "Deep learning"])
def test_a_link_in_the_text_confirms_no_title_that_many_works_have(title: str) -> None:
    column = work(title=title, authors=["Jane Roe"], year=2021, doi="10.1000/column")
    query = Query("n", titles=(title,), year=2021, mentioned=column.identifiers)
    assert decide(query, rank_candidates(query, [column])).status is Status.AMBIGUOUS


def test_a_link_in_the_text_to_a_work_of_another_title_says_nothing() -> None:
    other = work(title="Lamps", authors=["Jane Roe"], year=2021, doi="10.1000/other")
    query = Query("n", titles=("Rotary lamps in coastal fog detection",), mentioned=other.identifiers)
    assert decide(query, rank_candidates(query, [other])).status is not Status.ACCEPTED
