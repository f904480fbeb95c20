"""What a row's ``type`` means: the words of Crossref, OpenAlex and BibTeX, and those of our own kinds.

https://api.crossref.org/types, https://developers.openalex.org (work types), btxdoc.
"""

from __future__ import annotations

from collections.abc import Mapping

from biblio.model.record import NOT_PAPERS, Kind, Medium
from biblio.model.types import CROSSREF_TYPES

__all__ = ["TYPES", "type_of"]

# The first word of each pair (kind, medium) is the one we write ourselves.
TYPES: Mapping[str, tuple[Kind, Medium]] = {
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

_WORDS = {meaning: word for word, meaning in reversed(list(TYPES.items()))}


def type_of(kind: Kind, medium: Medium) -> str:
    """Return the word for a kind and medium; empty for a paper of which the medium is not known."""
    return _WORDS.get((kind, medium)) or _WORDS.get((kind, Medium.UNKNOWN), "")
