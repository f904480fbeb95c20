"""What a service answered, and whether its body is the JSON or XML that was asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.etree import ElementTree

from biblio.unseen import may_have_halves, without_halves

__all__ = ["Reply", "content_problem"]

_DEEPEST = 100  # elements within elements
_HTML = re.compile(rb"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Reply:
    """One answer: HTTP status, headers with lower-case names, the decoded body, and the address that it came from.

    `url` is the last address after redirects, without anything private.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    url: str

    @cached_property
    def json(self) -> Any:
        """The JSON value of the body, parsed once. Raises `ValueError` or `RecursionError` if it is not JSON."""
        value = json.loads(self.body)
        return without_halves(value) if may_have_halves(self.body) else value

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


def content_problem(reply: Reply, accept: str) -> str:
    """Return why the body is not the JSON or XML named in `accept`; empty if it is, or if neither is named.

    arXiv and proxies answer with a web page and status 200 during an outage, and a connection can end early without an
    error.
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
    """The document has a DOCTYPE, so it is a web page or defines entities, which no service needs."""


class _NoDoctypeBuilder(ElementTree.TreeBuilder):
    """Builds the tree of a document that has no document type and whose elements are not nested beyond all use."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def doctype(self, *_: object) -> None:
        raise _DoctypeError

    def start(self, tag: str, attributes: dict[str, str], /) -> ElementTree.Element:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("elements are nested too deeply")
        return super().start(tag, attributes)

    def end(self, tag: str, /) -> ElementTree.Element:
        self._depth -= 1
        return super().end(tag)


def _xml_problem(reply: Reply) -> str:
    if _HTML.match(reply.body):
        return "answered with a web page instead of XML"
    try:
        _ = reply.xml
    except _DoctypeError:
        return "answered with a document type, which its protocol does not have"
    except ValueError:
        return "answered with broken XML" if reply.body.strip() else "answered with nothing"
    return ""
