"""Read the authors that stand alone on the line below a title, as in a note that its citation key names.

    # Cómo sobreviven las lámparas
    Jane Roe 1998 en [[@poe1998]] pp. 7-9, [zotero](zotero://select/items/@roe1998)

What leads to the reader's own programs and files, and to the collection that has the work, is no part of the line.
"""

from __future__ import annotations

import re

from biblio.readers.markdown.shelf_lines import ShelfLine, names_in_line
from biblio.text import fold_key

__all__ = ["names_of_key", "without_app_links"]

# "[zotero](zotero://select/…)", "[archive](file:///home/…)", and the comma before it
_APP_LINK = re.compile(
    r"(?:(?<![\s,;])[\s,;]+)?\[[^\[\]\n]*\]\((?!https?:|mailto:)[a-z][a-z0-9+.-]*:[^()\s]*\)", re.IGNORECASE
)
_OTHER_LINK = re.compile(r"(?:(?<![\s,;])[\s,;]+)?\[[^\[\]\n]{1,20}\]\([^()\s]*\)")
_CONTAINER = re.compile(r"\s(?:in|en|dans|em|w|v)\s+\[\[[^\[\]\n]+\]\].*$")
_INITIAL = re.compile(r"(?<=\s)([^\W\d_a-z])(?=\s)")
_SHORTEST = 3  # letters of a family name that a key may begin with


def without_app_links(line: str) -> str:
    """Return a line without links to programs and files of the reader, and without the collection that a work is in."""
    return _CONTAINER.sub("", _APP_LINK.sub("", line)).strip() if "[" in line else line


def names_of_key(line: str, key: str) -> ShelfLine | None:
    """Return the names that a line consists of, if a citation key begins with a word of the first."""
    start = fold_key(key)[:_SHORTEST]
    if not start or start not in fold_key(line):
        return None
    line = _OTHER_LINK.sub("", line).strip()
    names = names_in_line(line) or names_in_line(_INITIAL.sub(r"\1.", line))
    if names is None or not names.authors:
        return None
    words = [fold_key(word) for word in re.split(r"[\s,]+", names.authors[0])]
    return names if any(len(word) >= _SHORTEST and fold_key(key).startswith(word) for word in words) else None
