"""The state: what was read, asked, decided and written, so that the next run does not have to do it again.

It is one SQLite file that can be deleted at any time: rebuilding it takes time, but no citation key and no decision of
the user is lost. Every answer is stored soon after it arrives, so a run that was killed continues where it stopped. The
stores and caches that use the tables define what is in them.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from biblio.disk_errors import DISK_HINT, disk_problem
from biblio.errors import StateDamaged, StoreError
from biblio.files import make_private_folder

__all__ = ["SCHEMA", "State", "open_memory_state", "open_state", "set_aside"]

SCHEMA = 9
_LONGEST_WAIT = 30.0  # seconds, for another process that writes
_BETWEEN_TRIES = 0.01  # seconds
_VALUES_AT_ONCE = 500
_mending = threading.Lock()
# A table without row ids keeps a quarter of a page (1,000 bytes) of a row in its tree, and gives the rest of it pages
# of its own: notes and decisions are mostly longer. States of earlier versions have such tables, which work as well.
_TABLES = """
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime INTEGER NOT NULL, read_at INTEGER NOT NULL,
    layout TEXT NOT NULL, problems BLOB NOT NULL, skipped BLOB NOT NULL DEFAULT '[]'
);
CREATE TABLE IF NOT EXISTS notes (
    path TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (path, position)
);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, service TEXT NOT NULL, asked_at REAL NOT NULL, records BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS decisions (
    query TEXT PRIMARY KEY, decided_at REAL NOT NULL, context TEXT NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS texts (digest TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS queries (note BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note_heads (
    number INTEGER PRIMARY KEY, file TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, source TEXT NOT NULL,
    title TEXT NOT NULL, tags TEXT NOT NULL, day TEXT NOT NULL, citekey TEXT NOT NULL, status TEXT NOT NULL,
    is_decided INTEGER NOT NULL, head BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS note_heads_by_file ON note_heads (file);
CREATE TABLE IF NOT EXISTS note_bodies (number INTEGER PRIMARY KEY, note BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS note_names (
    name TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (name, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note_searched (number INTEGER PRIMARY KEY, keys TEXT);
CREATE TABLE IF NOT EXISTS verdicts (key BLOB PRIMARY KEY, judged_at REAL NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS origins (key TEXT PRIMARY KEY, places BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS memory (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""
_FILLED = ("files", "notes", "decisions", "queries", "note_heads", "note_bodies")  # by a whole run over notes
# What turns the tables of a version into those of the next.
_MIGRATIONS: Mapping[int, Sequence[str]] = {
    1: ("ALTER TABLE files ADD COLUMN skipped BLOB NOT NULL DEFAULT '[]'",),
    2: ("CREATE TABLE queries (note BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID",),
    3: (),
    4: (
        "DROP TABLE IF EXISTS library",
        "DELETE FROM memory WHERE name = 'last run'",  # whose notes it had
        "DELETE FROM answers WHERE service = 'catalogue'",  # which are not kept any more
    ),
    5: (
        *(f"DROP TABLE IF EXISTS {name}" for name in ("note_heads", "note_bodies", "note_names")),
        "DELETE FROM memory WHERE name = 'last run'",
        *(statement for statement in _TABLES.split(";\n") if "note_" in statement),
    ),
    6: tuple(statement for statement in _TABLES.split(";\n") if "EXISTS verdicts" in statement),
    7: tuple(statement for statement in _TABLES.split(";\n") if "EXISTS note_searched" in statement),
    8: (
        *(statement for statement in _TABLES.split(";\n") if "EXISTS origins" in statement),
        "INSERT INTO origins SELECT one.key, CAST(one.value AS BLOB)"
        " FROM memory, json_each(CAST(memory.value AS TEXT)) AS one WHERE memory.name = 'origins'",
        "DELETE FROM memory WHERE name = 'origins'",
    ),
}


class State:
    """An open state. Use `transaction` around statements that belong together; a single statement commits by itself.

    `identity` tells its file from one that replaces it: device and number of the file, None in memory.
    """

    def __init__(self, connection: sqlite3.Connection, path: str, identity: tuple[int, int] | None = None) -> None:
        self.connection = connection
        self.path = path
        self.identity = identity

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run a block in one transaction: everything is stored, or nothing. Raises `StoreError` if that fails."""
        try:
            with self.connection:
                self.connection.execute("BEGIN IMMEDIATE")
                yield self.connection
        except sqlite3.Error as error:
            raise _store_error(self.path, error, self.identity) from error

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Run one statement and return its rows. Raises `StoreError` if that fails."""
        try:
            return self.connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _store_error(self.path, error, self.identity) from error

    def each_row(self, query: str) -> Iterator[Any]:
        """Yield the rows of a query as they are read, of which there may be many. Raises `StoreError` if that fails."""
        try:
            yield from self.connection.execute(query)
        except sqlite3.Error as error:
            raise _store_error(self.path, error, self.identity) from error

    def rows_with(self, query: str, values: Collection[object]) -> Iterator[Any]:
        """Yield the rows of a query that ends in "IN", for all `values`, of which any number may be given."""
        every = list(values)
        for start in range(0, len(every), _VALUES_AT_ONCE):
            batch = every[start : start + _VALUES_AT_ONCE]
            yield from self.rows(f"{query} ({','.join('?' * len(batch))})", batch)

    def recall(self, name: str) -> bytes | None:
        """Return what was remembered under `name`, or None."""
        rows = self.rows("SELECT value FROM memory WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    def remember(self, name: str, value: bytes) -> None:
        """Remember `value` under `name`, within the running transaction if there is one."""
        self.rows("INSERT OR REPLACE INTO memory VALUES (?, ?)", (name, value))

    def forget(self, name: str) -> None:
        """Forget what was remembered under `name`."""
        self.rows("DELETE FROM memory WHERE name = ?", (name,))

    @property
    def data_version(self) -> int:
        """A number that is another one as soon as another process has written to the state."""
        return int(self.rows("PRAGMA data_version")[0][0])

    def find_damage(self) -> str:
        """Return what SQLite finds wrong with the file in words, empty if nothing; this reads all of it."""
        try:
            return _damage(self.connection)
        except sqlite3.Error as error:
            return str(error)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


def open_state(path: Path, warn: Callable[[str], None]) -> State:
    """Open the state; create it if there is none.

    A state of an older version is brought up to date; one that is damaged, or a file that is no state, is moved aside
    and replaced. A state of a newer version is left alone, and this run remembers nothing. `warn` is called in each
    case. Raises `StoreError` if the folder cannot be used.
    """
    make_private_folder(path.parent)
    try:
        if path.exists():
            return _open(path, warn)
    except (sqlite3.DatabaseError, _OlderState):
        pass  # looked at again while nobody else replaces it
    with _alone(path):
        return _open_or_replace(path, warn)


def _open_or_replace(path: Path, warn: Callable[[str], None]) -> State:
    """Open a state that is missing or could not be opened; whoever was quicker may have replaced it meanwhile."""
    try:
        try:
            return _open(path, warn, create=True)
        except _OlderState:
            what = f"{path}: an older version of biblio made this state"
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            what = f"{path}: the state is damaged ({error})"
        warn(f"{what}; it was moved to {_move_away(path).name} and will be rebuilt")
        return _open(path, warn, create=True)
    except sqlite3.OperationalError as error:
        raise _store_error(str(path), error, None) from error


def open_memory_state() -> State:
    """Return an empty state that exists in memory only."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _create(connection)
    return State(connection, ":memory:")


class _OlderState(Exception):
    """The state was made by a version whose tables cannot be brought up to date."""


def _open(path: Path, warn: Callable[[str], None], *, create: bool = False) -> State:
    # A new file may only appear while its maker is alone: the log of the file before must not be beside it.
    address = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
    identity = _identity(path)  # before it is opened: an identity of the file before finds nothing to move away
    connection = sqlite3.connect(address, timeout=_LONGEST_WAIT, isolation_level=None, uri=True)
    try:
        identity = identity or _identity(path)
        # In this order: another run that begins now may make both between the two lines.
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            connection.close()
            warn(f"{path}: a newer version of biblio made this state; this run neither uses nor changes it")
            return open_memory_state()
        if tables and version in _MIGRATIONS:
            _migrate(connection)
        elif tables and version < SCHEMA:
            raise _OlderState
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        if not tables:
            _create(connection)
        _check_for_lost_rows(connection)
        if not create and identity != _identity(path):
            # The file before was opened, and read through the log of the new one, by its name: no write works.
            raise sqlite3.DatabaseError("another run has replaced it")
    except BaseException:
        connection.close()
        raise
    return State(connection, str(path), identity)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers not wait for a writer (https://sqlite.org/wal.html).

    The first change to this mode does not wait for other connections, as every other statement does.
    """
    until = time.monotonic() + _LONGEST_WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_BETWEEN_TRIES)
        else:
            return


def _create(connection: sqlite3.Connection) -> None:
    # Two runs may begin at once: the second one waits, and finds the tables.
    connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")


def _check_for_lost_rows(connection: sqlite3.Connection) -> None:
    """Raise `sqlite3.DatabaseError` if a table that a whole run fills is empty because a page is damaged.

    A page in which the number of rows is damaged looks to SQLite as if it had none; `quick_check` reads everything and
    tells, so it is asked only where a table is empty.
    """
    emptied = " OR ".join(f"NOT EXISTS (SELECT 1 FROM {table})" for table in _FILLED)  # noqa: S608 (our own names)
    has_run = "EXISTS (SELECT 1 FROM memory WHERE name = 'last run')"
    if connection.execute(f"SELECT {has_run} AND ({emptied})").fetchone()[0] and (damage := _damage(connection)):
        raise sqlite3.DatabaseError(damage)


def _damage(connection: sqlite3.Connection) -> str:
    """Return what SQLite finds wrong with the whole file, empty if nothing; raises `sqlite3.Error` as it reads."""
    ((verdict,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
    return "" if verdict == "ok" else str(verdict)


def _migrate(connection: sqlite3.Connection) -> None:
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        version = connection.execute("PRAGMA user_version").fetchone()[0]  # another process may have been quicker
        for number in range(version, SCHEMA):
            for statement in _MIGRATIONS[number]:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA}")


def set_aside(damaged: StateDamaged) -> Path | None:
    """Move a state that was found damaged out of the way; return its new path, None if another run was quicker."""
    path = Path(damaged.path)
    with _alone(path):
        return _move_away(path) if damaged.identity == _identity(path) else None


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other threads and processes from making a new state at `path`, or moving the present one away.

    Raises `StoreError` if one of them takes too long.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path.with_name(f"{path.name}.new.lock"), timeout=_LONGEST_WAIT)
    try:
        with _mending, lock:
            yield
    except Timeout as error:
        message = f"{path}: another biblio process has been making it anew for more than {_LONGEST_WAIT:g} s"
        raise StoreError(message, hint="if that process hangs, stop it") from error


def _move_away(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.old-{number}")).exists():
        number += 1
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _store_error(path: str, error: sqlite3.Error, identity: tuple[int, int] | None) -> StoreError:
    text = str(error)
    if problem := disk_problem(text):
        return StoreError(f"{path}: {problem}", hint=DISK_HINT)
    if "readonly" in text or "unable to open" in text:
        hint = "make the folder writable, or set [state] path in config.toml"
        return StoreError(f"{path}: the state cannot be written ({text})", hint=hint)
    if "locked" in text:
        return StoreError(f"{path}: another biblio process is using this project", hint="wait until it is done")
    return StateDamaged(path, text, identity)
