"""How many requests a run will make and how long they will take: only arithmetic on questions, costs and intervals.

The services of a round are asked in parallel, so the slowest decides how long the round takes. Rounds follow each
other, because each asks what the previous one left open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from biblio.lookup.service import Question

__all__ = ["Cost", "RequestPlan", "ServiceLoad", "ServiceTotals", "estimate"]

Cost = Callable[[str, Sequence[Question]], int]
"""Service, questions → how many requests the service needs for them."""
_ANSWER_TIME = 0.6  # seconds from a request to its answer, which is longer than the intervals of some services


@dataclass(frozen=True, slots=True)
class ServiceLoad:
    """The load on one service in one round; `interval` is the number of seconds from one request to the next."""

    service: str
    questions: int
    requests: int
    interval: float

    @property
    def seconds(self) -> float:
        """How many seconds its requests take; there is no wait before the first one."""
        return self.seconds_left(0)

    def seconds_left(self, done: int) -> float:
        """Return how many seconds the rest takes after `done` requests."""
        requests_left = self.requests - done
        return (requests_left - 1) * self.interval + _ANSWER_TIME if requests_left > 0 else 0.0


class ServiceTotals(NamedTuple):
    """The load on one service in all rounds of a plan."""

    questions: int
    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """The requests of a run by rounds: those of the first round are certain, those of later rounds are upper limits."""

    rounds: tuple[tuple[ServiceLoad, ...], ...] = ()

    @property
    def requests(self) -> int:
        """The number of requests in all rounds."""
        return sum(load.requests for loads in self.rounds for load in loads)

    @property
    def seconds(self) -> float:
        """How many seconds all rounds take, one after the other."""
        return self.seconds_left({})

    @property
    def services(self) -> tuple[str, ...]:
        """The services that are asked, in the order of the rounds."""
        return tuple(dict.fromkeys(load.service for loads in self.rounds for load in loads))

    @property
    def first_round(self) -> RequestPlan:
        """The plan of the first round alone."""
        return RequestPlan(self.rounds[:1])

    def seconds_left(self, done: Mapping[str, int]) -> float:
        """Return how many seconds the rest takes after some requests of the first round (`done`: number by service)."""
        if not self.rounds:
            return 0.0
        first, *later = self.rounds
        seconds = max((load.seconds_left(done.get(load.service, 0)) for load in first), default=0.0)
        return seconds + sum(max((load.seconds for load in loads), default=0.0) for loads in later)

    def totals(self, service: str) -> ServiceTotals:
        """Return the load on one service in all rounds."""
        loads = [load for loads in self.rounds for load in loads if load.service == service]
        return ServiceTotals(
            sum(load.questions for load in loads),
            sum(load.requests for load in loads),
            sum(load.seconds for load in loads),
        )


def estimate(rounds: Iterable[Sequence[Question]], cost: Cost, intervals: Mapping[str, float]) -> RequestPlan:
    """Return the plan of `rounds`.

    `intervals` are the minimum seconds between two requests, by service; a service without one (the catalogue) costs
    nothing and is left out.
    """
    planned = []
    for questions in rounds:
        by_service: dict[str, list[Question]] = {}
        for question in questions:
            if question.service in intervals:
                by_service.setdefault(question.service, []).append(question)
        loads = (
            ServiceLoad(service, len(group), cost(service, group), max(_ANSWER_TIME, intervals[service]))
            for service, group in by_service.items()
        )
        planned.append(tuple(load for load in loads if load.requests))
    return RequestPlan(tuple(filter(None, planned)))
