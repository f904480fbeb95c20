"""The engines that hold a catalogue, behind one interface, so that the same tests run on each.

`folder` is the local index. `server` is OpenSearch as `tests.servers.opensearch` plays it; `cluster` is the real one
(slow; see `tests.servers.opensearch_cluster`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from biblio.lookup.catalogue.build import BuildResult, BuildSizes, build_index
from biblio.lookup.catalogue.catalogue_service import open_catalogue
from biblio.lookup.catalogue.work_catalogue import WorkCatalogue
from tests.lookup.catalogue.memory import BuildLog, MemoryFormat
from tests.servers.base import Farm
from tests.servers.opensearch import OpenSearch
from tests.servers.opensearch_cluster import shared_cluster

ENGINES = ["folder", "server", pytest.param("cluster", marks=pytest.mark.slow)]


class Engine(Protocol):
    """Builds and opens one catalogue. `behind` is how many rows a killed build may have read beyond what it saved."""

    behind: int

    def build(
        self, source: MemoryFormat, log: BuildLog | None = None, *, chunk: int = 1000, commit: int = 40_000
    ) -> BuildResult: ...

    def open(self) -> WorkCatalogue: ...


class FolderEngine:
    behind = 1

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build(
        self, source: MemoryFormat, log: BuildLog | None = None, *, chunk: int = 1000, commit: int = 40_000
    ) -> BuildResult:
        return build_index(
            self.folder, source.files(), progress=log or BuildLog(), sizes=BuildSizes(chunk, commit, samples=0)
        )

    def open(self) -> WorkCatalogue:
        return open_catalogue(self.folder)


class ServerEngine:
    """A catalogue on OpenSearch at `url`, under a name of its own."""

    behind = 11

    def __init__(self, url: str) -> None:
        from biblio.lookup.catalogue.cluster.cluster_connection import CatalogueServer

        self.server = CatalogueServer(url, f"test-{uuid.uuid4().hex[:8]}")
        self.waits: list[float] = []

    def build(
        self, source: MemoryFormat, log: BuildLog | None = None, *, chunk: int = 1000, commit: int = 40_000
    ) -> BuildResult:
        from biblio.lookup.catalogue.cluster.cluster_build import BulkSizes, LoadOptions, load_cluster

        sizes = BulkSizes(rows=chunk, requests=2, commit=commit)
        connection = self.connect()
        try:
            options = LoadOptions(shards=2, replicas=0)
            return load_cluster(connection, source.files(), options, progress=log or BuildLog(), sizes=sizes)
        finally:
            connection.close()

    def open(self) -> WorkCatalogue:
        from biblio.lookup.catalogue.cluster.cluster_catalogue import ClusterCatalogue

        return ClusterCatalogue(self.connect())

    def connect(self):  # type: ignore[no-untyped-def]
        from biblio.lookup.catalogue.cluster.cluster_connection import connect_cluster

        return connect_cluster(self.server, sleep=self.waits.append)


@contextmanager
def opened_engine(name: str, folder: Path) -> Iterator[Engine]:
    """Yield the engine called `name` with nothing in it; skip the test if it is not there."""
    if name == "folder":
        yield FolderEngine(folder)
        return
    pytest.importorskip("opensearchpy", reason="needs the extra 'opensearch'")
    if name == "cluster":
        yield ServerEngine(shared_cluster(1).url)
        return
    with Farm([OpenSearch()]) as farm:
        yield ServerEngine(f"{farm.url}/opensearch")


def titles_in(engine: Engine, numbers: Sequence[int]) -> set[str]:
    """Return the titles of the papers with these numbers (see `memory.paper`) that a catalogue has, by identifier.

    Each must be found by its title too, and there must be no other work.
    """
    from biblio.model.identifiers import arxiv

    catalogue = engine.open()
    try:
        identifiers = [identifier for number in numbers if (identifier := arxiv(f"2401.{number:05}"))]
        records = [record for identifier in identifiers for record in catalogue.by_identifier(identifier)]
        assert catalogue.count == len(records)
        for record in records:
            assert catalogue.by_titles((record.title,))[0].title == record.title
        return {record.title for record in records}
    finally:
        catalogue.close()
