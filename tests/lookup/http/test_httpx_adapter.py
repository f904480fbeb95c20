from __future__ import annotations

import pytest

from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.retry import AttemptResult, GiveUp, Retry, next_action, requested_pause

POLICY = ServicePolicy("zotero", "https://api.example.org", interval=0.0, max_tries=4, max_wait=120.0)


def after(outcome: AttemptResult) -> object:
    return next_action(outcome, POLICY, attempt=1, now=0.0, random=lambda: 0.5, repeatable=False, conditional=True)


@pytest.mark.parametrize("status", [429, 503])
def test_what_cannot_be_done_twice_is_sent_again_after_a_limit(status: int) -> None:
    assert after(AttemptResult(status, {"retry-after": "3"})) == Retry(3.0)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_but_not_after_anything_that_may_have_been_done(status: int) -> None:
    assert isinstance(after(AttemptResult(status)), GiveUp)


@pytest.mark.parametrize(("text", "seconds"), [("12", 12.0), ("", 0.0), ("soon", 0.0), ("-1", 0.0)])
def test_a_pause_that_is_asked_for_with_an_answer(text: str, seconds: float) -> None:
    assert requested_pause({"backoff": text}) == seconds
