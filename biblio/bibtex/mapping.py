"""A work as an entry, with the types and fields that the authors of styles expect. `from_entry` goes back.

Two dialects: "biblatex" (Unicode, biber's types) and "bibtex" (LaTeX spelling, the types that every ``.bst`` knows).
Both write a preprint as ``@misc`` with ``eprint``, ``archivePrefix`` and ``primaryClass``, as arXiv itself does;
biber takes the last two as names of ``eprinttype`` and ``eprintclass``. A published version keeps the ``eprint``.
A type whose defining field nobody gave (a thesis without a school) becomes ``@misc``; nothing is made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from biblio.bibtex.latex import Dialect, plain, to_tex
from biblio.bibtex.mapping_table import (
    DEGREES,
    FIELD_ORDER,
    HOUSE_FIELDS,
    KIND_WORDS,
    LANGUAGES,
    MEDIA,
    REPORT_WORD,
    VENUE_FIELDS,
    Degree,
    allowed,
)
from biblio.bibtex.mathematics import is_balanced
from biblio.bibtex.names import format_names
from biblio.bibtex.recognition import from_entry, is_preprint_server
from biblio.bibtex.titles import protect
from biblio.model.dates import MONTHS, PartialDate
from biblio.model.entry import Entry
from biblio.model.record import NOT_PAPERS, Kind, Medium, Record, Work
from biblio.text import squeeze

__all__ = ["from_entry", "paper_type", "to_entry"]

_DASH = re.compile(r"\s*[-‐‑‒–—−]+\s*")
_UNSAFE_IN_URL = re.compile(r"[\s\x00-\x1f\x7f\"<>\\^`{|}]")
_DOI_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)


def to_entry(
    work: Work,
    *,
    key: str,
    tags: Iterable[str] = (),
    dialect: Dialect = "biblatex",
    include_abstract: bool = False,
    accessed: PartialDate | None = None,
) -> Entry:
    r"""Return the entry of a work, fields in their fixed order.

    `tags` become `keywords`; `accessed` is the day the person saw the work (the note's date) and becomes the
    `urldate` of what is no paper. `doi` and `url` are written as they are, for both dialects: styles hand them to
    \url and \doi, which read verbatim; only what no URL may contain is percent-encoded.
    """
    record = work.best
    entry_type = _entry_type(record, dialect)
    values = _text_fields(record, entry_type, dialect)
    tex = {name: to_tex(plain(squeeze(text)), dialect=dialect) for name, text in values.items() if text}
    if "title" in tex:
        tex["title"] = protect(tex["title"])
    tex["author"] = format_names(record.authors, truncated=record.truncated, dialect=dialect)
    tex["editor"] = format_names(record.editors, dialect=dialect)
    tex["keywords"] = ", ".join(filter(None, (to_tex(_keyword(tag), dialect=dialect) for tag in tags)))
    if include_abstract:
        tex["abstract"] = to_tex(plain(squeeze(record.abstract)), dialect=dialect)
    tex |= _verbatim_fields(work, dialect, accessed)
    if dialect == "bibtex":
        _suit_classic_styles(tex, entry_type, key)
    names = allowed(entry_type)
    fields = tuple((name, tex[name]) for name in FIELD_ORDER if name in names and tex.get(name))
    return Entry(entry_type, key, fields, frozenset({"month"} & tex.keys()))


def _entry_type(record: Record, dialect: Dialect) -> str:
    is_classic = dialect == "bibtex"
    match record.kind:
        case Kind.PAPER:
            return paper_type(record, is_classic=is_classic)
        case Kind.BOOK if is_classic:
            return "book" if record.publisher else "booklet"
        case Kind.BOOK:
            return "collection" if record.editors and not record.authors else "book"
        case Kind.THESIS | Kind.REPORT if not (record.publisher or record.venue):
            return "misc"
        case Kind.THESIS:
            return _degree(record).classic if is_classic else "thesis"
        case Kind.REPORT:
            return "techreport" if is_classic else "report"
        case _ if is_classic:
            return "misc"
        case Kind.SOFTWARE | Kind.MODEL:
            return "software"
        case Kind.DATASET:
            return "dataset"
        case _:
            return "online" if record.url or record.identifiers else "misc"


def paper_type(record: Record, *, is_classic: bool = False) -> str:
    """Return the entry type of a paper: by its medium, or by the words of its venue where nobody tells the medium."""
    venue = record.venue or record.venue_short
    if not venue or is_preprint_server(venue):
        return "misc"
    medium = record.medium
    if medium is Medium.UNKNOWN:
        words = set(re.findall(r"[a-z]+", venue.casefold()))
        guesses = (medium for medium, signs in MEDIA if words & set(signs.split()))
        medium = next(guesses, Medium.JOURNAL if record.volume else Medium.PROCEEDINGS)
    match medium:
        case Medium.JOURNAL:
            return "article"
        case Medium.PROCEEDINGS:
            return "inproceedings"
        case Medium.COLLECTION:
            # biblatex demands the editors of a collection; a part of a book of which none are known is @inbook.
            return "incollection" if record.editors or is_classic else "inbook"
        case _:
            return "misc"


def _degree(record: Record) -> Degree:
    said = " ".join((record.note, record.venue, record.series, record.number))
    return next((degree for degree in DEGREES if degree.pattern.search(said)), DEGREES[-1])


def _text_fields(record: Record, entry_type: str, dialect: Dialect) -> dict[str, str]:
    """Return the fields that TeX will set as text, as plain text."""
    values = {
        "title": record.title,
        "series": record.series,
        "volume": record.volume,
        "number": record.number,
        "pages": _pages(record.pages),
        "publisher": record.publisher,
    }
    if entry_type in HOUSE_FIELDS:
        values[HOUSE_FIELDS[entry_type]] = record.publisher or record.venue
    elif entry_type in VENUE_FIELDS:
        values[VENUE_FIELDS[entry_type]] = record.venue or record.venue_short
    elif entry_type == "misc":
        values["howpublished"] = _howpublished(record, dialect)
    if record.kind is Kind.THESIS:
        degree = _degree(record)
        values["type"] = degree.biblatex if entry_type == "thesis" else degree.classic_type
    elif entry_type == "report":
        values["type"] = "techreport"
    return values


def _howpublished(record: Record, dialect: Dialect) -> str:
    match record.kind:
        case Kind.THESIS:
            return _degree(record).word
        case Kind.REPORT:
            return REPORT_WORD
        case kind if kind in KIND_WORDS:
            return KIND_WORDS[kind]
    venue = record.venue or record.venue_short
    if not (arxiv := record.identifier("arxiv")):
        return venue
    # Classic styles show no `eprint`; those that do (biber's) would say it twice.
    return f"arXiv:{arxiv.value}" if dialect == "bibtex" else ""


def _pages(pages: str) -> str:
    ranges = []
    for part in pages.split(","):
        ends = [end for end in _DASH.split(part.strip()) if end]
        # Two ends are a range. More are the pages of a chapter ("3-1-3-24"): where it breaks nobody can tell.
        ranges.append("--".join(ends) if len(ends) < 3 else part.strip())
    return ", ".join(filter(None, ranges))


def _keyword(tag: str) -> str:
    """Return a tag without the signs that part keywords: biber splits at every comma, braces or not."""
    return squeeze(re.sub(r"[,;，、]", " ", tag))


def _verbatim_fields(work: Work, dialect: Dialect, accessed: PartialDate | None) -> dict[str, str]:
    record = work.best
    values = {}
    if record.date:
        values["year"] = str(record.date.year)
        if record.date.month:
            values["month"] = MONTHS[record.date.month - 1]
    if (doi := record.identifier("doi")) and is_balanced(doi.value):
        values["doi"] = doi.value
    if isbn := record.identifier("isbn"):
        values["isbn"] = isbn.value
    pmid = record.identifier("pmid")
    if arxiv := record.identifier("arxiv"):
        values |= {"eprint": arxiv.value, "archiveprefix": "arXiv"}
        classes = (one.primary_class for one in (record, *work.records))
        values["primaryclass"] = next(filter(None, classes), "")
    elif pmid and dialect == "biblatex":
        values |= {"eprint": pmid.value, "eprinttype": "pubmed"}
    if pmid and dialect == "bibtex":
        values["pmid"] = pmid.value
    values["url"] = _url(record, dialect)
    if record.kind in NOT_PAPERS:
        if accessed and values["url"]:
            values["urldate"] = str(accessed)
        if dialect == "biblatex" and record.kind in (Kind.BLOGPOST, Kind.PRESENTATION, Kind.VIDEO, Kind.MODEL):
            values["entrysubtype"] = record.kind.value
    language = LANGUAGES.get(record.language.lower().partition("-")[0], "")
    if language != "english":
        values["langid" if dialect == "biblatex" else "language"] = language
    return values


def _url(record: Record, dialect: Dialect) -> str:
    """Return the address of a work; none where it would only repeat the DOI."""
    url = record.url
    if not url or (record.identifier("doi") and _DOI_RESOLVER.match(url)):
        others = (one.address for one in record.identifiers if one.scheme not in ("doi", "pmid", "pmcid", "s2", "dblp"))
        url = "" if record.identifier("doi") else next(filter(None, others), "")
    url = _UNSAFE_IN_URL.sub(lambda match: quote(match[0], safe=""), url.strip())
    return url if dialect == "biblatex" else quote(url, safe="".join(map(chr, range(33, 127))))


def _suit_classic_styles(tex: dict[str, str], entry_type: str, key: str) -> None:
    """Take away what the standard styles complain of, and give them what they sort by."""
    # Of parts of books they take a volume, or a number in a series, and of a book an author or an editor.
    if "booktitle" in tex or entry_type == "book":
        if tex.get("volume") or not tex.get("series"):
            tex["number"] = ""
        if entry_type == "book" and tex["author"]:
            tex["editor"] = ""
    if not tex["author"] and not (entry_type == "book" and tex["editor"]):
        title = tex.get("title", "")
        tex["key"] = title if title.isascii() else key  # labels take its first bytes
