"""Layout "bookmarks": a browser's bookmarks as HTML (Chrome, Firefox, Safari, Edge), and those of read-later services.

Firefox's backup and Chrome's own file are JSON: folders with children, which have a title and an address.

Only links that lead to works are notes. The folders around a link and the tags of the bookmark are its tags; the
browser's own folders ("Bookmarks bar") are none. https://learn.microsoft.com/en-us/previous-versions/windows/
internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from biblio.errors import Problem
from biblio.extract.identifiers_in_text import leads_to_work
from biblio.model.dates import PartialDate
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.html_parser import PageParser
from biblio.readers.note_text import merge_copies
from biblio.readers.saved_links import day_of_timestamp, is_folder_of_program, note_of_link
from biblio.readers.skipped import Skipped, SkipReason
from biblio.text import whole_number

__all__ = ["READER", "BookmarksReader"]

_MARK = re.compile(
    r"<!DOCTYPE\s+NETSCAPE-Bookmark-file-1|<title>\s*(?:Pocket Export|Instapaper: Export)", re.IGNORECASE
)
_HEAD = 2_000
_HEAD_OF_JSON = 20_000
_IN_FOLDER = re.compile(r'"(?:children|roots)"\s*:')
_ADDED = re.compile(r'"(?:dateAdded|date_added)"\s*:')
_WHERE = re.compile(r'"(?:url|uri)"\s*:\s*"')
_SECONDS_FROM_1601 = 11_644_473_600


@dataclass(frozen=True, slots=True)
class BookmarksReader:
    """Reads bookmarks as the module describes."""

    layout: str = "bookmarks"

    def recognises(self, document: Document) -> bool:
        """Return whether the document begins as bookmarks do."""
        return _MARK.search(document.text, 0, _HEAD) is not None or _is_json(document.text)

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield a note for every work among the links, once, with all its tags; other links are passed over."""
        try:
            bookmarks = _of_json(document.text) if _is_json(document.text) else _of_page(document.text)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            yield Problem(document.path, line, "these bookmarks cannot be read: invalid JSON", "export them again")
            return
        notes: dict[str, Note] = {}
        others = 0
        first_other = 0
        for bookmark in bookmarks:
            if not leads_to_work(bookmark.url) and not document.is_forced:
                others += 1
                first_other = first_other or bookmark.line
                continue
            note = note_of_link(
                bookmark.url,
                path=document.path,
                line=bookmark.line,
                layout=self.layout,
                used_ids=(),
                page_title=bookmark.title,
                date=bookmark.date,
                tags=bookmark.tags,
                comment=bookmark.comment.strip(),
            )
            notes[note.id] = merge_copies(notes[note.id], note) if note.id in notes else note
        yield from notes.values()
        if others:
            yield Skipped(document.path, SkipReason.NO_WORK, first_other, f"links that lead to no work: {others:,}")


READER = BookmarksReader()


@dataclass(slots=True)
class _Bookmark:
    url: str
    line: int
    date: PartialDate | None
    tags: tuple[str, ...]
    title: str = ""
    comment: str = ""


def _is_json(text: str) -> bool:
    """Return whether a text is a tree of bookmarks in JSON: folders with children, and days of their addition."""
    head = text[:_HEAD_OF_JSON]
    return head.lstrip()[:1] in ("{", "[") and bool(
        _IN_FOLDER.search(head) and _ADDED.search(head) and _WHERE.search(head)
    )


def _of_json(text: str) -> list[_Bookmark]:
    """Return the bookmarks in a tree. Raises `ValueError` or `RecursionError` if it cannot be parsed."""
    bookmarks: list[_Bookmark] = []
    line, place = 1, 0
    pending: list[tuple[object, tuple[str, ...]]] = [(json.loads(text), ())]
    while pending:
        item, folders = pending.pop()
        if isinstance(item, list):
            pending += ((child, folders) for child in reversed(item))
            continue
        if not isinstance(item, dict):
            continue
        title = str(item.get("title") or item.get("name") or "")
        url = item.get("uri") or item.get("url")
        if isinstance(url, str) and url.startswith(("http:", "https:")):
            if (next_place := text.find(json.dumps(url, ensure_ascii=False)[1:-1], place)) >= 0:
                line, place = line + text.count("\n", place, next_place), next_place
            written_tags = item.get("tags")
            tags = re.split(r"[,|]", written_tags) if isinstance(written_tags, str) else []
            bookmarks.append(_Bookmark(url, line, _day_of(item), (*folders, *tags), title))
        own = (
            item.get("root") or item.get("guid", "").endswith("_____") if isinstance(item.get("guid", ""), str) else ""
        )
        name = "" if own else " ".join(title.split())
        inner = (*folders, name) if name and not is_folder_of_program(name) else folders
        for key in ("children", "roots"):
            children = item.get(key)
            values = list(children.values()) if isinstance(children, dict) else children
            if isinstance(values, list):
                pending.append((values, inner))
    return bookmarks


def _day_of(item: Mapping[str, object]) -> PartialDate | None:
    added = str(item.get("dateAdded") or item.get("date_added") or "")
    if "date_added" in item and (microseconds := whole_number(added)):  # Chrome counts microseconds since 1601
        added = str(max(0, microseconds // 1_000_000 - _SECONDS_FROM_1601))
    return day_of_timestamp(added)


def _of_page(text: str) -> list[_Bookmark]:
    parser = _BookmarksParser()
    parser.read(text)
    return parser.bookmarks


@dataclass(slots=True)
class _Open:
    """What the parser is in: the names of the folders that are open, and which text it is reading."""

    folders: list[str] = field(default_factory=list)
    folder: str = ""
    place: str = ""


class _BookmarksParser(PageParser):
    """Collects the links with their folders. In this format no element but <a> and <h3> needs to be closed."""

    def __init__(self) -> None:
        super().__init__()
        self.bookmarks: list[_Bookmark] = []
        self._open = _Open()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "dl":
            self._open.folders.append(self._open.folder)
            self._open.folder = self._open.place = ""
        elif tag == "h3":
            is_own = any(name.endswith("toolbar_folder") or name == "unfiled_bookmarks_folder" for name in values)
            self._open.folder = ""
            self._open.place = "" if is_own else "folder"
        elif tag == "a" and values.get("href", "").startswith(("http:", "https:")):
            tags = (*self._folders(), *re.split(r"[,|]", values.get("tags", "")))
            date = day_of_timestamp(values.get("add_date") or values.get("time_added") or "")
            self.bookmarks.append(_Bookmark(values["href"], self.getpos()[0], date, tags))
            self._open.place = "title"
        elif tag == "dd":
            self._open.place = "comment"
        elif tag == "dt":
            self._open.place = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "dl" and self._open.folders:
            self._open.folders.pop()
        if tag in ("a", "h3", "dl"):
            self._open.place = ""

    def handle_data(self, data: str) -> None:
        if self._open.place == "folder":
            self._open.folder += data
        elif self._open.place == "title" and self.bookmarks:
            self.bookmarks[-1].title += data
        elif self._open.place == "comment" and self.bookmarks:
            self.bookmarks[-1].comment += data

    def _folders(self) -> Iterator[str]:
        for folder in self._open.folders:
            name = " ".join(folder.split())
            if name and not is_folder_of_program(name):
                yield name
