"""When a service may be asked next: one limiter for all threads of this process and all processes of this person.

A turn is one connection: while it is held nobody else here asks that service, and the next request starts no sooner
than the interval after this one started (arXiv: "no more than one request every three seconds, … a single connection
at a time", https://info.arxiv.org/help/api/tou.html). Between processes a turn is a lock that the operating system
takes back when its holder dies, and a small file with the start of the last request: whoever is killed costs the
others nothing but the rest of the interval.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from biblio.errors import StoreError, Unavailable

__all__ = ["Permit", "RateLimiter"]

# A request travels; the interval must hold where it arrives, so a twentieth (at most 0.1 s) is added to it.
_SLACK_SHARE, _SLACK_MOST = 0.05, 0.1
_MOMENT = 1e-4  # seconds; less than this is not waited for


@dataclass(frozen=True, slots=True)
class _Stamp:
    """The last request's start (seconds since 1970) and how long nobody may ask from then on."""

    start: float
    wait: float

    def left(self, now: float) -> float:
        return self.start + self.wait - now


class Permit:
    """The right to ask now."""

    def __init__(self, pacer: RateLimiter, name: str, least: float) -> None:
        self._pacer, self._name, self._least = pacer, name, least
        self._started = pacer.clock()

    def postpone(self, seconds: float) -> None:
        """Let nobody ask for `seconds` from now; the interval holds in any case."""
        rest = self._started + self._least - self._pacer.clock()
        self._pacer.put(self._name, max(seconds, rest))


class RateLimiter:
    """Hands out turns.

    `folder` is where processes meet (made when needed); None paces this process only. `patience` is how many
    seconds to wait for another process that holds its turn. `clock` gives seconds since 1970.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        patience: float = 600.0,
    ) -> None:
        self._folder = folder
        self.clock = clock
        self._sleep = sleep
        self._patience = patience
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._stamps: dict[str, _Stamp] = {}

    @contextlib.contextmanager
    def permit(
        self, name: str, interval: float, *, waiting: Callable[[float], None] = lambda seconds: None
    ) -> Iterator[Permit]:
        """Wait for the next turn at the service `name` and hold it; `waiting` is told of every wait in seconds.

        Raises `Unavailable` when another process does not give its turn back, `StoreError` when the folder
        cannot be used.
        """
        least = interval + min(_SLACK_MOST, _SLACK_SHARE * interval)
        while True:
            with self._held(name):
                left = self._left(name)
                if left < _MOMENT:
                    self.put(name, least)
                    yield Permit(self, name, least)
                    return
            waiting(left)
            self._sleep(left)

    @contextlib.contextmanager
    def _held(self, name: str) -> Iterator[None]:
        with self._guard:
            lock = self._locks.setdefault(name, threading.Lock())
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
            lock = filelock.FileLock(folder / f"{name}.lock", timeout=self._patience)
            lock.acquire()
        except filelock.Timeout as error:
            reason = f"another biblio has been asking it for more than {self._patience:g} s"
            raise Unavailable(name, reason, hint="end the other one if it hangs") from error
        except OSError as error:
            raise _unusable(folder, error) from error
        return lock.release

    def _left(self, name: str) -> float:
        stamp = self._stamps.get(name)
        if self._folder is not None:
            stamp = _read(self._path(name), self._folder)
        if stamp is None:
            return 0.0
        if stamp.start > self.clock():
            # The clock was set back; nobody waits longer than was agreed for that.
            stamp = self.put(name, stamp.wait)
        return stamp.left(self.clock())

    def put(self, name: str, wait: float) -> _Stamp:
        """Note that nobody may ask `name` for `wait` seconds from now; only for whoever holds the turn."""
        stamp = self._stamps[name] = _Stamp(self.clock(), wait)
        if self._folder is not None and wait > 0:
            _write(self._path(name), stamp, self._folder)
        return stamp

    def _path(self, name: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{name}.slot"


def _read(path: Path, folder: Path) -> _Stamp | None:
    try:
        start, wait = path.read_text(encoding="ascii").split()
        return _Stamp(float(start), float(wait))
    except (FileNotFoundError, ValueError):
        return None  # nobody asked yet; files are replaced whole, so what cannot be read is not ours
    except OSError as error:
        raise _unusable(folder, error) from error


def _write(path: Path, stamp: _Stamp, folder: Path) -> None:
    # Replaced, not rewritten: whoever is killed in between leaves the old stamp. Only the holder of the lock writes.
    temporary = path.with_suffix(".new")
    try:
        temporary.write_text(f"{stamp.start!r} {stamp.wait!r}\n", encoding="ascii")
        temporary.replace(path)
    except OSError as error:
        raise _unusable(folder, error) from error


def _unusable(folder: Path, error: OSError) -> StoreError:
    reason = (error.strerror or str(error)).lower()
    return StoreError(
        f"{folder}: the pace of requests cannot be kept here: {reason}",
        hint="set XDG_CACHE_HOME to a folder that can be written",
    )
