"""Questions, answers, and the interface of every service and of the catalogue.

The interface includes what an implementation may raise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from biblio.errors import ServiceError
from biblio.model.decision import OFFLINE

if TYPE_CHECKING:
    from biblio.model.clues import Rarity, Readings
    from biblio.model.decision import Query
    from biblio.model.identifiers import Identifier
    from biblio.model.record import Record

__all__ = [
    "Answer",
    "BatchingService",
    "ClosedService",
    "Question",
    "QuestionBatch",
    "QuestionKind",
    "Service",
    "question_batches",
]


class QuestionKind(StrEnum):
    """What a question asks for. The values are part of the keys under which answers are stored."""

    IDENTIFIER = "id"
    TITLE = "title"
    WORDS = "words"  # all of the given words
    SETS = "sets"  # all words of any of the given sets
    TOPIC = "topic"  # most of the given words
    CLUES = "clues"  # everything the note says; only the catalogue can be asked for it


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask a service: an `identifier`, what `query` says (a title, clues), or `words`.

    `words` are searched for in titles and abstracts, the most informative first; a phrase contains spaces. If `sets`
    are given, a work must have a reading of each word of any one set, and better works match more sets; otherwise it
    must have all `words`. `key` names the question in the cache; questions with equal keys are asked once.
    """

    service: str
    kind: QuestionKind
    identifier: Identifier | None = None
    query: Query | None = field(default=None, compare=False)
    words: tuple[str, ...] = ()
    sets: tuple[tuple[Readings, ...], ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A service's answer to one question. No records: it was asked and knows no such work (never "could not ask").

    `rarity` says, for a question about a note's clues, how rare each clue is among the works the service knows.
    """

    question: Question
    records: tuple[Record, ...]
    rarity: Rarity = field(default_factory=dict, compare=False)


class Service(Protocol):
    """A service that knows about works.

    `schemes` are those of identifiers that it can look up; `searches` says whether it may be asked for titles and
    words.
    """

    name: str
    schemes: frozenset[str]
    searches: bool

    def cost(self, questions: Sequence[Question]) -> int:
        """Return how many requests `questions` take if none has to be repeated."""
        ...

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Ask in as few requests as the service allows, and yield each answer as soon as it arrives.

        Every question gets exactly one answer unless `ServiceError` is raised; answers yielded before it are valid.
        """
        ...


@dataclass(slots=True)
class ClosedService:
    """Stands for a service that is not asked in a run without the network, so that it need not be loaded."""

    name: str
    searches: bool
    schemes: frozenset[str] = frozenset()

    def cost(self, questions: Sequence[Question]) -> int:
        """Return 0: nothing is asked."""
        return 0

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Raise `ServiceError`."""
        raise ServiceError(self.name, OFFLINE)


@dataclass(frozen=True, slots=True)
class QuestionBatch:
    """Questions that are asked together, in one request if possible; `has_room` says that more could join them."""

    questions: tuple[Question, ...]
    has_room: bool = False


@runtime_checkable
class BatchingService(Protocol):
    """A service that says which questions it asks together; any other one is asked one question at a time."""

    def batches(self, questions: Sequence[Question]) -> list[QuestionBatch]:
        """Return all `questions` by requests, for `Service.ask` one after the other; nothing is asked."""
        ...


def question_batches(service: Service, questions: Sequence[Question]) -> list[QuestionBatch]:
    """Return `questions` as `service` asks them together."""
    if isinstance(service, BatchingService):
        return service.batches(questions)
    return [QuestionBatch((question,)) for question in questions]
