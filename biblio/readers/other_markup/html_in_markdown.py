"""Read a page in Markdown whose lists and tables of works are written in HTML.

A block of HTML (``<table>``, ``<div>``, ``<article>``, ``<p>``, ``<h2>`` …) with links, titles, references or the
header of a table is translated to Markdown in its place; the other lines stay as they are. Blocks with Markdown in
them, and code, are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.readers.base import Document, ReadItem
from biblio.readers.markdown.front_matter import read_front_matter
from biblio.readers.other_markup.html_translation import BEGINNING_OF_REFERENCE, parse_html_page, translate_html
from biblio.readers.other_markup.markdown_translation import MarkdownTranslation, read_translation

__all__ = ["has_html_blocks", "read_html_blocks"]

_START = re.compile(r" {0,3}<(?P<name>table|div|article|section|p|dl|center|h[1-6])\b", re.IGNORECASE)
_ANY_START = re.compile(rf"^{_START.pattern}", re.IGNORECASE | re.MULTILINE)
_FENCE = re.compile(r"[ \t>]*(?:```|~~~)")
_MARKDOWN = re.compile(r"^ {0,3}(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|\|)|\]\(", re.MULTILINE)
# The header of a table, a heading in a card, or an element that is called a title.
_REFERENCE = re.compile(rf"<p(?:\s[^<>]{{0,200}})?>\s{{0,20}}{BEGINNING_OF_REFERENCE.pattern}")
_MAY_HAVE_TITLES = re.compile(r"<th\b|<h[3-6]\b|\bclass\s*=\s*[\"'][^\"'<>]*\btitle\b", re.IGNORECASE)


def has_html_blocks(text: str) -> bool:
    """Return whether a page in Markdown may have lists or tables in HTML."""
    return _may_name_works(text) and _ANY_START.search(text) is not None


def _may_name_works(text: str) -> bool:
    if "href" in text or "<em>" in text or "<i>" in text or _MAY_HAVE_TITLES.search(text):
        return True
    return _REFERENCE.search(text) is not None


def read_html_blocks(document: Document) -> Iterator[ReadItem]:
    """Yield what the page gives with its blocks of HTML as Markdown; nothing if none of them can be translated."""
    front_matter = read_front_matter(document.text, document.path)
    lines = document.text.split("\n")
    translation = MarkdownTranslation()
    has_blocks = is_code = False
    row = 0
    while row < len(lines):
        is_code = is_code != (_FENCE.match(lines[row]) is not None)
        match = _START.match(lines[row]) if row >= front_matter.end and not is_code else None
        end = _end_of_blocks(lines, row) if match else row
        block = "\n".join(lines[row:end])
        is_named = _may_name_works(block)
        if match and end > row and (is_named or match["name"][0] in "hH") and not _MARKDOWN.search(block):
            has_blocks = has_blocks or is_named
            html = translate_html(parse_html_page(block))
            translation.add_line("", row + 1)
            for text, origin in zip(html.rows, html.origins, strict=True):
                translation.add_line(text, row + origin)
            translation.add_line("", end)
            row = end
        else:
            translation.add_line(lines[row], row + 1)
            row += 1
    if has_blocks:
        yield from read_translation(document, translation, "markdown", page_name="")


def _end_of_blocks(lines: list[str], start: int) -> int:
    """Return the row after a block and those that follow it with nothing but blank lines between."""
    end = start
    while match := _START.match(lines[start]):
        after = _end_of_block(lines, start, match["name"])
        if after == start:
            break
        start = end = after
        while start < len(lines) - 1 and not lines[start].strip():
            start += 1
        if start >= len(lines):
            break
    return end


def _end_of_block(lines: list[str], start: int, name: str) -> int:
    """Return the row after the block that an element called `name` is; `start` if it does not end."""
    tag = re.compile(rf"<(?P<end>/?){name}\b", re.IGNORECASE)
    depth = 0
    for row in range(start, len(lines)):
        for found in tag.finditer(lines[row]):
            depth += -1 if found["end"] else 1
        if depth <= 0:
            return row + 1
        if name.lower() == "p" and not lines[row].strip():
            return row
    return start
