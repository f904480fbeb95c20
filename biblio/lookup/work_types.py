"""The meaning of words for types of works: those of Crossref, CSL, OpenAlex and BibTeX, and those of our own kinds.

https://api.crossref.org/types, https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types,
https://developers.openalex.org (work types), btxdoc.
"""

from __future__ import annotations

from collections.abc import Mapping

from biblio.model.record import NOT_PAPERS, Kind, Medium

__all__ = ["CROSSREF_TYPES", "CSL_TYPES", "ROW_TYPES", "catalogue_type"]

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
# "article" is not here: in a user's file it is a preprint, from a registration agency it may be anything.
CSL_TYPES: Mapping[str, tuple[Kind, Medium]] = {
    "article-journal": (Kind.PAPER, Medium.JOURNAL),
    "paper-conference": (Kind.PAPER, Medium.PROCEEDINGS),
    "chapter": (Kind.PAPER, Medium.COLLECTION),
    "book": (Kind.BOOK, Medium.UNKNOWN),
    "thesis": (Kind.THESIS, Medium.UNKNOWN),
    "report": (Kind.REPORT, Medium.UNKNOWN),
    "software": (Kind.SOFTWARE, Medium.UNKNOWN),
    "dataset": (Kind.DATASET, Medium.UNKNOWN),
    "webpage": (Kind.WEBPAGE, Medium.UNKNOWN),
    "post-weblog": (Kind.BLOGPOST, Medium.UNKNOWN),
    "speech": (Kind.PRESENTATION, Medium.UNKNOWN),
    "motion_picture": (Kind.VIDEO, Medium.UNKNOWN),
}
# The first word of each pair (kind, medium) is the one we write ourselves.
ROW_TYPES: Mapping[str, tuple[Kind, Medium]] = {
    "preprint": (Kind.PAPER, Medium.PREPRINT),
    "thesis": (Kind.THESIS, Medium.UNKNOWN),
    **CROSSREF_TYPES,
    "article": (Kind.PAPER, Medium.JOURNAL),
    "inproceedings": (Kind.PAPER, Medium.PROCEEDINGS),
    "incollection": (Kind.PAPER, Medium.COLLECTION),
    "phdthesis": (Kind.THESIS, Medium.UNKNOWN),
    "mastersthesis": (Kind.THESIS, Medium.UNKNOWN),
    "techreport": (Kind.REPORT, Medium.UNKNOWN),
    **{kind.value: (kind, Medium.UNKNOWN) for kind in sorted(NOT_PAPERS)},
}
_WORDS = {meaning: word for word, meaning in reversed(list(ROW_TYPES.items()))}


def catalogue_type(kind: Kind, medium: Medium) -> str:
    """Return our word for a kind and medium; empty for a paper whose medium is not known."""
    return _WORDS.get((kind, medium)) or _WORDS.get((kind, Medium.UNKNOWN), "")
