"""GitHub's issues, https://docs.github.com/en/rest/issues/issues#list-repository-issues.

Rules: pages of `per_page` with a Link header; `since`; an ETag a page, and 304 for If-None-Match; 404 for repositories
that are private or do not exist; 403 with ``x-ratelimit-remaining: 0`` when the limit is used up.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

from tests.servers.base import Fault, Request, Response, json_response


def rate_limited(reset: int) -> Fault:
    body = json.dumps({"message": "API rate limit exceeded"}).encode()
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(reset)}
    return Fault(instead=Response(403, body, "application/json", headers))


class GitHubServer:
    name = "github"

    def __init__(self) -> None:
        self.page = 100
        self.next_host = ""  # where the next page is, if not here
        self.issues: dict[str, list[dict[str, Any]]] = {
            "reader/notes": [
                {"number": n, "title": f"Note {n}", "body": "text", "state": "open", "labels": [{"name": "NLP"}],
                 "updated_at": f"2025-01-{n:02}T00:00:00Z"}
                for n in range(1, 6)
            ]
        }  # fmt: skip

    def answer(self, request: Request) -> Response:
        owner_and_name = request.path.removeprefix("/repos/").removesuffix("/issues")
        issues = self.issues.get(owner_and_name)
        if issues is None:
            return json_response({"message": "Not Found"}, 404)
        since = request.query.get("since", "")
        issues = [issue for issue in issues if issue["updated_at"] >= since]
        page = int(request.query.get("page", 1))
        rows = issues[(page - 1) * self.page : page * self.page]
        body = json.dumps(rows).encode()
        tag = f'W/"{hashlib.sha256(body).hexdigest()}"'
        if request.headers.get("if-none-match") == tag:
            return Response(304, b"", headers={"ETag": tag})
        headers = {"ETag": tag}
        if page * self.page < len(issues):
            base = self.next_host or request.base
            address = f"{base}{request.path}?{urlencode({**request.query, 'page': page + 1})}"
            headers["Link"] = f'<{address}>; rel="next", <{address}>; rel="last"'
        return Response(200, body, "application/json; charset=utf-8", headers)
