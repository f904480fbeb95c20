"""Zotero's CSV: a row for every item, with the columns of Zotero's translator, possibly saved again by a spreadsheet.

https://github.com/zotero/translators/blob/master/CSV.js
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Any

from biblio.errors import Problem
from biblio.formats.library_entry import ExportPart, PassedOver
from biblio.formats.paperpile import is_paperpile_row, item_of_row
from biblio.formats.zotero_item import read_zotero_item

__all__ = ["is_zotero_csv", "read_zotero_csv"]

_CERTAIN = frozenset({"item type", "title"})
_ZOTERO_COLUMNS = frozenset(
    {"manual tags", "automatic tags", "publication year", "date added", "key", "publication title", "abstract note"}
)
_ROLES = {
    "author": "author", "editor": "editor", "series editor": "seriesEditor", "translator": "translator",
    "contributor": "contributor", "book author": "bookAuthor", "interviewer": "interviewer", "recipient": "recipient",
    "reviewed author": "reviewedAuthor", "composer": "composer", "producer": "producer", "guest": "guest",
}  # fmt: skip
_NAMES = {"doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "url": "url", "pmid": "PMID", "pmcid": "PMCID"}
_OF_SITES = frozenset({"webpage", "blogPost", "forumPost"})
# The export makes one line of the lines of "extra": "PMID: 9669568 PMCID: PMC1496974".
_LINE_IN_EXTRA = re.compile(
    r"(?<![ \t])[ \t]+(?=(?:PMID|PMCID|DOI|ISBN|arXiv|Citation Key|OpenReview|ACL Anthology|tex\.\w+|ZSCC|Publisher"
    r"|Type|Original Date|ADS Bibcode|Place|Version):)"
)
_LARGEST_CELL = 2**24  # characters; the "Notes" of an item can be long


def is_zotero_csv(text: str) -> bool:
    """Whether a text is Zotero's CSV, judging by its first row."""
    header = text[:10_000].removeprefix("\ufeff").lstrip("\n").partition("\n")[0].replace("\r", " ")
    if "item type" not in header.casefold():
        return False
    columns = {cell.strip().casefold() for cell in _cells(header, _delimiter(header))}
    return columns >= _CERTAIN and bool(columns & _ZOTERO_COLUMNS)


def read_zotero_csv(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of the rows, and a `Problem` for a row that does not fit the first one."""
    lines = text.removeprefix("\ufeff").replace("\r", " ").split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines):
        return
    delimiter = _delimiter(lines[first])
    header = [cell.strip().casefold() for cell in _cells(lines[first], delimiter)]
    for cells, line, end_line in _rows(lines, first + 1, delimiter, len(header)):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            what = f"this row has {len(cells)} cells, the first row {len(header)}"
            yield Problem(path, line, what, "a quotation mark or a comma is missing; export it again")
            continue
        row = dict(zip(header, cells, strict=True))
        item = item_of_row(row) if is_paperpile_row(row) else _item(row)
        entry = read_zotero_item(item, source="zotero", line=line, end_line=end_line)
        yield entry or PassedOver(line)


def _delimiter(header: str) -> str:
    """Return what separates the cells: spreadsheets in some languages write semicolons, some users choose tabs."""
    return max(",;\t", key=header.count)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _rows(lines: list[str], start: int, delimiter: str, width: int) -> Iterator[tuple[list[str], int, int]]:
    """Yield (cells, first line, last line) of all rows from line `start` (from 0).

    If a row has a wrong number of cells and more than one line, a quotation mark is missing: only its first line counts
    as that row, and reading goes on behind it.
    """
    limit = csv.field_size_limit(_LARGEST_CELL)
    try:
        while start < len(lines):
            reader = csv.reader((f"{line}\n" for line in lines[start:]), delimiter=delimiter)
            before = 0
            restart = len(lines)
            try:
                for cells in reader:
                    first, before = start + before, reader.line_num
                    if len(cells) != width and start + before - first > 1:
                        yield _cells(lines[first], delimiter), first + 1, first + 1
                        restart = first + 1
                        break
                    yield cells, first + 1, start + before
            except csv.Error:
                yield [], start + before + 1, start + before + 1
                restart = start + before + 1
            start = restart
    finally:
        csv.field_size_limit(limit)


def _item(row: dict[str, str]) -> dict[str, Any]:
    """Return a row as an item of Zotero's API."""
    item: dict[str, Any] = {"creators": [], "tags": [], "notes": []}
    for column, cell in row.items():
        if not (value := cell.strip()):
            continue
        if column in _ROLES:
            item["creators"] += [_creator(name, _ROLES[column]) for name in re.split(r";\s*", value) if name.strip()]
        elif column == "manual tags":
            item["tags"] += [{"tag": tag} for tag in re.split(r";\s*", value)]
        elif column == "automatic tags":
            item["tags"] += [{"tag": tag, "type": 1} for tag in re.split(r";\s*", value)]
        elif column == "notes":
            item["notes"] += [{"note": note} for note in re.split(r";\s*(?=<(?:div|p|h\d)\b)", value)]
        elif column == "publication year":
            item.setdefault("date", value)
        elif column == "date":
            item["date"] = value
        elif column == "extra":
            item["extra"] = _LINE_IN_EXTRA.sub("\n", value)
        elif column not in ("creators", "tags"):  # Zotero's CSV has no such columns, but a damaged header may
            item[_NAMES.get(column) or _camel_case(column)] = value
    if item.get("itemType") in _OF_SITES and "publicationTitle" in item:  # the column of all kinds of titles
        item.setdefault("websiteTitle", item.pop("publicationTitle"))
    return item


def _creator(name: str, role: str) -> dict[str, str]:
    """Return a creator; Zotero writes a comma in every name that has two parts, so one without is in one field."""
    last, comma, first = name.partition(",")
    return {"creatorType": role, "lastName": last, "firstName": first} if comma else {"creatorType": role, "name": name}


def _camel_case(column: str) -> str:
    first, *rest = column.split() or [""]
    return first + "".join(word.capitalize() for word in rest)
