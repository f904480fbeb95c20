"""What a service is asked, what it answers, and the interface that every service and the catalogue have.

What an implementation may raise is part of the interface.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from biblio.model.clues import Rarity, Readings
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.record import Record

__all__ = ["Answer", "Question", "QuestionKind", "Service"]


class QuestionKind(StrEnum):
    """What a question asks for. The values are part of the keys under which answers are stored."""

    IDENTIFIER = "id"
    TITLE = "title"
    WORDS = "words"  # all of some words
    SETS = "sets"  # all the words of any of some sets
    TOPIC = "topic"  # most of some words
    CLUES = "clues"  # whatever the note says; only the catalogue can be asked for it


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask a service: an `identifier`, what `query` says (a title, clues), or `words`.

    `words` are searched for in titles and abstracts, the most informative first; a phrase contains spaces. Where
    `sets` are given, a work must have a reading of each word of any one set, and better works match many sets;
    otherwise it must have all `words`. `key` names the question in the cache; equal keys are asked once.
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
    """A service's answer to one question. No records: it was asked and knows nothing (never "could not ask").

    `rarity` says, for a question about a note's clues, how rare each clue is among the works the service knows.
    """

    question: Question
    records: tuple[Record, ...]
    rarity: Rarity = field(default_factory=dict, compare=False)


class Service(Protocol):
    """A service that knows works.

    `schemes` are the identifiers it can look up; `searches` says whether it may be asked for titles and words.
    """

    name: str
    schemes: frozenset[str]
    searches: bool

    def cost(self, questions: Sequence[Question]) -> int:
        """Return how many requests it takes to ask `questions` if none has to be repeated."""
        ...

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Ask in as few requests as the service allows, and yield each answer as soon as it arrives.

        Every question gets exactly one answer unless `ServiceError` is raised; answers yielded before it are valid.
        """
        ...
