"""The small interfaces between the core and its edges. What an implementation may raise is part of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from biblio.model.clues import Rarity, Readings
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.record import Record

__all__ = ["Answer", "Question", "Service"]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask a service: by `identifier`, by what `query` says (title search), or for `words`.

    `words` are looked for in titles and abstracts, the most telling first; a phrase holds spaces. All are wanted, or,
    where `sets` are given, a reading of each word of any set, and best of many sets. `key` names the question in the
    cache; equal keys are asked once.
    """

    service: str
    identifier: Identifier | None = None
    query: Query | None = field(default=None, compare=False)
    words: tuple[str, ...] = ()
    sets: tuple[tuple[Readings, ...], ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A service's answer to one question. No records: it was asked and knows nothing (never "could not ask").

    `rarity` tells, for a question about a note's clues, how rare each is among the works the service knows.
    """

    question: Question
    records: tuple[Record, ...]
    rarity: Rarity = field(default_factory=dict, compare=False)


class Service(Protocol):
    """A service that knows works.

    `schemes` are the identifiers it can look up; `searches` tells whether it may be asked for titles and for words.
    """

    name: str
    schemes: frozenset[str]
    searches: bool

    def cost(self, questions: Sequence[Question]) -> int:
        """Return how many requests it will take to ask `questions` when nothing has to be repeated."""
        ...

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Ask, in as few requests as the service allows, and yield each answer as soon as it is there.

        Every question gets exactly one answer unless `ServiceError` is raised; answers yielded before it stand.
        """
        ...
