"""Where what a delimiter opens is closed: braces, quotes, entries; in time linear over all questions."""

from __future__ import annotations

import re

__all__ = ["DEPTH", "HEAD", "LINE_HEAD", "Ends", "nested"]

DEPTH = 5  # groups deeper than this take the slower way


def nested(depth: int) -> str:
    """Return a pattern for text with braces that balance, to a depth. There is one way to match, so it fails at once.

    A possessive group would say so, but Python up to 3.11.4 matches those wrongly, unlike possessive characters:
    https://github.com/python/cpython/issues/106052.
    """
    inner = r"[^{}]*+"
    for _ in range(depth):
        inner = rf"[^{{}}]*+(?:\{{{inner}\}}[^{{}}]*+)*"
    return inner


HEAD = r"@\s*+(?P<type>[^\W\d][\w.+:-]*+)\s*+(?P<open>[{(])"
LINE_HEAD = re.compile(rf"(?:^|(?<=\r))[ \t]*+(?=@){HEAD}", re.MULTILINE)

_GROUP = re.compile(rf"\{{{nested(DEPTH)}\}}")
_BRACE = re.compile(r"[{}]")
_IN_PARENTHESES = re.compile(r"[\"{)]")
_IN_QUOTES = re.compile(r"[\"{]")


class Ends:
    """Finds the brace that closes a brace, and the next line that begins an entry, in time linear over all calls.

    The pattern answers for nearly every group. Where it fails (deep or never closed) all braces of the text are
    paired once, so that a text of ten thousand open braces is not searched to its end ten thousand times.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._pairs: dict[int, int] | None = None
        self._head = (0, -1)  # from the first offset to the second no line begins an entry

    def group(self, start: int) -> int | None:
        """Return the offset behind the brace that closes the one at `start`, or None."""
        if self._pairs is None:
            if found := _GROUP.match(self._text, start):
                return found.end()
            self._pairs = {}
            stack: list[int] = []
            for brace in _BRACE.finditer(self._text):
                if brace[0] == "{":
                    stack.append(brace.start())
                elif stack:
                    self._pairs[stack.pop()] = brace.end()
        return self._pairs.get(start)

    def quote(self, start: int, stop: int) -> int | None:
        """Return the offset behind the quote that closes the one at `start`, before `stop`, or None."""
        place = start + 1
        while found := _IN_QUOTES.search(self._text, place, stop):
            if found[0] == '"':
                return found.end()
            end = self.group(found.start())
            if end is None:
                return None
            place = end
        return None

    def entry(self, start: int) -> int | None:
        """Return the offset behind the delimiter that closes the one at `start`, or None.

        In parentheses that is the first ")" outside braces and quotes before the next line that begins an entry.
        """
        if self._text[start] == "{":
            return self.group(start)
        place = start + 1
        while found := _IN_PARENTHESES.search(self._text, place, self.head(place)):
            if found[0] == ")":
                return found.end()
            at = found.start()
            end = self.group(at) if found[0] == "{" else self.quote(at, self.head(at))
            if end is None:
                return None
            place = end
        return None

    def head(self, start: int) -> int:
        """Return where the next line that begins an entry starts, at `start` or behind it; the text's end if none."""
        since, until = self._head
        if not since <= start <= until:
            found = LINE_HEAD.search(self._text, start)
            until = found.start() if found else len(self._text)
            self._head = start, until
        return until
