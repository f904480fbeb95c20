"""Values of rows that several formats write in the same way."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["drop_empty", "inverted_name", "is_identifying_url"]

# Words that `biblio.model.people` reads as a suffix.
_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
_SITES = tuple(
    "aclanthology. aclweb.org arxiv.org jmlr.org mlr.press neurips.cc nips.cc openreview.net thecvf.com".split()
)


def drop_empty(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value}


def inverted_name(family: str, given: str, suffix: str = "") -> str:
    """Return a name with known parts as "Family, Given" or "Family, Jr., Given".

    A suffix that is not part of the name (a degree) is left out. A family name alone stays as it is.
    """
    parts = [family.replace(",", " ").strip(), suffix if suffix and _SUFFIX.fullmatch(suffix) else "", given]
    return ", ".join(filter(None, parts))


def is_identifying_url(url: str) -> bool:
    """Whether an address is on a site whose addresses contain identifiers other than a DOI."""
    return any(site in url for site in _SITES)
