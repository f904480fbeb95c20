"""Parse the XML and HTML of exports as far as it can be read, without entities, DTDs or the network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from biblio.errors import Problem

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
else:
    Element = Any

__all__ = ["Element", "all_text", "lines_of", "parse_page", "parse_xml"]

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]+)|([0-9]+));", re.IGNORECASE)


def parse_xml(text: str, path: str, hint: str) -> tuple[Element | None, Problem | None]:
    """Return the root of a text, as far as it can be read, and the first thing that is wrong with it.

    Lines of elements are those of the text. Control characters, which programs copy from PDFs, and all else that XML
    does not allow (https://www.w3.org/TR/xml/#charsets) are read as blanks, also where they are written as references.
    """
    from lxml import etree

    # The text is decoded already, so a declared encoding would be wrong; the lines must stay the same.
    declaration = _DECLARATION.match(text)
    if declaration:
        text = "\n" * declaration[0].count("\n") + text[declaration.end() :]
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(_allowed(text), parser)
    except etree.XMLSyntaxError as error:
        return None, Problem(path, error.lineno or 1, f"invalid XML: {error.msg}", hint)
    errors = [entry for entry in parser.error_log if entry.level_name != "WARNING"]
    problem = None
    if errors:
        problem = Problem(path, max(1, errors[0].line), f"invalid XML: {errors[0].message.strip()}", hint)
    return root, problem


def parse_page(text: str) -> Element | None:
    """Return the root of a page, as far as it can be read; None for an empty one."""
    from lxml import etree

    parser = etree.HTMLParser(recover=True, no_network=True, encoding="utf-8", huge_tree=True)
    try:
        return etree.fromstring(_allowed(text), parser)
    except etree.XMLSyntaxError:
        return None


def _allowed(text: str) -> bytes:
    """Return `text` with characters alone that XML has: lxml fails at the halves of others that references name."""
    return _FORBIDDEN.sub(" ", _REFERENCE.sub(_allowed_reference, text)).encode("utf-8")


def _allowed_reference(match: re.Match[str]) -> str:
    digits = (match[1] or match[2]).lstrip("0")
    number = int(digits, 16 if match[1] else 10) if 0 < len(digits) < 8 else 0  # longer ones name no character
    return match[0] if 0 < number < 0x110000 and not _FORBIDDEN.match(chr(number)) else " "


def all_text(element: Element | None) -> str:
    """Return the text of an element and of those in it, without the space around it; empty for None and comments."""
    if element is None or not isinstance(element.tag, str):
        return ""
    return "".join(str(part) for part in element.itertext()).strip()


def lines_of(element: Element, last_line: int, *, whole: Element | None = None) -> tuple[int, int]:
    """Return the line in which an element begins and the last one in which one inside it does (or inside `whole`).

    Both are from 1 to `last_line`, the number of lines of the text.
    """
    parts = (element if whole is None else whole).iter()
    line = min(element.sourceline or 1, last_line)
    end = max((part.sourceline or 1 for part in parts if isinstance(part.tag, str)), default=line)
    return line, min(max(line, end), last_line)
