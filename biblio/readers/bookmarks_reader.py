"""Layout "bookmarks": a browser's bookmarks as HTML (Chrome, Firefox, Safari, Edge), and those of read-later services.

Only links that lead to works are notes. The folders around a link and the tags of the bookmark are its tags; the
browser's own folders ("Bookmarks bar") are none. https://learn.microsoft.com/en-us/previous-versions/windows/
internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser

from biblio.extract.identifiers_in_text import leads_to_work
from biblio.model.dates import PartialDate
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.note_text import merge_copies
from biblio.readers.saved_links import note_of_link
from biblio.readers.skipped import Skipped, SkipReason

__all__ = ["READER", "BookmarksReader"]

_MARK = re.compile(
    r"<!DOCTYPE\s+NETSCAPE-Bookmark-file-1|<title>\s*(?:Pocket Export|Instapaper: Export)", re.IGNORECASE
)
_HEAD = 2_000
# Folders that browsers make themselves, in the languages they come in.
_OF_BROWSERS = frozenset(
    name.casefold()
    for name in (
        "Bookmarks|Bookmarks bar|Bookmarks Toolbar|Bookmarks Menu|Other bookmarks|Mobile bookmarks|Favorites|Favourites"
        "|Favorites bar|Favourites bar|Other favorites|Imported|Unsorted Bookmarks|Unsorted|Unread|Read"
        " Archive|Untitled"
        "|com.apple.ReadingList|BookmarksBar|BookmarksMenu|Tab Group Favorites|Imported From Firefox"
        "|Imported From Safari"
        "|Lesezeichen|Lesezeichenleiste|Lesezeichen-Symbolleiste|Lesezeichen-Menü|Weitere Lesezeichen|Favoriten"
        "|Favoritenleiste|Barre de favoris|Barre personnelle|Autres favoris|Autres marque-pages|Menu des"
        " marque-pages|Favoris"
        "|Barra de marcadores|Barra de favoritos|Otros marcadores|Otros favoritos|Marcadores|Favoritos|Preferiti"
        "|ブックマーク|ブックマーク バー|ブックマークバー|ブックマークツールバー|ブックマークメニュー"
        "|その他のブックマーク"
        "|モバイルのブックマーク|お気に入り|お気に入りバー|书签|书签栏|书签工具栏|其他书签|移动设备书签"
        "|收藏夹|收藏夹栏|書籤列|其他書籤"
        "|북마크|북마크바|북마크 바|기타 북마크|즐겨찾기|즐겨찾기 모음"
    ).split("|")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BookmarksReader:
    """Reads bookmarks as the module describes."""

    layout: str = "bookmarks"

    def recognises(self, document: Document) -> bool:
        """Return whether the document begins as bookmarks do."""
        return _MARK.search(document.text, 0, _HEAD) is not None

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield a note for every work among the links, once, with all its tags; other links are passed over."""
        parser = _BookmarksParser()
        parser.feed(document.text)
        parser.close()
        notes: dict[str, Note] = {}
        others = 0
        first_other = 0
        for bookmark in parser.bookmarks:
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


@dataclass(slots=True)
class _Open:
    """What the parser is in: the names of the folders that are open, and which text it is reading."""

    folders: list[str] = field(default_factory=list)
    folder: str = ""
    place: str = ""


class _BookmarksParser(HTMLParser):
    """Collects the links with their folders. In this format no element but <a> and <h3> needs to be closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
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
            date = _date(values.get("add_date") or values.get("time_added") or "")
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
            if name and name.casefold() not in _OF_BROWSERS:
                yield name


def _date(text: str) -> PartialDate | None:
    """Return the day of a time in seconds since the epoch; some programs write milliseconds or microseconds."""
    if not text.isdigit() or not text.isascii():
        return None
    seconds = int(text)
    while seconds > 100_000_000_000:
        seconds //= 1000
    day = datetime.fromtimestamp(seconds, UTC).date() if seconds > 0 else None
    return PartialDate(day.year, day.month, day.day) if day else None
