"""Read lists and headings that are written in HTML within Markdown as Markdown writes them, line by line.

    <ul class="books">
      <li>
        A primer — <a href="https://…">Jane Roe</a>
      </li>
    </ul>

The text of an item stands on the line of its tag; lines keep their numbers. Other elements stay as they are, and so
does code in fences.
"""

from __future__ import annotations

import re
from html import unescape

__all__ = ["with_markdown_lists"]

_FENCE = re.compile(r"[ \t>]*(?:```|~~~)")
_LIST = re.compile(r"^[ \t]*<(?:[uo]l)\b", re.IGNORECASE)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)\b(?P<rest>[^<>]*)>", re.IGNORECASE)
_HEADING = re.compile(
    r"^[ \t]*<h(?P<level>[1-6])\b[^<>]*>(?P<text>.*?)</h(?P=level)>[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_TARGET = re.compile(r"\bhref\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')", re.IGNORECASE)
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*"}
_BLANKS = re.compile(r"[ \t]+")
_INSIDE_MARK = re.compile(r"(?P<mark>\*{1,2})[ \t]*+(?P<text>[^*\n](?:[^*\n]*[^*\n \t])?)[ \t]*(?P=mark)")
_INDENT = "  "
_BREAKS = ("br", "p", "div", "blockquote")


def with_markdown_lists(body: str) -> str:
    """Return `body` with the lists and headings that HTML writes on lines of their own in Markdown."""
    if "<h" in body or "<H" in body:
        body = _HEADING.sub(_heading, body)
    if "<li" not in body and "<LI" not in body:
        return body
    lines = body.split("\n")
    is_code = False
    row = 0
    while row < len(lines):
        if _FENCE.match(lines[row]):
            is_code = not is_code
        if is_code or not _LIST.match(lines[row]):
            row += 1
            continue
        end = _end_of_list(lines, row)
        if end:
            lines[row:end] = _items("\n".join(lines[row:end]))
        row = end or row + 1
    return "\n".join(lines)


def _end_of_list(lines: list[str], start: int) -> int:
    """Return the row after the list that begins on row `start`; 0 if it does not end or is no plain list."""
    depth = 0
    for row in range(start, len(lines)):
        if lines[row].lower().count("<li") > 1:
            return 0
        for tag in _TAG.finditer(lines[row]):
            if tag["name"].lower() in ("ul", "ol"):
                depth += -1 if tag["end"] else 1
                if depth == 0:
                    return 0 if lines[row][tag.end() :].strip() else row + 1
    return 0


def _items(html: str) -> list[str]:
    """Return the lines of a list in HTML as those of a list in Markdown, as many of them."""
    written = _Written()
    position = 0
    target = ""
    for tag in _TAG.finditer(html):
        written.write(html[position : tag.start()])
        position = tag.end()
        name, is_end = tag["name"].lower(), bool(tag["end"])
        if name in ("ul", "ol"):
            written.change_depth(-1 if is_end else 1)
        elif name == "li":
            written.begin_item(is_end=is_end)
        elif name in _BREAKS:
            written.break_line()
        elif name == "a":
            if not is_end and (match := _TARGET.search(tag["rest"])):
                target = (match["double"] or match["single"] or "").strip()
                written.write("[" if target else "")
            elif is_end and target:
                written.write(f"]({target})")
                target = ""
        elif name in _MARKS:
            written.write(_MARKS[name])
        written.write("\n" * tag[0].count("\n"))
    written.write(html[position:])
    return [_INSIDE_MARK.sub(r"\g<mark>\g<text>\g<mark>", line).rstrip() for line in written.lines]


class _Written:
    """The lines of a list in Markdown, as they are written."""

    def __init__(self) -> None:
        self.lines = [""]
        self._depth = 0
        # The row for what comes next, if it is not the last one: an item's text stands on the line of its tag.
        self._row: int | None = None
        self._is_begun = False

    def change_depth(self, change: int) -> None:
        """Go into a list inside an item, or out of it."""
        self._depth += change
        self._row = None

    def begin_item(self, *, is_end: bool) -> None:
        """Begin an item on this line, or end one."""
        self._row = None if is_end else len(self.lines) - 1
        self._is_begun = not is_end

    def break_line(self) -> None:
        """Go on on the line on which the next words stand."""
        if not self._is_begun:
            self._row = None

    def write(self, html: str) -> None:
        """Write text without tags, whose line feeds are blanks inside an item."""
        for number, part in enumerate(unescape(html).split("\n")):
            if number:
                self.lines.append("")
            row = len(self.lines) - 1 if self._row is None else self._row
            words = _BLANKS.sub(" ", part)
            line = self.lines[row]
            if not line or number:
                words = words.lstrip()
            if not words:
                continue
            if self._is_begun:
                words = f"{_INDENT * max(self._depth - 1, 0)}- {words}"
                self._is_begun = False
            elif not line:
                words = f"{_INDENT * self._depth}{words}"
            elif number and not line.endswith((" ", "[")):
                words = f" {words}"
            self.lines[row] = line + words


def _heading(match: re.Match[str]) -> str:
    """Return a heading of HTML as Markdown writes it."""
    text = unescape(_TAG.sub("", match["text"])).strip()
    return f"{'#' * int(match['level'])} {text}" if text and "\n" not in text else match[0]
