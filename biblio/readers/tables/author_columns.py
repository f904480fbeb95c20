"""Tell the authors of a row from its columns of authors, and names that a program ran together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from biblio.errors import Problem
from biblio.readers.tables.table_text import TextRow, TextTable

__all__ = ["authors_of_row", "is_of_affiliations", "with_names_apart"]

# "Lindqvist, Maja (57190000001)": a database's number of an author.
_NUMBER_OF_AUTHOR = re.compile(r"(?:(?<!\s)\s+)?\(\d{6,}\)(?=\s*(?:;|$))")
_FIRST_AUTHOR = re.compile(r"\b(?:first|lead)|第一|筆頭|제1", re.IGNORECASE)
_AFFILIATIONS = re.compile(r"affiliation|correspond|institution|address", re.IGNORECASE)
_FULL_NAMES = re.compile(r"\bfull\b", re.IGNORECASE)
# SpringerLink's tables: "Rita VegaPaul van MoosMari Ito". "LeCun", "McDonald" and "DeVries" are single names.
_BORDER = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-ZÀ-ÖØ-Þ](?:[^\W\d_A-Z]+\.?|\.)?(?:[\s-]|$))")
_BEFORE_CAPITAL = re.compile(r"(?:^|[\s'-])(?:Mc|Ma?c|De[lns]?|D[aiou]s?|L[aeo]s?|Le|V[ao]n|Fitz|Ter|Ten|O|St)$")
_FAMILY_FIRST = re.compile(r"[^\s,;]+, [^,;]+(?:; [^;]+)*")  # "Roe, Jane"
_SEPARATOR = re.compile(r"[,;/&]|\b(?:and|und|et)\b")
_SHARE_RUN_TOGETHER = 0.2


def with_names_apart(table: TextTable) -> TextTable:
    """Return a table in which names that have nothing between them have semicolons there."""
    for number, name in enumerate(table.columns):
        cells = [row.cells[number] for row in table.rows if isinstance(row, TextRow) and number < len(row.cells)]
        if name == "authors" and _are_run_together(cells):
            return replace(table, rows=tuple(_apart(row, number) for row in table.rows))
    return table


def _are_run_together(cells: Sequence[str]) -> bool:
    """Return whether no name has a separator behind it, and many cells have borders without one."""
    filled = [cell for cell in cells if cell.strip()]
    if any(map(_SEPARATOR.search, filled)):
        return False
    return sum(len(_names_in(cell)) > 1 for cell in filled) >= max(1, _SHARE_RUN_TOGETHER * len(filled))


def _apart(row: TextRow | Problem, number: int) -> TextRow | Problem:
    if not isinstance(row, TextRow) or number >= len(row.cells):
        return row
    cells = list(row.cells)
    cells[number] = "; ".join(_names_in(cells[number]))
    return row._replace(cells=cells)


def _names_in(cell: str) -> list[str]:
    """Return the names in a cell that has nothing between them."""
    names, start = [], 0
    for match in _BORDER.finditer(cell):
        if not _BEFORE_CAPITAL.search(cell[start : match.start()]) and " " in cell[start : match.start()].strip():
            names.append(cell[start : match.start()].strip())
            start = match.start()
    return [*names, cell[start:].strip()]


def is_of_affiliations(header: str) -> bool:
    """Return whether a column of authors has where they work too ("Authors (Raw Affiliation)" of Dimensions)."""
    return _AFFILIATIONS.search(header) is not None


def authors_of_row(columns: Sequence[tuple[str, str]]) -> str:
    """Return the authors of a row, from its columns of authors: (header, cell).

    Numbered columns have one author each. Databases give the same authors in several columns: full names beside
    initials, and the first one once more.
    """
    if any(_FULL_NAMES.search(header) for header, _ in columns):
        columns = [(header, cell) for header, cell in columns if _FULL_NAMES.search(header)]
    others = [(header, cell) for header, cell in columns if not _FIRST_AUTHOR.search(header)]
    columns = [(header, _NUMBER_OF_AUTHOR.sub("", cell)) for header, cell in others or columns]
    text = columns[0][1]
    for header, cell in columns[1:]:
        text += f"{';' if header[-1:].isdigit() or _FAMILY_FIRST.fullmatch(text) else ','} {cell}"
    return text.replace("|", "; ")  # OpenAlex, and programs for data
