"""The registry of layouts. The order is the order in which a document is offered to them."""

from __future__ import annotations

from biblio.errors import UsageError
from biblio.readers.base import Document, Reader
from biblio.registry import Registry

__all__ = ["READERS", "reader_for"]

# Layouts with unmistakable marks first; Markdown, which almost any text could be, last.
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
)


def reader_for(document: Document, layout: str | None = None) -> Reader | None:
    """Return the reader of `layout`, or of the first layout that recognises the document; None where none does.

    Raises `UsageError` for a layout that does not exist.
    """
    if layout is not None:
        if layout not in READERS:
            raise UsageError(f"there is no layout called {layout!r}", hint=f"known: {', '.join(READERS)}")
        return READERS.load(layout)
    return next((reader for name in READERS if (reader := READERS.load(name)).recognises(document)), None)
