"""What people call a work: "the ResNet paper" is Deep Residual Learning for Image Recognition.

A name is taken for a title only as one more reading of it: author, year or venue must still confirm the work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from biblio.extract.terms import rows_of
from biblio.text import fold_key

__all__ = ["known_title", "title_readings"]

_TABLE = "nicknames.tsv"
_MOST = 4  # words of a name
# "the original BERT paper", "BERT's paper", "BERTの元論文", "BERT的论文", "BERT 논문".
_CALLED = re.compile(
    r"(?:(?:the|that|this)\s+)?(?:(?:original|famous|seminal|classic)\s+)?(?P<name>\S.*?)(?:['’]s)?"
    r"(?:\s+(?:paper|article)|\s*(?:の|的)?\s*(?:元|原)?(?:論文|论文|논문))",
    re.IGNORECASE,
)


def title_readings(title: str) -> tuple[str, ...]:
    """Return what else `title` may stand for, the likeliest first: the work's own title, the name without "paper"."""
    match = _CALLED.fullmatch(title.strip())
    name = match["name"].strip() if match else title
    if len(name.split()) > _MOST:
        return ()
    known = known_title(name)
    return tuple(dict.fromkeys(one for one in (known, name if match else "") if one and one != title))


def known_title(name: str) -> str:
    """Return the title of the work that goes by `name`, or an empty string."""
    return _titles().get(fold_key(name), "")


@lru_cache(maxsize=1)
def _titles() -> Mapping[str, str]:
    return {fold_key(name): title for names, title in rows_of(_TABLE) for name in names.split("|")}
