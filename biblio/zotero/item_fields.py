"""The fields of Zotero items and the attributes of records: one table, which `item_mapping` reads both ways."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from biblio.formats.item_types import ZOTERO_TYPES
from biblio.model.record import Kind, Medium
from biblio.zotero.schema import item_type

__all__ = ["ITEM_TYPES", "MODEL", "TEXT_FIELDS", "field_name", "kind_and_medium"]

# Text attributes of a record, and the base field of each (see `schema`).
TEXT_FIELDS: Mapping[str, str] = {
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
# Item types that differ; an empty name means that there is no such field. "house" is the publisher, else the venue.
_EXCEPTIONS: Mapping[str, Mapping[str, str]] = {
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
# The item type of each kind of work; that of a paper depends on its medium (`item_mapping.item_type_of`).
ITEM_TYPES: Mapping[Kind, str] = {
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


def kind_and_medium(item_type_name: str) -> tuple[Kind, Medium]:
    """Return the kind and medium that an item type means; a type without a counterpart is a paper of unknown medium."""
    return ZOTERO_TYPES.get(item_type_name, (Kind.PAPER, Medium.UNKNOWN))


@cache
def field_name(kind: str, attribute: str) -> str:
    """Return the field of item type `kind` that holds an attribute or "house"; empty if the type has none."""
    base = _EXCEPTIONS.get(kind, {}).get(attribute, TEXT_FIELDS.get(attribute, ""))
    return item_type(kind).field(base) if base else ""
