"""The one client for all services: it limits rates, retries, and stops asking a service that is down.

Every answer of a service is returned as a `Reply`; if it does not answer, for whatever reason, one of the three kinds
of `ServiceError` is raised. Keys travel only in headers: they are sent only to the service's own host, and no message,
event or address contains them.
"""

from __future__ import annotations

import contextlib
import logging
import os
import random as _random
import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import NamedTuple, Self, TypedDict, Unpack
from urllib.parse import quote

from biblio.errors import ServiceError, Unauthorised, Unavailable
from biblio.lookup.http.exchange import (
    Call,
    Connections,
    CrossOriginError,
    TakeTurn,
    TooSlowError,
    is_cross_origin,
    origin,
    redact_url,
)
from biblio.lookup.http.failures import attempt_result, library_errors
from biblio.lookup.http.policy import Params, ServicePolicy
from biblio.lookup.http.rate_limit import OnWait, Permit, RateLimiter
from biblio.lookup.http.reply import Reply, content_problem
from biblio.lookup.http.retry import (
    AT_ITS_REQUEST,
    AttemptResult,
    Done,
    Failure,
    GiveUp,
    Retry,
    next_action,
    requested_pause,
)
from biblio.model.decision import NO_NETWORK
from biblio.version import __version__

__all__ = ["Event", "HttpClient", "Observer", "ReplyCheck", "RequestOptions"]

logger = logging.getLogger(__name__)

_HOSTS_WITHOUT_ROUTE = 2  # a single one may have a wrong address in the configuration
_LONGEST_WAIT = 0.5  # seconds; on Windows, an interrupt reaches a waiting thread only when it wakes
_MAX_FAILURES = 2  # this many different requests that fail in a row mean that the service itself is down
ReplyCheck = Callable[[Reply], str | None]
"""Returns what is wrong with a reply that looks right but is not an answer, or None."""


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a request, for code that shows progress.

    Either a wait of `waiting` seconds is about to begin (`status` 0; `why` says in words why, and is empty for the
    usual interval), or attempt number `attempt` is over, with its HTTP status (0: no answer) and duration in seconds.
    `url` contains nothing private.
    """

    service: str
    url: str
    attempt: int
    status: int = 0
    seconds: float = 0.0
    waiting: float = 0.0
    why: str = ""


Observer = Callable[[Event], None]


class RequestOptions(TypedDict, total=False):
    """Options of a request besides its path; see `HttpClient.request`."""

    params: Params
    headers: Mapping[str, str]
    accept: str
    check: ReplyCheck | None
    any_content: bool
    accepted_statuses: Collection[int]


class _Attempt(NamedTuple):
    result: AttemptResult
    reply: Reply | None = None
    cause: Exception | None = None


class _Turns:
    """The permits of one attempt: that of the service, and those of its neighbours to which it redirects."""

    def __init__(self, rate_limiter: RateLimiter, service: ServicePolicy, on_wait: OnWait) -> None:
        self._rate_limiter, self._service, self._on_wait = rate_limiter, service, on_wait
        self._permits: dict[str, Permit] = {}
        self._held = contextlib.ExitStack()
        self.last: Permit

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def take(self, url: str) -> Callable[[], None]:
        """Wait until `url` may be asked; see `exchange.TakeTurn`. Raises what `RateLimiter.permit` does."""
        asked = self._service.asked_at(url)
        if permit := self._permits.get(asked.name):
            permit.renew()
        else:
            permit = self._held.enter_context(
                self._rate_limiter.permit(asked.name, asked.interval, on_wait=self._on_wait)
            )
            self._permits[asked.name] = permit
        self.last = permit
        return permit.note_answered


class HttpClient:
    """Sends requests for all services; may be used by many threads. Close it, or use it in a `with` statement.

    `email` tells services whom to contact if we cause trouble. `observer` is called in the asking thread. `clock`
    returns seconds since 1970, `random` a number in [0, 1). With `waits_in_thread` a request of the main thread is sent
    by a thread of its own: on Windows, Ctrl-C does not wake a thread that waits for a socket.
    """

    def __init__(
        self,
        rate_limiter: RateLimiter,
        *,
        email: str = "",
        observer: Observer = lambda event: None,
        clock: Callable[[], float] = time.time,
        random: Callable[[], float] = _random.random,
        waits_in_thread: bool = os.name == "nt",
    ) -> None:
        self.email = email
        # Characters outside ASCII are percent-encoded in a mailto address (RFC 6068), and a header allows only ASCII.
        self.agent = f"biblio/{__version__}" + (f" (mailto:{quote(email, safe='@+')})" if email else "")
        self._rate_limiter = rate_limiter
        self._observer = observer
        self._clock = clock
        self._random = random
        self._waits_in_thread = waits_in_thread
        self._connections = Connections(clock)
        self._lock = threading.Lock()
        self._down: dict[str, ServiceError] = {}
        self._failures: dict[str, int] = {}
        """Service → number of requests that failed since the last answer."""
        self._unreachable: set[str] = set()
        """The hosts to which there was no way, as long as no service has answered."""
        self._has_network = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def stop(self) -> None:
        """Send no further request: those in progress end, and everyone else gets `Stopped`. See `resume`."""
        self._rate_limiter.stop()

    def resume(self) -> None:
        """Send requests again after `stop`."""
        self._rate_limiter.resume()

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
        """Return the answer to a POST; a `repeatable` one changes nothing and may be sent again."""
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
        """Return the service's answer to a request with `method` for `path` below its base.

        2xx, 304, 404, 410 and other refusals of a question (4xx) are answers, and so are `accepted_statuses`. `accept`
        is the media type to ask for: if it names JSON or XML, a 2xx with anything else is not an answer (unless
        `any_content` is true), and neither is a reply with which `check` finds something wrong. A request that is
        `repeatable` or `conditional` (it has a precondition) is retried as `retry.next_action` says. `headers` are sent
        only to the service's own host.

        Raises `Unavailable`, `Unauthorised` or `BadReply` if there is no answer; if the service is down, further
        requests fail at once with the same reason.
        """
        if error := self._down.get(service.name):
            raise type(error)(service.name, error.reason, url=error.url, status=error.status) from error
        if self._is_cut_off():
            raise Unavailable(service.name, NO_NETWORK)
        public_headers = {"User-Agent": self.agent, "Accept": accept}
        call = Call(method, service.url(path, params), public_headers, _secret_headers(service, headers), body)
        for number in count(1):
            on_wait = partial(self._report_wait, service, call, number)
            with _Turns(self._rate_limiter, service, on_wait) as turns:
                turns.take(call.url)
                attempt = self._attempt(service, call, number, check, any_content, turns.take)
                permit = turns.last
                action = next_action(
                    attempt.result,
                    service,
                    attempt=number,
                    now=self._clock(),
                    random=self._random,
                    repeatable=repeatable,
                    conditional=conditional,
                    accepted_statuses=accepted_statuses,
                )
                if isinstance(action, Retry) and self._is_cut_off():
                    action = GiveUp(Unavailable, NO_NETWORK)
                if isinstance(action, Retry):
                    permit.postpone(action.wait, is_sent=attempt.result.failure is not Failure.NO_ROUTE, why=action.why)
                elif isinstance(action, Done) and attempt.reply is not None:
                    pause = min(requested_pause(attempt.reply.headers), service.max_wait)
                    if pause:
                        permit.postpone(pause, why=AT_ITS_REQUEST)
            if isinstance(action, Done):
                assert attempt.reply is not None
                self._failures.pop(service.name, None)
                return attempt.reply
            if isinstance(action, GiveUp):
                raise self._give_up(service, call, action, attempt) from attempt.cause
        raise AssertionError("attempts are counted without end")

    def mark_available(self, service: ServicePolicy) -> None:
        """Allow requests to a service that was marked as down: a lost answer to a write says little about reads."""
        with self._lock:
            self._down.pop(service.name, None)

    def _attempt(
        self,
        service: ServicePolicy,
        call: Call,
        number: int,
        check: ReplyCheck | None,
        any_content: bool,
        take_turn: TakeTurn,
    ) -> _Attempt:
        started = self._clock()
        attempt = self._exchange(service, call, check, any_content, take_turn)
        seconds = self._clock() - started
        url = redact_url(call.url)
        outcome = attempt.result.status or "no answer"
        logger.debug("%s: %s in %.2f s, attempt %d, %s %s", service.name, outcome, seconds, number, call.method, url)
        self._observer(Event(service.name, url, number, attempt.result.status, seconds))
        self._note_network(attempt.result, call)
        return attempt

    def _note_network(self, result: AttemptResult, call: Call) -> None:
        with self._lock:
            if result.failure is Failure.NO_ROUTE:
                self._unreachable.add(origin(call.url)[1])
            elif result.status:
                self._has_network = True

    def _is_cut_off(self) -> bool:
        """Whether no service can be reached from here: there was no way to two hosts, and no service has answered."""
        return not self._has_network and len(self._unreachable) >= _HOSTS_WITHOUT_ROUTE

    def _exchange(
        self,
        service: ServicePolicy,
        call: Call,
        check: ReplyCheck | None,
        any_content: bool,
        take_turn: TakeTurn,
    ) -> _Attempt:
        try:
            reply = self._send(service, call, take_turn)
        except TooSlowError as error:
            return _Attempt(AttemptResult(failure=Failure.TIMEOUT, detail="(the data came too slowly)"), cause=error)
        except CrossOriginError as error:
            return _Attempt(replace(attempt_result(error.error), cross_origin=True), cause=error)
        except library_errors() as error:
            return _Attempt(attempt_result(error), cause=error)
        is_elsewhere = is_cross_origin(reply.url, service)
        detail = f"to {origin(reply.url)[1] or 'nowhere'}, which is not its own host" if is_elsewhere else ""
        result = AttemptResult(reply.status, reply.headers, detail=detail, cross_origin=is_elsewhere)
        if 200 <= reply.status < 300:
            accept = call.headers["Accept"] if reply.status != 204 and not any_content else ""
            if problem := content_problem(reply, accept) or (check(reply) if check else None):
                return _Attempt(replace(result, failure=Failure.CONTENT, detail=problem))
        return _Attempt(result, reply)

    def _send(self, service: ServicePolicy, call: Call, take_turn: TakeTurn) -> Reply:
        """Return the answer to `call`, in a way that Ctrl-C can end; raises what `Connections.send` does."""
        if not self._waits_in_thread or threading.current_thread() is not threading.main_thread():
            return self._connections.send(service, call, take_turn)
        answers: Future[Reply] = Future()

        def send() -> None:
            try:
                answers.set_result(self._connections.send(service, call, take_turn))
            except BaseException as error:  # noqa: BLE001 - raised again in the main thread
                answers.set_exception(error)

        threading.Thread(target=send, name=f"request to {service.name}", daemon=True).start()
        while not answers.done():
            with contextlib.suppress(TimeoutError):
                answers.exception(timeout=_LONGEST_WAIT)
        return answers.result()

    def _report_wait(self, service: ServicePolicy, call: Call, number: int, seconds: float, why: str) -> None:
        logger.debug("%s: waiting %.1f s %s", service.name, seconds, why)
        self._observer(Event(service.name, redact_url(call.url), number, waiting=seconds, why=why))

    def _give_up(self, service: ServicePolicy, call: Call, action: GiveUp, attempt: _Attempt) -> ServiceError:
        reason = NO_NETWORK if self._is_cut_off() else action.reason
        error = action.error(service.name, reason, url=redact_url(call.url), status=attempt.result.status)
        with self._lock:
            # A service may always fail at one particular question, which must not keep all others from being asked.
            self._failures[service.name] = self._failures.get(service.name, 0) + 1
            is_down = action.service_wide and not attempt.result.cross_origin
            if is_down or self._failures[service.name] >= _MAX_FAILURES:
                self._down[service.name] = error
                logger.info("%s is not asked again in this run: %s", service.name, error.reason)
        return error


def _secret_headers(service: ServicePolicy, headers: Mapping[str, str] | None) -> dict[str, str]:
    secret = dict(service.headers) | dict(headers or {})
    for name, value in secret.items():
        # The HTTP library's own message would quote the value, and the value may be a key.
        if not value.isascii() or not value.isprintable():
            raise Unauthorised(service.name, f"the value for {name} has characters that no header may have")
    return secret
