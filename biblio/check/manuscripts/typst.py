"""Typst: ``@key``, ``#cite(<key>)``, ``#bibliography("works.bib")``.

https://typst.app/docs/reference/model/cite/ and …/ref/: the same "@" refers to labels (``<fig-one>``), so a label of
the file itself is not a citation. Comments and raw text cite nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.check.manuscripts.citations import Citation, Manuscript, NamedFile
from biblio.check.manuscripts.masking import mask_matches
from biblio.check.source_text import SourceText

__all__ = ["read_typst"]

_RAW = re.compile(r"(?<!`)(`{3,}+).*?\1|`[^`\n]*`", re.DOTALL)  # a run is matched as a whole and tried once
_COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\r\n]*", re.DOTALL)
_REFERENCE = re.compile(r"(?<![\w\\@])@([\w](?:[\w.:-]*[\w_-])?)")
_CITE = re.compile(
    r"\bcite\(\s*(?:[\w-]+\s*:\s*(?:\"[^\"\n]*\"|[\w-]+|\[[^\[\]]*\])\s*,\s*)*(?:<([^<>\s]+)>|label\(\s*\"([^\"]+)\"\s*\))"
)
_LABEL = re.compile(r"(?<![(,])(?<![(,:] )<([\w][\w.:-]*)>")  # in brackets it is an argument of another function
_BIBLIOGRAPHY = re.compile(r"\bbibliography\(((?:[^()]|\([^()]*\))*)\)")
_TEXT = re.compile(r"\"([^\"]+)\"")
_FULL = re.compile(r"\bfull\s*:\s*true\b")
_INCLUDE = re.compile(r"#(?:include|import)\s+\"([^\"@]+\.typ)\"")
_STRING = re.compile(r"(?<=[(,:] )\"[^\"\n]*@[^\"\n]*\"|(?<=\()\"[^\"\n]*@[^\"\n]*\"|link\([^)]*\)|https?://[^\s\"()]+")


def read_typst(source: SourceText) -> Manuscript:
    """Return what a Typst file cites and names."""
    text = mask_matches(mask_matches(source.text, _RAW), _COMMENT)
    body = mask_matches(text, _STRING)
    cited = {start for match in _CITE.finditer(text) for start in (match.start(1), match.start(2)) if start >= 0}
    labels = frozenset(match[1] for match in _LABEL.finditer(text) if match.start(1) not in cited)
    citations = []
    for match in _CITE.finditer(text):
        group = 1 if match[1] else 2
        citations.append(Citation(match[group], source.span(*match.span(group))))
    for match in _REFERENCE.finditer(body):
        if match[1] not in labels:
            citations.append(Citation(match[1], source.span(*match.span(1))))
    citations.sort(key=lambda citation: citation.span.start)
    return Manuscript(
        source.path,
        tuple(citations),
        tuple(_bibliographies(source, text)),
        tuple(NamedFile(match[1], source.span(*match.span(1))) for match in _INCLUDE.finditer(text)),
        defined_keys=labels,
        cites_all=any(_FULL.search(match[0]) for match in _BIBLIOGRAPHY.finditer(text)),
    )


def _bibliographies(source: SourceText, text: str) -> Iterator[NamedFile]:
    for match in _BIBLIOGRAPHY.finditer(text):
        for name in _TEXT.finditer(text, match.start(1), match.end(1)):
            if re.search(r"\.(?:bib|ya?ml)$", name[1]):
                yield NamedFile(name[1], source.span(*name.span(1)))
