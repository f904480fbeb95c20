"""Layout "joplin": notes of Joplin as it exports them: "RAW" (a file per item, named by its id), JEX (a tar of those).

An item is a title, a blank line, the text in Markdown, and a block ``key: value`` that ends with its ``type_``. Only
notes are read; an archive has their tags and notebooks too, which become their tags. "MD + Front Matter" is Markdown.
https://joplinapp.org/help/apps/import_export, https://joplinapp.org/help/api/references/rest_api#item-type-ids
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from biblio.decoding import decode_bytes
from biblio.errors import Problem, SourceError
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.note_ids import unique_id
from biblio.readers.other_markup.markdown_translation import (
    MarkdownTranslation,
    TranslatedProperty,
    read_translation,
)
from biblio.readers.skipped import Skipped, SkipReason
from biblio.text import unique_words

__all__ = ["READER", "JoplinReader"]

_ARCHIVE = ".jex"
_KEY = re.compile(r"(?P<key>[a-z][a-z0-9_]*):(?: (?P<value>.*))?$")
_ITEM = re.compile(r"^type_: \d{1,2}\s*\Z", re.MULTILINE)
_NOTE, _NOTEBOOK, _TAG, _NOTE_TAG = "1", "2", "5", "6"
_LARGEST_ITEM = 20_000_000  # bytes; a text that is larger holds embedded data
_DEEPEST = 20  # notebooks within notebooks


@dataclass(frozen=True, slots=True)
class _Item:
    """An item: its title, the rows of its text with their lines (from 1), and the values of its block."""

    title: str
    rows: tuple[tuple[str, int], ...]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class JoplinReader:
    """Reads items and archives of Joplin as the module describes."""

    layout: str = "joplin"

    def recognises(self, document: Document) -> bool:
        """Return whether the file is an archive of Joplin's, or ends with the block of an item."""
        if document.data:
            return document.suffix == _ARCHIVE
        return document.suffix == ".md" and _ITEM.search(document.text[-200:]) is not None

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield the notes in a file, and what in it is none."""
        if not document.data:
            item = _read_item(document.text)
            if item.values.get("type_") != _NOTE:
                yield Skipped(document.path, SkipReason.PROGRAM, detail=item.title)
            else:
                yield from _read_note(document, item, (), name="", last=document.text.rstrip().count("\n") + 1)
            return
        try:
            items = dict(_archived(document))
        except (tarfile.TarError, EOFError, OSError) as error:
            yield Problem(document.path, 1, f"this archive cannot be read: {error}", "export it again (JEX)")
            return
        used_ids: set[str] = set()
        tags = _tags_by_note(items)
        for identifier, item in items.items():
            if item.values.get("type_") != _NOTE:
                continue
            placed = _Item(item.title, tuple((row, 1) for row, _ in item.rows), item.values)
            of_note = unique_words([*tags.get(identifier, ()), *_notebooks(item, items)])
            name = item.title.replace("/", "_")
            for read_item in _read_note(document, placed, of_note, name=f"{name or identifier}.md", last=1):
                if isinstance(read_item, Note):
                    read_item = read_item.replace(id=unique_id(read_item.id, used_ids))
                    used_ids.add(read_item.id)
                elif isinstance(read_item, Skipped):
                    read_item = Skipped(document.path, read_item.reason, 1, item.title or read_item.detail)
                yield read_item


READER = JoplinReader()


def _read_note(document: Document, item: _Item, tags: tuple[str, ...], *, name: str, last: int) -> Iterator[ReadItem]:
    translation = MarkdownTranslation(1, last)
    values = {"title": item.title, "created": item.values.get("created_time", "").partition("T")[0]}
    if url := item.values.get("source_url"):
        values["source"] = url
    translation.properties += (TranslatedProperty(key, value, 1) for key, value in values.items() if value)
    if tags:
        translation.properties.append(TranslatedProperty("tags", tags, 1))
    for row, line in item.rows:
        translation.add_line(row, line)
    page_name = name or f"{item.title.replace('/', '_') or 'note'}.md"
    yield from read_translation(
        document, translation, READER.layout, page_name=page_name, needs_sign=not document.is_forced
    )


def _read_item(text: str) -> _Item:
    """Return the item in a text: the block at its end, the title above, and the text between them."""
    lines = text.rstrip().split("\n")
    start = len(lines)
    values: dict[str, str] = {}
    while start and (match := _KEY.match(lines[start - 1])):
        start -= 1
        values.setdefault(match["key"], (match["value"] or "").strip())
    title = lines[0].strip() if start else ""
    rows = [(line, number) for number, line in enumerate(lines[1:start], 2)]
    while rows and not rows[0][0].strip():
        rows.pop(0)
    while rows and not rows[-1][0].strip():
        rows.pop()
    return _Item(title, tuple(rows), values)


def _archived(document: Document) -> Iterator[tuple[str, _Item]]:
    with tarfile.open(fileobj=io.BytesIO(document.data), mode="r:") as archive:
        for member in archive:
            name = member.name.rpartition("/")[2]
            if not member.isfile() or not name.endswith(".md") or member.size > _LARGEST_ITEM:
                continue
            stream = archive.extractfile(member)
            if stream is None:
                continue
            try:
                text = decode_bytes(stream.read(), document.path).text
            except SourceError:
                continue  # a file that is attached to a note
            if _ITEM.search(text[-200:]):
                yield name.removesuffix(".md"), _read_item(text)


def _tags_by_note(items: Mapping[str, _Item]) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for item in items.values():
        tag = items.get(item.values.get("tag_id", ""))
        if item.values.get("type_") == _NOTE_TAG and tag is not None and tag.values.get("type_") == _TAG:
            tags.setdefault(item.values.get("note_id", ""), []).append(tag.title)
    return tags


def _notebooks(item: _Item, items: Mapping[str, _Item]) -> Iterator[str]:
    """Yield the names of the notebooks that a note is in, the innermost first."""
    for _ in range(_DEEPEST):
        parent = items.get(item.values.get("parent_id", ""))
        if parent is None or parent.values.get("type_") != _NOTEBOOK:
            return
        yield parent.title
        item = parent
