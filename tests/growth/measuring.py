"""Find inputs whose cost grows faster than their length: CPU time at four sizes, each twice the one before.

A run that is fast at a large size has nothing to hide, so most inputs are run once. Where that run takes longer than a
floor, or does not end in its time, all sizes are measured, each several times, and the shortest of these counts: other
processes only ever add to it. Growth is judged by the last two doublings that are above the floor, and counts if it is
seen again. Garbage is not collected meanwhile: what other tests left would be searched, whatever the input.
"""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from tests.growth.units import Nested

__all__ = ["SIZE", "Growth", "TooSlowError", "grows", "limited", "repeated"]

SIZE = 8_000  # characters of the largest of the four sizes
FLOOR = 0.08  # seconds: less says nothing about growth
PATIENCE = 1.5  # seconds of CPU for one run
FASTEST = 3.0  # a doubling may not cost more than this


_runs = count()


class TooSlowError(BaseException):
    """A run did not end in its time; no code may catch it."""


@dataclass(frozen=True, slots=True)
class Growth:
    """An input that costs too much: the unit and the seconds at each size that was measured (None: it did not end)."""

    unit: str | Nested
    seconds: tuple[float | None, ...]

    def __str__(self) -> str:
        times = ", ".join("does not end" if time is None else f"{time:.3f}" for time in self.seconds)
        return f"{self.unit!r}: {times}"


def repeated(unit: str | Nested, size: int) -> str:
    """Return `unit` again and again, or within itself, in about `size` characters."""
    if isinstance(unit, Nested):
        depth = max(1, size // len(unit.opening + unit.closing))
        return unit.opening * depth + "a" + unit.closing * depth
    return unit * max(1, size // len(unit))


def grows(run: Callable[[str], object], unit: str | Nested, *, size: int = SIZE) -> Growth | None:
    """Return how the cost of `run` grows with the number of `unit` in its text, if it grows too fast; else None."""
    return _grows(run, unit, size) and _grows(run, unit, size)


def _grows(run: Callable[[str], object], unit: str | Nested, size: int) -> Growth | None:
    first = _seconds(run, repeated(unit, size))
    if first is not None and first < FLOOR:
        return None
    best: list[float | None] = []
    for part in (size // 8, size // 4, size // 2, size):
        text = repeated(unit, part)
        times = [_seconds(run, text) for _ in range(3 if part < size or first is not None else 1)]
        best.append(min((time for time in times if time is not None), default=None))
        if best[-1] is None:
            break
    small, large = best[-2:] if len(best) > 1 else (None, best[-1])
    if large is None:
        # It may be slow and still grow steadily: three times the size before is more than there was time for.
        return Growth(unit, tuple(best)) if not small or FASTEST * small < PATIENCE else None
    if large < FLOOR or large <= FASTEST * (small or 0.0):
        return None
    return Growth(unit, tuple(best))


def _seconds(run: Callable[[str], object], text: str) -> float | None:
    """Return the CPU seconds of one run, None if it does not end in its time."""
    text += f" {next(_runs)}"  # or what a function remembers of the run before would be all that is measured
    try:
        with limited(PATIENCE), _without_collection():
            begun = time.process_time()
            run(text)
            return time.process_time() - begun
    except TooSlowError:
        return None


@contextmanager
def _without_collection() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Interrupt what takes more than some seconds of CPU; where there is no such alarm (Windows), nothing is interrupted.

    Raises `TooSlowError` within what it interrupts.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
