"""Leave out comments and elements of HTML and XML, in a time that follows the length of the text. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["without_comments", "without_elements"]

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def without_elements(text: str, opening: re.Pattern[str], instead: Callable[[str], str] = lambda _: "") -> str:
    """Return HTML or XML with `instead` of each element: from what `opening` finds to the next end of its group "tag".

    A tag without an end begins nothing; that there is none is found out once, not anew from every such tag.
    """
    parts: list[str] = []
    unended: set[str] = set()
    end = offset = 0
    while match := opening.search(text, end):
        end, name = match.end(), match["tag"].lower()
        closing = None if name in unended else re.compile(rf"(?i)</{re.escape(name)}\s*>").search(text, end)
        if closing is None:
            unended.add(name)
        else:
            end = closing.end()
            parts += (text[offset : match.start()], instead(text[match.start() : end]))
            offset = end
    return "".join((*parts, text[offset:]))


def without_comments(text: str, instead: Callable[[re.Match[str]], str] = lambda _: "") -> str:
    """Return HTML or Markdown with `instead` of each comment; one without an end is text."""
    end = text.rfind("-->") + len("-->")  # behind it, an end would be looked for from every beginning
    return _COMMENT.sub(instead, text[:end]) + text[end:] if "-->" in text else text
