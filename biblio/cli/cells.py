"""How many cells of a terminal a text takes: none for marks that stand on a letter, two for wide characters.

Widths are those of Unicode Standard Annex #11 (East Asian Width), which terminals follow, as Python knows them.
"""

from __future__ import annotations

import unicodedata

__all__ = ["cell_len", "set_cell_size"]

_WITHOUT_WIDTH = frozenset({"Mn", "Me", "Cf", "Cc"})  # marks on letters, joiners, controls


def cell_len(text: str) -> int:
    """Return the number of cells that `text` takes in one line."""
    return len(text) if text.isascii() and text.isprintable() else sum(map(_width, text))


def set_cell_size(text: str, size: int) -> str:
    """Return `text` cut off or filled with blanks so that it takes exactly `size` cells.

    A wide character that would have to be halved becomes a blank.
    """
    width = 0
    for place, character in enumerate(text):
        width += _width(character)
        if width > size:
            return text[:place] + " " * (size - width + _width(character))
    return text + " " * (size - width)


def _width(character: str) -> int:
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 2
    return 0 if unicodedata.category(character) in _WITHOUT_WIDTH else 1
