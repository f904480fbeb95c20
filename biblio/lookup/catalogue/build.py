"""Build a catalogue and keep it up to date: stream rows from sources into the records and the full text.

A build continues where it was killed. The full text is committed before the records, and the records say how far each
source was read; works in the full text without a record are removed when a build begins. A file that has not changed is
skipped. A changed file is read again: known rows stay as they are, new ones are added, and those that are gone are
removed when its end is reached.
"""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import msgspec

from biblio.bibtex.latex_to_text import title_text
from biblio.disk_errors import DISK_HINT, disk_problem
from biblio.errors import CatalogueDamaged, Problem, StoreError
from biblio.files import explain_os_error
from biblio.lookup.catalogue.formats.format_base import CatalogueFormat, CatalogueRow, SourceFile
from biblio.lookup.catalogue.fulltext import FullText, open_fulltext
from biblio.lookup.catalogue.record_store import FileProgress, RecordStore, is_damage, open_record_store
from biblio.lookup.catalogue.row_format import row_month, row_text, searched_texts
from biblio.lookup.catalogue.row_keys import hash64, row_keys
from biblio.lookup.progress import BuildProgress

__all__ = ["NEWEST_KEY", "BuildResult", "BuildSizes", "build_index"]

NEWEST_KEY = "newest"
"""The name under which the records remember the latest day on which one of their arXiv papers was published."""


_SAMPLED_FILES = 20


@dataclass(frozen=True, slots=True)
class BuildSizes:
    """How many rows a build adds at a time, and how many it adds between two commits; tests make them small.

    If a build is killed, what was added since the last commit is lost: the work of some four seconds. `samples` rows
    are read beforehand for the dictionary of a new catalogue, in at most twenty files.
    """

    chunk: int = 1000
    commit: int = 40_000
    samples: int = 4000


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did: how many rows it added, kept and so on, unchanged files, and problems with rows.

    `kept` rows of a changed file were already known; `untitled` rows were skipped.
    """

    added: int = 0
    kept: int = 0
    removed: int = 0
    untitled: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()


def build_index(
    folder: Path,
    files: Iterable[tuple[CatalogueFormat, SourceFile]],
    *,
    progress: BuildProgress,
    has_grown: Callable[[SourceFile, str], bool] = lambda file, before: False,
    clock: Callable[[], float] = time.time,
    sizes: BuildSizes = BuildSizes(),
    with_fulltext: bool = True,
    open_store: Callable[[Path], RecordStore] = lambda path: open_record_store(path, create=True),
) -> BuildResult:
    """Bring the catalogue in `folder` up to date with `files`.

    `has_grown` says whether a file only became longer since it had an earlier fingerprint. Without `with_fulltext` only
    the records are built, whose words are to be searched in memory (`WordIndex`). Raises `StoreError` if the
    folder cannot be written or another process is building in it.
    """
    with _locked(folder):
        records = open_store(folder / "records.sqlite")
        fulltext = open_fulltext(folder / "text") if with_fulltext else None
        try:
            return _Build(records, fulltext, progress, clock, sizes).run(files, has_grown)
        except sqlite3.Error as error:
            if problem := disk_problem(str(error)):
                raise StoreError(f"{folder}: {problem}", hint=DISK_HINT) from error
            hint = "delete the folder and build the catalogue again"
            kind = CatalogueDamaged if is_damage(error) else StoreError
            raise kind(f"{folder}: the catalogue cannot be written ({error})", hint=hint) from error
        finally:
            if fulltext is not None:
                fulltext.close()
            records.close()


class _Build:
    """One build: what was read but is not committed yet, and the counts."""

    def __init__(
        self,
        records: RecordStore,
        fulltext: FullText | None,
        progress: BuildProgress,
        clock: Callable[[], float],
        sizes: BuildSizes,
    ) -> None:
        self._records = records
        self._fulltext = fulltext
        self._progress = progress
        self._clock = clock
        self._sizes = sizes
        self._next_number = records.last_number + 1
        self._counts = Counter(records.counts_by_file())
        self._newest_day = (records.recall(NEWEST_KEY) or b"").decode()
        self._result = BuildResult()

    def run(
        self, files: Iterable[tuple[CatalogueFormat, SourceFile]], has_grown: Callable[[SourceFile, str], bool]
    ) -> BuildResult:
        if self._fulltext is not None:
            self._fulltext.remove_after(self._next_number - 1)
        known = self._records.files()
        last_file = max((progress.file for progress in known.values()), default=0)
        files = list(files)
        self._train_dictionary(files)
        for source, file in files:
            before = known.get(file.path)
            if before is not None and before.is_done and before.fingerprint == file.fingerprint:
                self._count(unchanged=1)
                continue
            self._progress.stage(f"Reading {Path(file.path).name}", 0)
            if before is None:
                last_file += 1
                before = FileProgress(last_file, source.name, file.path, file.fingerprint, b"", is_done=False)
            if before.fingerprint == file.fingerprint or (before.is_done and has_grown(file, before.fingerprint)):
                self._read_on(source, file, replace(before, fingerprint=file.fingerprint, is_done=False))
            else:
                self._read_again(source, file, replace(before, format_name=source.name, fingerprint=file.fingerprint))
        if not self._records.is_indexed:
            self._records.create_indexes()
        return self._result

    def _train_dictionary(self, files: Sequence[tuple[CatalogueFormat, SourceFile]]) -> None:
        """Make the dictionary of a new catalogue from the first rows of some files, evenly spaced.

        Those of the first alone would suit the others badly: their rows become a seventh larger.
        """
        if self._records.has_dictionary:
            return
        some = files[:: -(-len(files) // _SAMPLED_FILES) or 1]
        samples = []
        for source, file in some:
            rows = islice(source.rows(file, b""), self._sizes.samples // len(some))
            samples += [row.raw for row in rows if isinstance(row, CatalogueRow)]
        self._begin()
        self._records.train_dictionary(samples)

    def _read_on(self, source: CatalogueFormat, file: SourceFile, progress: FileProgress) -> None:
        """Continue reading a file to its end."""
        uncommitted = 0
        rows = self._usable(source.rows(file, progress.position))
        while chunk := list(islice(rows, self._sizes.chunk)):
            self._add(progress.file, chunk)
            progress = replace(progress, position=chunk[-1].position)
            uncommitted += len(chunk)
            if uncommitted >= self._sizes.commit:
                self._commit(progress)
                uncommitted = 0
        self._commit(replace(progress, is_done=True, built_at=self._clock()))

    def _read_again(self, source: CatalogueFormat, file: SourceFile, progress: FileProgress) -> None:
        """Read a file that has changed: add what is new, remove what is gone.

        Its position is saved only at the end, because only then it is known what is gone.
        """
        self._records.create_indexes()
        present: set[int] = set()
        position = b""
        rows = self._usable(source.rows(file, b""))
        while chunk := list(islice(rows, self._sizes.chunk)):
            new_rows = []
            for row in chunk:
                number = self._records.number_of_row(progress.file, hash64(row.raw))
                if number is None:
                    new_rows.append(row)
                else:
                    present.add(number)
            self._count(kept=len(chunk) - len(new_rows))
            present.update(self._add(progress.file, new_rows))
            position = chunk[-1].position
        gone = [number for number in self._records.numbers_in_file(progress.file) if number not in present]
        self._remove(progress.file, gone)
        self._commit(replace(progress, position=position, is_done=True, built_at=self._clock()))

    def _usable(self, rows: Iterable[CatalogueRow | Problem]) -> Iterator[CatalogueRow]:
        """Yield the rows that have a title, and count the others."""
        for count, row in enumerate(rows, 1):
            if isinstance(row, Problem):
                self._result = replace(self._result, problems=(*self._result.problems, row))
            elif row_text(row.fields, "title"):
                yield row
            else:
                self._count(untitled=1)
            if count % self._sizes.chunk == 0:
                self._progress.step(self._sizes.chunk)

    def _add(self, file: int, rows: Sequence[CatalogueRow]) -> range:
        """Add rows; return their numbers."""
        if not rows:
            return range(0)
        self._begin()
        numbers = range(self._next_number, self._next_number + len(rows))
        keys: set[tuple[int, int]] = set()
        for number, row in zip(numbers, rows, strict=True):
            title = title_text(row_text(row.fields, "title"))
            keys.update((key, number) for key in row_keys(row.fields, title))
            if self._fulltext is not None:
                self._fulltext.add(number, row_month(row.fields), searched_texts(row.fields, title))
            if row.fields.get("id"):
                self._newest_day = max(self._newest_day, row_text(row.fields, "published"))
        bodies = ((number, file, hash64(row.raw), row.raw) for number, row in zip(numbers, rows, strict=True))
        self._records.add(bodies, keys)
        self._next_number = numbers.stop
        self._counts[file] += len(rows)
        self._count(added=len(rows))
        return numbers

    def _remove(self, file: int, numbers: Sequence[int]) -> None:
        """Remove rows of a file."""
        if not numbers:
            return
        self._begin()
        decode = msgspec.json.Decoder(dict[str, object]).decode
        bodies = ((number, self._records.row(number)) for number in numbers)
        rows = [(number, decode(body)) for number, body in bodies if body]
        keys = [(key, number) for number, row in rows for key in row_keys(row, title_text(row_text(row, "title")))]
        if self._fulltext is not None:
            self._fulltext.remove(numbers)
        self._records.remove(numbers, keys)
        self._counts[file] -= len(numbers)
        self._count(removed=len(numbers))

    def _begin(self) -> None:
        if not self._records.connection.in_transaction:
            self._records.connection.execute("BEGIN IMMEDIATE")

    def _commit(self, progress: FileProgress) -> None:
        self._begin()
        if self._fulltext is not None:
            self._fulltext.commit()
        self._records.save_progress(progress)
        self._records.remember(NEWEST_KEY, self._newest_day.encode())
        self._records.remember_counts(self._counts)
        self._records.connection.execute("COMMIT")

    def _count(self, **counts: int) -> None:
        changes = {name: getattr(self._result, name) + count for name, count in counts.items()}
        self._result = replace(self._result, **changes)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "build.lock", timeout=0.2):
            yield
    except Timeout as error:
        message = f"{folder}: another biblio process is building this catalogue"
        raise StoreError(message, hint="wait until it is done") from error
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be written: {explain_os_error(error)[0]}", hint="choose another folder with --into"
        ) from error
