"""The catalogue's records: compressed rows from the sources, and the keys under which they are found.

One SQLite file. A row is compressed by Zstandard with a dictionary made from some rows, because single rows are
too short to be compressed by themselves (RFC 8878, section 5). The progress through the sources is in the same file and
changes in the same transaction as the rows, so that a build continues where it was killed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from biblio.disk_errors import DISK_HINT, disk_problem
from biblio.errors import CatalogueDamaged, StoreError
from biblio.lookup.catalogue.zstandard import zstd

__all__ = ["FileProgress", "RecordStore", "is_damage", "open_record_store"]

_VERSION = 1
_TABLES = f"""
BEGIN;
CREATE TABLE records (
    number INTEGER PRIMARY KEY, file INTEGER NOT NULL, digest INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE TABLE keys (hash INTEGER NOT NULL, number INTEGER NOT NULL);
CREATE TABLE files (
    file INTEGER PRIMARY KEY, source TEXT NOT NULL, path TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL,
    position BLOB NOT NULL, done INTEGER NOT NULL, built_at REAL NOT NULL
);
CREATE TABLE memory (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
PRAGMA user_version = {_VERSION};
COMMIT;
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS by_hash ON keys (hash, number);
CREATE INDEX IF NOT EXISTS by_file ON records (file, digest);
"""
_COUNTS = "works by file"
_CACHE = 16_000  # kibibytes: the inner pages of six million works, which are read for each
_DICTIONARY = 128 * 1024  # bytes
_LEVEL = 9  # of 22; a tenth smaller than 3, and still a fifth of the time that a row takes in all


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far a file was read: `position` has the form of its format; `is_done` is true once the end was reached."""

    file: int
    format_name: str
    path: str
    fingerprint: str
    position: bytes
    is_done: bool
    built_at: float = 0.0


class RecordStore:
    """An open file of records."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self._packer: Callable[[bytes], bytes] | None = None
        self._unpacker: Callable[[bytes], bytes] | None = None

    # Reading

    @property
    def count(self) -> int:
        """The number of records."""
        return sum(self.counts_by_file().values())

    @property
    def last_number(self) -> int:
        """The greatest number in use, 0 if there are no records."""
        return int(self._rows("SELECT coalesce(max(number), 0) FROM records")[0][0])

    @property
    def is_indexed(self) -> bool:
        """Whether the keys can be searched, which is so after the end of the first build."""
        return bool(self._rows("SELECT count(*) FROM sqlite_master WHERE name = 'by_hash'")[0][0])

    def numbers_with_key(self, key: int, limit: int) -> list[int]:
        """Return the numbers of at most `limit` records that have `key`."""
        rows = self._rows("SELECT DISTINCT number FROM keys WHERE hash = ? LIMIT ?", (key, limit))
        return [number for (number,) in rows]

    def row(self, number: int) -> bytes | None:
        """Return the row of a record, or None if there is no such record."""
        return next((row for _, row in self.rows_of((number,))), None)

    def rows_of(self, numbers: Collection[int]) -> Iterator[tuple[int, bytes]]:
        """Yield the number and the row of each of some records, in no certain order; many cost less than one by one."""
        if not numbers:
            return
        if self._unpacker is None:
            self._prepare()
        assert self._unpacker is not None
        places = ",".join("?" * len(numbers))
        for number, body in self._rows(f"SELECT number, body FROM records WHERE number IN ({places})", (*numbers,)):  # noqa: S608
            try:
                yield number, self._unpacker(body)
            except zstd.ZstdError as error:
                raise self._damaged(CatalogueDamaged, error) from error

    def files(self) -> dict[str, FileProgress]:
        """Return the progress through every file, by path."""
        query = "SELECT file, source, path, fingerprint, position, done, built_at FROM files ORDER BY file"
        return {
            path: FileProgress(file, format_name, path, fingerprint, position, bool(is_done), built_at)
            for file, format_name, path, fingerprint, position, is_done, built_at in self._rows(query)
        }

    def counts_by_file(self) -> dict[int, int]:
        """Return how many records each file gave.

        A build remembers it with each commit (`remember_counts`); counting takes longer the larger the catalogue is,
        and is done only where a build by an earlier version did not.
        """
        if (remembered := self.recall(_COUNTS)) is not None:
            return msgspec.json.decode(remembered, type=dict[int, int])
        return dict(self._rows("SELECT file, count(*) FROM records GROUP BY file"))

    @property
    def has_dictionary(self) -> bool:
        """Whether `train_dictionary` was called."""
        return self.recall("dictionary") is not None

    def recall(self, name: str) -> bytes | None:
        """Return what was remembered under `name`, or None."""
        rows = self._rows("SELECT value FROM memory WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    # Writing; the caller has opened a transaction

    def remember(self, name: str, value: bytes) -> None:
        """Remember `value` under `name`."""
        self.connection.execute("INSERT OR REPLACE INTO memory VALUES (?, ?)", (name, value))

    def remember_counts(self, counts: Mapping[int, int]) -> None:
        """Remember how many records each file gave, by its number."""
        self.remember(_COUNTS, msgspec.json.encode(counts))

    def train_dictionary(self, samples: Sequence[bytes]) -> None:
        """Make the dictionary of a new store from some rows."""
        trained = b""
        if len(samples) >= 200:  # fewer rows do not give a useful dictionary
            trained = zstd.train_dict(samples, _DICTIONARY).dict_content
        self.remember("dictionary", trained)

    def add(self, rows: Iterable[tuple[int, int, int, bytes]], keys: Iterable[tuple[int, int]]) -> None:
        """Add records (number, file, digest, row) and their keys (key, number)."""
        if self._packer is None:
            self._prepare()
        assert self._packer is not None
        pack = self._packer
        packed = ((number, file, digest, pack(raw)) for number, file, digest, raw in rows)
        self.connection.executemany("INSERT INTO records VALUES (?, ?, ?, ?)", packed)
        self.connection.executemany("INSERT INTO keys VALUES (?, ?)", keys)

    def remove(self, numbers: Sequence[int], keys: Iterable[tuple[int, int]]) -> None:
        """Remove records and their keys."""
        self.connection.executemany("DELETE FROM keys WHERE hash = ? AND number = ?", keys)
        self.connection.executemany("DELETE FROM records WHERE number = ?", ((number,) for number in numbers))

    def number_of_row(self, file: int, digest: int) -> int | None:
        """Return the number of a record of `file` by its row's digest."""
        rows = self._rows("SELECT number FROM records WHERE file = ? AND digest = ?", (file, digest))
        return rows[0][0] if rows else None

    def rows(self) -> Iterator[tuple[int, bytes]]:
        """Yield the number and the row of every record."""
        for (number,) in self._rows("SELECT number FROM records ORDER BY number"):
            if (row := self.row(number)) is not None:
                yield number, row

    def numbers_in_file(self, file: int) -> Iterator[int]:
        """Yield the numbers of all records of a file."""
        for (number,) in self.connection.execute("SELECT number FROM records WHERE file = ?", (file,)):
            yield number

    def save_progress(self, progress: FileProgress) -> None:
        """Save how far a file was read."""
        values = (
            progress.file, progress.format_name, progress.path, progress.fingerprint, progress.position,
            progress.is_done, progress.built_at,
        )  # fmt: skip
        self.connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def create_indexes(self) -> None:
        """Make the keys searchable."""
        self.connection.executescript(_INDEXES)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def _prepare(self) -> None:
        stored = self.recall("dictionary")
        # Digested: otherwise the dictionary is prepared anew for each row, which takes ten times as long as the row.
        dictionary = zstd.ZstdDict(stored).as_digested_dict if stored else None
        compressor = zstd.ZstdCompressor(level=_LEVEL, zstd_dict=dictionary)
        self._packer = partial(compressor.compress, mode=zstd.ZstdCompressor.FLUSH_FRAME)
        # `zstd.decompress` also reads frames that follow each other, and takes twice as long for one.
        self._unpacker = lambda body: zstd.ZstdDecompressor(zstd_dict=dictionary).decompress(body)

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        try:
            return self.connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._damaged(CatalogueDamaged if is_damage(error) else StoreError, error) from error

    def _damaged(self, kind: type[StoreError], error: Exception) -> StoreError:
        hint = "delete the catalogue's folder and build it again"
        return kind(f"{self.path}: the catalogue is damaged ({error})", hint=hint)


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether it is the file that is wrong, not what keeps it from being read or written just now."""
    return not isinstance(error, sqlite3.OperationalError) or "no such" in str(error)


def open_record_store(path: Path, *, create: bool = False) -> RecordStore:
    """Open a file of records, or with `create` make one if there is none.

    Raises `StoreError` if it is missing, damaged, or of another version.
    """
    if not create and not path.exists():
        raise StoreError(f"{path.parent}: there is no catalogue here", hint="`biblio catalogue build` builds one")
    hint = "delete the folder and build the catalogue again"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # It is used by one thread at a time, but not always by the one that opened it.
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        with ExitStack() as stack:
            stack.callback(connection.close)
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, _VERSION):
                raise CatalogueDamaged(f"{path.parent}: another version of biblio built this catalogue", hint=hint)
            if version == 0:
                connection.execute("PRAGMA page_size = 8192")
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(_TABLES)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA cache_size = {-_CACHE}")
            stack.pop_all()  # the connection is usable and stays open
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, sqlite3.Error) and (problem := disk_problem(str(error))):
            raise StoreError(f"{path}: {problem}", hint=DISK_HINT) from error
        kind = CatalogueDamaged if isinstance(error, sqlite3.Error) and is_damage(error) else StoreError
        raise kind(f"{path}: the catalogue cannot be opened ({error})", hint=hint) from error
    return RecordStore(connection, path)
