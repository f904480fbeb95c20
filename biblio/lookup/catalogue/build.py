"""Build a catalogue: stream rows out of sources into the records and the full text, and keep it up to date.

A build goes on where it was killed. The full text is committed before the records, and the records know how far the
source was read; whatever the full text has beyond the records is taken out again when a build begins. A file that has
not changed is passed over. One that has changed is read again: rows that are there already stay as they are, new ones
come in, and those that are gone are taken out when its end is reached.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Protocol

import msgspec

from biblio.bibtex.latex_to_text import title_text
from biblio.errors import Problem, StoreError
from biblio.lookup.catalogue.formats.format_base import CatalogueFormat, CatalogueRow, SourceFile
from biblio.lookup.catalogue.fulltext import FullText, open_fulltext
from biblio.lookup.catalogue.record_store import FileProgress, RecordStore, open_record_store
from biblio.lookup.catalogue.row_format import row_month, row_text
from biblio.lookup.catalogue.row_keys import hash64, row_keys
from biblio.text import fold, search_text

__all__ = ["NEWEST_KEY", "BuildProgress", "BuildResult", "build_index"]

NEWEST_KEY = "newest"
"""Under this name the records remember the latest day on which one of their arXiv papers was published."""
_CHUNK = 1000  # rows that are taken together
_COMMIT = 40_000  # rows between two commits: what a kill costs, some four seconds
_SAMPLES = 4000  # rows the dictionary is made of


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did: rows by what became of them, files passed over as unchanged, rows that cannot be used."""

    added: int = 0
    kept: int = 0
    removed: int = 0
    untitled: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()


class BuildProgress(Protocol):
    """Hears how a build goes on."""

    def file(self, file: SourceFile) -> None:
        """Hear that a file is begun."""
        ...

    def rows(self, count: int) -> None:
        """Hear that so many rows more were read."""
        ...


def build_index(
    folder: Path,
    files: Iterable[tuple[CatalogueFormat, SourceFile]],
    *,
    listener: BuildProgress,
    has_grown: Callable[[SourceFile, str], bool] = lambda file, before: False,
    clock: Callable[[], float] = time.time,
) -> BuildResult:
    """Bring the catalogue in `folder` up to date with `files`.

    `has_grown` tells whether a file only became longer since it had an earlier fingerprint. Raises `StoreError` where
    the folder cannot be written or another build is at work in it.
    """
    with _alone(folder):
        records = open_record_store(folder / "records.sqlite", create=True)
        fulltext = open_fulltext(folder / "text")
        try:
            return _Build(records, fulltext, listener, clock).run(files, has_grown)
        finally:
            fulltext.close()
            records.close()


class _Build:
    """One build: what was read and is not committed yet, and the counts."""

    def __init__(
        self, records: RecordStore, fulltext: FullText, listener: BuildProgress, clock: Callable[[], float]
    ) -> None:
        self._records = records
        self._fulltext = fulltext
        self._listener = listener
        self._clock = clock
        self._next = records.last_number + 1
        self._newest = (records.recall(NEWEST_KEY) or b"").decode()
        self._built = BuildResult()

    def run(
        self, files: Iterable[tuple[CatalogueFormat, SourceFile]], has_grown: Callable[[SourceFile, str], bool]
    ) -> BuildResult:
        self._fulltext.remove_after(self._next - 1)
        known = self._records.files()
        newest = max((one.file for one in known.values()), default=0)
        for source, file in files:
            before = known.get(file.path)
            if before is not None and before.is_done and before.fingerprint == file.fingerprint:
                self._count(unchanged=1)
                continue
            self._listener.file(file)
            if before is None:
                newest += 1
                before = FileProgress(newest, source.name, file.path, file.fingerprint, b"", is_done=False)
            if before.fingerprint == file.fingerprint or (before.is_done and has_grown(file, before.fingerprint)):
                self._go_on(source, file, replace(before, fingerprint=file.fingerprint, is_done=False))
            else:
                self._renew(source, file, replace(before, format_name=source.name, fingerprint=file.fingerprint))
        if not self._records.is_indexed:
            self._records.create_indexes()
        return self._built

    def _go_on(self, source: CatalogueFormat, file: SourceFile, progress: FileProgress) -> None:
        """Read a file from where it was left to its end."""
        waiting = 0
        rows = self._usable(source.rows(file, progress.position))
        while chunk := list(islice(rows, _CHUNK)):
            self._add(progress.file, chunk)
            progress = replace(progress, position=chunk[-1].position)
            waiting += len(chunk)
            if waiting >= _COMMIT:
                self._commit(progress)
                waiting = 0
        self._commit(replace(progress, is_done=True, built_at=self._clock()))

    def _renew(self, source: CatalogueFormat, file: SourceFile, progress: FileProgress) -> None:
        """Read a file that has changed: take in what is new, take out what is gone.

        Its place is noted at its end only, for what is gone is not known before.
        """
        self._records.create_indexes()
        seen: set[int] = set()
        position = b""
        rows = self._usable(source.rows(file, b""))
        while chunk := list(islice(rows, _CHUNK)):
            fresh = []
            for row in chunk:
                number = self._records.number_of_row(progress.file, hash64(row.raw))
                if number is None:
                    fresh.append(row)
                else:
                    seen.add(number)
            self._count(kept=len(chunk) - len(fresh))
            seen.update(self._add(progress.file, fresh))
            position = chunk[-1].position
        gone = [number for number in self._records.numbers_in_file(progress.file) if number not in seen]
        self._remove(gone)
        self._commit(replace(progress, position=position, is_done=True, built_at=self._clock()))

    def _usable(self, rows: Iterable[CatalogueRow | Problem]) -> Iterator[CatalogueRow]:
        for count, row in enumerate(rows, 1):
            if isinstance(row, Problem):
                self._built = replace(self._built, problems=(*self._built.problems, row))
            elif row_text(row.fields, "title"):
                yield row
            else:
                self._count(untitled=1)
            if count % _CHUNK == 0:
                self._listener.rows(_CHUNK)

    def _add(self, file: int, rows: Sequence[CatalogueRow]) -> range:
        """Add rows; return their numbers."""
        if not rows:
            return range(0)
        self._begin()
        self._records.train_dictionary([row.raw for row in rows])
        numbers = range(self._next, self._next + len(rows))
        keys: set[tuple[int, int]] = set()
        for number, row in zip(numbers, rows, strict=True):
            title = title_text(row_text(row.fields, "title"))
            keys.update((key, number) for key in row_keys(row.fields, title))
            self._fulltext.add(number, row_month(row.fields), _texts(row.fields, title))
            if row.fields.get("id"):
                self._newest = max(self._newest, row_text(row.fields, "published"))
        bodies = ((number, file, hash64(row.raw), row.raw) for number, row in zip(numbers, rows, strict=True))
        self._records.add(bodies, keys)
        self._next = numbers.stop
        self._count(added=len(rows))
        return numbers

    def _remove(self, numbers: Sequence[int]) -> None:
        if not numbers:
            return
        self._begin()
        decode = msgspec.json.Decoder(dict[str, object]).decode
        bodies = ((number, self._records.row(number)) for number in numbers)
        rows = [(number, decode(body)) for number, body in bodies if body]
        keys = [(key, number) for number, row in rows for key in row_keys(row, title_text(row_text(row, "title")))]
        self._fulltext.remove(numbers)
        self._records.remove(numbers, keys)
        self._count(removed=len(numbers))

    def _begin(self) -> None:
        if not self._records.connection.in_transaction:
            self._records.connection.execute("BEGIN IMMEDIATE")

    def _commit(self, progress: FileProgress) -> None:
        self._begin()
        self._fulltext.commit()
        self._records.save_progress(progress)
        self._records.remember(NEWEST_KEY, self._newest.encode())
        self._records.connection.execute("COMMIT")

    def _count(self, **counts: int) -> None:
        self._built = replace(self._built, **{name: getattr(self._built, name) + n for name, n in counts.items()})


def _texts(fields: Mapping[str, object], title: str) -> dict[str, str]:
    """Return what of a row the full text holds."""
    texts = {"title": search_text(title)}
    if abstract := fields.get("abstract"):
        texts["abstract"] = search_text(str(abstract))
    authors = fields.get("authors")
    if isinstance(authors, list):
        names = " ".join(map(str, authors))
        texts["names"] = names if names.isascii() else fold(names)
    return texts


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "build.lock", timeout=0.2):
            yield
    except Timeout as error:
        raise StoreError(f"{folder}: is being built by another biblio", hint="wait until it is done") from error
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written: {error}", hint="choose another folder with --into") from error
