"""Exports of reference managers as notes: every entry is a note; one reader per format, all of them alike.

The formats themselves are read by `biblio.formats`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from biblio.errors import Problem
from biblio.formats.arxiv_digest import is_arxiv_listing, read_arxiv_listing
from biblio.formats.calibre_opf import is_calibre_opf, read_calibre_opf
from biblio.formats.citation_cff import is_citation_cff, read_citation_cff
from biblio.formats.csl_json import is_csl, is_csl_item, read_csl
from biblio.formats.csl_yaml import is_csl_yaml, read_csl_yaml
from biblio.formats.dblp_records import is_dblp_records, read_dblp_records
from biblio.formats.endnote_xml import is_endnote_xml, read_endnote_xml
from biblio.formats.hayagriva import is_hayagriva, read_hayagriva
from biblio.formats.library_entry import ExportPart, PassedOver
from biblio.formats.marc_xml import is_marc_xml, read_marc_xml
from biblio.formats.mods import is_mods, read_mods
from biblio.formats.nbib import is_nbib, read_nbib
from biblio.formats.ovid import is_ovid, read_ovid
from biblio.formats.pubmed_xml import is_pubmed_xml, read_pubmed_xml
from biblio.formats.redif import is_redif, read_redif
from biblio.formats.refer import is_refer, read_refer
from biblio.formats.refworks import is_refworks, read_refworks
from biblio.formats.ris import is_ris, read_ris
from biblio.formats.web_of_science import is_web_of_science, read_web_of_science
from biblio.formats.word_sources import is_word_sources, read_word_sources
from biblio.formats.zotero_csv import is_zotero_csv, read_zotero_csv
from biblio.formats.zotero_json import is_zotero_json, read_zotero_json
from biblio.formats.zotero_rdf import is_zotero_rdf, read_zotero_rdf
from biblio.readers.base import Document, ReadItem
from biblio.readers.entry_to_note import entry_to_note
from biblio.readers.skipped import Skipped, SkipReason

__all__ = [
    "ARXIV_LISTING",
    "CALIBRE",
    "CITATION_CFF",
    "CSL_JSON",
    "CSL_YAML",
    "DBLP",
    "ENDNOTE_TAGGED",
    "ENDNOTE_XML",
    "HAYAGRIVA",
    "MARC_XML",
    "MODS",
    "NBIB",
    "OVID",
    "PUBMED_XML",
    "REDIF",
    "REFWORKS",
    "RIS",
    "WEB_OF_SCIENCE",
    "WORD_SOURCES",
    "ZOTERO_CSV",
    "ZOTERO_JSON",
    "ZOTERO_RDF",
    "LibraryReader",
    "items_of_export",
]

_BEGINNING = 64 * 1024  # characters of a file that show whether it is CSL JSON
ReadEntries = Callable[[str, str], Iterator[ExportPart]]


def _is_csl_json(text: str) -> bool:
    return is_csl(text[:_BEGINNING]) or (len(text) < _BEGINNING and is_csl_item(text))


class LibraryReader:
    """Reads the exports of one format.

    `is_format` tells whether a text has it, `read_entries` takes a text and a path.
    """

    def __init__(self, layout: str, is_format: Callable[[str], bool], read_entries: ReadEntries) -> None:
        self.layout = layout
        self._is_format = is_format
        self._read_entries = read_entries

    def recognises(self, document: Document) -> bool:
        """Return whether the document is an export in this format."""
        return self._is_format(document.text)

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield a note for every entry, in order, and a `Problem` for an entry that cannot be read."""
        yield from items_of_export(self._read_entries(document.text, document.path), document, self.layout)


def items_of_export(parts: Iterable[ExportPart], document: Document, layout: str) -> Iterator[ReadItem]:
    """Yield the notes that the entries of an export are, what is broken in it, and what it passed over."""
    used_ids: set[str] = set()
    for part in parts:
        if isinstance(part, Problem):
            yield part
        elif isinstance(part, PassedOver):
            reason = SkipReason.NO_WORK if part.what else SkipReason.NO_TITLE
            yield Skipped(document.path, reason, part.line, part.what)
        else:
            note = entry_to_note(part, source=document.path, layout=layout, used_ids=used_ids)
            used_ids.add(note.id)
            yield note


ARXIV_LISTING = LibraryReader("arxiv-listing", is_arxiv_listing, read_arxiv_listing)
DBLP = LibraryReader("dblp", is_dblp_records, read_dblp_records)
RIS = LibraryReader("ris", is_ris, read_ris)
NBIB = LibraryReader("nbib", is_nbib, read_nbib)
OVID = LibraryReader("ovid", is_ovid, read_ovid)
ENDNOTE_TAGGED = LibraryReader("endnote-tagged", is_refer, read_refer)
PUBMED_XML = LibraryReader("pubmed-xml", is_pubmed_xml, read_pubmed_xml)
CALIBRE = LibraryReader("calibre", is_calibre_opf, read_calibre_opf)
CITATION_CFF = LibraryReader("citation-cff", is_citation_cff, read_citation_cff)
MARC_XML = LibraryReader("marc-xml", is_marc_xml, read_marc_xml)
WORD_SOURCES = LibraryReader("word-sources", is_word_sources, read_word_sources)
REDIF = LibraryReader("redif", is_redif, read_redif)
MODS = LibraryReader("mods", is_mods, read_mods)
REFWORKS = LibraryReader("refworks", is_refworks, read_refworks)
WEB_OF_SCIENCE = LibraryReader("web-of-science", is_web_of_science, read_web_of_science)
CSL_JSON = LibraryReader("csl-json", _is_csl_json, read_csl)
ZOTERO_JSON = LibraryReader("zotero-json", is_zotero_json, read_zotero_json)
ZOTERO_CSV = LibraryReader("zotero-csv", is_zotero_csv, read_zotero_csv)
ZOTERO_RDF = LibraryReader("zotero-rdf", is_zotero_rdf, read_zotero_rdf)
ENDNOTE_XML = LibraryReader("endnote-xml", is_endnote_xml, read_endnote_xml)
HAYAGRIVA = LibraryReader("hayagriva", is_hayagriva, read_hayagriva)
CSL_YAML = LibraryReader("csl-yaml", is_csl_yaml, read_csl_yaml)
