from __future__ import annotations

import pytest
from urllib3 import exceptions

from biblio.errors import BadReply, Unavailable
from biblio.lookup.http.connection_pools import ForbiddenHeaderError
from biblio.lookup.http.failures import attempt_result, library_errors
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.retry import Failure, GiveUp, next_action


def all_exceptions() -> list[type[Exception]]:
    members = [getattr(exceptions, name) for name in dir(exceptions)]
    errors = [member for member in members if isinstance(member, type) and issubclass(member, exceptions.HTTPError)]
    return [*errors, ForbiddenHeaderError]


def instance(kind: type[Exception]) -> Exception:
    """An exception without what its class would say: the text is in its arguments."""
    error = kind.__new__(kind)
    error.args = ("secret",)
    return error


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
    assert "Bearer" not in attempt_result(exceptions.InvalidHeader("Illegal header value b'Bearer x'")).detail


def caused(kind: type[Exception], cause: Exception) -> Exception:
    error = instance(kind)
    error.__cause__ = cause
    return error


def test_words_of_the_system_are() -> None:
    error = caused(exceptions.ProtocolError, ConnectionResetError(104, "Connection reset by peer"))
    assert attempt_result(error).detail == "(Connection reset by peer)"


def test_a_refused_connection_is_known_by_its_cause() -> None:
    error = caused(exceptions.ProxyError, ConnectionRefusedError())
    assert attempt_result(error).failure is Failure.REFUSED


def test_other_exceptions_are_not_ours_to_explain() -> None:
    with pytest.raises(TypeError):
        attempt_result(KeyError("x"))
