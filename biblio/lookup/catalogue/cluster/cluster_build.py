"""Load sources into a catalogue on OpenSearch, and keep it up to date with them.

Rows are sent in bulk, several requests at a time; reading waits while all of them are under way, so a cluster that is
slower than the reader slows it down. A file's position is saved only after all works before it are safe, and a work
that is sent twice is stored once: a build that was killed, on any machine, loses and doubles nothing when it goes on.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from biblio.errors import Problem
from biblio.lookup.catalogue.build import BuildResult
from biblio.lookup.catalogue.cluster.cluster_builds import (
    ClusterIndex,
    LoadedFile,
    build_target,
    loaded_files,
    make_visible,
    publish_first_build,
    save_loaded_file,
)
from biblio.lookup.catalogue.cluster.cluster_connection import BulkOutcome, ClusterConnection
from biblio.lookup.catalogue.cluster.cluster_documents import document_id, row_document, source_key
from biblio.lookup.catalogue.cluster.cluster_queries import source_query
from biblio.lookup.catalogue.formats.format_base import CatalogueFormat, CatalogueRow, SourceFile
from biblio.lookup.catalogue.row_format import row_text
from biblio.lookup.progress import BuildProgress

__all__ = ["BulkSizes", "LoadOptions", "load_cluster"]

Source = tuple[CatalogueFormat, SourceFile]
_FILES = 500  # files whose progress is asked for at once


@dataclass(frozen=True, slots=True)
class BulkSizes:
    """How much is sent at a time; tests make it small.

    A request has at most `rows` works and some `size` bytes; `requests` of them are under way at once. After `commit`
    rows the position in the file is saved.
    """

    rows: int = 1000
    size: int = 4_000_000
    requests: int = 4
    commit: int = 20_000


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How a catalogue is loaded.

    With `aside` a new index is filled, which answers no question until it is published. `shards` and `replicas` are
    those of a new index. This machine reads the files that belong to `part` (1 to `parts`).
    """

    aside: bool = False
    shards: int | None = None
    replicas: int | None = None
    part: int = 1
    parts: int = 1


def load_cluster(
    connection: ClusterConnection,
    files: Iterable[Source],
    options: LoadOptions = LoadOptions(),
    *,
    progress: BuildProgress,
    has_grown: Callable[[SourceFile, str], bool] = lambda file, before: False,
    clock: Callable[[], float] = time.time,
    sizes: BulkSizes = BulkSizes(),
) -> BuildResult:
    """Bring a catalogue up to date with `files`; see `build_index`, which does the same in a folder.

    The first build of a catalogue goes live once no machine has a file left to read, unless it is built aside.

    Raises `ServiceError` if the cluster could not be asked in the end, `UsageError` if `options` do not fit its index.
    """
    own = [
        (source, file) for source, file in files if int(source_key(file.path), 16) % options.parts == options.part - 1
    ]
    target = build_target(connection, aside=options.aside, shards=options.shards, replicas=options.replicas)
    with ThreadPoolExecutor(sizes.requests, thread_name_prefix="bulk") as threads:
        result = _ClusterBuild(connection, target, progress, clock, sizes, threads).run(own, has_grown)
    make_visible(connection, target)
    if not options.aside:
        publish_first_build(connection, target)
    return result


class _ClusterBuild:
    """One build: what is under way, and the counts."""

    def __init__(
        self,
        connection: ClusterConnection,
        index: ClusterIndex,
        progress: BuildProgress,
        clock: Callable[[], float],
        sizes: BulkSizes,
        threads: ThreadPoolExecutor,
    ) -> None:
        self._connection = connection
        self._index = index
        self._progress = progress
        self._clock = clock
        self._sizes = sizes
        self._threads = threads
        self._result = BuildResult()

    def run(self, files: Sequence[Source], has_grown: Callable[[SourceFile, str], bool]) -> BuildResult:
        for start in range(0, len(files), _FILES):
            part = files[start : start + _FILES]
            paths = [file.path for _, file in part]
            known = {file.path: file for file in loaded_files(self._connection, self._index, paths)}
            for source, file in part:
                self._read(source, file, known.get(file.path), has_grown)
        return self._result

    def _read(
        self,
        source: CatalogueFormat,
        file: SourceFile,
        before: LoadedFile | None,
        has_grown: Callable[[SourceFile, str], bool],
    ) -> None:
        if before is not None and before.is_done and before.fingerprint == file.fingerprint:
            self._count(unchanged=1)
            return
        self._progress.stage(f"Reading {Path(file.path).name}", 0)
        if before is None:
            before = LoadedFile(source.name, file.path, file.fingerprint)
            self._save(before)
        if before.fingerprint == file.fingerprint or (before.is_done and has_grown(file, before.fingerprint)):
            self._read_on(source, file, replace(before, fingerprint=file.fingerprint, is_done=False))
        else:
            self._read_again(source, file, replace(before, format_name=source.name, fingerprint=file.fingerprint))

    def _read_on(self, source: CatalogueFormat, file: SourceFile, progress: LoadedFile) -> None:
        """Continue reading a file to its end."""
        key = source_key(file.path)
        under_way: deque[tuple[Future[BulkOutcome], LoadedFile]] = deque()
        saved = progress
        for chunk in self._chunks(source.rows(file, progress.position)):
            progress = replace(progress, position=chunk[-1].position, works=progress.works + len(chunk))
            if len(under_way) >= self._sizes.requests:
                safe = self._finish(file, *under_way.popleft())
                if safe.works - saved.works >= self._sizes.commit:
                    self._save(safe)
                    saved = safe
            documents = [
                (name, row_document(name, key, row.fields, row.raw))
                for row in chunk
                for name in (document_id(key, row.raw),)
            ]
            under_way.append((self._threads.submit(self._send, documents), progress))
        while under_way:
            self._finish(file, *under_way.popleft())
        self._save(replace(progress, is_done=True, built_at=self._clock()))

    def _read_again(self, source: CatalogueFormat, file: SourceFile, progress: LoadedFile) -> None:
        """Read a file that has changed: add what is new, remove what is gone.

        Its position is saved only at the end, because only then it is known what is gone.
        """
        key = source_key(file.path)
        present: set[str] = set()
        position = b""
        for chunk in self._chunks(source.rows(file, b"")):
            rows = {document_id(key, row.raw): row for row in chunk}
            known = self._connection.documents(self._index.name, list(rows), with_source=False)
            self._count(kept=len(known))
            documents = [
                (name, row_document(name, key, row.fields, row.raw)) for name, row in rows.items() if name not in known
            ]
            if documents:
                self._count_outcome(file, self._send(documents))
            present.update(rows)
            position = chunk[-1].position
        make_visible(self._connection, self._index)
        for page in self._connection.ids(self._index.name, source_query(key)):
            if gone := [name for name in page if name not in present]:
                self._connection.delete_many(self._index.name, gone)
                self._count(removed=len(gone))
        self._save(replace(progress, position=position, is_done=True, built_at=self._clock(), works=len(present)))

    def _send(self, documents: Sequence[tuple[str, bytes]]) -> BulkOutcome:
        return self._connection.create_many(self._index.name, documents)

    def _finish(self, file: SourceFile, sent: Future[BulkOutcome], progress: LoadedFile) -> LoadedFile:
        """Wait until works are safe; return the progress that is then certain."""
        self._count_outcome(file, sent.result())
        return progress

    def _count_outcome(self, file: SourceFile, outcome: BulkOutcome) -> None:
        problems = tuple(Problem(file.path, 0, f"a work was refused: {reason}") for _, reason in outcome.refused)
        self._result = replace(self._result, problems=(*self._result.problems, *problems))
        self._count(added=outcome.created, kept=outcome.known)

    def _chunks(self, rows: Iterable[CatalogueRow | Problem]) -> Iterator[list[CatalogueRow]]:
        """Yield the rows that have a title in pieces for one request each, and count the others."""
        chunk: list[CatalogueRow] = []
        size = 0
        for row in rows:
            if isinstance(row, Problem):
                self._result = replace(self._result, problems=(*self._result.problems, row))
            elif row_text(row.fields, "title"):
                chunk.append(row)
                size += 2 * len(row.raw)  # its words are sent beside it
                if len(chunk) >= self._sizes.rows or size >= self._sizes.size:
                    yield chunk
                    self._progress.step(len(chunk))
                    chunk, size = [], 0
            else:
                self._count(untitled=1)
        if chunk:
            yield chunk

    def _save(self, file: LoadedFile) -> None:
        save_loaded_file(self._connection, self._index, file)

    def _count(self, **counts: int) -> None:
        changes = {name: getattr(self._result, name) + count for name, count in counts.items()}
        self._result = replace(self._result, **changes)
