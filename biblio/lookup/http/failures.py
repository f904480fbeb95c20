"""Translate the exceptions of the HTTP library; this is the only place that does.

The library's messages are passed on only if they are about the network ("Connection refused"). Messages about a request
that it refused to send quote headers, and headers contain keys.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from functools import cache

from biblio.lookup.http.retry import AttemptResult, Failure

__all__ = ["attempt_result", "library_errors"]

_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH})


@cache
def library_errors() -> tuple[type[Exception], ...]:
    """Return the exceptions that sending a request and reading its answer may raise."""
    import httpx2

    return (httpx2.HTTPError, httpx2.InvalidURL, httpx2.CookieConflict, httpx2.StreamError)


@cache
def _failures() -> tuple[tuple[type[Exception], Failure, str], ...]:
    """Return (exception, what it means, words or "" for the library's own); the first that matches counts."""
    import httpx2

    return (
        (httpx2.ConnectTimeout, Failure.NETWORK, "(no connection in time)"),
        (httpx2.TimeoutException, Failure.TIMEOUT, "(no data)"),
        (httpx2.UnsupportedProtocol, Failure.IMPOSSIBLE, "(not an http or https address)"),
        (httpx2.InvalidURL, Failure.IMPOSSIBLE, "(not a valid address)"),
        (httpx2.LocalProtocolError, Failure.IMPOSSIBLE, "(a header or the address has characters HTTP forbids)"),
        (httpx2.RemoteProtocolError, Failure.DROPPED, "before the answer was complete"),
        (httpx2.ConnectError, Failure.NETWORK, ""),
        (httpx2.NetworkError, Failure.DROPPED, ""),
        (httpx2.ProxyError, Failure.NETWORK, "(the proxy refused)"),
        (httpx2.TransportError, Failure.NETWORK, "(the connection failed)"),
        (httpx2.DecodingError, Failure.CONTENT, "answered with a body that cannot be decompressed"),
        (httpx2.TooManyRedirects, Failure.CONTENT, "redirects in circles"),
        (httpx2.HTTPError, Failure.CONTENT, "answered with something that is not HTTP"),
        (httpx2.CookieConflict, Failure.CONTENT, "answered with cookies that contradict each other"),
        (httpx2.StreamError, Failure.CONTENT, "answered with a body that cannot be read"),
    )


def attempt_result(error: Exception) -> AttemptResult:
    """Return the result of an attempt that ended with one of `library_errors`."""
    for error_type, failure, words in _failures():
        if isinstance(error, error_type):
            if failure is Failure.NETWORK and _has_no_route(error):
                failure = Failure.NO_ROUTE
            elif failure is Failure.NETWORK and any(
                isinstance(cause, ConnectionRefusedError) for cause in _causes(error)
            ):
                return AttemptResult(failure=Failure.REFUSED)
            return AttemptResult(failure=failure, detail=words or _network_words(error))
    raise TypeError(f"not an exception of the HTTP library: {type(error).__name__}")


def _has_no_route(error: BaseException) -> bool:
    """Whether the operating system found no way to the host; its own error is behind the library's."""
    return any(
        isinstance(cause, socket.gaierror) or (isinstance(cause, OSError) and cause.errno in _NO_ROUTE)
        for cause in _causes(error)
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those that led to it."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _network_words(error: Exception) -> str:
    """Return the library's message in brackets, without the system's error number ("[Errno 111] …")."""
    text = " ".join(str(error).split()).removeprefix("[Errno ")
    return f"({text.partition('] ')[2] or text})" if text else ""
