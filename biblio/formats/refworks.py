"""RefWorks' tagged format, which EBSCO and ProQuest write too: a line begins with a tag of two signs and a blank.

https://en.wikipedia.org/wiki/RefWorks. An entry begins with its type (RT); a legend of the tags may stand above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.formats.export_values import (
    arxiv_in,
    html_to_text,
    is_only_doi,
    parse_date_of_year,
    parse_written_date,
    read_doi,
    read_names,
    split_keywords,
)
from biblio.formats.item_types import ZOTERO_TYPES
from biblio.formats.library_entry import EntryDraft, ExportPart, LibraryEntry
from biblio.formats.tagged_lines import Dialect, TaggedEntry, export_parts, has_tags, read_tagged_entries
from biblio.model.identifiers import make
from biblio.model.record import Kind, Medium

__all__ = ["is_refworks", "read_refworks"]

_DIALECT = Dialect(
    tag=re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?: +(?P<text>.*))?$"),
    starts=frozenset({"RT"}),
    single_lines=frozenset("RT SR ID A1 A2 A3 A4 A5 YR FD VO IS SP OP SN DO RD LA".split()),
)
_TYPES = {
    "journal article": "journalArticle", "journal": "journalArticle", "journal, electronic": "journalArticle",
    "abstract": "journalArticle", "magazine article": "magazineArticle", "newspaper article": "newspaperArticle",
    "conference proceedings": "conferencePaper", "book, section": "bookSection", "book chapter": "bookSection",
    "book, whole": "book", "book, edited": "book", "book": "book", "monograph": "book", "dissertation": "thesis",
    "dissertation/thesis": "thesis", "dissertation/thesis, unpublished": "thesis", "thesis": "thesis",
    "thesis, unpublished": "thesis", "report": "report", "grant": "report", "web page": "webpage",
    "online discussion forum": "forumPost", "computer program": "computerProgram", "motion picture": "film",
    "video": "videoRecording", "video/dvd": "videoRecording", "dvd": "videoRecording",
}  # fmt: skip
_FIELDS = {
    "A3": "series-editor", "A4": "translator", "AD": "affiliation", "AN": "accession-number", "CL": "classification",
    "CN": "call-number", "DB": "database", "DS": "data-source", "ED": "edition", "PP": "place", "SF": "database",
    "ST": "short-title", "U1": "user1", "U2": "user2", "U3": "user3", "U4": "user4", "U5": "user5",
}  # fmt: skip
_READ = frozenset("RT SR T1 T2 T3 OT JF JO A1 A2 YR FD VO IS SP OP PB AB NO K1 LA LK UL DO SN ID RD OL".split())


def is_refworks(text: str) -> bool:
    """Whether a text has RefWorks' tags: a type that it knows, and a title."""
    head = text[:30_000]
    types = re.findall(r"^\ufeff?RT +(\S(?:.*\S)?)\s*$", head, re.MULTILINE)
    return any(name.casefold() in _TYPES or name == "Generic" for name in types) and has_tags(text, _DIALECT, ("T1",))


def read_refworks(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of a text in this format, and a `Problem` for what is broken in it."""
    start = re.search(r"^\ufeff?RT ", text, re.MULTILINE)
    above = text[: start.start()].count("\n") if start else 0
    entries = read_tagged_entries("\n" * above + text[start.start() if start else 0 :], _DIALECT)
    yield from export_parts(entries, _entry, path, hint='a line begins with its tag, as in "T1 A title"')


def _entry(entry: TaggedEntry) -> LibraryEntry | None:
    type_name = entry.first("RT")
    meaning = ZOTERO_TYPES.get(_TYPES.get(type_name.casefold(), ""))
    draft = EntryDraft("refworks", entry.line, entry.end_line, type_name, meaning)
    kind, _ = meaning or (Kind.PAPER, Medium.UNKNOWN)
    draft.title, draft.other_titles = entry.first("T1"), entry.all("OT")
    names, draft.is_truncated = read_names(entry.all("A1"))
    second, _ = read_names(entry.all("A2"))
    if type_name.casefold() == "book, edited":
        draft.editors = names + second
    else:
        draft.authors, draft.editors = names, second
    draft.date = parse_date_of_year(entry.first("FD"), entry.first("YR"))
    draft.added = parse_written_date(entry.first("RD"))
    if kind in (Kind.BOOK, Kind.THESIS, Kind.REPORT):
        draft.series = entry.first("T2", "T3")
    else:
        draft.venue, draft.series = entry.first("JF", "T2", "JO"), entry.first("T3")
    draft.venue_short = entry.first("JO") if entry.first("JF") else ""
    draft.volume, draft.number = entry.first("VO"), entry.first("IS")
    first, last = entry.first("SP"), entry.first("OP")
    if kind in (Kind.BOOK, Kind.THESIS) and first.isdigit() and not last:
        draft.add_field("page-total", first)
    else:
        draft.pages = "-".join(filter(None, (first, last))) if "-" not in first else first
    draft.publisher, draft.language = entry.first("PB"), entry.first("LA")
    draft.abstract = html_to_text(entry.first("AB"))
    draft.tags = split_keywords(entry.all("K1"))
    draft.comments = [html_to_text(text) for text in entry.all("NO") if not is_only_doi(text)]
    draft.urls = [url for text in entry.all("UL", "LK") for url in text.split() if "://" in url]
    draft.identifiers = [read_doi(text) for text in (*entry.all("DO"), *filter(is_only_doi, entry.all("NO")))]
    draft.identifiers += arxiv_in(entry.all("JF", "JO", "UL", "LK"))
    if re.search("pubmed|medline", " ".join(entry.all("DB", "SF", "DS")), re.IGNORECASE):
        draft.identifiers.append(make("pmid", entry.first("AN")))
    label = entry.first("ID")
    draft.export_id = label
    for text in entry.all("SN"):
        draft.add_isbn_or_issn(text)
    for value in entry.values:
        if value.tag not in _READ:
            draft.add_field(_FIELDS.get(value.tag, f"refworks-{value.tag.lower()}"), value.text)
    return draft.finish()
