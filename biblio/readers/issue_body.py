"""Split the body of an issue into sections: the work's address, authors, abstract and summary.

Issues that are notes are often opened with a template that has such sections; everything outside them is the comment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from biblio.extract.identifiers_in_text import URL, trim_url
from biblio.readers.note_text import TextPiece, code_fences, cut_piece, distinct, is_inside

__all__ = ["IssueBody", "read_issue_body"]

_NEVER = re.compile(r"(?!)")
_SECTION_NAMES = r"(?P<name>urls?|links?|paper|authors?|affiliations?|abstract|translation|summary)"
_SECTION = re.compile(
    rf"^[ \t]*(?P<lead>#{{1,4}}|[-*+])[ \t]++\**{_SECTION_NAMES}\**[ \t]*+(?:\([^()\n]*\)[ \t]*+)?"
    r"(?:[:：]\**[ \t]*(?=\S)|[:：]?\**[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_HEADING = re.compile(r"^[ \t]*#{1,4}[ \t]+\S", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[-*+•・]|\d+[.)])\s+")
_ET_AL = re.compile(r"(?:\+|,?\s+et\s+al\.?|,?\s+and\s+others)\s*$", re.IGNORECASE)
_NOTHING = TextPiece("", 0)


@dataclass(frozen=True, slots=True)
class IssueBody:
    """What the sections of an issue's body say; all texts are verbatim, with their offsets in the body.

    `urls` are the addresses under "URL", the work's own first. `comments` are the parts outside the known sections.
    """

    comments: tuple[TextPiece, ...] = ()
    urls: tuple[TextPiece, ...] = ()
    authors: tuple[str, ...] = ()
    et_al: bool = False
    summary: TextPiece = _NOTHING
    abstract: TextPiece = _NOTHING


def read_issue_body(text: str) -> IssueBody:
    """Split an issue's body into sections: ``# URL``, ``# Authors``, ``# Abstract``, ``# Summary (by …)`` and the like.

    If no heading opens such a section, bullets such as ``- Authors: …`` do. A body without sections is a comment as a
    whole.
    """
    fences = code_fences(text, _NEVER)
    titles = [match for match in _SECTION.finditer(text) if not is_inside(match.start(), fences)]
    titles = [match for match in titles if match["lead"][0] == "#"] or titles
    if not titles:
        return IssueBody((cut_piece(text, 0),))
    headings = [match.start() for match in _HEADING.finditer(text) if not is_inside(match.start(), fences)]
    starts = sorted({*headings, *(match.start() for match in titles), len(text)})
    sections: dict[str, TextPiece] = {}
    unnamed = [cut_piece(text, 0, starts[0])]
    titles_by_start = {match.start(): match for match in titles}
    for start, end in pairwise(starts):
        if match := titles_by_start.get(start):
            name = match["name"].lower().rstrip("s")
            sections.setdefault("url" if name in ("link", "paper") else name, cut_piece(text, match.end(), end))
        else:
            unnamed.append(cut_piece(text, start, end))
    authors, et_al = _names(sections)
    return IssueBody(
        comments=tuple(piece for piece in unnamed if piece.text),
        urls=_addresses(sections.get("url", _NOTHING)),
        authors=authors,
        et_al=et_al,
        summary=_unbulleted(sections.get("summary", _NOTHING)),
        abstract=_unbulleted(sections.get("abstract", _NOTHING)),
    )


def _addresses(section: TextPiece) -> tuple[TextPiece, ...]:
    return tuple(TextPiece(trim_url(match[0]), section.at + match.start()) for match in URL.finditer(section.text))


def _unbulleted(section: TextPiece) -> TextPiece:
    """Return a section without its mark if it is a single bullet, else unchanged."""
    match = _BULLET.match(section.text)
    if match and not any(_BULLET.match(row) for row in section.text.split("\n")[1:]):
        return TextPiece(section.text[match.end() :], section.at + match.end())
    return section


def _names(sections: Mapping[str, TextPiece]) -> tuple[tuple[str, ...], bool]:
    """Return the authors under "Authors", else under "Affiliations" ("- Name, Place"), and whether "et al." follows."""
    for section in ("author", "affiliation"):
        rows = [row for row in sections.get(section, _NOTHING).text.split("\n") if row.strip()]
        if not rows:
            continue
        et_al = bool(_ET_AL.search(rows[-1]) or rows[-1].strip(" -*+.…").casefold() in ("", "et al"))
        names = [_ET_AL.sub("", _BULLET.sub("", row)).strip() for row in rows]
        if section == "affiliation":
            names = [name.partition(",")[0].strip() for name in names]
        elif len(rows) == 1 and not _BULLET.match(rows[0]):
            names = re.split(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+", names[0])
        return distinct(name for name in names if name.strip(".…").casefold() not in ("", "et al", "n/a")), et_al
    return (), False
