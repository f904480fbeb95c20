"""What every service does with its questions and its replies."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from urllib.parse import quote_plus

from biblio.errors import BadReply, ServiceError
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.content import Reply
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.service import Answer, Question

__all__ = [
    "RequestStep",
    "SingleLookupService",
    "StepwiseService",
    "group_by_kind",
    "make_batches",
    "refusal_error",
    "require_identifiers",
    "run_steps",
]

RequestStep = Callable[[], Iterator[Answer]]
"""One request that answers one or more questions."""


class StepwiseService(ABC):
    """A service each of whose steps is one request; see `biblio.lookup.service.Service` for `cost` and `ask`."""

    name: str

    def __init__(self, policy: ServicePolicy, http: HttpClient) -> None:
        self._policy = policy
        self._http = http

    def cost(self, questions: Sequence[Question]) -> int:
        """Return how many requests it will take to ask `questions` when nothing has to be repeated."""
        return len(self._steps(questions))

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Answer at once what cannot be asked, then ask step by step."""
        yield from (Answer(question, ()) for question in questions if not self._is_askable(question))
        yield from run_steps(self._steps(questions))

    @abstractmethod
    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        """Return the requests for those of `questions` that can be asked, by identifier, for titles, then for words."""

    def _is_askable(self, question: Question) -> bool:
        """Tell whether a title or words leave anything to search for; an identifier always does."""
        return True


class SingleLookupService(StepwiseService):
    """A service that is asked by identifier only, and for one at a time."""

    searches = False

    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        return [partial(self._ask_one, question) for question in require_identifiers(self.name, questions)]

    @abstractmethod
    def _ask_one(self, question: Question) -> Iterator[Answer]:
        """Ask for one identifier."""


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
    """Return the questions of a service that is asked by identifier only; raises `ValueError` for any other."""
    by_identifier, by_title, for_words = group_by_kind(service, questions)
    if by_title or for_words:
        raise ValueError(f"{service} is not asked for titles or words")
    return by_identifier


def make_batches(
    questions: Sequence[Question], most: int, characters: int, written: Callable[[Question], str]
) -> list[list[Question]]:
    """Return `questions` in runs of at most `most` that take at most `characters` in an address.

    `written` is how a question stands in the query, with what separates it from the next.
    """
    batches: list[list[Question]] = []
    room = 0
    for question in questions:
        size = len(quote_plus(written(question)))
        if not batches or size > room or len(batches[-1]) == most:
            batches.append([])
            room = characters
        batches[-1].append(question)
        room -= size
    return batches


def run_steps(steps: Iterable[RequestStep]) -> Iterator[Answer]:
    """Yield the answers of one step after the other, going on after one that failed.

    A request that a service stumbles over every time would otherwise keep all that stand behind it from ever being
    asked. Two failures in a row end it. Raises the first failure, after the answers that could be had.
    """
    first: ServiceError | None = None
    failed = False
    for step in steps:
        try:
            yield from step()
            failed = False
        except ServiceError as error:
            first = first or error
            if failed:
                break
            failed = True
    if first is not None:
        raise first


def refusal_error(service: str, reply: Reply, words: str = "") -> BadReply:
    """Return the error for a reply that answers no question: the service did not understand the request."""
    reason = words or f"did not understand the request ({reply.status})"
    return BadReply(service, reason, url=reply.url, status=reply.status)
