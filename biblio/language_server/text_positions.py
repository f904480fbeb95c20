r"""Places in a text as the Language Server Protocol counts them, and as Python does.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.18/specification/#position: lines end with
``\n``, ``\r\n`` or ``\r`` and with nothing else (`str.splitlines` also splits at form feeds and Unicode's separators);
columns count code units of an encoding that client and server agree on, UTF-16 if they agree on none. A column behind
the end of a line means its end.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from enum import StrEnum

__all__ = ["CodeUnit", "PositionedText"]

_LINE_END = re.compile(r"\r\n|\r|\n")
_LAST_OF_ONE_UNIT = "\uffff"  # of UTF-16; the characters behind it take two
_SIZES = {"utf-8": ((0x80, 1), (0x800, 2), (0x10000, 3), (0x110000, 4)), "utf-16": ((0x10000, 1), (0x110000, 2))}


class CodeUnit(StrEnum):
    """What columns count: the code units of an encoding. The values are the protocol's names."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


class PositionedText:
    """A text whose places can be said as offsets (in characters) and as lines and columns (from 0, in code units)."""

    __slots__ = ("_starts", "text", "unit")

    def __init__(self, text: str, unit: CodeUnit = CodeUnit.UTF16) -> None:
        self.text = text
        self.unit = unit
        self._starts = array("q", [0])
        self._starts.extend(match.end() for match in _LINE_END.finditer(text))

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a place; what lies outside of the text means its nearest place inside.

        A column within the code units of one character means the place in front of it.
        """
        if line < 0:
            return 0
        if line >= len(self._starts):
            return len(self.text)
        start = self._starts[line]
        content = self._line(line)
        if self._is_plain(content):
            return start + min(max(column, 0), len(content))
        units = 0
        for index, char in enumerate(content):
            units += self._size(char)
            if units > column:
                return start + index
        return start + len(content)

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset; one behind the text means its end."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, offset) - 1
        before = self.text[self._starts[line] : offset]
        return line, len(before) if self._is_plain(before) else sum(map(self._size, before))

    def replaced(self, start: int, end: int, new: str) -> PositionedText:
        """Return the text with what stands between two offsets replaced."""
        start, end = min(start, end), max(start, end)
        return PositionedText(self.text[:start] + new + self.text[end:], self.unit)

    def _line(self, line: int) -> str:
        """Return a line without its end."""
        is_last = line + 1 == len(self._starts)
        content = self.text[self._starts[line] : None if is_last else self._starts[line + 1]]
        return content if is_last else content.removesuffix("\n").removesuffix("\r")

    def _is_plain(self, content: str) -> bool:
        """Whether every character is one unit."""
        if self.unit is CodeUnit.UTF32 or content.isascii():
            return True
        return self.unit is CodeUnit.UTF16 and max(content) <= _LAST_OF_ONE_UNIT

    def _size(self, char: str) -> int:
        return next(size for limit, size in _SIZES[self.unit] if ord(char) < limit)
