"""Values out of JSON that others wrote: what is missing, null or of another type than promised reads as empty."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["filled", "first_text", "inverted", "mapping", "mappings", "names_a_work", "squeezed", "text"]

# What `biblio.model.people` reads as a suffix.
_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
_SITES = tuple(
    "aclanthology. aclweb.org arxiv.org jmlr.org mlr.press neurips.cc nips.cc openreview.net thecvf.com".split()
)
_NOTHING: Mapping[str, Any] = {}


def text(value: object) -> str:
    """Return a text without space around it; a number as it is written; else nothing."""
    if type(value) is str:
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def squeezed(value: object) -> str:
    """Return a text with every run of space as one space."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def first_text(value: object) -> str:
    """Return the first text of a list that is not empty, or the one that stands where a list should."""
    if isinstance(value, list):
        return next((found for one in value if (found := text(one))), "")
    return text(value)


def mapping(value: object) -> Mapping[str, Any]:
    """Return a JSON object, or an empty one."""
    return value if isinstance(value, dict) else _NOTHING


def mappings(value: object) -> list[Mapping[str, Any]]:
    """Return the JSON objects in a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def filled(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if value}


def inverted(family: str, given: str, suffix: str = "") -> str:
    """Return a name of which the parts are known as "Family, Given" or "Family, Jr., Given".

    A suffix that is no part of the name (a degree) is left out. A family name alone stays as it is.
    """
    parts = [family.replace(",", " ").strip(), suffix if suffix and _SUFFIX.fullmatch(suffix) else "", given]
    return ", ".join(filter(None, parts))


def names_a_work(url: str) -> bool:
    """Tell whether an address is on a site whose addresses are identifiers of their own, beside a DOI."""
    return any(site in url for site in _SITES)
