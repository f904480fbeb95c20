"""Decide when a service may be asked next: one limit for all threads of this process and all processes of this user.

A permit is one connection: while it is held, no other thread or process asks the service, and the next request starts
no sooner than the interval after this one arrived (arXiv: "no more than one request every three seconds, … a single
connection at a time", https://info.arxiv.org/help/api/tou.html). When that was nobody here knows: a connection has to
be set up first, and a service with much to do takes a request in late. It was before the answer began, so the interval
counts from there. Between processes a permit is a lock, which the operating system releases when its holder dies, and a
small file that says since when the interval counts. While a request is on its way the file says "not yet": who finds
that without the lock's holder, which was killed, lets the interval begin then.
"""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from biblio.errors import Stopped, StoreError, Unavailable

__all__ = ["Permit", "RateLimiter"]

OnWait = Callable[[float, str], None]
"""Gets the seconds of a wait that begins, and why in words, which is empty for the interval."""
_SLACK = 0.02  # seconds; some systems' clocks move sixty-four times a second
_SHORTEST_WAIT = 1e-4  # seconds
_LONGEST_SLEEP = 0.5  # seconds; on Windows, an interrupt reaches a sleeping thread only when it wakes


@dataclass(frozen=True, slots=True)
class _Stamp:
    """Since when (seconds since 1970, and of the clock that nobody sets) a wait counts; infinite: not yet.

    `why` says in words why the wait is more than the interval; empty if it is not, or if another process knows.
    """

    start: float
    ticks: float
    wait: float
    why: str = ""

    def passed(self, now: float, ticks: float) -> float:
        """Return the seconds that have passed for sure: one clock may have been set, the other begun anew."""
        return min(now - self.start, ticks - self.ticks)


class Permit:
    """The right to ask a service now."""

    def __init__(self, rate_limiter: RateLimiter, name: str, interval: float, on_wait: OnWait) -> None:
        self._rate_limiter, self._name, self._interval, self._on_wait = rate_limiter, name, interval, on_wait
        self._is_counted = False

    def renew(self) -> None:
        """Wait until the service may be asked once more, if it has answered: it is for what the answer led to.

        Raises `Stopped` after `RateLimiter.stop`.
        """
        if not self._is_counted:
            return
        while (seconds := self._rate_limiter.seconds_left(self._name)) >= _SHORTEST_WAIT:
            self._rate_limiter.wait(seconds, "", self._on_wait)
        self._rate_limiter.put(self._name, self._interval, is_on_its_way=True)
        self._is_counted = False

    def note_answered(self) -> None:
        """The answer begins, so the request has arrived: the interval counts from now."""
        self._rate_limiter.put(self._name, self._interval)
        self._is_counted = True

    def postpone(self, seconds: float, *, is_sent: bool = True, why: str = "") -> None:
        """Allow no request for `seconds` from now on, nor before the interval is over if a request was sent.

        `why` is told to those who wait.
        """
        if is_sent:
            self.end()
            seconds = max(seconds, self._rate_limiter.seconds_left(self._name))
        self._rate_limiter.put(self._name, seconds, why)
        self._is_counted = True

    def end(self) -> None:
        """Without an answer, the interval counts from now."""
        if not self._is_counted:
            self.note_answered()


class RateLimiter:
    """Issues permits to ask services.

    `folder` is where processes coordinate (created when needed); with None only this process is limited. `patience` is
    how many seconds to wait for another process that holds a permit. `clock` returns seconds since 1970, `ticks` those
    of a clock that nobody sets, which is the same for all processes; with `clock` alone, it is both.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        clock: Callable[[], float] | None = None,
        ticks: Callable[[], float] | None = None,
        sleep: Callable[[float], None] | None = None,
        patience: float = 600.0,
    ) -> None:
        self._folder = folder
        self.clock = clock or time.time
        self._ticks = ticks or clock or time.monotonic
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

    def wait(self, seconds: float, why: str, on_wait: OnWait) -> None:
        """Sleep for `seconds`, and tell `on_wait` so. Raises `Stopped` after `stop`."""
        on_wait(seconds, why)
        self._sleep(seconds)
        self._check_running()

    @contextlib.contextmanager
    def permit(self, name: str, interval: float, *, on_wait: OnWait = lambda seconds, why: None) -> Iterator[Permit]:
        """Wait until the service `name` may be asked, and hold the permit; `on_wait` gets every wait.

        Raises `Unavailable` if another process does not release its permit, `StoreError` if the folder cannot be used,
        `Stopped` after `stop`.
        """
        padded = interval + _SLACK if interval > 0 else 0.0
        self._check_running()
        while True:
            with self._service_lock(name):
                seconds, why = self._wait_of_all(name, padded)
                if seconds < _SHORTEST_WAIT:
                    self.put(name, padded, is_on_its_way=True)
                    permit = Permit(self, name, padded, on_wait)
                    try:
                        yield permit
                    finally:
                        permit.end()
                    return
            self.wait(seconds, why, on_wait)

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
            lock = filelock.FileLock(folder / f"{name}.lock", thread_local=False)  # another thread may release it
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

    def _wait_of_all(self, name: str, interval: float) -> tuple[float, str]:
        """Return for how many seconds no process may ask `name`, and why in words, as far as this process knows."""
        own = stamp = self._stamps.get(name)
        if self._folder is not None:
            stamp = _read_stamp(self._path(name), self._folder, interval)
        if stamp is None:
            return 0.0, ""
        why = own.why if own and (own.start, own.wait) == (stamp.start, stamp.wait) else ""
        if stamp.passed(self.clock(), self._ticks()) < 0:
            # Who asked was killed, or a clock was set back: nobody waits longer than once from now on.
            stamp = self.put(name, stamp.wait)
        self._stamps[name] = replace(stamp, why=why)
        return self.seconds_left(name), why

    def seconds_left(self, name: str) -> float:
        """Return for how many seconds `name` may not be asked, as far as this process knows."""
        stamp = self._stamps[name]
        return stamp.wait - stamp.passed(self.clock(), self._ticks())

    def put(self, name: str, wait: float, why: str = "", *, is_on_its_way: bool = False) -> _Stamp:
        """Record that `name` may not be asked for `wait` seconds from now; only for the permit's holder.

        If a request is on its way, they count from when another process finds this.
        """
        start, ticks = (math.inf, math.inf) if is_on_its_way else (self.clock(), self._ticks())
        stamp = self._stamps[name] = _Stamp(start, ticks, wait, why)
        if self._folder is not None and wait > 0:
            _write_stamp(self._path(name), stamp, self._folder)
        return stamp

    def _path(self, name: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{name}.slot"


def _read_stamp(path: Path, folder: Path, interval: float) -> _Stamp | None:
    try:
        start, ticks, wait = map(float, path.read_text(encoding="ascii").split())
        if math.isfinite(wait) and not math.isnan(start + ticks):
            return _Stamp(start, ticks, wait)
    except FileNotFoundError:
        return None  # not asked yet
    except ValueError:
        pass
    except OSError as error:
        raise _unusable(folder, error) from error
    return _Stamp(math.inf, math.inf, interval)  # of another version, or not ours: somebody may have asked just now


def _write_stamp(path: Path, stamp: _Stamp, folder: Path) -> None:
    # The file is replaced, not rewritten: if the process is killed, the old stamp stays. Only the lock's holder writes.
    temporary = path.with_suffix(".new")
    try:
        temporary.write_text(f"{stamp.start!r} {stamp.ticks!r} {stamp.wait!r}\n", encoding="ascii")
        temporary.replace(path)
    except OSError as error:
        raise _unusable(folder, error) from error


def _unusable(folder: Path, error: OSError) -> StoreError:
    reason = (error.strerror or str(error)).lower()
    return StoreError(
        f"{folder}: the rate limits of requests cannot be stored here: {reason}",
        hint="set XDG_CACHE_HOME to a writable folder",
    )
