"""Where a key stands in a TOML text, for messages: `tomllib` tells values, not places."""

from __future__ import annotations

import re

__all__ = ["line_of"]

_HEADER = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]+\s*(?:#.*)?$")
_KEY = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")


def line_of(text: str, table: str, key: str) -> int:
    """Return the line (from 1) where `key` of `table` is set, the table's line, or 0 where neither is found.

    With an empty `key` the table's own line; with an empty `table` a key at the top. Dotted keys count.
    """
    current, header = "", 0
    wanted = f"{table}.{key}" if table else key
    for number, row in enumerate(text.splitlines(), 1):
        if match := _HEADER.match(row):
            current = _plain(match[1])
            if current in (table, wanted):
                header = header or number
                if not key or current == wanted:
                    return number
        elif match := _KEY.match(row):
            name = _plain(match[1])
            full = f"{current}.{name}" if current else name
            if full == wanted or full.startswith(f"{wanted}."):
                return number
    return header


def _plain(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
