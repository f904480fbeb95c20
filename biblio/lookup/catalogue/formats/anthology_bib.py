"""Format "anthology": the ACL Anthology's BibTeX, https://aclanthology.org/faq/bibliography/.

``anthology.bib`` saves space with macros (``url = anth # {2024.acl-long.1/}``), which it defines volume by volume;
``anthology+abstracts.bib.gz`` spells everything out. Each volume has an entry of its own before its papers; such an
entry is not a work.
"""

from __future__ import annotations

from collections.abc import Iterator

from biblio.errors import Problem
from biblio.lookup.catalogue.formats.bib_files import FORMAT as ANY_BIB
from biblio.lookup.catalogue.formats.bibtex_stream import rows_from_bibtex
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, FileSample, SourceFile

__all__ = ["FORMAT", "AnthologyFormat"]


class AnthologyFormat:
    """Reads the Anthology's papers."""

    name = "anthology"

    def recognises(self, sample: FileSample) -> bool:
        """Whether this is the Anthology's BibTeX, by the address in its first lines or by the file's name."""
        is_named = b"://aclanthology.org/" in sample.head[:2000] or sample.name.startswith("anthology")
        return is_named and ANY_BIB.recognises(sample)

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        """Yield a row per paper; see `biblio.lookup.catalogue.formats.format_base.CatalogueFormat.rows`."""
        return rows_from_bibtex(file, position, lambda entry: entry.type != "proceedings")


FORMAT = AnthologyFormat()
