"""Decide what to do after an attempt: accept the answer, retry later, or give up. Pure: no clock, no sleep, no request.

- 429 and 503 say when to come back: Retry-After, RFC 9110 section 10.2.3, as seconds or a date.
- GitHub says "403" for its rate limit, with ``x-ratelimit-remaining: 0`` and the time of the reset,
  https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
- If no time is given, waits grow exponentially with full jitter: M. Brooker, "Exponential Backoff And Jitter", AWS
  Architecture Blog, 2015.
- Only requests that change nothing are repeated; after a rate limit, also those that cannot take effect twice.
- Zotero's ``Backoff`` comes with answers that are fine: "the number of seconds to wait before making any further
  requests", https://www.zotero.org/support/dev/web_api/v3/basics#rate_limiting
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus

from biblio.errors import BadReply, ServiceError, Unauthorised, Unavailable
from biblio.lookup.http.policy import ServicePolicy
from biblio.mail_dates import parse_mail_date

__all__ = ["AT_ITS_REQUEST", "AttemptResult", "Done", "Failure", "GiveUp", "Retry", "next_action", "requested_pause"]

AT_ITS_REQUEST = "at the service's request"  # only for times that an answer named
_MAX_BACKOFF = 60.0  # seconds
_FEW_TRIES = 2  # waiting longer rarely gives a machine its network back, or starts a service
_LIMIT_STATUSES = frozenset({429, 503})
# Temporary failures of servers and of proxies in front of them (520-524 and 530 are Cloudflare's).
_TEMPORARY_STATUSES = frozenset({408, 500, 502, 504, 520, 521, 522, 523, 524, 530})


class Failure(StrEnum):
    """Why an attempt gave no usable answer, if no status says so. The values are words for messages."""

    TIMEOUT = "did not answer in time"
    NETWORK = "could not be reached"
    NO_ROUTE = "cannot be reached from here"  # its name or its network is not known here, so nothing was sent
    REFUSED = "refused the connection"  # the machine is there, and nothing listens
    DROPPED = "broke off the connection"
    CONTENT = ""  # the detail says what is wrong with the body
    IMPOSSIBLE = "cannot be asked at its configured address"


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """How an attempt ended: with a status and headers (lower-case names), or with a failure and its `detail` in words.

    `cross_origin` is true if it ended at a host to which the service redirected, which says little about the service.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    failure: Failure | None = None
    detail: str = ""
    cross_origin: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """Accept the answer, whatever it says (a "404" is an answer)."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Send the request again after `wait` seconds; `why` says in words why so late."""

    wait: float
    why: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Raise `error` with `reason`. `service_wide`: another request to the service would fail too."""

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
    """Return what to do after attempt number `attempt` (from 1) ended with `result` at `now` (seconds since 1970).

    `accepted_statuses` are answers for the caller, besides 2xx, 304, 404, 410 and the other refusals of a question
    (4xx). `random` returns a number in [0, 1). A `conditional` request has a precondition, so that the service would
    refuse to carry it out twice: it is sent again after a rate limit although it changes something.
    """
    if result.failure is not None:
        reason = " ".join(filter(None, (result.failure.value, result.detail)))
        error = BadReply if result.failure is Failure.CONTENT else Unavailable
        is_lasting = result.failure in (Failure.NO_ROUTE, Failure.REFUSED)
        max_tries = min(_FEW_TRIES, policy.max_tries) if is_lasting else policy.max_tries
        if result.failure is Failure.IMPOSSIBLE or not repeatable or attempt >= max_tries:
            return GiveUp(error, reason, service_wide=result.failure not in (Failure.CONTENT, Failure.DROPPED))
        return Retry(random() if is_lasting else _backoff(policy, attempt, random), f"because it {reason}")
    status = result.status
    if status in accepted_statuses:
        return Done()
    if _is_limit(result):
        return _after_limit(result, policy, attempt, now, random, repeatable or conditional)
    if status in (401, 403):
        return GiveUp(Unauthorised, f"refused the request ({_status_text(status)})")
    if status in _TEMPORARY_STATUSES:
        if not repeatable or attempt >= policy.max_tries:
            return GiveUp(Unavailable, f"answered {_status_text(status)}{_attempts_text(attempt)}", service_wide=False)
        return Retry(_backoff(policy, attempt, random), f"because it answered {_status_text(status)}")
    if status >= 500:
        return GiveUp(Unavailable, f"answered {_status_text(status)}")
    if 300 <= status < 400 and status != 304:
        where = result.detail or "without a usable address"
        return GiveUp(BadReply, f"redirects {where} ({_status_text(status)})", service_wide=False)
    return Done()


def _is_limit(result: AttemptResult) -> bool:
    if result.status == 403:
        return "retry-after" in result.headers or result.headers.get("x-ratelimit-remaining", "").strip() == "0"
    return result.status in _LIMIT_STATUSES


def _after_limit(
    result: AttemptResult,
    policy: ServicePolicy,
    attempt: int,
    now: float,
    random: Callable[[], float],
    repeatable: bool,
) -> Retry | GiveUp:
    wait = _requested_wait(result.headers, now)
    if wait is not None and wait > policy.max_wait:
        return GiveUp(
            Unavailable, f"asks not to be contacted until {_time_text(now + wait)} ({_status_text(result.status)})"
        )
    if not repeatable or attempt >= policy.max_tries:
        next_time = f"; it may be asked again at {_time_text(now + wait)}" if wait else ""
        return GiveUp(Unavailable, f"answered {_status_text(result.status)}{_attempts_text(attempt)}{next_time}")
    if wait is not None:
        return Retry(wait, AT_ITS_REQUEST)
    return Retry(_backoff(policy, attempt, random), f"because it answered {_status_text(result.status)}")


def _requested_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Return how many seconds the service asks us to wait, or None if it gives no valid number."""
    text = headers.get("retry-after", "").strip()
    if _is_number(text):
        return float(text)
    if text:
        time = parse_mail_date(text)
        return max(0.0, time.replace(tzinfo=time.tzinfo or UTC).timestamp() - now) if time else None
    reset = headers.get("x-ratelimit-reset", "").strip()
    if headers.get("x-ratelimit-remaining", "").strip() == "0" and _is_number(reset):
        return max(0.0, float(reset) - now)
    return None


def requested_pause(headers: Mapping[str, str]) -> float:
    """Return how many seconds a service that did answer asks us to wait before the next request; 0 without that."""
    text = headers.get("backoff", "").strip()
    return float(text) if _is_number(text) else 0.0


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _backoff(policy: ServicePolicy, attempt: int, random: Callable[[], float]) -> float:
    return random() * min(_MAX_BACKOFF, max(1.0, policy.interval) * 2.0 ** (attempt - 1))


def _status_text(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _attempts_text(attempt: int) -> str:
    return f" {attempt} times" if attempt > 1 else ""


def _time_text(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(math.ceil(seconds), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        return "a date beyond the calendar"
