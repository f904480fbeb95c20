"""Layout "roam-json": a graph of Roam Research as JSON, whose pages are read like notes in Markdown.

A page is a title with blocks, and blocks within them. Attributes (``Author(s):: [[Ada Example]]``) at the top of a
page, or below a block such as "Metadata", describe the page's work; other blocks are a list. Roam makes a page for each
link, so a page is a note only if something on it is about a work: a key ("@example2020"), a link, authors, a year.

https://roamresearch.com/#/app/help/page/RxZF78p60 (JSON export)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from biblio.errors import Problem
from biblio.model.dates import MONTHS
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.text_properties import is_metadata_heading
from biblio.readers.note_ids import unique_id
from biblio.readers.note_text import LineNumbers
from biblio.readers.other_markup.markdown_translation import (
    MarkdownTranslation,
    TranslatedProperty,
    is_about_work,
    read_translation,
)
from biblio.readers.skipped import Skipped

__all__ = ["READER", "RoamReader"]

_HEAD = 200_000
_PAGE = re.compile(r"\A\s*+\[?\s*+\{")
_GAP = re.compile(r"[\s,\[]*")
_ATTRIBUTE = re.compile(
    r"\s*(?:\*\*)?(?:\[\[)?(?P<key>[^\W\d_][^:\[\]*]{0,40}?)(?:\]\])?(?:\*\*)?::(?:\*\*)?\s*(?P<value>.*)", re.DOTALL
)
_LABEL = re.compile(r"\s*(?:\*\*)?(?P<key>[^\W\d_][^:\[\]*\n]{0,30}?)(?:\*\*)?:(?:\*\*)?[ \t]+(?P<value>\S[^\n]*)")
_COMPONENT = re.compile(r"\{\{(?:\[\[)?(?P<name>[A-Za-z-]++)(?:\]\])?[^{}]*\}\}")
_REFERENCE = re.compile(r"\(\((?P<uid>[\w-]{6,12})\)\)")
_UID = re.compile(r'"uid"\s*:\s*"([\w-]+)"')
_EDITED = re.compile(r'"(?:edit-time|:?create/time)"')
_DAY = re.compile(r"(?P<month>[A-Z][a-z]+) (?P<day>\d{1,2})(?:st|nd|rd|th), (?P<year>\d{4})")
_MAX_DEPTH = 30
# Attributes deeper than this describe something else than the page.
_DEPTH_OF_ATTRIBUTES = 2
_Block = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RoamReader:
    """Reads graphs of Roam as the module describes."""

    layout: str = "roam-json"

    def recognises(self, document: Document) -> bool:
        """Return whether the text is JSON whose first pages have titles, and blocks or times of editing."""
        head = document.text[:_HEAD]
        if not _PAGE.match(head) or '"title"' not in head:
            return False
        return ('"string"' in head and '"children"' in head) or re.search(
            r'"(?:edit-time|:?create/time)"', head
        ) is not None

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield the notes on every page, and a `Problem` where the JSON is broken; pages before that are read."""
        lines = LineNumbers(document.text)
        pages: list[tuple[_Block, int, int]] = []
        for page, start, end in _pages(document.text):
            if isinstance(page, str):
                yield Problem(document.path, lines.at(start), page, "export the graph again (Export All, JSON)")
            else:
                pages.append((page, *lines.span(start, end)))
        block_lines = {match[1]: lines.at(match.start()) for match in _UID.finditer(document.text)}
        texts = {uid: text for page, _, _ in pages for uid, text in _texts_by_uid(page)}
        used_ids: set[str] = set()
        for page, first, last in pages:
            for item in _items_of_page(page, first, last, document, texts, block_lines):
                if isinstance(item, Note):
                    item = item.replace(id=unique_id(item.id, used_ids))
                    used_ids.add(item.id)
                yield item


READER = RoamReader()


def _pages(text: str) -> Iterator[tuple[_Block | str, int, int]]:
    """Yield the pages with the offsets of their start and end, or a message in place of a broken one, as the last."""
    decoder = json.JSONDecoder()
    position = 0
    while True:
        gap = _GAP.match(text, position)
        position = gap.end() if gap else position
        if position >= len(text) or text[position] == "]":
            return
        try:
            page, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            yield "the JSON is broken or cut off here", position, len(text)
            return
        if isinstance(page, dict):
            yield page, position, end
        position = end


def _children(block: _Block) -> Sequence[_Block]:
    children = block.get("children")
    return [child for child in children if isinstance(child, dict)] if isinstance(children, list) else ()


def _string(block: _Block, name: str) -> str:
    value = block.get(name)
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else ""


def _texts_by_uid(block: _Block, depth: int = 0) -> Iterator[tuple[str, str]]:
    if depth < _MAX_DEPTH:
        for child in _children(block):
            yield _string(child, "uid"), _string(child, "string")
            yield from _texts_by_uid(child, depth + 1)


def _items_of_page(
    page: _Block, first: int, last: int, document: Document, texts: Mapping[str, str], lines: Mapping[str, int]
) -> Iterator[ReadItem]:
    """Yield what the Markdown reader finds on a page between two lines of the file; `lines` are those of blocks."""
    title = _string(page, "title").strip()
    if not title or not (_children(page) or title.startswith("@")):
        return
    translation = MarkdownTranslation(first, last)
    _add_blocks(translation, _children(page), 0, texts, lines)
    for item in read_translation(document, translation, READER.layout, page_name=f"{_file_name(title)}.md"):
        if isinstance(item, Note) and item.end_line == last and item.line == first and not is_about_work(item):
            continue  # a page about a topic
        if not isinstance(item, Skipped):
            yield item


def _file_name(title: str) -> str:
    """Return the name that a page would have as a file; a day has its date, so that it is known as a diary page."""
    if (day := _DAY.fullmatch(title)) and day["month"][:3].lower() in MONTHS:
        return f"{day['year']}-{MONTHS.index(day['month'][:3].lower()) + 1:02}-{int(day['day']):02}"
    return title.replace("/", "_")


def _add_blocks(
    translation: MarkdownTranslation,
    blocks: Sequence[_Block],
    depth: int,
    texts: Mapping[str, str],
    lines: Mapping[str, int],
    *,
    is_metadata: bool = False,
) -> None:
    """Add blocks as list items; attributes of the page become properties, below "Metadata" also "DOI: 10.1000/x"."""
    for block in blocks:
        line = lines.get(_string(block, "uid"), translation.first_line)
        text = _string(block, "string")
        attribute = _attribute(text, is_metadata=is_metadata) if depth < _DEPTH_OF_ATTRIBUTES else None
        if attribute and canonical_key(attribute["key"]):
            written = attribute["value"].strip()
            values = [written] if written else [_string(child, "string") for child in _children(block)]
            if values := [_markdown(value, texts) for value in values]:
                value = values[0] if written else values
                translation.properties.append(TranslatedProperty(attribute["key"].strip(), value, line))
            if written and depth < _MAX_DEPTH:
                _add_blocks(translation, _children(block), depth + 1, texts, lines)
            continue
        heading = re.sub(r"[\[\]*]|(?<!:):+\s*$", "", text)
        if is_metadata_heading(heading) and depth + 1 < _DEPTH_OF_ATTRIBUTES:
            _add_blocks(translation, _children(block), depth + 1, texts, lines, is_metadata=True)
            continue
        indent = "  " * depth
        first_row, *rows = _markdown(text, texts).split("\n")
        translation.add(f"{indent}- {first_row}", line)
        for row in rows:
            translation.add(f"{indent}  {row}", line)
        if depth < _MAX_DEPTH:
            _add_blocks(translation, _children(block), depth + 1, texts, lines)


def _attribute(text: str, *, is_metadata: bool) -> re.Match[str] | None:
    """Return the match of a block that is an attribute; among those of the metadata, one colon is enough."""
    return _ATTRIBUTE.fullmatch(text) or (_LABEL.fullmatch(text) if is_metadata else None)


def _markdown(text: str, texts: Mapping[str, str]) -> str:
    """Return a block's text as Markdown: without components (``{{[[TODO]]}}``), with the blocks it refers to."""
    text = _REFERENCE.sub(lambda match: texts.get(match["uid"], "").split("\n")[0], text)
    text = _COMPONENT.sub(lambda match: {"TODO": "[ ]", "DONE": "[x]"}.get(match["name"].upper(), ""), text)
    return re.sub(r"\^\^(.+?)\^\^", r"==\1==", text).strip()
