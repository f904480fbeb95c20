"""Layout "hypothesis": annotations of Hypothes.is, as JSON (its API, the client's export) or CSV; one note per page.

Quotes and remarks are the note's comment, as quotes with the remark below each; the tags of all annotations are its
tags. Pages that are no works are passed over. https://h.readthedocs.io/en/latest/api-reference/,
https://web.hypothes.is/help/exporting-and-importing-annotations-in-the-hypothesis-web-app/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from biblio.errors import Problem
from biblio.extract.identifiers_in_text import leads_to_work
from biblio.model.dates import PartialDate
from biblio.readers.base import Document, ReadItem
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.markdown.property_values import parse_property_date
from biblio.readers.saved_links import note_of_link
from biblio.readers.skipped import Skipped, SkipReason
from biblio.readers.tables.data_values import BrokenDataError, parse_json
from biblio.readers.tables.table_text import TABLE_SUFFIXES, TextRow, read_text_table
from biblio.text import unique_words

__all__ = ["READER", "HypothesisReader"]

_COLUMNS = frozenset({"quote", "comment"})
_ADDRESSES = ("page url", "url", "uri")
_HEAD = 5_000
_PROXY = re.compile(r"https?://via\d?\.hypothes\.is/(?:proxy/)?(?=https?://)")


@dataclass(frozen=True, slots=True)
class _Annotation:
    url: str
    line: int
    end_line: int
    quote: str = ""
    remark: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()
    date: PartialDate | None = None

    @property
    def is_local_file(self) -> bool:
        """Whether a file of the reader's own was annotated: it has no address that others could use."""
        return self.url.startswith(("urn:x-pdf:", "file:"))


@dataclass(slots=True)
class _Page:
    """The annotations of one page, in the order of the file."""

    annotations: list[_Annotation] = field(default_factory=list)

    @property
    def comment(self) -> str:
        texts = []
        for annotation in self.annotations:
            quote = "\n".join(f"> {line}".rstrip() for line in annotation.quote.strip().split("\n"))
            texts.append("\n\n".join(filter(None, (quote.strip("> \n") and quote, annotation.remark.strip()))))
        return "\n\n".join(filter(None, texts))


@dataclass(frozen=True, slots=True)
class HypothesisReader:
    """Reads annotations as the module describes."""

    layout: str = "hypothesis"

    def recognises(self, document: Document) -> bool:
        """Return whether the text is JSON with annotations, or a table with quotes, comments and addresses."""
        head = document.text[:_HEAD]
        if document.suffix in TABLE_SUFFIXES:
            columns = {cell.strip(' "').casefold() for cell in re.split(r"[,;\t]", head.partition("\n")[0])}
            return columns >= _COLUMNS and not columns.isdisjoint(_ADDRESSES)
        is_json = head.lstrip("\ufeff \t\r\n")[:1] in ("[", "{")
        return is_json and '"uri"' in document.text and '"target"' in document.text and '"user"' in document.text

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield a note for every page that is a work, a `Problem` for what is broken, and how many others there are."""
        pages: dict[str, _Page] = {}
        others: list[_Annotation] = []
        annotations = _rows(document) if document.suffix in TABLE_SUFFIXES else _objects(document)
        for item in annotations:
            if isinstance(item, Problem):
                yield item
            elif leads_to_work(item.url) or document.is_forced or (item.is_local_file and item.title):
                pages.setdefault(_work_of(item), _Page()).annotations.append(item)
            else:
                others.append(item)
        used_ids: set[str] = set()
        for page in pages.values():
            first, last = page.annotations[0], page.annotations[-1]
            dates = [annotation.date for annotation in page.annotations if annotation.date]
            note = note_of_link(
                first.url,
                path=document.path,
                line=first.line,
                layout=self.layout,
                used_ids=used_ids,
                page_title=next((annotation.title for annotation in page.annotations if annotation.title), ""),
                date=min(dates, key=lambda date: (date.year, date.month, date.day), default=None),
                tags=unique_words(tag for annotation in page.annotations for tag in annotation.tags),
                comment=page.comment,
            )
            if first.is_local_file:
                note = note.replace(links=tuple(link for link in note.links if link.url != first.url))
            used_ids.add(note.id)
            yield note.replace(end_line=max(first.line, last.end_line) if len(page.annotations) > 1 else first.end_line)
        if others:
            pages_of_others = len({item.url for item in others})
            what = f"annotated pages that are no works: {pages_of_others:,}"
            yield Skipped(document.path, SkipReason.NO_WORK, others[0].line, what)


READER = HypothesisReader()


def _rows(document: Document) -> Iterator[_Annotation | Problem]:
    table = read_text_table(document.text, document.path)
    if table is None:
        yield Problem(document.path, 1, "the table has no header", "export the annotations again")
        return
    names = [header.casefold() for header in table.header]
    for row in table.rows:
        if isinstance(row, Problem):
            yield row
            continue
        cells = _cells(row, names)
        url = _address(next((cells[name] for name in _ADDRESSES if cells.get(name)), ""))
        if url:
            tags = tuple(tag.strip() for tag in cells.get("tags", "").split(",") if tag.strip())
            yield _Annotation(
                url,
                row.line,
                row.end_line,
                cells.get("quote", ""),
                cells.get("comment", ""),
                cells.get("title", ""),
                tags,
                _day(cells.get("created at") or cells.get("created") or ""),
            )


def _work_of(annotation: _Annotation) -> str:
    """Return what the annotations of one work have in common: its identifier, or the address without a place in it."""
    return str(identifier_of(annotation.url) or annotation.url.partition("#")[0])


def _address(url: str) -> str:
    """Return an address without that of Hypothes.is's proxy before it ("https://via.hypothes.is/https://…")."""
    return _PROXY.sub("", url)


def _cells(row: TextRow, names: Sequence[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(names, row.cells, strict=False)}


def _objects(document: Document) -> Iterator[_Annotation | Problem]:
    try:
        value = parse_json(document.text)
    except BrokenDataError as error:
        yield Problem(document.path, error.line, str(error), "export the annotations again")
        return
    if isinstance(value, dict):
        value = value.get("annotations") or value.get("rows")
    position = 0
    for item in value if isinstance(value, list) else ():
        url = item.get("uri") if isinstance(item, dict) else None
        if not isinstance(url, str) or not url:
            continue
        place = document.text.find(json.dumps(item.get("id", url)), position)
        position = max(place, position)
        line = document.text.count("\n", 0, position) + 1
        tags = item.get("tags")
        yield _Annotation(
            _address(url),
            line,
            line,
            _quote(item),
            item["text"] if isinstance(item.get("text"), str) else "",
            _title(item),
            tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
            _day(item["created"] if isinstance(item.get("created"), str) else ""),
        )


def _quote(item: Mapping[str, object]) -> str:
    targets = item.get("target")
    for target in targets if isinstance(targets, list) else ():
        selectors = target.get("selector") if isinstance(target, dict) else None
        for selector in selectors if isinstance(selectors, list) else ():
            if isinstance(selector, dict) and isinstance(selector.get("exact"), str):
                return str(selector["exact"])
    return ""


def _title(item: Mapping[str, object]) -> str:
    document = item.get("document")
    titles = document.get("title") if isinstance(document, dict) else None
    first = titles[0] if isinstance(titles, list) and titles else titles
    return first if isinstance(first, str) else ""


def _day(text: str) -> PartialDate | None:
    try:
        return parse_property_date(text)
    except ValueError:
        return None  # a day that does not exist is no day of the note
