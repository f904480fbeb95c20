"""How to read publishers' deposits: titles in two parts, and series among the containers of a work.

https://www.crossref.org/documentation/schema-library/markup-guide-metadata-segments/, and CSL JSON from doi.org.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from biblio.text import fold_key

__all__ = ["is_meeting", "is_series", "joined_title", "venue_and_series"]

_SERIES = re.compile(
    r"^(?:lecture notes (?:in|on)\b|lncs\b|lnai\b|communications in computer and information science|ccis\b"
    r"|ifip advances in\b|advances in intelligent systems and computing|studies in \w.* intelligence"
    r"|proceedings of machine learning research$|leibniz international proceedings|smart innovation, systems"
    r"|springer proceedings in\b|ceur workshop proceedings|frontiers in artificial intelligence and applications"
    r"|.*\b(?:book|lecture|symposium|conference|monograph|springer|theory and applications) series$)",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"\b(?:proceedings|conference|workshop|symposium|congress|meeting)\b|[–-]\s*[A-Z]{2}[\w-]{0,99} \d{4}", re.I
)


def joined_title(titles: Sequence[str], subtitles: Sequence[str]) -> str:
    """Return the title with its subtitle after a colon, unless the title already ends with it.

    Further titles are translations and are left out.
    """
    if not titles:
        return ""
    title = titles[0]
    subtitle = subtitles[0] if subtitles else ""
    if not subtitle or not fold_key(subtitle) or fold_key(title).endswith(fold_key(subtitle)):
        return title
    return f"{title} {subtitle}" if title.endswith((":", "?", "!", "—", "–")) else f"{title}: {subtitle}"


def is_series(name: str) -> bool:
    """Whether a container is a book series (LNCS), in which the venue's book is one volume."""
    return bool(_SERIES.search(name))


def is_meeting(name: str) -> bool:
    """Whether a container is the book of a meeting ("… Conference …", "Computer Vision – ECCV 2018")."""
    return bool(_MEETING.search(name))


def venue_and_series(containers: Sequence[str], event: str) -> tuple[str, str]:
    """Return (venue, series). The order of containers is not reliable (CrossRef/rest-api-doc#11).

    `event` is the name of the meeting, which is used as the venue if no container is one.
    """
    series = next((name for name in containers if is_series(name)), "")
    others = [name for name in containers if name != series]
    if not series and len(others) > 1:
        series = others.pop(0)  # usually the series comes first
    return (others[0] if others else event), series
