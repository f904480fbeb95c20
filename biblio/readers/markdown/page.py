"""One Markdown file in its parts: front matter, body, the body without code and comments, headings.

Parts that not every file needs, such as the block structure, are computed on first use.
"""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from typing import TYPE_CHECKING, NamedTuple

from biblio.cached_property import cached_property
from biblio.readers.base import Document
from biblio.readers.markdown.front_matter import FrontMatter, Property, read_front_matter
from biblio.readers.markdown.html_lists import with_markdown_lists
from biblio.readers.markdown.inline import find_definitions
from biblio.readers.markdown.kind_labels import without_kind_labels
from biblio.readers.markdown.note_file_names import FileName, read_file_name
from biblio.readers.markdown.outline import Outline, blank_hidden, mask, parse_outline
from biblio.readers.markdown.outline_blocks import without_attributes
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.site_names import without_site_names
from biblio.readers.markdown.text_properties import find_key_rows, find_properties, is_speaking_key

if TYPE_CHECKING:
    from biblio.readers.markdown.citation import CitationLine

__all__ = ["HeadingLine", "MarkdownPage"]

# Elements that only the block structure can recognise: fences, comments, and indented code (after a blank line, a
# heading or a rule; anywhere else such lines continue a paragraph).
_FENCE_OR_COMMENT = re.compile(r"^[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)*(?:```|~~~)|^ {0,3}<!--", re.MULTILINE)
_INDENTED = re.compile(r"\n(?: {4}| {0,3}\t)")
_BEFORE_CODE = re.compile(r"[ \t>]*| {0,3}#{1,6}[ \t].*|[ \t]*[-*_=]{3,}[ \t]*")
# Patterns for whole texts begin with the line feed before a line, because that is found quickest.
_SIGNED_HEADING = r" {0,3}(?P<signs>#{1,6})[ \t]+(?P<text>\S.*?)(?<![ \t])(?:[ \t]++#++)?[ \t]*+$"
_HEADING = re.compile(rf"\n{_SIGNED_HEADING}", re.MULTILINE)
_ANY_HEADING = re.compile(rf"\n(?:{_SIGNED_HEADING}|(?P<setext>[^\s#>|-].*)\n=+[ \t]*$)", re.MULTILINE)


# "<b>A primer (2015)</b> [[Paper]](https://…)", ":gem: <strong>A primer</strong> [[code](…)]"
# The first line, underlined with dashes; anywhere else, people mean a rule.
_OPENING_HEADING = re.compile(r"\s*(?P<text>[^\s#>|*+-][^\n|]{3,200})\n-{3,}[ \t]*(?:\n|$)")
_JOINED_HEADING = re.compile(
    r"^(?P<signs>#{1,6})!?(?P<link>\[[^\[\]\n]{3,300}\]\((?!\S+\.(?:png|jpe?g|gif|svg)\)))", re.MULTILINE
)
_JOINED_WORDS = re.compile(r"^(?P<signs>#{2,6})(?=[^\W\d_a-z][^\s#]*[ \t]\S)", re.MULTILINE)
# "- A title<br>" above the next item: nothing continues the line.
_BREAK_AT_END = re.compile(r"<br\s?/?>[ \t]*(?=\n[ \t]*(?:\n|[-*+][ \t]|\d{1,3}[.)][ \t])|\Z)")
_HTML_TITLE = re.compile(
    r"^(?P<lead>[ \t]*(?:[-*+•][ \t]+|\d{1,4}[.)][ \t]+)?(?:(?::\w{1,40}:|[^\w\s<>\[\]`|#*+:-])[ \t]*){0,9})"
    r"<(?P<name>b|strong)>[ \t]*(?P<title>[^<>\n*]{4,300}?)[ \t]*</(?P=name)>(?=[^\n]{0,80}\]\()",
    re.MULTILINE | re.IGNORECASE,
)


_INDENTED_OUTLINE = re.compile(r"\s*(?:^|\n)(?P<indent>\t| {4})[-*+][ \t]+\S")
_ROUND_BULLET = re.compile(r"^(?P<lead>[ \t]+)•(?=[ \t]+\S)", re.MULTILINE)
# A line with nothing but "<br>" parts the paragraphs around it.
_BREAK_ALONE = re.compile(r"^[ \t]*(?:<br[ \t]?/?[>< \t]?[ \t]*)+$", re.MULTILINE)
# What pages of a vault lead to each other by: "[[Lamps]]", and what Hugo has in its place.
_TO_PAGE = re.compile(r"(?<!!)\[\[[^\[\]\n]+\]\](?!\()|\{\{<\s*(?:rel)?ref\s")
_KEY = r"[^\W\d_][\w ()/-]{0,40}::(?:[ \t]|$)"
_KEY_IN_HEADING = re.compile(rf"^#{{1,4}}[ \t](?={_KEY})", re.MULTILINE)
# "### Abstract::" above "#### This book …"
_VALUE_IN_HEADING = re.compile(
    rf"^(?P<key>#{{1,4}}[ \t]{_KEY}[ \t]*\n)(?P<signs>#{{2,6}})(?=[ \t](?!{_KEY}))", re.MULTILINE
)
# "## Title: A primer", "### **Authors:** Jane Roe": headings in place of the lines of a header
_FIELD_IN_HEADING = re.compile(
    r"^(?P<signs>#{1,6})"
    r"(?=[ \t]+(?:\*\*|__)?(?P<key>[^\W\d_][\w ()/-]{0,40}?)(?:\*\*|__)?[ \t]*[:：](?:\*\*|__)?[ \t]*[^\s:])",
    re.MULTILINE,
)
_FENCE = re.compile(r"^[ \t>]*(?:```|~~~)", re.MULTILINE)
_NAMING = frozenset({"title", "authors"})


class HeadingLine(NamedTuple):
    """A heading: its line in the body (`row`, from 0), its level, and its text as written."""

    row: int
    level: int
    text: str


class MarkdownPage:
    """The text of a file in its parts. `lines` are the body's; `first_line` is the file's line (from 1) of lines[0]."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.front_matter: FrontMatter = read_front_matter(document.text, document.path)
        text = document.text
        start = 0
        for _ in range(self.front_matter.end):
            start = text.find("\n", start) + 1 or len(text)
        self.body = text[start:]
        # What is read of the body: the same lines, but for lists and titles in HTML and headings without a blank.
        body = _with_outline_at_margin(_with_items_for_keys(_without_rows(self.body, self.front_matter.rows)))
        if "<br" in body:
            body = _BREAK_ALONE.sub(lambda match: " " * len(match[0]), body)
        self.read_body = without_site_names(without_kind_labels(with_markdown_lists(_with_bold_titles(body))))
        self.first_line = self.front_matter.end + 1
        # What `citation.citation_on_page` has read, by row and text.
        self.citations: dict[tuple[int, str], CitationLine] = {}

    @cached_property
    def file_name(self) -> FileName:
        """What the file's name says about its work."""
        source = self.document.path.removesuffix(self.relative_path).rstrip("/")
        return read_file_name(self.relative_path, folder=source.rpartition("/")[2])

    @property
    def relative_path(self) -> str:
        """The path below the source folder, or else the last part of the path."""
        return self.document.name or self.document.path.rpartition("/")[2]

    @cached_property
    def lines(self) -> list[str]:
        """The body's lines as they are written."""
        return self.body.split("\n")

    @cached_property
    def written_lines(self) -> int:
        """The number of the body's lines that are not blank."""
        return sum(bool(line.strip()) for line in self.lines)

    @cached_property
    def outline(self) -> Outline:
        """The body's block structure."""
        return parse_outline(self.read_body)

    @cached_property
    def masked(self) -> str:
        """The body, as it is read, with code and comments blanked, character by character."""
        body = self.read_body
        return blank_hidden(body, self.outline) if _may_hide(body) else mask(body)

    @cached_property
    def masked_lines(self) -> list[str]:
        """The lines of `masked`."""
        return self.masked.split("\n")

    @cached_property
    def _key_rows(self) -> tuple[list[int], list[int]]:
        """The rows on which properties may be, and those of them that may make the lines around them properties."""
        names = find_key_rows(self.masked_lines)
        return list(names), [row for row, name in names.items() if is_speaking_key(name)]

    def may_have_properties(self, start: int = 0, end: int | None = None, *, is_about_a_work: bool = False) -> bool:
        """Return whether `properties` may find any in the lines from `start` up to `end` of the body."""
        end = len(self.masked_lines) if end is None else end
        rows = self._key_rows[0 if is_about_a_work else 1]
        next_row = bisect_left(rows, start)
        return next_row < len(rows) and rows[next_row] < end

    def properties(self, start: int, end: int, *, is_about_a_work: bool = False) -> list[Property]:
        """Return the properties in the lines from `start` up to `end` of the body; see `find_properties`."""
        if not self.may_have_properties(start, end, is_about_a_work=is_about_a_work):
            return []
        lines = self.masked_lines[start:end]
        return find_properties(lines, first=self.first_line + start, is_about_a_work=is_about_a_work)

    @cached_property
    def definitions(self) -> dict[str, str]:
        """The targets that the body defines for reference links, by their names without case."""
        return find_definitions(self.masked)

    @cached_property
    def headings(self) -> list[HeadingLine]:
        """The body's headings in order."""
        is_underlined = "\n=" in self.masked
        opening = _OPENING_HEADING.match(self.masked)
        if "#" not in self.masked and not (is_underlined or opening):
            return []
        headings = []
        if opening:
            headings.append(HeadingLine(self.masked.count("\n", 0, opening.start("text")), 1, opening["text"]))
        text = "\n" + self.masked
        index, counted_to = 0, 1
        for match in (_ANY_HEADING if is_underlined else _HEADING).finditer(text):
            index += text.count("\n", counted_to, match.start() + 1)
            counted_to = match.start() + 1
            level = len(match["signs"]) if match["signs"] else 1
            # The text comes from the body, because code in a heading is part of its words.
            start, end = match.span("text" if match["signs"] else "setext")
            written = self.read_body[start - 1 : end - 1]
            headings.append(HeadingLine(index, level, without_attributes(written)))
        return headings

    @cached_property
    def is_in_vault(self) -> bool:
        """Whether the page leads to other pages of a vault, or has names (`aliases`) by which these lead to it."""
        has_names = any(prop.key.casefold() == "aliases" for prop in self.front_matter.properties)
        return has_names or _TO_PAGE.search(self.read_body) is not None

    @cached_property
    def last_line(self) -> int:
        """The line in the file (from 1) on which its text ends."""
        return max(1, self.document.text.rstrip().count("\n") + 1)


def _with_items_for_keys(body: str) -> str:
    """Return a text with list items in place of headings that are properties: "### Author(s):: [[Jane Roe]]".

    So Logseq wrote all blocks of an outline before it wrote lists. Others write "## Title: A primer".
    """
    if "#" not in body:
        return body
    body = _with_items_for_fields(body)
    if "::" not in body:
        return body
    body = _VALUE_IN_HEADING.sub(lambda match: match["key"] + " " * len(match["signs"]), body)
    return _KEY_IN_HEADING.sub(lambda match: "-" + " " * (len(match[0]) - 1), body)


def _with_items_for_fields(body: str) -> str:
    """Return a text with list items in place of headings that say of one work what it is called and by whom it is.

    Where a field comes again, its headings are those of several works.
    """
    named = ((canonical_key(match["key"]), match) for match in _FIELD_IN_HEADING.finditer(body))
    headings = [(name, match) for name, match in named if is_speaking_key(name)]
    names = {name for name, _ in headings}
    if names.isdisjoint(_NAMING) or len(names) < len(headings):
        return body
    fences = [match.start() for match in _FENCE.finditer(body)]
    for _, match in headings:
        if bisect(fences, match.start()) % 2 == 0:
            start, end = match.span("signs")
            body = f"{body[:start]}-{' ' * (end - start - 1)}{body[end:]}"
    return body


def _may_hide(body: str) -> bool:
    """Return whether a text may have fences, comments or indented code, which only its block structure tells."""
    has_signs = "```" in body or "~~~" in body or "<!--" in body
    if (has_signs and _FENCE_OR_COMMENT.search(body)) or _INDENTED.match("\n" + body[:4]):
        return True
    for match in _INDENTED.finditer(body):
        start = body.rfind("\n", 0, match.start()) + 1
        if _BEFORE_CODE.fullmatch(body, start, match.start()):
            return True
    return False


def _without_rows(body: str, rows: range) -> str:
    """Return a body with blanks in place of what is in `rows`, character by character."""
    if not rows:
        return body
    lines = body.split("\n")
    return "\n".join(" " * len(line) if row in rows else line for row, line in enumerate(lines))


def _with_outline_at_margin(body: str) -> str:
    """Return a body whose first line is an indented item, as outliners leave it, with its lines one level less deep."""
    match = _INDENTED_OUTLINE.match(body)
    return re.sub(f"^{match['indent']}", "", body, flags=re.MULTILINE) if match else body


def _with_bold_titles(body: str) -> str:
    """Return a body whose lines that begin with a title in HTML's bold type, and lead somewhere, have Markdown's.

    "#[A title](https://…)" and "##A title" were headings for GitHub until 2017, and stand in many notes.
    """
    if "&#x20;" in body:  # GitBook writes a blank at the end of a line so
        body = body.replace("&#x20;", " " * len("&#x20;"))
    if "•" in body:  # below an item, Markdown sees no list there
        body = _ROUND_BULLET.sub(r"\g<lead>-", body)
    if "\\[[" in body:  # and the bracket around a link so: "A title \\[[Paper](https://…)]"
        body = body.replace("\\[[", " [[")
    if "#[" in body or "#![" in body:
        body = _JOINED_HEADING.sub(r"\g<signs> \g<link>", body)
    if "</br>" in body:
        body = body.replace("</br>", "<br> ")
    if "<br" in body:
        body = _BREAK_AT_END.sub(lambda match: " " * len(match[0]), body)
    if "##" in body:
        body = _JOINED_WORDS.sub(r"\g<signs> ", body)
    return _HTML_TITLE.sub(r"\g<lead>**\g<title>**", body) if "</b>" in body or "</strong>" in body else body
