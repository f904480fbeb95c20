"""Layout "typst": notes and lists of works in Typst, read like Markdown (see `markdown_translation`).

The title of the document (``#set document(title: …)``) is the page's; ``#metadata((title: …, doi: …))`` and the
arguments of a template (``#show: note.with(…)``) are its properties. Authors among them are those of the document,
unless an identifier or a venue says that they describe a work. Bibliographies that a document names are files of their
own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from biblio.readers.base import Document, ReadItem
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.other_markup.markdown_translation import (
    UNTITLED,
    MarkdownTranslation,
    TranslatedProperty,
    read_translation,
)
from biblio.readers.other_markup.typst_markup import TypstCall, TypstPage, translate_typst

__all__ = ["READER", "TypstReader"]

_SUFFIX = ".typ"
_DESCRIBING = frozenset({"doi", "arxiv", "url", "venue", "pmid", "isbn", "citekey"})
_OF_DOCUMENTS = frozenset({"authors", "date", "created", "summary"})


@dataclass(frozen=True, slots=True)
class TypstReader:
    """Reads Typst as the module describes."""

    layout: str = "typst"

    def recognises(self, document: Document) -> bool:
        """Return whether the file is named as Typst and is not empty."""
        return document.suffix == _SUFFIX and bool(document.text.strip())

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield the notes of a file, and what is passed over."""
        page = translate_typst(document.text)
        translation = MarkdownTranslation()
        translation.properties += _properties(page)
        title = next((str(prop.value) for prop in translation.properties if prop.key == "title"), "")
        tops = sum(row.startswith("# ") for row, _ in page.rows)
        # Headings below a title of the document, and several headings of the first level, are sections.
        depth = "#" if tops > 1 or (title and tops) else ""
        if title or depth:
            translation.add_heading(title or UNTITLED, 1)
        for row, line in page.rows:
            translation.add(f"{depth}{row}" if re.match(r"#{1,5} ", row) else row, line)
        yield from read_translation(
            document,
            translation,
            self.layout,
            needs_sign=not document.is_forced,
            is_topic=tops > 1 and not title,
        )


READER = TypstReader()


def _properties(page: TypstPage) -> list[TranslatedProperty]:
    """Return what the calls at any place of a page say about its work or title, earlier ones first."""
    properties: dict[str, TranslatedProperty] = {}
    for call in page.calls:
        values = call.values() if _describes_page(call) else {}
        names = {canonical_key(key) for key in values}
        is_about_work = call.name == "metadata" or bool(names & _DESCRIBING)
        for key, texts in values.items():
            name = canonical_key(key)
            if name and (is_about_work or name not in _OF_DOCUMENTS):
                prop = TranslatedProperty(
                    "title" if name == "title" else key, texts if len(texts) > 1 else texts[0], call.line
                )
                properties.setdefault(name, prop)
    return list(properties.values())


def _describes_page(call: TypstCall) -> bool:
    return call.name in ("set document", "metadata") or (call.name.startswith("show") and ".with" in call.name)
