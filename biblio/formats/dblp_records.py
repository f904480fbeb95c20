"""Records of DBLP as XML: what its pages export (of a record, a person, a search), and parts of its dump.

https://dblp.org/faq/How+to+use+the+dblp+search+API.html, https://dblp.org/faq/16154937
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import name2codepoint
from itertools import chain

from biblio.extract.identifiers_in_text import identifier_in_url
from biblio.formats.export_values import read_doi, read_isbn
from biblio.formats.item_types import ZOTERO_TYPES
from biblio.formats.library_entry import EntryDraft, ExportPart, PassedOver
from biblio.formats.xml_tree import Element, all_text, parse_xml
from biblio.lookup.services.dblp_entry import corr_number, title_without_stop, venue_without_volume
from biblio.model.dates import PartialDate
from biblio.model.identifiers import make
from biblio.model.people import parse_person

__all__ = ["is_dblp_records", "read_dblp_records"]

_BEGINNING = re.compile(r"[\s\ufeff]*(?:<\?xml\b[^>]*\?>\s*)?(?:<!DOCTYPE[^>]*>\s*)?<(?:dblp\b|dblpperson\b|result\b)")
_TYPES = {
    "article": "journalArticle", "inproceedings": "conferencePaper", "incollection": "bookSection", "book": "book",
    "phdthesis": "thesis", "mastersthesis": "thesis", "data": "dataset",
    # the words of the search
    "Journal Articles": "journalArticle", "Conference and Workshop Papers": "conferencePaper",
    "Parts in Books or Collections": "bookSection", "Books and Theses": "book", "Informal Publications": "preprint",
    "Informal and Other Publications": "preprint", "Data and Artifacts": "dataset",
}  # fmt: skip
# Nothing else is read: what stands deeper, as a record in a record, would be read again for each level.
_FIELDS = frozenset(
    "author booktitle doi editor ee isbn journal key number pages publisher school series title type venue volume"
    " year".split()
)
_NOT_WORKS = frozenset({"www", "person", "proceedings"})
_NAMESAKE = re.compile(r"(?<!\s)\s+\d{4}$")  # distinguishes namesakes, https://dblp.org/faq/1474779.html
# XML itself has five named entities; those for letters are in the DTD, which is never read.
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]\w*);")
_HINT = "download it from dblp.org again"


def is_dblp_records(text: str) -> bool:
    """Whether the root element is one of DBLP's, with records or hits in it."""
    head = text[:20_000]
    return _BEGINNING.match(head) is not None and (' key="' in head or "<hit " in head) and "dblp" in head


def read_dblp_records(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the works among the records of a text, and a `Problem` if it is broken."""
    letters = _ENTITY.sub(lambda match: chr(name2codepoint.get(match[1], 0xFFFD)), text)
    root, problem = parse_xml(letters, path, _HINT)
    if problem:
        yield problem
    for element in root.iter() if root is not None else ():
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "info" or (tag in _TYPES and element.get("key")):
            yield _entry(element, tag) or PassedOver(element.sourceline or 1)
        elif tag in _NOT_WORKS and tag == "proceedings" and element.get("key"):
            yield PassedOver(element.sourceline or 1, "a volume of proceedings")


def _entry(record: Element, tag: str) -> ExportPart | None:
    values: dict[str, list[str]] = {}
    last = record.sourceline or 1
    for child in chain(record, *record.iterchildren("authors")):
        if child.tag in _FIELDS:
            values.setdefault(child.tag, []).append(" ".join(all_text(child).split()))
            last = max(last, child.sourceline or 1)

    def get(*names: str) -> str:
        return next((values[name][0] for name in names if values.get(name)), "")

    type_name = get("type") if tag == "info" else tag
    item_type = "preprint" if "informal" in (record.get("publtype") or "") else _TYPES.get(type_name, "")
    draft = EntryDraft("dblp", record.sourceline or 1, last, type_name, ZOTERO_TYPES.get(item_type))
    draft.title = title_without_stop(get("title"))
    draft.authors = [parse_person(_NAMESAKE.sub("", name)) for name in values.get("author", ())]
    draft.editors = [parse_person(_NAMESAKE.sub("", name)) for name in values.get("editor", ())]
    venue = venue_without_volume(get("journal", "booktitle", "venue"))
    year = get("year")
    draft.date = PartialDate(int(year)) if re.fullmatch(r"(?:1[5-9]|20)\d\d", year) else None
    number = corr_number(venue, get("volume"))
    draft.venue = "" if number else venue
    if not number:
        draft.volume, draft.number = get("volume"), get("number")
    draft.pages, draft.publisher, draft.series = get("pages"), get("publisher", "school"), get("series")
    key = record.get("key") or get("key")
    links = values.get("ee", [])
    draft.identifiers = [
        read_doi(get("doi")),
        *(identifier_in_url(link) for link in links),
        make("arxiv", number) if number else None,
        make("dblp", key) if key else None,
    ]
    draft.urls = links[:1]
    if item_type == "book" and (isbn := read_isbn(get("isbn"))):
        draft.add_field("isbn", isbn.value)
    return draft.finish()
