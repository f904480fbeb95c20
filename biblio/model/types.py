"""What the types of works mean that Crossref registers: https://api.crossref.org/types."""

from __future__ import annotations

from collections.abc import Mapping

from biblio.model.record import Kind, Medium

__all__ = ["CROSSREF_TYPES"]

CROSSREF_TYPES: Mapping[str, tuple[Kind, Medium]] = {
    "journal-article": (Kind.PAPER, Medium.JOURNAL),
    "proceedings-article": (Kind.PAPER, Medium.PROCEEDINGS),
    "book-chapter": (Kind.PAPER, Medium.COLLECTION),
    "book-section": (Kind.PAPER, Medium.COLLECTION),
    "book-part": (Kind.PAPER, Medium.COLLECTION),
    "book-track": (Kind.PAPER, Medium.COLLECTION),
    "reference-entry": (Kind.PAPER, Medium.COLLECTION),
    "posted-content": (Kind.PAPER, Medium.PREPRINT),
    "book": (Kind.BOOK, Medium.UNKNOWN),
    "monograph": (Kind.BOOK, Medium.UNKNOWN),
    "edited-book": (Kind.BOOK, Medium.UNKNOWN),
    "reference-book": (Kind.BOOK, Medium.UNKNOWN),
    "book-set": (Kind.BOOK, Medium.UNKNOWN),
    "proceedings": (Kind.BOOK, Medium.PROCEEDINGS),
    "dissertation": (Kind.THESIS, Medium.UNKNOWN),
    "report": (Kind.REPORT, Medium.UNKNOWN),
    "report-component": (Kind.REPORT, Medium.UNKNOWN),
    "standard": (Kind.REPORT, Medium.UNKNOWN),
    "dataset": (Kind.DATASET, Medium.UNKNOWN),
    "software": (Kind.SOFTWARE, Medium.UNKNOWN),
}
