"""A catalogue on a server, as commands and projects use it: open it, load sources into it, describe it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from biblio.lookup.catalogue.catalogue_folders import CatalogueInfo, CataloguePart, source_files
from biblio.lookup.catalogue.cluster.cluster_build import LoadOptions, load_cluster
from biblio.lookup.catalogue.cluster.cluster_builds import live_index, loaded_files
from biblio.lookup.catalogue.cluster.cluster_catalogue import ClusterCatalogue
from biblio.lookup.catalogue.cluster.cluster_connection import CatalogueServer, ClusterConnection, connect_cluster
from biblio.lookup.progress import BuildProgress

if TYPE_CHECKING:
    from biblio.lookup.catalogue.build import BuildResult

__all__ = ["cluster_info", "load_catalogue", "open_cluster_catalogue", "opened_connection"]


def open_cluster_catalogue(server: CatalogueServer) -> ClusterCatalogue:
    """Open the catalogue on a server; it is not asked yet. Raises as `connect_cluster` does."""
    return ClusterCatalogue(connect_cluster(server))


@contextlib.contextmanager
def opened_connection(server: CatalogueServer) -> Iterator[ClusterConnection]:
    """Yield a connection, which is closed afterwards."""
    connection = connect_cluster(server)
    try:
        yield connection
    finally:
        connection.close()


def load_catalogue(
    server: CatalogueServer,
    sources: Iterable[Path],
    options: LoadOptions,
    *,
    format_name: str = "",
    progress: BuildProgress,
    clock: Callable[[], float] = time.time,
) -> BuildResult:
    """Bring the catalogue on a server up to date with `sources` (files and folders); see `load_cluster`.

    `format_name` forces a format. Files in an unknown format are among the problems of the result.
    """
    from biblio.lookup.catalogue.formats.source_files import has_grown

    files, problems = source_files(sources, format_name)
    with opened_connection(server) as connection:
        result = load_cluster(
            connection,
            files,
            options,
            progress=progress,
            has_grown=lambda file, before: has_grown(Path(file.path), before),
            clock=clock,
        )
    return replace(result, problems=(*problems, *result.problems))


def cluster_info(server: CatalogueServer) -> CatalogueInfo:
    """Describe the catalogue on a server; its size is that of all copies of its index."""
    with opened_connection(server) as connection:
        catalogue = ClusterCatalogue(connection)
        works = catalogue.count
        index = live_index(connection)
        parts = [
            CataloguePart(file.path, file.format_name, file.works, file.is_done, file.built_at)
            for file in (loaded_files(connection, index) if index is not None else ())
        ]
        size = connection.request("GET", f"/{server.index}/_stats/store")["_all"]["total"]["store"]["size_in_bytes"]
        return CatalogueInfo(server.name, works, size, tuple(parts))
