"""Which field of a Zotero item holds what a record says: one table, read in both directions by `mapping`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from biblio.model.record import Kind, Medium
from biblio.zotero.schema import item_type

__all__ = ["KINDS", "MODEL", "MONTH_NAMES", "TEXTS", "field_of", "type_meaning"]

# Attributes of a record that are texts, and the base field of each (see `schema`).
TEXTS: Mapping[str, str] = {
    "title": "title",
    "abstract": "abstractNote",
    "venue": "publicationTitle",
    "venue_short": "",
    "publisher": "publisher",
    "volume": "volume",
    "number": "issue",
    "pages": "pages",
    "series": "series",
    "url": "url",
    "language": "language",
}
# Where a type differs; an empty name: the type has no place for it. "house" is the publisher, else the venue.
_OWN: Mapping[str, Mapping[str, str]] = {
    "journalArticle": {"venue_short": "journalAbbreviation"},
    "conferencePaper": {"venue_short": "conferenceName"},
    "book": {"venue": "", "number": "seriesNumber"},
    "bookSection": {"number": "seriesNumber"},
    "preprint": {"venue": "repository", "publisher": "", "number": "", "series": ""},
    "thesis": {"venue": "", "publisher": "", "house": "university", "number": ""},
    "report": {"venue": "", "publisher": "", "house": "institution", "number": "reportNumber", "series": "seriesTitle"},
    "blogPost": {"venue": "", "house": "blogTitle"},
    "webpage": {"venue": "", "publisher": "", "house": "websiteTitle"},
    "presentation": {"venue": "", "house": "meetingName"},
    "computerProgram": {"venue": "", "publisher": "", "house": "company", "series": "seriesTitle"},
    "dataset": {"venue": "", "publisher": "", "house": "repository"},
    "videoRecording": {"venue": "", "publisher": "", "house": "studio", "series": "seriesTitle"},
}
# What a work is → its item type. Of papers the medium decides (`mapping.type_of`).
KINDS: Mapping[Kind, str] = {
    Kind.BOOK: "book",
    Kind.THESIS: "thesis",
    Kind.REPORT: "report",
    Kind.BLOGPOST: "blogPost",
    Kind.WEBPAGE: "webpage",
    Kind.PRESENTATION: "presentation",
    Kind.SOFTWARE: "computerProgram",
    Kind.MODEL: "computerProgram",  # with the line "Kind: Model" in extra
    Kind.DATASET: "dataset",
    Kind.VIDEO: "videoRecording",
}
MODEL = "Model"
_MEANINGS: Mapping[str, tuple[Kind, Medium]] = {
    **{name: (kind, Medium.UNKNOWN) for kind, name in KINDS.items() if kind is not Kind.MODEL},
    "journalArticle": (Kind.PAPER, Medium.JOURNAL),
    "magazineArticle": (Kind.PAPER, Medium.JOURNAL),
    "newspaperArticle": (Kind.PAPER, Medium.JOURNAL),
    "conferencePaper": (Kind.PAPER, Medium.PROCEEDINGS),
    "bookSection": (Kind.PAPER, Medium.COLLECTION),
    "encyclopediaArticle": (Kind.PAPER, Medium.COLLECTION),
    "dictionaryEntry": (Kind.PAPER, Medium.COLLECTION),
    "preprint": (Kind.PAPER, Medium.PREPRINT),
    "forumPost": (Kind.WEBPAGE, Medium.UNKNOWN),
    "film": (Kind.VIDEO, Medium.UNKNOWN),
    "tvBroadcast": (Kind.VIDEO, Medium.UNKNOWN),
}
MONTH_NAMES = "january february march april may june july august september october november december".split()


def type_meaning(name: str) -> tuple[Kind, Medium]:
    """Return what an item type says about a work; a type that is none of ours is a paper of unknown medium."""
    return _MEANINGS.get(name, (Kind.PAPER, Medium.UNKNOWN))


@cache
def field_of(kind: str, attribute: str) -> str:
    """Return the field of item type `kind` that holds an attribute ("house" among them); empty where none does."""
    base = _OWN.get(kind, {}).get(attribute, TEXTS.get(attribute, ""))
    return item_type(kind).field(base) if base else ""
