"""Recognise a page whose text came out of a printed page: its columns stand beside each other, its words are broken.

What a program takes out of a PDF keeps the lines of the print. Its references are no list of notes: two of them share a
line where the page had two columns, and nothing tells them apart.
"""

from __future__ import annotations

from biblio import patterns as re
from biblio.readers.markdown.page import MarkdownPage

__all__ = ["is_printed_text"]

# "segmentation. CVPR, 2022. 8, 9            Pomerleau, and Philippe"
_COLUMNS = re.compile(r"(?<!\S)(?:\S++\s){2}\S++\s{3,}+(?:\S++\s){2}\S")
_BROKEN_WORD = re.compile(r"[^\W\d_]{2}-(?=\s{3,}\S|\s*$)")
_FEWEST_COLUMNS, _SHARE_OF_COLUMNS, _FEWEST_BESIDE_COLUMNS = 20, 0.2, 5
_FEWEST_BROKEN, _SHARE_OF_BROKEN = 20, 0.03
_LONGEST_LINE = 400


def is_printed_text(page: MarkdownPage) -> bool:
    """Return whether many lines of a page are those of a print: words broken at their ends, or two columns of words."""
    lines = [line[:_LONGEST_LINE] for line in page.lines if line.strip()]
    if len(lines) < _FEWEST_COLUMNS:
        return False
    broken = sum(_BROKEN_WORD.search(line) is not None for line in lines)
    if broken >= max(_FEWEST_BROKEN, _SHARE_OF_BROKEN * len(lines)):
        return True
    if broken < _FEWEST_BESIDE_COLUMNS:
        return False
    columns = sum(_COLUMNS.search(line) is not None for line in lines)
    return columns >= max(_FEWEST_COLUMNS, _SHARE_OF_COLUMNS * len(lines))
