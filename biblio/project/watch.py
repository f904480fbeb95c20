"""When to sync while a person works: at once after a change of files, at a polite pace for services and Zotero.

Pure: the runs, the clock and the changes are given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from biblio.errors import BiblioError, ServiceError

__all__ = ["Watch", "WatchRuns", "WatchTimes"]


@dataclass(frozen=True, slots=True)
class WatchTimes:
    """Seconds.

    `settle`: how long a file may be missing while an editor replaces it. `gather`: how long the notes must be left
    alone before services are asked about new works, so that requests are gathered. `poll`: between two questions
    whether Zotero has changed; after failures it grows up to `longest`.
    """

    settle: float = 0.5
    gather: float = 5.0
    poll: float = 30.0
    longest: float = 900.0


class WatchRuns(Protocol):
    """What a watch runs. Every method may raise `ServiceError`."""

    def sync(self, *, asks: bool) -> bool:
        """Bring notes, exports and Zotero in step; return whether services still must be asked, which `asks` allows."""
        ...

    def has_zotero_changed(self) -> bool:
        """Ask Zotero, with one request, whether the library has changed."""
        ...


class Watch:
    """Decides what to run. `report` gets a line for the person; `is_there` says whether a path exists."""

    def __init__(
        self,
        runs: WatchRuns,
        *,
        clock: Callable[[], float],
        report: Callable[[str], None],
        times: WatchTimes,
        polls: bool,
        is_there: Callable[[Path], bool] = Path.exists,
    ) -> None:
        self._runs, self._clock, self._report, self._times, self._polls = runs, clock, report, times, polls
        self._is_there = is_there
        self._changed_at: float | None = None
        self._missing: set[Path] = set()
        self._ask_at: float | None = None
        self._pace = times.poll
        self._poll_at = clock() + times.poll
        self._failure = ""

    def start(self) -> None:
        """Do everything once, services included."""
        self._sync(asks=True)

    def files_changed(self, paths: Collection[Path]) -> None:
        """Note that files were written, moved or removed; `step` runs what follows."""
        self._changed_at = self._clock()
        self._missing |= {path for path in paths if not self._is_there(path)}

    def step(self) -> None:
        """Run what is due now."""
        now = self._clock()
        self._missing = {path for path in self._missing if not self._is_there(path)}
        if self._changed_at is not None and (not self._missing or now >= self._changed_at + self._times.settle):
            # A file that is still missing was removed; one that is there again was only replaced.
            self._changed_at, self._missing = None, set()
            self._sync(asks=False)
        elif self._ask_at is not None and now >= self._ask_at and self._changed_at is None:
            self._sync(asks=True)
        elif self._polls and now >= self._poll_at:
            self._poll()

    def _sync(self, *, asks: bool) -> None:
        self._ask_at = None
        try:
            is_waiting = self._runs.sync(asks=asks)
        except ServiceError as error:
            self._fail(error)
            return
        except BiblioError as error:
            # Another command is at work, or the settings are being edited: it may be different in a moment.
            self._tell_failure(str(error))
            self._ask_at = self._clock() + self._times.gather
            return
        self._succeed()
        if is_waiting and not asks:
            self._ask_at = self._clock() + self._times.gather

    def _poll(self) -> None:
        try:
            has_changed = self._runs.has_zotero_changed()
        except ServiceError as error:
            self._fail(error)
            return
        except BiblioError:
            self._poll_at = self._clock() + self._pace  # another command is at work
            return
        if has_changed:
            self._sync(asks=False)
        else:
            self._succeed()

    def _fail(self, error: ServiceError) -> None:
        """Say once what is wrong, and come back later and later."""
        self._pace = min(self._times.longest, self._pace * 2)
        self._poll_at = self._clock() + self._pace
        self._tell_failure(f"{error}; trying again later")

    def _tell_failure(self, text: str) -> None:
        if text != self._failure:
            self._failure = text
            self._report(text)

    def _succeed(self) -> None:
        if self._failure:
            self._report("that works again")
        self._failure, self._pace = "", self._times.poll
        self._poll_at = self._clock() + self._pace
