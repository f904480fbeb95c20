"""Which citation keys are legal: one rule per dialect, for keys that users choose, that we write, and that we check.

What BibTeX 0.99d (TeX Live 2022) and biber 2.18 read back was tried character by character. White space, a comma and
braces end a key in both; TeX interprets ``# % ~`` and a backslash in a citation. biber also stops at apostrophes and
parentheses, which BibTeX takes. No program but BibTeX reads ``"`` and ``=``.
"""

from __future__ import annotations

import re

from biblio.bibtex.text_to_latex import Dialect

__all__ = ["forbidden_in_key", "is_citable_key", "is_legal_key"]

_FORBIDDEN: dict[Dialect, str] = {"bibtex": '"#%,={}~\\', "biblatex": "\"#%'(),={}~\\"}
_LEGAL = {dialect: re.compile(rf"[^\s{re.escape(chars)}]+") for dialect, chars in _FORBIDDEN.items()}


def forbidden_in_key(dialect: Dialect) -> str:
    """Return the printable characters that no citation key of a dialect may have."""
    return _FORBIDDEN[dialect]


def is_legal_key(key: str, dialect: Dialect) -> bool:
    """Return whether an entry of a dialect can have this key and be cited by it."""
    return bool(_LEGAL[dialect].fullmatch(key))


def is_citable_key(key: str) -> bool:
    """Return whether an entry with this key can be cited in one of the dialects."""
    return any(is_legal_key(key, dialect) for dialect in _FORBIDDEN)
