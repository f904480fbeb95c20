"""Zotero's `extra` field: lines of "Name: value" among free text. Only the lines that biblio writes are ever changed.

https://www.zotero.org/support/kb/item_types_and_fields#citing_fields_from_extra
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["LINES", "read_extra", "rewrite_extra"]

# What biblio keeps in `extra`, where an item type has no field for it. Names are compared without case and spaces.
LINES = ("arXiv", "PMID", "PMCID", "OpenReview", "ACL Anthology", "Kind")
_BY_NAME = {re.sub(r"\W", "", name).lower(): name for name in LINES}
_LINE = re.compile(r"[ \t]*([A-Za-z][\w .-]{0,40}?)[ \t]*:[ \t]*(.*?)[ \t]*")


def _named(line: str) -> tuple[str, str]:
    """Return which of our lines it is and its value; an empty name for a line of somebody else."""
    match = _LINE.fullmatch(line)
    if not match:
        return "", ""
    return _BY_NAME.get(re.sub(r"\W", "", match[1]).lower(), ""), match[2]


def read_extra(extra: str) -> dict[str, str]:
    """Return the values of our lines by name; of several with one name the first."""
    found: dict[str, str] = {}
    for line in extra.splitlines():
        name, value = _named(line)
        if name and value:
            found.setdefault(name, value)
    return found


def rewrite_extra(extra: str, changes: Mapping[str, str], *, more: Mapping[str, str] | None = None) -> str:
    """Return `extra` with some of our lines set, or taken out where the new value is empty.

    All other lines stay as they are and where they are; new lines come last, and so do those of `more`, which are
    "name: value" of any name and are added only where no such line stands there.
    """
    left = dict(changes)
    lines = []
    for line in extra.split("\n"):
        name, _ = _named(line.rstrip("\r"))
        if name in left:
            value = left.pop(name)
            if value:
                lines.append(f"{name}: {value}")
        else:
            lines.append(line)
    while lines and not lines[-1].strip():
        lines.pop()
    lines += [f"{name}: {value}" for name, value in left.items() if value]
    lines += [line for name, value in (more or {}).items() if (line := f"{name}: {_one_line(value)}") not in lines]
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())
