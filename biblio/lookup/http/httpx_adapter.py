"""A client for libraries that want one of `httpx2`'s shape: every request goes through our own, with its manners.

Waits that a service asks for are kept here, so the headers that ask for them are not shown to the library: it would
wait once more, or give up.
"""

from __future__ import annotations

import json as _json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.content import Reply, content_problem
from biblio.lookup.http.policy import ServicePolicy

if TYPE_CHECKING:
    import httpx2
__all__ = ["HttpxAdapter"]

# What is said about the way the answer came, or is settled here.
_NOT_PASSED_ON = frozenset({"backoff", "retry-after", "content-encoding", "content-length", "transfer-encoding"})
_REFUSALS = frozenset(range(400, 500)) - {408, 429}


def _form_problem(reply: Reply) -> str | None:
    # The desktop app greets with plain text; whatever else is not JSON is an outage's page, or half an answer.
    is_plain = reply.headers.get("content-type", "").startswith("text/plain")
    return None if is_plain or reply.status == 204 else content_problem(reply, "json") or None


class HttpxAdapter:
    """Looks like an `httpx2.Client`. `last` is the answer to the last request, None before there was one.

    Every refusal of a request (4xx) is an answer. What is written must be guarded by a precondition. Raises
    `ServiceError` where there is no answer.
    """

    def __init__(self, http: HttpClient, service: ServicePolicy) -> None:
        self._http = http
        self._service = service
        self.last: Reply | None = None

    def close(self) -> None:
        """Do nothing: the connections belong to whoever made the `Http`."""

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
        """Send a request to an address below the service's base; timeouts and redirects are the service's."""
        import httpx2

        self.last = None
        own = {name: value for name, value in (headers or {}).items() if name.lower() != "user-agent"}
        body = None
        if json is not None:
            body = _json.dumps(json, ensure_ascii=False, separators=(",", ":")).encode()
            own["Content-Type"] = "application/json"
        reading = method in ("GET", "HEAD")
        reply = self._http.request(
            method,
            self._service,
            url.removeprefix(self._service.base_url.rstrip("/")),
            repeatable=reading,
            conditional=not reading,
            body=body,
            params={name: str(value) for name, value in (params or {}).items()},
            headers=own,
            any_content=True,
            check=_form_problem,
            accepted_statuses=_REFUSALS,
        )
        self.last = reply
        shown = {name: value for name, value in reply.headers.items() if name not in _NOT_PASSED_ON}
        return httpx2.Response(
            reply.status, headers=shown, content=reply.body, request=httpx2.Request(method, reply.url or url)
        )
