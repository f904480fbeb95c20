"""The connection to an OpenSearch cluster that holds a catalogue; the only module that uses `opensearchpy`.

Whatever keeps an answer from being complete is an error: a node that does not answer, a queue that is full, a shard
that failed, timed out or is not there. An answer that is returned was given by every shard, so "no hit" means that no
work of the catalogue fits. What may pass is tried again, with growing waits.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from biblio.addresses import split_address
from biblio.errors import BadReply, ServiceError, Unauthorised, Unavailable, UsageError
from biblio.extras import Extra, require
from biblio.model.record import CATALOGUE

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

__all__ = ["BulkOutcome", "CatalogueServer", "ClusterConnection", "Patience", "connect_cluster"]

logger = logging.getLogger(__name__)

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ANSWER = 60.0  # seconds that a node has for an answer
# Too many requests; and what a cluster says while it chooses another primary shard or manager.
_PASSING = frozenset({429, 502, 503, 504})
_EXISTS, _GONE = 409, 404  # what is to be created is there; what is to be deleted is not
_LISTED = 5000  # ids in one page of a listing
_KEEP = "5m"  # how long the cluster keeps a listing open between two pages


@dataclass(frozen=True, slots=True)
class CatalogueServer:
    """Where a catalogue on OpenSearch is: the addresses of the cluster or its nodes, and the catalogue's name.

    `login` is ``user:password`` or a token, and empty without one; it is never shown.
    """

    url: str
    index: str = "biblio"
    login: str = ""

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of the nodes that are asked in turn."""
        return tuple(self.url.replace(",", " ").split())

    @property
    def name(self) -> str:
        """What messages call the catalogue."""
        return f"{self.urls[0].rstrip('/')}/{self.index}" if self.urls else self.index

    def __repr__(self) -> str:
        return f"CatalogueServer({self.url!r}, {self.index!r})"


@dataclass(frozen=True, slots=True)
class Patience:
    """How often something is tried, and how many seconds are waited before it is tried again.

    The waits double from `first` to `longest`, each shortened by up to a half by chance, so that machines that were
    refused together do not come back together.
    """

    tries: int = 6
    first: float = 0.5
    longest: float = 30.0

    def waits(self) -> Iterator[float]:
        """Yield the seconds before each further try."""
        for count in range(self.tries - 1):
            yield min(self.longest, self.first * 2**count) * random.uniform(0.5, 1.0)  # noqa: S311 (no secret)


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What became of documents: how many were created and known, and the ids of refused ones with reasons."""

    created: int = 0
    known: int = 0
    refused: tuple[tuple[str, str], ...] = ()


class ClusterConnection:
    """An open connection. Every method raises `ServiceError` if the cluster could not be asked."""

    def __init__(
        self, client: OpenSearch, server: CatalogueServer, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = client
        self._sleep = sleep
        self.server = server

    def request(
        self,
        method: str,
        path: str,
        body: bytes | Mapping[str, Any] | None = None,
        *,
        parameters: Mapping[str, Any] | None = None,
        patience: Patience = Patience(),
        accept: Sequence[int] = (),
    ) -> Any:
        """Send a request and return the JSON that answers it; None if its status is one of `accept`.

        What the cluster could not do at that moment is tried again.
        """
        waits = patience.waits()
        while True:
            try:
                return self._send(method, path, body, parameters)
            except Unavailable as error:
                wait = next(waits, None)
                if error.status in accept:
                    return None
                if wait is None:
                    raise
                logger.info("%s: %s; trying again in %.1f s", self.server.name, error.reason, wait)
                self._sleep(wait)
            except ServiceError as error:
                if error.status in accept:
                    return None
                raise

    def create_index(self, index: str, body: Mapping[str, Any]) -> None:
        """Create an index unless it exists: another machine may have been faster."""
        try:
            self.request("PUT", f"/{index}", body)
        except BadReply as error:
            if "resource_already_exists" not in error.reason:
                raise

    def search_many(
        self, index: str, searches: Sequence[Mapping[str, Any]], *, patience: Patience = Patience()
    ) -> list[Mapping[str, Any]]:
        """Return the complete answer to each of `searches`, in order; they travel in one request."""
        answers: list[Mapping[str, Any] | None] = [None] * len(searches)
        header = msgspec.json.encode({"index": index, "allow_partial_search_results": False})
        waits = patience.waits()
        while unanswered := [place for place, answer in enumerate(answers) if answer is None]:
            lines = [line for place in unanswered for line in (header, msgspec.json.encode(searches[place]))]
            reply = self.request("POST", "/_msearch", b"\n".join((*lines, b"")), patience=patience)
            responses = reply.get("responses") if isinstance(reply, dict) else None
            if not isinstance(responses, list) or len(responses) != len(unanswered):
                raise BadReply(CATALOGUE, f"{self.server.name}: not every search was answered")
            trouble = ""
            for place, response in zip(unanswered, responses, strict=True):
                if why := self._incomplete(response):
                    trouble = why
                else:
                    answers[place] = response
            if trouble:
                wait = next(waits, None)
                if wait is None:
                    raise Unavailable(CATALOGUE, f"{self.server.name}: {trouble}")
                logger.info("%s: %s; asking again in %.1f s", self.server.name, trouble, wait)
                self._sleep(wait)
        return [answer for answer in answers if answer is not None]

    def _incomplete(self, response: Mapping[str, Any]) -> str:
        """Return why an answer is not complete, empty if it is. Raises `ServiceError` if asking again is no use."""
        if "error" in response:
            status = int(response.get("status", 0))
            reason = _reason(response["error"])
            if status not in _PASSING and status < 500:
                raise self._error(status, reason)
            return reason
        shards = response.get("_shards", {})
        total, successful = shards.get("total", 0), shards.get("successful", 0)
        if response.get("timed_out"):
            return "the search timed out"
        if shards.get("failed") or successful < total or not total:
            return f"{total - successful} of {total} shards did not answer"
        return ""

    def create_many(
        self, index: str, documents: Sequence[tuple[str, bytes]], *, patience: Patience = Patience(tries=14)
    ) -> BulkOutcome:
        """Add documents (id, JSON) that are not there yet, and return what became of them once all are safe.

        Those that were refused because a queue was full or a shard was not there are sent again (alone) after a wait;
        so a cluster that is slower than we are slows us down. `refused` are those that it will never take.
        """
        lines = {name: (msgspec.json.encode({"create": {"_id": name}}), document) for name, document in documents}
        return self._write_many(index, lines, patience)

    def delete_many(self, index: str, names: Iterable[str], *, patience: Patience = Patience(tries=14)) -> None:
        """Remove documents; those that are gone already do not matter."""
        lines = {name: (msgspec.json.encode({"delete": {"_id": name}}),) for name in names}
        self._write_many(index, lines, patience)

    def _write_many(self, index: str, writes: Mapping[str, tuple[bytes, ...]], patience: Patience) -> BulkOutcome:
        left = dict(writes)
        outcome = BulkOutcome()
        waits = patience.waits()
        parameters = {"filter_path": "items.*.status,items.*.error.type,items.*.error.reason"}
        while left:
            body = b"\n".join((*(line for lines in left.values() for line in lines), b""))
            reply = self.request("POST", f"/{index}/_bulk", body, parameters=parameters, patience=patience)
            outcome, left, trouble = self._taken(reply, left, outcome)
            if left:
                wait = next(waits, None)
                if wait is None:
                    raise Unavailable(CATALOGUE, f"{self.server.name}: {len(left)} works were not taken: {trouble}")
                logger.info("%s: %d works refused (%s); again in %.1f s", self.server.name, len(left), trouble, wait)
                self._sleep(wait)
        return outcome

    def _taken(
        self, reply: Any, sent: Mapping[str, tuple[bytes, ...]], before: BulkOutcome
    ) -> tuple[BulkOutcome, dict[str, tuple[bytes, ...]], str]:
        """Return the outcome with that of a reply, what has to be sent again, and why."""
        items = reply.get("items") if isinstance(reply, dict) else None
        if not isinstance(items, list) or len(items) != len(sent):
            raise BadReply(CATALOGUE, f"{self.server.name}: not every work was answered for")
        created, known, refused = before.created, before.known, list(before.refused)
        left: dict[str, tuple[bytes, ...]] = {}
        trouble = ""
        for (name, lines), item in zip(sent.items(), items, strict=True):
            (result,) = item.values()
            status = int(result.get("status", 0))
            reason = _reason(result.get("error", ""))
            if status in (_EXISTS, _GONE) and len(lines) == (2 if status == _EXISTS else 1):
                known += 1
            elif 200 <= status < 300:
                created += 1
            elif status in _PASSING or status >= 500:
                left[name], trouble = lines, reason
            elif status == 400:
                refused.append((name, reason))
            else:
                raise self._error(status, reason)
        return BulkOutcome(created, known, tuple(refused)), left, trouble

    def documents(self, index: str, names: Sequence[str], *, with_source: bool = True) -> dict[str, Mapping[str, Any]]:
        """Return those of the documents that exist, by id, as last written; without their source each is empty."""
        parameters = {"_source": "true" if with_source else "false"}
        reply = self.request("POST", f"/{index}/_mget", {"ids": list(names)}, parameters=parameters)
        documents = reply.get("docs") if isinstance(reply, dict) else None
        if not isinstance(documents, list) or len(documents) != len(names):
            raise BadReply(CATALOGUE, f"{self.server.name}: not every document was answered for")
        for document in documents:
            if "error" in document:
                raise Unavailable(CATALOGUE, f"{self.server.name}: {_reason(document['error'])}")
        return {document["_id"]: document.get("_source", {}) for document in documents if document["found"]}

    def ids(self, index: str, query: Mapping[str, Any]) -> Iterator[Sequence[str]]:
        """Yield pages of the ids of all documents that fit `query`."""
        body = {"query": query, "sort": ["_doc"], "size": _LISTED, "_source": False}
        page = self.request("POST", f"/{index}/_search", body, parameters={"scroll": _KEEP})
        try:
            while True:
                if why := self._incomplete(page):
                    raise Unavailable(CATALOGUE, f"{self.server.name}: {why}")
                hits = page["hits"]["hits"]
                if not hits:
                    break
                yield [hit["_id"] for hit in hits]
                page = self.request("POST", "/_search/scroll", {"scroll": _KEEP, "scroll_id": page["_scroll_id"]})
        finally:
            self.request("DELETE", "/_search/scroll", {"scroll_id": page["_scroll_id"]}, accept=(404,))

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _send(
        self, method: str, path: str, body: bytes | Mapping[str, Any] | None, parameters: Mapping[str, Any] | None
    ) -> Any:
        from opensearchpy.exceptions import ConnectionError as NoConnection
        from opensearchpy.exceptions import OpenSearchException, SSLError, TransportError

        encoded = msgspec.json.encode(body) if isinstance(body, Mapping) else body
        try:
            return self._client.transport.perform_request(method, path, params=dict(parameters or {}), body=encoded)
        except SSLError as error:
            hint = "if it comes from an authority of your own, let SSL_CERT_FILE name that authority's certificate"
            raise BadReply(CATALOGUE, f"{self.server.name}: its certificate is not trusted", hint=hint) from error
        except NoConnection as error:
            name = type(getattr(error, "info", error)).__name__
            raise Unavailable(CATALOGUE, f"{self.server.name}: no answer ({name})") from error
        except TransportError as error:
            raise self._error(error.status_code, _reason(error.info) or str(error.error)) from error
        except OpenSearchException as error:
            raise BadReply(CATALOGUE, f"{self.server.name}: {error}") from error

    def _error(self, status: int | str, reason: str) -> ServiceError:
        code = status if isinstance(status, int) else 0
        text = f"{self.server.name}: {reason or f'status {status}'}"
        if code in (401, 403):
            hint = "set BIBLIO_OPENSEARCH_LOGIN to user:password, or `keyring set biblio opensearch`"
            return Unauthorised(CATALOGUE, text, status=code, hint=hint)
        if code == 404:
            hint = "`biblio catalogue build --to URL SOURCE...` builds one"
            return BadReply(CATALOGUE, f"{self.server.name}: there is no catalogue here", status=code, hint=hint)
        if code in _PASSING or code >= 500:
            return Unavailable(CATALOGUE, text, status=code)
        return BadReply(CATALOGUE, text, status=code)


def _reason(error: object) -> str:
    """Return what an error of the cluster says, in one line: its type and its deepest reason."""
    if not isinstance(error, Mapping):
        return str(error or "")[:300]
    inner = error.get("error", error)
    if not isinstance(inner, Mapping):
        return str(inner)[:300]
    causes = inner.get("root_cause") or [inner]
    cause = causes[0] if isinstance(causes, list) and isinstance(causes[0], Mapping) else inner
    kind, why = str(cause.get("type") or inner.get("type") or ""), str(cause.get("reason") or inner.get("reason") or "")
    return f"{kind}: {why}"[:300].strip(": ")


def connect_cluster(server: CatalogueServer, *, sleep: Callable[[float], None] = time.sleep) -> ClusterConnection:
    """Return a connection to the cluster; nothing is sent yet.

    Certificates are checked against those of the system, or the file that ``SSL_CERT_FILE`` names. Raises `UsageError`
    if the address cannot be used, `MissingExtra` without the extra `opensearch`.
    """
    parts = [split_address(url) for url in server.urls or ("",)]
    for part in parts:
        if part.scheme not in ("http", "https") or not part.hostname or part.username or part.password:
            hint = "write https://host:9200; user and password go into BIBLIO_OPENSEARCH_LOGIN or the keyring"
            raise UsageError("the address of the catalogue is not an http or https URL without a password", hint=hint)
        if server.login and part.scheme == "http" and part.hostname not in _LOOPBACK:
            hint = "use https, or no login"
            raise UsageError(f"{part.hostname}: a login is not sent without encryption", hint=hint)
    require(Extra.OPENSEARCH, "a catalogue on OpenSearch")
    import opensearchpy

    # What its requests look like, and that some failed, is ours to say.
    logging.getLogger("opensearch").setLevel(logging.CRITICAL)
    user, colon, password = server.login.partition(":")
    client = opensearchpy.OpenSearch(
        hosts=[
            {
                "host": part.hostname,
                "port": part.port or (443 if part.scheme == "https" else 80),
                "use_ssl": part.scheme == "https",
                "url_prefix": part.path.strip("/"),
            }
            for part in parts
        ],
        http_auth=(user, password) if colon else None,
        headers={"authorization": f"Bearer {server.login}"} if server.login and not colon else None,
        ssl_show_warn=True,
        timeout=_ANSWER,
        max_retries=len(parts),  # each other node once; then it is for us to wait
        retry_on_timeout=True,
        retry_on_status=(502, 503, 504) if len(parts) > 1 else (),
        pool_maxsize=8,
        serializer=_JsonCodec(),
        serializers={"application/json": _JsonCodec()},
    )
    return ClusterConnection(client, server, sleep=sleep)


class _JsonCodec:
    """JSON as `opensearchpy` wants it read and written, by msgspec."""

    mimetype = "application/json"

    def loads(self, text: str | bytes) -> Any:
        from opensearchpy.exceptions import SerializationError

        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise SerializationError(str(error)) from error

    def dumps(self, value: Any) -> Any:
        return value if isinstance(value, str | bytes) else msgspec.json.encode(value).decode()
