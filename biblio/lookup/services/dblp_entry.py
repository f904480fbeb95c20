"""What entries in DBLP's search (JSON) and in its dump (XML) have in common.

https://dblp.org/faq/. Fields have the same names in both, but types do not: the search says "Journal Articles", the
dump ``<article>``.
"""

from __future__ import annotations

import re

__all__ = ["corr_number", "title_without_stop", "venue_without_volume"]

_VOLUME = re.compile(r"(?:(?<!\s)\s+)?\((?:\d+|[IVX]+)\)$")  # "ECCV (3)": the third volume of the proceedings


def title_without_stop(title: str) -> str:
    """Return a title without the full stop that DBLP puts after every one."""
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


def venue_without_volume(venue: str) -> str:
    """Return the short name of a venue without the number of a volume of its proceedings."""
    return _VOLUME.sub("", venue)


def corr_number(venue: str, volume: str) -> str:
    """Return the arXiv number of an entry in CoRR, whose volume is "abs/1706.03762"; empty for any other venue."""
    return volume.removeprefix("abs/") if venue == "CoRR" else ""
