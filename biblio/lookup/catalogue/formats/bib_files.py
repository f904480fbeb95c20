"""Format "bibfile": any `.bib` (https://ctan.org/pkg/bibtex, https://ctan.org/pkg/biblatex)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.errors import Problem
from biblio.lookup.catalogue.formats.bibtex_stream import rows_from_bibtex
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, FileSample, SourceFile

__all__ = ["FORMAT", "BibFormat"]

_ENTRY_START = re.compile(rb"^[ \t]*@[A-Za-z]+\s*[{(]", re.MULTILINE)


class BibFormat:
    """Reads the entries of a `.bib`."""

    name = "bibfile"

    def recognises(self, sample: FileSample) -> bool:
        """Whether an entry begins on a line."""
        return not sample.first.startswith((b"{", b"[", b"<")) and bool(_ENTRY_START.search(sample.head))

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        """Yield a row per entry; see `biblio.lookup.catalogue.formats.format_base.CatalogueFormat.rows`."""
        return rows_from_bibtex(file, position)


FORMAT = BibFormat()
