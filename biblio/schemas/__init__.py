"""The JSON Schemas of everything that ``--json`` prints: ``NAME-VERSION.json`` next to this file."""

from __future__ import annotations

import json
from difflib import get_close_matches
from importlib.resources import files
from typing import Any

from biblio.errors import UsageError

__all__ = ["read_schema", "schema_names"]


def schema_names() -> list[str]:
    """Return the names of all shapes."""
    names = {item.name.rpartition("-")[0] for item in files(__name__).iterdir() if item.name.endswith(".json")}
    return sorted(names)


def read_schema(name: str, version: int = 1) -> dict[str, Any]:
    """Return the schema of the shape `name`. Raises `UsageError` for an unknown one."""
    path = files(__name__) / f"{name}-{version}.json"
    if not path.is_file():
        near = get_close_matches(name, schema_names(), n=1)
        hint = f"did you mean {near[0]!r}?" if near else "biblio schema lists them"
        raise UsageError(f"unknown schema {name!r}", hint=hint)
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema
