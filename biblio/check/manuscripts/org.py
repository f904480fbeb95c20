"""Org mode: ``[cite:@key]`` of org-cite, ``cite:key`` and ``cite:&key`` of org-ref.

https://orgmode.org/manual/Citations.html and https://github.com/jkitchin/org-ref. Source blocks, examples, comments
and verbatim text cite nothing.
"""

from __future__ import annotations

import re

from biblio.check.manuscripts.citations import Citation, Manuscript, NamedFile
from biblio.check.manuscripts.masking import blank
from biblio.check.source_text import SourceText

__all__ = ["read_org"]

_BLOCK = re.compile(
    r"^[ \t]*#\+begin_(?P<name>src|example|comment|export)\b.*?^[ \t]*#\+end_(?P=name)", re.I | re.M | re.S
)
_COMMENT = re.compile(r"^[ \t]*#(?!\+)[^\r\n]*|^[ \t]*: [^\r\n]*", re.MULTILINE)
_CODE = re.compile(r"(?<![\w=~])([=~])(?=\S)[^\n]*?(?<=\S)\1(?![\w=~])")
_CITE = re.compile(r"\[cite(?:/[^:\]]*)?:((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_KEY = re.compile(r"@([\w!#$%&'*+./:<>?^`|~-]*[\w/])")
_ORG_REF = re.compile(
    r"(?<![\w\[/])(?:\[\[)?((?:no|paren|text|auto|foot|smart|super|full)?[cC]ite(?:[a-zA-Z]{0,10})\*?):(?!//)"
    r"(&?[\w./:+-]*[\w](?:[,;]\s?&?[\w./:+-]*[\w])*|[^\]\n]*?&[^\]\n]+(?=\]))"
)
_FILE = re.compile(r"^[ \t]*#\+(?:bibliography|nobibliography)(?:\[\])?:[ \t]*(\"?)([^\s\"]+)\1", re.I | re.M)
_LINK = re.compile(r"(?<!\+)\b(?:no)?bibliography:([^\s\]]+)", re.IGNORECASE)
_NOCITE = re.compile(r"^[ \t]*#\+(?:nocite|cite_nocite):([^\r\n]*)|\[cite/n(?:/[^:]*)?:([^\]]*)\]", re.I | re.M)
_PART = re.compile(r"^[ \t]*#\+include:[ \t]*\"([^\"]+)\"(?!.*\b(?:src|example)\b)", re.I | re.M)


def read_org(source: SourceText) -> Manuscript:
    """Return what an Org file cites and names."""
    text = blank(blank(blank(source.text, _BLOCK), _COMMENT), _CODE)
    citations: list[Citation] = []
    for found in _CITE.finditer(text):
        for key in _KEY.finditer(text, found.start(1), found.end(1)):
            citations.append(Citation(key[1], source.span(*key.span(1))))
    for found in _ORG_REF.finditer(text):
        pattern = re.compile(r"&([\w./:+-]*\w)" if "&" in found[2] else r"([\w./:+-]*\w)")
        for key in pattern.finditer(text, found.start(2), found.end(2)):
            citations.append(Citation(key[1], source.span(*key.span(1))))
    named = [NamedFile(found[2], source.span(*found.span(2))) for found in _FILE.finditer(text)]
    for found in _LINK.finditer(text):
        for name in found[1].split(","):
            path = name if name.endswith(".bib") else f"{name}.bib"
            named.append(NamedFile(path, source.span(*found.span(1))))
    parts = tuple(NamedFile(found[1].partition("::")[0], source.span(*found.span(1))) for found in _PART.finditer(text))
    cites_all = any("*" in (found[1] or found[2]) for found in _NOCITE.finditer(text)) or "nocite:*" in text
    return Manuscript(source.path, tuple(citations), tuple(named), parts, cites_all=cites_all)
