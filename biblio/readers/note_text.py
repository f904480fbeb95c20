"""What several readers share: line numbers, code fences, dates, copies of a note, and the bodies of issues."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from biblio.errors import Problem
from biblio.extract.identifiers_in_text import trim_url
from biblio.extract.links import URL
from biblio.model.dates import PartialDate, parse_date
from biblio.model.note import Note

__all__ = [
    "IssueBody",
    "LineNumbers",
    "TextPiece",
    "code_fences",
    "cut_piece",
    "distinct",
    "find_date",
    "is_inside",
    "is_marked_up",
    "merge_copies",
    "read_issue_body",
]

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
_MARKED_UP = re.compile(r"\s*(?:<[!?A-Za-z]|\{\s*\"|\[\s*[\[{\"]|(?:---|\+\+\+)\n|@\w+\s*\{)")
_FENCE = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)", re.MULTILINE)


class LineNumbers:
    """Line numbers (from 1) of offsets in a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [match.start() for match in re.finditer("\n", text)]

    def at(self, offset: int) -> int:
        """Return the line that the character at `offset` stands in."""
        return bisect_left(self._ends, offset) + 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and last line of `text[start:end]` without the white space around it."""
        part = self._text[start:end]
        first = self.at(start + len(part) - len(part.lstrip()))
        return first, max(first, self.at(start + len(part.rstrip()) - 1))


def code_fences(text: str, header: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return the stretches of `text` that are fenced code, as offsets of the opening's start and the closing's end.

    Text may follow a closing fence, as in pages that lost their line breaks. A fence that nobody closed must not
    hide the notes behind it, so one that would hold several note headers (`header` finds them), or one where the
    fences of the file do not pair up, counts as plain text.
    """
    fences = [m for m in _FENCE.finditer(text) if m["fence"][0] == "~" or "`" not in m["info"]]
    unpaired = len(fences) % 2 == 1
    stretches: list[tuple[int, int]] = []
    opening: re.Match[str] | None = None
    for fence in fences:
        if opening is None or fence["fence"][0] != opening["fence"][0]:
            opening = opening or fence
            continue
        headers = len(header.findall(text, opening.end(), fence.start()))
        # "```python" opens a block: the one before it was never closed.
        if re.match(r"[A-Za-z]", fence["info"]) or headers > 1 or (headers and unpaired):
            opening, unpaired = fence, False
            continue
        stretches.append((opening.start(), fence.end("fence")))
        opening = None
    return stretches


class TextPiece(NamedTuple):
    """A stretch of a text without the white space around it, and its offset."""

    text: str
    at: int


_NOTHING = TextPiece("", 0)


def cut_piece(text: str, start: int, end: int | None = None) -> TextPiece:
    """Return `text[start:end]` without the white space around it; what is within stays as it is."""
    part = text[start:end]
    bare = part.lstrip()
    return TextPiece(bare.rstrip(), start + len(part) - len(bare))


def is_inside(offset: int, stretches: Sequence[tuple[int, int]]) -> bool:
    """Tell whether `offset` lies in one of `stretches`, which are in order and apart."""
    index = bisect_left(stretches, (offset + 1, 0)) - 1
    return index >= 0 and stretches[index][0] <= offset < stretches[index][1]


def is_marked_up(text: str) -> bool:
    """Tell whether a text begins as HTML, XML, JSON, BibTeX or with front matter does: it is no plain page then."""
    return _MARKED_UP.match(text) is not None


def distinct(items: Iterable[str]) -> tuple[str, ...]:
    """Return `items` without repetitions and empty ones, in the order in which they came first."""
    return tuple(dict.fromkeys(item for item in items if item))


def find_date(text: str, path: str, line: int) -> tuple[PartialDate | None, Problem | None]:
    """Return the date that `text` is, or what is wrong with it: one of the two is None (both for no text)."""
    if not text.strip():
        return None, None
    try:
        date = parse_date(text)
    except ValueError as error:
        return None, Problem(path, line, f"the note's date {text.strip()} does not exist: {error}", "correct the date")
    if date is None:
        return None, Problem(path, line, f"the note's date {text.strip()!r} cannot be read", "write it as 2025-08-17")
    return date, None


def merge_copies(note: Note, copy: Note) -> Note:
    """Return `note` with what a further copy of it in the same file adds: tags, links, and the fuller texts."""
    links = {(link.url, link.role): link for link in (*copy.links, *note.links)}
    references = {(reference.kind, reference.target): reference for reference in (*copy.references, *note.references)}
    return note.replace(
        title=note.title or copy.title,
        date=note.date or copy.date,
        tags=distinct((*note.tags, *copy.tags)),
        summary=max(note.summary, copy.summary, key=len),
        comment=max(note.comment, copy.comment, key=len),
        links=tuple(sorted(links.values(), key=lambda link: link.line)),
        references=tuple(sorted(references.values(), key=lambda reference: reference.line)),
        copies=(*note.copies, (copy.line, copy.end_line)),
    )


@dataclass(frozen=True, slots=True)
class IssueBody:
    """The body of an issue that a note was begun with: what its sections say; all texts are verbatim.

    `urls` are the addresses under "URL", the work's own first. `comments` is what stands in no known section.
    """

    comments: tuple[TextPiece, ...] = ()
    urls: tuple[TextPiece, ...] = ()
    authors: tuple[str, ...] = ()
    et_al: bool = False
    summary: TextPiece = _NOTHING
    abstract: TextPiece = _NOTHING


def read_issue_body(text: str) -> IssueBody:
    """Take an issue's body apart: ``# URL``, ``# Authors``, ``# Abstract``, ``# Summary (by …)`` and their like.

    Bullets such as ``- Authors: …`` are sections where no heading is one. A body without any is all comment.
    """
    fences = code_fences(text, _NEVER)
    titles = [match for match in _SECTION.finditer(text) if not is_inside(match.start(), fences)]
    headings_only = [match for match in titles if match["lead"][0] == "#"]
    titles = headings_only or titles
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
    """Return a section that is one bullet without its mark; one of several as it is."""
    match = _BULLET.match(section.text)
    if match and not any(_BULLET.match(row) for row in section.text.split("\n")[1:]):
        return TextPiece(section.text[match.end() :], section.at + match.end())
    return section


def _names(sections: Mapping[str, TextPiece]) -> tuple[tuple[str, ...], bool]:
    """Return the authors that "Authors" lists, else "Affiliations" ("- Name, Place"), and whether more followed."""
    for name in ("author", "affiliation"):
        rows = [row for row in sections.get(name, _NOTHING).text.split("\n") if row.strip()]
        if not rows:
            continue
        et_al = bool(_ET_AL.search(rows[-1]) or rows[-1].strip(" -*+.…").casefold() in ("", "et al"))
        names = [_ET_AL.sub("", _BULLET.sub("", row)).strip() for row in rows]
        if name == "affiliation":
            names = [name.partition(",")[0].strip() for name in names]
        elif len(rows) == 1 and not _BULLET.match(rows[0]):
            names = re.split(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+", names[0])
        return distinct(name for name in names if name.strip(".…").casefold() not in ("", "et al", "n/a")), et_al
    return (), False
