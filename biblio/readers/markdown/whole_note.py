"""A Markdown file that is one note, made from its head and its body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from biblio.extract.links import find_links
from biblio.model.note import Link, LinkRole, Note
from biblio.readers.markdown.byline import Credit
from biblio.readers.markdown.citation_forms import read_title_line, without_prefix
from biblio.readers.markdown.inline import find_note_references, find_tags, identifier_of, role_of_label
from biblio.readers.markdown.note_header import Head, is_generic
from biblio.readers.markdown.page import Page
from biblio.readers.markdown.property_values import plain_value, unique_words
from biblio.readers.note_ids import note_id
from biblio.text import fold

__all__ = ["whole_note"]

_ABSTRACT = re.compile(r"(?:paper\s)?abstracts?|要旨|アブストラクト|摘要|초록", re.IGNORECASE)
_ABSTRACT_CALLOUT = re.compile(r"^>[ \t]*\[!abstract\][^\n]*\n((?:>[^\n]*(?:\n|$))+)", re.MULTILINE | re.IGNORECASE)


def whole_note(head: Head) -> Note:
    """Return the note that a file as a whole is; its comment is the body as written."""
    page, claims, name = head.page, head.claims, head.page.name
    title, others, credit = _titled(head)
    named = next((one for one in (claims, credit, head.byline, name) if one.authors), claims)
    citekey = claims.citekey or name.citekey
    natural = claims.natural or re.sub(r"\.[^./]+$", "", page.file_name)
    year = claims.year or credit.year or head.byline.year or name.year
    body = page.body.strip("\n")
    # The links of metadata lines lead to pages for people, dates and types.
    described = {item.line for item in head.metadata}
    linked = (one for one in find_note_references(page.masked, line=page.first) if one.line not in described)
    references = dict.fromkeys([*claims.references, *linked])
    return Note(
        id=note_id("markdown", natural, title=natural.rpartition("/")[2]),
        source=page.document.path,
        line=1,
        end_line=page.last_line,
        layout="markdown",
        title=title or None,
        other_titles=others,
        authors=named.authors,
        et_al=named.et_al,
        venue=claims.venue or credit.venue or head.byline.venue,
        year=year,
        month=claims.month or (credit.month if credit.year == year else None),
        date=claims.date or name.date,
        tags=unique_words([*claims.tags, *find_tags(page.masked)]),
        summary=claims.summary or _abstract(page),
        comment=body if body.strip() else "",
        links=tuple(_links(head)),
        references=tuple(references),
        citekey=citekey,
        kind_hint=claims.kind_hint,
        fields=claims.fields,
    )


def _titled(head: Head) -> tuple[str, tuple[str, ...], Credit]:
    """Return the title (front matter's, else the heading's, else the file name's), other readings and its credit.

    The credit is what a title line says beyond the title: "Attention Is All You Need, Vaswani+, NIPS'17".
    """
    claims, name, citation = head.claims, head.page.name, head.citation
    heading = citation.title if head.title and not is_generic(head.title.text) else ""
    title, credit = claims.title or heading or name.title, citation.credit
    if not claims.authors and (read := read_title_line(title)):
        title, _, credit = read
    title = without_prefix(title)
    others = [*claims.other_titles, *(citation.other_titles if heading else ()), *(() if title else name.other_titles)]
    # "[Attention Is All You Need](https://…)" below a heading of one's own words.
    labels = (link.label for link in head.own_links if len(re.findall(r"[^\W\d_]{2,}", link.label)) > 1)
    others += [label for label in labels if role_of_label(label) is None and not is_generic(label)]
    return title, unique_words(one for one in others if one and fold(one) != fold(title)), credit


def _abstract(page: Page) -> str:
    """Return the text of the section or callout named "Abstract", verbatim."""
    if match := _ABSTRACT_CALLOUT.search(page.body):
        return "\n".join(re.sub(r"^>[ \t]?", "", line) for line in match[1].split("\n")).strip()
    ends = [heading.row for heading in page.headings[1:]] + [len(page.lines)]
    for heading, end in zip(page.headings, ends, strict=False):
        if _ABSTRACT.fullmatch(plain_value(heading.text).strip(" :.")):
            return "\n".join(page.lines[heading.row + 1 : end]).strip()
    return ""


def _links(head: Head) -> Iterator[Link]:
    """Yield the note's links: own ones of keys and head, then the body's with what each is to the work.

    Outside of the head a link is an own one only where nothing else names the work and all such links agree.
    """
    page = head.page
    claimed = {identifier_of(link.url) for link in head.claims.links}
    own = {link.url: link for link in head.claims.links}
    for link in head.own_links:
        if identifier_of(link.url) is None or identifier_of(link.url) not in claimed:
            own.setdefault(link.url, link)
    yield from own.values()
    if "http" not in page.masked:
        return
    seen = own.keys() | {link.url for link in head.own_links}
    found = [link for link in find_links(page.masked, line=page.first) if link.url not in seen]
    named = {identifier for link in found if link.role is LinkRole.OWN and (identifier := identifier_of(link.url))}
    agree = not head.identifiers and len({identifier.scheme for identifier in named}) == len(named)
    for link in found:
        is_known = identifier_of(link.url) in head.identifiers
        if link.role is LinkRole.OWN and not (is_known or agree):
            link = replace(link, role=LinkRole.MENTION)
        yield link
