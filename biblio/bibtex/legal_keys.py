"""Which citation keys are legal: one rule for keys that users choose, one for keys we write, one for keys we check.

The rule for checking is deliberately less strict, because it judges other people's files. The other two differ only in
white space, for historical reasons. `scanner` reads even more as a key.
"""

from __future__ import annotations

import re

__all__ = ["FORBIDDEN_IN_KEY", "is_citable_key", "is_portable_key", "is_writable_key"]

FORBIDDEN_IN_KEY = "\"#%'(),={}~\\@"
"""The printable characters that bibtex.web, biber or bibtexparser forbid in a key."""

_WRITABLE = re.compile(rf"[^\s{re.escape(FORBIDDEN_IN_KEY)}]+")
# No program objects to an apostrophe; BibTeX and biber also accept parentheses and "@".
_UNCITABLE = re.compile(r"[\s\"#%,={}~\\]")


def is_portable_key(key: str) -> bool:
    """Whether any BibTeX program can read a key that a user chose (in a note, in Zotero, by `biblio pin`).

    Only space, tab and line feed count as white space here, and an empty key passes; `is_writable_key` is applied in
    addition when the entry is written.
    """
    return not any(char in key for char in f" \t\n{FORBIDDEN_IN_KEY}")


def is_writable_key(key: str) -> bool:
    """Whether an entry with this key can be written so that any BibTeX program reads it back."""
    return bool(_WRITABLE.fullmatch(key))


def is_citable_key(key: str) -> bool:
    r"""Whether an entry with this key can be cited with BibTeX and biber, whether or not we would write it.

    Less strict than `is_writable_key`: it accepts ``o'neil2020``, ``smith(2001)`` and ``a@b``, because the document
    compiles, even if other programs may not read them.
    """
    return bool(key) and not _UNCITABLE.search(key)
