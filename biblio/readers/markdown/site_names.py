"""Leave out the names of sites behind the titles of links: "[A title | Some Library](https://somelibrary.org/…)".

So a browser calls the page of a work, and so it is pasted. What a site is called, its address tells, or that several
links to it end alike.
"""

from __future__ import annotations

from collections import Counter

from biblio import patterns as re
from biblio.text import fold_key

__all__ = ["without_site_names"]

_SITE = re.compile(
    r"(?<!\s)\s+(?P<border>[|·–—-])\s+(?P<site>[^\[\]|\n–—]{3,40})(?=\]\(https?://(?P<host>[^/\s()]{4,80})[/\s)])",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"the\s", re.IGNORECASE)
# What Wikipedia calls itself in other scripts
_WIKIPEDIA = frozenset(
    map(
        fold_key,
        ("Википедия", "Вікіпедія", "ウィキペディア", "维基百科", "維基百科", "위키백과", "ويكيبيديا", "ויקיפדיה"),
    )
)
_SHORTEST = 3
# How many links must end alike: behind a bar, and behind a dash, which also is within titles
_BEHIND_BAR, _BEHIND_DASH = 2, 3


def without_site_names(body: str) -> str:
    """Return the text of a page without the names of sites that stand behind the words of its links."""
    if "](http" not in body:
        return body
    counts = Counter((match["site"], match["host"]) for match in _SITE.finditer(body))
    if not counts:
        return body

    def bare(match: re.Match[str]) -> str:
        fewest = _BEHIND_BAR if match["border"] == "|" else _BEHIND_DASH
        is_site = counts[match["site"], match["host"]] >= fewest or _is_called(match["site"], match["host"])
        return "" if is_site else match[0]

    return _SITE.sub(bare, body)


def _is_called(site: str, host: str) -> bool:
    """Return whether words are the name of the site at an address: "Some Library", somelibrary.org."""
    name = fold_key(_ARTICLE.sub("", site, count=1) if _ARTICLE.match(site) else site)
    return (len(name) >= _SHORTEST and name in fold_key(host)) or (name in _WIKIPEDIA and "wikipedia.org" in host)
