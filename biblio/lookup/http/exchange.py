"""Send one request and read its answer over a pool of connections: redirects, size and time limits, no retries."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from biblio.errors import BadReply, Unavailable
from biblio.lookup.http.failures import library_errors
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply
from biblio.lookup.http.reply_body import ACCEPTED_ENCODINGS, BodyReader, CompressionError, TooLargeError

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

    from biblio.lookup.http.connection_pools import PendingRequest
__all__ = [
    "Call",
    "Connections",
    "CrossOriginError",
    "TakeTurn",
    "TooSlowError",
    "is_cross_origin",
    "is_own_address",
    "origin",
    "redact_url",
]

_MAX_REDIRECTS = 6
_LEAST_ERROR = 400  # the lowest status of a refusal
_REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
_MAX_TIMEOUTS = 5  # a body that takes longer than this many timeouts is as good as none
_READ_AT_ONCE = 64 * 1024  # bytes
_SLOWEST = 10_000  # bytes a second; what comes more slowly has one timeout in all
_USUAL_PORTS = {"http": 80, "https": 443}
# Query parameters that could contain a secret or an address of the user, if one ever got there; keys go into headers.
_PRIVATE = re.compile(r"(?i)(?<=[?&])((?:api_?key|key|token|access_token|secret|password|mailto|email)=)[^&#]*")


TakeTurn = Callable[[str], Callable[[], None]]
"""Waits until an address may be asked, and returns what is called as soon as its answer begins."""


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
    """Pools of connections, opened at the first request. Many threads may use them."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._pools: dict[str, PoolManager] = {}
        """Proxy ("" for none) → the connections through it."""

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for pools in self._pools.values():
                pools.clear()
            self._pools.clear()

    def send(self, service: ServicePolicy, call: Call, take_turn: TakeTurn) -> Reply:
        """Return the answer to `call`; redirects are followed, except those of a POST.

        `take_turn` is called before each request.

        A redirect to an address that is not the service's own (`is_own_address`) is the answer: with its status,
        without a body, and with the address that it names. So a reply can send us neither to this machine nor to its
        network.

        Raises what `failures.library_errors` lists, `CrossOriginError`, `TooSlowError`, and `BadReply` for a body that
        is too large or for endless redirects.
        """
        url = call.url
        for _ in range(_MAX_REDIRECTS):
            on_answer = take_turn(url)
            try:
                answer = self._send_once(service, call, url, on_answer)
            except library_errors() as error:
                if is_cross_origin(url, service):
                    raise CrossOriginError(error) from error
                raise
            if isinstance(answer, Reply):
                return answer
            url = answer
        raise BadReply(service.name, "redirects in circles", url=redact_url(call.url))

    def _send_once(self, service: ServicePolicy, call: Call, url: str, on_answer: Callable[[], None]) -> Reply | str:
        """Return the reply, or the address to which the service redirects."""
        from urllib3 import Timeout

        pools = self._open_pools(service, url)
        timeout = Timeout(connect=service.connect_timeout, read=service.timeout)
        headers = {"Accept-Encoding": ACCEPTED_ENCODINGS, **call.headers}
        if not is_cross_origin(url, service):
            headers |= call.secret
        with _alarm(service.connect_timeout + service.timeout) as (request, has_rung):
            try:
                response = request.send(pools, call.method, url, headers=headers, body=call.body, timeout=timeout)
            except library_errors() as error:
                if has_rung.is_set():
                    raise TooSlowError from error
                raise
        on_answer()
        with closing(response):
            if has_rung.is_set():  # `http.client` takes the end of a connection for the end of the headers
                raise TooSlowError
            reply_headers = {name.lower(): value for name, value in response.headers.items()}
            location = response.headers.get("location", "")
            if call.method != "POST" and response.status in _REDIRECT_STATUSES and location:
                target = _redirect_target(service, url, location)
                if is_own_address(target, service):
                    return target
                return Reply(response.status, reply_headers, b"", redact_url(target))
            body = self._read_body(service, response, url)
            if response.status >= _LEAST_ERROR:
                body = _without_secrets(body, call.secret)
            return Reply(response.status, reply_headers, body, redact_url(url))

    def _read_body(self, service: ServicePolicy, response: BaseHTTPResponse, url: str) -> bytes:
        try:
            body = BodyReader(response.headers.get("content-encoding", ""), service.max_bytes)
            begun, size = self._clock(), 0
            while data := response.read1(_READ_AT_ONCE, decode_content=False):
                body.add(data)
                size += len(data)
                if self._clock() - begun > min(service.timeout + size / _SLOWEST, _MAX_TIMEOUTS * service.timeout):
                    raise TooSlowError
            return body.finish()
        except TooLargeError:
            reason = f"sent more than {service.max_bytes / 2**20:g} MB"
        except CompressionError as error:
            reason = f"answered with a body that {error}"
        raise BadReply(service.name, reason, url=redact_url(url), status=response.status)

    def _open_pools(self, service: ServicePolicy, url: str) -> PoolManager:
        from urllib3.exceptions import ProxySchemeUnknown

        from biblio.lookup.http.connection_pools import new_pools, proxy_of

        with self._lock:
            try:
                proxy = proxy_of(url)
                if proxy not in self._pools:
                    self._pools[proxy] = new_pools(proxy)
            except ProxySchemeUnknown as error:
                reason = f"a proxy of the kind {proxy.partition('://')[0]} is not supported"
                hint = "name an HTTP proxy in HTTPS_PROXY, or unset ALL_PROXY"
                raise Unavailable(service.name, reason, hint=hint) from error
            except (ImportError, ValueError, OSError) as error:
                hint = "check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR"
                raise Unavailable(service.name, "connections cannot be set up here", hint=hint) from error
            return self._pools[proxy]


@contextmanager
def _alarm(seconds: float) -> Iterator[tuple[PendingRequest, threading.Event]]:
    """Yield a request, and what is set when its connection was ended because no answer had begun in time.

    The HTTP library limits only the wait for the next byte: a host that sent one a second would be waited for until the
    headers are complete, which is a day.
    """
    from biblio.lookup.http.connection_pools import PendingRequest

    request = PendingRequest()
    has_rung = threading.Event()

    def ring() -> None:
        has_rung.set()
        request.abandon()

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield request, has_rung
    finally:
        timer.cancel()


def is_cross_origin(url: str, service: ServicePolicy) -> bool:
    """Return whether `url` is on a different host from the service."""
    return origin(url) != origin(service.base_url)


def is_own_address(url: str, service: ServicePolicy) -> bool:
    """Return whether a service may redirect to `url`: its own host, one below it, or one of its `domains`."""
    try:
        parts, bases = urlsplit(url), [urlsplit(base) for base in (service.base_url, service.older_url) if base]
        usual = (None, _USUAL_PORTS.get(parts.scheme))
        host = parts.hostname or ""
        for base in bases:
            own = base.hostname or ""
            has_own_port = parts.port == base.port or (
                parts.port in usual and base.port in (None, _USUAL_PORTS.get(base.scheme))
            )
            if parts.scheme in _USUAL_PORTS and has_own_port and _is_below(host, own.removeprefix("www.")):
                return True
    except ValueError:
        return False
    return parts.scheme in _USUAL_PORTS and any(_is_below(host, domain) for domain in service.domains)


def _is_below(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def redact_url(url: str) -> str:
    """Return `url` without user information and without the values of private parameters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""  # not an address, so nothing can be shown safely
    host = parts.netloc.rpartition("@")[2]
    return _PRIVATE.sub(r"\1…", urlunsplit((parts.scheme, host, parts.path, parts.query, "")))


def _without_secrets(body: bytes, secret: Mapping[str, str]) -> bytes:
    """Return a refusal, which may go into a message, without the keys that it repeats."""
    for value in secret.values():
        for form in (value, value.rpartition(" ")[2]):  # with and without "Bearer"
            body = body.replace(form.encode(), b"***") if form else body
    return body


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
