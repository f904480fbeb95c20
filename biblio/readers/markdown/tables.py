"""Tables with one work a row: the header tells which cell is the title, the venue, the date, the links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from biblio.extract.identifiers_in_text import find_identifiers
from biblio.model.note import Link, LinkRole
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import Credit, read_venue
from biblio.readers.markdown.citation import CitationLine, is_own_label, read_citation
from biblio.readers.markdown.inline import role_of_label
from biblio.readers.markdown.list_items import Sign, Unit
from biblio.readers.markdown.outline import Table, TableRow
from biblio.readers.markdown.page import Page
from biblio.readers.markdown.property_names import known_key
from biblio.readers.markdown.property_values import plain_value, split_tags

__all__ = ["table_units"]

_TITLES = frozenset({"title", "paper", "name"})
_PLACES = frozenset(
    {"url", "source", "doi", "arxiv", "acl", "openreview", "code", "project", "data", "slides", "video"}
)
_DASHES = re.compile(r"[\s\-–—/✗✘x×.]*|n/?a", re.IGNORECASE)
# "1) **Title** - …": weekly lists number their cells and put the remark behind the title.
# A cell longer than a title holds a remark too.
_LONG_CELL = 250
_NUMBER = re.compile(r"^\s*\d{1,3}[).]\s+")


def table_units(page: Page, block: Table, tags: tuple[str, ...], group: int) -> Iterator[Unit]:
    """Yield the works of a table that has a column of titles and, in some cell, a link or a venue a row."""
    columns = [known_key(plain_value(cell)) or _plural(plain_value(cell)) for cell in block.header]
    if not _TITLES & set(columns):
        return
    titled = next(
        index for name in ("title", "paper", "name") for index, column in enumerate(columns) if column == name
    )
    for row in block.rows:
        unit = _row_unit(page, row, columns, titled, tags, group)
        if unit.sign:
            yield unit


def _plural(text: str) -> str:
    """Return the canonical name of a header such as "Papers" or "Paper / Year"."""
    return next(filter(None, (known_key(part.strip().removesuffix("s")) for part in re.split(r"[/&,]", text))), "")


def _row_unit(page: Page, row: TableRow, columns: list[str], titled: int, tags: tuple[str, ...], group: int) -> Unit:
    line = page.first + row.start
    cells = [*row.cells, *[""] * len(columns)][: len(columns)]
    text, remark = _parted(_NUMBER.sub("", cells[titled]))
    citation = read_citation(text, page.definitions, line=line)
    credit = citation.credit
    links = [replace(link, line=line) for link in citation.links]
    found_tags: list[str] = []
    for name, cell in zip(columns, cells, strict=True):
        if _DASHES.fullmatch(cell) or (cell is cells[titled] and name in _TITLES):
            continue
        if name == "authors":
            authors, et_al = split_authors(cell)
            credit = replace(credit, authors=authors, et_al=et_al)
        elif name in ("venue", "year", "published", "date"):
            credit = _dated(credit, name, plain_value(cell))
        elif name == "tags":
            found_tags += split_tags(cell, spaced=False)
        if name == "venue" or name in _PLACES or not name:
            links += _cell_links(page, cell, name, line)
    citation = replace(citation, credit=credit, links=tuple(dict.fromkeys(links)))
    own = any(link.role is LinkRole.OWN and (is_own_label(link.label) or not link.label) for link in links)
    sign = Sign.NONE
    if citation.title:
        sign = Sign.LINKED if citation.has_identifier or own else Sign.CITED if credit.is_citation else Sign.NONE
        sign = sign or (Sign.MARKED if citation.links else Sign.NONE)
    return Unit(citation, row.start, row.start + 1, sign, (*tags, *found_tags), remark or citation.remark, group=group)


def _parted(cell: str) -> tuple[str, str]:
    """Return a cell's title and its remark, which two spaces or a line break part where nothing marks the title."""
    cell = cell.strip()
    if not cell.startswith(("[", "*", "_", "!", "<")):
        title, gap, remark = re.sub(r"\s*<br\s*/?>\s*", "  ", cell).partition("  ")
        if not gap and len(cell) > _LONG_CELL:
            title, gap, remark = cell.partition(" - ")
        if gap:
            return title, remark.strip()
    return cell.replace("<br>", "\n"), ""


def _dated(credit: Credit, name: str, text: str) -> Credit:
    found = read_venue(text) or ((text, None, None) if name == "venue" else None)
    if found is None:
        years = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)
        return replace(credit, year=credit.year or int(years[0])) if len(years) == 1 else credit
    venue, year, month = found
    return replace(
        credit,
        venue=credit.venue or (venue if name == "venue" else ""),
        year=credit.year or year,
        month=credit.month or month,
    )


def _cell_links(page: Page, cell: str, name: str, line: int) -> Iterator[Link]:
    """Yield a cell's links: the header gives the role where the words do not."""
    citation = read_citation(cell, page.definitions, line=line) if "](" in cell or "http" in cell else CitationLine()
    for link in citation.links:
        is_named = role_of_label(link.label) is not None
        role = link.role if is_named or name in ("", "venue", "url", "source") else _role_of(name)
        if name in ("url", "source") and not is_named and role is LinkRole.MENTION:
            role = LinkRole.OWN
        yield replace(link, role=role, line=line)
    if not citation.links and name in ("doi", "arxiv", "acl", "openreview", "url"):
        prefix = "arXiv:" if name == "arxiv" and cell.strip()[:1].isdigit() else ""
        for item in find_identifiers(prefix + plain_value(cell)):
            if address := item.identifier.address:
                yield Link(address, LinkRole.OWN, name, line)


def _role_of(name: str) -> LinkRole:
    roles = {
        "code": LinkRole.CODE, "project": LinkRole.PROJECT, "data": LinkRole.DATA, "slides": LinkRole.SLIDES,
        "video": LinkRole.VIDEO,
    }  # fmt: skip
    return roles.get(name, LinkRole.OWN)
