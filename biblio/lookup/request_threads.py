"""Carry out requests to services side by side, each in a thread of its own, and hand their answers to one thread."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from biblio.lookup.request_schedule import ScheduledRequest

if TYPE_CHECKING:
    from biblio.lookup.service import Answer, Service

__all__ = ["RequestEnd", "RequestRunner", "RequestThreads", "Stoppable"]

_LONGEST_WAIT = 0.5  # seconds; on Windows, an interrupt reaches a waiting thread only when it wakes
_BETWEEN_REPORTS = 0.05  # seconds: the answers of a catalogue come faster than a thread can be woken for each
_GRACE = 3.0  # seconds that requests in progress have to end in when the run is interrupted


class RequestEnd(NamedTuple):
    """A request that is over, with the exception if there was one."""

    request: ScheduledRequest
    error: Exception | None


class Stoppable(Protocol):
    """What sends the requests of services, and can be told to send no more."""

    def stop(self) -> None:
        """Send no further request."""
        ...

    def resume(self) -> None:
        """Send requests again."""
        ...


class RequestRunner(Protocol):
    """What carries out requests; `RequestThreads` is an implementation, and tests have one on simulated time."""

    def now(self) -> float:
        """Return the time in seconds, of a clock that only goes forward."""
        ...

    def start(self, request: ScheduledRequest) -> None:
        """Begin a request; return at once."""
        ...

    def take(self) -> list[Answer | RequestEnd]:
        """Return what has happened since the last call, in order; the end of a request comes after its answers."""
        ...

    def wait(self, seconds: float) -> None:
        """Wait until something happens, at most for `seconds`, and often less."""
        ...

    def stop(self) -> None:
        """Send no further request; give those that are under way some time to end."""
        ...


class RequestThreads:
    """Carries out requests to `services`; `client`, which sends them, is stopped if the run is."""

    def __init__(self, services: Mapping[str, Service], client: Stoppable | None) -> None:
        self._services = services
        self._client = client
        self._arrived = threading.Condition()
        self._events: list[Answer | RequestEnd] = []
        self._running = 0
        self._is_stopped = threading.Event()

    def now(self) -> float:
        """Return the time in seconds."""
        return time.monotonic()

    def start(self, request: ScheduledRequest) -> None:
        """Begin a request in a thread of its own."""
        self._running += 1
        # A daemon: a service that does not answer must not keep an interrupted program from ending.
        threading.Thread(target=self._ask, args=(request,), name=f"ask {request.service}", daemon=True).start()

    def take(self) -> list[Answer | RequestEnd]:
        """Return what has happened since the last call."""
        with self._arrived:
            events, self._events = self._events, []
        return events

    def wait(self, seconds: float) -> None:
        """Wait until something happens, at most for `seconds`."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._events, timeout=min(seconds, _LONGEST_WAIT))

    def stop(self) -> None:
        """Let no further request be sent, and wait for a while until the threads have ended."""
        self._is_stopped.set()
        if self._client is not None:
            self._client.stop()
        end = time.monotonic() + _GRACE
        with self._arrived:
            while self._running and (left := end - time.monotonic()) > 0:
                self._arrived.wait(min(left, _LONGEST_WAIT))
        if self._client is not None and not self._running:
            self._client.resume()

    def _ask(self, request: ScheduledRequest) -> None:
        error: Exception | None = None
        unreported: list[Answer | RequestEnd] = []
        reported_at = -math.inf
        try:
            for answer in self._services[request.service].ask(request.questions):
                unreported.append(answer)
                if (now := self.now()) - reported_at >= _BETWEEN_REPORTS:
                    self._report(unreported)
                    reported_at = now
                if self._is_stopped.is_set():
                    break
        except Exception as failure:  # noqa: BLE001 (raised again in the calling thread)
            error = failure
        finally:
            with self._arrived:
                self._running -= 1
            self._report([*unreported, RequestEnd(request, error)])

    def _report(self, events: list[Answer | RequestEnd]) -> None:
        """Hand `events` over to the calling thread; the list is empty then."""
        with self._arrived:
            self._events += events
            self._arrived.notify()
        events.clear()
