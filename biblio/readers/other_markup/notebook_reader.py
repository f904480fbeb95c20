"""Layout "notebook": a Jupyter notebook, whose Markdown cells are read as one page; code and its output are left out.

Front matter is in the first cell, if that is raw (Quarto) or Markdown. https://nbformat.readthedocs.io/en/latest/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from biblio.errors import Problem
from biblio.readers.base import Document, ReadItem
from biblio.readers.markdown.front_matter import find_front_matter
from biblio.readers.other_markup.markdown_translation import MarkdownTranslation, read_translation

__all__ = ["READER", "NotebookReader"]

_SUFFIX = ".ipynb"
_TEXT_CELLS = ("markdown", "raw", "heading")


@dataclass(frozen=True, slots=True)
class NotebookReader:
    """Reads notebooks as the module describes."""

    layout: str = "notebook"

    def recognises(self, document: Document) -> bool:
        """Return whether the file is named as a notebook and is a JSON object."""
        return document.suffix == _SUFFIX and document.text.lstrip().startswith("{")

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield the notes in the Markdown cells, or a `Problem` if the file is broken."""
        try:
            notebook = json.loads(document.text)
        except ValueError as error:
            line = getattr(error, "lineno", 1)
            what = f"the notebook is not valid JSON: {getattr(error, 'msg', error)}"
            yield Problem(document.path, line, what, "save it again in Jupyter; a merge may have left conflict marks")
            return
        except RecursionError:
            yield Problem(document.path, 1, "the notebook is nested too deeply to be read")
            return
        cells = _cells(notebook)
        if cells is None:
            yield Problem(document.path, 1, "the notebook has no list of cells", "save it again in Jupyter")
            return
        translation = _translation(cells, document.text)
        yield from read_translation(document, translation, self.layout, needs_sign=not document.is_forced)


READER = NotebookReader()


def _cells(notebook: object) -> list[Mapping[str, object]] | None:
    """Return the cells of a notebook; those of format 3 and earlier are in worksheets."""
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    if cells is None and isinstance(worksheets := notebook.get("worksheets"), list):
        parts = [sheet.get("cells") for sheet in worksheets if isinstance(sheet, dict)]
        cells = [cell for part in parts if isinstance(part, list) for cell in part]
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else None


def _translation(cells: list[Mapping[str, object]], text: str) -> MarkdownTranslation:
    translation = MarkdownTranslation()
    rows = text.split("\n")
    row_number = 0
    is_first = True
    for cell in cells:
        kind = cell.get("cell_type")
        source = cell.get("source")
        joined = "".join(map(str, source)) if isinstance(source, list) else source if isinstance(source, str) else ""
        if kind not in _TEXT_CELLS or (kind == "raw" and not (is_first and find_front_matter(joined))):
            is_first = is_first and not joined.strip()
            continue
        level = cell.get("level")
        if kind == "heading":
            joined = f"{'#' * (level if isinstance(level, int) and 0 < level < 7 else 1)} {joined}"
        for line in joined.split("\n"):
            row_number = _row_of(line, rows, row_number)
            translation.add_line(line, row_number + 1)
        translation.add("", row_number + 1)
        is_first = False
    return translation


def _row_of(line: str, rows: list[str], start: int) -> int:
    """Return the row of the file, from `start` on, that has a line of a cell; `start` if it cannot be found.

    Notebooks are written with one line of a cell per line of the file.
    """
    if len(line.strip()) < 3:
        return start
    forms = {re.sub(r"^\"|\"$", "", json.dumps(line, ensure_ascii=is_ascii)) for is_ascii in (True, False)}
    for number in range(start, min(len(rows), start + 2_000)):
        if any(form in rows[number] for form in forms):
            return number
    return start
