"""The questions that can be asked for a note, each with the key that names it in the cache."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from biblio.lookup.service import Question
from biblio.model.clues import Readings
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.people import surname_key
from biblio.model.record import CATALOGUE, Record
from biblio.text import fold, fold_key

__all__ = [
    "AllowedServices",
    "Answers",
    "clues_question",
    "identifier_question",
    "said_of",
    "sets_question",
    "title_question",
    "topic_question",
    "words_question",
]

Answers = Mapping[str, tuple[Record, ...]]
"""Question key → the records it gave; a key that is missing was not asked."""


@dataclass(frozen=True, slots=True)
class AllowedServices:
    """Which services may be asked, by name; `catalogue` counts as one.

    `unsearched` are those of them that are asked by identifier only.
    """

    services: Collection[str]
    lookup_only: Collection[str] = ()

    def may_search(self, service: str) -> bool:
        """Tell whether `service` may be asked for titles and words."""
        return service in self.services and service not in self.lookup_only


def identifier_question(service: str, identifier: Identifier) -> Question:
    """Return the question for one identifier."""
    return Question(service, identifier=identifier, key=f"{service}|id|{identifier}")


def title_question(service: str, query: Query) -> Question:
    """Return the question for a note's title, as far as a service can use it.

    Two notes with the same title, first author and year ask the same.
    """
    author = surname_key(query.authors[0]) if query.authors else ""
    key = f"{service}|title|{fold_key(query.titles[0])}|{author}|{query.year or ''}"
    return Question(service, query=query, key=key)


def words_question(service: str, query: Query, words: Sequence[str]) -> Question:
    """Return the question for `words` of a note's summary, the most telling first; a phrase holds spaces.

    Two notes of the same day with the same words ask the same.
    """
    key = f"{service}|words|{'+'.join(map(fold, words))}|{query.before or ''}"
    return Question(service, query=query, words=tuple(words), key=key)


def sets_question(service: str, query: Query, sets: Sequence[Sequence[Readings]], *, kind: str = "sets") -> Question:
    """Return the question for works that have a reading of every word of any of `sets`."""
    folded = [[[fold(reading) for reading in word] for word in one] for one in sets]
    digest = blake2b(repr(folded).encode(), digest_size=12).hexdigest()
    words = tuple(dict.fromkeys(reading for one in sets for word in one for reading in word))
    key = f"{service}|{kind}|{digest}|{query.before or ''}"
    return Question(service, query=query, words=words, sets=tuple(map(tuple, sets)), key=key)


def topic_question(service: str, query: Query, words: Sequence[str]) -> Question:
    """Return the question for works that have any of `words`, most of them first: what a note is about, in English."""
    return sets_question(service, query, [((word,),) for word in words], kind="topic")


def clues_question(query: Query) -> Question:
    """Return the question to the catalogue for a note's clues."""
    text = repr([(clue.readings, clue.form, clue.place) for clue in query.clues])
    text += "".join(map(surname_key, query.authors[:1]))
    digest = blake2b(text.encode(), digest_size=12).hexdigest()
    untitled = replace(query, titles=())
    return Question(CATALOGUE, query=untitled, key=f"{CATALOGUE}|clues|{digest}|{query.before or ''}")


def said_of(key: str, query: Query) -> tuple[str, str]:
    """Return the service and, in words, what the question with `key` asks it for a note of `query`."""
    service, kind, value = (*key.split("|", 2), "")[:3]
    words = value.rpartition("|")[0].split("+")
    what = {
        "id": value,
        "title": f"title {query.titles[0]!r}" if query.titles else "a title found on the way",
        "words": f"words {', '.join(map(repr, words))}",
        "clues": "what the note speaks of",
        "sets": "any few of its rarer words together",
        "topic": "most of the words of its topic",
    }
    return service, what.get(kind, f"{kind} {value}".strip())
