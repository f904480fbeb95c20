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


def starts(pacer: RateLimiter, fake: FakeTime, turns: int, interval: float = 3.0) -> list[float]:
    found = []
    for _ in range(turns):
        with pacer.permit("arxiv", interval):
            found.append(fake.now)
    return found


@pytest.mark.parametrize("shared", [False, True])
def test_turns_start_an_interval_apart(tmp_path: Path, shared: bool) -> None:
    fake = FakeTime()
    pacer = RateLimiter(tmp_path if shared else None, clock=fake.clock, sleep=fake.sleep)
    begun = starts(pacer, fake, 4)
    assert fake.sleeps[0] == pytest.approx(3.1)
    assert all(3.0 <= later - earlier <= 3.11 for earlier, later in itertools.pairwise(begun))


def test_the_first_turn_comes_at_once_and_time_that_passed_counts(tmp_path: Path) -> None:
    fake = FakeTime()
    pacer = RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep)
    starts(pacer, fake, 1)
    assert fake.sleeps == []
    fake.now += 2.0
    starts(pacer, fake, 1)
    assert fake.sleeps == [pytest.approx(1.1)]


def test_two_pacers_over_one_folder_share_the_interval(tmp_path: Path) -> None:
    fake = FakeTime()
    one, two = (RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep) for _ in range(2))
    begun = [starts(pacer, fake, 1)[0] for pacer in (one, two, one, two)]
    assert all(later - earlier >= 3.0 for earlier, later in itertools.pairwise(begun))


def test_services_do_not_wait_for_each_other(tmp_path: Path) -> None:
    fake = FakeTime()
    pacer = RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep)
    for name in ("arxiv", "crossref", "dblp"):
        with pacer.permit(name, 3.0):
            pass
    assert fake.sleeps == []


def test_what_is_postponed_is_postponed_for_everyone(tmp_path: Path) -> None:
    fake = FakeTime()
    one, two = (RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep) for _ in range(2))
    with one.permit("arxiv", 3.0) as turn:
        turn.postpone(30.0)
    waits: list[float] = []
    with two.permit("arxiv", 3.0, on_wait=waits.append):
        pass
    assert waits == [pytest.approx(30.0)]


def test_postponing_never_shortens_the_interval(tmp_path: Path) -> None:
    fake = FakeTime()
    pacer = RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep)
    with pacer.permit("arxiv", 3.0) as turn:
        turn.postpone(0.0)
    starts(pacer, fake, 1)
    assert fake.sleeps == [pytest.approx(3.1)]


def test_a_clock_set_back_costs_one_interval_at_most(tmp_path: Path) -> None:
    fake = FakeTime()
    pacer = RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep)
    starts(pacer, fake, 1)
    fake.now -= 86400.0
    starts(pacer, fake, 1)
    assert sum(fake.sleeps) == pytest.approx(3.1)


def test_no_interval_means_no_wait_and_no_file(tmp_path: Path) -> None:
    fake = FakeTime()
    starts(RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep), fake, 3, interval=0.0)
    assert fake.sleeps == []
    assert not list(tmp_path.glob("*.slot"))


@pytest.mark.parametrize("content", ["", "rubbish", "1 2 3", "x y"])
def test_a_slot_that_cannot_be_read_is_written_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / "arxiv.slot").write_text(content)
    fake = FakeTime()
    starts(RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep), fake, 2)
    assert fake.sleeps == [pytest.approx(3.1)]


def test_threads_hold_one_turn_at_a_time(tmp_path: Path) -> None:
    pacer = RateLimiter(tmp_path)
    inside, most, guard = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal inside, most
        for _ in range(5):
            with pacer.permit("arxiv", 0.0):
                with guard:
                    inside += 1
                    most = max(most, inside)
                with guard:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StoreError, match="rate of requests"),
        RateLimiter(tmp_path / "file" / "below").permit("arxiv", 3.0),
    ):
        pass


_CHILD = """
import sys, time
from pathlib import Path
from biblio.lookup.http.rate_limit import RateLimiter
pacer = RateLimiter(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    with pacer.permit("arxiv", float(sys.argv[3])):
        print("in", repr(time.time()), flush=True)
        print("slot", Path(sys.argv[1], "arxiv.slot").read_text().split()[0], flush=True)
        time.sleep(float(sys.argv[4]))
        print("out", repr(time.time()), flush=True)
"""


def child(folder: Path, turns: int, interval: float, inside: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _CHILD, str(folder), str(turns), str(interval), str(inside)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_processes_together_keep_the_interval_and_one_connection(tmp_path: Path) -> None:
    interval = 0.06
    processes = [child(tmp_path, 4, interval, 0.005) for _ in range(2)]
    spans = []
    for process in processes:
        lines = [float(line.split()[1]) for line in process.communicate(timeout=60)[0].splitlines()]
        assert process.returncode == 0
        spans += list(zip(lines[::3], lines[1::3], lines[2::3], strict=True))
    spans.sort()
    assert len(spans) == 8
    # Turns are an interval apart as they were given; when a process comes to use its own is the machine's affair.
    for (_, given, ended), (next_begun, next_given, _) in itertools.pairwise(spans):
        assert next_given - given >= interval
        assert next_begun >= ended


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
