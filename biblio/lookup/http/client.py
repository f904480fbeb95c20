"""The one client through which every service is asked: paced, patient, and silent once a service has failed.

Every answer that a service gives comes back as a `Reply`; whatever keeps it from answering is raised as one of the
three kinds of `ServiceError`. Keys travel in headers only: they are sent to the service's own host and to no other,
and no message, event or address holds them.
"""

from __future__ import annotations

import random as _random
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from itertools import count
from typing import NamedTuple, Self, TypedDict, Unpack
from urllib.parse import quote

from biblio import __version__
from biblio.errors import ServiceError, Unauthorised
from biblio.lookup.http.content import Event, Observer, Reply, content_problem, redact_url
from biblio.lookup.http.exchange import Call, Connections, CrossOriginError, TooSlowError, is_cross_origin
from biblio.lookup.http.failures import attempt_result, library_errors
from biblio.lookup.http.policy import Params, ServicePolicy
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.http.retry import AttemptResult, Done, Failure, GiveUp, Retry, next_action, requested_pause

__all__ = ["HttpClient", "ReplyCheck", "RequestOptions"]

_IN_A_ROW = 2  # requests that failed each in its own way, after which the service itself is taken to be down
ReplyCheck = Callable[[Reply], str | None]
"""Says what is wrong with a reply that looks right but is not one, or None."""


class RequestOptions(TypedDict, total=False):
    """What a request may say beside its path; see `Http.request`."""

    params: Params
    headers: Mapping[str, str]
    accept: str
    check: ReplyCheck | None
    any_content: bool
    accepted_statuses: Collection[int]


class _Try(NamedTuple):
    outcome: AttemptResult
    reply: Reply | None = None
    cause: Exception | None = None


class HttpClient:
    """Sends requests for all services; may be used by many threads. Close it, or use it in a `with`.

    `email` tells services whom to write to if we are a nuisance. `observer` is called in the asking thread.
    `clock` gives seconds since 1970, `random` a number in [0, 1).
    """

    def __init__(
        self,
        rate_limiter: RateLimiter,
        *,
        email: str = "",
        observer: Observer = lambda event: None,
        clock: Callable[[], float] = time.time,
        random: Callable[[], float] = _random.random,
    ) -> None:
        self.email = email
        # A mailto address is percent-encoded beyond ASCII (RFC 6068), and a header holds nothing else.
        self.agent = f"biblio/{__version__}" + (f" (mailto:{quote(email, safe='@+')})" if email else "")
        self._rate_limiter = rate_limiter
        self._observer = observer
        self._clock = clock
        self._random = random
        self._connections = Connections(clock)
        self._guard = threading.Lock()
        self._broken: dict[str, ServiceError] = {}
        self._failed: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def get(self, service: ServicePolicy, path: str, **options: Unpack[RequestOptions]) -> Reply:
        """Return the answer to a GET; see `request`."""
        return self.request("GET", service, path, repeatable=True, **options)

    def post(
        self,
        service: ServicePolicy,
        path: str,
        body: bytes,
        *,
        repeatable: bool = False,
        **options: Unpack[RequestOptions],
    ) -> Reply:
        """Return the answer to a POST; `repeatable` says that it only asks, and may be sent again."""
        return self.request("POST", service, path, body=body, repeatable=repeatable, **options)

    def request(
        self,
        method: str,
        service: ServicePolicy,
        path: str,
        *,
        repeatable: bool,
        conditional: bool = False,
        body: bytes | None = None,
        params: Params = (),
        headers: Mapping[str, str] | None = None,
        accept: str = "application/json",
        check: ReplyCheck | None = None,
        any_content: bool = False,
        accepted_statuses: Collection[int] = (),
    ) -> Reply:
        """Return the service's answer to `method` on `path` below its base.

        2xx, 304, 404, 410 and other refusals of a question (4xx) are answers, and so are the statuses in `answers`.
        `accept` is the media type wanted: where it names JSON or XML, a 2xx with anything else is no answer (unless
        the caller takes `any_form`), and neither is one of which `check` says what is wrong with it. What is
        `repeatable` or `guarded` is tried again as `retry.decide` says. `headers` are sent to the service's own host
        only.

        Raises `Unavailable`, `Unauthorised` or `BadReply` when there is no answer; from then on further requests
        to a service that is down fail at once with the same reason.
        """
        if before := self._broken.get(service.name):
            raise type(before)(service.name, before.reason, url=before.url, status=before.status) from before
        shown = {"User-Agent": self.agent, "Accept": accept}
        call = Call(method, service.url(path, params), shown, _own_headers(service, headers), body)
        for attempt in count(1):
            waiting = partial(self._report_wait, service, call, attempt)
            with self._rate_limiter.permit(service.name, service.interval, waiting=waiting) as turn:
                tried = self._try(service, call, attempt, check, any_content)
                step = next_action(
                    tried.outcome,
                    service,
                    attempt=attempt,
                    now=self._clock(),
                    random=self._random,
                    repeatable=repeatable,
                    conditional=conditional,
                    accepted_statuses=accepted_statuses,
                )
                if isinstance(step, Retry):
                    turn.postpone(step.wait)
                elif isinstance(step, Done) and tried.reply is not None:
                    pause = min(requested_pause(tried.reply.headers), service.max_wait)
                    if pause:
                        turn.postpone(pause)
            if isinstance(step, Done):
                assert tried.reply is not None
                self._failed.pop(service.name, None)
                return tried.reply
            if isinstance(step, GiveUp):
                raise self._give_up(service, call, step, tried) from tried.cause
        raise AssertionError("the count of tries has no end")

    def mark_available(self, service: ServicePolicy) -> None:
        """Ask a service again that seemed to be down: the lost answer to a write says little about the next read."""
        with self._guard:
            self._broken.pop(service.name, None)

    def _try(
        self, service: ServicePolicy, call: Call, attempt: int, check: ReplyCheck | None, any_content: bool
    ) -> _Try:
        started = self._clock()
        tried = self._exchange(service, call, check, any_content)
        took = self._clock() - started
        self._observer(Event(service.name, redact_url(call.url), attempt, tried.outcome.status, took))
        return tried

    def _exchange(self, service: ServicePolicy, call: Call, check: ReplyCheck | None, any_content: bool) -> _Try:
        try:
            reply = self._connections.send(service, call)
        except TooSlowError as error:
            return _Try(AttemptResult(failure=Failure.TIMEOUT, detail="(the data came too slowly)"), cause=error)
        except CrossOriginError as error:
            return _Try(replace(attempt_result(error.error), cross_origin=True), cause=error)
        except library_errors() as error:
            return _Try(attempt_result(error), cause=error)
        outcome = AttemptResult(reply.status, reply.headers, cross_origin=is_cross_origin(reply.url, service))
        if 200 <= reply.status < 300:
            form = call.headers["Accept"] if reply.status != 204 and not any_content else ""
            if problem := content_problem(reply, form) or (check(reply) if check else None):
                return _Try(replace(outcome, failure=Failure.CONTENT, detail=problem))
        return _Try(outcome, reply)

    def _report_wait(self, service: ServicePolicy, call: Call, attempt: int, seconds: float) -> None:
        self._observer(Event(service.name, redact_url(call.url), attempt, waiting=seconds))

    def _give_up(self, service: ServicePolicy, call: Call, step: GiveUp, tried: _Try) -> ServiceError:
        error = step.error(service.name, step.reason, url=redact_url(call.url), status=tried.outcome.status)
        with self._guard:
            # One question may be a service's stumbling block for ever: it must not keep all others from being asked.
            self._failed[service.name] = self._failed.get(service.name, 0) + 1
            if (step.service_wide and not tried.outcome.cross_origin) or self._failed[service.name] >= _IN_A_ROW:
                self._broken[service.name] = error
        return error


def _own_headers(service: ServicePolicy, headers: Mapping[str, str] | None) -> dict[str, str]:
    own = dict(service.headers) | dict(headers or {})
    for name, value in own.items():
        # The library's own message would quote the value, and the value may be a key.
        if not value.isascii() or not value.isprintable():
            raise Unauthorised(service.name, f"the value for {name} has characters that no header may have")
    return own
