"""However processes take turns, are killed, and clocks are set: a service is never asked before its interval is over."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from biblio.lookup.http.rate_limit import Permit, RateLimiter

INTERVAL, LONGEST_PAUSE = 3.0, 40.0
DURATIONS = st.sampled_from((0.0, 0.01, 0.4, 2.9, 3.1, 30.0))


class Killed(BaseException):
    pass


class Process(RateLimiter):
    """A process that may be killed: then it writes nothing more, and its lock is free."""

    is_dead = False

    def put(self, *arguments: object, **options: object) -> object:  # type: ignore[override]
        if self.is_dead:
            raise Killed
        return super().put(*arguments, **options)  # type: ignore[arg-type]


class World:
    """Three processes that ask one service; what they and their clocks do is drawn from `data`.

    `now` is the true time. Processes take turns where they hold no lock, which is while they sleep.
    """

    def __init__(self, folder: Path, data: st.DataObject) -> None:
        self.folder, self.data = folder, data
        self.now = self.allowed_at = 1_700_000_000.0
        self.clock_error = 0.0
        self.arrived: list[float] = []
        self.longest_sleep = 0.0
        self.asking: set[int] = set()
        self.processes = [self.start() for _ in range(3)]

    def start(self) -> Process:
        clock = lambda: self.now + self.clock_error  # noqa: E731
        return Process(self.folder, clock=clock, ticks=lambda: self.now - 1_699_000_000.0, sleep=self.sleep)

    def sleep(self, seconds: float) -> None:
        end = self.now + seconds
        self.longest_sleep = max(self.longest_sleep, seconds)
        while self.data.draw(st.booleans()):
            self.step()
        self.now = max(self.now, end)

    def step(self) -> None:
        if self.data.draw(st.booleans()):
            self.clock_error += self.data.draw(st.sampled_from((-86_400.0, -2.0, 2.0, 86_400.0)))
            self.now += self.data.draw(DURATIONS)
        elif idle := sorted({*range(3)} - self.asking):
            number = self.data.draw(st.sampled_from(idle))
            self.asking.add(number)
            try:
                with self.processes[number].permit("arxiv", INTERVAL) as permit:
                    self.ask(self.processes[number], permit)
            except Killed:
                self.processes[number] = self.start()
            self.asking.remove(number)

    def ask(self, process: Process, permit: Permit) -> None:
        self.happens(process)  # a connection is set up
        self.arrived.append(self.now)
        assert self.now >= self.allowed_at
        self.happens(process)  # the service thinks
        permit.note_answered()
        self.happens(process)  # the rest of the answer
        pause = self.data.draw(st.sampled_from((0.0, 1.0, LONGEST_PAUSE)))
        self.allowed_at = self.now + pause
        permit.postpone(pause)

    def happens(self, process: Process) -> None:
        self.now += self.data.draw(DURATIONS)
        if self.data.draw(st.integers(0, 9)) == 0:
            process.is_dead = True
            raise Killed


@given(st.data())
def test_no_request_arrives_too_early(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), data)
        for _ in range(data.draw(st.integers(1, 8))):
            world.step()
    assert all(later - earlier >= INTERVAL for earlier, later in pairwise(world.arrived))
    assert world.longest_sleep <= LONGEST_PAUSE + 0.1
