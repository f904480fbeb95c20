"""What the state holds, as values: notes by file, answers with their age, decisions by what a note says.

From notes to queries: what each says about its work, with what the person decided put over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec

from biblio.matching.decide import RULES
from biblio.model.decision import Decision, Query, Unasked
from biblio.model.record import Record
from biblio.state import State

__all__ = ["AnswerCache", "DecisionCache", "StoredDecision", "digest_of"]

_encode = msgspec.json.Encoder().encode
_DECISION = msgspec.json.Decoder(Decision)
T = TypeVar("T")


def _decoded(decoder: msgspec.json.Decoder[T], body: bytes) -> T | None:
    """Return a stored value, or None where another version stored it in another shape: it is then made anew."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        return None


def _encode_decision(decision: Decision) -> bytes:
    if not decision.unasked:
        return _encode(decision)
    # As texts, "dblp (no answer)": what earlier versions stored, and can read.
    return _encode({**msgspec.to_builtins(decision), "unasked": [str(unasked) for unasked in decision.unasked]})


def _decode_decision(body: bytes) -> Decision | None:
    """Return a stored decision, or None where another version stored it in another shape."""
    if (decision := _decoded(_DECISION, body)) is not None:
        return decision
    try:
        fields = msgspec.json.decode(body, type=dict[str, Any])
        texts = msgspec.convert(fields.get("unasked", []), tuple[str, ...])
        decision = msgspec.convert({**fields, "unasked": ()}, Decision)
    except msgspec.ValidationError:
        return None
    parts = (text.partition(" (") for text in texts)
    return replace(decision, unasked=tuple(Unasked(service, reason.removesuffix(")")) for service, _, reason in parts))


class AnswerCache:
    """Answers of services by question, negative ones too, with the time they were given (seconds since 1970)."""

    _records = msgspec.json.Decoder(tuple[Record, ...])

    def __init__(self, state: State) -> None:
        self._state = state

    def get(
        self, keys: Iterable[str], *, now: float, found_for: float, missing_for: float
    ) -> dict[str, tuple[Record, ...]]:
        """Return the answers among `keys` that are young enough: ages in seconds, for found and for "nothing"."""
        answers = {}
        query = "SELECT asked_at, records FROM answers WHERE key = ?"
        for key in keys:
            for asked_at, body in self._state.rows(query, (key,)):
                records = _decoded(self._records, body)
                if records is not None and now - asked_at < (found_for if records else missing_for):
                    answers[key] = records
        return answers

    def times(self, keys: Iterable[str]) -> dict[str, float]:
        """Return when the answers among `keys` were given (seconds since 1970)."""
        query = "SELECT asked_at FROM answers WHERE key = ?"
        return {key: rows[0][0] for key in keys if (rows := self._state.rows(query, (key,)))}

    def put(self, answers: Mapping[str, tuple[str, tuple[Record, ...]]], *, now: float) -> None:
        """Store answers: question key → (service, records)."""
        with self._state.transaction() as db:
            rows = ((key, service, now, _encode(records)) for key, (service, records) in answers.items())
            db.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", rows)

    def rename(self, keys: Mapping[str, str]) -> None:
        """Put the answers under `keys` (old → new) in the place of those that are there; they keep their age."""
        with self._state.transaction() as db:
            rows = ((new, old) for old, new in keys.items())
            db.executemany("UPDATE OR REPLACE answers SET key = ? WHERE key = ?", rows)


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision, when it was made (seconds since 1970), and what could be asked then (see `DecisionStore.put`)."""

    decision: Decision
    decided_at: float
    context: str


class DecisionCache:
    """Decisions by the digest of what the note says about its work."""

    def __init__(self, state: State) -> None:
        self._state = state

    def get(self, digests: Iterable[str]) -> dict[str, StoredDecision]:
        """Return those that are known, by digest."""
        wanted = set(digests)
        query = "SELECT query, decided_at, context, body FROM decisions"
        if len(wanted) > 200:
            rows = self._state.rows(query)
        else:
            rows = [row for one in wanted for row in self._state.rows(f"{query} WHERE query = ?", (one,))]
        return {
            query: StoredDecision(decision, decided_at, context)
            for query, decided_at, context, body in rows
            if query in wanted and (decision := _decode_decision(body)) is not None
        }

    def put(self, decisions: Mapping[str, Decision], *, context: str, now: float) -> None:
        """Store decisions by digest; `context` names the services and the catalogue they were made with, one a line."""
        with self._state.transaction() as db:
            rows = ((digest, now, context, _encode_decision(decision)) for digest, decision in decisions.items())
            db.executemany("INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?)", rows)


def digest_of(query: Query) -> str:
    """Return a digest of all that decides for a note, without the note's own id: equal words, equal decision."""
    return blake2b(msgspec.json.encode((RULES, replace(query, note=""))), digest_size=16).hexdigest()
