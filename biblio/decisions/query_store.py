"""What notes say about their works, as an earlier run read it: notes that did not change are not read again.

A query is found by the digest of all that it depends on: the note, the kinds that tags stand for, and the rules. The
state forgets all queries when the program has a new version.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

import msgspec

from biblio.matching.rules_version import RULES_VERSION
from biblio.model.decision import Query
from biblio.model.note import Note
from biblio.model.record import Kind
from biblio.state import State

__all__ = ["QueryStore"]

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Query).decode
# Queries that no note has any more are removed when there are more of them than this, and than notes.
_MANY_UNUSED = 1_000
_MANY = 200  # from this many notes on, reading the whole table is faster than looking up each one


class QueryStore:
    """The queries of notes in the state, for a project whose tags stand for `kind_tags`.

    `of_some` says that some of the notes are asked about, of maybe very many: never are the queries of all read.
    """

    def __init__(self, state: State, kind_tags: Mapping[str, Kind], *, of_some: bool = False) -> None:
        self._state = state
        self._of_some = of_some
        self._context = blake2b(_encode((RULES_VERSION, sorted(kind_tags.items())))).digest()
        self._bodies: dict[bytes, bytes] = {}
        self._has_all = False
        self._used: set[bytes] = set()
        self._new: dict[bytes, bytes] = {}
        self._last: tuple[Note, bytes] | None = None

    def get(self, note: Note) -> Query | None:
        """Return the stored query of a note; None if there is none, or if another version stored it."""
        digest = self._digest(note)
        self._used.add(digest)
        body = self._body(digest)
        try:
            return _decode(body) if body else None
        except msgspec.ValidationError:
            return None

    def put(self, note: Note, query: Query) -> None:
        """Remember the query of a note; `save` stores it."""
        self._new[self._digest(note)] = _encode(query)

    def save(self, *, of_all_notes: bool = True) -> None:
        """Store the new queries; if those `of_all_notes` were asked for, remove the others if they are many."""
        unused: set[bytes] = set()
        if of_all_notes:
            (count,) = self._state.rows("SELECT count(*) FROM queries")[0]
            if count - len(self._used) > max(_MANY_UNUSED, len(self._used)):
                unused = {digest for (digest,) in self._state.rows("SELECT note FROM queries")} - self._used
        if not self._new and not unused:
            return
        with self._state.transaction() as db:
            db.executemany("DELETE FROM queries WHERE note = ?", ((digest,) for digest in unused))
            db.executemany("INSERT OR REPLACE INTO queries VALUES (?, ?)", self._new.items())
        self._new.clear()

    def _body(self, digest: bytes) -> bytes | None:
        if not self._has_all and len(self._used) > _MANY and not self._of_some:
            self._bodies, self._has_all = dict(self._state.rows("SELECT note, body FROM queries")), True
        if not self._has_all:
            rows = self._state.rows("SELECT body FROM queries WHERE note = ?", (digest,))
            return rows[0][0] if rows else None
        return self._bodies.get(digest)

    def _digest(self, note: Note) -> bytes:
        if self._last is None or self._last[0] is not note:  # what is not known is put at once
            self._last = note, blake2b(_encode(note), key=self._context, digest_size=16).digest()
        return self._last[1]
