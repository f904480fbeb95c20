"""Ask the services, each in its own thread; store answers as they arrive; stop asking a service once it is down."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from biblio.errors import ServiceError
from biblio.lookup.cost import RequestPlan, estimate
from biblio.model.decision import OFFLINE
from biblio.model.record import CATALOGUE, Record

if TYPE_CHECKING:
    from biblio.lookup.service import Answer, Question, Service
    from biblio.model.clues import Rarity

__all__ = ["Dispatcher", "Stoppable", "StoreAnswers"]

logger = logging.getLogger(__name__)

_BATCH = 50  # answers that are stored together, and so the most that can be lost in a kill
_LONGEST_WAIT = 0.5  # seconds; on Windows, an interrupt reaches a waiting thread only when it wakes
_GRACE = 3.0  # seconds that requests in progress have to end in when the run is interrupted
StoreAnswers = Callable[[Mapping[str, tuple[str, tuple[Record, ...]]]], None]
"""Stores answers: question key → (service, records)."""


class Stoppable(Protocol):
    """What sends the requests of services, and can be told to send no more."""

    def stop(self) -> None:
        """Send no further request."""
        ...

    def resume(self) -> None:
        """Send requests again."""
        ...


class Dispatcher:
    """Asks the services questions, and keeps track of those that cannot be asked in this run.

    `store` stores answers; it is called only from the calling thread. `intervals` are the minimum seconds between two
    requests, by service; asking a service without one (the catalogue) costs nothing. `closed` are services that must
    not be asked in this run, by name, with the reason. `plugins` are the names of services from other distributions.
    `client` sends the requests of the services; it is stopped if the run is interrupted.
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
        client: Stoppable | None = None,
    ) -> None:
        self._services = services
        self.plugins = {name: service.schemes for name, service in services.items() if name in plugins}
        """Services of other distributions → the schemes of identifiers that each can look up."""
        self._intervals = intervals
        self._store = store
        self._client = client
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

        If it is interrupted, no further request is sent, and the answers so far are stored. A request
        in progress has three seconds to end; then its answer is given up. The `KeyboardInterrupt` says how many
        answers were stored.
        """
        by_service = _group_by_service(questions)
        answers: dict[str, tuple[Record, ...]] = {}
        unstored: dict[str, tuple[str, tuple[Record, ...]]] = {}
        arrived = threading.Condition()
        queue: list[tuple[str, Answer]] = []
        running = set(by_service)
        errors: dict[str, Exception] = {}
        is_stopped = threading.Event()

        def ask_service(name: str, group: Sequence[Question]) -> None:
            try:
                for answer in self._services[name].ask(group):
                    with arrived:
                        queue.append((name, answer))
                        arrived.notify()
                    if is_stopped.is_set():
                        break
            except Exception as error:  # noqa: BLE001 (raised again in the calling thread)
                errors[name] = error
            finally:
                with arrived:
                    running.discard(name)
                    arrived.notify()

        def take_answers() -> int:
            with arrived:
                batch, queue[:] = list(queue), []
            for name, answer in batch:
                key = answer.question.key
                answers[key] = answer.records
                unstored[key] = (name, answer.records)
                if answer.rarity:
                    self.rarity[key] = answer.rarity
            return len(batch)

        for name, group in by_service.items():
            logger.info("asking %s %d questions", name, len(group))
            # A daemon: a service that does not answer must not keep an interrupted program from ending.
            threading.Thread(target=ask_service, args=(name, group), name=f"ask {name}", daemon=True).start()
        try:
            while True:
                with arrived:
                    arrived.wait_for(lambda: queue or not running, timeout=_LONGEST_WAIT)
                    is_finished = not running and not queue
                if is_finished:
                    break
                if count := take_answers():
                    on_answers(count)
                if len(unstored) >= _BATCH:
                    self._store(unstored)
                    unstored = {}
        except BaseException as error:
            is_stopped.set()
            self._stop_client(arrived, running)
            take_answers()
            if isinstance(error, KeyboardInterrupt):
                raise type(error)(f"{len(answers)} answers of services are kept") from error
            raise
        finally:
            if unstored:
                self._store(unstored)
        self._note_failures(by_service, answers, errors)
        return answers

    def _stop_client(self, arrived: threading.Condition, running: Collection[str]) -> None:
        """Let no further request be sent, and wait for a while until the threads of the services have ended."""
        if self._client is not None:
            self._client.stop()
        end = time.monotonic() + _GRACE
        with arrived:
            while running and (left := end - time.monotonic()) > 0:
                arrived.wait(min(left, _LONGEST_WAIT))
        if self._client is not None and not running:
            self._client.resume()

    def _note_failures(
        self, asked: Mapping[str, Sequence[Question]], answers: Collection[str], errors: Mapping[str, Exception]
    ) -> None:
        """Remember which services could not be asked; an error that is none of theirs is raised."""
        for name, questions in asked.items():
            self.question_counts[name] = self.question_counts.get(name, 0) + len(questions)
            error = errors.get(name)
            if isinstance(error, ServiceError):
                self.down[name] = error.reason
                logger.info("%s could not be asked: %s", name, error.reason)
            elif error is not None:
                raise error
            elif any(question.key not in answers for question in questions):
                self.down[name] = "left questions unanswered"


def _group_by_service(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """Return `questions` by service, each key once."""
    by_service: dict[str, dict[str, Question]] = {}
    for question in questions:
        by_service.setdefault(question.service, {})[question.key] = question
    return {name: list(by_key.values()) for name, by_key in by_service.items()}
