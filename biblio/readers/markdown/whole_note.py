"""Make the note of a Markdown file that is one note, from its header and its body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from biblio.extract.links import find_links
from biblio.model.note import Link, LinkRole, Note
from biblio.readers.markdown.byline import Byline
from biblio.readers.markdown.inline import find_note_references, find_tags, identifier_of
from biblio.readers.markdown.note_header import NoteHeader
from biblio.readers.markdown.note_title import read_note_title
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.quoted_work import with_entry
from biblio.readers.markdown.section_names import is_of_other_works
from biblio.readers.markdown.title_credits import read_key
from biblio.readers.note_ids import note_id
from biblio.text import unique_words

__all__ = ["whole_note"]

_ABSTRACT = re.compile(r"(?:paper\s)?abstracts?|要旨|アブストラクト|摘要|초록", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[^./]+$")
_ABSTRACT_CALLOUT = re.compile(r"^>[ \t]*\[!abstract\][^\n]*\n((?:>[^\n]*(?:\n|$))+)", re.MULTILINE | re.IGNORECASE)


def whole_note(header: NoteHeader) -> Note:
    """Return a whole file as a note; its comment is the body as written, without the BibTeX entry of the work."""
    note = _note(header)
    return with_entry(note, header.entry, header.page) if header.entry else note


def _note(header: NoteHeader) -> Note:
    page, metadata, name = header.page, header.metadata, header.page.file_name
    titled = read_note_title(header)
    byline = titled.byline
    sources = (metadata, byline, header.byline, name)
    author_source = next((source for source in sources if source.authors), header.bulleted_byline)
    is_told = any((source.venue or source.year) for source in sources)
    bulleted = Byline() if is_told and author_source is not header.bulleted_byline else header.bulleted_byline
    natural = metadata.natural_key or _SUFFIX.sub("", page.relative_path)
    year = metadata.year or byline.year or header.byline.year or name.year or read_key(header.citekey).year
    year = year or bulleted.year
    body = page.body.strip("\n")
    # Links on lines with properties lead to pages about people, dates and types.
    property_lines = {prop.line for prop in header.text_properties}
    linked = (
        reference
        for reference in find_note_references(page.masked, line=page.first_line)
        if reference.line not in property_lines
    )
    references = dict.fromkeys([*metadata.references, *linked])
    return Note(
        id=note_id("markdown", natural, title=natural.rpartition("/")[2]),
        source=page.document.path,
        line=1,
        end_line=page.last_line,
        layout="markdown",
        title=titled.title or None,
        other_titles=titled.other_titles,
        authors=author_source.authors,
        et_al=author_source.et_al,
        venue=metadata.venue or byline.venue or header.byline.venue or name.venue or bulleted.venue,
        year=year,
        month=metadata.month or (byline.month if byline.year == year else None),
        date=metadata.date or name.date,
        tags=unique_words([*metadata.tags, *find_tags(page.masked)]),
        summary=metadata.summary or _abstract(page),
        comment=body if body.strip() else "",
        links=tuple(_links(header)),
        references=tuple(references),
        citekey=header.citekey,
        kind_hint=metadata.kind_hint or titled.kind,
        fields=metadata.fields,
    )


def _abstract(page: MarkdownPage) -> str:
    """Return the text of the section or callout named "Abstract", verbatim."""
    if "[!" in page.body and (match := _ABSTRACT_CALLOUT.search(page.body)):
        return "\n".join(re.sub(r"^>[ \t]?", "", line) for line in match[1].split("\n")).strip()
    ends = [heading.row for heading in page.headings[1:]] + [len(page.lines)]
    for heading, end in zip(page.headings, ends, strict=False):
        if _ABSTRACT.fullmatch(plain_value(heading.text).strip(" :.")):
            return "\n".join(page.lines[heading.row + 1 : end]).strip()
    return ""


def _links(header: NoteHeader) -> Iterator[Link]:
    """Yield the note's links: own ones from properties and header, then those of the body with their roles.

    Outside the header, a link is an own one only if nothing else identifies the work and all such links agree.
    """
    page = header.page
    # An identifier beside a date ("Published: 2017, arXiv 1706.03762") does not stand for the links to the same work.
    stated = (link for link in header.metadata.links if canonical_key(link.label) != "published")
    claimed = {identifier_of(link.url) for link in stated}
    own_links = {link.url: link for link in header.metadata.links}
    own = (*header.own_links, *header.reference_links, *header.paper_links)
    for link in own:
        if identifier_of(link.url) is None or identifier_of(link.url) not in claimed:
            own_links.setdefault(link.url, link)
    yield from own_links.values()
    if "http" not in page.masked:
        return
    seen_urls = own_links.keys() | {link.url for link in own}
    about_others = _lines_about_others(page)
    links = [
        _related(link) if link.line in about_others else link
        for link in find_links(page.masked, line=page.first_line)
        if link.url not in seen_urls
    ]
    identifiers = {
        identifier for link in links if link.role is LinkRole.OWN and (identifier := identifier_of(link.url))
    }
    is_one_work = not header.identifiers and len({identifier.scheme for identifier in identifiers}) == len(identifiers)
    for link in links:
        is_known = identifier_of(link.url) in header.identifiers
        if link.role is LinkRole.OWN and not (is_known or is_one_work):
            link = replace(link, role=LinkRole.MENTION)
        yield link


def _related(link: Link) -> Link:
    return replace(link, role=LinkRole.RELATED) if link.role in (LinkRole.OWN, LinkRole.MENTION) else link


def _lines_about_others(page: MarkdownPage) -> set[int]:
    """Return the lines of the file that are in sections about other works ("Related work")."""
    lines: set[int] = set()
    headings = page.headings
    for index, heading in enumerate(headings):
        if is_of_other_works(heading.text):
            following = headings[index + 1].row if index + 1 < len(headings) else len(page.lines)
            lines.update(range(page.first_line + heading.row, page.first_line + following))
    return lines
