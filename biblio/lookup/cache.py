"""What earlier runs asked and decided: answers by question, decisions by what a note says about its work.

A decision is found by the digest of its query. Values are stored as JSON; a value that another version stored in
another shape counts as missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec

from biblio.lookup.stored_shape import decode_decision, encode_decision
from biblio.matching.rules_version import RULES_VERSION
from biblio.model.decision import Decision, Query
from biblio.model.record import Record
from biblio.state import State

__all__ = ["AnswerCache", "DecisionCache", "StoredDecision", "digest_of"]

_encode = msgspec.json.Encoder().encode
_BEFORE_ID = b'{"note":'
_AT_ONCE = 500  # decisions
T = TypeVar("T")


def _decode(decoder: msgspec.json.Decoder[T], body: bytes) -> T | None:
    """Return a stored value, or None if another version stored it in another shape, so that it is made again."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        return None


class AnswerCache:
    """Answers of services by question key, also negative ones, with their time (seconds since 1970)."""

    _records = msgspec.json.Decoder(tuple[Record, ...])

    def __init__(self, state: State) -> None:
        self._state = state

    def get(
        self, keys: Iterable[str], *, now: float, found_for: float, missing_for: float
    ) -> dict[str, tuple[Record, ...]]:
        """Return the answers to `keys` that are recent enough.

        `found_for` and `missing_for` are how many seconds an answer with records and one without are valid.
        """
        answers = {}
        query = "SELECT asked_at, records FROM answers WHERE key = ?"
        for key in keys:
            for asked_at, body in self._state.rows(query, (key,)):
                records = _decode(self._records, body)
                if records is not None and now - asked_at < (found_for if records else missing_for):
                    answers[key] = records
        return answers

    @property
    def is_empty(self) -> bool:
        """Whether no question was ever answered, so that it is no use to look for any."""
        return not self._state.rows("SELECT 1 FROM answers LIMIT 1")

    def keys(self) -> set[str]:
        """Return the keys of all questions that were answered, recently or not."""
        return {key for (key,) in self._state.rows("SELECT key FROM answers")}

    def times(self, keys: Iterable[str]) -> dict[str, float]:
        """Return when the answers to `keys` were given (seconds since 1970)."""
        query = "SELECT asked_at FROM answers WHERE key = ?"
        return {key: rows[0][0] for key in keys if (rows := self._state.rows(query, (key,)))}

    def put(self, answers: Mapping[str, tuple[str, tuple[Record, ...]]], *, now: float) -> None:
        """Store answers: question key → (service, records). What was judged by one that is replaced is forgotten."""
        with self._state.transaction() as db:
            if any(self._state.rows_with("SELECT 1 FROM answers WHERE key IN", answers)):
                db.execute("DELETE FROM verdicts")
            rows = ((key, service, now, _encode(records)) for key, (service, records) in answers.items())
            db.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", rows)

    def rename(self, keys: Mapping[str, str]) -> None:
        """Move answers to new keys (`keys`: old → new), replacing those stored there; they keep their age."""
        with self._state.transaction() as db:
            rows = ((new, old) for old, new in keys.items())
            db.executemany("UPDATE OR REPLACE answers SET key = ? WHERE key = ?", rows)


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision, when it was made (seconds since 1970), and what could be asked then (see `DecisionCache.put`)."""

    decision: Decision
    decided_at: float
    context: frozenset[str]


class DecisionCache:
    """Decisions by the digest of the query they were made for (`digest_of`)."""

    def __init__(self, state: State) -> None:
        self._state = state

    def get(self, digests: Iterable[str]) -> dict[str, StoredDecision]:
        """Return those of `digests` that are stored, by digest."""
        rows = self._rows("SELECT query, decided_at, context, body FROM decisions", digests)
        return {
            key: StoredDecision(decision, decided_at, frozenset(context.splitlines()))
            for key, decided_at, context, body in rows
            if (decision := decode_decision(body)) is not None
        }

    def contexts(self, digests: Iterable[str]) -> dict[str, tuple[float, frozenset[str]]]:
        """Return when those of `digests` that are stored were decided, and what could be asked then, by digest.

        A decision is much larger than that, and is not read.
        """
        contexts: dict[str, frozenset[str]] = {}  # hardly any differ
        decided: dict[str, tuple[float, frozenset[str]]] = {}
        for key, decided_at, lines in self._rows("SELECT query, decided_at, context FROM decisions", digests):
            if lines not in contexts:
                contexts[lines] = frozenset(lines.splitlines())
            decided[key] = decided_at, contexts[lines]
        return decided

    def _rows(self, select: str, digests: Iterable[str]) -> Iterator[Any]:
        """Yield the rows of `digests`, some hundred at a time: all decisions at once would need much memory."""
        keys = list(dict.fromkeys(digests))
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            yield from self._state.rows(f"{select} WHERE query IN ({marks})", some)

    def put(self, decisions: Mapping[str, Decision], *, context: tuple[str, ...], now: float) -> None:
        """Store decisions by digest; `context` names the services and everything else that could be used."""
        lines = "\n".join(context)
        with self._state.transaction() as db:
            rows = ((digest, now, lines, encode_decision(decision)) for digest, decision in decisions.items())
            db.executemany("INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?)", rows)


def digest_of(query: Query) -> str:
    """Return a digest of all that a decision depends on: the rules and the query, without the note's own id.

    Notes that say the same about their works share it, and so their decision.
    """
    # The id comes first, so that a query without it is made of the same bytes; every command digests all its notes.
    without_id = _encode(query)[len(_BEFORE_ID) + len(_encode(query.note)) :]
    return blake2b(b'[%d,%b""%b]' % (RULES_VERSION, _BEFORE_ID, without_id), digest_size=16).hexdigest()
