"""Layouts "asciidoc", "mediawiki", "dokuwiki" and "tiddlywiki": pages in these markups, read like Markdown.

AsciiDoc and MediaWiki are known by the suffixes of their files, an export of MediaWiki (``Special:Export``) by its root
element, DokuWiki by its headings in ``.txt`` files, TiddlyWiki by ``.tid``, its export as JSON, and the part of an HTML
file that has the tiddlers. https://tiddlywiki.com/dev/#Data%20Storage%20in%20Single%20File%20TiddlyWiki
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from biblio.errors import Problem
from biblio.formats.xml_tree import parse_xml
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.note_ids import unique_id
from biblio.readers.other_markup.markdown_translation import UNTITLED, MarkdownTranslation, read_translation
from biblio.readers.other_markup.wiki_markup import (
    WikiPage,
    translate_asciidoc,
    translate_dokuwiki,
    translate_mediawiki,
    translate_tiddlywiki,
)
from biblio.readers.skipped import Skipped
from biblio.readers.tables.data_values import BrokenDataError, parse_json

__all__ = ["ASCIIDOC", "DOKUWIKI", "MEDIAWIKI", "TIDDLYWIKI", "WikiReader"]

_DOKU_HEADING = re.compile(r"^={4,6}[^=\n]{1,200}={4,6}", re.MULTILINE)
_DOKU_MARK = re.compile(r"^(?:  |\t)+[*-] *\S|\[\[https?://|^\^.*\^ *$", re.MULTILINE)
_EXPORT = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?<mediawiki\b")
_HEAD = 20_000
# The tiddlers of a wiki in one file: as JSON (since 5.2), or as elements, of which each has its fields as attributes.
_STORE = re.compile(r'<script\b[^<>]*\bclass="tiddlywiki-tiddler-store"[^<>]*>')
_OLD_STORE = re.compile(r'<div\b[^<>]*\bid="storeArea"[^<>]*>')
_OLD_TIDDLER = re.compile(r'<div\b(?P<fields>(?:\s+[\w$.-]+="[^"<>]*")+)\s*>\s*<pre>')
_OLD_FIELD = re.compile(r'((?<![\w$.-])[\w$.-]+)="([^"]*)"')
_TIME_OF_TIDDLER = re.compile(r'"(?:created|modified)"\s*:\s*"\d{12,17}"')
_NO_TEXTS = ("application/", "image/", "audio/", "video/", "text/css", "font/")
# What MediaWiki exports beside articles: https://www.mediawiki.org/wiki/Help:Namespaces
_OTHER_NAMESPACES = frozenset({"1", "3", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "828", "829"})
_Pages = Callable[[Document], Iterator["tuple[str, WikiPage, int, int] | Problem"]]


@dataclass(frozen=True, slots=True)
class WikiReader:
    """Reads the pages of one markup; `is_markup` recognises a document, `pages` yields (name, page, first, last line).

    The name of a page is empty if it is the whole file.
    """

    layout: str
    is_markup: Callable[[Document], bool]
    pages: _Pages

    def recognises(self, document: Document) -> bool:
        """Return whether the document is in this markup."""
        return bool(document.text.strip()) and self.is_markup(document)

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield the notes of every page, and what is passed over."""
        used_ids: set[str] = set()
        for part in self.pages(document):
            if isinstance(part, Problem):
                yield part
                continue
            name, page, first, last = part
            for item in self._items(document, page, name, first, last):
                if isinstance(item, Note):
                    item = item.replace(id=unique_id(item.id, used_ids))
                    used_ids.add(item.id)
                elif name and isinstance(item, Skipped) and item.line == 0:
                    item = Skipped(document.path, item.reason, first, page.title)
                yield item

    def _items(self, document: Document, page: WikiPage, name: str, first: int, last: int) -> Iterator[ReadItem]:
        translation = MarkdownTranslation(first, last)
        translation.properties += page.properties
        tops = sum(row.startswith("# ") for row, _ in page.rows)
        depth = "#" if tops and (page.title or tops > 1) else ""
        if page.title or depth:
            translation.add_heading(page.title or UNTITLED, first)
        for row, line in page.rows:
            translation.add(f"{depth}{row}" if re.match(r"#{1,5} ", row) else row, line)
        file_name = f"{name.replace('/', '_')}.md" if name else ""
        yield from read_translation(
            document, translation, self.layout, page_name=file_name, needs_sign=not document.is_forced
        )


def _whole_file(translate: Callable[[str], WikiPage]) -> _Pages:
    def pages(document: Document) -> Iterator[tuple[str, WikiPage, int, int] | Problem]:
        yield "", translate(document.text), 1, document.text.rstrip().count("\n") + 1

    return pages


def _mediawiki_pages(document: Document) -> Iterator[tuple[str, WikiPage, int, int] | Problem]:
    if not _EXPORT.match(document.text[:_HEAD]):
        yield from _whole_file(translate_mediawiki)(document)
        return
    root, problem = parse_xml(document.text, document.path, "export the pages again")
    if problem:
        yield problem
    for element in root.iter("{*}page") if root is not None else ():
        namespace = element.findtext("{*}ns") or "0"
        text = next((part for part in element.iter("{*}text")), None)
        if text is None or namespace in _OTHER_NAMESPACES:
            continue
        title = (element.findtext("{*}title") or "").strip()
        page = translate_mediawiki(text.text or "")
        line = max(1, text.sourceline or 1)
        last = document.text.count("\n") + 1
        page.rows = [(row, min(line + number - 1, last)) for row, number in page.rows]
        page.title = title
        yield title or "page", page, line, max([line, *(number for _, number in page.rows)])


def _tiddlers(document: Document) -> Iterator[tuple[str, WikiPage, int, int] | Problem]:
    if document.suffix == ".tid":
        yield from _whole_file(translate_tiddlywiki)(document)
        return
    try:
        tiddlers = list(_fields_of_tiddlers(document.text))
    except BrokenDataError as error:
        yield Problem(document.path, error.line, str(error), "export the tiddlers again")
        return
    place, line = 0, 1
    for tiddler, start in tiddlers:
        fields = {key: value for key, value in tiddler.items() if isinstance(value, str)}
        is_text = not fields.get("type", "").startswith(_NO_TEXTS)
        if fields.get("title", "").startswith("$:/") or not fields.get("title") or not is_text:
            continue  # what the program itself keeps
        found = document.text.find(json.dumps(fields["title"], ensure_ascii=False), max(place, start))
        if (found := max(found, start)) > place:
            place, line = found, line + document.text.count("\n", place, found)
        page = translate_tiddlywiki(fields.get("text", ""), fields)
        page.rows = [(row, line) for row, _ in page.rows]
        page.properties = [type(prop)(prop.key, prop.value, line) for prop in page.properties]
        yield fields["title"], page, line, line


def _fields_of_tiddlers(text: str) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield the fields of each tiddler in an export or a wiki, and where in the text it is at the earliest.

    Raises `BrokenDataError` for JSON that cannot be read.
    """
    stores = list(_STORE.finditer(text))
    starts = [store.end() for store in stores] if stores or _OLD_STORE.search(text) else [0]
    for start in starts:
        end = text.find("</script>", start) if stores else len(text)
        tiddlers = parse_json(text[start : end if end >= 0 else len(text)])
        for tiddler in tiddlers if isinstance(tiddlers, list) else ():
            if isinstance(tiddler, dict):
                yield tiddler, start
    if store := _OLD_STORE.search(text):
        for match in _OLD_TIDDLER.finditer(text, store.end()):
            fields = {name: html.unescape(value) for name, value in _OLD_FIELD.findall(match["fields"])}
            end = text.find("</pre>", match.end())
            yield {**fields, "text": html.unescape(text[match.end() : end if end >= 0 else len(text)])}, match.start()


def _is_tiddlywiki(document: Document) -> bool:
    head = document.text[:_HEAD]
    if document.suffix == ".tid":
        return re.search(r"^title:", head, re.MULTILINE) is not None
    if document.suffix == ".json":
        return re.match(r"\s*\[\s*\{", head) is not None and '"title"' in head and bool(_TIME_OF_TIDDLER.search(head))
    return "tiddlywiki" in head.casefold() and bool(_STORE.search(document.text) or _OLD_STORE.search(document.text))


def _is_dokuwiki(document: Document) -> bool:
    head = document.text[:_HEAD]
    return document.suffix == ".txt" and bool(_DOKU_HEADING.search(head) and _DOKU_MARK.search(head))


def _is_mediawiki(document: Document) -> bool:
    return document.suffix in (".mediawiki", ".wiki") or _EXPORT.match(document.text[:_HEAD]) is not None


ASCIIDOC = WikiReader(
    "asciidoc", lambda document: document.suffix in (".adoc", ".asciidoc"), _whole_file(translate_asciidoc)
)
MEDIAWIKI = WikiReader("mediawiki", _is_mediawiki, _mediawiki_pages)
DOKUWIKI = WikiReader("dokuwiki", _is_dokuwiki, _whole_file(translate_dokuwiki))
TIDDLYWIKI = WikiReader("tiddlywiki", _is_tiddlywiki, _tiddlers)
