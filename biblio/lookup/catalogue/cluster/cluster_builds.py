"""The indexes behind a catalogue on OpenSearch: the live one, the one built beside it, and how far files were read.

A catalogue's name is an alias of one index, ``NAME-0001``; questions go to the alias. A new build beside the live one
is ``NAME-0002``; when it is published, the alias moves in one step, so that every question sees one whole index. How
far each source file was read is kept in ``NAME-files``, one document per file and index, so that several machines can
load at once.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from biblio.errors import StoreError, UsageError
from biblio.lookup.catalogue.cluster.cluster_connection import ClusterConnection
from biblio.lookup.catalogue.cluster.cluster_documents import index_body, source_key

__all__ = [
    "ClusterIndex",
    "LoadedFile",
    "build_target",
    "index_beside",
    "last_built",
    "live_index",
    "loaded_files",
    "publish_first_build",
    "publish_index",
    "save_loaded_file",
]

_ONLY_STORED = {"type": "keyword", "index": False, "doc_values": False}
_FILES_BODY = {
    "settings": {"number_of_shards": 1, "number_of_replicas": 1},
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "build": {"type": "keyword"},
            "format": _ONLY_STORED,
            "path": {"type": "keyword"},
            "fingerprint": _ONLY_STORED,
            "position": _ONLY_STORED,
            "is_done": {"type": "boolean"},
            "built_at": {"type": "double"},
            "works": {"type": "long"},
        },
    },
}
_SHOWN = 10_000  # files in a listing


@dataclass(frozen=True, slots=True)
class ClusterIndex:
    """An index for works: its name, and the id that it keeps as long as it exists."""

    name: str
    uuid: str


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """How far a file was read: `position` has the form of its format; `works` is the number of its rows up to there."""

    format_name: str
    path: str
    fingerprint: str
    position: bytes = b""
    is_done: bool = False
    built_at: float = 0.0
    works: int = 0


def live_index(connection: ClusterConnection) -> ClusterIndex | None:
    """Return the index that answers questions; None if there is no catalogue yet."""
    aliases = connection.request("GET", f"/_alias/{connection.server.index}", accept=(404,))
    if not aliases:
        return None
    (name,) = aliases
    return _index(connection, name)


def index_beside(connection: ClusterConnection) -> ClusterIndex | None:
    """Return the newest index that is not live; None if there is none newer than the live one."""
    names = _numbered(connection)
    live = live_index(connection)
    newest = max(names, default=None)
    return None if newest is None or (live is not None and newest <= live.name) else _index(connection, newest)


def build_target(
    connection: ClusterConnection, *, aside: bool, shards: int | None, replicas: int | None
) -> ClusterIndex:
    """Return the index that works are added to: the live one; with `aside` or without a live one, one beside it.

    It is created if there is none, with `shards` and `replicas` (by default 3 and 1); of an index that exists
    `replicas` is changed. Raises `UsageError` if it has another number of shards.
    """
    connection.create_index(f"{connection.server.index}-files", _FILES_BODY)
    live = live_index(connection)
    target = live if live is not None and not aside else index_beside(connection)
    if target is None:
        number = int(live.name.rpartition("-")[2]) + 1 if live is not None else 1
        name = f"{connection.server.index}-{number:04}"
        body = index_body(shards=3 if shards is None else shards, replicas=1 if replicas is None else replicas)
        connection.create_index(name, body)
        target = _index(connection, name)
    settings = _settings(connection, target.name)
    if shards is not None and int(settings["number_of_shards"]) != shards:
        has = f"{target.name} has {settings['number_of_shards']} shards"
        raise UsageError(has, hint="build with --aside, which makes a new index, and publish it")
    if replicas is not None and int(settings["number_of_replicas"]) != replicas:
        connection.request("PUT", f"/{target.name}/_settings", {"index": {"number_of_replicas": replicas}})
    return target


def publish_index(connection: ClusterConnection, *, keep: bool) -> tuple[ClusterIndex, ClusterIndex | None]:
    """Make the newest index live and return it with the former one, which is deleted unless `keep`.

    Raises `StoreError` if there is no newer index, or if a file of it was not read to its end.
    """
    former, new = live_index(connection), index_beside(connection)
    if new is None:
        hint = "`biblio catalogue build --to URL --aside SOURCE...` builds one"
        raise StoreError(f"{connection.server.name}: there is no new build to publish", hint=hint)
    open_files = [file.path for file in loaded_files(connection, new) if not file.is_done]
    if open_files:
        hint = "run the build again: it continues where it stopped"
        raise StoreError(
            f"{new.name}: {open_files[0]} was not read to its end ({len(open_files)} such files)", hint=hint
        )
    _go_live(connection, new, former)
    if former is not None and not keep:
        connection.request("DELETE", f"/{former.name}", accept=(404,))
        query = {"query": {"term": {"build": former.uuid}}}
        files = f"{connection.server.index}-files"
        connection.request("POST", f"/{files}/_delete_by_query", query, parameters={"conflicts": "proceed"})
    return new, former


def publish_first_build(connection: ClusterConnection, index: ClusterIndex) -> None:
    """Make a catalogue's first index live, unless other machines are still reading files into it, or it is live."""
    if live_index(connection) is None and all(file.is_done for file in loaded_files(connection, index)):
        _go_live(connection, index, None)


def _go_live(connection: ClusterConnection, new: ClusterIndex, former: ClusterIndex | None) -> None:
    """Move the catalogue's name to another index, in one step."""
    make_visible(connection, new)
    alias = connection.server.index
    actions: list[dict[str, Any]] = [{"add": {"index": new.name, "alias": alias}}]
    if former is not None:
        actions.append({"remove": {"index": former.name, "alias": alias}})
    connection.request("POST", "/_aliases", {"actions": actions})


def make_visible(connection: ClusterConnection, index: ClusterIndex) -> None:
    """Let questions see all works that were added to an index; wait until each of its shards answers."""
    # Not among the parameters: opensearch-py takes their "timeout" for its own, a number of seconds.
    health = connection.request(
        "GET", f"/_cluster/health/{index.name}?wait_for_status=yellow&timeout=30s", accept=(408,)
    )
    if health is None or health["timed_out"]:
        raise StoreError(f"{index.name}: not all of its shards are there", hint="wait until the cluster has recovered")
    answer = connection.request("POST", f"/{index.name}/_refresh")
    if answer["_shards"]["failed"]:
        raise StoreError(f"{index.name}: not all of its shards answer", hint="wait until the cluster has recovered")


def last_built(connection: ClusterConnection) -> float:
    """Return when a file was last read to its end (seconds since 1970), 0 if never."""
    live = live_index(connection)
    if live is None:
        return 0.0
    search = {
        "query": {"term": {"build": live.uuid}}, "size": 0, "aggs": {"last": {"max": {"field": "built_at"}}},
    }  # fmt: skip
    (answer,) = connection.search_many(f"{connection.server.index}-files", [search])
    return float(answer["aggregations"]["last"]["value"] or 0.0)


def loaded_files(
    connection: ClusterConnection, index: ClusterIndex, paths: Iterable[str] | None = None
) -> Iterator[LoadedFile]:
    """Yield how far each file was read into an index: the files at `paths`, or all."""
    files = f"{connection.server.index}-files"
    if paths is None:
        connection.request("POST", f"/{files}/_refresh")
        search = {"query": {"term": {"build": index.uuid}}, "size": _SHOWN, "sort": [{"path": "asc"}]}
        (answer,) = connection.search_many(files, [search])
        sources = [hit["_source"] for hit in answer["hits"]["hits"]]
    else:
        names = [_file_id(index, path) for path in paths]
        sources = list(connection.documents(files, names).values()) if names else []
    for source in sources:
        yield LoadedFile(
            source["format"], source["path"], source["fingerprint"], b64decode(source["position"]), source["is_done"],
            source["built_at"], source["works"],
        )  # fmt: skip


def save_loaded_file(connection: ClusterConnection, index: ClusterIndex, file: LoadedFile) -> None:
    """Save how far a file was read into an index."""
    body = {
        "build": index.uuid, "format": file.format_name, "path": file.path, "fingerprint": file.fingerprint,
        "position": b64encode(file.position).decode(), "is_done": file.is_done, "built_at": file.built_at,
        "works": file.works,
    }  # fmt: skip
    connection.request("PUT", f"/{connection.server.index}-files/_doc/{_file_id(index, file.path)}", body)


def _file_id(index: ClusterIndex, path: str) -> str:
    return f"{index.uuid}-{source_key(path)}"


def _index(connection: ClusterConnection, name: str) -> ClusterIndex:
    return ClusterIndex(name, _settings(connection, name)["uuid"])


def _settings(connection: ClusterConnection, name: str) -> dict[str, Any]:
    answer = connection.request("GET", f"/{name}/_settings")
    return dict(answer[name]["settings"]["index"])


def _numbered(connection: ClusterConnection) -> list[str]:
    """Return the names of the catalogue's indexes."""
    pattern = re.compile(re.escape(connection.server.index) + r"-\d{4,}")
    answer = connection.request(
        "GET", f"/{connection.server.index}-*/_settings", parameters={"expand_wildcards": "open"}
    )
    return sorted(filter(pattern.fullmatch, answer))
