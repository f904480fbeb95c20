"""Typst: ``@key``, ``#cite(<key>)``, ``#bibliography("works.bib")``.

https://typst.app/docs/reference/model/cite/ and …/ref/: the same "@" refers to labels (``<fig-one>``), so what the
file labels itself is no citation. Comments and raw text cite nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.check.manuscripts.citations import Citation, Manuscript, NamedFile
from biblio.check.manuscripts.masking import blank
from biblio.check.source_text import SourceText

__all__ = ["read_typst"]

_RAW = re.compile(r"(?<!`)(`{3,}+).*?\1|`[^`\n]*`", re.DOTALL)  # a run is taken whole: tried once
_COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\r\n]*", re.DOTALL)
_REFERENCE = re.compile(r"(?<![\w\\@])@([\w](?:[\w.:-]*[\w_-])?)")
_CITE = re.compile(
    r"\bcite\(\s*(?:[\w-]+\s*:\s*(?:\"[^\"\n]*\"|[\w-]+|\[[^\[\]]*\])\s*,\s*)*(?:<([^<>\s]+)>|label\(\s*\"([^\"]+)\"\s*\))"
)
_LABEL = re.compile(r"(?<![(,])(?<![(,:] )<([\w][\w.:-]*)>")  # in brackets it is somebody's argument
_BIBLIOGRAPHY = re.compile(r"\bbibliography\(((?:[^()]|\([^()]*\))*)\)")
_TEXT = re.compile(r"\"([^\"]+)\"")
_FULL = re.compile(r"\bfull\s*:\s*true\b")
_PART = re.compile(r"#(?:include|import)\s+\"([^\"@]+\.typ)\"")
_STRING = re.compile(r"(?<=[(,:] )\"[^\"\n]*@[^\"\n]*\"|(?<=\()\"[^\"\n]*@[^\"\n]*\"|link\([^)]*\)|https?://[^\s\"()]+")


def read_typst(source: SourceText) -> Manuscript:
    """Return what a Typst file cites and names."""
    text = blank(blank(source.text, _RAW), _COMMENT)
    body = blank(text, _STRING)
    cited = {place for found in _CITE.finditer(text) for place in (found.start(1), found.start(2)) if place >= 0}
    labels = frozenset(found[1] for found in _LABEL.finditer(text) if found.start(1) not in cited)
    citations = []
    for found in _CITE.finditer(text):
        group = 1 if found[1] else 2
        citations.append(Citation(found[group], source.span(*found.span(group))))
    for found in _REFERENCE.finditer(body):
        if found[1] not in labels:
            citations.append(Citation(found[1], source.span(*found.span(1))))
    citations.sort(key=lambda one: one.span.start)
    return Manuscript(
        source.path,
        tuple(citations),
        tuple(_bibliographies(source, text)),
        tuple(NamedFile(found[1], source.span(*found.span(1))) for found in _PART.finditer(text)),
        defined=labels,
        cites_all=any(_FULL.search(found[0]) for found in _BIBLIOGRAPHY.finditer(text)),
    )


def _bibliographies(source: SourceText, text: str) -> Iterator[NamedFile]:
    for found in _BIBLIOGRAPHY.finditer(text):
        for name in _TEXT.finditer(text, found.start(1), found.end(1)):
            if re.search(r"\.(?:bib|ya?ml)$", name[1]):
                yield NamedFile(name[1], source.span(*name.span(1)))
