"""How many requests a run will make and how long they will take: only arithmetic on questions, costs and intervals.

Each service is asked at its own pace, so the one with the longest queue decides how long a run takes. How many
questions there will be is certain only for the first round; later ones depend on what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from biblio.lookup.service import Question, QuestionKind

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
    """The requests of a run by rounds: those of the first round are certain, those of later rounds are upper limits.

    `likely` is what each service is likely to be asked in all rounds; empty if nothing is known about that.
    """

    rounds: tuple[tuple[ServiceLoad, ...], ...] = ()
    likely: tuple[ServiceLoad, ...] = ()

    @property
    def requests(self) -> int:
        """The number of requests in all rounds, at most."""
        return sum(load.requests for loads in self.rounds for load in loads)

    @property
    def seconds(self) -> float:
        """How many seconds all rounds take at most."""
        return self._seconds(self._most)

    @property
    def likely_requests(self) -> int:
        """The likely number of requests."""
        return sum(load.requests for load in self._expected)

    @property
    def likely_seconds(self) -> float:
        """How many seconds they are likely to take."""
        return self._seconds(self._expected)

    @property
    def services(self) -> tuple[str, ...]:
        """The services that are asked, in the order of the rounds."""
        return tuple(dict.fromkeys(load.service for loads in self.rounds for load in loads))

    @property
    def first_round(self) -> RequestPlan:
        """The plan of the first round alone."""
        return RequestPlan(self.rounds[:1])

    def seconds_left(self, done: Mapping[str, int]) -> float:
        """Return how many seconds the rest is likely to take after some requests (`done`: number by service)."""
        return self._seconds(self._expected, done)

    @property
    def _most(self) -> tuple[ServiceLoad, ...]:
        """The loads of all rounds, by service."""
        loads = {load.service: load for row in self.rounds for load in row}
        totals = {name: self.totals(name) for name in loads}
        return tuple(
            ServiceLoad(name, totals[name].questions, totals[name].requests, load.interval)
            for name, load in loads.items()
        )

    @property
    def _expected(self) -> tuple[ServiceLoad, ...]:
        return self.likely or self._most

    def _seconds(self, loads: Iterable[ServiceLoad], done: Mapping[str, int] = MappingProxyType({})) -> float:
        """Return how long the slowest of some services takes, and what is asked before and after it."""
        left = [load.seconds_left(done.get(load.service, 0)) for load in loads]
        return max(left, default=0.0) + _ANSWER_TIME * max(0, len(self.rounds) - 1) * any(left)

    def totals(self, service: str) -> ServiceTotals:
        """Return the load on one service in all rounds."""
        loads = [load for loads in self.rounds for load in loads if load.service == service]
        return ServiceTotals(
            sum(load.questions for load in loads),
            sum(load.requests for load in loads),
            sum(load.seconds for load in loads),
        )


def estimate(
    rounds: Iterable[Sequence[Question]],
    cost: Cost,
    intervals: Mapping[str, float],
    chances: Mapping[str, float] = MappingProxyType({}),
) -> RequestPlan:
    """Return the plan of `rounds`.

    `intervals` are the minimum seconds between two requests, by service; a service without one (the catalogue) costs
    nothing and is left out. `chances` say how likely it is that a question will be asked, by key; without them, nothing
    is said about what is likely.
    """
    planned = []
    by_kind: dict[tuple[str, QuestionKind], list[Question]] = {}
    for questions in rounds:
        by_service: dict[str, list[Question]] = {}
        for question in questions:
            if question.service in intervals:
                by_service.setdefault(question.service, []).append(question)
                by_kind.setdefault((question.service, question.kind), []).append(question)
        loads = (
            ServiceLoad(service, len(group), cost(service, group), max(_ANSWER_TIME, intervals[service]))
            for service, group in by_service.items()
        )
        planned.append(tuple(load for load in loads if load.requests))
    likely = _likely_loads(by_kind, cost, intervals, chances) if chances else ()
    return RequestPlan(tuple(filter(None, planned)), likely)


def _likely_loads(
    by_kind: Mapping[tuple[str, QuestionKind], Sequence[Question]],
    cost: Cost,
    intervals: Mapping[str, float],
    chances: Mapping[str, float],
) -> tuple[ServiceLoad, ...]:
    """Return the loads that are likely: the cost of all questions, less those that will hardly be asked."""
    questions: dict[str, float] = {}
    requests: dict[str, float] = {}
    for (service, _), group in by_kind.items():
        expected = sum(chances.get(question.key, 1.0) for question in group)
        questions[service] = questions.get(service, 0.0) + expected
        requests[service] = requests.get(service, 0.0) + cost(service, group) * expected / len(group)
    loads = (
        ServiceLoad(service, round(questions[service]), round(requests[service]), max(_ANSWER_TIME, intervals[service]))
        for service in questions
    )
    return tuple(load for load in loads if load.requests)
