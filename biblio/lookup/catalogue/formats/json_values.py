"""Values out of JSON that others wrote: what is missing, null or of another type than promised reads as empty."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = [
    "drop_empty",
    "first_stripped_text",
    "inverted_name",
    "is_identifying_url",
    "mapping",
    "mappings",
    "squeezed_text",
    "stripped_text",
]

# What `biblio.model.people` reads as a suffix.
_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
_SITES = tuple(
    "aclanthology. aclweb.org arxiv.org jmlr.org mlr.press neurips.cc nips.cc openreview.net thecvf.com".split()
)
_NOTHING: Mapping[str, Any] = {}


def stripped_text(value: object) -> str:
    """Return a text without space around it; a number as it is written; else nothing."""
    if type(value) is str:
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def squeezed_text(value: object) -> str:
    """Return a text with every run of space as one space."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def first_stripped_text(value: object) -> str:
    """Return the first text of a list that is not empty, or the one that stands where a list should."""
    if isinstance(value, list):
        return next((found for one in value if (found := stripped_text(one))), "")
    return stripped_text(value)


def mapping(value: object) -> Mapping[str, Any]:
    """Return a JSON object, or an empty one."""
    return value if isinstance(value, dict) else _NOTHING


def mappings(value: object) -> list[Mapping[str, Any]]:
    """Return the JSON objects in a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def drop_empty(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if value}


def inverted_name(family: str, given: str, suffix: str = "") -> str:
    """Return a name of which the parts are known as "Family, Given" or "Family, Jr., Given".

    A suffix that is no part of the name (a degree) is left out. A family name alone stays as it is.
    """
    parts = [family.replace(",", " ").strip(), suffix if suffix and _SUFFIX.fullmatch(suffix) else "", given]
    return ", ".join(filter(None, parts))


def is_identifying_url(url: str) -> bool:
    """Tell whether an address is on a site whose addresses are identifiers of their own, beside a DOI."""
    return any(site in url for site in _SITES)
