"""Ask the services side by side, in threads; store answers as they arrive; stop asking a service once it is down."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Self

from biblio.errors import ServiceError
from biblio.lookup.cost import RequestPlan, estimate
from biblio.lookup.request_schedule import RequestSchedule
from biblio.lookup.request_threads import RequestEnd, RequestThreads
from biblio.lookup.service import question_batches
from biblio.model.decision import OFFLINE
from biblio.model.record import CATALOGUE, Record

if TYPE_CHECKING:
    from biblio.lookup.request_threads import RequestRunner, Stoppable
    from biblio.lookup.service import Question, Service
    from biblio.model.clues import Rarity

__all__ = ["Asking", "Dispatcher", "Replies", "StoreAnswers"]

logger = logging.getLogger(__name__)

_BATCH = 50  # answers that are stored together, and so the most that can be lost in a kill
StoreAnswers = Callable[[Mapping[str, tuple[str, tuple[Record, ...]]]], None]
"""Stores answers: question key → (service, records)."""


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

    def plan(
        self, rounds: Iterable[Sequence[Question]], chances: Mapping[str, float] = MappingProxyType({})
    ) -> RequestPlan:
        """Return how many requests `rounds` of questions will need, and how long they will take; see `estimate`."""
        return estimate(rounds, lambda name, group: self._services[name].cost(group), self._intervals, chances)

    def ask(self, questions: Iterable[Question], on_answers: Callable[[int], None]) -> dict[str, tuple[Record, ...]]:
        """Ask all `questions`, services in parallel; return the answers by question key.

        A question without an answer could not be asked: its service is in `down` from then on. `on_answers` is called
        with the number of answers that have arrived since the last call. For an interrupt see `Asking`.
        """
        with self.start() as asking:
            asking.add(questions)
            while not asking.is_over:
                on_answers(len(asking.wait().answers))
        self.note_failures(asking.failures)
        return asking.answers

    def start(self) -> Asking:
        """Return a conversation with the services, for a `with` statement."""
        schedule = RequestSchedule(
            self._intervals, lambda name, questions: question_batches(self._services[name], questions)
        )
        runner = RequestThreads(self._services, self._client)
        return Asking(schedule, runner, self._store, self.question_counts, self.rarity)

    def note_failures(self, failures: Mapping[str, str]) -> None:
        """Remember that services could not be asked (`failures`: service → why), so that nobody asks them again."""
        for name, reason in failures.items():
            self.down[name] = reason
            logger.info("%s could not be asked: %s", name, reason)


class Replies(NamedTuple):
    """What became of questions: those that were answered, and those that could not be asked, by key with the reason."""

    answers: dict[str, tuple[Record, ...]]
    unasked: dict[str, str]


class Asking:
    """A conversation with the services: questions are added at any time, and each service is asked at its own pace.

    `schedule` says what is asked next, and `runner` carries it out. `store` stores answers, in the calling thread.
    `question_counts` (service → number of questions) and `rarity` are added to.

    If the `with` statement is interrupted, no further request is sent, and the answers so far are stored. Requests in
    progress have a few seconds to end; then their answers are given up. The `KeyboardInterrupt` says how many answers
    were stored.
    """

    def __init__(
        self,
        schedule: RequestSchedule,
        runner: RequestRunner,
        store: StoreAnswers,
        question_counts: dict[str, int],
        rarity: dict[str, Rarity],
    ) -> None:
        self._schedule = schedule
        self._runner = runner
        self._store = store
        self._question_counts = question_counts
        self._rarity = rarity
        self.answers: dict[str, tuple[Record, ...]] = {}
        """All answers so far, by question key."""
        self.unasked: dict[str, str] = {}
        """The questions that could not be asked, by key, with the reason."""
        self.failures: dict[str, str] = {}
        """The services of these questions, with the first reason of each."""
        self.closed: set[str] = set()
        """The services that are not asked any more."""
        self._unstored: dict[str, tuple[str, tuple[Record, ...]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            if error is not None:
                self._runner.stop()
                self._take_events(Replies({}, {}))
        except KeyboardInterrupt as interrupt:  # perhaps the second one, of somebody impatient
            error = error if isinstance(error, KeyboardInterrupt) else interrupt
        finally:
            self._store_answers(least=1)
        if isinstance(error, KeyboardInterrupt):
            raise type(error)(f"{len(self.answers)} answers of services are kept") from error

    @property
    def is_over(self) -> bool:
        """Whether everything was answered or could not be asked, and `wait` has returned it."""
        return self._schedule.is_idle

    def add(self, questions: Iterable[Question]) -> None:
        """Ask `questions` as soon as their services can be asked, each key once.

        A question with an answer, or that could not be asked before, must not be added again.
        """
        self._schedule.add(questions)
        self._send()

    def wait(self, *, block: bool = True) -> Replies:
        """Return what has arrived since the last call; with `block`, wait until something arrives."""
        replies = Replies({}, {})
        while True:
            for end in self._take_events(replies):
                self._end_request(end, replies)
            self._send()
            if replies.answers or replies.unasked or self.is_over or not block:
                break
            now = self._runner.now()
            self._runner.wait(self._schedule.next_time(now) - now)
        self._store_answers(least=_BATCH)
        return replies

    def _send(self) -> None:
        for request in self._schedule.take(self._runner.now()):
            name, count = request.service, len(request.questions)
            logger.debug("asking %s %d questions", name, count)
            self._question_counts[name] = self._question_counts.get(name, 0) + count
            self._runner.start(request)

    def _take_events(self, replies: Replies) -> list[RequestEnd]:
        """Put what has arrived into `replies`; return the requests that are over."""
        ends = []
        for event in self._runner.take():
            if isinstance(event, RequestEnd):
                ends.append(event)
                continue
            key = event.question.key
            self.answers[key] = replies.answers[key] = event.records
            self._unstored[key] = (event.question.service, event.records)
            if event.rarity:
                self._rarity[key] = event.rarity
        return ends

    def _end_request(self, end: RequestEnd, replies: Replies) -> None:
        """Note that a request is over; an error that is none of the service's is raised."""
        service, error = end.request.service, end.error
        if error is not None and not isinstance(error, ServiceError):
            raise error
        unasked = [question for question in end.request.questions if question.key not in self.answers]
        if error is None and not unasked:
            self._schedule.finish(service, has_failed=False)
            return
        dropped = self._schedule.finish(service, has_failed=True)
        reason = error.reason if error is not None else "left questions unanswered"
        self.failures.setdefault(service, reason)
        if self._schedule.is_closed(service):
            self.closed.add(service)
        lost = {question.key: reason for question in (*unasked, *dropped)}
        self.unasked |= lost
        replies.unasked.update(lost)

    def _store_answers(self, *, least: int) -> None:
        if len(self._unstored) >= least:
            unstored, self._unstored = self._unstored, {}
            self._store(unstored)
