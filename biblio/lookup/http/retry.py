"""What to do after a try: take the answer, try again later, or give up. Pure: no clock, no sleep, no request.

- 429 and 503 say when to come back: Retry-After, RFC 9110 section 10.2.3, as seconds or a date.
- GitHub says "403" for its rate limit, with ``x-ratelimit-remaining: 0`` and the time of the reset,
  https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
- Without a time, waits grow exponentially with full jitter: M. Brooker, "Exponential Backoff And Jitter", AWS
  Architecture Blog, 2015.
- Only requests that change nothing are repeated, and after a limit those that cannot be done twice.
- Zotero's ``Backoff`` comes with answers that are fine: "the number of seconds to wait before making any further
  requests", https://www.zotero.org/support/dev/web_api/v3/basics#rate_limiting
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus

from biblio.errors import BadReply, ServiceError, Unauthorised, Unavailable
from biblio.lookup.http.policy import ServicePolicy

__all__ = ["AttemptResult", "Done", "Failure", "GiveUp", "Retry", "next_action", "requested_pause"]

_BACKOFF_CAP = 60.0
_BUSY = frozenset({429, 503})
# Passing troubles of servers and of the proxies before them (520-524 and 530 are Cloudflare's).
_BROKEN = frozenset({408, 500, 502, 504, 520, 521, 522, 523, 524, 530})


class Failure(StrEnum):
    """Why a try brought no usable answer, where no status says so."""

    TIMEOUT = "did not answer in time"
    NETWORK = "could not be reached"
    DROPPED = "broke off the connection"
    CONTENT = ""  # the detail says what is wrong with the body
    IMPOSSIBLE = "cannot be asked at its configured address"


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """How a try ended: with a status and headers (lower-case names), or with a failure; `detail` in words.

    `elsewhere`: on a host that the service had sent us on to, which says little about the service.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    failure: Failure | None = None
    detail: str = ""
    cross_origin: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The answer is to be taken, whatever it says ("404" is an answer)."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again after `wait` seconds."""

    wait: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Raise `error` with `reason`. `service_wide`: the next request could not do better."""

    error: type[ServiceError]
    reason: str
    service_wide: bool = True


def next_action(
    result: AttemptResult,
    policy: ServicePolicy,
    *,
    attempt: int,
    now: float,
    random: Callable[[], float],
    repeatable: bool = True,
    conditional: bool = False,
    accepted_statuses: Collection[int] = (),
) -> Done | Retry | GiveUp:
    """Return what to do after try number `attempt` (from 1) ended with `outcome` at `now` (seconds since 1970).

    `answers` are statuses that the caller takes as answers beside 2xx, 304, 404, 410 and the other refusals of
    a question (4xx). `random` gives a number in [0, 1). What is `guarded` by a precondition, so that the service
    refuses to do it twice, is sent again after a limit although it changes something.
    """
    if result.failure is not None:
        reason = " ".join(filter(None, (result.failure.value, result.detail)))
        error = BadReply if result.failure is Failure.CONTENT else Unavailable
        if result.failure is Failure.IMPOSSIBLE or not repeatable or attempt >= policy.max_tries:
            return GiveUp(error, reason, service_wide=result.failure not in (Failure.CONTENT, Failure.DROPPED))
        return Retry(_backoff(policy, attempt, random))
    status = result.status
    if status in accepted_statuses:
        return Done()
    if _is_limit(result):
        return _after_limit(result, policy, attempt, now, random, repeatable or conditional)
    if status in (401, 403):
        return GiveUp(Unauthorised, f"refused the request ({_words(status)})")
    if status in _BROKEN:
        if not repeatable or attempt >= policy.max_tries:
            return GiveUp(Unavailable, f"answered {_words(status)}{_times(attempt)}", service_wide=False)
        return Retry(_backoff(policy, attempt, random))
    if status >= 500:
        return GiveUp(Unavailable, f"answered {_words(status)}")
    if 300 <= status < 400 and status != 304:
        return GiveUp(BadReply, f"answered {_words(status)} without a usable address", service_wide=False)
    return Done()


def _is_limit(result: AttemptResult) -> bool:
    if result.status == 403:
        return "retry-after" in result.headers or result.headers.get("x-ratelimit-remaining", "").strip() == "0"
    return result.status in _BUSY


def _after_limit(
    result: AttemptResult,
    policy: ServicePolicy,
    attempt: int,
    now: float,
    random: Callable[[], float],
    repeatable: bool,
) -> Retry | GiveUp:
    wait = _asked_wait(result.headers, now)
    if wait is not None and wait > policy.max_wait:
        return GiveUp(Unavailable, f"asks to be left alone until {_moment(now + wait)} ({_words(result.status)})")
    if not repeatable or attempt >= policy.max_tries:
        again = f"; it may be asked again at {_moment(now + wait)}" if wait else ""
        return GiveUp(Unavailable, f"answered {_words(result.status)}{_times(attempt)}{again}")
    return Retry(wait if wait is not None else _backoff(policy, attempt, random))


def _asked_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that the service asks to wait, or None where it does not say (or says nonsense)."""
    text = headers.get("retry-after", "").strip()
    if _is_number(text):
        return float(text)
    if text:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
        return max(0.0, moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - now)
    reset = headers.get("x-ratelimit-reset", "").strip()
    if headers.get("x-ratelimit-remaining", "").strip() == "0" and _is_number(reset):
        return max(0.0, float(reset) - now)
    return None


def requested_pause(headers: Mapping[str, str]) -> float:
    """Return for how many seconds a service that did answer asks to be left alone; 0 where it does not."""
    text = headers.get("backoff", "").strip()
    return float(text) if _is_number(text) else 0.0


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _backoff(policy: ServicePolicy, attempt: int, random: Callable[[], float]) -> float:
    return random() * min(_BACKOFF_CAP, max(1.0, policy.interval) * 2.0 ** (attempt - 1))


def _words(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _times(attempt: int) -> str:
    return f" {attempt} times" if attempt > 1 else ""


def _moment(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(math.ceil(seconds), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        return "a day beyond the calendar"
