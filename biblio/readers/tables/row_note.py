"""Make the note of a row in a table or a list of data from its values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from biblio.extract.identifiers_in_text import leads_to_work
from biblio.extract.links import find_links
from biblio.extract.page_titles import title_of_page
from biblio.model.note import Link, LinkRole, Note
from biblio.readers.markdown.byline import NO_BYLINE
from biblio.readers.markdown.citation import read_citation
from biblio.readers.markdown.front_matter import Property
from biblio.readers.markdown.properties import interpret_properties
from biblio.readers.markdown.title_parts import split_title
from biblio.readers.note_ids import note_id, unique_id

__all__ = ["RowPlace", "note_of_row"]


class RowPlace(NamedTuple):
    """Where a row is: the file as the user gave it, its first and last line (from 1), and the file's layout."""

    path: str
    line: int
    end_line: int
    layout: str


def note_of_row(
    properties: Sequence[Property],
    comments: Sequence[str],
    place: RowPlace,
    used_ids: set[str],
    *,
    title: tuple[str, str],
    is_about_works: bool,
    is_page_title: bool = False,
    kind_hint: str = "",
) -> Note | None:
    """Return the note in a row, or None if the row is not about a work.

    `properties` are its values by canonical or written names, `comments` the user's remarks, `title` is the name under
    which its title stands ("title", "paper", "name", or "" if there is none) and that value as written. A row with an
    identifier or a link that leads to a work is about a work; any other one with a title is if `is_about_works`.
    """
    title_name, written_title = title
    metadata = interpret_properties(properties, place.path)
    citation = read_citation(written_title, {}, line=place.line) if title_name else None
    # Where a work has no title in the language of the column, that in the other one is its title.
    words = metadata.title or (metadata.other_titles[0] if title_name == "title" and metadata.other_titles else "")
    is_about_works = is_about_works or (citation is not None and citation.is_reference)
    if citation and (title_name != "title" or citation.links):
        words = citation.title or words
    own_links = [link for link in metadata.links if link.role is LinkRole.OWN]
    if citation:
        own_links += (Link(link.url, LinkRole.OWN, link.label, place.line) for link in citation.links)
    has_work = bool(metadata.identifiers) or any(leads_to_work(link.url) for link in own_links)
    if not (has_work or (words and is_about_works)):
        return None
    words = re.sub(r"(?<![.\s])\.$", "", title_of_page(words) if is_page_title else words)
    byline = citation.byline if citation and title_name != "title" else None
    other_titles = metadata.other_titles
    if byline is None and words.endswith((")", "]")) and (parts := split_title(words)).byline != NO_BYLINE:
        # "A title (OSDI'24)": what people write into a title beside its columns
        words, byline, other_titles = parts.title, parts.byline, (*other_titles, words)
    links = dict.fromkeys([*metadata.links, *own_links, *find_links("\n".join(comments))])
    if not (metadata.citekey or metadata.identifiers or words or own_links):
        return None  # what stood for a title was none
    natural = metadata.citekey or next(map(str, metadata.identifiers), "") or words or own_links[0].url
    return Note(
        id=unique_id(note_id(place.layout, natural, title=words or natural), used_ids),
        source=place.path,
        line=place.line,
        end_line=place.end_line,
        layout=place.layout,
        title=words or None,
        other_titles=tuple(other for other in other_titles if other != words),
        authors=metadata.authors or (byline.authors if byline else ()),
        et_al=metadata.et_al if metadata.authors or not byline else byline.et_al,
        venue=metadata.venue or (byline.venue if byline else ""),
        year=metadata.year or (byline.year if byline else None),
        month=metadata.month,
        date=metadata.date,
        tags=metadata.tags,
        summary=metadata.summary,
        comment="\n\n".join(comments),
        links=tuple(
            link if link.line == place.line else Link(link.url, link.role, link.label, place.line) for link in links
        ),
        citekey=metadata.citekey,
        kind_hint=metadata.kind_hint or kind_hint,
        fields=metadata.fields,
    )
