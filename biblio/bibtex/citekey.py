"""Which texts are legal as citation keys: one rule for keys we choose, one for keys we write, one for keys we read.

The rules differ on purpose in their strictness, and in small ways that have grown. What the scanner takes for a key
while it looks for the end of an entry is broader still (`scanner`).
"""

from __future__ import annotations

import re

__all__ = ["FORBIDDEN_IN_KEY", "is_citable_key", "is_portable_key", "is_writable_key"]

FORBIDDEN_IN_KEY = "\"#%'(),={}~\\@"
"""The printable characters that bibtex.web, biber or bibtexparser forbid in a key."""

_WRITABLE = re.compile(rf"[^\s{re.escape(FORBIDDEN_IN_KEY)}]+")
# No program objects to an apostrophe, and BibTeX and biber both read parentheses and "@".
_UNCITABLE = re.compile(r"[\s\"#%,={}~\\]")


def is_portable_key(key: str) -> bool:
    """Whether a key that the user chose may become the key of an exported entry, for any BibTeX program.

    Only space, tab and line feed count as white space here, and an empty text passes; `is_writable_key` has the last
    word when the entry is written.
    """
    return not any(char in key for char in f" \t\n{FORBIDDEN_IN_KEY}")


def is_writable_key(key: str) -> bool:
    """Whether an entry can be written under `key` and be read back by any BibTeX program."""
    return bool(_WRITABLE.fullmatch(key))


def is_citable_key(key: str) -> bool:
    r"""Whether an entry with this key, in anybody's file, can be cited with BibTeX or biber.

    Less strict than `is_writable_key`: it accepts ``o'neil2020``, ``smith(2001)`` and ``a@b``, because the document
    compiles, although some other program may not read them.
    """
    return bool(key) and not _UNCITABLE.search(key)
