"""NBIB, the tagged format of PubMed (MEDLINE), which ERIC and KoreaMed also write.

https://www.nlm.nih.gov/bsd/mms/medlineelements.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.formats.export_values import (
    parse_written_date,
    read_doi,
    read_initialled_name,
    read_names,
    split_keywords,
)
from biblio.formats.item_types import ZOTERO_TYPES, Meaning
from biblio.formats.library_entry import EntryDraft, ExportPart, LibraryEntry
from biblio.formats.tagged_lines import Dialect, TaggedEntry, export_parts, has_tags, read_tagged_entries
from biblio.model.identifiers import make
from biblio.model.people import Person
from biblio.model.record import Kind, Medium

__all__ = ["TYPES_OF_PUBMED", "is_nbib", "read_nbib", "set_title_of_pubmed", "whole_range"]

_DIALECT = Dialect(
    tag=re.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,3}) {0,2}-(?: (?P<text>.*))?$"),
    starts=frozenset({"PMID"}),
    is_blank_end=True,
    is_start_repeated=True,  # PMC writes its own number above that of PubMed
    continuation=re.compile(r"\s{2,}\S.*"),
)
TYPES_OF_PUBMED = {
    "book": "book", "books": "book", "book chapter": "bookSection", "preprint": "preprint", "dataset": "dataset",
    "academic dissertation": "thesis", "dissertations/theses": "thesis", "technical report": "report",
    "speeches/meeting papers": "conferencePaper",
    "video-audio media": "videoRecording", "webcast": "videoRecording", "newspaper article": "newspaperArticle",
}  # fmt: skip
_FIELDS = {
    "AD": "affiliation", "AUID": "author-id", "GR": "grant", "PL": "place", "PT": "publication-type", "SB": "subset",
    "DEP": "electronic-publication", "EN": "edition", "IR": "investigator", "PS": "subject", "RF": "references",
    "CI": "copyright", "GN": "general-note", "SI": "secondary-source", "CON": "comment-on", "CIN": "comment-in",
    "EIN": "erratum-in", "RIN": "retraction-in", "PHST": "history", "OID": "other-id",
}  # fmt: skip
_READ = frozenset(
    "PMID PMC TI TT BTI CTI AB FAU AU CN FED ED JT TA VI IP PG DP LA MH OT KW IS ISBN ISSN AID LID PB OAB COIS".split()
)
# What records the work of the database, not the paper.
_IGNORED = frozenset(
    "OWN STAT LR DCOM EDAT MHDA CRDT DA PST SO JID IRAD FIR OTO RN NM PMCR OWN STAT MID OABL SFM OCI".split()
)


def is_nbib(text: str) -> bool:
    """Whether a text is NBIB: it has a number in PubMed, or an owner, and a title or a journal."""
    beginning = text[:30_000]
    if "PMID" not in beginning and "OWN" not in beginning:
        return False
    has_number = re.search(r"^\ufeff?(?:PMID {0,2}- *\d|OWN {1,2}- +[A-Z])", beginning, re.MULTILINE)
    return bool(has_number) and has_tags(text, _DIALECT, ("TI", "BTI", "JT", "FAU"))


def read_nbib(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of an NBIB text, and a `Problem` for what is broken in it."""
    hint = 'a line begins with a tag, as in "TI  - A title", or with blanks'
    yield from export_parts(read_tagged_entries(text, _DIALECT), _entry, path, hint=hint)


def _entry(entry: TaggedEntry) -> LibraryEntry | None:
    types = [text.casefold() for text in entry.all("PT")]
    draft = EntryDraft("nbib", entry.line, entry.end_line, entry.first("PT"), _meaning(entry, types))
    kind, medium = draft.meaning or ZOTERO_TYPES["journalArticle"]
    is_whole = kind in (Kind.BOOK, Kind.THESIS, Kind.REPORT) or medium is Medium.PREPRINT
    set_title_of_pubmed(draft, entry.first("CTI", "TI", "BTI"), entry.first("TT"))
    draft.authors, draft.is_truncated = _authors(entry)
    draft.editors, _ = read_names(entry.all("FED") or entry.all("ED"))
    draft.date = parse_written_date(entry.first("DP"))
    has_part = bool(entry.first("TI") or entry.first("CTI"))
    publisher = entry.first("JT") if is_whole else ""  # where ERIC has the publisher, PubMed the server
    draft.venue = "" if publisher else entry.first("JT", "TA") or (entry.first("BTI") if has_part else "")
    draft.venue_short = entry.first("TA") if entry.first("JT") else ""
    draft.volume, draft.number, draft.pages = entry.first("VI"), entry.first("IP"), whole_range(entry.first("PG"))
    draft.publisher = entry.first("PB") or publisher
    draft.abstract, draft.language = entry.first("AB", "OAB"), entry.first("LA")
    draft.identifiers = [read_doi(text) for text in entry.all("AID", "LID") if "[doi]" in text]
    draft.identifiers.append(make("pmid", entry.first("PMID")))
    draft.identifiers.append(make("pmcid", entry.first("PMC").upper()))
    draft.urls = [text for text in entry.all("LID", "AID") if text.startswith("http")]
    for text in dict.fromkeys(entry.all("AID", "LID")):
        draft.add_field("pii", text.removesuffix("[pii]") if text.endswith("[pii]") else "")
    for text in entry.all("IS", "ISBN", "ISSN"):
        draft.add_isbn_or_issn(text, is_of_whole=bool(draft.venue))
    _set_tags(draft, entry)
    for value in entry.values:
        if value.tag not in _READ | _IGNORED:
            draft.add_field(_FIELDS.get(value.tag, f"nbib-{value.tag.lower()}"), value.text)
    return draft.finish()


def _meaning(entry: TaggedEntry, types: list[str]) -> Meaning:
    if not {"journal article", "journal articles"}.isdisjoint(types) and "preprint" not in types:
        return ZOTERO_TYPES["journalArticle"]  # one with a video is an article
    is_report = any(name.startswith("reports - ") for name in types) and not entry.first("VI")  # ERIC
    other_type = "report" if is_report else "journalArticle"
    return ZOTERO_TYPES[next((TYPES_OF_PUBMED[name] for name in types if name in TYPES_OF_PUBMED), other_type)]


def set_title_of_pubmed(draft: EntryDraft, title: str, original: str) -> None:
    """Set the title: PubMed ends every title with a full stop, and puts those that it translated in brackets."""
    title, original = _without_stop(title), _without_stop(original)
    if translated := re.fullmatch(r"\[(.+?)\.?\]", title, re.DOTALL):
        title = translated[1]
    draft.title, draft.other_titles = (original, [title]) if original else (title, [])


def _without_stop(text: str) -> str:
    text = " ".join(text.split())
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def _authors(entry: TaggedEntry) -> tuple[list[Person], bool]:
    """Return the authors and groups in their order; full names (FAU) count before those with initials (AU)."""
    name_tag = "FAU" if entry.all("FAU") else "AU"
    people: dict[Person, None] = {}
    is_truncated = False
    for value in entry.values:
        if value.tag == "CN" and value.text:
            people[Person(literal=" ".join(value.text.split()))] = None
        elif value.tag == name_tag:
            names, has_more = read_names([value.text])
            is_truncated = is_truncated or has_more
            people |= dict.fromkeys(names if name_tag == "FAU" else map(read_initialled_name, [value.text]))
    return list(people), is_truncated


def whole_range(pages: str) -> str:
    """Return a range of pages with its last page in full: "377-86" is 377-386."""
    match = re.fullmatch(r"(\d+)-(\d+)", pages)
    if not match or len(match[2]) >= len(match[1]):
        return pages
    return f"{match[1]}-{match[1][: len(match[1]) - len(match[2])]}{match[2]}"


def _set_tags(draft: EntryDraft, entry: TaggedEntry) -> None:
    """Take the authors' keywords and the main subject headings as tags.

    A paper has a dozen headings, most of which ("Humans", "Adult") say little about it. MEDLINE marks those that the
    paper is mainly about by "*"; only these become tags, unless none is marked. All are kept in the fields.
    """
    headings = [" ".join(text.split()) for text in entry.all("MH")]
    main = [heading for heading in headings if "*" in heading] or headings
    draft.tags = [*split_keywords(entry.all("OT", "KW")), *(heading.partition("/")[0] for heading in main)]
    for heading in headings:
        draft.add_field("mesh", heading)
