"""Names that people give to works: "the ResNet paper" is Deep Residual Learning for Image Recognition.

A name only adds a reading of a title: author, year or venue must still confirm the work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from biblio.extract.data_tables import read_table
from biblio.text import fold_key

__all__ = ["title_by_nickname", "title_readings"]

_TABLE = "nicknames.tsv"
_MOST = 4  # words in a name
# "the original BERT paper", "BERT's paper", "BERTの元論文", "BERT的论文", "BERT 논문".
_CALLED = re.compile(
    r"(?:(?:the|that|this)\s+)?(?:(?:original|famous|seminal|classic)\s+)?(?P<name>\S.*?)(?:['’]s)?"
    r"(?:(?<!white)(?<!green)(?<!working)(?<!position)(?<!discussion)(?<!\s)\s+(?:paper|article)|(?<!\s)\s*+(?:の|的)?\s*+(?:元|原)?(?:論文|论文|논문))",
    re.IGNORECASE,
)

_PAPER = re.compile(r"paper|article|論文|论文|논문", re.IGNORECASE)  # without one, the rest need not be looked at


def title_readings(title: str) -> tuple[str, ...]:
    """Return what else `title` may mean, the likeliest first: the work's own title, the name without "paper"."""
    match = _CALLED.fullmatch(title.strip()) if _PAPER.search(title) else None
    name = match["name"].strip() if match else title
    if len(name.split()) > _MOST:
        return ()
    known = title_by_nickname(name)
    readings = (known, name if match else "")
    return tuple(dict.fromkeys(reading for reading in readings if reading and reading != title))


def title_by_nickname(name: str) -> str:
    """Return the title of the work that is known as `name`, or an empty string."""
    return _titles().get(fold_key(name), "")


@lru_cache(maxsize=1)
def _titles() -> Mapping[str, str]:
    return {fold_key(name): title for names, title in read_table(_TABLE) for name in names.split("|")}
