"""Which service is asked what next: each at its own pace, with the questions of all notes.

Pure: the time is given, nothing waits and nothing is asked. A service has one request at a time. As soon as it is over
and its interval has passed, the next one is filled with whatever questions are waiting by then. A request with room for
more questions is sent when it makes sense to:

- at most one such request in a while (`_WHILE`, `_INTERVALS`), so that a trickle of questions does not become a request
  each; until then full ones go first, and it fills up;
- at once if nothing else is under way, because then no more questions can come.

Two failed requests in a row mean that a service is not asked any more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from biblio.lookup.service import Question, QuestionBatch

__all__ = ["RequestSchedule", "ScheduledRequest", "SplitIntoBatches"]

SplitIntoBatches = Callable[[str, Sequence[Question]], list[QuestionBatch]]
"""Service, questions → the questions by requests."""
_MAX_FAILURES = 2  # in a row
# How many of the waiting questions are looked at to fill a request, until they do: more than fit into any service's.
_LOOKAHEAD = (8, 64, 600)
# Between two requests of a service that had room for more questions: seconds, or intervals if they are longer.
_WHILE, _INTERVALS = 15.0, 10


@dataclass(frozen=True, slots=True)
class ScheduledRequest:
    """What to ask `service` now."""

    service: str
    questions: tuple[Question, ...]


@dataclass(slots=True)
class _Queue:
    """The questions that wait for one service, in the order in which they came."""

    interval: float
    waiting: dict[str, Question] = field(default_factory=dict)
    ready_at: float = -math.inf
    """When the interval since the last request is over."""
    joined_at: float = -math.inf
    """When the next request with room for more questions may be sent."""
    is_asked: bool = False
    """Whether a request is under way."""
    failures: int = 0
    """How many requests in a row failed."""


class RequestSchedule:
    """The requests of a run. `intervals` are the least seconds between two requests, by service.

    A service without an interval (the catalogue) is asked all that waits for it at once. `split` says which questions
    go into one request. Times are seconds of any clock that only goes forward.
    """

    def __init__(self, intervals: Mapping[str, float], split: SplitIntoBatches) -> None:
        self._intervals = intervals
        self._split = split
        self._queues: dict[str, _Queue] = {}

    @property
    def is_idle(self) -> bool:
        """Whether no question waits and no request is under way."""
        return not any(queue.waiting or queue.is_asked for queue in self._queues.values())

    def is_closed(self, service: str) -> bool:
        """Whether so many requests failed that `service` must not be asked any more."""
        return self._queues[service].failures >= _MAX_FAILURES

    def add(self, questions: Iterable[Question]) -> None:
        """Let questions wait; one with a key that is waiting already is the same question."""
        for question in questions:
            queue = self._queues.get(question.service)
            if queue is None:
                queue = self._queues[question.service] = _Queue(self._intervals.get(question.service, 0.0))
            queue.waiting.setdefault(question.key, question)

    def take(self, now: float) -> list[ScheduledRequest]:
        """Return the requests to send now, at most one for each service; they count as under way."""
        free = {name: queue for name, queue in self._queues.items() if queue.waiting and not queue.is_asked}
        ready = {name: queue for name, queue in free.items() if now >= queue.ready_at}
        batches = {
            name: self._next_batch(name, queue, may_have_room=now >= queue.joined_at) for name, queue in ready.items()
        }
        requests = [self._start(name, batch, now) for name, batch in batches.items() if batch is not None]
        if requests or not ready or any(queue.is_asked for queue in self._queues.values()):
            return requests
        resting = (name for name in free if name not in ready)
        if any(self._next_batch(name, free[name], may_have_room=now >= free[name].joined_at) for name in resting):
            return []
        rest = {name: self._next_batch(name, queue, may_have_room=True) for name, queue in ready.items()}
        return [self._start(name, batch, now) for name, batch in rest.items() if batch is not None]

    def next_time(self, now: float) -> float:
        """Return when `take` can return something new although no request ends; infinity if it cannot."""
        times = [
            time
            for queue in self._queues.values()
            if queue.waiting and not queue.is_asked
            for time in (queue.ready_at, queue.joined_at)
        ]
        return min((time for time in times if time > now), default=math.inf)

    def finish(self, service: str, *, has_failed: bool) -> tuple[Question, ...]:
        """Note that the request to `service` is over; return the questions that will not be asked any more."""
        queue = self._queues[service]
        queue.is_asked = False
        queue.failures = queue.failures + 1 if has_failed else 0
        if not self.is_closed(service):
            return ()
        dropped, queue.waiting = tuple(queue.waiting.values()), {}
        return dropped

    def _next_batch(self, name: str, queue: _Queue, *, may_have_room: bool) -> QuestionBatch | None:
        """Return the questions of the request to send first, which is the one with the oldest question.

        None if all requests have room for more questions, and none that does may be sent.
        """
        waiting = list(queue.waiting.values())
        if name not in self._intervals:
            return QuestionBatch(tuple(waiting))
        for count in _LOOKAHEAD:
            order = {question.key: number for number, question in enumerate(waiting[:count])}
            sendable = [batch for batch in self._split(name, waiting[:count]) if may_have_room or not batch.has_room]
            oldest = min(
                sendable, key=lambda batch: min(order[question.key] for question in batch.questions), default=None
            )
            if (oldest is not None and not oldest.has_room) or count >= len(waiting):
                break
        return oldest

    def _start(self, name: str, batch: QuestionBatch, now: float) -> ScheduledRequest:
        queue = self._queues[name]
        for question in batch.questions:
            del queue.waiting[question.key]
        queue.is_asked = True
        queue.ready_at = now + queue.interval
        if batch.has_room:
            queue.joined_at = now + max(_WHILE, _INTERVALS * queue.interval)
        return ScheduledRequest(name, batch.questions)
