"""The registry of layouts, and how a reader is chosen for a document.

Readers are asked, in the order of the registry, whether they recognise a document.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from biblio.errors import PluginError, Problem
from biblio.registry import Registry, failure_text

if TYPE_CHECKING:
    from biblio.readers.base import Document, Reader, ReadItem

__all__ = ["BINARY_SUFFIXES", "READERS", "can_read_suffix", "is_plugin_suffix", "reader_for"]

# Folders are searched for files with these suffixes. A source that is itself a file may have any name.
_SUFFIXES = frozenset(
    ".bib .md .markdown .mdx .qmd .rmd .txt .text .html .htm .xhtml .xml .json .jsonl .ndjson".split()
)
_SUFFIXES_OF_EXPORTS = frozenset(".ris .nbib .medline .enw .refer .ciw .isi .ovd .opf .rdf .redif .cff".split())
_SUFFIXES_OF_NOTES = frozenset(
    ".org .adoc .asciidoc .mediawiki .wiki .tid .typ .rst .rest .ipynb .csv .tsv .tab .urls .yaml .yml .toml"
    " .eml .mbox".split()
)
BINARY_SUFFIXES = frozenset({".pdf", ".jex", ".ctv5", ".ctv6", ".ctv5bak", ".ctv6bak"})

logger = logging.getLogger(__name__)


def _problem_with(candidate: object) -> str:
    from biblio.readers.base import Reader  # the names of layouts are enough for many commands

    return "" if isinstance(candidate, Reader) else "it is not a reader (layout, recognises, read)"


class _ShieldedReader:
    """A plugin's reader; its exceptions become problems of the documents on which it failed."""

    def __init__(self, name: str, reader: Reader) -> None:
        self.layout = name
        self.suffixes: Collection[str] = getattr(reader, "suffixes", ())
        self._reader = reader

    def recognises(self, document: Document) -> bool:
        try:
            return bool(self._reader.recognises(document))
        except Exception as error:  # noqa: BLE001 - whatever a stranger's plugin raises must not end the run
            logger.warning("the layout %r failed on %s: %s", self.layout, document.path, failure_text(error))
            return False

    def read(self, document: Document) -> Iterator[ReadItem]:
        try:
            yield from self._reader.read(document)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's reader raises must not end the run
            what = f"the plugin for layout {self.layout!r} failed: {failure_text(error)}"
            yield Problem(document.path, 0, what, "update or uninstall the plugin; biblio plugins lists it")


# Layouts with unmistakable marks come first; Markdown comes last, because almost any text could be Markdown.
READERS: Registry[Reader] = Registry(
    "layout",
    {
        "csl-json": "biblio.readers.library_reader:CSL_JSON",
        "zotero-json": "biblio.readers.library_reader:ZOTERO_JSON",
        "zotero-csv": "biblio.readers.library_reader:ZOTERO_CSV",
        "zotero-rdf": "biblio.readers.library_reader:ZOTERO_RDF",
        "endnote-xml": "biblio.readers.library_reader:ENDNOTE_XML",
        "mods": "biblio.readers.library_reader:MODS",
        "marc-xml": "biblio.readers.library_reader:MARC_XML",
        "word-sources": "biblio.readers.library_reader:WORD_SOURCES",
        "calibre": "biblio.readers.library_reader:CALIBRE",
        "pubmed-xml": "biblio.readers.library_reader:PUBMED_XML",
        "citavi": "biblio.readers.citavi_reader:READER",
        "joplin": "biblio.readers.other_markup.joplin_reader:READER",
        "dblp": "biblio.readers.library_reader:DBLP",
        "mail": "biblio.readers.mail_reader:READER",
        "arxiv-listing": "biblio.readers.library_reader:ARXIV_LISTING",
        "pdf": "biblio.readers.pdf_reader:READER",
        "github-issues": "biblio.readers.github.issue_reader:READER",
        "bibfile": "biblio.readers.bib_file_reader:READER",
        "ris": "biblio.readers.library_reader:RIS",
        "ovid": "biblio.readers.library_reader:OVID",
        "nbib": "biblio.readers.library_reader:NBIB",
        "endnote-tagged": "biblio.readers.library_reader:ENDNOTE_TAGGED",
        "redif": "biblio.readers.library_reader:REDIF",
        "refworks": "biblio.readers.library_reader:REFWORKS",
        "web-of-science": "biblio.readers.library_reader:WEB_OF_SCIENCE",
        "notebook": "biblio.readers.other_markup.notebook_reader:READER",
        "rst": "biblio.readers.other_markup.rst_reader:READER",
        "typst": "biblio.readers.other_markup.typst_reader:READER",
        "asciidoc": "biblio.readers.other_markup.wiki_reader:ASCIIDOC",
        "mediawiki": "biblio.readers.other_markup.wiki_reader:MEDIAWIKI",
        "dokuwiki": "biblio.readers.other_markup.wiki_reader:DOKUWIKI",
        "tiddlywiki": "biblio.readers.other_markup.wiki_reader:TIDDLYWIKI",
        "roam-json": "biblio.readers.other_markup.roam_reader:READER",
        "citation-cff": "biblio.readers.library_reader:CITATION_CFF",
        "csl-yaml": "biblio.readers.library_reader:CSL_YAML",
        "hayagriva": "biblio.readers.library_reader:HAYAGRIVA",
        "hypothesis": "biblio.readers.tables.hypothesis_reader:READER",
        "data": "biblio.readers.tables.data_list_reader:READER",
        "bookmarks": "biblio.readers.bookmarks_reader:READER",
        "kindle": "biblio.readers.kindle_reader:READER",
        "readwise-csv": "biblio.readers.tables.readwise_reader:READER",
        "table": "biblio.readers.tables.table_reader:READER",
        "org": "biblio.readers.other_markup.org_reader:READER",
        "keypoint-xml": "biblio.readers.keypoint.xml_reader:READER",
        "keypoint-html": "biblio.readers.keypoint.html_reader:READER",
        "keypoint-text": "biblio.readers.keypoint.text_reader:READER",
        "html": "biblio.readers.other_markup.html_page_reader:READER",
        "digest": "biblio.readers.digest_reader:READER",
        "reading-list": "biblio.readers.reading_list_reader:READER",
        "addresses": "biblio.readers.address_list_reader:READER",
        "markdown": "biblio.readers.markdown.markdown_reader:READER",
    },
    group="biblio.readers",
    check=_problem_with,
    shield=_ShieldedReader,
)


def reader_for(document: Document, layout: str | None = None) -> Reader | None:
    """Return the reader for `layout`, or else for the first layout that recognises the document; None if none does.

    Raises `UsageError` for an unknown layout, and `PluginError` for one whose plugin cannot be used.
    """
    if layout is not None:
        return READERS.load(layout)
    from biblio.readers.layout_signs import layouts_with_signs  # the names of layouts are enough for many commands

    readers = READERS.usable(layouts_with_signs(READERS.built_in, document))
    return next((reader for _, reader in readers if reader.recognises(document)), None)


def can_read_suffix(suffix: str) -> bool:
    """Return whether a reader reads files with `suffix` (in lower case, with its dot), so that they are opened."""
    built_in = (_SUFFIXES, _SUFFIXES_OF_EXPORTS, _SUFFIXES_OF_NOTES, BINARY_SUFFIXES)
    return any(suffix in suffixes for suffixes in built_in) or is_plugin_suffix(suffix)


def is_plugin_suffix(suffix: str) -> bool:
    """Return whether a plugin reads files with `suffix` (in lower case, with its dot)."""
    return any(suffix in suffixes for suffixes in _plugin_suffixes())


def _plugin_suffixes() -> Iterator[Collection[str]]:
    for name in READERS:
        if READERS.is_plugin(name):
            with contextlib.suppress(PluginError):
                yield getattr(READERS.load(name), "suffixes", ())
