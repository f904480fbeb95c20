"""Org mode: ``[cite:@key]`` of org-cite, ``cite:key`` and ``cite:&key`` of org-ref.

https://orgmode.org/manual/Citations.html and https://github.com/jkitchin/org-ref. Source blocks, examples, comments
and verbatim text cite nothing.
"""

from __future__ import annotations

import re

from biblio.check.manuscripts.citations import Citation, Manuscript, NamedFile
from biblio.check.manuscripts.masking import mask_matches
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
_INCLUDE = re.compile(r"^[ \t]*#\+include:[ \t]*\"([^\"]+)\"(?!.*\b(?:src|example)\b)", re.I | re.M)


def read_org(source: SourceText) -> Manuscript:
    """Return what an Org file cites and names."""
    text = mask_matches(mask_matches(mask_matches(source.text, _BLOCK), _COMMENT), _CODE)
    citations: list[Citation] = []
    for match in _CITE.finditer(text):
        for key in _KEY.finditer(text, match.start(1), match.end(1)):
            citations.append(Citation(key[1], source.span(*key.span(1))))
    for match in _ORG_REF.finditer(text):
        pattern = re.compile(r"&([\w./:+-]*\w)" if "&" in match[2] else r"([\w./:+-]*\w)")
        for key in pattern.finditer(text, match.start(2), match.end(2)):
            citations.append(Citation(key[1], source.span(*key.span(1))))
    bibliographies = [NamedFile(match[2], source.span(*match.span(2))) for match in _FILE.finditer(text)]
    for match in _LINK.finditer(text):
        for name in match[1].split(","):
            path = name if name.endswith(".bib") else f"{name}.bib"
            bibliographies.append(NamedFile(path, source.span(*match.span(1))))
    included = tuple(
        NamedFile(match[1].partition("::")[0], source.span(*match.span(1))) for match in _INCLUDE.finditer(text)
    )
    cites_all = any("*" in (match[1] or match[2]) for match in _NOCITE.finditer(text)) or "nocite:*" in text
    return Manuscript(source.path, tuple(citations), tuple(bibliographies), included, cites_all=cites_all)
