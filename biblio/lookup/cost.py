"""How many requests a run will make and how long that takes: arithmetic on questions, costs and paces, nothing else.

The services of a round are asked side by side, so the slowest decides how long the round takes; the rounds come one
after the other, because each asks what the one before left open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from biblio.lookup.service import Question

__all__ = ["Cost", "RequestPlan", "ServiceLoad", "estimate"]

Cost = Callable[[str, Sequence[Question]], int]
"""How many requests a service needs for some questions."""
_ANSWER = 0.6  # seconds from a request to its answer, which is more than some intervals


@dataclass(frozen=True, slots=True)
class ServiceLoad:
    """What one service is asked in one round; `step` is the seconds from one request to the next."""

    service: str
    questions: int
    requests: int
    step: float

    @property
    def seconds(self) -> float:
        """How long it takes: the first request is not waited for."""
        return self.left(0)

    def left(self, done: int) -> float:
        """Return the seconds that are left after `done` requests."""
        rest = self.requests - done
        return (rest - 1) * self.step + _ANSWER if rest > 0 else 0.0


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """A run's requests, by rounds: what the first one asks is certain, the later ones are the most there can be."""

    rounds: tuple[tuple[ServiceLoad, ...], ...] = ()

    @property
    def requests(self) -> int:
        """All requests, of all rounds."""
        return sum(load.requests for loads in self.rounds for load in loads)

    @property
    def seconds(self) -> float:
        """All rounds one after the other."""
        return self.left({})

    @property
    def services(self) -> tuple[str, ...]:
        """Who is asked, in the order of the rounds."""
        return tuple(dict.fromkeys(load.service for loads in self.rounds for load in loads))

    def left(self, done: Mapping[str, int]) -> float:
        """Return the seconds left after so many requests (by service) of the first round."""
        if not self.rounds:
            return 0.0
        now, *later = (tuple(loads) for loads in self.rounds)
        rest = max((load.left(done.get(load.service, 0)) for load in now), default=0.0)
        return rest + sum(max((load.seconds for load in loads), default=0.0) for loads in later)

    def of(self, service: str, *, first: bool = False) -> tuple[int, int, float]:
        """Return (questions, requests, seconds) of one service, in all rounds or in the `first` alone."""
        rounds = self.rounds[:1] if first else self.rounds
        loads = [load for one in rounds for load in one if load.service == service]
        questions, requests = sum(load.questions for load in loads), sum(load.requests for load in loads)
        return questions, requests, sum(load.seconds for load in loads)


def estimate(rounds: Iterable[Sequence[Question]], cost: Cost, paces: Mapping[str, float]) -> RequestPlan:
    """Return the plan of `rounds`.

    `paces` are the least seconds between two requests, by service; a service without one (the catalogue) costs
    nothing and is left out.
    """
    found = []
    for questions in rounds:
        grouped: dict[str, list[Question]] = {}
        for question in questions:
            if question.service in paces:
                grouped.setdefault(question.service, []).append(question)
        loads = (
            ServiceLoad(name, len(group), cost(name, group), max(_ANSWER, paces[name]))
            for name, group in grouped.items()
        )
        found.append(tuple(load for load in loads if load.requests))
    return RequestPlan(tuple(filter(None, found)))
