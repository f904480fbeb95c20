"""Several processes that ask services as fast as they may, and when their requests left and arrived.

They share a clock that may run faster than the real one. One is killed at half time, and another begins. Now and then an
answer asks for a pause, and now and then it leads to another address of the service; at doi.org to Crossref, too. A
process notes when it may send a request and when the answer begins, the server notes when the request arrives.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from biblio.errors import ServiceError
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.services.service_registry import SERVICE_DEFAULTS, service_policy
from tests.servers.base import Farm, Request, Response, json_response

__all__ = ["Asked", "ask_together"]

_PROCESSES, _PAUSE, _PAUSES_EVERY, _LEADS_EVERY = 4, 20, 50, 10
_OVER = "over"
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Asked:
    """How a service was asked, by the clock of all.

    `arrived` is when requests arrived, `sent` when they could be sent, `pauses` when the service asked for a pause.
    """

    name: str
    interval: float
    arrived: tuple[float, ...]
    sent: tuple[float, ...]
    pauses: tuple[float, ...]

    def too_early(self) -> Iterator[str]:
        """Yield each request that came too early, in words."""
        for before, at in pairwise(self.arrived):
            if at - before < self.interval:
                yield f"{self.name}: arrived {at - before:.3f} s after the one before"
        for before, at in pairwise(self.sent):
            if at - before < self.interval:
                yield f"{self.name}: sent {at - before:.3f} s after the one before"
        for pause in self.pauses:
            for at in self.arrived:
                if 0 < at - pause < _PAUSE:
                    yield f"{self.name}: arrived {at - pause:.3f} s after it asked for a pause"

    @property
    def shortest_gaps(self) -> tuple[float, float]:
        """The shortest times between two arrivals, and between two requests that were sent."""
        arrived, sent = ([later - earlier for earlier, later in pairwise(times)] for times in (self.arrived, self.sent))
        return min(arrived, default=0.0), min(sent, default=0.0)

    def most(self, seconds: float) -> int:
        """Return how many requests there could have been in `seconds`."""
        return int((seconds - _PAUSE * len(self.pauses)) / self.interval) + 1


class _FastClock:
    """A clock that begins with the real one at `begun` (seconds since 1970) and runs `speed` times as fast."""

    def __init__(self, begun: float, speed: float) -> None:
        self.begun, self.speed = begun, speed

    def now(self) -> float:
        return self.begun + (time.time() - self.begun) * self.speed

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / self.speed)


class _Strict:
    """A service that asks for pauses and leads elsewhere."""

    def __init__(self, name: str, leads_to: Sequence[str]) -> None:
        self.name, self.leads_to = name, leads_to
        self.pauses: list[float] = []
        self._count = 0

    def answer(self, request: Request) -> Response:
        self._count += 1
        if self._count % _PAUSES_EVERY == 0:
            self.pauses.append(request.at)
            return Response(429, b"{}", headers={"Retry-After": str(_PAUSE)})
        if self._count % _LEADS_EVERY == 0:
            name = self.leads_to[self._count // _LEADS_EVERY % len(self.leads_to)]
            return Response(302, headers={"Location": f"{request.base.removesuffix(self.name)}{name}/there"})
        return json_response({})


class _Noting(RateLimiter):
    """Notes the times of sending in a file."""

    notes: Path

    def put(self, name: str, *arguments: Any, is_on_its_way: bool = False, **options: Any) -> Any:
        stamp = super().put(name, *arguments, is_on_its_way=is_on_its_way, **options)
        if is_on_its_way:
            with self.notes.open("a", encoding="ascii") as stream:
                stream.write(f"{name} {self.clock()!r}\n")
        return stamp


def _policy(url: str, name: str) -> ServicePolicy:
    policy = service_policy(name, own_url=f"{url}/{name}")
    return replace(policy, neighbours=tuple(_policy(url, other) for other in SERVICE_DEFAULTS[name].neighbours))


def _ask_all(url: str, folder: Path, clock: _FastClock, names: Sequence[str]) -> None:
    """Ask every service in a thread of its own until the folder says that it is over."""
    limiter = _Noting(folder, clock=clock.now, sleep=clock.sleep)
    limiter.notes = folder / f"{os.getpid()}.sent"
    with HttpClient(limiter, clock=clock.now) as http:
        http.get(ServicePolicy("nobody", f"{url}/nobody", interval=0.0), "/")  # loads what a first request needs
        (folder / f"{os.getpid()}.ready").touch()

        def ask(name: str) -> None:
            while not (folder / _OVER).exists():
                try:
                    http.get(_policy(url, name), "/works")
                except ServiceError as error:
                    sys.stderr.write(f"{error}\n")

        threads = [threading.Thread(target=ask, args=(name,)) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def ask_together(names: Sequence[str], *, seconds: float, speed: float, requests: int = 0) -> list[Asked]:
    """Let processes ask the services `names` on a clock that runs `speed` times as fast as the real one.

    They all ask for `seconds` of it at least, and until each service has had so many `requests`.
    """
    services = [
        _Strict(name, [name, *(other for other in SERVICE_DEFAULTS[name].neighbours if other in names)])
        for name in names
    ]
    clock = _FastClock(time.time(), speed)
    with tempfile.TemporaryDirectory() as folder, Farm(list(services), clock=clock.now) as farm:

        def start() -> subprocess.Popen[bytes]:
            values = (farm.url, folder, repr(clock.begun), repr(speed), *names)
            return subprocess.Popen([sys.executable, "-m", __name__, *values], cwd=_ROOT)

        processes = [start() for _ in range(_PROCESSES)]
        while len(list(Path(folder).glob("*.ready"))) < len(processes):
            time.sleep(0.01)
        clock.sleep(seconds / 2)
        processes[0].kill()
        processes.append(start())
        clock.sleep(seconds / 2)
        while min(len(farm.requests(name)) for name in names) < requests:
            time.sleep(0.1)
        (Path(folder) / _OVER).touch()
        for process in processes:
            process.wait()
        lines = [line.split() for path in Path(folder).glob("*.sent") for line in path.read_text("ascii").splitlines()]
        return [
            Asked(
                service.name,
                SERVICE_DEFAULTS[service.name].interval,
                tuple(request.at for request in farm.requests(service.name)),
                tuple(sorted(float(at) for name, at in lines if name == service.name)),
                tuple(service.pauses),
            )
            for service in services
        ]


if __name__ == "__main__":
    _ask_all(sys.argv[1], Path(sys.argv[2]), _FastClock(float(sys.argv[3]), float(sys.argv[4])), sys.argv[5:])
