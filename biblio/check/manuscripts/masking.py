"""Mask parts of a text (comments, code, verbatim text) with spaces, so that the rest keeps its offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.text import blanked

__all__ = ["mask_matches", "mask_pairs"]


def mask_matches(text: str, pattern: re.Pattern[str], group: int | str = 0) -> str:
    """Return `text` with every match of `pattern` (of its `group`) replaced by spaces; lines and offsets stay."""
    return _masked(text, (match.span(group) for match in pattern.finditer(text)))


def mask_pairs(text: str, opening: re.Pattern[str], closing: re.Pattern[str], *, on_one_line: bool = False) -> str:
    """Return `text` with what stands from each `opening` to the next `closing` of the same name masked, and these too.

    Both patterns have a group ``name``. One pattern for both would search the whole text again for every opening that
    nothing closes.
    """
    return _masked(text, _pairs(text, opening, closing, on_one_line))


def _pairs(
    text: str, opening: re.Pattern[str], closing: re.Pattern[str], on_one_line: bool
) -> Iterator[tuple[int, int]]:
    ends: dict[str, list[tuple[int, int]]] = {}  # by name, the last first
    for match in closing.finditer(text):
        ends.setdefault(match["name"].lower(), []).append(match.span())
    for spans in ends.values():
        spans.reverse()
    offset = line_end = 0
    for match in opening.finditer(text):
        if match.start() < offset:
            continue
        spans = ends.get(match["name"].lower(), [])
        while spans and spans[-1][0] < match.end():
            spans.pop()
        if on_one_line and match.start() >= line_end:
            line_end = text.find("\n", match.start()) % (len(text) + 1)
        if spans and (not on_one_line or spans[-1][0] < line_end):
            offset = spans[-1][1]
            yield match.start(), offset


def _masked(text: str, spans: Iterator[tuple[int, int]]) -> str:
    parts: list[str] = []
    offset = 0
    for start, end in spans:
        if start < 0:
            continue
        parts.append(text[offset:start])
        parts.append(blanked(text[start:end]))
        offset = end
    parts.append(text[offset:])
    return "".join(parts)
