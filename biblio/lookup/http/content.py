"""What comes back from a service, and what an observer is told about a request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from xml.etree import ElementTree

__all__ = ["Event", "Observer", "Reply", "content_problem", "redact_url"]

# Query values that could tell a secret or who is asking, were one ever put there; keys belong in headers.
_PRIVATE = re.compile(r"(?i)(?<=[?&])((?:api_?key|key|token|access_token|secret|password|mailto|email)=)[^&#]*")
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Reply:
    """One answer: HTTP status, headers with lower-case names, the decoded body, and the address it came from.

    `url` is the last one after redirects, without anything private.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    url: str

    @cached_property
    def json(self) -> Any:
        """The JSON value of the body, parsed once. Raises `ValueError` or `RecursionError` if it is not JSON."""
        return json.loads(self.body)

    @cached_property
    def xml(self) -> ElementTree.Element:
        """The root element of the body, parsed once. Raises `ValueError` if it is not XML or has a document type."""
        parser = ElementTree.XMLParser(target=_NoDoctypeBuilder())  # noqa: S314 - it refuses document types
        try:
            parser.feed(self.body)
            root: ElementTree.Element = parser.close()
        except (ElementTree.ParseError, LookupError) as error:  # LookupError: an encoding that Python lacks
            raise ValueError(str(error)) from error
        return root


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
        return _json_problem(reply)
    if "xml" in accept:
        return _xml_problem(reply)
    return ""


def _json_problem(reply: Reply) -> str:
    if _HTML.match(reply.body):
        return "answered with a web page instead of JSON"
    try:
        _ = reply.json
    except (ValueError, RecursionError):
        return "answered with broken JSON" if reply.body.strip() else "answered with nothing"
    return ""


class _DoctypeError(ValueError):
    """The document has a DOCTYPE: it is a web page, or defines entities that nobody asked for."""


class _NoDoctypeBuilder(ElementTree.TreeBuilder):
    def doctype(self, *_: object) -> None:
        raise _DoctypeError


def _xml_problem(reply: Reply) -> str:
    if _HTML.match(reply.body):
        return "answered with a web page instead of XML"
    try:
        _ = reply.xml
    except _DoctypeError:
        return "answered with a document type that its protocol does not have"
    except ValueError:
        return "answered with broken XML" if reply.body.strip() else "answered with nothing"
    return ""
