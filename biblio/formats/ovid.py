"""Exports of Ovid (MEDLINE, Embase, PsycINFO, Journals@Ovid …): tags of two letters, or the names of the fields.

"AU  - Roe, Jane" with all of an entry's fields (also what Ovid calls "Citavi" and saves as ``.ovd``), or "Author" with
its value indented in the next line. An entry begins with its number: "<12. >". Ovid's RIS is RIS.
https://ospguides.ovid.com lists the fields of each database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.formats.export_values import (
    html_to_text,
    parse_date_of_year,
    read_doi,
    read_names,
    split_keywords,
)
from biblio.formats.item_types import ZOTERO_TYPES
from biblio.formats.library_entry import EntryDraft, ExportPart, LibraryEntry
from biblio.formats.source_line import SourceLine, read_source_line
from biblio.formats.tagged_lines import (
    Dialect,
    TaggedEntry,
    TaggedValue,
    export_parts,
    has_tags,
    read_tagged_entries,
)
from biblio.model.identifiers import make
from biblio.model.people import Person
from biblio.model.record import Kind, Medium

__all__ = ["is_ovid", "read_ovid"]

_NUMBER = re.compile(r"\s*+<\s*+\d+\s*+\.?\s*+>\s*+")
_DIALECT = Dialect(
    tag=re.compile(r"\s{0,2}(?P<tag>[A-Z][A-Z0-9]|SCORE)\s{1,2}-(?:\s(?P<text>.*))?$"),
    starts=frozenset({"VN"}),
    continuation=re.compile(r"(?!\s*+<\s*+\d++\s*+\.?\s*+>).*\S.*"),
)
# The names of fields where an export has them in full; those without a tag keep their names.
_TAGS = {
    "author": "AU", "authors": "AU", "author/editor": "AU", "author(s)": "AU", "title": "TI", "chapter title": "CT",
    "source": "SO", "book source": "SO", "abstract": "AB", "author keywords": "KW", "keyword": "KW", "keywords": "KW",
    "key concepts": "ID", "subject headings": "SH", "mesh subject headings": "MH", "index terms": "SH",
    "language": "LG", "document type": "DT", "publication type": "PT", "issn": "IS", "issn print": "IS",
    "isbn": "IB", "doi": "DI", "doi number": "DI", "digital object identifier": "DI", "accession number": "AN",
    "unique identifier": "UI", "pmid": "PM", "institution": "IN", "year of publication": "YR",
    "publication year": "YR", "publication date": "DP", "date of publication": "DP", "publisher": "PB",
    "editor": "ED", "editors": "ED", "database": "DB", "original title": "OT", "translated title": "TT",
    "score": "SCORE", "link to the ovid full text or citation": "XL",
}  # fmt: skip
_NAME = re.compile(r"(?P<name>[A-Z][A-Za-z/()&' -]{1,60}?)\s*")
_FIELDS = {
    "AD": "affiliation", "AN": "accession-number", "CP": "country", "CY": "country", "DB": "database",
    "ET": "edition", "IN": "affiliation", "LC": "place", "XL": "ovid-address",
}  # fmt: skip
_READ = frozenset(
    "VN TI CT OT TT AU ED SO BT AB KW ID SH MH LG IS IB DI DO AI PM UI YR DP PB PU VO IP PG JN JA PT DT UR"
    " SCORE".split()
)
_TITLES_END = re.compile(r"(?:\.\s*|(?<!\s)\s+)?\[(?:[A-Z][\w /-]{2,40})\]\.?\s*$")
_ROLE = re.compile(r"(?:(?<!\s)\s+)?\[(?P<role>[^\[\]]*)\]")
_MARKS = re.compile(r"(?:\s+(?:\d{1,3}|[*+†‡§#¶|]+)(?:,(?:\d{1,3}|[*+†‡§#¶|]+))*)+,?\s*$")
_DEGREE = r"(?:[A-Z][a-z]{0,5}+\.?+){2,6}(?:[,;]\s*+|\s++|$)"
_DEGREES = re.compile(rf"(?<=[^\W\d_.]\s)(?:{_DEGREE})+$|(?<=[.])\s(?:{_DEGREE})+$")
_LONGEST_TAIL = 80  # characters behind a name that are looked at


def is_ovid(text: str) -> bool:
    """Whether a text is an export of Ovid's, with tags or with the names of the fields."""
    head = text[:30_000]
    if "Ovid Technologies" in head:
        return has_tags(text, _DIALECT, ("VN",))
    return bool(
        re.search(r"^Title *\n[ \t]+\S", head, re.MULTILINE)
        and re.search(r"^Source *\n[ \t]+\S", head, re.MULTILINE)
        and re.search(r"^(?:Accession Number|Unique Identifier|Author|Authors) *\n[ \t]+\S", head, re.MULTILINE)
    )


def read_ovid(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of a text in this format, and a `Problem` for what is broken in it."""
    if has_tags(text, _DIALECT, ("VN",)):
        lines = ("" if _NUMBER.fullmatch(line) else line for line in text.split("\n"))
        entries: Iterator[TaggedEntry] = read_tagged_entries("\n".join(lines), _DIALECT)
    else:
        entries = _entries_with_names(text)
    yield from export_parts(entries, _entry, path, hint='a line begins with its tag, as in "TI  - A title"')


def _entries_with_names(text: str) -> Iterator[TaggedEntry]:
    """Yield the entries of a text that has the name of each field in a line, and its value indented below."""
    values: list[tuple[str, list[str], int]] = []
    last = 0
    for number, line in enumerate(text.split("\n"), 1):
        match = _NAME.fullmatch(line)
        tag = _TAGS.get(match["name"].casefold(), match["name"]) if match else ""
        if _NUMBER.fullmatch(line) or (values and tag == values[0][0]):
            if values:
                yield _tagged(values, last)
            values = []
        if tag:
            values.append((tag, [], number))
        elif values and line.strip() and not _NUMBER.fullmatch(line):
            values[-1][1].append(line.strip())
        last = number if line.strip() else last
    if values:
        yield _tagged(values, last)


def _tagged(values: list[tuple[str, list[str], int]], last: int) -> TaggedEntry:
    tagged = tuple(TaggedValue(tag, "\n".join(lines), number) for tag, lines, number in values)
    return TaggedEntry(tagged, tagged[0].line, max(last, tagged[0].line), is_closed=True)


def _entry(entry: TaggedEntry) -> LibraryEntry | None:
    source = read_source_line(entry.first("SO"))
    type_name = "; ".join(entry.all("PT", "DT"))
    meaning = ZOTERO_TYPES.get(_item_type(entry, source))
    draft = EntryDraft("ovid", entry.line, entry.end_line, type_name, meaning)
    kind, medium = meaning or (Kind.PAPER, Medium.UNKNOWN)
    part = entry.first("CT")
    draft.title = _title(part or entry.first("TI"))
    draft.other_titles = [_title(text) for text in entry.all("OT", "TT")]
    draft.authors, draft.editors, draft.is_truncated = _people(entry, source)
    draft.date = parse_date_of_year(entry.first("DP"), entry.first("YR")) or source.date
    if source.date and (draft.date is None or (source.date.month and source.date.year == draft.date.year)):
        draft.date = source.date
    venue = entry.first("JN") or (_title(entry.first("TI")) if part else "") or source.venue
    if kind is Kind.PAPER:
        draft.venue = venue or (_book(entry) if medium is Medium.COLLECTION else "")
    draft.venue_short = entry.first("JA")
    draft.volume, draft.number = entry.first("VO") or source.volume, entry.first("IP") or source.number
    pages = re.match(r"[A-Za-z]{0,3}\d[\w-]*", entry.first("PG"))
    draft.pages = pages[0] if pages else source.pages
    institution = entry.first("IN").rpartition(": ")[2] if kind is Kind.THESIS else ""
    draft.publisher = institution or entry.first("PB", "PU")
    draft.abstract = html_to_text(entry.first("AB"))
    draft.language = entry.first("LG").rstrip(".")
    concepts = [text if ";" in text else re.sub(r",\s+", ";", text) for text in entry.all("ID")]
    draft.tags = [tag.rstrip(".") for tag in split_keywords([*entry.all("KW", "SH", "MH"), *concepts])]
    draft.urls = [url for text in entry.all("UR") for url in text.split() if "://" in url]
    draft.identifiers = [read_doi(text) for text in entry.all("DI", "DO", "AI")]
    is_medline = "medline" in entry.first("DB").casefold()
    number = re.match(r"\d{1,8}\b", entry.first("PM") or (entry.first("UI") if is_medline else ""))
    draft.identifiers.append(make("pmid", number[0]) if number else None)
    for text in (*entry.all("IS"), " ".join(entry.all("IB"))):
        draft.add_isbn_or_issn(text)
    for value in entry.values:
        if value.tag not in _READ:
            draft.add_field(_FIELDS.get(value.tag, f"ovid-{value.tag.lower().replace(' ', '-')}"), value.text)
    return draft.finish()


def _item_type(entry: TaggedEntry, source: SourceLine) -> str:
    """Return Zotero's name for the type of an entry, or "" if nothing tells it."""
    words = " ".join(entry.all("PT", "DT")).casefold()
    if "dissertation" in words or "thesis" in words:
        return "thesis"
    if "patent" in words:
        return ""
    if "chapter" in words or entry.first("CT") or source.editors:
        return "bookSection"
    if source.volume or re.search(r"journal|article|review|editorial|letter", words):
        return "journalArticle"
    if "book" in words or "books@ovid" in entry.first("DB").casefold():
        return "book"
    return "conferencePaper" if re.search(r"conference|meeting|proceedings", words) else ""


def _title(text: str) -> str:
    """Return a title without what databases write behind it: "[Article]", "[References]", a full stop."""
    text = " ".join(_TITLES_END.sub("", text).split())
    text = re.sub(r"(?<![.\s])\.$", "", text)
    return text[1:-1] if len(text) > 2 and text[0] == "[" and text.find("]") == len(text) - 1 else text


def _book(entry: TaggedEntry) -> str:
    """Return the title of the book that has a chapter: what stands before the publisher, behind the editors."""
    text = entry.first("BT").rpartition(". " + (entry.first("PB") or "\0"))[0] or entry.first("BT")
    return re.sub(r"^(?:[^\[\]]{3,60}\[Eds?\.?\][.;,]?\s*)+", "", text).split("] [")[0].strip("[]. ")


def _people(entry: TaggedEntry, source: SourceLine) -> tuple[list[Person], list[Person], bool]:
    """Return the authors, the editors, and whether more authors follow."""
    authors: list[str] = []
    editors = [*entry.all("ED"), source.editors]
    for text in entry.all("AU"):
        for line in text.split("\n"):
            is_editor = any("Ed" in match["role"] for match in _ROLE.finditer(line))
            (editors if is_editor else authors).append(line)
    names, is_truncated = read_names(map(_plain_names, authors))
    others, _ = read_names(map(_plain_names, editors))
    return names, others, is_truncated


def _plain_names(text: str) -> str:
    """Return names without roles, the marks of their institutions, and degrees; "; " parts them."""
    text = re.sub(r"\]\s*,\s*(?=[^\W\d_])", "]; ", text)
    names: list[str] = []
    for part in _ROLE.sub("", text).split(";"):
        name = _without_tail(_MARKS, part.strip())
        if re.fullmatch(rf"(?:{_DEGREE})+", name) and names:
            continue  # "Roe, Jane RN; PhD; FAAN 1"
        if name.count(",") and len(name.partition(",")[2].split()) > 1:
            name = _without_tail(_DEGREES, name)
        name = name.strip(" ,")
        names.append(re.sub(r"(?<=[^\W\d_]{2})\.$", "", name))
    return "; ".join(filter(None, names))


def _without_tail(pattern: re.Pattern[str], name: str) -> str:
    return name[:-_LONGEST_TAIL] + pattern.sub("", name[-_LONGEST_TAIL:])
