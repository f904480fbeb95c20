"""Read values from JSON that others wrote: what is missing, null or not of the documented type reads as empty.

Services and dumps need different texts. A record from a service is cleaned immediately (`clean_text`: no tags, no
LaTeX). A row of a dump stays close to its source and is cleaned when it is read (`stripped_text`, `squeezed_text`), so
that better cleaning needs no new build.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from biblio.bibtex.latex_to_text import title_text

__all__ = [
    "clean_text",
    "first_text",
    "mapping",
    "mappings",
    "one_or_many",
    "squeezed_text",
    "stripped_text",
    "texts",
]

_EMPTY: Mapping[str, Any] = {}


def clean_text(value: object) -> str:
    """Return a string without tags, LaTeX and superfluous space, but with its mathematics; a number as written.

    What shows nothing (a NUL, a zero-width space) is no text: another service's title is taken then.
    """
    if isinstance(value, str):
        text = title_text(value)
        return text if text.isprintable() or any(one.isprintable() and one != " " for one in text) else ""
    return _number(value)


def stripped_text(value: object) -> str:
    """Return a string without the space around it; a number as written."""
    if type(value) is str:  # dumps have billions of values, so the common case comes first
        return value.strip()
    return _number(value)


def squeezed_text(value: object) -> str:
    """Return a string with every run of space as one space; a number is empty."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def _number(value: object) -> str:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def texts(value: object, read: Callable[[object], str]) -> list[str]:
    """Return the texts that `read` gives for a list, or for a single value in place of one, without empty texts."""
    values = value if isinstance(value, list) else [value]
    return [text for item in values if (text := read(item))]


def first_text(value: object, read: Callable[[object], str]) -> str:
    """Return the first non-empty text of a list, or the single text given in place of a list."""
    if isinstance(value, list):
        return next((text for item in value if (text := read(item))), "")
    return read(value)


def mapping(value: object) -> Mapping[str, Any]:
    """Return a JSON object, or an empty one."""
    return value if isinstance(value, dict) else _EMPTY


def mappings(value: object) -> list[Mapping[str, Any]]:
    """Return the JSON objects in a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def one_or_many(value: object) -> list[Mapping[str, Any]]:
    """Return the JSON objects in a list, or the single object that services give in place of a list of one."""
    return [value] if isinstance(value, dict) else mappings(value)
