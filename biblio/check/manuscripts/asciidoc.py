"""AsciiDoc: ``cite:[key, other(p. 3)]``, ``citenp:[key]``, ``:bibtex-file: refs.bib``.

https://github.com/asciidoctor/asciidoctor-bibtex and https://github.com/riboseinc/asciidoctor-bibliography. Blocks of
code, literal blocks and comments cite nothing; cross-references (``<<key>>``) are no citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.check.manuscripts.citations import AliasSupport, Citation, Manuscript, NamedFile
from biblio.check.manuscripts.masking import mask_matches
from biblio.check.source_text import SourceText

__all__ = ["read_asciidoc"]

_NO_TEXT = (
    re.compile(
        r"^(?P<fence>/{4,}+|-{4,}+|\.{4,}+|\+{4,}+|`{3,}+)[^\n]*\n.*?^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL
    ),
    re.compile(r"^//(?!/)[^\n]*", re.MULTILINE),
)
_MACRO = re.compile(
    r"(?<![\w\\])(?:(?:full)?cite(?:np|p|t|al|alp|alt|author|year|yearpar|title)?|bibitem):[^\s\[\]]{0,500}+"
    r"(?P<items>\[[^\[\]]*+\](?:\+\[[^\[\]]*+\])*)"
)
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_ITEM = re.compile(r"(?P<item>[^\s,;\[\]()]+)(?:\([^()]*\))?[^,;\[\]]*")
_BIBLIOGRAPHY = re.compile(
    r"^:(?:bibtex-file|bibliography-database):[ \t]+(\S(?:[^\r\n]*[^ \t\r\n])?)[ \t]*$", re.MULTILINE
)
_INCLUDE = re.compile(r"^include::([^\s\[\]{}]+)\[", re.MULTILINE)


def read_asciidoc(source: SourceText) -> Manuscript:
    """Return what a file of AsciiDoc cites and names."""
    text = source.text
    for pattern in _NO_TEXT:
        text = mask_matches(text, pattern)
    return Manuscript(
        source.path,
        tuple(Citation(key, source.span(start, start + len(key))) for key, start in _keys(text)),
        tuple(NamedFile(match[1], source.span(*match.span(1))) for match in _BIBLIOGRAPHY.finditer(text)),
        tuple(NamedFile(match[1], source.span(*match.span(1))) for match in _INCLUDE.finditer(text)),
        aliases=AliasSupport.NONE,
    )


def _keys(text: str) -> Iterator[tuple[str, int]]:
    for macro in _MACRO.finditer(text):
        for bracket in _BRACKET.finditer(text, *macro.span("items")):
            for item in _ITEM.finditer(text, *bracket.span(1)):
                if "=" not in item[0]:  # an option: page=3, prefix="see"
                    yield item["item"], item.start("item")
