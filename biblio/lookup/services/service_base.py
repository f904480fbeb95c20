"""Code that services share: sorting questions into requests, asking step by step, reading replies.

A service is asked through `biblio.lookup.http.client.HttpClient`; nothing here knows any service's protocol.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import quote_plus

from biblio.errors import BadReply, ServiceError
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply
from biblio.lookup.service import Answer, Question, QuestionBatch

__all__ = [
    "RequestStep",
    "SingleLookupService",
    "StepwiseService",
    "ask_in_halves",
    "batch_steps",
    "group_by_kind",
    "make_batches",
    "read_json",
    "refusal_error",
    "require_doi",
    "require_identifiers",
    "run_steps",
    "single_steps",
]


@dataclass(frozen=True, slots=True)
class RequestStep:
    """One request, which answers the questions of `batch`: `send` sends it."""

    batch: QuestionBatch
    send: Callable[[], Iterator[Answer]]

    def __call__(self) -> Iterator[Answer]:
        """Send the request and yield the answers."""
        return self.send()


def single_steps(ask: Callable[[Question], Iterator[Answer]], questions: Iterable[Question]) -> list[RequestStep]:
    """Return a request of `ask` for each of `questions`."""
    return [RequestStep(QuestionBatch((question,)), partial(ask, question)) for question in questions]


def batch_steps(
    ask: Callable[[Sequence[Question]], Iterator[Answer]], batches: Sequence[Sequence[Question]]
) -> list[RequestStep]:
    """Return a request of `ask` for each of `batches`, of which only the last may have room for more."""
    last = len(batches) - 1
    return [
        RequestStep(QuestionBatch(tuple(batch), has_room=number == last), partial(ask, batch))
        for number, batch in enumerate(batches)
    ]


class StepwiseService(ABC):
    """A service that sends one request per step; see `biblio.lookup.service.Service` for `cost` and `ask`."""

    name: str

    def __init__(self, policy: ServicePolicy, http: HttpClient) -> None:
        self._policy = policy
        self._http = http

    def cost(self, questions: Sequence[Question]) -> int:
        """Return how many requests it takes to ask `questions` if none has to be repeated."""
        return len(self._steps(questions))

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """First answer the questions that cannot be asked, then ask step by step."""
        yield from (Answer(question, ()) for question in questions if not self._is_askable(question))
        yield from run_steps(self._steps(questions))

    def batches(self, questions: Sequence[Question]) -> list[QuestionBatch]:
        """Return the questions by requests; see `biblio.lookup.service.BatchingService`.

        Those that cannot be asked are answered along with the first request.
        """
        batches = [step.batch for step in self._steps(questions)] or [QuestionBatch(())]
        unaskable = tuple(question for question in questions if not self._is_askable(question))
        batches[0] = replace(batches[0], questions=(*unaskable, *batches[0].questions))
        return [batch for batch in batches if batch.questions]

    @abstractmethod
    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        """Return the requests for the `questions` that can be asked: by identifier, then for titles, then for words."""

    def _is_askable(self, question: Question) -> bool:
        """Whether a title or words leave anything to search for; an identifier always does."""
        return True


class SingleLookupService(StepwiseService):
    """A service that looks up one identifier per request and cannot be searched."""

    searches = False

    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        return single_steps(self._ask_one, require_identifiers(self.name, questions))

    @abstractmethod
    def _ask_one(self, question: Question) -> Iterator[Answer]:
        """Look up one identifier."""


def group_by_kind(service: str, questions: Iterable[Question]) -> tuple[list[Question], list[Question], list[Question]]:
    """Return (questions by identifier, questions by title, questions for words)."""
    by_identifier: list[Question] = []
    by_title: list[Question] = []
    for_words: list[Question] = []
    for question in questions:
        if question.identifier is not None:
            by_identifier.append(question)
        elif question.words:
            for_words.append(question)
        elif question.query is not None:
            by_title.append(question)
        else:
            raise ValueError(f"a question to {service} without an identifier, a query or words")
    return by_identifier, by_title, for_words


def require_identifiers(service: str, questions: Iterable[Question]) -> list[Question]:
    """Return the questions for a service that only looks up identifiers; raises `ValueError` for any other question."""
    by_identifier, by_title, for_words = group_by_kind(service, questions)
    if by_title or for_words:
        raise ValueError(f"{service} is not asked for titles or words")
    return by_identifier


def require_doi(service: str, question: Question) -> str:
    """Return the DOI that `question` is for, also an arXiv id's; raises `ValueError` if it is for none."""
    doi = question.identifier.doi if question.identifier else None
    if doi is None:
        raise ValueError(f"{service} knows DOIs, not {question.identifier}")
    return doi


def make_batches(
    questions: Sequence[Question], size: int, characters: int, written: Callable[[Question], str]
) -> list[list[Question]]:
    """Return `questions` in batches of at most `size` that take at most `characters` in an address.

    `written` returns a question in the form of the query, including the separator after it.
    """
    batches: list[list[Question]] = []
    room = 0
    for question in questions:
        length = len(quote_plus(written(question)))
        if not batches or length > room or len(batches[-1]) == size:
            batches.append([])
            room = characters
        batches[-1].append(question)
        room -= length
    return batches


def run_steps(steps: Iterable[Callable[[], Iterator[Answer]]]) -> Iterator[Answer]:
    """Yield the answers of each step in turn, and continue after a failed step.

    Otherwise a request that always fails would keep all later ones from ever being sent. Two failures in a row end it.
    Raises the first failure after yielding all answers.
    """
    first_error: ServiceError | None = None
    has_just_failed = False
    for step in steps:
        try:
            yield from step()
            has_just_failed = False
        except ServiceError as error:
            first_error = first_error or error
            if has_just_failed:
                break
            has_just_failed = True
    if first_error is not None:
        raise first_error


def ask_in_halves(
    ask: Callable[[Sequence[Question]], Iterator[Answer]], questions: Sequence[Question]
) -> Iterator[Answer]:
    """Yield the answers to `questions` in two requests of `ask`, for those that were too many for one."""
    middle = len(questions) // 2
    return run_steps(batch_steps(ask, [questions[:middle], questions[middle:]]))


def read_json(service: str, reply: Reply) -> Any:
    """Return the JSON value of a reply; raises `BadReply` if it is not JSON."""
    try:
        return reply.json
    except (ValueError, RecursionError) as error:
        raise BadReply(service, "answered with broken JSON") from error


def refusal_error(service: str, reply: Reply, reason: str = "") -> BadReply:
    """Return the error for a reply of a service that did not understand the request."""
    reason = reason or f"did not understand the request ({reply.status})"
    return BadReply(service, reason, url=reply.url, status=reply.status)
