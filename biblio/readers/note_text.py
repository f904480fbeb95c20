"""Functions that several readers share: line numbers, pieces of text, fenced code, dates, copies of a note."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from biblio.errors import Problem
from biblio.model.dates import PartialDate, parse_date
from biblio.model.note import Note

__all__ = [
    "LineNumbers",
    "TextPiece",
    "code_fences",
    "cut_piece",
    "distinct",
    "find_date",
    "is_inside",
    "is_marked_up",
    "merge_copies",
]

_MARKED_UP = re.compile(r"\s*(?:<[!?A-Za-z]|\{\s*\"|\[\s*[\[{\"]|(?:---|\+\+\+)\n|@\w+\s*\{)")
_FENCE = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)", re.MULTILINE)


class LineNumbers:
    """Line numbers (from 1) of offsets in a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [match.start() for match in re.finditer("\n", text)]

    def at(self, offset: int) -> int:
        """Return the line of the character at `offset`."""
        return bisect_left(self._ends, offset) + 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and last line of `text[start:end]` without the white space around it."""
        part = self._text[start:end]
        first = self.at(start + len(part) - len(part.lstrip()))
        return first, max(first, self.at(start + len(part.rstrip()) - 1))


def code_fences(text: str, header: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return the parts of `text` that are fenced code, as offsets of their start and end (including both fences).

    Text may follow a closing fence, as in pages that lost their line breaks. A fence that was never closed must not
    hide the notes after it. So a block counts as plain text if it would contain several note headers (matches of
    `header`), or a single one if the number of fences is odd.
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
        # "```python" opens a block, so the one before it was never closed.
        if re.match(r"[A-Za-z]", fence["info"]) or headers > 1 or (headers and unpaired):
            opening, unpaired = fence, False
            continue
        stretches.append((opening.start(), fence.end("fence")))
        opening = None
    return stretches


class TextPiece(NamedTuple):
    """A part of a text without the white space around it, and its offset in the text."""

    text: str
    at: int


def cut_piece(text: str, start: int, end: int | None = None) -> TextPiece:
    """Return `text[start:end]` without the white space around it; white space inside it is unchanged."""
    part = text[start:end]
    bare = part.lstrip()
    return TextPiece(bare.rstrip(), start + len(part) - len(bare))


def is_inside(offset: int, stretches: Sequence[tuple[int, int]]) -> bool:
    """Return whether `offset` is in one of `stretches`, which are in order and do not overlap."""
    index = bisect_left(stretches, (offset + 1, 0)) - 1
    return index >= 0 and stretches[index][0] <= offset < stretches[index][1]


def is_marked_up(text: str) -> bool:
    """Return whether a text begins like HTML, XML, JSON or BibTeX, or with front matter, and so is not plain text."""
    return _MARKED_UP.match(text) is not None


def distinct(items: Iterable[str]) -> tuple[str, ...]:
    """Return `items` without repeats and empty ones, in the order of their first occurrence."""
    return tuple(dict.fromkeys(item for item in items if item))


def find_date(text: str, path: str, line: int) -> tuple[PartialDate | None, Problem | None]:
    """Return the date in `text`, or the problem with it; the other one is None, and for an empty text both are None."""
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
    """Return `note` with everything that another copy of it in the same file adds: tags, links, and longer texts."""
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
