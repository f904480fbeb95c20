"""EndNote's XML, which Mendeley, Bookends, Citavi and JabRef write too, and the older one with names in capitals.

EndNote documents no schema; Zotero's translator is the best description of what programs write:
https://github.com/zotero/translators/blob/master/Endnote%20XML.js
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from biblio.formats.export_values import (
    arxiv_in,
    html_to_text,
    parse_date_of_year,
    parse_written_date,
    read_doi,
    read_names,
    split_keywords,
)
from biblio.formats.item_types import endnote_meaning
from biblio.formats.library_entry import EntryDraft, ExportPart, LibraryEntry, PassedOver
from biblio.formats.xml_tree import Element, all_text, parse_xml
from biblio.model.identifiers import make
from biblio.model.record import Kind, Medium
from biblio.text import whole_number

__all__ = ["is_endnote_xml", "read_endnote_xml"]

_BEGINNING = re.compile(
    r"(?is)[\s\ufeff]*(?:<\?xml\b[^>]*\?>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:xml|records|record)\b"
)
_IN_PARTS = frozenset({Medium.PROCEEDINGS, Medium.COLLECTION})
_FIELDS = {
    "auth-address": "affiliation", "auth-affiliaton": "affiliation", "pub-location": "place", "edition": "edition",
    "section": "section", "num-vols": "volumes", "call-num": "call-number", "accession-num": "accession-number",
    "work-type": "type", "remote-database-name": "database", "remote-database-provider": "database-provider",
    "custom1": "custom1", "custom2": "custom2", "custom3": "custom3", "custom4": "custom4", "custom5": "custom5",
    "custom6": "custom6", "custom7": "custom7", "meeting-place": "meeting-place", "orig-pub": "original-publication",
    "reprint-edition": "reprint-edition", "reviewed-item": "reviewed-item", "modified-date": "modified-date",
    "report-id": "report-id", "misc1": "misc1", "misc2": "misc2", "misc3": "misc3", "caption": "caption",
}  # fmt: skip


# The older format, up to EndNote 7: the same values under other names, and other numbers of types.
_OLD_NAMES = {
    "titles/title": "TITLE", "titles/secondary-title": "SECONDARY_TITLE", "titles/tertiary-title": "TERTIARY_TITLE",
    "titles/alt-title": "ALTERNATE_TITLE", "titles/short-title": "SHORT_TITLE", "dates/year": "YEAR",
    "contributors/authors/author": "AUTHORS/AUTHOR", "dates/pub-dates/date": "DATE",
    "contributors/secondary-authors/author": "SECONDARY_AUTHORS/SECONDARY_AUTHOR",
    "contributors/tertiary-authors/author": "TERTIARY_AUTHORS/TERTIARY_AUTHOR",
    "contributors/subsidiary-authors/author": "SUBSIDIARY_AUTHORS/SUBSIDIARY_AUTHOR",
    "keywords/keyword": "KEYWORDS/KEYWORD", "urls/url": "URL", "pub-location": "PLACE_PUBLISHED",
    "rec-number": "REFNUM", "accession-num": "ACCESSION_NUMBER", "call-num": "CALL_NUMBER",
    "auth-address": "AUTHOR_ADDRESS", "work-type": "TYPE_OF_WORK", "num-vols": "NUMBER_OF_VOLUMES",
    "electronic-resource-num": "ELECTRONIC_RESOURCE_NUMBER", "periodical/abbr-1": "ALTERNATE_TITLE",
    **{
        name: name.upper()
        for name in "volume number pages publisher abstract notes label isbn language edition section".split()
    },
}  # fmt: skip
_OLD_TYPES = (
    "Journal Article", "Book", "Thesis", "Conference Proceedings", "Personal Communication", "Newspaper Article",
    "Computer Program", "Book Section", "Magazine Article", "Edited Book", "Report",
)  # fmt: skip


def is_endnote_xml(text: str) -> bool:
    """Whether a text is EndNote's XML, judging by its beginning."""
    return bool(_BEGINNING.match(text)) and re.search("<ref-type|<REFERENCE_TYPE>", text[:20_000]) is not None


def read_endnote_xml(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of an XML text, and a `Problem` for what is broken in it."""
    root, problem = parse_xml(text, path, "what could be read was read; export the file again")
    if problem is not None:
        yield problem
    if root is None:
        return
    last_line = text.count("\n") + 1
    records = [root] if root.tag == "record" else list(root.iter("record", "RECORD"))
    for record, following in zip_longest(records, records[1:]):
        line = min(record.sourceline or 1, last_line)
        end = following.sourceline - 1 if following is not None else _last_line(record)
        entry = _entry(record, line, min(max(line, end), last_line))
        yield entry or PassedOver(line)


def _last_line(record: Element) -> int:
    return max((element.sourceline or 1 for element in record.iter()), default=1)


def _entry(record: Element, line: int, end_line: int) -> LibraryEntry | None:
    values = _Values(record)
    reference_type = record.find("ref-type")
    type_name = reference_type.get("name", "") if reference_type is not None else _old_type(record)
    draft = EntryDraft("endnote", line, end_line, type_name, endnote_meaning(type_name, all_text(reference_type)))
    kind, medium = draft.meaning or (Kind.PAPER, Medium.UNKNOWN)
    draft.title = values.text("titles/title")
    draft.other_titles = [values.text("titles/translated-title")]
    draft.authors, draft.is_truncated = read_names(values.texts("contributors/authors/author"))
    editors = "contributors/tertiary-authors/author" if kind is Kind.BOOK else "contributors/secondary-authors/author"
    draft.editors, _ = read_names(values.texts(editors) or values.texts("contributors/secondary-authors/author"))
    for role, name in (("subsidiary-authors", "subsidiary-author"), ("translated-authors", "translator")):
        for text in values.texts(f"contributors/{role}/author"):
            draft.add_field(name, text)
    draft.date = parse_date_of_year(values.text("dates/pub-dates/date"), values.text("dates/year"))
    draft.added = parse_written_date(values.text("access-date"))
    secondary, tertiary = values.text("titles/secondary-title"), values.text("titles/tertiary-title")
    if kind in (Kind.BOOK, Kind.THESIS, Kind.REPORT):
        draft.series = secondary or tertiary
    else:
        journal = values.text("periodical/full-title", "titles/alt-title", "alt-periodical/full-title")
        draft.venue = secondary or journal if medium in _IN_PARTS else journal or secondary
        draft.venue = draft.venue or values.text("periodical/abbr-1")
        draft.series = tertiary
    draft.venue_short = values.text("periodical/abbr-1")
    draft.volume, draft.number = values.text("volume"), values.text("number", "issue")
    draft.pages, draft.publisher = values.text("pages"), values.text("publisher")
    draft.abstract, draft.language = html_to_text(values.text("abstract")), values.text("language")
    draft.tags = split_keywords(re.sub(r"\r|&#xD;", "\n", text) for text in values.texts("keywords/keyword"))
    draft.comments = [html_to_text(values.text("notes")), html_to_text(values.text("research-notes"))]
    places = ("urls/web-urls/url", "urls/related-urls/url", "urls/text-urls/url", "urls/url")
    for text in (text for place in places for text in values.texts(place)):
        draft.urls += text.split() if "://" in text[:10] and "<" not in text else [text]
    label = values.text("label")
    draft.key = label if re.search(r"[^\W\d_]", label) else ""
    draft.export_id = values.text("rec-number")
    _set_numbers(draft, values)
    for name, field in _FIELDS.items():
        draft.add_field(field, values.text(name))
    draft.add_field("short-title", values.text("titles/short-title"))
    for url in values.texts("urls/pdf-urls/url"):
        draft.add_field("file", url)
    return draft.finish()


def _old_type(record: Element) -> str:
    number = whole_number(all_text(record.find("REFERENCE_TYPE")))
    return _OLD_TYPES[number] if number is not None and number < len(_OLD_TYPES) else ""


class _Values:
    """The texts of a record, by the paths of their elements."""

    def __init__(self, record: Element) -> None:
        self._record = record

    def text(self, *paths: str) -> str:
        """Return the first non-empty text, looking for the paths in the order given."""
        return next((text for path in paths for text in self.texts(path)), "")

    def texts(self, path: str) -> list[str]:
        """Return the non-empty texts at a path."""
        if self._record.tag == "RECORD":
            path = _OLD_NAMES.get(path, path)
        return [text for element in self._record.findall(path) if (text := all_text(element))]


def _set_numbers(draft: EntryDraft, values: _Values) -> None:
    draft.identifiers = [read_doi(text) for text in values.texts("electronic-resource-num")]
    written = [values.text(name) for name in ("electronic-resource-num", "volume", "number", "pages", "accession-num")]
    draft.identifiers += arxiv_in(written)
    for name in ("custom2", "accession-num"):
        if match := re.fullmatch(r"(?i)PMC\d+", values.text(name)):
            draft.identifiers.append(make("pmcid", match[0].upper()))
    provider = f"{values.text('remote-database-name')} {values.text('remote-database-provider')}".casefold()
    if "pubmed" in provider or "medline" in provider or "nlm" in provider.split():
        draft.identifiers.append(make("pmid", values.text("accession-num")))
    for text in values.texts("isbn"):
        draft.add_isbn_or_issn(text)
