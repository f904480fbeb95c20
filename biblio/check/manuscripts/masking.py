"""Parts of a text put out of sight, so that what is left keeps its offsets: comments, code, verbatim."""

from __future__ import annotations

import re

__all__ = ["blank"]

_VISIBLE = re.compile(r"[^\r\n]")


def blank(text: str, pattern: re.Pattern[str], group: int | str = 0) -> str:
    """Return `text` with every match of `pattern` (of its `group`) turned into spaces; lines and offsets stay."""
    parts: list[str] = []
    done = 0
    for found in pattern.finditer(text):
        start, end = found.span(group)
        if start < 0:
            continue
        parts.append(text[done:start])
        parts.append(_VISIBLE.sub(" ", text[start:end]))
        done = end
    parts.append(text[done:])
    return "".join(parts)
