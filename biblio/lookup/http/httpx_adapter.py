"""A client for libraries that expect an `httpx2.Client`: every request goes through our own client, with its limits.

Our client already waits when a service asks for it, so the headers that ask for it are hidden from the library, which
would otherwise wait again or give up.
"""

from __future__ import annotations

import json as _json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply, content_problem

if TYPE_CHECKING:
    import httpx2
__all__ = ["HttpxAdapter"]

# Headers about how the answer was sent, and those that our client has already obeyed.
_HIDDEN_HEADERS = frozenset({"backoff", "retry-after", "content-encoding", "content-length", "transfer-encoding"})
_REFUSALS = frozenset(range(400, 500)) - {408, 429}


def _unexpected_content(reply: Reply) -> str | None:
    # The desktop app greets with plain text; anything else that is not JSON is an error page or half an answer.
    is_plain = reply.headers.get("content-type", "").startswith("text/plain")
    return None if is_plain or reply.status == 204 else content_problem(reply, "json") or None


class HttpxAdapter:
    """Looks like an `httpx2.Client`. `last_reply` is the answer to the last request, None if there was none.

    Every refusal of a request (4xx) is an answer. Requests that write must have a precondition, because they are
    retried after a rate limit. Raises `ServiceError` if there is no answer.
    """

    def __init__(self, http: HttpClient, service: ServicePolicy) -> None:
        self._http = http
        self._service = service
        self.last_reply: Reply | None = None

    def close(self) -> None:
        """Do nothing: the connections belong to the `HttpClient`."""

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        **_: object,
    ) -> httpx2.Response:
        """Send a request to an address below the service's base, with the timeouts of the service's policy."""
        import httpx2

        self.last_reply = None
        sent_headers = {name: value for name, value in (headers or {}).items() if name.lower() != "user-agent"}
        body = None
        if json is not None:
            body = _json.dumps(json, ensure_ascii=False, separators=(",", ":")).encode()
            sent_headers["Content-Type"] = "application/json"
        is_read = method in ("GET", "HEAD")
        reply = self._http.request(
            method,
            self._service,
            url.removeprefix(self._service.base_url.rstrip("/")),
            repeatable=is_read,
            conditional=not is_read,
            body=body,
            params={name: str(value) for name, value in (params or {}).items()},
            headers=sent_headers,
            any_content=True,
            check=_unexpected_content,
            accepted_statuses=_REFUSALS,
        )
        self.last_reply = reply
        passed_headers = {name: value for name, value in reply.headers.items() if name not in _HIDDEN_HEADERS}
        return httpx2.Response(
            reply.status, headers=passed_headers, content=reply.body, request=httpx2.Request(method, reply.url or url)
        )
