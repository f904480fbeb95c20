"""Is a service ever asked faster than its rule? ``python benchmarks/politeness.py [SPEED]``

Four processes ask every service as fast as they may, for an hour of a clock that runs SPEED times as fast as the real one
(40 unless said otherwise). One of them is killed at half time, and another begins. Every fiftieth answer asks for a pause
of 20 seconds. The server notes when each request arrives: no two of one service may be closer than the service's
interval, and none may come before such a pause is over. Faster clocks make the machine's own delays count for more.

Prints a row for each service, and ends with 1 if a request came too early.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from itertools import pairwise
from pathlib import Path

from biblio.errors import ServiceError
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.services.service_registry import SERVICE_DEFAULTS, service_policy
from tests.servers.base import Farm, Request, Response, json_response

PROCESSES, HOUR, PAUSE, EVERY = 4, 3600.0, 20, 50


class FastClock:
    """A clock that begins with the real one at `begun` (seconds since 1970) and runs `speed` times as fast."""

    def __init__(self, begun: float, speed: float) -> None:
        self.begun, self.speed = begun, speed

    def now(self) -> float:
        return self.begun + (time.time() - self.begun) * self.speed

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / self.speed)


class Strict:
    """A service that asks for a pause now and then."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pauses: list[float] = []
        self.count = 0

    def answer(self, request: Request) -> Response:
        self.count += 1
        if self.count % EVERY:
            return json_response({})
        self.pauses.append(request.at)
        return Response(429, b"{}", headers={"Retry-After": str(PAUSE)})


def ask_all(url: str, folder: Path, clock: FastClock) -> None:
    """Ask every service in a thread of its own until the hour is over."""
    limiter = RateLimiter(folder, clock=clock.now, sleep=clock.sleep)
    with HttpClient(limiter, clock=clock.now) as http:

        def ask(name: str) -> None:
            policy = service_policy(name, own_url=f"{url}/{name}")
            while clock.now() < clock.begun + HOUR:
                try:
                    http.get(policy, "/works")
                except ServiceError as error:
                    sys.stderr.write(f"{error}\n")

        threads = [threading.Thread(target=ask, args=(name,)) for name in SERVICE_DEFAULTS]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def measure(speed: float) -> int:
    """Return how many requests came too early."""
    services = [Strict(name) for name in SERVICE_DEFAULTS]
    clock = FastClock(time.time(), speed)
    with tempfile.TemporaryDirectory() as folder, Farm(list(services), clock=clock.now) as farm:

        def start() -> subprocess.Popen[bytes]:
            arguments = [farm.url, folder, repr(clock.begun), repr(clock.speed)]
            return subprocess.Popen([sys.executable, __file__, "--ask", *arguments])

        processes = [start() for _ in range(PROCESSES)]
        clock.sleep(clock.begun + HOUR / 2 - clock.now())
        processes[0].kill()
        processes.append(start())
        for process in processes:
            process.wait()
        early = 0
        print("| service | rule, s | requests | of at most | shortest gap, s | too early |\n|---|---|---|---|---|---|")
        for service in services:
            early += _report(service, [request.at for request in farm.requests(service.name)])
    return early


def _report(service: Strict, arrivals: list[float]) -> int:
    interval = service_policy(service.name).interval
    gaps = [later - earlier for earlier, later in pairwise(arrivals)]
    too_early = sum(gap < interval for gap in gaps)
    too_early += sum(0 < at - pause < PAUSE for pause in service.pauses for at in arrivals)
    most = int((HOUR - PAUSE * len(service.pauses)) / interval) + 1
    print(f"| {service.name} | {interval:g} | {len(arrivals):,} | {most:,} | {min(gaps):.3f} | {too_early} |")
    return too_early


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        ask_all(sys.argv[2], Path(sys.argv[3]), FastClock(float(sys.argv[4]), float(sys.argv[5])))
    else:
        sys.exit(min(1, measure(float(sys.argv[1]) if len(sys.argv) > 1 else 40.0)))
