"""One request and its answer over one pool of connections: redirects, limits on size and time, nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from biblio.errors import BadReply, Unavailable
from biblio.lookup.http.content import Reply, redact_url
from biblio.lookup.http.failures import library_errors
from biblio.lookup.http.policy import ServicePolicy

if TYPE_CHECKING:
    import httpx2
__all__ = ["Call", "Connections", "CrossOriginError", "TooSlowError", "is_cross_origin"]

_MOST_REDIRECTS = 6
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST = 5  # times the timeout: a body that drips is as good as none


class TooSlowError(Exception):
    """The body came, but so slowly that it would take for ever."""


class CrossOriginError(Exception):
    """A host that the service sent us on to did not answer; `error` is how the HTTP library says it."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True, slots=True)
class Call:
    """One request: `headers` go to every host on the way, `secret` ones to the service's own only."""

    method: str
    url: str
    headers: Mapping[str, str]
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


class Connections:
    """The pool of connections; opened with the first request. May be used by many threads."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._client: httpx2.Client | None = None

    def close(self) -> None:
        """Close all connections."""
        with self._guard:
            if self._client is not None:
                self._client.close()
                self._client = None

    def send(self, service: ServicePolicy, call: Call) -> Reply:
        """Return the answer to `call`, following redirects of anything but a POST.

        Raises what `failures.foreign_errors` lists, `ElsewhereError`, `TooSlowError`, and `BadReply` for a body that
        is too large.
        """
        client = self._open(service)
        url = call.url
        for _ in range(_MOST_REDIRECTS):
            try:
                answer = self._hop(service, client, call, url)
            except library_errors() as error:
                if is_cross_origin(url, service):
                    raise CrossOriginError(error) from error
                raise
            if isinstance(answer, Reply):
                return answer
            url = answer
        raise BadReply(service.name, "redirects in circles", url=redact_url(call.url))

    def _hop(self, service: ServicePolicy, client: httpx2.Client, call: Call, url: str) -> Reply | str:
        """Return the reply, or the address it sends us on to."""
        import httpx2

        timeout = httpx2.Timeout(service.timeout, connect=service.connect_timeout)
        headers = dict(call.headers)
        if not is_cross_origin(url, service):
            headers |= call.secret
        with client.stream(call.method, url, headers=headers, content=call.body, timeout=timeout) as response:
            target = response.headers.get("location", "")
            if call.method != "POST" and response.status_code in _REDIRECTS and target:
                return _joined(service, url, target)
            body = self._read(service, response)
            names = {name.lower(): value for name, value in response.headers.items()}
            return Reply(response.status_code, names, body, redact_url(url))

    def _read(self, service: ServicePolicy, response: httpx2.Response) -> bytes:
        body = bytearray()
        deadline = self._clock() + _LONGEST * service.timeout
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > service.max_bytes:
                reason = f"sent more than {service.max_bytes / 2**20:g} MB"
                raise BadReply(service.name, reason, url=redact_url(str(response.url)), status=response.status_code)
            if self._clock() > deadline:
                raise TooSlowError
        return bytes(body)

    def _open(self, service: ServicePolicy) -> httpx2.Client:
        with self._guard:
            if self._client is None:
                import httpx2

                try:
                    self._client = httpx2.Client(follow_redirects=False)
                except (ImportError, ValueError, OSError) as error:
                    hint = "look at HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR"
                    raise Unavailable(service.name, "connections cannot be set up here", hint=hint) from error
            return self._client


def is_cross_origin(url: str, service: ServicePolicy) -> bool:
    """Tell whether `url` is on another host than the service."""
    return _origin(url) != _origin(service.base_url)


def _joined(service: ServicePolicy, url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise BadReply(service.name, "redirects to something that is no address", url=redact_url(url)) from error


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url
    return parts.scheme.lower(), parts.netloc.lower()
