"""Asking services side by side, and being interrupted in it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from biblio.lookup import request_threads as module
from biblio.lookup.dispatcher import Dispatcher
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.service import Answer, Question, QuestionKind


def questions(service: str, count: int) -> list[Question]:
    return [Question(service, QuestionKind.TITLE, key=f"{service}|{number}") for number in range(count)]


class Slow:
    """A service that answers its first question at once, and then does `before_next` before each further one."""

    schemes: frozenset[str] = frozenset()
    searches = True

    def __init__(self, name: str, before_next: Callable[[], object]) -> None:
        self.name = name
        self.before_next = before_next
        self.asked = 0

    def cost(self, questions: Sequence[Question]) -> int:
        return len(questions)

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        for question in questions:
            if self.asked:
                self.before_next()
            self.asked += 1
            yield Answer(question, ())


class Impatient:
    """What a person does who presses Ctrl-C as soon as `count` answers are there."""

    def __init__(self, count: int) -> None:
        self.left = count

    def __call__(self, count: int) -> None:
        self.left -= count
        if self.left <= 0:
            raise KeyboardInterrupt


def dispatcher_of(*services: Slow, client: RateLimiter, stored: set[str]) -> Dispatcher:
    return Dispatcher(
        {service.name: service for service in services},
        intervals={},
        offline=False,
        store=stored.update,
        client=client,
    )


def wait_for_permit(limiter: RateLimiter, name: str) -> None:
    with limiter.permit(name, 3600.0):
        pass


def test_an_interrupt_ends_all_waits_and_keeps_the_answers() -> None:
    limiter = RateLimiter()
    services = [Slow(name, lambda name=name: wait_for_permit(limiter, name)) for name in ("arxiv", "dblp")]  # type: ignore[misc]
    for service in services:
        wait_for_permit(limiter, service.name)
    stored: set[str] = set()
    dispatcher = dispatcher_of(*services, client=limiter, stored=stored)
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt, match="2 answers of services are kept"):
        dispatcher.ask([*questions("arxiv", 3), *questions("dblp", 3)], Impatient(2))
    assert time.monotonic() - started < 2
    assert stored == {"arxiv|0", "dblp|0"}
    assert [service.asked for service in services] == [1, 1]
    wait_for_permit(limiter, "crossref")  # the next run of a Python program may ask again
    assert dispatcher.down == {}


def test_an_answer_that_arrives_while_stopping_is_kept_and_no_further_question_is_asked() -> None:
    limiter = RateLimiter()
    is_interrupted = threading.Event()
    service = Slow("arxiv", lambda: is_interrupted.wait(2))
    stored: set[str] = set()

    def interrupt(count: int) -> None:
        is_interrupted.set()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dispatcher_of(service, client=limiter, stored=stored).ask(questions("arxiv", 9), interrupt)
    assert stored == {f"arxiv|{number}" for number in range(service.asked)}
    assert service.asked < 9


def test_answers_that_come_at_once_are_handed_over_together() -> None:
    """A thread that is woken for each of thousands of answers takes longer than a catalogue does to find them."""
    counts: list[int] = []
    asked = questions("arxiv", 2_000)
    service = Slow("arxiv", lambda: time.sleep(0))  # lets the other thread run, as a database does
    answers = dispatcher_of(service, client=RateLimiter(), stored=set()).ask(asked, counts.append)
    assert list(answers) == [question.key for question in asked]
    assert sum(counts) == len(asked)
    assert len(counts) < len(asked) / 10


def test_a_service_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_GRACE", 0.05)
    answered = threading.Event()
    stored: set[str] = set()
    service = Slow("arxiv", lambda: answered.wait(20))
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        dispatcher_of(service, client=RateLimiter(), stored=stored).ask(questions("arxiv", 3), Impatient(1))
    assert time.monotonic() - started < 2
    assert stored == {"arxiv|0"}
    answered.set()


def test_what_is_wrong_with_our_own_code_is_raised() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        dispatcher_of(Slow("arxiv", fail), client=RateLimiter(), stored=set()).ask(questions("arxiv", 2), Impatient(9))
