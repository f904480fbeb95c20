"""Make notes of saved links: the address of a work, with the title of its page and the user's remark."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from biblio.extract.links import find_links
from biblio.extract.page_titles import title_of_page
from biblio.model.dates import PartialDate
from biblio.model.note import Link, LinkRole, Note
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.note_ids import note_id, unique_id
from biblio.readers.note_text import distinct
from biblio.text import whole_number

__all__ = ["day_of_timestamp", "is_folder_of_program", "note_of_link"]

# Folders that browsers and read-later services make themselves, in the languages they come in.
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


def note_of_link(
    url: str,
    *,
    path: str,
    line: int,
    layout: str,
    used_ids: Collection[str],
    page_title: str = "",
    date: PartialDate | None = None,
    tags: Iterable[str] = (),
    comment: str = "",
) -> Note:
    """Return the note about the work at `url`, saved on `line` of the file at `path`.

    `page_title` is what the page is called in a browser, `date` when it was saved.
    """
    title = title_of_page(page_title)
    natural = str(identifier_of(url) or url)
    return Note(
        id=unique_id(note_id("link", natural, title=natural), used_ids),
        source=path,
        line=line,
        end_line=line,
        layout=layout,
        title=title or None,
        date=date,
        tags=distinct(tag.strip() for tag in tags),
        comment=comment,
        links=(
            Link(url, LinkRole.OWN, "", line),
            *(Link(link.url, link.role, link.label, line) for link in find_links(comment)),
        ),
    )


def is_folder_of_program(name: str) -> bool:
    """Return whether a folder of links was made by a browser or a read-later service, not by the user."""
    return name.casefold() in _OF_BROWSERS


def day_of_timestamp(text: str) -> PartialDate | None:
    """Return the day of a time in seconds since the epoch; some programs write milliseconds or microseconds."""
    seconds = whole_number(text) or 0
    while seconds > 100_000_000_000:
        seconds //= 1000
    day = datetime.fromtimestamp(seconds, UTC).date() if seconds > 0 else None
    return PartialDate(day.year, day.month, day.day) if day else None
