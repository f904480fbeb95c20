"""Decide when a service may be asked next: one limit for all threads of this process and all processes of this user.

A permit is one connection: while it is held, no other thread or process asks the service, and the next request starts
no sooner than the interval after this one arrived (arXiv: "no more than one request every three seconds, … a single
connection at a time", https://info.arxiv.org/help/api/tou.html). When that was nobody here knows: after it was on its
way, which may be long after the permit was given because a connection had to be set up first, and before its answer
came. Between processes a permit is a lock, which the operating system releases when its holder dies, and a small file
with the start of the last request: a killed process costs the others no more than the rest of the interval.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from biblio.errors import Stopped, StoreError, Unavailable

__all__ = ["Permit", "RateLimiter"]

# The interval must be kept where requests arrive, and travel times vary: a twentieth (at most 0.1 s) is added.
_SLACK_SHARE, _MAX_SLACK = 0.05, 0.1
# A request that was answered sooner than this (seconds, or the share of the interval if that is more) counts from its
# answer. A service may think longer about one, but its way there takes no longer, also to a machine with much to do.
_LONGEST_WAY, _LONGEST_WAY_SHARE = 0.25, 1 / 3
_SHORTEST_WAIT = 1e-4  # seconds
_LONGEST_SLEEP = 0.5  # seconds; on Windows, an interrupt reaches a sleeping thread only when it wakes


@dataclass(frozen=True, slots=True)
class _Stamp:
    """When the last request started (seconds since 1970), and how many seconds must pass before the next one.

    `why` says in words why these are more than the interval; empty if they are not, or if another process knows.
    """

    start: float
    wait: float
    why: str = ""

    def seconds_left(self, now: float) -> float:
        return self.start + self.wait - now


class Permit:
    """The right to ask a service now."""

    def __init__(self, rate_limiter: RateLimiter, name: str, interval: float) -> None:
        self._rate_limiter, self._name, self._interval = rate_limiter, name, interval
        self._started = self._sent_at = rate_limiter.clock()

    def note_sent(self) -> None:
        """The request is on its way: the interval begins now."""
        self._started = self._sent_at = self._rate_limiter.clock()
        self._rate_limiter.put(self._name, self._interval)

    def note_answered(self) -> None:
        """The answer is there: the interval begins when the request has arrived at the latest."""
        way = max(0.0, self._rate_limiter.clock() - self._sent_at)
        self._started = self._sent_at + min(way, max(_LONGEST_WAY, _LONGEST_WAY_SHARE * self._interval))
        self._rate_limiter.put(self._name, self._interval, start=self._started)

    def postpone(self, seconds: float, *, is_sent: bool = True, why: str = "") -> None:
        """Allow no request for `seconds` from now on, nor before the interval is over if a request was sent.

        `why` is told to those who wait.
        """
        interval_left = self._started + self._interval - self._rate_limiter.clock() if is_sent else 0.0
        self._rate_limiter.put(self._name, max(seconds, interval_left), why)


class RateLimiter:
    """Issues permits to ask services.

    `folder` is where processes coordinate (created when needed); with None only this process is limited. `patience` is
    how many seconds to wait for another process that holds a permit. `clock` returns seconds since 1970.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] | None = None,
        patience: float = 600.0,
    ) -> None:
        self._folder = folder
        self.clock = clock
        self._stopping = threading.Event()
        self._sleep = sleep or self._wait
        self._patience = patience
        self._lock = threading.Lock()
        self._service_locks: dict[str, threading.Lock] = {}
        self._stamps: dict[str, _Stamp] = {}

    def stop(self) -> None:
        """Wake all threads that wait, and issue no more permits: waiting raises `Stopped`."""
        self._stopping.set()

    def resume(self) -> None:
        """Issue permits again; for the one who called `stop`, once the threads that it meant have ended."""
        self._stopping.clear()

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self._stopping.wait(min(left, _LONGEST_SLEEP)):
            pass

    def _check_running(self) -> None:
        if self._stopping.is_set():
            raise Stopped("the run was stopped")

    @contextlib.contextmanager
    def permit(
        self, name: str, interval: float, *, on_wait: Callable[[float, str], None] = lambda seconds, why: None
    ) -> Iterator[Permit]:
        """Wait until the service `name` may be asked, and hold the permit; `on_wait` gets every wait in seconds.

        It also gets the reason in words, which is empty for the interval.

        Raises `Unavailable` if another process does not release its permit, `StoreError` if the folder cannot be used,
        `Stopped` after `stop`.
        """
        padded = interval + min(_MAX_SLACK, _SLACK_SHARE * interval)
        while True:
            self._check_running()
            with self._service_lock(name):
                seconds, why = self._seconds_left(name)
                if seconds < _SHORTEST_WAIT:
                    self.put(name, padded)
                    yield Permit(self, name, padded)
                    return
            on_wait(seconds, why)
            self._sleep(seconds)

    @contextlib.contextmanager
    def _service_lock(self, name: str) -> Iterator[None]:
        with self._lock:
            lock = self._service_locks.setdefault(name, threading.Lock())
        with lock:
            if self._folder is None:
                yield
                return
            release = self._lock_file(name, self._folder)
            try:
                yield
            finally:
                release()

    def _lock_file(self, name: str, folder: Path) -> Callable[[], None]:
        import filelock

        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(folder / f"{name}.lock")
            end = time.monotonic() + self._patience
            while True:
                self._check_running()
                with contextlib.suppress(filelock.Timeout):
                    lock.acquire(timeout=max(0.0, min(_LONGEST_SLEEP, end - time.monotonic())))
                    return lock.release
                if time.monotonic() >= end:
                    reason = f"another biblio process has been asking it for more than {self._patience:g} s"
                    raise Unavailable(name, reason, hint="if the other process hangs, stop it")
        except OSError as error:
            raise _unusable(folder, error) from error

    def _seconds_left(self, name: str) -> tuple[float, str]:
        """Return for how many seconds `name` may not be asked, and why in words, as far as this process knows."""
        own = stamp = self._stamps.get(name)
        if self._folder is not None:
            stamp = _read_stamp(self._path(name), self._folder)
        if stamp is None:
            return 0.0, ""
        why = own.why if own and (own.start, own.wait) == (stamp.start, stamp.wait) else ""
        if stamp.start > self.clock():
            # The clock was set back: start the wait again, so that no request waits longer than one interval.
            stamp = self.put(name, stamp.wait)
        return stamp.seconds_left(self.clock()), why

    def put(self, name: str, wait: float, why: str = "", *, start: float | None = None) -> _Stamp:
        """Record that `name` may not be asked for `wait` seconds from `start` (now); only for the permit's holder."""
        stamp = self._stamps[name] = _Stamp(self.clock() if start is None else start, wait, why)
        if self._folder is not None and wait > 0:
            _write_stamp(self._path(name), stamp, self._folder)
        return stamp

    def _path(self, name: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{name}.slot"


def _read_stamp(path: Path, folder: Path) -> _Stamp | None:
    try:
        start, wait = path.read_text(encoding="ascii").split()
        return _Stamp(float(start), float(wait))
    except (FileNotFoundError, ValueError):
        return None  # not asked yet; stamps are replaced as a whole, so an invalid file is not ours
    except OSError as error:
        raise _unusable(folder, error) from error


def _write_stamp(path: Path, stamp: _Stamp, folder: Path) -> None:
    # The file is replaced, not rewritten: if the process is killed, the old stamp stays. Only the lock's holder writes.
    temporary = path.with_suffix(".new")
    try:
        temporary.write_text(f"{stamp.start!r} {stamp.wait!r}\n", encoding="ascii")
        temporary.replace(path)
    except OSError as error:
        raise _unusable(folder, error) from error


def _unusable(folder: Path, error: OSError) -> StoreError:
    reason = (error.strerror or str(error)).lower()
    return StoreError(
        f"{folder}: the rate limits of requests cannot be stored here: {reason}",
        hint="set XDG_CACHE_HOME to a writable folder",
    )
