"""The questions that can be asked for a note, each with the key that names it in the cache.

Answers are stored under these keys: if a key changes, every stored answer to its question becomes useless.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from biblio.lookup.service import Question, QuestionKind
from biblio.model.clues import Clue, Readings
from biblio.model.decision import Decision, Query, Status
from biblio.model.identifiers import Identifier
from biblio.model.people import surname_key
from biblio.model.record import CATALOGUE, Record
from biblio.text import fold, fold_key

__all__ = [
    "AllowedServices",
    "Answers",
    "OpenNote",
    "clues_question",
    "describe_question",
    "identifier_question",
    "sets_question",
    "title_question",
    "topic_question",
    "words_question",
]
# These look a title up by its words alone: authors and year would only make the same request twice.
_BY_TITLE_ALONE = frozenset({"openalex", "openreview", "semanticscholar"})

Answers = Mapping[str, tuple[Record, ...]]
"""Question key → the records that it gave; a question whose key is missing was not asked."""


@dataclass(frozen=True, slots=True)
class AllowedServices:
    """The names of the services that may be asked; the catalogue counts as one.

    Services in `lookup_only` may be asked for identifiers, but not searched. `plugins` are the services of other
    distributions among them, with the schemes of identifiers that each can look up.
    """

    services: Collection[str]
    lookup_only: Collection[str] = ()
    plugins: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def may_search(self, service: str) -> bool:
        """Return whether `service` may be asked for titles and words."""
        return service in self.services and service not in self.lookup_only

    def with_service(self, service: str) -> AllowedServices:
        """Return the same with one service more."""
        return replace(self, services={*self.services, service})

    def without(self, services: Collection[str]) -> AllowedServices:
        """Return the same with `services` allowed only for identifiers."""
        return replace(self, lookup_only={*self.lookup_only, *services})


@dataclass(frozen=True, slots=True)
class OpenNote:
    """A note that may still need questions: what it says, the answers so far, and what follows from them."""

    query: Query
    answers: Answers
    decision: Decision

    @property
    def is_accepted(self) -> bool:
        """Whether its work is certain."""
        return self.decision.status is Status.ACCEPTED


def identifier_question(service: str, identifier: Identifier) -> Question:
    """Return the question for one identifier."""
    kind = QuestionKind.IDENTIFIER
    return Question(service, kind, identifier=identifier, key=f"{service}|{kind}|{identifier}")


def title_question(service: str, query: Query) -> Question:
    """Return the question for a note's first title, with everything else in `query` that the service can use.

    Two notes with the same title, first author and year share the question, and with the same title alone where that is
    all that the service is asked for.
    """
    kind = QuestionKind.TITLE
    key = f"{service}|{kind}|{fold_key(query.titles[0])}"
    if service not in _BY_TITLE_ALONE:
        key += f"|{surname_key(query.authors[0]) if query.authors else ''}|{query.year or ''}"
    return Question(service, kind, query=query, key=key)


def words_question(service: str, query: Query, words: Sequence[str]) -> Question:
    """Return the question for works that have all `words`, the most informative first; a phrase contains spaces.

    Two notes of the same day with the same words share the question.
    """
    kind = QuestionKind.WORDS
    key = f"{service}|{kind}|{'+'.join(map(fold, words))}|{query.before or ''}"
    return Question(service, kind, query=query, words=tuple(words), key=key)


def sets_question(service: str, query: Query, sets: Sequence[Sequence[Readings]]) -> Question:
    """Return the question for works that have a reading of every word of any of `sets`."""
    return _sets_question(QuestionKind.SETS, service, query, sets)


def topic_question(service: str, query: Query, words: Sequence[str]) -> Question:
    """Return the question for works that have any of `words` (English, on the note's topic), most of them first."""
    return _sets_question(QuestionKind.TOPIC, service, query, [((word,),) for word in words])


def _sets_question(kind: QuestionKind, service: str, query: Query, sets: Sequence[Sequence[Readings]]) -> Question:
    folded = [[[fold(reading) for reading in readings] for readings in word_set] for word_set in sets]
    digest = blake2b(repr(folded).encode(), digest_size=12).hexdigest()
    words = tuple(dict.fromkeys(reading for word_set in sets for readings in word_set for reading in readings))
    key = f"{service}|{kind}|{digest}|{query.before or ''}"
    return Question(service, kind, query=query, words=words, sets=tuple(map(tuple, sets)), key=key)


def clues_question(query: Query) -> Question:
    """Return the question to the catalogue for a note's clues."""
    kind = QuestionKind.CLUES
    clues = ", ".join(map(_clue_key, query.clues))
    author = "".join(map(surname_key, query.authors[:1]))
    digest = blake2b(f"[{clues}]{author}".encode(), digest_size=12).hexdigest()
    untitled = replace(query, titles=())
    return Question(CATALOGUE, kind, query=untitled, key=f"{CATALOGUE}|{kind}|{digest}|{query.before or ''}")


def _clue_key(clue: Clue) -> str:
    # "Form" and "Place" are parts of stored keys and do not follow the names of the classes.
    form, place = clue.form, clue.place
    return f"({clue.readings!r}, <Form.{form.name}: {form.value!r}>, <Place.{place.name}: {place.value!r}>)"


def describe_question(question: Question, query: Query) -> str:
    """Return in words what `question` asks for the note with `query`."""
    match question.kind:
        case QuestionKind.IDENTIFIER:
            return str(question.identifier)
        case QuestionKind.TITLE:
            return f"title {query.titles[0]!r}" if query.titles else "a title from an earlier answer"
        case QuestionKind.WORDS:
            return f"words {', '.join(repr(fold(word)) for word in question.words)}"
        case QuestionKind.SETS:
            return "some of its rarer words together"
        case QuestionKind.TOPIC:
            return "most words of its topic"
        case QuestionKind.CLUES:
            return "names and terms in the note"
