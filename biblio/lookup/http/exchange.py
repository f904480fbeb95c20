"""Send one request and read its answer over a pool of connections: redirects, size and time limits, no retries."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from biblio.errors import BadReply, Unavailable
from biblio.lookup.http.failures import library_errors
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply

if TYPE_CHECKING:
    import httpx2
__all__ = ["Call", "Connections", "CrossOriginError", "TooSlowError", "is_cross_origin", "origin", "redact_url"]

_MAX_REDIRECTS = 6
_REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
_MAX_TIMEOUTS = 5  # a body that takes longer than this many timeouts is as good as none
# Query parameters that could contain a secret or an address of the user, if one ever got there; keys go into headers.
_PRIVATE = re.compile(r"(?i)(?<=[?&])((?:api_?key|key|token|access_token|secret|password|mailto|email)=)[^&#]*")


class TooSlowError(Exception):
    """The body was arriving, but too slowly to wait for all of it."""


class CrossOriginError(Exception):
    """A host to which the service redirected did not answer; `error` is the HTTP library's exception."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True, slots=True)
class Call:
    """One request: `headers` go to every host on the way, `secret` headers only to the service's own host."""

    method: str
    url: str
    headers: Mapping[str, str]
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


class Connections:
    """A pool of connections, opened at the first request. Many threads may use it."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._client: httpx2.Client | None = None

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def send(self, service: ServicePolicy, call: Call) -> Reply:
        """Return the answer to `call`; redirects are followed, except those of a POST.

        Raises what `failures.library_errors` lists, `CrossOriginError`, `TooSlowError`, and `BadReply` for a body that
        is too large or for endless redirects.
        """
        client = self._open_client(service)
        url = call.url
        for _ in range(_MAX_REDIRECTS):
            try:
                answer = self._send_once(service, client, call, url)
            except library_errors() as error:
                if is_cross_origin(url, service):
                    raise CrossOriginError(error) from error
                raise
            if isinstance(answer, Reply):
                return answer
            url = answer
        raise BadReply(service.name, "redirects in circles", url=redact_url(call.url))

    def _send_once(self, service: ServicePolicy, client: httpx2.Client, call: Call, url: str) -> Reply | str:
        """Return the reply, or the address to which the service redirects."""
        import httpx2

        timeout = httpx2.Timeout(service.timeout, connect=service.connect_timeout)
        headers = dict(call.headers)
        if not is_cross_origin(url, service):
            headers |= call.secret
        with client.stream(call.method, url, headers=headers, content=call.body, timeout=timeout) as response:
            location = response.headers.get("location", "")
            if call.method != "POST" and response.status_code in _REDIRECT_STATUSES and location:
                return _redirect_target(service, url, location)
            body = self._read_body(service, response)
            reply_headers = {name.lower(): value for name, value in response.headers.items()}
            return Reply(response.status_code, reply_headers, body, redact_url(url))

    def _read_body(self, service: ServicePolicy, response: httpx2.Response) -> bytes:
        body = bytearray()
        deadline = self._clock() + _MAX_TIMEOUTS * service.timeout
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > service.max_bytes:
                reason = f"sent more than {service.max_bytes / 2**20:g} MB"
                raise BadReply(service.name, reason, url=redact_url(str(response.url)), status=response.status_code)
            if self._clock() > deadline:
                raise TooSlowError
        return bytes(body)

    def _open_client(self, service: ServicePolicy) -> httpx2.Client:
        with self._lock:
            if self._client is None:
                import httpx2

                try:
                    self._client = httpx2.Client(follow_redirects=False)
                except (ImportError, ValueError, OSError) as error:
                    hint = "check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR"
                    raise Unavailable(service.name, "connections cannot be set up here", hint=hint) from error
            return self._client


def is_cross_origin(url: str, service: ServicePolicy) -> bool:
    """Return whether `url` is on a different host from the service."""
    return origin(url) != origin(service.base_url)


def redact_url(url: str) -> str:
    """Return `url` without user information and without the values of private parameters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""  # not an address, so nothing can be shown safely
    host = parts.netloc.rpartition("@")[2]
    return _PRIVATE.sub(r"\1…", urlunsplit((parts.scheme, host, parts.path, parts.query, "")))


def _redirect_target(service: ServicePolicy, url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise BadReply(service.name, "redirects to something that is not an address", url=redact_url(url)) from error


def origin(url: str) -> tuple[str, str]:
    """Return the scheme and the host (with its port) of `url`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url
    return parts.scheme.lower(), parts.netloc.lower()
