r"""The files that LaTeX writes for BibTeX (`.aux`) and biblatex for biber (`.bcf`): the citations after all macros ran.

`.aux`: ``\citation``, ``\bibdata`` (btxdoc, 3), ``\@input``, and biblatex's ``\abx@aux@cite``. `.bcf`: XML,
https://github.com/plk/biber, `data/schemata/bcf.rnc`.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right

from biblio.check.manuscripts.citations import AliasSupport, BibliographyUse, Citation, Manuscript, NamedFile
from biblio.check.source_text import SourceText

__all__ = ["read_aux", "read_bcf"]

_CITATION = re.compile(r"\\(?:citation|abx@aux@cite(?:\{\d+\})?)\{([^{}]*)\}")
_BIBDATA = re.compile(r"\\bibdata\{([^{}]*)\}")
_INPUT = re.compile(r"\\@input\{([^{}]*)\}")
_CITEKEY = re.compile(r"<bcf:citekey\b([^<>]*)>([^<]*)</bcf:citekey>")
_SECTION = re.compile(r"<bcf:(?:section number|bibdata section)=\"(\d+)\"")
_DATASOURCE = re.compile(r"<bcf:datasource\b([^<>]*)>([^<]*)</bcf:datasource>")


def read_aux(source: SourceText) -> Manuscript:
    """Return what an `.aux` file cites and names."""
    citations, cites_all = [], False
    for match in _CITATION.finditer(source.text):
        offset = match.start(1)
        for part in match[1].split(","):
            key = part.strip()
            if key == "*":
                cites_all = True
            elif key:
                citations.append(Citation(key, source.span(offset, offset + len(part))))
            offset += len(part) + 1
    bibliographies = []
    for match in _BIBDATA.finditer(source.text):
        for part in match[1].split(","):
            if part.strip() and not part.endswith("-blx"):
                path = part.strip() if part.strip().endswith(".bib") else f"{part.strip()}.bib"
                bibliographies.append(NamedFile(path, source.span(*match.span(1))))
    included = tuple(NamedFile(match[1], source.span(*match.span(1))) for match in _INPUT.finditer(source.text))
    is_classic = "\\bibstyle{" in source.text and "\\abx@aux" not in source.text and "{biblatex}" not in source.text
    return Manuscript(
        source.path,
        tuple(citations),
        tuple(bibliographies),
        included,
        cites_all=cites_all,
        aliases=AliasSupport.NONE if is_classic else AliasSupport.UNKNOWN,
    )


def read_bcf(source: SourceText) -> Manuscript:
    """Return what a `.bcf` file cites and names; the members of dynamic sets are not citations."""
    sections = [(match.start(), match[1]) for match in _SECTION.finditer(source.text)]

    def section_at(offset: int) -> str:
        at = bisect_right(sections, (offset, ""))
        return sections[at - 1][1] if at else ""

    citations, cites_all = [], False
    for match in _CITEKEY.finditer(source.text):
        key = html.unescape(match[2]).strip()
        if key == "*":
            cites_all = True
        elif key and 'type="set"' not in match[1]:
            section = section_at(match.start())
            citations.append(Citation(key, source.span(*match.span(2)), section=(section,) if section else ()))
    bibliographies = tuple(
        NamedFile(
            html.unescape(match[2]).strip(),
            source.span(*match.span(2)),
            BibliographyUse.SECTIONS if section_at(match.start()) else BibliographyUse.DEFAULT,
            section_at(match.start()),
        )
        for match in _DATASOURCE.finditer(source.text)
        if 'type="file"' in match[1]
        and not re.search(r'datatype="(?!bibtex)|glob="true"', match[1])
        and not match[2].strip().endswith("-blx.bib")
    )
    return Manuscript(source.path, tuple(citations), bibliographies, cites_all=cites_all, aliases=AliasSupport.FULL)
