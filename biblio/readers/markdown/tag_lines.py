"""Find the lines of a note that have nothing but its tags: "#book #history" at the top, "Tags: #book" at the bottom."""

from __future__ import annotations

import re
from itertools import islice

from biblio.readers.markdown.front_matter import Property, Value
from biblio.readers.markdown.page import MarkdownPage

__all__ = ["tag_lines", "without_tags_in_line"]

_LABEL = r"(?:[-*+>][ \t]+)*(?:\*\*)?(?:tags?|types?|kind|category|topics?)[ \t]*::?(?:\*\*)?[ \t]*(?:\*\*[ \t]*)?"
_TAG = r"#(?!\d+\b)[^\s#,;.()\[\]|]+"
_TAGS = rf"{_TAG}(?:[ \t]*(?:[,;|][ \t]*)?{_TAG})*[ \t]*"
_LINE = re.compile(rf"(?:{_LABEL})?{_TAGS}", re.IGNORECASE)
# The first item of an outline: "- #book #completed"; exporters put an anchor behind it.
_FIRST_ITEM = re.compile(rf"[-*+][ \t]+{_TAGS}(?:<span[^<>\n]*>(?:</span>)?)?")
_WORD = re.compile(_TAG)
_ALONE = re.compile(rf"(?<!\S){_TAG}(?!\S)")
# The lines that a note begins or ends with; a line of tags in between may belong to a part of it.
_AT_THE_TOP, _AT_THE_BOTTOM = 4, 2


def tag_lines(page: MarkdownPage) -> list[Property]:
    """Return the tags on such lines, as properties called "tags"; the heading of the note does not count as a line."""
    if "#" not in page.body:
        return []
    heading = page.headings[0].row if page.headings else -1
    lines = page.masked_lines
    top = [*islice((row for row, line in enumerate(lines) if line.strip() and row != heading), _AT_THE_TOP)]
    from_below = (row for row in range(len(lines) - 1, -1, -1) if lines[row].strip() and row != heading)
    bottom = [*islice(from_below, _AT_THE_BOTTOM)][::-1]
    properties = []
    for row in dict.fromkeys([*top, *bottom]):
        if _LINE.fullmatch(lines[row].strip()) or (row in top[:1] and _FIRST_ITEM.fullmatch(lines[row].strip())):
            tags: list[Value] = [word.lstrip("#") for word in _WORD.findall(lines[row].partition("<")[0])]
            properties.append(Property("tags", tags, page.first_line + row))
    return properties


def without_tags_in_line(line: str) -> str:
    """Return a line without the tags that stand in it by themselves: "https://… #vision" is an address alone."""
    return _ALONE.sub("", line) if "#" in line else line
