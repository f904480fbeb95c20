"""Show progress on stderr: announce the requests, then show a bar with the time left on a terminal, or print a line
every half minute elsewhere. Warnings are always shown; data never goes to stderr.
"""

from __future__ import annotations

import math
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from biblio.cli.progress_line import USUAL_COLUMNS, ProgressLine
from biblio.cli.terminal import columns, say, style

if TYPE_CHECKING:
    from biblio.lookup.cost import RequestPlan
__all__ = ["Bar", "announcement", "duration"]

_AFTER = 0.4  # seconds before a bar appears; quick stages need none
_SHORTEST_BAR, _SHORTEST_LABEL = 8, 16  # columns
_KNOWN_AFTER = 1.0  # seconds of a stage before its speed is said
_DRAWN_EVERY = 0.1  # seconds
_EVERY = 30.0  # seconds between two lines without a terminal
_FAR_MORE = 1.5  # times as many requests as were announced
_SHORT = 10.0  # seconds for which no announcement is corrected
_TRUSTED = 5.0  # seconds that a plan is given before what answers really take counts
_LABELS = {
    "reading": "Reading files",
    "catalogue": "Searching the catalogue",
    "exporting": "Writing exports",
    "zotero": "Reading Zotero",
}


class Bar:
    """Shows the stages of a run. Use it as a context manager, which restores the terminal. `clock` returns seconds."""

    def __init__(self, *, quiet: bool = False, verbose: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._quiet = quiet
        self._verbose = verbose
        self._clock = clock
        self._guard = threading.RLock()
        self._line: ProgressLine | None = None
        self._drawn = -math.inf  # when the line was drawn
        self._stage: tuple[str, int] = ("", 0)
        self._begun = self._said = clock()
        self._done = 0
        self._plan: RequestPlan | None = None
        self._planned_at = 0.0
        self._spent = self._foreseen = 0.0  # seconds under plans before this one: taken, and planned for what was done
        self._announced = 0  # requests that were said to be likely
        self._requests = Counter[str]()
        self._requests_before = 0  # the plan
        self.warnings = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the bar."""
        with self._guard:
            self._remove_line()

    def stage(self, name: str, total: int) -> None:
        """Begin a stage."""
        with self._guard:
            self._stage, self._done = (name, total), 0
            self._begun = self._said = self._clock()
            if name in _LABELS:
                self._end_plan()  # no service is asked
            self._draw()  # the next one follows at once, however short the stage is
        if self._verbose:
            self._say(f"{_LABELS.get(name, name)}{f': {total}' if total else ''}")

    def step(self, count: int = 1) -> None:
        """Count steps that are done."""
        with self._guard:
            self._done += count
            self._show()
            if self._clock() - self._drawn >= _DRAWN_EVERY:
                self._draw()
        self._tell()

    def request_plan(self, plan: RequestPlan) -> None:
        """Announce the planned requests before the first one is sent, and say when far more have become likely."""
        with self._guard:
            self._end_plan()
            self._plan, self._planned_at = plan, self._clock()
            self._requests_before += self._requests.total()
            self._requests.clear()
            likely = self._requests_before + plan.likely_requests
            is_first, is_far_more = not self._announced, likely > _FAR_MORE * self._announced
            if is_first or is_far_more:
                self._announced = likely
        if plan.requests and is_first:
            self._say(announcement(plan, room=columns(sys.stderr)))
        elif is_far_more and plan.likely_seconds >= _SHORT:
            left = duration(plan.likely_seconds)
            self._say(f"More to ask than was likely: some {likely:,} requests in all, {left} left")

    def waiting(self, service: str, seconds: float, why: str = "") -> None:
        """Show that a service is paused, and why, if the pause is longer than its usual interval."""
        if seconds > 5:
            self._say(f"{service}: waiting {seconds:.0f} s{f', {why}' if why else ''}")
        with self._guard:
            self._show()

    def request_done(self, service: str, url: str, status: int, seconds: float) -> None:
        """Count a finished request, for the time left. (The log shows it with -vv.)"""
        with self._guard:
            self._requests[service] += 1

    def warn(self, message: str) -> None:
        """Show a warning, even in quiet mode."""
        self.warnings += 1
        self._say(f"{style('warning:', fg='yellow', bold=True)} {message}", always=True)

    def _show(self) -> None:
        """Show the bar once the stage has taken a while. The caller holds the lock."""
        if self._quiet or self._verbose > 1 or self._line is not None or not sys.stderr.isatty():
            return
        if self._clock() - self._begun < _AFTER:
            return
        self._line = ProgressLine(sys.stderr)
        self._draw()

    def _draw(self) -> None:
        """Draw the bar of the current stage if there is one. The caller holds the lock."""
        if self._line is None:
            return
        self._drawn = self._clock()
        _, total = self._stage
        time_left = self._left()
        left = f", {time_left}" if time_left else ""
        if total:
            self._line.draw(self._label(), f"{self._done:,}/{total:,}{left}", self._done / total)
        else:
            self._line.draw(self._label(), left)

    def _label(self) -> str:
        """Return the name of the stage, cut so that the counts and the time left have room in the terminal."""
        name, total = self._stage
        label = _LABELS.get(name, name)
        beside = _SHORTEST_BAR + len(f"{total:,}/{total:,}") + len(f"{self._left()}, ") + len("  ")
        room = max(_SHORTEST_LABEL, (columns(sys.stderr) or USUAL_COLUMNS) - 1 - beside)
        return label if len(label) <= room else f"{label[: room - 1].rstrip()}…"

    def _remove_line(self) -> None:
        if self._line is not None:
            self._line.clear()
            self._line = None

    def _left(self) -> str:
        """Return in words how long the planned requests, or without a plan the steps of the stage, will still take.

        Without a number of steps, return how many there were, and how fast they are. Empty as long as little is known.
        """
        if self._plan is not None:
            elapsed, foreseen = self._elapsed(self._plan)
            slowness = max(1.0, (_TRUSTED + self._spent + elapsed) / (_TRUSTED + self._foreseen + foreseen))
            return f"{duration(self._plan.seconds_left(self._requests) * slowness)} left"
        elapsed, (_, total) = self._clock() - self._begun, self._stage
        if elapsed < _KNOWN_AFTER or not 0 < self._done != total:
            return ""
        if total:
            return f"{duration(elapsed / self._done * (total - self._done))} left"
        return f"{self._done:,}, {self._done / elapsed:,.0f} a second" if self._done > elapsed else f"{self._done:,}"

    def _elapsed(self, plan: RequestPlan) -> tuple[float, float]:
        """Return the seconds since the current plan, and those that it gave to the requests that are done."""
        return self._clock() - self._planned_at, plan.seconds_left({}) - plan.seconds_left(self._requests)

    def _end_plan(self) -> None:
        if self._plan is not None:
            elapsed, foreseen = self._elapsed(self._plan)
            self._spent += elapsed
            self._foreseen += foreseen
            self._plan = None

    def _tell(self) -> None:
        """Print a progress line from time to time if there is no bar."""
        with self._guard:
            now = self._clock()
            if self._line is not None or sys.stderr.isatty() or now - self._said < _EVERY:
                return
            self._said = now
            name, total = self._stage
            left = self._left()
        many = f"{self._done:,} of {total:,}" if total else f"{self._done:,}"
        self._say(f"{_LABELS.get(name, name)}: {many}{f', {left}' if left else ''}")

    def _say(self, text: str, *, always: bool = False) -> None:
        if self._quiet and not always:
            return
        with self._guard:
            if self._line is not None:
                self._line.clear()
            say(text, err=True)
            self._draw()


def announcement(plan: RequestPlan, *, room: int = 0) -> str:
    """Return the announcement of a plan: services, and what is likely and the most in requests and time.

    If it is wider than `room` (0: no limit), only the first services are named.
    """
    likely, most = _effort(plan.likely_requests, plan.likely_seconds), _effort(plan.requests, plan.seconds)
    effort = f": {most}"
    if plan.likely and likely != most:
        effort = f": likely {likely}; at most {plan.requests:,}, {duration(plan.seconds)}"
    elif len(plan.rounds) > 1:
        effort = f": at most {most}"
    services = list(plan.services)
    for count in range(len(services), 0, -1):
        more = len(services) - count
        text = f"Asking {', '.join(services[:count])}{f' and {more} more' if more else ''}{effort}"
        if not room or len(text) < room:
            return text
    return f"Asking {len(services)} services{effort}"


def _effort(requests: int, seconds: float) -> str:
    return f"{'1 request' if requests == 1 else f'{requests:,} requests'}, {duration(seconds)}"


def duration(seconds: float) -> str:
    """Return a duration in words, no more precise than the estimate."""
    if seconds < 10:
        return "a few seconds"
    if seconds < 90:
        return f"about {math.ceil(seconds / 10) * 10} s"
    minutes = math.ceil(seconds / 60)
    return f"about {minutes} min" if minutes < 90 else f"about {minutes // 60} h {minutes % 60} min"
