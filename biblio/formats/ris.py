"""RIS, as nearly every reference manager and publisher writes it.

https://en.wikipedia.org/wiki/RIS_(file_format). There are two specifications (1.0 of 2001, and EndNote's of 2011), and
programs mix them: the title is TI or T1, the journal JF, JO, T2 or JA, the day PY, Y1 or DA. Which tag holds what also
depends on the type of the entry (`_FIELDS` and `_venue`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.formats.export_values import (
    arxiv_in,
    html_to_text,
    is_only_doi,
    parse_written_date,
    read_doi,
    read_names,
    split_keywords,
)
from biblio.formats.item_types import ZOTERO_TYPES, ris_meaning
from biblio.formats.library_entry import EntryDraft, ExportPart, LibraryEntry
from biblio.formats.rayyan import split_rayyan_notes
from biblio.formats.tagged_lines import Dialect, TaggedEntry, export_parts, has_tags, read_tagged_entries
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, make
from biblio.model.record import Kind, Medium

__all__ = ["is_ris", "read_ris"]

_DIALECT = Dialect(
    # cffconvert ends an entry with "ER" alone.
    tag=re.compile(r"\s{0,3}(?P<tag>[A-Z][A-Z0-9])(?:\s{1,2}-(?:\s(?P<text>.*))?|(?<=\bER)\s*)$"),
    starts=frozenset({"TY"}),
    end="ER",
    # A line without a tag after one of these is a line whose tag is broken, not more of the name, year or number.
    single_lines=frozenset("TY AU A1 A2 A3 A4 ED PY Y1 Y2 DA DO SP EP VL IS SN ID LA M1 U1".split()),
)
# "ID" may be anything; a name with a year ("smith2020deep", "GOODFELLOW20142672") is a citation key.
_BETWEEN_URLS = re.compile(r"(?<![;\s])[;\s]+(?=https?://|www\.)|\n")
_CITATION_KEY = re.compile(r"[^\W\d_]{2}(?=[\w.:-]*?(?:1[5-9]|20)\d\d)[\w.:-]*")
# What Scopus writes as notes.
_OF_DATABASES = re.compile(
    r"(?i)(?:cited by|export date|correspondence address|coden|funding (?:details|text)|language of original document"
    r"|pubmed id|references|chemicals/cas|tradenames|manufacturers|conference code|document type|source)\s*:"
)
_TITLES = ("TI", "T1", "CT")
_IN_PARTS = frozenset({Medium.PROCEEDINGS, Medium.COLLECTION})
# Tags without a place of their own, by the name of the field that keeps them.
_FIELDS = {
    "A4": "translator", "AD": "affiliation", "AN": "accession-number", "C7": "article-number", "CN": "call-number",
    "CY": "place", "DB": "database", "DP": "library-catalog", "ET": "edition", "L1": "file", "L2": "file",
    "L4": "file", "LB": "label", "M3": "type", "NV": "volumes", "PP": "place", "RI": "reviewed-item",
    "SE": "section", "ST": "short-title", "TA": "translated-author",
}  # fmt: skip
_READ = frozenset(
    "TY TI T1 CT BT T2 T3 JF JO JA J1 J2 C3 AU A1 A2 A3 ED PY Y1 Y2 DA DO VL IS SP EP PB AB N2 N1 RN KW UR L3 LK SN ID"
    " LA TT".split()
)


def is_ris(text: str) -> bool:
    """Whether a text is RIS: an entry's first line is among its first lines."""
    return "TY " in text[:30_000] and has_tags(text, _DIALECT, ("TY",))


def read_ris(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of a RIS text, and a `Problem` for what is broken in it."""
    hint = 'a line begins with its tag, as in "TI  - A title"'
    yield from export_parts(read_tagged_entries(text, _DIALECT), _entry, path, hint=hint, last_line="ER  - ")


def _entry(entry: TaggedEntry) -> LibraryEntry | None:
    type_name = entry.first("TY")
    draft = EntryDraft("ris", entry.line, entry.end_line, type_name, ris_meaning(type_name))
    kind, medium = draft.meaning or (Kind.PAPER, Medium.UNKNOWN)
    is_book = kind is Kind.BOOK
    draft.title = entry.first(*_TITLES) or (entry.first("BT", "T2") if is_book else "")
    draft.other_titles = entry.all("TT")
    _set_names(draft, entry, kind)
    draft.date = _date(entry)
    draft.added = parse_written_date(entry.first("Y2"))
    _set_venue(draft, entry, kind, medium)
    draft.volume, draft.number = entry.first("VL"), entry.first("IS") or _issue_in_m1(entry, medium)
    _set_pages(draft, entry, kind)
    draft.publisher = entry.first("PB")
    draft.abstract = html_to_text("\n".join(entry.all("AB")[:1] or entry.all("N2")[:1]))
    draft.language = entry.first("LA")
    draft.tags = split_keywords(entry.all("KW"))
    draft.urls = [url for value in entry.all("UR", "LK") for url in _BETWEEN_URLS.split(value)]
    _set_numbers(draft, entry)
    _set_notes(draft, entry)
    label = entry.first("ID", "LB")
    draft.export_id = label
    draft.key = label if _CITATION_KEY.fullmatch(label) else ""
    for value in entry.values:
        is_read = value.tag in _READ or (value.tag == "M1" and value.text == draft.number)
        if not is_read and not (value.tag == "M3" and read_doi(value.text)):
            draft.add_field(_FIELDS.get(value.tag, f"ris-{value.tag.lower()}"), value.text)
    return draft.finish()


def _date(entry: TaggedEntry) -> PartialDate | None:
    """Return the date of publication: the most exact one that agrees with the year."""
    dates = [date for tag in ("PY", "Y1", "DA") for text in entry.all(tag) if (date := parse_written_date(text))]
    return max((date for date in dates if date.year == dates[0].year), key=_exactness, default=None)


def _exactness(date: PartialDate) -> int:
    return (date.month > 0) + (date.day > 0)


def _set_venue(draft: EntryDraft, entry: TaggedEntry, kind: Kind, medium: Medium) -> None:
    if kind is Kind.BOOK:
        draft.series = entry.first("T2", "T3") if entry.first(*_TITLES) else entry.first("T3")
    elif kind in (Kind.THESIS, Kind.REPORT):
        draft.series = entry.first("T2", "T3")
    elif medium is Medium.PROCEEDINGS:
        draft.venue = entry.first("C3", "T2", "BT", "JF", "JO", "JA")
        draft.series = entry.first("T3")
    elif medium is Medium.COLLECTION:
        draft.venue = entry.first("T2", "BT", "JF", "JO")
        draft.series = entry.first("T3")
    else:
        reporter = entry.first("A2") if draft.type_name.upper() == "CASE" else ""
        draft.venue = reporter or entry.first("JF", "T2", "JO", "BT", "J1", "J2", "JA")
        draft.series = entry.first("T3")
    short = entry.first("J2", "JA", "JO")
    draft.venue_short = short if short != draft.venue else ""


def _issue_in_m1(entry: TaggedEntry, medium: Medium) -> str:
    text = entry.first("M1")
    return text if medium is Medium.JOURNAL and re.fullmatch(r"[\w-]{1,8}", text) else ""  # EndNote's place for it


def _set_names(draft: EntryDraft, entry: TaggedEntry, kind: Kind) -> None:
    """Set authors and editors: a book has its editors in third place if its series has some in second."""
    names, draft.is_truncated = read_names(entry.all("AU", "A1"))
    second, third = entry.all("A2"), entry.all("A3")
    if draft.type_name.upper() == "CASE":
        second = []  # the reporter
    if draft.type_name.upper() == "EDBOOK":
        draft.editors, others = names, second + third
    else:
        is_in_third = kind is Kind.BOOK and bool(third)
        draft.authors, others = names, second if is_in_third else [] if kind is Kind.BOOK else third
        draft.editors, _ = read_names(third if is_in_third else second)
    draft.editors = list(dict.fromkeys([*read_names(entry.all("ED"))[0], *draft.editors]))
    for name in others:
        draft.add_field("advisor" if kind is Kind.THESIS else "series-editor", name)


def _set_pages(draft: EntryDraft, entry: TaggedEntry, kind: Kind) -> None:
    """Set the pages; a book has the number of its pages there."""
    first, last = (entry.first(tag).strip(" -–") for tag in ("SP", "EP"))
    total = re.fullmatch(r"(\d+)(?: ?p(?:p|ages)?\.?)?", first)
    if kind in (Kind.BOOK, Kind.THESIS) and total and not last:
        draft.add_field("page-total", total[1])
    else:
        is_whole = not last or last == first or re.search("[-–]", first)
        draft.pages = first if is_whole else f"{first}-{last}".strip("-")


def _set_numbers(draft: EntryDraft, entry: TaggedEntry) -> None:
    for text in (
        *entry.all("DO", "DI"),
        *entry.all("M3", "L3"),
        *(text for text in entry.all("N1") if is_only_doi(text)),
    ):
        draft.identifiers.append(read_doi(text))
    draft.identifiers += arxiv_in(entry.all("DO", "M1", "M3", "VL", "AN", "JO", "JF", "T2", "J2", "PB", "N1"))
    for text in (*entry.all("AN", "U1", "U2", "U3", "U4", "U5"), *entry.all("N1")):
        draft.identifiers += _pubmed_numbers(text)
    providers = " ".join(entry.all("DB", "DP")).casefold()
    if re.search(r"\b(?:pubmed|medline|nlm|national library of medicine)\b", providers) and "embase" not in providers:
        match = re.fullmatch(r"(?i)(?:(?:PMID|NLM|MEDLINE)[:\s]*)?(\d{1,9})", entry.first("AN"))
        draft.identifiers.append(make("pmid", match[1]) if match else None)
    for text in entry.all("SN"):
        if draft.add_isbn_or_issn(text):
            continue
        if draft.meaning == ZOTERO_TYPES["report"] and not draft.number:
            draft.number = text
        else:
            draft.add_field("number-in-series", text)


def _pubmed_numbers(text: str) -> Iterator[Identifier | None]:
    """Yield the numbers in "26957754[pmid]", "PMC4756000[pmcid]", "PubMed ID: 26957754"."""
    if match := re.fullmatch(r"(?i)(\d+)\s*\[pmid\]|(?:PubMed ID|PMID):?\s*(\d+)", text.strip()):
        yield make("pmid", match[1] or match[2])
    elif match := re.fullmatch(r"(?i)(PMC\d+)(?:\s*\[pmcid\])?", text.strip()):
        yield make("pmcid", match[1].upper())


def _set_notes(draft: EntryDraft, entry: TaggedEntry) -> None:
    has_abstract = bool(entry.first("AB"))
    for text in entry.all("N1", "RN", *(("N2",) if has_abstract else ())):
        if _OF_DATABASES.match(text):
            draft.add_field("database-note", text)
        elif not is_only_doi(text) and text != entry.first("AB"):
            notes, labels, decisions = split_rayyan_notes(html_to_text(text))
            draft.comments.append(notes)
            draft.tags += labels
            draft.fields += decisions
