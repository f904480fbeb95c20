"""Regular expressions that are compiled for the first text that is compared with them.

Compiling takes Python up to some tenths of a millisecond each, which a start feels: a run needs few of the forms of
identifiers, names and addresses that the program knows. A pattern that every run of its module needs is compiled where
it stands, with `re.compile`.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["compiled"]


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return `pattern` compiled; its flags stand in it: ``(?i)``."""
    return re.compile(pattern)
