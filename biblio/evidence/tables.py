"""The tables in `data/`: rows of a few columns with a tab between them, lines of remarks that begin with ``#``."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["rows_of"]


def rows_of(table: str) -> list[tuple[str, str]]:
    """Return the rows of a table as (what is written, what it stands for), in order."""
    text = (files("biblio.evidence") / "data" / table).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return [(written, meant) for written, meant in rows]
