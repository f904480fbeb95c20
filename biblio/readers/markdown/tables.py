"""Read tables of works; the header says which cells have the title, the venue, the date and the links.

A row has one work. A cell of readings, as in the schedule of a course, may have several. A table without a column of
titles may have identifiers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.model.note import Link, LinkRole
from biblio.model.record import Kind
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import Byline, VenueDate, read_byline, read_venue
from biblio.readers.markdown.cell_works import LINKED_TITLE, has_works, works_in_cell
from biblio.readers.markdown.citation import CitationLine, is_own_label, read_citation
from biblio.readers.markdown.column_contents import names_by_contents
from biblio.readers.markdown.column_names import column_name
from biblio.readers.markdown.front_matter import Property
from biblio.readers.markdown.inline import identifier_of, role_of_label
from biblio.readers.markdown.listed_works import Certainty, ListedWork
from biblio.readers.markdown.outline_blocks import Table, TableRow
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.properties import NoteMetadata, interpret_properties
from biblio.readers.markdown.property_names import IDENTIFIER_KEYS, canonical_key, is_name_of_remarks
from biblio.readers.markdown.property_values import has_day, parse_property_date, plain_value, split_tags
from biblio.readers.markdown.shelf_names import is_column_of_books
from biblio.readers.markdown.title_links import leads_to_item, leads_to_pdf, leads_to_text
from biblio.readers.markdown.title_shape import TitleShape, title_shape

__all__ = ["works_in_table"]

_NOTHING = NoteMetadata()
_TITLES = ("title", "paper", "name")
# Columns of tables of conferences, talks and jobs.
_OF_EVENTS = re.compile(
    r"(?:location|city|country|(?:\w+ )?deadline|registration|dates|場所|締切|地点|截止日期)", re.IGNORECASE
)
# A column of what is to be read, whatever else the table is about.
_READINGS = re.compile(
    r"(?:(?:required|assigned|optional|suggested|main|background)\s)?(?:reading|text|literature|reference|publication"
    r"|article|book|source|citation)s?(?:\s?[/&(].*)?|lektüre|literatur|lectures?|lecturas?|leituras?|letture|литература|чтение|статьи|bibliograph\w+|bibliogra[fp]í?i?a|参考文献|文献"
    r"|課題論文|阅读材料|参考资料|읽기자료|참고문헌",
    re.IGNORECASE,
)
# What a row is called in a table of what papers brought: their data, their models.
_CALLED = re.compile(
    r"(?:(?:new )?(?:data ?sets?|corpus|corpora|benchmarks?|models?|methods?|approach(?:es)?|systems?|algorithms?"
    r"|architectures?|frameworks?|networks?|techniques?|tools?|resources?|datens[aä]tze?|modelle?|methoden?|verfahren"
    r"|jeux? de données|modèles?|méthodes?|conjuntos? de da[td]os|modelos?|métodos?|датасеты?|модел[ьи]|методы?))"
    r"(?: name)?|(?:数据集|資料集|模型|方法|算法|データセット|モデル|手法|데이터셋|모델|방법)(?:名称?|名)?",
    re.IGNORECASE,
)
_PLACES = frozenset(
    {"url", "source", "doi", "arxiv", "acl", "openreview", "code", "project", "data", "slides", "video"}
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_FEWEST_ROWS = 2
_MOSTLY, _NEARLY_ALL = 0.6, 0.9
# What is no rating, date or number: "★★★", "2021-03-04", "95%".
_NAME = re.compile(r"(?=.*[^\W\d_]{2})(?!\W*\d+(?:[./-]\d+)*\W*$)")
_FEWEST_WORDS = 3  # of titles in a column that is not called so
_FEWEST_OF_TITLE = 5  # words of a title that nothing marks
_SHARE_OF_BLANKS = 0.3  # of the cells of authors, where one stands for several rows
_BREAK = re.compile(r"(?:(?<!\s)\s+)?<br\s*/?>\s*")
_DASHES = re.compile(r"[\s\-–—/✗✘x×.]*|n/?a", re.IGNORECASE)
# A cell longer than a title also contains a remark.
_LONG_CELL = 250
_SEVERAL = 2
# A column of data sets, each with its year: "[LampSet 2019](https://…)"
_DATA_SETS = re.compile(
    r"(?:data ?sets?|benchmarks?|corpus|corpora|datens[aä]tze?|jeux? de données|conjuntos? de da(?:d|t)os"
    r"|数据集|資料集|データセット|데이터셋|наборы? данных)",
    re.IGNORECASE,
)
_DATA_SET = re.compile(
    r"\s*\[(?P<name>[^\[\]\n]{2,80}?)(?:[\s,(]{1,3}(?P<year>(?:19|20)\d\d)\)?)?\]\((?P<url>https?://[^()\s]+)\)"
)
# "LampNet [[ref](https://…)]"
_REFERENCES = frozenset({"ref", "reference", "cite", "citation", "src", "source"})
_REFERENCE = re.compile(rf"\[\[?(?:{'|'.join(sorted(_REFERENCES))})\]\]?\((?=http)", re.IGNORECASE)
_BOLD_CELL = re.compile(
    r"(?P<mark>\*\*\*?|__|[*_])(?=[^\s*_])[^*_]{2,80}(?P=mark):?|<(?P<tag>b|strong|i|em)>[^<>]{2,80}</(?P=tag)>"
)
_HOLIDAY = re.compile(
    r"\b(?:no (?:class|lecture|meeting)|break|holidays?|vacation|recess|thanksgiving|exams?|midterm|cancell?ed|ferien"
    r"|vacances)\b|休|방학",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]{2}|[^\W\d_a-zA-Z]")
_ANY_LINK = re.compile(r"(?:(?<!\[)\[++|(?:(?<!\[)\[++)?!\[)[^\[\]\n]*\]\([^()\s]*\)\]*")
_FAMILY = r"[^\W\d_a-z][^\W\d_]+(?:[-'’][^\W\d_]+)?"
_AUTHOR_AND_YEAR = re.compile(
    rf"(?P<first>{_FAMILY})(?:\s(?:and|&|und|et)\s(?P<second>{_FAMILY})|(?P<more>\set al\.?))?,?\s"
    r"[(\[]?(?P<year>(?:19|20)\d\d)[a-z]?[)\]]?"
)
# "1) **Title** - …": weekly lists number their cells and put the remark after the title.
_YES = re.compile(
    r"^\[(?:yes|ja|oui|sí|sim|да|是|はい|예)\](?=\()", re.IGNORECASE
)  # whether there is a paper, with its link
_NUMBER = re.compile(r"^\s*\d{1,3}[).]\s+")
# "[![Star](https://img.shields.io/…)](https://github.com/…)<br>**A title**"
_BADGES = re.compile(r"(?:(?:\[!\[[^\[\]\n]*\]\([^()\s]*\)\]|!\[[^\[\]\n]*\])\([^()\s]*\)(?:\s|<br\s?/?>)*)+")


class _Columns(NamedTuple):
    """The columns of a table: their canonical names (empty if unknown), their headers, and which one has the titles."""

    names: tuple[str, ...]
    headers: tuple[str, ...]
    title: int | None


def works_in_table(
    page: MarkdownPage, block: Table, tags: tuple[str, ...], group: int, *, is_shelf: bool = False
) -> Iterator[ListedWork]:
    """Yield the works of a table that has a column of titles, readings or identifiers.

    Each row must have a link, or a venue and year; unless the table stands on a shelf of books (`is_shelf`), or the
    column is called so. A row of one cell in bold type, or across the table, is a heading of those below it.
    """
    rows: list[TableRow] = []
    topics: dict[int, tuple[str, ...]] = {}
    above: tuple[str, ...] = ()
    for row in block.rows:
        if heading := _heading_of_rows(row, len(block.header)):
            above = () if _HOLIDAY.search(heading) or not _NAME.match(heading) else (heading,)
            continue
        rows.append(row)
        topics[row.start] = above
    for work in _works_of_rows(page, replace(block, rows=tuple(rows)), tags, group, is_shelf=is_shelf):
        yield replace(work, tags=(*work.tags, *topics[work.start])) if topics[work.start] else work


def _heading_of_rows(row: TableRow, width: int) -> str:
    """Return the words of a row that is a heading of those below it, or ""."""
    filled = [cell.strip() for cell in row.cells if plain_value(cell).strip()]
    is_marked = len(filled) == 1 and (_BOLD_CELL.fullmatch(filled[0]) is not None or len(row.cells) == 1 < width)
    return plain_value(filled[0]).strip(" :") if is_marked and "](" not in filled[0] else ""


def _works_of_rows(
    page: MarkdownPage, block: Table, tags: tuple[str, ...], group: int, *, is_shelf: bool
) -> Iterator[ListedWork]:
    """Yield the works of a table, whose rows are all about works."""
    headers = tuple(plain_value(cell).strip(" *") for cell in block.header)
    columns = names_by_contents(tuple(map(column_name, headers)), headers, [row.cells for row in block.rows])
    title_column = next((columns.index(name) for name in _TITLES if name in columns), None)
    of_readings = [
        index
        for index, header in enumerate(headers)
        if _READINGS.fullmatch(header)
        and columns[index] not in ("venue", "url")
        and any(read_citation(cell, page.definitions, line=1).title for cell in _cells(block, index))
    ]
    if of_readings:
        counts = [_number_of_works(block, index, page.definitions) for index in of_readings]
        readings = of_readings[counts.index(max(counts))]
        # Beside readings, titles and names are those of the sessions.
        if (
            title_column is None
            or columns[title_column] == "name"
            or max(counts) > _number_of_works(block, title_column, page.definitions)
        ):
            title_column = readings
    if title_column is None:
        title_column = next((index for index, header in enumerate(headers) if is_column_of_books(header)), None)
    if any(map(_OF_EVENTS.fullmatch, headers)) and not {"authors", "doi", "arxiv"} & set(columns):
        return
    is_of_books = title_column is not None and is_column_of_books(headers[title_column])
    is_titled = title_column is not None and columns[title_column] in ("title", "paper")
    if "authors" in columns and (is_titled or is_of_books):
        with_authors = _Columns(columns, headers, title_column or 0)
        yield from _authored_rows(page, block, with_authors, tags, group, is_of_books=is_of_books)
        return
    if is_shelf and title_column is None:
        title_column = next((index for index, name in enumerate(columns) if name == "name"), _column_of_names(block))
    if title_column is not None and (is_shelf or is_of_books):
        of_books = _Columns(columns, headers, title_column)
        for row in block.rows:
            for work in _works_of_row(page, row, of_books, tags, group):
                hint = Kind.BOOK.value if work.would_be_book else work.metadata.kind_hint
                yield replace(work, certainty=Certainty.LINKED, metadata=replace(work.metadata, kind_hint=hint))
        return
    is_guessed = title_column is None
    if title_column is None:
        title_column = _column_of_linked_titles(block)
    if title_column is None and (column := _column_of_data_sets(block, headers)) is not None:
        title_column = column
        block = replace(block, rows=tuple(_with_named_data_set(row, column) for row in block.rows))
    if title_column is None and (column := _column_of_names_with_links(block, page.definitions)) is not None:
        title_column = column
        block = replace(block, rows=tuple(_with_named_reference(row, column) for row in block.rows))
    is_called = title_column is None
    if title_column is None:
        title_column = _column_of_what_rows_are_called(block, headers)
    is_topic = title_column is None
    if title_column is None:
        title_column = _column_of_titles(block, columns)
    if title_column is None and not any(name in columns for name in IDENTIFIER_KEYS):
        return
    of_table = _Columns(columns, headers, title_column)
    works = [work for row in block.rows for work in _works_of_row(page, row, of_table, tags, group)]
    linked = sum(work.certainty >= Certainty.MARKED for work in works)
    for work in works:
        is_sure = work.certainty >= Certainty.CITED or work.citation.has_pdf
        is_sure = is_sure or leads_to_item(work.citation.title_url)
        is_sure = is_sure and not (is_topic and title_column is not None and work.identifier is None)
        is_sure = is_sure and not (is_called and not is_topic and not _is_on_paper(work))  # models are sold, too
        if is_titled and not work.certainty and linked >= max(_FEWEST_ROWS, _MOSTLY * len(works)) and _is_title(work):
            work = replace(work, certainty=Certainty.MARKED)
        if is_sure if is_guessed else work.certainty:
            yield work


def _is_on_paper(work: ListedWork) -> bool:
    """Return whether a row leads to the text of a work, or names its authors."""
    own = (link.url for link in work.citation.links if link.role is LinkRole.OWN)
    return work.identifier is not None or bool(work.citation.byline.authors) or any(map(leads_to_text, own))


def _is_title(work: ListedWork) -> bool:
    """Return whether a cell without a link can only be the title of a work, where the others in its column are.

    On a day of a schedule, it may be what else was done.
    """
    title = work.citation.title
    if work.metadata.date:
        return False
    is_phrase = len(title.split()) >= _FEWEST_OF_TITLE and title_shape(title) is TitleShape.WORK
    return is_phrase and _HOLIDAY.search(title) is None


def _authored_rows(
    page: MarkdownPage, block: Table, columns: _Columns, tags: tuple[str, ...], group: int, *, is_of_books: bool
) -> Iterator[ListedWork]:
    """Yield the works of a table of titles with their authors; an author stands for the rows below without one."""
    author_column = columns.names.index("authors")
    cells = [row.cells[author_column].strip() if author_column < len(row.cells) else "" for row in block.rows]
    is_grouped = bool(cells) and cells[0] != "" and cells.count("") >= max(_FEWEST_ROWS, _SHARE_OF_BLANKS * len(cells))
    is_grouped = is_grouped and author_column < (columns.title or 0)  # behind a title, nobody was looked up yet
    certainty = Certainty.LINKED if len(cells) >= _FEWEST_ROWS and (is_grouped or all(cells)) else Certainty.CITED
    # Who made the columns meant works; the authors may be filled in later, if the titles can only be works'.
    place = columns.title or 0
    titles = _cells(block, place)
    shapes = [title_shape(plain_value(title)) for title in titles if title.strip()]
    are_works = shapes.count(TitleShape.WORK) >= max(_FEWEST_ROWS, _MOSTLY * len(shapes))
    author = ""
    for row, cell in zip(block.rows, cells, strict=True):
        author = cell or author
        others = (text for index, text in enumerate(row.cells) if index not in (author_column, columns.title))
        if is_grouped and not cell and any(others):
            row = _with_cell(row, author_column, author)
        for work in _works_of_row(page, row, columns, tags, group):
            if is_of_books and work.would_be_book:
                work = replace(work, metadata=replace(work.metadata, kind_hint=Kind.BOOK.value))
            if not work.citation.title and not work.links and not work.citation.links:
                title = plain_value(row.cells[place]).strip() if place < len(row.cells) else ""
                if not _WORD.search(title):
                    continue  # "| - | | |" divides months
                # "1984" is a title here.
                byline = work.citation.byline._replace(year=None)
                work = replace(work, citation=work.citation._replace(title=title, byline=byline))
            if work.citation.byline.authors:
                work = replace(work, certainty=max(work.certainty, certainty))
            elif are_works and work.citation.title:
                work = replace(work, certainty=max(work.certainty, Certainty.CITED))
            if work.certainty:
                yield work


def _number_of_works(block: Table, column: int, definitions: Mapping[str, str]) -> int:
    """Return in how many rows a cell of a column has works with their links, or references."""
    return sum(has_works(cell, definitions) for cell in _cells(block, column))


def _column_of_names(block: Table) -> int | None:
    """Return the first column whose cells are mostly words, and nearly all of them others; or None."""
    for index in range(len(block.header)):
        if _are_names([cell.strip() for cell in _cells(block, index)]):
            return index
    return None


def _column_of_linked_titles(block: Table) -> int | None:
    """Return the column in most rows of which a title leads to a PDF or another work, or None."""
    counts = [0] * len(block.header)
    for row in block.rows:
        for index, cell in enumerate(row.cells[: len(counts)]):
            # "[SIGIR 2019](https://doi.org/…)" is where the work beside it appeared.
            urls = (match["url"] for match in LINKED_TITLE.finditer(cell) if not read_venue(match["words"]))
            counts[index] += any(leads_to_pdf(url) or identifier_of(url) is not None for url in urls)
    most = max(counts, default=0)
    return counts.index(most) if most > 1 and 2 * most >= len(block.rows) else None


def _cells(block: Table, column: int) -> list[str]:
    """Return the cells of a column; a row that is too short has none."""
    return [row.cells[column] for row in block.rows if column < len(row.cells)]


def _with_cell(row: TableRow, column: int, cell: str) -> TableRow:
    return TableRow(row.start, (*row.cells[:column], cell, *row.cells[column + 1 :]))


def _column_of_data_sets(block: Table, headers: Sequence[str]) -> int | None:
    """Return the column of data sets whose names are linked, some of them to the papers on them, or None."""
    for index, header in enumerate(headers):
        if _DATA_SETS.fullmatch(header):
            urls = [match["url"] for match in map(_DATA_SET.match, _cells(block, index)) if match]
            is_linked = len(urls) >= _MOSTLY * len(block.rows)
            return index if is_linked and sum(map(_leads_to_one_work, urls)) >= _SEVERAL else None
    return None


def _leads_to_one_work(url: str) -> bool:
    return identifier_of(url) is not None or leads_to_item(url)


def _with_named_data_set(row: TableRow, column: int) -> TableRow:
    """Return a row whose data set is the title: its name, its year, and what its address leads to."""
    match = _DATA_SET.match(row.cells[column]) if column < len(row.cells) else None
    if not match:
        return row
    label = "paper" if _leads_to_one_work(match["url"]) else "dataset"
    year = f" ({match['year']})" if match["year"] else ""
    cell = f"**{match['name']}**{year} [{label}]({match['url']}){row.cells[column][match.end() :]}"
    return _with_cell(row, column, cell)


def _column_of_what_rows_are_called(block: Table, headers: Sequence[str]) -> int | None:
    """Return the first column of data, models or methods whose cells are names, nearly all of them others; or None.

    They lead nowhere: what their papers are, other columns say.
    """
    for index, header in enumerate(headers):
        cells = [cell.strip() for cell in _cells(block, index)]
        if _CALLED.fullmatch(header.strip("# ")) and "](" not in "".join(cells) and _are_names(cells, fewest=1):
            return index
    return None


def _are_names(cells: Sequence[str], fewest: int = _FEWEST_ROWS) -> bool:
    """Return whether the cells of a column are mostly words, and nearly all of them others."""
    named = {cell for cell in cells if _NAME.match(plain_value(cell))}
    return len(named) >= max(fewest, _NEARLY_ALL * len(cells))


def _column_of_names_with_links(block: Table, definitions: Mapping[str, str]) -> int | None:
    """Return the column most cells of which are a name beside the link of its paper: "LampNet [[ref](https://…)]"."""
    for index in range(len(block.header)):
        citations = [read_citation(cell, definitions, line=1) for cell in _cells(block, index) if "](" in cell]
        count = sum(bool(citation.title) and any(map(_is_beside_title, citation.links)) for citation in citations)
        if count >= max(_FEWEST_ROWS, _MOSTLY * len(block.rows)):
            return index
    return None


def _is_beside_title(link: Link) -> bool:
    is_label = is_own_label(link.label) or link.label.strip("[]").casefold() in _REFERENCES
    return is_label and leads_to_text(link.url)


def _with_named_reference(row: TableRow, column: int) -> TableRow:
    """Return a row in whose cell of names the link that is called a reference is called the paper."""
    if column >= len(row.cells):
        return row
    return _with_cell(row, column, _REFERENCE.sub("[paper](", row.cells[column]))


def _column_of_titles(block: Table, columns: Sequence[str]) -> int | None:
    """Return the column with another header ("Topic") in most rows of which is the title of a work, or None.

    Only the rows with an identifier or the link of a work are then works.
    """
    counts = [0] * len(block.header)
    shapes = (TitleShape.WORK, TitleShape.SYSTEM, TitleShape.CONCEPT)
    for row in block.rows:
        for index, cell in enumerate(row.cells[: len(counts)]):
            is_text = columns[index] in ("", "tags") and "](" not in cell
            is_long = len(cell.split()) >= _FEWEST_WORDS
            counts[index] += is_text and is_long and title_shape(plain_value(cell)) in shapes
    most = max(counts, default=0)
    return counts.index(most) if most > 1 and 2 * most >= len(block.rows) else None


def _works_of_row(
    page: MarkdownPage, row: TableRow, columns: _Columns, tags: tuple[str, ...], group: int
) -> Iterator[ListedWork]:
    """Yield the works of a row: those that its cell of titles lists, or else its only one."""
    place = columns.title
    parts = works_in_cell(row.cells[place], page.definitions) if place is not None and place < len(row.cells) else []
    if place is not None and len(parts) == 1:
        row = _with_cell(row, place, parts[0])
    if place is None or len(parts) < _SEVERAL:
        yield from _works_of_session(page, row, columns, tags, group)
        return
    # What the other cells say is about all of them.
    common = ("tags", "date")
    names = tuple(name if name in common or index == place else "other" for index, name in enumerate(columns.names))
    for part in parts:
        cells = (*row.cells[:place], part, *row.cells[place + 1 :])
        yield _work_of_row(page, TableRow(row.start, cells), columns._replace(names=names), tags, group)


def _works_of_session(
    page: MarkdownPage, row: TableRow, columns: _Columns, tags: tuple[str, ...], group: int
) -> Iterator[ListedWork]:
    """Yield the work of a row, or those that its links name, if there are several of them.

    "Lamps | [Roe 2019](https://arxiv.org/…), [Poe 2020](https://arxiv.org/…)": the title is that of the session. Links
    that only say "paper" or "arXiv" are about the work of that title. Slides, code and remarks of the session go with
    each of its works.
    """
    work = _work_of_row(page, row, columns, tags, group)
    named = [
        link
        for link in work.citation.links
        if link.role is LinkRole.OWN and link.label and not is_own_label(link.label) and identifier_of(link.url)
    ]
    identifiers = {identifier for link in named if (identifier := identifier_of(link.url))}
    schemes = {identifier.scheme for identifier in identifiers}
    if work.citation.title_url or len(named) < _SEVERAL or len(schemes) == len(identifiers):
        yield work
        return
    line = page.first_line + row.start
    others = tuple(
        replace(link, role=LinkRole.MENTION) if link.role is LinkRole.OWN else link
        for link in work.citation.links
        if link not in named
    )
    remark = "\n".join(filter(None, (work.citation.title, work.comment)))
    for link in named:
        citation = read_citation(f"[{link.label}]({link.url})", page.definitions, line=line)
        if byline := _author_and_year(link.label):
            citation = citation._replace(title="", byline=byline)
        links = tuple(replace(other, line=line) for other in citation.links)
        yield replace(work, citation=citation._replace(links=(*links, *others)), comment=remark)


def _author_and_year(label: str) -> Byline | None:
    """Return the byline that the words of a link are ("Roe 2019", "Roe and Poe, 2020", "Roe et al."), or None."""
    if match := _AUTHOR_AND_YEAR.fullmatch(label.strip()):
        names = tuple(filter(None, (match["first"], match["second"])))
        return Byline(names, bool(match["more"]), year=int(match["year"]))
    byline = read_byline(label)
    return byline if byline.end >= len(label) and byline.authors and (byline.year or byline.et_al) else None


def _work_of_row(page: MarkdownPage, row: TableRow, columns: _Columns, tags: tuple[str, ...], group: int) -> ListedWork:
    line = page.first_line + row.start
    title_column = columns.title
    cells = [_YES.sub("[link]", cell) for cell in (*row.cells, *[""] * len(columns.names))][: len(columns.names)]
    title_cell = "" if title_column is None else cells[title_column]
    badges = _BADGES.match(title_cell)
    badges = badges if badges and _NAME.match(title_cell[badges.end() :]) else None
    text, remark = _split_cell(_NUMBER.sub("", title_cell[badges.end() :] if badges else title_cell))
    citation = read_citation(text, page.definitions, line=line)
    if citation.has_identifier and not any(map(str.isalpha, citation.title)):
        citation = citation._replace(title="")  # "[2504.13822](https://arxiv.org/…)"
    byline = citation.byline
    links = [replace(link, line=line) for link in citation.links]
    title_links = any(link.role in (LinkRole.OWN, LinkRole.DATA) for link in links)
    links += _cell_links(page, badges[0], "", line) if badges else ()
    row_tags: list[str] = []
    day = ""
    for index, (name, cell) in enumerate(zip(columns.names, cells, strict=True)):
        if _DASHES.fullmatch(cell) or index == title_column:
            continue
        if name == "authors":
            authors, et_al = split_authors(cell)
            byline = byline._replace(authors=authors, et_al=et_al)
        elif name == "date" and has_day(cell):
            day = cell
        elif name in ("venue", "year", "published", "date"):
            byline = _add_venue_date(byline, name, plain_value(cell))
        elif name == "tags":
            row_tags += split_tags(cell, spaced=False)
        if name == "venue" or name in _PLACES or not name or (title_column is None and name in IDENTIFIER_KEYS):
            cell_links = _cell_links(page, cell, name, line)
            # "| [LampSet](https://…) | [Lake lamps](https://…) |": what it was made from has its own address.
            links += _without_names(cell_links) if title_links and not name else cell_links
    # "2026-01-20" is the day of a class or of the reading, and makes no title a work's, unless a preprint is of then.
    summary, remarks, fields = _what_else_is_said(columns, cells)
    metadata = _NOTHING
    if day and (appeared := _month_of_preprint(day, links)):
        byline = _add_venue_date(byline, "date", appeared)
    elif day:
        metadata = interpret_properties([Property("created", plain_value(day), line)], page.document.path)
    citation = citation._replace(byline=byline, links=tuple(dict.fromkeys(links)))
    is_dated = byline.year and not day
    has_own_link = any(link.role is LinkRole.OWN and (is_own_label(link.label) or not link.label) for link in links)
    certainty = Certainty.NONE
    if citation.title:
        certainty = (
            Certainty.LINKED
            if citation.has_identifier or has_own_link
            else Certainty.CITED
            if byline.is_citation
            or (is_dated and title_column is not None and columns.names[title_column] in ("title", "data"))
            else Certainty.MARKED
            if citation.links
            else Certainty.NONE
        )
    elif citation.has_identifier:
        certainty = Certainty.LINKED
        named = {name: cell for name, cell in zip(columns.names, cells, strict=True) if not _DASHES.fullmatch(cell)}
        if title_column is None:
            remark = "\n".join(cell for name, cell in named.items() if name not in IDENTIFIER_KEYS)
            summary, remarks, fields = "", [], []
        elif "name" in named:
            citation = citation._replace(other_titles=(plain_value(named["name"]),))
    return ListedWork(
        citation,
        row.start,
        row.start + 1,
        certainty,
        (*tags, *row_tags),
        "\n\n".join(filter(None, (remark or citation.remark, *remarks))),
        metadata=replace(metadata, problems=(), summary=summary, fields=(*metadata.fields, *fields)),
        group=group,
    )


def _what_else_is_said(columns: _Columns, cells: Sequence[str]) -> tuple[str, list[str], list[tuple[str, str]]]:
    """Return the summary in a row, the user's remarks, and what stands in columns of other names, with these names."""
    summaries, remarks, fields = [], [], []
    for index, (name, header, cell) in enumerate(zip(columns.names, columns.headers, cells, strict=True)):
        text = _BREAK.sub("\n", cell).strip()
        if index == columns.title or _DASHES.fullmatch(cell) or not _WORD.search(_ANY_LINK.sub("", text)):
            continue
        if name in ("summary", "other") and canonical_key(header) == "summary":
            summaries.append(plain_value(text))
        elif is_name_of_remarks(header):
            remarks.append(text)
        elif not name and header:
            fields.append((header, text))
    return "\n".join(summaries), remarks, fields


def _month_of_preprint(day: str, links: Sequence[Link]) -> str:
    """Return the year and month of a day ("2026-01") in which one of the links' preprints came out on arXiv, or ""."""
    try:
        date = parse_property_date(plain_value(day))
    except ValueError:
        return ""
    if date is None or not date.month:
        return ""
    identifiers = (identifier_of(link.url) for link in links if link.role is LinkRole.OWN)
    beginning = f"{date.year % 100:02}{date.month:02}"
    is_of_then = any(
        identifier and identifier.scheme == "arxiv" and identifier.value.startswith(beginning)
        for identifier in identifiers
    )
    return f"{date.year}-{date.month:02}" if is_of_then else ""


def _split_cell(cell: str) -> tuple[str, str]:
    """Return the title and the remark of a cell; if the title is not marked, two spaces or a line break end it."""
    cell = cell.strip()
    if not cell.startswith(("[", "*", "_", "!", "<")):
        title, gap, remark = _BREAK.sub("  ", cell).partition("  ")
        if not gap and len(cell) > _LONG_CELL:
            title, gap, remark = cell.partition(" - ")
        if gap:
            return title, remark.strip()
    return cell.replace("<br>", "\n"), ""


def _add_venue_date(byline: Byline, name: str, text: str) -> Byline:
    venue_date = read_venue(text) or (VenueDate(text) if name == "venue" else None)
    if venue_date is None:
        years = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)
        return byline._replace(year=byline.year or int(years[0])) if len(years) == 1 else byline
    venue, year, month = venue_date
    return byline._replace(
        venue=byline.venue or (venue if name == "venue" else ""),
        year=byline.year or year,
        month=byline.month or month,
    )


def _cell_links(page: MarkdownPage, cell: str, name: str, line: int) -> Iterator[Link]:
    """Yield the links of a cell; the header gives a link its role if its words do not."""
    citation = read_citation(cell, page.definitions, line=line) if "](" in cell or "http" in cell else CitationLine()
    for link in citation.links:
        is_named = role_of_label(link.label) is not None
        role = link.role if is_named or name in ("", "venue", "url", "source") else _role_of(name)
        if name in ("url", "source") and not is_named and role is LinkRole.MENTION:
            role = LinkRole.OWN
        yield replace(link, role=role, line=line)
    if not citation.links and name in IDENTIFIER_KEYS:
        scheme = {"arxiv": "arXiv:", "pmid": "PMID ", "isbn": "ISBN "}.get(name, "")
        prefix = scheme if cell.strip()[:1].isdigit() else ""
        for found_identifier in find_identifiers(prefix + plain_value(cell)):
            if address := found_identifier.identifier.address:
                yield Link(address, LinkRole.OWN, name, line)


def _without_names(links: Iterable[Link]) -> Iterator[Link]:
    """Yield links beside a title with a link of its own; those with the names of other things are mentions."""
    for link in links:
        is_name = bool(link.label) and role_of_label(link.label) is None and not is_own_label(link.label)
        is_name = is_name and link.role is LinkRole.OWN and not read_venue(link.label)
        yield replace(link, role=LinkRole.MENTION) if is_name else link


def _role_of(name: str) -> LinkRole:
    roles = {
        "code": LinkRole.CODE, "project": LinkRole.PROJECT, "data": LinkRole.DATA, "slides": LinkRole.SLIDES,
        "video": LinkRole.VIDEO,
    }  # fmt: skip
    return roles.get(name, LinkRole.OWN)
