"""As much of OpenSearch as a catalogue asks of it, in memory: indexes, aliases, bulk writes, searches by shards.

It keeps to what `https://docs.opensearch.org` says about these requests: what is written is found by id at once, and by
searches after a refresh. The scores are only ordered like the real ones. What goes wrong within an answer is set by `refuse`
(writes) and `disturb` (searches); what goes wrong with whole requests is scripted in the farm.
"""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from biblio.lookup.catalogue.word_index import is_misspelling
from tests.servers.base import Request, Response, json_response

Document = dict[str, Any]
Hit = tuple[float, str, Document]


@dataclass
class Index:
    """An index: its settings and mapping, all documents, and those that searches see."""

    body: Document
    uuid: str = field(default_factory=lambda: uuid.uuid4().hex)
    documents: dict[str, Document] = field(default_factory=dict)
    visible: dict[str, Document] = field(default_factory=dict)

    @property
    def settings(self) -> Document:
        return {**self.body["settings"], "uuid": self.uuid}

    def stored(self, document: Document) -> Document:
        kept = self.body["mappings"].get("_source", {}).get("includes")
        return {name: value for name, value in document.items() if kept is None or name in kept}


class OpenSearch:
    """The service; it has no state but its indexes and aliases."""

    name = "opensearch"

    def __init__(self) -> None:
        self.indexes: dict[str, Index] = {}
        self.aliases: dict[str, str] = {}
        self._refusals: list[tuple[int, str]] = []
        self._disturbances: list[Document] = []
        self._listings: dict[str, list[list[Hit]]] = {}

    def refuse(self, *refusals: tuple[int, str]) -> None:
        """Refuse the next items of bulk requests with these statuses and types of errors, one each."""
        self._refusals += refusals

    def disturb(self, *changes: Document) -> None:
        """Put these keys into the answers to the next searches, one each."""
        self._disturbances += changes

    def answer(self, request: Request) -> Response:
        parts = request.path.strip("/").split("/")
        body = request.body.decode()
        match request.method, parts:
            case "POST", ["_msearch"]:
                lines = [json.loads(line) for line in body.splitlines()]
                searches = zip(lines[::2], lines[1::2], strict=True)
                return json_response(
                    {"responses": [self._search(header["index"], search) for header, search in searches]}
                )
            case "POST", ["_aliases"]:
                for (action, what), *_ in (list(entry.items()) for entry in json.loads(body)["actions"]):
                    if action == "add":
                        self.aliases[what["alias"]] = what["index"]
                return json_response({"acknowledged": True})
            case "GET", ["_alias", name]:
                if name not in self.aliases:
                    return json_response({"error": f"alias [{name}] missing", "status": 404}, 404)
                return json_response({self.aliases[name]: {"aliases": {name: {}}}})
            case _, ["_search", "scroll"]:
                return self._scroll(request.method, json.loads(body))
            case "GET", ["_cluster", "health", _]:
                return json_response({"status": "green", "timed_out": False})
            case "GET", [pattern, "_settings"] if pattern.endswith("*"):
                names = [name for name in self.indexes if name.startswith(pattern[:-1])]
                return json_response({name: {"settings": {"index": self.indexes[name].settings}} for name in names})
            case "PUT", [name]:
                if name in self.indexes:
                    error = {"type": "resource_already_exists_exception", "reason": f"index [{name}] already exists"}
                    return json_response({"error": {"root_cause": [error], **error}, "status": 400}, 400)
                self.indexes[name] = Index(json.loads(body))
                return json_response({"acknowledged": True, "index": name})
            case "DELETE", [name] if name in self.indexes:
                del self.indexes[name]
                return json_response({"acknowledged": True})
        index = self._index(parts[0])
        if index is None:
            return json_response({"error": _no_index(parts[0]), "status": 404}, 404)
        return self._of_index(request.method, parts[1:], index, body, request)

    def _of_index(self, method: str, parts: list[str], index: Index, body: str, request: Request) -> Response:
        match method, parts:
            case "GET", ["_settings"]:
                name = next(name for name, other in self.indexes.items() if other is index)
                return json_response({name: {"settings": {"index": index.settings}}})
            case "PUT", ["_settings"]:
                index.body["settings"].update(json.loads(body)["index"])
                return json_response({"acknowledged": True})
            case "GET", ["_stats", "store"]:
                return json_response({"_all": {"total": {"store": {"size_in_bytes": 1000}}}})
            case "POST", ["_refresh"]:
                index.visible = dict(index.documents)
                return json_response({"_shards": {"total": 2, "successful": 1, "failed": 0}})
            case "POST", ["_bulk"]:
                return json_response({"items": list(self._written(index, body))})
            case "POST", ["_mget"]:
                return json_response({"docs": [_got(index, name, request) for name in json.loads(body)["ids"]]})
            case "PUT", ["_doc", name]:
                index.documents[name] = json.loads(body)
                return json_response({"_id": name, "result": "created"}, 201)
            case "POST", ["_delete_by_query"]:
                for _, name, _ in list(_hits(index, json.loads(body)["query"])):
                    del index.documents[name]
                return json_response({"deleted": 1})
            case "POST", ["_search"]:
                search = json.loads(body)
                hits = sorted(_hits(index, search["query"]), key=lambda hit: hit[1])
                size = search["size"]
                pages = [hits[start : start + size] for start in range(0, len(hits), size)]
                name = uuid.uuid4().hex
                self._listings[name] = pages
                return self._scroll("POST", {"scroll_id": name})
        return json_response({"error": "no such request", "status": 400}, 400)

    def _index(self, name: str) -> Index | None:
        return self.indexes.get(self.aliases.get(name, name))

    def _scroll(self, method: str, body: Document) -> Response:
        name = body["scroll_id"]
        if method == "DELETE":
            self._listings.pop(name, None)
            return json_response({"succeeded": True})
        pages = self._listings[name]
        page = pages.pop(0) if pages else []
        hits = [{"_id": hit, "sort": [place]} for place, (_, hit, _) in enumerate(page)]
        return json_response({**_complete(), "_scroll_id": name, "hits": {"hits": hits}})

    def _written(self, index: Index, body: str) -> Iterator[Document]:
        lines = iter(body.splitlines())
        for line in lines:
            ((action, what),) = json.loads(line).items()
            document = json.loads(next(lines)) if action != "delete" else {}
            if self._refusals:
                status, kind = self._refusals.pop(0)
                yield {action: {"status": status, "error": {"type": kind, "reason": "refused by the test"}}}
            elif action == "create" and what["_id"] in index.documents:
                yield {action: {"status": 409, "error": {"type": "version_conflict_engine_exception"}}}
            elif action == "delete":
                yield {action: {"status": 200 if index.documents.pop(what["_id"], None) else 404}}
            else:
                unknown = document.keys() - index.body["mappings"]["properties"].keys()
                assert not unknown, unknown
                index.documents[what["_id"]] = document
                yield {action: {"status": 201}}

    def _search(self, name: str, search: Document) -> Document:
        if self._disturbances and (change := self._disturbances.pop(0)):
            return {**_complete(), "hits": {"total": {"value": 0}, "hits": []}, **change}
        index = self._index(name)
        if index is None:
            return {"error": _no_index(name), "status": 404}
        hits = list(_hits(index, search["query"]))
        sort = search.get("sort", [{"_score": "desc"}])
        for key, order in reversed([pair for entry in sort for pair in entry.items()]):
            hits.sort(key=lambda hit: hit[0] if key == "_score" else hit[2][key], reverse=order == "desc")
        keys = [key for entry in sort for key in entry]
        shown = [
            {"_id": name, "_source": index.stored(document), "sort": [score if key == "_score" else document[key] for key in keys]}
            for score, name, document in hits[: search.get("size", 10)]
        ]  # fmt: skip
        found: Document = {**_complete(), "status": 200, "hits": {"total": {"value": len(hits)}, "hits": shown}}
        for label, aggregation in search.get("aggs", {}).items():
            values = [document[aggregation["max"]["field"]] for _, _, document in hits]
            found["aggregations"] = {label: {"value": max(values, default=None)}}
        return found


def _complete() -> Document:
    return {"timed_out": False, "_shards": {"total": 2, "successful": 2, "skipped": 0, "failed": 0}}


def _no_index(name: str) -> Document:
    error = {"type": "index_not_found_exception", "reason": f"no such index [{name}]"}
    return {"root_cause": [error], **error}


def _got(index: Index, name: str, request: Request) -> Document:
    if name not in index.documents:
        return {"_id": name, "found": False}
    source = {"_source": index.stored(index.documents[name])} if request.query.get("_source") != "false" else {}
    return {"_id": name, "found": True, **source}


def _hits(index: Index, query: Document) -> Iterator[Hit]:
    for name, document in index.visible.items():
        if (score := _score(index, query, document)) is not None:
            yield score, name, document


def _values(document: Document, name: str) -> list[str]:
    value = document.get(name, [])
    return (
        value if isinstance(value, list) else str(value).split() if name in ("title", "text", "names") else [str(value)]
    )


def _score(index: Index, query: Document, document: Document) -> float | None:
    """Return how well a document fits a query, None if it does not."""
    ((kind, what),) = query.items()
    match kind:
        case "match_all":
            return 1.0
        case "term":
            ((name, value),) = what.items()
            boost = value["boost"] if isinstance(value, dict) else 1.0
            word = value["value"] if isinstance(value, dict) else value
            having = sum(word in _values(other, name) for other in index.visible.values())
            return boost * math.log(1 + len(index.visible) / having) if word in _values(document, name) else None
        case "terms":
            ((name, words),) = what.items()
            return 1.0 if set(words) & set(_values(document, name)) else None
        case "fuzzy":
            ((name, value),) = what.items()
            word = value["value"]
            near = any(word == other or is_misspelling(word, other) for other in _values(document, name))
            return 1.0 if near else None
        case "constant_score":
            return what["boost"] if _score(index, what["filter"], document) is not None else None
        case "dis_max":
            scores = [score for part in what["queries"] if (score := _score(index, part, document)) is not None]
            return max(scores, default=None)
    filters = what.get("filter", [])
    filters = filters if isinstance(filters, list) else [filters]
    if any(_score(index, part, document) is None for part in filters):
        return None
    scores = [score for part in what.get("should", []) if (score := _score(index, part, document)) is not None]
    return sum(scores) if scores or filters else None
