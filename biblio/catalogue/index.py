"""The local catalogue: an index over files of JSON lines that answers by identifier and by exact folded title.

The index is an SQLite file beside the state; it is built again when the files change, and may be deleted.
"""

from __future__ import annotations

import gzip
import lzma
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from biblio.catalogue.lines import record_of
from biblio.errors import StoreError
from biblio.match.titles import title_keys
from biblio.model.record import Record
from biblio.ports import Answer, Question

__all__ = ["Catalogue", "open_catalogue"]

_VERSION = 1
_TABLES = f"""
PRAGMA journal_mode = OFF;
CREATE TABLE records (number INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE names (name TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (name, number)) WITHOUT ROWID;
CREATE TABLE origin (fingerprint TEXT NOT NULL, count INTEGER NOT NULL);
PRAGMA user_version = {_VERSION};
"""
_SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.xz", ".ndjson")
_MOST = 20  # records a title can give: more means that it says nothing


class Catalogue:
    """An open index. It is a service like the others, only that asking it costs nothing."""

    name = "catalogue"
    schemes = frozenset({"arxiv", "doi", "acl", "openreview", "pmlr", "neurips", "cvf", "jmlr"})
    searches = True

    def __init__(self, connection: sqlite3.Connection, path: Path, fingerprint: str, count: int) -> None:
        self._connection = connection
        self._path = path
        self._decoder = msgspec.json.Decoder(Record)
        self.fingerprint, self.count = fingerprint, count

    def cost(self, questions: Sequence[Question]) -> int:
        """Return 0: no request is made."""
        return 0

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Answer every question from the index. Raises `StoreError` where it is damaged."""
        for question in questions:
            names: list[str] = []
            if question.identifier is not None:
                names = [str(question.identifier)]
            elif question.query is not None:
                names = [f"title:{key}" for title in question.query.titles for key in title_keys(title)]
            try:
                records = tuple(self._records(names))
            except sqlite3.Error as error:
                hint = "delete it: it is built anew from the catalogue's files"
                raise StoreError(f"{self._path}: the catalogue's index is damaged ({error})", hint=hint) from error
            yield Answer(question, records)

    def _records(self, names: Iterable[str]) -> Iterator[Record]:
        numbers: dict[int, None] = {}
        for name in names:
            rows = self._connection.execute("SELECT number FROM names WHERE name = ? LIMIT ?", (name, _MOST))
            numbers.update((number, None) for (number,) in rows)
        for number in numbers:
            row = self._connection.execute("SELECT body FROM records WHERE number = ?", (number,)).fetchone()
            yield self._decoder.decode(row[0])

    def close(self) -> None:
        """Close the index."""
        self._connection.close()


def open_catalogue(source: Path, index: Path, progress: Callable[[int], None] = lambda count: None) -> Catalogue:
    """Open the index of `source` (a file of JSON lines, plain, gz or xz, or a folder of them), building it if needed.

    `progress` hears how many lines were read. Raises `StoreError` where there is no such file or it has a line that
    is no JSON.
    """
    files = _files(source)
    fingerprint = ";".join(f"{path.name}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in files)
    if index.exists():
        connection = _connect(index)
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] == _VERSION:
                found, count = connection.execute("SELECT fingerprint, count FROM origin").fetchone()
                if found == fingerprint:
                    return Catalogue(connection, index, fingerprint, count)
        except (sqlite3.DatabaseError, TypeError):
            pass  # an index that is damaged or half built is built again below
        connection.close()
    return _build(files, index, fingerprint, progress)


def _connect(index: Path) -> sqlite3.Connection:
    # Asked from one thread at a time, and not always the one that opened it.
    return sqlite3.connect(index, isolation_level=None, check_same_thread=False)


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        files = sorted(path for path in source.iterdir() if path.name.endswith(_SUFFIXES))
        if not files:
            raise StoreError(f"{source}: has no catalogue files", hint=f"their names end in {', '.join(_SUFFIXES)}")
        return files
    if not source.exists():
        raise StoreError(f"{source}: there is no such catalogue", hint="see [catalogue] path in config.toml")
    return [source]


def _build(files: Sequence[Path], index: Path, fingerprint: str, progress: Callable[[int], None]) -> Catalogue:
    index.parent.mkdir(parents=True, exist_ok=True)
    temporary = index.with_name(f"{index.name}.tmp")
    temporary.unlink(missing_ok=True)
    connection = sqlite3.connect(temporary, isolation_level=None)
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    encode = msgspec.json.Encoder().encode
    count = 0
    for path in files:
        for number, row in _rows(path):
            record = record_of(row)
            if record is None:
                continue
            count += 1
            connection.execute("INSERT INTO records VALUES (?, ?)", (count, encode(record)))
            names = {str(identifier) for identifier in record.identifiers}
            names |= {f"title:{key}" for key in title_keys(record.title)}
            connection.executemany("INSERT OR IGNORE INTO names VALUES (?, ?)", ((name, count) for name in names))
            if number % 5000 == 0:
                progress(count)
    connection.execute("INSERT INTO origin VALUES (?, ?)", (fingerprint, count))
    connection.execute("COMMIT")
    connection.close()
    temporary.replace(index)
    return Catalogue(_connect(index), index, fingerprint, count)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    opener = gzip.open if path.suffix == ".gz" else lzma.open if path.suffix == ".xz" else open
    decoder = msgspec.json.Decoder(dict[str, object])
    with opener(path, "rb") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                try:
                    yield number, decoder.decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    hint = "the catalogue is one JSON object a line"
                    raise StoreError(f"{path}:{number}: is no JSON object: {error}", hint=hint) from error
