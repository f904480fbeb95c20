"""Tell from the columns of a table where in a volume a work stands, in the words of databases and of people.

"Page start" and "Page end" are pages, "Journal Volume" is a volume; a column such as Embase's "Source" or PubMed's
"Citation" has all of it in one line. The fields have the names that those of a library's entry have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from biblio.errors import Problem
from biblio.formats.source_line import read_source_line
from biblio.readers.tables.table_text import TextRow, TextTable

__all__ = ["place_in_row", "with_source_lines"]

_NAMES: Mapping[str, str] = {
    **dict.fromkeys(
        "volume vol vl volumenumber volumeno band jahrgang volumen volumenúmero tome bibliovolume 巻 卷".split(),
        "volume",
    ),
    **dict.fromkeys(
        "issue issuenumber issueno iss biblioissue heft numéro fascicule fascículo 号 期".split(), "number"
    ),
    **dict.fromkeys("startpage pagestart firstpage beginpage beginningpage bp spage bibliofirstpage".split(), "first"),
    **dict.fromkeys("endpage pageend lastpage endingpage ep epage bibliolastpage".split(), "last"),
    **dict.fromkeys("pages pagerange pagenumbers pagination pp seiten páginas 頁 ページ".split(), "pages"),
    **dict.fromkeys("articlenumber artno articleno".split(), "article-number"),
    **dict.fromkeys("publisher publishername verlag editorial éditeur editora 出版社 출판사".split(), "publisher"),
    **dict.fromkeys("number no is".split(), "maybe number"),
}
_RANGE = re.compile(r"[A-Za-z]{0,3}\d[\w.]*\s?[-‐‑–—]+\s?[A-Za-z]{0,3}\d[\w.]*(?:[,;]\s?\d[\d\s‐‑–-]*)?")
_NUMBER = re.compile(r"(?=\S{0,19}\d)[\w.:/() –-]{1,20}|[ivxlc]{1,6}")
_ISSUE = re.compile(
    r"(?=\S{0,29}\d)[\w.:/(), –-]{1,30}|[^\W\d_]{2,12}(?:[\s./-]+[\w.]{1,12}){0,2}"
)  # "3-4", "JAN", "SUPPL. 1"
_PANDAS = re.compile(r"(\d+)\.0+")  # what a program for data makes of whole numbers beside empty cells
_FORMS = {"volume": _NUMBER, "number": _ISSUE, "article-number": _NUMBER, "publisher": re.compile(r".+", re.DOTALL)}
_SOURCE = re.compile(r"(?:source|citation|reference|journal|publication|bibliographic[\s_-]?source)s?", re.IGNORECASE)
_MOSTLY, _ROWS_TRIED, _LONGEST_VENUE = 0.8, 60, 160


def place_in_row(headers: Sequence[str], cells: Sequence[str]) -> tuple[dict[str, str], frozenset[int]]:
    """Return the fields "volume", "number", "pages" … that a row has, and the numbers of the cells that gave them."""
    by_name: dict[str, tuple[str, int]] = {}
    named: list[tuple[str, str, int]] = []
    for number, (header, cell) in enumerate(zip(headers, cells, strict=False)):
        text = match[1] if (match := _PANDAS.fullmatch(cell.strip())) else cell.strip()
        if text and (name := _NAMES.get(re.sub(r"[\W_]+", "", header.casefold()).removeprefix("journal"))):
            named.append((name, text, number))
            by_name.setdefault(name, (text, number))
    if "volume" in by_name and "maybe number" in by_name:
        by_name.setdefault("number", by_name["maybe number"])
    fields = {name: text for name, (text, _) in by_name.items() if (form := _FORMS.get(name)) and form.fullmatch(text)}
    first, last = by_name.get("first", ("", -1)), by_name.get("last", ("", -1))
    pages = by_name.get("pages", ("", -1))
    places = {by_name[name][1] for name in fields}
    if _RANGE.fullmatch(pages[0]):
        fields["pages"] = pages[0]
        places.add(pages[1])
    elif _NUMBER.fullmatch(first[0]):
        is_range = _NUMBER.fullmatch(last[0]) and first[0] != last[0]
        fields["pages"] = f"{first[0]}-{last[0]}" if is_range else first[0]
        places |= {first[1], last[1]}
    elif pages[0] and "volume" in fields and _NUMBER.fullmatch(pages[0]):
        # Beside a volume, "Pages" is the only page of an article; alone, it may be how many pages a book has.
        fields["pages"] = pages[0]
        places.add(pages[1])
    # A source line repeats what has columns of its own.
    places |= {number for name, text, number in named if fields.get(name) == text}
    return fields, frozenset(places)


def with_source_lines(table: TextTable) -> TextTable:
    """Return a table with columns for what the cells of one say of where works appeared ("Moss. 2016;12(3):101-7.")."""
    rows = [row for row in table.rows if isinstance(row, TextRow)][:_ROWS_TRIED]
    for number, header in enumerate(table.header):
        cells = [row.cells[number] for row in rows if number < len(row.cells) and row.cells[number].strip()]
        if _SOURCE.fullmatch(header.strip()) and cells and sum(map(_is_source_line, cells)) >= _MOSTLY * len(cells):
            return _with_columns(table, number)
    return table


def _with_columns(table: TextTable, source: int) -> TextTable:
    added = [name for name in ("venue", "published") if name not in table.columns or table.columns[source] == name]
    if "year" in table.columns:
        added = [name for name in added if name != "published"]
    rows: list[TextRow | Problem] = []
    for row in table.rows:
        if isinstance(row, TextRow):
            cells = [*row.cells, *[""] * (len(table.header) - len(row.cells))]
            line = read_source_line(cells[source])
            values = {"venue": line.venue, "published": str(line.date or "")}
            row = row._replace(cells=[*cells, *(values[name] for name in added), line.volume, line.number, line.pages])
        rows.append(row)
    columns = ["" if number == source else name for number, name in enumerate(table.columns)]
    return TextTable(
        (*table.header, *(name.capitalize() for name in added), "Volume", "Issue", "Pages"),
        (*columns, *added, "", "", ""),
        tuple(rows),
    )


def _is_source_line(cell: str) -> bool:
    line = read_source_line(cell)
    return line.has_place and line.date is not None and len(line.venue) <= _LONGEST_VENUE
