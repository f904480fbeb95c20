"""The registry of layouts, and how a reader is chosen for a document.

Readers are asked, in the order of the registry, whether they recognise a document.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from biblio.errors import Problem
from biblio.model.note import Note
from biblio.readers.base import Document, Reader
from biblio.registry import Registry, failure_text

__all__ = ["READERS", "reader_for"]

logger = logging.getLogger(__name__)


def _problem_with(candidate: object) -> str:
    return "" if isinstance(candidate, Reader) else "it is not a reader (layout, recognises, read)"


class _ShieldedReader:
    """A plugin's reader; its exceptions become problems of the documents on which it failed."""

    def __init__(self, name: str, reader: Reader) -> None:
        self.layout = name
        self._reader = reader

    def recognises(self, document: Document) -> bool:
        try:
            return bool(self._reader.recognises(document))
        except Exception as error:  # noqa: BLE001 - whatever a stranger's plugin raises must not end the run
            logger.warning("the layout %r failed on %s: %s", self.layout, document.path, failure_text(error))
            return False

    def read(self, document: Document) -> Iterator[Note | Problem]:
        try:
            yield from self._reader.read(document)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's reader raises must not end the run
            what = f"the plugin for layout {self.layout!r} failed: {failure_text(error)}"
            yield Problem(document.path, 0, what, "update or uninstall the plugin; biblio plugins lists it")


# Layouts with unmistakable marks come first; Markdown comes last, because almost any text could be Markdown.
READERS: Registry[Reader] = Registry(
    "layout",
    {
        "github-issues": "biblio.readers.github.issue_reader:READER",
        "bibfile": "biblio.readers.bib_file_reader:READER",
        "keypoint-xml": "biblio.readers.keypoint.xml_reader:READER",
        "keypoint-html": "biblio.readers.keypoint.html_reader:READER",
        "keypoint-text": "biblio.readers.keypoint.text_reader:READER",
        "digest": "biblio.readers.digest_reader:READER",
        "reading-list": "biblio.readers.reading_list_reader:READER",
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
    return next((reader for _, reader in READERS.usable() if reader.recognises(document)), None)
