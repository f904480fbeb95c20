"""Ask the services, each in its own thread; store answers as they arrive; stop asking a service once it is down."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

from biblio.errors import ServiceError
from biblio.lookup.cost import RequestPlan, estimate
from biblio.lookup.service import Answer, Question, Service
from biblio.model.clues import Rarity
from biblio.model.decision import OFFLINE
from biblio.model.record import CATALOGUE, Record

__all__ = ["Dispatcher", "StoreAnswers"]

logger = logging.getLogger(__name__)

_BATCH = 50  # answers that are stored together, and so the most that can be lost in a kill
StoreAnswers = Callable[[Mapping[str, tuple[str, tuple[Record, ...]]]], None]
"""Stores answers: question key → (service, records)."""


class Dispatcher:
    """Asks the services questions, and keeps track of those that cannot be asked in this run.

    `store` stores answers; it is called only from the calling thread. `intervals` are the minimum seconds between two
    requests, by service; asking a service without one (the catalogue) costs nothing. `closed` are services that must
    not be asked in this run, by name, with the reason. `plugins` are the names of services from other distributions.
    """

    def __init__(
        self,
        services: Mapping[str, Service],
        *,
        intervals: Mapping[str, float],
        offline: bool,
        store: StoreAnswers,
        closed: Mapping[str, str] = MappingProxyType({}),
        plugins: Collection[str] = (),
    ) -> None:
        self._services = services
        self.plugins = {name: service.schemes for name, service in services.items() if name in plugins}
        """Services of other distributions → the schemes of identifiers that each can look up."""
        self._intervals = intervals
        self._store = store
        self.down: dict[str, str] = dict(closed)
        """Service → why it cannot be asked in this run; grows when a service fails."""
        self.question_counts: dict[str, int] = {}
        """Service → number of questions that it was asked in this run."""
        self.rarity: dict[str, Rarity] = {}
        """Key of a question about clues → how rare they are among the works that the service knows."""
        if offline:
            self.down |= {name: OFFLINE for name in services if name != CATALOGUE}

    @property
    def services(self) -> frozenset[str]:
        """The names of all configured services, whether or not they can be asked."""
        return frozenset(self._services)

    @property
    def available(self) -> frozenset[str]:
        """The services that can be asked in this run."""
        return self.services - self.down.keys()

    @property
    def lookup_only(self) -> frozenset[str]:
        """The services that may only be asked for identifiers."""
        return frozenset(name for name, service in self._services.items() if not service.searches)

    @property
    def searchable(self) -> frozenset[str]:
        """The services that may be asked for titles and words."""
        return self.services - self.lookup_only

    def plan(self, rounds: Iterable[Sequence[Question]]) -> RequestPlan:
        """Return how many requests `rounds` of questions will need, and how long they will take."""
        return estimate(rounds, lambda name, questions: self._services[name].cost(questions), self._intervals)

    def ask(self, questions: Iterable[Question], on_answers: Callable[[int], None]) -> dict[str, tuple[Record, ...]]:
        """Ask all `questions`, services in parallel; return the answers by question key.

        A question without an answer could not be asked: its service is in `down` from then on. `on_answers` is called
        with the number of answers that have arrived since the last call.
        """
        by_service = _group_by_service(questions)
        answers: dict[str, tuple[Record, ...]] = {}
        unstored: dict[str, tuple[str, tuple[Record, ...]]] = {}
        arrived = threading.Condition()
        queue: list[tuple[str, Answer]] = []
        running = set(by_service)

        def ask_service(name: str, group: Sequence[Question]) -> None:
            try:
                for answer in self._services[name].ask(group):
                    with arrived:
                        queue.append((name, answer))
                        arrived.notify()
            finally:
                with arrived:
                    running.discard(name)
                    arrived.notify()

        for name, group in by_service.items():
            logger.info("asking %s %d questions", name, len(group))
        with ThreadPoolExecutor(max_workers=max(1, len(by_service))) as pool:
            tasks = {name: pool.submit(ask_service, name, group) for name, group in by_service.items()}
            try:
                while True:
                    with arrived:
                        arrived.wait_for(lambda: queue or not running)
                        batch, queue[:] = list(queue), []
                        is_finished = not running and not batch
                    if is_finished:
                        break
                    for name, answer in batch:
                        key = answer.question.key
                        answers[key] = answer.records
                        unstored[key] = (name, answer.records)
                        if answer.rarity:
                            self.rarity[key] = answer.rarity
                    on_answers(len(batch))
                    if len(unstored) >= _BATCH:
                        self._store(unstored)
                        unstored = {}
            finally:
                if unstored:
                    self._store(unstored)
        for name, task in tasks.items():
            self.question_counts[name] = self.question_counts.get(name, 0) + len(by_service[name])
            try:
                task.result()
            except ServiceError as error:
                self.down[name] = error.reason
                logger.info("%s could not be asked: %s", name, error.reason)
            else:
                if any(question.key not in answers for question in by_service[name]):
                    self.down[name] = "left questions unanswered"
        return answers


def _group_by_service(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """Return `questions` by service, each key once."""
    by_service: dict[str, dict[str, Question]] = {}
    for question in questions:
        by_service.setdefault(question.service, {})[question.key] = question
    return {name: list(by_key.values()) for name, by_key in by_service.items()}
