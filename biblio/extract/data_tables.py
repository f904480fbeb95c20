"""Read the tables in `data/`: rows of spellings and readings, separated by a tab."""

from __future__ import annotations

from biblio.data_files import read_data

__all__ = ["read_table"]


def read_table(table: str) -> list[tuple[str, str]]:
    """Return the rows of a table in `data/` as (spellings, readings), in order."""
    rows = (
        line.split("\t")
        for line in read_data("biblio.extract", f"data/{table}").splitlines()
        if not line.startswith("#")
    )
    return [(written, meaning) for written, meaning in rows]
