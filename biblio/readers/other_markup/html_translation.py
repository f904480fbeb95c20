"""Translate a page in HTML to Markdown, as far as it matters for lists of works: headings, lists, tables, links.

Pages often have no list elements for their lists, but elements of one kind beside each other::

    <article class="paper"><h3><a href="https://…">A title</a></h3><p class="authors">Jane Roe</p></article>
    <div class="item"><div class="title">A title</div><div class="authors">Jane Roe</div> <a href="…">pdf</a></div>

Each of several such elements is an item of a list: the element that is called the title, or a heading, is its first
line, its other blocks are the lines below, which hard breaks part. Navigation, scripts and forms are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from biblio.readers.html_parser import PageParser
from biblio.readers.markdown.citation import is_own_label
from biblio.readers.markdown.inline import role_of_label
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.other_markup.markdown_translation import MarkdownTranslation

__all__ = ["BEGINNING_OF_REFERENCE", "HtmlElement", "parse_html_page", "translate_html"]

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_LEFT_OUT = frozenset(
    "script style nav form svg noscript template button select option iframe head footer aside canvas video audio pre"
    " object map dialog".split()
)
_BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header"
    " hgroup html li main ol p section summary table tbody td tfoot th thead tr ul".split()
)
_ITEMS = frozenset({"article", "div", "section", "p", "dd", "blockquote", "details", "figure"})
# Elements that end others of their kind that are still open.
_ENDS = {
    "li": {"li"},
    "p": {"p"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"tr"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
}
_BORDERS = frozenset("ul ol table tbody dl div section article body".split())
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*"}
_BLANKS = re.compile(r"[\s\xa0]+")
_TITLE = re.compile(r"(?:^|[\s_-])(?:title|headline|name)(?:$|[\s_-])", re.IGNORECASE)
BEGINNING_OF_REFERENCE = re.compile(
    r"[^\W\d_a-z][^()\d]{3,150}(?:\([^()\d]{2,20}\)[\s.,]{0,3})?\((?:19|20)\d\d[a-z]?\)"
)
_BEFORE_MARKDOWN = re.compile(r"([*_`\[\]|])")
_MOST_LEVELS = 200
_MOST_SPANNED, _MOST_COLUMNS = 1_000, 60  # that a cell goes over


@dataclass(slots=True)
class HtmlElement:
    """An element with its attributes, the line on which it begins, and what is in it: elements and text."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    line: int = 1
    children: list[HtmlElement | str] = field(default_factory=list)

    @property
    def elements(self) -> list[HtmlElement]:
        """The elements right inside."""
        return [child for child in self.children if isinstance(child, HtmlElement)]

    @property
    def text(self) -> str:
        """All text inside, with single blanks."""
        return _BLANKS.sub(" ", "".join(self._texts())).strip()

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()
                yield " " if child.name in _BLOCKS or child.name == "br" else ""


class _TreeParser(PageParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = HtmlElement("html")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if (ended := _ENDS.get(tag)) is not None:
            for depth in range(len(self._open) - 1, 0, -1):
                if self._open[depth].name in ended:
                    del self._open[depth:]
                    break
                if self._open[depth].name in _BORDERS:
                    break
        element = HtmlElement(tag, {key: value or "" for key, value in attrs}, self.getpos()[0])
        self._open[-1].children.append(element)
        if tag not in _VOID and len(self._open) < _MOST_LEVELS:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and self._open[-1].name == tag:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].name == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def parse_html_page(text: str) -> HtmlElement:
    """Return the tree of a page; what is not well formed is read as browsers do, roughly."""
    parser = _TreeParser()
    parser.read(text)
    return parser.root


def translate_html(page: HtmlElement) -> MarkdownTranslation:
    """Return a page as Markdown."""
    translation = MarkdownTranslation()
    _Writer(translation).blocks(page)
    return translation


class _Writer:
    def __init__(self, translation: MarkdownTranslation) -> None:
        self._page = translation

    def blocks(self, element: HtmlElement) -> None:
        """Write what is in an element: its blocks one by one, and the text between them as paragraphs."""
        items = _items_in(element)
        run: list[HtmlElement | str] = []
        for child in element.children:
            if isinstance(child, str) or (child.name not in _BLOCKS and not _has_blocks(child)):
                run.append(child)
                continue
            self._paragraph(run, element.line)
            run = []
            if child.name in _LEFT_OUT:
                continue
            if id(child) in items:
                self._item(child, 0)
            else:
                self._block(child)
        self._paragraph(run, element.line)

    def _block(self, element: HtmlElement) -> None:
        name = element.name
        if len(name) == 2 and name[0] == "h" and name[1].isdigit():
            if words := _inline(element).replace("\n", " ").strip():
                self._page.add(f"\n{'#' * int(name[1])} {words}\n", element.line)
        elif name in ("ul", "ol"):
            self._page.add("", element.line)
            self._list(element, 0)
            self._page.add("", element.line)
        elif name == "table":
            self._table(element)
        else:
            self.blocks(element)

    def _paragraph(self, parts: list[HtmlElement | str], line: int) -> None:
        first = next((part.line for part in parts if isinstance(part, HtmlElement)), line)
        lines = [row for row in _inline(HtmlElement("p", children=parts)).split("\n") if row.strip()]
        if not lines:
            return
        self._page.add("", first)
        for number, row in enumerate(lines, 1):
            self._page.add_line(row if number == len(lines) else f"{row}  ", first)
        self._page.add("", first)

    def _list(self, element: HtmlElement, depth: int) -> None:
        for item in element.elements:
            if item.name == "li":
                self._item(item, depth)
            elif item.name in ("ul", "ol"):
                self._list(item, depth + 1)

    def _item(self, item: HtmlElement, depth: int) -> None:
        """Write an element as the item of a list: its title first, then its other lines, then the lists in it."""
        lines: list[tuple[str, int]] = []
        lists: list[HtmlElement] = []
        _lines_of_item(item, lines, lists)
        lines = _with_title_first(lines)
        if (title := _title_of(item)) is not None:
            words = _inline(title).replace("\n", " ").strip()
            others = [(row, line) for row, line in lines if row != words]
            if words and (address := item.attributes.get("href", "")) and item.name == "a" and "](" not in words:
                words = f"[{words}]({address})"  # a card that is a link as a whole
            is_marked = words.startswith(("[", "*"))
            lines = [(words if is_marked or not words else f"**{words}**", title.line), *others] if words else lines
        indent = "  " * depth
        for number, (row, line) in enumerate(lines):
            is_last = number == len(lines) - 1
            self._page.add_line(f"{indent}{'  ' if number else '- '}{row}{'' if is_last else '  '}", line)
        for inner in lists:
            self._list(inner, depth + bool(lines))

    def _table(self, table: HtmlElement) -> None:
        rows = [row for row in _descendants(table, "tr") if row.elements]
        cells = _cells_of_rows(rows)
        if not cells or max(map(len, cells)) < 2:
            for row in rows:
                for cell in row.elements:
                    self.blocks(cell)
            return
        has_header = all(cell.name == "th" for cell in rows[0].elements)
        width = max(map(len, cells))
        header = cells[0] if has_header else [""] * width
        self._page.add("", table.line)
        self._page.add_line(f"| {' | '.join(header)} |", rows[0].line)
        self._page.add_line(f"|{'---|' * len(header)}", rows[0].line)
        for row, written in zip(rows[has_header:], cells[has_header:], strict=True):
            self._page.add_line(f"| {' | '.join(written)} |", row.line)
        self._page.add("", table.line)


def _items_in(element: HtmlElement) -> set[int]:
    """Return the ids of the elements right inside that are items: several of one kind and class, with blocks or a link.

    Plain paragraphs are none.
    """
    kinds: dict[tuple[str, str], list[HtmlElement]] = {}
    for child in element.elements:
        is_card = child.name == "a" and _has_blocks(child)
        if (is_card or child.name in _ITEMS) and (child.name == "article" or child.attributes.get("class", "").strip()):
            kinds.setdefault((child.name, child.attributes.get("class", "")), []).append(child)
    return {
        id(child)
        for alike in kinds.values()
        if len(alike) > 1 and not any(map(_has_lists, alike))
        for child in alike
        if _is_entry(child)
    }


def _is_entry(element: HtmlElement) -> bool:
    headings = [part for part in _all_elements(element) if part.name[0] == "h" and part.name[1:].isdigit()]
    return len(headings) < 2 and len(element.text) < 3_000


def _has_lists(element: HtmlElement) -> bool:
    """Return whether several items of a list or of one kind are somewhere inside: then it is a section of a page.

    Several paragraphs that begin as references do are such items too.
    """
    parts = list(_all_elements(element))
    names = Counter(part.name for part in parts)
    references = sum(part.name == "p" and BEGINNING_OF_REFERENCE.match(part.text.strip()) is not None for part in parts)
    return names["li"] > 3 or names["tr"] > 1 or names["article"] > 0 or references > 1


def _title_of(item: HtmlElement) -> HtmlElement | None:
    """Return the part of an item that is its title: by its class, as the only heading, or as the only term defined.

    None if the first line is.
    """
    parts = list(_all_elements(item))
    named = [part for part in parts if _TITLE.search(part.attributes.get("class", "")) and part.text]
    headings = [part for part in parts if part.name[0] == "h" and part.name[1:].isdigit() and part.text]
    terms = [part for part in parts if part.name == "dt" and part.text]
    return next(iter([*named, *headings, *(terms if len(terms) == 1 else ())]), None)


def _lines_of_item(element: HtmlElement, lines: list[tuple[str, int]], lists: list[HtmlElement]) -> None:
    run: list[HtmlElement | str] = []

    def write() -> None:
        first = next((part.line for part in run if isinstance(part, HtmlElement)), element.line)
        words = _inline(HtmlElement("p", children=list(run)))
        lines.extend((row.strip(), first) for row in words.split("\n") if row.strip())
        run.clear()

    for child in element.children:
        if isinstance(child, str) or (child.name not in _BLOCKS and not _has_blocks(child)):
            run.append(child)
            continue
        write()
        if child.name in _LEFT_OUT:
            continue
        if child.name in ("ul", "ol"):
            lists.append(child)
        elif child.name == "dl" and sum(part.name == "dt" for part in child.elements) > 1:
            lines.extend(_pairs(child))
        else:
            _lines_of_item(child, lists=lists, lines=lines)
    write()


def _pairs(definitions: HtmlElement) -> Iterator[tuple[str, int]]:
    """Yield a line "**term:** definition" for each term of a list of definitions, with where it begins."""
    term, words, line = "", "", definitions.line
    for part in (*definitions.elements, HtmlElement("dt")):
        text = _inline(part).replace("\n", " ").strip()
        if part.name != "dt":
            words += f"; {text}" if words and text else text
            continue
        if term:
            yield f"**{term}:** {words}", line
        term, words, line = text.strip(" :*"), "", part.line


def _with_title_first(lines: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the lines of an item with that of its title first, and without its label, if one is labelled so."""
    for number, (row, line) in enumerate(lines):
        label, _, words = row.partition(":** ")
        if words and canonical_key(label.strip("* ")) == "title":
            return [(f"**{words}**", line), *lines[:number], *lines[number + 1 :]]
    return lines


def _cells_of_rows(rows: Sequence[HtmlElement]) -> list[list[str]]:
    """Return the cells of the rows of a table; a cell over several rows is in each, if it has no link.

    The words of a cell that is alone in a row of several columns are in bold type, as a heading of those below it.
    https://html.spec.whatwg.org/multipage/tables.html#forming-a-table
    """
    written: list[list[str]] = []
    left: dict[int, tuple[int, str]] = {}  # by column: in how many rows a cell still is, and its words
    for row in rows:
        cells: list[str] = []
        parts = [part for part in row.elements if part.name in ("td", "th")]
        for part in parts:
            _take_from_above(left, cells)
            words = _cell(part)
            columns, depth = min(_span(part, "colspan"), _MOST_COLUMNS), _span(part, "rowspan")
            is_heading = len(parts) == 1 and columns > 1 and words and not set(words) & set("[*<")
            for column in range(columns):
                if depth > 1:
                    left[len(cells)] = depth - 1, "" if "](" in words or column else words
                cells.append("" if column else f"**{words}**" if is_heading else words)
        _take_from_above(left, cells)
        written.append(cells)
    return written


def _take_from_above(left: dict[int, tuple[int, str]], cells: list[str]) -> None:
    """Append the cells that are still in the next columns of a row."""
    while (place := len(cells)) in left:
        count, words = left.pop(place)
        cells.append(words)
        if count > 1:
            left[place] = count - 1, words


def _span(cell: HtmlElement, name: str) -> int:
    number = cell.attributes.get(name, "").strip()
    return min(int(number), _MOST_SPANNED) if number.isascii() and number.isdigit() and number != "0" else 1


def _cell(cell: HtmlElement) -> str:
    lines: list[tuple[str, int]] = []
    lists: list[HtmlElement] = []
    _lines_of_item(cell, lines, lists)
    for inner in lists:
        lines += [(_inline(item).replace("\n", " ").strip(), item.line) for item in _descendants(inner, "li")]
    return "<br>".join(row for row, _ in lines).replace("|", "\\|")


def _inline(element: HtmlElement) -> str:
    """Return the text of an element as Markdown, with a line feed for every break."""
    return "\n".join(_BLANKS.sub(" ", row).strip() for row in "".join(_written(element)).split("\0"))


def _written(element: HtmlElement) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield _BEFORE_MARKDOWN.sub(r"\\\1", child) if "|" in child or "*" in child else child
        elif child.name == "br":
            yield "\0"
        elif child.name in _LEFT_OUT or child.name == "img":
            continue
        else:
            words = "".join(_written(child)) or _words_of_picture(child)
            inner = _BLANKS.sub(" ", words).strip()
            before, behind = (" " if words[:1].isspace() else ""), (" " if words[-1:].isspace() else "")
            url = child.attributes.get("href", "").strip() if child.name == "a" else ""
            if url and inner and "\0" not in inner and not url.startswith(("#", "javascript:", "mailto:")):
                yield (
                    f"{before}[{inner.strip('[]') if inner[:1] == '[' else inner}](<{url}>){behind}"
                    if " " in url
                    else (f"{before}[{inner.strip('[]') if inner[:1] == '[' else inner}]({url}){behind}")
                )
            elif (mark := _MARKS.get(child.name)) and inner and "\0" not in inner and "*" not in inner:
                yield f"{before}{mark}{inner}{mark}{behind}"
            else:
                yield f" {words} " if child.name in _BLOCKS else words


def _words_of_picture(link: HtmlElement) -> str:
    """Return what a picture that is all there is in a link says of the link ("arXiv", "Code"), or ""."""
    pictures = (part for part in _all_elements(link) if part.name == "img") if link.name == "a" else ()
    words = (picture.attributes.get("alt", "").strip() for picture in pictures)
    return next((label for label in words if is_own_label(label) or role_of_label(label)), "")


def _has_blocks(element: HtmlElement) -> bool:
    return any(part.name in _BLOCKS for part in _all_elements(element))


def _all_elements(element: HtmlElement) -> Iterator[HtmlElement]:
    left = element.elements[::-1]
    while left:
        child = left.pop()
        yield child
        left += child.elements[::-1]


def _descendants(element: HtmlElement, name: str) -> Iterator[HtmlElement]:
    """Yield the elements called `name` in an element, but not those within another element of its own kind."""
    left = element.elements[::-1]
    while left:
        child = left.pop()
        if child.name == name:
            yield child
        elif child.name != element.name:
            left += child.elements[::-1]
