"""The one place where exceptions of the HTTP library become ours.

Words of the library are passed on only where they speak of the network ("Connection refused"): those about a request
that it would not send quote headers, and headers hold keys.
"""

from __future__ import annotations

from functools import cache

from biblio.lookup.http.retry import AttemptResult, Failure

__all__ = ["attempt_result", "library_errors"]


@cache
def library_errors() -> tuple[type[Exception], ...]:
    """Return the exceptions that sending a request and reading its answer may raise."""
    import httpx2

    return (httpx2.HTTPError, httpx2.InvalidURL, httpx2.CookieConflict, httpx2.StreamError)


@cache
def _table() -> tuple[tuple[type[Exception], Failure, str], ...]:
    """Return (exception, what it means to us, words or "" for the library's own); the first that fits counts."""
    import httpx2

    return (
        (httpx2.ConnectTimeout, Failure.NETWORK, "(no connection in time)"),
        (httpx2.TimeoutException, Failure.TIMEOUT, "(no data)"),
        (httpx2.UnsupportedProtocol, Failure.IMPOSSIBLE, "(no http or https address)"),
        (httpx2.InvalidURL, Failure.IMPOSSIBLE, "(no valid address)"),
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
    """Return the outcome of a try that ended with one of `foreign_errors`."""
    for kind, failure, words in _table():
        if isinstance(error, kind):
            return AttemptResult(failure=failure, detail=words or _network_words(error))
    raise TypeError(f"no exception of the HTTP library: {type(error).__name__}")


def _network_words(error: Exception) -> str:
    text = " ".join(str(error).split()).removeprefix("[Errno ")
    return f"({text.partition('] ')[2] or text})" if text else ""
