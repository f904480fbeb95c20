"""A JSON text with a long list in it, made piece by piece: a report may have a million findings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from biblio.unseen import json_escaped

__all__ = ["ROWS", "json_with_rows"]

ROWS = "\x00 rows"
"""Stands for the list in the value that `json_with_rows` is given."""


def json_with_rows(value: Any, rows: Iterable[Any]) -> Iterator[str]:
    """Yield the pieces of `value` as indented JSON that ends with a line feed, with the list of `rows` for `ROWS`."""
    before, after = _text(value).split(_text(ROWS))
    line = before.rpartition("\n")[2]
    margin = line[: len(line) - len(line.lstrip())]
    yield before
    between = "["
    for row in rows:
        yield f"{between}\n{margin} " + _text(row).replace("\n", f"\n{margin} ")
        between = ","
    yield "[]" if between == "[" else f"\n{margin}]"
    yield f"{after}\n"


def _text(value: Any) -> str:
    return json_escaped(json.dumps(value, ensure_ascii=False, indent=1))
