"""Layout "rst": notes and lists of works in reStructuredText, read like Markdown (see `markdown_translation`).

docutils parses the text; directives and roles of Sphinx that it does not know are passed over, and no file is included.
The field list at the top (``:Authors: …``, ``:Year: …``) is the page's front matter; another describes the work of its
section. A citation (``.. [Kim2021] …``) is a list item whose label is the work's key.

https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from biblio.errors import Problem
from biblio.extras import Extra, install_command, is_installed
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.other_markup.markdown_translation import MarkdownTranslation, TranslatedProperty, read_translation

if TYPE_CHECKING:
    from docutils import nodes

__all__ = ["READER", "RstReader"]

# docutils breaks lines wherever `str.splitlines` does; lines are counted by their line feeds.
_OTHER_LINE_ENDS = dict.fromkeys(map(ord, "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), " ")
_SUFFIXES = frozenset({".rst", ".rest"})
_LONGEST_PARAGRAPH = 5_000  # characters
_MOST_EMPTY_LINES = 1_000  # in a row
# Bounds on what docutils holds in memory: up to 20 kB for a block, such as "***" between empty lines, some 300 bytes
# for a character of prose. The largest documents of Linux and of Python have some thousand blocks.
_MOST_BLOCKS = 50_000
_LARGEST = 2_000_000  # characters
# ".. [Roe01] J. Roe, Lamps": the initial is no number of an item.
_INITIAL_OF_CITATION = re.compile(r"^(\.\.\s\[[^\[\]\n]+\]\s[^\W\d_])\.(?=\s)", re.MULTILINE)
_OPENS_BLOCK = re.compile(r"(?:\.\.|[-*+•]|#\.|\d+[.)])\s")
# Roles that stand for addresses, and those of Sphinx that show their text.
_ROLE = re.compile(r":(?P<role>[A-Za-z][\w:+.-]{0,99}):`(?P<text>[^`\n]+)`")
_ADDRESSES = {
    "doi": "https://doi.org/",
    "arxiv": "https://arxiv.org/abs/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
}
_OF_DOCUTILS = frozenset(
    "emphasis strong literal code math sub sup subscript superscript title title-reference t raw pep rfc pep-reference"
    " rfc-reference abbreviation ac acronym".split()
)
_COMMENT_FIELD = re.compile(r"(?P<key>[a-z_]+): (?P<value>\S.*)")
_SETTINGS = {
    "report_level": 5, "halt_level": 5, "file_insertion_enabled": False, "raw_enabled": False, "warning_stream": False,
    "syntax_highlight": "none", "_disable_config": True,
}  # fmt: skip
_CODE = frozenset({"literal_block", "doctest_block", "math_block"})
_PASSED_OVER = frozenset(
    "comment target substitution_definition system_message raw image figure topic sidebar pending meta footnote"
    " transition".split()
)


@dataclass(frozen=True, slots=True)
class RstReader:
    """Reads reStructuredText as the module describes."""

    layout: str = "rst"

    def recognises(self, document: Document) -> bool:
        """Return whether the file is named as reStructuredText and is not empty."""
        return document.suffix in _SUFFIXES and bool(document.text.strip())

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield the notes of a file, or a `Problem` if docutils cannot parse it or is not installed."""
        if not is_installed(Extra.RST):
            what = "reading reStructuredText needs the extra 'rst'"
            yield Problem(document.path, 1, what, install_command(Extra.RST))
            return
        if beyond := _beyond_bounds(document.text):
            yield Problem(document.path, 1, f"{beyond}: docutils would need gigabytes for it", "divide the file")
            return
        text, too_long = _without_long_paragraphs(document.text.translate(_OTHER_LINE_ENDS))
        for line, size in too_long:
            what = f"a paragraph of {size:,} characters is passed over: docutils would take too long for it"
            yield Problem(document.path, line, what, "break it with an empty line", is_warning=True)
        try:
            tree = _parse(text)
        except Exception as error:  # noqa: BLE001 - docutils raises anything on odd input, AssertionError among it
            what = f"docutils cannot parse this file: {type(error).__name__}: {error}"
            yield Problem(document.path, 1, what, "docutils' own commands show where (rst2html)")
            return
        page = _Page(tree)
        for item in read_translation(document, page.translation, self.layout, needs_sign=not document.is_forced):
            if isinstance(item, Note) and not item.citekey and item.line in page.labels:
                item = item.replace(citekey=page.labels[item.line])
            yield item


READER = RstReader()


def _beyond_bounds(text: str) -> str:
    """Return what a text has more of than docutils can be given, in words; an empty string if it has not."""
    if len(text) > _LARGEST:
        return f"a text of {len(text):,} characters, of {_LARGEST:,} at most"
    if len(text) <= _MOST_BLOCKS:
        return ""
    lines = text.splitlines()
    blocks = sum(
        not before.strip() or _OPENS_BLOCK.match(line.lstrip()) is not None
        for before, line in zip(["", *lines], lines, strict=False)
        if line.strip()
    )
    return f"a text of {blocks:,} blocks, of {_MOST_BLOCKS:,} at most" if blocks > _MOST_BLOCKS else ""


def _without_long_paragraphs(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text with empty lines in place of paragraphs that are too long, and their lines and sizes.

    docutils looks for the marks in a paragraph in time that grows with the square of its length. Comments, citations
    and items ("..", "-") are blocks of their own, with no blank line between them, too.
    """
    too_long: list[tuple[int, int]] = []
    if len(text) <= _LONGEST_PARAGRAPH:
        return text, too_long
    lines = text.split("\n")
    starts: list[int] = []
    in_text = False  # in which a line that begins with a dash is no item
    for number, line in enumerate(lines):
        opens = _OPENS_BLOCK.match(line) is not None and not in_text
        if opens or not (number and lines[number - 1].strip()):
            starts.append(number)
        in_text = bool(line.strip()) and not opens and (in_text or not line[:1].isspace())
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        size = sum(map(len, lines[start:end]))
        if size > _LONGEST_PARAGRAPH:
            too_long.append((start + 1, size))
            lines[start:end] = [""] * (end - start)
    _divide_gaps(lines)
    return "\n".join(lines), too_long


def _divide_gaps(lines: list[str]) -> None:
    """Put empty comments into long runs of empty lines: docutils removes one by one, each time moving the rest."""
    empty = 0
    for number, line in enumerate(lines[:-1]):
        empty = empty + 1 if not line.strip() else 0
        if empty and not empty % _MOST_EMPTY_LINES and not lines[number + 1].strip():
            lines[number] = ".."


def _parse(text: str) -> nodes.document:
    from docutils.frontend import get_default_settings
    from docutils.parsers.rst import Parser
    from docutils.utils import new_document

    settings = get_default_settings(Parser)
    for name, value in _SETTINGS.items():
        setattr(settings, name, value)
    tree = new_document("note", settings)
    text = _INITIAL_OF_CITATION.sub(r"\1\.", text)
    Parser().parse(_ROLE.sub(_plain_role, text), tree)
    return tree


def _plain_role(match: re.Match[str]) -> str:
    """Return interpreted text as docutils can read it: an address, a citation, or the words that it shows."""
    role, text = match["role"].casefold(), match["text"]
    if role in _OF_DOCUTILS:
        return match[0]
    words, _, target = text.rstrip(">").rpartition("<") if text.endswith(">") else ("", "", text)
    if prefix := _ADDRESSES.get(role):
        address = target if target.startswith("http") else prefix + target.strip()
        return f"`{words.strip()} <{address}>`__" if words.strip() else address
    if role.startswith("cite"):
        return " ".join(f"[@{key.strip()}]" for key in text.split(","))
    return words.strip() or text.lstrip("!~")


@dataclass(slots=True)
class _Page:
    """A parsed page as Markdown; `labels` are those of citations, by their lines."""

    tree: Any
    translation: MarkdownTranslation = field(default_factory=MarkdownTranslation)
    labels: dict[int, str] = field(default_factory=dict)
    _targets: dict[str, str] = field(default_factory=dict)
    _anonymous: list[str] = field(default_factory=list)
    _has_notes: bool = False
    _line: int = 1

    def __post_init__(self) -> None:
        from docutils import nodes

        for target in self.tree.findall(nodes.target):
            if address := target.get("refuri"):
                self._targets.update(dict.fromkeys(target["names"], address))
                if target.get("anonymous"):
                    self._anonymous.append(address)
        # What no text refers to are the works of the page.
        self._has_notes = next(iter(self.tree.findall(nodes.footnote_reference)), None) is not None
        # Several titles of the first level are those of sections.
        tops = sum(type(child).__name__ == "section" for child in self.tree.children)
        self._blocks(self.tree.children, int(tops > 1), "")

    def _blocks(self, children: Sequence[Any], level: int, indent: str) -> None:
        for node in children:
            self._line = node.line or self._line
            self._block(node, level, indent)

    def _block(self, node: Any, level: int, indent: str) -> None:
        name = type(node).__name__
        if name == "comment" and not any(row.strip() for row in self.translation.rows):
            self._comment_fields(node)
        if name in _PASSED_OVER and (name != "footnote" or self._has_notes):
            return
        if name == "section":
            self._blocks(node.children, level + 1, "")
        elif name == "title":
            self._add(f"\n{'#' * max(1, min(level, 6))} {self._words(node)}\n", "")
        elif name == "field_list":
            self._fields(node)
        elif name in ("bullet_list", "enumerated_list"):
            self._add("" if indent else "\n", "")
            for item in node.children:
                self._item(item.children, indent)
        elif name == "definition_list":
            for item in node.children:
                self._definition(item, indent)
        elif name in ("citation", "footnote"):
            if name == "citation":
                self.labels[self._line] = node.children[0].astext()
            self._item([child for child in node.children if type(child).__name__ != "label"], indent)
        elif name == "table":
            self._table(node)
        elif name in _CODE:
            self._add(f"```\n{node.astext()}\n```\n", indent)
        elif name in ("paragraph", "rubric", "line_block", "attribution", "caption"):
            self._add(f"\n{self._words(node)}\n", indent)
        else:  # a quotation (often a list that is indented), an admonition
            self._blocks(node.children, level, indent)

    def _add(self, text: str, indent: str) -> None:
        for row in text.split("\n"):
            self.translation.add(f"{indent}{row}" if row.strip() else "", self._line)

    def _item(self, children: Sequence[Any], indent: str) -> None:
        """Add a list item: its first paragraph on one line, the rest below it."""
        paragraphs = [child for child in children if type(child).__name__ == "paragraph"]
        first = paragraphs[0] if paragraphs else None
        self._line = (first.line if first is not None else None) or self._line
        self._add(f"{indent}- {self._words(first) if first is not None else ''}", "")
        self._blocks([child for child in children if child is not first], 0, f"{indent}  ")

    def _definition(self, item: Any, indent: str) -> None:
        terms = [self._words(child) for child in item.children if type(child).__name__ == "term"]
        bodies = [child for child in item.children if type(child).__name__ == "definition"]
        self._line = item.line or self._line
        term = terms[0] if terms else ""
        if canonical_key(term):
            words = " ".join(self._words(child) for body in bodies for child in body.children)
            self.translation.add_properties([TranslatedProperty(term, words, self._line)])
            return
        self._add(f"{indent}- {term}", "")
        for body in bodies:
            self._blocks(body.children, 0, f"{indent}  ")

    def _fields(self, node: Any) -> None:
        """Add a field list: as front matter if no text precedes it but the title, else as properties of its section."""
        properties = []
        for item in node.children:
            if type(item).__name__ != "field":
                continue
            key, body = item.children[0].astext(), item.children[1]
            inner = [child for child in body.children if type(child).__name__ in ("bullet_list", "enumerated_list")]
            items = [self._words(entry) for child in inner for entry in child.children]
            words = " ".join(self._words(child) for child in body.children)
            properties.append(TranslatedProperty(key, items or words, item.line or self._line))
        headings = [row for row in self.translation.rows if row.strip()]
        is_known = any(canonical_key(prop.key) for prop in properties)
        if is_known and all(row.startswith("# ") for row in headings) and len(headings) < 2:
            self.translation.properties += properties
        else:
            self.translation.add_properties(properties)
            for prop in properties:
                # ":Lamps at Sea: https://…" among others is a title with its address.
                if not canonical_key(prop.key) and isinstance(prop.value, str) and "http" in prop.value:
                    self.translation.add(f"- {prop.key}: {prop.value}", prop.line)
            self._add("", "")

    def _comment_fields(self, node: Any) -> None:
        """Add the fields that Nikola keeps in comments at the top of a post: ".. title: A Title"."""
        for row in node.astext().split("\n"):
            if (match := _COMMENT_FIELD.fullmatch(row.strip())) and match["key"] != "author":
                self.translation.properties.append(TranslatedProperty(match["key"], match["value"], self._line))

    def _table(self, node: Any) -> None:
        from docutils import nodes

        rows = []
        for row in node.findall(nodes.row):
            entries = [child for child in row.children if type(child).__name__ == "entry"]
            line = next((paragraph.line for entry in entries for paragraph in entry.children if paragraph.line), None)
            rows.append(([" ".join(self._words(child) for child in entry.children) for entry in entries], line))
        if not rows:
            return
        self._add("\n", "")
        for number, (cells, line) in enumerate(rows):
            self._line = line or self._line
            self._add("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |", "")
            if number == 0:
                self._add("|" + "---|" * len(cells), "")
        self._add("\n", "")

    def _words(self, node: Any) -> str:
        """Return the text within a node as Markdown on one line."""
        return " ".join("".join(self._inline(child) for child in node.children).split())

    def _inline(self, node: Any) -> str:
        name = type(node).__name__
        if name == "Text":
            return str(node).replace("\0", "")
        if name in _PASSED_OVER:
            return ""
        words = "".join(self._inline(child) for child in node.children)
        if name == "reference":
            return self._link(node, words)
        if name == "citation_reference":
            return f"[@{words}]"
        if name == "footnote_reference":
            return ""
        marks = {"strong": "**", "emphasis": "*", "literal": "`", "math": "$"}.get(name, "")
        return f"{marks}{words}{marks}" if words else ""

    def _link(self, node: Any, words: str) -> str:
        address = node.get("refuri") or self._targets.get(node.get("refname", ""), "")
        if not address and node.get("anonymous") and self._anonymous:
            address = self._anonymous.pop(0)
        if not address or address == words:
            return words
        return f"[{words}]({address})" if address.startswith("http") else words
