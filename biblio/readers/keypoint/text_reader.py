"""Layout "keypoint-text": pages of the site "KeyPoint Notes" saved as plain text, in their 2025 or 2026 form.

Both have ``#Tag … Issue Date: 2026-01-14`` in every note. The 2026 form opens each note with the line
``Paper/Blog Link My Issue``, which the 2025 form lacks. `pages_2025` and `pages_2026` read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from biblio.readers.base import Document, ReadItem
from biblio.readers.keypoint.page_parts import find_note_starts
from biblio.readers.keypoint.pages_2025 import read_2025_page
from biblio.readers.keypoint.pages_2026 import OPENING, read_2026_page
from biblio.readers.note_text import is_marked_up

__all__ = ["READER", "KeypointTextReader"]


@dataclass(frozen=True, slots=True)
class KeypointTextReader:
    """Reads pages of both forms."""

    layout: str = "keypoint-text"

    def recognises(self, document: Document) -> bool:
        """Return whether the text is such a page, or part of one.

        One opening line is enough for a 2026 page. A 2025 page has no such mark: it must have several notes with tags
        and a date, or one note with at most one line above it.
        """
        text = document.text
        if is_marked_up(text):
            return False
        if OPENING.search(text):
            return True
        if "Issue Date:" not in text:
            return False
        headers = find_note_starts(text)
        tagged = sum(bool(header.tags) for header in headers)
        return tagged > 1 or (tagged == 1 and text[: headers[0].start].strip().count("\n") == 0)

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield every note of the page once, in order, with a `Problem` for each impossible date."""
        return read_2026_page(document) if OPENING.search(document.text) else read_2025_page(document)


READER = KeypointTextReader()
