"""A farm of servers with a client to ask them, and the mirror of the shared data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from biblio.lookup.http.client import Event, HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.service import Service
from biblio.lookup.services.service_registry import SERVICES, service_policy
from tests.servers.faketime import FakeTime
from tests.servers.farm import ServerFarm

pytest.register_assert_rewrite("tests.lookup.services.service_contract")


class World:
    """Services on a host, and a clock that only sleeping moves."""

    def __init__(self, url: str, farm: ServerFarm | None, time: FakeTime, folder: Path, email: str = "") -> None:
        self.url = url
        self.time = time
        self.events: list[Event] = []
        self._farm = farm
        pacer = RateLimiter(folder, clock=time.clock, sleep=time.sleep)
        self.http = HttpClient(pacer, email=email, observer=self.events.append, clock=time.clock, random=lambda: 0.5)

    @property
    def farm(self) -> ServerFarm:
        assert self._farm is not None
        return self._farm

    def policy(self, name: str, **changes: object) -> ServicePolicy:
        return replace(service_policy(name, shared_url=self.url, email=self.http.email), **changes)  # type: ignore[arg-type]

    def service(self, name: str, **changes: object) -> Service:
        return SERVICES.load(name)(self.policy(name, **changes), self.http)

    def tries(self) -> int:
        return sum(not event.waiting for event in self.events)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    time = FakeTime()
    with ServerFarm(time.clock) as farm:
        local = World(farm.url, farm, time, tmp_path)
        with local.http:
            yield local


@pytest.fixture
def mirror(mirror_url: str, tmp_path: Path) -> Iterator[World]:
    mirrored = World(mirror_url, None, FakeTime(), tmp_path, email="test@example.org")
    with mirrored.http:
        yield mirrored
