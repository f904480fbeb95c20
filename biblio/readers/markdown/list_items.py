"""A work that stands in a list, a table or a section, before it is known whether the page is a list at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from biblio.extract.links import find_links
from biblio.model.identifiers import Identifier
from biblio.model.note import Link, LinkRole, Note
from biblio.readers.markdown.citation import CitationLine
from biblio.readers.markdown.inline import find_note_references, find_tags, identifier_of
from biblio.readers.markdown.page import Page
from biblio.readers.markdown.properties import Claims
from biblio.readers.markdown.property_values import unique_words
from biblio.readers.note_ids import note_id, unique_id

__all__ = ["Sign", "Unit", "dedented", "note_from_unit", "own_links_below"]


class Sign(IntEnum):
    """How sure it is that something is a note about a work."""

    NONE = 0
    MARKED = 1  # a link or bold type marks a title
    CITED = 2  # authors, venue, year as a citation has them
    LINKED = 3  # a link that its words or its address make the work's own


@dataclass(frozen=True, slots=True)
class Unit:
    """What is said about one work: its citation, its lines in the body (from 0, `end` behind it), its tags.

    `comment` is the person's text; `links` are those in it; `claims` are what metadata lines in it say. `group`
    numbers the list or table it is of.
    """

    citation: CitationLine
    start: int
    end: int
    sign: Sign
    tags: tuple[str, ...] = ()
    comment: str = ""
    links: tuple[Link, ...] = ()
    claims: Claims = field(default_factory=Claims)
    group: int = 0

    @property
    def identifier(self) -> Identifier | None:
        """The first identifier of its own work."""
        if self.claims.identifiers:
            return self.claims.identifiers[0]
        own = (identifier_of(link.url) for link in (*self.citation.links, *self.links) if link.role is LinkRole.OWN)
        return next((identifier for identifier in own if identifier), None) or next(
            iter(self.citation.credit.identifiers), None
        )

    @property
    def title(self) -> str:
        """Its title, where it has one."""
        return self.claims.title or self.citation.title


def own_links_below(citation: CitationLine, text: str, *, line: int) -> tuple[Link, ...]:
    """Return the links of the text below a citation; an own one counts only where the citation has none like it.

    `text` is masked; `line` is the file's line of its first one.
    """
    if "http" not in text:
        return ()
    schemes = {
        identifier.scheme
        for link in citation.links
        if link.role is LinkRole.OWN and (identifier := identifier_of(link.url))
    }
    found = []
    for link in find_links(text, line=line):
        role = link.role
        if role is LinkRole.OWN and schemes:
            identifier = identifier_of(link.url)
            role = LinkRole.MENTION if identifier is None or identifier.scheme in schemes else role
        found.append(Link(link.url, role, link.label, link.line))
    return tuple(found)


def dedented(lines: Sequence[str], *, strip: bool = True) -> str:
    """Return lines without the indentation they share, and without blank ones at the ends unless `strip` is off."""
    depth = min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)
    text = "\n".join(line[depth:] if line.strip() else "" for line in lines)
    return text.strip("\n") if strip else text


def note_from_unit(unit: Unit, page: Page, page_tags: Iterable[str], taken: Collection[str]) -> Note:
    """Return the note that a unit is; `page_tags` are those of the whole page, `taken` the ids it may not have."""
    citation, claims, credit = unit.citation, unit.claims, unit.citation.credit
    masked = "\n".join(page.masked_lines[unit.start : unit.end])
    first = page.first + unit.start
    title, identifier = unit.title, unit.identifier
    known = {identifier_of(link.url) for link in citation.links if link.role is LinkRole.OWN}
    named = [one for one in credit.identifiers if one not in known]
    linked = [Link(one.address, LinkRole.OWN, "", first) for one in named if one.address]
    own = next((link.url for link in citation.links if link.role is LinkRole.OWN), "")
    natural = str(identifier or title or own)
    year = claims.year or credit.year
    links = dict.fromkeys([*claims.links, *citation.links, *linked, *unit.links])
    return Note(
        id=unique_id(note_id("markdown", natural, title=natural), taken),
        source=page.document.path,
        line=first,
        end_line=page.first + unit.end - 1,
        layout="markdown",
        title=title or None,
        other_titles=unique_words([*claims.other_titles, *citation.other_titles]),
        authors=claims.authors or credit.authors,
        et_al=claims.et_al if claims.authors else credit.et_al,
        venue=claims.venue or credit.venue,
        year=year,
        month=claims.month or (credit.month if credit.year == year else None),
        date=claims.date,
        tags=unique_words([*page_tags, *unit.tags, *claims.tags, *find_tags(masked)]),
        summary=claims.summary,
        comment=unit.comment,
        links=tuple(links),
        references=tuple(dict.fromkeys([*claims.references, *find_note_references(masked, line=first)])),
        citekey=claims.citekey,
        kind_hint=claims.kind_hint,
        fields=claims.fields,
    )
