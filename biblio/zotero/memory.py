"""What biblio remembers of a Zotero library: ties with their bases, a copy of the library, and the journal of all runs.

One SQLite file of its own beside ``config.toml``: unlike the state it cannot be built again from notes and services.
Without it both sides are united instead of merged, and differences that were settled are asked about once more; what a
person did in Zotero stands in ``zotero.txt`` and survives. Every write is on disk before the next request is sent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from biblio.errors import StoreError
from biblio.files import explain_os_error
from biblio.zotero.model import LibrarySnapshot, ObjectType, SyncRecord
from biblio.zotero.object_content import Content
from biblio.zotero.planning.undo import LoggedWrite, WriteStatus

__all__ = ["Run", "ZoteroMemory", "open_memory"]

_SCHEMA = 1
_TABLES = """
CREATE TABLE libraries (id INTEGER PRIMARY KEY, realm TEXT NOT NULL, library TEXT NOT NULL, uri TEXT NOT NULL,
    version INTEGER, UNIQUE (realm, library));
CREATE TABLE objects (library INTEGER NOT NULL, sort TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (library, sort, key)) WITHOUT ROWID;
CREATE TABLE ties (library INTEGER NOT NULL, uid TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (library, uid))
    WITHOUT ROWID;
CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, library INTEGER NOT NULL, what TEXT NOT NULL,
    digest TEXT NOT NULL, begun REAL NOT NULL, ended REAL, facts BLOB NOT NULL, files BLOB NOT NULL);
CREATE TABLE journal (run INTEGER NOT NULL, seq INTEGER NOT NULL, status TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (run, seq)) WITHOUT ROWID;
"""
_encode = msgspec.json.Encoder().encode
_tie = msgspec.json.Decoder(SyncRecord)
_entry = msgspec.json.Decoder(LoggedWrite)
_data = msgspec.json.Decoder(dict[str, Any])
# Mostly both sides say the same: then one of them is stored, which halves the file and the time to read it.
_SAME = Content("=")


def _tie_body(tie: SyncRecord) -> bytes:
    if tie.base is not None and tie.base.theirs == tie.base.ours:
        tie = replace(tie, base=replace(tie.base, theirs=_SAME))
    return _encode(tie)


def _read_tie(body: bytes) -> SyncRecord:
    tie = _tie.decode(body)
    if tie.base is not None and tie.base.theirs == _SAME:
        tie = replace(tie, base=replace(tie.base, theirs=tie.base.ours))
    return tie


@dataclass(frozen=True, slots=True)
class Run:
    """One run: `what` it was (apply, or "undo 3"), when it began and ended (seconds since 1970; None: it did not).

    `facts` are the lines of ``zotero.txt`` that it added and took out; `files` the notes it changed, by path, with
    their text before and after.
    """

    id: int
    what: str
    digest: str
    begun: float
    ended: float | None
    facts: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)


class ZoteroMemory:
    """The memory of one library. `close` it."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._db = connection
        self._path = path
        self._id = 0

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
        except sqlite3.Error as error:
            raise _store_error(self._path, error) from error

    def _rows(self, query: str, *values: object) -> list[Any]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _store_error(self._path, error) from error

    def libraries(self) -> list[tuple[str, str]]:
        """Return (realm, library) of all that is remembered, the last one first."""
        return self._rows("SELECT realm, library FROM libraries ORDER BY id DESC")

    def choose(self, realm: str, library: str, uri: str) -> None:
        """Work on the library `library` of `realm` from now on."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO libraries (realm, library, uri) VALUES (?, ?, ?)", (realm, library, uri))
        (self._id, self._library, self._uri), *_ = self._rows(
            "SELECT id, library, uri FROM libraries WHERE realm = ? AND library = ?", realm, library
        )

    # -- the copy ----------------------------------------------------------------------------------------------

    def copy(self) -> LibrarySnapshot | None:
        """Return the library as it was last read or written; None where it never was."""
        (version,), *_ = self._rows("SELECT version FROM libraries WHERE id = ?", self._id)
        if version is None:
            return None
        found: dict[str, dict[str, Any]] = {ObjectType.ITEM: {}, ObjectType.COLLECTION: {}}
        for sort, key, body in self._rows("SELECT sort, key, body FROM objects WHERE library = ?", self._id):
            found[sort][key] = _data.decode(body)
        return LibrarySnapshot(self._library, self._uri, version, found[ObjectType.ITEM], found[ObjectType.COLLECTION])

    def put_copy(self, copy: LibrarySnapshot, before: LibrarySnapshot | None) -> None:
        """Store a library that was read again; only what differs from `before` is written."""
        with self._transaction() as db:
            self._put_objects(db, ObjectType.ITEM, copy.items, before.items if before else None)
            self._put_objects(db, ObjectType.COLLECTION, copy.collections, before.collections if before else None)
            db.execute("UPDATE libraries SET version = ?, uri = ? WHERE id = ?", (copy.version, copy.uri, self._id))
        self._uri = copy.uri

    def _put_objects(
        self, db: sqlite3.Connection, sort: ObjectType, objects: Mapping[str, Any], before: Mapping[str, Any] | None
    ) -> None:
        if before is None:
            db.execute("DELETE FROM objects WHERE library = ? AND sort = ?", (self._id, sort))
        for key in (before or {}).keys() - objects.keys():
            db.execute("DELETE FROM objects WHERE library = ? AND sort = ? AND key = ?", (self._id, sort, key))
        new = ((key, data) for key, data in objects.items() if before is None or before.get(key) is not data)
        rows = ((self._id, sort, key, _encode(data)) for key, data in new)
        db.executemany("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?)", rows)

    # -- ties --------------------------------------------------------------------------------------------------

    def ties(self) -> dict[str, SyncRecord]:
        """Return all ties by uid."""
        rows = self._rows("SELECT uid, body FROM ties WHERE library = ?", self._id)
        return {uid: _read_tie(body) for uid, body in rows}

    def _put_ties(self, db: sqlite3.Connection, ties: Iterable[SyncRecord], gone: Iterable[str] = ()) -> None:
        db.executemany("DELETE FROM ties WHERE library = ? AND uid = ?", [(self._id, uid) for uid in gone])
        rows = [(self._id, tie.uid, _tie_body(tie)) for tie in ties]
        db.executemany("INSERT OR REPLACE INTO ties VALUES (?, ?, ?)", rows)

    # -- the journal -------------------------------------------------------------------------------------------

    def begin(
        self, what: str, digest: str, now: float, facts: tuple[Sequence[str], Sequence[str]],
        files: Mapping[str, tuple[str, str]],
    ) -> int:  # fmt: skip
        """Note that a run begins, with all that it does beside writing to the library; return its number."""
        with self._transaction() as db:
            cursor = db.execute(
                "INSERT INTO runs (library, what, digest, begun, facts, files) VALUES (?, ?, ?, ?, ?, ?)",
                (self._id, what, digest, now, _encode(facts), _encode(files)),
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def note_facts(self, run: int, facts: tuple[Sequence[str], Sequence[str]]) -> None:
        """Note further lines of ``zotero.txt`` that a run adds and takes out."""
        (stored,), *_ = self._rows("SELECT facts FROM runs WHERE id = ?", run)
        before = msgspec.json.decode(stored, type=tuple[tuple[str, ...], tuple[str, ...]])
        self._rows(
            "UPDATE runs SET facts = ? WHERE id = ?",
            _encode([(*a, *b) for a, b in zip(before, facts, strict=True)]),
            run,
        )

    def end(self, run: int, now: float) -> None:
        """Note that a run has done all it could."""
        self._rows("UPDATE runs SET ended = ? WHERE id = ?", now, run)

    def note_sent(self, run: int, entries: Sequence[tuple[int, LoggedWrite]], pending: Sequence[SyncRecord]) -> None:
        """Note what is about to be sent, before it is: `pending` are the ties of what is about to be made."""
        with self._transaction() as db:
            rows = [(run, seq, WriteStatus.SENT, _encode(entry)) for seq, entry in entries]
            db.executemany("INSERT INTO journal VALUES (?, ?, ?, ?)", rows)
            self._put_ties(db, pending)

    def note_done(
        self,
        run: int,
        outcomes: Sequence[tuple[int, WriteStatus, LoggedWrite]],
        ties: Sequence[SyncRecord],
        copy: LibrarySnapshot,
        before: LibrarySnapshot,
        gone: Sequence[str] = (),
    ) -> None:
        """Note what became of what was sent, with all that is remembered of it, in one step."""
        with self._transaction() as db:
            rows = [(status, _encode(entry), run, seq) for seq, status, entry in outcomes]
            db.executemany("UPDATE journal SET status = ?, body = ? WHERE run = ? AND seq = ?", rows)
            self._put_ties(db, ties, gone)
            self._put_objects(db, ObjectType.ITEM, copy.items, before.items)
            self._put_objects(db, ObjectType.COLLECTION, copy.collections, before.collections)
            db.execute("UPDATE libraries SET version = ? WHERE id = ?", (copy.version, self._id))

    def note_settled(self, run: int, first: int, entries: Sequence[LoggedWrite]) -> None:
        """Note ties that moved without a write."""
        with self._transaction() as db:
            rows = [(run, first + n, WriteStatus.DONE, _encode(entry)) for n, entry in enumerate(entries)]
            db.executemany("INSERT INTO journal VALUES (?, ?, ?, ?)", rows)
            self._put_ties(db, [entry.tie_after for entry in entries if entry.tie_after is not None])

    def runs(self) -> list[Run]:
        """Return all runs on this library, the last one first."""
        query = "SELECT id, what, digest, begun, ended, facts, files FROM runs WHERE library = ? ORDER BY id DESC"
        decode = msgspec.json.decode
        return [
            Run(number, what, digest, begun, ended, decode(facts, type=tuple[tuple[str, ...], tuple[str, ...]]),
                decode(files, type=dict[str, tuple[str, str]]))
            for number, what, digest, begun, ended, facts, files in self._rows(query, self._id)
        ]  # fmt: skip

    def entries(self, run: int) -> list[tuple[int, WriteStatus, LoggedWrite]]:
        """Return what a run did, in order."""
        rows = self._rows("SELECT seq, status, body FROM journal WHERE run = ? ORDER BY seq", run)
        return [(seq, WriteStatus(status), _entry.decode(body)) for seq, status, body in rows]

    def unanswered(self) -> list[tuple[int, int, LoggedWrite]]:
        """Return (run, place, entry) of all that was sent and of which nobody knows what became of it."""
        query = "SELECT run, seq, journal.body FROM journal JOIN runs ON runs.id = run WHERE library = ? AND status = ?"
        rows = self._rows(f"{query} ORDER BY run, seq", self._id, WriteStatus.SENT)
        return [(run, seq, _entry.decode(body)) for run, seq, body in rows]

    def put_ties(self, ties: Sequence[SyncRecord], gone: Sequence[str] = ()) -> None:
        """Store ties, and forget those of the uids `gone`."""
        with self._transaction() as db:
            self._put_ties(db, ties, gone)


def open_memory(path: Path) -> ZoteroMemory:
    """Open the memory, making it where there is none; it is never set aside. Raises `StoreError`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    except OSError as error:
        what, hint = explain_os_error(error)
        raise StoreError(f"{path}: cannot be made: {what}", hint=hint) from error
    except sqlite3.Error as error:
        raise _store_error(str(path), error) from error
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > _SCHEMA:
            raise StoreError(f"{path}: was made by a newer biblio", hint="use that one here")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        if version < _SCHEMA:
            connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_SCHEMA}; COMMIT;")
    except sqlite3.Error as error:
        connection.close()
        raise _store_error(str(path), error) from error
    except BaseException:
        connection.close()
        raise
    return ZoteroMemory(connection, str(path))


def _store_error(path: str, error: sqlite3.Error) -> StoreError:
    text = str(error)
    if "full" in text:
        return StoreError(f"{path}: the disk is full", hint="free some space and run again; nothing was lost")
    if "locked" in text:
        return StoreError(f"{path}: another biblio is at work here", hint="wait until it is done")
    if "readonly" in text or "unable to open" in text:
        return StoreError(f"{path}: cannot be written ({text})", hint="make the folder writable")
    hint = "take it from your backup; or move it away: then both sides are united and conflicts are asked about again"
    return StoreError(f"{path}: the memory of Zotero is damaged ({text})", hint=hint)
