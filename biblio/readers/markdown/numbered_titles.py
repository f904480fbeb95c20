"""Read numbered titles of papers in paragraphs as the headings of what is below them: "__1. A primer__ - Roe and Poe".

They count 1, 2, 3 … through the page, and most of them look like titles. Below such a title, a quotation that begins
with its author is its reference, though it leaves the title out: "> Roe, Jane. *Letters* [10](https://doi.org/…)".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from biblio.extract.identifiers_in_text import find_identifiers
from biblio.model.note import Link, LinkRole
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.markdown.outline_blocks import Heading, OutlineBlock, Paragraph
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.title_shape import TitleShape, title_shape

__all__ = ["as_headings", "is_translated", "links_in_reference", "translation_below"]

_NUMBERED = re.compile(
    r"(?P<bold>\*\*|__)?(?P<number>\d{1,3})[.)、．](?(bold)\s*)(?P<title>[^\n]{8,300}?)(?(bold)(?P=bold))"
    r"(?P<authors>\s+[-–—]\s+[^\n]{3,150})?\s*"
)
_NAME = re.compile(r"\b[^\W\d_a-z][^\W\d_]{2,}")
_LEVEL = 6
_FEWEST, _MOSTLY = 3, 0.6
_REFERENCE_LINES = 6
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_MIXED = 0.5


def as_headings(blocks: Sequence[OutlineBlock]) -> list[OutlineBlock]:
    """Return the blocks of a page, with paragraphs that are numbered titles as headings."""
    found: dict[int, re.Match[str]] = {}
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and (match := _NUMBERED.fullmatch(block.text.strip())):
            if int(match["number"]) != len(found) + 1:
                return list(blocks)
            found[index] = match
    titles = sum(title_shape(match["title"]) is TitleShape.WORK for match in found.values())
    if len(found) < _FEWEST or titles < _MOSTLY * len(found):
        return list(blocks)
    return [
        Heading(block.start, block.end, _LEVEL, _words(found[index])) if index in found else block
        for index, block in enumerate(blocks)
    ]


def _words(match: re.Match[str]) -> str:
    title, _, remark = match["title"].partition(" **")
    title = title if remark.endswith("**") else match["title"]
    return f"**{title.strip()}**{match['authors'] or ''}"


def links_in_reference(page: MarkdownPage, start: int, end: int, authors: Sequence[str]) -> list[Link]:
    """Return the identifiers in the first quotation between two rows, if its first line names one of the authors."""
    quoted = next((row for row in range(start, end) if page.masked_lines[row].lstrip().startswith(">")), end)
    words = set(_NAME.findall(page.masked_lines[quoted])) if quoted < end else set()
    if not words.intersection(_NAME.findall(" ".join(authors))):
        return []
    links: dict[str, Link] = {}
    for row in range(quoted, min(end, quoted + _REFERENCE_LINES)):
        line = page.masked_lines[row]
        if not line.strip():
            break
        for found in find_identifiers(line):
            # Of several identifiers of a kind, the first counts.
            if address := found.identifier.address:
                scheme = found.identifier.scheme
                links.setdefault(scheme, Link(address, LinkRole.OWN, scheme, page.first_line + row))
    return [link for link in links.values() if identifier_of(link.url)]


def translation_below(heading: Heading, following: Sequence[OutlineBlock]) -> str:
    """Return the heading right below the title of a work, if it is the title in another script."""
    below = following[0] if following else None
    if not isinstance(below, Heading) or below.level <= heading.level:
        return ""
    words = plain_value(below.text)
    return words if is_translated(plain_value(heading.text), words) else ""


def is_translated(title: str, words: str) -> bool:
    """Return whether `words` are in an East Asian script, and `title` is the title of a work that is not."""
    is_other_script = not _EAST_ASIAN.search(title) and len(_EAST_ASIAN.findall(words)) >= _MIXED * len(words)
    return bool(words) and is_other_script and title_shape(title) is TitleShape.WORK
