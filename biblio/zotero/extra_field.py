"""Zotero's `extra` field: lines of "Name: value" among free text. biblio changes only the lines that it writes.

https://www.zotero.org/support/kb/item_types_and_fields#citing_fields_from_extra
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["EXTRA_LINES", "read_extra", "rewrite_extra"]

# The lines that biblio writes if an item type has no field for a value. Case, spaces and punctuation do not count.
EXTRA_LINES = ("arXiv", "PMID", "PMCID", "OpenReview", "ACL Anthology", "Kind", "Citation Key")
_BY_FOLDED_NAME = {re.sub(r"\W", "", name).lower(): name for name in EXTRA_LINES}
_LINE = re.compile(r"[ \t]*([A-Za-z][\w .-]{0,40}?)[ \t]*:[ \t]*(.*?)[ \t]*")


def _parse_line(line: str) -> tuple[str, str]:
    """Return the name and value of one of our lines; the name is empty for any other line."""
    match = _LINE.fullmatch(line)
    if not match:
        return "", ""
    return _BY_FOLDED_NAME.get(re.sub(r"\W", "", match[1]).lower(), ""), match[2]


def read_extra(extra: str) -> dict[str, str]:
    """Return the values of our lines by name; the first one if several lines have the same name."""
    values: dict[str, str] = {}
    for line in extra.splitlines():
        name, value = _parse_line(line)
        if name and value:
            values.setdefault(name, value)
    return values


def rewrite_extra(extra: str, changes: Mapping[str, str], *, more: Mapping[str, str] | None = None) -> str:
    """Return `extra` with some of our lines set, or removed if their new value is empty.

    All other lines keep their text and place. New lines come last, followed by those of `more` ("name: value" with any
    name), which are added only if `extra` has no such line yet.
    """
    pending = dict(changes)
    lines = []
    for line in extra.split("\n"):
        name, _ = _parse_line(line.rstrip("\r"))
        if name in pending:
            value = pending.pop(name)
            if value:
                lines.append(f"{name}: {value}")
        else:
            lines.append(line)
    while lines and not lines[-1].strip():
        lines.pop()
    lines += [f"{name}: {value}" for name, value in pending.items() if value]
    lines += [line for name, value in (more or {}).items() if (line := f"{name}: {_one_line(value)}") not in lines]
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())
