"""Break text into lines of a terminal. Pure."""

from __future__ import annotations

import re

import click

from biblio.cli.cells import cell_len, set_cell_size

__all__ = ["in_lines"]

# A line can be broken between words, and between characters of scripts without spaces; no line begins with what closes
# a phrase. Compiled where text is wrapped.
_CLOSING = "[、。，．・：；！？」』）］｝】〕〉》ー…]*"
_UNITS = rf"\s+|[\u3000-\u9fff\uff00-\uffef]{_CLOSING}|[^\s\u3000-\u9fff\uff00-\uffef]+{_CLOSING}"


def in_lines(text: str, room: int, *, whole_words: bool = False, hanging: int = 0) -> list[str]:
    """Return `text` in lines of at most `room` terminal columns, broken at spaces or next to a wide character.

    Lines after the first are `hanging` columns shorter. Longer words are broken too, unless they stay `whole_words`.
    """
    lines: list[str] = []
    line, used = "", 0
    for word in re.findall(_UNITS, text):
        size = cell_len(click.unstyle(word)) if "\x1b" in word else cell_len(word)
        if used + size > room - (hanging if lines else 0) and line.strip():
            lines.append(line.rstrip())
            line, used = "", 0
        while size > room and not whole_words:  # a URL, for example
            part = set_cell_size(word, room).rstrip()
            lines.append(part)
            word = word[len(part) :]
            size = cell_len(word)
        if line or not word.isspace() or not lines:
            line, used = line + word, used + size
    return [*lines, line.rstrip()] if line.strip() or not lines else lines
