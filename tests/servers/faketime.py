"""A clock that moves only while something sleeps."""

from __future__ import annotations

import threading


class FakeTime:
    """A `clock` and a `sleep` for code that waits; `sleeps` are the seconds slept, in order."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.now = now
        self.sleeps: list[float] = []
        self._lock = threading.Lock()

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.sleeps.append(seconds)
            self.now += seconds
