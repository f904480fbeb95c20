r"""A list in Markdown for people to read, on GitHub, in Obsidian, Quarto or anywhere else.

Every character that CommonMark, pandoc, GitHub or Obsidian could take for mark-up has a backslash before it
(https://spec.commonmark.org/0.31.2/#backslash-escapes), so a title stays a title: no tag of HTML, no mathematics, no
citation, no ``#tag``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from urllib.parse import quote

from biblio.export.export_formats import KeyedWork, PiecewiseExporter
from biblio.export.writers.item import Item
from biblio.export.writers.reference_parts import authors_text, details_text, ended, links, main_address
from biblio.export.writers.rich_text import RichText, Style, plain_title
from biblio.text import normalise_space

__all__ = ["EXPORTER", "escaped_markdown"]

_MARKS = re.compile(r"([\\`*_\[\]<>#$@&~^|=%!])")
# What begins a list or a heading at the beginning of a line.
_BEGINNING = re.compile(r"^(?:([+\-])|(\d+)([.)]))(?=\s|$)")
_BACKTICKS = re.compile(r"`+")


class MarkdownList(PiecewiseExporter):
    """The exporter of the list: a line for each work."""

    name = "markdown"
    suffix = ".md"

    def piece(self, work: KeyedWork) -> str:
        """Return a work as an element of the list."""
        return f"- {_line(work.item)}\n"

    def assemble(self, pieces: Sequence[str], heading: str) -> str:
        """Return the whole file."""
        title = f"# {escaped_markdown(heading)}\n"
        return f"{title}\n{''.join(pieces)}" if pieces else title


EXPORTER = MarkdownList()


def _line(item: Item) -> str:
    title = _styled(item.title) or escaped_markdown(item.key)
    if address := main_address(item):
        title = f"[{title}](<{_destination(address)}>)"
    authors, details = authors_text(item), escaped_markdown(details_text(item))
    container = escaped_markdown(item.container)
    place = ", ".join(filter(None, (f"*{container}*" if container else "", details)))
    shown = item.plain_title or item.key
    stop = "." if ended(shown) != shown else ""
    sentences = [f"{title}{stop}", ended(escaped_markdown(authors)), ended(place)]
    others = [f"[{link.text}](<{_destination(link.url)}>)" for link in links(item)]
    line = " ".join(filter(None, (*sentences, *others, _code(item.key))))
    return _BEGINNING.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", line, count=1)


def _styled(text: RichText) -> str:
    """Return a title with its italics; indices and exponents are those of Unicode."""
    parts = []
    for is_italic, group in groupby(text, key=lambda span: Style.ITALIC in span.styles):
        plain = plain_title(tuple(group))
        inner = plain.strip()
        before, _, after = plain.partition(inner) if inner else (plain, "", "")
        parts.append(f"{before}*{_marked(inner)}*{after}" if is_italic and inner else _marked(plain))
    return normalise_space("".join(parts))


def escaped_markdown(text: str) -> str:
    """Return a text with a backslash before every sign that could be taken for mark-up; white space is normalised."""
    return _marked(normalise_space(text))


def _marked(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def _destination(url: str) -> str:
    """Return an address as the destination of a link between angle brackets."""
    return quote(url, safe="".join(char for char in map(chr, range(0x21, 0x7F)) if char not in "<>\\"))


def _code(key: str) -> str:
    """Return a citation key as code, whatever backticks are in it."""
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(key)), default=0) + 1)
    blank = " " if "`" in key else ""
    return f"{fence}{blank}{key}{blank}{fence}"
