"""Read a table in text, with commas, semicolons or tabs between its cells, as rows with their lines.

https://www.rfc-editor.org/rfc/rfc4180; spreadsheets in languages with a decimal comma write semicolons.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from biblio.errors import Problem
from biblio.readers.markdown.column_contents import names_by_contents
from biblio.readers.markdown.column_names import column_name
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.plain_reference import parse_reference

__all__ = [
    "TABLE_SUFFIXES",
    "TextRow",
    "TextTable",
    "column_of_references",
    "listed_values",
    "read_text_table",
]

TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".tab"})
_DELIMITERS = ",;\t|"
# A spreadsheet may have a title and remarks above the header.
_MOST_ROWS_ABOVE = 12
_FORMULA_LINK = re.compile(r'=HYPERLINK\(\s*"(?P<url>[^"]+)"\s*(?:[,;]\s*"(?P<words>[^"]*)"\s*)?\)', re.IGNORECASE)
_FORMULA_TEXT = re.compile(r'="?([^"=][^"]*|)"?')
_CHARACTER_OF_R = re.compile(r"<U\+((?!D[89A-F])[0-9A-F]{4})>")
_TEXT_IN_LIST = r"('((?:[^'\\\n]|\\.)*)'|\"((?:[^\"\\\n]|\\.)*)\")"
_LISTED = re.compile(_TEXT_IN_LIST)
_LIST = re.compile(rf"\[\s*+(?:{_TEXT_IN_LIST}\s*+(?:,\s*+)?)+\]")
_BLANK = " \t\r\n\v\f\xa0\ufeff\u200b"  # spreadsheets paste marks of byte order from web pages
_LONGEST_CELL = 10_000_000
# Rows that say what a column holds, and the share of their cells that are references in such a column.
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.\d{4,9}/\S+$", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[6-9]|20)\d{2}$")
_ROWS_TRIED, _FEWEST_REFERENCES, _SHARE_OF_REFERENCES = 60, 2, 0.5


class TextRow(NamedTuple):
    """The cells of a row, and its first and last line (from 1) in the file."""

    cells: Sequence[str]
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table: the words of its header, what its columns mean (`column_name`), and its rows or what is wrong there."""

    header: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[TextRow | Problem, ...]


def listed_values(cell: str) -> list[str]:
    """Return the texts in a cell that is a list of Python's or JSON's ("['Roe, Jane', 'Poe, Max']"), else nothing.

    Programs for data write lists so, Instapaper its tags.
    """
    cell = cell.strip()
    if not _LIST.fullmatch(cell):
        return []
    return [(match[2] or match[3] or "").replace("\\", "").strip() for match in _LISTED.finditer(cell)]


def read_text_table(text: str, path: str) -> TextTable | None:
    """Return the table in `text`, or None if there is no header; problems name `path`.

    The header is the first row with two known columns; the first row of all, if the table has a column of references.
    """
    lines = text.split("\n")
    start = 1 if re.fullmatch(r"sep=.", lines[0].strip()) else 0  # Excel's first line
    for number in range(start, min(len(lines), start + _MOST_ROWS_ABOVE)):
        for delimiter in _DELIMITERS:
            if delimiter not in lines[number]:
                continue
            rows = list(_rows(lines[number:], number + 1, delimiter, path, only_first=True))
            if not rows or isinstance(rows[0], Problem):
                continue
            columns = tuple(column_name(cell) for cell in rows[0].cells)
            if len(set(filter(None, columns))) > 1:
                header = tuple(cell.strip() for cell in rows[0].cells)
                body = tuple(_rows(lines[rows[0].end_line :], rows[0].end_line + 1, delimiter, path, width=len(header)))
                return TextTable(header, columns, body)
    return _table_of_references(lines, start, path)


def _table_of_references(lines: Sequence[str], start: int, path: str) -> TextTable | None:
    """Return a table whose header has no known columns, or that has no header, if one of its columns has references."""
    for delimiter in _DELIMITERS:
        if delimiter not in lines[start]:
            continue
        first = next(_rows(lines[start:], start + 1, delimiter, path, only_first=True), None)
        if not isinstance(first, TextRow):
            continue
        header = tuple(cell.strip() for cell in first.cells)
        body = tuple(_rows(lines[first.end_line :], first.end_line + 1, delimiter, path, width=len(header)))
        if any(map(parse_reference, header)):
            table = _without_header(TextTable(header, (), (first, *body)))
        else:
            table = TextTable(header, tuple(map(column_name, header)), body)
        if column_of_references(table) is not None:
            return table
        cells = [row.cells for row in body if isinstance(row, TextRow)]
        if table.columns and "title" in names_by_contents(table.columns, table.header, cells):
            return table
    return None


def _without_header(table: TextTable) -> TextTable:
    """Return a table whose first row is no header; its columns are known by what is in them: DOIs, or years."""
    columns = []
    for number in range(len(table.header)):
        cells = [
            row.cells[number].strip() for row in table.rows if isinstance(row, TextRow) and number < len(row.cells)
        ]
        forms = {"doi": _DOI, "year": _YEAR}
        names = (
            name
            for name, form in forms.items()
            if 2 * sum(form.match(cell) is not None for cell in cells) >= len(cells)
        )
        columns.append(next(names, ""))
    if (references := column_of_references(replace(table, columns=tuple(columns)))) is not None:
        columns[references] = "paper"
    header = tuple(name or f"column {number}" for number, name in enumerate(columns, 1))
    return TextTable(header, tuple(columns), table.rows)


def column_of_references(table: TextTable) -> int | None:
    """Return the number of the column whose cells are whole references ("Roe J. (2017) A title. Journal …"), or None.

    Where two columns are, as with a translation, it is the one with more references, or the first.
    """
    counts: dict[int, int] = {}
    for row in table.rows[:_ROWS_TRIED]:
        if isinstance(row, TextRow):
            for number, cell in enumerate(row.cells[: len(table.columns)]):
                counts[number] = counts.get(number, 0) + (parse_reference(plain_value(cell)) is not None)
    best = max(counts, key=lambda number: counts[number], default=None)
    if best is None or counts[best] < _FEWEST_REFERENCES:
        return None
    filled = [row for row in table.rows[:_ROWS_TRIED] if isinstance(row, TextRow) and any(row.cells[best : best + 1])]
    return best if counts[best] >= _SHARE_OF_REFERENCES * len(filled) else None


def _rows(
    lines: Sequence[str], first_line: int, delimiter: str, path: str, *, only_first: bool = False, width: int = 0
) -> Iterator[TextRow | Problem]:
    """Yield the rows of `lines`; reading goes on below a row that is broken. The header has `width` cells."""
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        start = 0
        while start < len(lines):
            reader = csv.reader(
                (f"{line}\n" for line in lines[start:]), delimiter=delimiter, skipinitialspace=True, strict=True
            )
            line_before = 0
            try:
                for cells in reader:
                    line, line_before = start + line_before, reader.line_num
                    if any(cell.strip() for cell in cells):
                        yield TextRow(
                            [_plain_cell(cell) for cell in cells],
                            first_line + line,
                            first_line + start + line_before - 1,
                        )
                        if only_first:
                            return
                return
            except csv.Error as error:
                broken = start + line_before
                start = broken + 1
                if cells := _cells_with_quotes(lines[broken], delimiter, width):
                    yield TextRow(cells, first_line + broken, first_line + broken)
                    continue
                what = "a quoted cell is not closed" if "unexpected end" in str(error) else f"a row is broken: {error}"
                yield Problem(path, first_line + broken, what, 'write " inside a quoted cell as ""')
    finally:
        csv.field_size_limit(limit)


def _cells_with_quotes(line: str, delimiter: str, width: int) -> list[str]:
    """Return the cells of a row whose quotes are not written twice, if all are quoted and as many as those above."""
    line = line.strip()
    if width < 2 or len(line) < 2 or not (line.startswith('"') and line.endswith('"')):
        return []
    cells = line[1:-1].split(f'"{delimiter}"')
    return [_plain_cell(cell.replace('""', '"')) for cell in cells] if len(cells) == width else []


def _plain_cell(cell: str) -> str:
    """Return a cell without the formula around its text or link, and with the characters that R writes "<U+2010>"."""
    cell = _CHARACTER_OF_R.sub(lambda match: chr(int(match[1], 16)), cell).strip(_BLANK)
    if not cell.startswith("="):
        return cell
    if match := _FORMULA_LINK.fullmatch(cell):
        return f"[{match['words']}]({match['url']})" if match["words"] else match["url"]
    match = _FORMULA_TEXT.fullmatch(cell)
    return match[1] if match else cell
