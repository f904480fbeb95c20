from __future__ import annotations

import httpx2
import pytest

from biblio.errors import BadReply, Unavailable
from biblio.lookup.http.failures import attempt_result, library_errors
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.retry import Failure, GiveUp, next_action

REQUEST = httpx2.Request("GET", "https://example.org")


def all_exceptions() -> list[type[Exception]]:
    # Server-sent events and WebSockets are protocols of their own, which nothing here speaks.
    members = [getattr(httpx2, name) for name in httpx2.__all__]
    errors = [member for member in members if isinstance(member, type) and issubclass(member, Exception)]
    return [error for error in errors if not error.__name__.startswith(("SSE", "WebSocket"))]


def instance(kind: type[Exception]) -> Exception:
    if issubclass(kind, httpx2.HTTPStatusError):
        return kind("secret", request=REQUEST, response=httpx2.Response(500, request=REQUEST))
    try:
        return kind("secret")
    except TypeError:
        return kind()


def test_the_library_still_has_the_exceptions_we_know() -> None:
    assert len(all_exceptions()) >= 25


@pytest.mark.parametrize("kind", all_exceptions(), ids=lambda kind: kind.__name__)
def test_every_exception_of_the_library_becomes_ours(kind: type[Exception]) -> None:
    error = instance(kind)
    assert isinstance(error, library_errors())
    policy = ServicePolicy("crossref", "https://api.example.org", max_tries=1)
    step = next_action(attempt_result(error), policy, attempt=1, now=0.0, random=lambda: 0.0)
    assert isinstance(step, GiveUp)
    assert step.error in (Unavailable, BadReply)
    assert step.reason.strip()


def test_words_about_headers_are_not_passed_on() -> None:
    assert "Bearer" not in attempt_result(httpx2.LocalProtocolError("Illegal header value b'Bearer x'")).detail


def test_words_about_the_network_are() -> None:
    assert attempt_result(httpx2.ConnectError("[Errno 104] Connection reset")).detail == "(Connection reset)"


def test_a_refused_connection_is_known_by_its_cause() -> None:
    error = httpx2.ConnectError("[WinError 10061] …")
    error.__cause__ = ConnectionRefusedError()
    assert attempt_result(error).failure is Failure.REFUSED


def test_other_exceptions_are_not_ours_to_explain() -> None:
    with pytest.raises(TypeError):
        attempt_result(KeyError("x"))
