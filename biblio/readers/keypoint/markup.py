"""Convert the markup of a comment to the text that visitors of the page see, with its links and line numbers.

The site writes comments into its pages as they are in the issue tracker, so ``a < b``, ``&t=1`` and ``<pause-token>``
occur among real markup. Whatever is neither an HTML tag nor an entity with its semicolon is text here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from biblio.extract.identifiers_in_text import trim_url
from biblio.extract.links import find_links, find_references
from biblio.model.note import Link, NoteReference

__all__ = ["Element", "Markup", "issue_number", "parse_html", "read_markup"]

Element = Any  # an lxml element; lxml has no type annotations
_TAGS = frozenset(
    "a abbr address area article aside audio b base blockquote body br button canvas caption center cite code col"
    " colgroup data dd del details dfn div dl dt em embed fieldset figcaption figure font footer form frame h1 h2 h3 h4"
    " h5 h6 head header hr html i iframe img input ins kbd label legend li link main map mark menu meta nav noscript"
    " object ol optgroup option p param path picture pre progress q rp rt ruby s samp script section select small"
    " source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr"
    " track tt u ul var video wbr".split()
)
_LEFT_ANGLE = re.compile(
    r"<(?:(?:/?(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*>)|(?P<other>!--|!doctype\b))?",
    re.IGNORECASE,
)
_BARE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
_LIQUID = re.compile(r"\{%.{0,500}?%\}")
_SPACE = re.compile(r"\s+")
_URL = re.compile(r"https?://[^\s\"'<>]+")
_ISSUE = re.compile(r"https?://[^\s?#]+/issues/(\d+)(?:[?#].*)?")
_ROWS = frozenset("article blockquote div dl dd dt figure h1 h2 h3 h4 h5 h6 hr li ol section table tr ul".split())
_SKIPPED = frozenset("button script style svg template title".split())


def issue_number(url: str) -> str:
    """Return the number of the issue that an address leads to; empty if it leads to none."""
    match = _ISSUE.fullmatch(url.strip())
    return match[1] if match else ""


def parse_html(text: str) -> Element | None:
    """Return the root of an HTML document or fragment; None if it is empty.

    The `sourceline` of an element is the line of `text` in which its tag begins.
    """
    from lxml import etree, html

    plain = _LEFT_ANGLE.sub(_keep_tag, _BARE_AMPERSAND.sub("&amp;", text.replace("\0", "\ufffd")))
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        return html.document_fromstring(plain.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None


def _keep_tag(match: re.Match[str]) -> str:
    if match["other"]:
        return match[0]
    if (match["name"] or "").lower() not in _TAGS:
        return "&lt;" + match[0][1:]
    # lxml gives a tag over several lines the number of its last line, so its line feeds are moved to its end.
    return match[0].replace("\n", " ") + "\n" * match[0].count("\n")


@dataclass(frozen=True, slots=True)
class Markup:
    """The text of some markup; `links` and `references` have line numbers in the file, `end_line` is the last line."""

    text: str
    links: tuple[Link, ...] = ()
    references: tuple[NoteReference, ...] = ()
    end_line: int = 0


def read_markup(element: Element, *, line: int = 0, label: re.Pattern[str] | None = None) -> Markup:
    """Return the visible text of `element`, and its links; the addresses of linked words are written out.

    `line` is added to the line numbers of the element. A match of `label` is removed from the start of the text.
    """
    writer = _Writer(line)
    writer.write(element)
    text = "\n".join(row.rstrip() for _, row in writer.rows)
    cut = label.match(text) if label else None
    skipped = len(text) - len(text.lstrip()) if cut is None else cut.end()
    skipped += len(text[skipped:]) - len(text[skipped:].lstrip())
    first = text.count("\n", 0, skipped)
    text = text[skipped:].rstrip()
    lines = [number for number, _ in writer.rows]
    links = [
        replace(link, line=writer.addresses.get((link.line, link.url), lines[link.line]))
        for link in find_links(text, line=first)
    ]
    references = [replace(reference, line=lines[reference.line]) for reference in find_references(text, line=first)]
    return Markup(text, tuple(links), (*references, *writer.references), writer.line)


class _Writer:
    """Writes an element's text as rows, each with the line of the file that it begins on."""

    def __init__(self, base: int) -> None:
        self.rows: list[tuple[int, str]] = [(base, "")]
        self.references: list[NoteReference] = []
        self.addresses: dict[tuple[int, str], int] = {}  # (row, address of a link) → line of the file
        self.line = base
        self._base = base
        self._links: list[tuple[int, int]] = []  # for every open link: number of rows, length of the row at its start
        self._verbatim = 0

    def write(self, root: Element) -> None:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end", "comment"))
        for event, node in walk:
            name = node.tag
            replaced = event != "comment" and (name in _SKIPPED or node.get("data-embed"))
            if event == "start":
                self._count(node.sourceline)
                if replaced:
                    self._embedded(node)
                    walk.skip_subtree()
                else:
                    self._open(name, node)
                    self._text(node.text)
            else:
                if event == "end" and not replaced:
                    self._close(name, node)
                if node is not root:
                    self._text(node.tail)

    def _count(self, sourceline: int | None) -> None:
        self.line = max(self.line, self._base + (sourceline or 0))

    def _open(self, name: str, node: Element) -> None:
        if name == "br":
            self.rows.append((self.line, ""))
        elif name in ("p", "pre"):
            self._paragraph()
            self._verbatim += name == "pre"
        elif name in _ROWS:
            self._fresh_row()
        elif name == "a":
            self._links.append((len(self.rows), len(self.rows[-1][1])))
        elif name == "img":
            self._text(node.get("alt") or "image")

    def _close(self, name: str, node: Element) -> None:
        if name == "a" and self._links:
            self._address(node.get("href") or "", node.sourceline, *self._links.pop())
        elif name in ("p", "pre"):
            self._verbatim -= name == "pre"
            self._paragraph()
        elif name in _ROWS:
            self._fresh_row()

    def _fresh_row(self) -> None:
        if self.rows[-1][1].strip():
            self.rows.append((self.line, ""))

    def _paragraph(self) -> None:
        self._fresh_row()
        if len(self.rows) > 1 and self.rows[-2][1].strip():
            self.rows.append((self.line, ""))

    def _address(self, url: str, sourceline: int | None, row_count: int, start: int) -> None:
        """Write a link as "[words](address)", or as its address alone; a link to another note is only its words."""
        line, row = self.rows[-1]
        start = start if row_count == len(self.rows) else 0
        words = row[start:].strip()
        if number := issue_number(url):
            self.references.append(NoteReference("note", number, line))
            if words:
                return
        if not url.startswith(("http://", "https://")):
            return
        bare = not words or words.startswith(("http://", "https://"))
        self.rows[-1] = (line if row else self.line, row[:start] + (url if bare else f"[{words}]({url})"))
        self.addresses[len(self.rows) - 1, trim_url(url)] = self._base + (sourceline or 0)

    def _embedded(self, node: Element) -> None:
        """Write the addresses of an embedded post in place of its placeholder ("Loading…")."""
        for url in dict.fromkeys(_URL.findall(node.get("data-embed") or "")):
            self._fresh_row()
            self._text(url)
            self._fresh_row()

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self._verbatim:
            for number, row in enumerate(text.split("\n")):
                if number:
                    self.line += 1
                    self.rows.append((self.line, ""))
                self.rows[-1] = (self.rows[-1][0], self.rows[-1][1] + row)
            return
        bare = text.lstrip()
        plain = _SPACE.sub(" ", _LIQUID.sub(" ", text))
        line, row = self.rows[-1]
        if not row or row.endswith(" "):
            plain = plain.lstrip()
        if plain:
            if not row:
                line = self.line + text[: len(text) - len(bare)].count("\n")
            self.rows[-1] = (line, row + plain)
        self.line += text.count("\n")
