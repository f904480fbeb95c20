"""The registry of layouts. The order is the order in which a document is offered to them."""

from __future__ import annotations

from biblio.errors import UsageError
from biblio.ports import Document, Reader
from biblio.registry import Registry

__all__ = ["READERS", "reader_for"]

# Layouts with unmistakable marks first; Markdown, which almost any text could be, last.
READERS: Registry[Reader] = Registry(
    "layout",
    {
        "github-issues": "biblio.notes.github_issues:READER",
        "bibfile": "biblio.notes.bibfile:READER",
        "keypoint-xml": "biblio.notes.keypoint_xml:READER",
        "keypoint-html": "biblio.notes.keypoint_html:READER",
        "keypoint-text": "biblio.notes.keypoint_text:READER",
        "digest": "biblio.notes.digest:READER",
        "reading-list": "biblio.notes.reading_list:READER",
        "markdown": "biblio.notes.markdown:READER",
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
