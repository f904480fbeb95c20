"""Jupyter notebooks: what the texts of their cells cite, as Pandoc, Quarto, MyST and nbconvert read them.

https://nbformat.readthedocs.io: a notebook is JSON, whose cells have their text as one string or as a list of lines.
Code and outputs cite nothing.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from biblio.check.finding import Span
from biblio.check.manuscripts.citations import Citation, Manuscript, NamedFile
from biblio.check.manuscripts.pandoc import read_pandoc
from biblio.check.source_text import SourceText

__all__ = ["read_notebook"]

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)", re.DOTALL)
_TEXTS = ('"markdown"', '"raw"')
_DATA_CITE = re.compile(r"\bdata-cite\s*=\s*[\"']([\w:.+-]+)[\"']")
_BIBLIOGRAPHY = re.compile(r"\\(?:bibliography|addbibresource)\{([^{}\n]+)\}")


@dataclass(slots=True)
class _Text:
    """The text of a notebook's cells, and where each of its characters stands in the file."""

    parts: list[str] = field(default_factory=list)
    places: array[int] = field(default_factory=lambda: array("q"))

    def add(self, text: str, places: range | array[int]) -> None:
        self.parts.append(text)
        self.places.extend(places)


def read_notebook(source: SourceText) -> Manuscript:
    """Return what the texts of a notebook cite and name."""
    text = _Text()
    for strings in _cells(source.text):
        for start, end in strings:
            _add_string(text, source.text, start, end)
        end = strings[-1][1] if strings else 0
        text.add("\n\n", range(end - 1, end + 1))
    whole = "".join(text.parts)

    def span(start: int, end: int) -> Span:
        return source.span(text.places[start], text.places[end - 1] + 1)

    manuscript = read_pandoc(SourceText(source.path, whole))
    citations = [
        replace(citation, span=span(citation.span.start, citation.span.end)) for citation in manuscript.citations
    ]
    citations += [
        Citation(match[1], span(*match.span(1)), is_doubtful=True) for match in _DATA_CITE.finditer(whole)
    ]  # nbconvert's; the extension cite2c has the ids of items in Zotero there
    return replace(
        manuscript,
        citations=tuple(sorted(citations, key=lambda citation: citation.span.start)),
        bibliographies=tuple(
            replace(named, span=span(named.span.start, named.span.end)) for named in manuscript.bibliographies
        )
        + tuple(
            NamedFile(name.strip(), span(*match.span(1)))
            for match in _BIBLIOGRAPHY.finditer(whole)
            for name in match[1].split(",")
        ),
        included_files=(),
        example_labels=(),
    )


def _cells(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the strings, with their quotes, of the source of each cell that has text."""
    opened: list[list[str]] = []  # the brackets that are open, each with the key of what is read in it
    kind, previous = "", ""
    source: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in "{[":
            if sign == "{" and _are_cells(opened):
                kind, source = "", []
            opened.append([sign, ""])
        elif sign in "}]":
            del opened[-1:]
            if sign == "}" and _are_cells(opened) and kind in _TEXTS:
                yield source
        elif sign[0] == '"' and opened:
            if opened[-1][0] == "{" and previous in ("{", ","):
                opened[-1][1] = sign
            elif opened[-1][0] == "{" and _are_cells(opened[:-1]):
                kind = sign if opened[-1][1] == '"cell_type"' else kind
                source += [token.span()] if opened[-1][1] == '"source"' else []
            elif opened[-2:-1] and opened[-2][1] == '"source"' and _are_cells(opened[:-2]):
                source.append(token.span())
        previous = sign


def _are_cells(opened: list[list[str]]) -> bool:
    return len(opened) > 1 and opened[-1][0] == "[" and opened[-2][1] == '"cells"'


def _add_string(text: _Text, source: str, start: int, end: int) -> None:
    """Add what a string of JSON says."""
    done = start + 1
    for escape in _ESCAPE.finditer(source, start + 1, end - 1):
        text.add(source[done : escape.start()], range(done, escape.start()))
        try:
            decoded = json.loads(f'"{escape[0]}"')
        except ValueError:
            decoded = escape[0]
        text.add(decoded, range(escape.start(), escape.start() + len(decoded)))
        done = escape.end()
    text.add(source[done : end - 1], range(done, end - 1))
