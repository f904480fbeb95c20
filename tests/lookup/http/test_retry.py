from __future__ import annotations

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.errors import BadReply, Unauthorised, Unavailable
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.retry import AttemptResult, Done, Failure, GiveUp, Retry, next_action, requested_pause

POLICY = ServicePolicy("crossref", "https://api.example.org", interval=1.0, max_tries=4, max_wait=120.0)
NOW = 1_700_000_000.0


def after(result: AttemptResult, attempt: int = 1, *, random: float = 0.5, **options: object) -> Done | Retry | GiveUp:
    return next_action(result, POLICY, attempt=attempt, now=NOW, random=lambda: random, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [200, 204, 304, 400, 404, 406, 410, 422])
def test_answers_are_taken_whatever_they_say(status: int) -> None:
    assert after(AttemptResult(status)) == Done()


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_is_honoured(status: int) -> None:
    assert after(AttemptResult(status, {"retry-after": "17"})) == Retry(17.0)


def test_retry_after_as_a_date_is_honoured() -> None:
    step = after(AttemptResult(429, {"retry-after": formatdate(NOW + 40, usegmt=True)}))
    assert step == Retry(40.0)


def test_a_date_in_the_past_means_now() -> None:
    assert after(AttemptResult(503, {"retry-after": formatdate(NOW - 40, usegmt=True)})) == Retry(0.0)


@pytest.mark.parametrize(
    "nonsense", ["soon", "", "-3", "²", "Fri, 99 Foo 2025 00:00:00 GMT", f"Fri, 7 Mar {'9' * 30} 00:00:00 GMT"]
)
def test_nonsense_in_retry_after_means_backing_off(nonsense: str) -> None:
    assert after(AttemptResult(429, {"retry-after": nonsense}), attempt=2) == Retry(1.0)


@pytest.mark.parametrize("text", ["121", "9" * 400, formatdate(NOW + 3600, usegmt=True)])
def test_a_wait_beyond_patience_gives_up_and_says_until_when(text: str) -> None:
    step = after(AttemptResult(429, {"retry-after": text}))
    assert isinstance(step, GiveUp)
    assert step.error is Unavailable
    assert "until" in step.reason


def test_the_time_to_come_back_is_told_exactly() -> None:
    step = after(AttemptResult(429, {"retry-after": "3600"}))
    assert isinstance(step, GiveUp)
    assert step.reason == "asks not to be contacted until 2023-11-14 23:13:20 UTC (429 Too Many Requests)"


def test_a_service_that_stays_busy_is_given_up() -> None:
    step = after(AttemptResult(503, {"retry-after": "5"}), attempt=4)
    assert isinstance(step, GiveUp)
    assert step.reason == ("answered 503 Service Unavailable 4 times; it may be asked again at 2023-11-14 22:13:25 UTC")


def test_githubs_rate_limit_is_no_refusal() -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) + 60)}
    assert after(AttemptResult(403, headers)) == Retry(60.0)


@pytest.mark.parametrize("status", [401, 403])
def test_refused_keys(status: int) -> None:
    step = after(AttemptResult(status))
    assert isinstance(step, GiveUp)
    assert step.error is Unauthorised


@pytest.mark.parametrize("status", [408, 500, 502, 504, 522])
def test_broken_servers_are_asked_again_a_few_times(status: int) -> None:
    assert after(AttemptResult(status), attempt=3) == Retry(2.0)  # half of 2^2 seconds
    step = after(AttemptResult(status), attempt=4)
    assert isinstance(step, GiveUp)
    assert step.error is Unavailable


def test_a_server_that_cannot_do_it_is_not_asked_again() -> None:
    assert isinstance(after(AttemptResult(501)), GiveUp)


def test_a_redirect_to_nowhere_is_no_answer() -> None:
    step = after(AttemptResult(302))
    assert isinstance(step, GiveUp)
    assert step.error is BadReply


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (Failure.TIMEOUT, Unavailable),
        (Failure.NETWORK, Unavailable),
        (Failure.DROPPED, Unavailable),
        (Failure.CONTENT, BadReply),
    ],
)
def test_failures_are_retried_then_raised(failure: Failure, error: type[Exception]) -> None:
    result = AttemptResult(failure=failure, detail="details")
    assert isinstance(after(result), Retry)
    step = after(result, attempt=4)
    assert isinstance(step, GiveUp)
    assert step.error is error
    assert step.reason.endswith("details")


@pytest.mark.parametrize("failure", [Failure.NO_ROUTE, Failure.REFUSED])
def test_what_lasts_is_tried_twice_and_soon(failure: Failure) -> None:
    result = AttemptResult(failure=failure)
    step = after(result)
    assert isinstance(step, Retry)
    assert step.wait <= 1
    assert isinstance(after(result, attempt=2), GiveUp)


def test_an_impossible_request_is_not_repeated() -> None:
    assert isinstance(after(AttemptResult(failure=Failure.IMPOSSIBLE)), GiveUp)


@pytest.mark.parametrize("result", [AttemptResult(429), AttemptResult(500), AttemptResult(failure=Failure.TIMEOUT)])
def test_what_may_change_something_is_never_repeated(result: AttemptResult) -> None:
    assert isinstance(after(result, repeatable=False), GiveUp)


def test_the_caller_may_take_more_statuses_as_answers() -> None:
    assert after(AttemptResult(403), accepted_statuses={403}) == Done()


@pytest.mark.parametrize("status", [429, 503])
def test_a_conditional_request_is_sent_again_after_a_limit(status: int) -> None:
    result = AttemptResult(status, {"retry-after": "3"})
    assert after(result, repeatable=False, conditional=True) == Retry(3.0)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_but_not_after_a_failure_that_may_hide_its_effect(status: int) -> None:
    assert isinstance(after(AttemptResult(status), repeatable=False, conditional=True), GiveUp)


@pytest.mark.parametrize(("text", "seconds"), [("12", 12.0), ("", 0.0), ("soon", 0.0), ("-1", 0.0)])
def test_a_pause_that_is_asked_for_with_an_answer(text: str, seconds: float) -> None:
    assert requested_pause({"backoff": text}) == seconds


@given(st.integers(1, 3), st.floats(0, 1, exclude_max=True), st.sampled_from([429, 500, 503]))
def test_backing_off_has_full_jitter_below_a_growing_bound(attempt: int, random: float, status: int) -> None:
    step = after(AttemptResult(status), attempt, random=random)
    assert isinstance(step, Retry)
    assert 0 <= step.wait <= min(60, 2 ** (attempt - 1))
    assert step.wait == pytest.approx(random * 2 ** (attempt - 1))
