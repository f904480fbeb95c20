from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.lookup.cost import RequestPlan, ServiceLoad, estimate
from biblio.lookup.service import Question, QuestionKind

INTERVALS = {"arxiv": 3.0, "dblp": 1.0, "openalex": 0.1}


def questions(**counts: int) -> list[Question]:
    return [
        Question(name, QuestionKind.TITLE, key=f"{name}{n}") for name, count in counts.items() for n in range(count)
    ]


def cost(service: str, group: Sequence[Question]) -> int:
    return -(-len(group) // 40) if service == "arxiv" else len(group)


def test_the_service_with_the_longest_queue_decides() -> None:
    plan = estimate([questions(arxiv=100, dblp=20), questions(dblp=5)], cost, INTERVALS)
    assert plan.rounds[0] == (ServiceLoad("arxiv", 100, 3, 3.0), ServiceLoad("dblp", 20, 20, 1.0))
    assert plan.requests == 28
    assert plan.seconds == pytest.approx(24 * 1.0 + 0.6 + 0.6)  # DBLP's, and an answer before them
    assert plan.services == ("arxiv", "dblp")
    assert plan.totals("dblp") == (25, 25, pytest.approx(24.2))
    assert plan.first_round.totals("dblp") == (20, 20, pytest.approx(19.6))


def test_what_costs_nothing_is_left_out() -> None:
    assert estimate([questions(catalogue=9)], cost, INTERVALS) == RequestPlan()
    assert estimate([questions(arxiv=3)], lambda name, group: 0, INTERVALS) == RequestPlan()
    assert (RequestPlan().requests, RequestPlan().seconds, RequestPlan().services) == (0, 0.0, ())


def test_an_answer_takes_longer_than_some_intervals() -> None:
    assert estimate([questions(openalex=11)], cost, INTERVALS).seconds == pytest.approx(10 * 0.6 + 0.6)


def test_what_is_done_is_no_longer_left() -> None:
    plan = estimate([questions(arxiv=100, dblp=10), questions(dblp=2)], cost, INTERVALS)
    before = 0.6  # an answer before DBLP's second questions
    assert plan.seconds_left({}) == pytest.approx(11.6 + before)
    assert plan.seconds_left({"dblp": 9}) == pytest.approx(6.6 + before)  # now arXiv is the slowest
    assert plan.seconds_left({"dblp": 13, "arxiv": 3}) == 0.0  # more than planned: some were repeated


def test_what_is_likely_is_said_beside_the_most() -> None:
    rounds = [questions(arxiv=80), questions(dblp=100)]
    chances = {question.key: 1.0 if question.service == "arxiv" else 0.1 for group in rounds for question in group}
    plan = estimate(rounds, cost, INTERVALS, chances)
    assert plan.likely == (ServiceLoad("arxiv", 80, 2, 3.0), ServiceLoad("dblp", 10, 10, 1.0))
    assert (plan.likely_requests, plan.requests) == (12, 102)
    assert plan.likely_seconds == pytest.approx(9.6 + 0.6)
    assert plan.seconds == pytest.approx(99.6 + 0.6)
    assert plan.seconds_left({"dblp": 8}) == pytest.approx(3.6 + 0.6)


@given(st.lists(st.dictionaries(st.sampled_from([*INTERVALS, "catalogue"]), st.integers(0, 300)), max_size=4))
def test_time_never_runs_backwards(rounds: list[dict[str, int]]) -> None:
    plan = estimate([questions(**counts) for counts in rounds], cost, INTERVALS)
    done: dict[str, int] = {}
    before = plan.seconds
    assert before >= max((load.seconds for loads in plan.rounds for load in loads), default=0.0)
    for load in plan.rounds[0] if plan.rounds else ():
        for count in range(load.requests + 1):
            done[load.service] = count
            after = plan.seconds_left(done)
            assert 0 <= after <= before
            before = after
