"""Ask the services: each on a thread of its own, answers stored as they come, a service that is down left alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

from biblio.errors import ServiceError
from biblio.lookup.cost import RequestPlan, estimate
from biblio.lookup.service import Answer, Question, Service
from biblio.model.clues import Rarity
from biblio.model.decision import OFFLINE
from biblio.model.record import CATALOGUE, Record

__all__ = ["Dispatcher", "StoreAnswers"]

_BATCH = 50  # answers that are stored together: what a kill can cost
StoreAnswers = Callable[[Mapping[str, tuple[str, tuple[Record, ...]]]], None]
"""Stores answers: question key → (service, records)."""


class Dispatcher:
    """Asks questions of the services and says which of them could not be asked.

    `keep` stores answers (question key → (service, records)); it is called from the calling thread only. `paces` are
    the least seconds between two requests, by service; what has none costs nothing to ask (the catalogue). `closed`
    are services that could be asked another time, by name, with the reason.
    """

    def __init__(
        self,
        services: Mapping[str, Service],
        *,
        paces: Mapping[str, float],
        offline: bool,
        store: StoreAnswers,
        closed: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._services = services
        self._paces = paces
        self._keep = store
        self.down: dict[str, str] = dict(closed)
        """Service → why it cannot be asked in this run."""
        self.question_counts: dict[str, int] = {}
        """Service → questions asked in this run."""
        self.rarity: dict[str, Rarity] = {}
        """Question about clues → how rare they are among the works that the one who answered knows."""
        if offline:
            self.down |= {name: OFFLINE for name in services if name != CATALOGUE}

    @property
    def services(self) -> frozenset[str]:
        """Every service that is configured, whether it can be asked or not."""
        return frozenset(self._services)

    @property
    def available(self) -> frozenset[str]:
        """The services that can be asked in this run."""
        return self.services - self.down.keys()

    @property
    def lookup_only(self) -> frozenset[str]:
        """The services that are asked by identifier only."""
        return frozenset(name for name, service in self._services.items() if not service.searches)

    def plan(self, rounds: Iterable[Sequence[Question]]) -> RequestPlan:
        """Return how many requests `rounds` of questions will take, and how long."""
        return estimate(rounds, lambda name, group: self._services[name].cost(group), self._paces)

    @property
    def searchable(self) -> frozenset[str]:
        """The services that can be asked for titles."""
        return frozenset(name for name, service in self._services.items() if service.searches)

    def ask(self, questions: Iterable[Question], done: Callable[[int], None]) -> dict[str, tuple[Record, ...]]:
        """Ask all `questions`, services side by side; return the answers by question key.

        A question that is missing from the answer could not be asked: its service stands in `down`. `done` hears
        how many questions were answered.
        """
        grouped = _by_service(questions)
        answers: dict[str, tuple[Record, ...]] = {}
        waiting: dict[str, tuple[str, tuple[Record, ...]]] = {}
        arrived = threading.Condition()
        queue: list[tuple[str, Answer]] = []
        running = set(grouped)

        def work(name: str, group: Sequence[Question]) -> None:
            try:
                for answer in self._services[name].ask(group):
                    with arrived:
                        queue.append((name, answer))
                        arrived.notify()
            finally:
                with arrived:
                    running.discard(name)
                    arrived.notify()

        with ThreadPoolExecutor(max_workers=max(1, len(grouped))) as pool:
            tasks = {name: pool.submit(work, name, group) for name, group in grouped.items()}
            try:
                while True:
                    with arrived:
                        arrived.wait_for(lambda: queue or not running)
                        batch, queue[:] = list(queue), []
                        finished = not running and not batch
                    if finished:
                        break
                    for name, answer in batch:
                        answers[answer.question.key] = answer.records
                        if answer.rarity:
                            self.rarity[answer.question.key] = answer.rarity
                        waiting[answer.question.key] = (name, answer.records)
                    done(len(batch))
                    if len(waiting) >= _BATCH:
                        self._keep(waiting)
                        waiting = {}
            finally:
                if waiting:
                    self._keep(waiting)
        for name, task in tasks.items():
            self.question_counts[name] = self.question_counts.get(name, 0) + len(grouped[name])
            try:
                task.result()
            except ServiceError as error:
                self.down[name] = error.reason
            else:
                if any(question.key not in answers for question in grouped[name]):
                    self.down[name] = "left questions unanswered"
        return answers


def _by_service(questions: Iterable[Question]) -> dict[str, list[Question]]:
    grouped: dict[str, dict[str, Question]] = {}
    for question in questions:
        grouped.setdefault(question.service, {})[question.key] = question
    return {name: list(group.values()) for name, group in grouped.items()}
