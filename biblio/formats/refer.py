"""EndNote's tagged format (``.enw``, "Refer"), which Google Scholar, CNKI and many publishers write.

https://en.wikipedia.org/wiki/Refer_(software)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
from biblio.formats.library_entry import EntryDraft, ExportPart, LibraryEntry
from biblio.formats.tagged_lines import Dialect, TaggedEntry, export_parts, read_tagged_entries
from biblio.model.record import Kind, Medium

__all__ = ["is_refer", "read_refer"]

_TAG = re.compile(r"\s*%(?P<tag>[0-9A-Z@!#$&*()+<>?=~^\[\]'])(?:\s+(?P<text>.*))?$")
_SINGLE_LINES = frozenset("0AEYQDVNPIJ8@")
_WITH_TYPES = Dialect(_TAG, starts=frozenset({"0"}), single_lines=_SINGLE_LINES)
_BLANK_SEPARATED = Dialect(_TAG, starts=frozenset(), is_blank_end=True, single_lines=_SINGLE_LINES)
_FIELDS = {
    "C": "place", "L": "call-number", "M": "accession-number", "7": "edition", "9": "type", "!": "short-title",
    "+": "affiliation", "O": "other", "(": "original-publication", ">": "file", "~": "database", "W": "database",
    "6": "volumes", "Y": "series-editor", "?": "subsidiary-author", "H": "heading", "&": "start-page", "]": "dates",
    "*": "rights",
}  # fmt: skip
_READ = frozenset("0AQETJBSD8VNPIRUXKZ<FG@[=$")


def is_refer(text: str) -> bool:
    """Whether a text is in this format: it begins with tags, among them a title and a type, author or date."""
    if not text[:100].lstrip("\ufeff \n").startswith("%"):
        return False
    lines = [line for line in text[:30_000].removeprefix("\ufeff").split("\n", 60)[:60] if line.strip()]
    if not lines or not _TAG.match(lines[0]):
        return False
    tags = {match["tag"] for line in lines if (match := _TAG.match(line))}
    return "T" in tags and bool(tags & {"0", "A", "D", "J"})


def read_refer(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of a text in this format, and a `Problem` for what is broken in it."""
    has_types = re.search(r"^[^\S\n]*\ufeff?%0\s", text, re.MULTILINE)
    entries = read_tagged_entries(text, _WITH_TYPES if has_types else _BLANK_SEPARATED)
    yield from export_parts(entries, _entry, path, hint='a line begins with its tag, as in "%T A title"')


def _entry(entry: TaggedEntry) -> LibraryEntry | None:
    type_name = entry.first("0")
    draft = EntryDraft("refer", entry.line, entry.end_line, type_name, endnote_meaning(type_name))
    kind, medium = draft.meaning or (Kind.PAPER, Medium.UNKNOWN)
    draft.title = entry.first("T")
    draft.authors, draft.is_truncated = read_names([*entry.all("A"), *(f"{name}," for name in entry.all("Q"))])
    draft.editors, _ = read_names(entry.all("E"))
    draft.date = parse_date_of_year(entry.first("8"), entry.first("D"))
    draft.added = parse_written_date(entry.first("["))
    if kind in (Kind.BOOK, Kind.THESIS, Kind.REPORT):
        draft.series = entry.first("B", "S")
    else:
        in_proceedings = medium in (Medium.PROCEEDINGS, Medium.COLLECTION)
        draft.venue = entry.first("B", "J") if in_proceedings else entry.first("J", "B")
        draft.series = entry.first("S")
    draft.volume, draft.number = entry.first("V"), entry.first("N")
    draft.pages, draft.publisher, draft.language = entry.first("P"), entry.first("I"), entry.first("G")
    draft.abstract = html_to_text(entry.first("X"))
    draft.tags = split_keywords(entry.all("K"))
    draft.comments = [html_to_text(text) for text in entry.all("Z", "<")]
    draft.urls = [url for text in entry.all("U") for url in re.sub(r"(?i)^URL:\s*", "", text).split()]
    draft.identifiers = [*map(read_doi, entry.all("R")), *arxiv_in(entry.all("R", "M", "V", "J"))]
    for text in entry.all("G")[1:]:
        draft.add_field("language", text)
    label = entry.first("F")
    draft.key = label if re.search(r"[^\W\d_]", label) else ""
    for text in entry.all("@"):
        if not draft.add_isbn_or_issn(text, is_of_whole=kind is Kind.PAPER):
            draft.add_field("issn", text)
    for value in entry.values:
        if value.tag not in _READ:
            draft.add_field(_FIELDS.get(value.tag, f"refer-{value.tag.lower()}"), value.text)
    return draft.finish()
