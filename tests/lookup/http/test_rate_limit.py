from __future__ import annotations

import itertools
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from biblio.errors import StoreError, Unavailable
from biblio.lookup.http.rate_limit import RateLimiter
from tests.servers.faketime import FakeTime


def starts(limiter: RateLimiter, fake: FakeTime, count: int, interval: float = 3.0) -> list[float]:
    times = []
    for _ in range(count):
        with limiter.permit("arxiv", interval):
            times.append(fake.now)
    return times


@pytest.mark.parametrize("shared", [False, True])
def test_permits_start_an_interval_apart(tmp_path: Path, shared: bool) -> None:
    fake = FakeTime()
    limiter = RateLimiter(tmp_path if shared else None, clock=fake.clock, sleep=fake.sleep)
    begun = starts(limiter, fake, 4)
    assert fake.sleeps[0] == pytest.approx(3.02)
    assert all(3.0 <= later - earlier <= 3.03 for earlier, later in itertools.pairwise(begun))


def test_the_first_permit_comes_at_once_and_time_that_passed_counts(tmp_path: Path) -> None:
    fake = FakeTime()
    limiter = RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep)
    starts(limiter, fake, 1)
    assert fake.sleeps == []
    fake.now += 2.0
    starts(limiter, fake, 1)
    assert fake.sleeps == [pytest.approx(1.02)]


def test_two_limiters_over_one_folder_share_the_interval(tmp_path: Path) -> None:
    fake = FakeTime()
    first, second = (RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep) for _ in range(2))
    begun = [starts(limiter, fake, 1)[0] for limiter in (first, second, first, second)]
    assert all(later - earlier >= 3.0 for earlier, later in itertools.pairwise(begun))


def test_services_do_not_wait_for_each_other(tmp_path: Path) -> None:
    fake = FakeTime()
    limiter = RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep)
    for name in ("arxiv", "crossref", "dblp"):
        with limiter.permit(name, 3.0):
            pass
    assert fake.sleeps == []


def test_what_is_postponed_is_postponed_for_everyone(tmp_path: Path) -> None:
    fake = FakeTime()
    first, second = (RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep) for _ in range(2))
    with first.permit("arxiv", 3.0) as permit:
        permit.postpone(30.0)
    waits: list[float] = []
    with second.permit("arxiv", 3.0, on_wait=lambda seconds, why: waits.append(seconds)):
        pass
    assert waits == [pytest.approx(30.0)]


def test_who_postponed_knows_why(tmp_path: Path) -> None:
    fake = FakeTime()
    first, second = (RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep) for _ in range(2))
    reasons: list[str] = []
    for limiter in (first, second):
        with first.permit("arxiv", 3.0) as permit:
            permit.postpone(30.0, why="at its request")
        with limiter.permit("arxiv", 3.0, on_wait=lambda seconds, why: reasons.append(why)):
            pass
    with first.permit("arxiv", 3.0, on_wait=lambda seconds, why: reasons.append(why)):
        pass
    assert reasons == ["at its request", "", ""]


def test_the_interval_begins_with_the_answer(tmp_path: Path) -> None:
    fake = FakeTime()
    first, second = (RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep) for _ in range(2))
    with first.permit("arxiv", 3.0) as permit:
        fake.now += 2.4  # a connection is set up, the service takes the request in and thinks
        permit.note_answered()
        fake.now += 0.5  # the rest of the answer
        permit.postpone(0.0)
    (begun,) = starts(second, fake, 1)
    assert begun == pytest.approx(1_700_000_000.0 + 2.4 + 3.02)


def test_without_an_answer_the_interval_begins_at_the_end(tmp_path: Path) -> None:
    fake = FakeTime()
    limiter = RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep)
    with limiter.permit("arxiv", 3.0):
        fake.now += 30.0
    (begun,) = starts(limiter, fake, 1)
    assert begun == pytest.approx(1_700_000_000.0 + 30.0 + 3.02)


def test_what_was_not_sent_waits_for_no_interval(tmp_path: Path) -> None:
    fake = FakeTime()
    limiter = RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep)
    with limiter.permit("arxiv", 3.0) as permit:
        permit.postpone(0.5, is_sent=False)
    starts(limiter, fake, 1)
    assert fake.sleeps == [pytest.approx(0.5)]


def test_postponing_never_shortens_the_interval(tmp_path: Path) -> None:
    fake = FakeTime()
    limiter = RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep)
    with limiter.permit("arxiv", 3.0) as permit:
        permit.postpone(0.0)
    starts(limiter, fake, 1)
    assert fake.sleeps == [pytest.approx(3.02)]


def test_a_clock_set_back_costs_one_interval_at_most(tmp_path: Path) -> None:
    fake = FakeTime()
    limiter = RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep)
    starts(limiter, fake, 1)
    fake.now -= 86400.0
    starts(limiter, fake, 1)
    assert sum(fake.sleeps) == pytest.approx(3.02)


def test_no_interval_means_no_wait_and_no_file(tmp_path: Path) -> None:
    fake = FakeTime()
    starts(RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep), fake, 3, interval=0.0)
    assert fake.sleeps == []
    assert not list(tmp_path.glob("*.slot"))


@pytest.mark.parametrize("content", ["", "rubbish", "1 2", "x y z", "1 2 inf", "nan 2 3", "1 2 nan"])
def test_a_slot_that_cannot_be_read_may_be_a_request_of_just_now(tmp_path: Path, content: str) -> None:
    (tmp_path / "arxiv.slot").write_text(content)
    fake = FakeTime()
    starts(RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep), fake, 2)
    assert fake.sleeps == [pytest.approx(3.02)] * 2


def test_threads_hold_one_permit_at_a_time(tmp_path: Path) -> None:
    limiter = RateLimiter(tmp_path)
    inside, highest, guard = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal inside, highest
        for _ in range(5):
            with limiter.permit("arxiv", 0.0):
                with guard:
                    inside += 1
                    highest = max(highest, inside)
                with guard:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert highest == 1


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StoreError, match="rate limits of requests"),
        RateLimiter(tmp_path / "file" / "below").permit("arxiv", 3.0),
    ):
        pass


_CHILD = """
import sys, time
from pathlib import Path
from biblio.lookup.http.rate_limit import RateLimiter
limiter = RateLimiter(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    with limiter.permit("arxiv", float(sys.argv[3])):
        print("in", repr(time.time()), flush=True)
        time.sleep(float(sys.argv[4]))
        print("out", repr(time.time()), flush=True)
"""


def child(folder: Path, permits: int, interval: float, inside: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _CHILD, str(folder), str(permits), str(interval), str(inside)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_processes_together_keep_the_interval_and_one_connection(tmp_path: Path) -> None:
    interval = 0.06
    processes = [child(tmp_path, 4, interval, 0.005) for _ in range(2)]
    spans = []
    for process in processes:
        lines = [float(line.split()[1]) for line in process.communicate(timeout=60)[0].splitlines()]
        assert process.returncode == 0
        spans += list(zip(lines[::2], lines[1::2], strict=True))
    spans.sort()
    assert len(spans) == 8
    assert all(next_start - ended >= interval for (_, ended), (next_start, _) in itertools.pairwise(spans))


def test_a_killed_process_keeps_nobody_out(tmp_path: Path) -> None:
    with child(tmp_path, 1, 0.01, 60) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("in")
        with (
            pytest.raises(Unavailable, match="another biblio process"),
            RateLimiter(tmp_path, patience=0.01).permit("arxiv", 0.01),
        ):
            pass
        process.send_signal(signal.SIGKILL)
    began = time.monotonic()
    with RateLimiter(tmp_path, patience=30).permit("arxiv", 0.01):
        assert time.monotonic() - began < 20
