"""What comes back from a service, and what an observer is told about a request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit
from xml.parsers import expat

__all__ = ["Event", "Observer", "Reply", "content_problem", "redact_url"]

# Query values that could tell a secret or who is asking, were one ever put there; keys belong in headers.
_PRIVATE = re.compile(r"(?i)(?<=[?&])((?:api_?key|key|token|access_token|secret|password|mailto|email)=)[^&#]*")
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: HTTP status, headers with lower-case names, the decoded body, and the address it came from.

    `url` is the last one after redirects, without anything private.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    url: str


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a request, for whoever shows progress.

    Either a wait is about to begin (`waiting` seconds, `status` 0) or the try numbered `attempt` is over: its HTTP
    status (0: no answer) and how many seconds it took. `url` has nothing private in it.
    """

    service: str
    url: str
    attempt: int
    status: int = 0
    seconds: float = 0.0
    waiting: float = 0.0


Observer = Callable[[Event], None]


def redact_url(url: str) -> str:
    """Return `url` without user information and without the values of private parameters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""  # no address at all: nothing that could be shown safely
    host = parts.netloc.rpartition("@")[2]
    return _PRIVATE.sub(r"\1…", urlunsplit((parts.scheme, host, parts.path, parts.query, "")))


def content_problem(reply: Reply, accept: str) -> str:
    """Return what keeps the body from being the JSON or XML that `accept` names; empty where it is, or none is named.

    arXiv and proxies answer an outage with a web page and status 200, and a connection can end early without an error.
    """
    if "json" in accept:
        return _json_problem(reply.body)
    if "xml" in accept:
        return _xml_problem(reply.body)
    return ""


def _json_problem(body: bytes) -> str:
    if _HTML.match(body):
        return "answered with a web page instead of JSON"
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return "answered with broken JSON" if body.strip() else "answered with nothing"
    return ""


class _DoctypeError(Exception):
    """The document has a DOCTYPE: a web page, or entities that nobody asked for."""


def _xml_problem(body: bytes) -> str:
    if _HTML.match(body):
        return "answered with a web page instead of XML"

    def refuse(*_: object) -> None:
        raise _DoctypeError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except _DoctypeError:
        return "answered with a document type that its protocol does not have"
    except expat.ExpatError:
        return "answered with broken XML" if body.strip() else "answered with nothing"
    return ""
