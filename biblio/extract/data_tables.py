"""Read the tables in `data/`: rows of spellings and readings, separated by a tab."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["read_table"]


def read_table(table: str) -> list[tuple[str, str]]:
    """Return the rows of a table in `data/` as (spellings, readings), in order."""
    text = (files("biblio.extract") / "data" / table).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return [(written, meaning) for written, meaning in rows]
