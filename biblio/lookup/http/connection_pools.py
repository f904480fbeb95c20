"""The connections of the HTTP library, urllib3: which socket a request has."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, ProxySchemeUnknown
from urllib3.util import make_headers, parse_url

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, Timeout

__all__ = ["ForbiddenHeaderError", "PendingRequest", "new_pools", "proxy_of"]

_CONNECTIONS = 10  # that are kept open, per host

_pending: ContextVar[PendingRequest] = ContextVar("pending")


class ForbiddenHeaderError(HTTPError):
    """A header has characters that HTTP forbids; the words of the library quote it, and it may be a key."""


class PendingRequest:
    """A request until its answer begins."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None

    def send(
        self,
        pools: PoolManager,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout: Timeout,
    ) -> BaseHTTPResponse:
        """Return the answer, whose body is not read yet; redirects and failures are the caller's.

        Raises `urllib3.exceptions.HTTPError`.
        """
        token = _pending.set(self)
        try:
            return pools.urlopen(
                method, url, headers=headers, body=body, timeout=timeout,
                redirect=False, retries=False, preload_content=False, decode_content=False,
            )  # fmt: skip
        except HTTPError:
            raise
        except ValueError:  # of `http.client`
            raise ForbiddenHeaderError from None
        finally:
            _pending.reset(token)

    def abandon(self) -> None:
        """End the connection, also from another thread: whoever waits for the answer gets an error."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def over(self, connection: HTTPConnection) -> Iterator[None]:
        """Note the socket of a connection over which the request is sent in the block."""
        self._socket = connection.sock
        yield
        self._socket = connection.sock  # another one if the server had closed the first


class _Connection(HTTPConnection):
    def request(self, *arguments: Any, **options: Any) -> None:
        with _pending.get().over(self):
            super().request(*arguments, **options)


class _SecureConnection(HTTPSConnection):
    def request(self, *arguments: Any, **options: Any) -> None:
        with _pending.get().over(self):
            super().request(*arguments, **options)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def proxy_of(url: str) -> str:
    """Return the address of the proxy that the environment (or the system) names for `url`; empty if there is none."""
    parts = urlsplit(url)
    if proxy_bypass(parts.netloc.rpartition("@")[2]):
        return ""
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all") or ""
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def new_pools(proxy: str = "") -> PoolManager:
    """Return pools of connections, through `proxy` if it is not empty; many threads may use them.

    Raises `ProxySchemeUnknown` if the proxy speaks anything but HTTP, `ImportError`, `ValueError` or `OSError` if it or
    the certificates cannot be used. (urllib3's connections through SOCKS are none of ours, whose waits end in time.)
    """
    options: dict[str, Any] = {"maxsize": _CONNECTIONS, "ssl_context": _ssl_context()}
    if not proxy:
        pools = PoolManager(**options)
    else:
        address = parse_url(proxy)
        if address.scheme not in ("http", "https"):
            raise ProxySchemeUnknown(address.scheme)
        login = make_headers(proxy_basic_auth=address.auth) if address.auth else None
        pools = ProxyManager(proxy, proxy_headers=login, **options)
    pools.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return pools


def _ssl_context() -> ssl.SSLContext:
    """Return what checks certificates: with those of SSL_CERT_FILE or SSL_CERT_DIR, else with the system's."""
    if os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR"):
        return ssl.create_default_context(
            cafile=os.environ.get("SSL_CERT_FILE") or None, capath=os.environ.get("SSL_CERT_DIR") or None
        )
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
