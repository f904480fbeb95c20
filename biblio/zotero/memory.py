"""What biblio remembers about a Zotero library: sync records with their bases, a snapshot, a log of runs.

It is a separate SQLite file next to ``config.toml``, because unlike the state it cannot be rebuilt from notes and
services. Without it both sides are united instead of merged, and settled differences become conflicts again; what the
user did in Zotero is in ``zotero.txt`` and survives. Every write is on disk before the next request is sent.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import msgspec

from biblio.disk_errors import DISK_HINT, disk_problem
from biblio.errors import StoreError
from biblio.files import explain_os_error
from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType
from biblio.zotero.memory_repair import LoggedRun, MendedItem, mend_item, unite_records
from biblio.zotero.object_content import Content, Data, shared_creator
from biblio.zotero.sync_record import SyncRecord
from biblio.zotero.write_log import LoggedWrite, WriteStatus

__all__ = ["Run", "ZoteroMemory"]

_SCHEMA = 3
_CACHE = 32_768
"""KiB at most: keys are random, so that a large library's writes find few of their pages in SQLite's own 2 MiB."""
_TABLES = """
CREATE TABLE libraries (id INTEGER PRIMARY KEY, realm TEXT NOT NULL, library TEXT NOT NULL, uri TEXT NOT NULL,
    version INTEGER, hidden TEXT NOT NULL DEFAULT '', UNIQUE (realm, library));
CREATE TABLE objects (library INTEGER NOT NULL, sort TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (library, sort, key)) WITHOUT ROWID;
CREATE TABLE ties (library INTEGER NOT NULL, uid TEXT NOT NULL, body BLOB NOT NULL, item_key TEXT,
    PRIMARY KEY (library, uid)) WITHOUT ROWID;
CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, library INTEGER NOT NULL, what TEXT NOT NULL,
    digest TEXT NOT NULL, begun REAL NOT NULL, ended REAL, facts BLOB NOT NULL, files BLOB NOT NULL);
CREATE TABLE journal (run INTEGER NOT NULL, seq INTEGER NOT NULL, status TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (run, seq)) WITHOUT ROWID;
"""
# No item belongs to two records. (Two tags may share a collection: their key is not in the column.)
_UNIQUE = """
CREATE UNIQUE INDEX ties_item ON ties (library, item_key);
CREATE TABLE mended (library INTEGER NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (library, key))
    WITHOUT ROWID;
"""
_encode = msgspec.json.Encoder().encode
_record_decoder = msgspec.json.Decoder(SyncRecord)
_write_decoder = msgspec.json.Decoder(LoggedWrite)
_data_decoder = msgspec.json.Decoder(dict[str, Any])
_Lines = tuple[tuple[str, ...], tuple[str, ...]]
# The two sides of a base are usually equal. Then only one is stored, which halves the file and the time to read it.
_EQUAL_TO_OURS = Content("=")


def _encode_record(record: SyncRecord) -> bytes:
    if record.base is not None and record.base.theirs == record.base.ours:
        record = replace(record, base=replace(record.base, theirs=_EQUAL_TO_OURS))
    return _encode(record)


def _decode_record(body: bytes, shared: dict[Any, Any] | None = None) -> SyncRecord:
    """Return a record; sets and places that are in `shared` already are those there: most records have few others.

    Creators are those that other contents have, too: comparing them is quicker, and they take less memory.
    """
    record = _record_decoder.decode(body)
    base = record.base
    if base is not None and base.theirs.kind == _EQUAL_TO_OURS.kind:
        object.__setattr__(base, "theirs", base.ours)  # nobody has seen it yet, and `replace` takes long for thousands
    if shared is not None:
        _share(record, ("places", "own_tags", "own_collections", "own_related", "left_collections"), shared)
        for side in () if base is None else (base.ours,) if base.theirs is base.ours else (base.ours, base.theirs):
            _share(side, ("tags", "collections", "related"), shared)
            if people := side.creators:
                same = tuple([shared_creator(one.role, one.last, one.first, one.name) for one in people])
                object.__setattr__(side, "creators", same)
    return record


def _share(owner: object, names: tuple[str, ...], shared: dict[Any, Any]) -> None:
    for name in names:
        members = getattr(owner, name)
        object.__setattr__(owner, name, shared.setdefault(members, members))


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `what` is "apply" or "undo 3"; `begun` and `ended` are seconds since 1970.

    `ended` is None if it is running or was killed. `facts` are the lines that it added to ``zotero.txt`` and those that
    it removed. `files` are the notes that it changed, by path, with their text before and after.
    """

    id: int
    what: str
    digest: str
    begun: float
    ended: float | None
    facts: _Lines = ((), ())
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def lines(self) -> _Lines:
        """Return what the run came to in ``zotero.txt``: without lines that it added as well as removed."""
        added, removed = map(Counter, self.facts)
        return tuple((added - removed).elements()), tuple((removed - added).elements())


_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


def _reads(
    method: Callable[Concatenate[ZoteroMemory, _Given], _Found],
) -> Callable[Concatenate[ZoteroMemory, _Given], _Found]:
    """Let a method that decodes rows raise `StoreError` where one of them has been damaged."""

    @wraps(method)
    def read(memory: ZoteroMemory, /, *arguments: _Given.args, **options: _Given.kwargs) -> _Found:
        try:
            return method(memory, *arguments, **options)
        except (msgspec.DecodeError, TypeError, ValueError) as error:
            raise _damage_error(memory.path, str(error)) from error

    return read


class ZoteroMemory:
    """The memory of one library at a time, chosen by `select_library`. Close it with `close`."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._db = connection
        self.path = path
        self._id = 0

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file, creating it if there is none. Raises `StoreError`; a damaged file is never replaced."""
        return cls(_connect(path), str(path))

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
            raise _store_error(self.path, error) from error

    def _rows(self, query: str, *values: object) -> list[Any]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _store_error(self.path, error) from error

    @contextmanager
    def _each_row(self, query: str, *values: object) -> Iterator[Iterator[Any]]:
        """Give the rows one by one: all objects of a library as JSON take as much memory as what they say."""
        try:
            yield self._db.execute(query, values)
        except sqlite3.Error as error:
            raise _store_error(self.path, error) from error

    def libraries(self) -> list[tuple[str, str]]:
        """Return (realm, library) of every remembered library, the newest first."""
        return self._rows("SELECT realm, library FROM libraries ORDER BY id DESC")

    def select_library(self, realm: str, library: str, uri: str) -> None:
        """Use the library `library` of `realm` from now on."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO libraries (realm, library, uri) VALUES (?, ?, ?)", (realm, library, uri))
        (self._id, self._library, self._uri), *_ = self._rows(
            "SELECT id, library, uri FROM libraries WHERE realm = ? AND library = ?", realm, library
        )

    # -- the snapshot ------------------------------------------------------------------------------------------
    @_reads
    def snapshot(self) -> LibrarySnapshot | None:
        """Return the library as it was last read or written; None if it was never read."""
        (version, hidden), *_ = self._rows("SELECT version, hidden FROM libraries WHERE id = ?", self._id)
        if version is None:
            return None
        objects: dict[str, dict[str, Any]] = {ObjectType.ITEM: {}, ObjectType.COLLECTION: {}}
        with self._each_row("SELECT sort, key, body FROM objects WHERE library = ?", self._id) as rows:
            for object_type, key, body in rows:
                objects[object_type][key] = _data_decoder.decode(body)
        return LibrarySnapshot(
            self._library, self._uri, version, objects[ObjectType.ITEM], objects[ObjectType.COLLECTION],
            frozenset(hidden.split()),
        )  # fmt: skip

    def save_snapshot(self, snapshot: LibrarySnapshot, before: LibrarySnapshot | None) -> None:
        """Store a library that was read again; only differences from `before` are written."""
        with self._transaction() as db:
            for object_type in (ObjectType.ITEM, ObjectType.COLLECTION):
                self._put_objects(db, object_type, snapshot, before)
            db.execute(
                "UPDATE libraries SET version = ?, uri = ?, hidden = ? WHERE id = ?",
                (snapshot.version, snapshot.uri, " ".join(sorted(snapshot.hidden)), self._id),
            )
        self._uri = snapshot.uri

    def _put_objects(
        self,
        db: sqlite3.Connection,
        object_type: ObjectType,
        snapshot: LibrarySnapshot,
        before: LibrarySnapshot | None,
    ) -> None:
        objects = snapshot.objects(object_type)
        known = before.objects(object_type) if before else {}
        if before is None:
            db.execute("DELETE FROM objects WHERE library = ? AND sort = ?", (self._id, object_type))
        for key in known.keys() - objects.keys():
            db.execute("DELETE FROM objects WHERE library = ? AND sort = ? AND key = ?", (self._id, object_type, key))
        self._put_rows(db, object_type, ((key, data) for key, data in objects.items() if known.get(key) is not data))

    def _put_rows(self, db: sqlite3.Connection, object_type: ObjectType, objects: Iterable[tuple[str, Data]]) -> None:
        rows = ((self._id, object_type, key, _encode(data)) for key, data in objects)
        db.executemany("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?)", rows)

    # -- sync records ------------------------------------------------------------------------------------------
    @_reads
    def records(self) -> dict[str, SyncRecord]:
        """Return all sync records by uid."""
        shared: dict[Any, Any] = {}
        with self._each_row("SELECT uid, body FROM ties WHERE library = ?", self._id) as rows:
            return {uid: _decode_record(body, shared) for uid, body in rows}

    def save_records(self, records: Iterable[SyncRecord], forgotten: Iterable[str] = ()) -> None:
        """Store records, and forget those with the uids `forgotten`."""
        with self._transaction() as db:
            self._put_records(db, records, forgotten)

    def _put_records(
        self, db: sqlite3.Connection, records: Iterable[SyncRecord], forgotten: Iterable[str] = ()
    ) -> None:
        db.executemany("DELETE FROM ties WHERE library = ? AND uid = ?", [(self._id, uid) for uid in forgotten])
        _put_ties(db, self._id, records)

    @_reads
    def mended_items(self) -> list[MendedItem]:
        """Return the items that had two records in the memory of an earlier version; see `memory_repair`."""
        rows = self._rows("SELECT body FROM mended WHERE library = ? ORDER BY key", self._id)
        return [msgspec.json.decode(body, type=MendedItem) for (body,) in rows]

    def forget_mended_items(self) -> None:
        """Forget which items were mended, once everything that follows from it has been done."""
        self._rows("DELETE FROM mended WHERE library = ?", self._id)

    # -- the log -----------------------------------------------------------------------------------------------
    def begin_run(
        self, what: str, digest: str, now: float, lines: tuple[Sequence[str], Sequence[str]],
        files: Mapping[str, tuple[str, str]],
    ) -> int:  # fmt: skip
        """Log that a run begins, and everything that it does besides writing to the library; return its number.

        `lines` are those that it adds to ``zotero.txt`` and those that it removes; see `Run` for the other arguments.
        """
        with self._transaction() as db:
            cursor = db.execute(
                "INSERT INTO runs (library, what, digest, begun, facts, files) VALUES (?, ?, ?, ?, ?, ?)",
                (self._id, what, digest, now, _encode(lines), _encode(files)),
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    @_reads
    def log_lines(self, run: int, lines: tuple[Sequence[str], Sequence[str]]) -> None:
        """Log further lines of ``zotero.txt`` that a run adds and removes."""
        (stored,), *_ = self._rows("SELECT facts FROM runs WHERE id = ?", run)
        before = msgspec.json.decode(stored, type=_Lines)
        after = [(*logged, *new) for logged, new in zip(before, lines, strict=True)]
        self._rows("UPDATE runs SET facts = ? WHERE id = ?", _encode(after), run)

    def end_run(self, run: int, now: float) -> None:
        """Log that a run has done everything it could."""
        self._rows("UPDATE runs SET ended = ? WHERE id = ?", now, run)

    def last_run(self) -> int:
        """Return the number of the last run on any library, 0 if there was none."""
        return int(self._rows("SELECT coalesce(max(id), 0) FROM runs")[0][0])

    def was_stopped(self) -> bool:
        """Return whether the last run was to apply a plan and was stopped before its end."""
        rows = self._rows("SELECT what, ended FROM runs WHERE library = ? ORDER BY id DESC LIMIT 1", self._id)
        return bool(rows) and rows[0] == ("apply", None)

    def log_sent(self, run: int, writes: Sequence[tuple[int, LoggedWrite]], pending: Sequence[SyncRecord]) -> None:
        """Log (sequence number, write) of what is about to be sent; `pending` are the records of created objects."""
        with self._transaction() as db:
            rows = [(run, seq, WriteStatus.SENT, _encode(write)) for seq, write in writes]
            db.executemany("INSERT INTO journal VALUES (?, ?, ?, ?)", rows)
            self._put_records(db, pending)

    def log_outcomes(
        self,
        run: int,
        outcomes: Sequence[tuple[int, WriteStatus, LoggedWrite]],
        records: Sequence[SyncRecord],
        snapshot: LibrarySnapshot,
        written: Mapping[ObjectType, Iterable[Data]] | None = None,
    ) -> None:
        """Log the outcomes of what was sent, and store everything that is remembered about it, in one transaction.

        `snapshot` has the library's version afterwards, `written` is what changed in it.
        """
        with self._transaction() as db:
            rows = [(status, _encode(write), run, seq) for seq, status, write in outcomes]
            db.executemany("UPDATE journal SET status = ?, body = ? WHERE run = ? AND seq = ?", rows)
            self._put_records(db, records)
            for object_type, objects in (written or {}).items():
                self._put_rows(db, object_type, ((data["key"], data) for data in objects))
            db.execute("UPDATE libraries SET version = ? WHERE id = ?", (snapshot.version, self._id))

    def log_remembered(self, run: int, first_seq: int, writes: Sequence[LoggedWrite]) -> None:
        """Log and store records that changed without a write."""
        with self._transaction() as db:
            rows = [(run, seq, WriteStatus.DONE, _encode(write)) for seq, write in enumerate(writes, first_seq)]
            db.executemany("INSERT INTO journal VALUES (?, ?, ?, ?)", rows)
            self._put_records(db, [write.tie_after for write in writes if write.tie_after is not None])

    @_reads
    def runs(self) -> list[Run]:
        """Return all runs on this library, the last one first."""
        query = "SELECT id, what, digest, begun, ended, facts, files FROM runs WHERE library = ? ORDER BY id DESC"
        decode = msgspec.json.decode
        return [
            Run(
                number, what, digest, begun, ended, decode(lines, type=_Lines),
                decode(files, type=dict[str, tuple[str, str]]),
            )
            for number, what, digest, begun, ended, lines, files in self._rows(query, self._id)
        ]  # fmt: skip

    @_reads
    def logged_writes(self, run: int) -> list[tuple[WriteStatus, LoggedWrite]]:
        """Return what a run did, in order."""
        rows = self._rows("SELECT status, body FROM journal WHERE run = ? ORDER BY seq", run)
        return [(WriteStatus(status), _write_decoder.decode(body)) for status, body in rows]

    @_reads
    def writes_after(self, run: int, keys: Container[str]) -> list[LoggedWrite]:
        """Return what was done to some objects of this library by later runs, in order."""
        query = "SELECT journal.body FROM journal JOIN runs ON runs.id = run WHERE library = ? AND run > ?"
        with self._each_row(f"{query} AND status = ? ORDER BY run, seq", self._id, run, WriteStatus.DONE) as rows:
            writes = (_write_decoder.decode(body) for (body,) in rows)
            return [write for write in writes if write.key in keys]

    @_reads
    def unanswered_writes(self) -> list[tuple[int, int, LoggedWrite]]:
        """Return (run, sequence number, write) of everything that was sent and never answered."""
        query = "SELECT run, seq, journal.body FROM journal JOIN runs ON runs.id = run WHERE library = ? AND status = ?"
        rows = self._rows(f"{query} ORDER BY run, seq", self._id, WriteStatus.SENT)
        return [(run, seq, _write_decoder.decode(body)) for run, seq, body in rows]


def _connect(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    except OSError as error:
        reason, hint = explain_os_error(error)
        raise StoreError(f"{path}: cannot be created: {reason}", hint=hint) from error
    except sqlite3.Error as error:
        raise _store_error(str(path), error) from error
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > _SCHEMA:
            raise StoreError(f"{path}: a newer version of biblio wrote this file", hint="use that version")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        if version == 0:
            connection.executescript(f"BEGIN; {_TABLES} {_UNIQUE} PRAGMA user_version = {_SCHEMA}; COMMIT;")
        elif version < _SCHEMA:
            _migrate(connection)
    except sqlite3.Error as error:
        connection.close()
        raise _store_error(str(path), error) from error
    except msgspec.DecodeError as error:
        connection.close()
        raise _damage_error(str(path), str(error)) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _put_ties(db: sqlite3.Connection, library: int, records: Iterable[SyncRecord]) -> None:
    """Store records; a record of an item replaces every other record of this item."""
    rows = [
        (library, record.uid, _encode_record(record), record.key if record.sort is ObjectType.ITEM else None)
        for record in records
    ]
    db.executemany("INSERT OR REPLACE INTO ties VALUES (?, ?, ?, ?)", rows)


def _migrate(db: sqlite3.Connection) -> None:
    """Bring a memory of an older schema up to date."""
    with db:
        db.execute("BEGIN IMMEDIATE")
        version = db.execute("PRAGMA user_version").fetchone()[0]  # another process may have been quicker
        if version < 2:
            _give_every_item_one_record(db)
        if version < 3:
            db.execute("ALTER TABLE libraries ADD COLUMN hidden TEXT NOT NULL DEFAULT ''")
        db.execute(f"PRAGMA user_version = {_SCHEMA}")


def _give_every_item_one_record(db: sqlite3.Connection) -> None:
    """Turn schema 1 into schema 2: of several records of one item, one is made."""
    db.execute("ALTER TABLE ties ADD COLUMN item_key TEXT")
    create_index, create_table = (statement for statement in _UNIQUE.split(";") if statement.strip())
    db.execute(create_table)
    for number, uri in db.execute("SELECT id, uri FROM libraries").fetchall():
        rows = db.execute("SELECT body FROM ties WHERE library = ?", (number,)).fetchall()
        records = [_decode_record(body) for (body,) in rows]
        by_key: dict[str, list[SyncRecord]] = {}
        for record in records:
            if record.sort is ObjectType.ITEM:
                by_key.setdefault(record.key, []).append(record)
        topics = {
            record.key: record.uid.removeprefix("tag:") for record in records if record.sort is ObjectType.COLLECTION
        }
        for key, same_item in by_key.items():
            if len(same_item) > 1:
                data = _stored_item(db, number, key)
                united = unite_records(same_item, data, uri)
                mended = mend_item(united, data, _logged_runs(db, number), topics)
                uids = [(number, record.uid) for record in same_item]
                db.executemany("DELETE FROM ties WHERE library = ? AND uid = ?", uids)
                db.execute("INSERT INTO mended VALUES (?, ?, ?)", (number, key, _encode(mended)))
                _put_ties(db, number, [united])
            else:
                _put_ties(db, number, same_item)
    db.execute(create_index)


def _stored_item(db: sqlite3.Connection, library: int, key: str) -> dict[str, Any] | None:
    rows = db.execute(
        "SELECT body FROM objects WHERE library = ? AND sort = ? AND key = ?", (library, ObjectType.ITEM, key)
    ).fetchall()
    return _data_decoder.decode(rows[0][0]) if rows else None


def _logged_runs(db: sqlite3.Connection, library: int) -> list[LoggedRun]:
    runs = db.execute("SELECT id, facts FROM runs WHERE library = ? AND what = 'apply'", (library,)).fetchall()
    logged: list[LoggedRun] = []
    for number, lines in runs:
        writes = db.execute("SELECT status, body FROM journal WHERE run = ? ORDER BY seq", (number,)).fetchall()
        decoded = [(WriteStatus(status), _write_decoder.decode(body)) for status, body in writes]
        logged.append((number, msgspec.json.decode(lines, type=_Lines)[0], decoded))
    return logged


def _store_error(path: str, error: sqlite3.Error) -> StoreError:
    text = str(error)
    if problem := disk_problem(text):
        return StoreError(f"{path}: {problem}", hint=DISK_HINT)
    if "locked" in text:
        return StoreError(f"{path}: another biblio process is using it", hint="wait until it is done")
    if "readonly" in text or "unable to open" in text:
        return StoreError(f"{path}: cannot be written ({text})", hint="make the folder writable")
    return _damage_error(path, text)


def _damage_error(path: str, message: str) -> StoreError:
    hint = "restore it from a backup; or move it away: both sides are then united, and settled conflicts come up again"
    return StoreError(f"{path}: the Zotero memory is damaged ({message})", hint=hint)
