r"""The DOI in a field of an entry, in whatever spelling: TeX, HTML and URL escapes, and an address in front.

DOIs of the SICI kind have angle brackets (``10.1002/(SICI)…18:12<1450::AID-JCC9>3.0.CO;2-I``), which programs escape
as ``%3C``, ``{\textless}``, ``$<$``, ``&lt;``. Resolvers and publishers put a DOI at the end of an address. Pure.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from biblio.patterns import compiled

__all__ = ["WrittenDoi", "read_doi_field"]

_COMMANDS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?s)\\url\s*\{(.*)\}$|\\href\s*\{([^{}]*)\}\s*\{.*\}$", lambda match: match[1] or match[2]),
    (r"\\ensuremath\s*\{([<>])\}", lambda match: match[1]),
    (r"\\(?:textless|less|lt)\b(?:\{\}|\\ |[ \t]+)?", lambda match: "<"),
    (r"\\(?:textgreater|greater|gtr|gt)\b(?:\{\}|\\ |[ \t]+)?", lambda match: ">"),
    (r"\\slash\b(?:\{\}|\\ |[ \t]+)?", lambda match: "/"),
    (r"\\textunderscore\b(?:\{\}|\\ |[ \t]+)?", lambda match: "_"),
    (r"\$\s*([<>_])\s*\$", lambda match: match[1]),
    (r"\\([&%#_$~^<>])", lambda match: match[1]),
    (r"\{([^{}\s]*)\}", lambda match: match[1]),
)
_LABEL = (
    r"(?i)(?:(?:urn|info|digital object identifier(?: \(doi\))?|doi(?: number)?)"
    r"\s*(?:[:/=]\s*|\s(?=10\.|https?:)))+"
)
_PLAIN = r"10\.\d{4,9}(?:\.\d+)*/[^\s\\{}$&%]+"  # without any escape
_BARE = r"10\.\d{4,9}(?:\.\d+)*/\S+"
_HOST = r"(?is)(?:https?:/{1,3})?(?P<host>[\w-]+(?:\.[\w-]+)+)(?::\d+)?/(?P<path>.*)"
_RESOLVER = (
    r"(?i)(?:(?:www\.|dx\.)?doi\.org|hdl\.handle\.net"
    r"|(?:www\.|dx\.)?doi\.(?:acm\.org|ieeecomputersociety\.org|pangaea\.de|wiley\.com|apa\.org)|(?:dx[.-])?doi[.-]org[.-][\w.-]+)"
)
_MOST_FRONTS = 9  # addresses in front of one another
_MOST_GROUPS = 20  # braces within one another
_ENCODED = r"(?i)%(?:25)?(?:3c|3e|2f|28|29|3a|3b|5b|5d|23|7e|20|26|2b|22|2c)"
_ENTITY = r"(?i)&(?:lt|gt|amp|#\d{2,4}|#x[0-9a-f]{2,4});"
_VIEW = (
    r"(?i)(?:/(?:full|pdf|epdf|abstract|abs|html|fulltext|meta|summary|references|tables|suppl_file|figures)){1,9}/?$"
    r"|\.(?:pdf|html?|full|abstract)$"
)


@dataclass(frozen=True, slots=True)
class WrittenDoi:
    """A DOI as a field has it: `bare` is what is registered, as written in case.

    `has_front` says that an address or a label stood in front, `is_escaped` that signs of it were escaped. `is_sure`
    is false if where the DOI ends is a guess: a publisher's address goes on behind it, or a full stop ends a sentence.
    """

    bare: str
    has_front: bool = False
    is_escaped: bool = False
    is_sure: bool = True


@lru_cache(maxsize=64)  # several rules ask about the same value, one after the other
def read_doi_field(value: str) -> WrittenDoi | None:
    """Return the DOI that the value of a field (TeX source) is, or None if it is none."""
    return _read(value, 0)


def _read(value: str, depth: int) -> WrittenDoi | None:
    text = value.strip()
    if compiled(_PLAIN).fullmatch(text):
        return WrittenDoi(text)
    text = plain = compiled(_ENTITY).sub(lambda match: html.unescape(match[0]), _unescaped(text))
    label = compiled(_LABEL).match(text)
    has_front = False
    if label:
        text, has_front = text[label.end() :], True
    is_sure = True
    if not compiled(_BARE).match(text):
        address = compiled(_HOST).fullmatch(text)
        if address is None:
            return None
        has_front = True
        is_resolver = bool(compiled(_RESOLVER).fullmatch(address["host"]))
        path = address["path"]
        inner = compiled(_LABEL).match(path)
        path = path[inner.end() :].lstrip("/") if inner else path.lstrip("/")
        is_nested = depth < _MOST_FRONTS and path.lower().startswith("http")
        if is_nested and (nested := _read(path, depth + 1)):
            return WrittenDoi(nested.bare, True, nested.is_escaped, nested.is_sure)
        start = re.search(r"(?:^|/)(?=10\.\d{4,9}(?:\.\d+)*(?:/|%2f))", path, re.IGNORECASE)
        if start is None or (is_resolver and start.end() > 0):
            return None
        text = path[start.end() :]
        if not is_resolver:
            text, is_sure = _without_view(text)
    elif label and text.endswith("."):
        text, is_sure = text.rstrip("."), False  # the full stop of a sentence: "doi: 10.1000/x."
    decoded = _decoded(text)
    if not compiled(_BARE).fullmatch(decoded):
        return None
    is_escaped = decoded != text or plain != value.strip()
    return WrittenDoi(decoded, has_front, is_escaped, is_sure)


def _without_view(text: str) -> tuple[str, bool]:
    """Return the DOI at the end of a publisher's address without what says how to show the article."""
    bare = re.split(r"[?#]", text, maxsplit=1)[0]
    view = compiled(_VIEW).search(bare)
    return (bare[: view.start()] if view else bare.rstrip("/")), bare == text and view is None


def _unescaped(text: str) -> str:
    """Return TeX source without its escapes, as far as DOIs have them."""
    if not set("\\{}$&") & set(text):
        return text
    for _ in range(_MOST_GROUPS):
        previous = text
        for pattern, replacement in _COMMANDS:
            text = compiled(pattern).sub(replacement, text)
        if text == previous:
            break
    return text


def _decoded(text: str) -> str:
    """Return a DOI with the escapes of URLs and HTML decoded, if they stand for signs that DOIs escape."""
    previous = ""
    while previous != text:
        previous = text
        text = compiled(_ENTITY).sub(lambda match: html.unescape(match[0]), text)
        text = compiled(_ENCODED).sub(lambda match: chr(int(match[0][-2:], 16)), text)
    return text
