"""GitHub's REST API: fetch the issues of a repository page by page, for users who keep their notes there.

`issue_reader` reads the content of the issues. The API is documented in
https://docs.github.com/en/rest/issues/issues#list-repository-issues, ETag and `since` in
https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api, the Link header in RFC 8288.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from biblio.errors import BadReply, SourceError
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply
from biblio.lookup.services.service_base import read_json, refusal_error

__all__ = ["IssuePage", "fetch_issues"]

_ACCEPT = "application/vnd.github+json"
_VERSION = "2022-11-28"
_REPO = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[\w.-]{1,100}", re.ASCII)
_LINK = re.compile(r'<([^<>]*)>\s*((?:;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s;,"]+)\s*)*)')
_NEXT = re.compile(r';\s*rel\s*=\s*(?:"(?:[^"]* )?next(?: [^"]*)?"|next\b)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class IssuePage:
    """A page of issues as GitHub returns them (including pull requests), and the ETag of its address."""

    issues: tuple[Mapping[str, Any], ...]
    etag: str


def fetch_issues(
    http: HttpClient, policy: ServicePolicy, repo: str, *, since: str = "", etag: str = "", token: str = ""
) -> Iterator[IssuePage]:
    """Yield the pages of all issues of `repo` ("owner/name"), least recently changed first.

    `since` (ISO 8601, UTC) leaves out issues that have not changed since then. `etag` is that of the first page of an
    earlier fetch with the same `since`: if nothing has changed, nothing is yielded. `token` is sent in a header, to
    GitHub's own host only.

    Raises `SourceError` if the repository does not exist or its issues are disabled, `Unavailable` with the time of the
    reset if the rate limit is used up, and other kinds of `ServiceError`.
    """
    if not _REPO.fullmatch(repo):
        raise SourceError(f"github:{repo}", "is not a repository name", hint="write github:owner/name")
    params = {"state": "all", "per_page": "100", "sort": "updated", "direction": "asc"}
    if since:
        params["since"] = since
    headers = {"X-GitHub-Api-Version": _VERSION}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    first = headers | ({"If-None-Match": etag} if etag else {})
    path = f"/repos/{repo}/issues"
    reply = http.get(policy, path, params=params, headers=first, accept=_ACCEPT)
    seen_paths = {path}
    while reply.status != 304:
        _refuse_missing(repo, reply)
        yield IssuePage(_issues(reply), reply.headers.get("etag", ""))
        following = _next_path(policy, reply)
        if not following:
            return
        if following in seen_paths:
            raise BadReply(policy.name, "returned pages that link in a circle", url=reply.url)
        seen_paths.add(following)
        reply = http.get(policy, following, headers=headers, accept=_ACCEPT)


def _refuse_missing(repo: str, reply: Reply) -> None:
    if reply.status == 404:
        hint = "check the name; a private repository needs a token that may read its issues"
        raise SourceError(f"github:{repo}", "there is no such repository, or it is private", hint=hint)
    if reply.status == 410:
        raise SourceError(f"github:{repo}", "its issues are disabled")
    if reply.status != 200:
        raise refusal_error("github", reply)


def _issues(reply: Reply) -> tuple[Mapping[str, Any], ...]:
    rows = read_json("github", reply)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadReply("github", "returned something that is not a list of issues", url=reply.url)
    return tuple(rows)


def _next_path(policy: ServicePolicy, reply: Reply) -> str:
    """Return the path of the next page below the service's base URL; empty on the last page."""
    for match in _LINK.finditer(reply.headers.get("link", "")):
        if _NEXT.search(match[2]):
            base = policy.base_url.rstrip("/")
            if not match[1].startswith(base + "/"):
                # The token is sent with the request for the next page, and must not reach another host.
                raise BadReply(policy.name, "returned a link to a next page on another host", url=reply.url)
            return match[1][len(base) :]
    return ""
