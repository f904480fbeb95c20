"""What is asked next, on simulated time: each service at its own pace, requests filled with what waits by then."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from biblio.lookup.request_schedule import RequestSchedule, ScheduledRequest
from biblio.lookup.service import Question, QuestionBatch, QuestionKind

INTERVALS = {"arxiv": 3.0, "dblp": 1.0}
ARXIV_ROOM = 4  # questions in a request; DBLP takes one


def questions(service: str, first: int, count: int) -> list[Question]:
    return [Question(service, QuestionKind.TITLE, key=f"{service}{number}") for number in range(first, first + count)]


def split(service: str, group: Sequence[Question]) -> list[QuestionBatch]:
    size = ARXIV_ROOM if service == "arxiv" else 1
    parts = [tuple(group[start : start + size]) for start in range(0, len(group), size)]
    return [QuestionBatch(part, has_room=len(part) < size) for part in parts]


def keys(requests: Sequence[ScheduledRequest]) -> list[tuple[str, int]]:
    return [(request.service, len(request.questions)) for request in requests]


def test_services_are_asked_side_by_side_each_at_its_interval() -> None:
    schedule = RequestSchedule(INTERVALS, split)
    schedule.add([*questions("arxiv", 0, 8), *questions("dblp", 0, 2)])
    assert keys(schedule.take(0.0)) == [("arxiv", 4), ("dblp", 1)]
    schedule.finish("dblp", has_failed=False)
    assert schedule.take(0.9) == []
    assert schedule.next_time(0.9) == 1.0
    assert keys(schedule.take(1.0)) == [("dblp", 1)]
    assert schedule.take(5.0) == []  # arXiv has not answered yet
    schedule.finish("arxiv", has_failed=False)
    assert keys(schedule.take(5.0)) == [("arxiv", 4)]


def test_a_service_without_an_interval_is_asked_everything_at_once() -> None:
    schedule = RequestSchedule({}, split)
    schedule.add(questions("catalogue", 0, 900))
    assert keys(schedule.take(0.0)) == [("catalogue", 900)]


def test_a_trickle_of_questions_does_not_become_a_request_each() -> None:
    schedule = RequestSchedule(INTERVALS, split)
    schedule.add([*questions("arxiv", 0, 1), *questions("dblp", 0, 60)])
    sent = []
    for second in range(61):
        for request in schedule.take(float(second)):
            sent.append((second, request.service, len(request.questions)))
            schedule.finish(request.service, has_failed=False)
        if second < 40 and second % 10 == 5:
            schedule.add(questions("arxiv", second, 1))
    assert [entry for entry in sent if entry[1] == "arxiv"] == [(0, "arxiv", 1), (30, "arxiv", 3), (60, "arxiv", 1)]


def test_a_full_request_does_not_wait_for_company() -> None:
    schedule = RequestSchedule(INTERVALS, split)
    schedule.add([*questions("arxiv", 0, 1), *questions("dblp", 0, 9)])
    schedule.take(0.0)
    schedule.finish("arxiv", has_failed=False)
    schedule.add(questions("arxiv", 1, 3))
    assert schedule.take(10.0) == []
    schedule.add(questions("arxiv", 4, 1))
    assert keys(schedule.take(10.0)) == [("arxiv", 4)]


def test_nobody_waits_for_company_that_cannot_come() -> None:
    schedule = RequestSchedule(INTERVALS, split)
    schedule.add(questions("arxiv", 0, 1))
    schedule.take(0.0)
    schedule.finish("arxiv", has_failed=False)
    schedule.add(questions("arxiv", 1, 1))
    assert keys(schedule.take(3.0)) == [("arxiv", 1)]


def test_two_failures_in_a_row_end_it_and_one_does_not() -> None:
    schedule = RequestSchedule(INTERVALS, split)
    schedule.add(questions("dblp", 0, 6))
    for second, has_failed in enumerate((True, False, True)):
        schedule.take(float(second))
        assert schedule.finish("dblp", has_failed=has_failed) == ()
    schedule.take(3.0)
    assert [question.key for question in schedule.finish("dblp", has_failed=True)] == ["dblp4", "dblp5"]
    assert schedule.is_closed("dblp")
    assert schedule.is_idle


@given(st.lists(st.tuples(st.sampled_from(["arxiv", "dblp"]), st.integers(1, 9), st.floats(0, 20)), max_size=12))
def test_everything_is_asked_once_and_never_too_early(additions: list[tuple[str, int, float]]) -> None:
    schedule = RequestSchedule(INTERVALS, split)
    waiting = sorted(enumerate(additions), key=lambda entry: entry[1][2])
    asked: list[str] = []
    starts: dict[str, float] = {}
    now = 0.0
    while waiting or not schedule.is_idle:
        while waiting and waiting[0][1][2] <= now:
            number, (service, count, _) = waiting.pop(0)
            schedule.add(questions(service, 100 * number, count))
        requests = schedule.take(now)
        for request in requests:
            assert now - starts.get(request.service, -math.inf) >= INTERVALS[request.service] - 1e-9
            starts[request.service] = now
            asked += [question.key for question in request.questions]
            schedule.finish(request.service, has_failed=False)
        if not requests:
            now = min(schedule.next_time(now), waiting[0][1][2] if waiting else math.inf)
            assert now < math.inf, "nothing would ever be asked"
    assert len(asked) == len(set(asked)) == sum(count for _, count, _ in additions)
