"""Translate pages of wikis and AsciiDoc to Markdown, line by line: headings, lists, links, emphasis, simple tables.

What is laid out otherwise (boxes, transclusions, macros) stays as it is written: it names no work. Blocks of code
become fenced code.

https://www.mediawiki.org/wiki/Help:Formatting, https://www.dokuwiki.org/wiki:syntax,
https://tiddlywiki.com/static/Formatting.html, https://docs.asciidoctor.org/asciidoc/latest/syntax-quick-reference/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from biblio.html_parts import without_comments
from biblio.readers.other_markup.markdown_translation import TranslatedProperty

__all__ = ["WikiPage", "translate_asciidoc", "translate_dokuwiki", "translate_mediawiki", "translate_tiddlywiki"]


@dataclass(slots=True)
class WikiPage:
    """A page as Markdown: its rows with their lines in the text (from 1), and its properties; `title` may be empty."""

    title: str = ""
    rows: list[tuple[str, int]] = field(default_factory=list)
    properties: list[TranslatedProperty] = field(default_factory=list)


class _Syntax(NamedTuple):
    """How one markup writes a line: each function returns it in Markdown, or None if it is nothing of the kind."""

    heading: Callable[[str], str | None]
    item: Callable[[str], str | None]
    inline: Callable[[str], str]
    code: re.Pattern[str]  # the line that opens a block of code, with the group "end" that closes it, or "close"
    closes: Callable[[re.Match[str]], re.Pattern[str]]


_ADDRESS = r"(?:https?|ftp)://[^\s\[\]|<>\"]{1,2000}"


def _without_comments(text: str) -> str:
    return without_comments(text, lambda match: "\n" * match[0].count("\n"))


def _translated(lines: Sequence[str], syntax: _Syntax, *, first: int = 1) -> list[tuple[str, int]]:
    rows: list[tuple[str, int]] = []
    closing: re.Pattern[str] | None = None
    for number, line in enumerate(lines, first):
        if closing:
            is_end = closing.search(line) is not None
            rows.append(("```" if is_end else line, number))
            closing = None if is_end else closing
        elif opening := syntax.code.match(line):
            closing = syntax.closes(opening)
            rows.append(("```", number))
        else:
            heading = syntax.heading(line)
            item = syntax.item(line) if heading is None else None
            rows.append((next((text for text in (heading, item) if text is not None), syntax.inline(line)), number))
    if closing:
        rows.append(("```", first + len(lines) - 1))
    return rows


def _heading(depth: int, words: str) -> str:
    return f"{'#' * depth} {words}"


def _item(depth: int, words: str, *, is_numbered: bool) -> str:
    """Return an item of a list as Markdown; `depth` counts the lists around its own."""
    return f"{'   ' * depth}{'1.' if is_numbered else '-'} {words}"


def _link(url: str, words: str) -> str:
    words = words.strip()
    return f"[{words}]({url})" if words else f"<{url}>"


# MediaWiki

_WIKI_HEADING = re.compile(r"(?P<signs>={1,6})(?P<words>[^=].*)(?P=signs)$")
_WIKI_ITEM = re.compile(r"(?P<marks>[*#:;]+)[ \t]*(?P<words>\S.*)")
_WIKI_LINK = re.compile(rf"\[(?P<url>{_ADDRESS})(?:[ \t]++(?P<words>[^\]\n]{{0,500}}))?\]")
_WIKI_CATEGORY = re.compile(
    r"\[\[(?:Category|Kategorie|Catégorie|Categoría|カテゴリ|分类|분류):(?P<name>[^\[\]|\n]++)[^\[\]\n]*\]\]",
    re.IGNORECASE,
)
_WIKI_IDENTIFIER = re.compile(
    r"\{\{ ?(?P<kind>doi|arxiv|pmid|isbn) ?\| ?(?:id ?= ?)?(?P<value>[^{}|\n]++)[^{}\n]*\}\}", re.IGNORECASE
)
_WIKI_CITE = re.compile(r"\{\{ ?(?:cite|citation)\b(?P<fields>(?:[^{}]|\{\{[^{}]*\}\}){0,4000})\}\}", re.IGNORECASE)
# What is within a field of a template: "[[Page|words]]", "{{citeseerx|10.1.1.56}}"
_WIKI_PAGE = re.compile(r"\[\[(?:[^\[\]|\n]*\|)?(?P<words>[^\[\]|\n]*)\]\]")
_WIKI_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")
# "Vaswani A, Shazeer N": names as PubMed has them
_VANCOUVER = re.compile(r"(?<![^,;])([^,;]{0,100}?[^\W\d_]{2}[^,;]{0,100}?) ([A-Z]{1,3})(?=[,;]|$)")
_WIKI_CODE = re.compile(r"(?:(?<!\s)\s+)?<(?P<name>pre|source|syntaxhighlight|code)\b[^>]*>(?!.*</)", re.IGNORECASE)
_CELL_STYLE = re.compile(r"^[^|\[\]=]{0,60}=[^|\[\]]{0,200}\|(?!\|)")
_REF = re.compile(r"<ref\b[^<>/]*>|</ref>|<ref\b[^<>]*/>", re.IGNORECASE)


def translate_mediawiki(text: str) -> WikiPage:
    """Return a page of MediaWiki as Markdown; its categories are its tags, ``{{cite …}}`` becomes a reference."""
    page = WikiPage()
    text = _without_comments(text)
    tags = [match["name"].strip() for match in _WIKI_CATEGORY.finditer(text)]
    text = _WIKI_CITE.sub(lambda match: _cited(match["fields"]) + "\n" * match[0].count("\n"), text)
    if tags:
        page.properties.append(TranslatedProperty("tags", tags, 1))
    page.rows = _tables_as_markdown(_translated(_WIKI_CATEGORY.sub("", text).split("\n"), _MEDIAWIKI), "{|", "|}")
    return page


def _cited(fields: str) -> str:
    """Return the fields of a template for citations as a reference: "Roe, J. (2018). [Title](https://…). Journal"."""
    fields = _WIKI_PAGE.sub(r"\g<words>", _WIKI_TEMPLATE.sub("", fields))
    values = {}
    for part in fields.split("|")[1:]:
        name, sign, value = part.partition("=")
        if sign and (words := " ".join(re.sub(r"'{2,5}", "", value).split())):
            values[name.strip().casefold()] = words
    vancouver = _VANCOUVER.findall(values.get("vauthors", ""))
    authors = [f"{family.strip()}, {'. '.join(initials)}." for family, initials in vancouver]
    if "authors" in values:
        authors.append(values["authors"])
    for number in ("", "1", "2", "3", "4", "5", "6", "7", "8", "9"):
        family = values.get(f"last{number}") or values.get(f"surname{number}") or ""
        given_name = values.get(f"first{number}") or values.get(f"given{number}") or ""
        name = ", ".join(filter(None, (family, given_name))) or values.get(f"author{number}", "")
        authors += [name] if name else []
    year = next(iter(re.findall(r"(?:1[6-9]|20)\d\d", values.get("year") or values.get("date") or "")), "")
    arxiv = values.get("arxiv") or values.get("eprint") or ""
    url = f"https://doi.org/{values['doi']}" if "doi" in values else f"https://arxiv.org/abs/{arxiv}" if arxiv else ""
    title = values.get("title", "")
    linked = _link(url or values.get("url", ""), title) if (url or values.get("url")) else f"*{title}*" if title else ""
    venue = values.get("journal") or values.get("conference") or values.get("work") or values.get("publisher") or ""
    names_and_year = f"{'; '.join(authors)} ({year})" if authors and year else ""
    if authors and not year:
        linked = f"{linked}, by {', '.join(' '.join(reversed(name.split(', ', 1))) for name in authors)}"
    elif year and not authors:
        linked = f"{linked} ({year})"
    numbers = (f"{name.upper()} {values[name]}" for name in ("isbn", "pmid") if name in values and not url)
    return ". ".join(filter(None, (names_and_year, linked, venue, *numbers)))


def _wiki_heading(line: str) -> str | None:
    match = _WIKI_HEADING.match(line.rstrip())
    return _heading(len(match["signs"]), _wiki_inline(match["words"].strip(" ="))) if match else None


def _wiki_item(line: str) -> str | None:
    match = _WIKI_ITEM.match(line)
    if not match:
        return None
    marks = match["marks"]
    return _item(len(marks) - 1, _wiki_inline(match["words"]), is_numbered=marks[-1] == "#")


def _wiki_inline(text: str) -> str:
    text = _REF.sub(" ", text)
    text = _WIKI_IDENTIFIER.sub(lambda match: f"{match['kind'].lower()}:{match['value'].strip()}", text)
    text = _WIKI_LINK.sub(lambda match: _link(match["url"], match["words"] or ""), text)
    text = re.sub(r"'''''(.+?)'''''", r"***\1***", text)
    text = re.sub(r"'''(.+?)'''", r"**\1**", text)
    return re.sub(r"''(.+?)''", r"*\1*", text)


_MEDIAWIKI = _Syntax(
    _wiki_heading,
    _wiki_item,
    _wiki_inline,
    _WIKI_CODE,
    lambda match: re.compile(rf"</{match['name']}\s*>", re.IGNORECASE),
)


def _tables_as_markdown(rows: Sequence[tuple[str, int]], opening: str, closing: str) -> list[tuple[str, int]]:
    """Return rows with the tables between two signs as tables of Markdown; a table within a table stays as it is."""
    table_rows: list[tuple[str, int]] = []
    table: list[tuple[list[str], int]] | None = None
    for row, line in rows:
        text = row.strip()
        if table is None and text.startswith(opening):
            table = [([], line)]
        elif table is None:
            table_rows.append((row, line))
        elif text.startswith(closing):
            table_rows += _markdown_table(table)
            table = None
        elif text.startswith("|-"):
            table.append(([], line))
        elif text.startswith(("|", "!")) and not text.startswith("|+"):
            cells = re.split(r"\|\||!!", text[1:]) if text.startswith("!") else text[1:].split("||")
            table[-1][0].extend(_CELL_STYLE.sub("", cell).strip() for cell in cells)
        elif text and table[-1][0]:
            table[-1][0][-1] += f" {text}"
    return table_rows + _markdown_table(table or [])


def _markdown_table(rows: Sequence[tuple[list[str], int]]) -> list[tuple[str, int]]:
    filled = [(cells, line) for cells, line in rows if cells]
    if not filled:
        return []
    header, line = filled[0]
    table_rows = [("", line), (_table_row(header), line), (_table_row(["---"] * len(header)), line)]
    return [*table_rows, *((_table_row(cells), number) for cells, number in filled[1:]), ("", filled[-1][1])]


def _table_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


# DokuWiki

_DOKU_HEADING = re.compile(r"(?P<signs>={2,6})(?P<words>[^=].*)==$")
_DOKU_ITEM = re.compile(r"(?P<indent>(?:  |\t)+)(?P<mark>[*-])[ \t]*(?P<words>\S.*)")
_DOKU_LINK = re.compile(rf"\[\[(?P<url>{_ADDRESS})(?:\|(?P<words>(?:(?!\[\[)[^\]\n])*))?\]\]")
_DOKU_KIND = re.compile(
    r"\[\[(?P<kind>doi|arxiv)>(?P<value>[^\[\]|\n]+)(?:\|(?P<words>[^\[\]\n]*))?\]\]", re.IGNORECASE
)
_DOKU_FILE = re.compile(
    r"\{\{ ?(?P<name>[^{}|?\n>]+?\.(?:pdf|ps|djvu|epub))(?:\?[^{}|\n]*)? ?(?:\|(?P<words>[^{}\n]*))?\}\}"
)
_DOKU_FOOTNOTE = re.compile(r"\(\((?P<words>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)\)")
_DOKU_TAGS = re.compile(r"\{\{tag>(?P<tags>[^{}\n]+)\}\}", re.IGNORECASE)
_DOKU_CODE = re.compile(r"(?:(?<!\s)\s+)?<(?P<name>code|file)\b[^>]*>(?!.*</)", re.IGNORECASE)
_ITALIC = re.compile(r"(?<![:\w/])//(?=\S)(.{1,300}?)(?<=\S)//(?![\w/])")
_KINDS = {"doi": "https://doi.org/", "arxiv": "https://arxiv.org/abs/"}


def translate_dokuwiki(text: str) -> WikiPage:
    """Return a page of DokuWiki as Markdown; the plugin's ``{{tag>…}}`` has its tags."""
    page = WikiPage()
    if tags := [tag for match in _DOKU_TAGS.finditer(text) for tag in re.findall(r'"[^"]+"|\S+', match["tags"])]:
        page.properties.append(TranslatedProperty("tags", [tag.strip('"').replace("_", " ") for tag in tags], 1))
    rows = [
        (part, line)
        for row, line in _translated(_DOKU_TAGS.sub("", text).split("\n"), _DOKUWIKI)
        for part in (row.split("\n") if not row.startswith(("|", "^")) else [row.replace("\n", " ")])
    ]
    before = ""
    for row, line in rows:
        is_row = row.startswith(("|", "^")) and row.rstrip().endswith(("|", "^"))
        if is_row:
            cells = re.split(r"[|^]", row.strip()[1:-1])
            page.rows.append((_table_row([cell.strip() for cell in cells]), line))
            if not before.startswith(("|", "^")):
                page.rows.append((_table_row(["---"] * len(cells)), line))
        else:
            page.rows.append((row, line))
        before = row
    return page


def _doku_heading(line: str) -> str | None:
    match = _DOKU_HEADING.match(line.rstrip())
    return _heading(7 - len(match["signs"]), _doku_inline(match["words"].strip(" ="))) if match else None


def _doku_item(line: str) -> str | None:
    match = _DOKU_ITEM.match(line)
    if not match:
        return None
    depth = len(match["indent"].expandtabs(2)) // 2 - 1
    return _item(depth, _doku_inline(match["words"]), is_numbered=match["mark"] == "-")


def _doku_inline(text: str) -> str:
    text = _DOKU_KIND.sub(
        lambda match: _link(_KINDS[match["kind"].lower()] + match["value"], match["words"] or ""), text
    )
    text = _DOKU_LINK.sub(lambda match: _link(match["url"], match["words"] or ""), text)
    text = _DOKU_FILE.sub(lambda match: _file_link(match["name"], match["words"] or ""), text)
    text = _DOKU_FOOTNOTE.sub(r"(\g<words>)", text)
    return re.sub(r"(?:(?<! ) +)?\\\\(?:\s+|$)", "  \n   ", _ITALIC.sub(r"*\1*", text))


def _file_link(name: str, words: str) -> str:
    """Return a link to a file of the wiki; its folders have colons between them."""
    place = name.strip().strip(":").replace(":", "/")
    return _link(place, words.strip() or place.rpartition("/")[2]) if "//" not in name else _link(name.strip(), words)


_DOKUWIKI = _Syntax(
    _doku_heading,
    _doku_item,
    _doku_inline,
    _DOKU_CODE,
    lambda match: re.compile(rf"</{match['name']}\s*>", re.IGNORECASE),
)


# TiddlyWiki

_TIDDLER_FIELD = re.compile(r"(?P<key>[A-Za-z_$][^\s:]*):[ \t]*(?P<value>.*)")
_TIDDLER_TAGS = re.compile(r"\[\[([^\[\]]+)\]\]|(\S+)")
_TIDDLY_HEADING = re.compile(r"(?P<signs>!{1,6})[ \t]*(?P<words>\S.*)")
_TIDDLY_ITEM = re.compile(r"(?P<marks>[*#]+)[ \t]*(?P<words>\S.*)")
_TIDDLY_LINK = re.compile(
    rf"\[(?:ext)?\[(?P<words>[^\[\]|\n]*)\|(?P<url>{_ADDRESS})\]\]|\[(?:ext)?\[(?P<bare>{_ADDRESS})\]\]"
)
_TIDDLY_CODE = re.compile(r"```+")
_OF_TIDDLERS = frozenset("created modified creator modifier type tags title bag revision text".split())
_NO_KEY = re.compile(r"[^\w:.+/-]+")
# What TiddlyWiki's plugin makes of the fields of an entry, and the tag that it gives all of them.
_BIBTEX, _TAG_OF_BIBTEX = "bibtex-", "bibtex-entry"


def translate_tiddlywiki(text: str, fields: dict[str, str] | None = None) -> WikiPage:
    """Return a tiddler as Markdown; without `fields`, they are the lines above the first blank one (``title: …``).

    The fields of an entry that was imported from a `.bib` become this entry again.
    """
    page = WikiPage()
    lines, first = text.split("\n"), 1
    if fields is None:
        fields = {}
        end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
        for written in lines[:end]:
            if match := _TIDDLER_FIELD.fullmatch(written):
                fields[match["key"]] = match["value"].strip()
        lines, first = lines[end:], end + 1
    page.title = fields.get("title", "").strip()
    written_tags = (name or word for name, word in _TIDDLER_TAGS.findall(fields.get("tags", "")))
    if tags := [tag for tag in written_tags if tag != _TAG_OF_BIBTEX]:
        page.properties.append(TranslatedProperty("tags", tags, 1))
    page.properties += (
        TranslatedProperty(key, value, 1)
        for key, value in fields.items()
        if key not in _OF_TIDDLERS and not key.startswith(_BIBTEX) and value
    )
    page.rows += [(row, 1) for row in _bibtex_entry(page.title, fields)]
    is_markdown = "markdown" in fields.get("type", "")
    for row, line in _translated(lines, _TIDDLYWIKI, first=first) if not is_markdown else zip(lines, count(first)):
        if row.startswith("|") and row.rstrip().endswith(("|", "|h", "|c", "|k")):
            cells = [cell.strip().lstrip("!") for cell in row.strip().rstrip("hck")[1:-1].split("|")]
            is_first = not (page.rows and page.rows[-1][0].startswith("|"))
            page.rows += [(_table_row(cells), line), *([(_table_row(["---"] * len(cells)), line)] if is_first else [])]
        else:
            page.rows.append((row, line))
    return page


def _bibtex_entry(title: str, fields: dict[str, str]) -> list[str]:
    """Return the rows of the entry that a tiddler's fields are, or none."""
    values = {
        key.removeprefix(_BIBTEX): value for key, value in fields.items() if key.startswith(_BIBTEX) and value.strip()
    }
    entry_type = values.pop("entry-type", "misc")
    if "title" not in values or not entry_type.isalpha():
        return []
    rows = [f"@{entry_type}{{{_NO_KEY.sub('-', title)},"]
    for key, value in values.items():
        is_whole = value.count("{") == value.count("}")
        words = " ".join((value if is_whole else re.sub("[{}]", "", value)).split())
        rows.append(f"  {key} = {{{words}}},")
    return ["```bibtex", *rows, "}", "```", ""]


def _tiddly_heading(line: str) -> str | None:
    match = _TIDDLY_HEADING.fullmatch(line)
    return _heading(len(match["signs"]), _tiddly_inline(match["words"])) if match else None


def _tiddly_item(line: str) -> str | None:
    match = _TIDDLY_ITEM.fullmatch(line)
    if not match:
        return None
    marks = match["marks"]
    return _item(len(marks) - 1, _tiddly_inline(match["words"]), is_numbered=marks[-1] == "#")


def _tiddly_inline(text: str) -> str:
    text = _TIDDLY_LINK.sub(lambda match: _link(match["url"] or match["bare"], match["words"] or ""), text)
    return re.sub(r"''(.+?)''", r"**\1**", _ITALIC.sub(r"*\1*", text))


_TIDDLYWIKI = _Syntax(
    _tiddly_heading, _tiddly_item, _tiddly_inline, _TIDDLY_CODE, lambda match: re.compile(r"^```+\s*$")
)


# AsciiDoc

_ADOC_HEADING = re.compile(r"(?P<signs>={1,6}|#{1,6})[ \t]+(?P<words>\S.*)")
_ADOC_ATTRIBUTE = re.compile(r":(?P<key>[A-Za-z_][\w-]*):[ \t]*(?P<value>.*)")
_ADOC_ITEM = re.compile(r"[ \t]*(?P<marks>\*{1,5}|-|\.{1,5})[ \t]+(?P<words>\S.*)")
_ADOC_LINK = re.compile(r"(?:link:)?(?P<url>(?:https?|ftp)://[^\s\[\]|<>\"]{1,500})\[(?P<words>[^\]\n]*)\]")
_ADOC_REFERENCE = re.compile(r"<<(?P<key>[^<>,\n]+)(?:,[^<>\n]*)?>>")
_ADOC_CODE = re.compile(r"(?P<rule>-{4,}+|\.{4,}+|\+{4,}+|/{4,}+|```)[ \t]*+\w*+[ \t]*$")
# Attributes and titles of blocks, comments, rules, macros
_ADOC_LINE = re.compile(
    r"\[[^\[\]\n]*\]$|\.[^\s.][^\n]*$|//(?!/).*$|'''$|<<<$|toc::.*$|include::.*$|(?:={4,}|\*{4,}|_{4,})$"
)
_ADOC_ANCHOR = re.compile(r"\[{2,3}(?P<key>[^\[\],\n]+)(?:,[^\[\]\n]*)?\]{2,3}[ \t]*")
_ADOC_NAME = re.compile(r"\{(?P<key>[A-Za-z_][\w-]*)\}")
_ADOC_CELL = re.compile(r"(?<!\\)(?:(?<=\s)|^)(?:\d+\+|\.\d+\+|\d+\.\d+\+|\d+\*)?[<^>]?(?:\.[<^>])?[aehlmds]?\|")
_ADOC_TERM = re.compile(r"(?P<term>\S[^:\n]{0,60})::[ \t]+(?P<words>\S.*)")
_ADOC_SETTINGS = frozenset("doctype icons sectnums toc imagesdir source-highlighter stem numbered".split())


def translate_asciidoc(text: str) -> WikiPage:
    """Return a document in AsciiDoc as Markdown; attributes in its header are its properties.

    The line below the title names the writer of the document, and is left out.
    """
    page = WikiPage()
    lines = _with_continuations(_with_attributes(text.split("\n")))
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    header_end = start
    if start < len(lines) and re.match(r"[=#][ \t]+\S", lines[start]):
        header_end = next((number for number in range(start, len(lines)) if not lines[number].strip()), len(lines))
        page.title = _adoc_inline(lines[start][1:].strip())
    for number, written in enumerate(lines[:header_end], 1):
        match = _ADOC_ATTRIBUTE.fullmatch(written.rstrip())
        if match and match["value"].strip() and match["key"] not in _ADOC_SETTINGS:
            page.properties.append(TranslatedProperty(match["key"], _adoc_inline(match["value"].strip()), number))
    rows: list[tuple[str, int]] = []
    table: list[tuple[list[str], int]] | None = None
    for row, line in _translated(lines[header_end:], _ASCIIDOC, first=header_end + 1):
        text_of_row = row.strip()
        if text_of_row.startswith("|==="):
            rows += _markdown_table(_filled_rows(table)) if table is not None else []
            table = [] if table is None else None
        elif table is None:
            rows.append((row, line))
        elif cell := _ADOC_CELL.match(text_of_row):
            table.append(([part.strip() for part in _ADOC_CELL.split(text_of_row[cell.end() :])], line))
        elif not text_of_row and table and table[-1][0]:
            table.append(([], line))
    page.rows = [*rows, *(_markdown_table(_filled_rows(table)) if table else [])]
    return page


def _with_attributes(lines: Sequence[str]) -> list[str]:
    """Return the lines of a document with the values of its own attributes in place of their names ("{url-paper}")."""
    values: dict[str, str] = {}
    for line in lines:
        if (match := _ADOC_ATTRIBUTE.fullmatch(line.rstrip())) and match["value"].strip():
            values.setdefault(match["key"], match["value"].strip())
    if not values:
        return list(lines)
    return [
        _ADOC_NAME.sub(lambda match: values.get(match["key"], match[0]), line) if "{" in line else line
        for line in lines
    ]


def _with_continuations(lines: Sequence[str]) -> list[str]:
    """Return lines with the paragraphs below a line "+" indented: they belong to the item above."""
    continued = list(lines)
    for number, line in enumerate(lines):
        if line.strip() != "+" or number + 1 == len(lines) or _ADOC_CODE.match(lines[number + 1]):
            continue
        continued[number] = ""
        for place in range(number + 1, len(lines)):
            if not lines[place].strip() or _ADOC_ITEM.match(lines[place]):
                break
            continued[place] = f"   {lines[place]}"
    return continued


def _filled_rows(rows: Sequence[tuple[list[str], int]]) -> list[tuple[list[str], int]]:
    """Return the rows of a table whose cells may be on lines of their own: as many as the first row has, a row."""
    width = len(rows[0][0]) if rows else 0
    filled: list[tuple[list[str], int]] = []
    for cells, line in rows:
        if filled and cells and len(filled[-1][0]) + len(cells) <= width and len(filled) > 1:
            filled[-1][0].extend(cells)
        elif cells:
            filled.append((list(cells), line))
    return filled


def _adoc_heading(line: str) -> str | None:
    match = _ADOC_HEADING.fullmatch(line.rstrip())
    return _heading(len(match["signs"]), _adoc_inline(match["words"])) if match else None


def _adoc_item(line: str) -> str | None:
    if _ADOC_LINE.match(line.strip()):
        return ""
    if term := _ADOC_TERM.fullmatch(line.strip()):
        return f"- {term['term']}: {_adoc_inline(term['words'])}"
    match = _ADOC_ITEM.fullmatch(line.rstrip())
    if not match:
        return None
    marks = match["marks"]
    depth = 0 if marks == "-" else len(marks) - 1
    return _item(depth, _adoc_inline(match["words"]), is_numbered=marks[0] == ".")


def _adoc_inline(text: str) -> str:
    text = _ADOC_ANCHOR.sub("", text)
    text = _ADOC_LINK.sub(lambda match: _link(match["url"], match["words"].rstrip("^").split(",window=")[0]), text)
    text = re.sub(r"\bdoi:(10\.\d{4,9}/[^\s\[]{1,500})\[[^\]\n]*\]", r"https://doi.org/\1", text)
    text = _ADOC_REFERENCE.sub(r"[[\g<key>]]", text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"**\1**", text)
    return re.sub(r"[ \t]\+$", "  ", text)


_ASCIIDOC = _Syntax(
    _adoc_heading,
    _adoc_item,
    _adoc_inline,
    _ADOC_CODE,
    lambda match: re.compile(rf"^{re.escape(match['rule'])}[ \t]*$"),
)
