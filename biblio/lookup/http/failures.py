"""Translate the exceptions of the HTTP library; this is the only place that does.

Of the messages only the operating system's about the network are passed on ("Connection refused"). Those about a
request that was refused before it was sent quote headers, and headers contain keys.
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
    from urllib3.exceptions import HTTPError

    return (HTTPError,)


@cache
def _failures() -> tuple[tuple[type[Exception], Failure, str, bool], ...]:
    """Return (exception, meaning, words, whether words of the system replace them); the first that matches counts."""
    from urllib3 import exceptions

    from biblio.lookup.http.connection_pools import ForbiddenHeaderError

    return (
        (exceptions.ConnectTimeoutError, Failure.NETWORK, "(no connection in time)", False),
        (exceptions.TimeoutError, Failure.TIMEOUT, "(no data)", False),
        (exceptions.URLSchemeUnknown, Failure.IMPOSSIBLE, "(not an http or https address)", False),
        (exceptions.LocationValueError, Failure.IMPOSSIBLE, "(not a valid address)", False),
        (ForbiddenHeaderError, Failure.IMPOSSIBLE, "(a header or the address has characters HTTP forbids)", False),
        (exceptions.ProxyError, Failure.NETWORK, "(the proxy refused)", False),
        (exceptions.NewConnectionError, Failure.NETWORK, "(the connection failed)", True),
        (exceptions.SSLError, Failure.NETWORK, "(the connection is not secure)", True),
        (exceptions.ProtocolError, Failure.DROPPED, "before the answer was complete", True),
        (exceptions.DecodeError, Failure.CONTENT, "answered with a body that cannot be decompressed", False),
        (exceptions.HTTPError, Failure.CONTENT, "answered with something that is not HTTP", False),
    )


def attempt_result(error: Exception) -> AttemptResult:
    """Return the result of an attempt that ended with one of `library_errors`."""
    for error_type, failure, words, has_system_words in _failures():
        if isinstance(error, error_type):
            if failure is Failure.NETWORK and _has_no_route(error):
                failure = Failure.NO_ROUTE
            elif failure is Failure.NETWORK and any(
                isinstance(cause, ConnectionRefusedError) for cause in _causes(error)
            ):
                return AttemptResult(failure=Failure.REFUSED)
            return AttemptResult(failure=failure, detail=(has_system_words and _system_words(error)) or words)
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


def _system_words(error: Exception) -> str:
    """Return in brackets what the operating system says about the network, empty if it says nothing."""
    words = (cause.strerror for cause in _causes(error) if isinstance(cause, OSError))
    return next((f"({text})" for text in words if text), "")
