"""Find the column of a table whose cells identify the works of the rows, though its header only says "ID".

Databases of studies and exports of search engines name their rows by PubMed's numbers, DOIs or PMC's numbers. A DOI
shows what it is; a bare number is PubMed's only if nearly all cells of the column are such numbers, in no sequence, and
the rows have titles, which a wrong work would contradict.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from biblio.model.identifiers import Identifier, make
from biblio.readers.tables.table_text import TextRow, TextTable

__all__ = ["IDENTIFIERS", "identifier_in_cell", "identifies_rows", "with_identifiers"]

# What a column of identifiers of several kinds is called.
IDENTIFIERS = "identifiers"
_HEADER = re.compile(
    r"(?:(?:ref(?:erence)?|paper|article|study|publication|pub|record|document|source)[\s_-]*)?"
    r"(?:id|uid|ids|identifiers?|accession|key)(?:[\s_-]*(?:number|no))?",
    re.IGNORECASE,
)
_FORMS = {
    "doi": re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE),
    "pmcid": re.compile(r"(?:PMCID:\s*)?(PMC\d{5,8})(?:\.\d)?", re.IGNORECASE),
    "pmid": re.compile(r"PMID\s*+[:_]?\s*+(\d{4,8})", re.IGNORECASE),
    "arxiv": re.compile(r"arXiv:\s*(\d{4}\.\d{4,5}(?:v\d+)?)", re.IGNORECASE),
}
_OWN_DOI = re.compile(r"item|article|paper|original|work", re.IGNORECASE)
# PubMed counted 1,000,000 in 1976 and 41,000,000 in 2025.
_BARE_NUMBER = re.compile(r"[1-9]\d{6,7}")
_LARGEST_NUMBER = 60_000_000
_MOSTLY, _SEVERAL = 0.8, 2
_ROWS_TRIED = 200
_OF_ONE_SCHEME = ("doi", "pmid", "pmcid", "arxiv")


def with_identifiers(table: TextTable) -> TextTable:
    """Return a table in which a column of identifiers under a header such as "ID" is called `IDENTIFIERS`."""
    columns = list(table.columns)
    if "doi" not in columns and (number := _column_of_dois(table)) is not None:
        columns[number] = "doi"
    for number, header in enumerate(table.header[: len(columns)]):
        if columns[number] not in ("", "id") or not _HEADER.fullmatch(header.strip()):
            continue
        cells = _cells(table, number)
        known = sum(identifier_in_cell(cell, is_number=False) is not None for cell in cells)
        numbers = [int(cell) for cell in cells if _BARE_NUMBER.fullmatch(cell) and int(cell) < _LARGEST_NUMBER]
        enough = max(_SEVERAL, _MOSTLY * len(cells))
        are_numbers = "title" in columns and "pmid" not in columns and not _is_sequence(numbers)
        if known >= enough or (are_numbers and known + len(numbers) >= enough):
            columns[number] = IDENTIFIERS
    return replace(table, columns=tuple(columns))


def _column_of_dois(table: TextTable) -> int | None:
    """Return the one column without a known name that has nearly only DOIs ("Item DOI"); of several, the work's own."""
    numbers = []
    for number, header in enumerate(table.header[: len(table.columns)]):
        if table.columns[number] == "" and "doi" in header.casefold():
            cells = _cells(table, number)
            dois = [cell for cell in cells if (known := identifier_in_cell(cell)) and known.scheme == "doi"]
            if len(dois) >= max(1, _MOSTLY * len(cells)):
                numbers.append(number)
    own = [number for number in numbers if _OWN_DOI.search(table.header[number])]
    return numbers[0] if len(numbers) == 1 else own[0] if len(own) == 1 else None


def identifier_in_cell(cell: str, *, is_number: bool = True) -> Identifier | None:
    """Return the identifier that a cell is, or None; with `is_number`, a bare number is PubMed's."""
    for scheme, form in _FORMS.items():
        if match := form.fullmatch(cell.strip()):
            return make(scheme, match[1])
    return make("pmid", cell.strip()) if is_number and _BARE_NUMBER.fullmatch(cell.strip()) else None


def identifies_rows(table: TextTable) -> bool:
    """Return whether rows without titles have identifiers of their own.

    In a table of results, many rows give the same study as their source.
    """
    for number, name in enumerate(table.columns):
        if name in _OF_ONE_SCHEME or name == IDENTIFIERS:
            cells = _cells(table, number)
            if len(set(cells)) >= max(1, _MOSTLY * len(cells)):
                return True
    return False


def _cells(table: TextTable, number: int) -> list[str]:
    rows = [row for row in table.rows[:_ROWS_TRIED] if isinstance(row, TextRow)]
    cells = (row.cells[number].strip() for row in rows if number < len(row.cells))
    return [cell for cell in cells if cell and cell.casefold() not in ("na", "n/a", "none", "-")]


def _is_sequence(numbers: Sequence[int]) -> bool:
    """Return whether numbers count the rows of some database: most follow each other closely."""
    steps = [after - before for before, after in pairwise(numbers)]
    return bool(steps) and 2 * sum(0 < step <= 10 for step in steps) >= len(steps)
