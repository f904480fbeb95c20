"""Make notes of saved links: the address of a work, with the title of its page and the user's remark."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from biblio.extract.links import find_links
from biblio.extract.page_titles import title_of_page
from biblio.model.dates import PartialDate
from biblio.model.note import Link, LinkRole, Note
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.note_ids import note_id, unique_id
from biblio.readers.note_text import distinct

__all__ = ["note_of_link"]


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
