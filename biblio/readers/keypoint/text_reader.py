"""The site "KeyPoint Notes" saved as plain text: a page in its 2025 or its 2026 form.

Both say ``#Tag … Issue Date: 2026-01-14`` of every note. The 2026 form opens each note with the line
``Paper/Blog Link My Issue``, which the 2025 form does not have; the two are read by modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from biblio.errors import Problem
from biblio.model.note import Note
from biblio.readers.base import Document
from biblio.readers.keypoint import pages_2025 as _keypoint_2025
from biblio.readers.keypoint import pages_2026 as _keypoint_2026
from biblio.readers.keypoint.page_parts import find_note_starts
from biblio.readers.note_text import is_marked_up

__all__ = ["READER", "KeypointTextReader"]


@dataclass(frozen=True, slots=True)
class KeypointTextReader:
    """Reads pages of both forms."""

    layout: str = "keypoint-text"

    def recognises(self, document: Document) -> bool:
        """Tell whether the text is such a page, or a part of one.

        A 2026 page is told by one opening line. A 2025 page has no such mark: it must begin with a note that has
        tags and a date, below one line at most, or hold several.
        """
        text = document.text
        if is_marked_up(text):
            return False
        if _keypoint_2026.OPENING.search(text):
            return True
        if "Issue Date:" not in text:
            return False
        headers = find_note_starts(text)
        tagged = sum(bool(header.tags) for header in headers)
        return tagged > 1 or (tagged == 1 and text[: headers[0].start].strip().count("\n") == 0)

    def read(self, document: Document) -> Iterator[Note | Problem]:
        """Yield every note of the page once, in order, with a `Problem` for each date that cannot be."""
        if _keypoint_2026.OPENING.search(document.text):
            return _keypoint_2026.read_2026_page(document)
        return _keypoint_2025.read_2025_page(document)


READER = KeypointTextReader()
