"""Mask parts of a text (comments, code, verbatim text) with spaces, so that the rest keeps its offsets."""

from __future__ import annotations

import re

from biblio.text import blanked

__all__ = ["mask_matches"]


def mask_matches(text: str, pattern: re.Pattern[str], group: int | str = 0) -> str:
    """Return `text` with every match of `pattern` (of its `group`) replaced by spaces; lines and offsets stay."""
    parts: list[str] = []
    offset = 0
    for match in pattern.finditer(text):
        start, end = match.span(group)
        if start < 0:
            continue
        parts.append(text[offset:start])
        parts.append(blanked(text[start:end]))
        offset = end
    parts.append(text[offset:])
    return "".join(parts)
